//! Who may read, and what those are told who may not: SASL and TLS on a real broker's listeners.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rstest::rstest;
use topictable::{ColumnType, ErrorKind, Offsets, Session, Spec, Table};

use crate::stack::{SECURED, Topic, await_rows};

/// Within which everything that is wrong must be told.
const SOON: Duration = Duration::from_secs(15);

pub type Properties = Vec<(&'static str, String)>;

fn server(listener: &str) -> String {
    match listener {
        "plaintext" => SECURED.bootstrap.clone(),
        _ => SECURED.said(&format!("/listeners/{listener}")).to_owned(),
    }
}

fn tls(name: &str) -> String {
    SECURED.said(&format!("/tls/{name}")).to_owned()
}

/// A file that signs nothing of the broker's.
fn stranger(name: &str) -> String {
    format!("{}/tests/fixtures/stores/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn append(server: &str, topic: &str, properties: &Properties) -> topictable::Result<(Session, Table)> {
    let session = Session::new()?;
    let mut builder = session
        .consume(topic)
        .property("bootstrap.servers", server)
        .offsets(Offsets::Beginning)
        .value(Spec::simple("V", ColumnType::String));
    for (name, value) in properties {
        builder = builder.property(*name, value);
    }
    let table = builder.append()?;
    Ok((session, table))
}

#[track_caller]
fn assert_reads(listener: &str, properties: &Properties) {
    let topic = Topic::at(&SECURED.bootstrap, "allowed", 1);
    topic.send_texts(&["a", "b"]);
    let (_session, table) = append(&server(listener), &topic.name, properties).unwrap();
    await_rows(&table, 2);
}

#[track_caller]
fn assert_refused(server: &str, properties: &Properties, kind: ErrorKind, told: &str) {
    let told = told.replace("SERVER", server);
    assert_refused_as(server, properties, kind, |message| message == told);
}

/// Asserts what is told and when; a password that was given is never told.
#[track_caller]
fn assert_refused_as(server: &str, properties: &Properties, kind: ErrorKind, told: impl Fn(&str) -> bool) {
    let start = Instant::now();
    let error = append(server, "any", properties).map(|(_, table)| table).unwrap_err();
    let took = start.elapsed();
    assert!(took < SOON, "{took:?}: {error}");
    assert_eq!(error.kind(), kind, "{error}");
    assert!(told(error.message()), "{error}");
    assert_eq!(error.detail("bootstrap.servers"), Some(server));
    assert!(!format!("{error:?}").contains("s3cr3t"), "{error:?}");
}

pub fn sasl(protocol: &str, mechanism: &str, user: &str, password: &str) -> Properties {
    let module = match mechanism {
        "PLAIN" => "plain.PlainLoginModule",
        _ => "scram.ScramLoginModule",
    };
    let jaas =
        format!("org.apache.kafka.common.security.{module} required username=\"{user}\" password=\"{password}\";");
    vec![
        ("security.protocol", protocol.to_owned()),
        ("sasl.mechanism", mechanism.to_owned()),
        ("sasl.jaas.config", jaas),
    ]
}

fn alice(protocol: &str, mechanism: &str) -> Properties {
    let said = |name| SECURED.said(&format!("/credentials/{name}")).to_owned();
    sasl(protocol, mechanism, &said("username"), &said("password"))
}

pub fn oauthbearer(options: &str) -> Properties {
    let module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";
    vec![
        ("security.protocol", "SASL_PLAINTEXT".to_owned()),
        ("sasl.mechanism", "OAUTHBEARER".to_owned()),
        ("sasl.jaas.config", format!("{module} required {options};")),
    ]
}

fn with(mut properties: Properties, more: &[(&'static str, String)]) -> Properties {
    properties.extend_from_slice(more);
    properties
}

fn trusting() -> Properties {
    vec![
        ("ssl.truststore.type", "PEM".to_owned()),
        ("ssl.truststore.location", tls("ca")),
    ]
}

fn mutual(more: &[(&'static str, String)]) -> Properties {
    with(vec![("security.protocol", "SSL".to_owned())], more)
}

#[rstest]
fn passwords(#[values("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")] mechanism: &str) {
    assert_reads("sasl_plaintext", &alice("SASL_PLAINTEXT", mechanism));
    assert_reads("sasl_ssl", &with(alice("SASL_SSL", mechanism), &trusting()));
}

#[rstest]
#[case("PLAIN", "alice", "Authentication failed: Invalid username or password")]
#[case("PLAIN", "nobody", "Authentication failed: Invalid username or password")]
#[case(
    "SCRAM-SHA-256",
    "alice",
    "Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-256"
)]
#[case(
    "SCRAM-SHA-512",
    "nobody",
    "Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512"
)]
fn a_wrong_password_or_user(#[case] mechanism: &str, #[case] user: &str, #[case] reason: &str) {
    let told = format!("SERVER refused the credentials: SASL authentication error: {reason}");
    let plain = sasl("SASL_PLAINTEXT", mechanism, user, "s3cr3t");
    assert_refused(&server("sasl_plaintext"), &plain, ErrorKind::Authentication, &told);
    let tls = with(sasl("SASL_SSL", mechanism, user, "s3cr3t"), &trusting());
    assert_refused(&server("sasl_ssl"), &tls, ErrorKind::Authentication, &told);
}

#[test]
fn unsecured_tokens() {
    assert_reads(
        "sasl_plaintext",
        &oauthbearer("unsecuredLoginStringClaim_sub=\"alice\""),
    );
    assert_reads(
        "sasl_plaintext",
        &oauthbearer("unsecuredLoginStringClaim_sub=\"alice\" unsecuredLoginListClaim_scope=\",read,write\""),
    );
    // The broker looks for who it is in "sub".
    let elsewhere = oauthbearer("unsecuredLoginPrincipalClaimName=\"who\" unsecuredLoginStringClaim_who=\"alice\"");
    assert_refused(
        &server("sasl_plaintext"),
        &elsewhere,
        ErrorKind::Authentication,
        "SERVER refused the credentials: SASL authentication error: {\"status\":\"invalid_token\"}",
    );
}

/// The devstack's client as a JKS store, with another password for the key.
fn jks(folder: &Path) -> [String; 2] {
    let run = |arguments: &[&str]| {
        let done = Command::new("keytool")
            .args(arguments)
            .output()
            .expect("the JDK's keytool starts");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    };
    let [key, trust] = ["key.jks", "trust.jks"].map(|name| folder.join(name).to_string_lossy().into_owned());
    let (client, password) = (tls("client_p12"), tls("client_password"));
    run(&[
        "-importkeystore",
        "-noprompt",
        "-srckeystore",
        &client,
        "-srcstorepass",
        &password,
        "-srcalias",
        "client",
        "-destkeystore",
        &key,
        "-deststoretype",
        "JKS",
        "-deststorepass",
        "store-password",
        "-destkeypass",
        "key-password",
    ]);
    run(&[
        "-importcert",
        "-noprompt",
        "-file",
        &tls("ca"),
        "-alias",
        "ca",
        "-keystore",
        &trust,
        "-storetype",
        "JKS",
        "-storepass",
        "store-password",
    ]);
    [key, trust]
}

#[test]
fn client_certificates_of_every_type() {
    let pem = ["client_cert", "client_key", "ca"].map(|name| std::fs::read_to_string(tls(name)).unwrap());
    let [certificate, key, ca] = pem.clone();
    assert_reads(
        "mtls",
        &mutual(&[
            ("ssl.keystore.type", "PEM".to_owned()),
            ("ssl.keystore.key", key),
            ("ssl.keystore.certificate.chain", certificate),
            ("ssl.truststore.type", "PEM".to_owned()),
            ("ssl.truststore.certificates", ca),
        ]),
    );
    let folder = std::env::temp_dir().join(crate::stack::unique("topictable-auth"));
    std::fs::create_dir(&folder).unwrap();
    let both = folder.join("client.pem").to_string_lossy().into_owned();
    std::fs::write(&both, format!("{}{}", pem[1], pem[0])).unwrap();
    assert_reads("mtls", &with(mutual(&trusting()), &[("ssl.keystore.location", both)]));
    let password = |name| (name, tls("client_password"));
    assert_reads(
        "mtls",
        &mutual(&[
            ("ssl.keystore.type", "PKCS12".to_owned()),
            ("ssl.keystore.location", tls("client_p12")),
            password("ssl.keystore.password"),
            password("ssl.key.password"),
            ("ssl.truststore.location", tls("ca_p12")),
            password("ssl.truststore.password"),
        ]),
    );
    let [key, trust] = jks(&folder);
    assert_reads(
        "mtls",
        &mutual(&[
            ("ssl.keystore.location", key),
            ("ssl.keystore.password", "store-password".to_owned()),
            ("ssl.key.password", "key-password".to_owned()),
            ("ssl.truststore.type", "JKS".to_owned()),
            ("ssl.truststore.location", trust),
            ("ssl.truststore.password", "store-password".to_owned()),
        ]),
    );
    std::fs::remove_dir_all(&folder).unwrap();
    // librdkafka's own names.
    assert_reads(
        "mtls",
        &mutual(&[
            ("ssl.ca.location", tls("ca")),
            ("ssl.certificate.location", tls("client_cert")),
            ("ssl.key.location", tls("client_key")),
        ]),
    );
}

#[test]
fn a_certificate_that_is_not_trusted() {
    let wrong = vec![("ssl.truststore.location", stranger("ca.pem"))];
    let told = "the certificate of SERVER is not trusted: self-signed certificate in certificate chain (see \
                ssl.truststore.location)";
    assert_refused(&server("mtls"), &mutual(&wrong), ErrorKind::Authentication, told);
    let sasl = with(alice("SASL_SSL", "PLAIN"), &wrong);
    assert_refused(&server("sasl_ssl"), &sasl, ErrorKind::Authentication, told);
    // Those of the system do not sign it either.
    let none = alice("SASL_SSL", "PLAIN");
    assert_refused(&server("sasl_ssl"), &none, ErrorKind::Authentication, told);
}

#[test]
fn a_certificate_for_another_name() {
    // An address to the system, but no address and no name of the certificate to TLS.
    let other = server("sasl_ssl").replace("127.0.0.1", "127.1");
    let properties = with(alice("SASL_SSL", "PLAIN"), &trusting());
    let told =
        "the certificate of SERVER is not trusted: hostname mismatch (see ssl.endpoint.identification.algorithm)";
    assert_refused(&other, &properties, ErrorKind::Authentication, told);
    let unchecked = with(properties, &[("ssl.endpoint.identification.algorithm", String::new())]);
    let topic = Topic::at(&SECURED.bootstrap, "unchecked", 1);
    topic.send_texts(&["a"]);
    let (_session, table) = append(&other, &topic.name, &unchecked).unwrap();
    await_rows(&table, 1);
}

#[test]
fn no_client_certificate_or_a_strangers() {
    let told = "SERVER refused the TLS connection: ssl/tls alert bad certificate: SSL alert number 42 (see \
                ssl.keystore.location)";
    let without = mutual(&trusting());
    assert_refused(&server("mtls"), &without, ErrorKind::Authentication, told);
    let strangers = [
        ("ssl.keystore.location", stranger("key.p12")),
        ("ssl.keystore.password", "secret-store".to_owned()),
    ];
    let strange = with(without, &strangers);
    assert_refused(&server("mtls"), &strange, ErrorKind::Authentication, told);
}

#[rstest]
#[case("PLAINTEXT", "mtls")]
#[case("PLAINTEXT", "sasl_plaintext")]
#[case("PLAINTEXT", "sasl_ssl")]
#[case("SSL", "plaintext")]
#[case("SSL", "sasl_plaintext")]
#[case("SSL", "sasl_ssl")]
#[case("SASL_PLAINTEXT", "sasl_ssl")]
fn another_protocol_than_the_listeners(#[case] protocol: &str, #[case] listener: &str) {
    let properties = with(
        alice(protocol, "PLAIN"),
        &if protocol == "SSL" { trusting() } else { Vec::new() },
    );
    let server = server(listener);
    // What was on its way when the connection was closed decides about the reason's words.
    assert_refused_as(&server, &properties, ErrorKind::Kafka, |told| {
        told.starts_with(&format!("{server} closes every connection before it answers: "))
            && told.ends_with(&format!(" (is its security.protocol {protocol}?)"))
    });
}

#[rstest]
#[case("SASL_PLAINTEXT", "plaintext")]
#[case("SASL_SSL", "mtls")]
fn credentials_that_the_listener_does_not_ask_for(#[case] protocol: &str, #[case] listener: &str) {
    let identity = [
        ("ssl.keystore.location", tls("client_p12")),
        ("ssl.keystore.password", tls("client_password")),
    ];
    let mut properties = alice(protocol, "PLAIN");
    if listener == "mtls" {
        properties = with(with(properties, &trusting()), &identity);
    }
    let told =
        format!("SERVER refused the credentials: its listener is without SASL (security.protocol is {protocol})");
    assert_refused(&server(listener), &properties, ErrorKind::Authentication, &told);
}
