//! Values as keys that can be put in order, and back.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
    StringArray, UInt8Array, UInt16Array, UInt32Array, make_array, new_empty_array,
};
use arrow_row::{RowConverter, SortField};
use arrow_schema::{DataType, Field};

use crate::decimal::order;
use crate::error::{Error, Result};
use crate::spec::JavaEnum;

/// The values of a column as keys: their order is that of the values. NaN, of which there is one, is greatest, and minus
/// zero is less than zero.
pub(crate) trait Keys: Send {
    type Key: Ord + Clone + Send;

    /// The keys of all rows; those of null rows mean nothing.
    fn keys(&self, values: &ArrayRef) -> Result<Vec<Self::Key>>;

    /// The values of these keys; null for none.
    fn values<'a>(&self, keys: impl Iterator<Item = Option<&'a Self::Key>>) -> Result<ArrayRef>
    where
        Self::Key: 'a;

    /// The key of NaN, if the type has it.
    fn nan(&self) -> Option<Self::Key> {
        None
    }

    /// Whether this is the key of NaN.
    fn is_nan(&self, key: &Self::Key) -> bool {
        let _ = key;
        false
    }

    /// The middle between two values, if the type has one.
    fn middle(&self, low: &Self::Key, high: &Self::Key) -> Option<f64> {
        let _ = (low, high);
        None
    }
}

/// Whether [`Numbers`] are the keys of this type; otherwise it is [`Encodings`].
pub(crate) fn is_number(data_type: &DataType) -> bool {
    match data_type {
        DataType::Boolean | DataType::Float32 | DataType::Float64 => true,
        DataType::Float16 | DataType::UInt64 | DataType::Interval(_) => false,
        other => matches!(other.primitive_width(), Some(1 | 2 | 4 | 8)),
    }
}

/// Booleans and numbers of at most 64 bits.
pub(crate) struct Numbers {
    pub data_type: DataType,
    /// Whether minus zero is zero.
    pub one_zero: bool,
}

/// The key of NaN.
const NAN: i64 = i64::MAX;

/// A float as a number in the total order of IEEE 754, and back: its own inverse.
#[inline]
fn ordered(bits: i64) -> i64 {
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

#[inline]
pub(super) fn key_of_float(value: f64) -> i64 {
    if value.is_nan() {
        NAN
    } else {
        ordered(value.to_bits() as i64)
    }
}

#[inline]
pub(super) fn float_of_key(key: i64) -> f64 {
    f64::from_bits(ordered(key) as u64)
}

impl Numbers {
    fn is_float(&self) -> bool {
        matches!(self.data_type, DataType::Float32 | DataType::Float64)
    }

    /// The values of these keys; null for none.
    pub fn array(&self, keys: impl Iterator<Item = Option<i64>>) -> Result<ArrayRef> {
        macro_rules! whole {
            ($array:ty, $native:ty) => {
                Arc::new(keys.map(|key| key.map(|key| key as $native)).collect::<$array>())
            };
        }
        let array: ArrayRef = match &self.data_type {
            DataType::Boolean => {
                return Ok(Arc::new(
                    keys.map(|key| key.map(|key| key != 0)).collect::<BooleanArray>(),
                ));
            }
            DataType::Float32 => {
                let floats = keys.map(|key| key.map(|key| float_of_key(key) as f32));
                return Ok(Arc::new(floats.collect::<Float32Array>()));
            }
            DataType::Float64 => {
                return Ok(Arc::new(
                    keys.map(|key| key.map(float_of_key)).collect::<Float64Array>(),
                ));
            }
            DataType::UInt8 => whole!(UInt8Array, u8),
            DataType::UInt16 => whole!(UInt16Array, u16),
            DataType::UInt32 => whole!(UInt32Array, u32),
            other => match other.primitive_width() {
                Some(1) => whole!(Int8Array, i8),
                Some(2) => whole!(Int16Array, i16),
                Some(4) => whole!(Int32Array, i32),
                _ => whole!(Int64Array, i64),
            },
        };
        // The same bits under their own type: an instant is a long.
        let data = array.to_data().into_builder().data_type(self.data_type.clone());
        Ok(make_array(data.build()?))
    }
}

impl Keys for Numbers {
    type Key = i64;

    fn keys(&self, values: &ArrayRef) -> Result<Vec<i64>> {
        let zero = if self.one_zero { 0.0 } else { -0.0 };
        // Minus zero added leaves every float as it is; zero makes minus zero zero.
        Ok(match values.data_type() {
            DataType::Float32 => {
                let floats = values.as_primitive::<Float32Type>().values();
                floats
                    .iter()
                    .map(|value| key_of_float(f64::from(*value) + zero))
                    .collect()
            }
            DataType::Float64 => {
                let floats = values.as_primitive::<Float64Type>().values();
                floats.iter().map(|value| key_of_float(*value + zero)).collect()
            }
            _ => integers(values)?,
        })
    }

    fn values<'a>(&self, keys: impl Iterator<Item = Option<&'a i64>>) -> Result<ArrayRef> {
        self.array(keys.map(Option::<&i64>::copied))
    }

    fn nan(&self) -> Option<i64> {
        self.is_float().then_some(NAN)
    }

    #[inline]
    fn is_nan(&self, key: &i64) -> bool {
        *key == NAN && self.is_float()
    }

    fn middle(&self, low: &i64, high: &i64) -> Option<f64> {
        match self.data_type {
            DataType::Int8 | DataType::Int16 | DataType::UInt16 | DataType::Int32 | DataType::Int64 => {
                Some((*low as f64 + *high as f64) / 2.0)
            }
            DataType::Float32 | DataType::Float64 => Some((float_of_key(*low) + float_of_key(*high)) / 2.0),
            _ => None,
        }
    }
}

/// Booleans and whole numbers of at most 64 bits, also those that are instants and the like, as longs. Null rows hold
/// any number.
pub(crate) fn integers(values: &ArrayRef) -> Result<Vec<i64>> {
    if let Some(booleans) = values.as_boolean_opt() {
        return Ok(booleans.values().iter().map(i64::from).collect());
    }
    let (data, rows) = (values.to_data(), values.len());
    macro_rules! widened {
        ($native:ty) => {
            data.buffer::<$native>(0)[..rows]
                .iter()
                .map(|value| i64::from(*value))
                .collect()
        };
    }
    Ok(match values.data_type() {
        DataType::UInt8 => widened!(u8),
        DataType::UInt16 => widened!(u16),
        DataType::UInt32 => widened!(u32),
        other => match other.primitive_width() {
            Some(1) => widened!(i8),
            Some(2) => widened!(i16),
            Some(4) => widened!(i32),
            Some(8) => data.buffer::<i64>(0)[..rows].to_vec(),
            _ => return Err(Error::internal(format!("values of type {other} are no whole numbers"))),
        },
    })
}

/// Values of any other type, as bytes that are in the same order.
pub(crate) struct Encodings {
    /// Whose names the values are: the bytes are those of their ordinals.
    constants: Option<JavaEnum>,
    data_type: DataType,
    converter: RowConverter,
}

impl Encodings {
    pub fn of(field: &Field) -> Result<Self> {
        let constants = JavaEnum::of(field);
        let data_type = constants.map_or(field.data_type(), |_| &DataType::Int32);
        Ok(Encodings {
            constants,
            data_type: data_type.clone(),
            converter: RowConverter::new(vec![SortField::new(data_type.clone())])?,
        })
    }
}

impl Keys for Encodings {
    type Key = Box<[u8]>;

    fn keys(&self, values: &ArrayRef) -> Result<Vec<Box<[u8]>>> {
        let values = match self.constants {
            Some(constants) => Arc::new(constants.ordinals(values)?),
            None => values.clone(),
        };
        let rows = self.converter.convert_columns(&[values])?;
        Ok(rows.iter().map(|row| row.data().into()).collect())
    }

    fn values<'a>(&self, keys: impl Iterator<Item = Option<&'a Box<[u8]>>>) -> Result<ArrayRef> {
        let null = self
            .converter
            .convert_columns(&[arrow_array::new_null_array(&self.data_type, 1)])?;
        let null = null.row(0).data().to_vec();
        let parser = self.converter.parser();
        let rows: Vec<&[u8]> = keys.map(|key| key.map_or(&*null, |key| &**key)).collect();
        let arrays = self
            .converter
            .convert_rows(rows.into_iter().map(|bytes| parser.parse(bytes)))?;
        let values = arrays.into_iter().next();
        let values = values.unwrap_or_else(|| new_empty_array(&self.data_type));
        Ok(match self.constants {
            Some(constants) => Arc::new(constants.names(values.as_primitive())),
            None => values,
        })
    }
}

/// Decimals as texts, each of which has its own digits behind the point.
pub(crate) struct OwnDigits;

/// The bytes that ascend with the number, and its text: equal numbers with other digits are different values, and in the
/// order of their texts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NumberKey {
    order: Box<[u8]>,
    text: Box<str>,
}

impl Keys for OwnDigits {
    type Key = NumberKey;

    fn keys(&self, values: &ArrayRef) -> Result<Vec<NumberKey>> {
        let texts = values.as_string::<i32>();
        let mut bytes = Vec::new();
        let key = |text: Option<&str>| {
            let text = text.unwrap_or_default();
            bytes.clear();
            order::write(text, &mut bytes);
            NumberKey {
                order: bytes.as_slice().into(),
                text: text.into(),
            }
        };
        Ok(texts.iter().map(key).collect())
    }

    fn values<'a>(&self, keys: impl Iterator<Item = Option<&'a NumberKey>>) -> Result<ArrayRef> {
        let texts = keys.map(|key| key.map(|key| &*key.text));
        Ok(Arc::new(texts.collect::<StringArray>()))
    }
}
