//! Sums, averages, variances and standard deviations of decimals and big integers, which are exact.
//!
//! Results have as many digits behind the point as in the mirrored API: a sum as many as the value that has most, an
//! average as its sum, a variance twice as many, a standard deviation 10. Quotients are rounded half up; that of the
//! squared sum too, before it is taken from the sum of squares.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type};
use arrow_array::{Array, ArrayRef, Decimal256Array};
use arrow_buffer::i256;
use arrow_schema::{DECIMAL256_MAX_PRECISION, DataType, Field};
use num_bigint::{BigInt, Sign};

use super::{Accumulator, Rows};
use crate::decimal::{Decimal, MOST_DIGITS, half_up, plain, power, root};
use crate::error::{Error, Result};
use crate::spec::{ColumnType, has_own_digits, is_big_integer};

/// What is made of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Finish {
    Sum,
    AbsSum,
    Average,
    Variance,
    Deviation,
}

/// The digits behind the point of a standard deviation.
const DEVIATION: i8 = 10;

/// The column of the results and its accumulator; none for columns that are no decimals.
pub(super) fn of(field: &Field, output: &str, finish: Finish) -> Option<(Field, Box<dyn Accumulator>)> {
    let source = match field.data_type() {
        _ if has_own_digits(field) => None,
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => Some(*scale),
        _ => return None,
    };
    let precision = DECIMAL256_MAX_PRECISION;
    let scale = match (finish, source) {
        (Finish::Variance, Some(scale)) => scale.max(0).checked_mul(2).filter(|twice| *twice <= precision as i8),
        (Finish::Deviation, Some(_)) => Some(DEVIATION),
        (_, scale) => scale.map(|scale| scale.max(0)),
    };
    let column = match scale {
        Some(_) if is_big_integer(field) && matches!(finish, Finish::Sum | Finish::AbsSum) => ColumnType::BigInteger,
        Some(scale) => ColumnType::BigDecimal { precision, scale },
        None => ColumnType::own_digits(),
    };
    let accumulator = Decimals {
        column: field.name().clone(),
        finish,
        scale,
        states: Vec::new(),
    };
    Some((column.field(output), Box::new(accumulator)))
}

/// The values of each group, summed up.
struct Decimals {
    /// What the column is called, for messages.
    column: String,
    finish: Finish,
    /// The digits behind the point of the results; none if each has its own.
    scale: Option<i8>,
    states: Vec<State>,
}

/// Sums of digits, which have so many behind the point that no value has more.
#[derive(Clone, Default)]
pub(crate) struct State {
    sum: BigInt,
    /// The sum of the squares, if variances are wanted, with twice as many digits behind the point.
    squares: BigInt,
    scale: i64,
    scales: Scales,
}

/// How many values have which number of digits behind the point; few different ones, mostly one.
#[derive(Clone, Default)]
struct Scales {
    /// A scale that was seen last, and its values.
    last: (i64, u64),
    others: Vec<(i64, u64)>,
}

impl Scales {
    fn count(&mut self, scale: i64) -> &mut u64 {
        if self.last.0 != scale {
            let known = self.others.iter().position(|(other, _)| *other == scale);
            let place = known.unwrap_or_else(|| {
                self.others.push((scale, 0));
                self.others.len() - 1
            });
            std::mem::swap(&mut self.last, &mut self.others[place]);
            self.others.retain(|(_, values)| *values > 0);
        }
        &mut self.last.1
    }

    fn values(&self) -> u64 {
        self.last.1 + self.others.iter().map(|(_, values)| values).sum::<u64>()
    }

    /// The most digits behind the point that a value has.
    fn largest(&self) -> Option<i64> {
        let all = self.others.iter().chain([&self.last]);
        all.filter(|(_, values)| *values > 0).map(|(scale, _)| *scale).max()
    }

    /// The same; a sum has no fewer than none.
    fn most(&self) -> i64 {
        self.largest().unwrap_or(0).max(0)
    }
}

/// The exact sums of some decimals.
pub(crate) struct Sums {
    pub sum: Decimal,
    /// The sum of the squares, if they were asked for.
    pub squares: Decimal,
    pub values: u64,
}

/// The digits of a value; most fit into a number, which needs no memory of its own.
enum Digits {
    Small(i128),
    Large(BigInt),
}

impl Digits {
    fn of_i256(value: i256) -> Self {
        match value.to_i128() {
            Some(value) => Digits::Small(value),
            None => Digits::Large(Decimal::of_i256(value, 0).digits),
        }
    }

    fn scaled(self, by: &BigInt) -> Self {
        Digits::Large(match self {
            Digits::Small(value) => by * value,
            Digits::Large(value) => value * by,
        })
    }

    fn absolute(self) -> Self {
        match self {
            Digits::Small(value) => match value.checked_abs() {
                Some(value) => Digits::Small(value),
                None => Digits::Large(-BigInt::from(value)),
            },
            Digits::Large(value) if value.sign() == Sign::Minus => Digits::Large(-value),
            large => large,
        }
    }

    fn squared(&self) -> Self {
        match self {
            Digits::Small(value) => match value.checked_mul(*value) {
                Some(square) => Digits::Small(square),
                None => Digits::Large(BigInt::from(*value).pow(2)),
            },
            Digits::Large(value) => Digits::Large(value.pow(2)),
        }
    }

    fn add_to(self, sum: &mut BigInt) {
        match self {
            Digits::Small(value) => *sum += value,
            Digits::Large(value) => *sum += value,
        }
    }

    fn take_from(self, sum: &mut BigInt) {
        match self {
            Digits::Small(value) => *sum -= value,
            Digits::Large(value) => *sum -= value,
        }
    }
}

impl State {
    /// The digits as one of the sum's; none where scales are too far apart.
    fn aligned(&mut self, digits: Digits, scale: i64) -> Option<Digits> {
        if scale == self.scale {
            return Some(digits);
        }
        if scale > MOST_DIGITS {
            return None;
        }
        if scale < self.scale {
            return Some(digits.scaled(&power(self.scale - scale)?));
        }
        let unit = power(scale - self.scale)?;
        self.sum *= &unit;
        self.squares *= unit.pow(2);
        self.scale = scale;
        Some(digits)
    }

    fn add(&mut self, finish: Finish, digits: Digits, scale: i64) -> Option<()> {
        let digits = self.aligned(digits, scale)?;
        if finish.needs_squares() {
            digits.squared().add_to(&mut self.squares);
        }
        let digits = if finish == Finish::AbsSum {
            digits.absolute()
        } else {
            digits
        };
        digits.add_to(&mut self.sum);
        *self.scales.count(scale) += 1;
        Some(())
    }

    fn remove(&mut self, finish: Finish, digits: Digits, scale: i64) -> Option<()> {
        let digits = self.aligned(digits, scale)?;
        if finish.needs_squares() {
            digits.squared().take_from(&mut self.squares);
        }
        let digits = if finish == Finish::AbsSum {
            digits.absolute()
        } else {
            digits
        };
        digits.take_from(&mut self.sum);
        *self.scales.count(scale) -= 1;
        if self.scales.values() == 0 {
            *self = State::default();
        }
        Some(())
    }

    /// Adds a decimal, or takes one back; none where scales are too far apart.
    pub(crate) fn apply(&mut self, decimal: &Decimal, squares: bool, adds: bool) -> Option<()> {
        let finish = if squares { Finish::Variance } else { Finish::Sum };
        let digits = match i128::try_from(&decimal.digits) {
            Ok(digits) => Digits::Small(digits),
            Err(_) => Digits::Large(decimal.digits.clone()),
        };
        match adds {
            true => self.add(finish, digits, decimal.scale),
            false => self.remove(finish, digits, decimal.scale),
        }
    }

    /// The sums, with as many digits behind the point as the value that has most; none without values.
    pub(crate) fn sums(&self) -> Option<Sums> {
        let values = self.scales.values();
        if values == 0 {
            return None;
        }
        let scale = self.scales.largest()?;
        let unit = power(self.scale - scale)?;
        Some(Sums {
            sum: Decimal::new(&self.sum / &unit, scale),
            squares: Decimal::new(&self.squares / unit.pow(2), 2 * scale),
            values,
        })
    }

    /// What is made of the values; none for null.
    fn result(&self, finish: Finish) -> Option<Decimal> {
        let (values, scale) = (self.scales.values(), self.scales.most());
        if values == 0 {
            return None;
        }
        // No value that is left has more digits behind the point: what is cut off are zeros.
        let unit = power(self.scale - scale)?;
        let sum = &self.sum / &unit;
        match finish {
            Finish::Sum | Finish::AbsSum => Some(Decimal::new(sum, scale)),
            Finish::Average => Some(Decimal::new(half_up(&sum, &values.into()), scale)),
            Finish::Variance | Finish::Deviation if values == 1 => None,
            Finish::Variance | Finish::Deviation => {
                let squared = half_up(&sum.pow(2), &values.into());
                let spread = &self.squares / unit.pow(2) - squared;
                let variance = Decimal::new(half_up(&spread, &(values - 1).into()), 2 * scale);
                if finish == Finish::Variance {
                    return Some(variance);
                }
                let scale = i64::from(DEVIATION);
                Some(Decimal::new(root(&variance, scale), scale))
            }
        }
    }
}

impl Finish {
    fn needs_squares(self) -> bool {
        matches!(self, Finish::Variance | Finish::Deviation)
    }
}

impl Decimals {
    fn each(&mut self, rows: &Rows<'_>, apply: impl Fn(&mut State, Finish, Digits, i64) -> Option<()>) -> Result<()> {
        self.states.resize_with(rows.count, State::default);
        let values = rows.operand(0)?;
        let (states, finish, column) = (self.states.as_mut_slice(), self.finish, &self.column);
        let mut apply = |row: usize, digits: Digits, scale: i64| {
            let state = &mut states[rows.groups[row] as usize];
            apply(state, finish, digits, scale).ok_or_else(|| {
                Error::unsupported(format!(
                    "the decimals of column {column:?} are more than {MOST_DIGITS} digits apart"
                ))
                .with("column", column)
            })
        };
        let valid = |row: &usize| values.is_valid(*row);
        let all = (0..values.len()).filter(valid);
        macro_rules! small {
            ($type:ty, $scale:ident) => {{
                let (values, scale) = (values.as_primitive::<$type>().values(), i64::from(*$scale));
                all.into_iter()
                    .try_for_each(|row| apply(row, Digits::Small(values[row].into()), scale))
            }};
        }
        match values.data_type() {
            DataType::Decimal32(_, scale) => small!(Decimal32Type, scale),
            DataType::Decimal64(_, scale) => small!(Decimal64Type, scale),
            DataType::Decimal128(_, scale) => small!(Decimal128Type, scale),
            DataType::Decimal256(_, scale) => {
                let (values, scale) = (values.as_primitive::<Decimal256Type>().values(), i64::from(*scale));
                all.into_iter()
                    .try_for_each(|row| apply(row, Digits::of_i256(values[row]), scale))
            }
            _ => {
                let texts = values.as_string::<i32>();
                all.into_iter().try_for_each(|row| {
                    let text = texts.value(row);
                    if let Some((digits, scale)) = plain(text) {
                        return apply(row, Digits::Small(digits), scale);
                    }
                    let Decimal { digits, scale } = text.parse().map_err(|()| {
                        Error::invalid(format!("column {column:?} has {text:?}, which is no decimal"))
                            .with("column", column)
                    })?;
                    apply(row, Digits::Large(digits), scale)
                })
            }
        }
    }

    /// The digits of a result in a column of decimals with so many behind the point.
    fn narrowed(&self, result: &Decimal) -> Result<i256> {
        result.to_i256().ok_or_else(|| {
            Error::unsupported(format!(
                "a result of column {:?} has more than {DECIMAL256_MAX_PRECISION} digits",
                self.column
            ))
            .with("column", &self.column)
        })
    }
}

impl Accumulator for Decimals {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, State::add)
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, State::remove)
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let mut results = groups
            .iter()
            .map(|group| self.states[*group as usize].result(self.finish));
        let Some(scale) = self.scale else {
            let mut texts = StringBuilder::new();
            for result in results {
                match result {
                    // Java's root of zero is that without digits behind the point.
                    Some(zero) if self.finish == Finish::Deviation && zero.is_zero() => texts.append_value("0"),
                    Some(decimal) => texts.append_value(decimal.to_string()),
                    None => texts.append_null(),
                }
            }
            return Ok(Arc::new(texts.finish()));
        };
        let decimals: Vec<Option<i256>> =
            results.try_fold(Vec::with_capacity(groups.len()), |mut decimals, result| {
                decimals.push(result.map(|result| self.narrowed(&result)).transpose()?);
                Ok::<_, Error>(decimals)
            })?;
        let decimals = Decimal256Array::from(decimals);
        Ok(Arc::new(
            decimals.with_precision_and_scale(DECIMAL256_MAX_PRECISION, scale)?,
        ))
    }
}
