//! What every value can be asked for.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Int32Builder, StringBuilder};
use arrow_array::{Array, ArrayRef};
use arrow_select::concat::concat;

use super::kernel::general;
use super::keys::Keys;
use super::list::Lists;
use super::table::{Param, Returns, Table};
use crate::formula::kernels::concat::{append, concat as texts};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Outcome, Value};

pub(super) fn add(table: &mut Table) {
    let equals = |arguments: &Arguments<'_>| equal(arguments);
    table.method(
        "equals(other)",
        "Whether the other value has the same type and is equal.",
        general(&[Param::Any, Param::Any], Returns::Is(Type::Boolean), equals),
    );
    table.function(
        "Objects.equals(x, y)",
        "Whether two values have the same type and are equal, or both are null.",
        general(&[Param::Any, Param::Any], Returns::Is(Type::Boolean), equals).infallible(),
    );
    let run = |arguments: &Arguments<'_>| Ok(texts(arguments));
    table.method(
        "toString()",
        "The value as text.",
        general(&[Param::Any], Returns::Is(Type::String), run),
    );
    table
        .function(
            "String.valueOf(x)",
            "x as text.",
            general(&[Param::Any], Returns::Is(Type::String), run).infallible(),
        )
        .also(&["Objects.toString"]);
    let run = |arguments: &Arguments<'_>| {
        let (value, replacement) = (&arguments.values[0], &arguments.values[1]);
        let mut into = StringBuilder::with_capacity(arguments.rows, 16 * arguments.rows);
        for row in 0..arguments.rows {
            match (value.is_null(row), replacement.is_null(row)) {
                (true, true) => into.append_null(),
                (null, _) => {
                    let source = if null { replacement } else { value };
                    // A builder is written to without errors.
                    let _ = append(source.array(), source.index(row), &mut into);
                    into.append_value("");
                }
            }
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table.function(
        "Objects.toString(x, replacement)",
        "x as text, or the replacement where x is null.",
        general(&[Param::Any, Param::Is(Type::String)], Returns::Is(Type::String), run).infallible(),
    );
    let run = |arguments: &Arguments<'_>| {
        let (left, right) = (&arguments.values[0], &arguments.values[1]);
        let mut into = Int32Builder::with_capacity(arguments.rows);
        let (keys, start) = together(left, right)?;
        for row in 0..arguments.rows {
            into.append_value(match keys.compare(left.index(row), start + right.index(row)) {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            });
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    let returns = Returns::of("int", |types| {
        let text = matches!(types[0], Type::String | Type::LocalDate) || types[0].item().is_some();
        (!text && !types[0].is_decimal() && types[0] == types[1]).then_some(Type::Int)
    });
    let kernel = general(&[Param::Any, Param::Any], returns, run);
    // A null argument fails the row.
    let kernel = super::kernel::Kernel {
        sees_nulls: vec![true, false],
        ..kernel
    };
    table.method(
        "compareTo(other)",
        "-1, 0 or 1: whether the value comes before, with or after another one.",
        kernel,
    );
    arrays(table);
}

/// Both columns one behind the other, and where the second one begins.
fn together(left: &Value, right: &Value) -> Outcome<(Keys, usize)> {
    let all = concat(&[left.array().as_ref(), right.array().as_ref()])?;
    Ok((Keys::of(&all)?, left.array().len()))
}

fn equal(arguments: &Arguments<'_>) -> Outcome {
    let (left, right) = (&arguments.values[0], &arguments.values[1]);
    let mut into = BooleanBuilder::with_capacity(arguments.rows);
    if left.array().data_type() == right.array().data_type() {
        let (keys, start) = together(left, right)?;
        for row in 0..arguments.rows {
            into.append_value(keys.key(left.index(row)) == keys.key(start + right.index(row)));
        }
    } else {
        (0..arguments.rows).for_each(|row| into.append_value(left.is_null(row) && right.is_null(row)));
    }
    Ok(Arc::new(into.finish()))
}

/// `java.util.Arrays`.
fn arrays(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let mut into = StringBuilder::with_capacity(arguments.rows, 16 * arguments.rows);
        // A builder is written to without errors.
        let write = |text: &str, into: &mut StringBuilder| {
            let _ = std::fmt::Write::write_str(into, text);
        };
        for row in 0..arguments.rows {
            let Some(range) = lists.range(row) else {
                into.append_value("null");
                continue;
            };
            write("[", &mut into);
            let first = range.start;
            for place in range {
                if place > first {
                    write(", ", &mut into);
                }
                let _ = append(&lists.values, place, &mut into);
            }
            into.append_value("]");
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table
        .function(
            "Arrays.toString(values)",
            "An array as text.",
            general(&[Param::List], Returns::Is(Type::String), run).infallible(),
        )
        .also(&["Arrays.deepToString"]);
    table.function(
        "Arrays.equals(x, y)",
        "Whether two arrays have equal elements.",
        general(&[Param::List, Param::List], Returns::Is(Type::Boolean), |arguments| {
            equal(arguments)
        })
        .infallible(),
    );
    let itself = |arguments: &Arguments<'_>| Ok(arguments.values[0].clone().into_array(arguments.rows)?);
    let returns = Returns::of("a list of the element's type", |types| Some(types[0].clone()));
    table.function(
        "Arrays.asList(values)",
        "An array as a list.",
        general(&[Param::List], returns, itself).infallible(),
    );
}
