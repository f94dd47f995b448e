//! What becomes of values that are not there, or are no numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::decimal::{MathContext, Rounding};
use crate::error::{Error, Result};

/// What a null or NaN does to a moving average and its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadDataBehavior {
    /// The row is passed over and has the result of the row before.
    #[default]
    Skip,
    /// The row has no result, and what follows begins anew.
    Reset,
    /// This row and all behind it are NaN.
    Poison,
    /// The table fails.
    Throw,
}

/// How moving averages and their kind treat values that are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OperationControl {
    /// What a null does.
    pub on_null: BadDataBehavior,
    /// What a NaN does.
    pub on_nan: BadDataBehavior,
    /// How decimals are rounded at each row.
    #[serde(skip_serializing_if = "is_decimal128")]
    pub context: MathContext,
}

fn is_decimal128(context: &MathContext) -> bool {
    *context == MathContext::DECIMAL128
}

impl Default for OperationControl {
    fn default() -> Self {
        OperationControl {
            on_null: BadDataBehavior::default(),
            on_nan: BadDataBehavior::default(),
            context: MathContext::DECIMAL128,
        }
    }
}

impl OperationControl {
    /// Whether it is the one that holds where none is given.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What the difference of two rows is where one of them has no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeltaControl {
    /// Null.
    #[default]
    NullDominates,
    /// The value of the row, where the row before has none.
    ValueDominates,
    /// Zero.
    ZeroDominates,
}

/// What has this name in texts.
fn by_name<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    let found = names.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| *value)
}

/// What a value is called in texts.
fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> &'static str {
    let found = names.iter().find(|(_, known)| known == value);
    found.map_or("", |(name, _)| name)
}

impl BadDataBehavior {
    const NAMES: [(&'static str, Self); 4] = [
        ("skip", Self::Skip),
        ("reset", Self::Reset),
        ("poison", Self::Poison),
        ("throw", Self::Throw),
    ];

    /// The behavior of this name.
    pub(super) fn named(name: &str) -> Result<Self> {
        by_name(&Self::NAMES, name)
            .ok_or_else(|| Error::invalid(format!("{name:?} is not skip, reset, poison or throw")))
    }
}

impl fmt::Display for BadDataBehavior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(&Self::NAMES, self))
    }
}

impl DeltaControl {
    const NAMES: [(&'static str, Self); 3] = [
        ("nullDominates", Self::NullDominates),
        ("valueDominates", Self::ValueDominates),
        ("zeroDominates", Self::ZeroDominates),
    ];

    /// The control of this name.
    pub(super) fn named(name: &str) -> Result<Self> {
        by_name(&Self::NAMES, name).ok_or_else(|| {
            Error::invalid(format!(
                "{name:?} is not nullDominates, valueDominates or zeroDominates"
            ))
        })
    }
}

impl fmt::Display for DeltaControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(&Self::NAMES, self))
    }
}

const ROUNDINGS: [(&str, Rounding); 8] = [
    ("up", Rounding::Up),
    ("down", Rounding::Down),
    ("ceiling", Rounding::Ceiling),
    ("floor", Rounding::Floor),
    ("halfUp", Rounding::HalfUp),
    ("halfDown", Rounding::HalfDown),
    ("halfEven", Rounding::HalfEven),
    ("unnecessary", Rounding::Unnecessary),
];

/// Reads `16 halfUp`; without the way to round, half to the even number.
pub(super) fn context(text: &str) -> Result<MathContext> {
    let (precision, rounding) = text.split_once(' ').unwrap_or((text, "halfEven"));
    match (precision.parse(), by_name(&ROUNDINGS, rounding.trim())) {
        (Ok(precision), Some(rounding)) => Ok(MathContext { precision, rounding }),
        _ => Err(Error::invalid(format!(
            "{text:?} is not a number of digits, and maybe up, down, ceiling, floor, halfUp, halfDown, halfEven or \
             unnecessary"
        ))),
    }
}

impl fmt::Display for OperationControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "onNull={}, onNan={}", self.on_null, self.on_nan)?;
        if is_decimal128(&self.context) {
            return Ok(());
        }
        let rounding = name_of(&ROUNDINGS, &self.context.rounding);
        write!(f, ", digits={} {rounding}", self.context.precision)
    }
}
