//! Avro's binary encoding, piece by piece.

use super::fault::{Fault, Read};

/// Where a record is read. Reading past its end, or what no writer writes, is a fault.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Items of no bytes so far, of which a few bytes can promise any number.
    empty_items: usize,
    /// Values that are being read inside of each other.
    depth: usize,
}

/// The most items of no bytes in one record.
const MAX_EMPTY_ITEMS: usize = 1 << 16;
/// The most values inside of each other, of which a recursive type can have any number.
const MAX_DEPTH: usize = 256;

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Cursor {
            bytes,
            at: 0,
            empty_items: 0,
            depth: 0,
        }
    }

    pub fn position(&self) -> usize {
        self.at
    }

    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    #[inline]
    pub fn take(&mut self, len: usize) -> Read<&'a [u8]> {
        match self.bytes[self.at..].get(..len) {
            Some(taken) => {
                self.at += len;
                Ok(taken)
            }
            None => Err(self.ends(len)),
        }
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        match self.bytes[self.at..].first_chunk() {
            Some(taken) => {
                self.at += N;
                Ok(*taken)
            }
            None => Err(self.ends(N)),
        }
    }

    #[cold]
    fn ends(&self, len: usize) -> Box<Fault> {
        Fault::new(format!(
            "the record ends too early: {len} bytes expected, {} are left",
            self.left()
        ))
    }

    #[inline]
    pub fn long(&mut self) -> Read<i64> {
        // The sign is the lowest bit.
        let word = self.varint()?;
        Ok((word >> 1) as i64 ^ -((word & 1) as i64))
    }

    #[inline]
    fn varint(&mut self) -> Read<u64> {
        const MORE: u64 = 0x8080_8080_8080_8080;
        let rest = &self.bytes[self.at..];
        if let Some(first) = rest.first()
            && *first < 0x80
        {
            self.at += 1;
            return Ok(u64::from(*first));
        }
        let Some(word) = rest.first_chunk().map(|chunk| u64::from_le_bytes(*chunk)) else {
            return self.slow_varint();
        };
        let stop = !word & MORE;
        if stop == 0 {
            return self.slow_varint();
        }
        self.at += stop.trailing_zeros() as usize / 8 + 1;
        // All bits up to the first byte that no other follows, then its seven bits of each byte moved together.
        let word = word & (stop ^ (stop - 1)) & !MORE;
        let word = word & 0x007f_007f_007f_007f | (word & 0x7f00_7f00_7f00_7f00) >> 1;
        let word = word & 0x0000_3fff_0000_3fff | (word & 0x3fff_0000_3fff_0000) >> 2;
        Ok(word & 0x0fff_ffff | (word & 0x0fff_ffff_0000_0000) >> 4)
    }

    /// Near the end of a record, or of more than eight bytes.
    #[cold]
    fn slow_varint(&mut self) -> Read<u64> {
        let mut word = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && byte > 1 {
                break;
            }
            word |= bits << shift;
            if byte < 0x80 {
                return Ok(word);
            }
        }
        Err(Fault::new("a number has more than 64 bits".to_owned()))
    }

    #[inline]
    pub fn int(&mut self) -> Read<i32> {
        let long = self.long()?;
        i32::try_from(long).map_err(|_| Fault::new(format!("{long} is no int: it has more than 32 bits")))
    }

    #[inline]
    pub fn float(&mut self) -> Read<f32> {
        Ok(f32::from_le_bytes(self.array()?))
    }

    #[inline]
    pub fn double(&mut self) -> Read<f64> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    #[inline]
    pub fn boolean(&mut self) -> Read<bool> {
        match self.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [other] => Err(Fault::new(format!("byte {other} is no boolean: expected 0 or 1"))),
        }
    }

    /// Bytes or text, which their length precedes.
    #[inline]
    pub fn sized(&mut self) -> Read<&'a [u8]> {
        self.sized_start().map(|(rest, len)| &rest[..len])
    }

    /// The same as the start of all that is left, and its length.
    #[inline]
    pub fn sized_start(&mut self) -> Read<(&'a [u8], usize)> {
        let len = self.long()?;
        let rest = &self.bytes[self.at..];
        match usize::try_from(len) {
            Ok(len) if len <= rest.len() => {
                self.at += len;
                Ok((rest, len))
            }
            _ => Err(self.bad_length(len)),
        }
    }

    #[cold]
    fn bad_length(&self, len: i64) -> Box<Fault> {
        match usize::try_from(len) {
            Ok(len) => self.ends(len),
            Err(_) => Fault::new(format!("a length is negative: {len}")),
        }
    }

    /// The position of a union's branch or of an enum's symbol, of `count`.
    #[inline]
    pub fn position_of(&mut self, what: &'static str, count: usize) -> Read<usize> {
        let position = self.long()?;
        match usize::try_from(position) {
            Ok(position) if position < count => Ok(position),
            _ => Err(Fault::new(format!(
                "{what} {position} does not exist: expected one from 0 to {}",
                count as i64 - 1
            ))),
        }
    }

    /// Calls `item` for each item of an array or each entry of a map. `can_be_empty` tells whether one may have no bytes.
    pub fn items(&mut self, can_be_empty: bool, mut item: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        loop {
            let (count, size) = self.block()?;
            if count == 0 {
                return Ok(());
            }
            self.expect_items(count, can_be_empty)?;
            let start = self.at;
            for _ in 0..count {
                item(self)?;
            }
            let read = self.at - start;
            if let Some(size) = size.filter(|size| *size != read) {
                return Err(Fault::new(format!(
                    "a block of {count} items has {read} bytes, but says that it has {size}"
                )));
            }
        }
    }

    /// Passes all blocks of an array or a map; `item` is called where their sizes are not told.
    pub fn skip_items(&mut self, can_be_empty: bool, mut item: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        loop {
            match self.block()? {
                (0, _) => return Ok(()),
                (_, Some(size)) => {
                    self.take(size)?;
                }
                (count, None) => {
                    self.expect_items(count, can_be_empty)?;
                    for _ in 0..count {
                        item(self)?;
                    }
                }
            }
        }
    }

    /// The number of items of a block, and its size when it is told.
    fn block(&mut self) -> Read<(u64, Option<usize>)> {
        let count = self.long()?;
        if count >= 0 {
            return Ok((count as u64, None));
        }
        let size = self.long()?;
        match usize::try_from(size) {
            Ok(size) if size <= self.left() => Ok((count.unsigned_abs(), Some(size))),
            _ => Err(Fault::new(format!(
                "a block says that it has {size} bytes, {} are left",
                self.left()
            ))),
        }
    }

    fn expect_items(&mut self, count: u64, can_be_empty: bool) -> Read<()> {
        if !can_be_empty {
            if count > self.left() as u64 {
                return Err(Fault::new(format!(
                    "a block says that it has {count} items, {} bytes are left",
                    self.left()
                )));
            }
            return Ok(());
        }
        let free = MAX_EMPTY_ITEMS - self.empty_items;
        match usize::try_from(count) {
            Ok(count) if count <= free => {
                self.empty_items += count;
                Ok(())
            }
            _ => Err(Fault::new(format!(
                "a block says that it has {count} items that may have no bytes: expected at most {MAX_EMPTY_ITEMS} \
                 in a record"
            ))),
        }
    }

    /// Reads what is inside of something.
    pub fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::new(format!(
                "values are more than {MAX_DEPTH} deep inside of each other"
            )));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}
