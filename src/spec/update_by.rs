//! What is made of a row and those around it.

mod control;
mod text;
mod window;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::control::{BadDataBehavior, DeltaControl, OperationControl};
pub use self::window::{Decay, Window};
use super::FilterSpec;

/// What [`Table::update_by`](crate::Table::update_by) makes of each row and the rows of its group that are before it, or
/// around it.
///
/// `columns` are the columns that it is made of, each a name, or `"Out = In"` where the result has another name; without
/// any, all columns but the keys. A result that has the name of a column takes its place.
///
/// ```
/// use topictable::UpdateByOperation;
/// let operations = [
///     UpdateByOperation::cum_sum(["Total = Size"]),
///     UpdateByOperation::ema(2.5, ["Smooth = Price"]),
///     UpdateByOperation::rolling_avg(3, ["Last3 = Price"]),
/// ];
/// assert_eq!(operations[1].to_string(), "ema(2.5; Smooth = Price)");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum UpdateByOperation {
    /// See [`UpdateByOperation::cum_sum`].
    CumSum {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::cum_prod`].
    CumProd {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::cum_min`].
    CumMin {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::cum_max`].
    CumMax {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::cum_count_where`].
    CumCountWhere {
        /// The name of the result.
        column: String,
        /// The filters.
        filters: Vec<FilterSpec>,
    },
    /// See [`UpdateByOperation::fill`].
    Fill {
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::delta`].
    Delta {
        /// What the difference to or from nothing is.
        #[serde(default)]
        control: DeltaControl,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::ema`].
    Ema {
        /// How fast values lose their weight.
        decay: Decay,
        /// What nulls and NaNs do.
        #[serde(default)]
        control: OperationControl,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::ems`].
    Ems {
        /// How fast values lose their weight.
        decay: Decay,
        /// What nulls and NaNs do.
        #[serde(default)]
        control: OperationControl,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::em_min`].
    EmMin {
        /// How fast values lose their weight.
        decay: Decay,
        /// What nulls and NaNs do.
        #[serde(default)]
        control: OperationControl,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::em_max`].
    EmMax {
        /// How fast values lose their weight.
        decay: Decay,
        /// What nulls and NaNs do.
        #[serde(default)]
        control: OperationControl,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::em_std`].
    EmStd {
        /// How fast values lose their weight.
        decay: Decay,
        /// What nulls and NaNs do.
        #[serde(default)]
        control: OperationControl,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_sum`].
    RollingSum {
        /// The rows that count.
        window: Window,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_avg`].
    RollingAvg {
        /// The rows that count.
        window: Window,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_min`].
    RollingMin {
        /// The rows that count.
        window: Window,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_max`].
    RollingMax {
        /// The rows that count.
        window: Window,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_product`].
    RollingProduct {
        /// The rows that count.
        window: Window,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_count`].
    RollingCount {
        /// The rows that count.
        window: Window,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_std`].
    RollingStd {
        /// The rows that count.
        window: Window,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_group`].
    RollingGroup {
        /// The rows that count.
        window: Window,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_wavg`].
    #[serde(rename = "rolling_wavg")]
    RollingWAvg {
        /// The rows that count.
        window: Window,
        /// The column of the weights.
        weight: String,
        /// The columns.
        #[serde(default)]
        columns: Vec<String>,
    },
    /// See [`UpdateByOperation::rolling_count_where`].
    RollingCountWhere {
        /// The rows that count.
        window: Window,
        /// The name of the result.
        column: String,
        /// The filters.
        filters: Vec<FilterSpec>,
    },
    /// See [`UpdateByOperation::rolling_formula`] and [`UpdateByOperation::rolling_formula_of`].
    RollingFormula {
        /// The rows that count.
        window: Window,
        /// The formula; with its column, `Out = formula`, unless there is a parameter.
        formula: String,
        /// The name that stands for each of the columns in turn.
        #[serde(default)]
        parameter: Option<String>,
        /// The columns, if there is a parameter.
        #[serde(default)]
        columns: Vec<String>,
    },
}

/// A constructor for an operation that has nothing but columns.
macro_rules! of_columns {
    ($($(#[$doc:meta])* $name:ident => $variant:ident,)*) => {
        impl UpdateByOperation {
            $(
                $(#[$doc])*
                pub fn $name<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
                    UpdateByOperation::$variant { columns: texts(columns) }
                }
            )*
        }
    };
}

of_columns! {
    /// The sum of the values so far: long for whole numbers, where it wraps, and the column's type for floats.
    cum_sum => CumSum,
    /// The product of the values so far: long for whole numbers, where it wraps, and the column's type for floats.
    cum_prod => CumProd,
    /// The least value so far.
    cum_min => CumMin,
    /// The greatest value so far.
    cum_max => CumMax,
    /// The value, or where it is null that of the last row that has one.
    fill => Fill,
}

/// A constructor for an operation in which values lose their weight.
macro_rules! of_decay {
    ($($(#[$doc:meta])* $name:ident => $variant:ident,)*) => {
        impl UpdateByOperation {
            $(
                $(#[$doc])*
                pub fn $name<S: Into<String>>(
                    decay: impl Into<Decay>,
                    columns: impl IntoIterator<Item = S>,
                ) -> Self {
                    UpdateByOperation::$variant {
                        decay: decay.into(),
                        control: OperationControl::default(),
                        columns: texts(columns),
                    }
                }
            )*
        }
    };
}

of_decay! {
    /// The exponential moving average, as double: `a` times the one before and `1 - a` times the value, where `a` is
    /// `exp(-1 / ticks)`, or `exp(-time / decay)` of the time since the last value.
    ema => Ema,
    /// The exponential moving sum, as double: `a` times the one before, and the value.
    ems => Ems,
    /// The exponential moving minimum, as double: the lesser of `a` times the one before, and the value.
    em_min => EmMin,
    /// The exponential moving maximum, as double: the greater of `a` times the one before, and the value.
    em_max => EmMax,
    /// The exponential moving standard deviation, as double.
    em_std => EmStd,
}

/// A constructor for an operation on windows.
macro_rules! of_window {
    ($($(#[$doc:meta])* $name:ident => $variant:ident,)*) => {
        impl UpdateByOperation {
            $(
                $(#[$doc])*
                pub fn $name<S: Into<String>>(
                    window: impl Into<Window>,
                    columns: impl IntoIterator<Item = S>,
                ) -> Self {
                    UpdateByOperation::$variant { window: window.into(), columns: texts(columns) }
                }
            )*
        }
    };
}

of_window! {
    /// The sum of the values of the window: long for whole numbers, and double for floats.
    rolling_sum => RollingSum,
    /// The average of the values of the window, as double.
    rolling_avg => RollingAvg,
    /// The least value of the window.
    rolling_min => RollingMin,
    /// The greatest value of the window.
    rolling_max => RollingMax,
    /// The product of the values of the window: long for whole numbers, and double for floats.
    rolling_product => RollingProduct,
    /// How many values of the window are not null.
    rolling_count => RollingCount,
    /// The standard deviation of the values of the window as a sample, as double.
    rolling_std => RollingStd,
    /// The values of the window, nulls too, as a list, which is made when it is read.
    rolling_group => RollingGroup,
}

impl UpdateByOperation {
    /// For how many rows so far all `filters` are true, in the column `column`.
    pub fn cum_count_where<F: Into<FilterSpec>>(
        column: impl Into<String>,
        filters: impl IntoIterator<Item = F>,
    ) -> Self {
        UpdateByOperation::CumCountWhere {
            column: column.into(),
            filters: filters.into_iter().map(Into::into).collect(),
        }
    }

    /// The difference to the row before, null where one of the two values is null.
    pub fn delta<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        UpdateByOperation::Delta {
            control: DeltaControl::default(),
            columns: texts(columns),
        }
    }

    /// The average of the values of the window weighted by the column `weight`, as double. Rows without a weight are left
    /// out.
    pub fn rolling_wavg<S: Into<String>>(
        window: impl Into<Window>,
        weight: impl Into<String>,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        UpdateByOperation::RollingWAvg {
            window: window.into(),
            weight: weight.into(),
            columns: texts(columns),
        }
    }

    /// For how many rows of the window all `filters` are true, in the column `column`.
    pub fn rolling_count_where<F: Into<FilterSpec>>(
        window: impl Into<Window>,
        column: impl Into<String>,
        filters: impl IntoIterator<Item = F>,
    ) -> Self {
        UpdateByOperation::RollingCountWhere {
            window: window.into(),
            column: column.into(),
            filters: filters.into_iter().map(Into::into).collect(),
        }
    }

    /// What a formula, `"Out = formula"`, makes of the window: each column in it is the list of the window's values.
    pub fn rolling_formula(window: impl Into<Window>, formula: impl Into<String>) -> Self {
        UpdateByOperation::RollingFormula {
            window: window.into(),
            formula: formula.into(),
            parameter: None,
            columns: Vec::new(),
        }
    }

    /// What a formula in which `parameter` is the list of a column's values makes of each of these columns.
    pub fn rolling_formula_of<S: Into<String>>(
        window: impl Into<Window>,
        formula: impl Into<String>,
        parameter: impl Into<String>,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        UpdateByOperation::RollingFormula {
            window: window.into(),
            formula: formula.into(),
            parameter: Some(parameter.into()),
            columns: texts(columns),
        }
    }

    /// The same with what nulls and NaNs do, if it is a moving average or of its kind.
    #[must_use]
    pub fn with_control(mut self, new: OperationControl) -> Self {
        if let UpdateByOperation::Ema { control, .. }
        | UpdateByOperation::Ems { control, .. }
        | UpdateByOperation::EmMin { control, .. }
        | UpdateByOperation::EmMax { control, .. }
        | UpdateByOperation::EmStd { control, .. } = &mut self
        {
            *control = new;
        }
        self
    }

    /// The columns that it is made of; none for those that count rows, and for formulas of several columns.
    pub(crate) fn columns(&self) -> Option<&[String]> {
        match self {
            UpdateByOperation::CumSum { columns }
            | UpdateByOperation::CumProd { columns }
            | UpdateByOperation::CumMin { columns }
            | UpdateByOperation::CumMax { columns }
            | UpdateByOperation::Fill { columns }
            | UpdateByOperation::Delta { columns, .. }
            | UpdateByOperation::Ema { columns, .. }
            | UpdateByOperation::Ems { columns, .. }
            | UpdateByOperation::EmMin { columns, .. }
            | UpdateByOperation::EmMax { columns, .. }
            | UpdateByOperation::EmStd { columns, .. }
            | UpdateByOperation::RollingSum { columns, .. }
            | UpdateByOperation::RollingAvg { columns, .. }
            | UpdateByOperation::RollingMin { columns, .. }
            | UpdateByOperation::RollingMax { columns, .. }
            | UpdateByOperation::RollingProduct { columns, .. }
            | UpdateByOperation::RollingCount { columns, .. }
            | UpdateByOperation::RollingStd { columns, .. }
            | UpdateByOperation::RollingGroup { columns, .. }
            | UpdateByOperation::RollingWAvg { columns, .. }
            | UpdateByOperation::RollingFormula {
                parameter: Some(_),
                columns,
                ..
            } => Some(columns),
            UpdateByOperation::CumCountWhere { .. }
            | UpdateByOperation::RollingCountWhere { .. }
            | UpdateByOperation::RollingFormula { parameter: None, .. } => None,
        }
    }

    /// How fast values lose their weight, if they do.
    pub(crate) fn decay(&self) -> Option<(&Decay, &OperationControl)> {
        match self {
            UpdateByOperation::Ema { decay, control, .. }
            | UpdateByOperation::Ems { decay, control, .. }
            | UpdateByOperation::EmMin { decay, control, .. }
            | UpdateByOperation::EmMax { decay, control, .. }
            | UpdateByOperation::EmStd { decay, control, .. } => Some((decay, control)),
            _ => None,
        }
    }

    /// The rows that count, if it has a window.
    pub(crate) fn window(&self) -> Option<&Window> {
        match self {
            UpdateByOperation::RollingSum { window, .. }
            | UpdateByOperation::RollingAvg { window, .. }
            | UpdateByOperation::RollingMin { window, .. }
            | UpdateByOperation::RollingMax { window, .. }
            | UpdateByOperation::RollingProduct { window, .. }
            | UpdateByOperation::RollingCount { window, .. }
            | UpdateByOperation::RollingStd { window, .. }
            | UpdateByOperation::RollingGroup { window, .. }
            | UpdateByOperation::RollingWAvg { window, .. }
            | UpdateByOperation::RollingCountWhere { window, .. }
            | UpdateByOperation::RollingFormula { window, .. } => Some(window),
            _ => None,
        }
    }

    /// The filters and formulas: what may name variables and functions of a program.
    pub(crate) fn formulas(&self) -> Vec<&str> {
        match self {
            UpdateByOperation::CumCountWhere { filters, .. } | UpdateByOperation::RollingCountWhere { filters, .. } => {
                filters.iter().flat_map(FilterSpec::texts).collect()
            }
            UpdateByOperation::RollingFormula { formula, .. } => vec![formula],
            _ => Vec::new(),
        }
    }

    /// The name, as the mirrored API's, with a small letter.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            UpdateByOperation::CumSum { .. } => "cumSum",
            UpdateByOperation::CumProd { .. } => "cumProd",
            UpdateByOperation::CumMin { .. } => "cumMin",
            UpdateByOperation::CumMax { .. } => "cumMax",
            UpdateByOperation::CumCountWhere { .. } => "cumCountWhere",
            UpdateByOperation::Fill { .. } => "fill",
            UpdateByOperation::Delta { .. } => "delta",
            UpdateByOperation::Ema { .. } => "ema",
            UpdateByOperation::Ems { .. } => "ems",
            UpdateByOperation::EmMin { .. } => "emMin",
            UpdateByOperation::EmMax { .. } => "emMax",
            UpdateByOperation::EmStd { .. } => "emStd",
            UpdateByOperation::RollingSum { .. } => "rollingSum",
            UpdateByOperation::RollingAvg { .. } => "rollingAvg",
            UpdateByOperation::RollingMin { .. } => "rollingMin",
            UpdateByOperation::RollingMax { .. } => "rollingMax",
            UpdateByOperation::RollingProduct { .. } => "rollingProduct",
            UpdateByOperation::RollingCount { .. } => "rollingCount",
            UpdateByOperation::RollingStd { .. } => "rollingStd",
            UpdateByOperation::RollingGroup { .. } => "rollingGroup",
            UpdateByOperation::RollingWAvg { .. } => "rollingWAvg",
            UpdateByOperation::RollingCountWhere { .. } => "rollingCountWhere",
            UpdateByOperation::RollingFormula { .. } => "rollingFormula",
        }
    }
}

fn texts<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

impl fmt::Display for UpdateByOperation {
    /// The operation as it is called, for messages; see its `FromStr`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name())?;
        let mut before: Vec<String> = Vec::new();
        if let Some((decay, control)) = self.decay() {
            before.push(decay.to_string());
            if !control.is_default() {
                before.push(control.to_string());
            }
        }
        before.extend(self.window().map(ToString::to_string));
        let mut after: Vec<String> = self.columns().unwrap_or_default().to_vec();
        match self {
            UpdateByOperation::Delta { control, .. } if *control != DeltaControl::default() => {
                before.push(control.to_string());
            }
            UpdateByOperation::RollingWAvg { weight, .. } => before.push(weight.clone()),
            UpdateByOperation::CumCountWhere { column, filters }
            | UpdateByOperation::RollingCountWhere { column, filters, .. } => {
                before.push(column.clone());
                after.extend(filters.iter().map(ToString::to_string));
            }
            UpdateByOperation::RollingFormula { formula, parameter, .. } => match parameter {
                Some(parameter) => before.extend([formula.clone(), parameter.clone()]),
                None => after.push(formula.clone()),
            },
            _ => {}
        }
        let separator = if before.is_empty() || after.is_empty() {
            ""
        } else {
            "; "
        };
        write!(f, "{}{separator}{})", before.join(", "), after.join(", "))
    }
}

#[cfg(test)]
mod tests;
