//! What needs no registry; [`live`] has the real one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rstest::rstest;

use super::cache::{Cache, Look, Patience, wait};
use super::http::Fault;
use super::properties::Settings;
use super::testing::properties;
use super::{Framing, Registered, SchemaKind, Version};
use crate::error::{Error, ErrorKind};

mod live;

fn schema(id: i64) -> Arc<Registered> {
    Arc::new(Registered {
        id,
        subject: None,
        kind: SchemaKind::Avro,
        text: "\"long\"".into(),
        references: Vec::new(),
    })
}

const MILLI: Duration = Duration::from_millis(1);

fn cache() -> Cache {
    Cache::new(Patience {
        unknown: 1000 * MILLI,
        silent: 60_000 * MILLI,
        failed: 500 * MILLI,
    })
}

fn unknown() -> Fault {
    Fault::Unknown(Error::not_found("unknown"))
}

fn silent() -> Fault {
    Fault::Passing(Error::new(ErrorKind::Kafka, "silent"))
}

#[test]
fn an_id_is_asked_for_once_and_kept() {
    let (mut cache, now) = (cache(), Instant::now());
    for _ in 0..3 {
        assert!(matches!(cache.look(7, now), Look::Asked { attempts: 0, .. }));
    }
    assert_eq!(cache.take_due(now), Some(7));
    assert_eq!(cache.take_due(now + 1000 * MILLI), None);
    let woken = Arc::new(AtomicUsize::new(0));
    let wake = || {
        let woken = woken.clone();
        Arc::new(move || {
            woken.fetch_add(1, Ordering::Relaxed);
        })
    };
    assert!(cache.subscribe(7, wake()).is_none());
    assert!(cache.subscribe(7, wake()).is_none());
    for wake in cache.answer(7, Ok(schema(7)), now) {
        wake();
    }
    assert_eq!(woken.load(Ordering::Relaxed), 2);
    assert!(cache.subscribe(7, wake()).is_some());
    assert!(matches!(cache.look(7, now + 1_000_000 * MILLI), Look::Known(_)));
    assert_eq!(cache.next_due(), None);
}

/// Asks until the question ends, and gives how often and for how long.
fn ask(cache: &mut Cache, id: i64, now: &mut Instant, fault: impl Fn() -> Fault) -> (u32, Duration) {
    let start = *now;
    let mut attempts = 0;
    while let Some(next) = cache.next_due() {
        *now = next.max(*now);
        assert_eq!(cache.take_due(*now), Some(id));
        attempts += 1;
        cache.answer(id, Err(fault()), *now);
    }
    (attempts, *now - start)
}

#[test]
fn a_failure_is_waited_for_and_expires() {
    for (fault, patience) in [(unknown as fn() -> Fault, 1000), (silent, 60_000)] {
        let (mut cache, mut now) = (cache(), Instant::now());
        cache.look(7, now);
        let (attempts, time) = ask(&mut cache, 7, &mut now, fault);
        assert_eq!(time, patience * MILLI);
        assert!((4..40).contains(&attempts), "{attempts}");
        // Whoever has waited for it sees it, however late.
        now += 5000 * MILLI;
        assert!(matches!(cache.look(7, now), Look::Failed(_)));
        assert!(matches!(cache.look(7, now + 499 * MILLI), Look::Failed(_)));
        // Later it is asked for again, once.
        now += 500 * MILLI;
        assert!(matches!(cache.look(7, now), Look::Asked { .. }));
        assert_eq!(ask(&mut cache, 7, &mut now, fault), (1, Duration::ZERO));
        assert!(matches!(cache.look(7, now), Look::Failed(_)));
    }
}

#[test]
fn what_asking_does_not_mend_is_told_at_once() {
    let (mut cache, mut now) = (cache(), Instant::now());
    cache.look(7, now);
    let refused = || Fault::Final(Error::new(ErrorKind::Authentication, "refused"));
    assert_eq!(ask(&mut cache, 7, &mut now, refused), (1, Duration::ZERO));
    assert!(matches!(cache.look(7, now), Look::Failed(_)));
}

#[test]
fn garbage_does_not_fill_the_memory() {
    let (mut cache, now) = (cache(), Instant::now());
    cache.look(1, now);
    cache.take_due(now);
    cache.answer(1, Ok(schema(1)), now);
    for id in 2..20_000 {
        cache.look(id, now);
        cache.take_due(now);
        cache.answer(id, Err(Fault::Final(Error::not_found("no"))), now);
    }
    let failures = (2..20_000).filter(|id| matches!(cache.look(*id, now), Look::Failed(_)));
    assert!(failures.count() <= 4096);
    assert!(matches!(cache.look(1, now), Look::Known(_)));
}

#[test]
fn ids_that_the_registry_does_not_have_are_refused() {
    let refused = |name: &str, value: &str| {
        Framing::of(&properties(&[(name, value)]))
            .unwrap_err()
            .message()
            .to_owned()
    };
    assert_eq!(
        refused("apicurio.registry.use-id", "globalId"),
        "property apicurio.registry.use-id is \"globalId\": expected contentId, the ids of Apicurio's API for \
         Confluent's clients"
    );
    assert!(refused("apicurio.registry.headers.enabled", "true").contains("ids in headers are not supported"));
    let entries = [
        ("apicurio.registry.use-id", "contentId"),
        ("apicurio.registry.headers.enabled", "false"),
    ];
    assert!(Framing::of(&properties(&entries)).is_ok());
}

#[test]
fn waits_double_and_differ() {
    let waits = [100 * MILLI, 5000 * MILLI];
    for (attempts, longest) in [(1, 100), (2, 200), (5, 1600), (7, 5000), (u32::MAX, 5000)] {
        assert_eq!(wait(waits, attempts, 0), longest * MILLI / 2);
        let most = wait(waits, attempts, 1023);
        assert!(most > longest * MILLI * 99 / 100 && most <= longest * MILLI, "{most:?}");
    }
}

#[rstest]
#[case(&[], b"\0\0\0\0\x07rest", Some(7), 5)]
#[case(&[], b"\0\xff\xff\xff\xff", Some(0xffff_ffff), 5)]
#[case(&[], b"\0\0\0\0", None, 5)]
#[case(&[], b"{\"a\":1}", None, 5)]
#[case(&[], b"", None, 5)]
#[case(&[("topictable.schema.id.bytes", "8")], b"\0\0\0\0\0\0\0\0\x07", Some(7), 9)]
#[case(&[("topictable.schema.id.bytes", "8")], b"\0\0\0\0\x07....", Some(0x0000_0007_2e2e_2e2e), 9)]
#[case(&[("apicurio.registry.id-handler", "io.apicurio.registry.serde.DefaultIdHandler")], b"", None, 9)]
#[case(&[("apicurio.registry.id-handler", "io.apicurio.registry.serde.Legacy4ByteIdHandler")], b"", None, 5)]
fn ids_of_records(
    #[case] entries: &[(&str, &str)],
    #[case] payload: &[u8],
    #[case] id: Option<i64>,
    #[case] len: usize,
) {
    let framing = Framing::of(&properties(entries)).unwrap();
    assert_eq!((framing.id(payload), framing.len()), (id, len));
}

#[test]
fn what_is_wrong_with_a_prefix_is_told() {
    let framing = Framing::of(&properties(&[])).unwrap();
    let told = |payload| framing.fault(payload);
    assert_eq!(
        told(b"{"),
        "unknown magic byte 123: expected a zero byte and the 4 of a schema's id"
    );
    assert_eq!(
        told(b"\0\0"),
        "it has 2 bytes: expected a zero byte and the 4 of a schema's id"
    );
    assert_eq!(
        told(b""),
        "it is empty: expected a zero byte and the 4 of a schema's id"
    );
}

#[test]
fn versions() {
    assert_eq!("latest".parse::<Version>().unwrap(), Version::Latest);
    assert_eq!("3".parse::<Version>().unwrap(), Version::Number(3));
    for wrong in ["", "0", "-1", "newest", "1.0"] {
        let error = wrong.parse::<Version>().unwrap_err();
        let told = format!("version {wrong:?} is none: expected latest or a number from 1 on");
        assert_eq!(error.message(), told);
    }
}

fn settings(entries: &[(&str, &str)]) -> Settings {
    Settings::of(&properties(entries)).unwrap()
}

#[test]
fn addresses_and_who_asks() {
    let urls = settings(&[("schema.registry.url", " http://a:1/ , https://u:p%40@b/x/ ")]);
    let servers: Vec<_> = urls
        .servers
        .iter()
        .map(|server| (server.url.as_str(), server.authorization.as_deref()))
        .collect();
    assert_eq!(servers, [("http://a:1", None), ("https://b/x", Some("Basic dTpwQA=="))]);
    let authorization = |entries: &[(&str, &str)]| {
        let mut all = vec![("schema.registry.url", "http://x:y@a")];
        all.extend_from_slice(entries);
        settings(&all).servers[0].authorization.clone()
    };
    let user = Some("Basic dTpw".to_owned());
    assert_eq!(authorization(&[("basic.auth.user.info", "u:p")]), user);
    let both = [
        ("basic.auth.credentials.source", "USER_INFO"),
        ("schema.registry.basic.auth.user.info", "u:p"),
    ];
    assert_eq!(authorization(&both), user);
    assert_eq!(
        authorization(&[
            ("schema.registry.basic.auth.user.info", "u:p"),
            ("basic.auth.user.info", "v:q")
        ]),
        user
    );
    let source = ("basic.auth.credentials.source", "URL");
    assert_eq!(
        authorization(&[source, ("basic.auth.user.info", "u:p")]),
        Some("Basic eDp5".to_owned())
    );
    let jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";";
    let inherited = [
        ("basic.auth.credentials.source", "SASL_INHERIT"),
        ("sasl.jaas.config", jaas),
    ];
    assert_eq!(authorization(&inherited), user);
    let token = [
        ("bearer.auth.credentials.source", "STATIC_TOKEN"),
        ("bearer.auth.token", "abc"),
    ];
    assert_eq!(authorization(&token), Some("Bearer abc".to_owned()));
}

#[rstest]
#[case(&[], "", "Missing required configuration \"schema.registry.url\" which has no default value.")]
#[case(&[("schema.registry.url", " ")], "", "Missing required configuration \"schema.registry.url\" which has no default value.")]
#[case(&[("schema.registry.url", ",")], "", "property schema.registry.url names no URL: expected http://host:port,http://host:port,…")]
#[case(&[("schema.registry.url", "s3cr3t@host")], "", "property schema.registry.url holds an address without http:// or https://: expected http://host:port,…")]
#[case(&[("schema.registry.url", "mock://x")], "", "property schema.registry.url holds a mock address: expected http or https")]
#[case(&[("schema.registry.url", "http://u:s3cr3t@ho st")], "", "property schema.registry.url holds a text that is no URL: expected http://host:port,…")]
#[case(&[("basic.auth.credentials.source", "USER_INFO")], "http://a", "property basic.auth.user.info is missing: basic.auth.credentials.source = USER_INFO needs it")]
#[case(&[("basic.auth.credentials.source", "FILE")], "http://a", "property basic.auth.credentials.source = \"FILE\": expected URL, USER_INFO or SASL_INHERIT")]
#[case(&[("basic.auth.credentials.source", "SASL_INHERIT")], "http://a", "property basic.auth.credentials.source = SASL_INHERIT: sasl.jaas.config has no username and password")]
#[case(&[("bearer.auth.credentials.source", "STATIC_TOKEN")], "http://a", "property bearer.auth.token is missing: bearer.auth.credentials.source = STATIC_TOKEN needs it")]
#[case(&[("bearer.auth.credentials.source", "OAUTHBEARER")], "http://a", "property bearer.auth.credentials.source = \"OAUTHBEARER\" is not supported: expected STATIC_TOKEN")]
#[case(&[("bearer.auth.credentials.source", "STATIC_TOKEN"), ("basic.auth.credentials.source", "URL")], "http://a", "property bearer.auth.credentials.source and basic.auth.credentials.source are both given: expected one of them")]
#[case(&[("max.retries", "many")], "http://a", "property max.retries = \"many\": expected a number")]
#[case(&[("http.read.timeout.ms", "1s")], "http://a", "property http.read.timeout.ms = \"1s\": expected a number of milliseconds")]
#[case(&[("proxy.host", "p")], "http://a", "property proxy.host is not supported: expected a registry that is reached without a proxy")]
#[case(&[("schema.registry.ssl.truststore.location", "/no/file")], "https://a", "property schema.registry.ssl.truststore.location = \"/no/file\" cannot be read: No such file or directory (os error 2)")]
fn what_is_wrong_with_properties_is_told(#[case] entries: &[(&str, &str)], #[case] url: &str, #[case] told: &str) {
    let mut properties = properties(entries);
    if !url.is_empty() {
        properties.insert("schema.registry.url".to_owned(), url.to_owned());
    }
    let error = Settings::of(&properties).map(drop).unwrap_err();
    assert_eq!(error.message(), told);
    let property = error.detail("property").unwrap();
    assert!(told.contains(property), "{property}");
    assert!(!format!("{error:?}").contains("s3cr3t"));
}
