//! `in`, `includes` and their relations.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, DurationNanosecondType, Int8Type, Int16Type, Int32Type, Int64Type,
    Time64NanosecondType, TimestampNanosecondType, UInt16Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_buffer::BooleanBuffer;
use hashbrown::HashSet;

use crate::formula::types::Type;
use crate::formula::value::{Arguments, Outcome};

/// What a value is looked for in.
pub(crate) enum Set {
    /// Texts, in small letters if the case does not count; and whether null is among them.
    Texts(HashSet<String>, bool),
    /// Whole numbers and times as longs; and whether null is among them.
    Longs(HashSet<i64>, bool),
}

impl Set {
    /// The values of an array of this type; none where single comparisons must do.
    pub fn of(of: &Type, values: &ArrayRef, ignore_case: bool) -> Option<Set> {
        let null = values.logical_null_count() > 0;
        if *of == Type::String {
            let texts = values.as_string_opt::<i32>()?.iter().flatten();
            let texts = texts.map(|text| {
                if ignore_case {
                    text.to_lowercase()
                } else {
                    text.to_owned()
                }
            });
            return Some(Set::Texts(texts.collect(), null));
        }
        let longs = longs(of, values)?;
        let present = longs.into_iter().enumerate().filter(|(row, _)| values.is_valid(*row));
        Some(Set::Longs(present.map(|(_, value)| value).collect(), null))
    }
}

/// Whole numbers and times as longs.
fn longs(of: &Type, values: &ArrayRef) -> Option<Vec<i64>> {
    fn read<T: ArrowPrimitiveType<Native: Into<i64>>>(values: &ArrayRef) -> Option<Vec<i64>> {
        let values = values.as_primitive_opt::<T>()?;
        Some(values.values().iter().map(|value| (*value).into()).collect())
    }
    match of {
        Type::Byte => read::<Int8Type>(values),
        Type::Char => read::<UInt16Type>(values),
        Type::Short => read::<Int16Type>(values),
        Type::Int => read::<Int32Type>(values),
        Type::Long => read::<Int64Type>(values),
        Type::Instant => read::<TimestampNanosecondType>(values),
        Type::Duration => read::<DurationNanosecondType>(values),
        Type::LocalDate => read::<Date32Type>(values),
        Type::LocalTime => read::<Time64NanosecondType>(values),
        _ => None,
    }
}

/// Whether each value, which has this type, is in the set.
pub(crate) fn is_in(of: &Type, set: &Set, ignore_case: bool, arguments: &Arguments<'_>) -> ArrayRef {
    let value = &arguments.values[0];
    let holds = match set {
        Set::Texts(texts, null) => {
            let values = value.array().as_string::<i32>();
            BooleanBuffer::collect_bool(arguments.rows, |row| {
                let index = value.index(row);
                match values.is_valid(index) {
                    true if ignore_case => texts.contains(&values.value(index).to_lowercase()),
                    true => texts.contains(values.value(index)),
                    false => *null,
                }
            })
        }
        Set::Longs(longs_in, null) => {
            let values = longs(of, value.array()).unwrap_or_default();
            BooleanBuffer::collect_bool(arguments.rows, |row| match value.is_null(row) {
                true => *null,
                false => longs_in.contains(&values[value.index(row)]),
            })
        }
    };
    Arc::new(BooleanArray::new(holds, None))
}

/// How texts contain others.
#[derive(Clone, Copy)]
pub(crate) struct Includes {
    /// All of them, not any.
    pub all: bool,
    pub negated: bool,
    pub ignore_case: bool,
}

/// Whether the text contains any, or all, of some others. Null does not contain any, and neither does it not.
pub(crate) fn includes(how: Includes, arguments: &Arguments<'_>) -> Outcome {
    let Some((text, options)) = arguments.values.split_first() else {
        return Err(crate::error::Error::internal("includes has arguments").into());
    };
    let lower = |text: &str| {
        if how.ignore_case {
            text.to_lowercase()
        } else {
            text.to_owned()
        }
    };
    let options: Vec<String> = options
        .iter()
        .filter(|option| !option.is_null(0))
        .map(|option| lower(option.array().as_string::<i32>().value(0)))
        .collect();
    let texts = text.array().as_string::<i32>();
    let holds = |row| {
        let row = text.index(row);
        if texts.is_null(row) {
            return false;
        }
        let text = texts.value(row);
        let lowered;
        let text = if how.ignore_case {
            lowered = text.to_lowercase();
            &lowered
        } else {
            text
        };
        let contains = |option: &String| text.contains(option.as_str());
        let holds = if how.all {
            options.iter().all(contains)
        } else {
            options.iter().any(contains)
        };
        holds != how.negated
    };
    Ok(Arc::new(BooleanArray::new(
        BooleanBuffer::collect_bool(arguments.rows, holds),
        None,
    )))
}
