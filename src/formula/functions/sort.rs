//! Orders of the elements of arrays and vectors, and what is found in ordered ones.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::builder::Int32Builder;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_select::concat::concat;

use super::kernel::general;
use super::keys::Keys;
use super::list::{Lists, NumberLists, as_numbers, of_objects};
use super::table::{Param, Returns, Table};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    for (descending, names, about, also) in [
        (
            false,
            "sort(values)",
            "The elements in order: null first, no number last.",
            &["sortObj"],
        ),
        (
            true,
            "sortDescending(values)",
            "The elements in the opposite order: no number first, null last.",
            &["sortDescendingObj"],
        ),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let lists = Lists::of(arguments, 0);
            let keys = Keys::of(&lists.values)?;
            let mut order = Vec::new();
            lists.select(arguments.rows, |_, range, into| {
                sorted(&keys, range, descending, &mut order);
                into.extend(order.iter().map(|place| Some(*place as u32)));
            })
        };
        let returns = Returns::of("an array of the element's type", |types| {
            Some(Type::Array(Box::new(types.last()?.item()?.clone())))
        });
        of_objects(table, names, also, about, general(&[Param::List], returns, run));
    }
    for (descending, names, about, also) in [
        (
            false,
            "rank(values)",
            "Where the elements are, in their order.",
            &["rankObj"],
        ),
        (
            true,
            "rankDescending(values)",
            "Where the elements are, in the opposite of their order.",
            &["rankDescendingObj"],
        ),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let lists = Lists::of(arguments, 0);
            let keys = Keys::of(&lists.values)?;
            let mut order = Vec::new();
            let mut into = NumberLists::<Int32Type>::new(arguments.rows);
            for row in 0..arguments.rows {
                if let Some(range) = lists.range(row) {
                    let first = range.start;
                    sorted(&keys, range, descending, &mut order);
                    order.iter().for_each(|place| into.push(Some((place - first) as i32)));
                }
                into.end();
            }
            into.finish(lists.valid(arguments.rows))
        };
        let returns = Returns::Is(Type::Array(Box::new(Type::Int)));
        of_objects(table, names, also, about, general(&[Param::List], returns, run));
    }
    searches(table);
}

/// The places of a range in the order of their elements; equal ones stay as they are.
fn sorted(keys: &Keys, range: std::ops::Range<usize>, descending: bool, into: &mut Vec<usize>) {
    into.clear();
    into.extend(range);
    if descending {
        into.sort_by(|left, right| keys.compare(*right, *left));
    } else {
        into.sort_by(|left, right| keys.compare(*left, *right));
    }
}

fn searches(table: &mut Table) {
    for (name, of_class, about) in [
        ("BS_ANY", "BinSearchAlgo.BS_ANY", "Any of equal elements is found."),
        (
            "BS_LOWEST",
            "BinSearchAlgo.BS_LOWEST",
            "The first of equal elements is found.",
        ),
        (
            "BS_HIGHEST",
            "BinSearchAlgo.BS_HIGHEST",
            "The last of equal elements is found.",
        ),
    ] {
        for known in [name, of_class] {
            table.constant(known, about, Type::String, Arc::new(StringArray::from(vec![name])));
        }
    }
    let params = [Param::List, Param::Any, Param::Is(Type::String)];
    for (call, about, raw) in [
        (
            "rawBinSearchIndex(values, key, which)",
            "Where the key is in ordered values; if it is not, the place where it would be, less than zero, minus one.",
            true,
        ),
        (
            "binSearchIndex(values, key, which)",
            "Where the key is in ordered values; if it is not, where the last one before it is.",
            false,
        ),
    ] {
        let run = move |arguments: &Arguments<'_>| search(arguments, raw);
        table.function(call, about, general(&params, Returns::Is(Type::Int), run));
    }
}

fn search(arguments: &Arguments<'_>, raw: bool) -> Outcome {
    let lists = Lists::of(arguments, 0);
    let (key, which) = (&arguments.values[1], &arguments.values[2]);
    let item = Type::of(&arrow_schema::Field::new("", lists.item().clone(), true));
    let searched: ArrayRef = if item.is_number() {
        as_numbers(key.array(), &item)
    } else {
        key.array().clone()
    };
    if searched.data_type() != lists.item() {
        return Err(crate::error::Error::invalid(format!(
            "a key of type {} is not in a list of {item}",
            key.array().data_type()
        ))
        .into());
    }
    let all = concat(&[lists.values.as_ref(), searched.as_ref()])?;
    let keys = Keys::of(&all)?;
    let mut into = Int32Builder::with_capacity(arguments.rows);
    for row in 0..arguments.rows {
        let place = lists.values.len() + key.index(row);
        let Some(range) = lists.range(row).filter(|_| !keys.is_null(place)) else {
            into.append_null();
            continue;
        };
        if range.clone().any(|place| keys.is_null(place)) {
            return Err(Failure::of(row, 0, "there is a null in the list that is searched"));
        }
        let ordered = |at: usize| keys.compare(range.start + at, place);
        let (len, highest) = (
            range.len(),
            which.array().as_string::<i32>().value(which.index(row)) == "BS_HIGHEST",
        );
        let lowest = partition(len, |at| ordered(at) == Ordering::Less);
        let end = partition(len, |at| ordered(at) != Ordering::Greater);
        let found = match (lowest < end, highest) {
            (true, true) => end as i32 - 1,
            (true, false) => lowest as i32,
            (false, _) if raw => -(lowest as i32) - 1,
            (false, _) => lowest as i32 - 1,
        };
        into.append_value(found);
    }
    Ok(Arc::new(into.finish()))
}

/// How many of the first places satisfy what no later ones do.
fn partition(len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = (low + high) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
