//! `new`: arrays and objects.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, Int32Array, ListArray, new_null_array};
use arrow_buffer::OffsetBuffer;
use arrow_select::interleave::interleave;

use super::operators::named_type;
use super::{Binder, kernel};
use crate::error::Result;
use crate::formula::kernels::cast;
use crate::formula::node::Node;
use crate::formula::syntax::{Expr, TypeName};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome, Value};

impl Binder<'_> {
    /// `new int[]{1, 2, X}`
    pub(super) fn new_array(&mut self, item: &TypeName, items: &[Expr], at: usize) -> Result<Node> {
        let Some(item_type) = named_type(item) else {
            return Err(self.not_there(at, &format!("there is no type {item}")));
        };
        let nodes: Vec<Node> = items.iter().map(|node| self.bind(node)).collect::<Result<_>>()?;
        let item_type = match item_type {
            Some(item_type) => item_type,
            // Objects of whatever type the elements have.
            None => nodes
                .iter()
                .try_fold(Type::Null, |known, node| known.unified(&node.of))
                .ok_or_else(|| self.cannot(at, "the elements of an array must have one type"))?,
        };
        let mut elements = Vec::with_capacity(nodes.len());
        for node in nodes {
            if node.of.distance(&item_type).is_none() {
                // Java's compiler takes an int for a byte or a short where it is a constant that fits.
                let narrows = node.of == Type::Int && item_type.is_whole() && node.as_constant().is_some();
                if !narrows {
                    return Err(self.wrong(
                        node.at,
                        &format!("an element of {item}[] cannot be of type {}", node.of),
                    ));
                }
            }
            elements.push(self.widened(node, &item_type));
        }
        let field = item_type.item_field();
        let of = Type::Array(Box::new(item_type));
        let run = move |arguments: &Arguments<'_>| {
            let len = arguments.values.len();
            let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(len, arguments.rows));
            let values = if len == 0 {
                arrow_array::new_empty_array(field.data_type())
            } else {
                let sources: Vec<&dyn Array> = arguments.values.iter().map(|value| value.array().as_ref()).collect();
                let picks: Vec<(usize, usize)> = (0..arguments.rows)
                    .flat_map(|row| {
                        arguments
                            .values
                            .iter()
                            .enumerate()
                            .map(move |(item, value)| (item, value.index(row)))
                    })
                    .collect();
                interleave(&sources, &picks)?
            };
            let list = ListArray::try_new(field.clone(), offsets, values, None)?;
            Ok(Arc::new(list) as _)
        };
        Ok(Node {
            nullable: false,
            ..kernel(of, elements, at, false, run)
        })
    }

    /// `new int[n]`: zeros, or nulls where the elements are objects.
    pub(super) fn new_sized(&mut self, item: &TypeName, len: &Expr, at: usize) -> Result<Node> {
        let Some(Some(item_type)) = named_type(item) else {
            return Err(self.not_there(at, &format!("there is no type {item} for an array")));
        };
        let len_node = self.bind(len)?;
        if !len_node.of.is_whole() {
            return Err(self.wrong(len.at, &format!("a length is a whole number, not {}", len_node.of)));
        }
        let len = self.widened(len_node, &Type::Int);
        let of = Type::Array(Box::new(item_type.clone()));
        let run = move |arguments: &Arguments<'_>| sized(&item_type, arguments);
        Ok(Node {
            nullable: false,
            ..kernel(of, vec![len], at, true, run)
        })
    }

    /// `new java.math.BigDecimal(S)`: an entry of the function table, `new BigDecimal`.
    pub(super) fn creation(&mut self, class: &str, arguments: &[Expr], at: usize) -> Result<Node> {
        let class = class.rsplit('.').next().unwrap_or(class);
        let nodes = arguments.iter().map(|node| self.bind(node)).collect::<Result<_>>()?;
        self.function(&format!("new {class}"), nodes, at)
    }
}

/// Arrays of these lengths. No array that a formula makes needs more elements than a chunk has rows.
fn sized(item: &Type, arguments: &Arguments<'_>) -> Outcome {
    const MOST: i32 = 1 << 16;
    let value = &arguments.values[0];
    let lengths = value.array().as_primitive::<Int32Type>();
    let mut all = Vec::with_capacity(arguments.rows);
    for row in 0..arguments.rows {
        let len = lengths.value(value.index(row));
        if value.is_null(row) || !(0..=MOST).contains(&len) {
            return Err(Failure::of(
                row,
                0,
                format!("the length of an array is between 0 and {MOST}"),
            ));
        }
        all.push(len as usize);
    }
    let total = all.iter().sum();
    let values = if item.is_number() {
        let zeros: ArrayRef = Arc::new(Int32Array::from(vec![0; total]));
        let zeros = [Value::rows(zeros)];
        let zeros = Arguments {
            values: &zeros,
            rows: total,
        };
        cast::number(item, &zeros)?
    } else if *item == Type::Boolean {
        Arc::new(BooleanArray::from(vec![false; total]))
    } else {
        new_null_array(&item.data_type(), total)
    };
    let offsets = OffsetBuffer::from_lengths(all);
    Ok(Arc::new(ListArray::try_new(item.item_field(), offsets, values, None)?))
}
