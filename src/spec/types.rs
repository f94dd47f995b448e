//! The types a column can have, under the names of the mirrored API, and the Arrow field of each.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use arrow_schema::{DECIMAL128_MAX_PRECISION, DECIMAL256_MAX_PRECISION, DataType, Field, Fields, TimeUnit};
use serde::{Deserialize, Serialize};

use super::java_class;

/// The type of a column that a specification asks for.
///
/// An Arrow [`DataType`] converts into it, so Rust programs need not name it:
/// `Spec::simple("Sym", DataType::Utf8)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ColumnType {
    /// Arrow `Boolean`.
    Boolean,
    /// Arrow `Int8`.
    Byte,
    /// One UTF-16 code unit, Arrow `UInt16`.
    Char,
    /// Arrow `Int16`.
    Short,
    /// Arrow `Int32`.
    Int,
    /// Arrow `Int64`.
    Long,
    /// Arrow `Float32`.
    Float,
    /// Arrow `Float64`.
    Double,
    /// Arrow `Utf8`.
    String,
    /// Nanoseconds since 1970, Arrow `Timestamp(ns, UTC)`.
    Instant,
    /// Arrow `Date32`.
    LocalDate,
    /// Nanoseconds since midnight, Arrow `Time64(ns)`.
    LocalTime,
    /// Arrow `Duration(ns)`.
    Duration,
    /// Arrow `Binary`; Java's `byte[]`.
    Bytes,
    /// Arrow `Binary`; Java's `ByteBuffer`.
    ByteBuffer,
    /// Arrow `Binary`; Kafka's class `Bytes`.
    KafkaBytes,
    /// Arrow `FixedSizeBinary(16)` with the extension name `arrow.uuid`.
    Uuid,
    /// Any JSON value as its text, Arrow `Utf8` with the extension name `arrow.json`; Jackson's `JsonNode` in Java. A
    /// JSON `null` is the text `null`; null is a value that is missing.
    Json,
    /// The same for a column that Java declares as `Object`.
    JsonObject,
    /// Values that each have a class of their own, as JSON text: Arrow `Utf8` with the extension name
    /// `topictable.object`; `Object` in Java.
    Object,
    /// Values of one type in a column that Java declares as `Object`.
    ObjectOf(Box<ColumnType>),
    /// Whole numbers of up to 76 digits, Arrow `Decimal256(76, 0)`.
    BigInteger,
    /// Arrow `Decimal128`, or `Decimal256` for more than 38 digits.
    BigDecimal {
        /// The most digits, 1 to 76.
        precision: u8,
        /// How many of them are behind the point.
        scale: i8,
    },
    /// Arrow `List`; an array in Java.
    List(Box<ColumnType>),
    /// Arrow `Map`, from keys that are not null to values.
    Map(Box<ColumnType>, Box<ColumnType>),
    /// The same for a column that Java declares as another class, by its full name.
    Declared(Box<ColumnType>, String),
    /// An Arrow type that no specification reads; it is refused, by name, where it is used.
    #[serde(skip)]
    Other(DataType),
}

/// The key of the field metadata that names the Java class of a column where its Arrow type does not tell it.
pub(crate) const JAVA_CLASS: &str = "deephaven:type";

/// The key of the field metadata that names the class of all values of a column that Java declares as `Object`.
const VALUE_CLASS: &str = "topictable:values";

/// Arrow's key for the name of an extension type.
pub(crate) const EXTENSION_NAME: &str = "ARROW:extension:name";

/// The extension type of JSON text.
pub(crate) const JSON_EXTENSION: &str = "arrow.json";

/// Our extension type of values that functions of a program have given, each of a class of its own: JSON text.
pub(crate) const OBJECT_EXTENSION: &str = "topictable.object";

/// Our extension type of live tables: a number that stands for each.
const TABLE_EXTENSION: &str = "topictable.table";

/// Java's class of a live table.
const TABLE: &str = "io.deephaven.engine.table.Table";

/// Our extension type of t-digests: the bytes in which Apache DataSketches keeps them.
const DIGEST_EXTENSION: &str = "topictable.tdigest";

/// Java's class of a t-digest.
const DIGEST: &str = "com.tdunning.math.stats.TDigest";

/// Jackson's class of any JSON value.
pub(crate) const JSON_NODE: &str = "com.fasterxml.jackson.databind.JsonNode";

/// Java's class of decimals.
const BIG_DECIMAL: &str = "java.math.BigDecimal";

/// Java's class of anything.
pub(crate) const OBJECT: &str = "java.lang.Object";

/// The Arrow type of every instant column.
pub(crate) fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into()))
}

impl ColumnType {
    /// The Arrow type of the column.
    pub fn data_type(&self) -> DataType {
        match self {
            ColumnType::Boolean => DataType::Boolean,
            ColumnType::Byte => DataType::Int8,
            ColumnType::Char => DataType::UInt16,
            ColumnType::Short => DataType::Int16,
            ColumnType::Int => DataType::Int32,
            ColumnType::Long => DataType::Int64,
            ColumnType::Float => DataType::Float32,
            ColumnType::Double => DataType::Float64,
            ColumnType::String | ColumnType::Json | ColumnType::JsonObject | ColumnType::Object => DataType::Utf8,
            ColumnType::Instant => instant(),
            ColumnType::LocalDate => DataType::Date32,
            ColumnType::LocalTime => DataType::Time64(TimeUnit::Nanosecond),
            ColumnType::Duration => DataType::Duration(TimeUnit::Nanosecond),
            ColumnType::Bytes | ColumnType::ByteBuffer | ColumnType::KafkaBytes => DataType::Binary,
            ColumnType::Uuid => DataType::FixedSizeBinary(16),
            ColumnType::BigInteger => DataType::Decimal256(DECIMAL256_MAX_PRECISION, 0),
            ColumnType::BigDecimal { precision, scale } if *precision <= DECIMAL128_MAX_PRECISION => {
                DataType::Decimal128(*precision, *scale)
            }
            ColumnType::BigDecimal { precision, scale } => DataType::Decimal256(*precision, *scale),
            ColumnType::List(item) => DataType::List(Arc::new(item.field(Field::LIST_FIELD_DEFAULT_NAME))),
            ColumnType::Map(key, value) => {
                let entry = Fields::from(vec![key.field("key").with_nullable(false), value.field("value")]);
                let entries = Field::new("entries", DataType::Struct(entry), false);
                DataType::Map(Arc::new(entries), false)
            }
            ColumnType::Declared(column_type, _) | ColumnType::ObjectOf(column_type) => column_type.data_type(),
            ColumnType::Other(data_type) => data_type.clone(),
        }
    }

    /// Decimals as texts, each of which has its own digits behind the point.
    pub(crate) fn own_digits() -> ColumnType {
        ColumnType::Declared(Box::new(ColumnType::String), BIG_DECIMAL.to_owned())
    }

    /// The nullable Arrow field of a column of this type.
    pub fn field(&self, name: &str) -> Field {
        let field = Field::new(name, self.data_type(), true);
        let metadata: &[(&str, &str)] = match self {
            ColumnType::ByteBuffer => &[(JAVA_CLASS, "java.nio.ByteBuffer")],
            ColumnType::KafkaBytes => &[(JAVA_CLASS, "org.apache.kafka.common.utils.Bytes")],
            ColumnType::Uuid => &[(EXTENSION_NAME, "arrow.uuid")],
            ColumnType::Json => &[(EXTENSION_NAME, JSON_EXTENSION), (JAVA_CLASS, JSON_NODE)],
            ColumnType::JsonObject => &[(EXTENSION_NAME, JSON_EXTENSION), (JAVA_CLASS, OBJECT)],
            ColumnType::Object => &[(EXTENSION_NAME, OBJECT_EXTENSION), (JAVA_CLASS, OBJECT)],
            ColumnType::ObjectOf(values) => {
                let values = values.field(name);
                let mut metadata = values.metadata().clone();
                metadata.insert(VALUE_CLASS.to_owned(), java_class(&values));
                return declared(values.with_metadata(metadata), OBJECT.to_owned());
            }
            ColumnType::BigDecimal { .. } => &[(JAVA_CLASS, BIG_DECIMAL)],
            ColumnType::List(item) => {
                let item = item.field(Field::LIST_FIELD_DEFAULT_NAME);
                return declared(field, format!("{}[]", java_class(&item)));
            }
            ColumnType::Declared(column_type, class) => return declared(column_type.field(name), class.clone()),
            _ => return field,
        };
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        field.with_metadata(metadata.iter().map(owned).collect::<HashMap<_, _>>())
    }
}

/// The field of the values of a column that Java declares as `Object` though they have one class; none of any other
/// column.
pub(crate) fn values_of_object(field: &Field) -> Option<Field> {
    let mut metadata = field.metadata().clone();
    let class = metadata.remove(VALUE_CLASS)?;
    Some(declared(field.clone().with_metadata(metadata), class))
}

/// Whether a column holds decimals as texts, since each has its own digits behind the point.
pub(crate) fn has_own_digits(field: &Field) -> bool {
    let class = field.metadata().get(VALUE_CLASS).or(field.metadata().get(JAVA_CLASS));
    *field.data_type() == DataType::Utf8 && class.is_some_and(|class| class == BIG_DECIMAL)
}

/// Whether a column holds big integers, which are decimals that are not declared as such.
pub(crate) fn is_big_integer(field: &Field) -> bool {
    let class = field.metadata().get(VALUE_CLASS).or(field.metadata().get(JAVA_CLASS));
    matches!(field.data_type(), DataType::Decimal256(_, 0)) && class.is_none_or(|class| class != BIG_DECIMAL)
}

/// The nullable field of a column whose cells are live tables.
pub(crate) fn table_field(name: &str) -> Field {
    extension_field(name, DataType::Int64, TABLE_EXTENSION, TABLE)
}

/// Whether the cells of a column are live tables.
pub(crate) fn is_table(field: &Field) -> bool {
    *field.data_type() == DataType::Int64 && has_extension(field, TABLE_EXTENSION)
}

/// The nullable field of a column of t-digests.
pub(crate) fn digest_field(name: &str) -> Field {
    extension_field(name, DataType::Binary, DIGEST_EXTENSION, DIGEST)
}

/// Whether a column is one of t-digests.
pub(crate) fn is_digest(field: &Field) -> bool {
    *field.data_type() == DataType::Binary && has_extension(field, DIGEST_EXTENSION)
}

fn extension_field(name: &str, data_type: DataType, extension: &str, class: &str) -> Field {
    let metadata = [(EXTENSION_NAME, extension), (JAVA_CLASS, class)];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned()));
    Field::new(name, data_type, true).with_metadata(HashMap::from(metadata))
}

fn has_extension(field: &Field, extension: &str) -> bool {
    field
        .metadata()
        .get(EXTENSION_NAME)
        .is_some_and(|name| name == extension)
}

/// The field with the Java class of its column.
fn declared(field: Field, class: String) -> Field {
    let mut metadata = field.metadata().clone();
    metadata.insert(JAVA_CLASS.to_owned(), class);
    field.with_metadata(metadata)
}

impl fmt::Display for ColumnType {
    /// The name in Java, as the mirrored API prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ColumnType::Boolean => "Boolean",
            ColumnType::Byte => "byte",
            ColumnType::Char => "char",
            ColumnType::Short => "short",
            ColumnType::Int => "int",
            ColumnType::Long => "long",
            ColumnType::Float => "float",
            ColumnType::Double => "double",
            ColumnType::String => "String",
            ColumnType::Instant => "Instant",
            ColumnType::LocalDate => "LocalDate",
            ColumnType::LocalTime => "LocalTime",
            ColumnType::Duration => "Duration",
            ColumnType::Bytes => "byte[]",
            ColumnType::ByteBuffer => "ByteBuffer",
            ColumnType::KafkaBytes => "Bytes",
            ColumnType::Uuid => "UUID",
            ColumnType::Json => "JsonNode",
            ColumnType::JsonObject | ColumnType::Object | ColumnType::ObjectOf(_) => "Object",
            ColumnType::BigInteger => "BigInteger",
            ColumnType::BigDecimal { .. } => "BigDecimal",
            ColumnType::List(item) => return write!(f, "{item}[]"),
            ColumnType::Map(..) => "Map",
            ColumnType::Declared(_, class) => class.rsplit(['.', '$']).next().unwrap_or(class),
            ColumnType::Other(data_type) => return write!(f, "{data_type}"),
        })
    }
}

impl From<DataType> for ColumnType {
    fn from(data_type: DataType) -> Self {
        match data_type {
            DataType::Boolean => ColumnType::Boolean,
            DataType::Int8 => ColumnType::Byte,
            DataType::UInt16 => ColumnType::Char,
            DataType::Int16 => ColumnType::Short,
            DataType::Int32 => ColumnType::Int,
            DataType::Int64 => ColumnType::Long,
            DataType::Float32 => ColumnType::Float,
            DataType::Float64 => ColumnType::Double,
            DataType::Utf8 => ColumnType::String,
            DataType::Timestamp(TimeUnit::Nanosecond, _) => ColumnType::Instant,
            DataType::Date32 => ColumnType::LocalDate,
            DataType::Time64(TimeUnit::Nanosecond) => ColumnType::LocalTime,
            DataType::Duration(TimeUnit::Nanosecond) => ColumnType::Duration,
            DataType::Binary => ColumnType::Bytes,
            DataType::FixedSizeBinary(16) => ColumnType::Uuid,
            other => ColumnType::Other(other),
        }
    }
}
