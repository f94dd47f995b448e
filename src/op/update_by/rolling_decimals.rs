//! Kernels over windows of decimals.
//!
//! What is known of a window is exact, and rounded when a result is made of it: so a result does not depend on what the
//! window was before.

use arrow_array::ArrayRef;
use arrow_schema::DataType;

use super::decimals::{Decimals, decimals};
use super::rolling::{Items, Results, Rolling, Sliding};
use super::rows::{Rows, operand};
use super::windows::{Reach, Windows};
use crate::agg::{ExactState, ExactSums};
use crate::decimal::{Decimal, MathContext, Rounding, Unrounded};
use crate::error::{Error, Result};
use crate::spec::DeltaControl;

/// The values of a column of this name.
pub(super) struct DecimalItems(pub String);

impl Items for DecimalItems {
    type Item = Decimal;

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<Decimal>>> {
        decimals(operand(values, 0)?, &self.0)
    }
}

/// The products of values and weights, which are rounded as in the mirrored API, and the weights.
pub(super) struct WeightedDecimals {
    pub results: Decimals,
    /// What the column of the weights is called.
    pub weight: String,
}

impl Items for WeightedDecimals {
    type Item = (Decimal, Decimal);

    fn items(&self, values: &[ArrayRef]) -> Result<Vec<Option<Self::Item>>> {
        let weights = decimals(operand(values, 1)?, &self.weight)?;
        let values = decimals(operand(values, 0)?, self.results.column())?;
        let item = |(value, weight): (Option<Decimal>, Option<Decimal>)| {
            let Some((value, weight)) = value.zip(weight) else {
                return Ok(None);
            };
            let product = self.results.context.times(&value, &weight);
            Ok(Some((self.results.checked(product)?, weight)))
        };
        values.into_iter().zip(weights).map(item).collect()
    }
}

/// The sum, and the sum of squares if they are wanted.
#[derive(Default)]
pub(super) struct Exact<const SQUARES: bool> {
    state: ExactState,
    /// Whether a value was too far from the others to be added.
    failed: bool,
}

impl<const SQUARES: bool> Exact<SQUARES> {
    fn apply(&mut self, item: &Decimal, adds: bool) {
        self.failed |= self.state.apply(item, SQUARES, adds).is_none();
    }

    fn sums(&self) -> Option<Result<ExactSums, Unrounded>> {
        match self.failed {
            true => Some(Err(Unrounded::TooManyDigits)),
            false => self.state.sums().map(Ok),
        }
    }
}

impl<const SQUARES: bool> Sliding<Decimal> for Exact<SQUARES> {
    type Result = Result<ExactSums, Unrounded>;

    fn push(&mut self, item: &Decimal) {
        self.apply(item, true);
    }

    fn pop(&mut self, item: &Decimal) {
        self.apply(item, false);
    }

    fn result(&self) -> Option<Self::Result> {
        self.sums()
    }
}

/// The sum of the products with the weights, and that of the weights.
#[derive(Default)]
pub(super) struct ExactPair {
    products: Exact<false>,
    weights: Exact<false>,
}

impl Sliding<(Decimal, Decimal)> for ExactPair {
    type Result = Result<(ExactSums, ExactSums), Unrounded>;

    fn push(&mut self, (product, weight): &(Decimal, Decimal)) {
        self.products.apply(product, true);
        self.weights.apply(weight, true);
    }

    fn pop(&mut self, (product, weight): &(Decimal, Decimal)) {
        self.products.apply(product, false);
        self.weights.apply(weight, false);
    }

    fn result(&self) -> Option<Self::Result> {
        let both = self.products.sums()?.map(|products| (products, self.weights.sums()));
        match both {
            Err(reason) => Some(Err(reason)),
            Ok((_, None)) => None,
            Ok((products, Some(weights))) => Some(weights.map(|weights| (products, weights))),
        }
    }
}

/// The product: two stacks, of which the one that items leave has the product of each item and all above it. Zeros are
/// counted, so that they can go.
#[derive(Default)]
pub(super) struct DecimalProduct {
    leaving: Vec<Part>,
    entered: Vec<Decimal>,
    of_entered: Part,
}

/// Products are cut off behind so many digits; what is rounded to fewer than half of them is not affected.
const KEPT: MathContext = MathContext {
    precision: 1000,
    rounding: Rounding::Down,
};

/// The product of some values.
#[derive(Clone)]
pub(super) struct Part {
    /// Without the zeros.
    product: Decimal,
    zeros: u64,
    values: u64,
    /// The digits behind the point of all values, added up: those of the product, if it is zero.
    scale: i64,
    is_cut: bool,
}

impl Default for Part {
    fn default() -> Self {
        Part {
            product: Decimal::new(1, 0),
            zeros: 0,
            values: 0,
            scale: 0,
            is_cut: false,
        }
    }
}

impl Part {
    fn of(value: &Decimal) -> Self {
        let is_zero = value.is_zero();
        Part {
            product: if is_zero { Decimal::new(1, 0) } else { value.clone() },
            zeros: u64::from(is_zero),
            values: 1,
            scale: value.scale,
            is_cut: false,
        }
    }

    fn with(&self, other: &Part) -> Part {
        let exact = Decimal::new(
            &self.product.digits * &other.product.digits,
            self.product.scale + other.product.scale,
        );
        let scale = exact.scale;
        // To cut off never fails.
        let product = KEPT.rounded(exact).unwrap_or_else(|_| Decimal::new(0, 0));
        Part {
            is_cut: self.is_cut || other.is_cut || product.scale != scale,
            product,
            zeros: self.zeros + other.zeros,
            values: self.values + other.values,
            scale: self.scale + other.scale,
        }
    }

    fn rounded(self, context: MathContext) -> Result<Decimal, Unrounded> {
        if self.zeros > 0 {
            return Ok(Decimal::new(0, self.scale));
        }
        let is_too_long = context.precision == 0 || context.precision > KEPT.precision / 2;
        if self.is_cut && is_too_long {
            return Err(Unrounded::TooManyDigits);
        }
        context.rounded(self.product)
    }
}

impl Sliding<Decimal> for DecimalProduct {
    type Result = Part;

    fn push(&mut self, item: &Decimal) {
        self.of_entered = self.of_entered.with(&Part::of(item));
        self.entered.push(item.clone());
    }

    fn pop(&mut self, _: &Decimal) {
        if self.leaving.is_empty() {
            let mut product = Part::default();
            for item in self.entered.drain(..).rev() {
                product = Part::of(&item).with(&product);
                self.leaving.push(product.clone());
            }
            self.of_entered = Part::default();
        }
        self.leaving.pop();
    }

    fn result(&self) -> Option<Part> {
        let product = match self.leaving.last() {
            Some(leaving) => leaving.with(&self.of_entered),
            None => self.of_entered.clone(),
        };
        (product.values > 0).then_some(product)
    }
}

/// How results are made of what is known of a window.
pub(super) struct Finished<R> {
    pub results: Decimals,
    /// None for null.
    pub finish: fn(&MathContext, R) -> Result<Option<Decimal>, Unrounded>,
}

impl<R> Results<R> for Finished<R> {
    fn data_type(&self) -> DataType {
        self.results.field.data_type().clone()
    }

    fn array(&self, results: Vec<Option<R>>) -> Result<ArrayRef> {
        let finish = |result: Option<R>| match result {
            None => Ok(None),
            Some(result) => self.results.checked((self.finish)(&self.results.context, result)),
        };
        let results: Vec<Option<Decimal>> = results.into_iter().map(finish).collect::<Result<_>>()?;
        self.results.array(results)
    }
}

type Sums = Result<ExactSums, Unrounded>;

/// The sum; a value that is alone is not rounded.
pub(super) fn sum(context: &MathContext, sums: Sums) -> Result<Option<Decimal>, Unrounded> {
    let sums = sums?;
    match sums.values {
        1 => Ok(Some(sums.sum)),
        _ => context.rounded(sums.sum).map(Some),
    }
}

pub(super) fn average(context: &MathContext, sums: Sums) -> Result<Option<Decimal>, Unrounded> {
    let sums = sums?;
    context.divided(&sums.sum, &Decimal::new(sums.values, 0)).map(Some)
}

/// The standard deviation of a sample; none of one value.
pub(super) fn deviation(context: &MathContext, sums: Sums) -> Result<Option<Decimal>, Unrounded> {
    let sums = sums?;
    if sums.values < 2 {
        return Ok(None);
    }
    let (count, others) = (Decimal::new(sums.values, 0), Decimal::new(sums.values - 1, 0));
    let squared = sums.sum.times(&sums.sum);
    let spread = sums.squares.times(&count).zip(squared);
    let spread = spread.and_then(|(squares, squared)| squares.minus(&squared));
    let spread = spread.ok_or(Unrounded::TooManyDigits)?;
    let divisor = count.times(&others).ok_or(Unrounded::TooManyDigits)?;
    // So many digits more that the root's are right.
    let wide = match context.precision {
        0 => MathContext::UNLIMITED,
        precision => MathContext {
            precision: precision.saturating_mul(2).saturating_add(8),
            rounding: Rounding::HalfEven,
        },
    };
    context.root(&wide.divided(&spread, &divisor)?).map(Some)
}

pub(super) fn weighted_average(
    context: &MathContext,
    sums: Result<(ExactSums, ExactSums), Unrounded>,
) -> Result<Option<Decimal>, Unrounded> {
    let (products, weights) = sums?;
    match weights.sum.is_zero() {
        true => Ok(None),
        false => context.divided(&products.sum, &weights.sum).map(Some),
    }
}

pub(super) fn product(context: &MathContext, product: Part) -> Result<Option<Decimal>, Unrounded> {
    product.rounded(*context).map(Some)
}

/// The difference to the row before, which is exact. It is a kernel over windows of two rows.
pub(super) struct DecimalDelta {
    pub results: Decimals,
    pub control: DeltaControl,
    /// The value of each lane's last row.
    pub last: Vec<Option<Decimal>>,
}

impl DecimalDelta {
    fn difference(&self, before: Option<&Decimal>, value: Option<&Decimal>) -> Result<Option<Decimal>> {
        match (before, value, self.control) {
            (Some(before), Some(value), _) => {
                let difference = value.minus(before).ok_or(Unrounded::TooManyDigits);
                self.results.checked(difference).map(Some)
            }
            (_, None, _) | (None, _, DeltaControl::NullDominates) => Ok(None),
            (None, value, DeltaControl::ValueDominates) => Ok(value.cloned()),
            (None, _, DeltaControl::ZeroDominates) => Ok(Some(Decimal::new(0, 0))),
        }
    }
}

impl Rolling for DecimalDelta {
    fn kept(&self) -> Vec<DataType> {
        vec![self.results.field.data_type().clone()]
    }

    fn windows(&self, windows: &Windows, values: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        let values = decimals(operand(values, 0)?, self.results.column())?;
        let at = |row: usize| values.get(row).and_then(Option::as_ref);
        let differences = windows.windows.iter().map(|window| {
            let before = if window.len() > 1 { at(window.start) } else { None };
            self.difference(before, at(window.end - 1))
        });
        let differences: Vec<Option<Decimal>> = differences.collect::<Result<_>>()?;
        Ok(vec![self.results.array(differences)?])
    }

    fn clear(&mut self) {
        self.last.clear();
    }

    fn run(&mut self, rows: &Rows<'_>, _: Reach) -> Result<Vec<ArrayRef>> {
        if self.last.len() < rows.count {
            self.last.resize(rows.count, None);
        }
        let values = decimals(rows.operand(0)?, self.results.column())?;
        if values.len() != rows.lanes.len() {
            return Err(Error::internal("differences of as many values as there are rows"));
        }
        let mut differences = Vec::with_capacity(values.len());
        for (lane, value) in rows.lanes.iter().zip(values) {
            let before = std::mem::replace(&mut self.last[*lane as usize], value);
            let value = self.last[*lane as usize].as_ref();
            differences.push(self.difference(before.as_ref(), value)?);
        }
        Ok(vec![self.results.array(differences)?])
    }
}
