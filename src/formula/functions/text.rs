//! Methods of texts, which count in UTF-16 code units as Java does.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;

use super::kernel::{general, map1, map2, map3};
use super::kind::{Bool, Char, Fallible, Int, Maybe, Text};
use super::table::{Param, Returns, Table};
use super::utf16;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure};

pub(super) fn add(table: &mut Table) {
    tests(table);
    places(table);
    parts(table);
}

/// White space as Java's `Character.isWhitespace` has it: no-break spaces are none.
pub(super) fn is_space(x: char) -> bool {
    match x {
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{85}' => false,
        '\u{1c}'..='\u{1f}' => true,
        x => x.is_whitespace(),
    }
}

fn tests(table: &mut Table) {
    table.method(
        "length()",
        "How many UTF-16 code units the text has.",
        map1::<Text, Int>(|text| utf16::units(text) as i32),
    );
    table.method(
        "isEmpty()",
        "Whether the text has no character.",
        map1::<Text, Bool>(str::is_empty),
    );
    table.method(
        "isBlank()",
        "Whether the text is nothing but white space.",
        map1::<Text, Bool>(|text| text.chars().all(is_space)),
    );
    table.method(
        "contains(other)",
        "Whether the other text is somewhere in this one.",
        map2::<Text, Text, Bool>(|text, other| text.contains(other)),
    );
    table.method(
        "startsWith(prefix)",
        "Whether the text begins with another one.",
        map2::<Text, Text, Bool>(|text, prefix| text.starts_with(prefix)),
    );
    table.method(
        "startsWith(prefix, from)",
        "Whether another text is at an index.",
        map3::<Text, Text, Int, Bool>(|text, prefix, from| {
            let inside = from >= 0 && from as usize <= utf16::units(text);
            inside && utf16::find(text, prefix, from) == from
        }),
    );
    table.method(
        "endsWith(suffix)",
        "Whether the text ends with another one.",
        map2::<Text, Text, Bool>(|text, suffix| text.ends_with(suffix)),
    );
    table.method(
        "contentEquals(other)",
        "Whether the other text is the same.",
        map2::<Text, Text, Bool>(|text, other| text == other),
    );
    table.method(
        "equalsIgnoreCase(other)",
        "Whether the other text is the same but for capitals; null is not.",
        map2::<Text, Maybe<Text>, Bool>(|text, other| other.is_some_and(|other| same_letters(text, other))),
    );
    table.method(
        "regionMatches(from, other, otherFrom, length)",
        "Whether parts of two texts are the same.",
        general(
            &[
                Param::Is(Type::String),
                Param::Is(Type::Int),
                Param::Is(Type::String),
                Param::Is(Type::Int),
                Param::Is(Type::Int),
            ],
            Returns::Is(Type::Boolean),
            |arguments| regions(arguments, None),
        ),
    );
    table.method(
        "regionMatches(ignoreCase, from, other, otherFrom, length)",
        "Whether parts of two texts are the same, perhaps but for capitals.",
        general(
            &[
                Param::Is(Type::String),
                Param::Is(Type::Boolean),
                Param::Is(Type::Int),
                Param::Is(Type::String),
                Param::Is(Type::Int),
                Param::Is(Type::Int),
            ],
            Returns::Is(Type::Boolean),
            |arguments| regions(arguments, Some(1)),
        ),
    );
}

/// A letter as Java compares it without regard to capitals: a capital made small.
pub(super) fn folded(letter: char) -> char {
    let capital = single(letter.to_uppercase(), letter);
    capital.to_lowercase().next().unwrap_or(capital)
}

/// The only letter, or another one where there are several.
fn single(mut letters: impl Iterator<Item = char>, otherwise: char) -> char {
    match (letters.next(), letters.next()) {
        (Some(letter), None) => letter,
        _ => otherwise,
    }
}

fn same_letters(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    left.chars().map(folded).eq(right.chars().map(folded))
}

fn regions(arguments: &Arguments<'_>, flag: Option<usize>) -> crate::formula::value::Outcome {
    let first = flag.map_or(1, |flag| flag + 1);
    let value = |position: usize, row: usize| {
        let value = &arguments.values[position];
        let ints = value.array().as_primitive_opt::<arrow_array::types::Int32Type>();
        ints.filter(|_| !value.is_null(row))
            .map(|ints| ints.value(value.index(row)))
    };
    let text = |position: usize, row: usize| {
        let value = &arguments.values[position];
        let texts = value.array().as_string_opt::<i32>();
        texts
            .filter(|_| !value.is_null(row))
            .map(|texts| texts.value(value.index(row)))
    };
    let mut into = arrow_array::builder::BooleanBuilder::with_capacity(arguments.rows);
    let (mut left_part, mut right_part) = (String::new(), String::new());
    for row in 0..arguments.rows {
        let known = (
            text(0, row),
            value(first, row),
            text(first + 1, row),
            value(first + 2, row),
            value(first + 3, row),
        );
        let (Some(left), Some(from), Some(right), Some(other_from), Some(length)) = known else {
            return Err(Failure::row(row, "an argument of regionMatches is null"));
        };
        let ignore = flag.is_some_and(|flag| {
            let flag = &arguments.values[flag];
            !flag.is_null(row) && flag.array().as_boolean().value(flag.index(row))
        });
        let fits =
            |text: &str, from: i32| from >= 0 && i64::from(from) + i64::from(length) <= utf16::units(text) as i64;
        if !fits(left, from) || !fits(right, other_from) {
            into.append_value(false);
            continue;
        }
        left_part.clear();
        right_part.clear();
        let end = |from: i32| (from + length).max(0) as usize;
        utf16::slice(left, from as usize, end(from), &mut left_part);
        utf16::slice(right, other_from as usize, end(other_from), &mut right_part);
        into.append_value(if ignore {
            same_letters(&left_part, &right_part)
        } else {
            left_part == right_part
        });
    }
    Ok(Arc::new(into.finish()))
}

fn places(table: &mut Table) {
    table.method(
        "charAt(index)",
        "The code unit at an index.",
        map2::<Text, Int, Fallible<Char>>(|text, index| {
            let unit = usize::try_from(index).ok().and_then(|index| utf16::unit(text, index));
            unit.ok_or_else(|| out_of_bounds(index, text))
        }),
    );
    table.method(
        "codePointAt(index)",
        "The character that begins at an index.",
        map2::<Text, Int, Fallible<Int>>(|text, index| {
            let at = usize::try_from(index).map_err(|_| out_of_bounds(index, text))?;
            let first = utf16::unit(text, at).ok_or_else(|| out_of_bounds(index, text))?;
            let second = utf16::unit(text, at + 1);
            let pair = char::decode_utf16(std::iter::once(first).chain(second)).next();
            Ok(pair.and_then(Result::ok).map_or(i32::from(first), |char| char as i32))
        }),
    );
    const FIRST: &str = "Where another text or character is first; -1 if it is nowhere.";
    table.method(
        "indexOf(other)",
        FIRST,
        map2::<Text, Text, Int>(|text, other| utf16::find(text, other, 0)),
    );
    table.method(
        "indexOf(char)",
        FIRST,
        map2::<Text, Int, Int>(|text, char| find_char(text, char, 0)),
    );
    table.method(
        "indexOf(char)",
        FIRST,
        map2::<Text, Char, Int>(|text, char| find_char(text, i32::from(char), 0)),
    );
    table.method(
        "indexOf(other, from)",
        "The same from an index on.",
        map3::<Text, Text, Int, Int>(utf16::find),
    );
    table.method(
        "indexOf(char, from)",
        "The same from an index on.",
        map3::<Text, Int, Int, Int>(find_char),
    );
    table.method(
        "indexOf(char, from)",
        "The same from an index on.",
        map3::<Text, Char, Int, Int>(|text, char, from| find_char(text, i32::from(char), from)),
    );
    const LAST: &str = "Where another text or character is last; -1 if it is nowhere.";
    table.method(
        "lastIndexOf(other)",
        LAST,
        map2::<Text, Text, Int>(|text, other| utf16::find_last(text, other, i32::MAX)),
    );
    table.method(
        "lastIndexOf(char)",
        LAST,
        map2::<Text, Int, Int>(|text, char| find_last_char(text, char, i32::MAX)),
    );
    table.method(
        "lastIndexOf(char)",
        LAST,
        map2::<Text, Char, Int>(|text, char| find_last_char(text, i32::from(char), i32::MAX)),
    );
    table.method(
        "lastIndexOf(other, from)",
        "The same up to an index.",
        map3::<Text, Text, Int, Int>(utf16::find_last),
    );
    table.method(
        "lastIndexOf(char, from)",
        "The same up to an index.",
        map3::<Text, Int, Int, Int>(find_last_char),
    );
    table.method(
        "lastIndexOf(char, from)",
        "The same up to an index.",
        map3::<Text, Char, Int, Int>(|text, char, from| find_last_char(text, i32::from(char), from)),
    );
}

fn find_char(text: &str, char: i32, from: i32) -> i32 {
    let char = u32::try_from(char).ok().and_then(char::from_u32);
    char.map_or(-1, |char| utf16::find(text, char.encode_utf8(&mut [0; 4]), from))
}

fn find_last_char(text: &str, char: i32, from: i32) -> i32 {
    let char = u32::try_from(char).ok().and_then(char::from_u32);
    char.map_or(-1, |char| utf16::find_last(text, char.encode_utf8(&mut [0; 4]), from))
}

fn out_of_bounds(index: i32, text: &str) -> String {
    format!(
        "index {index} out of bounds for length {} of {text:?}",
        utf16::units(text)
    )
}

fn parts(table: &mut Table) {
    table.method(
        "substring(begin)",
        "The text from an index on.",
        map2::<Text, Int, Fallible<Text>>(|text, begin| part(text, begin, None)),
    );
    table
        .method(
            "substring(begin, end)",
            "The text from an index to before another.",
            map3::<Text, Int, Int, Fallible<Text>>(|text, begin, end| part(text, begin, Some(end))),
        )
        .also(&["subSequence"]);
    table.method("toCharArray()", "The code units of the text.", {
        let run = |arguments: &Arguments<'_>| {
            let value = &arguments.values[0];
            let mut into = super::list::NumberLists::<arrow_array::types::UInt16Type>::new(arguments.rows);
            let texts = value.array().as_string::<i32>();
            for row in 0..arguments.rows {
                if !value.is_null(row) {
                    texts
                        .value(value.index(row))
                        .encode_utf16()
                        .for_each(|unit| into.push(Some(unit)));
                }
                into.end();
            }
            into.finish(value.nulls(arguments.rows))
        };
        general(
            &[Param::Is(Type::String)],
            Returns::Is(Type::Array(Box::new(Type::Char))),
            run,
        )
    });
    table.method("getBytes()", "The text in UTF-8.", {
        let run = |arguments: &Arguments<'_>| {
            let value = &arguments.values[0];
            let texts = value.clone().into_array(arguments.rows)?;
            let texts = texts.as_string::<i32>();
            let (offsets, values, nulls) = texts.clone().into_parts();
            Ok(Arc::new(arrow_array::BinaryArray::try_new(offsets, values, nulls)?) as ArrayRef)
        };
        general(&[Param::Is(Type::String)], Returns::Is(Type::Bytes), run)
    });
}

/// A part by indices of code units.
fn part(text: &str, begin: i32, end: Option<i32>) -> Result<String, String> {
    let length = utf16::units(text);
    let to = end.unwrap_or(length as i32);
    if begin < 0 || to < begin || to as usize > length {
        return Err(format!(
            "begin {begin}, end {to} out of bounds for length {length} of {text:?}"
        ));
    }
    let mut part = String::new();
    utf16::slice(text, begin as usize, to as usize, &mut part);
    Ok(part)
}
