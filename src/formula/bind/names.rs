//! Names: columns, `i`, `ii`, `k`, column arrays, variables and constants.

use std::sync::Arc;

use super::{Binder, kernel};
use crate::error::Result;
use crate::formula::constants;
use crate::formula::functions::table;
use crate::formula::kernels::normal;
use crate::formula::node::{Node, NodeKind, Position};
use crate::formula::syntax::{Expr, ExprKind};
use crate::formula::types::Type;
use crate::formula::value::Arguments;

impl Binder<'_> {
    pub(super) fn name(&mut self, name: &str, at: usize) -> Result<Node> {
        if let Some(node) = self.known_name(name, at) {
            return Ok(node);
        }
        if self.scope.functions.contains_key(name) {
            let reason = format!("{name} is a function: it is called with its arguments, {name}(…)");
            return Err(self.wrong(at, &reason).with("function", name));
        }
        if self.scope.variables.contains_key(name) {
            let reason = format!(
                "the variable {name} holds no value that a formula can use: texts that are no number, or a list of several types"
            );
            return Err(self.wrong(at, &reason).with("variable", name));
        }
        let fields = self.scope.schema.fields().iter();
        let columns: Vec<&str> = fields.map(|field| field.name().as_str()).collect();
        let variables = self.scope.variables.keys().map(String::as_str);
        let constants = table().constants.iter().map(|constant| constant.name);
        let near = near(name, columns.iter().copied().chain(variables).chain(constants));
        let reason = format!(
            "column {name:?} doesn't exist in this table, available columns are {}{near}",
            columns.join(", ")
        );
        Err(self.not_there(at, &reason).with("column", name))
    }

    fn known_name(&mut self, name: &str, at: usize) -> Option<Node> {
        if let Some(index) = self.column_index(name) {
            let column = self.column(index, at);
            return Some(self.normal(column, index));
        }
        let position = match name {
            "i" => Some((Position::Int, Type::Int)),
            "ii" => Some((Position::Long, Type::Long)),
            "k" => Some((Position::Key, Type::Long)),
            _ => None,
        };
        if let Some((position, of)) = position {
            self.positions = true;
            return Some(Node {
                kind: NodeKind::Position(position),
                of,
                fails: false,
                nullable: false,
                at,
            });
        }
        if let Some(column) = self.column_array(name) {
            self.positions = true;
            let item = Type::of(self.scope.schema.field(column));
            let field = self.scope.schema.field(column);
            return Some(Node {
                kind: NodeKind::Whole {
                    column,
                    item: item.clone(),
                    normal: *field.data_type() == item.data_type(),
                },
                of: Type::Vector(Box::new(item)),
                fails: false,
                nullable: false,
                at,
            });
        }
        if let Some(constant) = self.scope.variables.get(name) {
            let (of, value) = constants::of(constant)?;
            return Some(Node::constant(of, value, at));
        }
        let constant = table().find_constant(name)?;
        Some(Node::constant(
            constant.constant_type.clone(),
            constant.value.clone(),
            at,
        ))
    }

    pub(in crate::formula) fn column_index(&self, name: &str) -> Option<usize> {
        let mut fields = self.scope.schema.fields().iter();
        fields.position(|field| field.name() == name)
    }

    /// A value that is read from a column, as the language keeps values of its type.
    pub(super) fn normal(&self, node: Node, column: usize) -> Node {
        if *self.scope.schema.field(column).data_type() == node.of.data_type() {
            return node;
        }
        let (of, at) = (node.of.clone(), node.at);
        let to = of.clone();
        let run = move |arguments: &Arguments<'_>| Ok(normal::normal(arguments.values[0].array(), &to)?);
        Node {
            nullable: node.nullable,
            ..kernel(of, vec![node], at, false, run)
        }
    }

    /// The column at `index` as it is.
    pub(in crate::formula) fn column(&mut self, index: usize, at: usize) -> Node {
        let field = self.scope.schema.field(index);
        self.columns.insert(index);
        Node {
            kind: NodeKind::Column {
                index,
                name: Arc::from(field.name().as_str()),
            },
            of: Type::of(field),
            fails: false,
            nullable: true,
            at,
        }
    }

    /// The column whose array this is the name of: `Px_`, if there is no column of that name.
    pub(super) fn column_array(&self, name: &str) -> Option<usize> {
        self.column_index(name.strip_suffix('_')?)
    }

    /// The name of a class that an expression is, without its package: `java.lang.Math`. Columns and variables come
    /// first.
    pub(super) fn class(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) => {
                let is_value = self.column_index(name).is_some() || self.scope.variables.contains_key(name);
                (!is_value).then(|| name.clone())
            }
            ExprKind::Field(of, name) => self.class(of).map(|_| name.clone()),
            _ => None,
        }
    }
}

/// "; did you mean …" with the names that are near, if there are any.
pub(super) fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    // A short name has too many neighbours, and the class of a function makes none.
    let own = name.rsplit('.').next().unwrap_or(name);
    let limit = (own.chars().count() / 3).min(3);
    let mut found: Vec<(usize, &str)> = known
        .map(|known| (distance(name, known), known))
        .filter(|(distance, _)| *distance <= limit && limit > 0)
        .collect();
    found.sort_unstable();
    found.dedup();
    let names: Vec<&str> = found.iter().take(3).map(|(_, known)| *known).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", names.join(" or "))
    }
}

/// How many letters must be changed, added or left out to make one name the other; capitals do not count.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (position, char) in left.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], position + 1);
        for (column, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(char != other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
