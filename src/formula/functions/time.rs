//! Functions of instants, dates, times and durations.

use std::sync::Arc;

use arrow_array::Int64Array;

use super::kernel::map2;
use super::kind::{Duration, Instant, Long};
use super::table::Table;
use crate::formula::types::Type;

pub(super) fn add(table: &mut Table) {
    for (name, about, nanos) in [
        ("MICRO", "One microsecond, in nanoseconds.", 1_000),
        ("MILLI", "One millisecond, in nanoseconds.", 1_000_000),
        ("SECOND", "One second, in nanoseconds.", 1_000_000_000),
        ("MINUTE", "One minute, in nanoseconds.", 60_000_000_000),
        ("HOUR", "One hour, in nanoseconds.", 3_600_000_000_000),
        ("DAY", "One day, in nanoseconds.", 86_400_000_000_000),
    ] {
        table.constant(name, about, Type::Long, Arc::new(Int64Array::from(vec![nanos])));
    }
    table.function(
        "lowerBin(instant, nanos)",
        "The instant rounded down to a multiple of so many nanoseconds since 1970.",
        map2::<Instant, Long, Instant>(lower_bin),
    );
    table.function(
        "lowerBin(instant, length)",
        "The instant rounded down to a multiple of a duration since 1970.",
        map2::<Instant, Duration, Instant>(lower_bin),
    );
}

fn lower_bin(nanos: i64, bin: i64) -> i64 {
    match bin {
        0 => nanos,
        bin => nanos.wrapping_sub(nanos.rem_euclid(bin)),
    }
}
