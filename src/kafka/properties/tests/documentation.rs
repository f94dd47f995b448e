//! docs/properties.md says of every name what becomes of it.

use std::collections::BTreeMap;

use crate::kafka::properties::names::{CONSUMER, DEEPHAVEN, OUR_CLIENT, PRODUCER, READING, Rule, producer_rule, rule};
use crate::kafka::registry;
use crate::spec::{ConsumeOptions, HEADER_COLUMN, HEADER_TYPE, PUBLISHED_HEADER, PublishOptions};

/// The rows of the document's tables whose first cell holds names.
fn documented() -> BTreeMap<String, String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/properties.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut documented = BTreeMap::new();
    for row in text.lines().filter(|line| line.starts_with("| `")) {
        let (names, what) = row[2..].trim_end_matches(" |").split_once(" | ").unwrap();
        for name in names.split(", ") {
            let before = documented.insert(name.trim_matches('`').to_owned(), what.to_owned());
            assert_eq!(before, None, "{name} is there twice");
        }
    }
    documented
}

fn agrees(rule: Rule, name: &str, what: &str) -> bool {
    match rule {
        Rule::Pass => what.starts_with("passed on") && !what.starts_with("passed on as"),
        Rule::Number(to, least, most) => {
            let as_name = if to == name {
                String::new()
            } else {
                format!(" as `{to}`")
            };
            let rest = what.strip_prefix(&format!("passed on{as_name}, {least} "));
            rest.is_some_and(|rest| rest.contains(&format!("to {most}")))
        }
        Rule::Ours => what.starts_with("read: "),
        Rule::Inert => what.starts_with("no effect: "),
        Rule::NoEffect(why) => what == format!("warning: {why}"),
        Rule::Refused(why) => what == format!("refused: {why}"),
    }
}

#[test]
fn the_documentation_says_what_the_names_become() {
    let mut documented = documented();
    let consumer = CONSUMER.iter().map(|(name, rule)| (*name, *rule));
    let own = OUR_CLIENT.iter().map(|name| (*name, rule(name).unwrap()));
    let producer = PRODUCER.iter().map(|(name, rule)| (*name, *rule));
    for (name, rule) in consumer.chain(producer).chain(own) {
        let what = documented.remove(name).unwrap_or_default();
        assert!(agrees(rule, name, &what), "{name}: {rule:?}, but {what:?}");
    }
    let own = [HEADER_COLUMN, HEADER_TYPE, PUBLISHED_HEADER];
    let names = DEEPHAVEN.iter().chain(&registry::NAMES);
    for name in names
        .chain(&ConsumeOptions::NAMES)
        .chain(&PublishOptions::NAMES)
        .chain(&own)
    {
        let what = documented.remove(*name).unwrap_or_default();
        assert!(agrees(Rule::Ours, name, &what), "{name}: {what:?}");
    }
    assert_eq!(documented, BTreeMap::new(), "nobody knows these");
}

#[test]
fn each_side_takes_the_properties_of_the_other() {
    for (name, _) in PRODUCER {
        assert_eq!(rule(name), Some(Rule::NoEffect("it is a producer's")), "{name}");
    }
    for name in READING {
        let known = CONSUMER.iter().any(|(known, _)| known == name);
        assert!(known, "{name} is no consumer's");
        assert_eq!(producer_rule(name), Some(Rule::Inert), "{name}");
    }
    assert_eq!(
        producer_rule("ssl.truststore.location"),
        rule("ssl.truststore.location")
    );
}
