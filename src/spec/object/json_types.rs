//! The types of JSON values, and sets of them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The type of a JSON value. Mirrors `io.deephaven.json.JsonValueTypes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum JsonType {
    /// An object.
    Object = 1,
    /// An array.
    Array = 2,
    /// A text.
    String = 4,
    /// A number without a point and without an exponent.
    Int = 8,
    /// Any other number.
    Decimal = 16,
    /// `true` or `false`.
    Bool = 32,
    /// `null`.
    Null = 64,
}

/// A set of JSON types.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct JsonTypes(u8);

impl JsonType {
    const ALL: [JsonType; 7] = [
        JsonType::Object,
        JsonType::Array,
        JsonType::String,
        JsonType::Int,
        JsonType::Decimal,
        JsonType::Bool,
        JsonType::Null,
    ];
}

impl JsonTypes {
    /// Every type.
    pub const ALL: JsonTypes = JsonTypes(0x7f);

    pub(crate) const fn of<const N: usize>(types: [JsonType; N]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < N {
            bits |= types[index] as u8;
            index += 1;
        }
        JsonTypes(bits)
    }

    /// Whether the type is one of these.
    #[inline]
    pub const fn contains(self, json_type: JsonType) -> bool {
        self.0 & json_type as u8 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn is_within(self, universe: JsonTypes) -> bool {
        self.0 & !universe.0 == 0
    }

    pub(crate) const fn with(self, json_type: JsonType) -> Self {
        JsonTypes(self.0 | json_type as u8)
    }

    pub(crate) const fn without(self, json_type: JsonType) -> Self {
        JsonTypes(self.0 & !(json_type as u8))
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = JsonType> {
        JsonType::ALL
            .into_iter()
            .filter(move |json_type| self.contains(*json_type))
    }
}

impl FromIterator<JsonType> for JsonTypes {
    fn from_iter<I: IntoIterator<Item = JsonType>>(types: I) -> Self {
        types.into_iter().fold(JsonTypes(0), JsonTypes::with)
    }
}

impl fmt::Display for JsonTypes {
    /// `[STRING,NULL]`, as the mirrored API prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.iter().map(|name| format!("{name:?}").to_uppercase()).collect();
        write!(f, "[{}]", names.join(","))
    }
}

impl fmt::Debug for JsonTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for JsonTypes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for JsonTypes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<JsonType>::deserialize(deserializer)?.into_iter().collect())
    }
}
