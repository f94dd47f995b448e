//! The oracles are the examples of the RFCs, and the crate kafka-protocol.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::{
    RequestHeader, SaslAuthenticateRequest, SaslAuthenticateResponse, SaslHandshakeRequest, SaslHandshakeResponse,
};
use kafka_protocol::protocol::{Decodable, Encodable};
use rstest::rstest;

use super::*;
use crate::kafka::Setting;
use crate::kafka::native::wire::Request;

const NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
const FIRST: &str = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

/// The dialogue of RFC 7677, section 3, up to the proof.
fn dialogue() -> (Scram, Vec<u8>) {
    let (mut scram, first) = Scram::with_nonce(Hash::Sha256.digest(), "user", "pencil", NONCE.to_owned());
    assert_eq!(first, b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    let proof = scram.answer(FIRST.as_bytes()).unwrap().unwrap();
    (scram, proof)
}

#[test]
fn scram_is_that_of_the_rfc() {
    let (mut scram, proof) = dialogue();
    assert_eq!(
        String::from_utf8(proof).unwrap(),
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    );
    assert_eq!(
        scram.answer(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
        Ok(None)
    );
    assert!(scram.answer(b"").is_err());
}

#[rstest]
#[case(&b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="[..], "it does not answer as SCRAM has it")]
#[case(&b"v=AAAA"[..], "it does not know the password itself")]
#[case(&b"e=invalid-proof"[..], "it refuses the proof")]
#[case(&b"\xff"[..], "it does not answer as SCRAM has it")]
fn who_does_not_know_the_password_is_not_believed(#[case] said: &[u8], #[case] fault: Fault) {
    assert_eq!(dialogue().0.answer(said), Err(fault));
}

#[rstest]
#[case("r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "it does not answer as SCRAM has it")]
#[case(
    "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "it does not answer as SCRAM has it"
)]
#[case("r=rOprNGfwEbeRWgbNEkqOx,s=!,i=4096", "it does not answer as SCRAM has it")]
#[case(
    "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=1",
    "its number of rounds of SCRAM is out of range"
)]
#[case(
    "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=999999999",
    "its number of rounds of SCRAM is out of range"
)]
#[case("r=rOprNGfwEbeRWgbNEkqOx", "it does not answer as SCRAM has it")]
#[case("", "it does not answer as SCRAM has it")]
fn what_is_not_scram_is_refused(#[case] said: &str, #[case] fault: Fault) {
    let (mut scram, _) = Scram::with_nonce(Hash::Sha512.digest(), "user", "pencil", NONCE.to_owned());
    assert_eq!(scram.answer(said.as_bytes()), Err(fault));
}

#[test]
fn names_do_not_end_where_they_have_a_comma() {
    let (_, first) = Scram::with_nonce(Hash::Sha256.digest(), "a=b,c", "p", "n".to_owned());
    assert_eq!(first, b"n,,n=a=3Db=2Cc,r=n");
}

fn credentials(settings: &[(&str, &str)]) -> Result<Credentials, String> {
    let settings: Vec<Setting> = settings
        .iter()
        .map(|(name, value)| Setting::new(name, *value, name))
        .collect();
    Credentials::of(&Values(&settings))
}

#[test]
fn credentials_are_those_of_librdkafka() {
    let of = |mechanism| {
        credentials(&[
            ("sasl.mechanism", mechanism),
            ("sasl.username", "alice"),
            ("sasl.password", "secret"),
        ])
    };
    for mechanism in ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] {
        let credentials = of(mechanism).unwrap();
        assert_eq!(format!("{credentials:?}"), mechanism);
    }
    let (mut dialogue, first) = of("PLAIN").unwrap().begin().unwrap();
    assert_eq!(first, b"\0alice\0secret");
    assert_eq!(dialogue.answer(b""), Ok(None));
    assert_eq!(of("GSSAPI").unwrap_err(), "sasl.mechanism is GSSAPI");
    assert!(credentials(&[("sasl.mechanism", "PLAIN")]).is_err());
}

#[test]
fn tokens_say_what_the_settings_do() {
    let token = |config| {
        credentials(&[
            ("sasl.mechanism", "OAUTHBEARER"),
            ("enable.sasl.oauthbearer.unsecure.jwt", "true"),
            ("sasl.oauthbearer.config", config),
        ])
    };
    let credentials =
        token("principalClaimName=azp principal=admin scopeClaimName=roles scope=a,b,,a lifeSeconds=60 extension_k=v")
            .unwrap();
    let (mut dialogue, message) = credentials.begin().unwrap();
    let message = String::from_utf8(message).unwrap();
    let token_text = message.strip_prefix("n,,\x01auth=Bearer ").unwrap();
    let (token_text, rest) = token_text.split_once('\x01').unwrap();
    assert_eq!(rest, "k=v\x01\x01");
    let parts: Vec<&str> = token_text.split('.').collect();
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    assert_eq!((decode(parts[0]), parts[2]), (br#"{"alg":"none"}"#.to_vec(), ""));
    let claims: serde_json::Value = serde_json::from_slice(&decode(parts[1])).unwrap();
    assert_eq!(claims["azp"], "admin");
    assert_eq!(claims["roles"], serde_json::json!(["a", "b"]));
    assert_eq!(claims["exp"].as_u64().unwrap(), claims["iat"].as_u64().unwrap() + 60);
    // What the broker has against it is taken note of.
    assert_eq!(dialogue.answer(b"{}"), Ok(Some(vec![1])));
    assert_eq!(dialogue.answer(b""), Ok(None));
    for wrong in [
        "scope=a",
        "principal=a what=b",
        "principal=a lifeSeconds=x",
        "principal",
    ] {
        assert!(token(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn requests_and_answers_are_those_of_another_library() {
    let mut buffer = Vec::new();
    let version_of = |api| version(api, Some((0, 2))).unwrap();
    handshake(&mut buffer, version_of(Request::SaslHandshake), 3, "me", "PLAIN");
    let mut bytes = Bytes::from(buffer.clone()).split_off(4);
    let header = RequestHeader::decode(&mut bytes, 1).unwrap();
    assert_eq!((header.request_api_key, header.request_api_version), (17, 1));
    assert_eq!(
        SaslHandshakeRequest::decode(&mut bytes, 1).unwrap().mechanism.as_str(),
        "PLAIN"
    );
    authenticate(&mut buffer, version_of(Request::SaslAuthenticate), 3, "me", b"\0a\0b");
    let mut bytes = Bytes::from(buffer).split_off(4);
    let header = RequestHeader::decode(&mut bytes, 1).unwrap();
    assert_eq!((header.request_api_key, header.request_api_version), (36, 1));
    assert_eq!(
        SaslAuthenticateRequest::decode(&mut bytes, 1).unwrap().auth_bytes,
        &b"\0a\0b"[..]
    );
    assert_eq!(version(Request::SaslAuthenticate, Some((0, 0))), None);
    assert_eq!(version(Request::SaslAuthenticate, None), None);

    let mut buffer = BytesMut::from(&[0, 0, 0, 3][..]);
    SaslHandshakeResponse::default()
        .with_error_code(33)
        .with_mechanisms(vec!["PLAIN".into(), "GSSAPI".into()])
        .encode(&mut buffer, 1)
        .unwrap();
    let answer = read_handshake(&buffer).unwrap();
    assert_eq!(
        (answer.error, answer.mechanisms),
        (33, vec!["PLAIN".to_owned(), "GSSAPI".to_owned()])
    );
    for len in 0..buffer.len() {
        assert!(read_handshake(&buffer[..len]).is_err(), "{len}");
    }
    let mut buffer = BytesMut::from(&[0, 0, 0, 3][..]);
    SaslAuthenticateResponse::default()
        .with_error_code(58)
        .with_error_message(Some("no".into()))
        .with_auth_bytes(Bytes::from_static(b"x"))
        .with_session_lifetime_ms(1500)
        .encode(&mut buffer, 1)
        .unwrap();
    let answer = read_authenticated(&buffer).unwrap();
    assert_eq!((answer.error, answer.message.as_str()), (58, "no"));
    assert_eq!(
        (&answer.said[..], answer.lifetime.unwrap().as_millis()),
        (&b"x"[..], 1500)
    );
    for len in 0..buffer.len() {
        assert!(read_authenticated(&buffer[..len]).is_err(), "{len}");
    }
}
