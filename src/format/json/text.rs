//! Strings without their escapes, and values as compact JSON text.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::str;

use super::cursor::{Cursor, MAX_DEPTH, RawString};
use super::fault::{Fault, Parsed};

/// What becomes of half of a surrogate pair, which UTF-8 does not have.
#[derive(Clone, Copy)]
pub(super) enum Lone {
    /// A question mark, as Java writes it in UTF-8.
    Question,
    /// Its escape, which Java reads back: only in JSON text.
    Escape,
}

/// What an escape stands for.
enum Escaped {
    Char(char),
    Surrogate(u32),
}

impl RawString<'_> {
    /// Appends the characters that the string stands for.
    pub fn unescape(self, out: &mut Vec<u8>) {
        self.parts(|part| match part {
            Ok(plain) => out.extend_from_slice(plain),
            Err(Escaped::Char(char)) => push_char(char, out),
            Err(Escaped::Surrogate(_)) => out.push(b'?'),
        });
    }

    /// Gives the stretches without escapes and the escapes, in turn. The scanner has checked their form.
    #[inline]
    fn parts(self, mut each: impl FnMut(Result<&[u8], Escaped>)) {
        let mut rest = self.raw;
        if self.escaped {
            while let Some(backslash) = rest.iter().position(|byte| *byte == b'\\') {
                each(Ok(&rest[..backslash]));
                let (escaped, behind) = read_escape(&rest[backslash + 1..]);
                each(Err(escaped));
                rest = behind;
            }
        }
        each(Ok(rest));
    }
}

/// The escape whose backslash has been read, and what follows it.
fn read_escape(escape: &[u8]) -> (Escaped, &[u8]) {
    let plain = match escape[0] {
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => return read_unicode(&escape[1..]),
        other => other,
    };
    (Escaped::Char(char::from(plain)), &escape[1..])
}

fn read_unicode(digits: &[u8]) -> (Escaped, &[u8]) {
    let unit = hex(digits);
    let rest = &digits[4..];
    let (code, rest) = match unit {
        0xd800..0xdc00 if rest.starts_with(b"\\u") && (0xdc00..0xe000).contains(&hex(&rest[2..])) => {
            let low = hex(&rest[2..]);
            (0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), &rest[6..])
        }
        _ => (unit, rest),
    };
    (
        char::from_u32(code).map_or(Escaped::Surrogate(code), Escaped::Char),
        rest,
    )
}

/// The value of four hexadecimal digits.
fn hex(digits: &[u8]) -> u32 {
    digits[..4].iter().fold(0, |value, digit| {
        value << 4 | (*digit as char).to_digit(16).unwrap_or(0)
    })
}

fn push_char(char: char, out: &mut Vec<u8>) {
    out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
}

/// The first UTF-16 unit of a string; none when it is empty.
pub(super) fn first_unit(string: RawString<'_>) -> Option<u16> {
    // A lone surrogate is a unit like any other.
    if let (true, [b'\\', b'u', digits @ ..]) = (string.escaped, string.raw) {
        return Some(hex(digits) as u16);
    }
    let mut plain = Vec::new();
    string.unescape(&mut plain);
    str::from_utf8(&plain).ok()?.encode_utf16().next()
}

/// Appends the value at the cursor as compact JSON, as Jackson prints a tree: no blanks, characters outside ASCII as
/// they are, decimals as `BigDecimal`, and of a repeated field the last value in the place of the first.
pub(super) fn write_compact(cursor: &mut Cursor<'_>, out: &mut Vec<u8>, lone: Lone) -> Parsed<()> {
    Writer { out, lone }.value(cursor, 0)
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    lone: Lone,
}

/// Where in the text a field of an object is.
struct Member {
    key: Range<usize>,
    value: Range<usize>,
}

impl Writer<'_> {
    fn value(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> Parsed<()> {
        match cursor.peek() {
            b'{' | b'[' if depth == MAX_DEPTH => {
                return Err(Fault::new(format!(
                    "nested deeper than {MAX_DEPTH} at byte {}",
                    cursor.at
                )));
            }
            b'{' => self.object(cursor, depth)?,
            b'[' => self.array(cursor, depth)?,
            b'"' => self.string(cursor.string()?),
            b't' | b'f' | b'n' => {
                let start = cursor.at;
                cursor.skip_value()?;
                self.out.extend_from_slice(&cursor.bytes[start..cursor.at]);
            }
            _ => {
                let number = cursor.number()?;
                if !number.is_decimal() {
                    return Err(Fault::new(format!(
                        "a number whose exponent has more than 32 bits ends at byte {}",
                        cursor.at
                    )));
                }
                number.write_text(self.out);
            }
        }
        Ok(())
    }

    fn array(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> Parsed<()> {
        cursor.at += 1;
        self.out.push(b'[');
        cursor.skip_space();
        if cursor.peek() != b']' {
            loop {
                self.value(cursor, depth + 1)?;
                cursor.skip_space();
                if cursor.peek() != b',' {
                    break;
                }
                self.out.push(b',');
                cursor.at += 1;
                cursor.skip_space();
            }
        }
        cursor.expect(b']', "',' or ']'")?;
        self.out.push(b']');
        Ok(())
    }

    fn object(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> Parsed<()> {
        cursor.at += 1;
        cursor.skip_space();
        let start = self.out.len();
        let mut members = Vec::new();
        self.out.push(b'{');
        if cursor.peek() != b'}' {
            loop {
                let key = self.out.len();
                self.string(cursor.key()?);
                self.out.push(b':');
                let value = self.out.len();
                self.value(cursor, depth + 1)?;
                members.push(Member {
                    key: key..value,
                    value: value..self.out.len(),
                });
                cursor.skip_space();
                if cursor.peek() != b',' {
                    break;
                }
                self.out.push(b',');
                cursor.at += 1;
                cursor.skip_space();
            }
        }
        cursor.expect(b'}', "',' or '}'")?;
        if self.has_repeated(&members) {
            self.keep_last(start, &members);
        }
        self.out.push(b'}');
        Ok(())
    }

    fn has_repeated(&self, members: &[Member]) -> bool {
        let key = |member: &Member| &self.out[member.key.clone()];
        if members.len() > 16 {
            let mut seen = HashSet::with_capacity(members.len());
            return !members.iter().all(|member| seen.insert(key(member)));
        }
        let repeats = |(index, member)| members[..index].iter().any(|other| key(other) == key(member));
        members.iter().enumerate().any(repeats)
    }

    /// Writes the object that begins at `start` anew, every field once.
    #[cold]
    fn keep_last(&mut self, start: usize, members: &[Member]) {
        let text = self.out.split_off(start);
        let of = |range: &Range<usize>| &text[range.start - start..range.end - start];
        let mut places: HashMap<&[u8], usize> = HashMap::new();
        let mut kept: Vec<&Member> = Vec::new();
        for member in members {
            let place = *places.entry(of(&member.key)).or_insert(kept.len());
            if place == kept.len() {
                kept.push(member);
            } else {
                kept[place] = member;
            }
        }
        self.out.push(b'{');
        for (index, member) in kept.into_iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            self.out.extend_from_slice(of(&member.key));
            self.out.extend_from_slice(of(&member.value));
        }
    }

    fn string(&mut self, string: RawString<'_>) {
        self.out.push(b'"');
        string.parts(|part| match part {
            // Without a backslash, what is inside one string can be inside another.
            Ok(plain) => self.out.extend_from_slice(plain),
            Err(Escaped::Char(char)) => quote(char, self.out),
            Err(Escaped::Surrogate(unit)) => match self.lone {
                Lone::Question => self.out.push(b'?'),
                Lone::Escape => self.out.extend_from_slice(format!("\\u{unit:04X}").as_bytes()),
            },
        });
        self.out.push(b'"');
    }
}

/// Appends a character in the form that it has inside a JSON string.
fn quote(char: char, out: &mut Vec<u8>) {
    let short = match char {
        '"' | '\\' => char,
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\0'..' ' => return out.extend_from_slice(format!("\\u{:04X}", u32::from(char)).as_bytes()),
        _ => return push_char(char, out),
    };
    out.push(b'\\');
    push_char(short, out);
}
