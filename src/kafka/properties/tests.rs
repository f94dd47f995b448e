use std::time::Duration;

use super::jaas::LoginModule;
use super::names::{CONSUMER, DEEPHAVEN, Rule};
use super::*;
use crate::error::{ErrorKind, Result};
use crate::kafka::librdkafka;
use crate::spec::Properties;

const JAAS: &str = "sasl.jaas.config";
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
fn the_documentation_lists_every_name() {
    let Ok(text) = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/properties.md")) else {
        return;
    };
    for name in CONSUMER.iter().map(|(name, _)| name).chain(DEEPHAVEN) {
        assert!(text.contains(&format!("`{name}`")), "{name}");
    }
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

fn parse(text: &str) -> Result<Vec<(String, String)>, String> {
    let module = LoginModule::parse(text)?;
    let options: Vec<_> = module
        .options()
        .map(|name| (name.to_owned(), module.option(name).unwrap().to_owned()))
        .collect();
    Ok(options)
}

#[test]
fn jaas_configurations_are_read_as_java_does() {
    let options = |text: &str| {
        let options = parse(&format!("org.x.PlainLoginModule required {text}")).unwrap();
        options
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(options(";"), [""; 0]);
    assert_eq!(
        options("username=\"alice\" password=\"a b\";"),
        ["username=alice", "password=a b"]
    );
    assert_eq!(
        options("username=alice\n  password='it is \"x\"' ;"),
        ["username=alice", "password=it is \"x\""]
    );
    assert_eq!(options(r#"p="a\"b\\c\td\101e\;" ;"#), ["p=a\"b\\c\tdAe;"]);
    assert_eq!(options("a=\"=;\" b = \"x\";"), ["a==;", "b=x"]);
    assert_eq!(options("/* b=\"1\"; */ a=\"//1\" // c\n;"), ["a=//1"]);
    assert_eq!(options("a=1;"), ["a=1"]);
    assert_eq!(parse("a.PlainLoginModule REQUIRED;").unwrap(), []);
}

#[test]
fn broken_jaas_configurations_are_refused_without_their_secrets() {
    for (text, expected) in [
        ("", "does not begin with the class of a login module"),
        ("s3cr3t", "does not begin with the class of a login module"),
        (
            "PlainLoginModule",
            "has no control flag after PlainLoginModule: expected required, requisite, sufficient, optional",
        ),
        (
            "PlainLoginModule username=\"a\";",
            "has no control flag after PlainLoginModule: expected required, requisite, sufficient, optional",
        ),
        (
            "PlainLoginModule required password=\"s3cr3t\"",
            "does not end with a semicolon",
        ),
        (
            "PlainLoginModule required password=\"s3cr3t;",
            "has a quotation that is not closed",
        ),
        (
            "PlainLoginModule required a=\"b\" password \"s3cr3t\";",
            "cannot be read after its option a: expected option=\"value\"",
        ),
        (
            "PlainLoginModule required \"s3cr3t\";",
            "cannot be read after its control flag: expected option=value or a semicolon",
        ),
        (
            "PlainLoginModule required password=;",
            "cannot be read after its control flag: expected option=\"value\"",
        ),
        (
            "PlainLoginModule required; PlainLoginModule required;",
            "holds more than one login module, expected one",
        ),
        (
            "PlainLoginModule required /* s3cr3t;",
            "has a comment that does not end",
        ),
    ] {
        assert_eq!(parse(text).unwrap_err(), expected, "{text}");
        assert!(!expected.contains(SECRET));
    }
}

fn sasl<'a>(mechanism: &'a str, jaas: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("security.protocol", "SASL_PLAINTEXT"),
        ("sasl.mechanism", mechanism),
        (JAAS, jaas),
    ]
}

#[test]
fn passwords_are_taken_from_the_login_module() {
    for (mechanism, module) in [
        ("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule"),
        (
            "SCRAM-SHA-256",
            "kafkashaded.org.apache.kafka.common.security.scram.ScramLoginModule",
        ),
        (
            "SCRAM-SHA-512",
            "org.apache.kafka.common.security.scram.ScramLoginModule",
        ),
    ] {
        let jaas = format!("{module} required username=\"alice\" password=\"{SECRET}\";");
        let client = client(&sasl(mechanism, &jaas)).unwrap();
        assert_eq!(setting(&client, "security.protocol"), Some("SASL_PLAINTEXT"));
        assert_eq!(setting(&client, "sasl.mechanism"), Some(mechanism));
        assert_eq!(setting(&client, "sasl.username"), Some("alice"));
        assert_eq!(setting(&client, "sasl.password"), Some(SECRET));
        assert_eq!(setting(&client, JAAS), None);
        assert!(!format!("{client:?}").contains(SECRET));
    }
    let own = client(&[
        ("security.protocol", "sasl_ssl"),
        ("sasl.mechanisms", "PLAIN"),
        ("sasl.username", "bob"),
        ("sasl.password", SECRET),
    ]);
    let own = own.unwrap();
    assert_eq!(setting(&own, "sasl.mechanism"), Some("PLAIN"));
    assert_eq!(setting(&own, "sasl.password"), Some(SECRET));
    // Without SASL nobody needs them.
    let unused = client(&[("sasl.mechanism", "GSSAPI"), (JAAS, "x")]).unwrap();
    assert_eq!(setting(&unused, "sasl.mechanism"), None);
}

#[test]
fn credentials_that_cannot_be_used_are_refused() {
    let invalid = ErrorKind::InvalidArgument;
    let unsupported = ErrorKind::Unsupported;
    let plain = "PlainLoginModule required username=\"alice\" password=\"s3cr3t\";";
    for (mechanism, jaas, kind, message) in [
        (
            "",
            plain,
            invalid,
            "property sasl.mechanism is missing: expected PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER",
        ),
        (
            "GSSAPI",
            plain,
            unsupported,
            "property sasl.mechanism = GSSAPI: Kerberos (GSSAPI) is not in this build, expected PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER",
        ),
        (
            "AWS_MSK_IAM",
            plain,
            unsupported,
            "property sasl.mechanism = \"AWS_MSK_IAM\" is not supported: expected PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER",
        ),
        (
            "SCRAM-SHA-256",
            plain,
            invalid,
            "property sasl.jaas.config names PlainLoginModule: sasl.mechanism = SCRAM-SHA-256 needs ScramLoginModule",
        ),
        (
            "PLAIN",
            "com.sun.security.auth.module.Krb5LoginModule required;",
            unsupported,
            "property sasl.jaas.config names Krb5LoginModule, but Kerberos (GSSAPI) is not in this build",
        ),
        (
            "PLAIN",
            "",
            invalid,
            "property sasl.jaas.config is missing: expected PlainLoginModule required username=\"…\" password=\"…\";",
        ),
        (
            "PLAIN",
            "PlainLoginModule required username=\"s3cr3t\";",
            invalid,
            "property sasl.jaas.config has no option password of PlainLoginModule",
        ),
        (
            "PLAIN",
            "PlainLoginModule required password=\"s3cr3t\"",
            invalid,
            "property sasl.jaas.config does not end with a semicolon",
        ),
        (
            "SCRAM-SHA-256",
            "ScramLoginModule required username=\"a\" password=\"s3cr3t\" tokenauth=\"true\";",
            unsupported,
            "property sasl.jaas.config asks for tokenauth: delegation tokens are not supported",
        ),
        (
            "OAUTHBEARER",
            "OAuthBearerLoginModule required;",
            invalid,
            "property sasl.jaas.config has no option unsecuredLoginStringClaim_sub of OAuthBearerLoginModule",
        ),
        (
            "OAUTHBEARER",
            "OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"a s3cr3t\";",
            invalid,
            "property sasl.jaas.config option unsecuredLoginStringClaim_sub: expected a value without blanks",
        ),
        (
            "OAUTHBEARER",
            "OAuthBearerLoginModule required unsecuredLoginNumberClaim_x=\"1\";",
            unsupported,
            "property sasl.jaas.config option unsecuredLoginNumberClaim_x is not supported by OAuthBearerLoginModule here",
        ),
    ] {
        assert_refused(&sasl(mechanism, jaas), kind, message);
    }
    let mut class = sasl("PLAIN", plain);
    class.push(("sasl.client.callback.handler.class", "x.Y"));
    let message = "property sasl.client.callback.handler.class names a Java class, which cannot be run: give the credentials in sasl.jaas.config";
    assert_refused(&class, unsupported, message);
}

#[test]
fn unsecured_tokens_are_librdkafkas() {
    let module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";
    let config = |options: &str| {
        let client = client(&sasl("OAUTHBEARER", &format!("{module} {options};"))).unwrap();
        assert_eq!(setting(&client, "enable.sasl.oauthbearer.unsecure.jwt"), Some("true"));
        setting(&client, "sasl.oauthbearer.config").unwrap().to_owned()
    };
    assert_eq!(config("unsecuredLoginStringClaim_sub=\"alice\""), "principal=alice");
    assert_eq!(
        config(
            "unsecuredLoginPrincipalClaimName=\"who\" unsecuredLoginStringClaim_who=\"alice\" \
             unsecuredLoginListClaim_scope=\"|read|write\" unsecuredLoginLifetimeSeconds=\"60\" \
             unsecuredLoginExtension_traceId=\"7\""
        ),
        "principalClaimName=who principal=alice scope=read,write lifeSeconds=60 extension_traceId=7"
    );
}

#[test]
fn tokens_of_a_server_are_refused_by_what_asks_for_them() {
    let asks = |property: &str| {
        format!(
            "property {property} asks for a token of an authorization server, which this version does not do: only \
             unsecured tokens of OAuthBearerLoginModule are supported"
        )
    };
    let jaas = "OAuthBearerLoginModule required clientId=\"me\" clientSecret=\"s3cr3t\";";
    for (name, value) in [
        ("sasl.oauthbearer.token.endpoint.url", "https://example.com/token"),
        ("sasl.oauthbearer.client.credentials.client.id", "me"),
        ("sasl.oauthbearer.method", "oidc"),
        (
            "sasl.login.callback.handler.class",
            "org.apache.kafka.common.security.oauthbearer.secured.OAuthBearerLoginCallbackHandler",
        ),
    ] {
        let mut entries = sasl("OAUTHBEARER", jaas);
        entries.push((name, value));
        assert_refused(&entries, ErrorKind::Unsupported, &asks(name));
    }
    assert_refused(
        &sasl("OAUTHBEARER", jaas),
        ErrorKind::Unsupported,
        "property sasl.jaas.config option clientId asks for a token of an authorization server, which this version \
         does not do: only unsecured tokens of OAuthBearerLoginModule are supported",
    );
}

fn tls(name: &str, value: &str) -> Result<ClientProperties> {
    client(&[("security.protocol", "SSL"), (name, value)])
}

#[test]
fn tls_settings_are_translated() {
    let value = |name: &str, value: &str, to: &str| setting(&tls(name, value).unwrap(), to).map(str::to_owned);
    let endpoint = "ssl.endpoint.identification.algorithm";
    assert_eq!(value(endpoint, "", endpoint).as_deref(), Some("none"));
    assert_eq!(value(endpoint, "HTTPS", endpoint).as_deref(), Some("https"));
    assert_eq!(value("client.id", "x", endpoint), None);
    // The system's certificates, unless others are given in any way.
    assert_eq!(value("client.id", "x", "ssl.ca.location").as_deref(), Some("probe"));
    assert_eq!(value("ssl.ca.location", "/x", "ssl.ca.location").as_deref(), Some("/x"));
    assert_eq!(value("ssl.ca.pem", "x", "ssl.ca.location"), None);
    let suites = "ssl.cipher.suites";
    let java = "TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_NO_WITH_SUCH";
    assert_eq!(
        value(suites, java, suites).as_deref(),
        Some("ECDHE-RSA-AES128-GCM-SHA256")
    );
    assert_eq!(value(suites, "HIGH:!aNULL", suites).as_deref(), Some("HIGH:!aNULL"));
    for versions in ["TLSv1.2,TLSv1.3", "TLSv1.2", "TLSv1.1, TLSv1.2, TLSv1.3"] {
        assert_eq!(value("ssl.enabled.protocols", versions, "ssl.enabled.protocols"), None);
    }
    for version in ["TLS", "TLSv1.2", "TLSv1.3"] {
        assert_eq!(value("ssl.protocol", version, "ssl.protocol"), None);
    }
}

#[test]
fn tls_settings_that_would_weaken_are_refused() {
    let refused = |name: &str, value: &str| tls(name, value).unwrap_err().message().to_owned();
    for (name, value, expected) in [
        (
            "ssl.enabled.protocols",
            "TLSv1.3",
            "property ssl.enabled.protocols = \"TLSv1.3\" is not supported: the client offers TLSv1.2,TLSv1.3",
        ),
        (
            "ssl.enabled.protocols",
            "TLSv1.1",
            "property ssl.enabled.protocols = \"TLSv1.1\": expected TLSv1.2,TLSv1.3",
        ),
        (
            "ssl.protocol",
            "SSLv3",
            "property ssl.protocol = \"SSLv3\": expected TLSv1.3, TLSv1.2 or TLS",
        ),
        (
            "ssl.cipher.suites",
            "TLS_AES_128_GCM_SHA256",
            "property ssl.cipher.suites = \"TLS_AES_128_GCM_SHA256\" names no suite of TLSv1.2, which the client offers too",
        ),
        (
            "ssl.endpoint.identification.algorithm",
            "LDAPS",
            "property ssl.endpoint.identification.algorithm = \"LDAPS\": expected https, or nothing for none",
        ),
    ] {
        assert_eq!(refused(name, value), expected);
    }
}
