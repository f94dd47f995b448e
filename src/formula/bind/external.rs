//! Calls of a program's functions, and what becomes of the objects that they give.

use std::sync::Arc;

use super::resolve;
use super::{Binder, folded, kernel};
use crate::error::Result;
use crate::formula::external::{BoundFunction, ExternalFunction};
use crate::formula::functions::table;
use crate::formula::kernels::object;
use crate::formula::node::Node;
use crate::formula::syntax::{Binary, Expr};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure};

impl Binder<'_> {
    /// The program's function of a name; columns hide it.
    pub(super) fn external_of(&self, name: &str) -> Option<Arc<dyn ExternalFunction>> {
        let function = self.scope.functions.get(name)?;
        self.column_index(name).is_none().then(|| function.clone())
    }

    /// The program's function that `object.method(…)` calls: one of that name by its method, or a method of an object, which
    /// is there as a function called `object.method/1` if it takes one argument.
    pub(super) fn external_method(
        &self,
        object: &str,
        method: &str,
        arguments: usize,
    ) -> Option<(String, Arc<dyn ExternalFunction>)> {
        if let Some(function) = self.external_of(object).filter(|function| function.method() == method) {
            return Some((object.to_owned(), function));
        }
        let function = self.scope.functions.get(&format!("{object}.{method}/{arguments}"))?;
        let function = (format!("{object}.{method}"), function.clone());
        self.column_index(object).is_none().then_some(function)
    }

    /// The program's function that a call means: one of the library comes first where it takes these arguments, as in
    /// the mirrored API.
    pub(super) fn external_for(&self, name: &str, arguments: &[Node]) -> Option<Arc<dyn ExternalFunction>> {
        let function = self.external_of(name)?;
        let types: Vec<Type> = arguments.iter().map(|node| node.of.clone()).collect();
        resolve(table().functions(name), &types).is_none().then_some(function)
    }

    pub(super) fn external(
        &mut self,
        name: &str,
        external: Arc<dyn ExternalFunction>,
        nodes: Vec<Node>,
        at: usize,
    ) -> Result<Node> {
        let types: Vec<Type> = nodes.iter().map(|node| node.of.clone()).collect();
        let bound = BoundFunction::new(name, external, &types)
            .map_err(|error| self.wrong(at, error.message()).with_all(&error).with("function", name))?;
        let of = bound.of.clone();
        let run = move |arguments: &Arguments<'_>| bound.run(arguments);
        Ok(folded(of, nodes, at, true, false, Arc::new(run)))
    }

    /// An object as text.
    pub(super) fn text_of(&self, node: Node) -> Node {
        let (at, nullable) = (node.at, node.nullable);
        Node {
            nullable,
            ..kernel(Type::String, vec![node], at, false, object::text)
        }
    }

    /// An object as a value of a type that objects can be.
    pub(super) fn cast_object(&self, node: Node, to: &Type, at: usize) -> Node {
        let kernel_type = to.clone();
        let run = move |arguments: &Arguments<'_>| object::cast(&kernel_type, arguments);
        kernel(to.clone(), vec![node], at, true, run)
    }

    /// Whether two values, of which one is an object, are equal.
    pub(super) fn compared_objects(&self, operator: Binary, left: Node, right: Node, at: usize) -> Node {
        let sides = vec![self.widened(left, &Type::Object), self.widened(right, &Type::Object)];
        let run = move |arguments: &Arguments<'_>| object::equal(operator, arguments);
        Node {
            nullable: false,
            ..kernel(Type::Boolean, sides, at, false, run)
        }
    }

    /// `value.equals(other)` of which one is an object.
    pub(super) fn equals(&mut self, sides: Vec<Node>, receiver: &Expr, at: usize) -> Result<Node> {
        let Ok([left, right]) = <[Node; 2]>::try_from(sides) else {
            return Err(self.wrong(at, "equals compares two values"));
        };
        let receiver = receiver.to_string();
        let present = move |arguments: &Arguments<'_>| {
            let value = &arguments.values[0];
            match (0..arguments.rows).find(|row| value.is_null(*row)) {
                Some(row) => Err(Failure::of(
                    row,
                    0,
                    format!("{receiver} is null where {receiver}.equals() is called"),
                )),
                None => Ok(value.clone().into_array(arguments.rows)?),
            }
        };
        let left = Node {
            nullable: false,
            ..kernel(left.of.clone(), vec![left], at, true, present)
        };
        Ok(self.compared_objects(Binary::Equal, left, right, at))
    }
}
