//! Credentials and TLS.

use super::{SECRET, assert_refused, client, setting};
use crate::error::{ErrorKind, Result};
use crate::kafka::ClientProperties;
use crate::kafka::properties::jaas::LoginModule;

const JAAS: &str = "sasl.jaas.config";

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
