//! Decimals as Java's `BigDecimal` has them: any number of digits, of which each says for itself how many stand behind
//! the point.
//!
//! [`Decimal`] computes with them, [`order`] makes bytes of their texts that ascend with the numbers. Columns whose
//! decimals all have the same scale are Arrow decimals; the others are texts. What has more digits than
//! [`MOST_DIGITS`] is not computed: a text of ten bytes, `1E+999999`, may stand for that.

mod context;
mod number;
pub(crate) mod order;
mod rounding;

pub use self::context::MathContext;
pub(crate) use self::number::{Decimal, MOST_DIGITS, Unrounded, half_up, plain, power, root};
pub use self::rounding::Rounding;

#[cfg(test)]
mod tests;
