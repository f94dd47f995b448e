//! `in`, `not in`, `icase in`, `includes`.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_select::concat::concat;

use super::{Binder, kernel};
use crate::error::Result;
use crate::formula::kernels::matching::{Includes, Set};
use crate::formula::kernels::{logic, matching};
use crate::formula::literal;
use crate::formula::node::Node;
use crate::formula::syntax::{Binary, Expr, ExprKind, Literal, Matching, Mode};
use crate::formula::types::Type;
use crate::formula::value::Arguments;

impl Binder<'_> {
    pub(super) fn matching(&mut self, value: &Expr, how: Matching, options: &[Expr], at: usize) -> Result<Node> {
        let node = self.bind(value)?;
        if (how.mode != Mode::In || how.ignore_case) && node.of != Type::String && node.of != Type::Null {
            let word = if how.ignore_case { "icase" } else { "includes" };
            return Err(self.wrong(at, &format!("{word} is for text, not for {}", node.of)));
        }
        let mut nodes = Vec::with_capacity(options.len());
        for option in options {
            let bound = match &option.kind {
                // Beside text, what is in quotes is text, whatever the quotes.
                ExprKind::Literal(literal @ Literal::Quoted(_)) => self.matched(literal, &node.of, option.at)?,
                _ => self.bind(option)?,
            };
            self.options(bound, &mut nodes);
        }
        if how.mode == Mode::In {
            return self.one_of(node, nodes, how, at);
        }
        for option in &nodes {
            if option.as_constant().is_none() || !matches!(option.of, Type::String | Type::Null) {
                return Err(self.wrong(option.at, "includes is followed by constant texts"));
            }
        }
        let includes = Includes {
            all: how.mode == Mode::All,
            negated: how.negated,
            ignore_case: how.ignore_case,
        };
        let nodes = nodes.into_iter().map(|node| self.widened(node, &Type::String));
        let arguments = std::iter::once(node).chain(nodes).collect();
        let run = move |arguments: &Arguments<'_>| matching::includes(includes, arguments);
        Ok(Node {
            nullable: false,
            ..kernel(Type::Boolean, arguments, at, false, run)
        })
    }

    /// `in(value, a, b)`
    pub(super) fn is_in(&mut self, nodes: Vec<Node>, at: usize) -> Result<Node> {
        let mut nodes = nodes.into_iter();
        let Some(value) = nodes.next() else {
            return Err(self.wrong(at, "in needs a value"));
        };
        let mut options = Vec::new();
        nodes.for_each(|option| self.options(option, &mut options));
        let how = Matching {
            mode: Mode::In,
            negated: false,
            ignore_case: false,
        };
        self.one_of(value, options, how, at)
    }

    /// An option, or the elements of a list of a script.
    fn options(&self, option: Node, nodes: &mut Vec<Node>) {
        let lists = option.as_constant().and_then(|constant| constant.as_list_opt::<i32>());
        let (Some(lists), Some(item)) = (lists, option.of.item()) else {
            nodes.push(option);
            return;
        };
        let values = lists.value(0);
        nodes.extend((0..values.len()).map(|row| Node::constant(item.clone(), values.slice(row, 1), option.at)));
    }

    fn one_of(&mut self, node: Node, options: Vec<Node>, how: Matching, at: usize) -> Result<Node> {
        let answer = match self.set(&node, &options, how.ignore_case) {
            Some(set) => {
                let (of, ignore_case) = (node.of.clone(), how.ignore_case);
                let run = move |arguments: &Arguments<'_>| Ok(matching::is_in(&of, &set, ignore_case, arguments));
                kernel(Type::Boolean, vec![node], at, false, run)
            }
            None if how.ignore_case => {
                return Err(self.wrong(at, "icase in is followed by constant texts"));
            }
            None => self.any_equal(&node, options, at)?,
        };
        let answer = Node {
            nullable: false,
            ..answer
        };
        Ok(if how.negated {
            Node {
                nullable: false,
                ..kernel(Type::Boolean, vec![answer], at, false, logic::not)
            }
        } else {
            answer
        })
    }

    /// The options as a set, if they are constants of the value's type, nulls, or whole numbers of another type.
    fn set(&self, node: &Node, options: &[Node], ignore_case: bool) -> Option<Set> {
        let whole = |of: &Type| of.is_whole() && *of != Type::Char;
        let wide = if whole(&node.of) { Type::Long } else { node.of.clone() };
        let value = |option: &Node| {
            let fits = option.of == wide || option.of == Type::Null || (whole(&option.of) && wide == Type::Long);
            let wide = fits.then(|| self.widened(option.clone(), &wide))?;
            wide.as_constant().cloned()
        };
        let values: Vec<ArrayRef> = options.iter().map(value).collect::<Option<_>>()?;
        let arrays: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
        let all = match arrays.as_slice() {
            [] => arrow_array::new_empty_array(&wide.data_type()),
            arrays => concat(arrays).ok()?,
        };
        Set::of(&wide, &all, ignore_case)
    }

    /// Whether the value equals any of the options, which need not be constants.
    fn any_equal(&mut self, node: &Node, options: Vec<Node>, at: usize) -> Result<Node> {
        // The value is computed again for each option: without a limit, nesting would multiply the tree.
        const MOST: usize = 10_000;
        if node.size().saturating_mul(options.len()) > MOST {
            return Err(self.wrong(
                at,
                "the value is too long to be compared with so many that are no constants",
            ));
        }
        let (of, value) = literal::boolean(false);
        let mut answer = Node::constant(of, value, at);
        for option in options {
            let equal = self.compared(Binary::Equal, node.clone(), option, at)?;
            let run = |arguments: &Arguments<'_>| logic::combine(Binary::BitOr, arguments);
            answer = kernel(Type::Boolean, vec![answer, equal], at, false, run);
        }
        Ok(answer)
    }
}
