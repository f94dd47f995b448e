//! Values as text, one behind the other: what `+` is once a side is text.

use std::fmt::Write;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Decimal256Type, DurationNanosecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, Time64NanosecondType, TimestampNanosecondType, UInt16Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use crate::formula::text;
use crate::formula::value::Arguments;

/// The texts of all arguments one behind the other. Null is the text `null`, whatever its type.
pub(crate) fn concat(arguments: &Arguments<'_>) -> ArrayRef {
    let mut texts = StringBuilder::with_capacity(arguments.rows, 16 * arguments.rows);
    for row in 0..arguments.rows {
        for value in arguments.values {
            // The builder is a writer, whose errors cannot be.
            let _ = append(value.array(), value.index(row), &mut texts);
        }
        texts.append_value("");
    }
    Arc::new(texts.finish())
}

/// The text of a value.
pub(crate) fn shown(array: &ArrayRef, index: usize) -> String {
    let mut text = String::new();
    // A string takes whatever it is given.
    let _ = append(array, index, &mut text);
    text
}

/// Appends the text of a value, as Java prints it.
pub(crate) fn append(array: &ArrayRef, index: usize, into: &mut impl Write) -> std::fmt::Result {
    if array.is_null(index) {
        return into.write_str("null");
    }
    match array.data_type() {
        DataType::Null => into.write_str("null"),
        DataType::Utf8 => into.write_str(array.as_string::<i32>().value(index)),
        DataType::Boolean => write!(into, "{}", array.as_boolean().value(index)),
        DataType::Int8 => write!(into, "{}", array.as_primitive::<Int8Type>().value(index)),
        DataType::UInt16 => {
            let unit = u32::from(array.as_primitive::<UInt16Type>().value(index));
            into.write_char(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
        }
        DataType::Int16 => write!(into, "{}", array.as_primitive::<Int16Type>().value(index)),
        DataType::Int32 => write!(into, "{}", array.as_primitive::<Int32Type>().value(index)),
        DataType::Int64 => write!(into, "{}", array.as_primitive::<Int64Type>().value(index)),
        DataType::Float32 => text::float(array.as_primitive::<Float32Type>().value(index), into),
        DataType::Float64 => text::double(array.as_primitive::<Float64Type>().value(index), into),
        DataType::Timestamp(_, _) => text::instant(array.as_primitive::<TimestampNanosecondType>().value(index), into),
        DataType::Date32 => text::local_date(array.as_primitive::<Date32Type>().value(index), into),
        DataType::Time64(_) => text::local_time(array.as_primitive::<Time64NanosecondType>().value(index), into),
        DataType::Duration(_) => text::duration(array.as_primitive::<DurationNanosecondType>().value(index), into),
        DataType::Decimal128(_, _) => into.write_str(&array.as_primitive::<Decimal128Type>().value_as_string(index)),
        DataType::Decimal256(_, _) => into.write_str(&array.as_primitive::<Decimal256Type>().value_as_string(index)),
        DataType::Binary => {
            let bytes = array.as_binary::<i32>().value(index).iter();
            let bytes: Vec<String> = bytes.map(|byte| (*byte as i8).to_string()).collect();
            write!(into, "[{}]", bytes.join(","))
        }
        DataType::FixedSizeBinary(16) => {
            // The form of a UUID.
            for (position, byte) in array.as_fixed_size_binary().value(index).iter().enumerate() {
                if matches!(position, 4 | 6 | 8 | 10) {
                    into.write_char('-')?;
                }
                write!(into, "{byte:02x}")?;
            }
            Ok(())
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(index);
            into.write_char('[')?;
            for item in 0..items.len() {
                if item > 0 {
                    into.write_char(',')?;
                }
                if items.is_valid(item) {
                    append(&items, item, into)?;
                } else {
                    into.write_char(' ')?;
                }
            }
            into.write_char(']')
        }
        other => write!(into, "{other}"),
    }
}
