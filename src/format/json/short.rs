//! Common values, from the bytes that are ahead.
//!
//! Most values of records are texts and numbers of a few bytes. Those are read here eight bytes at a time, without a branch
//! that depends on how long they are. Whatever is rarer, or no JSON, is left to others.

use super::super::{ColumnBuilder, instant};

/// So many bytes are looked at: a number of 15 digits, a sign, a point, seven digits behind it, and what ends it.
pub(super) const AHEAD: usize = 32;

/// The bytes from a value on; zeros, which no JSON text has between its tokens, are behind the end of the text.
pub(super) type Ahead = [u8; AHEAD];

/// The longest texts that are read here.
const MAX_TEXT: usize = 24;
/// So many digits are exact as a double.
const MAX_DIGITS: usize = 15;

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

const TENS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// Reads a value into a new row of a column, if it is one of the common cases, a text for a text or a number for a
/// number, and tells how many bytes it has; none, and there is no row, when not.
#[inline(always)]
pub(super) fn read(ahead: &Ahead, column: &mut ColumnBuilder) -> Option<usize> {
    // Numbers of each kind are parsed in one place, so that it can be inlined.
    match column {
        ColumnBuilder::String(bytes) => {
            let len = text(ahead)?;
            bytes.push_start(&ahead[1..], len);
            Some(len + 2)
        }
        ColumnBuilder::Double(_) | ColumnBuilder::Float(_) => {
            let number = decimal(ahead)?;
            match column {
                ColumnBuilder::Double(values) => values.push(number.to_f64()),
                ColumnBuilder::Float(values) => values.push(number.to_f32()?),
                _ => return None,
            }
            Some(number.len)
        }
        ColumnBuilder::Long(_)
        | ColumnBuilder::Int(_)
        | ColumnBuilder::Short(_)
        | ColumnBuilder::Byte(_)
        | ColumnBuilder::Instant(_) => {
            let (value, len) = integer(ahead)?;
            match column {
                ColumnBuilder::Long(values) => values.push(value),
                ColumnBuilder::Int(values) => values.push(value.try_into().ok()?),
                ColumnBuilder::Short(values) => values.push(value.try_into().ok()?),
                ColumnBuilder::Byte(values) => values.push(value.try_into().ok()?),
                ColumnBuilder::Instant(values) => values.push(instant::from_epoch(value)?),
                _ => return None,
            }
            Some(len)
        }
        _ => None,
    }
}

#[inline]
fn word(ahead: &Ahead, at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&ahead[at..at + 8]);
    u64::from_le_bytes(word)
}

/// The number of bytes of a text without escapes, between its quotes.
#[inline]
fn text(ahead: &Ahead) -> Option<usize> {
    if ahead[0] != b'"' {
        return None;
    }
    for start in (0..MAX_TEXT).step_by(8) {
        let found = special(word(ahead, 1 + start));
        if found != 0 {
            let len = start + found.trailing_zeros() as usize / 8;
            return (ahead[1 + len] == b'"').then_some(len);
        }
    }
    None
}

/// A whole number of less than 16 digits, and the number of its bytes.
#[inline(always)]
fn integer(ahead: &Ahead) -> Option<(i64, usize)> {
    let (value, len) = digits(ahead)?;
    if matches!(ahead[len], b'.' | b'e' | b'E') {
        return None;
    }
    let value = value as i64;
    Some((if ahead[0] == b'-' { -value } else { value }, len))
}

/// A number of less than 16 digits, none of it an exponent, and not a negative zero.
struct Decimal {
    negative: bool,
    /// All digits.
    digits: u64,
    /// How many of them are behind the point, 7 at most.
    decimals: usize,
    /// The number of bytes.
    len: usize,
}

impl Decimal {
    /// The nearest double: the digits and the power of ten are exact, so that there is one rounding.
    #[inline]
    fn to_f64(&self) -> f64 {
        let size = self.digits as f64 / TENS[self.decimals] as f64;
        if self.negative { -size } else { size }
    }

    /// The nearest float; none where it takes more than one rounding.
    #[inline]
    fn to_f32(&self) -> Option<f32> {
        let size = self.digits as f32 / TENS[self.decimals] as f32;
        (self.digits <= 1 << 24).then_some(if self.negative { -size } else { size })
    }
}

#[inline]
fn decimal(ahead: &Ahead) -> Option<Decimal> {
    let negative = ahead[0] == b'-';
    let (mut digits, mut len) = digits(ahead)?;
    let mut decimals = 0;
    if ahead[len] == b'.' {
        let fraction;
        (fraction, decimals) = leading_digits(word(ahead, len + 1));
        if decimals == 0 || decimals == 8 || len + decimals > MAX_DIGITS {
            return None;
        }
        len += 1 + decimals;
        digits = digits * TENS[decimals] + fraction;
    }
    if matches!(ahead[len], b'e' | b'E') || negative && digits == 0 {
        return None;
    }
    Some(Decimal {
        negative,
        digits,
        decimals,
        len,
    })
}

/// The value of less than 16 digits, behind a sign perhaps, and the number of bytes with it.
#[inline]
fn digits(ahead: &Ahead) -> Option<(u64, usize)> {
    let sign = usize::from(ahead[0] == b'-');
    let (mut value, mut digits) = leading_digits(word(ahead, sign));
    if digits == 8 {
        let (low, more) = leading_digits(word(ahead, sign + 8));
        if more == 8 {
            return None;
        }
        value = value * TENS[more] + low;
        digits += more;
    }
    let is_number = digits == 1 || digits > 1 && ahead[sign] != b'0';
    is_number.then_some((value, sign + digits))
}

/// The top bit of the first of eight bytes that is a quote, a backslash or a control character; bits above it mean
/// nothing.
#[inline]
pub(super) fn special(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let is_quote = quote.wrapping_sub(ONES) & !quote;
    let is_backslash = backslash.wrapping_sub(ONES) & !backslash;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_quote | is_backslash | is_control) & TOPS
}

/// Appends the digits at the start of eight bytes to a number, which wraps around, and tells how many they are.
#[inline]
pub(super) fn append_digits(word: u64, number: &mut u64) -> usize {
    let (value, count) = leading_digits(word);
    *number = number.wrapping_mul(TENS[count]).wrapping_add(value);
    count
}

/// The number that the first bytes of eight spell, as long as they are digits, and how many those are.
#[inline]
fn leading_digits(word: u64) -> (u64, usize) {
    let values = word ^ (ONES * b'0' as u64);
    let others = (((values & !TOPS) + ONES * 0x76) | values) & TOPS;
    let count = others.trailing_zeros() as usize / 8;
    if count == 0 {
        return (0, 0);
    }
    // As the last of eight digits, with zeros in front; then neighbours are added up, by ones, twos and fours.
    let eight = values << (64 - 8 * count);
    let twos = eight * 10 + (eight >> 8);
    let fours = (twos & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let others = (twos >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    (fours.wrapping_add(others) >> 32, count)
}
