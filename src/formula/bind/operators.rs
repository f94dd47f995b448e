//! Operators and casts.

use std::sync::Arc;

use arrow_array::ArrayRef;

use super::elements::is_list;
use super::resolve;
use super::{Binder, hint, kernel};
use crate::error::Result;
use crate::formula::functions::table;
use crate::formula::kernels::{arithmetic, cast, compare, concat, decimal, logic, object, own_digits};
use crate::formula::literal;
use crate::formula::node::{Node, NodeKind};
use crate::formula::syntax::{Binary, Expr, ExprKind, Literal, TypeName, Unary};
use crate::formula::types::Type;
use crate::formula::value::Arguments;
use crate::spec::JavaEnum;

impl Binder<'_> {
    pub(super) fn unary(&mut self, operator: Unary, operand: &Expr, at: usize) -> Result<Node> {
        let node = self.bind(operand)?;
        self.signed(operator, node, operand, at)
    }

    fn signed(&mut self, operator: Unary, node: Node, operand: &Expr, at: usize) -> Result<Node> {
        match operator {
            _ if is_list(&node.of) => self.elementwise(vec![node], at, |binder, elements| {
                let [element] = <[Node; 1]>::try_from(elements).map_err(|_| binder.wrong(at, "a sign has one side"))?;
                binder.signed(operator, element, operand, at)
            }),
            Unary::Not => {
                let node = self.boolean(node, operand, "what ! turns around")?;
                let nullable = node.nullable;
                Ok(Node {
                    nullable,
                    ..kernel(Type::Boolean, vec![node], at, false, logic::not)
                })
            }
            Unary::Plus if node.of.is_number() || node.of.is_decimal() || node.of == Type::OWN_DIGITS => Ok(node),
            Unary::Minus if node.of == Type::OWN_DIGITS => {
                let run = |arguments: &Arguments<'_>| own_digits::mapped(arguments, |number| Some(number.negated()));
                Ok(kernel(Type::OWN_DIGITS, vec![node], at, true, run))
            }
            Unary::Minus if node.of.is_number() => {
                let of = node.of.promoted(&Type::Int).unwrap_or(Type::Int);
                let kernel_type = of.clone();
                let run = move |arguments: &Arguments<'_>| Ok(arithmetic::negate(&kernel_type, arguments));
                Ok(kernel(of, vec![node], at, false, run))
            }
            Unary::Minus if node.of.is_decimal() => {
                let of = node.of.clone();
                let (node, scale) = self.decimal(node);
                let run = move |arguments: &Arguments<'_>| decimal::negate(scale, arguments);
                Ok(kernel(of, vec![node], at, false, run))
            }
            Unary::Minus | Unary::Plus => {
                let hint = hint(&[&node.of]);
                Err(self.wrong(at, &format!("a value of type {} has no sign{hint}", node.of)))
            }
        }
    }

    pub(super) fn binary(&mut self, operator: Binary, left: &Expr, right: &Expr, at: usize) -> Result<Node> {
        match operator {
            Binary::And | Binary::Or => self.short_circuit(operator, left, right, at),
            Binary::Equal
            | Binary::NotEqual
            | Binary::Less
            | Binary::LessOrEqual
            | Binary::Greater
            | Binary::GreaterOrEqual => self.comparison(operator, left, right, at),
            _ => {
                let sides = vec![self.bind(left)?, self.bind(right)?];
                self.arithmetic(operator, sides, at)
            }
        }
    }

    fn short_circuit(&mut self, operator: Binary, left: &Expr, right: &Expr, at: usize) -> Result<Node> {
        let mut side = |side: &Expr, what| {
            let node = self.bind(side)?;
            self.boolean(node, side, &format!("the {what} side of {}", operator.symbol()))
        };
        let (left, right) = (side(left, "left")?, side(right, "right")?);
        let fails = left.fails || left.nullable || right.fails || right.nullable;
        let sides = Box::new([left, right]);
        Ok(Node {
            kind: match operator {
                Binary::And => NodeKind::And(sides),
                _ => NodeKind::Or(sides),
            },
            of: Type::Boolean,
            fails,
            nullable: false,
            at,
        })
    }

    /// An operator on two sides.
    pub(super) fn arithmetic(&mut self, operator: Binary, sides: Vec<Node>, at: usize) -> Result<Node> {
        let Ok([left, right]) = <[Node; 2]>::try_from(sides) else {
            return Err(self.wrong(at, "an operator has two sides"));
        };
        if operator == Binary::Plus && (left.of == Type::String || right.of == Type::String) {
            let text = |node: Node| match node.of {
                Type::Object => self.text_of(node),
                _ => node,
            };
            return Ok(concatenation(text(left), text(right), at));
        }
        if is_list(&left.of) || is_list(&right.of) {
            return self.elementwise(vec![left, right], at, |binder, sides| {
                binder.arithmetic(operator, sides, at)
            });
        }
        // A null takes the type of the other side.
        let (left, right) = match (&left.of, &right.of) {
            (Type::Null, Type::Null) => (self.widened(left, &Type::Int), self.widened(right, &Type::Int)),
            (Type::Null, of) => {
                let of = of.clone();
                (self.widened(left, &of), right)
            }
            (of, Type::Null) => {
                let of = of.clone();
                (left, self.widened(right, &of))
            }
            _ => (left, right),
        };
        if let (Type::Boolean, Type::Boolean, Binary::BitAnd | Binary::BitOr | Binary::BitXor) =
            (&left.of, &right.of, operator)
        {
            let nullable = left.nullable || right.nullable;
            let run = move |arguments: &Arguments<'_>| logic::combine(operator, arguments);
            return Ok(Node {
                nullable,
                ..kernel(Type::Boolean, vec![left, right], at, false, run)
            });
        }
        if let Some(of) = arithmetic::result(operator, &left.of, &right.of) {
            // Java's remainder of whole numbers fails where there is no divisor.
            let divides = operator == Binary::Remainder && of.is_whole();
            let known = right.as_constant().is_some_and(|constant| !is_zero(constant));
            let kernel_type = of.clone();
            let run = move |arguments: &Arguments<'_>| arithmetic::binary(operator, &kernel_type, arguments);
            return Ok(kernel(of, vec![left, right], at, divides && !known, run));
        }
        // The doubles of a column have their own digits too.
        let is_double = |node: &Node| matches!(node.of, Type::Float | Type::Double) && node.as_constant().is_none();
        let has_own = [&left, &right].iter().any(|side| side.of == Type::OWN_DIGITS)
            || (left.of.is_decimal() && is_double(&right))
            || (is_double(&left) && right.of.is_decimal());
        if let Some(of) = own_digits::result(operator, &left.of, &right.of).filter(|_| has_own) {
            let run = move |arguments: &Arguments<'_>| own_digits::binary(operator, arguments);
            return Ok(kernel(of, vec![left, right], at, true, run));
        }
        if let Some(of) = decimal::result(operator, &left.of, &right.of) {
            let (left, left_scale) = self.decimal(left);
            let (right, right_scale) = self.decimal(right);
            // Constants of floats have as many digits as they show, which is known by now.
            let of = decimal::result(operator, &left.of, &right.of).unwrap_or(of);
            let kernel_type = of.clone();
            let scales = (left_scale, right_scale);
            let run = move |arguments: &Arguments<'_>| decimal::binary(operator, &kernel_type, scales, arguments);
            return Ok(kernel(of, vec![left, right], at, true, run));
        }
        if let Some(name) = operator.function() {
            let types = [left.of.clone(), right.of.clone()];
            if let Some((function, of)) = resolve(table().functions(name), &types) {
                return Ok(self.called(function, of, vec![left, right], at, None));
            }
        }
        let (verb, preposition) = operator.verb();
        // One subtracts the right side from the left one.
        let (first, second) = match operator {
            Binary::Minus => (&right.of, &left.of),
            _ => (&left.of, &right.of),
        };
        let hint = hint(&[first, second]);
        Err(self.wrong(at, &format!("cannot {verb} {first} {preposition} {second}{hint}")))
    }

    fn comparison(&mut self, operator: Binary, left: &Expr, right: &Expr, at: usize) -> Result<Node> {
        let (left, right) = match (self.filter, &left.kind, &right.kind) {
            (true, _, ExprKind::Literal(literal @ (Literal::Text(_) | Literal::Quoted(_)))) => {
                let column = self.bind(left)?;
                let constant = self.matched(literal, &column.of, right.at)?;
                (column, constant)
            }
            (true, ExprKind::Literal(literal @ (Literal::Text(_) | Literal::Quoted(_))), _) => {
                let column = self.bind(right)?;
                let constant = self.matched(literal, &column.of, left.at)?;
                (constant, column)
            }
            _ => (self.bind(left)?, self.bind(right)?),
        };
        self.compared_with_elements(operator, left, right, at)
    }

    /// Compares two values, an array or a vector element by element, unless it is compared with null or an object.
    fn compared_with_elements(&mut self, operator: Binary, left: Node, right: Node, at: usize) -> Result<Node> {
        let is_whole = |node: &Node| matches!(node.of, Type::Null | Type::Object);
        if !(is_list(&left.of) || is_list(&right.of)) || is_whole(&left) || is_whole(&right) {
            return self.compared(operator, left, right, at);
        }
        self.elementwise(vec![left, right], at, |binder, sides| {
            match <[Node; 2]>::try_from(sides) {
                Ok([left, right]) => binder.compared_with_elements(operator, left, right, at),
                Err(_) => Err(binder.wrong(at, "an operator has two sides")),
            }
        })
    }

    /// A constant in quotes that stands beside a value in a filter: beside text it is text, whatever the quotes.
    pub(super) fn matched(&self, literal: &Literal, of: &Type, at: usize) -> Result<Node> {
        match literal {
            Literal::Quoted(text) if *of == Type::String => {
                let (of, value) = literal::text(text);
                Ok(Node::constant(of, value, at))
            }
            _ => self.literal(literal, at),
        }
    }

    /// A decimal that has its own digits as one that has those of its column; anything else as it is.
    pub(super) fn number(&mut self, node: Node) -> Node {
        if node.of != Type::OWN_DIGITS {
            return node;
        }
        self.as_decimal(node, Type::BigDecimal(decimal::MADE), decimal::MADE, true)
    }

    /// A number or decimal as a decimal, and how many digits it has behind the point. The type of a big integer stays.
    fn decimal(&self, node: Node) -> (Node, i8) {
        if node.of.is_decimal() {
            let scale = decimal::scale(&node.of).unwrap_or(0);
            return (node, scale);
        }
        if matches!(node.of, Type::Float | Type::Double)
            && let Some(constant) = node.as_constant()
            && let Some((of, value)) = decimal::literal(&concat::shown(constant, 0))
        {
            let scale = decimal::scale(&of).unwrap_or(0);
            return (Node::constant(of, value, node.at), scale);
        }
        let scale = decimal::scale(&node.of).unwrap_or(0);
        let of = if node.of.is_whole() {
            Type::BigInteger
        } else {
            Type::BigDecimal(scale)
        };
        let fails = !node.of.is_whole();
        (self.as_decimal(node, of, scale, fails), scale)
    }

    /// A number or decimal with so many digits behind the point.
    pub(super) fn as_decimal(&self, node: Node, of: Type, scale: i8, fails: bool) -> Node {
        let (from, at, nullable) = (node.of.clone(), node.at, node.nullable);
        let run = move |arguments: &Arguments<'_>| match from == Type::OWN_DIGITS {
            true => own_digits::with_scale(scale, arguments),
            false => decimal::from_number(&from, scale, arguments),
        };
        Node {
            nullable,
            ..kernel(of, vec![node], at, fails, run)
        }
    }

    /// Compares two numbers of which one is a decimal: as doubles where the other one is, or as decimals with as many
    /// digits as both have.
    fn compared_decimals(&mut self, operator: Binary, left: Node, right: Node, at: usize) -> Node {
        let is_float = |node: &Node| matches!(node.of, Type::Float | Type::Double) && node.as_constant().is_none();
        let (left, right, of) = if is_float(&left) || is_float(&right) {
            (
                self.converted(left, &Type::Double),
                self.converted(right, &Type::Double),
                Type::Double,
            )
        } else {
            let ((left, left_scale), (right, right_scale)) = (self.decimal(left), self.decimal(right));
            let scale = left_scale.max(right_scale);
            let of = Type::BigDecimal(scale);
            let aligned = |node: Node, from| match from == scale {
                true => node,
                false => self.as_decimal(node, Type::BigDecimal(scale), scale, true),
            };
            (aligned(left, left_scale), aligned(right, right_scale), of)
        };
        let run = move |arguments: &Arguments<'_>| compare::compare(operator, &of, arguments);
        not_null(kernel(Type::Boolean, vec![left, right], at, false, run))
    }

    /// Compares two numbers of which one has its own digits behind the point: as doubles where the other one is.
    fn compared_own_digits(&mut self, operator: Binary, left: Node, right: Node, at: usize) -> Node {
        let is_float = |node: &Node| matches!(node.of, Type::Float | Type::Double) && node.as_constant().is_none();
        let (fails, sides, of) = if is_float(&left) || is_float(&right) {
            let doubles = [left, right].map(|side| self.converted(side, &Type::Double));
            (false, doubles.to_vec(), Type::Double)
        } else {
            let order = kernel(Type::Int, vec![left, right], at, true, own_digits::order);
            let zero = Node::constant(Type::Int, Arc::new(arrow_array::Int32Array::from(vec![0])), at);
            (true, vec![not_null(order), zero], Type::Int)
        };
        let run = move |arguments: &Arguments<'_>| compare::compare(operator, &of, arguments);
        not_null(kernel(Type::Boolean, sides, at, fails, run))
    }

    /// A number or decimal cast to a type of numbers.
    fn converted(&self, node: Node, to: &Type) -> Node {
        let at = node.at;
        let double = matches!(to, Type::Float | Type::Double);
        let between = if double { Type::Double } else { Type::Long };
        let node = match decimal::scale(&node.of).filter(|_| node.of.is_decimal()) {
            _ if node.of == Type::OWN_DIGITS => {
                let run = move |arguments: &Arguments<'_>| own_digits::to_number(double, arguments);
                kernel(between, vec![node], at, true, run)
            }
            Some(scale) => {
                let run = move |arguments: &Arguments<'_>| decimal::to_number(double, scale, arguments);
                kernel(between, vec![node], at, false, run)
            }
            None => node,
        };
        if node.of == *to {
            return node;
        }
        let kernel_type = to.clone();
        let run = move |arguments: &Arguments<'_>| cast::number(&kernel_type, arguments);
        kernel(to.clone(), vec![node], at, false, run)
    }

    /// Which constant of an enumeration it is.
    fn ordinal(&self, constants: JavaEnum, node: Node) -> Node {
        let (at, nullable) = (node.at, node.nullable);
        let run = move |arguments: &Arguments<'_>| {
            let names = arguments.values[0].array();
            Ok(Arc::new(constants.ordinals(names)?) as ArrayRef)
        };
        Node {
            nullable,
            ..kernel(Type::Int, vec![node], at, true, run)
        }
    }

    pub(super) fn compared(&mut self, operator: Binary, left: Node, right: Node, at: usize) -> Result<Node> {
        let is_numeric = |node: &Node| node.of.is_number() || node.of.is_decimal() || node.of == Type::OWN_DIGITS;
        if (left.of == Type::OWN_DIGITS || right.of == Type::OWN_DIGITS) && is_numeric(&left) && is_numeric(&right) {
            return Ok(self.compared_own_digits(operator, left, right, at));
        }
        if (left.of.is_decimal() || right.of.is_decimal()) && is_numeric(&left) && is_numeric(&right) {
            return Ok(self.compared_decimals(operator, left, right, at));
        }
        let equality = matches!(operator, Binary::Equal | Binary::NotEqual);
        if equality && [&left.of, &right.of].contains(&&Type::Object) {
            return Ok(self.compared_objects(operator, left, right, at));
        }
        if let (Type::Enum(constants), false) = (&left.of, equality)
            && left.of == right.of
        {
            let constants = *constants;
            let sides = [left, right].map(|side| self.ordinal(constants, side)).to_vec();
            let run = move |arguments: &Arguments<'_>| compare::compare(operator, &Type::Int, arguments);
            return Ok(not_null(kernel(Type::Boolean, sides, at, false, run)));
        }
        let of = match (&left.of, &right.of) {
            (left, right) if left.is_number() && right.is_number() => left.promoted(right),
            (Type::Enum(_), _) | (_, Type::Enum(_)) if !equality => None,
            (left, right) => left.unified(right).filter(|of| equality || has_order(of)),
        };
        let Some(of) = of else {
            if !equality {
                return Err(self.wrong(
                    at,
                    &format!(
                        "a value of type {} cannot be compared with {}{}",
                        left.of,
                        right.of,
                        hint(&[&left.of, &right.of])
                    ),
                ));
            }
            // Values of unlike types are not equal, as in Java.
            let run = move |arguments: &Arguments<'_>| compare::unlike(operator, arguments);
            return Ok(not_null(kernel(Type::Boolean, vec![left, right], at, false, run)));
        };
        // Numbers are widened block by block; there is no number type below int.
        let (left, right) = if of.is_number() {
            let null = |node: Node| {
                if node.of == Type::Null {
                    self.widened(node, &of)
                } else {
                    node
                }
            };
            (null(left), null(right))
        } else {
            (self.widened(left, &of), self.widened(right, &of))
        };
        let of = of.promoted(&Type::Int).unwrap_or(of);
        let run = move |arguments: &Arguments<'_>| compare::compare(operator, &of, arguments);
        Ok(not_null(kernel(Type::Boolean, vec![left, right], at, false, run)))
    }

    pub(super) fn cast(&mut self, wanted: &TypeName, operand: &Expr, at: usize) -> Result<Node> {
        let node = self.bind(operand)?;
        let Some(of) = named_type(wanted) else {
            return Err(self.not_there(at, &format!("there is no type {wanted}")));
        };
        let Some(of) = of else { return Ok(node) };
        match (&node.of, &of) {
            (from, to) if from == to => Ok(node),
            (Type::Null, _) => Ok(self.widened(node, &of)),
            (Type::Object, to) if object::can_be(to) => Ok(self.cast_object(node, to, at)),
            (from, to) if (from.is_number() || from.is_decimal() || *from == Type::OWN_DIGITS) && to.is_number() => {
                Ok(self.converted(node, &of))
            }
            (from, to) if from.distance(to).is_some() => Ok(self.widened(node, &of)),
            (from, _) => Err(self.wrong(at, &format!("cannot cast {from} to {wanted}"))),
        }
    }
}

fn not_null(node: Node) -> Node {
    Node {
        nullable: false,
        ..node
    }
}

/// Whether values of the type are less or greater than each other.
fn has_order(of: &Type) -> bool {
    of.is_number()
        || of.is_decimal()
        || matches!(
            of,
            Type::Null
                | Type::Boolean
                | Type::String
                | Type::Instant
                | Type::LocalDate
                | Type::LocalTime
                | Type::Duration
        )
}

fn is_zero(constant: &ArrayRef) -> bool {
    let zero = arrow_array::Int32Array::from(vec![0]);
    let values = [
        crate::formula::value::Value::constant(constant.clone()),
        crate::formula::value::Value::constant(Arc::new(zero)),
    ];
    let equal = compare::compare(
        Binary::Equal,
        &Type::Long,
        &Arguments {
            values: &values,
            rows: 1,
        },
    );
    equal.is_ok_and(|equal| arrow_array::cast::AsArray::as_boolean(&equal).value(0))
}

/// Text of both sides. What has been put together already is not put together again, but all at once.
fn concatenation(left: Node, right: Node, at: usize) -> Node {
    let mut parts = match left.kind {
        NodeKind::Concat(parts) => parts,
        _ => vec![left],
    };
    // Constants that follow each other are one.
    match parts.pop_if(|last| last.as_constant().is_some() && right.as_constant().is_some()) {
        Some(last) => {
            let joined = kernel(
                Type::String,
                vec![last, right],
                at,
                false,
                |arguments: &Arguments<'_>| Ok(concat::concat(arguments)),
            );
            parts.push(not_null(joined));
        }
        None => parts.push(right),
    }
    if parts.len() == 1 {
        return parts.remove(0);
    }
    Node {
        fails: parts.iter().any(|part| part.fails),
        nullable: false,
        kind: NodeKind::Concat(parts),
        of: Type::String,
        at,
    }
}

/// Whether a cast tells the class of a column's values, which may be declared as another one: not that they are objects.
pub(in crate::formula) fn tells_class(wanted: &TypeName) -> bool {
    matches!(named_type(wanted), Some(Some(_))) || wanted.name.ends_with("BigDecimal")
}

/// The type that a name stands for; `Object` changes nothing.
pub(super) fn named_type(wanted: &TypeName) -> Option<Option<Type>> {
    let name = wanted.name.rsplit('.').next().unwrap_or(&wanted.name);
    let item = match name {
        "boolean" | "Boolean" => Type::Boolean,
        "byte" | "Byte" => Type::Byte,
        "char" | "Character" => Type::Char,
        "short" | "Short" => Type::Short,
        "int" | "Integer" => Type::Int,
        "long" | "Long" => Type::Long,
        "float" | "Float" => Type::Float,
        "double" | "Double" => Type::Double,
        "String" | "CharSequence" => Type::String,
        "Instant" => Type::Instant,
        "LocalDate" => Type::LocalDate,
        "LocalTime" => Type::LocalTime,
        "Duration" => Type::Duration,
        "DayOfWeek" => Type::Enum(JavaEnum::DayOfWeek),
        "Month" => Type::Enum(JavaEnum::Month),
        "Period" => Type::Period,
        "ZoneId" => Type::ZoneId,
        "ZonedDateTime" => Type::ZonedDateTime,
        "BigInteger" => Type::BigInteger,
        "TDigest" => Type::TDigest,
        "Table" => Type::Table,
        "Object" | "Number" | "Comparable" | "BigDecimal" | "List" | "Map" | "Collection" if wanted.dimensions == 0 => {
            return Some(None);
        }
        "ByteVector" => Type::Vector(Box::new(Type::Byte)),
        "CharVector" => Type::Vector(Box::new(Type::Char)),
        "ShortVector" => Type::Vector(Box::new(Type::Short)),
        "IntVector" => Type::Vector(Box::new(Type::Int)),
        "LongVector" => Type::Vector(Box::new(Type::Long)),
        "FloatVector" => Type::Vector(Box::new(Type::Float)),
        "DoubleVector" => Type::Vector(Box::new(Type::Double)),
        "ObjectVector" | "Vector" if wanted.dimensions == 0 => return Some(None),
        _ => return None,
    };
    Some(Some(
        (0..wanted.dimensions).fold(item, |item, _| Type::Array(Box::new(item))),
    ))
}
