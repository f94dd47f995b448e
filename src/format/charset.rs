//! Encodings of text, under Java's names.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::spec::{Properties, Role};

/// How bytes become text; what means nothing becomes U+FFFD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Charset {
    Utf8,
    /// Every byte is the character of its number.
    Latin1,
    Ascii,
    /// Java reads the order of bytes from a mark, and is big-endian without one; it writes the mark.
    Utf16,
    Other(&'static encoding_rs::Encoding),
}

impl Charset {
    /// What `StringDeserializer` reads in the properties: `key.deserializer.encoding` or `value.deserializer.encoding`,
    /// else `deserializer.encoding`, else UTF-8.
    pub fn of(role: Role, properties: &Properties) -> Result<Self> {
        Self::told(role, "deserializer.encoding", properties)
    }

    /// The same for `StringSerializer`.
    pub fn written(role: Role, properties: &Properties) -> Result<Self> {
        Self::told(role, "serializer.encoding", properties)
    }

    fn told(role: Role, property: &str, properties: &Properties) -> Result<Self> {
        let own = format!("{role}.{property}");
        let Some((property, name)) = [own.as_str(), property]
            .iter()
            .find_map(|property| properties.get_key_value(*property))
        else {
            return Ok(Charset::Utf8);
        };
        // The web's names, which the library has, mean other sets for these two.
        match name.trim().to_ascii_uppercase().as_str() {
            "UTF-8" | "UTF8" => Ok(Charset::Utf8),
            "ISO-8859-1" | "ISO8859_1" | "LATIN1" => Ok(Charset::Latin1),
            "US-ASCII" | "ASCII" => Ok(Charset::Ascii),
            "UTF-16" => Ok(Charset::Utf16),
            name => encoding_rs::Encoding::for_label(name.as_bytes())
                .map(Charset::Other)
                .ok_or_else(|| {
                    Error::invalid(format!(
                        "property {property} = {name:?}: expected an encoding such as UTF-8 or ISO-8859-1"
                    ))
                    .with("property", property)
                }),
        }
    }

    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Charset::Utf8 => String::from_utf8_lossy(bytes),
            Charset::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
            Charset::Ascii => {
                let char = |byte: &u8| {
                    if byte.is_ascii() {
                        char::from(*byte)
                    } else {
                        char::REPLACEMENT_CHARACTER
                    }
                };
                bytes.iter().map(char).collect()
            }
            Charset::Utf16 => encoding_rs::UTF_16BE.decode(bytes).0,
            Charset::Other(encoding) => encoding.decode(bytes).0,
        }
    }

    /// Appends the text; what the encoding does not have is a question mark.
    pub fn encode(self, text: &str, out: &mut Vec<u8>) {
        let below = |end: u32, out: &mut Vec<u8>| {
            out.extend(text.chars().map(|char| match u32::from(char) {
                code if code < end => code as u8,
                _ => b'?',
            }));
        };
        match self {
            Charset::Utf8 => out.extend_from_slice(text.as_bytes()),
            Charset::Latin1 => below(0x100, out),
            Charset::Ascii => below(0x80, out),
            Charset::Utf16 => {
                out.extend_from_slice(&[0xfe, 0xff]);
                out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
            }
            // The library writes UTF-8 in their place, as browsers do.
            Charset::Other(encoding) if encoding == encoding_rs::UTF_16BE => {
                out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
            }
            Charset::Other(encoding) if encoding == encoding_rs::UTF_16LE => {
                out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            }
            Charset::Other(encoding) => {
                let mut char_bytes = [0; 4];
                for char in text.chars() {
                    match encoding.encode(char.encode_utf8(&mut char_bytes)) {
                        (bytes, _, false) => out.extend_from_slice(&bytes),
                        _ => out.push(b'?'),
                    }
                }
            }
        }
    }
}
