//! `+ - * / % & | ^` and the minus sign on numbers.

use std::ops::{Add, Div, Mul, Rem, Sub};
use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Float32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, PrimitiveArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};

use super::operand::{BLOCK, Number, Operand};
use crate::formula::syntax::Binary;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome, Value};

/// A number that arithmetic gives: null where it lands on what stands for null in the mirrored API.
trait Computed: Number + PartialEq {
    /// The value that stands for null, if results are compared with it. For floats it is the least finite one, on which
    /// only who aims at it lands; it is left alone.
    const NULL: Option<Self>;
}

impl Computed for i32 {
    const NULL: Option<Self> = Some(i32::MIN);
}

impl Computed for i64 {
    const NULL: Option<Self> = Some(i64::MIN);
}

impl Computed for f32 {
    const NULL: Option<Self> = None;
}

impl Computed for f64 {
    const NULL: Option<Self> = None;
}

/// The type of the result of an operator on two types of numbers, if it takes them.
pub(crate) fn result(operator: Binary, left: &Type, right: &Type) -> Option<Type> {
    let promoted = left.promoted(right)?;
    match operator {
        Binary::Plus | Binary::Minus | Binary::Times | Binary::Remainder => Some(promoted),
        // The mirrored API has a float for a whole number divided by a float, and a double for the converse.
        Binary::Divide => Some(match (promoted, right.is_whole()) {
            (Type::Float, false) => Type::Float,
            _ => Type::Double,
        }),
        Binary::BitAnd | Binary::BitOr | Binary::BitXor if promoted.is_whole() => Some(promoted),
        _ => None,
    }
}

/// The operators of whole numbers, which wrap around.
trait Whole: Computed {
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    /// The remainder; 0 where there is none.
    fn remainder(self, divisor: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
}

macro_rules! whole {
    ($($native:ty),*) => {$(
        impl Whole for $native {
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }

            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }

            fn remainder(self, divisor: Self) -> Self {
                self.wrapping_rem(if divisor == 0 { 1 } else { divisor })
            }

            fn and(self, other: Self) -> Self {
                self & other
            }

            fn or(self, other: Self) -> Self {
                self | other
            }

            fn xor(self, other: Self) -> Self {
                self ^ other
            }
        }
    )*};
}

whole!(i32, i64);

/// Applies an operator to two columns of numbers; `of` is the type that [`result`] gives.
pub(crate) fn binary(operator: Binary, of: &Type, arguments: &Arguments<'_>) -> Outcome {
    match of {
        Type::Int => whole::<Int32Type>(operator, arguments),
        Type::Long => whole::<Int64Type>(operator, arguments),
        Type::Float => Ok(float::<Float32Type>(operator, arguments)),
        _ => Ok(float::<Float64Type>(operator, arguments)),
    }
}

/// The number with the other sign. Bytes, shorts and chars become ints.
pub(crate) fn negate(of: &Type, arguments: &Arguments<'_>) -> ArrayRef {
    match of {
        Type::Int => map_one::<Int32Type>(arguments, i32::wrapping_neg),
        Type::Long => map_one::<Int64Type>(arguments, i64::wrapping_neg),
        Type::Float => map_one::<Float32Type>(arguments, |value| -value),
        _ => map_one::<Float64Type>(arguments, |value| -value),
    }
}

fn whole<T: ArrowPrimitiveType<Native: Whole>>(operator: Binary, arguments: &Arguments<'_>) -> Outcome {
    Ok(match operator {
        Binary::Plus => map::<T>(arguments, Whole::plus),
        Binary::Minus => map::<T>(arguments, Whole::minus),
        Binary::Times => map::<T>(arguments, Whole::times),
        Binary::BitAnd => map::<T>(arguments, Whole::and),
        Binary::BitOr => map::<T>(arguments, Whole::or),
        Binary::BitXor => map::<T>(arguments, Whole::xor),
        _ => {
            nonzero::<T::Native>(arguments)?;
            map::<T>(arguments, Whole::remainder)
        }
    })
}

fn float<T>(operator: Binary, arguments: &Arguments<'_>) -> ArrayRef
where
    T: ArrowPrimitiveType,
    T::Native: Computed + Add<Output = T::Native> + Sub<Output = T::Native> + Mul<Output = T::Native>,
    T::Native: Div<Output = T::Native> + Rem<Output = T::Native>,
{
    match operator {
        Binary::Plus => map::<T>(arguments, |left, right| left + right),
        Binary::Minus => map::<T>(arguments, |left, right| left - right),
        Binary::Times => map::<T>(arguments, |left, right| left * right),
        Binary::Divide => map::<T>(arguments, |left, right| left / right),
        _ => map::<T>(arguments, |left, right| left % right),
    }
}

/// Fails at the first row whose divisor is zero.
fn nonzero<N: Computed>(arguments: &Arguments<'_>) -> Outcome<()> {
    let divisors = Operand::<N>::of(&arguments.values[1]);
    let valid = arguments.nulls(|_| true);
    let mut buffer = [N::default(); BLOCK];
    for start in (0..arguments.rows).step_by(BLOCK) {
        let len = BLOCK.min(arguments.rows - start);
        let block = divisors.block(start, len, &mut buffer);
        if !block.contains(&N::default()) {
            continue;
        }
        let zero = block.iter().enumerate().position(|(row, divisor)| {
            *divisor == N::default() && valid.as_ref().is_none_or(|valid| valid.is_valid(start + row))
        });
        if let Some(row) = zero {
            return Err(Failure::of(start + row, 1, "/ by zero"));
        }
    }
    Ok(())
}

fn map<T: ArrowPrimitiveType<Native: Computed>>(
    arguments: &Arguments<'_>,
    f: impl Fn(T::Native, T::Native) -> T::Native,
) -> ArrayRef {
    let [left, right] = arguments.values else {
        return Arc::new(PrimitiveArray::<T>::new_null(arguments.rows));
    };
    if (left.is_constant() && left.is_null(0)) || (right.is_constant() && right.is_null(0)) {
        return Arc::new(PrimitiveArray::<T>::new_null(arguments.rows));
    }
    let (left, right) = (Operand::of(left), Operand::of(right));
    let (mut left_buffer, mut right_buffer) = ([T::Native::default(); BLOCK], [T::Native::default(); BLOCK]);
    let mut values = Vec::with_capacity(arguments.rows);
    let mut nulls_computed = false;
    for start in (0..arguments.rows).step_by(BLOCK) {
        let len = BLOCK.min(arguments.rows - start);
        let left = left.block(start, len, &mut left_buffer);
        let right = right.block(start, len, &mut right_buffer);
        values.extend(left.iter().zip(right).map(|(left, right)| f(*left, *right)));
        nulls_computed |= lands_on_null(&values[start..]);
    }
    finished::<T>(values, nulls_computed, arguments.nulls(|_| true))
}

fn map_one<T: ArrowPrimitiveType<Native: Computed>>(
    arguments: &Arguments<'_>,
    f: impl Fn(T::Native) -> T::Native,
) -> ArrayRef {
    let Some(value) = arguments.values.first() else {
        return Arc::new(PrimitiveArray::<T>::new_null(arguments.rows));
    };
    let operand = Operand::of(value);
    let mut buffer = [T::Native::default(); BLOCK];
    let mut values = Vec::with_capacity(arguments.rows);
    for start in (0..arguments.rows).step_by(BLOCK) {
        let len = BLOCK.min(arguments.rows - start);
        values.extend(operand.block(start, len, &mut buffer).iter().map(|value| f(*value)));
    }
    let nulls_computed = lands_on_null(&values);
    finished::<T>(values, nulls_computed, arguments.nulls(|_| true))
}

fn lands_on_null<N: Computed>(values: &[N]) -> bool {
    N::NULL.is_some_and(|null| values.iter().fold(false, |found, value| found | (*value == null)))
}

fn finished<T: ArrowPrimitiveType<Native: Computed>>(
    values: Vec<T::Native>,
    nulls_computed: bool,
    valid: Option<NullBuffer>,
) -> ArrayRef {
    let valid = match T::Native::NULL.filter(|_| nulls_computed) {
        Some(null) => {
            let there = BooleanBuffer::collect_bool(values.len(), |row| values[row] != null);
            NullBuffer::union(Some(&NullBuffer::new(there)), valid.as_ref())
        }
        None => valid,
    };
    let array = PrimitiveArray::<T>::new(values.into(), valid);
    debug_assert!(array.nulls().is_none_or(|nulls| nulls.len() == array.len()));
    Arc::new(array)
}

/// A value of numbers as another type, for functions whose parameters are wider than their arguments.
pub(crate) fn widened(value: &Value, rows: usize, wanted: &Type) -> Value {
    let len = if value.is_constant() { 1 } else { rows };
    let arguments = Arguments {
        values: std::slice::from_ref(value),
        rows: len,
    };
    let array = match wanted {
        Type::Int => identity::<Int32Type>(&arguments),
        Type::Long => identity::<Int64Type>(&arguments),
        Type::Float => identity::<Float32Type>(&arguments),
        _ => identity::<Float64Type>(&arguments),
    };
    if value.is_constant() {
        Value::constant(array)
    } else {
        Value::rows(array)
    }
}

fn identity<T: ArrowPrimitiveType<Native: Number>>(arguments: &Arguments<'_>) -> ArrayRef {
    let value = &arguments.values[0];
    let operand = Operand::<T::Native>::of(value);
    let mut buffer = [T::Native::default(); BLOCK];
    let mut values = Vec::with_capacity(arguments.rows);
    for start in (0..arguments.rows).step_by(BLOCK) {
        let len = BLOCK.min(arguments.rows - start);
        values.extend_from_slice(operand.block(start, len, &mut buffer));
    }
    Arc::new(PrimitiveArray::<T>::new(values.into(), value.array().logical_nulls()))
}
