//! Arrays and vectors as kernels see them: the elements of all rows in one array, and each row's range of it.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type,
};
use arrow_array::{Array, ArrayRef, ListArray, PrimitiveArray, UInt32Array, new_empty_array};
use arrow_buffer::{BooleanBufferBuilder, NullBuffer, OffsetBuffer};
use arrow_schema::DataType;
use arrow_select::interleave::interleave;
use arrow_select::take::take;

use super::kernel::{Kernel, general};
use super::kind::{Elements, Returned};
use super::table::{Function, Param, Returns, Table};
use crate::formula::kernels::arithmetic::widened;
use crate::formula::kernels::cast;
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Outcome, Value};

/// One argument that is a list in each row.
pub(super) struct Lists {
    /// The elements of all lists.
    pub values: ArrayRef,
    offsets: Option<OffsetBuffer<i32>>,
    /// What the first offset is: the elements before it belong to rows that are not here.
    base: usize,
    nulls: Option<NullBuffer>,
    constant: bool,
}

/// Numbers as which elements are read.
pub(super) trait Element: ArrowPrimitiveType {
    const TYPE: Type;
}

macro_rules! element {
    ($($arrow:ty, $name:ident;)*) => {$(
        impl Element for $arrow {
            const TYPE: Type = Type::$name;
        }
    )*};
}

element! {
    Int8Type, Byte;
    UInt16Type, Char;
    Int16Type, Short;
    Int32Type, Int;
    Int64Type, Long;
    Float32Type, Float;
    Float64Type, Double;
}

/// Evaluates an expression with a name for the Arrow type of numbers.
macro_rules! by_number {
    ($data_type:expr, $name:ident => $body:expr) => {
        match $data_type {
            arrow_schema::DataType::Int8 => {
                type $name = arrow_array::types::Int8Type;
                $body
            }
            arrow_schema::DataType::UInt16 => {
                type $name = arrow_array::types::UInt16Type;
                $body
            }
            arrow_schema::DataType::Int16 => {
                type $name = arrow_array::types::Int16Type;
                $body
            }
            arrow_schema::DataType::Int32 => {
                type $name = arrow_array::types::Int32Type;
                $body
            }
            arrow_schema::DataType::Int64 => {
                type $name = arrow_array::types::Int64Type;
                $body
            }
            arrow_schema::DataType::Float32 => {
                type $name = arrow_array::types::Float32Type;
                $body
            }
            _ => {
                type $name = arrow_array::types::Float64Type;
                $body
            }
        }
    };
}
pub(super) use by_number;

impl Lists {
    /// The lists of an argument; what is no list is null.
    pub fn of(arguments: &Arguments<'_>, position: usize) -> Lists {
        let value = &arguments.values[position];
        let array = value.array();
        let lists = match array.data_type() {
            DataType::List(_) => array.as_list_opt::<i32>().cloned(),
            DataType::Binary => array.as_binary_opt::<i32>().and_then(|bytes| {
                let values = PrimitiveArray::<Int8Type>::new(bytes.values().clone().into(), None);
                let (offsets, nulls) = (bytes.offsets().clone(), bytes.nulls().cloned());
                ListArray::try_new(Type::Byte.item_field(), offsets, Arc::new(values), nulls).ok()
            }),
            _ => None,
        };
        let Some(lists) = lists else {
            return Lists {
                values: new_empty_array(&DataType::Null),
                offsets: None,
                base: 0,
                nulls: None,
                constant: true,
            };
        };
        let offsets = lists.offsets();
        let (first, last) = (offsets[0] as usize, offsets[offsets.len() - 1] as usize);
        Lists {
            values: lists.values().slice(first, last - first),
            offsets: Some(offsets.clone()),
            base: first,
            nulls: lists.nulls().cloned(),
            constant: value.is_constant(),
        }
    }

    /// Where the elements of a row are; none if its list is null.
    pub fn range(&self, row: usize) -> Option<Range<usize>> {
        let row = if self.constant { 0 } else { row };
        let offsets = self.offsets.as_ref()?;
        let there = self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
        there.then(|| offsets[row] as usize - self.base..offsets[row + 1] as usize - self.base)
    }

    pub fn item(&self) -> &DataType {
        self.values.data_type()
    }

    /// Whether the elements are floats or doubles.
    pub fn is_floating(&self) -> bool {
        matches!(self.item(), DataType::Float32 | DataType::Float64)
    }

    /// The elements as numbers of a type.
    pub fn numbers<T: Element>(&self) -> PrimitiveArray<T> {
        let values = as_numbers(&self.values, &T::TYPE);
        values
            .as_primitive_opt::<T>()
            .cloned()
            .unwrap_or_else(|| PrimitiveArray::new_null(self.values.len()))
    }

    /// A value for each list from its elements as numbers of type `T`; null for a null list.
    pub fn map<T: Element, R: Returned>(
        &self,
        rows: usize,
        mut f: impl FnMut(Elements<'_, T::Native>) -> R::Item,
    ) -> Outcome
    where
        R::Item: Default,
    {
        let numbers = self.numbers::<T>();
        let nulls = numbers.nulls().filter(|nulls| nulls.null_count() > 0);
        R::collect(rows, self.valid(rows), |row| match self.range(row) {
            Some(range) => f(Elements::new(&numbers.values()[range.clone()], nulls, range.start)),
            None => R::Item::default(),
        })
    }

    /// A list for each list from its elements as numbers of type `T`; null for a null list.
    pub fn map_lists<T: Element, U: Element>(
        &self,
        rows: usize,
        mut f: impl FnMut(Elements<'_, T::Native>, &mut NumberLists<U>),
    ) -> Outcome {
        let numbers = self.numbers::<T>();
        let nulls = numbers.nulls().filter(|nulls| nulls.null_count() > 0);
        let mut into = NumberLists::<U>::new(rows);
        for row in 0..rows {
            if let Some(range) = self.range(row) {
                f(
                    Elements::new(&numbers.values()[range.clone()], nulls, range.start),
                    &mut into,
                );
            }
            into.end();
        }
        into.finish(self.valid(rows))
    }

    /// Which rows have a list.
    pub fn valid(&self, rows: usize) -> Option<NullBuffer> {
        match (&self.offsets, &self.nulls) {
            (None, _) => Some(NullBuffer::new_null(rows)),
            (_, None) => None,
            (_, Some(nulls)) if self.constant && nulls.is_null(0) => Some(NullBuffer::new_null(rows)),
            (_, Some(_)) if self.constant => None,
            (_, Some(nulls)) => Some(nulls.clone()),
        }
    }

    /// One element of each list, by its place in `values`; null where there is none.
    pub fn pick(&self, rows: usize, mut f: impl FnMut(usize, Range<usize>) -> Option<usize>) -> Outcome {
        let places: UInt32Array = (0..rows)
            .map(|row| {
                self.range(row)
                    .and_then(|range| f(row, range))
                    .map(|place| place as u32)
            })
            .collect();
        Ok(take(&self.values, &places, None)?)
    }

    /// Lists of some of the elements of each list, by their places in `values`; none stands for null.
    pub fn select(&self, rows: usize, mut f: impl FnMut(usize, Range<usize>, &mut Vec<Option<u32>>)) -> Outcome {
        let mut places: Vec<Option<u32>> = Vec::with_capacity(self.values.len());
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        for row in 0..rows {
            if let Some(range) = self.range(row) {
                f(row, range, &mut places);
            }
            ends.push(end(places.len())?);
        }
        let values = take(&self.values, &UInt32Array::from(places), None)?;
        of_ends(ends, values, self.valid(rows))
    }
}

/// Numbers as another type of them.
pub(super) fn as_numbers(values: &ArrayRef, wanted: &Type) -> ArrayRef {
    if *values.data_type() == wanted.data_type() {
        return values.clone();
    }
    let (value, rows) = (Value::rows(values.clone()), values.len());
    match wanted {
        Type::Int | Type::Long | Type::Float | Type::Double => widened(&value, rows, wanted).array().clone(),
        _ => {
            let arguments = Arguments {
                values: std::slice::from_ref(&value),
                rows,
            };
            cast::number(wanted, &arguments).unwrap_or_else(|_| new_empty_array(&wanted.data_type()))
        }
    }
}

/// Lists of numbers that are being made.
pub(super) struct NumberLists<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    valid: BooleanBufferBuilder,
    ends: Vec<usize>,
}

impl<T: Element> NumberLists<T> {
    pub fn new(rows: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        NumberLists {
            values: Vec::new(),
            valid: BooleanBufferBuilder::new(0),
            ends,
        }
    }

    /// Appends an element to the list of this row.
    pub fn push(&mut self, value: Option<T::Native>) {
        self.valid.append(value.is_some());
        self.values.push(value.unwrap_or_default());
    }

    /// Goes on to the next row.
    pub fn end(&mut self) {
        self.ends.push(self.values.len());
    }

    pub fn finish(mut self, valid: Option<NullBuffer>) -> Outcome {
        let ends = self
            .ends
            .iter()
            .map(|place| end(*place))
            .collect::<Outcome<Vec<i32>>>()?;
        let nulls = NullBuffer::new(self.valid.finish());
        let values = PrimitiveArray::<T>::new(self.values.into(), (nulls.null_count() > 0).then_some(nulls));
        of_ends(ends, Arc::new(values), valid)
    }
}

fn end(place: usize) -> Outcome<i32> {
    Ok(i32::try_from(place).map_err(|_| crate::error::Error::invalid("lists of more than 2,147,483,647 elements"))?)
}

/// Lists from where each one ends among the values.
pub(super) fn of_ends(ends: Vec<i32>, values: ArrayRef, valid: Option<NullBuffer>) -> Outcome {
    let field = item_of(&values).item_field();
    Ok(Arc::new(ListArray::try_new(
        field,
        OffsetBuffer::new(ends.into()),
        values,
        valid,
    )?))
}

fn item_of(values: &ArrayRef) -> Type {
    Type::of(&arrow_schema::Field::new("item", values.data_type().clone(), true))
}

/// The type that several numbers have in common: their own if it is one, or the one in which Java computes with them.
pub(super) fn common(types: &[Type]) -> Option<Type> {
    let (first, rest) = types.split_first()?;
    if rest.iter().all(|of| of == first) {
        return Some(first.clone());
    }
    rest.iter().try_fold(first.clone(), |known, of| known.promoted(of))
}

/// Lists of the arguments of each row, which are values of `item`.
pub(super) fn gathered(arguments: &Arguments<'_>, from: usize, item: &Type) -> Outcome<Value> {
    let rows = arguments.rows;
    let values: Vec<Value> = arguments.values[from..]
        .iter()
        .map(|value| {
            let array = if *value.array().data_type() == DataType::Null {
                Value::null(item).array().clone()
            } else if item.is_number() {
                as_numbers(value.array(), item)
            } else {
                value.array().clone()
            };
            if value.is_constant() {
                Value::constant(array)
            } else {
                Value::rows(array)
            }
        })
        .collect();
    let count = values.len();
    let arrays: Vec<&dyn Array> = values.iter().map(|value| value.array().as_ref()).collect();
    let places: Vec<(usize, usize)> = (0..rows)
        .flat_map(|row| {
            values
                .iter()
                .enumerate()
                .map(move |(position, value)| (position, value.index(row)))
        })
        .collect();
    let items = match count {
        0 => new_empty_array(&item.data_type()),
        _ => interleave(&arrays, &places)?,
    };
    let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(count, rows));
    let lists = ListArray::try_new(item.item_field(), offsets, items, None)?;
    Ok(Value::rows(Arc::new(lists)))
}

/// The types that a function of a list sees when it is given the elements one by one.
fn listed(types: &[Type], fixed: usize) -> Option<Vec<Type>> {
    let item = common(types.get(fixed..)?)?;
    let mut listed = types[..fixed].to_vec();
    listed.push(Type::Array(Box::new(item)));
    Some(listed)
}

/// A function whose last parameter is a list of numbers, and the same function of numbers one by one.
pub(super) fn of_numbers(table: &mut Table, call: &'static str, about: &'static str, kernel: Kernel) {
    one_by_one(table, call, about, &kernel, Param::Number);
    table.function(call, about, kernel);
}

/// The same for values of any type.
pub(super) fn of_objects(
    table: &mut Table,
    call: &'static str,
    also: &'static [&'static str],
    about: &'static str,
    kernel: Kernel,
) {
    one_by_one(table, call, about, &kernel, Param::Any).also(also);
    table.function(call, about, kernel).also(also);
}

fn one_by_one<'t>(
    table: &'t mut Table,
    call: &'static str,
    about: &'static str,
    kernel: &Kernel,
    last: Param,
) -> &'t mut Function {
    let fixed = kernel.params.len() - 1;
    let mut params = kernel.params[..fixed].to_vec();
    params.push(last);
    let run = kernel.run.clone();
    let returns = match &kernel.returns {
        Returns::Is(of) => Returns::Is(of.clone()),
        Returns::Of(about, of) => {
            let of = of.clone();
            Returns::of(about, move |types| of(&listed(types, fixed)?))
        }
    };
    let gather = move |arguments: &Arguments<'_>| {
        let item = item_types(&arguments.values[fixed..]);
        let mut values = arguments.values[..fixed].to_vec();
        values.push(gathered(arguments, fixed, &item)?);
        run(&Arguments {
            values: &values,
            rows: arguments.rows,
        })
    };
    let fails = kernel.fails;
    let kernel = Kernel {
        fails,
        ..general(&params, returns, gather)
    };
    table.function(call, about, kernel).variadic()
}

fn item_types(values: &[Value]) -> Type {
    let types: Vec<Type> = values
        .iter()
        .map(|value| item_of(value.array()))
        .filter(|of| *of != Type::Null)
        .collect();
    common(&types).unwrap_or(Type::Null)
}
