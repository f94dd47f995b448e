//! JSON texts as the messages that have a JSON form of their own: `Any`, `FieldMask`, `Struct`, `Value` and `ListValue`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};

use super::cells::Fault;
use super::wire::{bytes, sized};
use crate::format::protobuf::plan::JsonMessage;

const NUMBER: u8 = 2 << 3 | 1;
const BOOL: u8 = 4 << 3;
const NULL: u8 = 1 << 3;

/// The tag of a field with a length.
const fn tag(number: u8) -> u8 {
    number << 3 | 2
}

/// Appends the content of a message that a text describes.
pub(super) fn write(message: JsonMessage, text: &str, out: &mut Vec<u8>) -> Result<(), Fault> {
    let json: Json = serde_json::from_str(text).map_err(|error| Fault::from(format!("no JSON: {error}")))?;
    match (message, &json) {
        (JsonMessage::Any, Json::Object(members)) => any(members, out),
        (JsonMessage::FieldMask, Json::String(paths)) => field_mask(paths, out),
        (JsonMessage::Struct, Json::Object(members)) => members.iter().try_for_each(|member| entry(member, out)),
        (JsonMessage::ListValue, Json::Array(items)) => items.iter().try_for_each(|item| nested(1, item, out)),
        (JsonMessage::Value, json) => value(json, out),
        (message, _) => {
            let expected = match message {
                JsonMessage::FieldMask => "a text",
                JsonMessage::ListValue => "an array",
                _ => "an object",
            };
            Err(format!("{text}, expected JSON that is {expected}").into())
        }
    }
}

/// `{"@type": …, "value": …}`, the value as Base64.
fn any(members: &Map<String, Json>, out: &mut Vec<u8>) -> Result<(), Fault> {
    let text = |name: &str| members.get(name).map(Json::as_str);
    let (url, content) = match (text("@type"), text("value"), members.len()) {
        (None, None, 0) => ("", ""),
        (Some(Some(url)), Some(Some(content)), 2) => (url, content),
        _ => return Err("expected an object of the texts \"@type\" and \"value\"".into()),
    };
    let content = STANDARD
        .decode(content)
        .map_err(|error| Fault::from(format!("\"value\" is no Base64: {error}")))?;
    for (number, part) in [(1, url.as_bytes()), (2, &content)] {
        if !part.is_empty() {
            out.push(tag(number));
            bytes(part, out);
        }
    }
    Ok(())
}

/// Paths with commas between them, their names in camel case.
fn field_mask(paths: &str, out: &mut Vec<u8>) -> Result<(), Fault> {
    for path in paths.split(',').filter(|path| !path.is_empty()) {
        out.push(tag(1));
        sized(out, |out| {
            for char in path.chars() {
                if char.is_ascii_uppercase() {
                    out.push(b'_');
                }
                out.extend_from_slice(char.to_ascii_lowercase().encode_utf8(&mut [0; 4]).as_bytes());
            }
            Ok::<_, Fault>(())
        })?;
    }
    Ok(())
}

fn entry((name, member): (&String, &Json), out: &mut Vec<u8>) -> Result<(), Fault> {
    out.push(tag(1));
    sized(out, |out| {
        out.push(tag(1));
        bytes(name.as_bytes(), out);
        nested(2, member, out)
    })
}

/// A `Value` as a field of this number.
fn nested(number: u8, json: &Json, out: &mut Vec<u8>) -> Result<(), Fault> {
    out.push(tag(number));
    sized(out, |out| value(json, out))
}

fn value(json: &Json, out: &mut Vec<u8>) -> Result<(), Fault> {
    match json {
        Json::Null => out.extend_from_slice(&[NULL, 0]),
        Json::Number(number) => {
            out.push(NUMBER);
            out.extend_from_slice(&number.as_f64().unwrap_or_default().to_le_bytes());
        }
        Json::String(text) => {
            out.push(tag(3));
            bytes(text.as_bytes(), out);
        }
        Json::Bool(truth) => out.extend_from_slice(&[BOOL, u8::from(*truth)]),
        Json::Object(members) => {
            out.push(tag(5));
            sized(out, |out| members.iter().try_for_each(|member| entry(member, out)))?;
        }
        Json::Array(items) => {
            out.push(tag(6));
            sized(out, |out| items.iter().try_for_each(|item| nested(1, item, out)))?;
        }
    }
    Ok(())
}
