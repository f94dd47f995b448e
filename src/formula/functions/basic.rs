//! Nulls, conditions and sets.

use std::sync::Arc;

use arrow_array::BooleanArray;
use arrow_buffer::BooleanBuffer;

use super::kernel::{general, map2};
use super::kind::{
    Bool, Byte, Char, Double, Duration, Float, Instant, Int, LocalDate, LocalTime, Long, Maybe, Short, Text,
};
use super::table::{Param, Returns, Table};
use crate::formula::types::Type;

pub(super) fn add(table: &mut Table) {
    let is_null = |wanted: bool| {
        general(&[Param::Any], Returns::Is(Type::Boolean), move |arguments| {
            let value = &arguments.values[0];
            let nulls = BooleanBuffer::collect_bool(arguments.rows, |row| value.is_null(row) == wanted);
            Ok(Arc::new(BooleanArray::new(nulls, None)))
        })
        .infallible()
    };
    table.function("isNull(x)", "Whether x is null.", is_null(true));
    macro_rules! replace_if_null {
        ($($kind:ty),*) => {$(
            table.function(
                "replaceIfNull(x, replacement)",
                "x, or the replacement where x is null.",
                map2::<Maybe<$kind>, Maybe<$kind>, Maybe<$kind>>(|x, replacement| x.or(replacement)),
            );
        )*};
    }
    replace_if_null!(
        Byte, Char, Short, Int, Long, Float, Double, Bool, Instant, LocalDate, LocalTime, Duration
    );
    table.function(
        "replaceIfNull(x, replacement)",
        "x, or the replacement where x is null.",
        map2::<Maybe<Text>, Maybe<Text>, Maybe<Text>>(|x, replacement| x.or(replacement).map(str::to_owned)),
    );
}
