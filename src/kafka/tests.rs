use std::time::Duration;

use super::properties::OffsetReset;
use super::*;
use crate::spec::Properties;

fn client(entries: &[(&str, &str)]) -> Result<ClientProperties, crate::Error> {
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
    client
        .settings
        .iter()
        .rev()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

#[test]
fn the_defaults_are_those_of_javas_consumer() {
    let client = client(&[]).unwrap();
    assert_eq!(client.offset_reset, OffsetReset::Latest);
    assert_eq!(client.api_timeout, Duration::from_secs(60));
    assert_eq!(client.group_id, None);
    assert_eq!(setting(&client, "isolation.level"), Some("read_uncommitted"));
    assert_eq!(setting(&client, "check.crcs"), Some("true"));
    assert_eq!(setting(&client, "fetch.queue.backoff.ms"), Some("5"));
    assert_eq!(setting(&client, "enable.auto.commit"), Some("false"));
    assert_eq!(setting(&client, "bootstrap.servers"), Some("localhost:1"));
}

#[test]
fn javas_names_are_translated() {
    let client = client(&[
        ("auto.offset.reset", "none"),
        ("default.api.timeout.ms", "1500"),
        ("deephaven.key.column.name", "K"),
        ("fetch.max.wait.ms", "7"),
        ("group.id", "g"),
        ("isolation.level", "read_committed"),
        ("key.deserializer", "x"),
        ("request.timeout.ms", "9"),
        ("schema.registry.url", "http://x"),
    ])
    .unwrap();
    assert_eq!(client.offset_reset, OffsetReset::None);
    assert_eq!(setting(&client, "auto.offset.reset"), Some("error"));
    assert_eq!(client.api_timeout, Duration::from_millis(1500));
    assert_eq!(client.group_id.as_deref(), Some("g"));
    assert_eq!(setting(&client, "fetch.wait.max.ms"), Some("7"));
    assert_eq!(setting(&client, "socket.timeout.ms"), Some("9"));
    assert_eq!(setting(&client, "isolation.level"), Some("read_committed"));
    for inert in [
        "deephaven.key.column.name",
        "key.deserializer",
        "schema.registry.url",
        "default.api.timeout.ms",
    ] {
        assert_eq!(setting(&client, inert), None);
    }
}

#[test]
fn what_cannot_be_honoured_is_refused_by_name() {
    let refused = |name, value| client(&[(name, value)]).unwrap_err();
    let error = refused("auto.offset.reset", "sometimes");
    assert_eq!(
        error.message(),
        "property auto.offset.reset = \"sometimes\": expected earliest, latest or none"
    );
    assert_eq!(error.detail("property"), Some("auto.offset.reset"));
    assert_eq!(refused("sasl.jaas.config", "x").kind(), crate::ErrorKind::Unsupported);
    let missing = ClientProperties::of(&Properties::new()).unwrap_err();
    assert_eq!(
        missing.message(),
        "property bootstrap.servers is missing: expected host:port,host:port,…"
    );
}

#[test]
fn a_value_that_the_client_refuses_is_an_error() {
    let properties = client(&[("fetch.min.bytes", "many")]).unwrap();
    let error = partitions(&properties, "t", Box::new(|| false)).unwrap_err();
    assert!(error.message().starts_with("property fetch.min.bytes: "), "{error}");
}

#[test]
fn a_batch_is_the_records_that_were_pushed() {
    let mut batch = Batch::default();
    for _ in 0..2 {
        batch.clear();
        batch.push(0, 5, 1000, None, Some(b"five"));
        batch.push(0, 6, NO_TIMESTAMP, Some(b""), None);
        batch.push(2, 0, 3000, Some(b"key"), Some(b""));
        batch.push(0, 9, 4000, None, None);
        assert_eq!(batch.len(), 4);
        assert_eq!(batch.offsets(), [5, 6, 0, 9]);
        assert_eq!(batch.timestamps(), [1000, NO_TIMESTAMP, 3000, 4000]);
        assert_eq!(
            batch.keys().iter().collect::<Vec<_>>(),
            [None, Some(&b""[..]), Some(b"key"), None]
        );
        assert_eq!(
            batch.values().iter().collect::<Vec<_>>(),
            [Some(&b"five"[..]), None, Some(b""), None]
        );
        assert_eq!(
            batch.partitions().collect::<Vec<_>>(),
            [(0, 0..2), (2, 2..3), (0, 3..4)]
        );
        assert_eq!(
            (0..4).map(|index| batch.partition_of(index)).collect::<Vec<_>>(),
            [0, 0, 2, 0]
        );
    }
}
