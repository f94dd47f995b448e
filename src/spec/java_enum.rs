//! Java's enumerations whose constants columns have: their names as texts, in the order of the constants.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int32Array, StringArray};
use arrow_schema::{DataType, Field};

use super::java_class;
use crate::calendar::{DAYS, MONTHS};
use crate::error::{Error, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum JavaEnum {
    DayOfWeek,
    Month,
}

impl JavaEnum {
    const ALL: [JavaEnum; 2] = [JavaEnum::DayOfWeek, JavaEnum::Month];

    /// That of a column, if it is one of constants.
    pub fn of(field: &Field) -> Option<Self> {
        if *field.data_type() != DataType::Utf8 {
            return None;
        }
        let class = java_class(field);
        Self::ALL.into_iter().find(|known| known.class() == class)
    }

    pub fn class(self) -> &'static str {
        match self {
            JavaEnum::DayOfWeek => "java.time.DayOfWeek",
            JavaEnum::Month => "java.time.Month",
        }
    }

    /// The class without its package.
    pub fn name(self) -> &'static str {
        match self {
            JavaEnum::DayOfWeek => "DayOfWeek",
            JavaEnum::Month => "Month",
        }
    }

    /// The names of the constants.
    pub fn constants(self) -> &'static [&'static str] {
        match self {
            JavaEnum::DayOfWeek => &DAYS,
            JavaEnum::Month => &MONTHS,
        }
    }

    /// Which constant this is, from 0 on.
    pub fn ordinal(self, name: &str) -> Result<i32> {
        let constants = self.constants();
        let place = constants.iter().position(|constant| *constant == name);
        place.map(|place| place as i32).ok_or_else(|| {
            let (class, known) = (self.class(), constants.join(", "));
            Error::invalid(format!("{name:?} is no constant of {class}: expected one of {known}"))
        })
    }

    /// Which constants these are.
    pub fn ordinals(self, names: &ArrayRef) -> Result<Int32Array> {
        let names = names.as_string_opt::<i32>().ok_or_else(|| {
            let (class, other) = (self.class(), names.data_type());
            Error::internal(format!("constants of {class} are of type {other}"))
        })?;
        names
            .iter()
            .map(|name| name.map(|name| self.ordinal(name)).transpose())
            .collect()
    }

    /// The names of these constants.
    pub fn names(self, ordinals: &Int32Array) -> StringArray {
        let name = |ordinal: i32| self.constants().get(usize::try_from(ordinal).ok()?).copied();
        ordinals.iter().map(|ordinal| ordinal.and_then(name)).collect()
    }
}
