//! JSON values of stated types, and what becomes of each: the model of the mirrored API's package
//! `io.deephaven.json`, for [`Spec::object`](super::Spec::object).
//!
//! A [`Value`] says which JSON types it takes, what becomes of a null and of a missing value, and which columns it
//! fills. Values of objects, tuples and arrays hold others, and every scalar at the bottom is a column:
//!
//! ```
//! use topictable::Spec;
//! use topictable::object::Value;
//!
//! let order = Value::object([
//!     ("symbol", Value::string().strict()),
//!     ("price", Value::double().lenient()),
//!     ("qty", Value::int().on_missing(0)),
//!     ("legs", Value::object([("id", Value::string()), ("mic", Value::string())]).array()),
//! ]);
//! // The columns symbol, price and qty, and legs_id and legs_mic, which are lists.
//! let spec = Spec::object(order);
//! ```

mod build;
mod check;
mod document;
mod json_types;
mod pattern;
mod time;

pub use json_types::{JsonType, JsonTypes};
pub use pattern::DateTimePattern;
pub(crate) use pattern::{Element, Field, Number, Offset, Part, Sign};
pub use time::{DateTimeFormat, EpochUnit};

use serde::{Deserialize, Serialize};

/// What becomes of one JSON value. Mirrors `io.deephaven.json.Value`.
///
/// As a document it is the name of its kind, or an object with that name as its only field, which holds the options:
/// `"int"`, `{"int": {"allowed_types": ["int"], "on_missing": 0}}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub(crate) kind: Kind,
    pub(crate) allowed: JsonTypes,
    pub(crate) allow_missing: bool,
    /// What a null becomes instead of a null.
    pub(crate) on_null: Option<Literal>,
    /// What a missing value becomes instead of a null.
    pub(crate) on_missing: Option<Literal>,
}

/// The kinds of values, with what only they have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    String,
    Bool,
    Char,
    Byte,
    Short,
    Int,
    Long,
    Float,
    Double,
    BigInteger,
    /// With the digits of every value as it has them, or those of the column.
    BigDecimal(Option<Digits>),
    Instant(DateTimeFormat),
    InstantNumber(EpochUnit),
    LocalDate(DateTimeFormat),
    Any,
    Skip,
    Array(Box<Value>),
    Object {
        fields: Vec<ObjectField>,
        allow_unknown_fields: bool,
    },
    Entries {
        key: Box<Value>,
        value: Box<Value>,
    },
    Tuple(Vec<NamedValue>),
    TypedObject {
        type_field: Box<ObjectField>,
        /// Those that all objects have; none for what can be seen from the objects.
        shared_fields: Option<Vec<ObjectField>>,
        /// By the texts of the type field.
        objects: Vec<NamedValue>,
        allow_unknown_types: bool,
    },
}

/// The digits of the decimals of a column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Digits {
    /// The most digits, 1 to 76.
    pub precision: u8,
    /// How many of them are behind the point.
    pub scale: i8,
}

/// A value that stands for a null or for nothing: times and dates as ISO text, numbers also as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Literal {
    /// true or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Real(f64),
    /// A text, or a number, time or date as text.
    Text(String),
}

/// A value with a name: of a tuple, or for a type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedValue {
    pub name: String,
    pub value: Value,
}

/// A field of a JSON object. Mirrors `io.deephaven.json.ObjectField`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectField {
    pub(crate) name: String,
    pub(crate) value: Value,
    /// Other names of the field.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default = "yes")]
    pub(crate) case_sensitive: bool,
    #[serde(default)]
    pub(crate) repeated: RepeatedBehavior,
}

/// What a field does that comes more than once in an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatedBehavior {
    /// The record is a bad one.
    #[default]
    Error,
    /// The first one counts; the others are not looked at.
    UseFirst,
}

fn yes() -> bool {
    true
}

impl ObjectField {
    /// Every name of the field, its own first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }
}

/// The text in which names that differ in case only are equal, as Java compares them.
pub(crate) fn fold_case(name: &str) -> String {
    fn single(mut chars: impl Iterator<Item = char>, otherwise: char) -> char {
        match (chars.next(), chars.next()) {
            (Some(char), None) => char,
            _ => otherwise,
        }
    }
    name.chars()
        .map(|char| single(char.to_uppercase(), char))
        .map(|char| single(char.to_lowercase(), char))
        .collect()
}

#[cfg(test)]
mod tests;
