//! Decimal digits that are rounded half up, as Java's formats and decimals do.

/// A number that is not below zero: `0.DIGITS` times a power of ten. There are no zeros at the beginning.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Digits {
    digits: Vec<u8>,
    exponent: i32,
}

impl Digits {
    /// From `123.45` or `1.2345e2`.
    pub fn of(text: &str) -> Digits {
        let (mantissa, power) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        let power: i32 = power.parse().unwrap_or(0);
        Digits {
            exponent: whole.len() as i32 + power - zeros as i32,
            digits: digits[zeros..].to_vec(),
        }
    }

    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// How many digits come before the point; below one, how many zeros behind it less.
    pub fn exponent(&self) -> i32 {
        self.exponent
    }

    /// To so many digits behind the point.
    pub fn rounded(&self, behind: i32) -> Digits {
        let kept = self.exponent + behind;
        let Ok(kept) = usize::try_from(kept) else {
            return Digits {
                digits: Vec::new(),
                exponent: 0,
            };
        };
        let mut rounded = self.clone();
        if kept >= rounded.digits.len() {
            return rounded;
        }
        let up = rounded.digits[kept] >= b'5';
        rounded.digits.truncate(kept);
        if up {
            while rounded.digits.last() == Some(&b'9') {
                rounded.digits.pop();
            }
            match rounded.digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    rounded.digits.push(b'1');
                    rounded.exponent += 1;
                }
            }
        }
        rounded
    }

    /// The digit at a place, counted from the first one behind the point as 0.
    fn digit(&self, place: i32) -> char {
        let at = usize::try_from(self.exponent + place).ok();
        at.and_then(|at| self.digits.get(at))
            .map_or('0', |digit| char::from(*digit))
    }

    /// `123.45`, with so many digits behind the point.
    pub fn fixed(&self, precision: usize) -> String {
        let rounded = self.rounded(precision as i32);
        let whole = if rounded.is_zero() { 0 } else { rounded.exponent.max(0) };
        let mut text: String = (-whole..0).map(|place| rounded.digit(place)).collect();
        if text.is_empty() {
            text.push('0');
        }
        if precision > 0 {
            text.push('.');
            text.extend((0..precision as i32).map(|place| rounded.digit(place)));
        }
        text
    }

    /// `1.2345e+02`, with so many digits behind the point.
    pub fn scientific(&self, precision: usize) -> String {
        let rounded = self.rounded(precision as i32 + 1 - self.exponent);
        let power = if rounded.is_zero() { 0 } else { rounded.exponent - 1 };
        let mut text = String::from(rounded.digit(-rounded.exponent));
        if precision > 0 {
            text.push('.');
            text.extend((1..=precision as i32).map(|place| rounded.digit(place - rounded.exponent)));
        }
        let sign = if power < 0 { '-' } else { '+' };
        format!("{text}e{sign}{:02}", power.abs())
    }
}
