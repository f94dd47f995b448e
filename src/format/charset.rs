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
    Other(&'static encoding_rs::Encoding),
}

impl Charset {
    /// What `StringDeserializer` reads in the properties: `key.deserializer.encoding` or `value.deserializer.encoding`,
    /// else `deserializer.encoding`, else UTF-8.
    pub fn of(role: Role, properties: &Properties) -> Result<Self> {
        let own = format!("{role}.deserializer.encoding");
        let Some((property, name)) = [own.as_str(), "deserializer.encoding"]
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
            // Java reads the order of bytes from a mark, and is big-endian without one.
            "UTF-16" => Ok(Charset::Other(encoding_rs::UTF_16BE)),
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
            Charset::Other(encoding) => encoding.decode(bytes).0,
        }
    }
}
