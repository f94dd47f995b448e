//! Formulas as tokens.

use std::borrow::Cow;

use crate::error::{Error, ErrorKind, Result};

/// A piece of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A name of a column, constant or function.
    Name(&'a str),
    /// A number as it is written, without a sign.
    Number(&'a str),
    /// A text that stood in backticks or double quotes.
    Text(Cow<'a, str>),
    /// A character or a time literal, which stood in single quotes.
    Quoted(Cow<'a, str>),
    /// An operator or a bracket.
    Symbol(&'static str),
}

/// Longer ones first, so that `>=` is not read as `>`.
const SYMBOLS: [&str; 38] = [
    ">>>", "<=>", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "->", "::", "++", "--", "**", "=", "<", ">", "!",
    "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}", "?", ":", ",", ".", "&", "|", "^", "~",
];

/// The tokens of a formula, each with its position in the text.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token<'_>)>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let (token, len) = match first {
            '`' | '"' | '\'' => quoted(text, at, first)?,
            '0'..='9' => number(rest),
            '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => number(rest),
            _ if is_name_start(first) => {
                let end = rest.find(|char| !is_name_part(char)).unwrap_or(rest.len());
                (Token::Name(&rest[..end]), end)
            }
            _ => match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
                Some(symbol) => (Token::Symbol(symbol), symbol.len()),
                None => return Err(wrong(text, at, &format!("{first:?} has no meaning here"))),
            },
        };
        tokens.push((at, token));
        at += len;
    }
    Ok(tokens)
}

/// Whether a Java identifier can begin so.
pub(super) fn is_name_start(char: char) -> bool {
    char.is_alphabetic() || char == '_' || char == '$'
}

/// Whether a Java identifier can go on so.
pub(super) fn is_name_part(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '$'
}

/// A number with all that can belong to it; whether it is one is for the reader of literals to say.
fn number(rest: &str) -> (Token<'_>, usize) {
    let hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    let exponents: &[char] = if hexadecimal { &['p', 'P'] } else { &['e', 'E'] };
    let mut end = 0;
    for (position, char) in rest.char_indices() {
        let sign = matches!(char, '+' | '-') && rest[..position].ends_with(exponents);
        if !(char.is_alphanumeric() || char == '_' || char == '.' || sign) {
            break;
        }
        end = position + char.len_utf8();
    }
    (Token::Number(&rest[..end]), end)
}

fn quoted(text: &str, at: usize, quote: char) -> Result<(Token<'_>, usize)> {
    let inside = &text[at + 1..];
    let mut escaped = false;
    let end = inside.find(|char| {
        let ends = char == quote && !escaped;
        escaped = char == '\\' && !escaped;
        ends
    });
    let end = end.ok_or_else(|| wrong(text, at, &format!("the text that begins with {quote} does not end")))?;
    let value = unescaped(text, at + 1, &inside[..end])?;
    let token = if quote == '\'' {
        Token::Quoted(value)
    } else {
        Token::Text(value)
    };
    Ok((token, end + 2))
}

/// A text without Java's escapes.
fn unescaped<'a>(text: &str, start: usize, value: &'a str) -> Result<Cow<'a, str>> {
    if !value.contains('\\') {
        return Ok(Cow::Borrowed(value));
    }
    let mut units: Vec<u16> = Vec::with_capacity(value.len());
    let mut chars = value.char_indices().peekable();
    while let Some((position, char)) = chars.next() {
        if char != '\\' {
            units.extend_from_slice(char.encode_utf16(&mut [0; 2]));
            continue;
        }
        let bad = || wrong(text, start + position, "the escape is none of Java's");
        let (_, kind) = chars.next().ok_or_else(bad)?;
        let unit = match kind {
            'n' => '\n' as u16,
            't' => '\t' as u16,
            'r' => '\r' as u16,
            'b' => 8,
            'f' => 12,
            's' => ' ' as u16,
            '\\' | '"' | '\'' | '`' => kind as u16,
            '0'..='7' => {
                let mut value = kind as u16 - '0' as u16;
                let most = if kind < '4' { 2 } else { 1 };
                for _ in 0..most {
                    let Some((_, digit)) = chars.next_if(|(_, digit)| ('0'..='7').contains(digit)) else {
                        break;
                    };
                    value = value * 8 + (digit as u16 - '0' as u16);
                }
                value
            }
            'u' => {
                while chars.next_if(|(_, next)| *next == 'u').is_some() {}
                let mut value: u16 = 0;
                for _ in 0..4 {
                    let digit = chars.next().and_then(|(_, digit)| digit.to_digit(16)).ok_or_else(bad)?;
                    value = value << 4 | digit as u16;
                }
                value
            }
            _ => return Err(bad()),
        };
        units.push(unit);
    }
    Ok(Cow::Owned(String::from_utf16_lossy(&units)))
}

/// An error about a place in a formula, with a caret under it.
pub(super) fn wrong(text: &str, at: usize, reason: &str) -> Error {
    pointed(ErrorKind::InvalidArgument, text, at, reason)
}

/// An error about a name that nothing has.
pub(super) fn not_there(text: &str, at: usize, reason: &str) -> Error {
    pointed(ErrorKind::NotFound, text, at, reason)
}

/// An error about something that this version cannot do.
pub(super) fn cannot(text: &str, at: usize, reason: &str) -> Error {
    pointed(ErrorKind::Unsupported, text, at, reason)
}

fn pointed(kind: ErrorKind, text: &str, at: usize, reason: &str) -> Error {
    let (shown, before) = excerpt(text, at);
    let indent = " ".repeat(before);
    Error::new(kind, format!("{reason}\n  {shown}\n  {indent}^")).with("formula", text)
}

/// The part of a text around a place, and how many characters of it are before the place.
fn excerpt(text: &str, at: usize) -> (String, usize) {
    const AROUND: usize = 60;
    let before = text.char_indices().take_while(|(position, _)| *position < at).count();
    let chars = text.chars().count();
    if chars <= 2 * AROUND {
        return (text.to_owned(), before);
    }
    let (first, end) = (before.saturating_sub(AROUND), (before + AROUND).min(chars));
    let mut shown: String = text.chars().skip(first).take(end - first).collect();
    let mut indent = before - first;
    if first > 0 {
        shown.insert(0, '…');
        indent += 1;
    }
    if end < chars {
        shown.push('…');
    }
    (shown, indent)
}
