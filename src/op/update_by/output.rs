//! Results as they are written.

use std::sync::Arc;

use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{ArrayRef, PrimitiveArray};
use arrow_buffer::{BooleanBufferBuilder, NullBuffer};

/// Values that are written one after another. The validity is kept from the first null on.
pub(super) struct Output<P: ArrowPrimitiveType> {
    values: Vec<P::Native>,
    valid: Option<BooleanBufferBuilder>,
}

impl<P: ArrowPrimitiveType> Output<P> {
    pub fn with_capacity(capacity: usize) -> Self {
        Output {
            values: Vec::with_capacity(capacity),
            valid: None,
        }
    }

    #[inline]
    pub fn push(&mut self, value: Option<P::Native>) {
        match (value, &mut self.valid) {
            (Some(value), None) => self.values.push(value),
            (Some(value), Some(valid)) => {
                valid.append(true);
                self.values.push(value);
            }
            (None, _) => self.push_null(),
        }
    }

    #[cold]
    fn push_null(&mut self) {
        let (len, capacity) = (self.values.len(), self.values.capacity());
        let valid = self.valid.get_or_insert_with(|| {
            let mut valid = BooleanBufferBuilder::new(capacity);
            valid.append_n(len, true);
            valid
        });
        valid.append(false);
        self.values.push(P::Native::default());
    }

    pub fn finish(mut self) -> ArrayRef {
        let nulls = self.valid.as_mut().map(|valid| NullBuffer::new(valid.finish()));
        Arc::new(PrimitiveArray::<P>::new(self.values.into(), nulls))
    }
}
