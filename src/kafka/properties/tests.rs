mod documentation;
mod security;

use std::time::Duration;

use super::names::{CONSUMER, Rule};
use super::*;
use crate::error::{ErrorKind, Result};
use crate::kafka::librdkafka;
use crate::spec::Properties;

const SECRET: &str = "s3cr3t";

fn client(entries: &[(&str, &str)]) -> Result<ClientProperties> {
    let mut properties: Properties = entries
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    properties
        .entry("bootstrap.servers".to_owned())
        .or_insert_with(|| "localhost:1".to_owned());
    ClientProperties::of(&properties)
}

/// The last value that is set for a name.
fn setting<'a>(client: &'a ClientProperties, name: &str) -> Option<&'a str> {
    let found = client.settings.iter().rfind(|setting| setting.name == name)?;
    Some(&found.value)
}

#[track_caller]
fn assert_refused(entries: &[(&str, &str)], kind: ErrorKind, message: &str) {
    let error = client(entries).unwrap_err();
    assert_eq!((error.kind(), error.message()), (kind, message));
    assert_eq!(error.detail("property"), message.split(' ').nth(1));
    assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
}

#[test]
fn the_names_are_in_order_and_once() {
    assert!(CONSUMER.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

#[test]
fn the_defaults_are_those_of_javas_consumer() {
    let client = client(&[]).unwrap();
    assert_eq!(client.offset_reset, OffsetReset::Latest);
    assert_eq!(client.api_timeout, Duration::from_secs(60));
    assert_eq!(client.group_id, None);
    for (name, value) in [
        ("bootstrap.servers", "localhost:1"),
        ("check.crcs", "true"),
        ("client.id", "topictable"),
        ("enable.auto.commit", "false"),
        ("fetch.queue.backoff.ms", "5"),
        ("isolation.level", "read_uncommitted"),
        ("security.protocol", "PLAINTEXT"),
        ("socket.keepalive.enable", "true"),
        ("socket.timeout.ms", "30000"),
    ] {
        assert_eq!(setting(&client, name), Some(value), "{name}");
    }
}

#[test]
fn what_is_not_for_librdkafka_is_not_given_to_it() {
    let client = client(&[
        ("auto.offset.reset", "none"),
        ("default.api.timeout.ms", "1500"),
        ("deephaven.key.column.name", "K"),
        ("group.id", "g"),
        ("key.deserializer", "x"),
        ("max.poll.records", "7"),
        ("schema.registry.url", "http://x"),
    ])
    .unwrap();
    assert_eq!(client.offset_reset, OffsetReset::None);
    assert_eq!(setting(&client, "auto.offset.reset"), Some("error"));
    assert_eq!(client.api_timeout, Duration::from_millis(1500));
    assert_eq!(client.group_id.as_deref(), Some("g"));
    for inert in [
        "deephaven.key.column.name",
        "default.api.timeout.ms",
        "key.deserializer",
        "max.poll.records",
        "schema.registry.url",
    ] {
        assert_eq!(setting(&client, inert), None);
    }
}

#[test]
fn wrong_values_are_refused_by_name() {
    let invalid = ErrorKind::InvalidArgument;
    let message = "property auto.offset.reset = \"sometimes\": expected earliest, latest or none";
    assert_refused(&[("auto.offset.reset", "sometimes")], invalid, message);
    assert_refused(
        &[("bootstrap.servers", "")],
        invalid,
        "property bootstrap.servers is missing: expected host:port,host:port,…",
    );
    // One of librdkafka's own, and one of Java's whose range is librdkafka's.
    for (name, value) in [("broker.address.family", "v5"), ("isolation.level", "some")] {
        let error = librdkafka::accepts(&client(&[(name, value)]).unwrap()).unwrap_err();
        assert!(error.message().starts_with(&format!("property {name}: ")), "{error}");
    }
    // Unknown ones are told in the log.
    assert!(librdkafka::accepts(&client(&[("no.such.property", "1")]).unwrap()).is_ok());
}

#[test]
fn numbers_are_renamed_and_kept_within_bounds() {
    let value = |name, value, to| {
        setting(&client(&[(name, value)]).unwrap(), to)
            .map(str::to_owned)
            .unwrap()
    };
    for (name, given, to, expected) in [
        ("fetch.max.wait.ms", "7", "fetch.wait.max.ms", "7"),
        ("fetch.min.bytes", "0", "fetch.min.bytes", "1"),
        (
            "max.partition.fetch.bytes",
            "2147483647",
            "max.partition.fetch.bytes",
            "1000000000",
        ),
        (
            "metadata.max.age.ms",
            " 5000 ",
            "topic.metadata.refresh.interval.ms",
            "5000",
        ),
        ("connections.max.idle.ms", "-1", "connections.max.idle.ms", "0"),
        ("receive.buffer.bytes", "-1", "socket.receive.buffer.bytes", "0"),
        ("send.buffer.bytes", "4096", "socket.send.buffer.bytes", "4096"),
        ("request.timeout.ms", "9999", "socket.timeout.ms", "9999"),
        ("fetch.max.bytes", "2000", "fetch.max.bytes", "2000"),
        ("fetch.max.bytes", "2000", "message.max.bytes", "2000"),
        ("fetch.max.bytes", "2147483647", "fetch.max.bytes", "2147483135"),
        (
            "socket.connection.setup.timeout.max.ms",
            "20000",
            "socket.connection.setup.timeout.ms",
            "20000",
        ),
    ] {
        assert_eq!(value(name, given, to), expected, "{name}");
    }
    let expected = "property fetch.min.bytes = \"many\": expected a number";
    assert_refused(&[("fetch.min.bytes", "many")], ErrorKind::InvalidArgument, expected);
}

#[test]
fn a_first_wait_is_no_longer_than_the_longest() {
    let waits = |entries: &[(&str, &str)]| {
        let client = client(entries).unwrap();
        assert!(librdkafka::accepts(&client).is_ok());
        ["reconnect.backoff.ms", "reconnect.backoff.max.ms"].map(|name| setting(&client, name).unwrap().to_owned())
    };
    assert_eq!(waits(&[("reconnect.backoff.ms", "5000")]), ["5000", "5000"]);
    assert_eq!(waits(&[("reconnect.backoff.max.ms", "10")]), ["10", "10"]);
    let both = [("reconnect.backoff.ms", "5000"), ("reconnect.backoff.max.ms", "3000")];
    assert_eq!(waits(&both), ["3000", "3000"]);
    assert!(librdkafka::accepts(&client(&[("retry.backoff.ms", "5000")]).unwrap()).is_ok());
}

/// Every name with a value that Java's client takes gives settings that librdkafka takes.
#[test]
fn librdkafka_takes_what_the_names_become() {
    for (name, rule) in CONSUMER {
        let value = match rule {
            Rule::Number(..) => "2147483647",
            Rule::Pass => match *name {
                "client.dns.lookup" => "use_all_dns_ips",
                "isolation.level" => "read_committed",
                "metadata.recovery.strategy" => "none",
                "client.id" | "client.rack" => "x",
                _ => "true",
            },
            Rule::Inert | Rule::NoEffect(_) => "x",
            Rule::Refused(_) => {
                assert_eq!(
                    client(&[(name, "x")]).unwrap_err().kind(),
                    ErrorKind::Unsupported,
                    "{name}"
                );
                continue;
            }
            Rule::Ours => continue,
        };
        let properties = client(&[(name, value)]).unwrap();
        assert!(librdkafka::accepts(&properties).is_ok(), "{name}");
    }
}

#[test]
fn what_names_code_or_indirection_is_refused() {
    let unsupported = ErrorKind::Unsupported;
    assert_refused(
        &[("config.providers", "file")],
        unsupported,
        "property config.providers is not supported: values are used as they are, so give them without ${…}",
    );
    assert_refused(
        &[("auto.offset.reset", "by_duration:PT1H")],
        unsupported,
        "property auto.offset.reset = \"by_duration:PT1H\" is not supported: expected earliest, latest or none",
    );
    assert_refused(
        &[("security.protocol", "TLS")],
        ErrorKind::InvalidArgument,
        "property security.protocol = \"TLS\": expected PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL",
    );
    // As Java's optional properties have it.
    assert!(client(&[("ssl.engine.factory.class", ""), ("config.providers", "")]).is_ok());
    // What a producer has does no harm.
    for name in ["acks", "enable.idempotence", "partitioner.class", "log.queue"] {
        assert_eq!(setting(&client(&[(name, "all")]).unwrap(), name), None);
    }
}

#[test]
fn the_producer_of_dead_letters_waits_as_the_consumer_does() {
    let letters = |entries: &[(&str, &str)]| {
        let mut properties: Properties = entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        properties.insert("bootstrap.servers".to_owned(), "localhost:1".to_owned());
        ClientProperties::of_dead_letters(&properties).unwrap()
    };
    let client = letters(&[
        ("group.id", "g"),
        ("fetch.max.bytes", "1000"),
        ("default.api.timeout.ms", "700"),
        ("transactional.id", "that of a publisher"),
    ]);
    assert_eq!(client.api_timeout, Duration::from_millis(700));
    for (name, value) in [
        ("delivery.timeout.ms", Some("0")),
        ("message.max.bytes", Some("33000000")),
        ("enable.idempotence", Some("true")),
        ("group.id", None),
        ("fetch.max.bytes", None),
        ("transactional.id", None),
    ] {
        assert_eq!(setting(&client, name), value, "{name}");
    }
    let client = letters(&[("delivery.timeout.ms", "5000"), ("max.request.size", "2000")]);
    assert_eq!(setting(&client, "delivery.timeout.ms"), Some("5000"));
    assert_eq!(setting(&client, "message.max.bytes"), Some("2000"));
}

#[test]
fn a_producer_with_an_id_has_no_patience_beyond_its_transaction() {
    let producer = |entries: &[(&str, &str)]| {
        let mut properties: Properties = entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        properties.insert("bootstrap.servers".to_owned(), "localhost:1".to_owned());
        ClientProperties::of_producer(&properties)
    };
    let plain = producer(&[("transactional.id", " ")]).unwrap();
    assert_eq!(
        (plain.transactional.as_ref(), setting(&plain, "transactional.id")),
        (None, None)
    );
    let own = ("topictable.publish.transactional.id", "ours");
    for (entries, id, timeout, delivery, socket, patience) in [
        (&[("transactional.id", "x")][..], "x", 60_000, "60000", "30000", 120_000),
        (
            &[("transactional.id", "x"), own],
            "ours",
            60_000,
            "60000",
            "30000",
            120_000,
        ),
        (
            &[own, ("transaction.timeout.ms", "2000")],
            "ours",
            2000,
            "2000",
            "2000",
            120_000,
        ),
        (
            &[own, ("delivery.timeout.ms", "500")],
            "ours",
            60_000,
            "500",
            "30000",
            500,
        ),
    ] {
        let client = producer(entries).unwrap();
        assert_eq!(setting(&client, "transactional.id"), Some(id));
        assert_eq!(setting(&client, "delivery.timeout.ms"), Some(delivery), "{entries:?}");
        assert_eq!(setting(&client, "socket.timeout.ms"), Some(socket), "{entries:?}");
        let transactional = client.transactional.unwrap();
        assert_eq!(transactional.timeout, Duration::from_millis(timeout));
        assert_eq!(transactional.patience, Duration::from_millis(patience));
    }
    for wrong in [("acks", "1"), ("enable.idempotence", "false"), ("retries", "0")] {
        let error = producer(&[own, wrong]).unwrap_err();
        assert_eq!(error.detail("property"), Some(own.0), "{error}");
    }
}
