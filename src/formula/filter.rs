//! Filters: a column compared with a constant.

use std::cmp::Ordering;
use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, BooleanArray};
use arrow_schema::{DataType, SchemaRef};

use super::lexer::{Token, not_there, tokens, wrong};
use crate::error::{Error, Result};
use crate::spec::ColumnType;
use crate::table::{RowSet, Snapshot};

/// A condition on the rows of a table.
///
/// Null is less than every value and equal to null. NaN is equal to nothing, and neither less nor greater.
#[derive(Debug)]
pub(crate) struct Filter {
    column: usize,
    operator: Operator,
    constant: Constant,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq)]
enum Constant {
    Null,
    Bool(bool),
    Long(i64),
    Double(f64),
    Text(String),
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constant::Null => f.write_str("null"),
            Constant::Bool(value) => write!(f, "{value}"),
            Constant::Long(value) => write!(f, "{value}"),
            Constant::Double(value) => write!(f, "{value}"),
            Constant::Text(value) => write!(f, "the text `{value}`"),
        }
    }
}

impl Filter {
    /// Reads a filter on a table with this schema.
    pub fn new(text: &str, schema: &SchemaRef) -> Result<Self> {
        let tokens = tokens(text)?;
        let position = tokens.iter().position(|(_, token)| Operator::of(token).is_some());
        let Some(position) = position else {
            return Err(unsupported(text));
        };
        let operator = Operator::of(&tokens[position].1).unwrap_or(Operator::Equal);
        let (left, right) = (&tokens[..position], &tokens[position + 1..]);
        let (column, at, operator, constant) = match (left, right) {
            ([(at, Token::Name(name))], constant) if !is_word(name) => {
                (*name, *at, operator, constant_of(text, constant)?)
            }
            (constant, [(at, Token::Name(name))]) => (*name, *at, operator.mirrored(), constant_of(text, constant)?),
            _ => return Err(unsupported(text)),
        };
        let index = schema
            .fields()
            .iter()
            .position(|field| field.name() == column)
            .ok_or_else(|| {
                let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
                let reason = format!(
                    "column {column:?} doesn't exist in this table, available columns are {}",
                    known.join(", ")
                );
                not_there(text, at, &reason).with("column", column)
            })?;
        let filter = Filter {
            column: index,
            operator,
            constant,
        };
        filter.check(schema.field(index).data_type(), text, at)?;
        Ok(filter)
    }

    fn check(&self, data_type: &DataType, text: &str, at: usize) -> Result<()> {
        use DataType::{Boolean, Float32, Float64, Int8, Int16, Int32, Int64, Utf8};
        match (data_type, &self.constant) {
            (Utf8 | Boolean | Int8 | Int16 | Int32 | Int64 | Float32 | Float64, Constant::Null)
            | (Utf8, Constant::Text(_))
            | (Boolean, Constant::Bool(_))
            | (Int8 | Int16 | Int32 | Int64 | Float32 | Float64, Constant::Long(_) | Constant::Double(_)) => Ok(()),
            (Utf8 | Boolean | Int8 | Int16 | Int32 | Int64 | Float32 | Float64, constant) => Err(wrong(
                text,
                at,
                &format!(
                    "a column of type {} cannot be compared with {constant}",
                    ColumnType::from(data_type.clone())
                ),
            )),
            (other, _) => Err(Error::unsupported(format!(
                "the filter {text:?}: columns of type {} cannot be compared by this version",
                ColumnType::from(other.clone())
            ))
            .with("formula", text)),
        }
    }

    /// The keys of `rows` for which the filter is true.
    pub fn matching(&self, input: &Snapshot, rows: &RowSet) -> Result<RowSet> {
        let mut matching = Vec::new();
        for piece in input.with_rows(rows.clone()).batches().pieces() {
            let values = input.read(self.column, &piece)?;
            let matches = self.matches(&values);
            matching.extend(
                piece
                    .iter()
                    .zip(matches.iter())
                    .filter(|(_, matches)| **matches)
                    .map(|(key, _)| key),
            );
        }
        Ok(matching.into_iter().collect())
    }

    fn matches(&self, values: &ArrayRef) -> Vec<bool> {
        match values.data_type() {
            DataType::Utf8 => {
                let strings = values.as_string::<i32>();
                self.test(values, |row, constant| match constant {
                    Constant::Text(text) => Some(strings.value(row).cmp(text)),
                    _ => None,
                })
            }
            DataType::Boolean => {
                let booleans: &BooleanArray = values.as_boolean();
                self.test(values, |row, constant| match constant {
                    Constant::Bool(value) => Some(booleans.value(row).cmp(value)),
                    _ => None,
                })
            }
            DataType::Int8 => self.test_whole::<Int8Type>(values),
            DataType::Int16 => self.test_whole::<Int16Type>(values),
            DataType::Int32 => self.test_whole::<Int32Type>(values),
            DataType::Int64 => self.test_whole::<Int64Type>(values),
            DataType::Float32 => self.test_float::<Float32Type>(values),
            DataType::Float64 => self.test_float::<Float64Type>(values),
            // `check` refuses all others.
            _ => vec![false; values.len()],
        }
    }

    fn test_whole<T: ArrowPrimitiveType<Native: Into<i64>>>(&self, values: &ArrayRef) -> Vec<bool> {
        let numbers = values.as_primitive::<T>();
        self.test(values, |row, constant| match constant {
            Constant::Long(value) => Some(numbers.value(row).into().cmp(value)),
            Constant::Double(value) => (numbers.value(row).into() as f64).partial_cmp(value),
            _ => None,
        })
    }

    fn test_float<T: ArrowPrimitiveType<Native: Into<f64>>>(&self, values: &ArrayRef) -> Vec<bool> {
        let numbers = values.as_primitive::<T>();
        self.test(values, |row, constant| match constant {
            Constant::Long(value) => numbers.value(row).into().partial_cmp(&(*value as f64)),
            Constant::Double(value) => numbers.value(row).into().partial_cmp(value),
            _ => None,
        })
    }

    /// Tests every row: `compare` orders a value that is not null against the constant; none is no order at all.
    fn test(&self, values: &ArrayRef, compare: impl Fn(usize, &Constant) -> Option<Ordering>) -> Vec<bool> {
        let test = |row| {
            let order = match (values.is_null(row), &self.constant) {
                (true, Constant::Null) => Some(Ordering::Equal),
                (true, _) => Some(Ordering::Less),
                (false, Constant::Null) => Some(Ordering::Greater),
                (false, constant) => compare(row, constant),
            };
            self.operator.holds(order)
        };
        (0..values.len()).map(test).collect()
    }
}

impl Operator {
    fn of(token: &Token<'_>) -> Option<Self> {
        let Token::Symbol(symbol) = token else { return None };
        Some(match *symbol {
            "=" | "==" => Operator::Equal,
            "!=" => Operator::NotEqual,
            "<" => Operator::Less,
            "<=" => Operator::LessOrEqual,
            ">" => Operator::Greater,
            ">=" => Operator::GreaterOrEqual,
            _ => return None,
        })
    }

    /// The operator with its sides exchanged.
    fn mirrored(self) -> Self {
        match self {
            Operator::Less => Operator::Greater,
            Operator::LessOrEqual => Operator::GreaterOrEqual,
            Operator::Greater => Operator::Less,
            Operator::GreaterOrEqual => Operator::LessOrEqual,
            same => same,
        }
    }

    fn holds(self, order: Option<Ordering>) -> bool {
        match self {
            Operator::Equal => order == Some(Ordering::Equal),
            Operator::NotEqual => order != Some(Ordering::Equal),
            Operator::Less => order == Some(Ordering::Less),
            Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Operator::Greater => order == Some(Ordering::Greater),
            Operator::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}

/// Whether a name is a constant and no column.
fn is_word(name: &str) -> bool {
    matches!(name, "null" | "true" | "false")
}

fn constant_of(text: &str, tokens: &[(usize, Token<'_>)]) -> Result<Constant> {
    match tokens {
        [(_, Token::Name("null"))] => Ok(Constant::Null),
        [(_, Token::Name("true"))] => Ok(Constant::Bool(true)),
        [(_, Token::Name("false"))] => Ok(Constant::Bool(false)),
        [(_, Token::Text(value))] => Ok(Constant::Text((*value).to_owned())),
        [(at, Token::Number(number))] => number_of(text, *at, number, false),
        [(_, Token::Symbol("-")), (at, Token::Number(number))] => number_of(text, *at, number, true),
        _ => Err(unsupported(text)),
    }
}

fn number_of(text: &str, at: usize, number: &str, negative: bool) -> Result<Constant> {
    let signed = if negative {
        format!("-{number}")
    } else {
        number.to_owned()
    };
    if let Ok(value) = signed.trim_end_matches(['l', 'L']).parse() {
        return Ok(Constant::Long(value));
    }
    let value = signed.trim_end_matches(['d', 'D', 'f', 'F']).parse();
    value
        .map(Constant::Double)
        .map_err(|_| wrong(text, at, &format!("{number} is no number")))
}

fn unsupported(text: &str) -> Error {
    Error::unsupported(format!(
        "the filter {text:?} is not supported by this version: expected a column compared with a constant"
    ))
    .with("formula", text)
}
