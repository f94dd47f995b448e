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
    #[inline(always)]
    pub fn unsigned_varint(&mut self) -> Result<u64, Fault> {
        let rest = &self.bytes[self.at..];
        let (value, len) = match *rest {
            // Nearly all are of one or two bytes.
            [first, ..] if first < 0x80 => (u64::from(first), 1),
            [first, second, ..] if second < 0x80 => (u64::from(first & 0x7f) | u64::from(second) << 7, 2),
            _ => long_varint(rest)?,
        };
        self.at += len;
        Ok(value)
    }

    /// A signed number in zigzag form.
    #[inline(always)]
    pub fn varint(&mut self) -> Result<i64, Fault> {
        let value = self.unsigned_varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Bytes after their length; a negative length is null.
    #[inline(always)]
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

/// A number of any number of bytes, and how many it has.
fn long_varint(bytes: &[u8]) -> Result<(u64, usize), Fault> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if *byte < 0x80 {
            return Ok((value, index + 1));
        }
    }
    Err(if bytes.len() < 10 {
        CUT_OFF
    } else {
        "a number in it has more than ten bytes"
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(mut value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while value > 0x7f {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    }

    proptest! {
        /// Whatever follows them, or nothing, and however many bytes they have.
        #[test]
        fn varints_are_those_that_were_written(value: u64, bits in 1..=64u32, others in prop::collection::vec(any::<u8>(), 0..12)) {
            let value = value >> (64 - bits);
            let mut bytes = written(value);
            let len = bytes.len();
            for cut in 0..len {
                prop_assert_eq!(Reader::new(&bytes[..cut], 0).unsigned_varint(), Err(CUT_OFF));
            }
            bytes.extend(others);
            let mut reader = Reader::new(&bytes, 0);
            prop_assert_eq!(reader.unsigned_varint(), Ok(value));
            prop_assert_eq!(reader.position(), len);
        }

        /// One of more bytes than it needs is what it says.
        #[test]
        fn varints_with_zeros_at_their_end(value in 0..1u64 << 28, zeros in 1..5usize) {
            let mut bytes = written(value);
            *bytes.last_mut().unwrap() |= 0x80;
            bytes.extend(vec![0x80; zeros - 1]);
            bytes.extend([0; 12]);
            prop_assert_eq!(Reader::new(&bytes, 0).unsigned_varint(), Ok(value));
        }
    }

    #[test]
    fn a_number_that_does_not_end_is_none() {
        let fault = Reader::new(&[0xff; 20], 0).unsigned_varint();
        assert_eq!(fault, Err("a number in it has more than ten bytes"));
    }
}
