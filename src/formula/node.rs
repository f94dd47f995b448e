//! Bound formulas: trees whose names and types are known, and their evaluation over whole columns.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BooleanArray, Int32Array, Int64Array, ListArray};
use arrow_buffer::{BooleanBuffer, OffsetBuffer};

use super::frame::Rows;
use super::functions::Run;
use super::kernels::choose;
use super::kernels::concat::concat;
use super::kernels::logic::bits;
use super::kernels::normal::normal;
use super::types::Type;
use super::value::{Arguments, Failure, Outcome, Value};

/// An expression whose type is known.
#[derive(Clone)]
pub(super) struct Node {
    pub kind: NodeKind,
    pub of: Type,
    /// Whether its evaluation can fail in a row.
    pub fails: bool,
    /// Whether it can be null.
    pub nullable: bool,
    /// Where in the text it is.
    pub at: usize,
}

#[derive(Clone)]
pub(super) enum NodeKind {
    /// An array of one value.
    Constant(ArrayRef),
    Column {
        index: usize,
        name: Arc<str>,
    },
    Position(Position),
    /// `X_[index]`: the value of a column in another row. The index is a long.
    Elsewhere {
        column: usize,
        index: Box<Node>,
    },
    /// `X_`: the values of a column in all rows.
    Whole {
        column: usize,
        item: Type,
        /// Whether the column keeps its values as the language does.
        normal: bool,
    },
    /// The number of rows of the table: `X_.size()`.
    Size,
    Call {
        run: Run,
        arguments: Vec<Node>,
        pure: bool,
    },
    /// The texts of all one behind the other.
    Concat(Vec<Node>),
    And(Box<[Node; 2]>),
    Or(Box<[Node; 2]>),
    /// The condition and both branches, which have the type of the whole.
    Conditional(Box<[Node; 3]>),
}

/// `i`, `ii` and `k`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Position {
    Int,
    Long,
    Key,
}

impl Node {
    pub fn constant(of: Type, value: ArrayRef, at: usize) -> Self {
        Node {
            nullable: value.logical_null_count() > 0,
            kind: NodeKind::Constant(value),
            of,
            fails: false,
            at,
        }
    }

    /// The value, if it is constant.
    pub fn as_constant(&self) -> Option<&ArrayRef> {
        match &self.kind {
            NodeKind::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// How many nodes the tree has.
    pub fn size(&self) -> usize {
        let inside = match &self.kind {
            NodeKind::Elsewhere { index, .. } => index.size(),
            NodeKind::Call { arguments, .. } | NodeKind::Concat(arguments) => arguments.iter().map(Node::size).sum(),
            NodeKind::And(sides) | NodeKind::Or(sides) => sides.iter().map(Node::size).sum(),
            NodeKind::Conditional(parts) => parts.iter().map(Node::size).sum(),
            _ => 0,
        };
        inside + 1
    }

    /// The column that it is made of, if there is no other.
    pub fn column(&self) -> Option<Arc<str>> {
        match &self.kind {
            // Elements of what is no column have no name.
            NodeKind::Column { name, .. } => (!name.is_empty()).then(|| name.clone()),
            NodeKind::Call { arguments, .. } => match arguments.as_slice() {
                [argument] => argument.column(),
                _ => None,
            },
            _ => None,
        }
    }

    /// The values for these rows.
    pub fn evaluate(&self, rows: &Rows<'_>) -> Outcome<Value> {
        match &self.kind {
            NodeKind::Constant(value) => Ok(Value::constant(value.clone())),
            NodeKind::Column { index, .. } => Ok(Value::rows(rows.column(*index)?)),
            NodeKind::Position(position) => Ok(Value::rows(positions(*position, rows))),
            NodeKind::Elsewhere { column, index } => {
                let index = index.evaluate(rows)?;
                let indices = index.array().as_primitive::<Int64Type>();
                let wanted: Vec<Option<u64>> = (0..indices.len())
                    .map(|row| {
                        indices
                            .is_valid(row)
                            .then(|| u64::try_from(indices.value(row)).ok())
                            .flatten()
                    })
                    .collect();
                let values = rows.frame().at(*column, &wanted)?;
                Ok(if index.is_constant() {
                    Value::constant(values)
                } else {
                    Value::rows(values)
                })
            }
            NodeKind::Whole {
                column,
                item,
                normal: is_normal,
            } => {
                let values = rows.frame().whole(*column)?;
                let values = if *is_normal { values } else { normal(&values, item)? };
                let offsets = OffsetBuffer::from_lengths([values.len()]);
                let list = ListArray::try_new(item.item_field(), offsets, values, None)?;
                Ok(Value::constant(Arc::new(list)))
            }
            NodeKind::Size => {
                let rows = rows.frame().table_len() as i64;
                Ok(Value::constant(Arc::new(Int64Array::from(vec![rows]))))
            }
            NodeKind::Call { run, arguments, pure } => call(run, arguments, *pure, rows),
            NodeKind::Concat(parts) => {
                let values: Vec<Value> = parts.iter().map(|part| part.evaluate(rows)).collect::<Result<_, _>>()?;
                Ok(Value::rows(concat(&Arguments {
                    values: &values,
                    rows: rows.len(),
                })))
            }
            NodeKind::And(sides) => short_circuit(sides, true, rows),
            NodeKind::Or(sides) => short_circuit(sides, false, rows),
            NodeKind::Conditional(parts) => conditional(parts, rows),
        }
    }
}

fn positions(position: Position, rows: &Rows<'_>) -> ArrayRef {
    match position {
        // As Java narrows.
        Position::Int => Arc::new(Int32Array::from_iter_values(
            rows.positions().into_iter().map(|position| position as i32),
        )),
        Position::Long => Arc::new(Int64Array::from_iter_values(
            rows.positions().into_iter().map(|position| position as i64),
        )),
        Position::Key => Arc::new(Int64Array::from_iter_values(
            rows.keys().into_iter().map(|key| key as i64),
        )),
    }
}

fn call(run: &Run, arguments: &[Node], pure: bool, rows: &Rows<'_>) -> Outcome<Value> {
    let values: Vec<Value> = arguments
        .iter()
        .map(|argument| argument.evaluate(rows))
        .collect::<Result<_, _>>()?;
    let constant = pure && values.iter().all(Value::is_constant);
    let called = run(&Arguments {
        values: &values,
        rows: if constant { 1 } else { rows.len() },
    });
    match called {
        Ok(array) if constant => Ok(Value::constant(array)),
        Ok(array) => Ok(Value::rows(array)),
        Err(failure) => Err(failure.blaming(|argument| arguments.get(argument)?.column())),
    }
}

/// Evaluates for the rows whose bit is `wanted` only; failures name the row among all.
fn evaluate_for(node: &Node, rows: &Rows<'_>, mask: &BooleanBuffer, wanted: bool) -> Outcome<Value> {
    let chosen: Vec<u32> = if wanted {
        mask.set_indices_u32().collect()
    } else {
        (!mask).set_indices_u32().collect()
    };
    let place = |row: usize| chosen.get(row).map_or(row, |row| *row as usize);
    node.evaluate(&rows.choose(&chosen))
        .map_err(|failure| failure.moved(place))
}

/// The bits of a condition; fails where it is null.
fn condition(node: &Node, value: &Value, rows: usize, what: &str) -> Outcome<BooleanBuffer> {
    if let Some(valid) = value.nulls(rows)
        && let Some(row) = (0..rows).find(|row| valid.is_null(*row))
    {
        let column = match &node.kind {
            NodeKind::Column { name, .. } => Some(name.clone()),
            _ => None,
        };
        return Err(Failure::Row {
            row,
            argument: None,
            reason: match &column {
                Some(column) => format!("{column}, {what}, is null"),
                None => format!("{what} is null"),
            },
            column,
        });
    }
    Ok(bits(value, rows))
}

/// `&&` and `||`: the right side counts where the left one is true, or false.
fn short_circuit(sides: &[Node; 2], and: bool, rows: &Rows<'_>) -> Outcome<Value> {
    let [left_node, right_node] = sides;
    let len = rows.len();
    let symbol = if and { "&&" } else { "||" };
    let left_text = format!("the left side of {symbol}");
    let right_text = format!("the right side of {symbol}");
    let left = condition(left_node, &left_node.evaluate(rows)?, len, &left_text)?;
    let finished = |bits: BooleanBuffer| Ok(Value::rows(Arc::new(BooleanArray::new(bits, None))));
    if !right_node.fails && !right_node.nullable {
        let right = bits(&right_node.evaluate(rows)?, len);
        return finished(if and { &left & &right } else { &left | &right });
    }
    let needed = left.count_set_bits();
    let needed = if and { needed } else { len - needed };
    if needed == 0 {
        return finished(left);
    }
    if needed == len {
        return finished(condition(right_node, &right_node.evaluate(rows)?, len, &right_text)?);
    }
    let right = evaluate_for(right_node, rows, &left, and)?;
    let place = |row: usize| (0..len).filter(|row| left.value(*row) == and).nth(row).unwrap_or(row);
    let answers = condition(right_node, &right, needed, &right_text).map_err(|failure| failure.moved(place))?;
    let answers = Value::rows(Arc::new(BooleanArray::new(answers, None)));
    let known = Value::constant(Arc::new(BooleanArray::from(vec![!and])));
    let merged = if and {
        choose::merge(&left, &answers, &known)?
    } else {
        choose::merge(&left, &known, &answers)?
    };
    Ok(Value::rows(merged))
}

fn conditional(parts: &[Node; 3], rows: &Rows<'_>) -> Outcome<Value> {
    let [condition_node, then, otherwise] = parts;
    let len = rows.len();
    let mask = condition_node.evaluate(rows)?;
    let mask = condition(condition_node, &mask, len, "the condition of ?")?;
    let chosen = mask.count_set_bits();
    if chosen == len {
        return then.evaluate(rows);
    }
    if chosen == 0 {
        return otherwise.evaluate(rows);
    }
    if !then.fails && !otherwise.fails {
        let (then, otherwise) = (then.evaluate(rows)?, otherwise.evaluate(rows)?);
        return Ok(Value::rows(choose::choose(&mask, &then, &otherwise)?));
    }
    let then = evaluate_for(then, rows, &mask, true)?;
    let otherwise = evaluate_for(otherwise, rows, &mask, false)?;
    Ok(Value::rows(choose::merge(&mask, &then, &otherwise)?))
}
