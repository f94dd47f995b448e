//! Numbers of any type as blocks of one type.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type};
use arrow_schema::DataType;

use crate::formula::value::Value;

/// How many numbers are computed at a time.
pub(super) const BLOCK: usize = 1024;

/// A type in which numbers are computed.
pub(super) trait Number: Copy + Default + Send + Sync + 'static {
    /// The values themselves, if they have this type already.
    fn same(column: Column<'_>) -> Option<&[Self]>;
    fn from_i64(value: i64) -> Self;
    fn from_f64(value: f64) -> Self;
    fn from_i32(value: i32) -> Self;
    fn from_f32(value: f32) -> Self;
}

macro_rules! number {
    ($($native:ty, $column:ident;)*) => {$(
        impl Number for $native {
            fn same(column: Column<'_>) -> Option<&[Self]> {
                match column {
                    Column::$column(values) => Some(values),
                    _ => None,
                }
            }

            fn from_i64(value: i64) -> Self {
                value as $native
            }

            fn from_f64(value: f64) -> Self {
                value as $native
            }

            fn from_i32(value: i32) -> Self {
                value as $native
            }

            fn from_f32(value: f32) -> Self {
                value as $native
            }
        }
    )*};
}

number! {
    i32, Int;
    i64, Long;
    f32, Float;
    f64, Double;
}

/// The values of a column of numbers.
#[derive(Clone, Copy)]
pub(super) enum Column<'a> {
    Byte(&'a [i8]),
    Char(&'a [u16]),
    Short(&'a [i16]),
    Int(&'a [i32]),
    Long(&'a [i64]),
    Float(&'a [f32]),
    Double(&'a [f64]),
}

impl<'a> Column<'a> {
    pub fn of(array: &'a dyn Array) -> Column<'a> {
        match array.data_type() {
            DataType::Int8 => Column::Byte(array.as_primitive::<Int8Type>().values()),
            DataType::UInt16 => Column::Char(array.as_primitive::<UInt16Type>().values()),
            DataType::Int16 => Column::Short(array.as_primitive::<Int16Type>().values()),
            DataType::Int32 => Column::Int(array.as_primitive::<Int32Type>().values()),
            DataType::Int64 => Column::Long(array.as_primitive::<Int64Type>().values()),
            DataType::Float32 => Column::Float(array.as_primitive::<Float32Type>().values()),
            DataType::Float64 => Column::Double(array.as_primitive::<Float64Type>().values()),
            _ => Column::Int(&[]),
        }
    }
}

/// One side of an operator as numbers of type `T`.
pub(super) enum Operand<'a, T> {
    /// Every block is this one.
    Constant(Box<[T; BLOCK]>),
    Same(&'a [T]),
    Wider(Column<'a>),
}

impl<'a, T: Number> Operand<'a, T> {
    pub fn of(value: &'a Value) -> Self {
        let column = Column::of(value.array().as_ref());
        if value.is_constant() {
            let mut first = [T::default()];
            widen(column, 0, &mut first);
            return Operand::Constant(Box::new([first[0]; BLOCK]));
        }
        T::same(column).map_or(Operand::Wider(column), Operand::Same)
    }

    /// The numbers from `start` on, at most a block of them, in `buffer` if they had to be converted.
    #[inline]
    pub fn block<'b>(&'b self, start: usize, len: usize, buffer: &'b mut [T; BLOCK]) -> &'b [T] {
        match self {
            Operand::Constant(block) => &block[..len],
            Operand::Same(values) => &values[start..start + len],
            Operand::Wider(column) => {
                widen(*column, start, &mut buffer[..len]);
                &buffer[..len]
            }
        }
    }
}

fn widen<T: Number>(column: Column<'_>, start: usize, into: &mut [T]) {
    fn each<F: Copy, T>(values: &[F], into: &mut [T], f: impl Fn(F) -> T) {
        into.iter_mut().zip(values).for_each(|(into, value)| *into = f(*value));
    }
    match column {
        Column::Byte(values) => each(&values[start..], into, |value| T::from_i32(i32::from(value))),
        Column::Char(values) => each(&values[start..], into, |value| T::from_i32(i32::from(value))),
        Column::Short(values) => each(&values[start..], into, |value| T::from_i32(i32::from(value))),
        Column::Int(values) => each(&values[start..], into, T::from_i32),
        Column::Long(values) => each(&values[start..], into, T::from_i64),
        Column::Float(values) => each(&values[start..], into, T::from_f32),
        Column::Double(values) => each(&values[start..], into, T::from_f64),
    }
}
