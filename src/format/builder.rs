//! Typed columns under construction.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampNanosecondType,
    UInt16Type,
};
use arrow_array::{ArrayRef, BinaryArray, BooleanArray, FixedSizeBinaryArray, PrimitiveArray, StringArray};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};

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
    /// JSON text.
    Json(Bytes),
    Binary(Bytes),
    Uuid(Values<[u8; 16]>),
}

/// Values of one size.
///
/// Null rows are listed by position, so that the common row, a value, costs nothing for being there.
#[derive(Debug, Default)]
pub(crate) struct Values<T> {
    values: Vec<T>,
    nulls: Vec<u32>,
}

/// Values of any length, one after another.
#[derive(Debug)]
pub(crate) struct Bytes {
    /// Where each value ends; the first entry is 0.
    offsets: Vec<i32>,
    bytes: Vec<u8>,
    nulls: Vec<u32>,
}

/// The same expression for the typed builder in each variant.
macro_rules! each {
    ($column:expr, $builder:ident => $result:expr) => {
        match $column {
            ColumnBuilder::Boolean($builder) => $result,
            ColumnBuilder::Byte($builder) => $result,
            ColumnBuilder::Char($builder) => $result,
            ColumnBuilder::Short($builder) => $result,
            ColumnBuilder::Int($builder) => $result,
            ColumnBuilder::Long($builder) | ColumnBuilder::Instant($builder) => $result,
            ColumnBuilder::Float($builder) => $result,
            ColumnBuilder::Double($builder) => $result,
            ColumnBuilder::String($builder) | ColumnBuilder::Json($builder) | ColumnBuilder::Binary($builder) => {
                $result
            }
            ColumnBuilder::Uuid($builder) => $result,
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
            ColumnType::Json | ColumnType::JsonObject => ColumnBuilder::Json(Bytes::default()),
            ColumnType::Bytes | ColumnType::ByteBuffer | ColumnType::KafkaBytes => {
                ColumnBuilder::Binary(Bytes::default())
            }
            ColumnType::Uuid => ColumnBuilder::Uuid(Values::default()),
            ColumnType::LocalDate | ColumnType::LocalTime | ColumnType::Duration | ColumnType::Other(_) => return None,
        })
    }

    pub fn len(&self) -> usize {
        each!(self, builder => builder.len())
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
            ColumnBuilder::Instant(values) => values.finish::<TimestampNanosecondType>(),
            ColumnBuilder::String(bytes) | ColumnBuilder::Json(bytes) => bytes.finish_strings(),
            ColumnBuilder::Binary(bytes) => bytes.finish_binary(),
            ColumnBuilder::Uuid(values) => values.finish_fixed(),
        }
    }
}

impl<T: Copy + Default> Values<T> {
    pub fn len(&self) -> usize {
        self.values.len()
    }

    #[inline]
    pub fn push(&mut self, value: T) {
        self.values.push(value);
    }

    #[inline]
    pub fn push_null(&mut self) {
        self.nulls.push(self.values.len() as u32);
        self.values.push(T::default());
    }

    /// Makes room for `rows` more.
    pub fn reserve(&mut self, rows: usize) {
        self.values.reserve(rows);
    }

    /// Cuts back to `len` rows.
    pub fn truncate(&mut self, len: usize) {
        self.values.truncate(len);
        truncate_nulls(&mut self.nulls, len);
    }

    fn remove(&mut self, rows: &[usize]) {
        remove_positions(&mut self.values, rows);
        remove_nulls(&mut self.nulls, rows);
    }

    fn bytes(&self) -> usize {
        size_of_val(self.values.as_slice())
    }

    fn take(&mut self) -> (Vec<T>, Option<NullBuffer>) {
        let values = trimmed(std::mem::take(&mut self.values));
        let nulls = null_buffer(&mut self.nulls, values.len());
        (values, nulls)
    }

    /// The values so far as an Arrow array of type `A`; nothing is left.
    pub fn finish<A: ArrowPrimitiveType<Native = T>>(&mut self) -> ArrayRef
    where
        T: arrow_buffer::ArrowNativeType,
    {
        let (values, nulls) = self.take();
        let array = PrimitiveArray::<A>::new(ScalarBuffer::from(values), nulls);
        if A::DATA_TYPE == TimestampNanosecondType::DATA_TYPE {
            return Arc::new(array.with_data_type(instant()));
        }
        Arc::new(array)
    }
}

impl Values<bool> {
    fn finish_booleans(&mut self) -> ArrayRef {
        let (values, nulls) = self.take();
        Arc::new(BooleanArray::new(BooleanBuffer::from(values), nulls))
    }
}

impl Values<[u8; 16]> {
    fn finish_fixed(&mut self) -> ArrayRef {
        let (values, nulls) = self.take();
        let bytes = Buffer::from_vec(values.into_flattened());
        Arc::new(FixedSizeBinaryArray::new(16, bytes, nulls))
    }
}

impl Default for Bytes {
    fn default() -> Self {
        Bytes {
            offsets: vec![0],
            bytes: Vec::new(),
            nulls: Vec::new(),
        }
    }
}

impl Bytes {
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    #[inline]
    pub fn push(&mut self, value: &[u8]) {
        self.bytes.extend_from_slice(value);
        self.end_value();
    }

    /// Adds a value, or null.
    #[inline]
    pub fn push_option(&mut self, value: Option<&[u8]>) {
        match value {
            Some(value) => self.push(value),
            None => self.push_null(),
        }
    }

    /// Adds a value of the `len` lowest of eight bytes, in which the first one is lowest.
    #[inline]
    pub fn push_short(&mut self, word: u64, len: usize) {
        // Copying all eight and cutting back is a store; copying `len` is a call.
        let end = self.bytes.len() + len;
        self.bytes.extend_from_slice(&word.to_le_bytes());
        self.bytes.truncate(end);
        self.end_value();
    }

    /// Where the next value is written; [`Bytes::end_value`] ends it.
    #[inline]
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    #[inline]
    pub fn end_value(&mut self) {
        self.offsets.push(self.bytes.len() as i32);
    }

    #[inline]
    pub fn push_null(&mut self) {
        self.nulls.push(self.len() as u32);
        self.end_value();
    }

    /// Makes room for `rows` more, of `bytes` in all.
    pub fn reserve(&mut self, rows: usize, bytes: usize) {
        self.offsets.reserve(rows);
        self.bytes.reserve(bytes);
    }

    /// Whether every value from row `from` on is UTF-8: all bytes are, and none of the ends is inside a character.
    pub fn is_text(&self, from: usize) -> bool {
        let start = self.offsets[from] as usize;
        simdutf8::basic::from_utf8(&self.bytes[start..]).is_ok_and(|text| {
            let mut ends = self.offsets[from + 1..].iter().map(|end| *end as usize - start);
            text.is_ascii() || ends.all(|end| text.is_char_boundary(end))
        })
    }

    fn truncate(&mut self, len: usize) {
        self.offsets.truncate(len + 1);
        self.bytes.truncate(self.offsets[len] as usize);
        truncate_nulls(&mut self.nulls, len);
    }

    fn remove(&mut self, rows: &[usize]) {
        let Some(&first) = rows.first() else { return };
        let mut end = self.offsets[first];
        let mut kept = first;
        let mut removed = rows.iter().copied().peekable();
        for row in first..self.len() {
            let (from, to) = (self.offsets[row], self.offsets[row + 1]);
            if removed.next_if_eq(&row).is_some() {
                continue;
            }
            self.bytes.copy_within(from as usize..to as usize, end as usize);
            end += to - from;
            kept += 1;
            self.offsets[kept] = end;
        }
        self.offsets.truncate(kept + 1);
        self.bytes.truncate(end as usize);
        remove_nulls(&mut self.nulls, rows);
    }

    fn bytes(&self) -> usize {
        self.bytes.len() + size_of_val(self.offsets.as_slice())
    }

    fn take(&mut self) -> (OffsetBuffer<i32>, Buffer, Option<NullBuffer>) {
        let nulls = null_buffer(&mut self.nulls, self.offsets.len() - 1);
        let offsets = trimmed(std::mem::replace(&mut self.offsets, vec![0]));
        let bytes = trimmed(std::mem::take(&mut self.bytes));
        (
            OffsetBuffer::new(ScalarBuffer::from(offsets)),
            Buffer::from_vec(bytes),
            nulls,
        )
    }

    fn finish_strings(&mut self) -> ArrayRef {
        let (offsets, bytes, nulls) = self.take();
        Arc::new(StringArray::new(offsets, bytes, nulls))
    }

    fn finish_binary(&mut self) -> ArrayRef {
        let (offsets, bytes, nulls) = self.take();
        Arc::new(BinaryArray::new(offsets, bytes, nulls))
    }
}

/// Gives back memory that is much more than the values need.
fn trimmed<T>(mut values: Vec<T>) -> Vec<T> {
    if values.capacity() > values.len() + values.len() / 4 {
        values.shrink_to_fit();
    }
    values
}

fn null_buffer(nulls: &mut Vec<u32>, len: usize) -> Option<NullBuffer> {
    if nulls.is_empty() {
        return None;
    }
    let mut valid = BooleanBufferBuilder::new(len);
    valid.append_n(len, true);
    nulls.drain(..).for_each(|row| valid.set_bit(row as usize, false));
    Some(NullBuffer::new(valid.finish()))
}

fn truncate_nulls(nulls: &mut Vec<u32>, len: usize) {
    while nulls.last().is_some_and(|row| *row as usize >= len) {
        nulls.pop();
    }
}

fn remove_positions<T>(values: &mut Vec<T>, rows: &[usize]) {
    let mut removed = rows.iter().copied().peekable();
    let mut row = 0;
    values.retain(|_| {
        let keep = removed.next_if_eq(&row).is_none();
        row += 1;
        keep
    });
}

/// Renumbers the null rows after `rows` were taken out.
fn remove_nulls(nulls: &mut Vec<u32>, rows: &[usize]) {
    nulls.retain_mut(|row| {
        let before = rows.partition_point(|removed| *removed < *row as usize);
        let keep = rows.get(before).is_none_or(|removed| *removed != *row as usize);
        *row -= before as u32;
        keep
    });
}
