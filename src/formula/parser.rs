//! Tokens as trees: Java's expressions, with `in`, `not in`, `icase` and `includes` beside the comparisons.

use super::lexer::{Token, cannot, tokens, wrong};
use super::syntax::{Binary, Expr, ExprKind, Literal, Matching, Mode, RELATIONAL, TypeName, Unary};
use crate::error::{Error, Result};

/// How deep brackets, signs and casts may be nested. Formulas that people write stay far below; without a limit a hostile
/// one would exhaust the stack.
const MAX_NESTING: usize = 64;

/// How deep the tree may be, to which each operator of a chain without brackets adds one.
const MAX_DEPTH: usize = 256;

/// Reads a whole text as one expression.
pub(super) fn parse(text: &str) -> Result<Expr> {
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        next: 0,
        nesting: 0,
        lists: true,
    };
    if parser.tokens.is_empty() {
        return Err(wrong(text, 0, "the formula is empty"));
    }
    let expr = parser.expression()?;
    match parser.peek() {
        None => Ok(expr),
        Some(token) => Err(parser.unexpected(token)),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(usize, Token<'a>)>,
    next: usize,
    nesting: usize,
    /// Whether a comma goes on with the list of an `in`; inside the brackets of a call it does not.
    lists: bool,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&Token<'a>> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<&Token<'a>> {
        self.tokens.get(self.next + ahead).map(|(_, token)| token)
    }

    /// Where the next token is, or the end of the text.
    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.text.len(), |(at, _)| *at)
    }

    fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), Some(Token::Symbol(next)) if *next == symbol)
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek_at(ahead), Some(Token::Name(next)) if *next == word)
    }

    fn take(&mut self, symbol: &str) -> bool {
        let is = self.is(symbol);
        self.next += usize::from(is);
        is
    }

    fn expect(&mut self, symbol: &str) -> Result<()> {
        if self.take(symbol) {
            return Ok(());
        }
        match self.peek() {
            Some(token) => Err(wrong(
                self.text,
                self.at(),
                &format!("expected {symbol}, not {}", described(token)),
            )),
            None => Err(wrong(
                self.text,
                self.at(),
                &format!("expected {symbol} where the formula ends"),
            )),
        }
    }

    fn unexpected(&self, token: &Token<'_>) -> Error {
        let reason = format!("{} is not expected here", described(token));
        match token {
            Token::Symbol("~" | "<<" | ">>" | ">>>" | "**" | "<=>" | "->" | "::" | "++" | "--") => cannot(
                self.text,
                self.at(),
                &format!("{reason}: the language has no such operator"),
            ),
            _ => wrong(self.text, self.at(), &reason),
        }
    }

    /// A whole expression. Branches that are choices again, `a ? b : c ? d : e`, are read one after another.
    fn expression(&mut self) -> Result<Expr> {
        self.nested(|parser| {
            let mut choices = Vec::new();
            let mut last = parser.binary(1)?;
            loop {
                let at = parser.at();
                if !parser.take("?") {
                    break;
                }
                let then = parser.expression()?;
                parser.expect(":")?;
                choices.push((at, last, then));
                last = parser.binary(1)?;
            }
            while let Some((at, condition, then)) = choices.pop() {
                last = parser.expr(at, ExprKind::Conditional(Box::new([condition, then, last])))?;
            }
            Ok(last)
        })
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<Expr>) -> Result<Expr> {
        if self.nesting == MAX_NESTING {
            return Err(self.too_deep());
        }
        self.nesting += 1;
        let expr = read(self);
        self.nesting -= 1;
        expr
    }

    fn expr(&self, at: usize, kind: ExprKind) -> Result<Expr> {
        let expr = Expr::new(at, kind);
        if expr.depth > MAX_DEPTH {
            return Err(self.too_deep());
        }
        Ok(expr)
    }

    fn too_deep(&self) -> Error {
        let reason = format!(
            "the formula is too deep: {MAX_NESTING} brackets may be nested and {MAX_DEPTH} operators follow each other; \
             split it into several columns"
        );
        wrong(self.text, self.at(), &reason)
    }

    /// Operators that bind at least as strongly as `least`.
    fn binary(&mut self, least: u8) -> Result<Expr> {
        let mut left = self.unary()?;
        loop {
            let at = self.at();
            if least <= RELATIONAL
                && let Some(matching) = self.matching()
            {
                let options = self.options()?;
                left = self.expr(at, ExprKind::Match(Box::new(left), matching, options))?;
                continue;
            }
            let operator = match self.peek() {
                Some(Token::Symbol(symbol)) => Binary::of(symbol),
                _ => None,
            };
            let Some((operator, strength)) = operator.filter(|(_, strength)| *strength >= least) else {
                return Ok(left);
            };
            self.next += 1;
            let right = self.binary(strength + 1)?;
            left = self.expr(at, ExprKind::Binary(operator, Box::new(left), Box::new(right)))?;
        }
    }

    /// `in`, `not in`, `icase in`, `icase not in`, `includes`, `includes any`, `includes all`, …
    fn matching(&mut self) -> Option<Matching> {
        let mut ahead = 0;
        let mut word = |parser: &Self, word: &str| {
            let is = parser.is_word(ahead, word);
            ahead += usize::from(is);
            is
        };
        let ignore_case = word(self, "icase");
        let negated = word(self, "not");
        let mode = if word(self, "in") {
            Mode::In
        } else if word(self, "includes") {
            if word(self, "all") {
                Mode::All
            } else {
                let _ = word(self, "any");
                Mode::Any
            }
        } else {
            return None;
        };
        self.next += ahead;
        Some(Matching {
            mode,
            negated,
            ignore_case,
        })
    }

    fn options(&mut self) -> Result<Vec<Expr>> {
        let mut options = vec![self.binary(RELATIONAL + 1)?];
        while self.lists && self.take(",") {
            options.push(self.binary(RELATIONAL + 1)?);
        }
        Ok(options)
    }

    fn unary(&mut self) -> Result<Expr> {
        let at = self.at();
        let operator = match self.peek() {
            Some(Token::Symbol("-")) => Unary::Minus,
            Some(Token::Symbol("+")) => Unary::Plus,
            Some(Token::Symbol("!")) => Unary::Not,
            Some(Token::Symbol("(")) => {
                if let Some(wanted) = self.cast() {
                    let operand = self.nested(Self::unary)?;
                    return self.expr(at, ExprKind::Cast(wanted, Box::new(operand)));
                }
                return self.postfix();
            }
            _ => return self.postfix(),
        };
        self.next += 1;
        let operand = self.nested(Self::unary)?;
        // The sign belongs to a number, so that the least one of each type can be written.
        let kind = match (operator, operand.kind) {
            (Unary::Minus, ExprKind::Literal(Literal::Number(number))) if !number.starts_with('-') => {
                ExprKind::Literal(Literal::Number(format!("-{number}")))
            }
            (_, kind) => ExprKind::Unary(operator, Box::new(Expr::new(operand.at, kind))),
        };
        self.expr(at, kind)
    }

    /// `(Type)` in front of a value, which is read only if it is that.
    fn cast(&mut self) -> Option<TypeName> {
        let begin = self.next;
        let wanted = self.take("(").then(|| self.type_name()).flatten();
        let wanted = wanted.filter(|_| self.take(")"));
        let is_cast = wanted.as_ref().is_some_and(|wanted| {
            wanted.dimensions > 0
                || is_primitive(&wanted.name)
                || match self.peek() {
                    Some(Token::Name(name)) => !matches!(*name, "in" | "not" | "icase" | "includes" | "instanceof"),
                    Some(Token::Symbol(symbol)) => matches!(*symbol, "(" | "!"),
                    Some(_) => true,
                    None => false,
                }
        });
        if !is_cast {
            self.next = begin;
        }
        wanted.filter(|_| is_cast)
    }

    /// `int`, `java.lang.String`, `int[]`.
    fn type_name(&mut self) -> Option<TypeName> {
        let name = self.qualified()?;
        let mut dimensions = 0;
        while self.is("[") && matches!(self.peek_at(1), Some(Token::Symbol("]"))) {
            self.next += 2;
            dimensions += 1;
        }
        Some(TypeName { name, dimensions })
    }

    fn qualified(&mut self) -> Option<String> {
        let Some(Token::Name(first)) = self.peek() else {
            return None;
        };
        let mut name = (*first).to_owned();
        self.next += 1;
        while self.is(".")
            && let Some(Token::Name(part)) = self.peek_at(1)
        {
            name.push('.');
            name.push_str(part);
            self.next += 2;
        }
        Some(name)
    }

    /// A value with what follows it: `.name`, `.name(…)`, `[…]`.
    fn postfix(&mut self) -> Result<Expr> {
        let mut expr = self.primary()?;
        loop {
            let at = self.at();
            if self.take("[") {
                let index = self.enclosed(Self::expression)?;
                self.expect("]")?;
                let kind = ExprKind::Index(Box::new(expr), Box::new(index));
                expr = self.expr(at, kind)?;
            } else if self.take(".") {
                let at = self.at();
                let Some(Token::Name(name)) = self.peek().cloned() else {
                    return Err(wrong(self.text, at, "expected a name behind the dot"));
                };
                self.next += 1;
                let kind = if self.take("(") {
                    ExprKind::Call {
                        receiver: Some(Box::new(expr)),
                        name: name.to_owned(),
                        arguments: self.arguments(")")?,
                    }
                } else {
                    ExprKind::Field(Box::new(expr), name.to_owned())
                };
                expr = self.expr(at, kind)?;
            } else {
                return Ok(expr);
            }
        }
    }

    /// What is between brackets of a call, where commas separate arguments.
    fn enclosed<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let lists = std::mem::replace(&mut self.lists, false);
        let read = read(self);
        self.lists = lists;
        read
    }

    fn arguments(&mut self, end: &str) -> Result<Vec<Expr>> {
        let mut arguments = Vec::new();
        if self.take(end) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.enclosed(Self::expression)?);
            if !self.take(",") {
                self.expect(end)?;
                return Ok(arguments);
            }
        }
    }

    fn primary(&mut self) -> Result<Expr> {
        let at = self.at();
        let Some(token) = self.peek().cloned() else {
            return Err(wrong(self.text, at, "the formula ends where a value is expected"));
        };
        let begin = self.next;
        self.next += 1;
        let kind = match token {
            Token::Number(number) => ExprKind::Literal(Literal::Number(number.to_owned())),
            Token::Text(text) => ExprKind::Literal(Literal::Text(text.into_owned())),
            Token::Quoted(text) => ExprKind::Literal(Literal::Quoted(text.into_owned())),
            Token::Name("null") => ExprKind::Literal(Literal::Null),
            Token::Name("true") => ExprKind::Literal(Literal::Boolean(true)),
            Token::Name("false") => ExprKind::Literal(Literal::Boolean(false)),
            Token::Name("new") => return self.creation(at),
            Token::Name(name) if is_primitive(name) => {
                return Err(wrong(self.text, at, &format!("{name} is the name of a type")));
            }
            Token::Name(name) if self.take("(") => ExprKind::Call {
                receiver: None,
                name: name.to_owned(),
                arguments: self.arguments(")")?,
            },
            Token::Name(name) => ExprKind::Name(name.to_owned()),
            Token::Symbol("(") => {
                let lists = std::mem::replace(&mut self.lists, true);
                let inside = self.expression();
                self.lists = lists;
                let inside = inside?;
                self.expect(")")?;
                return Ok(inside);
            }
            token => {
                self.next = begin;
                return Err(self.unexpected(&token));
            }
        };
        self.expr(at, kind)
    }

    /// What follows `new`.
    fn creation(&mut self, at: usize) -> Result<Expr> {
        let Some(class) = self.type_name() else {
            return Err(wrong(self.text, self.at(), "expected a type behind new"));
        };
        let kind = if class.dimensions == 0 && self.take("[") {
            let len = self.enclosed(Self::expression)?;
            self.expect("]")?;
            ExprKind::NewSized(class, Box::new(len))
        } else if class.dimensions > 0 {
            self.elements(class)?
        } else {
            self.expect("(")?;
            ExprKind::New(class.name, self.arguments(")")?)
        };
        self.expr(at, kind)
    }

    /// The elements of an array, `{1, 2}`; those of an array of arrays are such lists, or arrays.
    fn elements(&mut self, array: TypeName) -> Result<ExprKind> {
        let item = TypeName {
            dimensions: array.dimensions - 1,
            ..array
        };
        self.expect("{")?;
        let mut items = Vec::new();
        while !self.take("}") {
            let at = self.at();
            items.push(if item.dimensions > 0 && self.is("{") {
                let inner = item.clone();
                self.nested(|parser| {
                    let kind = parser.elements(inner)?;
                    parser.expr(at, kind)
                })?
            } else {
                self.enclosed(Self::expression)?
            });
            if !self.take(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(ExprKind::NewArray(item, items))
    }
}

fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "boolean" | "byte" | "char" | "short" | "int" | "long" | "float" | "double"
    )
}

fn described(token: &Token<'_>) -> String {
    match token {
        Token::Name(name) => format!("{name:?}"),
        Token::Number(number) => format!("the number {number}"),
        Token::Text(text) => format!("the text {text:?}"),
        Token::Quoted(text) => format!("'{text}'"),
        Token::Symbol(symbol) => format!("{symbol:?}"),
    }
}
