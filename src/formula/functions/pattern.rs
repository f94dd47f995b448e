//! Regular expressions: Java's syntax, without look-around, back references and possessive quantifiers, which would take
//! more than linear time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, StringArray};
use regex::{Captures, Regex, RegexBuilder};

use super::kernel::{Kernel, general};
use super::table::{Param, Returns, Table};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    let matches = |arguments: &Arguments<'_>| whole(arguments, 0, 1);
    let texts = [Param::Is(Type::String), Param::Is(Type::String)];
    table.method(
        "matches(regex)",
        "Whether a regular expression matches the whole text. Expressions are Java's, without look-around, back references and possessive quantifiers; `$` is the end of the text alone.",
        of_texts(&texts, Returns::Is(Type::Boolean), matches),
    );
    let matches = |arguments: &Arguments<'_>| whole(arguments, 1, 0);
    table.function(
        "Pattern.matches(regex, text)",
        "Whether a regular expression matches the whole text. Expressions are Java's, without look-around, back references and possessive quantifiers; `$` is the end of the text alone.",
        of_texts(&texts, Returns::Is(Type::Boolean), matches),
    );
    let three = [
        Param::Is(Type::String),
        Param::Is(Type::String),
        Param::Is(Type::String),
    ];
    table.method(
        "replaceAll(regex, replacement)",
        "The text with a replacement for what a regular expression matches; `$1` and `${name}` are its groups.",
        of_texts(&three, Returns::Is(Type::String), |arguments| {
            replace(arguments, usize::MAX)
        }),
    );
    table.method(
        "replaceFirst(regex, replacement)",
        "The text with a replacement for the first match of a regular expression.",
        of_texts(&three, Returns::Is(Type::String), |arguments| replace(arguments, 1)),
    );
    let array = Returns::Is(Type::Array(Box::new(Type::String)));
    table.method(
        "split(regex)",
        "The parts between the matches of a regular expression, without empty ones at the end.",
        of_texts(&texts, array.clone(), split),
    );
    table.method(
        "split(regex, limit)",
        "At most so many parts; a limit below zero keeps empty ones at the end.",
        of_texts(
            &[texts[0].clone(), texts[1].clone(), Param::Is(Type::Int)],
            array,
            split,
        ),
    );
}

/// A kernel that gives null for null.
fn of_texts(
    params: &[Param],
    returns: Returns,
    run: impl Fn(&Arguments<'_>) -> Outcome + Send + Sync + 'static,
) -> Kernel {
    let kernel = general(params, returns, run);
    Kernel {
        sees_nulls: vec![false; params.len()],
        ..kernel
    }
}

/// How many expressions a thread keeps.
const KEPT: usize = 64;

/// A compiled expression, and the same for a whole text.
struct Pattern {
    anywhere: Regex,
    whole: Regex,
}

thread_local! {
    static PATTERNS: RefCell<HashMap<String, Arc<Pattern>>> = RefCell::default();
}

/// The compiled expression of a text, which is kept for the next time.
fn pattern(text: &str) -> Result<Arc<Pattern>, String> {
    PATTERNS.with_borrow_mut(|patterns| {
        if let Some(known) = patterns.get(text) {
            return Ok(known.clone());
        }
        let translated = translated(text);
        let compiled = |text: &str| {
            let built = RegexBuilder::new(text).size_limit(1 << 22).build();
            built.map_err(|error| format!("{text:?} is no regular expression that is taken here: {error}"))
        };
        let anywhere = compiled(&translated)?;
        let whole = compiled(&format!("\\A(?:{translated})\\z"))?;
        let pattern = Arc::new(Pattern { anywhere, whole });
        if patterns.len() >= KEPT {
            patterns.clear();
        }
        patterns.insert(text.to_owned(), pattern.clone());
        Ok(pattern)
    })
}

/// Java's classes of characters are those of ASCII, and it quotes text between `\Q` and `\E`.
fn translated(text: &str) -> String {
    let mut into = String::with_capacity(text.len() + 16);
    let mut rest = text.chars();
    while let Some(char) = rest.next() {
        if char != '\\' {
            into.push(char);
            continue;
        }
        match rest.next() {
            Some('d') => into.push_str("[0-9]"),
            Some('D') => into.push_str("[^0-9]"),
            Some('w') => into.push_str("[a-zA-Z_0-9]"),
            Some('W') => into.push_str("[^a-zA-Z_0-9]"),
            Some('s') => into.push_str("[ \\t\\n\\x0B\\f\\r]"),
            Some('S') => into.push_str("[^ \\t\\n\\x0B\\f\\r]"),
            Some('h') => into.push_str("[ \\t\\u{A0}\\u{1680}\\u{180e}\\u{2000}-\\u{200a}\\u{202f}\\u{205f}\\u{3000}]"),
            Some('R') => into.push_str("(?:\\r\\n|[\\n\\x0B\\f\\r\\u{85}\\u{2028}\\u{2029}])"),
            Some('e') => into.push_str("\\x1B"),
            Some('Z') => into.push_str("(?:\\n?\\z)"),
            // Word boundaries elsewhere.
            Some(angle @ ('<' | '>')) => into.push(angle),
            Some('Q') => {
                let quoted = rest.as_str();
                let end = quoted.find("\\E").unwrap_or(quoted.len());
                into.push_str(&regex::escape(&quoted[..end]));
                rest = quoted[end..].strip_prefix("\\E").unwrap_or("").chars();
            }
            Some('p') => {
                let class = rest.as_str().strip_prefix('{').and_then(|class| class.split_once('}'));
                let ascii = class.and_then(|(name, after)| Some((posix(name)?, after)));
                match ascii {
                    Some((class, after)) => {
                        into.push_str(class);
                        rest = after.chars();
                    }
                    None => into.push_str("\\p"),
                }
            }
            Some(other) => into.extend(['\\', other]),
            None => into.push('\\'),
        }
    }
    into
}

/// Java's names of classes of ASCII.
fn posix(name: &str) -> Option<&'static str> {
    Some(match name {
        "Lower" => "[[:lower:]]",
        "Upper" => "[[:upper:]]",
        "ASCII" => "[[:ascii:]]",
        "Alpha" => "[[:alpha:]]",
        "Digit" => "[[:digit:]]",
        "Alnum" => "[[:alnum:]]",
        "Punct" => "[[:punct:]]",
        "Graph" => "[[:graph:]]",
        "Print" => "[[:print:]]",
        "Blank" => "[[:blank:]]",
        "Cntrl" => "[[:cntrl:]]",
        "XDigit" => "[[:xdigit:]]",
        "Space" => "[[:space:]]",
        _ => return None,
    })
}

/// The expression of a column in a row; it is looked up again only where its text is another one.
struct Patterns<'a> {
    texts: &'a StringArray,
    last: Option<(&'a str, Arc<Pattern>)>,
}

impl<'a> Patterns<'a> {
    fn of(texts: &'a StringArray) -> Self {
        Patterns { texts, last: None }
    }

    fn get(&mut self, row: usize, index: usize) -> Outcome<Arc<Pattern>> {
        let text = self.texts.value(index);
        if let Some((last, known)) = &self.last
            && *last == text
        {
            return Ok(known.clone());
        }
        let found = pattern(text).map_err(|reason| Failure::row(row, reason))?;
        self.last = Some((text, found.clone()));
        Ok(found)
    }
}

fn whole(arguments: &Arguments<'_>, text: usize, regex: usize) -> Outcome {
    let (text, regex) = (&arguments.values[text], &arguments.values[regex]);
    let texts = text.array().as_string::<i32>();
    let mut patterns = Patterns::of(regex.array().as_string::<i32>());
    let mut into = BooleanBuilder::with_capacity(arguments.rows);
    for row in 0..arguments.rows {
        if text.is_null(row) || regex.is_null(row) {
            into.append_null();
            continue;
        }
        let pattern = patterns.get(row, regex.index(row))?;
        into.append_value(pattern.whole.is_match(texts.value(text.index(row))));
    }
    Ok(Arc::new(into.finish()))
}

fn replace(arguments: &Arguments<'_>, most: usize) -> Outcome {
    let [text, regex, replacement] = arguments.values else {
        return Err(crate::error::Error::internal("a replacement has three arguments").into());
    };
    let (texts, replacements) = (text.array().as_string::<i32>(), replacement.array().as_string::<i32>());
    let mut patterns = Patterns::of(regex.array().as_string::<i32>());
    let mut into = StringBuilder::with_capacity(arguments.rows, 16 * arguments.rows);
    let mut result = String::new();
    for row in 0..arguments.rows {
        if text.is_null(row) || regex.is_null(row) || replacement.is_null(row) {
            into.append_null();
            continue;
        }
        let pattern = patterns.get(row, regex.index(row))?;
        let (text, replacement) = (texts.value(text.index(row)), replacements.value(replacement.index(row)));
        result.clear();
        let mut end = 0;
        for captures in pattern.anywhere.captures_iter(text).take(most) {
            let Some(found) = captures.get(0) else { continue };
            result.push_str(&text[end..found.start()]);
            expand(replacement, &captures, &mut result).map_err(|reason| Failure::row(row, reason))?;
            end = found.end();
        }
        result.push_str(&text[end..]);
        into.append_value(&result);
    }
    Ok(Arc::new(into.finish()))
}

/// Appends a replacement with its groups filled in.
fn expand(replacement: &str, captures: &Captures<'_>, into: &mut String) -> Result<(), String> {
    let mut rest = replacement.chars();
    while let Some(char) = rest.next() {
        match char {
            '\\' => into.push(rest.next().ok_or("the replacement ends with a backslash")?),
            '$' => {
                if let Some((name, after)) = rest.as_str().strip_prefix('{').and_then(|name| name.split_once('}')) {
                    let group = captures.name(name);
                    into.push_str(group.map_or("", |group| group.as_str()));
                    rest = after.chars();
                    continue;
                }
                let mut group = 0;
                let mut digits = 0;
                // As many digits as still name a group.
                while let Some(digit) = rest.as_str().chars().next().and_then(|char| char.to_digit(10)) {
                    let wider = group * 10 + digit as usize;
                    if digits > 0 && wider >= captures.len() {
                        break;
                    }
                    group = wider;
                    digits += 1;
                    rest.next();
                }
                if digits == 0 || group >= captures.len() {
                    return Err(format!(
                        "the replacement {replacement:?} names a group that is not there"
                    ));
                }
                into.push_str(captures.get(group).map_or("", |group| group.as_str()));
            }
            char => into.push(char),
        }
    }
    Ok(())
}

fn split(arguments: &Arguments<'_>) -> Outcome {
    let (text, regex) = (&arguments.values[0], &arguments.values[1]);
    let limits = arguments
        .values
        .get(2)
        .map(|limit| (limit, limit.array().as_primitive::<Int32Type>()));
    let texts = text.array().as_string::<i32>();
    let mut patterns = Patterns::of(regex.array().as_string::<i32>());
    let mut into = ListBuilder::new(StringBuilder::new()).with_field(Type::String.item_field());
    let mut parts: Vec<&str> = Vec::new();
    for row in 0..arguments.rows {
        let limit = limits.map_or(Some(0), |(limit, limits)| {
            (!limit.is_null(row)).then(|| limits.value(limit.index(row)))
        });
        let (Some(limit), false, false) = (limit, text.is_null(row), regex.is_null(row)) else {
            into.append_null();
            continue;
        };
        let text = texts.value(text.index(row));
        parts.clear();
        let mut end = 0;
        let pattern = patterns.get(row, regex.index(row))?;
        for found in pattern.anywhere.find_iter(text) {
            if limit > 0 && parts.len() as i32 == limit - 1 {
                break;
            }
            // A match of nothing at the beginning gives no part, nor does one at the end.
            if found.end() == 0 || (found.is_empty() && found.start() == text.len()) {
                continue;
            }
            parts.push(&text[end..found.start()]);
            end = found.end();
        }
        parts.push(&text[end..]);
        if limit == 0 && parts.len() > 1 {
            while parts.last().is_some_and(|part| part.is_empty()) {
                parts.pop();
            }
        }
        parts.iter().for_each(|part| into.values().append_value(part));
        into.append(true);
    }
    Ok(Arc::new(into.finish()) as ArrayRef)
}
