//! What cannot be honoured is told by name: every row of docs/properties.md that promises an error or a warning.

use topictable::{ColumnType, Error, ErrorKind, ProduceSpec, Session, Spec};

use crate::logs::{self, listen};

fn is_warned(text: &str) -> bool {
    logs::told(log::Level::Warn, "").contains(&text.to_owned())
}

/// Publishes where no broker is, with properties beside those that it takes.
fn publish(properties: &[(&str, &str)]) -> Error {
    listen();
    let session = Session::new().unwrap();
    let table = session.empty_table(1).unwrap().update(["V = `v`"]).unwrap();
    let mut builder = table
        .publish_to("any")
        .property("bootstrap.servers", "127.0.0.1:1")
        .property("max.block.ms", "1")
        .value(ProduceSpec::simple("V"));
    for (name, value) in properties {
        builder = builder.property(*name, *value);
    }
    builder.start().map(drop).unwrap_err()
}

/// Consumes where no broker is, with properties beside those that it takes.
fn consume(properties: &[(&str, &str)]) -> Error {
    listen();
    let session = Session::new().unwrap();
    let mut builder = session
        .consume("any")
        .property("bootstrap.servers", "127.0.0.1:1")
        .property("default.api.timeout.ms", "1")
        .value(Spec::simple("V", ColumnType::String));
    for (name, value) in properties {
        builder = builder.property(*name, *value);
    }
    builder.append().map(drop).unwrap_err()
}

/// Whose properties they are.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Consumer,
    Producer,
}

/// The names of the rows that say `what`, and the rest of what those say. A section of the document is for producers.
fn documented(what: &str, side: Side) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/properties.md")).unwrap();
    let (before, publishing) = text.split_once("\n## Publishing\n").unwrap();
    let (publishing, after) = publishing.split_once("\n## ").unwrap();
    let sections = match side {
        Side::Consumer => [before, after].concat(),
        Side::Producer => publishing.to_owned(),
    };
    let mut found = Vec::new();
    for row in sections.lines().filter(|line| line.starts_with("| `")) {
        let (names, rest) = row[2..].trim_end_matches(" |").split_once(" | ").unwrap();
        let Some(why) = rest.strip_prefix(what) else { continue };
        let names = names.split(", ").map(|name| name.trim_matches('`').to_owned());
        found.extend(names.map(|name| (name, why.to_owned())));
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn what_is_refused_names_the_property_and_why() {
    // All of them are both sides'.
    for (name, why) in documented("refused: ", Side::Consumer) {
        for error in [consume(&[(&name, "x")]), publish(&[(&name, "x")])] {
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            assert_eq!(error.message(), format!("property {name} {why}"));
            assert_eq!(error.detail("property"), Some(name.as_str()));
        }
    }
}

#[test]
fn what_has_no_effect_is_a_warning_that_names_it() {
    let rows = documented("warning: ", Side::Consumer);
    let mut properties: Vec<(&str, &str)> = rows.iter().map(|(name, _)| (name.as_str(), "x")).collect();
    properties.extend([
        ("config.providers.file.class", "x"),
        ("deephaven.offset.colum.name", "x"),
        ("fetch.min.bytes", "2147483647"),
        ("no.such.property", "x"),
        ("ssl.truststore.location", "/no/such/file"),
    ]);
    // Nobody answers: that is all that is wrong.
    assert_eq!(consume(&properties).kind(), ErrorKind::Timeout);
    let published = documented("warning: ", Side::Producer);
    let properties: Vec<(&str, &str)> = published.iter().map(|(name, _)| (name.as_str(), "x")).collect();
    assert_eq!(publish(&properties).kind(), ErrorKind::Timeout);
    // What is the other side's is told to consumers, and to producers nothing.
    assert_eq!(consume(&[("linger.ms", "5")]).kind(), ErrorKind::Timeout);
    assert_eq!(publish(&[("fetch.min.bytes", "x")]).kind(), ErrorKind::Timeout);
    assert!(is_warned("property linger.ms has no effect here: it is a producer's"));
    for (name, why) in rows.into_iter().chain(published) {
        let text = format!("property {name} has no effect here: {why}");
        assert!(is_warned(&text), "{text}");
    }
    for text in [
        "property config.providers.file.class has no effect here: values are used as they are",
        "property deephaven.offset.colum.name is not known and has no effect",
        "property fetch.min.bytes = 2147483647 is out of range here: 100000000 is used",
        "property no.such.property is not known and has no effect",
        "property ssl.truststore.location has no effect: security.protocol is PLAINTEXT",
    ] {
        assert!(is_warned(text), "{text}");
    }
}

#[test]
fn what_begins_like_a_property_of_our_own_is_refused() {
    let error = consume(&[("topictable.on.eror", "skip")]);
    assert_eq!(error.message(), "property topictable.on.eror is not known");
    assert_eq!(error.detail("property"), Some("topictable.on.eror"));
}
