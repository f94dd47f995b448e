//! `BigDecimal` and `BigInteger`.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Decimal256Type;
use arrow_array::{Decimal256Array, Int32Array, StringArray};
use arrow_buffer::i256;
use arrow_schema::DataType;

use super::kernel::{Kernel, general};
use super::table::{Param, Returns, Table};
use crate::formula::kernels::{cast, concat, decimal};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome, Value};

pub(super) fn add(table: &mut Table) {
    made(table);
    constants(table);
    methods(table);
}

/// A decimal or big integer made of a number or a text.
fn maker(from: Type, to: &Type) -> Kernel {
    let scale = decimal::scale(to).unwrap_or(0);
    let run = {
        let from = from.clone();
        move |arguments: &Arguments<'_>| match from {
            Type::String => from_text(scale, arguments),
            _ => decimal::from_number(&from, scale, arguments),
        }
    };
    general(&[Param::Is(from)], Returns::Is(to.clone()), run)
}

fn made(table: &mut Table) {
    const DECIMAL: &str = "The decimal of a number. Of what is not constant it keeps 15 digits behind the point.";
    let (whole, fraction) = (Type::BigDecimal(0), Type::BigDecimal(decimal::MADE));
    for call in ["BigDecimal.valueOf(x)", "new BigDecimal(x)"] {
        table.function(call, DECIMAL, maker(Type::Long, &whole));
        table.function(call, DECIMAL, maker(Type::Double, &fraction));
    }
    table.function("new BigDecimal(x)", DECIMAL, maker(Type::String, &fraction));
    const INTEGER: &str = "The big integer of a number.";
    table.function("BigInteger.valueOf(x)", INTEGER, maker(Type::Long, &Type::BigInteger));
    table.function("new BigInteger(x)", INTEGER, maker(Type::String, &Type::BigInteger));
}

fn from_text(scale: i8, arguments: &Arguments<'_>) -> Outcome {
    let value = &arguments.values[0];
    let texts: &StringArray = value.array().as_string();
    let read = |row: usize| {
        if value.is_null(row) {
            return Err(Failure::of(row, 0, "the text of a decimal is null"));
        }
        let text = texts.value(value.index(row));
        let read = decimal::parse(text, scale).map(Some);
        read.ok_or_else(|| Failure::of(row, 0, format!("{text:?} is no decimal")))
    };
    let values: Vec<Option<i256>> = (0..arguments.rows).map(read).collect::<Result<_, _>>()?;
    Ok(Arc::new(decimal::typed(values, scale)?))
}

fn constants(table: &mut Table) {
    for (name, digits) in [
        ("BigDecimal.ZERO", "0"),
        ("BigDecimal.ONE", "1"),
        ("BigDecimal.TEN", "10"),
        ("BigInteger.ZERO", "0"),
        ("BigInteger.ONE", "1"),
        ("BigInteger.TWO", "2"),
        ("BigInteger.TEN", "10"),
    ] {
        let Some((of, value)) = decimal::literal(digits) else {
            continue;
        };
        let of = if name.starts_with("BigInteger") {
            Type::BigInteger
        } else {
            of
        };
        table.constant(name, "What its name says.", of, value);
    }
}

fn methods(table: &mut Table) {
    let number = |to: Type| {
        let wide = to.clone();
        general(&[Param::Decimal], Returns::Is(to), move |arguments| {
            let double = matches!(wide, Type::Float | Type::Double);
            let scale = scale_of(&arguments.values[0]);
            let between = [Value::rows(decimal::to_number(double, scale, arguments)?)];
            cast::number(
                &wide,
                &Arguments {
                    values: &between,
                    rows: arguments.rows,
                },
            )
        })
    };
    table.method(
        "intValue()",
        "The whole part, without its high bits.",
        number(Type::Int),
    );
    table.method(
        "longValue()",
        "The whole part, without its high bits.",
        number(Type::Long),
    );
    table.method("floatValue()", "The nearest float.", number(Type::Float));
    table.method("doubleValue()", "The nearest double.", number(Type::Double));
    let same = Returns::Of("BigDecimal", |types| types.first().cloned());
    table.method(
        "negate()",
        "The decimal with the other sign.",
        general(&[Param::Decimal], same.clone(), |arguments| {
            decimal::negate(scale_of(&arguments.values[0]), arguments)
        }),
    );
    table.method(
        "abs()",
        "The decimal without its sign.",
        general(&[Param::Decimal], same, |arguments| {
            let values = values(&arguments.values[0]);
            let positive = values.iter().map(|value| value.map(i256::wrapping_abs));
            Ok(Arc::new(decimal::typed(positive.collect(), values.scale())?))
        }),
    );
    table.method(
        "scale()",
        "How many digits it has behind the point.",
        general(&[Param::Decimal], Returns::Is(Type::Int), |arguments| {
            let scale = i32::from(scale_of(&arguments.values[0]));
            Ok(Arc::new(Int32Array::from(vec![scale; arguments.rows])))
        }),
    );
    table.method(
        "signum()",
        "-1, 0 or 1: its sign.",
        general(&[Param::Decimal], Returns::Is(Type::Int), |arguments| {
            let signs = values(&arguments.values[0]);
            let sign = |value: i256| match value.cmp(&i256::ZERO) {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            };
            Ok(Arc::new(
                signs.iter().map(|value| value.map(sign)).collect::<Int32Array>(),
            ))
        }),
    );
    let text = || {
        general(&[Param::Decimal], Returns::Is(Type::String), |arguments| {
            let value = &arguments.values[0];
            let shown = (0..arguments.rows).map(|row| concat::shown(value.array(), value.index(row)));
            Ok(Arc::new(StringArray::from_iter_values(shown)))
        })
    };
    table.method("toString()", "Its digits.", text());
    table.method("toPlainString()", "Its digits.", text());
}

/// The decimals of an argument that is evaluated for as many rows as it has.
fn values(value: &Value) -> &Decimal256Array {
    value.array().as_primitive::<Decimal256Type>()
}

fn scale_of(value: &Value) -> i8 {
    match value.array().data_type() {
        DataType::Decimal256(_, scale) => *scale,
        _ => 0,
    }
}
