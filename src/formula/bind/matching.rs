//! `in`, `not in`, `icase in`, `includes`.

use super::{Binder, kernel};
use crate::error::Result;
use crate::formula::kernels::{logic, matching};
use crate::formula::node::Node;
use crate::formula::syntax::{Binary, Expr, ExprKind, Matching, Mode};
use crate::formula::types::Type;
use crate::formula::value::Arguments;

impl Binder<'_> {
    pub(super) fn matching(&mut self, value: &Expr, how: Matching, options: &[Expr], at: usize) -> Result<Node> {
        let node = self.bind(value)?;
        let mut nodes = Vec::with_capacity(options.len());
        for option in options {
            nodes.push(match &option.kind {
                ExprKind::Literal(literal) => self.matched(literal, &node.of, option.at)?,
                _ => self.bind(option)?,
            });
        }
        let answer = match how.mode {
            Mode::In => self.one_of(node, nodes, at)?,
            Mode::Any | Mode::All => {
                let all = how.mode == Mode::All;
                let ignore_case = how.ignore_case;
                let run = move |arguments: &Arguments<'_>| matching::includes(all, ignore_case, arguments);
                let arguments = std::iter::once(node).chain(nodes).collect();
                Node {
                    nullable: false,
                    ..kernel(Type::Boolean, arguments, at, false, run)
                }
            }
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

    fn one_of(&mut self, node: Node, options: Vec<Node>, at: usize) -> Result<Node> {
        let mut answer: Option<Node> = None;
        for option in options {
            let equal = self.compared(Binary::Equal, node.clone(), option, at)?;
            answer = Some(match answer {
                None => equal,
                Some(others) => {
                    let run = |arguments: &Arguments<'_>| logic::combine(Binary::BitOr, arguments);
                    Node {
                        nullable: false,
                        ..kernel(Type::Boolean, vec![others, equal], at, false, run)
                    }
                }
            });
        }
        answer.ok_or_else(|| self.wrong(at, "in needs values"))
    }
}
