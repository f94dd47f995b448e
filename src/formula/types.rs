//! The types of the language: Java's, and what they are in Arrow.

use std::collections::HashMap;
use std::fmt;

use arrow_schema::{DataType, Field, FieldRef, TimeUnit};
use std::sync::Arc;

use crate::spec::{
    EXTENSION_NAME, JAVA_CLASS, JSON_EXTENSION, JavaEnum, OBJECT_EXTENSION, digest_field, instant, is_digest, is_table,
    table_field, values_of_object,
};

/// The type of an expression. Every type has null.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    /// The type of the literal `null`, which fits every other.
    Null,
    Boolean,
    Byte,
    /// One UTF-16 code unit.
    Char,
    Short,
    Int,
    Long,
    Float,
    Double,
    String,
    Instant,
    LocalDate,
    LocalTime,
    Duration,
    /// Years, months and days, as ISO text.
    Period,
    /// A time zone by its name or offset.
    ZoneId,
    /// A time with its zone, as ISO text.
    ZonedDateTime,
    /// A constant of an enumeration, as its name.
    Enum(JavaEnum),
    /// A decimal with so many digits behind the point.
    BigDecimal(i8),
    BigInteger,
    /// JSON text.
    Json,
    /// What a function of a program gives without saying its class: each value has one of its own. JSON text.
    Object,
    Bytes,
    /// A t-digest, as its bytes.
    TDigest,
    /// A live table.
    Table,
    /// A calendar of business days, by its number. There are no columns of them.
    Calendar,
    /// A Java array.
    Array(Box<Type>),
    /// The mirrored API's vector: what a group or a whole column is.
    Vector(Box<Type>),
    /// A column that only functions over any object take.
    Other(DataType),
}

/// The digits of every decimal that is computed.
pub(super) const DECIMAL_DIGITS: u8 = 76;

impl Type {
    /// Decimals each of which has its own digits behind the point, as texts, which they must not be taken for.
    pub const OWN_DIGITS: Type = Type::Other(DataType::Utf8);

    /// The type of a column.
    pub fn of(field: &Field) -> Type {
        if let Some(values) = values_of_object(field) {
            return Type::of(&values);
        }
        if is_table(field) {
            return Type::Table;
        }
        if is_digest(field) {
            return Type::TDigest;
        }
        if let Some(constants) = JavaEnum::of(field) {
            return Type::Enum(constants);
        }
        let metadata = |key: &str| field.metadata().get(key).map(String::as_str);
        match (field.data_type(), metadata(JAVA_CLASS)) {
            (DataType::Utf8, Some("java.time.Period")) => Type::Period,
            (DataType::Utf8, Some("java.time.ZoneId")) => Type::ZoneId,
            (DataType::Utf8, Some("java.time.ZonedDateTime")) => Type::ZonedDateTime,
            (DataType::Utf8, _) if metadata(EXTENSION_NAME) == Some(JSON_EXTENSION) => Type::Json,
            (DataType::Utf8, Some("java.math.BigDecimal")) => Type::OWN_DIGITS,
            (DataType::Utf8, _) if metadata(EXTENSION_NAME) == Some(OBJECT_EXTENSION) => Type::Object,
            (DataType::Decimal256(_, 0), class) if class != Some("java.math.BigDecimal") => Type::BigInteger,
            (DataType::List(item), Some(class)) if class.ends_with("[]") => Type::Array(Box::new(Type::of(item))),
            (data_type, _) => Type::of_data(data_type),
        }
    }

    /// The type of an Arrow column without more to tell. Columns that programs import may have types that none of the
    /// library's have: they are read as the type that has all their values.
    fn of_data(data_type: &DataType) -> Type {
        match data_type {
            DataType::Null => Type::Null,
            DataType::Boolean => Type::Boolean,
            DataType::Int8 => Type::Byte,
            DataType::UInt16 => Type::Char,
            DataType::Int16 | DataType::UInt8 => Type::Short,
            DataType::Int32 => Type::Int,
            DataType::Int64 | DataType::UInt32 => Type::Long,
            DataType::UInt64 => Type::BigInteger,
            DataType::Float32 | DataType::Float16 => Type::Float,
            DataType::Float64 => Type::Double,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Type::String,
            DataType::Timestamp(..) => Type::Instant,
            DataType::Date32 | DataType::Date64 => Type::LocalDate,
            DataType::Time32(_) | DataType::Time64(_) => Type::LocalTime,
            DataType::Duration(_) => Type::Duration,
            DataType::Decimal32(_, scale)
            | DataType::Decimal64(_, scale)
            | DataType::Decimal128(_, scale)
            | DataType::Decimal256(_, scale) => Type::BigDecimal(*scale),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Type::Bytes,
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                Type::Vector(Box::new(Type::of(item)))
            }
            DataType::Dictionary(_, values) => Type::of_data(values),
            other => Type::Other(other.clone()),
        }
    }

    /// How values of the type are kept.
    pub fn data_type(&self) -> DataType {
        match self {
            Type::Null => DataType::Null,
            Type::Boolean => DataType::Boolean,
            Type::Byte => DataType::Int8,
            Type::Char => DataType::UInt16,
            Type::Short => DataType::Int16,
            Type::Int => DataType::Int32,
            Type::Long | Type::Table | Type::Calendar => DataType::Int64,
            Type::Float => DataType::Float32,
            Type::Double => DataType::Float64,
            Type::String
            | Type::Period
            | Type::ZoneId
            | Type::ZonedDateTime
            | Type::Enum(_)
            | Type::Json
            | Type::Object => DataType::Utf8,
            Type::Instant => instant(),
            Type::LocalDate => DataType::Date32,
            Type::LocalTime => DataType::Time64(TimeUnit::Nanosecond),
            Type::Duration => DataType::Duration(TimeUnit::Nanosecond),
            Type::BigDecimal(scale) => DataType::Decimal256(DECIMAL_DIGITS, *scale),
            Type::BigInteger => DataType::Decimal256(DECIMAL_DIGITS, 0),
            Type::Bytes | Type::TDigest => DataType::Binary,
            Type::Array(item) | Type::Vector(item) => DataType::List(item.item_field()),
            Type::Other(data_type) => data_type.clone(),
        }
    }

    /// The field of the elements of a list.
    pub fn item_field(&self) -> FieldRef {
        Arc::new(self.field("item"))
    }

    /// The nullable field of a column of this type, which names the Java class where the Arrow type does not tell it.
    pub fn field(&self, name: &str) -> Field {
        match self {
            Type::Table => return table_field(name),
            Type::TDigest => return digest_field(name),
            _ => {}
        }
        let field = Field::new(name, self.data_type(), true);
        let class = match self {
            Type::Enum(constants) => constants.class().to_owned(),
            Type::Period => "java.time.Period".to_owned(),
            Type::ZoneId => "java.time.ZoneId".to_owned(),
            Type::ZonedDateTime => "java.time.ZonedDateTime".to_owned(),
            Type::BigDecimal(_) | Type::BigInteger | Type::Other(DataType::Utf8) => self.class(),
            Type::Json | Type::Object => {
                let extension = if *self == Type::Json {
                    JSON_EXTENSION
                } else {
                    OBJECT_EXTENSION
                };
                let metadata = [(EXTENSION_NAME, extension), (JAVA_CLASS, "java.lang.Object")];
                return field.with_metadata(metadata.map(|(key, value)| (key.to_owned(), value.to_owned())));
            }
            Type::Array(item) => format!("{}[]", item.class()),
            Type::Vector(item) => format!("io.deephaven.vector.{}", item.vector()),
            _ => return field,
        };
        field.with_metadata(HashMap::from([(JAVA_CLASS.to_owned(), class)]))
    }

    /// The full name of the Java class.
    fn class(&self) -> String {
        let package = match self {
            Type::Boolean | Type::String => "java.lang",
            Type::Instant
            | Type::LocalDate
            | Type::LocalTime
            | Type::Duration
            | Type::Period
            | Type::ZoneId
            | Type::ZonedDateTime
            | Type::Enum(_) => "java.time",
            Type::BigDecimal(_) | Type::BigInteger | Type::Other(DataType::Utf8) => "java.math",
            Type::TDigest => "com.tdunning.math.stats",
            Type::Table => "io.deephaven.engine.table",
            Type::Calendar => "io.deephaven.time.calendar",
            Type::Null | Type::Json | Type::Object | Type::Other(_) => return "java.lang.Object".to_owned(),
            Type::Array(item) => return format!("{}[]", item.class()),
            Type::Vector(item) => return format!("io.deephaven.vector.{}", item.vector()),
            _ => return self.to_string(),
        };
        format!("{package}.{self}")
    }

    /// The class of a vector of this type.
    fn vector(&self) -> &'static str {
        match self {
            Type::Byte => "ByteVector",
            Type::Char => "CharVector",
            Type::Short => "ShortVector",
            Type::Int => "IntVector",
            Type::Long => "LongVector",
            Type::Float => "FloatVector",
            Type::Double => "DoubleVector",
            _ => "ObjectVector",
        }
    }

    /// Whether arithmetic and comparisons take the type as a number that Java calls primitive; chars are.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Type::Byte | Type::Char | Type::Short | Type::Int | Type::Long | Type::Float | Type::Double
        )
    }

    /// Whether it is a whole number; chars are.
    pub fn is_whole(&self) -> bool {
        self.is_number() && !matches!(self, Type::Float | Type::Double)
    }

    pub fn is_decimal(&self) -> bool {
        matches!(self, Type::BigDecimal(_) | Type::BigInteger)
    }

    /// What is inside an array or a vector.
    pub fn item(&self) -> Option<&Type> {
        match self {
            Type::Array(item) | Type::Vector(item) => Some(item),
            Type::Bytes => Some(&Type::Byte),
            _ => None,
        }
    }

    /// The type in which Java computes with two numbers: int at least.
    pub fn promoted(&self, other: &Type) -> Option<Type> {
        if !self.is_number() || !other.is_number() {
            return None;
        }
        let either = |wanted: Type| *self == wanted || *other == wanted;
        Some(if either(Type::Double) {
            Type::Double
        } else if either(Type::Float) {
            Type::Float
        } else if either(Type::Long) {
            Type::Long
        } else {
            Type::Int
        })
    }

    /// The type of a choice between two values, and of a list's elements: one of them, or the number type that has
    /// both.
    pub fn unified(&self, other: &Type) -> Option<Type> {
        match (self, other) {
            (left, right) if left == right => Some(left.clone()),
            (Type::Null, known) | (known, Type::Null) => Some(known.clone()),
            (Type::Object, _) | (_, Type::Object) => Some(Type::Object),
            (Type::Enum(_), Type::String) | (Type::String, Type::Enum(_)) => Some(Type::String),
            (Type::Byte, Type::Short) | (Type::Short, Type::Byte) => Some(Type::Short),
            (Type::BigDecimal(left), Type::BigDecimal(right)) => Some(Type::BigDecimal(*left.max(right))),
            (Type::BigDecimal(scale), Type::BigInteger) | (Type::BigInteger, Type::BigDecimal(scale)) => {
                Some(Type::BigDecimal(*scale))
            }
            (own, of) | (of, own) if *own == Type::OWN_DIGITS && of.is_decimal() => Some(Type::OWN_DIGITS),
            (Type::Array(left) | Type::Vector(left), Type::Array(right) | Type::Vector(right)) => {
                Some(Type::Vector(Box::new(left.unified(right)?)))
            }
            _ => self.promoted(other),
        }
    }

    /// How far a value of this type is from a parameter of another: 0 is the same type, more is worse, none is no way.
    pub fn distance(&self, wanted: &Type) -> Option<u32> {
        const WIDER: [Type; 6] = [
            Type::Byte,
            Type::Short,
            Type::Int,
            Type::Long,
            Type::Float,
            Type::Double,
        ];
        let rank = |of: &Type| match of {
            // A char is an int at least.
            Type::Char => Some(1),
            other => WIDER.iter().position(|known| known == other),
        };
        if self == wanted {
            return Some(0);
        }
        match (self, wanted) {
            (Type::Null, _) => Some(1),
            (_, Type::Char) => None,
            (from, to) if from.is_number() && to.is_number() => {
                let (from, to) = (rank(from)?, rank(to)?);
                (from < to).then(|| (to - from) as u32)
            }
            (Type::BigDecimal(_), Type::BigDecimal(_)) => Some(0),
            (Type::BigDecimal(_), own) if *own == Type::OWN_DIGITS => Some(1),
            (Type::BigInteger, Type::BigDecimal(_)) => Some(10),
            // By its name.
            (Type::Enum(_), Type::String) => Some(1),
            (Type::Bytes, Type::Array(to) | Type::Vector(to)) => (**to == Type::Byte).then_some(1),
            (Type::Array(from) | Type::Vector(from), Type::Array(to) | Type::Vector(to)) => {
                (from == to || **from == Type::Null).then_some(1)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Type {
    /// The name in Java, without its package.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Null => "null",
            Type::Boolean => "Boolean",
            Type::Byte => "byte",
            Type::Char => "char",
            Type::Short => "short",
            Type::Int => "int",
            Type::Long => "long",
            Type::Float => "float",
            Type::Double => "double",
            Type::String => "String",
            Type::Instant => "Instant",
            Type::LocalDate => "LocalDate",
            Type::LocalTime => "LocalTime",
            Type::Duration => "Duration",
            Type::Period => "Period",
            Type::ZoneId => "ZoneId",
            Type::ZonedDateTime => "ZonedDateTime",
            Type::Enum(constants) => constants.name(),
            Type::BigDecimal(_) | Type::Other(DataType::Utf8) => "BigDecimal",
            Type::BigInteger => "BigInteger",
            Type::Json | Type::Object => "Object",
            Type::TDigest => "TDigest",
            Type::Table => "Table",
            Type::Calendar => "BusinessCalendar",
            Type::Bytes => "byte[]",
            Type::Array(item) => return write!(f, "{item}[]"),
            Type::Vector(item) => return f.write_str(item.vector()),
            Type::Other(data_type) => return write!(f, "{data_type}"),
        })
    }
}
