//! `String.format`: the conversions of Java's `Formatter` for numbers, texts and Booleans.

use std::fmt::Write;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::digits::Digits;
use super::kernel::general;
use super::table::{Param, Returns, Table};
use super::utf16;
use crate::formula::kernels::concat::append;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    const ABOUT: &str = "Values in a format: `%d`, `%5d`, `%05d`, `%,d`, `%x`, `%s`, `%-10s`, `%.2f`, `%e`, `%g`, `%c`, `%b`, `%n`, `%%`.";
    let params = [Param::Is(Type::String), Param::Any];
    table
        .function(
            "String.format(format, values)",
            ABOUT,
            general(&params, Returns::Is(Type::String), format),
        )
        .variadic();
    table
        .method(
            "formatted(values)",
            ABOUT,
            general(&params, Returns::Is(Type::String), format),
        )
        .variadic();
}

/// A piece of a format.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Value(Spec),
}

/// `%[index$][flags][width][.precision]conversion`
#[derive(Clone, Debug, Default, PartialEq)]
struct Spec {
    /// Which of the values.
    index: usize,
    left: bool,
    zeros: bool,
    plus: bool,
    space: bool,
    groups: bool,
    parentheses: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

/// The widest and most precise that is written.
const MOST: usize = 100_000;

fn parse(format: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = format.chars().peekable();
    let (mut next, mut last) = (0, None);
    while let Some(char) = rest.next() {
        if char != '%' {
            text.push(char);
            continue;
        }
        let mut spec = Spec::default();
        let mut chosen = None;
        let mut number = String::new();
        loop {
            match rest.peek() {
                Some('-') => spec.left = true,
                Some('0') if number.is_empty() => spec.zeros = true,
                Some('+') => spec.plus = true,
                Some(' ') => spec.space = true,
                Some(',') => spec.groups = true,
                Some('(') => spec.parentheses = true,
                Some('#') => spec.alternate = true,
                Some('<') => chosen = Some(last.ok_or_else(|| format!("{format:?}: %< has no value before it"))?),
                Some(digit) if digit.is_ascii_digit() => number.push(*digit),
                Some('$') => {
                    let index: usize = number.parse().unwrap_or(0);
                    chosen = Some(
                        index
                            .checked_sub(1)
                            .ok_or_else(|| format!("{format:?}: values count from 1"))?,
                    );
                    number.clear();
                }
                _ => break,
            }
            rest.next();
        }
        let size = |number: &str| {
            let size = number.parse().ok().filter(|size| *size <= MOST);
            size.ok_or_else(|| format!("{format:?}: {number:?} is no width or precision"))
        };
        if !number.is_empty() {
            spec.width = size(&number)?;
        }
        if rest.next_if_eq(&'.').is_some() {
            let mut number = String::new();
            while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                number.push(digit);
            }
            spec.precision = Some(size(&number)?);
        }
        spec.conversion = rest
            .next()
            .ok_or_else(|| format!("{format:?} ends within a conversion"))?;
        match spec.conversion {
            'n' => text.push('\n'),
            '%' => spec.pad("%", &mut text),
            'd' | 'x' | 'X' | 'o' | 's' | 'S' | 'f' | 'e' | 'E' | 'g' | 'G' | 'c' | 'C' | 'b' | 'B' | 'h' | 'H' => {
                spec.index = chosen.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                last = Some(spec.index);
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(Piece::Value(spec));
            }
            other => return Err(format!("{format:?}: there is no conversion %{other}")),
        }
    }
    pieces.push(Piece::Text(text));
    Ok(pieces)
}

fn format(arguments: &Arguments<'_>) -> Outcome {
    let format = &arguments.values[0];
    let formats = format.array().as_string::<i32>();
    let values = &arguments.values[1..];
    let mut into = StringBuilder::with_capacity(arguments.rows, 16 * arguments.rows);
    let mut known: Option<(&str, Vec<Piece>)> = None;
    let (mut text, mut scratch) = (String::new(), String::new());
    for row in 0..arguments.rows {
        if format.is_null(row) {
            return Err(Failure::of(row, 0, "the format is null"));
        }
        let wanted = formats.value(format.index(row));
        if known.as_ref().is_none_or(|(known, _)| *known != wanted) {
            known = Some((wanted, parse(wanted).map_err(|reason| Failure::of(row, 0, reason))?));
        }
        text.clear();
        for piece in known.iter().flat_map(|(_, pieces)| pieces) {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Value(spec) => {
                    let value = values.get(spec.index).ok_or_else(|| {
                        Failure::row(row, format!("{wanted:?} has no value for %{}", spec.conversion))
                    })?;
                    scratch.clear();
                    spec.write(value.array(), value.index(row), &mut scratch)
                        .map_err(|reason| Failure::of(row, spec.index + 1, reason))?;
                    text.push_str(&scratch);
                }
            }
        }
        into.append_value(&text);
    }
    Ok(Arc::new(into.finish()))
}

impl Spec {
    fn write(&self, array: &ArrayRef, index: usize, into: &mut String) -> Result<(), String> {
        let mut text = String::new();
        if array.is_null(index) || *array.data_type() == DataType::Null {
            text.push_str(if matches!(self.conversion, 'b' | 'B') {
                "false"
            } else {
                "null"
            });
            // Java cuts the null of a number too, and so says `nu`.
            if !matches!(self.conversion, 'f' | 'e' | 'E' | 'g' | 'G') {
                self.cut(&mut text);
            }
        } else {
            match self.conversion {
                'd' => return self.whole(array, index, into),
                'x' | 'X' | 'o' => return self.bits(array, index, into),
                'f' | 'e' | 'E' | 'g' | 'G' => return self.floating(array, index, into),
                'c' | 'C' => text.push(character(array, index).ok_or_else(|| self.wrong(array))?),
                'b' | 'B' => {
                    text.push_str(if array.as_boolean_opt().is_none_or(|values| values.value(index)) {
                        "true"
                    } else {
                        "false"
                    });
                    self.cut(&mut text);
                }
                'h' | 'H' => {
                    // A text is written to without errors.
                    let _ = append(array, index, &mut text);
                    text = format!("{:x}", utf16::hash(&text));
                    self.cut(&mut text);
                }
                _ => {
                    let _ = append(array, index, &mut text);
                    self.cut(&mut text);
                }
            }
        }
        if self.conversion.is_ascii_uppercase() {
            text = text.to_uppercase();
        }
        self.pad(&text, into);
        Ok(())
    }

    fn wrong(&self, array: &ArrayRef) -> String {
        let of = Type::of(&arrow_schema::Field::new("", array.data_type().clone(), true));
        format!("%{} takes no {of}", self.conversion)
    }

    /// To as many characters as the precision says.
    fn cut(&self, text: &mut String) {
        if let Some((end, _)) = self.precision.and_then(|precision| text.char_indices().nth(precision)) {
            text.truncate(end);
        }
    }

    fn pad(&self, text: &str, into: &mut String) {
        let missing = self.width.saturating_sub(utf16::units(text));
        if self.left {
            into.push_str(text);
        }
        into.extend(std::iter::repeat_n(' ', missing));
        if !self.left {
            into.push_str(text);
        }
    }

    /// A number from its sign and its digits, with zeros before it up to the width if they are wanted.
    fn number(&self, negative: bool, digits: &str, into: &mut String) {
        let before = match negative {
            true if self.parentheses => "(",
            true => "-",
            false if self.plus => "+",
            false if self.space => " ",
            false => "",
        };
        let after = if negative && self.parentheses { ")" } else { "" };
        let grouped = if self.groups {
            grouped(digits)
        } else {
            digits.to_owned()
        };
        let missing = self.width.saturating_sub(before.len() + grouped.len() + after.len());
        let zeros = if self.zeros { missing } else { 0 };
        self.pad(&format!("{before}{}{grouped}{after}", "0".repeat(zeros)), into);
    }

    fn whole(&self, array: &ArrayRef, index: usize, into: &mut String) -> Result<(), String> {
        let mut digits = String::new();
        match array.data_type() {
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {}
            DataType::Decimal256(_, 0) => {}
            _ => return Err(self.wrong(array)),
        }
        let _ = append(array, index, &mut digits);
        match digits.strip_prefix('-') {
            Some(digits) => self.number(true, digits, into),
            None => self.number(false, &digits, into),
        }
        Ok(())
    }

    fn bits(&self, array: &ArrayRef, index: usize, into: &mut String) -> Result<(), String> {
        let bits = match array.data_type() {
            DataType::Int8 => u64::from(array.as_primitive::<Int8Type>().value(index) as u8),
            DataType::Int16 => u64::from(array.as_primitive::<Int16Type>().value(index) as u16),
            DataType::Int32 => u64::from(array.as_primitive::<Int32Type>().value(index) as u32),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(index) as u64,
            _ => return Err(self.wrong(array)),
        };
        let (prefix, digits) = match self.conversion {
            'o' => ("0", format!("{bits:o}")),
            'X' => ("0X", format!("{bits:X}")),
            _ => ("0x", format!("{bits:x}")),
        };
        let prefix = if self.alternate { prefix } else { "" };
        let missing = self.width.saturating_sub(prefix.len() + digits.len());
        let zeros = if self.zeros { missing } else { 0 };
        self.pad(&format!("{prefix}{}{digits}", "0".repeat(zeros)), into);
        Ok(())
    }

    fn floating(&self, array: &ArrayRef, index: usize, into: &mut String) -> Result<(), String> {
        let (value, digits) = match array.data_type() {
            DataType::Float32 => {
                let value = array.as_primitive::<Float32Type>().value(index);
                (f64::from(value), Digits::of(&format!("{:e}", value.abs())))
            }
            DataType::Float64 => {
                let value = array.as_primitive::<Float64Type>().value(index);
                (value, Digits::of(&format!("{:e}", value.abs())))
            }
            DataType::Decimal128(_, _) | DataType::Decimal256(_, _) => {
                let mut text = String::new();
                let _ = append(array, index, &mut text);
                let negative = text.starts_with('-');
                (
                    if negative { -1.0 } else { 1.0 },
                    Digits::of(text.trim_start_matches('-')),
                )
            }
            _ => return Err(self.wrong(array)),
        };
        if !value.is_finite() {
            let name = match (value.is_nan(), value < 0.0) {
                (true, _) => "NaN",
                (_, true) if self.parentheses => "(Infinity)",
                (_, true) => "-Infinity",
                (_, false) if self.plus => "+Infinity",
                (_, false) => "Infinity",
            };
            let name = if self.conversion.is_ascii_uppercase() {
                name.to_uppercase()
            } else {
                name.to_owned()
            };
            self.pad(&name, into);
            return Ok(());
        }
        let precision = self.precision.unwrap_or(6);
        let text = match self.conversion {
            'f' => digits.fixed(precision),
            'e' | 'E' => digits.scientific(precision),
            _ => {
                let significant = precision.max(1);
                let rounded = digits.rounded(significant as i32 - digits.exponent());
                let exponent = rounded.exponent();
                if rounded.is_zero() || (-3..=significant as i32).contains(&exponent) {
                    let behind = if rounded.is_zero() {
                        significant as i32 - 1
                    } else {
                        significant as i32 - exponent
                    };
                    digits.fixed(usize::try_from(behind).unwrap_or(0))
                } else {
                    digits.scientific(significant - 1)
                }
            }
        };
        let text = if self.conversion.is_ascii_uppercase() {
            text.to_uppercase()
        } else {
            text
        };
        self.number(value.is_sign_negative(), &text, into);
        Ok(())
    }
}

/// A character of a char, or of its number.
fn character(array: &ArrayRef, index: usize) -> Option<char> {
    let code = match array.data_type() {
        DataType::UInt16 => u32::from(array.as_primitive::<UInt16Type>().value(index)),
        DataType::Int8 => u32::try_from(array.as_primitive::<Int8Type>().value(index)).ok()?,
        DataType::Int16 => u32::try_from(array.as_primitive::<Int16Type>().value(index)).ok()?,
        DataType::Int32 => u32::try_from(array.as_primitive::<Int32Type>().value(index)).ok()?,
        _ => return None,
    };
    Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// Digits with a comma before each three of those before the point.
fn grouped(digits: &str) -> String {
    let whole = digits.find(['.', 'e', 'E']).unwrap_or(digits.len());
    let mut grouped = String::with_capacity(digits.len() + whole / 3);
    for (position, digit) in digits[..whole].chars().enumerate() {
        if position > 0 && (whole - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let _ = write!(grouped, "{}", &digits[whole..]);
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_are_none_are_refused() {
        for wrong in ["%", "%y", "%5", "%.f", "%<s", "%0$s", "%999999999d"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn decimals_are_no_whole_numbers() {
        let array: ArrayRef = Arc::new(
            arrow_array::Decimal256Array::from(vec![arrow_buffer::i256::from(15)])
                .with_precision_and_scale(76, 1)
                .unwrap(),
        );
        let spec = Spec {
            conversion: 'd',
            ..Spec::default()
        };
        assert!(spec.write(&array, 0, &mut String::new()).is_err());
        let spec = Spec {
            conversion: 'f',
            precision: Some(0),
            ..Spec::default()
        };
        let mut text = String::new();
        spec.write(&array, 0, &mut text).unwrap();
        assert_eq!(text, "2");
    }
}
