//! JSON tokens, straight from the bytes of a record.
//!
//! The bytes are UTF-8. Everything here refuses what RFC 8259 refuses, also in values that nobody asked for.

use super::super::lead::{Predictions, word_at};
use super::fault::{Fault, Parsed};
use super::short::{Ahead, append_digits, special};

/// Containers may be nested this deep, as in Jackson.
pub(in crate::format) const MAX_DEPTH: usize = 1000;

/// A place in a JSON text.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

/// The inside of a JSON string, escapes as they were written.
#[derive(Clone, Copy)]
pub(super) struct RawString<'a> {
    pub raw: &'a [u8],
    pub escaped: bool,
}

/// A JSON number, taken apart: mantissa × 10^exponent.
#[derive(Clone, Copy, Debug)]
pub(in crate::format) struct Number<'a> {
    pub text: &'a [u8],
    pub negative: bool,
    /// The digits as one integer; of use only when `exact`.
    pub mantissa: u64,
    pub exponent: i32,
    /// Whether the mantissa and the exponent hold every digit.
    pub exact: bool,
    /// Whether there is neither a point nor an exponent.
    pub integer: bool,
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Cursor { bytes, at: 0 }
    }

    /// The byte here; 0, which no JSON text has between its tokens, at the end.
    #[inline]
    pub fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    #[inline]
    pub fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    #[inline]
    pub fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Steps over `byte`, or fails with what was expected.
    #[inline]
    pub fn expect(&mut self, byte: u8, expected: &str) -> Parsed<()> {
        if self.peek() != byte {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(())
    }

    #[cold]
    pub fn unexpected(&self, expected: &str) -> Box<Fault> {
        let found = match self
            .bytes
            .get(self.at..)
            .and_then(|rest| std::str::from_utf8(rest).ok()?.chars().next())
        {
            Some(found) => format!("{found:?}"),
            None if self.at_end() => "the end".to_owned(),
            None => "a broken character".to_owned(),
        };
        Fault::new(format!(
            "not JSON at byte {}: found {found}, expected {expected}",
            self.at
        ))
    }

    /// The string that begins here.
    #[inline]
    pub fn string(&mut self) -> Parsed<RawString<'a>> {
        self.expect(b'"', "a string")?;
        let start = self.at;
        let mut escaped = false;
        loop {
            while let Some(word) = self.word_here() {
                let found = special(word);
                if found != 0 {
                    self.at += found.trailing_zeros() as usize / 8;
                    break;
                }
                self.at += 8;
            }
            match self.peek() {
                b'"' => {
                    let raw = &self.bytes[start..self.at];
                    self.at += 1;
                    return Ok(RawString { raw, escaped });
                }
                b'\\' => {
                    escaped = true;
                    self.at += 1;
                    self.escape()?;
                }
                0..0x20 => return Err(self.unexpected("the rest of a string")),
                _ => self.at += 1,
            }
        }
    }

    /// Steps over what follows a backslash.
    fn escape(&mut self) -> Parsed<()> {
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
            b'u' => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_ascii_hexdigit() {
                        return Err(self.unexpected("four hexadecimal digits after \\u"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.unexpected("an escape: one of \" \\ / b f n r t u")),
        }
        Ok(())
    }

    /// The number that begins here.
    #[inline]
    pub fn number(&mut self) -> Parsed<Number<'a>> {
        let start = self.at;
        let negative = self.peek() == b'-';
        self.at += usize::from(negative);
        let mut number = Number {
            text: &[],
            negative,
            mantissa: 0,
            exponent: 0,
            exact: true,
            integer: true,
        };
        let first = self.at;
        let mut digits = self.digits(&mut number.mantissa);
        if digits == 0 {
            return Err(self.unexpected("a value"));
        }
        if digits > 1 && self.bytes[first] == b'0' {
            self.at = first;
            return Err(self.unexpected("a number without leading zeros"));
        }
        if self.peek() == b'.' {
            self.at += 1;
            number.integer = false;
            let fraction = self.digits(&mut number.mantissa);
            if fraction == 0 {
                return Err(self.unexpected("a digit after the point"));
            }
            digits += fraction;
            number.exponent = -(fraction as i32);
        }
        if matches!(self.peek(), b'e' | b'E') {
            number.integer = false;
            self.exponent(&mut number)?;
        }
        // 19 digits always fit 64 bits; leading zeros of a fraction count as digits here, which is only cautious.
        number.exact &= digits <= 19;
        number.text = &self.bytes[start..self.at];
        Ok(number)
    }

    /// Steps over digits and appends them to the mantissa, which wraps around; gives their number.
    #[inline]
    fn digits(&mut self, mantissa: &mut u64) -> usize {
        let start = self.at;
        // Eight at a time: how many there are is then no branch that the processor has to guess.
        while let Some(word) = self.word_here() {
            let count = append_digits(word, mantissa);
            self.at += count;
            if count < 8 {
                return self.at - start;
            }
        }
        loop {
            let digit = self.peek().wrapping_sub(b'0');
            if digit > 9 {
                return self.at - start;
            }
            *mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            self.at += 1;
        }
    }

    /// The next eight bytes, the first one lowest, with zeros after the end; none when the whole text is shorter.
    #[inline]
    pub fn word_here(&self) -> Option<u64> {
        word_at(self.bytes, self.at)
    }

    /// The bytes from here on, of which a copy is made, with zeros after it, where few are left.
    #[inline]
    pub fn ahead<'b>(&self, copy: &'b mut Ahead) -> &'b Ahead
    where
        'a: 'b,
    {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if let Some(ahead) = rest.first_chunk() {
            return ahead;
        }
        copy[..rest.len()].copy_from_slice(rest);
        copy
    }

    fn exponent(&mut self, number: &mut Number<'a>) -> Parsed<()> {
        self.at += 1;
        let negative = self.peek() == b'-';
        self.at += usize::from(matches!(self.peek(), b'+' | b'-'));
        let mut value = 0;
        let digits = self.digits(&mut value);
        if digits == 0 {
            return Err(self.unexpected("a digit of the exponent"));
        }
        match i32::try_from(value) {
            Ok(value) if digits <= 9 => number.exponent += if negative { -value } else { value },
            _ => number.exact = false,
        }
        Ok(())
    }

    /// Steps over `true`, `false` or `null`.
    #[inline]
    pub fn word(&mut self, word: &'static str) -> Parsed<()> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.unexpected("a value"));
        }
        self.at += word.len();
        Ok(())
    }

    /// Steps over the scalar here.
    #[inline]
    fn skip_scalar(&mut self) -> Parsed<()> {
        match self.peek() {
            b'"' => self.string().map(|_| ()),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number().map(|_| ()),
        }
    }

    /// Steps over the value here, whatever it is.
    #[inline]
    pub fn skip_value(&mut self) -> Parsed<()> {
        if matches!(self.peek(), b'{' | b'[') {
            self.skip_container()
        } else {
            self.skip_scalar()
        }
    }

    /// Steps over an object or array without recursion, so that depth costs no stack.
    fn skip_container(&mut self) -> Parsed<()> {
        // One bit a level: set for an object.
        let mut levels = [0u64; MAX_DEPTH.div_ceil(64)];
        let mut depth = 0;
        loop {
            // A value begins here.
            let open = self.peek();
            if matches!(open, b'{' | b'[') {
                if depth == MAX_DEPTH {
                    return Err(Fault::new(format!(
                        "nested deeper than {MAX_DEPTH} at byte {}",
                        self.at
                    )));
                }
                let (word, bit) = (depth / 64, 1 << (depth % 64));
                if open == b'{' {
                    levels[word] |= bit;
                } else {
                    levels[word] &= !bit;
                }
                depth += 1;
                self.at += 1;
                self.skip_space();
                if self.peek() == if open == b'{' { b'}' } else { b']' } {
                    self.at += 1;
                    depth -= 1;
                } else {
                    if open == b'{' {
                        self.skip_key()?;
                    }
                    continue;
                }
            } else {
                self.skip_scalar()?;
            }
            // A value ended here.
            loop {
                if depth == 0 {
                    return Ok(());
                }
                self.skip_space();
                let object = levels[(depth - 1) / 64] >> ((depth - 1) % 64) & 1 == 1;
                match self.peek() {
                    b',' => {
                        self.at += 1;
                        self.skip_space();
                        if object {
                            self.skip_key()?;
                        }
                        break;
                    }
                    b'}' if object => depth -= 1,
                    b']' if !object => depth -= 1,
                    _ => return Err(self.unexpected(if object { "',' or '}'" } else { "',' or ']'" })),
                }
                self.at += 1;
            }
        }
    }

    fn skip_key(&mut self) -> Parsed<()> {
        self.key()?;
        Ok(())
    }

    /// Steps over the text before a member's value if it is the predicted one: see [`Predictions::step_over`].
    #[inline]
    pub fn step_over(&mut self, predictions: &Predictions, member: usize) -> Option<Option<usize>> {
        let want = predictions.step_over(self.bytes, &mut self.at, member)?;
        // There may be more blanks than there were.
        self.skip_space();
        Some(want)
    }

    /// Reads up to the value of the next member of an object, and gives its name; none at the closing brace.
    pub fn next_key(&mut self, member: usize) -> Parsed<Option<RawString<'a>>> {
        self.skip_space();
        if self.peek() == b'}' {
            return Ok(None);
        }
        if member > 0 {
            self.expect(b',', "',' or '}'")?;
            self.skip_space();
        }
        self.key().map(Some)
    }

    /// The name of a field; the cursor then stands at its value.
    #[inline]
    pub fn key(&mut self) -> Parsed<RawString<'a>> {
        if self.peek() != b'"' {
            return Err(self.unexpected("a field name"));
        }
        let key = self.string()?;
        self.skip_space();
        self.expect(b':', "':' after a field name")?;
        self.skip_space();
        Ok(key)
    }
}
