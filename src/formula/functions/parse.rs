//! Functions that read texts as numbers.

use super::kernel::{map1, map2};
use super::kind::{Bool, Byte, Double, Fallible, Float, Int, Long, Maybe, Short, Text};
use super::table::Table;

pub(super) fn add(table: &mut Table) {
    macro_rules! whole {
        ($($kind:ident $native:ident $name:literal $java:literal $what:literal;)*) => {$(
            table.function(concat!($name, "(text)"), concat!("The ", $what, " that the text is in decimal digits."),
                map1::<Text, Fallible<Maybe<$kind>>>(|text| number(text, 10, $what, |text, _| text.parse::<$native>().ok(), $native::MIN)))
                .also(&[concat!($java, ".", $name), concat!($java, ".valueOf")]);
            table.function(concat!($name, "(text, radix)"), concat!("The ", $what, " that the text is in the digits of a radix from 2 to 36."),
                map2::<Text, Int, Fallible<Maybe<$kind>>>(|text, radix| {
                    number(text, radix, $what, |text, radix| $native::from_str_radix(text, radix).ok(), $native::MIN)
                })).also(&[concat!($java, ".", $name), concat!($java, ".valueOf")]);
            table.function(concat!($java, ".decode(text)"), concat!("The ", $what, " that the text is in decimal, or behind `0x`, `#` or `0` in hexadecimal or octal digits."),
                map1::<Text, Fallible<Maybe<$kind>>>(|text| {
                    let (sign, digits) = match text.strip_prefix('-') {
                        Some(digits) => ("-", digits),
                        None => ("", text.strip_prefix('+').unwrap_or(text)),
                    };
                    let hexadecimal = ["0x", "0X", "#"].iter().find_map(|prefix| digits.strip_prefix(prefix));
                    let (digits, radix) = match (hexadecimal, digits.strip_prefix('0')) {
                        (Some(digits), _) => (digits, 16),
                        (None, Some(digits)) if !digits.is_empty() => (digits, 8),
                        _ => (digits, 10),
                    };
                    number(&format!("{sign}{digits}"), radix, $what, |text, radix| $native::from_str_radix(text, radix).ok(), $native::MIN)
                }));
        )*};
    }
    whole! {
        Byte i8 "parseByte" "Byte" "byte";
        Short i16 "parseShort" "Short" "short";
        Int i32 "parseInt" "Integer" "int";
        Long i64 "parseLong" "Long" "long";
    }
    macro_rules! unsigned {
        ($($kind:ident $native:ident $signed:ident $name:literal $java:literal $what:literal;)*) => {$(
            table.function(concat!($name, "(text)"), concat!("The ", $what, " whose bits are a number without sign."),
                map1::<Text, Fallible<Maybe<$kind>>>(|text| {
                    number(text, 10, $what, |text, _| text.parse::<$native>().ok().map(|value| value as $signed), $signed::MIN)
                })).also(&[concat!($java, ".", $name)]);
            table.function(concat!($name, "(text, radix)"), concat!("The ", $what, " whose bits are a number without sign, in the digits of a radix."),
                map2::<Text, Int, Fallible<Maybe<$kind>>>(|text, radix| {
                    number(text, radix, $what, |text, radix| $native::from_str_radix(text, radix).ok().map(|value| value as $signed), $signed::MIN)
                })).also(&[concat!($java, ".", $name)]);
        )*};
    }
    unsigned! {
        Int u32 i32 "parseUnsignedInt" "Integer" "int";
        Long u64 i64 "parseUnsignedLong" "Long" "long";
    }
    table
        .function(
            "parseDouble(text)",
            "The double that the text is.",
            map1::<Text, Fallible<Double>>(|text| double(text).ok_or_else(|| format!("{text:?} is no double"))),
        )
        .also(&["Double.parseDouble", "Double.valueOf"]);
    table
        .function(
            "parseFloat(text)",
            "The float that the text is.",
            map1::<Text, Fallible<Float>>(|text| float(text).ok_or_else(|| format!("{text:?} is no float"))),
        )
        .also(&["Float.parseFloat", "Float.valueOf"]);
    table.function(
        "parseBoolean(text)",
        "Whether the text is `true`, in whatever capitals.",
        map1::<Text, Bool>(|text| text.eq_ignore_ascii_case("true")),
    );
    table
        .function(
            "Boolean.parseBoolean(text)",
            "Whether the text is `true`, in whatever capitals; null is not.",
            map1::<Maybe<Text>, Bool>(|text| text.is_some_and(|text| text.eq_ignore_ascii_case("true"))),
        )
        .also(&["Boolean.valueOf"]);
}

/// A whole number; none for the one that stands for null.
fn number<T: PartialEq>(
    text: &str,
    radix: i32,
    what: &str,
    parse: impl Fn(&str, u32) -> Option<T>,
    null: T,
) -> Result<Option<T>, String> {
    let radix = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix));
    let radix = radix.ok_or("a radix is from 2 to 36")?;
    let value = parse(text, radix).ok_or_else(|| format!("{text:?} is no {what}"))?;
    Ok((value != null).then_some(value))
}

/// The digits of a decimal number as Java reads it: with white space around it and perhaps `d` or `f` behind it; none
/// where it is named otherwise.
fn decimal(text: &str) -> Option<&str> {
    let text = text.trim_matches(|char| char <= ' ');
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let starts = unsigned.starts_with(|char: char| char.is_ascii_digit() || char == '.');
    starts.then(|| text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text))
}

/// `NaN`, infinities and hexadecimal numbers.
fn named(text: &str) -> Option<f64> {
    let text = text.trim_matches(|char| char <= ' ');
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    match rest {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(sign * f64::INFINITY),
        _ => {
            let digits = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X"))?;
            let (digits, power) = digits.split_once(['p', 'P'])?;
            let power = power.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(power);
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            if whole.is_empty() && fraction.is_empty() {
                return None;
            }
            let mantissa = u64::from_str_radix(&format!("{whole}{fraction}"), 16).ok()?;
            let power = power.parse::<i32>().ok()?.checked_sub(4 * fraction.len() as i32)?;
            let half = power.clamp(-2_200, 2_200) / 2;
            Some(sign * mantissa as f64 * 2f64.powi(half) * 2f64.powi(power.clamp(-2_200, 2_200) - half))
        }
    }
}

pub(super) fn double(text: &str) -> Option<f64> {
    named(text).or_else(|| decimal(text)?.parse().ok())
}

fn float(text: &str) -> Option<f32> {
    named(text)
        .map(|value| value as f32)
        .or_else(|| decimal(text)?.parse().ok())
}
