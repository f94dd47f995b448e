//! Calls: which function or method is meant, by Java's rules.

use std::sync::Arc;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;

use super::names::near;
use super::{Binder, folded, hint, kernel};
use crate::error::Result;
use crate::formula::functions::{Function, Param, Returns, Run, table};
use crate::formula::kernels::{concat, decimal, element};
use crate::formula::node::{Node, NodeKind};
use crate::formula::syntax::{Binary, Expr, ExprKind};
use crate::formula::types::{DECIMAL_DIGITS, Type};
use crate::formula::value::{Arguments, Failure, Outcome};

/// Classes of the mirrored API whose functions need no class here.
const LIBRARIES: [&str; 18] = [
    "Basic",
    "BinSearch",
    "Calendars",
    "Cast",
    "DateTimeUtils",
    "GroovyStaticImports",
    "Logic",
    "Numeric",
    "NumericCasts",
    "Parse",
    "QueryConstants",
    "QueryLanguageFunctionUtils",
    "Random",
    "Sort",
    "StaticCalendarMethods",
    "StrictMath",
    "TimeLiteralReplacedExpression",
    "TypeUtils",
];

impl Binder<'_> {
    pub(super) fn call(&mut self, receiver: Option<&Expr>, name: &str, arguments: &[Expr], at: usize) -> Result<Node> {
        let nodes =
            |binder: &mut Self| -> Result<Vec<Node>> { arguments.iter().map(|node| binder.bind(node)).collect() };
        let Some(receiver) = receiver else {
            let nodes = nodes(self)?;
            if let Some(external) = self.external_for(name, &nodes) {
                return self.external(name, external, nodes, at);
            }
            if name == "in" && nodes.len() > 1 && !nodes.iter().any(|node| node.of.item().is_some()) {
                return self.is_in(nodes, at);
            }
            return self.function(name, nodes, at);
        };
        if let (ExprKind::Name(array), "get", [index]) = (&receiver.kind, name, arguments)
            && self.column_index(array).is_none()
            && self.column_array(array).is_some()
        {
            return self.index(receiver, index, at);
        }
        if let ExprKind::Name(object) = &receiver.kind
            && let Some((function, external)) = self.external_method(object, name, arguments.len())
        {
            let nodes = nodes(self)?;
            return self.external(&function, external, nodes, at);
        }
        if let ExprKind::Name(column) = &receiver.kind
            && matches!(name, "size" | "length")
            && arguments.is_empty()
            && self.column_index(column).is_none()
            && self.column_array(column).is_some()
        {
            self.positions = true;
            return Ok(Node {
                kind: NodeKind::Size,
                of: Type::Long,
                fails: false,
                nullable: false,
                at,
            });
        }
        if let Some(class) = self.class(receiver).filter(|class| self.is_class(class)) {
            let nodes = nodes(self)?;
            if LIBRARIES.contains(&class.as_str()) {
                return self.function(name, nodes, at);
            }
            return self.function(&format!("{class}.{name}"), nodes, at);
        }
        let mut nodes_of_all = vec![self.bind(receiver)?];
        nodes_of_all.extend(nodes(self)?);
        if let ("get", [list, index]) = (name, nodes_of_all.as_slice())
            && matches!(list.of, Type::Vector(_))
        {
            return self.element(list.clone(), index.clone(), at);
        }
        self.method(name, nodes_of_all, receiver, at)
    }

    /// Whether a name that is no value is that of a class: Java's begin with a capital.
    fn is_class(&self, name: &str) -> bool {
        let prefix = format!("{name}.");
        LIBRARIES.contains(&name)
            || table().function_names().any(|known| known.starts_with(&prefix))
            || table().constants.iter().any(|known| known.name.starts_with(&prefix))
    }

    pub(super) fn function(&mut self, name: &str, nodes: Vec<Node>, at: usize) -> Result<Node> {
        if matches!(name, "BigDecimal.valueOf" | "new BigDecimal")
            && let [node] = nodes.as_slice()
            && let Some(constant) = node.as_constant()
            && let Some((of, value)) = decimal::literal(&concat::shown(constant, 0))
        {
            // Of a constant it is known how many digits it has behind the point.
            return Ok(Node::constant(of, value, at));
        }
        let types: Vec<Type> = nodes.iter().map(|node| node.of.clone()).collect();
        match resolve(table().functions(name), &types) {
            Some((function, of)) => Ok(self.called(function, of, nodes, at, None)),
            None if types.contains(&Type::OWN_DIGITS) => {
                let nodes = nodes.into_iter().map(|node| self.number(node)).collect();
                self.function(name, nodes, at)
            }
            None if nodes.len() == 2
                && let Some(operator) = Binary::named(name) =>
            {
                self.arithmetic(operator, nodes, at)
            }
            None if table().functions(name).next().is_none() => {
                let mut known: Vec<&str> = table().function_names().collect();
                known.extend(self.scope.functions.keys().map(String::as_str));
                let near = near(name, known.into_iter());
                Err(self
                    .not_there(at, &format!("there is no function {name}{near}"))
                    .with("function", name))
            }
            None => Err(self
                .wrong(
                    at,
                    &format!(
                        "{name} does not take {}: {}{}",
                        listed(&types),
                        signatures(table().functions(name)),
                        hint(&types.iter().collect::<Vec<_>>())
                    ),
                )
                .with("function", name)),
        }
    }

    fn method(&mut self, name: &str, nodes: Vec<Node>, receiver: &Expr, at: usize) -> Result<Node> {
        let types: Vec<Type> = nodes.iter().map(|node| node.of.clone()).collect();
        if (types[0].is_decimal() || types[0] == Type::OWN_DIGITS)
            && nodes.len() == 2
            && let Some(operator) = Binary::of_decimals(name)
        {
            return self.arithmetic(operator, nodes, at);
        }
        if name == "divide" && nodes.len() == 2 && types.contains(&Type::OWN_DIGITS) {
            return self.arithmetic(Binary::Divide, nodes, at);
        }
        if name == "equals" && types.len() == 2 && types.contains(&Type::Object) {
            return self.equals(nodes, receiver, at);
        }
        if let Some((function, of)) = resolve(table().methods(name), &types) {
            let digits = nodes.get(1).filter(|_| name == "setScale").and_then(constant_digits);
            let node = self.called(function, of, nodes, at, Some(receiver));
            return Ok(match digits {
                Some(digits) => self.as_decimal(node, Type::BigDecimal(digits), digits, true),
                None => node,
            });
        }
        if types.contains(&Type::OWN_DIGITS) {
            let nodes = nodes.into_iter().map(|node| self.number(node)).collect();
            return self.method(name, nodes, receiver, at);
        }
        let of = &types[0];
        let own: Vec<&Function> = table()
            .methods(name)
            .filter(|function| {
                function
                    .kernel
                    .params
                    .first()
                    .is_some_and(|param| cost(of, param).is_some())
            })
            .collect();
        if own.is_empty() {
            let near = near(name, table().method_names());
            let hint = hint(&[of]);
            return Err(self
                .not_there(at, &format!("a value of type {of} has no method {name}{near}{hint}"))
                .with("function", name));
        }
        let reason = format!(
            "{of}.{name} does not take {}: {}",
            listed(&types[1..]),
            signatures(own.into_iter())
        );
        Err(self.wrong(at, &reason).with("function", name))
    }

    /// A function of the table on arguments that it takes.
    pub(super) fn called(
        &mut self,
        function: &'static Function,
        of: Type,
        nodes: Vec<Node>,
        at: usize,
        receiver: Option<&Expr>,
    ) -> Node {
        let kernel = &function.kernel;
        let params = &kernel.params;
        let nodes: Vec<Node> = nodes
            .into_iter()
            .enumerate()
            .map(
                |(position, node)| match params.get(position.min(params.len().saturating_sub(1))) {
                    Some(Param::Is(wanted)) => self.widened(node, wanted),
                    Some(Param::List) => self.list(node),
                    // What functions of any value do with it is to print it, or to look whether it is there.
                    Some(Param::Any) if of == Type::Object => self.widened(node, &of),
                    Some(Param::Any) if node.of == Type::Object => self.text_of(node),
                    _ => node,
                },
            )
            .collect();
        let guarded: Vec<usize> = nodes
            .iter()
            .enumerate()
            .filter(|(position, node)| {
                let sees = kernel.sees_nulls.get(*position).copied().unwrap_or(true);
                // What a method is called on must be there, even for one that takes null arguments.
                function.method && node.nullable && (!sees || *position == 0)
            })
            .map(|(position, _)| position)
            .collect();
        let fails = kernel.fails || !guarded.is_empty();
        let run = if guarded.is_empty() {
            kernel.run.clone()
        } else {
            let receiver = receiver.map(ToString::to_string).unwrap_or_default();
            guard(kernel.run.clone(), guarded, receiver, function.name())
        };
        folded(of, nodes, at, fails, function.pure, run)
    }

    /// `of.name`: a constant of a class, or the length of an array.
    pub(super) fn field(&mut self, of: &Expr, name: &str, at: usize) -> Result<Node> {
        if let Some(class) = self.class(of) {
            let full = format!("{class}.{name}");
            let name = if LIBRARIES.contains(&class.as_str()) {
                name
            } else {
                &full
            };
            if let Some(constant) = table().find_constant(name) {
                return Ok(Node::constant(
                    constant.constant_type.clone(),
                    constant.value.clone(),
                    at,
                ));
            }
            if self.is_class(&class) {
                let near = near(name, table().constants.iter().map(|constant| constant.name));
                return Err(self.not_there(at, &format!("there is no constant {name}{near}")));
            }
        }
        if name == "length" {
            let node = self.bind(of)?;
            return self.method("length", vec![node], of, at);
        }
        let node = self.bind(of)?;
        Err(self.not_there(at, &format!("a value of type {} has no field {name}", node.of)))
    }

    /// `of[index]`: an element of an array, or a column's value in another row.
    pub(super) fn index(&mut self, of: &Expr, index: &Expr, at: usize) -> Result<Node> {
        let index = self.bind(index)?;
        let index = self.whole_index(index)?;
        if let ExprKind::Name(name) = &of.kind
            && self.column_index(name).is_none()
            && let Some(column) = self.column_array(name)
        {
            self.positions = true;
            let node = Node {
                fails: index.fails,
                kind: NodeKind::Elsewhere {
                    column,
                    index: Box::new(index),
                },
                of: Type::of(self.scope.schema.field(column)),
                nullable: true,
                at,
            };
            return Ok(self.normal(node, column));
        }
        let list = self.bind(of)?;
        self.element(list, index, at)
    }

    /// An index as a long.
    fn whole_index(&self, index: Node) -> Result<Node> {
        if index.of.is_whole() || index.of == Type::Null {
            return Ok(self.widened(index, &Type::Long));
        }
        Err(self.wrong(index.at, &format!("an index is a whole number, not {}", index.of)))
    }

    fn element(&self, list: Node, index: Node, at: usize) -> Result<Node> {
        let (list, index) = (self.list(list), self.whole_index(index)?);
        let Some(item) = list.of.item().cloned() else {
            return Err(self.wrong(at, &format!("a value of type {} has no elements", list.of)));
        };
        let vector = matches!(list.of, Type::Vector(_));
        let run = move |arguments: &Arguments<'_>| element::element(vector, arguments);
        Ok(kernel(item, vec![list, index], at, true, run))
    }
}

/// How many digits behind the point a constant asks for.
fn constant_digits(node: &Node) -> Option<i8> {
    let constant = node.as_constant()?.as_primitive_opt::<Int32Type>()?;
    let digits = i8::try_from(constant.value(0)).ok()?;
    (constant.is_valid(0) && (0..=DECIMAL_DIGITS as i8).contains(&digits)).then_some(digits)
}

/// Fails rows in which an argument at one of these positions is null.
fn guard(run: Run, guarded: Vec<usize>, receiver: String, name: &'static str) -> Run {
    Arc::new(move |arguments| -> Outcome {
        for position in &guarded {
            let Some(value) = arguments.values.get(*position) else {
                continue;
            };
            if value.array().null_count() == 0 {
                continue;
            }
            if let Some(row) = (0..arguments.rows).find(|row| value.is_null(*row)) {
                return Err(Failure::of(
                    row,
                    *position,
                    match position {
                        0 => format!("{receiver} is null where {receiver}.{name}() is called"),
                        _ => format!("argument {position} of {receiver}.{name}() is null"),
                    },
                ));
            }
        }
        run(arguments)
    })
}

/// How far an argument is from a parameter; none if it does not fit.
fn cost(argument: &Type, param: &Param) -> Option<u32> {
    const BOXED: u32 = 50;
    match param {
        Param::Is(wanted) => argument.distance(wanted),
        Param::Any => Some(BOXED),
        Param::Number => argument.is_number().then_some(0),
        Param::List => (argument.item().is_some() || *argument == Type::Null).then_some(BOXED / 5),
        Param::Numbers => argument.item().is_some_and(Type::is_number).then_some(1),
        Param::Decimal => argument.is_decimal().then_some(0),
    }
}

/// The nearest of the functions that take these arguments, with the type of its result. Of two that are as near it is
/// the first one.
pub(in crate::formula) fn resolve<'t>(
    functions: impl Iterator<Item = &'t Function>,
    types: &[Type],
) -> Option<(&'t Function, Type)> {
    const VARIADIC: u32 = 1_000;
    let fits = |function: &'t Function| -> Option<(u32, &'t Function, Type)> {
        let params = &function.kernel.params;
        let (fixed, repeated) = match (function.variadic, params.split_last()) {
            (true, Some((last, fixed))) => (fixed, Some(last)),
            _ => (params.as_slice(), None),
        };
        if types.len() < fixed.len() || (repeated.is_none() && types.len() > fixed.len()) {
            return None;
        }
        let wanted = fixed
            .iter()
            .chain(std::iter::repeat_n(repeated, types.len() - fixed.len()).flatten());
        let costs = types.iter().zip(wanted).map(|(argument, param)| cost(argument, param));
        let total = costs.sum::<Option<u32>>()? + if repeated.is_some() { VARIADIC } else { 0 };
        let of = match &function.kernel.returns {
            Returns::Is(of) => of.clone(),
            Returns::Of(_, of) => of(types)?,
        };
        Some((total, function, of))
    };
    let nearest = functions.filter_map(fits).min_by_key(|(cost, _, _)| *cost);
    nearest.map(|(_, function, of)| (function, of))
}

/// `(int, String)`
fn listed(types: &[Type]) -> String {
    let types: Vec<String> = types.iter().map(ToString::to_string).collect();
    format!("({})", types.join(", "))
}

/// What the overloads of a function take.
fn signatures<'t>(functions: impl Iterator<Item = &'t Function>) -> String {
    let signatures: Vec<String> = functions.map(Function::signature).collect();
    format!("it is {}", signatures.join(" or "))
}
