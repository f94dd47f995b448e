//! Values of any length.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, StringArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};

use super::nulls::{null_buffer, remove_nulls, trimmed, truncate_nulls};

/// Values of any length, one after another.
#[derive(Debug)]
pub(crate) struct Bytes {
    /// Where each value ends; the first entry is 0.
    offsets: Vec<i32>,
    bytes: Vec<u8>,
    nulls: Vec<u32>,
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

    /// The value of a row; empty for null.
    pub fn value(&self, row: usize) -> &[u8] {
        &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
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

    /// Adds a value: the first `len` of some bytes, which are as many at least.
    #[inline]
    pub fn push_start(&mut self, bytes: &[u8], len: usize) {
        const SHORT: usize = 16;
        match bytes.first_chunk::<SHORT>() {
            // As above: a store instead of a call.
            Some(chunk) if len <= SHORT => {
                let end = self.bytes.len() + len;
                self.bytes.extend_from_slice(chunk);
                self.bytes.truncate(end);
                self.end_value();
            }
            _ => self.push(&bytes[..len]),
        }
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
    pub fn reserve_bytes(&mut self, rows: usize, bytes: usize) {
        self.reserve(rows);
        self.bytes.reserve(bytes);
    }

    /// Makes room for `rows` more, of which nobody knows how long they are.
    pub fn reserve(&mut self, rows: usize) {
        self.offsets.reserve(rows);
    }

    /// Whether every value from row `from` on is UTF-8: all bytes are, and none of the ends is inside a character.
    pub fn is_text(&self, from: usize) -> bool {
        let start = self.offsets[from] as usize;
        simdutf8::basic::from_utf8(&self.bytes[start..]).is_ok_and(|text| {
            let mut ends = self.offsets[from + 1..].iter().map(|end| *end as usize - start);
            text.is_ascii() || ends.all(|end| text.is_char_boundary(end))
        })
    }

    pub fn truncate(&mut self, len: usize) {
        self.offsets.truncate(len + 1);
        self.bytes.truncate(self.offsets[len] as usize);
        truncate_nulls(&mut self.nulls, len);
    }

    /// Cuts back to `len` rows if there are more.
    #[inline]
    pub fn truncate_if_longer(&mut self, len: usize) {
        if self.len() > len {
            self.truncate(len);
        }
    }

    pub(super) fn remove(&mut self, rows: &[usize]) {
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

    pub(super) fn bytes(&self) -> usize {
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

    pub(super) fn finish_strings(&mut self) -> ArrayRef {
        let (offsets, bytes, nulls) = self.take();
        Arc::new(StringArray::new(offsets, bytes, nulls))
    }

    pub(super) fn finish_binary(&mut self) -> ArrayRef {
        let (offsets, bytes, nulls) = self.take();
        Arc::new(BinaryArray::new(offsets, bytes, nulls))
    }
}
