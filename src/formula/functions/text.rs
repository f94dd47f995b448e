//! Methods of texts, which count in UTF-16 code units as Java does.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;

use super::kernel::{general, map1, map2, map3, write1, write2, write3};
use super::kind::{Bool, Char, Fallible, Int, Maybe, Text};
use super::list::Lists;
use super::table::{Param, Returns, Table};
use super::utf16;
use crate::formula::kernels::concat::append;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure};

pub(super) fn add(table: &mut Table) {
    tests(table);
    places(table);
    parts(table);
    changes(table);
    comparisons(table);
    joins(table);
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
fn folded(letter: char) -> char {
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

fn changes(table: &mut Table) {
    table.method(
        "toUpperCase()",
        "The text in capitals.",
        write1::<Text>(|text, into| match text.is_ascii() {
            true => into.extend(text.chars().map(|char| char.to_ascii_uppercase())),
            false => into.push_str(&text.to_uppercase()),
        }),
    );
    table.method(
        "toLowerCase()",
        "The text in small letters.",
        write1::<Text>(|text, into| match text.is_ascii() {
            true => into.extend(text.chars().map(|char| char.to_ascii_lowercase())),
            false => into.push_str(&text.to_lowercase()),
        }),
    );
    table.method(
        "trim()",
        "The text without spaces and control characters at both ends.",
        write1::<Text>(|text, into| {
            into.push_str(text.trim_matches(|char| char <= ' '));
        }),
    );
    table.method(
        "strip()",
        "The text without white space at both ends.",
        write1::<Text>(|text, into| into.push_str(text.trim_matches(is_space))),
    );
    table.method(
        "stripLeading()",
        "The text without white space before it.",
        write1::<Text>(|text, into| into.push_str(text.trim_start_matches(is_space))),
    );
    table.method(
        "stripTrailing()",
        "The text without white space behind it.",
        write1::<Text>(|text, into| into.push_str(text.trim_end_matches(is_space))),
    );
    table.method(
        "intern()",
        "The text itself.",
        write1::<Text>(|text, into| into.push_str(text)),
    );
    table.method(
        "concat(other)",
        "The text with another one behind it.",
        write2::<Text, Text>(|text, other, into| {
            into.push_str(text);
            into.push_str(other);
        }),
    );
    table.method(
        "replace(old, new)",
        "The text with another one in place of each old one.",
        write3::<Text, Text, Text>(replace),
    );
    table.method(
        "replace(old, new)",
        "The text with another character in place of each old one.",
        write3::<Text, Char, Char>(|text, old, new, into| {
            let (old, new) = (utf16::char_of(old), utf16::char_of(new));
            into.extend(text.chars().map(|char| if char == old { new } else { char }));
        }),
    );
    table.method(
        "repeat(count)",
        "The text so many times.",
        map2::<Text, Int, Fallible<Text>>(|text, count| {
            let length = usize::try_from(count).map_err(|_| format!("a text cannot be repeated {count} times"))?;
            match text
                .len()
                .checked_mul(length)
                .filter(|length| *length < i32::MAX as usize)
            {
                Some(_) => Ok(text.repeat(length)),
                None => Err(format!(
                    "a text of {} characters is too long to be repeated {count} times",
                    text.len()
                )),
            }
        }),
    );
    table.method(
        "reversed()",
        "The characters from the last to the first.",
        write1::<Text>(|text, into| into.extend(text.chars().rev())),
    );
    table.method(
        "stripIndent()",
        "The text without white space that all its lines begin with.",
        write1::<Text>(strip_indent),
    );
    table.method(
        "hashCode()",
        "Java's hash of the text.",
        map1::<Text, Maybe<Int>>(|text| {
            let hash = utf16::hash(text);
            (hash != i32::MIN).then_some(hash)
        }),
    );
}

fn replace(text: &str, old: &str, new: &str, into: &mut String) {
    if !old.is_empty() {
        let mut rest = text;
        while let Some(at) = rest.find(old) {
            into.push_str(&rest[..at]);
            into.push_str(new);
            rest = &rest[at + old.len()..];
        }
        into.push_str(rest);
        return;
    }
    into.push_str(new);
    for char in text.chars() {
        into.push(char);
        into.push_str(new);
    }
}

fn strip_indent(text: &str, into: &mut String) {
    let last_is_blank = text.ends_with('\n');
    let lines: Vec<&str> = text.lines().collect();
    let indents = lines
        .iter()
        .filter(|line| !line.chars().all(is_space))
        .map(|line| line.len() - line.trim_start_matches(is_space).len());
    let indent = if last_is_blank { 0 } else { indents.min().unwrap_or(0) };
    for (position, line) in lines.iter().enumerate() {
        if position > 0 {
            into.push('\n');
        }
        into.push_str(line.get(indent..).unwrap_or("").trim_end_matches(is_space));
    }
    if last_is_blank {
        into.push('\n');
    }
}

fn comparisons(table: &mut Table) {
    table.method(
        "compareTo(other)",
        "Below, at or above zero: whether the text comes before, with or after another one.",
        map2::<Text, Text, Int>(utf16::compare),
    );
    table.method(
        "compareToIgnoreCase(other)",
        "The same without regard to capitals.",
        map2::<Text, Text, Int>(|left, right| {
            let (left, right): (String, String) =
                (left.chars().map(folded).collect(), right.chars().map(folded).collect());
            utf16::compare(&left, &right)
        }),
    );
}

fn joins(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        let separator = &arguments.values[0];
        let separators = separator.array().as_string::<i32>();
        let mut into = StringBuilder::with_capacity(arguments.rows, 16 * arguments.rows);
        let mut text = String::new();
        for row in 0..arguments.rows {
            if separator.is_null(row) {
                return Err(Failure::of(row, 0, "the separator of String.join is null"));
            }
            text.clear();
            for (position, value) in arguments.values[1..].iter().enumerate() {
                if position > 0 {
                    text.push_str(separators.value(separator.index(row)));
                }
                // A text is written to without errors.
                let _ = append(value.array(), value.index(row), &mut text);
            }
            into.append_value(&text);
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table
        .function(
            "String.join(separator, texts)",
            "Texts with a separator between them.",
            general(
                &[Param::Is(Type::String), Param::Is(Type::String)],
                Returns::Is(Type::String),
                run,
            ),
        )
        .variadic();
    let run = |arguments: &Arguments<'_>| {
        let separator = &arguments.values[0];
        let separators = separator.array().as_string::<i32>();
        let lists = Lists::of(arguments, 1);
        let mut into = StringBuilder::with_capacity(arguments.rows, 16 * arguments.rows);
        let mut text = String::new();
        for row in 0..arguments.rows {
            let (Some(range), false) = (lists.range(row), separator.is_null(row)) else {
                return Err(Failure::row(row, "an argument of String.join is null"));
            };
            text.clear();
            let first = range.start;
            for place in range {
                if place > first {
                    text.push_str(separators.value(separator.index(row)));
                }
                let _ = append(&lists.values, place, &mut text);
            }
            into.append_value(&text);
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    let list = Param::Is(Type::Vector(Box::new(Type::String)));
    table.function(
        "String.join(separator, texts)",
        "Texts with a separator between them.",
        general(&[Param::Is(Type::String), list], Returns::Is(Type::String), run),
    );
}
