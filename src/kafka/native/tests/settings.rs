//! What properties tell the fetcher, and which of them need librdkafka.

use std::time::Duration;

use rstest::rstest;

use crate::kafka::ClientProperties;
use crate::kafka::native::Settings;
use crate::kafka::native::honoured::{RULES, Rule};

fn client(entries: &[(&str, &str)]) -> ClientProperties {
    let entries = entries.iter().chain(&[("bootstrap.servers", "localhost:1")]);
    let properties = entries.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    ClientProperties::of(&properties.collect()).unwrap()
}

fn settings(entries: &[(&str, &str)]) -> Result<Settings, String> {
    Settings::of(&client(entries))
}

#[test]
fn properties_are_obeyed_or_need_librdkafka() {
    let read = settings(&[
        ("fetch.max.wait.ms", "70"),
        ("fetch.min.bytes", "9"),
        ("fetch.max.bytes", "5000"),
        ("max.partition.fetch.bytes", "3000"),
        ("isolation.level", "read_committed"),
        ("check.crcs", "false"),
        ("client.id", "me"),
        ("request.timeout.ms", "4000"),
        ("reconnect.backoff.ms", "30"),
        ("broker.address.family", "v4"),
        ("group.id", "g"),
        ("metadata.max.age.ms", "1000"),
    ])
    .unwrap();
    let limits = &read.limits;
    assert_eq!((limits.max_wait, limits.min_bytes), (Duration::from_millis(70), 9));
    assert_eq!((limits.max_bytes, limits.partition_max_bytes), (5000, 3000));
    assert!(limits.committed && !read.check_crcs);
    assert_eq!(
        (read.client_id.as_str(), read.request_timeout),
        ("me", Duration::from_secs(4))
    );
    assert_eq!(
        (read.backoff.0, read.families),
        (Duration::from_millis(30), (true, false))
    );
    let plain = settings(&[]).unwrap();
    assert!(plain.check_crcs && !plain.limits.committed);
    assert_eq!((plain.limits.max_bytes, plain.limits.min_bytes), (50 << 20, 1));
    for (entry, why) in [
        (
            ("receive.buffer.bytes", "4096"),
            "property receive.buffer.bytes is given: the sizes of sockets' buffers are set by librdkafka alone",
        ),
        (
            ("fetch.queue.backoff.us", "1"),
            "property fetch.queue.backoff.us is given, which only librdkafka knows",
        ),
        (
            ("broker.address.family", "v5"),
            "property broker.address.family has a value that only librdkafka reads",
        ),
    ] {
        assert_eq!(settings(&[entry]).map(drop).unwrap_err(), why);
    }
    assert_eq!(settings(&[("client.rack", "here")]).unwrap().limits.rack, "here");
    assert!(settings(&[("receive.buffer.bytes", "0")]).is_ok());
}

#[rstest]
#[case("SASL_PLAINTEXT", "PLAIN")]
#[case("SASL_SSL", "SCRAM-SHA-256")]
#[case("SASL_SSL", "SCRAM-SHA-512")]
#[case("SSL", "")]
fn who_the_client_is_needs_no_librdkafka(#[case] protocol: &str, #[case] mechanism: &str) {
    let ca = format!("{}/tests/fixtures/stores/ca.pem", env!("CARGO_MANIFEST_DIR"));
    let mut entries = vec![("security.protocol", protocol)];
    if protocol != "SASL_PLAINTEXT" {
        entries.extend([
            ("ssl.truststore.location", &*ca),
            ("ssl.endpoint.identification.algorithm", ""),
        ]);
    }
    if !mechanism.is_empty() {
        entries.extend([
            ("sasl.mechanism", mechanism),
            ("sasl.username", "alice"),
            ("sasl.password", "secret"),
        ]);
    }
    let read = settings(&entries).unwrap();
    assert_eq!(read.tls.is_some(), protocol.ends_with("SSL"));
    let credentials = read.credentials.map(|credentials| credentials.mechanism());
    assert_eq!(credentials.unwrap_or_default(), mechanism);
}

#[test]
fn what_only_librdkafka_reads_is_left_to_it() {
    let ca = format!("{}/tests/fixtures/stores/ca.pem", env!("CARGO_MANIFEST_DIR"));
    let why = settings(&[
        ("security.protocol", "SSL"),
        ("ssl.truststore.location", &ca),
        ("ssl.crl.location", &ca),
    ]);
    assert_eq!(
        why.map(drop).unwrap_err(),
        "property ssl.crl.location is given: lists of certificates that were called back are read by librdkafka alone"
    );
    // It says better what is wrong.
    let why = settings(&[("security.protocol", "SSL"), ("ssl.ca.location", "/nowhere")]);
    assert!(why.map(drop).unwrap_err().starts_with("TLS cannot be set up: "));
}

/// What this library sets itself is never what keeps a topic from being read natively.
#[test]
fn all_that_is_set_by_default_has_a_rule() {
    assert!(RULES.is_sorted_by_key(|(name, _)| *name));
    for setting in client(&[]).settings {
        let rule = RULES
            .iter()
            .find(|(name, _)| *name == setting.name)
            .map(|(_, rule)| rule);
        assert!(
            matches!(rule, Some(Rule::Asked | Rule::Idle | Rule::Obeyed)),
            "{setting:?}: {rule:?}"
        );
    }
}
