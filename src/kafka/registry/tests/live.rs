//! The real registry, and what may be between it and its client.

use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};
use crate::kafka::registry::testing::{Relay, ServerIdentity, properties, registry_url, unique};
use crate::kafka::registry::{Lookup, NewSchema, Registry, SchemaKind, Version};

const SOON: Duration = Duration::from_secs(20);

fn registry(url: &str, more: &[(&str, &str)]) -> Arc<Registry> {
    let mut entries = vec![("schema.registry.url", url)];
    entries.extend_from_slice(more);
    Registry::of(&properties(&entries)).unwrap()
}

/// A new Avro schema, its subject and its id.
fn registered() -> (String, String, i64) {
    let subject = unique("subject");
    let name = subject.replace('-', "_");
    let text = format!("{{\"type\":\"record\",\"name\":\"{name}\",\"fields\":[]}}");
    let id = register(&registry(registry_url(), &[]), &subject, SchemaKind::Avro, &text, &[]);
    (subject, text, id)
}

fn register(registry: &Registry, subject: &str, kind: SchemaKind, text: &str, references: &[(&str, &str, i32)]) -> i64 {
    let new = NewSchema { kind, text, references };
    registry.register(subject, &new).unwrap()
}

/// Looks until the question for an id ends.
fn awaited(registry: &Registry, id: i64) -> Result<i64> {
    let deadline = Instant::now() + SOON;
    loop {
        match registry.lookup(id) {
            Lookup::Known(schema) => return Ok(schema.id),
            Lookup::Failed(error) => return Err(error),
            Lookup::Pending(pending) => {
                assert_eq!(pending.id(), id);
                assert!(
                    Instant::now() < deadline,
                    "the question for schema id {id} does not end"
                );
                pending.wait();
            }
        }
    }
}

#[test]
fn subjects_versions_and_ids() {
    let registry = registry(registry_url(), &[]);
    let (subject, text, id) = registered();
    let latest = registry.subject(&subject, Version::Latest).unwrap();
    assert_eq!((latest.id, &*latest.text, latest.kind), (id, &*text, SchemaKind::Avro));
    assert_eq!(latest.subject, Some((subject.clone(), 1)));
    let by_id = registry.by_id(id).unwrap();
    assert_eq!((by_id.id, &*by_id.text, by_id.kind), (id, &*text, SchemaKind::Avro));
    assert_eq!(by_id.subject, None);
    assert_eq!(awaited(&registry, id).unwrap(), id);
    // The same schema again.
    assert_eq!(register(&registry, &subject, SchemaKind::Avro, &text, &[]), id);
    let next = text.replace("[]", "[{\"name\":\"a\",\"type\":\"int\",\"default\":0}]");
    let second = register(&registry, &subject, SchemaKind::Avro, &next, &[]);
    assert_eq!(registry.subject(&subject, Version::Number(1)).unwrap().id, id);
    assert_eq!(registry.subject(&subject, Version::Number(2)).unwrap().id, second);
    assert_eq!(registry.subject(&subject, Version::Latest).unwrap().id, second);
}

#[test]
fn names_of_subjects_are_escaped() {
    let registry = registry(registry_url(), &[]);
    let subject = unique("a/b ?#%ü");
    let id = register(&registry, &subject, SchemaKind::Avro, "\"long\"", &[]);
    assert_eq!(registry.subject(&subject, Version::Latest).unwrap().id, id);
}

#[test]
fn references_come_with_their_schemas() {
    let registry = registry(registry_url(), &[]);
    let [base, middle, top] = ["base", "middle", "top"].map(unique);
    let header = "syntax = \"proto3\";\n";
    register(
        &registry,
        &base,
        SchemaKind::Protobuf,
        &format!("{header}message Base {{ int32 a = 1; }}\n"),
        &[],
    );
    let text = format!("{header}import \"base.proto\";\nmessage Middle {{ Base base = 1; }}\n");
    register(
        &registry,
        &middle,
        SchemaKind::Protobuf,
        &text,
        &[("base.proto", &base, 1)],
    );
    let text = format!(
        "{header}import \"base.proto\";\nimport \"middle.proto\";\nmessage Top {{ Base base = 1; Middle middle = 2; }}\n"
    );
    let references = [("base.proto", base.as_str(), 1), ("middle.proto", middle.as_str(), 1)];
    let id = register(&registry, &top, SchemaKind::Protobuf, &text, &references);
    for schema in [
        registry.subject(&top, Version::Latest).unwrap(),
        registry.by_id(id).unwrap(),
    ] {
        assert_eq!(schema.kind, SchemaKind::Protobuf);
        let names: Vec<_> = schema
            .references
            .iter()
            .map(|reference| reference.name.as_str())
            .collect();
        assert_eq!(names, ["base.proto", "middle.proto"]);
        let inner = &schema.references[1].schema;
        assert_eq!(inner.subject, Some((middle.clone(), 1)));
        assert!(inner.text.contains("message Middle"));
        assert_eq!(inner.references[0].name, "base.proto");
        // A version is asked for once.
        assert!(Arc::ptr_eq(&inner.references[0].schema, &schema.references[0].schema));
    }
    let json = unique("json");
    let text = "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}";
    let id = register(&registry, &json, SchemaKind::Json, text, &[]);
    assert_eq!(registry.subject(&json, Version::Latest).unwrap().kind, SchemaKind::Json);
    assert_eq!(registry.by_id(id).unwrap().kind, SchemaKind::Json);
}

#[test]
fn what_is_not_there_is_named() {
    let registry = registry(registry_url(), &[("topictable.schema.retry.ms", "200")]);
    let url = registry_url();
    let told = |error: Error| {
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert_eq!(error.detail("registry"), Some(url));
        (
            error.message().to_owned(),
            error.detail("error.code").unwrap_or("").to_owned(),
        )
    };
    let (message, code) = told(registry.subject("nobody's", Version::Latest).unwrap_err());
    assert!(
        message.starts_with(&format!(
            "subject \"nobody's\" is not known to the schema registry at {url}: "
        )),
        "{message}"
    );
    assert!(message.ends_with("; error code: 40401"), "{message}");
    assert_eq!(code, "40401");
    let (subject, _, _) = registered();
    let (message, code) = told(registry.subject(&subject, Version::Number(9)).unwrap_err());
    assert!(
        message.starts_with(&format!(
            "version 9 of subject {subject:?} is not known to the schema registry at"
        )),
        "{message}"
    );
    assert_eq!(code, "40402");
    let error = registry.by_id(1_999_999_999).unwrap_err();
    assert_eq!(error.detail("schema.id"), Some("1999999999"));
    let (message, code) = told(error);
    assert!(
        message.starts_with("schema id 1999999999 is not known to the schema registry at"),
        "{message}"
    );
    assert_eq!(code, "40403");
    let start = Instant::now();
    assert_eq!(told(awaited(&registry, 1_999_999_998).unwrap_err()).1, "40403");
    assert!(start.elapsed() >= Duration::from_millis(200));
    let elsewhere = self::registry(&format!("{url}/more"), &[]);
    let message = elsewhere
        .subject("a", Version::Latest)
        .unwrap_err()
        .message()
        .to_owned();
    assert!(message.ends_with("(is its URL complete?)"), "{message}");
}

#[test]
fn many_who_miss_an_id_make_one_request() {
    let (_, _, id) = registered();
    let relay = Relay::start();
    let registry = registry(&relay.url, &[]);
    let barrier = Barrier::new(16);
    thread::scope(|scope| {
        for number in 0..16 {
            let (registry, barrier) = (&registry, &barrier);
            scope.spawn(move || {
                barrier.wait();
                match number % 2 {
                    0 => assert_eq!(awaited(registry, id).unwrap(), id),
                    _ => assert_eq!(registry.by_id(id).unwrap().id, id),
                }
            });
        }
    });
    // Equal properties have the same registry.
    assert_eq!(awaited(&self::registry(&relay.url, &[]), id).unwrap(), id);
    assert_eq!(relay.times(&format!("/schemas/ids/{id}")), 1);
}

#[test]
fn the_next_address_is_asked_when_one_does_not_answer() {
    let (subject, _, id) = registered();
    let silent = Relay::answering(|_| Some((503, "starting".to_owned())));
    let relay = Relay::start();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let registry = registry(&format!("http://{closed}, {},{}", silent.url, relay.url), &[]);
    assert_eq!(registry.subject(&subject, Version::Latest).unwrap().id, id);
    // The one that answered is asked first from then on.
    assert_eq!(registry.by_id(id).unwrap().id, id);
    assert_eq!((silent.asked().len(), relay.asked().len()), (1, 2));
}

#[test]
fn nobody_who_answers_is_told_in_bounded_time() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let silent = Relay::answering(|_| Some((500, "{\"error_code\":50001,\"message\":\"no store\"}".to_owned())));
    let urls = format!("http://u:s3cr3t@{closed},{}", silent.url);
    let registry = registry(&urls, &[("max.retries", "2"), ("retries.wait.ms", "50")]);
    let error = registry.subject("a", Version::Latest).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Kafka);
    assert_eq!(
        error.message(),
        format!(
            "the schema registry at http://{closed} cannot be reached: Connection refused (os error 111); the schema \
             registry at {} does not answer /subjects/a/versions/latest now: no store; error code: 50001",
            silent.url
        )
    );
    assert_eq!(silent.asked().len(), 3);
    assert_eq!(registry.by_id(7).unwrap_err().kind(), ErrorKind::Kafka);
    // One that accepts connections and says nothing.
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", mute.local_addr().unwrap());
    let start = Instant::now();
    let registry = self::registry(&url, &[("max.retries", "0"), ("http.read.timeout.ms", "200")]);
    assert_eq!(
        registry.subject("a", Version::Latest).unwrap_err().kind(),
        ErrorKind::Timeout
    );
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn credentials() {
    let (subject, _, id) = registered();
    let relay = Relay::answering(|asked| {
        let known = [Some("Basic YWxpY2U6c2VjcmV0"), Some("Bearer t0ken")].contains(&asked.authorization.as_deref());
        (!known).then(|| (401, "{\"error_code\":401,\"message\":\"Unauthorized\"}".to_owned()))
    });
    let with_url = relay.url.replace("http://", "http://alice:secret@");
    let user = [
        ("basic.auth.credentials.source", "USER_INFO"),
        ("schema.registry.basic.auth.user.info", "alice:secret"),
    ];
    let token = [
        ("bearer.auth.credentials.source", "STATIC_TOKEN"),
        ("bearer.auth.token", "t0ken"),
    ];
    for registry in [
        registry(&with_url, &[]),
        registry(&relay.url, &user),
        registry(&relay.url, &token),
    ] {
        assert_eq!(registry.subject(&subject, Version::Latest).unwrap().id, id);
        assert_eq!(awaited(&registry, id).unwrap(), id);
    }
    let wrong = registry(&relay.url, &[("basic.auth.user.info", "alice:s3cr3t")]);
    for error in [
        wrong.subject(&subject, Version::Latest).unwrap_err(),
        awaited(&wrong, id).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Authentication);
        let expected = format!(
            "the schema registry at {} refused the credentials: Unauthorized; error code: 401 (see \
             basic.auth.credentials.source and bearer.auth.credentials.source)",
            relay.url
        );
        let message = error.message().strip_prefix(&format!("schema id {id} cannot be had: "));
        assert_eq!(message.unwrap_or(error.message()), expected);
        assert!(!format!("{error:?}").contains("s3cr3t"));
    }
}

#[test]
fn tls_with_an_own_authority_and_a_client_certificate() {
    let (subject, _, id) = registered();
    let store = |name: &str| format!("{}/tests/fixtures/stores/{name}", env!("CARGO_MANIFEST_DIR"));
    let server = ServerIdentity::new();
    let relay = Relay::with_tls(&server, &store("ca.pem"));
    let (pem, key) = (server.pem(), store("key.p12"));
    let trusted = ("schema.registry.ssl.truststore.certificates", pem.as_str());
    let identity = [
        ("schema.registry.ssl.keystore.location", key.as_str()),
        ("schema.registry.ssl.keystore.password", "secret-store"),
    ];
    let known = registry(&relay.url, &[trusted, identity[0], identity[1]]);
    assert_eq!(known.subject(&subject, Version::Latest).unwrap().id, id);
    assert_eq!(awaited(&known, id).unwrap(), id);
    assert!(
        relay.asked()[0]
            .client
            .as_ref()
            .is_some_and(|client| client.contains("client")),
        "{:?}",
        relay.asked()
    );
    // The brokers' stores are not for the registry.
    let strange = registry(
        &relay.url,
        &[("ssl.truststore.certificates", pem.as_str()), identity[0], identity[1]],
    );
    let error = strange.subject(&subject, Version::Latest).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let expected = format!(
        "the TLS connection to the schema registry at {} cannot be made: its certificate is not trusted: self-signed \
         certificate (see schema.registry.ssl.truststore.location and \
         schema.registry.ssl.endpoint.identification.algorithm)",
        relay.url
    );
    assert_eq!(error.message(), expected);
    let anonymous = registry(&relay.url, &[trusted]);
    let error = anonymous.subject(&subject, Version::Latest).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    assert!(
        error.message().ends_with("(see schema.registry.ssl.keystore.location)"),
        "{error}"
    );
    // An address for the system, and no name of the certificate's.
    let other = relay.url.replace("127.0.0.1", "127.1");
    let error = registry(&other, &[trusted, identity[0], identity[1]])
        .by_id(id)
        .unwrap_err();
    assert!(error.message().contains("mismatch"), "{error}");
    let unchecked = ("schema.registry.ssl.endpoint.identification.algorithm", "");
    let any = registry(&other, &[trusted, identity[0], identity[1], unchecked]);
    assert_eq!(any.by_id(id).unwrap().id, id);
}

#[test]
fn a_registry_that_comes_later_is_found() {
    let (_, _, id) = registered();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let path = registry_url().splitn(4, '/').nth(3).unwrap();
    let registry = registry(&format!("http://{address}/{path}"), &[]);
    assert!(matches!(registry.lookup(id), Lookup::Pending(_)));
    thread::sleep(Duration::from_millis(400));
    let relay = Relay::listen(TcpListener::bind(address).unwrap(), None, |_| None);
    assert_eq!(awaited(&registry, id).unwrap(), id);
    assert_eq!(relay.asked().len(), 1);
}

#[test]
fn an_error_expires() {
    let (_, _, id) = registered();
    let there = Arc::new(AtomicBool::new(false));
    let seen = there.clone();
    let relay = Relay::answering(move |_| {
        let unknown = "{\"error_code\":40403,\"message\":\"Schema not found\"}".to_owned();
        (!seen.load(Ordering::Relaxed)).then_some((404, unknown))
    });
    let registry = registry(
        &relay.url,
        &[("topictable.schema.retry.ms", "0"), ("missing.id.cache.ttl.sec", "1")],
    );
    for _ in 0..3 {
        assert_eq!(awaited(&registry, id).unwrap_err().kind(), ErrorKind::NotFound);
    }
    assert_eq!(relay.asked().len(), 1);
    there.store(true, Ordering::Relaxed);
    thread::sleep(Duration::from_millis(1050));
    assert_eq!(awaited(&registry, id).unwrap(), id);
    assert_eq!(relay.asked().len(), 2);
}

#[test]
fn an_answer_that_makes_no_sense_is_told() {
    let relay = Relay::answering(|asked| {
        Some((
            200,
            match asked.path.as_str() {
                "/schemas/ids/1" => "<html>".to_owned(),
                "/schemas/ids/2" => "{\"schema\":\"x\",\"schemaType\":\"THRIFT\"}".to_owned(),
                // A schema that refers to itself.
                _ => "{\"schema\":\"x\",\"id\":3,\"references\":[{\"name\":\"n\",\"subject\":\"s\",\"version\":1}]}"
                    .to_owned(),
            },
        ))
    });
    let registry = registry(&relay.url, &[]);
    let told = |id| {
        let error = awaited(&registry, id).unwrap_err();
        let start = format!(
            "schema id {id} cannot be had: the schema registry at {} gave an answer for ",
            relay.url
        );
        error.message().strip_prefix(&start).unwrap().to_owned()
    };
    assert_eq!(
        told(1),
        "/schemas/ids/1 that cannot be read: expected value at line 1 column 1"
    );
    assert_eq!(
        told(2),
        "/schemas/ids/2 that cannot be read: its schemaType is none of AVRO, PROTOBUF and JSON"
    );
    assert_eq!(
        told(3),
        "/subjects/s/versions/1 that cannot be read: version 1 of subject \"s\" refers to itself"
    );
}

#[test]
fn a_registry_that_nobody_has_ends_its_requests() {
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let registry = registry(&format!("http://{}", mute.local_addr().unwrap()), &[]);
    let ended = Arc::new(AtomicUsize::new(0));
    let Lookup::Pending(pending) = registry.lookup(7) else {
        panic!("nobody has answered");
    };
    let counted = ended.clone();
    pending.on_end(Arc::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    }));
    let (mut connection, _) = mute.accept().unwrap();
    let mut request = [0; 4096];
    assert!(std::io::Read::read(&mut connection, &mut request).unwrap() > 0);
    drop(registry);
    connection.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // The connection is closed, long before an answer would be given up.
    assert_eq!(std::io::Read::read(&mut connection, &mut request).unwrap(), 0);
}
