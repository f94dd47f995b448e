//! The cell of one column, as Kafka's own serializers write it, or numbers as text.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int16Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, Schema};

use super::Encoder;
use super::columns::find;
use crate::error::{Error, Result};
use crate::format::charset::Charset;
use crate::format::{BadRecord, PayloadBuffer};
use crate::spec::{Properties, Role, SimpleEncoding, java_class, serialized};
use crate::text;

/// Writes numbers big-endian, or as decimal text, text, UUIDs as text, and bytes as they are. A null cell is null.
pub(super) struct SimpleEncoder {
    columns: [usize; 1],
    writer: Writer,
    charset: Charset,
}

#[derive(Clone, Copy)]
enum Writer {
    Boolean,
    Short,
    Int,
    Long,
    Float,
    Double,
    ShortText,
    IntText,
    LongText,
    FloatText,
    DoubleText,
    String,
    Bytes,
    Uuid,
    /// Null, whatever the cell is.
    Void,
}

impl Writer {
    /// What Kafka's own serializers do with cells of a type.
    fn binary(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Boolean => Writer::Boolean,
            DataType::Int16 => Writer::Short,
            DataType::Int32 => Writer::Int,
            DataType::Int64 => Writer::Long,
            DataType::Float32 => Writer::Float,
            DataType::Float64 => Writer::Double,
            DataType::Utf8 => Writer::String,
            DataType::Binary => Writer::Bytes,
            DataType::FixedSizeBinary(16) => Writer::Uuid,
            _ => return None,
        })
    }

    /// The same with numbers as text.
    fn as_text(self) -> Self {
        match self {
            Writer::Short => Writer::ShortText,
            Writer::Int => Writer::IntText,
            Writer::Long => Writer::LongText,
            Writer::Float => Writer::FloatText,
            Writer::Double => Writer::DoubleText,
            other => other,
        }
    }
}

impl SimpleEncoder {
    /// `properties` tell the encodings of numbers and text.
    pub fn new(column: &str, schema: &Schema, role: Role, properties: &Properties) -> Result<Self> {
        let (index, field) = find(schema, column)?;
        let is_text = SimpleEncoding::of(role, properties) == SimpleEncoding::Text;
        let writer = match Writer::binary(field.data_type()) {
            // The mirrored API has no serializer for truth values here.
            Some(Writer::Boolean) | None => return Err(no_serializer(field)),
            Some(writer) if is_text => writer.as_text(),
            Some(writer) => writer,
        };
        Ok(SimpleEncoder {
            columns: [index],
            writer,
            charset: Charset::written(role, properties)?,
        })
    }

    /// What a serializer of Kafka's own does, whatever the encoding of simple specs is.
    pub fn raw(column: &str, class: &str, schema: &Schema, role: Role, properties: &Properties) -> Result<Self> {
        let (index, field) = find(schema, column)?;
        let expected = serialized(column, class)?;
        let writer = match Writer::binary(field.data_type()) {
            _ if class.ends_with(".VoidSerializer") => Writer::Void,
            Some(writer) if expected.data_type() == *field.data_type() => writer,
            _ => {
                return Err(Error::invalid(format!(
                    "column {column:?} of type {} cannot be written by {class}: expected a column of type {}",
                    java_class(field),
                    java_class(&expected.field(""))
                ))
                .with("column", column)
                .with("serializer", class));
            }
        };
        Ok(SimpleEncoder {
            columns: [index],
            writer,
            charset: Charset::written(role, properties)?,
        })
    }
}

fn no_serializer(field: &Field) -> Error {
    let (name, class) = (field.name(), java_class(field));
    Error::unsupported(format!(
        "serializer not found for column {name}, type {class}: expected short, int, long, float, double, String, \
         byte[], UUID, ByteBuffer or Bytes"
    ))
    .with("column", name)
}

impl Encoder for SimpleEncoder {
    fn columns(&self) -> &[usize] {
        &self.columns
    }

    fn encode(&mut self, columns: &[ArrayRef], rows: usize, into: &mut PayloadBuffer, _: &mut Vec<BadRecord>) {
        let Some(column) = columns.first() else { return };
        /// Writes each value that is there with what `$write` makes of it and the bytes so far.
        macro_rules! each {
            ($array:expr, |$value:ident, $out:ident| $write:expr) => {{
                let array = $array;
                for row in 0..rows {
                    if array.is_null(row) {
                        into.push_null();
                    } else {
                        let $value = array.value(row);
                        let _: Result<(), ()> = into.push(|$out| {
                            $write;
                            Ok(())
                        });
                    }
                }
            }};
        }
        macro_rules! binary {
            ($type:ty) => {
                each!(column.as_primitive::<$type>(), |value, out| out
                    .extend_from_slice(&value.to_be_bytes()))
            };
        }
        macro_rules! integer {
            ($type:ty) => {
                each!(column.as_primitive::<$type>(), |value, out| out
                    .extend_from_slice(itoa::Buffer::new().format(value).as_bytes()))
            };
        }
        match self.writer {
            Writer::Boolean => each!(column.as_boolean(), |value, out| out.push(u8::from(value))),
            Writer::Short => binary!(Int16Type),
            Writer::Int => binary!(Int32Type),
            Writer::Long => binary!(Int64Type),
            Writer::Float => binary!(Float32Type),
            Writer::Double => binary!(Float64Type),
            Writer::ShortText => integer!(Int16Type),
            Writer::IntText => integer!(Int32Type),
            Writer::LongText => integer!(Int64Type),
            // Writing to memory does not fail.
            Writer::FloatText => each!(column.as_primitive::<Float32Type>(), |value, out| {
                let _ = text::float(value, &mut text::Utf8(out));
            }),
            Writer::DoubleText => each!(column.as_primitive::<Float64Type>(), |value, out| {
                let _ = text::double(value, &mut text::Utf8(out));
            }),
            Writer::String if self.charset == Charset::Utf8 => {
                each!(column.as_string::<i32>(), |value, out| out
                    .extend_from_slice(value.as_bytes()));
            }
            Writer::String => each!(column.as_string::<i32>(), |value, out| self.charset.encode(value, out)),
            Writer::Bytes => each!(column.as_binary::<i32>(), |value, out| out.extend_from_slice(value)),
            Writer::Uuid => each!(column.as_fixed_size_binary(), |value, out| {
                let _ = text::uuid(value, &mut text::Utf8(out));
            }),
            Writer::Void => (0..rows).for_each(|_| into.push_null()),
        }
    }
}
