//! Nulls, conditions and sets of single values.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};

use super::kernel::general;
use super::list::{Lists, as_numbers, of_ends};
use super::table::{Param, Returns, Table};
use crate::formula::kernels::choose::choose;
use crate::formula::kernels::compare::compare;
use crate::formula::kernels::decimal::from_number;
use crate::formula::kernels::logic::bits;
use crate::formula::syntax::Binary;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Outcome, Value};

pub(super) fn add(table: &mut Table) {
    nulls(table);
    conditions(table);
    ranges(table);
}

fn nulls(table: &mut Table) {
    let is_null = |arguments: &Arguments<'_>| {
        let value = &arguments.values[0];
        let nulls = BooleanBuffer::collect_bool(arguments.rows, |row| value.is_null(row));
        Ok(Arc::new(BooleanArray::new(nulls, None)) as ArrayRef)
    };
    table
        .function(
            "isNull(x)",
            "Whether x is null.",
            general(&[Param::Any], Returns::Is(Type::Boolean), is_null).infallible(),
        )
        .also(&["Objects.isNull"]);
    let replace = |arguments: &Arguments<'_>| {
        let [x, replacement] = common(&arguments.values[..2])?;
        match x.nulls(arguments.rows) {
            None => Ok(x.into_array(arguments.rows)?),
            Some(valid) => Ok(choose(valid.inner(), &x, &replacement)?),
        }
    };
    let returns = Returns::of("the common type", |types| types[0].unified(&types[1]));
    table
        .function(
            "replaceIfNull(x, replacement)",
            "x, or the replacement where x is null.",
            general(&[Param::Any, Param::Any], returns, replace).infallible(),
        )
        .also(&["Objects.requireNonNullElse"]);
    let replace = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let replacement = &arguments.values[1];
        let mut owners = Vec::with_capacity(lists.values.len());
        let mut ends = vec![0];
        for row in 0..arguments.rows {
            let range = lists.range(row).unwrap_or_default();
            owners.extend(range.map(|place| (row, place)));
            ends.push(owners.len() as i32);
        }
        let picks: Vec<(usize, usize)> = owners
            .into_iter()
            .map(|(row, place)| match lists.values.is_null(place) {
                true => (1, replacement.index(row)),
                false => (0, place),
            })
            .collect();
        let sources: [&dyn Array; 2] = [lists.values.as_ref(), replacement.array().as_ref()];
        of_ends(
            ends,
            arrow_select::interleave::interleave(&sources, &picks)?,
            lists.valid(arguments.rows),
        )
    };
    let returns = Returns::of("an array of the element's type", |types| {
        let item = types[0].item()?;
        (*item == types[1] && !item.is_number()).then(|| Type::Array(Box::new(item.clone())))
    });
    table.function(
        "replaceIfNull(values, replacement)",
        "The values, with a replacement for those that are null.",
        general(&[Param::List, Param::Any], returns, replace).infallible(),
    );
}

/// Values as their common type.
fn common<const N: usize>(values: &[Value]) -> Outcome<[Value; N]> {
    let of = |value: &Value| Type::of(&arrow_schema::Field::new("", value.array().data_type().clone(), true));
    let unified = values
        .iter()
        .try_fold(Type::Null, |known, value| known.unified(&of(value)))
        .unwrap_or(Type::Null);
    let values: Vec<Value> = values
        .iter()
        .map(|value| as_type(value, &unified))
        .collect::<Outcome<_>>()?;
    values
        .try_into()
        .map_err(|_| crate::error::Error::internal("a function lacks an argument").into())
}

/// A value as a type that holds it.
fn as_type(value: &Value, wanted: &Type) -> Outcome<Value> {
    let of = Type::of(&arrow_schema::Field::new("", value.array().data_type().clone(), true));
    let array = match (&of, wanted) {
        (Type::Null, _) => return Ok(Value::null(wanted)),
        (_, wanted) if wanted.is_number() => as_numbers(value.array(), wanted),
        (from, Type::BigDecimal(scale)) if from != wanted => {
            let rows = Value::rows(value.array().clone());
            let arguments = Arguments {
                values: std::slice::from_ref(&rows),
                rows: value.array().len(),
            };
            from_number(from, *scale, &arguments)?
        }
        _ => return Ok(value.clone()),
    };
    Ok(if value.is_constant() {
        Value::constant(array)
    } else {
        Value::rows(array)
    })
}

fn conditions(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let condition = &arguments.values[0];
        let [then, otherwise] = common(&arguments.values[1..])?;
        let chosen = choose(&bits(condition, arguments.rows), &then, &otherwise)?;
        match condition.nulls(arguments.rows) {
            None => Ok(chosen),
            Some(valid) => with_nulls(&chosen, &valid),
        }
    };
    let returns = Returns::of("the common type", |types| types[1].unified(&types[2]));
    table
        .function(
            "ifelse(condition, then, otherwise)",
            "One value where the condition is true, another where it is false, null where it is null.",
            general(&[Param::Is(Type::Boolean), Param::Any, Param::Any], returns, run).infallible(),
        )
        .also(&["ifelseObj"]);
    let run = |arguments: &Arguments<'_>| {
        let conditions = Lists::of(arguments, 0);
        let flags = conditions.values.as_boolean_opt();
        // Each branch is a list of values, or one value for all of a row's elements.
        let branch = |position: usize| match arguments.values[position].array().data_type() {
            arrow_schema::DataType::List(_) => Some(Lists::of(arguments, position)),
            _ => None,
        };
        let branches = [branch(1), branch(2)];
        let values = |position: usize| {
            let lists = &branches[position - 1];
            lists.as_ref().map_or_else(
                || arguments.values[position].array().clone(),
                |lists| lists.values.clone(),
            )
        };
        let [then, otherwise] = common(&[Value::rows(values(1)), Value::rows(values(2))])?;
        let mut picks = Vec::with_capacity(conditions.values.len());
        let mut ends = vec![0];
        for row in 0..arguments.rows {
            let range = conditions.range(row).unwrap_or_default();
            let first = range.start;
            for place in range {
                let flag = flags
                    .filter(|flags| flags.is_valid(place))
                    .map(|flags| flags.value(place));
                let Some(flag) = flag else {
                    picks.push((2, 0));
                    continue;
                };
                let branch = usize::from(!flag);
                picks.push(match &branches[branch] {
                    Some(lists) => {
                        let range = lists.range(row).unwrap_or_default();
                        let wanted = range.start + (place - first);
                        if range.contains(&wanted) {
                            (branch, wanted)
                        } else {
                            (2, 0)
                        }
                    }
                    None => (branch, arguments.values[branch + 1].index(row)),
                });
            }
            ends.push(picks.len() as i32);
        }
        let null = arrow_array::new_null_array(then.array().data_type(), 1);
        let sources: [&dyn Array; 3] = [then.array().as_ref(), otherwise.array().as_ref(), null.as_ref()];
        of_ends(
            ends,
            arrow_select::interleave::interleave(&sources, &picks)?,
            conditions.valid(arguments.rows),
        )
    };
    let returns = Returns::of("an array of the common type", |types| {
        let (then, otherwise) = (&types[1], &types[2]);
        let item = |of: &Type| of.item().cloned().unwrap_or_else(|| of.clone());
        Some(Type::Array(Box::new(item(then).unified(&item(otherwise))?)))
    });
    let flags = Param::Is(Type::Vector(Box::new(Type::Boolean)));
    table
        .function(
            "ifelse(conditions, then, otherwise)",
            "For each condition one value where it is true, another where it is false, null where it is null.",
            general(&[flags, Param::Any, Param::Any], returns, run),
        )
        .also(&["ifelseObj"]);
}

/// The same values, null where they are not valid.
fn with_nulls(values: &ArrayRef, valid: &NullBuffer) -> Outcome {
    let nulls = NullBuffer::union(values.nulls(), Some(valid));
    let data = values.to_data().into_builder().nulls(nulls).build()?;
    Ok(arrow_array::make_array(data))
}

fn ranges(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let rows = arguments.rows;
        let [x, low, high] = common::<3>(arguments.values)?;
        let of = Type::of(&arrow_schema::Field::new("", x.array().data_type().clone(), true));
        let of = if of.is_whole() && of != Type::Long {
            Type::Int
        } else {
            of
        };
        let holds = |operator: Binary, limit: &Value| {
            let values = [x.clone(), limit.clone()];
            compare(operator, &of, &Arguments { values: &values, rows })
        };
        let (above, below) = (holds(Binary::GreaterOrEqual, &low)?, holds(Binary::LessOrEqual, &high)?);
        let mut inside = above.as_boolean().values() & below.as_boolean().values();
        for value in [&x, &low, &high] {
            if let Some(valid) = value.nulls(rows) {
                inside = &inside & valid.inner();
            }
        }
        Ok(Arc::new(BooleanArray::new(inside, None)) as ArrayRef)
    };
    let returns = Returns::of("Boolean", |types| {
        types[0].unified(&types[1])?.unified(&types[2])?;
        Some(Type::Boolean)
    });
    table.function(
        "inRange(x, min, max)",
        "Whether x is between two values or one of them; a null is never.",
        general(&[Param::Any, Param::Any, Param::Any], returns, run).infallible(),
    );
}
