use openssl::pkcs12::Pkcs12;
use openssl::x509::X509;

use super::*;
use crate::ErrorKind;

/// Stores that tests/fixtures/stores/make.sh has made.
fn path(name: &str) -> String {
    format!("{}/tests/fixtures/stores/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap()
}

fn properties(entries: &[(&str, &str)]) -> Properties {
    entries
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn trust(entries: &[(&str, &str)]) -> Result<(String, &'static str)> {
    trusted(&properties(entries)).map(Option::unwrap)
}

fn trust_file(name: &str, password: &str) -> Result<(String, &'static str)> {
    trust(&[
        ("ssl.truststore.location", &path(name)),
        ("ssl.truststore.password", password),
    ])
}

/// The common name of each certificate's subject.
fn names(pem: &str) -> Vec<String> {
    let name = |certificate: &X509| {
        let subject = certificate.subject_name();
        String::from_utf8(subject.entries().next().unwrap().data().as_slice().to_vec()).unwrap()
    };
    X509::stack_from_pem(pem.as_bytes()).unwrap().iter().map(name).collect()
}

fn key_file(name: &str, password: &str, key_password: &str) -> Result<Identity> {
    identity(&properties(&[
        ("ssl.keystore.location", &path(name)),
        ("ssl.keystore.password", password),
        ("ssl.key.password", key_password),
    ]))
    .map(Option::unwrap)
}

#[test]
fn trust_stores_of_every_type_give_their_certificates() {
    for (name, password) in [
        ("ca.pem", ""),
        ("trust.jks", "secret-store"),
        ("trust.jks", ""),
        ("trust.p12", "secret-store"),
        ("trust-legacy.p12", "secret-store"),
    ] {
        let (pem, property) = trust_file(name, password).unwrap();
        assert_eq!(names(&pem), ["Test CA"], "{name}");
        assert_eq!(property, "ssl.truststore.location");
    }
    let (pem, property) = trust(&[("ssl.truststore.certificates", &text("ca.pem"))]).unwrap();
    assert_eq!(
        (names(&pem), property),
        (vec!["Test CA".to_owned()], "ssl.truststore.certificates")
    );
}

#[test]
fn key_stores_of_every_type_give_key_and_chain() {
    let expected = key_file("key.pem", "", "").unwrap();
    assert_eq!(names(&expected.chain), ["client", "Test CA"]);
    for (name, password, key_password) in [
        ("key-encrypted.pem", "", "secret-key"),
        ("key.jks", "secret-store", "secret-key"),
        ("key.p12", "secret-store", ""),
        ("key-legacy.p12", "secret-store", ""),
    ] {
        let identity = key_file(name, password, key_password).unwrap();
        assert_eq!(names(&identity.chain), ["client", "Test CA"], "{name}");
        assert_eq!(identity.key, expected.key, "{name}");
        assert_eq!(identity.property, "ssl.keystore.location");
    }
    let pem = text("key-encrypted.pem");
    let chain = pem.find("-----BEGIN CERTIFICATE").unwrap();
    let key = pem.find("-----BEGIN ENCRYPTED").unwrap();
    let (key, chain) = if key < chain {
        (&pem[..chain], &pem[chain..])
    } else {
        (&pem[key..], &pem[..key])
    };
    let identity = identity(&properties(&[
        ("ssl.keystore.type", "PEM"),
        ("ssl.keystore.key", key),
        ("ssl.keystore.certificate.chain", chain),
        ("ssl.key.password", "secret-key"),
    ]));
    let identity = identity.unwrap().unwrap();
    assert_eq!((identity.key, identity.property), (expected.key, "ssl.keystore.key"));
}

#[test]
fn a_store_without_encryption_needs_no_password() {
    let certificate = X509::from_pem(text("ca.pem").as_bytes()).unwrap();
    let mut stack = openssl::stack::Stack::new().unwrap();
    stack.push(certificate).unwrap();
    let mut builder = Pkcs12::builder();
    builder.ca(stack);
    builder.cert_algorithm(openssl::nid::Nid::UNDEF);
    let der = builder.build2("").unwrap().to_der().unwrap();
    assert_eq!(pkcs12::read(&der, None).unwrap().trusted.len(), 1);
}

#[track_caller]
fn assert_refused<T>(refused: Result<T>, kind: ErrorKind, expected: &str) {
    let error = refused.err().unwrap();
    assert_eq!((error.kind(), error.message()), (kind, expected));
    assert!(!error.message().contains("wrong-"), "{error}");
    let property = expected.split(' ').nth(1);
    assert_eq!(error.detail("property"), property);
}

#[test]
fn what_is_wrong_with_a_file_is_told() {
    let invalid = ErrorKind::InvalidArgument;
    let at = |name: &str| format!("{:?}", path(name));
    let cases = [
        (
            "absent.jks",
            "",
            "location = {} cannot be read: No such file or directory (os error 2)",
        ),
        ("trust.jks", "wrong-store", "password does not open {}"),
        ("trust.p12", "wrong-store", "password does not open {}"),
        ("trust-legacy.p12", "wrong-store", "password does not open {}"),
        ("trust.p12", "", "password is missing: {} needs one"),
        ("make.sh", "", "location = {} is none of PEM, PKCS12 or JKS"),
        ("ca.pem", "wrong-store", "password is not for PEM, which {} is"),
        ("key.pem", "", "location = {} holds no certificate to trust"),
    ];
    for (name, password, message) in cases {
        let message = format!("property ssl.truststore.{}", message.replace("{}", &at(name)));
        assert_refused(trust_file(name, password), invalid, &message);
    }
    let cases = [
        ("key.jks", "wrong-store", "", "keystore.password does not open {}"),
        ("key.jks", "", "", "keystore.password is missing: {} needs one"),
        (
            "key.jks",
            "secret-store",
            "wrong-key",
            "key.password does not open the private key of {}",
        ),
        (
            "key.jks",
            "secret-store",
            "",
            "key.password is missing: the private key of {} needs one",
        ),
        (
            "key-encrypted.pem",
            "",
            "wrong-key",
            "key.password does not open the private key of {}",
        ),
        (
            "key-encrypted.pem",
            "",
            "",
            "key.password is missing: the private key of {} needs one",
        ),
        (
            "trust.jks",
            "secret-store",
            "",
            "keystore.location = {} holds no private key with a certificate",
        ),
        (
            "ca.pem",
            "",
            "",
            "keystore.location = {} holds no private key with a certificate",
        ),
    ];
    for (name, password, key_password, message) in cases {
        let message = format!("property ssl.{}", message.replace("{}", &at(name)));
        assert_refused(key_file(name, password, key_password), invalid, &message);
    }
}

#[test]
fn a_type_that_is_not_the_files_is_refused() {
    let typed = |name: &str, kind: &str| {
        trust(&[
            ("ssl.truststore.location", &path(name)),
            (
                "ssl.truststore.password",
                if name == "ca.pem" { "" } else { "secret-store" },
            ),
            ("ssl.truststore.type", kind),
        ])
    };
    for (name, kind) in [
        ("ca.pem", "pem"),
        ("trust.jks", "JKS"),
        ("trust.p12", "PKCS12"),
        // As in Java, which reads these two by either name.
        ("trust.jks", "PKCS12"),
        ("trust.p12", "jks"),
    ] {
        assert!(typed(name, kind).is_ok(), "{name} {kind}");
    }
    let at = |name: &str| format!("{:?}", path(name));
    let expected = format!("property ssl.truststore.type = PEM: {} is JKS", at("trust.jks"));
    assert_refused(typed("trust.jks", "PEM"), ErrorKind::InvalidArgument, &expected);
    let expected = format!("property ssl.truststore.type = PKCS12: {} is PEM", at("ca.pem"));
    assert_refused(typed("ca.pem", "PKCS12"), ErrorKind::InvalidArgument, &expected);
    let expected = "property ssl.truststore.type = \"BCFKS\" is not supported: expected PEM, PKCS12 or JKS; keytool \
                    -importkeystore -deststoretype PKCS12 converts it";
    assert_refused(typed("trust.jks", "BCFKS"), ErrorKind::Unsupported, expected);
    let expected = format!(
        "property ssl.truststore.location = {} is JCEKS: expected PEM, PKCS12 or JKS; keytool -importkeystore \
         -deststoretype PKCS12 converts it",
        at("trust.jceks")
    );
    assert_refused(
        trust_file("trust.jceks", "secret-store"),
        ErrorKind::Unsupported,
        &expected,
    );
}

#[test]
fn texts_and_files_are_not_mixed() {
    let invalid = ErrorKind::InvalidArgument;
    let both = [("ssl.truststore.location", "x"), ("ssl.truststore.certificates", "y")];
    let expected =
        "property ssl.truststore.certificates and ssl.truststore.location are both given: expected one of them";
    assert_refused(trust(&both), invalid, expected);
    let typed = [("ssl.truststore.type", "JKS"), ("ssl.truststore.certificates", "y")];
    let expected = "property ssl.truststore.type = \"JKS\": expected PEM, as ssl.truststore.certificates is";
    assert_refused(trust(&typed), invalid, expected);
    let expected = "property ssl.truststore.certificates holds no certificate to trust";
    assert_refused(trust(&[("ssl.truststore.certificates", "y")]), invalid, expected);
    let half = |name| identity(&properties(&[(name, "x")]));
    let expected = "property ssl.keystore.certificate.chain is missing: it belongs to ssl.keystore.key";
    assert_refused(half("ssl.keystore.key"), invalid, expected);
    let expected = "property ssl.keystore.key is missing: it belongs to ssl.keystore.certificate.chain";
    assert_refused(half("ssl.keystore.certificate.chain"), invalid, expected);
}

#[test]
fn a_damaged_store_is_an_error_wherever_it_is_damaged() {
    for name in ["key.jks", "trust.jks"] {
        let whole = fs::read(path(name)).unwrap();
        for end in 0..whole.len() {
            let cut = jks::read(&whole[..end], None, Some("secret-key"));
            assert!(
                cut.is_err() || cut.is_ok_and(|contents| contents.trusted.is_empty()),
                "{name} {end}"
            );
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x80;
            assert!(
                jks::read(&damaged, Some("secret-store"), Some("secret-key")).is_err(),
                "{name} {at}"
            );
            // Without the digest some damage goes unnoticed; none may do more.
            let _ = jks::read(&damaged, None, Some("secret-key"));
        }
    }
    let whole = fs::read(path("key.p12")).unwrap();
    for at in (0..whole.len()).step_by(7) {
        assert!(pkcs12::read(&whole[..at], Some("secret-store")).is_err(), "{at}");
    }
}
