//! Values as documents.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, IntoDeserializer, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{DateTimeFormat, Digits, EpochUnit, JsonTypes, Kind, Literal, NamedValue, ObjectField, Value};

/// The names of the kinds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
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
    BigDecimal,
    Instant,
    InstantNumber,
    LocalDate,
    Any,
    Skip,
    Array,
    Object,
    Entries,
    Tuple,
    TypedObject,
}

/// How much a value takes, as the mirrored API's factories have it.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Standard,
    Strict,
    Lenient,
}

/// The options of all kinds; each kind refuses those of others.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    /// What the other options start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_types: Option<JsonTypes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_missing: Option<bool>,
    /// Of a whole number: whether those with a point or an exponent are taken too.
    #[serde(skip_serializing_if = "Option::is_none")]
    decimals: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_null: Option<Literal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_missing: Option<Literal>,
    /// Of a decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    digits: Option<Digits>,
    /// Of a time or a date as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<DateTimeFormat>,
    /// Of a time as a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<EpochUnit>,
    /// Of an array.
    #[serde(skip_serializing_if = "Option::is_none")]
    element: Option<Box<Value>>,
    /// Of an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<ObjectField>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_unknown_fields: Option<bool>,
    /// Of entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Box<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Box<Value>>,
    /// Of a tuple.
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<NamedValue>>,
    /// Of an object with types.
    #[serde(skip_serializing_if = "Option::is_none")]
    type_field: Option<Box<ObjectField>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shared_fields: Option<Vec<ObjectField>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    objects: Option<Vec<NamedValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_unknown_types: Option<bool>,
}

impl Options {
    /// The kind; what it has is taken out.
    fn take_kind(&mut self, name: Name) -> Result<Kind, &'static str> {
        Ok(match name {
            Name::String => Kind::String,
            Name::Bool => Kind::Bool,
            Name::Char => Kind::Char,
            Name::Byte => Kind::Byte,
            Name::Short => Kind::Short,
            Name::Int => Kind::Int,
            Name::Long => Kind::Long,
            Name::Float => Kind::Float,
            Name::Double => Kind::Double,
            Name::BigInteger => Kind::BigInteger,
            Name::BigDecimal => Kind::BigDecimal(self.digits.take()),
            Name::Instant => Kind::Instant(self.format.take().unwrap_or(DateTimeFormat::IsoInstant)),
            Name::InstantNumber => Kind::InstantNumber(self.unit.take().ok_or("unit")?),
            Name::LocalDate => Kind::LocalDate(self.format.take().unwrap_or(DateTimeFormat::IsoLocalDate)),
            Name::Any => Kind::Any,
            Name::Skip => Kind::Skip,
            Name::Array => Kind::Array(self.element.take().ok_or("element")?),
            Name::Object => Kind::Object {
                fields: self.fields.take().ok_or("fields")?,
                allow_unknown_fields: self.allow_unknown_fields.take().unwrap_or(true),
            },
            Name::Entries => Kind::Entries {
                key: self.key.take().unwrap_or_else(|| Box::new(Value::string())),
                value: self.value.take().ok_or("value")?,
            },
            Name::Tuple => Kind::Tuple(self.values.take().ok_or("values")?),
            Name::TypedObject => Kind::TypedObject {
                type_field: self.type_field.take().ok_or("type_field")?,
                shared_fields: self.shared_fields.take(),
                objects: self.objects.take().ok_or("objects")?,
                allow_unknown_types: self.allow_unknown_types.take().unwrap_or(true),
            },
        })
    }

    /// An option that is still there.
    fn left(&self) -> Option<&'static str> {
        let options = [
            ("digits", self.digits.is_some()),
            ("format", self.format.is_some()),
            ("unit", self.unit.is_some()),
            ("element", self.element.is_some()),
            ("fields", self.fields.is_some()),
            ("allow_unknown_fields", self.allow_unknown_fields.is_some()),
            ("key", self.key.is_some()),
            ("value", self.value.is_some()),
            ("values", self.values.is_some()),
            ("type_field", self.type_field.is_some()),
            ("shared_fields", self.shared_fields.is_some()),
            ("objects", self.objects.is_some()),
            ("allow_unknown_types", self.allow_unknown_types.is_some()),
        ];
        options.into_iter().find(|(_, is_set)| *is_set).map(|(name, _)| name)
    }

    fn into_value<E: de::Error>(mut self, name: Name) -> Result<Value, E> {
        let of = Kind::text(name);
        let kind = self
            .take_kind(name)
            .map_err(|missing| E::custom(format!("missing field `{missing}` of {of}")))?;
        if let Some(left) = self.left() {
            return Err(E::custom(format!("unknown field `{left}` of {of}")));
        }
        let mut value = Value::new(kind);
        value = match self.mode {
            None | Some(Mode::Standard) => value,
            Some(Mode::Strict) => value.strict(),
            Some(Mode::Lenient) => value.lenient(),
        };
        if self.decimals == Some(true) {
            value = value.decimals();
        }
        Ok(Value {
            allowed: self.allowed_types.unwrap_or(value.allowed),
            allow_missing: self.allow_missing.unwrap_or(value.allow_missing),
            on_null: self.on_null,
            on_missing: self.on_missing,
            ..value
        })
    }
}

impl Kind {
    fn document_name(&self) -> Name {
        match self {
            Kind::String => Name::String,
            Kind::Bool => Name::Bool,
            Kind::Char => Name::Char,
            Kind::Byte => Name::Byte,
            Kind::Short => Name::Short,
            Kind::Int => Name::Int,
            Kind::Long => Name::Long,
            Kind::Float => Name::Float,
            Kind::Double => Name::Double,
            Kind::BigInteger => Name::BigInteger,
            Kind::BigDecimal(_) => Name::BigDecimal,
            Kind::Instant(_) => Name::Instant,
            Kind::InstantNumber(_) => Name::InstantNumber,
            Kind::LocalDate(_) => Name::LocalDate,
            Kind::Any => Name::Any,
            Kind::Skip => Name::Skip,
            Kind::Array(_) => Name::Array,
            Kind::Object { .. } => Name::Object,
            Kind::Entries { .. } => Name::Entries,
            Kind::Tuple(_) => Name::Tuple,
            Kind::TypedObject { .. } => Name::TypedObject,
        }
    }

    fn text(name: Name) -> String {
        // The variants are words without data.
        serde_json::to_value(name)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The name of the kind in documents.
    pub(crate) fn name(&self) -> String {
        Self::text(self.document_name())
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a kind of values, or an object with it as the only field")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Value, E> {
        let name: StrDeserializer<'_, E> = name.into_deserializer();
        Options::default().into_value(Name::deserialize(name)?)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        // Read as a text: of a word, errors inside would not tell that they are inside of it.
        let name: String = map.next_key()?.ok_or_else(|| de::Error::invalid_length(0, &self))?;
        let name: StrDeserializer<'_, A::Error> = name.as_str().into_deserializer();
        let name = Name::deserialize(name)?;
        let options: Options = map.next_value()?;
        let value = options.into_value(name)?;
        if let Some(more) = map.next_key::<String>()? {
            return Err(de::Error::custom(format!(
                "unknown field `{more}` beside `{}`",
                value.kind.name()
            )));
        }
        Ok(value)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut options = Options {
            allowed_types: Some(self.allowed),
            allow_missing: Some(self.allow_missing),
            on_null: self.on_null.clone(),
            on_missing: self.on_missing.clone(),
            ..Options::default()
        };
        match self.kind.clone() {
            Kind::BigDecimal(digits) => options.digits = digits,
            Kind::Instant(format) | Kind::LocalDate(format) => options.format = Some(format),
            Kind::InstantNumber(unit) => options.unit = Some(unit),
            Kind::Array(element) => options.element = Some(element),
            Kind::Object {
                fields,
                allow_unknown_fields,
            } => {
                options.fields = Some(fields);
                options.allow_unknown_fields = Some(allow_unknown_fields);
            }
            Kind::Entries { key, value } => (options.key, options.value) = (Some(key), Some(value)),
            Kind::Tuple(values) => options.values = Some(values),
            Kind::TypedObject {
                type_field,
                shared_fields,
                objects,
                allow_unknown_types,
            } => {
                options.type_field = Some(type_field);
                options.shared_fields = shared_fields;
                options.objects = Some(objects);
                options.allow_unknown_types = Some(allow_unknown_types);
            }
            _ => {}
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(&self.kind.document_name(), &options)?;
        map.end()
    }
}
