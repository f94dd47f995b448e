//! Methods of the language that programs call with values of their own, outside of tables.

use arrow_array::ArrayRef;

use super::bind::resolve;
use super::constants;
use super::functions::{Param, table};
use super::types::Type;
use super::value::{Arguments, Failure, Value};
use crate::error::{Error, Result};
use crate::spec::Constant;

/// What a method gives for its receiver and arguments: one value.
pub(crate) fn ask(method: &str, arguments: &[Constant]) -> Result<ArrayRef> {
    let unusable =
        || Error::invalid(format!("an argument of {method} is no value that formulas have")).with("function", method);
    let arguments: Vec<(Type, ArrayRef)> = arguments
        .iter()
        .map(constants::of)
        .collect::<Option<_>>()
        .ok_or_else(unusable)?;
    let types: Vec<Type> = arguments.iter().map(|(of, _)| of.clone()).collect();
    let (function, _) = resolve(table().methods(method), &types).ok_or_else(|| {
        let types: Vec<String> = types.iter().map(ToString::to_string).collect();
        Error::not_found(format!("there is no method {method} of {}", types.join(", "))).with("function", method)
    })?;
    let kernel = &function.kernel;
    let value = |((of, value), param): ((Type, ArrayRef), &Param)| match param {
        Param::Is(wanted) if of == Type::Null => Value::null(wanted),
        _ => Value::constant(value),
    };
    let values: Vec<Value> = arguments.into_iter().zip(&kernel.params).map(value).collect();
    let answer = (kernel.run)(&Arguments {
        values: &values,
        rows: 1,
    });
    answer.map_err(|failure| match failure {
        Failure::Row { reason, .. } => Error::invalid(reason).with("function", method),
        Failure::Whole(error) => error,
    })
}
