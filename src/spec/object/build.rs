//! Values as Rust programs write them.

use super::{
    DateTimeFormat, Digits, EpochUnit, JsonType, JsonTypes, Kind, Literal, NamedValue, ObjectField, RepeatedBehavior,
    Value,
};
use crate::error::Error;

use JsonType::{Array, Bool, Decimal, Int, Null, Object, String as Text};

impl Kind {
    /// Every type that such a value can take.
    pub(crate) fn universe(&self) -> JsonTypes {
        match self {
            Kind::String => JsonTypes::of([Text, Int, Decimal, Bool, Null]),
            Kind::Bool => JsonTypes::of([Text, Bool, Null]),
            Kind::Char | Kind::Instant(_) | Kind::LocalDate(_) => JsonTypes::of([Text, Null]),
            Kind::Byte
            | Kind::Short
            | Kind::Int
            | Kind::Long
            | Kind::Float
            | Kind::Double
            | Kind::BigInteger
            | Kind::BigDecimal(_)
            | Kind::InstantNumber(_) => JsonTypes::of([Text, Int, Decimal, Null]),
            Kind::Any | Kind::Skip => JsonTypes::ALL,
            Kind::Array(_) | Kind::Tuple(_) => JsonTypes::of([Array, Null]),
            Kind::Object { .. } | Kind::Entries { .. } | Kind::TypedObject { .. } => JsonTypes::of([Object, Null]),
        }
    }

    /// The types that it takes by itself.
    pub(crate) fn standard(&self) -> JsonTypes {
        match self {
            Kind::String => JsonTypes::of([Text, Null]),
            Kind::Bool => JsonTypes::of([Bool, Null]),
            Kind::Byte | Kind::Short | Kind::Int | Kind::Long | Kind::BigInteger | Kind::InstantNumber(_) => {
                JsonTypes::of([Int, Null])
            }
            Kind::Float | Kind::Double | Kind::BigDecimal(_) => JsonTypes::of([Int, Decimal, Null]),
            other => other.universe(),
        }
    }

    /// Whether it can have values for nulls and for what is missing.
    pub(crate) fn has_literals(&self) -> bool {
        !matches!(
            self,
            Kind::Any | Kind::Skip | Kind::Array(_) | Kind::Object { .. } | Kind::Entries { .. } | Kind::Tuple(_)
        )
    }
}

impl Value {
    pub(crate) fn new(kind: Kind) -> Self {
        let allowed = kind.standard();
        Value {
            kind,
            allowed,
            allow_missing: true,
            on_null: None,
            on_missing: None,
        }
    }

    /// A text.
    pub fn string() -> Self {
        Self::new(Kind::String)
    }

    /// `true` or `false`; with [`lenient`](Self::lenient) also as text.
    pub fn bool() -> Self {
        Self::new(Kind::Bool)
    }

    /// A text of one UTF-16 code unit.
    pub fn char() -> Self {
        Self::new(Kind::Char)
    }

    /// A whole number of 8 bits; 128 to 255 are taken as the byte of the same bits.
    pub fn byte() -> Self {
        Self::new(Kind::Byte)
    }

    /// A whole number of 16 bits.
    pub fn short() -> Self {
        Self::new(Kind::Short)
    }

    /// A whole number of 32 bits.
    pub fn int() -> Self {
        Self::new(Kind::Int)
    }

    /// A whole number of 64 bits.
    pub fn long() -> Self {
        Self::new(Kind::Long)
    }

    /// A number of single precision.
    pub fn float() -> Self {
        Self::new(Kind::Float)
    }

    /// A number of double precision.
    pub fn double() -> Self {
        Self::new(Kind::Double)
    }

    /// A whole number of up to 76 digits.
    pub fn big_integer() -> Self {
        Self::new(Kind::BigInteger)
    }

    /// A number with the digits that it has in the record: a column of text that Java reads as `BigDecimal`.
    pub fn big_decimal() -> Self {
        Self::new(Kind::BigDecimal(None))
    }

    /// A number as a decimal of Arrow, with up to `precision` digits (1 to 76), `scale` of them behind the point. One
    /// that has more makes the record a bad one.
    pub fn decimal(precision: u8, scale: i8) -> Self {
        Self::new(Kind::BigDecimal(Some(Digits { precision, scale })))
    }

    /// A time as text, in ISO form.
    pub fn instant() -> Self {
        Self::instant_of(DateTimeFormat::IsoInstant)
    }

    /// A time as text.
    pub fn instant_of(format: DateTimeFormat) -> Self {
        Self::new(Kind::Instant(format))
    }

    /// A time as a number.
    pub fn instant_number(unit: EpochUnit) -> Self {
        Self::new(Kind::InstantNumber(unit))
    }

    /// A date as text, in ISO form.
    pub fn local_date() -> Self {
        Self::local_date_of(DateTimeFormat::IsoLocalDate)
    }

    /// A date as text.
    pub fn local_date_of(format: DateTimeFormat) -> Self {
        Self::new(Kind::LocalDate(format))
    }

    /// Any value, as its JSON text.
    pub fn any() -> Self {
        Self::new(Kind::Any)
    }

    /// Any value, which is not kept.
    pub fn skipped() -> Self {
        Self::new(Kind::Skip)
    }

    /// An object with these fields; others are not looked at.
    pub fn object<F: Into<ObjectField>>(fields: impl IntoIterator<Item = F>) -> Self {
        Self::new(Kind::Object {
            fields: fields.into_iter().map(Into::into).collect(),
            allow_unknown_fields: true,
        })
    }

    /// An object as a list of its field names and a list of their values.
    pub fn entries(value: Value) -> Self {
        Self::entries_of(Value::string(), value)
    }

    /// An object as a list of its field names, read as `key`, and a list of their values.
    pub fn entries_of(key: Value, value: Value) -> Self {
        Self::new(Kind::Entries {
            key: Box::new(key),
            value: Box::new(value),
        })
    }

    /// An array of exactly these values.
    pub fn tuple(values: impl IntoIterator<Item = Value>) -> Self {
        let named = |(index, value): (usize, Value)| (index.to_string(), value);
        Self::named_tuple(values.into_iter().enumerate().map(named))
    }

    /// An array of exactly these values, whose names are parts of the names of columns.
    pub fn named_tuple<N: Into<String>>(values: impl IntoIterator<Item = (N, Value)>) -> Self {
        Self::new(Kind::Tuple(named_values(values)))
    }

    /// An object whose first field tells which of `objects` it is. Fields that all of them have in common are one
    /// column.
    pub fn typed_object<N: Into<String>>(
        type_field: impl Into<String>,
        objects: impl IntoIterator<Item = (N, Value)>,
    ) -> Self {
        Self::new(Kind::TypedObject {
            type_field: Box::new(ObjectField::new(type_field, Value::string())),
            shared_fields: None,
            objects: named_values(objects),
            allow_unknown_types: true,
        })
    }

    /// Neither null nor missing; of an object with types, none that is not known.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.allowed = self.kind.standard().without(Null);
        self.allow_missing = false;
        if let Kind::TypedObject {
            allow_unknown_types, ..
        } = &mut self.kind
        {
            *allow_unknown_types = false;
        }
        self
    }

    /// Also as text; of a text, also numbers and booleans; of an object, also fields in other cases, and fields that
    /// come more than once, of which the first counts.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.allow_missing = true;
        let universe = self.kind.universe();
        self.allowed = self.kind.standard().with(Null);
        match &mut self.kind {
            Kind::String => self.allowed = universe,
            Kind::Object { fields, .. } => {
                for field in fields {
                    field.case_sensitive = false;
                    field.repeated = RepeatedBehavior::UseFirst;
                }
            }
            _ if universe.contains(Text) => self.allowed = self.allowed.with(Text),
            _ => {}
        }
        self
    }

    /// Also numbers with a point or an exponent, for a whole number: it is cut to its whole part.
    #[must_use]
    pub fn decimals(mut self) -> Self {
        self.allowed = self.allowed.with(Decimal);
        self
    }

    /// Values of exactly these types.
    #[must_use]
    pub fn allow(mut self, types: impl IntoIterator<Item = JsonType>) -> Self {
        self.allowed = types.into_iter().collect();
        self
    }

    /// Whether the value may be missing; by itself it may.
    #[must_use]
    pub fn allow_missing(mut self, allow: bool) -> Self {
        self.allow_missing = allow;
        self
    }

    /// What a null becomes.
    #[must_use]
    pub fn on_null(mut self, literal: impl Into<Literal>) -> Self {
        self.on_null = Some(literal.into());
        self
    }

    /// What a missing value becomes.
    #[must_use]
    pub fn on_missing(mut self, literal: impl Into<Literal>) -> Self {
        self.on_missing = Some(literal.into());
        self
    }

    /// Whether an object may have fields that are not told; by itself it may. Nothing else is changed.
    #[must_use]
    pub fn allow_unknown_fields(mut self, allow: bool) -> Self {
        if let Kind::Object {
            allow_unknown_fields, ..
        } = &mut self.kind
        {
            *allow_unknown_fields = allow;
        }
        self
    }

    /// Whether an object with types may have one that is not told; by itself it may. Nothing else is changed.
    #[must_use]
    pub fn allow_unknown_types(mut self, allow: bool) -> Self {
        if let Kind::TypedObject {
            allow_unknown_types, ..
        } = &mut self.kind
        {
            *allow_unknown_types = allow;
        }
        self
    }

    /// An array of such values.
    #[must_use]
    pub fn array(self) -> Self {
        Self::new(Kind::Array(Box::new(self)))
    }

    /// An object with such a value as its only field.
    #[must_use]
    pub fn field(self, name: impl Into<String>) -> Self {
        Self::object([ObjectField::new(name, self)])
    }

    /// A value of the same types that is not kept.
    #[must_use]
    pub fn skip(self) -> Self {
        Value {
            allowed: self.allowed,
            allow_missing: self.allow_missing,
            ..Self::skipped()
        }
    }
}

fn named_values<N: Into<String>>(values: impl IntoIterator<Item = (N, Value)>) -> Vec<NamedValue> {
    let named = |(name, value): (N, Value)| NamedValue {
        name: name.into(),
        value,
    };
    values.into_iter().map(named).collect()
}

impl ObjectField {
    /// A field with that name.
    pub fn new(name: impl Into<String>, value: Value) -> Self {
        ObjectField {
            name: name.into(),
            value,
            aliases: Vec::new(),
            case_sensitive: true,
            repeated: RepeatedBehavior::Error,
        }
    }

    /// Another name of the field.
    #[must_use]
    pub fn alias(mut self, name: impl Into<String>) -> Self {
        self.aliases.push(name.into());
        self
    }

    /// Whether its names are only these; otherwise they may be in any case.
    #[must_use]
    pub fn case_sensitive(mut self, case_sensitive: bool) -> Self {
        self.case_sensitive = case_sensitive;
        self
    }

    /// What is done where it comes more than once.
    #[must_use]
    pub fn repeated(mut self, repeated: RepeatedBehavior) -> Self {
        self.repeated = repeated;
        self
    }
}

impl<N: Into<String>> From<(N, Value)> for ObjectField {
    fn from((name, value): (N, Value)) -> Self {
        ObjectField::new(name, value)
    }
}

impl Literal {
    /// As JSON.
    pub(crate) fn to_json(&self) -> Result<Vec<u8>, Error> {
        let text = match self {
            Literal::Real(value) if value.is_nan() => Literal::Text("NaN".to_owned()),
            Literal::Real(value) if *value == f64::INFINITY => Literal::Text("Infinity".to_owned()),
            Literal::Real(value) if *value == f64::NEG_INFINITY => Literal::Text("-Infinity".to_owned()),
            other => other.clone(),
        };
        serde_json::to_vec(&text).map_err(|error| Error::invalid(format!("a value cannot be written: {error}")))
    }
}

impl From<bool> for Literal {
    fn from(value: bool) -> Self {
        Literal::Bool(value)
    }
}

impl From<i64> for Literal {
    fn from(value: i64) -> Self {
        Literal::Integer(value)
    }
}

impl From<i32> for Literal {
    fn from(value: i32) -> Self {
        Literal::Integer(value.into())
    }
}

impl From<f64> for Literal {
    fn from(value: f64) -> Self {
        Literal::Real(value)
    }
}

impl From<&str> for Literal {
    fn from(value: &str) -> Self {
        Literal::Text(value.to_owned())
    }
}

impl From<String> for Literal {
    fn from(value: String) -> Self {
        Literal::Text(value)
    }
}
