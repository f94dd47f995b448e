//! Values of one size.

use std::sync::Arc;

use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{ArrayRef, BooleanArray, FixedSizeBinaryArray, PrimitiveArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow_schema::DataType;

use super::nulls::{null_buffer, remove_nulls, remove_positions, trimmed, truncate_nulls};

/// Values of one size.
///
/// Null rows are listed by position, so that the common row, a value, costs nothing for being there.
#[derive(Debug, Default)]
pub(crate) struct Values<T> {
    values: Vec<T>,
    nulls: Vec<u32>,
}

impl<T: Copy + Default> Values<T> {
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// The values so far; that of a null row means nothing.
    pub fn as_slice(&self) -> &[T] {
        &self.values
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

    pub(super) fn remove(&mut self, rows: &[usize]) {
        remove_positions(&mut self.values, rows);
        remove_nulls(&mut self.nulls, rows);
    }

    pub(super) fn bytes(&self) -> usize {
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
        self.finish_as::<A>(A::DATA_TYPE)
    }

    /// The same for a type with a time zone or a scale.
    pub fn finish_as<A: ArrowPrimitiveType<Native = T>>(&mut self, data_type: DataType) -> ArrayRef
    where
        T: arrow_buffer::ArrowNativeType,
    {
        let (values, nulls) = self.take();
        Arc::new(PrimitiveArray::<A>::new(ScalarBuffer::from(values), nulls).with_data_type(data_type))
    }
}

impl Values<bool> {
    pub(super) fn finish_booleans(&mut self) -> ArrayRef {
        let (values, nulls) = self.take();
        Arc::new(BooleanArray::new(BooleanBuffer::from(values), nulls))
    }
}

impl Values<[u8; 16]> {
    pub(super) fn finish_fixed(&mut self) -> ArrayRef {
        let (values, nulls) = self.take();
        let bytes = Buffer::from_vec(values.into_flattened());
        Arc::new(FixedSizeBinaryArray::new(16, bytes, nulls))
    }
}
