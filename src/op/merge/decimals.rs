//! Decimals of different types in one column: each keeps its own digits behind the point, as in the mirrored API.

use std::fmt::Write;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType};
use arrow_buffer::i256;
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::decimal::Decimal;
use crate::error::{Error, Result};
use crate::spec::{ColumnType, has_own_digits, is_big_integer};
use crate::table::{Column, RowSet, Snapshot};

/// Whether a column holds Java's `BigDecimal`s.
fn is_decimal(field: &Field) -> bool {
    has_own_digits(field) || (field.data_type().is_decimal() && !is_big_integer(field))
}

/// The schema, in which columns are texts whose decimals have another type in an input.
pub(super) fn common(schema: &SchemaRef, inputs: &[Snapshot]) -> SchemaRef {
    let common = |field: &Arc<Field>| {
        let differs = |input: &Snapshot| {
            let other = input.schema().field_with_name(field.name());
            other.is_ok_and(|other| is_decimal(other) && other.data_type() != field.data_type())
        };
        match is_decimal(field) && inputs.iter().any(differs) {
            true => Arc::new(ColumnType::own_digits().field(field.name())),
            false => field.clone(),
        }
    };
    let fields: Vec<_> = schema.fields().iter().map(common).collect();
    if fields == schema.fields()[..] {
        return schema.clone();
    }
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// Whether a column of an input can be in a column of the result.
pub(super) fn fits(field: &Field, expected: &Field) -> bool {
    match has_own_digits(expected) {
        true => is_decimal(field),
        false => field.data_type() == expected.data_type() && !has_own_digits(field),
    }
}

/// The rows of an input, with its `columns` as those of the result.
pub(super) fn adopted(rows: &Snapshot, schema: &SchemaRef, columns: &[usize]) -> Snapshot {
    let becomes_text = |(index, expected): (&usize, &Arc<Field>)| {
        has_own_digits(expected) && rows.schema().field(*index).data_type().is_decimal()
    };
    let projected = rows.project(schema, columns);
    if !columns.iter().zip(schema.fields()).any(becomes_text) {
        return projected;
    }
    let adopted = columns.iter().zip(schema.fields()).filter_map(|place| {
        let column = rows.column(*place.0)?.clone();
        Some(match becomes_text(place) {
            true => Arc::new(OwnDigits(column)),
            false => column,
        })
    });
    Snapshot::new(schema.clone(), rows.row_keys().clone(), adopted.collect())
}

/// Arrow decimals as texts, made when they are read.
struct OwnDigits(Arc<dyn Column>);

impl Column for OwnDigits {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        texts(&self.0.read(keys)?)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        texts(&self.0.gather(keys)?)
    }

    fn memory_size(&self) -> usize {
        self.0.memory_size()
    }

    fn contiguous(&self, key: u64) -> u64 {
        self.0.contiguous(key)
    }
}

fn texts(decimals: &ArrayRef) -> Result<ArrayRef> {
    match decimals.data_type() {
        DataType::Decimal32(_, scale) => texts_of::<Decimal32Type>(decimals, *scale, i256::from),
        DataType::Decimal64(_, scale) => texts_of::<Decimal64Type>(decimals, *scale, i256::from),
        DataType::Decimal128(_, scale) => texts_of::<Decimal128Type>(decimals, *scale, i256::from_i128),
        DataType::Decimal256(_, scale) => texts_of::<Decimal256Type>(decimals, *scale, |value| value),
        other => Err(Error::internal(format!("a merged column of {other} is no decimal"))),
    }
}

fn texts_of<T: ArrowPrimitiveType>(
    decimals: &ArrayRef,
    scale: i8,
    digits: impl Fn(T::Native) -> i256,
) -> Result<ArrayRef> {
    let mut texts = StringBuilder::with_capacity(decimals.len(), 16 * decimals.len());
    for value in decimals.as_primitive::<T>() {
        if let Some(value) = value {
            write!(texts, "{}", Decimal::of_i256(digits(value), scale))
                .map_err(|_| Error::internal("a decimal cannot be shown"))?;
            texts.append_value("");
        } else {
            texts.append_null();
        }
    }
    Ok(Arc::new(texts.finish()))
}
