//! Decimals and big integers: how they are read, rounded and written.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type};
use arrow_array::{Array, ArrayRef, Decimal256Array};
use arrow_buffer::i256;
use arrow_schema::{DECIMAL256_MAX_PRECISION, DataType, Field};

use super::rows::{doubles, is_number, is_whole, longs};
use crate::decimal::{Decimal, MathContext, Unrounded};
use crate::error::{Error, Result};
use crate::spec::{ColumnType, has_own_digits, is_big_integer};
use crate::text;

/// Whether the values of a column are decimals or big integers.
pub(super) fn is_decimal(field: &Field) -> bool {
    has_own_digits(field) || field.data_type().is_decimal()
}

/// The digits behind the point of all values of a column of decimals; none if each has its own.
fn scale_of(field: &Field) -> Option<i8> {
    match field.data_type() {
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => Some((*scale).max(0)),
        _ => None,
    }
}

/// A column of results, of which messages name the source.
#[derive(Clone, Debug)]
pub(super) struct Decimals {
    /// What the source is called.
    column: String,
    /// What the results are.
    pub field: Field,
    /// How many digits they have. Big integers have as many as it takes.
    pub context: MathContext,
}

impl Decimals {
    /// Results that have no more digits behind the point than the values.
    pub fn of_scale(source: &Field, output: &str, context: MathContext) -> Self {
        let precision = DECIMAL256_MAX_PRECISION;
        let (column_type, context) = match scale_of(source) {
            _ if is_big_integer(source) => (ColumnType::BigInteger, MathContext::UNLIMITED),
            Some(scale) => (ColumnType::BigDecimal { precision, scale }, context),
            None => (ColumnType::own_digits(), context),
        };
        Decimals {
            column: source.name().clone(),
            field: column_type.field(output),
            context,
        }
    }

    /// Products: those of big integers are such.
    pub fn products(source: &Field, output: &str, context: MathContext) -> Self {
        match is_big_integer(source) {
            true => Self::of_scale(source, output, context),
            false => Self::free(source, output, context),
        }
    }

    /// Results that each have their own digits behind the point.
    pub fn free(source: &Field, output: &str, context: MathContext) -> Self {
        Decimals {
            column: source.name().clone(),
            field: ColumnType::own_digits().field(output),
            context,
        }
    }

    pub fn column(&self) -> &str {
        &self.column
    }

    /// A result, or the error that it failed with.
    pub fn checked<T>(&self, result: Result<T, Unrounded>) -> Result<T> {
        result.map_err(|reason| {
            let column = &self.column;
            match reason {
                Unrounded::TooManyDigits => {
                    Error::unsupported(format!("a result of column {column:?} has too many digits"))
                }
                Unrounded::Inexact => Error::invalid(format!(
                    "a result of column {column:?} has more digits than its MathContext allows: it would have to be \
                     rounded"
                )),
            }
            .with("column", column)
        })
    }

    /// The array of results.
    pub fn array(&self, results: impl IntoIterator<Item = Option<Decimal>>) -> Result<ArrayRef> {
        let Some(scale) = scale_of(&self.field) else {
            return Ok(texts(results));
        };
        let narrowed = |result: Decimal| -> Result<i256> {
            let digits = match result.scale == i64::from(scale) {
                true => result.to_i256(),
                false => result.rescaled(scale.into()).and_then(|result| result.to_i256()),
            };
            digits.ok_or_else(|| {
                Error::unsupported(format!(
                    "a result of column {:?} has more than {DECIMAL256_MAX_PRECISION} digits",
                    self.column
                ))
                .with("column", &self.column)
            })
        };
        let digits = results.into_iter().map(|result| result.map(narrowed).transpose());
        let digits = Decimal256Array::from(digits.collect::<Result<Vec<_>>>()?);
        Ok(Arc::new(
            digits.with_precision_and_scale(DECIMAL256_MAX_PRECISION, scale)?,
        ))
    }
}

/// Decimals as texts.
pub(super) fn texts(decimals: impl IntoIterator<Item = Option<Decimal>>) -> ArrayRef {
    let mut texts = StringBuilder::new();
    for decimal in decimals {
        texts.append_option(decimal.map(|decimal| decimal.to_string()));
    }
    Arc::new(texts.finish())
}

/// A double as the decimal that `BigDecimal.valueOf` makes of it; none of NaN and infinity.
pub(super) fn decimal_of(double: f64) -> Option<Decimal> {
    let mut digits = String::new();
    text::double(double, &mut digits).ok()?;
    digits.parse().ok()
}

/// The values of a column of decimals or numbers.
pub(super) fn decimals(values: &ArrayRef, column: &str) -> Result<Vec<Option<Decimal>>> {
    let no_decimal = |value: &dyn std::fmt::Display| {
        Error::invalid(format!("column {column:?} has {value}, which is no decimal")).with("column", column)
    };
    macro_rules! small {
        ($type:ty, $scale:ident) => {{
            let decimals = values.as_primitive::<$type>().iter();
            Ok(decimals
                .map(|digits| Some(Decimal::new(digits?, i64::from(*$scale))))
                .collect())
        }};
    }
    match values.data_type() {
        DataType::Decimal32(_, scale) => small!(Decimal32Type, scale),
        DataType::Decimal64(_, scale) => small!(Decimal64Type, scale),
        DataType::Decimal128(_, scale) => small!(Decimal128Type, scale),
        DataType::Decimal256(_, scale) => {
            let decimals = values.as_primitive::<Decimal256Type>().iter();
            Ok(decimals.map(|digits| Some(Decimal::of_i256(digits?, *scale))).collect())
        }
        DataType::Utf8 => {
            let texts = values.as_string::<i32>().iter();
            let decimal = |text: Option<&str>| {
                text.map(|text| text.parse().map_err(|()| no_decimal(&text)))
                    .transpose()
            };
            texts.map(decimal).collect()
        }
        whole if is_whole(whole) => {
            let longs = longs(values)?;
            Ok(longs.iter().map(|long| Some(Decimal::new(long?, 0))).collect())
        }
        number if is_number(number) => {
            let doubles = doubles(values)?;
            let decimal = |double: f64| decimal_of(double).ok_or_else(|| no_decimal(&double));
            doubles.iter().map(|double| double.map(decimal).transpose()).collect()
        }
        other => Err(Error::internal(format!("values of type {other} were to be decimals"))),
    }
}
