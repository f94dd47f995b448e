//! Numbers for the values of one key column.

use arrow_array::cast::AsArray;
use arrow_array::types::{ByteArrayType, Float32Type, Float64Type, UInt8Type, UInt16Type};
use arrow_array::{Array, GenericByteArray};
use arrow_buffer::NullBuffer;
use arrow_row::{RowConverter, SortField};
use arrow_schema::DataType;

use super::NO_GROUP;
use super::numbers::Numbers;
use super::texts::Texts;
use crate::agg::integers;
use crate::error::{Error, Result};
use crate::table::Encoded;

/// The values of a key column so far, in a table that suits their type.
pub(super) enum ColumnKeys {
    /// Booleans and numbers of at most 64 bits.
    Numbers(Numbers),
    /// Text and bytes.
    Texts(Texts),
    /// Anything else, as rows of bytes that are equal where the values are.
    Rows(RowConverter, Texts),
}

impl ColumnKeys {
    pub fn new(data_type: &DataType) -> Result<Self> {
        Ok(match data_type {
            DataType::Boolean => ColumnKeys::Numbers(Numbers::default()),
            DataType::Utf8 | DataType::Binary => ColumnKeys::Texts(Texts::default()),
            _ if is_number(data_type) => ColumnKeys::Numbers(Numbers::default()),
            _ => {
                let fields = vec![SortField::new(data_type.clone())];
                ColumnKeys::Rows(RowConverter::new(fields)?, Texts::default())
            }
        })
    }

    pub fn count(&self) -> u32 {
        match self {
            ColumnKeys::Numbers(numbers) => numbers.count(),
            ColumnKeys::Texts(texts) | ColumnKeys::Rows(_, texts) => texts.count(),
        }
    }

    /// Adds the number of each row's value to `out`; new values get the next ones.
    pub fn assign(&mut self, values: &Encoded, out: &mut Vec<u32>) -> Result<()> {
        match self {
            ColumnKeys::Numbers(numbers) => {
                let (values, nulls) = bits(values)?;
                numbers.assign(&values, nulls.as_ref(), out);
                Ok(())
            }
            ColumnKeys::Texts(texts) => number_texts(values, out, |text| texts.assign(text)),
            ColumnKeys::Rows(converter, texts) => number_rows(converter, values, out, |row| texts.assign(Some(row))),
        }
    }

    /// Adds the number of each row's value to `out`, [`NO_GROUP`] for one that has none.
    pub fn find(&self, values: &Encoded, out: &mut Vec<u32>) -> Result<()> {
        match self {
            ColumnKeys::Numbers(numbers) => {
                let (values, nulls) = bits(values)?;
                numbers.find(&values, nulls.as_ref(), out);
                Ok(())
            }
            ColumnKeys::Texts(texts) => number_texts(values, out, |text| texts.find(text)),
            ColumnKeys::Rows(converter, texts) => number_rows(converter, values, out, |row| texts.find(Some(row))),
        }
    }
}

fn is_number(data_type: &DataType) -> bool {
    !matches!(data_type, DataType::Float16) && matches!(data_type.primitive_width(), Some(1 | 2 | 4 | 8))
}

/// Values of at most 64 bits as numbers that are equal where the values are. Whole numbers keep their distances.
fn bits(values: &Encoded) -> Result<(Vec<u64>, Option<NullBuffer>)> {
    let array = values.plain()?;
    let numbers = match array.data_type() {
        DataType::Boolean => array.as_boolean().values().iter().map(u64::from).collect(),
        DataType::Float32 => {
            let floats = array.as_primitive::<Float32Type>().values();
            // Plus zero makes minus zero zero.
            let bits = |float: &f32| if float.is_nan() { f32::NAN } else { float + 0.0 }.to_bits();
            floats.iter().map(|float| u64::from(bits(float))).collect()
        }
        DataType::Float64 => {
            let floats = array.as_primitive::<Float64Type>().values();
            let bits = |float: &f64| if float.is_nan() { f64::NAN } else { float + 0.0 }.to_bits();
            floats.iter().map(bits).collect()
        }
        // In the order of the numbers, so that the negative ones lie next to the others.
        _ => integers(&array)?
            .into_iter()
            .map(|value| value as u64 ^ 1 << 63)
            .collect(),
    };
    Ok((numbers, array.nulls().cloned()))
}

/// Adds what `number` says of each text to `out`; it is asked once for each code that occurs, in the order of the rows.
fn number_texts(values: &Encoded, out: &mut Vec<u32>, mut number: impl FnMut(Option<&[u8]>) -> u32) -> Result<()> {
    match values {
        Encoded::Plain(values) => match values.data_type() {
            DataType::Utf8 => number_bytes(values.as_string::<i32>(), out, number),
            DataType::Binary => number_bytes(values.as_binary::<i32>(), out, number),
            other => return Err(Error::internal(format!("keys of type {other} are no text"))),
        },
        Encoded::Dictionary { values, codes } => {
            let Some(texts) = values.as_string_opt::<i32>() else {
                return Err(Error::internal("a dictionary of something else than text"));
            };
            let text = |code: usize| texts.is_valid(code).then(|| texts.value(code).as_bytes());
            // Of a code that has not occurred; the number of a text that is not known is asked for again.
            let mut numbers = vec![NO_GROUP; texts.len()];
            let numbers = numbers.as_mut_slice();
            let mut number = |code: usize| {
                if numbers[code] == NO_GROUP {
                    numbers[code] = number(text(code));
                }
                numbers[code]
            };
            match codes.as_primitive_opt::<UInt8Type>() {
                Some(codes) => out.extend(codes.values().iter().map(|code| number(usize::from(*code)))),
                None => {
                    let codes = codes
                        .as_primitive_opt::<UInt16Type>()
                        .ok_or_else(|| Error::internal("codes that are neither bytes nor shorts"))?;
                    out.extend(codes.values().iter().map(|code| number(usize::from(*code))));
                }
            }
        }
    }
    Ok(())
}

fn number_bytes<T: ByteArrayType<Offset = i32>>(
    values: &GenericByteArray<T>,
    out: &mut Vec<u32>,
    mut number: impl FnMut(Option<&[u8]>) -> u32,
) {
    let bytes = values.value_data();
    let texts = values
        .value_offsets()
        .windows(2)
        .map(|ends| &bytes[ends[0] as usize..ends[1] as usize]);
    match values.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => out.extend(texts.map(|text| number(Some(text)))),
        Some(nulls) => out.extend(texts.zip(nulls).map(|(text, valid)| number(valid.then_some(text)))),
    }
}

fn number_rows(
    converter: &RowConverter,
    values: &Encoded,
    out: &mut Vec<u32>,
    mut number: impl FnMut(&[u8]) -> u32,
) -> Result<()> {
    let rows = converter.convert_columns(&[values.plain()?])?;
    out.extend(rows.iter().map(|row| number(row.data())));
    Ok(())
}
