//! Formulas: bound once, evaluated over columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, new_empty_array};
use arrow_schema::Field;

use super::bind::{Binder, tells_class};
use super::frame::{Frame, Rows};
use super::lexer::{is_name_part, is_name_start, wrong};
use super::node::{Node, NodeKind};
use super::parser::parse;
use super::scope::Scope;
use super::syntax::{Expr, ExprKind};
use super::types::Type;
use super::value::Failure;
use crate::error::{Error, Result};
use crate::spec::is_reserved;

/// An expression whose names are bound to the columns of a schema. It reads, and never changes; a clone shares it.
#[derive(Clone)]
pub(crate) struct Formula(Arc<Inner>);

struct Inner {
    text: String,
    root: Node,
    /// The field of the result, if the formula is a column.
    field: Option<Field>,
    columns: Vec<usize>,
    positions: bool,
}

impl Formula {
    /// Binds an expression, without "New =".
    pub fn bind(text: &str, scope: &Scope<'_>) -> Result<Formula> {
        Self::of(text, &parse(text)?, scope, false)
    }

    /// Binds an expression as a filter does: constants in quotes are read as the column's type.
    pub(super) fn of(text: &str, expr: &Expr, scope: &Scope<'_>, filter: bool) -> Result<Formula> {
        let mut binder = Binder {
            text,
            scope,
            filter,
            columns: std::collections::BTreeSet::new(),
            positions: false,
        };
        // A column alone is left as it is, with all that its field says.
        let column = match &expr.kind {
            ExprKind::Name(name) => binder.column_index(name),
            _ => None,
        };
        let root = match column {
            Some(index) => binder.column(index, expr.at),
            None => binder.bind(expr)?,
        };
        if root.of == Type::Calendar {
            return Err(Error::invalid(format!(
                "{text} is a calendar, which no column can hold; its methods give values, such as {text}.name()"
            ))
            .with("formula", text));
        }
        Ok(Formula(Arc::new(Inner {
            text: text.to_owned(),
            field: field_of(expr, &root, scope),
            columns: binder.columns.into_iter().collect(),
            positions: binder.positions,
            root,
        })))
    }

    /// The type of the result.
    pub(super) fn result(&self) -> &Type {
        &self.0.root.of
    }

    /// The nullable field of the result, with the Java class in its metadata where the Arrow type does not tell it.
    pub fn field(&self, name: &str) -> Field {
        match (&self.0.field, &self.0.root.of) {
            (Some(field), _) => field.clone().with_name(name),
            (None, Type::Null) => Type::String.field(name),
            (None, of) => of.field(name),
        }
    }

    /// The columns of the schema that it reads row by row, in ascending order.
    pub fn columns(&self) -> &[usize] {
        &self.0.columns
    }

    /// Whether it uses `i`, `ii`, `k` or column arrays, so that a row's place in its table counts.
    pub fn needs_positions(&self) -> bool {
        self.0.positions
    }

    /// The column that the formula is, if it is nothing else.
    pub fn as_column(&self) -> Option<usize> {
        match &self.0.root.kind {
            NodeKind::Column { index, .. } => Some(*index),
            _ => None,
        }
    }

    /// The values for the rows of a frame, one a row. Fails with the formula, the row's key and the column to blame in
    /// the error's facts where a row fails.
    pub fn evaluate(&self, frame: &Frame<'_>) -> Result<ArrayRef> {
        let rows = Rows::all(frame);
        if rows.len() == 0 {
            // Without rows nothing can fail, not even a constant.
            return Ok(new_empty_array(self.field("").data_type()));
        }
        let value = self
            .0
            .root
            .evaluate(&rows)
            .and_then(|value| Ok(value.into_array(rows.len())?));
        let array = value.map_err(|failure| self.failure(failure, &rows))?;
        match &self.0.root.of {
            Type::Null => Ok(arrow_array::new_null_array(&Type::String.data_type(), rows.len())),
            _ => Ok(array),
        }
    }

    fn failure(&self, failure: Failure, rows: &Rows<'_>) -> Error {
        match failure {
            // A program's function has failed as a whole: it was called with these rows.
            Failure::Whole(error) if error.detail("function").is_some() => {
                let (first, last) = (rows.key(0), rows.key(rows.len().saturating_sub(1)));
                let keys = format!("{}..={}", first.unwrap_or_default(), last.unwrap_or_default());
                error.with("formula", &self.0.text).with("row_keys", keys)
            }
            Failure::Whole(error) => error.with("formula", &self.0.text),
            Failure::Row {
                row, column, reason, ..
            } => {
                let key = rows.key(row).unwrap_or(row as u64);
                let error = Error::invalid(format!("the formula {} fails for row {key}: {reason}", self.0.text))
                    .with("formula", &self.0.text)
                    .with("row_key", key);
                match column {
                    Some(column) => error.with("column", column),
                    None => error,
                }
            }
        }
    }
}

/// The field of a column that is left as it is, with all that it says; a cast may tell another class.
fn field_of(expr: &Expr, root: &Node, scope: &Scope<'_>) -> Option<Field> {
    let NodeKind::Column { index, .. } = &root.kind else {
        return None;
    };
    let source = scope.schema.field(*index);
    let field = match &expr.kind {
        ExprKind::Cast(wanted, _) if tells_class(wanted) => root.of.field(source.name()),
        _ => source.clone(),
    };
    Some(field.with_nullable(true))
}

/// Splits `New = expression` into the new column's name, which must be one, and the expression. A lone name stands for
/// itself.
pub(crate) fn assignment(text: &str) -> Result<(&str, &str)> {
    let at = text.find(|char| !is_name_part(char) && !char::is_whitespace(char));
    let (name, expression) = match at {
        None => (text.trim(), text.trim()),
        Some(at) if text[at..].starts_with('=') && !text[at..].starts_with("==") => {
            (text[..at].trim(), text[at + 1..].trim())
        }
        Some(_) => {
            return Err(wrong(
                text,
                0,
                "expected a column, or \"New = formula\" with the new column's name",
            ));
        }
    };
    if expression.is_empty() {
        return Err(wrong(text, text.len(), "the formula is empty"));
    }
    check_name(name)?;
    Ok((name, expression))
}

/// Whether a column can be called so.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let reason = if name.is_empty() {
        "name is empty".to_owned()
    } else if is_reserved(name) || matches!(name, "_" | "icase") {
        format!("{name:?} is a reserved keyword")
    } else if !name.starts_with(is_name_start) || !name.chars().all(is_name_part) {
        "a name begins with a letter, _ or $, and goes on with letters, digits, _ and $".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::invalid(format!("Invalid column name {name:?}: {reason}")).with("column", name))
}
