//! Casts as functions.

use super::kernel::{general, map1, map2};
use super::kind::{Bool, Char, Double, Fallible, Int, Long};
use super::list::{Lists, as_numbers, of_ends};
use super::table::{Param, Returns, Table};
use crate::formula::kernels::cast;
use crate::formula::types::Type;
use crate::formula::value::Arguments;

pub(super) fn add(table: &mut Table) {
    for (call, about, also, to) in [
        ("byteCast(x)", "x as a byte.", &[][..], Type::Byte),
        ("charCast(x)", "x as a char.", &[], Type::Char),
        ("shortCast(x)", "x as a short.", &[], Type::Short),
        ("intCast(x)", "x as an int.", &["castInt"], Type::Int),
        ("longCast(x)", "x as a long.", &["castLong"], Type::Long),
        ("floatCast(x)", "x as a float.", &[], Type::Float),
        ("doubleCast(x)", "x as a double.", &["castDouble"], Type::Double),
    ] {
        let wanted = to.clone();
        let run = move |arguments: &Arguments<'_>| cast::number(&wanted, arguments);
        let kernel = general(&[Param::Number], Returns::Is(to.clone()), run).infallible();
        table.function(call, about, kernel).also(also);
        let wanted = to.clone();
        let run = move |arguments: &Arguments<'_>| {
            let lists = Lists::of(arguments, 0);
            let mut ends = vec![0];
            ends.extend((0..arguments.rows).scan(0, |end, row| {
                *end += lists.range(row).map_or(0, |range| range.len() as i32);
                Some(*end)
            }));
            // The elements of all lists stand one behind the other, but those of a constant list.
            let places: arrow_array::UInt32Array = (0..arguments.rows)
                .flat_map(|row| lists.range(row).unwrap_or_default())
                .map(|place| place as u32)
                .collect();
            let values = arrow_select::take::take(&lists.values, &places, None)?;
            of_ends(ends, as_numbers(&values, &wanted), lists.valid(arguments.rows))
        };
        let returns = Returns::Is(Type::Array(Box::new(to)));
        table
            .function(call, about, general(&[Param::Numbers], returns, run))
            .also(also);
    }
    for (call, about, to) in [
        ("byteValue()", "The number as a byte.", Type::Byte),
        ("shortValue()", "The number as a short.", Type::Short),
        ("intValue()", "The number as an int.", Type::Int),
        ("longValue()", "The number as a long.", Type::Long),
        ("floatValue()", "The number as a float.", Type::Float),
        ("doubleValue()", "The number as a double.", Type::Double),
    ] {
        let wanted = to.clone();
        let run = move |arguments: &Arguments<'_>| cast::number(&wanted, arguments);
        table.method(call, about, general(&[Param::Number], Returns::Is(to), run));
    }
    table.method("booleanValue()", "The Boolean itself.", map1::<Bool, Bool>(|x| x));
    table.method("charValue()", "The char itself.", map1::<Char, Char>(|x| x));
    exact(table);
}

/// Casts that may be told to fail where the number does not fit.
fn exact(table: &mut Table) {
    const ABOUT: &str = "x as another type; if the flag is true it must hold x.";
    table.function(
        "castInt(x, check)",
        ABOUT,
        map2::<Long, Bool, Fallible<Int>>(|x, check| match i32::try_from(x) {
            Err(_) if check => Err(format!("{x} is no int")),
            _ => Ok(x as i32),
        }),
    );
    table.function("castLong(x, check)", ABOUT, map2::<Long, Bool, Long>(|x, _| x));
    table.function(
        "castDouble(x, check)",
        ABOUT,
        map2::<Long, Bool, Fallible<Double>>(|x, check| {
            let double = x as f64;
            if check && double as i64 != x {
                Err(format!("{x} is no double"))
            } else {
                Ok(double)
            }
        }),
    );
    table.function("castDouble(x, check)", ABOUT, map2::<Double, Bool, Double>(|x, _| x));
}
