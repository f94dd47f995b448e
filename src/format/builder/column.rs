//! A column of any type.

use arrow_array::ArrayRef;
use arrow_array::types::{
    Date32Type, Decimal128Type, Decimal256Type, DurationNanosecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, Time64NanosecondType, TimestampNanosecondType, UInt16Type,
};
use arrow_buffer::i256;
use arrow_schema::DataType;

use super::{Bytes, Lists, Maps, Pieces, Values};
use crate::spec::{ColumnType, instant};

/// A column that grows row by row and can be cut back.
#[derive(Debug)]
pub(crate) enum ColumnBuilder {
    Boolean(Values<bool>),
    Byte(Values<i8>),
    Char(Values<u16>),
    Short(Values<i16>),
    Int(Values<i32>),
    Long(Values<i64>),
    Float(Values<f32>),
    Double(Values<f64>),
    Instant(Values<i64>),
    String(Bytes),
    /// JSON text, also that of objects.
    Json(Bytes),
    Binary(Bytes),
    Uuid(Values<[u8; 16]>),
    /// Days since 1970.
    LocalDate(Values<i32>),
    /// Nanoseconds since midnight.
    LocalTime(Values<i64>),
    /// Nanoseconds.
    Duration(Values<i64>),
    /// Unscaled values of decimals of that precision and scale.
    Decimal128(Values<i128>, u8, i8),
    Decimal256(Values<i256>, u8, i8),
    List(Box<Lists>),
    Map(Box<Maps>),
    /// Arrays of any type that were made elsewhere.
    Pieces(Pieces),
}

/// The same expression for the typed builder in each variant.
macro_rules! each {
    ($column:expr, $builder:ident => $result:expr) => {
        match $column {
            ColumnBuilder::Boolean($builder) => $result,
            ColumnBuilder::Byte($builder) => $result,
            ColumnBuilder::Char($builder) => $result,
            ColumnBuilder::Short($builder) => $result,
            ColumnBuilder::Int($builder) | ColumnBuilder::LocalDate($builder) => $result,
            ColumnBuilder::Long($builder)
            | ColumnBuilder::Instant($builder)
            | ColumnBuilder::LocalTime($builder)
            | ColumnBuilder::Duration($builder) => $result,
            ColumnBuilder::Float($builder) => $result,
            ColumnBuilder::Double($builder) => $result,
            ColumnBuilder::String($builder) | ColumnBuilder::Json($builder) | ColumnBuilder::Binary($builder) => {
                $result
            }
            ColumnBuilder::Uuid($builder) => $result,
            ColumnBuilder::Decimal128($builder, ..) => $result,
            ColumnBuilder::Decimal256($builder, ..) => $result,
            ColumnBuilder::List($builder) => $result,
            ColumnBuilder::Map($builder) => $result,
            ColumnBuilder::Pieces($builder) => $result,
        }
    };
}

impl ColumnBuilder {
    /// An empty column; none for a type that no decoder fills.
    pub fn new(column_type: &ColumnType) -> Option<Self> {
        Some(match column_type {
            ColumnType::Boolean => ColumnBuilder::Boolean(Values::default()),
            ColumnType::Byte => ColumnBuilder::Byte(Values::default()),
            ColumnType::Char => ColumnBuilder::Char(Values::default()),
            ColumnType::Short => ColumnBuilder::Short(Values::default()),
            ColumnType::Int => ColumnBuilder::Int(Values::default()),
            ColumnType::Long => ColumnBuilder::Long(Values::default()),
            ColumnType::Float => ColumnBuilder::Float(Values::default()),
            ColumnType::Double => ColumnBuilder::Double(Values::default()),
            ColumnType::Instant => ColumnBuilder::Instant(Values::default()),
            ColumnType::String => ColumnBuilder::String(Bytes::default()),
            ColumnType::Json | ColumnType::JsonObject | ColumnType::Object => ColumnBuilder::Json(Bytes::default()),
            ColumnType::Bytes | ColumnType::ByteBuffer | ColumnType::KafkaBytes => {
                ColumnBuilder::Binary(Bytes::default())
            }
            ColumnType::Uuid => ColumnBuilder::Uuid(Values::default()),
            ColumnType::LocalDate => ColumnBuilder::LocalDate(Values::default()),
            ColumnType::LocalTime => ColumnBuilder::LocalTime(Values::default()),
            ColumnType::Duration => ColumnBuilder::Duration(Values::default()),
            ColumnType::BigInteger | ColumnType::BigDecimal { .. } => match column_type.data_type() {
                DataType::Decimal128(precision, scale) => {
                    ColumnBuilder::Decimal128(Values::default(), precision, scale)
                }
                DataType::Decimal256(precision, scale) => {
                    ColumnBuilder::Decimal256(Values::default(), precision, scale)
                }
                _ => return None,
            },
            ColumnType::List(item) => ColumnBuilder::List(Box::new(Lists::new(item)?)),
            ColumnType::Map(key, value) => ColumnBuilder::Map(Box::new(Maps::new(key, value)?)),
            ColumnType::Declared(column_type, _) | ColumnType::ObjectOf(column_type) => {
                ColumnBuilder::new(column_type)?
            }
            ColumnType::Other(_) => return None,
        })
    }

    pub fn len(&self) -> usize {
        each!(self, builder => builder.len())
    }

    /// Makes room for `rows` more.
    pub fn reserve(&mut self, rows: usize) {
        each!(self, builder => builder.reserve(rows));
    }

    /// Adds a null row.
    pub fn push_null(&mut self) {
        each!(self, builder => builder.push_null());
    }

    /// Cuts back to `len` rows.
    pub fn truncate(&mut self, len: usize) {
        each!(self, builder => builder.truncate(len));
    }

    /// Takes out `rows`: positions in ascending order.
    pub fn remove(&mut self, rows: &[usize]) {
        each!(self, builder => builder.remove(rows));
    }

    /// The values of a column of text.
    #[inline]
    pub fn texts(&self) -> Option<&Bytes> {
        match self {
            ColumnBuilder::String(bytes) | ColumnBuilder::Json(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Whether every text from row `from` on is UTF-8.
    pub fn is_text(&self, from: usize) -> bool {
        self.texts().is_none_or(|bytes| bytes.is_text(from))
    }

    /// The bytes of the values so far.
    pub fn bytes(&self) -> usize {
        each!(self, builder => builder.bytes())
    }

    /// The column so far; the builder is empty afterwards.
    pub fn finish(&mut self) -> ArrayRef {
        match self {
            ColumnBuilder::Boolean(values) => values.finish_booleans(),
            ColumnBuilder::Byte(values) => values.finish::<Int8Type>(),
            ColumnBuilder::Char(values) => values.finish::<UInt16Type>(),
            ColumnBuilder::Short(values) => values.finish::<Int16Type>(),
            ColumnBuilder::Int(values) => values.finish::<Int32Type>(),
            ColumnBuilder::Long(values) => values.finish::<Int64Type>(),
            ColumnBuilder::Float(values) => values.finish::<Float32Type>(),
            ColumnBuilder::Double(values) => values.finish::<Float64Type>(),
            ColumnBuilder::Instant(values) => values.finish_as::<TimestampNanosecondType>(instant()),
            ColumnBuilder::String(bytes) | ColumnBuilder::Json(bytes) => bytes.finish_strings(),
            ColumnBuilder::Binary(bytes) => bytes.finish_binary(),
            ColumnBuilder::Uuid(values) => values.finish_fixed(),
            ColumnBuilder::LocalDate(values) => values.finish::<Date32Type>(),
            ColumnBuilder::LocalTime(values) => values.finish::<Time64NanosecondType>(),
            ColumnBuilder::Duration(values) => values.finish::<DurationNanosecondType>(),
            ColumnBuilder::Decimal128(values, precision, scale) => {
                values.finish_as::<Decimal128Type>(DataType::Decimal128(*precision, *scale))
            }
            ColumnBuilder::Decimal256(values, precision, scale) => {
                values.finish_as::<Decimal256Type>(DataType::Decimal256(*precision, *scale))
            }
            ColumnBuilder::List(lists) => lists.finish(),
            ColumnBuilder::Map(maps) => maps.finish(),
            ColumnBuilder::Pieces(pieces) => pieces.finish(),
        }
    }
}
