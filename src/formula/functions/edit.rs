//! Texts that are made of texts, and their order.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;

use super::kernel::{general, map1, map2, write1, write2, write3};
use super::kind::{Char, Fallible, Int, Maybe, Text};
use super::list::Lists;
use super::table::{Param, Returns, Table};
use super::text::{folded, is_space};
use super::utf16;
use crate::formula::kernels::concat::append;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure};

pub(super) fn add(table: &mut Table) {
    changes(table);
    comparisons(table);
    joins(table);
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
    table.function(
        "new String(text)",
        "The text itself.",
        map1::<Text, Text>(str::to_owned),
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
