//! JAAS configurations: `org.….PlainLoginModule required username="alice" password="…";`
//!
//! The language is that of Java's client: a class, a flag, options, a semicolon; values are words or quoted with `"`
//! or `'`, with escapes as in Java; there may be comments. An error never holds a value, nor anything else whose
//! place in a broken text might be that of one.

use std::iter::Peekable;
use std::str::Chars;

/// A login module and its options.
#[derive(PartialEq)]
pub(super) struct LoginModule {
    /// The class, as it is written.
    pub class: String,
    options: Vec<(String, String)>,
}

impl LoginModule {
    /// The module that a configuration consists of.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut tokens = Tokens(text.chars().peekable());
        let module = Self::one(&mut tokens)?;
        match tokens.next()? {
            None => Ok(module),
            Some(_) => Err("holds more than one login module, expected one".to_owned()),
        }
    }

    fn one(tokens: &mut Tokens<'_>) -> Result<Self, String> {
        let class = match tokens.next()? {
            Some(Token::Word(class)) if class.ends_with("LoginModule") => class,
            _ => return Err("does not begin with the class of a login module".to_owned()),
        };
        match tokens.next()? {
            Some(Token::Word(flag)) if FLAGS.contains(&flag.to_ascii_lowercase().as_str()) => {}
            _ => {
                return Err(format!(
                    "has no control flag after {class}: expected {}",
                    FLAGS.join(", ")
                ));
            }
        }
        let mut options: Vec<(String, String)> = Vec::new();
        loop {
            let name = match tokens.next()? {
                Some(Token::End) => return Ok(LoginModule { class, options }),
                Some(Token::Word(name)) => name,
                None => return Err("does not end with a semicolon".to_owned()),
                Some(_) => return Err(after(&options, "expected option=value or a semicolon")),
            };
            match (tokens.next()?, tokens.next()?) {
                (Some(Token::Equals), Some(Token::Word(value) | Token::Quoted(value))) => options.push((name, value)),
                _ => return Err(after(&options, "expected option=\"value\"")),
            }
        }
    }

    /// The class without its package, which shaded clients change.
    pub fn name(&self) -> &str {
        self.class.rsplit('.').next().unwrap_or(&self.class)
    }

    /// An option's value; the last one counts, as in Java.
    pub fn option(&self, name: &str) -> Option<&str> {
        let found = self.options.iter().rfind(|(known, _)| known == name)?;
        Some(&found.1)
    }

    /// The options' names.
    pub fn options(&self) -> impl Iterator<Item = &str> {
        self.options.iter().map(|(name, _)| name.as_str())
    }
}

const FLAGS: [&str; 4] = ["required", "requisite", "sufficient", "optional"];

/// What is wrong after the options that were read; where a value ends is uncertain, so nothing of the rest is shown.
fn after(options: &[(String, String)], expected: &str) -> String {
    match options.last() {
        Some((name, _)) => format!("cannot be read after its option {name}: {expected}"),
        None => format!("cannot be read after its control flag: {expected}"),
    }
}

enum Token {
    Word(String),
    Quoted(String),
    Equals,
    End,
}

struct Tokens<'a>(Peekable<Chars<'a>>);

impl Tokens<'_> {
    fn next(&mut self) -> Result<Option<Token>, String> {
        self.skip_space()?;
        let Some(first) = self.0.next() else {
            return Ok(None);
        };
        Ok(Some(match first {
            ';' => Token::End,
            '=' => Token::Equals,
            '"' | '\'' => Token::Quoted(self.quoted(first)?),
            _ => {
                let mut word = String::from(first);
                while let Some(next) = self
                    .0
                    .next_if(|next| !next.is_whitespace() && !matches!(next, ';' | '=' | '"' | '\''))
                {
                    word.push(next);
                }
                Token::Word(word)
            }
        }))
    }

    /// Skips blanks and comments.
    fn skip_space(&mut self) -> Result<(), String> {
        loop {
            while self.0.next_if(|next| next.is_whitespace()).is_some() {}
            let mut ahead = self.0.clone();
            match (ahead.next(), ahead.next()) {
                (Some('/'), Some('/')) => while self.0.next_if(|next| *next != '\n').is_some() {},
                (Some('/'), Some('*')) => {
                    self.0 = ahead;
                    let mut last = ' ';
                    loop {
                        match self.0.next() {
                            Some('/') if last == '*' => break,
                            Some(next) => last = next,
                            None => return Err("has a comment that does not end".to_owned()),
                        }
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, String> {
        let open = || "has a quotation that is not closed".to_owned();
        let mut text = String::new();
        loop {
            match self.0.next().ok_or_else(open)? {
                end if end == quote => return Ok(text),
                '\n' | '\r' => return Err(open()),
                '\\' => {
                    let escaped = self.0.next().ok_or_else(open)?;
                    text.push(self.escaped(escaped));
                }
                other => text.push(other),
            }
        }
    }

    fn escaped(&mut self, first: char) -> char {
        match first {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            // Octal, up to \377.
            '0'..='7' => {
                let mut code = first as u32 - '0' as u32;
                let most = if first <= '3' { 2 } else { 1 };
                for _ in 0..most {
                    match self.0.next_if(|next| matches!(next, '0'..='7')) {
                        Some(digit) => code = code * 8 + (digit as u32 - '0' as u32),
                        None => break,
                    }
                }
                char::from_u32(code).unwrap_or(first)
            }
            other => other,
        }
    }
}
