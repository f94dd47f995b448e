//! Strings without their escapes, and values as compact JSON text.

use std::collections::HashMap;
use std::str;

use super::cursor::{Cursor, RawString};
use super::fault::{Fault, Parsed};

impl RawString<'_> {
    /// Appends the characters that the string stands for.
    pub fn unescape(self, out: &mut Vec<u8>) {
        if !self.escaped {
            out.extend_from_slice(self.raw);
            return;
        }
        let mut rest = self.raw;
        while let Some(backslash) = rest.iter().position(|byte| *byte == b'\\') {
            out.extend_from_slice(&rest[..backslash]);
            rest = push_escape(&rest[backslash + 1..], out);
        }
        out.extend_from_slice(rest);
    }
}

/// Appends the character of the escape whose backslash has been read, and gives what follows it. The scanner has
/// checked the form.
fn push_escape<'a>(escape: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let plain = match escape[0] {
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => return push_unicode(&escape[1..], out),
        other => other,
    };
    out.push(plain);
    &escape[1..]
}

fn push_unicode<'a>(digits: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let unit = hex(digits);
    let rest = &digits[4..];
    // UTF-8 has no lone surrogates: what Java would print as '?' stands as U+FFFD.
    let (char, rest) = match unit {
        0xd800..0xdc00 if rest.starts_with(b"\\u") && (0xdc00..0xe000).contains(&hex(&rest[2..])) => {
            let low = hex(&rest[2..]);
            (
                char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)),
                &rest[6..],
            )
        }
        _ => (char::from_u32(unit), rest),
    };
    let char = char.unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    rest
}

/// The value of four hexadecimal digits.
fn hex(digits: &[u8]) -> u32 {
    digits[..4].iter().fold(0, |value, digit| {
        value << 4 | (*digit as char).to_digit(16).unwrap_or(0)
    })
}

/// The first UTF-16 unit of a string; none when it is empty.
pub(super) fn first_unit(string: RawString<'_>) -> Option<u16> {
    // A lone surrogate is a unit like any other.
    if let [b'\\', b'u', digits @ ..] = string.raw {
        return Some(hex(digits) as u16);
    }
    let mut plain = Vec::new();
    string.unescape(&mut plain);
    str::from_utf8(&plain).ok()?.encode_utf16().next()
}

/// Containers inside a value that is kept as text may be nested this deep.
const MAX_DEPTH: usize = 1000;

/// Appends the value at the cursor as compact JSON, as Jackson prints a tree: no blanks, characters outside ASCII as
/// they are, decimals as `BigDecimal`, and of a repeated field the last value in the place of the first.
pub(super) fn write_compact(cursor: &mut Cursor<'_>, out: &mut Vec<u8>, depth: usize) -> Parsed<()> {
    if depth == MAX_DEPTH {
        return Err(Fault::new(format!(
            "nested deeper than {MAX_DEPTH} at byte {}",
            cursor.at
        )));
    }
    match cursor.peek() {
        b'{' => write_object(cursor, out, depth),
        b'[' => write_array(cursor, out, depth),
        b'"' => {
            write_string(cursor.string()?, out);
            Ok(())
        }
        b't' | b'f' | b'n' => {
            let start = cursor.at;
            cursor.skip_value()?;
            out.extend_from_slice(&cursor.bytes[start..cursor.at]);
            Ok(())
        }
        _ => {
            cursor.number()?.write_text(out);
            Ok(())
        }
    }
}

fn write_array(cursor: &mut Cursor<'_>, out: &mut Vec<u8>, depth: usize) -> Parsed<()> {
    cursor.at += 1;
    out.push(b'[');
    cursor.skip_space();
    if cursor.peek() != b']' {
        loop {
            write_compact(cursor, out, depth + 1)?;
            cursor.skip_space();
            if cursor.peek() != b',' {
                break;
            }
            out.push(b',');
            cursor.at += 1;
            cursor.skip_space();
        }
    }
    cursor.expect(b']', "',' or ']'")?;
    out.push(b']');
    Ok(())
}

fn write_object(cursor: &mut Cursor<'_>, out: &mut Vec<u8>, depth: usize) -> Parsed<()> {
    cursor.at += 1;
    cursor.skip_space();
    let mut order: Vec<Vec<u8>> = Vec::new();
    let mut values: HashMap<Vec<u8>, Vec<u8>> = HashMap::new();
    if cursor.peek() != b'}' {
        loop {
            let mut key = Vec::new();
            cursor.key()?.unescape(&mut key);
            let mut value = Vec::new();
            write_compact(cursor, &mut value, depth + 1)?;
            if values.insert(key.clone(), value).is_none() {
                order.push(key);
            }
            cursor.skip_space();
            if cursor.peek() != b',' {
                break;
            }
            cursor.at += 1;
            cursor.skip_space();
        }
    }
    cursor.expect(b'}', "',' or '}'")?;
    out.push(b'{');
    for (position, key) in order.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write_quoted(key, out);
        out.push(b':');
        out.extend_from_slice(&values[key]);
    }
    out.push(b'}');
    Ok(())
}

fn write_string(string: RawString<'_>, out: &mut Vec<u8>) {
    let mut plain = Vec::with_capacity(string.raw.len());
    string.unescape(&mut plain);
    write_quoted(&plain, out);
}

fn write_quoted(plain: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in plain {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            8 => out.extend_from_slice(b"\\b"),
            12 => out.extend_from_slice(b"\\f"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 => out.extend_from_slice(format!("\\u{byte:04X}").as_bytes()),
            _ => out.push(*byte),
        }
    }
    out.push(b'"');
}
