//! The texts of requests and answers.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;

use super::schema::SchemaKind;

/// A schema to register.
#[derive(Clone, Copy)]
pub(crate) struct NewSchema<'a> {
    pub kind: SchemaKind,
    pub text: &'a str,
    /// What its text refers to: the name there, the subject and the version.
    pub references: &'a [(&'a str, &'a str, i32)],
}

/// The answer to a question for a schema.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub schema: String,
    pub schema_type: Option<String>,
    /// Missing where it was asked for by its id.
    pub id: Option<i64>,
    pub version: Option<i32>,
    #[serde(default)]
    pub references: Option<Vec<AnsweredReference>>,
}

/// A reference of an answer.
#[derive(Debug, Deserialize, PartialEq)]
pub(super) struct AnsweredReference {
    pub name: String,
    pub subject: String,
    pub version: i32,
}

/// What a registry says when it refuses.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub(super) struct Refusal {
    pub error_code: Option<i64>,
    pub message: Option<String>,
}

#[derive(Deserialize)]
struct RegisteredId {
    id: i64,
}

/// The schema of an answer, or what is wrong with it.
pub(super) fn schema(text: &str) -> Result<Answer, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// The id of an answer.
pub(super) fn id(text: &str) -> Result<i64, String> {
    let answer: RegisteredId = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(answer.id)
}

#[derive(Deserialize)]
struct RegisteredVersion {
    version: i32,
}

/// The version of an answer.
pub(super) fn version(text: &str) -> Result<i32, String> {
    let answer: RegisteredVersion = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(answer.version)
}

/// Why a registry refuses, as far as it says so.
pub(super) fn refusal(text: &str) -> Refusal {
    serde_json::from_str(text).unwrap_or_default()
}

/// The body of a registration.
pub(super) fn registration(new: &NewSchema<'_>) -> String {
    let references: Vec<_> = new
        .references
        .iter()
        .map(|(name, subject, version)| json!({"name": name, "subject": subject, "version": version}))
        .collect();
    let mut body = json!({"schema": new.text});
    // Older registries know neither.
    if new.kind != SchemaKind::Avro {
        body["schemaType"] = json!(new.kind.name());
    }
    if !references.is_empty() {
        body["references"] = json!(references);
    }
    body.to_string()
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a path.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
