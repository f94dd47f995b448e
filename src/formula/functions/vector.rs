//! Elements of arrays and vectors of any type.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Int64Builder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_select::concat::concat;
use arrow_select::take::take;
use hashbrown::HashSet;

use super::kernel::{Kernel, general};
use super::keys::Keys;
use super::list::{Lists, gathered, of_ends, of_objects};
use super::table::{Param, Returns, Table};
use super::vector_methods::list_itself;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    counts(table);
    picks(table);
    selections(table);
    lookups(table);
    creations(table);
}

/// What the last list's elements are.
fn item(types: &[Type]) -> Option<Type> {
    types.last()?.item().cloned()
}

/// An array of what the last list has.
fn array(types: &[Type]) -> Option<Type> {
    Some(Type::Array(Box::new(item(types)?)))
}

fn element_type() -> Returns {
    Returns::of("the element's type", item)
}

pub(super) fn array_type() -> Returns {
    Returns::of("an array of the element's type", array)
}

/// A long for each list.
fn long(f: impl Fn(&Keys, std::ops::Range<usize>) -> Option<i64> + Send + Sync + 'static) -> Kernel {
    let run = move |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let keys = Keys::of(&lists.values)?;
        let mut into = Int64Builder::with_capacity(arguments.rows);
        for row in 0..arguments.rows {
            into.append_option(lists.range(row).and_then(|range| f(&keys, range)));
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    general(&[Param::List], Returns::Is(Type::Long), run).infallible()
}

fn counts(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let mut into = Int64Builder::with_capacity(arguments.rows);
        (0..arguments.rows).for_each(|row| into.append_option(lists.range(row).map(|range| range.len() as i64)));
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table.function(
        "len(values)",
        "How many elements there are.",
        general(&[Param::List], Returns::Is(Type::Long), run).infallible(),
    );
    let count = long(|keys, range| Some(range.filter(|place| !keys.is_null(*place)).count() as i64));
    of_objects(
        table,
        "count(values)",
        &["countObj"],
        "How many elements are not null.",
        count,
    );
    let count = long(|keys, range| {
        let found: HashSet<_> = range
            .filter(|place| !keys.is_null(*place))
            .map(|place| keys.key(place))
            .collect();
        Some(found.len() as i64)
    });
    of_objects(
        table,
        "countDistinct(values)",
        &["countDistinctObj"],
        "How many different elements there are; null does not count.",
        count,
    );
    let run = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let keys = Keys::of(&lists.values)?;
        let flag = &arguments.values[1];
        let mut into = Int64Builder::with_capacity(arguments.rows);
        for row in 0..arguments.rows {
            let nulls = !flag.is_null(row) && flag.array().as_boolean().value(flag.index(row));
            into.append_option(lists.range(row).map(|range| {
                let wanted = range.filter(|place| nulls || !keys.is_null(*place));
                wanted.map(|place| keys.key(place)).collect::<HashSet<_>>().len() as i64
            }));
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table
        .function(
            "countDistinct(values, countNull)",
            "How many different elements there are; null counts if the flag is true.",
            general(&[Param::List, Param::Is(Type::Boolean)], Returns::Is(Type::Long), run).infallible(),
        )
        .also(&["countDistinctObj"]);
}

fn picks(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        Lists::of(arguments, 0).pick(arguments.rows, |_, range| (!range.is_empty()).then_some(range.start))
    };
    let kernel = general(&[Param::List], element_type(), run).infallible();
    of_objects(
        table,
        "first(values)",
        &["firstObj"],
        "The first element; null if there is none.",
        kernel,
    );
    let run = |arguments: &Arguments<'_>| {
        Lists::of(arguments, 0).pick(arguments.rows, |_, range| {
            range.end.checked_sub(1).filter(|last| range.contains(last))
        })
    };
    let kernel = general(&[Param::List], element_type(), run).infallible();
    of_objects(
        table,
        "last(values)",
        &["lastObj"],
        "The last element; null if there is none.",
        kernel,
    );
    let run = |arguments: &Arguments<'_>| nth(&Lists::of(arguments, 1), arguments, 0);
    let kernel = general(&[Param::Is(Type::Long), Param::List], element_type(), run).infallible();
    of_objects(
        table,
        "nth(index, values)",
        &["nthObj"],
        "The element at an index from 0 on; null if there is none.",
        kernel,
    );
    for (max, names, about, also) in [
        (false, "minObj(values)", "The least element that is not null.", &["min"]),
        (
            true,
            "maxObj(values)",
            "The largest element that is not null.",
            &["max"],
        ),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let lists = Lists::of(arguments, 0);
            let keys = Keys::of(&lists.values)?;
            lists.pick(arguments.rows, |_, range| extreme(&keys, range, max))
        };
        let kernel = general(&[Param::List], element_type(), run).infallible();
        of_objects(table, names, also, about, kernel);
    }
    for (max, names, about, also) in [
        (
            false,
            "indexOfMinObj(values)",
            "Where the least element is first.",
            &["indexOfMin"],
        ),
        (
            true,
            "indexOfMaxObj(values)",
            "Where the largest element is first.",
            &["indexOfMax"],
        ),
    ] {
        let kernel =
            long(move |keys, range| extreme(keys, range.clone(), max).map(|place| (place - range.start) as i64));
        of_objects(table, names, also, about, kernel);
    }
}

fn nth(lists: &Lists, arguments: &Arguments<'_>, position: usize) -> Outcome {
    let index = &arguments.values[position];
    let indices = index.array().as_primitive::<Int64Type>();
    lists.pick(arguments.rows, |row, range| {
        let wanted = (!index.is_null(row)).then(|| indices.value(index.index(row)))?;
        let place = range.start.checked_add(usize::try_from(wanted).ok()?)?;
        range.contains(&place).then_some(place)
    })
}

fn extreme(keys: &Keys, range: std::ops::Range<usize>, max: bool) -> Option<usize> {
    range.filter(|place| !keys.is_null(*place)).reduce(|best, place| {
        let order = keys.compare(place, best);
        let wins = if max { order.is_gt() } else { order.is_lt() };
        if wins { place } else { best }
    })
}

fn selections(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        Lists::of(arguments, 0).select(arguments.rows, |_, range, into| {
            into.extend(range.rev().map(|place| Some(place as u32)));
        })
    };
    let kernel = general(&[Param::List], array_type(), run);
    of_objects(
        table,
        "reverse(values)",
        &["reverseObj"],
        "The elements from the last to the first.",
        kernel,
    );
    let run = |arguments: &Arguments<'_>| distinct(arguments, |_| false);
    let kernel = general(&[Param::List], array_type(), run);
    of_objects(
        table,
        "distinct(values)",
        &["distinctObj"],
        "Each different element once, without null.",
        kernel,
    );
    let run = |arguments: &Arguments<'_>| {
        let flag = &arguments.values[1];
        distinct(arguments, |row| {
            !flag.is_null(row) && flag.array().as_boolean().value(flag.index(row))
        })
    };
    let returns = Returns::of("an array of the element's type", |types| array(&types[..1]));
    table
        .function(
            "distinct(values, includeNull)",
            "Each different element once; null too if the flag is true.",
            general(&[Param::List, Param::Is(Type::Boolean)], returns, run),
        )
        .also(&["distinctObj"]);
    let run = |arguments: &Arguments<'_>| {
        let lists = Lists::of(arguments, 0);
        let keys = Keys::of(&lists.values)?;
        lists.select(arguments.rows, |_, range, into| {
            let mut last = None;
            for place in range {
                last = if keys.is_null(place) { last } else { Some(place as u32) };
                into.push(last);
            }
        })
    };
    let kernel = general(&[Param::List], array_type(), run);
    of_objects(
        table,
        "forwardFill(values)",
        &["forwardFillObj"],
        "The elements, with the last one that is not null for each null.",
        kernel,
    );
}

fn distinct(arguments: &Arguments<'_>, nulls: impl Fn(usize) -> bool) -> Outcome {
    let lists = Lists::of(arguments, 0);
    let keys = Keys::of(&lists.values)?;
    let mut seen = HashSet::new();
    lists.select(arguments.rows, |row, range, into| {
        seen.clear();
        let nulls = nulls(row);
        let wanted = range.filter(|place| nulls || !keys.is_null(*place));
        into.extend(
            wanted
                .filter(|place| seen.insert(keys.key(*place)))
                .map(|place| Some(place as u32)),
        );
    })
}

/// Where a value is first in each list, and how far behind the list's beginning.
fn position(arguments: &Arguments<'_>, nan_equals: bool) -> Outcome<Vec<Option<Option<usize>>>> {
    let rows = arguments.rows;
    let lists = Lists::of(arguments, 1);
    let wanted = &arguments.values[0];
    let item = Type::of(&arrow_schema::Field::new("", wanted.array().data_type().clone(), true));
    let listed = Type::of(&arrow_schema::Field::new("", lists.item().clone(), true));
    let unified = item.unified(&listed).unwrap_or(listed);
    let as_one = |values: &ArrayRef| match unified.is_number() {
        true => super::list::as_numbers(values, &unified),
        false => values.clone(),
    };
    let (values, searched) = (as_one(&lists.values), as_one(wanted.array()));
    if values.data_type() != searched.data_type() {
        // A list of nothing but nulls, or nothing that could be in it.
        return Ok((0..rows).map(|row| lists.range(row).map(|_| None)).collect());
    }
    // One set of keys for both, so that equal ones are equal.
    let all = concat(&[values.as_ref(), searched.as_ref()])?;
    let keys = Keys::of(&all)?;
    Ok((0..rows)
        .map(|row| {
            let range = lists.range(row)?;
            let place = values.len() + wanted.index(row);
            if !nan_equals && keys.is_nan(place) {
                return Some(None);
            }
            let key = keys.key(place);
            let first = range.start;
            Some(
                range
                    .clone()
                    .find(|place| keys.key(*place) == key)
                    .map(|place| place - first),
            )
        })
        .collect())
}

fn lookups(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let mut into = BooleanBuilder::with_capacity(arguments.rows);
        position(arguments, false)?
            .into_iter()
            .for_each(|found| into.append_value(found.flatten().is_some()));
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    let kernel = general(&[Param::Any, Param::List], Returns::Is(Type::Boolean), run).infallible();
    of_objects(
        table,
        "in(x, values)",
        &["inObj"],
        "Whether x is one of the values; null is where it is listed.",
        kernel,
    );
    let run = |arguments: &Arguments<'_>| {
        let mut into = Int64Builder::with_capacity(arguments.rows);
        position(arguments, true)?
            .into_iter()
            .for_each(|found| into.append_option(found.flatten().map(|place| place as i64)));
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    let kernel = general(&[Param::Any, Param::List], Returns::Is(Type::Long), run).infallible();
    of_objects(
        table,
        "firstIndexOf(x, values)",
        &["firstIndexOfObj"],
        "Where x is first among the values; null if it is not.",
        kernel,
    );
}

/// One type for all lists.
fn joined(types: &[Type]) -> Option<Type> {
    let items = types.iter().map(|of| of.item().cloned());
    let item = items
        .into_iter()
        .try_fold(Type::Null, |known, item| known.unified(&item?))?;
    Some(Type::Array(Box::new(item)))
}

fn creations(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let lists: Vec<Lists> = (0..arguments.values.len())
            .map(|position| Lists::of(arguments, position))
            .collect();
        let types: Vec<Type> = lists
            .iter()
            .map(|lists| Type::of(&arrow_schema::Field::new("", lists.item().clone(), true)))
            .collect();
        let item = types
            .iter()
            .try_fold(Type::Null, |known, of| known.unified(of))
            .unwrap_or(Type::Null);
        let arrays: Vec<ArrayRef> = lists
            .iter()
            .map(|lists| match lists.item() {
                arrow_schema::DataType::Null => arrow_array::new_null_array(&item.data_type(), lists.values.len()),
                _ if item.is_number() => super::list::as_numbers(&lists.values, &item),
                _ => lists.values.clone(),
            })
            .collect();
        let all = match arrays.as_slice() {
            [] => arrow_array::new_empty_array(&item.data_type()),
            arrays => concat(&arrays.iter().map(AsRef::as_ref).collect::<Vec<&dyn Array>>())?,
        };
        let mut starts = vec![0];
        for array in &arrays {
            starts.push(starts.last().copied().unwrap_or(0) + array.len());
        }
        let mut places: Vec<u32> = Vec::new();
        let mut ends = vec![0i32];
        for row in 0..arguments.rows {
            for (lists, start) in lists.iter().zip(&starts) {
                places.extend(lists.range(row).unwrap_or_default().map(|place| (start + place) as u32));
            }
            let end = i32::try_from(places.len())
                .map_err(|_| Failure::row(row, "lists of more than 2,147,483,647 elements"))?;
            ends.push(end);
        }
        of_ends(ends, take(&all, &UInt32Array::from(places), None)?, None)
    };
    table
        .function(
            "concat(lists)",
            "The elements of all lists, one list behind the other.",
            general(
                &[Param::List],
                Returns::of("an array of the element's type", joined),
                run,
            ),
        )
        .variadic();
    let run = |arguments: &Arguments<'_>| {
        let (value, times) = (&arguments.values[0], &arguments.values[1]);
        let counts = times.array().as_primitive::<arrow_array::types::Int32Type>();
        let mut places: Vec<u32> = Vec::new();
        let mut ends = vec![0i32];
        for row in 0..arguments.rows {
            let count = if times.is_null(row) {
                0
            } else {
                counts.value(times.index(row))
            };
            let count = usize::try_from(count).unwrap_or(0);
            let end = i32::try_from(places.len() + count)
                .map_err(|_| Failure::row(row, "lists of more than 2,147,483,647 elements"))?;
            places.extend(std::iter::repeat_n(value.index(row) as u32, count));
            ends.push(end);
        }
        of_ends(ends, take(value.array(), &UInt32Array::from(places), None)?, None)
    };
    let returns = Returns::of("an array of x's type", |types| {
        Some(Type::Array(Box::new(types[0].clone())))
    });
    table.function(
        "repeat(x, times)",
        "x so many times.",
        general(&[Param::Any, Param::Is(Type::Int)], returns, run),
    );
    let itself = |arguments: &Arguments<'_>| list_itself(arguments);
    table
        .function(
            "array(values)",
            "A vector as an array.",
            general(&[Param::List], array_type(), itself).infallible(),
        )
        .also(&["arrayObj", "unbox"]);
    let vector = |types: &[Type]| Some(Type::Vector(Box::new(item(types)?)));
    of_objects(
        table,
        "vec(values)",
        &["vecObj"],
        "A vector of the elements.",
        general(
            &[Param::List],
            Returns::of("a vector of the element's type", vector),
            itself,
        )
        .infallible(),
    );
    let run = |arguments: &Arguments<'_>| {
        let types: Vec<Type> = arguments
            .values
            .iter()
            .map(|value| Type::of(&arrow_schema::Field::new("", value.array().data_type().clone(), true)))
            .collect();
        let item = super::list::common(&types).unwrap_or(Type::Null);
        gathered(arguments, 0, &item)?
            .into_array(arguments.rows)
            .map_err(Into::into)
    };
    let returns = Returns::of("an array of the values' type", |types| {
        Some(Type::Array(Box::new(super::list::common(types)?)))
    });
    table
        .function(
            "enlist(values)",
            "An array of the values.",
            general(&[Param::Any], returns, run).infallible(),
        )
        .variadic()
        .also(&["unbox"]);
}
