//! Constants that formulas and filters take from the variables of a script.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ColumnType;

/// Constants by the names of the variables that held them.
pub(crate) type Variables = BTreeMap<String, Constant>;

/// A value of a script's variable, with its type: `{"int": 5}`, `{"instant": 1700000000000000000}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Constant {
    /// `{"null": null}`
    Null(()),
    /// A null of a type: `{"null_of": "int"}`.
    NullOf(ColumnType),
    Boolean(bool),
    Byte(i8),
    /// A text of one UTF-16 code unit.
    Char(char),
    Short(i16),
    Int(i32),
    Long(i64),
    #[serde(with = "real")]
    Float(f64),
    /// JSON has no NaN and no infinity: these are the texts `NaN`, `Infinity` and `-Infinity`.
    #[serde(with = "real")]
    Double(f64),
    String(String),
    /// Nanoseconds since 1970.
    Instant(i64),
    /// Nanoseconds.
    Duration(i64),
    /// Days since 1970.
    LocalDate(i32),
    /// Nanoseconds since midnight.
    LocalTime(i64),
    /// ISO text, `P1M`.
    Period(String),
    /// A name or an offset.
    ZoneId(String),
    /// Its digits.
    BigDecimal(String),
    /// Its digits.
    BigInteger(String),
    /// A calendar of business days, by its number.
    Calendar(i64),
    /// An array or a list: the elements have one type, or are null.
    List(Vec<Constant>),
}

/// Floating-point numbers, or their names where JSON has no number.
pub(super) mod real {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Real {
        Number(f64),
        Name(String),
    }

    pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            value if value.is_nan() => "NaN".serialize(serializer),
            value if value.is_infinite() && *value > 0.0 => "Infinity".serialize(serializer),
            value if value.is_infinite() => "-Infinity".serialize(serializer),
            value => value.serialize(serializer),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        match Real::deserialize(deserializer)? {
            Real::Number(value) => Ok(value),
            Real::Name(name) => match name.as_str() {
                "NaN" => Ok(f64::NAN),
                "Infinity" => Ok(f64::INFINITY),
                "-Infinity" => Ok(f64::NEG_INFINITY),
                _ => Err(D::Error::custom(format!(
                    "expected a number, NaN, Infinity or -Infinity, not {name:?}"
                ))),
            },
        }
    }
}
