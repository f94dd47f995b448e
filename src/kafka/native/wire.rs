//! How requests are written and what answers have in common: frames, arrays, texts and tagged fields.

use super::reader::{Fault, Reader};

/// A request that is sent here: its number in the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    Fetch = 1,
    Metadata = 3,
    SaslHandshake = 17,
    ApiVersions = 18,
    SaslAuthenticate = 36,
}

/// A version of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub request: Request,
    pub number: i16,
    /// Whether lengths are of variable size, and fields tagged.
    pub flexible: bool,
}

/// Makes `buffer` a request with its length and its header.
pub(super) fn frame(
    buffer: &mut Vec<u8>,
    version: Version,
    correlation: i32,
    client: &str,
    body: impl FnOnce(&mut Vec<u8>),
) {
    buffer.clear();
    put(buffer, 0_i32.to_be_bytes());
    put(buffer, (version.request as i16).to_be_bytes());
    put(buffer, version.number.to_be_bytes());
    put(buffer, correlation.to_be_bytes());
    put_string(buffer, client, false);
    put_tags(buffer, version.flexible);
    body(buffer);
    let len = (buffer.len() - 4) as i32;
    buffer[..4].copy_from_slice(&len.to_be_bytes());
}

pub(super) fn put<const N: usize>(buffer: &mut Vec<u8>, bytes: [u8; N]) {
    buffer.extend_from_slice(&bytes);
}

/// The number of an array's elements.
pub(super) fn put_count(buffer: &mut Vec<u8>, count: usize, flexible: bool) {
    if !flexible {
        return put(buffer, (count as i32).to_be_bytes());
    }
    // One more, since nothing is null.
    let mut rest = count + 1;
    while rest >= 0x80 {
        buffer.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    buffer.push(rest as u8);
}

pub(super) fn put_string(buffer: &mut Vec<u8>, text: &str, flexible: bool) {
    if flexible {
        put_count(buffer, text.len(), true);
    } else {
        put(buffer, (text.len() as i16).to_be_bytes());
    }
    buffer.extend_from_slice(text.as_bytes());
}

/// Says that there are no tagged fields.
pub(super) fn put_tags(buffer: &mut Vec<u8>, flexible: bool) {
    if flexible {
        buffer.push(0);
    }
}

/// The number of an array's elements or of bytes; null is none.
pub(super) fn count(reader: &mut Reader<'_>, flexible: bool) -> Result<usize, Fault> {
    let count = if flexible {
        reader.unsigned_varint()?.saturating_sub(1)
    } else {
        reader.i32()?.max(0) as u64
    };
    length(count)
}

/// Passes a text, which may be null.
pub(super) fn skip_string(reader: &mut Reader<'_>, flexible: bool) -> Result<(), Fault> {
    let len = string_length(reader, flexible)?;
    reader.skip(len)
}

fn string_length(reader: &mut Reader<'_>, flexible: bool) -> Result<usize, Fault> {
    if flexible {
        count(reader, true)
    } else {
        Ok(usize::try_from(reader.i16()?).unwrap_or(0))
    }
}

/// A text; null is empty.
pub(super) fn string(reader: &mut Reader<'_>, flexible: bool) -> Result<String, Fault> {
    let len = string_length(reader, flexible)?;
    Ok(String::from_utf8_lossy(reader.take(len)?).into_owned())
}

pub(super) fn skip_tags(reader: &mut Reader<'_>, flexible: bool) -> Result<(), Fault> {
    if flexible { tags(reader, |_, _| Ok(())) } else { Ok(()) }
}

/// Gives each tagged field: its number, and a reader of its value.
pub(super) fn tags<'a>(
    reader: &mut Reader<'a>,
    mut read: impl FnMut(u64, &mut Reader<'a>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    for _ in 0..reader.unsigned_varint()? {
        let tag = reader.unsigned_varint()?;
        let len = length(reader.unsigned_varint()?)?;
        read(tag, &mut Reader::new(reader.take(len)?, 0))?;
    }
    Ok(())
}

fn length(number: u64) -> Result<usize, Fault> {
    usize::try_from(number).map_err(|_| "a length in it is out of range")
}
