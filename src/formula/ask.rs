//! Methods of the language that programs call with values of their own, outside of tables.

use arrow_array::{Array, ArrayRef};

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

/// A value of [`ask`] as a constant.
pub(crate) fn constant(value: &ArrayRef) -> Option<Constant> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{
        Date32Type, DurationNanosecondType, Float64Type, Int32Type, Int64Type, TimestampNanosecondType,
    };
    use arrow_schema::{DataType, TimeUnit};
    if value.is_null(0) {
        return Some(Constant::Null(()));
    }
    Some(match value.data_type() {
        DataType::Boolean => Constant::Boolean(value.as_boolean().value(0)),
        DataType::Int32 => Constant::Int(value.as_primitive::<Int32Type>().value(0)),
        DataType::Int64 => Constant::Long(value.as_primitive::<Int64Type>().value(0)),
        DataType::Float64 => Constant::Double(value.as_primitive::<Float64Type>().value(0)),
        DataType::Utf8 => Constant::String(value.as_string::<i32>().value(0).to_owned()),
        DataType::Date32 => Constant::LocalDate(value.as_primitive::<Date32Type>().value(0)),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Constant::Instant(value.as_primitive::<TimestampNanosecondType>().value(0))
        }
        DataType::Duration(TimeUnit::Nanosecond) => {
            Constant::Duration(value.as_primitive::<DurationNanosecondType>().value(0))
        }
        DataType::List(_) => {
            let items = value.as_list::<i32>().value(0);
            let items = (0..items.len()).map(|place| constant(&items.slice(place, 1)));
            Constant::List(items.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}
