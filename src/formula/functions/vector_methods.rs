//! Methods of arrays and vectors.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Int64Builder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef};

use super::kernel::general;
use super::list::Lists;
use super::table::{Param, Returns, Table};
use super::vector::array_type;
use crate::formula::kernels::element;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

/// The list as it is.
pub(super) fn list_itself(arguments: &Arguments<'_>) -> Outcome {
    let value = &arguments.values[0];
    match value.array().data_type() {
        arrow_schema::DataType::Binary => Lists::of(arguments, 0).select(arguments.rows, |_, range, into| {
            into.extend(range.map(|place| Some(place as u32)));
        }),
        _ => Ok(value.clone().into_array(arguments.rows)?),
    }
}

pub(super) fn add(table: &mut Table) {
    let size = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let mut into = Int64Builder::with_capacity(arguments.rows);
        (0..arguments.rows).for_each(|row| into.append_option(lists.range(row).map(|range| range.len() as i64)));
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table
        .method(
            "size()",
            "How many elements there are.",
            general(&[Param::List], Returns::Is(Type::Long), size),
        )
        .also(&["intSize"]);
    let length = move |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let mut into = arrow_array::builder::Int32Builder::with_capacity(arguments.rows);
        (0..arguments.rows).for_each(|row| into.append_option(lists.range(row).map(|range| range.len() as i32)));
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table.method(
        "length()",
        "How many elements there are.",
        general(&[Param::List], Returns::Is(Type::Int), length),
    );
    let empty = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let mut into = BooleanBuilder::with_capacity(arguments.rows);
        (0..arguments.rows).for_each(|row| into.append_option(lists.range(row).map(|range| range.is_empty())));
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table.method(
        "isEmpty()",
        "Whether there is no element.",
        general(&[Param::List], Returns::Is(Type::Boolean), empty),
    );
    let get = |arguments: &Arguments<'_>| element::element(true, arguments);
    let returns = Returns::of("the element's type", |types| types[0].item().cloned());
    table.method(
        "get(index)",
        "The element at an index from 0 on; null if there is none.",
        general(&[Param::List, Param::Is(Type::Long)], returns, get),
    );
    let itself = |arguments: &Arguments<'_>| list_itself(arguments);
    table
        .method(
            "toArray()",
            "The elements as an array.",
            general(&[Param::List], array_type(), itself),
        )
        .also(&["copyToArray", "clone"]);
    let vector = |types: &[Type]| Some(Type::Vector(Box::new(types.first()?.item()?.clone())));
    table.method(
        "getDirect()",
        "The vector itself.",
        general(
            &[Param::List],
            Returns::of("a vector of the element's type", vector),
            itself,
        ),
    );
    let run = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let bound = |position: usize, row: usize| {
            let value = &arguments.values[position];
            (!value.is_null(row)).then(|| value.array().as_primitive::<Int64Type>().value(value.index(row)))
        };
        let mut failed = None;
        let outcome = lists.select(arguments.rows, |row, range, into| {
            let (Some(from), Some(to)) = (bound(1, row), bound(2, row)) else {
                return;
            };
            let length = to
                .checked_sub(from)
                .filter(|length| (0..i64::from(i32::MAX)).contains(length));
            let Some(length) = length else {
                failed.get_or_insert((row, from, to));
                return;
            };
            into.extend((from..from + length).map(|index| {
                let place = range.start.checked_add(usize::try_from(index).ok()?)?;
                range.contains(&place).then_some(place as u32)
            }));
        })?;
        match failed {
            Some((row, from, to)) => Err(Failure::row(row, format!("there is no sub-vector from {from} to {to}"))),
            None => Ok(outcome),
        }
    };
    table.method(
        "subVector(from, to)",
        "The elements from one index to before another; null where there is none.",
        general(
            &[Param::List, Param::Is(Type::Long), Param::Is(Type::Long)],
            Returns::of("a vector of the element's type", vector),
            run,
        ),
    );
    let run = |arguments: &Arguments<'_>| {
        let (lists, positions) = (Lists::of(arguments, 0), Lists::of(arguments, 1));
        let wanted = positions.numbers::<Int64Type>();
        lists.select(arguments.rows, |row, range, into| {
            into.extend(positions.range(row).unwrap_or_default().map(|at| {
                let index = wanted
                    .is_valid(at)
                    .then(|| usize::try_from(wanted.value(at)).ok())
                    .flatten()?;
                let place = range.start.checked_add(index)?;
                range.contains(&place).then_some(place as u32)
            }));
        })
    };
    table.method(
        "subVectorByPositions(positions)",
        "The elements at these indices; null where there is none.",
        general(
            &[Param::List, Param::Is(Type::Vector(Box::new(Type::Long)))],
            Returns::of("a vector of the element's type", vector),
            run,
        ),
    );
}
