//! Functions of numbers.

use super::kernel::{map1, map2};
use super::kind::{Byte, Double, Float, Int, Long, Maybe, Short};
use super::table::Table;

pub(super) fn add(table: &mut Table) {
    table
        .function("abs(x)", "x without its sign.", map1::<Int, Int>(i32::wrapping_abs))
        .also(&["Math.abs"]);
    table
        .function("abs(x)", "x without its sign.", map1::<Long, Long>(i64::wrapping_abs))
        .also(&["Math.abs"]);
    table
        .function("abs(x)", "x without its sign.", map1::<Float, Float>(f32::abs))
        .also(&["Math.abs"]);
    table
        .function("abs(x)", "x without its sign.", map1::<Double, Double>(f64::abs))
        .also(&["Math.abs"]);
    table
        .function("sqrt(x)", "The square root of x.", map1::<Double, Double>(f64::sqrt))
        .also(&["Math.sqrt"]);
    macro_rules! least {
        ($($kind:ident),*) => {$(
            table
                .function(
                    "min(x, y)",
                    "The smaller one of two values; a null is left out.",
                    map2::<Maybe<$kind>, Maybe<$kind>, Maybe<$kind>>(|x, y| match (x, y) {
                        (Some(x), Some(y)) => Some(if x < y { x } else { y }),
                        (x, y) => x.or(y),
                    }),
                )
                .also(&["Math.min"]);
        )*};
    }
    least!(Byte, Short, Int, Long);
}
