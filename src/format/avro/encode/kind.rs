//! How the cells of a column are written as values of a type.

use arrow_schema::{DataType, Field, TimeUnit};
use hashbrown::HashMap;

use super::decimal::Target;
use crate::format::avro::schema::{self, Logical, Schema, Type, TypeId};
use crate::spec::{EXTENSION_NAME, JAVA_CLASS, JSON_EXTENSION, OBJECT_EXTENSION};

/// A value in its place: what comes before it in a union, and what stands for null.
#[derive(Debug)]
pub(super) struct Slot {
    /// The position of its type in a union.
    pub branch: Option<u32>,
    pub null: Null,
    pub kind: Kind,
    /// What the type is called in messages.
    pub expected: Box<str>,
}

/// What is written for null.
#[derive(Clone, Copy, Debug)]
pub(super) enum Null {
    Refused,
    /// Nothing: the type has no other value.
    Empty,
    /// The position of null in a union.
    Branch(u32),
}

#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Boolean,
    /// A whole number of 32 bits, or of 64.
    Integer {
        is_int: bool,
    },
    Float,
    Double,
    /// An instant in a unit of so many nanoseconds.
    Instant(i64),
    Date,
    /// A time of day in a unit of so many nanoseconds.
    Time(i64),
    Text,
    /// The text of what is none.
    Shown,
    Bytes,
    Fixed(usize),
    Decimal(Target),
    Enum(HashMap<Box<str>, u32>),
    Array(Box<Slot>),
    Map(Box<Slot>),
    /// The fields, each from the member of a struct at a position.
    Record(Vec<(usize, Slot)>),
    /// The value that a JSON text describes.
    Json(TypeId),
}

/// How well a type fits the cells: the least is taken where a union has several that do.
type Rank = u8;

/// The type of the cells itself.
const EXACT: Rank = 0;
/// One that has all of their values.
const WIDER: Rank = 1;
/// One of another sort that has all of their values.
const OTHER: Rank = 2;
/// One that has most of their values.
const NARROWER: Rank = 3;
/// A text of what they look like.
const SHOWN: Rank = 4;

/// How cells of a field are written as a type; none where they cannot be.
pub(super) fn slot(schema: &Schema, type_id: TypeId, field: &Field) -> Option<Slot> {
    let expected = schema.name(type_id).into();
    let Type::Union(branches) = schema.get(type_id) else {
        let (_, kind) = kind(schema, type_id, field)?;
        let null = match kind {
            Kind::Null => Null::Empty,
            _ => Null::Refused,
        };
        return Some(Slot {
            branch: None,
            null,
            kind,
            expected,
        });
    };
    let is_null = |branch: &TypeId| matches!(schema.get(*branch), Type::Null);
    let null = match branches.iter().position(is_null) {
        Some(position) => Null::Branch(position as u32),
        None => Null::Refused,
    };
    if is_json(field) && branches.iter().filter(|branch| !is_null(branch)).count() > 1 {
        let kind = Kind::Json(type_id);
        return Some(Slot {
            branch: None,
            null,
            kind,
            expected,
        });
    }
    let branches = branches.iter().enumerate().filter(|(_, branch)| !is_null(branch));
    let fitting = branches.filter_map(|(position, branch)| {
        let (rank, kind) = kind(schema, *branch, field)?;
        Some((rank, position as u32, kind))
    });
    let (_, branch, kind) = fitting.min_by_key(|(rank, position, _)| (*rank, *position))?;
    Some(Slot {
        branch: Some(branch),
        null,
        kind,
        expected,
    })
}

/// The same for a type that is no union, with how well it fits.
fn kind(schema: &Schema, type_id: TypeId, field: &Field) -> Option<(Rank, Kind)> {
    use DataType as D;
    let logical = schema.logical(type_id);
    let plain = if logical.is_some() { WIDER } else { EXACT };
    Some(match (field.data_type(), schema.get(type_id)) {
        (_, Type::Null) => (EXACT, Kind::Null),
        (D::Utf8, Type::Array(_) | Type::Map(_) | Type::Record(..)) if is_json(field) => (OTHER, Kind::Json(type_id)),
        (D::Boolean, Type::Boolean) => (EXACT, Kind::Boolean),
        (D::Int8 | D::Int16 | D::UInt16 | D::Int32, Type::Int) => (plain, Kind::Integer { is_int: true }),
        (D::Int8 | D::Int16 | D::UInt16 | D::Int32, Type::Long(_)) => (WIDER, Kind::Integer { is_int: false }),
        (D::Int64, Type::Long(unit)) => (
            if unit.is_some() { WIDER } else { plain },
            Kind::Integer { is_int: false },
        ),
        (D::Int64, Type::Int) => (NARROWER, Kind::Integer { is_int: true }),
        (D::Float32 | D::Float64, Type::Int) => (SHOWN, Kind::Integer { is_int: true }),
        (D::Float32 | D::Float64, Type::Long(_)) => (SHOWN, Kind::Integer { is_int: false }),
        (D::Float32, Type::Float) => (EXACT, Kind::Float),
        (D::Int8 | D::Int16 | D::UInt16 | D::Int32 | D::Int64 | D::Float64, Type::Float) => (NARROWER, Kind::Float),
        (D::Float64, Type::Double) => (EXACT, Kind::Double),
        (D::Int8 | D::Int16 | D::UInt16 | D::Int32 | D::Int64 | D::Float32, Type::Double) => (OTHER, Kind::Double),
        (D::Timestamp(TimeUnit::Nanosecond, _), Type::Long(Some(unit))) => (EXACT, Kind::Instant(*unit)),
        (D::Date32, Type::Int) if logical == Some(Logical::Date) => (EXACT, Kind::Date),
        (D::Time64(_), Type::Int) if logical == Some(Logical::TimeMillis) => (WIDER, Kind::Time(1_000_000)),
        (D::Time64(_), Type::Long(_)) if logical == Some(Logical::TimeMicros) => (EXACT, Kind::Time(1_000)),
        (D::Utf8, Type::String) => (EXACT, Kind::Text),
        (D::Utf8, Type::Enum(_, symbols)) => (WIDER, Kind::Enum(positions(symbols))),
        (_, Type::Bytes(Some(digits))) => decimal(field, Target::new(*digits, None))?,
        (_, Type::Fixed(_, size, Some(digits))) => decimal(field, Target::new(*digits, Some(*size)))?,
        (D::Utf8, Type::Bytes(None)) => (OTHER, Kind::Bytes),
        (D::Binary, Type::Bytes(None)) => (EXACT, Kind::Bytes),
        (D::Binary, Type::Fixed(_, size, None)) => (WIDER, Kind::Fixed(*size)),
        (D::FixedSizeBinary(width), Type::Fixed(_, size, None)) if *width as usize == *size => {
            (EXACT, Kind::Fixed(*size))
        }
        (D::FixedSizeBinary(_), Type::Bytes(None)) => (OTHER, Kind::Bytes),
        (D::FixedSizeBinary(16), Type::String) => (WIDER, Kind::Shown),
        (D::UInt16, Type::String) => (WIDER, Kind::Shown),
        (
            D::Date32 | D::Time64(_) | D::Duration(TimeUnit::Nanosecond) | D::Decimal128(..) | D::Decimal256(..),
            Type::String,
        ) => (SHOWN, Kind::Shown),
        (D::List(item), Type::Array(written)) => (EXACT, Kind::Array(Box::new(slot(schema, *written, item)?))),
        (D::Map(entries, _), Type::Map(written)) => match entries.data_type() {
            D::Struct(entry) if entry.len() == 2 && *entry[0].data_type() == D::Utf8 => {
                (EXACT, Kind::Map(Box::new(slot(schema, *written, &entry[1])?)))
            }
            _ => return None,
        },
        (D::Struct(members), Type::Record(_, fields)) => {
            let member = |field: &schema::Field| {
                let (position, member) = members.find(&field.name)?;
                Some((position, slot(schema, field.type_id, member)?))
            };
            (EXACT, Kind::Record(fields.iter().map(member).collect::<Option<_>>()?))
        }
        _ => return None,
    })
}

fn decimal(field: &Field, target: Target) -> Option<(Rank, Kind)> {
    use DataType as D;
    let rank = match field.data_type() {
        D::Decimal128(..) | D::Decimal256(..) => EXACT,
        D::Utf8 if is_decimal_text(field) => EXACT,
        D::Int8 | D::Int16 | D::Int32 | D::Int64 => OTHER,
        _ => return None,
    };
    Some((rank, Kind::Decimal(target)))
}

fn positions(symbols: &schema::Symbols) -> HashMap<Box<str>, u32> {
    let positions = symbols.texts.iter().zip(0..);
    positions
        .map(|(symbol, position)| (symbol.as_str().into(), position))
        .collect()
}

fn metadata<'f>(field: &'f Field, key: &str) -> Option<&'f str> {
    field.metadata().get(key).map(String::as_str)
}

fn is_json(field: &Field) -> bool {
    matches!(metadata(field, EXTENSION_NAME), Some(JSON_EXTENSION | OBJECT_EXTENSION))
}

/// Whether texts are numbers with as many digits as there are.
fn is_decimal_text(field: &Field) -> bool {
    matches!(
        metadata(field, JAVA_CLASS),
        Some("java.math.BigDecimal" | "java.math.BigInteger")
    )
}
