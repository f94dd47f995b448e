//! Defaults of fields, encoded as if a writer had written them.

use serde_json::Value as Json;

use super::schema::{Schema, Type, TypeId};
use super::wire::{long, sized};

/// The encoding of a default; none when it is no value of the type.
pub(super) fn encode(schema: &Schema, type_id: TypeId, default: &Json) -> Option<Box<[u8]>> {
    let mut bytes = Vec::new();
    value(schema, type_id, default, MAX_DEPTH, &mut bytes)?;
    Some(bytes.into())
}

/// The most values inside of each other: the default of a record may be one of itself.
const MAX_DEPTH: usize = 64;

fn value(schema: &Schema, type_id: TypeId, default: &Json, depth: usize, bytes: &mut Vec<u8>) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match (schema.get(type_id), default) {
        (Type::Null, Json::Null) => {}
        (Type::Boolean, Json::Bool(value)) => bytes.push(u8::from(*value)),
        (Type::Int, default) => long(i64::from(i32::try_from(default.as_i64()?).ok()?), bytes),
        (Type::Long(_), default) => long(default.as_i64()?, bytes),
        (Type::Float, default) => bytes.extend_from_slice(&(number(default)? as f32).to_le_bytes()),
        (Type::Double, default) => bytes.extend_from_slice(&number(default)?.to_le_bytes()),
        (Type::String, Json::String(text)) => sized(text.as_bytes(), bytes),
        (Type::Bytes(_), Json::String(text)) => sized(&latin1(text)?, bytes),
        (Type::Fixed(_, size, _), Json::String(text)) => {
            let fixed = latin1(text)?;
            (fixed.len() == *size).then_some(())?;
            bytes.extend_from_slice(&fixed);
        }
        (Type::Enum(_, symbols), Json::String(text)) => {
            let position = symbols.texts.iter().position(|symbol| symbol == text)?;
            long(position as i64, bytes);
        }
        (Type::Array(item), Json::Array(items)) => {
            if !items.is_empty() {
                long(items.len() as i64, bytes);
            }
            items
                .iter()
                .try_for_each(|default| value(schema, *item, default, depth, bytes))?;
            long(0, bytes);
        }
        (Type::Map(item), Json::Object(entries)) => {
            if !entries.is_empty() {
                long(entries.len() as i64, bytes);
            }
            for (key, default) in entries {
                sized(key.as_bytes(), bytes);
                value(schema, *item, default, depth, bytes)?;
            }
            long(0, bytes);
        }
        (Type::Union(branches), default) => {
            let start = bytes.len();
            let fits = |(position, branch): (usize, &TypeId)| {
                bytes.truncate(start);
                long(position as i64, bytes);
                value(schema, *branch, default, depth, bytes)
            };
            branches.iter().enumerate().find_map(fits)?;
        }
        (Type::Record(_, fields), Json::Object(members)) => {
            for field in fields {
                let default = members.get(&field.name).or(field.default.as_ref())?;
                value(schema, field.type_id, default, depth, bytes)?;
            }
        }
        _ => return None,
    }
    Some(())
}

/// A number, or the name that JSON has none for.
fn number(default: &Json) -> Option<f64> {
    match default {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

/// Bytes, which are written as the characters of their numbers.
fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|char| u8::try_from(char).ok()).collect()
}
