//! Who the client is: SASL mechanisms and their credentials.

use super::jaas::LoginModule;
use super::setting::{Setting, fault, given, unsupported};
use super::tls::Protocol;
use crate::error::Result;
use crate::spec::Properties;

const MECHANISMS: &str = "PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER";

/// Without it Java's client takes GSSAPI.
const NO_KERBEROS: &str = "Kerberos (GSSAPI) is not in this build";

/// librdkafka's own names for the credentials.
const OWN: [&str; 3] = ["sasl.mechanisms", "sasl.password", "sasl.username"];

/// Whether a property of librdkafka is read here.
pub(super) fn reads(name: &str) -> bool {
    OWN.contains(&name)
}

/// The settings of a mechanism; none when the protocol has no SASL.
pub(super) fn settings(properties: &Properties, protocol: Protocol) -> Result<Vec<Setting>> {
    if !protocol.sasl {
        for name in ["sasl.jaas.config", "sasl.password"] {
            if given(properties, name).is_some() {
                log::warn!("property {name} has no effect: security.protocol is {protocol}");
            }
        }
        return Ok(Vec::new());
    }
    let (property, mechanism) = ["sasl.mechanism", "sasl.mechanisms"]
        .iter()
        .find_map(|name| Some((*name, given(properties, name)?.trim())))
        .ok_or_else(|| fault("sasl.mechanism", format_args!("is missing: expected {MECHANISMS}")))?;
    let mut settings = vec![Setting::new("sasl.mechanism", mechanism, property)];
    match mechanism {
        "PLAIN" => settings.extend(password(properties, mechanism, "PlainLoginModule")?),
        "SCRAM-SHA-256" | "SCRAM-SHA-512" => settings.extend(password(properties, mechanism, "ScramLoginModule")?),
        "OAUTHBEARER" => settings.extend(token(properties)?),
        "GSSAPI" => {
            return Err(unsupported(
                property,
                format_args!("= GSSAPI: {NO_KERBEROS}, expected {MECHANISMS}"),
            ));
        }
        _ => {
            return Err(unsupported(
                property,
                format_args!("= {mechanism:?} is not supported: expected {MECHANISMS}"),
            ));
        }
    }
    Ok(settings)
}

/// The user and the password of the brokers, which a schema registry may be given too.
pub(in crate::kafka) fn credentials(properties: &Properties) -> Result<Option<(String, String)>> {
    const NAME: &str = "sasl.jaas.config";
    let [user, password] = match given(properties, NAME) {
        Some(text) => {
            let module = LoginModule::parse(text).map_err(|what| fault(NAME, what))?;
            ["username", "password"].map(|name| module.option(name).map(str::to_owned))
        }
        None => ["sasl.username", "sasl.password"].map(|name| given(properties, name).map(str::to_owned)),
    };
    Ok(user.zip(password))
}

/// The login module of `sasl.jaas.config`, which must be the mechanism's.
fn login_module(properties: &Properties, mechanism: &str, expected: &str) -> Result<Option<LoginModule>> {
    const NAME: &str = "sasl.jaas.config";
    let Some(text) = given(properties, NAME) else {
        return Ok(None);
    };
    let module = LoginModule::parse(text).map_err(|what| fault(NAME, what))?;
    match module.name() {
        name if name == expected => Ok(Some(module)),
        "Krb5LoginModule" => Err(unsupported(
            NAME,
            format_args!("names Krb5LoginModule, but {NO_KERBEROS}"),
        )),
        name => Err(fault(
            NAME,
            format_args!("names {name}: sasl.mechanism = {mechanism} needs {expected}"),
        )),
    }
}

/// User and password, from `sasl.jaas.config` or from librdkafka's own properties.
fn password(properties: &Properties, mechanism: &str, class: &str) -> Result<[Setting; 2]> {
    let Some(module) = login_module(properties, mechanism, class)? else {
        return match ["sasl.username", "sasl.password"].map(|name| given(properties, name)) {
            [Some(user), Some(password)] => Ok([
                Setting::new("sasl.username", user, "sasl.username"),
                Setting::new("sasl.password", password, "sasl.password"),
            ]),
            _ => Err(fault(
                "sasl.jaas.config",
                format_args!("is missing: expected {class} required username=\"…\" password=\"…\";"),
            )),
        };
    };
    if module
        .option("tokenauth")
        .is_some_and(|token| token.eq_ignore_ascii_case("true"))
    {
        return Err(unsupported(
            "sasl.jaas.config",
            "asks for tokenauth: delegation tokens are not supported",
        ));
    }
    for option in module
        .options()
        .filter(|name| !["username", "password", "tokenauth"].contains(name))
    {
        log::warn!("property sasl.jaas.config: option {option} of {class} has no effect");
    }
    let option = |name: &str| {
        let value = module.option(name).filter(|value| !value.is_empty());
        value.ok_or_else(|| fault("sasl.jaas.config", format_args!("has no option {name} of {class}")))
    };
    Ok([
        Setting::new("sasl.username", option("username")?, "sasl.jaas.config"),
        Setting::new("sasl.password", option("password")?, "sasl.jaas.config"),
    ])
}

/// Properties that ask for a token from an authorization server or a file.
const TOKEN_SOURCES: [&str; 6] = [
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.private.key.file",
    "sasl.oauthbearer.client.credentials.client.id",
    "sasl.oauthbearer.jwt.retriever.class",
    "sasl.oauthbearer.method",
    "sasl.oauthbearer.token.endpoint.url",
];

const NEEDS_A_SERVER: &str = "asks for a token of an authorization server, which this version does not do: only \
                              unsecured tokens of OAuthBearerLoginModule are supported";

/// Tokens that the client makes and does not sign. Others need an HTTP client, which librdkafka is built without.
fn token(properties: &Properties) -> Result<Vec<Setting>> {
    const HANDLER: &str = "sasl.login.callback.handler.class";
    let no_server = |name: &str| unsupported(name, NEEDS_A_SERVER);
    if let Some(source) = TOKEN_SOURCES
        .iter()
        .find(|name| given(properties, name).is_some_and(|value| value != "default"))
    {
        return Err(no_server(source));
    }
    match given(properties, HANDLER).map(|class| class.rsplit('.').next().unwrap_or(class)) {
        None | Some("OAuthBearerUnsecuredLoginCallbackHandler") => {}
        Some("OAuthBearerLoginCallbackHandler") => return Err(no_server(HANDLER)),
        Some(_) => {
            return Err(unsupported(
                HANDLER,
                "names a Java class, which cannot be run: expected OAuthBearerUnsecuredLoginCallbackHandler",
            ));
        }
    }
    let Some(module) = login_module(properties, "OAUTHBEARER", "OAuthBearerLoginModule")? else {
        // librdkafka's own way of saying the same is passed on by its name.
        return if given(properties, "enable.sasl.oauthbearer.unsecure.jwt") == Some("true") {
            Ok(Vec::new())
        } else {
            Err(fault(
                "sasl.jaas.config",
                "is missing: expected OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"…\";",
            ))
        };
    };
    Ok(vec![
        Setting::new("enable.sasl.oauthbearer.unsecure.jwt", "true", "sasl.jaas.config"),
        Setting::new("sasl.oauthbearer.config", unsecured(&module)?, "sasl.jaas.config"),
    ])
}

/// The options of an unsecured token in librdkafka's words.
fn unsecured(module: &LoginModule) -> Result<String> {
    let principal_claim = module.option("unsecuredLoginPrincipalClaimName").unwrap_or("sub");
    let scope_claim = module.option("unsecuredLoginScopeClaimName").unwrap_or("scope");
    let mut words = Vec::new();
    let mut word = |option: &str, name: &str, value: &str| -> Result<()> {
        if value.is_empty() || value.contains(char::is_whitespace) {
            return Err(fault(
                "sasl.jaas.config",
                format_args!("option {option}: expected a value without blanks"),
            ));
        }
        words.push(format!("{name}={value}"));
        Ok(())
    };
    let mut principal = false;
    for option in module.options() {
        let value = module.option(option).unwrap_or_default();
        match option.split_once('_') {
            Some(("unsecuredLoginStringClaim", claim)) if claim == principal_claim => {
                principal = true;
                word(option, "principal", value)?;
            }
            Some(("unsecuredLoginStringClaim", claim)) if claim == scope_claim => word(option, "scope", value)?,
            // The first character of a list is what separates the rest.
            Some(("unsecuredLoginListClaim", claim)) if claim == scope_claim => {
                let separator = value.chars().next().unwrap_or(',');
                let scopes: Vec<&str> = value.split(separator).filter(|scope| !scope.is_empty()).collect();
                word(option, "scope", &scopes.join(","))?;
            }
            Some(("unsecuredLoginExtension", name)) => word(option, &format!("extension_{name}"), value)?,
            None if option == "unsecuredLoginPrincipalClaimName" => word(option, "principalClaimName", value)?,
            None if option == "unsecuredLoginScopeClaimName" => word(option, "scopeClaimName", value)?,
            None if option == "unsecuredLoginLifetimeSeconds" => {
                if value.parse::<u32>().is_err() {
                    return Err(fault(
                        "sasl.jaas.config",
                        format_args!("option {option}: expected a number of seconds"),
                    ));
                }
                word(option, "lifeSeconds", value)?;
            }
            _ if ["clientId", "clientSecret", "scope"].contains(&option) => {
                return Err(unsupported(
                    "sasl.jaas.config",
                    format_args!("option {option} {NEEDS_A_SERVER}"),
                ));
            }
            _ => {
                return Err(unsupported(
                    "sasl.jaas.config",
                    format_args!("option {option} is not supported by OAuthBearerLoginModule here"),
                ));
            }
        }
    }
    if principal {
        Ok(words.join(" "))
    } else {
        Err(fault(
            "sasl.jaas.config",
            format_args!("has no option unsecuredLoginStringClaim_{principal_claim} of OAuthBearerLoginModule"),
        ))
    }
}
