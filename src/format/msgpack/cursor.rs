//! MessagePack values, straight from the bytes of a record.
//!
//! Texts are not checked here: see [`check_text`]. A length that is longer than what is left of the record is a fault
//! before anything is made of it.

use super::super::json::{Fault, Parsed};

/// A place in a record.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

/// A value; of a container only how much is in it, which follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Nil,
    Bool(bool),
    Integer(i64),
    /// One that is too large for 63 bits.
    Unsigned(u64),
    Float(f32),
    Double(f64),
    /// Perhaps not UTF-8.
    Text(&'a [u8]),
    Binary(&'a [u8]),
    /// With its type.
    Extension(i8, &'a [u8]),
    /// With its elements.
    Array(usize),
    /// With its entries: a key and a value each.
    Map(usize),
}

impl Value<'_> {
    /// How many values follow that are inside of this one.
    #[inline]
    pub fn inside(self) -> usize {
        match self {
            Value::Array(elements) => elements,
            Value::Map(entries) => 2 * entries,
            _ => 0,
        }
    }
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Cursor { bytes, at: 0 }
    }

    /// How many bytes follow.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The value here; the cursor then stands behind it, or at what is inside of a container.
    #[inline]
    pub fn value(&mut self) -> Parsed<Value<'a>> {
        let start = self.at;
        let [marker] = self.fixed()?;
        Ok(match marker {
            0x00..=0x7f => Value::Integer(marker.into()),
            0x80..=0x8f => self.map(start, (marker & 0x0f).into())?,
            0x90..=0x9f => self.array(start, (marker & 0x0f).into())?,
            0xa0..=0xbf => Value::Text(self.take((marker & 0x1f).into())?),
            0xc0 => Value::Nil,
            0xc1 => return Err(unused(start)),
            0xc2 => Value::Bool(false),
            0xc3 => Value::Bool(true),
            0xc4 => Value::Binary(self.sized::<1>()?),
            0xc5 => Value::Binary(self.sized::<2>()?),
            0xc6 => Value::Binary(self.sized::<4>()?),
            0xc7 => self.extension::<1>()?,
            0xc8 => self.extension::<2>()?,
            0xc9 => self.extension::<4>()?,
            0xca => Value::Float(f32::from_be_bytes(self.fixed()?)),
            0xcb => Value::Double(f64::from_be_bytes(self.fixed()?)),
            0xcc => Value::Integer(u8::from_be_bytes(self.fixed()?).into()),
            0xcd => Value::Integer(u16::from_be_bytes(self.fixed()?).into()),
            0xce => Value::Integer(u32::from_be_bytes(self.fixed()?).into()),
            0xcf => {
                let value = u64::from_be_bytes(self.fixed()?);
                i64::try_from(value).map_or(Value::Unsigned(value), Value::Integer)
            }
            0xd0 => Value::Integer(i8::from_be_bytes(self.fixed()?).into()),
            0xd1 => Value::Integer(i16::from_be_bytes(self.fixed()?).into()),
            0xd2 => Value::Integer(i32::from_be_bytes(self.fixed()?).into()),
            0xd3 => Value::Integer(i64::from_be_bytes(self.fixed()?)),
            0xd4..=0xd8 => self.typed(1 << (marker - 0xd4))?,
            0xd9 => Value::Text(self.sized::<1>()?),
            0xda => Value::Text(self.sized::<2>()?),
            0xdb => Value::Text(self.sized::<4>()?),
            0xdc => {
                let elements = self.len::<2>()?;
                self.array(start, elements)?
            }
            0xdd => {
                let elements = self.len::<4>()?;
                self.array(start, elements)?
            }
            0xde => {
                let entries = self.len::<2>()?;
                self.map(start, entries)?
            }
            0xdf => {
                let entries = self.len::<4>()?;
                self.map(start, entries)?
            }
            0xe0..=0xff => Value::Integer((marker as i8).into()),
        })
    }

    /// Steps over so many values, whatever is in them. Depth costs nothing: what is left is only counted.
    #[inline]
    pub fn skip(&mut self, values: usize) -> Parsed<()> {
        let mut left = values;
        while left > 0 {
            // Every value is a byte at least, so that this does not overflow.
            left += self.value()?.inside();
            left -= 1;
        }
        Ok(())
    }

    #[inline]
    fn take(&mut self, len: usize) -> Parsed<&'a [u8]> {
        let Some(bytes) = self.bytes[self.at..].get(..len) else {
            return Err(self.short(len));
        };
        self.at += len;
        Ok(bytes)
    }

    #[inline]
    fn fixed<const LEN: usize>(&mut self) -> Parsed<[u8; LEN]> {
        let Some(bytes) = self.bytes[self.at..].first_chunk() else {
            return Err(self.short(LEN));
        };
        self.at += LEN;
        Ok(*bytes)
    }

    /// A length of so many bytes, at most four.
    #[inline]
    fn len<const LEN: usize>(&mut self) -> Parsed<usize> {
        let bytes: [u8; LEN] = self.fixed()?;
        Ok(bytes.iter().fold(0, |len, byte| len << 8 | usize::from(*byte)))
    }

    #[inline]
    fn sized<const LEN: usize>(&mut self) -> Parsed<&'a [u8]> {
        let len = self.len::<LEN>()?;
        self.take(len)
    }

    fn extension<const LEN: usize>(&mut self) -> Parsed<Value<'a>> {
        let len = self.len::<LEN>()?;
        self.typed(len)
    }

    fn typed(&mut self, len: usize) -> Parsed<Value<'a>> {
        let [kind] = self.fixed()?;
        Ok(Value::Extension(kind as i8, self.take(len)?))
    }

    #[inline]
    fn array(&self, start: usize, elements: usize) -> Parsed<Value<'a>> {
        if elements > self.left() {
            return Err(self.hostile(start, "an array", "elements", elements));
        }
        Ok(Value::Array(elements))
    }

    #[inline]
    fn map(&self, start: usize, entries: usize) -> Parsed<Value<'a>> {
        if entries > self.left() / 2 {
            return Err(self.hostile(start, "a map", "entries", entries));
        }
        Ok(Value::Map(entries))
    }

    #[cold]
    fn short(&self, wanted: usize) -> Box<Fault> {
        Fault::new(format!(
            "no MessagePack: {wanted} bytes were expected at byte {}, and {} follow",
            self.at,
            self.left()
        ))
    }

    #[cold]
    fn hostile(&self, start: usize, what: &str, parts: &str, count: usize) -> Box<Fault> {
        Fault::new(format!(
            "no MessagePack: {what} of {count} {parts} begins at byte {start}, and {} bytes follow",
            self.left()
        ))
    }
}

#[cold]
fn unused(start: usize) -> Box<Fault> {
    Fault::new(format!("no MessagePack: the byte 0xc1 at byte {start} begins no value"))
}

/// The text as such.
#[inline]
pub(super) fn check_text(bytes: &[u8]) -> Parsed<&str> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| Fault::new("the text is not UTF-8".to_owned()))
}
