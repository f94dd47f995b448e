//! What becomes of values that are not there, or are no numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OperationControl {
    /// What a null does.
    pub on_null: BadDataBehavior,
    /// What a NaN does.
    pub on_nan: BadDataBehavior,
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

impl BadDataBehavior {
    const NAMES: [(&'static str, Self); 4] = [
        ("skip", Self::Skip),
        ("reset", Self::Reset),
        ("poison", Self::Poison),
        ("throw", Self::Throw),
    ];

    /// The behavior of this name.
    pub(super) fn named(name: &str) -> Result<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, behavior)| *behavior)
            .ok_or_else(|| Error::invalid(format!("{name:?} is not skip, reset, poison or throw")))
    }
}

impl fmt::Display for BadDataBehavior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(_, behavior)| behavior == self);
        f.write_str(name.map_or("", |(name, _)| name))
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
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, control)| *control).ok_or_else(|| {
            Error::invalid(format!(
                "{name:?} is not nullDominates, valueDominates or zeroDominates"
            ))
        })
    }
}

impl fmt::Display for DeltaControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(_, control)| control == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}
