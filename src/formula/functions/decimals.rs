//! `BigDecimal` and `BigInteger`: up to 76 digits, of which so many as the type says stand behind the point.

use std::sync::Arc;

use arrow_array::builder::{Float32Builder, Int32Builder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal256Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Decimal256Array};
use arrow_buffer::i256;

use super::kernel::{Kernel, general};
use super::own_digits;
use super::table::{Param, Returns, Table};
use crate::formula::kernels::decimal::{binary, from_number, negate, parse, result, scale, to_number, typed};
use crate::formula::syntax::Binary;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome, Value};

pub(super) fn add(table: &mut Table) {
    constants(table);
    creations(table);
    operators(table);
    choices(table);
    properties(table);
    numbers(table);
    own_digits::add(table);
}

/// The type of a column of decimals. Whether it is a `BigInteger` cannot be told from it.
fn of(value: &Value) -> Type {
    match value.array().data_type() {
        arrow_schema::DataType::Decimal256(_, scale) => Type::BigDecimal(*scale),
        other => Type::of(&arrow_schema::Field::new("", other.clone(), true)),
    }
}

fn constants(table: &mut Table) {
    let mut add = |name, about, digits: i128, of: Type| {
        if let Ok(value) = typed(vec![Some(i256::from_i128(digits))], 0) {
            table.constant(name, about, of, Arc::new(value));
        }
    };
    add("BigDecimal.ZERO", "0 as a decimal.", 0, Type::BigDecimal(0));
    add("BigDecimal.ONE", "1 as a decimal.", 1, Type::BigDecimal(0));
    add("BigDecimal.TEN", "10 as a decimal.", 10, Type::BigDecimal(0));
    add("BigInteger.ZERO", "0 as a big integer.", 0, Type::BigInteger);
    add("BigInteger.ONE", "1 as a big integer.", 1, Type::BigInteger);
    add("BigInteger.TWO", "2 as a big integer.", 2, Type::BigInteger);
    add("BigInteger.TEN", "10 as a big integer.", 10, Type::BigInteger);
}

fn creations(table: &mut Table) {
    let whole = |arguments: &Arguments<'_>| from_number(&of(&arguments.values[0]), 0, arguments);
    table
        .function(
            "BigDecimal.valueOf(x)",
            "The decimal of a whole number.",
            general(&[Param::Is(Type::Long)], Returns::Is(Type::BigDecimal(0)), whole),
        )
        .also(&["new BigDecimal"]);
    table.function(
        "BigInteger.valueOf(x)",
        "A whole number as a big integer.",
        general(&[Param::Is(Type::Long)], Returns::Is(Type::BigInteger), whole),
    );
    let read = |arguments: &Arguments<'_>| {
        let value = &arguments.values[0];
        let texts = value.array().as_string::<i32>();
        let read = |row: usize| {
            if value.is_null(row) {
                return Ok(None);
            }
            let text = texts.value(value.index(row));
            let number = parse(text, 0).filter(|_| !text.contains(['.', 'e', 'E']));
            number
                .map(Some)
                .ok_or_else(|| Failure::row(row, format!("{text:?} is no whole number")))
        };
        let values: Vec<Option<i256>> = (0..arguments.rows).map(read).collect::<Result<_, _>>()?;
        Ok(Arc::new(typed(values, 0)?) as ArrayRef)
    };
    table.function(
        "new BigInteger(text)",
        "The whole number that a text is.",
        general(&[Param::Is(Type::String)], Returns::Is(Type::BigInteger), read),
    );
}

/// A kernel that fails the row of a null argument, as a method does.
pub(super) fn strict(kernel: Kernel) -> Kernel {
    let sees_nulls = vec![false; kernel.params.len()];
    Kernel { sees_nulls, ..kernel }
}

fn operators(table: &mut Table) {
    // The binder makes operators of add, subtract, multiply and remainder.
    let run = |arguments: &Arguments<'_>| quotient(arguments);
    let returns = Returns::of("BigDecimal", |types| {
        let decimals = types.iter().all(|of| matches!(of, Type::BigDecimal(_)));
        decimals.then(|| result(Binary::Divide, &types[0], &types[1])).flatten()
    });
    table.method(
        "divide(other)",
        "The quotient of two decimals, to 8 digits behind the point.",
        strict(general(&[Param::Decimal, Param::Decimal], returns, run)),
    );
    let run = |arguments: &Arguments<'_>| {
        let (left, right) = (&arguments.values[0], &arguments.values[1]);
        let divided = |row: usize| match (at(left, row), at(right, row)) {
            (Some(left), Some(right)) => left
                .checked_div(right)
                .map(Some)
                .ok_or_else(|| Failure::of(row, 1, "/ by zero")),
            _ => Ok(None),
        };
        let values: Vec<Option<i256>> = (0..arguments.rows).map(divided).collect::<Result<_, _>>()?;
        Ok(Arc::new(typed(values, 0)?) as ArrayRef)
    };
    let returns = Returns::of("BigInteger", |types| {
        (types[0] == Type::BigInteger && types[1] == Type::BigInteger).then_some(Type::BigInteger)
    });
    table.method(
        "divide(other)",
        "The quotient of two big integers, rounded toward zero.",
        strict(general(
            &[Param::Is(Type::BigInteger), Param::Is(Type::BigInteger)],
            returns,
            run,
        )),
    );
    let run = |arguments: &Arguments<'_>| {
        let (left, right) = (&arguments.values[0], &arguments.values[1]);
        let rest = |row: usize| match (at(left, row), at(right, row)) {
            (Some(_), Some(modulus)) if modulus <= i256::ZERO => {
                Err(Failure::of(row, 1, "the modulus is not positive"))
            }
            (Some(left), Some(modulus)) => {
                let rest = left.wrapping_rem(modulus);
                Ok(Some(if rest < i256::ZERO {
                    rest.wrapping_add(modulus)
                } else {
                    rest
                }))
            }
            _ => Ok(None),
        };
        let values: Vec<Option<i256>> = (0..arguments.rows).map(rest).collect::<Result<_, _>>()?;
        Ok(Arc::new(typed(values, 0)?) as ArrayRef)
    };
    table.method(
        "mod(modulus)",
        "The rest of a division, which is not below zero.",
        strict(general(
            &[Param::Is(Type::BigInteger), Param::Is(Type::BigInteger)],
            Returns::Is(Type::BigInteger),
            run,
        )),
    );
    let same = || Returns::of("the decimal's type", |types| Some(types[0].clone()));
    let run = |arguments: &Arguments<'_>| negate(scale(&of(&arguments.values[0])).unwrap_or(0), arguments);
    table.method(
        "negate()",
        "The decimal with the other sign.",
        general(&[Param::Decimal], same(), run),
    );
    let absolute = |arguments: &Arguments<'_>| mapped(arguments, |value| value.wrapping_abs());
    table.method(
        "abs()",
        "The decimal without its sign.",
        general(&[Param::Decimal], same(), absolute),
    );
    table.function(
        "abs(x)",
        "x without its sign.",
        general(&[Param::Decimal], same(), absolute).infallible(),
    );
}

fn quotient(arguments: &Arguments<'_>) -> Outcome {
    let (left, right) = (of(&arguments.values[0]), of(&arguments.values[1]));
    let result = result(Binary::Divide, &left, &right).unwrap_or(Type::BigDecimal(0));
    let scales = (scale(&left).unwrap_or(0), scale(&right).unwrap_or(0));
    binary(Binary::Divide, &result, scales, arguments)
}

/// The digits of a value; none for null.
fn at(value: &Value, row: usize) -> Option<i256> {
    let values = value.array().as_primitive_opt::<Decimal256Type>()?;
    (!value.is_null(row)).then(|| values.value(value.index(row)))
}

fn mapped(arguments: &Arguments<'_>, f: impl Fn(i256) -> i256) -> Outcome {
    let value = &arguments.values[0];
    let values = (0..arguments.rows).map(|row| at(value, row).map(&f)).collect();
    Ok(Arc::new(typed(values, scale(&of(value)).unwrap_or(0))?))
}

/// Both sides with as many digits behind the point as the one that has more.
fn aligned(arguments: &Arguments<'_>) -> Outcome<[Decimal256Array; 2]> {
    let (left, right) = (&arguments.values[0], &arguments.values[1]);
    let most = scale(&of(left)).unwrap_or(0).max(scale(&of(right)).unwrap_or(0));
    let as_most = |value: &Value| -> Outcome<Decimal256Array> {
        let arguments = Arguments {
            values: std::slice::from_ref(value),
            rows: arguments.rows,
        };
        let array = from_number(&of(value), most, &arguments)?;
        Ok(array.as_primitive::<Decimal256Type>().clone())
    };
    Ok([as_most(left)?, as_most(right)?])
}

fn choices(table: &mut Table) {
    for (call, about, max) in [
        ("max(other)", "The larger one of two decimals.", true),
        ("min(other)", "The smaller one of two decimals.", false),
    ] {
        let run = move |arguments: &Arguments<'_>| {
            let [left, right] = aligned(arguments)?;
            let chosen = (0..arguments.rows).map(|row| {
                let there = left.is_valid(row) && right.is_valid(row);
                there.then(|| {
                    let (left, right) = (left.value(row), right.value(row));
                    if (left >= right) == max { left } else { right }
                })
            });
            Ok(Arc::new(typed(chosen.collect(), left.scale())?) as ArrayRef)
        };
        let returns = Returns::of("the common type", |types| types[0].unified(&types[1]));
        table.method(
            call,
            about,
            strict(general(&[Param::Decimal, Param::Decimal], returns, run)),
        );
    }
    let run = |arguments: &Arguments<'_>| {
        let [left, right] = aligned(arguments)?;
        let mut into = Int32Builder::with_capacity(arguments.rows);
        for row in 0..arguments.rows {
            let there = left.is_valid(row) && right.is_valid(row);
            into.append_option(there.then(|| left.value(row).cmp(&right.value(row)) as i32));
        }
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table.method(
        "compareTo(other)",
        "-1, 0 or 1: whether the decimal is below, equal to or above another one.",
        strict(general(&[Param::Decimal, Param::Decimal], Returns::Is(Type::Int), run)),
    );
}

fn properties(table: &mut Table) {
    let mut int = |call, about, f: fn(i256, i8) -> i32| {
        let run = move |arguments: &Arguments<'_>| {
            let value = &arguments.values[0];
            let scale = scale(&of(value)).unwrap_or(0);
            let values = (0..arguments.rows).map(|row| at(value, row).map(|digits| f(digits, scale)));
            Ok(Arc::new(values.collect::<arrow_array::Int32Array>()) as ArrayRef)
        };
        table.method(call, about, general(&[Param::Decimal], Returns::Is(Type::Int), run));
    };
    int("signum()", "-1, 0 or 1: the sign of the decimal.", |digits, _| {
        digits.cmp(&i256::ZERO) as i32
    });
    int("scale()", "How many digits stand behind the point.", |_, scale| {
        i32::from(scale)
    });
    int("precision()", "How many digits there are.", |digits, _| {
        digits.wrapping_abs().to_string().len() as i32
    });
    let unscaled = |arguments: &Arguments<'_>| {
        let value = &arguments.values[0];
        Ok(Arc::new(typed((0..arguments.rows).map(|row| at(value, row)).collect(), 0)?) as ArrayRef)
    };
    table.method(
        "unscaledValue()",
        "The digits without a point.",
        general(&[Param::Decimal], Returns::Is(Type::BigInteger), unscaled),
    );
    let whole = |arguments: &Arguments<'_>| {
        let value = &arguments.values[0];
        let unit = u32::try_from(scale(&of(value)).unwrap_or(0)).unwrap_or(0);
        let unit = i256::from_i128(10).checked_pow(unit).unwrap_or(i256::ONE);
        let values = (0..arguments.rows).map(|row| at(value, row).map(|digits| digits.wrapping_div(unit)));
        Ok(Arc::new(typed(values.collect(), 0)?) as ArrayRef)
    };
    table.method(
        "toBigInteger()",
        "The whole part.",
        general(&[Param::Decimal], Returns::Is(Type::BigInteger), whole),
    );
    let run = |arguments: &Arguments<'_>| Ok(crate::formula::kernels::concat::concat(arguments));
    table.method(
        "toPlainString()",
        "The decimal as text.",
        general(&[Param::Decimal], Returns::Is(Type::String), run),
    );
}

fn numbers(table: &mut Table) {
    let double = |arguments: &Arguments<'_>| to_number(true, scale(&of(&arguments.values[0])).unwrap_or(0), arguments);
    let long = |arguments: &Arguments<'_>| to_number(false, scale(&of(&arguments.values[0])).unwrap_or(0), arguments);
    let int = move |arguments: &Arguments<'_>| {
        let longs = long(arguments)?;
        let ints = longs.as_primitive::<Int64Type>();
        let values = ints.unary::<_, Int32Type>(|value| value as i32);
        Ok(Arc::new(values) as ArrayRef)
    };
    let float = move |arguments: &Arguments<'_>| {
        let doubles = double(arguments)?;
        let doubles = doubles.as_primitive::<Float64Type>();
        let mut into = Float32Builder::with_capacity(arguments.rows);
        doubles
            .iter()
            .for_each(|value| into.append_option(value.map(|value| value as f32)));
        Ok(Arc::new(into.finish()) as ArrayRef)
    };
    table.method(
        "doubleValue()",
        "The decimal as a double.",
        general(&[Param::Decimal], Returns::Is(Type::Double), double),
    );
    table.method(
        "longValue()",
        "The whole part as a long, which loses its high bits.",
        general(&[Param::Decimal], Returns::Is(Type::Long), long),
    );
    table.method(
        "intValue()",
        "The whole part as an int, which loses its high bits.",
        general(&[Param::Decimal], Returns::Is(Type::Int), int),
    );
    table.method(
        "floatValue()",
        "The decimal as a float.",
        general(&[Param::Decimal], Returns::Is(Type::Float), float),
    );
    table.function(
        "doubleCast(x)",
        "x as a double.",
        general(&[Param::Decimal], Returns::Is(Type::Double), double).infallible(),
    );
    table.function(
        "longCast(x)",
        "The whole part of x as a long.",
        general(&[Param::Decimal], Returns::Is(Type::Long), long).infallible(),
    );
    table.function(
        "intCast(x)",
        "The whole part of x as an int.",
        general(&[Param::Decimal], Returns::Is(Type::Int), int).infallible(),
    );
    table.function(
        "floatCast(x)",
        "x as a float.",
        general(&[Param::Decimal], Returns::Is(Type::Float), float).infallible(),
    );
}
