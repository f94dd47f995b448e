//! Formulas as trees, before names mean anything.

use std::fmt;

/// An expression and where in the text it is: for an operator with two sides, where the operator is.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub at: usize,
    /// How deep the tree is: 1 without anything inside.
    pub depth: usize,
    pub kind: ExprKind,
}

#[derive(Clone, Debug)]
pub(super) enum ExprKind {
    Literal(Literal),
    Name(String),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `condition ? then : otherwise`
    Conditional(Box<[Expr; 3]>),
    Cast(TypeName, Box<Expr>),
    Call {
        receiver: Option<Box<Expr>>,
        name: String,
        arguments: Vec<Expr>,
    },
    Field(Box<Expr>, String),
    Index(Box<Expr>, Box<Expr>),
    /// `new int[]{1, 2}`
    NewArray(TypeName, Vec<Expr>),
    /// `new int[n]`
    NewSized(TypeName, Box<Expr>),
    /// `new java.math.BigDecimal(S)`
    New(String, Vec<Expr>),
    /// `value in a, b` and its relations.
    Match(Box<Expr>, Matching, Vec<Expr>),
}

impl Expr {
    pub fn new(at: usize, kind: ExprKind) -> Self {
        let deepest = |inside: &[Expr]| inside.iter().map(|expr| expr.depth).max().unwrap_or(0);
        let inside = match &kind {
            ExprKind::Literal(_) | ExprKind::Name(_) => 0,
            ExprKind::Unary(_, of) | ExprKind::Cast(_, of) | ExprKind::Field(of, _) | ExprKind::NewSized(_, of) => {
                of.depth
            }
            ExprKind::Binary(_, left, right) | ExprKind::Index(left, right) => left.depth.max(right.depth),
            ExprKind::Conditional(parts) => deepest(parts.as_slice()),
            ExprKind::Call {
                receiver, arguments, ..
            } => {
                let receiver = receiver.as_ref().map_or(0, |receiver| receiver.depth);
                receiver.max(deepest(arguments))
            }
            ExprKind::NewArray(_, items) | ExprKind::New(_, items) => deepest(items),
            ExprKind::Match(value, _, options) => value.depth.max(deepest(options)),
        };
        Expr {
            at,
            depth: inside + 1,
            kind,
        }
    }
}

/// A constant as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    /// What stood in single quotes: a character, a time, …
    Quoted(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Minus,
    Plus,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Binary {
    Or,
    And,
    BitOr,
    BitXor,
    BitAnd,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Remainder,
}

/// A name of a type, with as many pairs of brackets behind it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TypeName {
    pub name: String,
    pub dimensions: usize,
}

/// How a value is compared with several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matching {
    pub mode: Mode,
    pub negated: bool,
    pub ignore_case: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mode {
    /// It is one of them.
    In,
    /// It contains one of them.
    Any,
    /// It contains all of them.
    All,
}

impl Binary {
    /// The operator of a symbol and how strongly it binds.
    pub fn of(symbol: &str) -> Option<(Binary, u8)> {
        Some(match symbol {
            "||" => (Binary::Or, 1),
            "&&" => (Binary::And, 2),
            "|" => (Binary::BitOr, 3),
            "^" => (Binary::BitXor, 4),
            "&" => (Binary::BitAnd, 5),
            // The mirrored API takes one sign for two.
            "==" | "=" => (Binary::Equal, 6),
            "!=" => (Binary::NotEqual, 6),
            "<" => (Binary::Less, RELATIONAL),
            "<=" => (Binary::LessOrEqual, RELATIONAL),
            ">" => (Binary::Greater, RELATIONAL),
            ">=" => (Binary::GreaterOrEqual, RELATIONAL),
            "+" => (Binary::Plus, 8),
            "-" => (Binary::Minus, 8),
            "*" => (Binary::Times, 9),
            "/" => (Binary::Divide, 9),
            "%" => (Binary::Remainder, 9),
            _ => return None,
        })
    }

    /// The name of the function that the mirrored API has for the operator, if it has one.
    pub fn function(self) -> Option<&'static str> {
        Some(match self {
            Binary::Plus => "plus",
            Binary::Minus => "minus",
            Binary::Times => "multiply",
            Binary::Divide => "divide",
            Binary::Remainder => "remainder",
            Binary::BitAnd => "binaryAnd",
            Binary::BitOr => "binaryOr",
            Binary::BitXor => "binaryXor",
            _ => return None,
        })
    }

    /// The operator of such a name.
    pub fn named(name: &str) -> Option<Binary> {
        const NAMED: [Binary; 8] = [
            Binary::Plus,
            Binary::Minus,
            Binary::Times,
            Binary::Divide,
            Binary::Remainder,
            Binary::BitAnd,
            Binary::BitOr,
            Binary::BitXor,
        ];
        NAMED.into_iter().find(|operator| operator.function() == Some(name))
    }

    /// The operator that a method of `BigDecimal` is.
    pub fn of_decimals(method: &str) -> Option<Binary> {
        Some(match method {
            "add" => Binary::Plus,
            "subtract" => Binary::Minus,
            "multiply" => Binary::Times,
            "remainder" => Binary::Remainder,
            _ => return None,
        })
    }

    pub fn symbol(self) -> &'static str {
        match self {
            Binary::Or => "||",
            Binary::And => "&&",
            Binary::BitOr => "|",
            Binary::BitXor => "^",
            Binary::BitAnd => "&",
            Binary::Equal => "==",
            Binary::NotEqual => "!=",
            Binary::Less => "<",
            Binary::LessOrEqual => "<=",
            Binary::Greater => ">",
            Binary::GreaterOrEqual => ">=",
            Binary::Plus => "+",
            Binary::Minus => "-",
            Binary::Times => "*",
            Binary::Divide => "/",
            Binary::Remainder => "%",
        }
    }

    /// What is done, for messages: "cannot `verb` String `preposition` int".
    pub fn verb(self) -> (&'static str, &'static str) {
        match self {
            Binary::Or | Binary::And | Binary::BitOr | Binary::BitXor | Binary::BitAnd => ("combine", "and"),
            Binary::Plus => ("add", "and"),
            Binary::Minus => ("subtract", "from"),
            Binary::Times => ("multiply", "by"),
            Binary::Divide | Binary::Remainder => ("divide", "by"),
            _ => ("compare", "with"),
        }
    }
}

/// How strongly comparisons bind, `in` among them.
pub(super) const RELATIONAL: u8 = 7;

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, "[]".repeat(self.dimensions))
    }
}

impl fmt::Display for Expr {
    /// The formula with all brackets, which reads as the same tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Literal(literal) => write!(f, "{literal}"),
            ExprKind::Name(name) => f.write_str(name),
            ExprKind::Unary(operator, operand) => {
                let symbol = match operator {
                    Unary::Minus => "-",
                    Unary::Plus => "+",
                    Unary::Not => "!",
                };
                write!(f, "{symbol}({operand})")
            }
            ExprKind::Binary(operator, left, right) => write!(f, "({left} {} {right})", operator.symbol()),
            ExprKind::Conditional(parts) => {
                let [condition, then, otherwise] = parts.as_ref();
                write!(f, "({condition} ? {then} : {otherwise})")
            }
            ExprKind::Cast(wanted, operand) => write!(f, "(({wanted}) ({operand}))"),
            ExprKind::Call {
                receiver,
                name,
                arguments,
            } => {
                if let Some(receiver) = receiver {
                    write!(f, "{receiver}.")?;
                }
                write!(f, "{name}({})", Joined(arguments))
            }
            ExprKind::Field(of, name) => write!(f, "{of}.{name}"),
            ExprKind::Index(of, index) => write!(f, "{of}[{index}]"),
            ExprKind::NewArray(item, items) => write!(f, "new {item}[]{{{}}}", Joined(items)),
            ExprKind::NewSized(item, len) => write!(f, "new {}[{len}]{}", item.name, "[]".repeat(item.dimensions)),
            ExprKind::New(class, arguments) => write!(f, "new {class}({})", Joined(arguments)),
            ExprKind::Match(value, matching, options) => {
                let case = if matching.ignore_case { "icase " } else { "" };
                let not = if matching.negated { "not " } else { "" };
                let mode = match matching.mode {
                    Mode::In => "in",
                    Mode::Any => "includes any",
                    Mode::All => "includes all",
                };
                write!(f, "({value} {case}{not}{mode} {})", Joined(options))
            }
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Null => f.write_str("null"),
            Literal::Boolean(value) => write!(f, "{value}"),
            Literal::Number(number) => f.write_str(number),
            Literal::Text(text) => write!(f, "\"{}\"", escaped(text, '"')),
            Literal::Quoted(text) => write!(f, "'{}'", escaped(text, '\'')),
        }
    }
}

fn escaped(text: &str, quote: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if char == quote || char == '\\' {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// Expressions with commas between them.
struct Joined<'a>(&'a [Expr]);

impl fmt::Display for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, expr) in self.0.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{expr}")?;
        }
        Ok(())
    }
}
