//! Trees of names as trees of kernels: what each name is, what type each part has, which overload is meant.

mod calls;
mod create;
mod elements;
mod external;
mod matching;
mod names;
mod operators;

use std::collections::BTreeSet;
use std::sync::Arc;

pub(in crate::formula) use calls::resolve;
pub(in crate::formula) use operators::tells_class;

use super::functions::Run;
use super::kernels::{arithmetic, cast, decimal, element, object, own_digits};
use super::lexer::{cannot, not_there, wrong};
use super::literal;
use super::node::{Node, NodeKind};
use super::scope::Scope;
use super::syntax::{Expr, ExprKind, Literal};
use super::types::Type;
use super::value::{Arguments, Outcome, Value};
use crate::error::{Error, Result};

/// Binds one formula.
pub(super) struct Binder<'a> {
    pub text: &'a str,
    pub scope: &'a Scope<'a>,
    /// Whether constants in quotes are read as the type of the column that they are compared with.
    pub filter: bool,
    /// The columns that are read row by row.
    pub columns: BTreeSet<usize>,
    /// Whether the place of a row in its table counts.
    pub positions: bool,
}

impl Binder<'_> {
    pub fn bind(&mut self, expr: &Expr) -> Result<Node> {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal, at),
            ExprKind::Name(name) => self.name(name, at),
            ExprKind::Unary(operator, operand) => self.unary(*operator, operand, at),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, at),
            ExprKind::Conditional(parts) => self.conditional(parts, at),
            ExprKind::Cast(wanted, operand) => self.cast(wanted, operand, at),
            ExprKind::Call {
                receiver,
                name,
                arguments,
            } => self.call(receiver.as_deref(), name, arguments, at),
            ExprKind::Field(of, name) => self.field(of, name, at),
            ExprKind::Index(of, index) => self.index(of, index, at),
            ExprKind::NewArray(item, items) => self.new_array(item, items, at),
            ExprKind::NewSized(item, len) => self.new_sized(item, len, at),
            ExprKind::New(class, arguments) => self.creation(class, arguments, at),
            ExprKind::Match(value, matching, options) => self.matching(value, *matching, options, at),
        }
    }

    fn literal(&self, literal: &Literal, at: usize) -> Result<Node> {
        let (of, value) = match literal {
            Literal::Null => return Ok(Node::constant(Type::Null, Value::null(&Type::Null).array().clone(), at)),
            Literal::Boolean(value) => literal::boolean(*value),
            Literal::Number(number) => literal::number(number).map_err(|reason| self.wrong(at, &reason))?,
            Literal::Text(text) => literal::text(text),
            Literal::Quoted(text) => literal::quoted(text).map_err(|reason| self.wrong(at, &reason))?,
        };
        Ok(Node::constant(of, value, at))
    }

    fn wrong(&self, at: usize, reason: &str) -> Error {
        wrong(self.text, at, reason)
    }

    fn cannot(&self, at: usize, reason: &str) -> Error {
        cannot(self.text, at, reason)
    }

    fn not_there(&self, at: usize, reason: &str) -> Error {
        not_there(self.text, at, reason)
    }

    /// The node as another type that holds all its values; the caller has made sure that there is a way.
    fn widened(&self, node: Node, wanted: &Type) -> Node {
        if node.of == *wanted {
            return node;
        }
        let at = node.at;
        match (&node.of, wanted) {
            (Type::Null, _) => Node::constant(wanted.clone(), Value::null(wanted).array().clone(), at),
            (from, Type::Object) => {
                let (from, nullable) = (from.clone(), node.nullable);
                let run = move |arguments: &Arguments<'_>| object::boxed(&from, arguments);
                Node {
                    nullable,
                    ..kernel(Type::Object, vec![node], at, false, run)
                }
            }
            (Type::Bytes, Type::Array(_) | Type::Vector(_)) => {
                let nullable = node.nullable;
                Node {
                    nullable,
                    ..kernel(wanted.clone(), vec![node], at, false, element::bytes)
                }
            }
            (Type::Array(_) | Type::Vector(_), Type::Array(_) | Type::Vector(_)) => Node {
                of: wanted.clone(),
                ..node
            },
            (from, Type::Byte | Type::Char | Type::Short) if from.is_number() => {
                let to = wanted.clone();
                let run = move |arguments: &Arguments<'_>| cast::number(&to, arguments);
                kernel(wanted.clone(), vec![node], at, false, run)
            }
            (from, to) if from.is_number() && to.is_number() => {
                let to = to.clone();
                let run = move |arguments: &Arguments<'_>| {
                    arithmetic::widened(&arguments.values[0], arguments.rows, &to)
                        .into_array(arguments.rows)
                        .map_err(Into::into)
                };
                kernel(wanted.clone(), vec![node], at, false, run)
            }
            (from, to) if from.is_decimal() && *to == Type::OWN_DIGITS => {
                let run = |arguments: &Arguments<'_>| own_digits::mapped(arguments, |number| Some(number.clone()));
                kernel(wanted.clone(), vec![node], at, false, run)
            }
            (from, to) if from.is_decimal() && to.is_decimal() => {
                let scale = decimal::scale(to).unwrap_or(0);
                self.as_decimal(node, wanted.clone(), scale, true)
            }
            _ => node,
        }
    }

    /// An array or vector that kernels of lists can read: bytes are kept in another form.
    fn list(&self, node: Node) -> Node {
        if node.of == Type::Bytes {
            self.widened(node, &Type::Array(Box::new(Type::Byte)))
        } else {
            node
        }
    }

    fn conditional(&mut self, parts: &[Expr; 3], at: usize) -> Result<Node> {
        let [condition, then, otherwise] = parts;
        let condition_node = self.bind(condition)?;
        let condition = self.boolean(condition_node, condition, "the condition of ?")?;
        let (then, otherwise) = (self.bind(then)?, self.bind(otherwise)?);
        let Some(of) = then.of.unified(&otherwise.of) else {
            return Err(self.wrong(
                at,
                &format!(
                    "the branches of ? have types without a common one: {} and {}",
                    then.of, otherwise.of
                ),
            ));
        };
        let (then, otherwise) = (self.widened(then, &of), self.widened(otherwise, &of));
        if let Some(value) = condition.as_constant().filter(|_| !condition.nullable) {
            let holds = arrow_array::cast::AsArray::as_boolean(value).value(0);
            return Ok(if holds { then } else { otherwise });
        }
        Ok(Node {
            fails: condition.fails || condition.nullable || then.fails || otherwise.fails,
            nullable: then.nullable || otherwise.nullable,
            kind: NodeKind::Conditional(Box::new([condition, then, otherwise])),
            of,
            at,
        })
    }

    /// A node that must be a Boolean.
    fn boolean(&self, node: Node, expr: &Expr, what: &str) -> Result<Node> {
        match node.of {
            Type::Boolean => Ok(node),
            Type::Null => Ok(self.widened(node, &Type::Boolean)),
            _ => Err(self.wrong(
                expr.at,
                &format!("{what} must be a Boolean, not {}{}", node.of, hint(&[&node.of])),
            )),
        }
    }
}

/// What to do about objects, where only values whose type is known can be.
pub(super) fn hint(types: &[&Type]) -> &'static str {
    if types.contains(&&Type::Object) {
        "; cast what is of class Object to its type: (int)f(X)"
    } else {
        ""
    }
}

/// A pure kernel on some arguments, evaluated right away where these are constants.
fn kernel(
    of: Type,
    arguments: Vec<Node>,
    at: usize,
    fails: bool,
    run: impl Fn(&Arguments<'_>) -> Outcome + Send + Sync + 'static,
) -> Node {
    folded(of, arguments, at, fails, true, Arc::new(run))
}

fn folded(of: Type, arguments: Vec<Node>, at: usize, fails: bool, pure: bool, run: Run) -> Node {
    let constants: Option<Vec<Value>> = arguments
        .iter()
        .map(|argument| argument.as_constant().cloned().map(Value::constant))
        .collect();
    if let Some(values) = constants.filter(|_| pure)
        && let Ok(value) = run(&Arguments {
            values: &values,
            rows: 1,
        })
    {
        return Node::constant(of, value, at);
    }
    Node {
        fails: fails || arguments.iter().any(|argument| argument.fails),
        nullable: true,
        kind: NodeKind::Call { run, arguments, pure },
        of,
        at,
    }
}
