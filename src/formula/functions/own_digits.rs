//! Methods of `BigDecimal`s each of which has its own digits behind the point.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type};

use super::decimals::strict;
use super::kernel::{Kernel, Run, general};
use super::table::{Param, Returns, Table};
use crate::decimal::Decimal;
use crate::formula::kernels::own_digits::{
    chosen, ints, mapped, mapped_with_int, order, plain, rounded_quotient, set_scale, to_number, whole_column,
};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

const OWN: Type = Type::OWN_DIGITS;

pub(super) fn add(table: &mut Table) {
    creations(table);
    numbers(table);
    digits(table);
    pairs(table);
    shifts(table);
}

/// A kernel of a decimal and so many ints.
fn of_ints(ints: usize, returns: Type, run: impl Fn(&Arguments<'_>) -> Outcome + Send + Sync + 'static) -> Kernel {
    let mut params = vec![Param::Is(OWN)];
    params.extend(vec![Param::Is(Type::Int); ints]);
    let kernel = general(&params, Returns::Is(returns), run);
    Kernel {
        sees_nulls: std::iter::once(true).chain(vec![false; ints]).collect(),
        ..kernel
    }
}

fn creations(table: &mut Table) {
    let read = |arguments: &Arguments<'_>| mapped(arguments, |number| Some(number.clone()));
    table.function(
        "new BigDecimal(text)",
        "The decimal that a text is.",
        general(&[Param::Is(Type::String)], Returns::Is(OWN), read),
    );
    table
        .function(
            "BigDecimal.valueOf(x)",
            "The decimal that is shown for a double.",
            general(&[Param::Is(Type::Double)], Returns::Is(OWN), read),
        )
        .also(&["new BigDecimal"]);
}

fn numbers(table: &mut Table) {
    let double: Run = Arc::new(|arguments| to_number(true, arguments));
    let long: Run = Arc::new(|arguments| to_number(false, arguments));
    let float: Run = Arc::new(|arguments| {
        let doubles = to_number(true, arguments)?;
        let floats = doubles.as_primitive::<Float64Type>();
        Ok(Arc::new(floats.unary::<_, Float32Type>(|value| value as f32)) as ArrayRef)
    });
    let int: Run = Arc::new(|arguments| {
        let longs = to_number(false, arguments)?;
        let ints = longs.as_primitive::<Int64Type>();
        Ok(Arc::new(ints.unary::<_, Int32Type>(|value| value as i32)) as ArrayRef)
    });
    for (method, function, about, of_function, of, run) in [
        (
            "doubleValue()",
            "doubleCast(x)",
            "The decimal as a double.",
            "x as a double.",
            Type::Double,
            double,
        ),
        (
            "floatValue()",
            "floatCast(x)",
            "The decimal as a float.",
            "x as a float.",
            Type::Float,
            float,
        ),
        (
            "longValue()",
            "longCast(x)",
            "The whole part as a long, which loses its high bits.",
            "The whole part of x as a long.",
            Type::Long,
            long,
        ),
        (
            "intValue()",
            "intCast(x)",
            "The whole part as an int, which loses its high bits.",
            "The whole part of x as an int.",
            Type::Int,
            int,
        ),
    ] {
        let kernel = Kernel {
            run,
            ..of_ints(0, of, |_| Err(Failure::row(0, "")))
        };
        table.method(method, about, kernel.clone());
        table.function(function, of_function, kernel);
    }
}

fn digits(table: &mut Table) {
    table.method(
        "negate()",
        "The decimal with the other sign.",
        of_ints(0, OWN, |arguments| mapped(arguments, |number| Some(number.negated()))),
    );
    let magnitude = |arguments: &Arguments<'_>| {
        mapped(arguments, |number| {
            Some(Decimal::new(number.digits.magnitude().clone(), number.scale))
        })
    };
    table.method("abs()", "The decimal without its sign.", of_ints(0, OWN, magnitude));
    table.function("abs(x)", "x without its sign.", of_ints(0, OWN, magnitude));
    table.method(
        "stripTrailingZeros()",
        "The decimal without the zeros that end its digits.",
        of_ints(0, OWN, |arguments| mapped(arguments, |number| Some(number.stripped()))),
    );
    let mut int_of = |call, about, f: fn(&Decimal) -> i32| {
        table.method(call, about, of_ints(0, Type::Int, move |arguments| ints(arguments, f)));
    };
    int_of("signum()", "-1, 0 or 1: the sign of the decimal.", |number| {
        number.order(&Decimal::new(0, 0)) as i32
    });
    int_of("scale()", "How many digits stand behind the point.", |number| {
        number.scale as i32
    });
    int_of("precision()", "How many digits there are.", |number| {
        number.digits.magnitude().to_string().len() as i32
    });
    table.method(
        "unscaledValue()",
        "The digits without a point.",
        of_ints(0, Type::BigInteger, |arguments| {
            whole_column(0, arguments, |number| Some(Decimal::new(number.digits.clone(), 0)))
        }),
    );
    table.method(
        "toBigInteger()",
        "The whole part.",
        of_ints(0, Type::BigInteger, |arguments| {
            whole_column(0, arguments, |number| Some(Decimal::new(number.whole()?, 0)))
        }),
    );
    table.method(
        "toPlainString()",
        "The decimal as text.",
        of_ints(0, Type::String, plain),
    );
}

fn pairs(table: &mut Table) {
    let both = [Param::Is(OWN), Param::Is(OWN)];
    for (call, about, greatest) in [
        ("max(other)", "The larger one of two decimals.", true),
        ("min(other)", "The smaller one of two decimals.", false),
    ] {
        let run = move |arguments: &Arguments<'_>| chosen(greatest, arguments);
        table.method(call, about, strict(general(&both, Returns::Is(OWN), run)));
    }
    table.method(
        "compareTo(other)",
        "-1, 0 or 1: whether the decimal is below, equal to or above another one.",
        strict(general(&both, Returns::Is(Type::Int), order)),
    );
}

pub(super) fn rounding(table: &mut Table) {
    table.method(
        "setScale(digits)",
        "The decimal with so many digits behind the point, which must be enough. Of a number that is no constant they are \
         shown with those of the column.",
        of_ints(1, OWN, set_scale),
    );
    table.method(
        "setScale(digits, rounding)",
        "The decimal rounded to so many digits behind the point.",
        of_ints(2, OWN, set_scale),
    );
    let params = [
        Param::Is(OWN),
        Param::Is(OWN),
        Param::Is(Type::Int),
        Param::Is(Type::Int),
    ];
    table.method(
        "divide(other, digits, rounding)",
        "The quotient of two decimals, rounded to so many digits behind the point.",
        strict(general(&params, Returns::Is(OWN), rounded_quotient)),
    );
}

fn shifts(table: &mut Table) {
    let mut with_int = |call, about, f: fn(&Decimal, i64) -> Option<Decimal>| {
        table.method(
            call,
            about,
            of_ints(1, OWN, move |arguments| mapped_with_int(arguments, f)),
        );
    };
    with_int("pow(n)", "The decimal multiplied n times by itself.", Decimal::pow);
    with_int(
        "movePointLeft(n)",
        "The decimal divided by 10 n times.",
        |number, places| number.shifted(-places)?.without_negative_scale(),
    );
    with_int(
        "movePointRight(n)",
        "The decimal multiplied by 10 n times.",
        |number, places| number.shifted(places)?.without_negative_scale(),
    );
    with_int(
        "scaleByPowerOfTen(n)",
        "The decimal multiplied by 10 n times, with the same digits.",
        Decimal::shifted,
    );
}
