//! Arrays that come finished, one after another.

use arrow_array::{Array, ArrayRef, UInt32Array, new_empty_array, new_null_array};
use arrow_schema::DataType;
use arrow_select::concat::concat;
use arrow_select::take::take;

/// Arrays of one type.
#[derive(Debug)]
pub(crate) struct Pieces {
    data_type: DataType,
    arrays: Vec<ArrayRef>,
    len: usize,
}

impl Pieces {
    pub fn new(data_type: DataType) -> Self {
        Pieces {
            data_type,
            arrays: Vec::new(),
            len: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    /// Adds the rows of an array of the type.
    pub fn push(&mut self, array: ArrayRef) {
        self.len += array.len();
        self.arrays.push(array);
    }

    pub fn push_null(&mut self) {
        self.push_nulls(1);
    }

    pub fn push_nulls(&mut self, rows: usize) {
        self.push(new_null_array(&self.data_type, rows));
    }

    /// Nothing: arrays come with their room.
    pub(super) fn reserve(&mut self, _: usize) {}

    pub(super) fn truncate(&mut self, len: usize) {
        while self.len > len
            && let Some(last) = self.arrays.pop()
        {
            self.len -= last.len();
            if self.len < len {
                self.push(last.slice(0, len - self.len));
            }
        }
    }

    /// Takes out rows at ascending positions.
    pub(super) fn remove(&mut self, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        let mut removed = rows.iter().copied().peekable();
        let kept = (0..self.len).filter(|row| removed.next_if_eq(row).is_none());
        let kept: UInt32Array = kept.map(|row| row as u32).collect();
        let all = self.finish();
        match take(&all, &kept, None) {
            Ok(left) => self.push(left),
            Err(error) => unreachable!("rows that are there are taken: {error}"),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.arrays.iter().map(|array| array.get_array_memory_size()).sum()
    }

    pub(super) fn finish(&mut self) -> ArrayRef {
        let arrays = std::mem::take(&mut self.arrays);
        self.len = 0;
        let several = match arrays.as_slice() {
            [] => return new_empty_array(&self.data_type),
            [only] => return only.clone(),
            several => several.iter().map(AsRef::as_ref).collect::<Vec<&dyn Array>>(),
        };
        // A block is handed over long before its texts reach the 2 GiB that one array can hold.
        match concat(&several) {
            Ok(joined) => joined,
            Err(error) => unreachable!("arrays of one type are joined: {error}"),
        }
    }
}
