//! Operators on arrays and vectors: what they do to each element.

use super::{Binder, kernel};
use crate::error::Result;
use crate::formula::elements;
use crate::formula::node::{Node, NodeKind};
use crate::formula::types::Type;
use crate::formula::value::Arguments;

impl Binder<'_> {
    /// An operator on sides of which one is an array or a vector at least: an array of what `operator` gives for the
    /// elements.
    pub(super) fn elementwise(
        &mut self,
        sides: Vec<Node>,
        at: usize,
        operator: impl FnOnce(&mut Self, Vec<Node>) -> Result<Node>,
    ) -> Result<Node> {
        let sides: Vec<Node> = sides.into_iter().map(|side| self.list(side)).collect();
        let lists = sides.iter().filter(|side| side.of.item().is_some()).count();
        let nullable = sides.iter().any(|side| side.nullable && side.of.item().is_some());
        let inside = sides
            .iter()
            .enumerate()
            .map(|(index, side)| element(index, side))
            .collect();
        let each = operator(self, inside)?;
        let of = Type::Array(Box::new(each.of.clone()));
        let fails = each.fails || lists > 1;
        let run = move |arguments: &Arguments<'_>| elements::each(&each, arguments);
        Ok(Node {
            nullable,
            ..kernel(of, sides, at, fails, run)
        })
    }
}

/// Whether an operator on a value of this type is one on its elements.
pub(super) fn is_list(of: &Type) -> bool {
    of.item().is_some()
}

/// What an operator on elements sees of a side: a constant as it is, since binding asks for its value.
fn element(index: usize, side: &Node) -> Node {
    let Some(item) = side.of.item() else {
        if side.as_constant().is_some() {
            return side.clone();
        }
        return leaf(index, side, &side.of);
    };
    leaf(index, side, item)
}

fn leaf(index: usize, side: &Node, of: &Type) -> Node {
    Node {
        kind: NodeKind::Column {
            index,
            name: side.column().unwrap_or_default(),
        },
        of: of.clone(),
        fails: false,
        nullable: true,
        at: side.at,
    }
}
