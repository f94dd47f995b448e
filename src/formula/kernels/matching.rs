//! `in`, `includes` and their relations.

use std::sync::Arc;

use arrow_array::Array;
use arrow_array::BooleanArray;
use arrow_array::cast::AsArray;
use arrow_buffer::BooleanBuffer;

use crate::formula::value::{Arguments, Outcome};

/// Whether the text contains any, or all, of some others; null contains none.
pub(crate) fn includes(all: bool, ignore_case: bool, arguments: &Arguments<'_>) -> Outcome {
    let Some((text, options)) = arguments.values.split_first() else {
        return Err(crate::error::Error::internal("includes has arguments").into());
    };
    let lower = |text: &str| {
        if ignore_case {
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
        let text = if ignore_case {
            lowered = text.to_lowercase();
            &lowered
        } else {
            text
        };
        match all {
            true => options.iter().all(|option| text.contains(option.as_str())),
            false => options.iter().any(|option| text.contains(option.as_str())),
        }
    };
    Ok(Arc::new(BooleanArray::new(
        BooleanBuffer::collect_bool(arguments.rows, holds),
        None,
    )))
}
