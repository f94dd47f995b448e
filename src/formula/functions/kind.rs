//! What a kernel takes and gives: one marker type for each type of the language.
//!
//! A kernel is written as a closure over plain Rust values; the markers say which ([`Int`] is an `i32`, [`Text`] a
//! `&str`), and so give the function its signature. [`Maybe`] is a value that may be null.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, DurationNanosecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, Time64NanosecondType, TimestampNanosecondType, UInt16Type,
};
use arrow_array::{Array, BinaryArray, BooleanArray, PrimitiveArray, StringArray};
use arrow_buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};

use super::table::Param;
use crate::formula::types::Type;
use crate::formula::value::{Failure, Outcome};
use crate::spec::JavaEnum;

/// What a kernel takes.
pub(crate) trait Argument: 'static {
    /// Whether the kernel sees nulls; otherwise a null gives null, or fails the row of a method.
    const SEES_NULLS: bool = false;
    type Value<'a>;
    type Reader<'a>;
    fn param() -> Param;
    fn reader(array: &dyn Array) -> Self::Reader<'_>;
    fn value<'a>(reader: &Self::Reader<'a>, row: usize) -> Self::Value<'a>;
}

/// What a kernel gives.
pub(crate) trait Returned: 'static {
    type Item;
    /// Whether it can fail a row.
    const FAILS: bool = false;
    fn returns() -> Type;
    /// The results of `rows` rows; those that are not valid are null whatever `item` gives for them.
    fn collect(rows: usize, valid: Option<NullBuffer>, item: impl FnMut(usize) -> Self::Item) -> Outcome;
}

/// A value that may be null.
pub(crate) struct Maybe<K>(K);

/// A result that can fail its row, with the reason.
pub(crate) struct Fallible<K>(K);

impl<K: Argument> Argument for Maybe<K>
where
    K: NotNull,
{
    const SEES_NULLS: bool = true;
    type Value<'a> = Option<K::Value<'a>>;
    type Reader<'a> = (Option<NullBuffer>, K::Reader<'a>);

    fn param() -> Param {
        K::param()
    }

    fn reader(array: &dyn Array) -> Self::Reader<'_> {
        (
            array.logical_nulls().filter(|nulls| nulls.null_count() > 0),
            K::reader(array),
        )
    }

    fn value<'a>((nulls, reader): &Self::Reader<'a>, row: usize) -> Self::Value<'a> {
        let there = nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
        there.then(|| K::value(reader, row))
    }
}

/// An argument that is not [`Maybe`].
pub(crate) trait NotNull {}

/// Types that are one Arrow primitive.
macro_rules! primitive {
    ($($name:ident, $arrow:ty, $of:expr, $about:literal;)*) => {$(
        #[doc = $about]
        pub(crate) struct $name;

        impl NotNull for $name {}

        impl Argument for $name {
            type Value<'a> = <$arrow as ArrowPrimitiveType>::Native;
            type Reader<'a> = &'a [<$arrow as ArrowPrimitiveType>::Native];

            fn param() -> Param {
                Param::Is($of)
            }

            fn reader(array: &dyn Array) -> Self::Reader<'_> {
                array.as_primitive_opt::<$arrow>().map_or(&[], |array| array.values())
            }

            fn value<'a>(reader: &Self::Reader<'a>, row: usize) -> Self::Value<'a> {
                reader[row]
            }
        }

        impl Returned for $name {
            type Item = <$arrow as ArrowPrimitiveType>::Native;

            fn returns() -> Type {
                $of
            }

            fn collect(rows: usize, valid: Option<NullBuffer>, item: impl FnMut(usize) -> Self::Item) -> Outcome {
                let values: ScalarBuffer<_> = (0..rows).map(item).collect::<Vec<_>>().into();
                let array = PrimitiveArray::<$arrow>::new(values, valid);
                Ok(Arc::new(array.with_data_type($of.data_type())))
            }
        }
    )*};
}

primitive! {
    Byte, Int8Type, Type::Byte, "A Java `byte`.";
    Char, UInt16Type, Type::Char, "A Java `char`: a UTF-16 code unit.";
    Short, Int16Type, Type::Short, "A Java `short`.";
    Int, Int32Type, Type::Int, "A Java `int`.";
    Long, Int64Type, Type::Long, "A Java `long`.";
    LiveTable, Int64Type, Type::Table, "A live table, as the number that stands for it.";
    Float, Float32Type, Type::Float, "A Java `float`.";
    Double, Float64Type, Type::Double, "A Java `double`.";
    Instant, TimestampNanosecondType, Type::Instant, "An `Instant`, as nanoseconds since 1970.";
    LocalDate, Date32Type, Type::LocalDate, "A `LocalDate`, as days since 1970.";
    LocalTime, Time64NanosecondType, Type::LocalTime, "A `LocalTime`, as nanoseconds since midnight.";
    Duration, DurationNanosecondType, Type::Duration, "A `Duration`, as nanoseconds.";
}

/// A `Boolean`.
pub(crate) struct Bool;

impl NotNull for Bool {}

impl Argument for Bool {
    type Value<'a> = bool;
    type Reader<'a> = Option<&'a BooleanBuffer>;

    fn param() -> Param {
        Param::Is(Type::Boolean)
    }

    fn reader(array: &dyn Array) -> Self::Reader<'_> {
        array.as_boolean_opt().map(BooleanArray::values)
    }

    fn value<'a>(reader: &Self::Reader<'a>, row: usize) -> Self::Value<'a> {
        reader.is_some_and(|values| values.value(row))
    }
}

impl Returned for Bool {
    type Item = bool;

    fn returns() -> Type {
        Type::Boolean
    }

    fn collect(rows: usize, valid: Option<NullBuffer>, item: impl FnMut(usize) -> bool) -> Outcome {
        Ok(Arc::new(BooleanArray::new(
            BooleanBuffer::collect_bool(rows, item),
            valid,
        )))
    }
}

/// Types that are text.
macro_rules! text {
    ($($name:ident, $of:expr, $about:literal;)*) => {$(
        #[doc = $about]
        pub(crate) struct $name;

        impl NotNull for $name {}

        impl Argument for $name {
            type Value<'a> = &'a str;
            type Reader<'a> = Option<&'a StringArray>;

            fn param() -> Param {
                Param::Is($of)
            }

            fn reader(array: &dyn Array) -> Self::Reader<'_> {
                array.as_string_opt()
            }

            fn value<'a>(reader: &Self::Reader<'a>, row: usize) -> &'a str {
                reader.map_or("", |values| values.value(row))
            }
        }

        impl Returned for $name {
            type Item = String;

            fn returns() -> Type {
                $of
            }

            fn collect(rows: usize, valid: Option<NullBuffer>, mut item: impl FnMut(usize) -> String) -> Outcome {
                let mut texts = StringBuilder::with_capacity(rows, 16 * rows);
                for row in 0..rows {
                    match valid.as_ref().is_none_or(|valid| valid.is_valid(row)) {
                        true => texts.append_value(item(row)),
                        false => texts.append_null(),
                    }
                }
                Ok(Arc::new(texts.finish()))
            }
        }
    )*};
}

text! {
    Text, Type::String, "A `String`. A kernel that makes many gives them by [`write1`](super::kernel::write1).";
    Zone, Type::ZoneId, "A `ZoneId`, as its name or offset.";
    Zoned, Type::ZonedDateTime, "A `ZonedDateTime`, as ISO text.";
    Period, Type::Period, "A `Period`, as ISO text.";
    DayOfWeek, Type::Enum(JavaEnum::DayOfWeek), "A `DayOfWeek`, as its name.";
    Month, Type::Enum(JavaEnum::Month), "A `Month`, as its name.";
}

/// A t-digest, as its bytes.
pub(crate) struct TDigest;

impl NotNull for TDigest {}

impl Argument for TDigest {
    type Value<'a> = &'a [u8];
    type Reader<'a> = Option<&'a BinaryArray>;

    fn param() -> Param {
        Param::Is(Type::TDigest)
    }

    fn reader(array: &dyn Array) -> Self::Reader<'_> {
        array.as_binary_opt()
    }

    fn value<'a>(reader: &Self::Reader<'a>, row: usize) -> &'a [u8] {
        reader.map_or(&[], |values| values.value(row))
    }
}

/// The elements of one vector.
pub(crate) struct Elements<'a, T> {
    pub values: &'a [T],
    nulls: Option<&'a NullBuffer>,
    first: usize,
}

impl<'a, T: Copy> Elements<'a, T> {
    /// Elements whose first one is so far from the first of `nulls`.
    pub fn new(values: &'a [T], nulls: Option<&'a NullBuffer>, first: usize) -> Self {
        Elements { values, nulls, first }
    }

    /// The elements that are not null.
    pub fn present(&self) -> impl Iterator<Item = T> + '_ {
        self.iter().flatten()
    }

    pub fn iter(&self) -> impl Iterator<Item = Option<T>> + '_ {
        let value = |(position, value): (usize, &T)| {
            let there = self.nulls.is_none_or(|nulls| nulls.is_valid(self.first + position));
            there.then_some(*value)
        };
        self.values.iter().enumerate().map(value)
    }
}

impl<K: Returned> Returned for Maybe<K>
where
    K::Item: Default,
{
    type Item = Option<K::Item>;
    const FAILS: bool = K::FAILS;

    fn returns() -> Type {
        K::returns()
    }

    fn collect(rows: usize, valid: Option<NullBuffer>, mut item: impl FnMut(usize) -> Self::Item) -> Outcome {
        let mut items: Vec<Self::Item> = (0..rows)
            .map(|row| match &valid {
                Some(valid) if valid.is_null(row) => None,
                _ => item(row),
            })
            .collect();
        let valid = NullBuffer::from_iter(items.iter().map(Option::is_some));
        let valid = (valid.null_count() > 0).then_some(valid);
        // By row, as rows that are null may not be asked for.
        K::collect(rows, valid, |row| items[row].take().unwrap_or_default())
    }
}

impl<K: Returned> Returned for Fallible<K>
where
    K::Item: Default,
{
    type Item = Result<K::Item, String>;
    const FAILS: bool = true;

    fn returns() -> Type {
        K::returns()
    }

    fn collect(rows: usize, valid: Option<NullBuffer>, mut item: impl FnMut(usize) -> Self::Item) -> Outcome {
        let mut items: Vec<K::Item> = (0..rows)
            .map(|row| match &valid {
                Some(valid) if valid.is_null(row) => Ok(K::Item::default()),
                _ => item(row).map_err(|reason| Failure::row(row, reason)),
            })
            .collect::<Result<_, _>>()?;
        K::collect(rows, valid, |row| std::mem::take(&mut items[row]))
    }
}
