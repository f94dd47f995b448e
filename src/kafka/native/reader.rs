//! Numbers and lengths in what a broker has sent.

use std::ops::Range;

use crate::kafka::Span;

/// Why bytes are not what they should be, in words that follow a place.
pub(super) type Fault = &'static str;

/// Goes over a stretch of a buffer. Nothing is read beyond its end, whatever the lengths in it say.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    /// The buffer, up to the end of the stretch.
    bytes: &'a [u8],
    at: usize,
}

const CUT_OFF: Fault = "it ends too early";

impl<'a> Reader<'a> {
    /// Reads from `start` to the end.
    pub fn new(bytes: &'a [u8], start: usize) -> Self {
        Reader {
            bytes,
            at: start.min(bytes.len()),
        }
    }

    /// Where the next byte is.
    pub fn position(&self) -> usize {
        self.at
    }

    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// Passes so many bytes.
    #[inline]
    pub fn skip(&mut self, count: usize) -> Result<(), Fault> {
        if count > self.remaining() {
            return Err(CUT_OFF);
        }
        self.at += count;
        Ok(())
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (first, _) = self.bytes[self.at..].split_first_chunk::<N>().ok_or(CUT_OFF)?;
        self.at += N;
        Ok(*first)
    }

    pub fn i8(&mut self) -> Result<i8, Fault> {
        self.array().map(i8::from_be_bytes)
    }

    pub fn i16(&mut self) -> Result<i16, Fault> {
        self.array().map(i16::from_be_bytes)
    }

    pub fn i32(&mut self) -> Result<i32, Fault> {
        self.array().map(i32::from_be_bytes)
    }

    pub fn u32(&mut self) -> Result<u32, Fault> {
        self.array().map(u32::from_be_bytes)
    }

    pub fn i64(&mut self) -> Result<i64, Fault> {
        self.array().map(i64::from_be_bytes)
    }

    /// A number of up to ten bytes of which each holds seven bits.
    #[inline]
    pub fn unsigned_varint(&mut self) -> Result<u64, Fault> {
        let rest = &self.bytes[self.at..];
        // Nearly all are of one byte.
        if let Some(&first) = rest.first()
            && first < 0x80
        {
            self.at += 1;
            return Ok(u64::from(first));
        }
        let mut value = 0;
        for (index, byte) in rest.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * index);
            if *byte < 0x80 {
                self.at += index + 1;
                return Ok(value);
            }
        }
        Err(if rest.len() < 10 {
            CUT_OFF
        } else {
            "a number in it has more than ten bytes"
        })
    }

    /// A signed number in zigzag form.
    #[inline]
    pub fn varint(&mut self) -> Result<i64, Fault> {
        let value = self.unsigned_varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Bytes after their length; a negative length is null.
    #[inline]
    pub fn span(&mut self) -> Result<Span, Fault> {
        let len = self.varint()?;
        let Ok(len) = usize::try_from(len) else {
            return Ok(Span::NULL);
        };
        let start = self.at;
        self.skip(len)?;
        Ok(Span::new(start, len))
    }

    /// So many bytes.
    pub fn range(&mut self, count: usize) -> Result<Range<usize>, Fault> {
        let start = self.at;
        self.skip(count)?;
        Ok(start..self.at)
    }

    /// The same, as they are.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let range = self.range(count)?;
        Ok(&self.bytes[range])
    }
}
