//! The wire format: tags, varints, fixed-size numbers, stretches of bytes, groups.

use super::fault::{Fault, Parsed};

/// A place in an encoded message.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    pub at: usize,
    /// Where the message that is being read ends; no more than the number of bytes.
    pub end: usize,
}

/// How the value of a field is written; the lowest three bits of its tag.
pub(super) mod wire {
    pub const VARINT: u32 = 0;
    pub const FIXED64: u32 = 1;
    pub const LEN: u32 = 2;
    pub const START_GROUP: u32 = 3;
    pub const END_GROUP: u32 = 4;
    pub const FIXED32: u32 = 5;
}

/// Groups inside groups beyond this are refused, as other readers of the format do.
pub(super) const MAX_DEPTH: usize = 100;

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Cursor {
            bytes,
            at,
            end: bytes.len(),
        }
    }

    #[inline]
    pub fn at_end(&self) -> bool {
        self.at >= self.end
    }

    /// The next eight bytes, of which some may be behind the end of the message; none at the end of the payload.
    #[inline]
    fn word(&self) -> Option<u64> {
        let bytes = self.bytes.get(self.at..self.at + 8)?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    }

    #[inline(always)]
    pub fn varint(&mut self) -> Parsed<u64> {
        if self.at < self.end {
            let byte = self.bytes[self.at];
            if byte < 0x80 {
                self.at += 1;
                return Ok(u64::from(byte));
            }
        }
        if let Some(word) = self.word() {
            let stops = !word & HIGH_BITS;
            if stops != 0 {
                let bits = stops.trailing_zeros() + 1;
                self.at += bits as usize / 8;
                if self.at > self.end {
                    return Err(Fault::truncated());
                }
                return Ok(sevens(word & (u64::MAX >> (64 - bits))));
            }
            if let Some(value) = self.longest_varint(word) {
                return Ok(value);
            }
        }
        self.long_varint()
    }

    /// A varint of nine or ten bytes, as negative numbers have, of which `word` is the first eight; none, and nothing
    /// read, when it is longer or the message ends before.
    fn longest_varint(&mut self, word: u64) -> Option<u64> {
        let low = sevens(word);
        let [ninth, tenth] = *self.bytes.get(self.at + 8..self.at + 10)? else {
            return None;
        };
        let (len, value) = match (ninth < 0x80, tenth < 0x80) {
            (true, _) => (9, low | u64::from(ninth) << 56),
            (false, true) => (10, low | u64::from(ninth & 0x7f) << 56 | u64::from(tenth) << 63),
            (false, false) => return None,
        };
        (self.at + len <= self.end).then(|| {
            self.at += len;
            value
        })
    }

    /// A varint near the end, or of more than eight bytes.
    #[inline(never)]
    fn long_varint(&mut self) -> Parsed<u64> {
        let mut value = 0;
        for shift in (0..70).step_by(7) {
            if self.at >= self.end {
                return Err(Fault::truncated());
            }
            let byte = self.bytes[self.at];
            self.at += 1;
            // Of the tenth byte only one bit has a place.
            value |= u64::from(byte & 0x7f) << shift.min(63);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Fault::new("a varint has more than ten bytes"))
    }

    /// A tag, in 32 bits: the number of the field, and how its value is written.
    #[inline]
    pub fn tag(&mut self) -> Parsed<u32> {
        let tag = self.varint()? as u32;
        if tag < 8 {
            return Err(Fault::new("a field has the number 0"));
        }
        Ok(tag)
    }

    #[inline]
    pub fn fixed32(&mut self) -> Parsed<[u8; 4]> {
        self.fixed()
    }

    #[inline]
    pub fn fixed64(&mut self) -> Parsed<[u8; 8]> {
        self.fixed()
    }

    #[inline]
    fn fixed<const N: usize>(&mut self) -> Parsed<[u8; N]> {
        if self.end - self.at < N {
            return Err(Fault::truncated());
        }
        let bytes = &self.bytes[self.at..self.at + N];
        self.at += N;
        bytes.try_into().map_err(|_| Fault::truncated())
    }

    /// The length of what follows, which is there.
    #[inline]
    pub fn len(&mut self) -> Parsed<usize> {
        let len = self.varint()?;
        if len > (self.end - self.at) as u64 {
            return Err(Fault::truncated());
        }
        Ok(len as usize)
    }

    /// A length, and so many bytes.
    #[inline]
    pub fn bytes(&mut self) -> Parsed<&'a [u8]> {
        let len = self.len()?;
        let start = self.at;
        self.at += len;
        Ok(&self.bytes[start..start + len])
    }

    /// What is left of the payload.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// A length up to eight, and so many bytes as the lowest of a word, if a whole word is there to be read.
    #[inline]
    pub fn short_bytes(&mut self) -> Option<(u64, usize)> {
        let start = self.at;
        if self.at_end() {
            return None;
        }
        let len = usize::from(self.bytes[start]);
        self.at += 1;
        if (1..=8).contains(&len)
            && len <= self.end - self.at
            && let Some(word) = self.word()
        {
            self.at += len;
            return Some((word & (u64::MAX >> (64 - 8 * len)), len));
        }
        self.at = start;
        None
    }

    /// Steps over the value of a field with this tag.
    pub fn skip(&mut self, tag: u32) -> Parsed<()> {
        match tag & 7 {
            wire::VARINT => self.varint().map(drop),
            wire::FIXED64 => self.fixed64().map(drop),
            wire::LEN => self.bytes().map(drop),
            wire::START_GROUP => self.skip_group(tag >> 3),
            wire::FIXED32 => self.fixed32().map(drop),
            wire::END_GROUP => Err(unopened(tag >> 3)),
            other => Err(Fault::new(format!(
                "field {} has the wire type {other}, which is none",
                tag >> 3
            ))),
        }
    }

    #[cold]
    fn skip_group(&mut self, number: u32) -> Parsed<()> {
        let mut open = [0; MAX_DEPTH];
        open[0] = number;
        let mut depth = 1;
        while depth > 0 {
            if self.at_end() {
                return Err(Fault::truncated());
            }
            let tag = self.tag()?;
            match tag & 7 {
                wire::START_GROUP if depth == MAX_DEPTH => return Err(too_deep()),
                wire::START_GROUP => {
                    open[depth] = tag >> 3;
                    depth += 1;
                }
                wire::END_GROUP if open[depth - 1] == tag >> 3 => depth -= 1,
                _ => self.skip(tag)?,
            }
        }
        Ok(())
    }
}

/// Seven bits of each byte of a word, put together.
#[inline]
fn sevens(word: u64) -> u64 {
    let word = word & !HIGH_BITS;
    let word = (word & 0x007f_007f_007f_007f) | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let word = (word & 0x0000_3fff_0000_3fff) | (word & 0x3fff_0000_3fff_0000) >> 2;
    (word & 0x0fff_ffff) | (word & 0x0fff_ffff_0000_0000) >> 4
}

#[cold]
pub(super) fn unopened(number: u32) -> Box<Fault> {
    Fault::new(format!("a group of field {number} ends that has not begun"))
}

#[cold]
pub(super) fn too_deep() -> Box<Fault> {
    Fault::new(format!("it is nested more than {MAX_DEPTH} deep"))
}
