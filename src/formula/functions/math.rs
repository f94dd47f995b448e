//! `java.lang.Math` and the static methods of Java's classes of numbers, where they differ from the functions of the
//! mirrored API.

use std::fmt::Write;

use super::kernel::{map1, map2, map3, write1, write2};
use super::kind::{Bool, Byte, Char, Double, Fallible, Float, Int, Long, Maybe, Short};
use super::numeric::{round, there};
use super::table::Table;
use crate::formula::text;

pub(super) fn add(table: &mut Table) {
    math(table);
    classes(table);
    texts(table);
    radixes(table);
}

fn math(table: &mut Table) {
    macro_rules! whole {
        ($($kind:ident $native:ident $class:literal),*) => {$(
            table.function("Math.abs(x)", "x without its sign.", map1::<$kind, $kind>($native::wrapping_abs));
            table.function("Math.max(x, y)", "The larger one of two numbers; null is the least.",
                map2::<Maybe<$kind>, Maybe<$kind>, Maybe<$kind>>(Ord::max))
                .also(&[concat!($class, ".max")]);
            table.function("Math.min(x, y)", "The smaller one of two numbers.", map2::<$kind, $kind, $kind>(Ord::min))
                .also(&[concat!($class, ".min")]);
            table.function(concat!($class, ".sum(x, y)"), "x + y.",
                map2::<$kind, $kind, Maybe<$kind>>(|x, y| there!(x.wrapping_add(y), $native::MIN)));
            table.function(concat!($class, ".signum(x)"), "-1, 0 or 1: the sign of x.", map1::<$kind, Int>(|x| x.signum() as i32));
        )*};
    }
    whole!(Int i32 "Integer", Long i64 "Long");
    macro_rules! floating {
        ($($kind:ident $native:ident $class:literal),*) => {$(
            table.function("Math.abs(x)", "x without its sign.", map1::<$kind, $kind>($native::abs));
            table.function("Math.max(x, y)", "The larger one of two numbers; null is the least.", map2::<Maybe<$kind>, Maybe<$kind>, Maybe<$kind>>(|x, y| {
                let (Some(x), Some(y)) = (x, y) else { return x.or(y) };
                Some(if x.is_nan() || y.is_nan() { $native::NAN }
                else if x == y { if x.is_sign_negative() { y } else { x } }
                else if x > y { x } else { y })
            })).also(&[concat!($class, ".max")]);
            table.function("Math.min(x, y)", "The smaller one of two numbers.", map2::<$kind, $kind, $kind>(|x, y| {
                if x.is_nan() || y.is_nan() { $native::NAN }
                else if x == y { if x.is_sign_negative() { x } else { y } }
                else if x < y { x } else { y }
            })).also(&[concat!($class, ".min")]);
            table.function("Math.signum(x)", "-1.0, 0.0 or 1.0: the sign of x.", map1::<$kind, $kind>(|x| {
                if x == 0.0 || x.is_nan() { x } else { x.signum() }
            }));
            table.function("Math.fma(x, y, z)", "x * y + z, rounded once.", map3::<$kind, $kind, $kind, $kind>($native::mul_add));
            table.function(concat!($class, ".sum(x, y)"), "x + y.", map2::<$kind, $kind, $kind>(|x, y| x + y));
            table.function(concat!($class, ".isNaN(x)"), "Whether x is no number.", map1::<Maybe<$kind>, Bool>(|x| x.is_some_and($native::is_nan)));
            table.function(concat!($class, ".isInfinite(x)"), "Whether x is infinite.", map1::<Maybe<$kind>, Bool>(|x| x.is_some_and($native::is_infinite)));
            table.function(concat!($class, ".isFinite(x)"), "Whether x is a number that is not infinite.", map1::<Maybe<$kind>, Bool>(|x| x.is_some_and($native::is_finite)));
        )*};
    }
    floating!(Float f32 "Float", Double f64 "Double");
    table.function(
        "Math.round(x)",
        "The whole number nearest to x; halves go up.",
        map1::<Double, Maybe<Long>>(|x| there!(round(x) as i64, i64::MIN)),
    );
    table.function(
        "Math.round(x)",
        "The whole number nearest to x; halves go up.",
        map1::<Float, Maybe<Int>>(|x| there!(round(f64::from(x)) as i32, i32::MIN)),
    );
}

fn classes(table: &mut Table) {
    macro_rules! class {
        ($($kind:ident $class:literal $compare:expr;)*) => {$(
            table.function(concat!($class, ".valueOf(x)"), "x itself.", map1::<$kind, $kind>(|x| x));
            table.function(concat!($class, ".compare(x, y)"), "Below, at or above zero: whether x comes before, with or after y.",
                map2::<$kind, $kind, Int>($compare));
        )*};
    }
    class! {
        Byte "Byte" |x, y| i32::from(x) - i32::from(y);
        Short "Short" |x, y| i32::from(x) - i32::from(y);
        Char "Character" |x, y| i32::from(x) - i32::from(y);
        Int "Integer" |x, y| x.cmp(&y) as i32;
        Long "Long" |x, y| x.cmp(&y) as i32;
        Float "Float" |x, y| x.partial_cmp(&y).filter(|order| order.is_ne()).unwrap_or_else(|| total(f64::from(x), f64::from(y))) as i32;
        Double "Double" |x, y| total(x, y) as i32;
        Bool "Boolean" |x, y| i32::from(x) - i32::from(y);
    }
    table.function(
        "Boolean.logicalAnd(x, y)",
        "Whether both are true.",
        map2::<Bool, Bool, Bool>(|x, y| x && y),
    );
    table.function(
        "Boolean.logicalOr(x, y)",
        "Whether one is true.",
        map2::<Bool, Bool, Bool>(|x, y| x || y),
    );
    table.function(
        "Boolean.logicalXor(x, y)",
        "Whether one alone is true.",
        map2::<Bool, Bool, Bool>(|x, y| x != y),
    );
    table.function("Integer.hashCode(x)", "Java's hash of x.", map1::<Int, Int>(|x| x));
    table.function(
        "Long.hashCode(x)",
        "Java's hash of x.",
        map1::<Long, Maybe<Int>>(|x| there!((x ^ (x as u64 >> 32) as i64) as i32, i32::MIN)),
    );
    table.function(
        "Double.hashCode(x)",
        "Java's hash of x.",
        map1::<Double, Maybe<Int>>(|x| {
            let bits = if x.is_nan() { 0x7ff8_0000_0000_0000 } else { x.to_bits() };
            there!((bits ^ (bits >> 32)) as i32, i32::MIN)
        }),
    );
    table.function(
        "Boolean.hashCode(x)",
        "Java's hash of x.",
        map1::<Bool, Int>(|x| if x { 1231 } else { 1237 }),
    );
}

/// `Double.compare`: 0.0 comes after -0.0, and no number last.
fn total(x: f64, y: f64) -> std::cmp::Ordering {
    x.partial_cmp(&y)
        .filter(|order| order.is_ne())
        .unwrap_or_else(|| match (x.is_nan(), y.is_nan()) {
            (false, false) => y.is_sign_negative().cmp(&x.is_sign_negative()),
            (x, y) => x.cmp(&y),
        })
}

fn texts(table: &mut Table) {
    // The writers write to memory, and so cannot fail.
    macro_rules! display {
        ($($kind:ident $class:literal;)*) => {$(
            table.function(concat!($class, ".toString(x)"), "x as text.", write1::<$kind>(|x, into| {
                let _ = write!(into, "{x}");
            }));
        )*};
    }
    display! {
        Byte "Byte";
        Short "Short";
        Int "Integer";
        Long "Long";
        Bool "Boolean";
    }
    table.function(
        "Double.toString(x)",
        "x as text.",
        write1::<Double>(|x, into| {
            let _ = text::double(x, into);
        }),
    );
    table.function(
        "Float.toString(x)",
        "x as text.",
        write1::<Float>(|x, into| {
            let _ = text::float(x, into);
        }),
    );
    table.function(
        "Character.toString(x)",
        "x as text.",
        write1::<Char>(|x, into| {
            into.push(char::from_u32(u32::from(x)).unwrap_or(char::REPLACEMENT_CHARACTER));
        }),
    );
}

fn radixes(table: &mut Table) {
    macro_rules! unsigned {
        ($($kind:ident $unsigned:ident $class:literal;)*) => {$(
            table.function(concat!($class, ".toHexString(x)"), "The bits of x in hexadecimal digits.", write1::<$kind>(|x, into| {
                let _ = write!(into, "{x:x}");
            }));
            table.function(concat!($class, ".toBinaryString(x)"), "The bits of x in binary digits.", write1::<$kind>(|x, into| {
                let _ = write!(into, "{x:b}");
            }));
            table.function(concat!($class, ".toOctalString(x)"), "The bits of x in octal digits.", write1::<$kind>(|x, into| {
                let _ = write!(into, "{x:o}");
            }));
            table.function(concat!($class, ".toUnsignedString(x)"), "The bits of x as a number without sign.", write1::<$kind>(|x, into| {
                let _ = write!(into, "{}", x as $unsigned);
            }));
            table.function(concat!($class, ".toString(x, radix)"), "x in the digits of a radix from 2 to 36; 10 where it is none.",
                write2::<$kind, Int>(|x, radix, into| in_radix(i64::from(x), radix, into)));
        )*};
    }
    unsigned! {
        Int u32 "Integer";
        Long u64 "Long";
    }
    macro_rules! characters {
        ($($call:literal $about:literal $f:expr;)*) => {$(
            table.function($call, $about, map1::<Char, Bool>(|x| char::from_u32(u32::from(x)).is_some_and($f)));
        )*};
    }
    characters! {
        "Character.isDigit(x)" "Whether x is a digit." |x| x.is_numeric() && digit(x).is_some();
        "Character.isLetter(x)" "Whether x is a letter." char::is_alphabetic;
        "Character.isAlphabetic(x)" "Whether x is a letter." char::is_alphabetic;
        "Character.isLetterOrDigit(x)" "Whether x is a letter or a digit." |x| x.is_alphabetic() || digit(x).is_some();
        "Character.isUpperCase(x)" "Whether x is a capital." char::is_uppercase;
        "Character.isLowerCase(x)" "Whether x is a small letter." char::is_lowercase;
        "Character.isWhitespace(x)" "Whether x is white space." super::text::is_space;
    }
    table.function(
        "Character.toUpperCase(x)",
        "x as a capital.",
        map1::<Char, Char>(|x| changed(x, |x| x.to_uppercase().next(), |x| x.to_uppercase().count())),
    );
    table.function(
        "Character.toLowerCase(x)",
        "x as a small letter.",
        map1::<Char, Char>(|x| changed(x, |x| x.to_lowercase().next(), |x| x.to_lowercase().count())),
    );
    table.function(
        "Character.getNumericValue(x)",
        "The number that x is as a digit or letter; -1 if it is none.",
        map1::<Char, Int>(|x| {
            char::from_u32(u32::from(x))
                .and_then(|x| x.to_digit(36))
                .map_or(-1, |x| x as i32)
        }),
    );
    table.function("Math.toIntExact(x)", "x as an int.", map1::<Int, Fallible<Int>>(Ok));
}

fn digit(x: char) -> Option<u32> {
    x.to_digit(10)
}

fn changed(x: u16, first: impl Fn(char) -> Option<char>, count: impl Fn(char) -> usize) -> u16 {
    char::from_u32(u32::from(x))
        .filter(|x| count(*x) == 1)
        .and_then(first)
        .and_then(|x| u16::try_from(u32::from(x)).ok())
        .unwrap_or(x)
}

fn in_radix(x: i64, radix: i32, into: &mut String) {
    let radix = if (2..=36).contains(&radix) { radix as u64 } else { 10 };
    let mut digits = [0u8; 64];
    let mut at = digits.len();
    let mut rest = x.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = char::from_digit((rest % radix) as u32, radix as u32).map_or(b'0', |digit| digit as u8);
        rest /= radix;
        if rest == 0 {
            break;
        }
    }
    if x < 0 {
        into.push('-');
    }
    into.extend(digits[at..].iter().map(|digit| char::from(*digit)));
}
