//! `new`: arrays and objects.

use std::sync::Arc;

use arrow_array::{Array, ListArray};
use arrow_buffer::OffsetBuffer;
use arrow_select::interleave::interleave;

use super::operators::named_type;
use super::{Binder, kernel};
use crate::error::Result;
use crate::formula::node::Node;
use crate::formula::syntax::{Expr, TypeName};
use crate::formula::types::Type;
use crate::formula::value::Arguments;

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

    /// `new java.math.BigDecimal(S)`: an entry of the function table, `new BigDecimal`.
    pub(super) fn creation(&mut self, class: &str, arguments: &[Expr], at: usize) -> Result<Node> {
        let class = class.rsplit('.').next().unwrap_or(class);
        let nodes = arguments.iter().map(|node| self.bind(node)).collect::<Result<_>>()?;
        self.function(&format!("new {class}"), nodes, at)
    }
}
