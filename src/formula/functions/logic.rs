//! Functions of several Booleans.

use std::sync::Arc;

use arrow_array::builder::BooleanBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, ListArray};
use arrow_buffer::BooleanBuffer;

use super::kernel::{Kernel, general};
use super::list::Lists;
use super::table::{Param, Returns, Table};
use crate::formula::kernels::logic::{bits, not};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome, Value};

pub(super) fn add(table: &mut Table) {
    let vector = Type::Vector(Box::new(Type::Boolean));
    for (names, about, all) in [
        (
            ["and(values)", "and(values, nullValue)"],
            [
                "Whether all are true.",
                "Whether all are true; a null counts as another value.",
            ],
            true,
        ),
        (
            ["or(values)", "or(values, nullValue)"],
            [
                "Whether one is true.",
                "Whether one is true; a null counts as another value.",
            ],
            false,
        ),
    ] {
        table.function(names[0], about[0], folded(&[Param::Is(vector.clone())], all));
        table.function(
            names[1],
            about[1],
            folded(&[Param::Is(vector.clone()), Param::Is(Type::Boolean)], all),
        );
        let run = move |arguments: &Arguments<'_>| {
            let mut into = BooleanBuffer::new_set(arguments.rows);
            if !all {
                into = BooleanBuffer::new_unset(arguments.rows);
            }
            for (position, value) in arguments.values.iter().enumerate() {
                if let Some(row) = (0..arguments.rows).find(|row| value.is_null(*row)) {
                    return Err(Failure::of(
                        row,
                        position,
                        format!("an argument of {} is null", names[0]),
                    ));
                }
                let bits = bits(value, arguments.rows);
                into = if all { &into & &bits } else { &into | &bits };
            }
            Ok(Arc::new(arrow_array::BooleanArray::new(into, None)) as ArrayRef)
        };
        let kernel = general(&[Param::Is(Type::Boolean)], Returns::Is(Type::Boolean), run);
        table.function(names[0], about[0], kernel).variadic();
    }
    table.function(
        "not(values)",
        "The opposite of each value; null stays null.",
        general(
            &[Param::Is(vector)],
            Returns::Is(Type::Array(Box::new(Type::Boolean))),
            negated,
        )
        .infallible(),
    );
    let run = |arguments: &Arguments<'_>| {
        let values = super::list::gathered(arguments, 0, &Type::Boolean)?;
        negated(&Arguments {
            values: &[values],
            rows: arguments.rows,
        })
    };
    table
        .function(
            "not(values)",
            "The opposite of each value; null stays null.",
            general(
                &[Param::Is(Type::Boolean)],
                Returns::Is(Type::Array(Box::new(Type::Boolean))),
                run,
            )
            .infallible(),
        )
        .variadic();
    let run = |arguments: &Arguments<'_>| not(arguments);
    table.function(
        "not(value)",
        "The opposite of a value.",
        general(&[Param::Is(Type::Boolean)], Returns::Is(Type::Boolean), run).infallible(),
    );
}

/// The opposite of each Boolean of a list.
fn negated(arguments: &Arguments<'_>) -> Outcome {
    let value = &arguments.values[0];
    let Some(lists) = value.array().as_list_opt::<i32>() else {
        return Ok(value.clone().into_array(arguments.rows)?);
    };
    let values = [Value::rows(lists.values().clone())];
    let values = not(&Arguments {
        values: &values,
        rows: lists.values().len(),
    })?;
    let (offsets, nulls) = (lists.offsets().clone(), lists.nulls().cloned());
    let lists: ArrayRef = Arc::new(ListArray::try_new(Type::Boolean.item_field(), offsets, values, nulls)?);
    let lists = if value.is_constant() {
        Value::constant(lists)
    } else {
        Value::rows(lists)
    };
    Ok(lists.into_array(arguments.rows)?)
}

/// All or one of the Booleans of a list, with a value for null if there is a second parameter.
fn folded(params: &[Param], all: bool) -> Kernel {
    let run = move |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let values = lists.values.as_boolean_opt();
        let mut into = BooleanBuilder::with_capacity(arguments.rows);
        for row in 0..arguments.rows {
            let Some(range) = lists.range(row) else {
                into.append_null();
                continue;
            };
            let null = arguments
                .values
                .get(1)
                .filter(|null| !null.is_null(row))
                .map(|null| null.array().as_boolean().value(null.index(row)));
            let mut result = all;
            for place in range {
                let value = values
                    .filter(|values| values.is_valid(place))
                    .map(|values| values.value(place))
                    .or(null);
                let Some(value) = value else {
                    return Err(Failure::of(row, 0, "one of the Booleans is null"));
                };
                result = if all { result && value } else { result || value };
            }
            into.append_value(result);
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    general(params, Returns::Is(Type::Boolean), run)
}
