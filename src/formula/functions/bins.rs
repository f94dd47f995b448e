//! Bins and limits of numbers.

use super::kernel::{map2, map3};
use super::kind::{Byte, Double, Fallible, Float, Int, Long, Maybe, Short};
use super::table::Table;

pub(super) fn add(table: &mut Table) {
    macro_rules! whole {
        ($($kind:ident $native:ident;)*) => {$(
            table.function("lowerBin(x, interval)", "x rounded down to a multiple of an interval.",
                map2::<$kind, $kind, Fallible<Maybe<$kind>>>(|x, interval| {
                    bin(i64::from(x), i64::from(interval), 0, false).map(|bin| fitting!(bin as $native, $native))
                }));
            table.function("lowerBin(x, interval, offset)", "x rounded down to a multiple of an interval plus an offset.",
                map3::<$kind, $kind, $kind, Fallible<Maybe<$kind>>>(|x, interval, offset| {
                    bin(i64::from(x), i64::from(interval), i64::from(offset), false).map(|bin| fitting!(bin as $native, $native))
                }));
            table.function("upperBin(x, interval)", "x rounded up to a multiple of an interval.",
                map2::<$kind, $kind, Fallible<Maybe<$kind>>>(|x, interval| {
                    bin(i64::from(x), i64::from(interval), 0, true).map(|bin| fitting!(bin as $native, $native))
                }));
            table.function("upperBin(x, interval, offset)", "x rounded up to a multiple of an interval plus an offset.",
                map3::<$kind, $kind, $kind, Fallible<Maybe<$kind>>>(|x, interval, offset| {
                    bin(i64::from(x), i64::from(interval), i64::from(offset), true).map(|bin| fitting!(bin as $native, $native))
                }));
            clamp!(table, $kind);
        )*};
    }
    macro_rules! fitting {
        ($bin:expr, $native:ident) => {{
            let bin = $bin;
            (bin != $native::MIN).then_some(bin)
        }};
    }
    // A limit that is null is none.
    macro_rules! clamp {
        ($table:expr, $kind:ident) => {
            $table.function(
                "clamp(x, min, max)",
                "x, or the limit that it is beyond; a limit that is null is none.",
                map3::<Maybe<$kind>, Maybe<$kind>, Maybe<$kind>, Fallible<Maybe<$kind>>>(|x, min, max| {
                    match (min, max) {
                        (Some(min), Some(max)) if min > max => Err(format!(
                            "the limits of clamp are the wrong way round: {min} and {max}"
                        )),
                        (min, max) => Ok(x.map(|x| match (min, max) {
                            (Some(min), _) if x < min => min,
                            (_, Some(max)) if x > max => max,
                            _ => x,
                        })),
                    }
                }),
            )
        };
    }
    whole! {
        Byte i8;
        Short i16;
        Int i32;
        Long i64;
    }
    macro_rules! floating {
        ($($kind:ident;)*) => {$(
            table.function("lowerBin(x, interval)", "x rounded down to a multiple of an interval.",
                map2::<$kind, $kind, Fallible<$kind>>(|x, interval| match interval > 0.0 {
                    true => Ok((x / interval).floor() * interval),
                    false => Err(not_positive(interval)),
                }));
            table.function("lowerBin(x, interval, offset)", "x rounded down to a multiple of an interval plus an offset.",
                map3::<$kind, $kind, $kind, Fallible<$kind>>(|x, interval, offset| match interval > 0.0 {
                    true => Ok(((x - offset) / interval).floor() * interval + offset),
                    false => Err(not_positive(interval)),
                }));
            table.function("upperBin(x, interval)", "x rounded up to a multiple of an interval.",
                map2::<$kind, $kind, Fallible<$kind>>(|x, interval| match interval > 0.0 {
                    true => Ok((x / interval).ceil() * interval),
                    false => Err(not_positive(interval)),
                }));
            table.function("upperBin(x, interval, offset)", "x rounded up to a multiple of an interval plus an offset.",
                map3::<$kind, $kind, $kind, Fallible<$kind>>(|x, interval, offset| match interval > 0.0 {
                    true => Ok(((x - offset) / interval).ceil() * interval + offset),
                    false => Err(not_positive(interval)),
                }));
            clamp!(table, $kind);
        )*};
    }
    floating! {
        Float;
        Double;
    }
}

fn not_positive(interval: impl std::fmt::Display) -> String {
    format!("the interval of a bin is not positive: {interval}")
}

/// The multiple of an interval, plus an offset, below or above x; x itself where it is one. It wraps around.
pub(super) fn bin(x: i64, interval: i64, offset: i64, up: bool) -> Result<i64, String> {
    if interval <= 0 {
        return Err(not_positive(interval));
    }
    let rest = x.wrapping_sub(offset).rem_euclid(interval);
    Ok(match (up, rest) {
        (true, 1..) => x.wrapping_add(interval - rest),
        (_, rest) => x.wrapping_sub(rest),
    })
}
