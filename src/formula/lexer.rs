//! Formulas as tokens.

use crate::error::{Error, ErrorKind, Result};

/// A piece of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A name of a column, constant or function.
    Name(&'a str),
    /// A number as it is written, without a sign.
    Number(&'a str),
    /// A text without its quotes: backticks, double or single ones.
    Text(&'a str),
    /// An operator or a bracket.
    Symbol(&'a str),
}

/// Longer ones first, so that `>=` is not read as `>`.
const SYMBOLS: [&str; 25] = [
    "&&", "||", "==", "!=", "<=", ">=", "=", "<", ">", "!", "+", "-", "*", "/", "%", "(", ")", "[", "]", "?", ":", ",",
    ".", "&", "|",
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
            '0'..='9' => {
                let end = rest
                    .find(|c: char| !c.is_alphanumeric() && c != '.')
                    .unwrap_or(rest.len());
                // The sign of an exponent belongs to the number.
                let end = match (rest[..end].ends_with(['e', 'E']), rest[end..].starts_with(['+', '-'])) {
                    (true, true) if !rest.starts_with("0x") => {
                        let digits = rest[end + 1..].find(|c: char| !c.is_alphanumeric());
                        digits.map_or(rest.len(), |digits| end + 1 + digits)
                    }
                    _ => end,
                };
                (Token::Number(&rest[..end]), end)
            }
            _ if first.is_alphabetic() || first == '_' || first == '$' => {
                let end = rest
                    .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
                    .unwrap_or(rest.len());
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

fn quoted(text: &str, at: usize, quote: char) -> Result<(Token<'_>, usize)> {
    let inside = &text[at + 1..];
    let end = inside
        .find(quote)
        .ok_or_else(|| wrong(text, at, &format!("the text that begins with {quote} does not end")))?;
    Ok((Token::Text(&inside[..end]), end + 2))
}

/// An error about a place in a formula, with a caret under it.
pub(super) fn wrong(text: &str, at: usize, reason: &str) -> Error {
    pointed(ErrorKind::InvalidArgument, text, at, reason)
}

/// An error about a name that nothing has.
pub(super) fn not_there(text: &str, at: usize, reason: &str) -> Error {
    pointed(ErrorKind::NotFound, text, at, reason)
}

fn pointed(kind: ErrorKind, text: &str, at: usize, reason: &str) -> Error {
    let indent = text[..at].chars().count();
    Error::new(kind, format!("{reason}\n  {text}\n  {:indent$}^", "")).with("formula", text)
}
