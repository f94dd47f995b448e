//! Constants of numbers. Those of time are with the functions of time.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type,
};
use arrow_array::{ArrayRef, PrimitiveArray};

use super::table::Table;
use crate::formula::types::Type;

pub(super) fn add(table: &mut Table) {
    nulls_and_limits(table);
    floats(table);
    java(table);
}

fn one<T: ArrowPrimitiveType>(value: impl Into<Option<T::Native>>) -> ArrayRef {
    Arc::new([value.into()].into_iter().collect::<PrimitiveArray<T>>())
}

fn nulls_and_limits(table: &mut Table) {
    table.constant("NULL_BOOLEAN", "The Boolean that is null.", Type::Boolean, {
        arrow_array::new_null_array(&arrow_schema::DataType::Boolean, 1)
    });
    // The least value of a type stands for null, so that the least number is one more.
    macro_rules! whole {
        ($($of:expr, $arrow:ty, $name:literal, $null:literal, $min:literal, $max:literal, $least:expr, $most:expr;)*) => {$(
            table.constant($null, concat!("The ", $name, " that is null."), $of, one::<$arrow>(None));
            table.constant($min, concat!("The least ", $name, "."), $of, one::<$arrow>($least));
            table.constant($max, concat!("The largest ", $name, "."), $of, one::<$arrow>($most));
        )*};
    }
    whole! {
        Type::Byte, Int8Type, "byte", "NULL_BYTE", "MIN_BYTE", "MAX_BYTE", i8::MIN + 1, i8::MAX;
        Type::Short, Int16Type, "short", "NULL_SHORT", "MIN_SHORT", "MAX_SHORT", i16::MIN + 1, i16::MAX;
        Type::Int, Int32Type, "int", "NULL_INT", "MIN_INT", "MAX_INT", i32::MIN + 1, i32::MAX;
        Type::Long, Int64Type, "long", "NULL_LONG", "MIN_LONG", "MAX_LONG", i64::MIN + 1, i64::MAX;
        Type::Char, UInt16Type, "char", "NULL_CHAR", "MIN_CHAR", "MAX_CHAR", u16::MIN, u16::MAX - 1;
    }
}

fn floats(table: &mut Table) {
    macro_rules! float {
        ($($of:expr, $arrow:ty, $native:ident, $name:literal, $up:literal;)*) => {$(
            let constants: [(&'static str, &'static str, Option<$native>); 9] = [
                (concat!("NULL_", $up), concat!("The ", $name, " that is null."), None),
                (concat!("NAN_", $up), concat!("The ", $name, " that is no number."), Some($native::NAN)),
                (concat!("POS_INFINITY_", $up), "Positive infinity.", Some($native::INFINITY)),
                (concat!("NEG_INFINITY_", $up), "Negative infinity.", Some($native::NEG_INFINITY)),
                (concat!("MIN_", $up), "Negative infinity, the least value.", Some($native::NEG_INFINITY)),
                (concat!("MAX_", $up), "Positive infinity, the largest value.", Some($native::INFINITY)),
                (concat!("MIN_FINITE_", $up), "The least finite value.", Some($native::MIN.next_up())),
                (concat!("MAX_FINITE_", $up), "The largest finite value.", Some($native::MAX)),
                (concat!("MIN_POS_", $up), "The least value above zero.", Some($native::from_bits(1))),
            ];
            for (name, about, value) in constants {
                table.constant(name, about, $of, one::<$arrow>(value));
            }
        )*};
    }
    float! {
        Type::Float, Float32Type, f32, "float", "FLOAT";
        Type::Double, Float64Type, f64, "double", "DOUBLE";
    }
}

/// The constants of Java's classes of numbers. The least whole numbers stand for null, and are.
fn java(table: &mut Table) {
    for (name, about, value) in [
        (
            "PI",
            "The ratio of a circle's circumference to its diameter.",
            std::f64::consts::PI,
        ),
        ("E", "Euler's number.", std::f64::consts::E),
        ("NaN", "The double that is no number.", f64::NAN),
        ("Double.NaN", "The double that is no number.", f64::NAN),
        ("Double.POSITIVE_INFINITY", "Positive infinity.", f64::INFINITY),
        ("Double.NEGATIVE_INFINITY", "Negative infinity.", f64::NEG_INFINITY),
        ("Double.MAX_VALUE", "The largest finite double.", f64::MAX),
        ("Double.MIN_VALUE", "The least double above zero.", f64::from_bits(1)),
        (
            "Math.PI",
            "The ratio of a circle's circumference to its diameter.",
            std::f64::consts::PI,
        ),
        ("Math.E", "Euler's number.", std::f64::consts::E),
    ] {
        table.constant(name, about, Type::Double, one::<Float64Type>(value));
    }
    for (name, about, value) in [
        ("Float.NaN", "The float that is no number.", f32::NAN),
        ("Float.POSITIVE_INFINITY", "Positive infinity.", f32::INFINITY),
        ("Float.NEGATIVE_INFINITY", "Negative infinity.", f32::NEG_INFINITY),
        ("Float.MAX_VALUE", "The largest finite float.", f32::MAX),
        ("Float.MIN_VALUE", "The least float above zero.", f32::from_bits(1)),
    ] {
        table.constant(name, about, Type::Float, one::<Float32Type>(value));
    }
    for (name, about, value) in [
        ("Byte.SIZE", "How many bits a byte has.", 8),
        ("Short.SIZE", "How many bits a short has.", 16),
        ("Integer.SIZE", "How many bits an int has.", 32),
        ("Long.SIZE", "How many bits a long has.", 64),
        ("Byte.BYTES", "How many bytes a byte has.", 1),
        ("Short.BYTES", "How many bytes a short has.", 2),
        ("Integer.BYTES", "How many bytes an int has.", 4),
        ("Long.BYTES", "How many bytes a long has.", 8),
    ] {
        table.constant(name, about, Type::Int, one::<Int32Type>(value));
    }
    for (name, about, value) in [("Boolean.TRUE", "True.", true), ("Boolean.FALSE", "False.", false)] {
        let value = Arc::new(arrow_array::BooleanArray::from(vec![value]));
        table.constant(name, about, Type::Boolean, value);
    }
    let null = one::<UInt16Type>(None);
    table.constant(
        "Character.MAX_VALUE",
        "The largest value of the type, which is null.",
        Type::Char,
        null,
    );
    table.constant(
        "Character.MIN_VALUE",
        "The least char.",
        Type::Char,
        one::<UInt16Type>(0),
    );
    macro_rules! limits {
        ($($of:expr, $arrow:ty, $most:expr, $max:literal, $min:literal;)*) => {$(
            table.constant($max, "The largest value of the type.", $of, one::<$arrow>($most));
            table.constant($min, "The least value of the type, which is null.", $of, one::<$arrow>(None));
        )*};
    }
    limits! {
        Type::Byte, Int8Type, i8::MAX, "Byte.MAX_VALUE", "Byte.MIN_VALUE";
        Type::Short, Int16Type, i16::MAX, "Short.MAX_VALUE", "Short.MIN_VALUE";
        Type::Int, Int32Type, i32::MAX, "Integer.MAX_VALUE", "Integer.MIN_VALUE";
        Type::Long, Int64Type, i64::MAX, "Long.MAX_VALUE", "Long.MIN_VALUE";
    }
}
