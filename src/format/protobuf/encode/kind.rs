//! How the cells of a column are written as values of a field.

use arrow_schema::{DataType, Field as Column, TimeUnit};
use hashbrown::HashMap;
use protox::prost_reflect::{FieldDescriptor, Kind as FieldKind, MessageDescriptor, Syntax};

use super::super::plan::{JsonMessage, Value};
use crate::format::encode::TextKind;

/// How a value is written.
#[derive(Debug)]
pub(super) struct Slot {
    pub kind: Kind,
    /// Whether it is the only field of a message, as those of `google/protobuf/wrappers.proto` have it.
    pub is_wrapped: bool,
    /// What the field's type is called in messages.
    pub expected: Box<str>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Bool,
    Integer(Integer),
    Float,
    Double,
    Text,
    /// The text of what is none.
    Shown(TextKind),
    Bytes,
    Enum(Box<EnumNumbers>),
    Timestamp,
    Duration,
    /// The message that a JSON text describes.
    Json(JsonMessage),
}

/// A whole number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integer {
    pub coding: Coding,
    pub is_int: bool,
    pub sign: Sign,
}

/// The bytes of a whole number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Coding {
    Varint,
    Zigzag,
    Fixed,
}

/// Which numbers there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sign {
    Signed,
    /// From 0 on.
    Unsigned,
    /// The same, of cells in which the greater half of them are negative, as they are read.
    Bits,
}

/// The numbers of an enum's names.
#[derive(Debug)]
pub(super) struct EnumNumbers {
    of: HashMap<Box<str>, i32>,
    /// What numbers without a name are called before the number, where there may be such.
    unknown: Option<String>,
    /// All names, for messages.
    pub names: String,
}

impl EnumNumbers {
    fn new(field: &FieldDescriptor) -> Option<Self> {
        let FieldKind::Enum(names) = field.kind() else {
            return None;
        };
        let values = || names.enum_descriptor_proto().value.iter();
        let is_open = names.parent_file().syntax() != Syntax::Proto2;
        Some(EnumNumbers {
            of: values().map(|value| (value.name().into(), value.number())).collect(),
            unknown: is_open.then(|| format!("UNKNOWN_ENUM_VALUE_{}_", names.name())),
            names: values().map(|value| value.name()).collect::<Vec<_>>().join(", "),
        })
    }

    #[inline]
    pub fn of(&self, name: &str) -> Option<i32> {
        self.of
            .get(name)
            .copied()
            .or_else(|| name.strip_prefix(self.unknown.as_deref()?)?.parse().ok())
    }
}

/// How cells of a column are written as values of a field; none where they cannot be.
pub(super) fn slot(value: &Value, field: &FieldDescriptor, column: &Column) -> Option<Slot> {
    let (value, is_wrapped) = match value {
        Value::Wrapper(inside) => (&**inside, true),
        value => (value, false),
    };
    let inside = is_wrapped.then(|| field.kind().as_message()?.get_field(1)).flatten();
    Some(Slot {
        kind: kind(value, inside.as_ref().unwrap_or(field), column)?,
        is_wrapped,
        expected: type_name(field).into(),
    })
}

/// The same for a message that is one value as a whole.
pub(super) fn whole(value: &Value, message: &MessageDescriptor, column: &Column) -> Option<Slot> {
    let (value, is_wrapped) = match value {
        Value::Wrapper(inside) => (&**inside, true),
        value => (value, false),
    };
    Some(Slot {
        kind: kind(value, &message.get_field(1)?, column)?,
        is_wrapped,
        expected: message.full_name().into(),
    })
}

fn kind(value: &Value, field: &FieldDescriptor, column: &Column) -> Option<Kind> {
    use DataType as D;
    let from = column.data_type();
    let is_number = matches!(
        from,
        D::Int8 | D::Int16 | D::UInt16 | D::Int32 | D::Int64 | D::Float32 | D::Float64
    );
    Some(match value {
        Value::Bool => (*from == D::Boolean).then_some(Kind::Bool)?,
        Value::Int32 | Value::Sint32 | Value::Fixed32 | Value::Int64 | Value::Sint64 | Value::Fixed64 => {
            is_number.then(|| Kind::Integer(integer(value, field, from)))?
        }
        Value::Float => is_number.then_some(Kind::Float)?,
        Value::Double => is_number.then_some(Kind::Double)?,
        Value::Text { .. } => match from {
            D::Utf8 => Kind::Text,
            D::UInt16
            | D::FixedSizeBinary(16)
            | D::Date32
            | D::Time64(_)
            | D::Timestamp(..)
            | D::Duration(_)
            | D::Decimal128(..)
            | D::Decimal256(..) => Kind::Shown(TextKind::of(column)?),
            _ => return None,
        },
        Value::Bytes => matches!(from, D::Binary | D::Utf8 | D::FixedSizeBinary(_)).then_some(Kind::Bytes)?,
        Value::Enum(_) if *from == D::Utf8 => Kind::Enum(Box::new(EnumNumbers::new(field)?)),
        Value::Timestamp if matches!(from, D::Timestamp(TimeUnit::Nanosecond, _)) => Kind::Timestamp,
        Value::Duration if matches!(from, D::Duration(TimeUnit::Nanosecond)) => Kind::Duration,
        Value::Json(message) if *from == D::Utf8 => Kind::Json(*message),
        _ => return None,
    })
}

fn integer(value: &Value, field: &FieldDescriptor, from: &DataType) -> Integer {
    let is_int = matches!(value, Value::Int32 | Value::Sint32 | Value::Fixed32);
    let as_read = *from == if is_int { DataType::Int32 } else { DataType::Int64 };
    let sign = match field.kind() {
        FieldKind::Uint32 | FieldKind::Uint64 | FieldKind::Fixed32 | FieldKind::Fixed64 if as_read => Sign::Bits,
        FieldKind::Uint32 | FieldKind::Uint64 | FieldKind::Fixed32 | FieldKind::Fixed64 => Sign::Unsigned,
        _ => Sign::Signed,
    };
    let coding = match value {
        Value::Sint32 | Value::Sint64 => Coding::Zigzag,
        Value::Fixed32 | Value::Fixed64 => Coding::Fixed,
        _ => Coding::Varint,
    };
    Integer { coding, is_int, sign }
}

/// What a field's type is called in a `.proto` file.
pub(super) fn type_name(field: &FieldDescriptor) -> String {
    match field.kind() {
        FieldKind::Message(message) => message.full_name().to_owned(),
        FieldKind::Enum(names) => names.full_name().to_owned(),
        _ => {
            let name = field.field_descriptor_proto().r#type().as_str_name();
            name.trim_start_matches("TYPE_").to_ascii_lowercase()
        }
    }
}
