//! Exponentially moving averages, sums, extremes and deviations.

use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::output::Output;
use super::rows::{Rows, doubles, longs, operand};
use super::running::Running;
use super::timelines::times;
use crate::error::{Error, Result};
use crate::spec::{BadDataBehavior, OperationControl};

/// What is made of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Moved {
    Average,
    Sum,
    Least,
    Greatest,
    Deviation,
}

/// How fast values lose their weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    /// What is left of it from a row to the next.
    PerRow(f64),
    /// The nanoseconds after which 1/e of it is left; the timestamps are the second operand.
    PerTime(f64),
}

impl Scale {
    /// What is left after `ticks` rows is 1/e.
    pub fn ticks(ticks: f64) -> Self {
        Scale::PerRow((-1.0 / ticks).exp())
    }

    pub fn has_times(self) -> bool {
        matches!(self, Scale::PerTime(_))
    }

    /// What is left of the values until `time`, if the last one was at `known`; none if a value of the same time is passed
    /// over and this is one.
    pub fn left(self, known: Option<i64>, time: i64, passes_equal_times: bool) -> Option<f64> {
        let (scale, known) = match (self, known) {
            (Scale::PerRow(left), _) => return Some(left),
            // The first value is as it is.
            (Scale::PerTime(_), None) => return Some(1.0),
            (Scale::PerTime(scale), Some(known)) => (scale, known),
        };
        let passed = i128::from(time.max(known)) - i128::from(known);
        (passed > 0 || !passes_equal_times).then(|| (-(passed as f64) / scale).exp())
    }
}

/// What a row does whose value is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    Passes,
    Begins,
    Poisons,
}

/// What a row of the column does whose value is `what`, null or NaN.
pub(super) fn lost(behavior: BadDataBehavior, what: &str, column: &str) -> Result<Lost> {
    match behavior {
        BadDataBehavior::Skip => Ok(Lost::Passes),
        BadDataBehavior::Reset => Ok(Lost::Begins),
        BadDataBehavior::Poison => Ok(Lost::Poisons),
        BadDataBehavior::Throw => Err(Error::invalid(format!(
            "column {column:?} has a {what}, at which the exponentially moving operation was told to fail"
        ))
        .with("column", column)),
    }
}

/// A kernel for values that lose their weight. In the order of the rows: one that comes late, by its timestamp, counts as
/// if it were of the latest moment so far.
pub(super) struct Moving {
    /// What the column is called, for messages.
    pub column: String,
    pub moved: Moved,
    pub scale: Scale,
    pub control: OperationControl,
    /// Whether a value of the timestamp of the last one is passed over.
    passes_equal_times: bool,
    states: Vec<State>,
}

/// What a lane remembers; nothing before its first value.
#[derive(Clone, Copy, Default)]
struct State {
    value: Option<f64>,
    /// Of deviations: the variance, once there were two values.
    variance: Option<f64>,
    /// The timestamp of the last value.
    time: i64,
}

impl Moving {
    /// A kernel for a column of this name. In the mirrored API values of a float or double are passed over that have the
    /// timestamp of the last one, and whole numbers are not.
    pub fn new(column: &str, moved: Moved, scale: Scale, control: OperationControl, is_whole: bool) -> Self {
        Moving {
            passes_equal_times: !is_whole && moved != Moved::Deviation,
            column: column.to_owned(),
            moved,
            scale,
            control,
            states: Vec::new(),
        }
    }

    /// The state behind a value, of which so much is left of what was before.
    #[inline]
    fn step(&self, state: &mut State, value: f64, left: f64) {
        let Some(before) = state.value else {
            state.value = Some(value);
            return;
        };
        state.value = Some(match self.moved {
            Moved::Average => before * left + (1.0 - left) * value,
            Moved::Sum => before * left + value,
            // What is NaN stays so.
            Moved::Least if before * left < value => before * left,
            Moved::Greatest if before * left > value => before * left,
            Moved::Least | Moved::Greatest if (before * left).is_nan() => f64::NAN,
            Moved::Least | Moved::Greatest => value,
            Moved::Deviation => {
                let distance = value - before;
                let variance = state.variance.unwrap_or(0.0);
                state.variance = Some(left * (variance + (1.0 - left) * distance * distance));
                before * left + (1.0 - left) * value
            }
        });
    }

    /// What becomes of a state at a value that is none.
    fn pass(&self, state: &mut State, is_null: bool) -> Result<()> {
        let (behavior, what) = match is_null {
            true => (self.control.on_null, "null"),
            false => (self.control.on_nan, "NaN"),
        };
        match lost(behavior, what, &self.column)? {
            Lost::Poisons if !is_null => (state.value, state.variance) = (Some(f64::NAN), Some(f64::NAN)),
            // A null poisons nothing, as in the mirrored API.
            Lost::Poisons | Lost::Passes => {}
            Lost::Begins => *state = State::default(),
        }
        Ok(())
    }

    fn result(&self, state: &State) -> Option<f64> {
        match self.moved {
            // Of fewer than two values it is NaN.
            Moved::Deviation => Some(state.variance.map_or(f64::NAN, f64::sqrt)),
            _ => state.value,
        }
    }
}

impl Running for Moving {
    fn hidden(&self) -> Vec<DataType> {
        let mut hidden = Vec::new();
        if self.moved == Moved::Deviation {
            hidden.extend([DataType::Float64, DataType::Float64]);
        }
        if self.scale.has_times() {
            hidden.push(DataType::Int64);
        }
        hidden
    }

    fn clear(&mut self) {
        self.states.clear();
    }

    fn resume(&mut self, kept: &[ArrayRef]) -> Result<()> {
        let is_deviation = self.moved == Moved::Deviation;
        let values = doubles(operand(kept, usize::from(is_deviation))?)?;
        let variances = is_deviation.then(|| doubles(operand(kept, 2)?)).transpose()?;
        let times = self.scale.has_times().then(|| longs(operand(kept, kept.len() - 1)?));
        let times = times.transpose()?;
        let state = |row| State {
            value: values.is_valid(row).then(|| values.value(row)),
            variance: variances
                .as_ref()
                .filter(|variances| variances.is_valid(row))
                .map(|variances| variances.value(row)),
            time: times.as_ref().map_or(0, |times| times.value(row)),
        };
        self.states = (0..values.len()).map(state).collect();
        Ok(())
    }

    fn run(&mut self, rows: &Rows<'_>) -> Result<Vec<ArrayRef>> {
        let mut states = std::mem::take(&mut self.states);
        if states.len() < rows.count {
            states.resize(rows.count, State::default());
        }
        let values = doubles(rows.operand(0)?)?;
        let times = self.scale.has_times().then(|| times(rows.operand(1)?)).transpose()?;
        let nulls = values.nulls().filter(|nulls| nulls.null_count() > 0);
        let mut results = Output::<Float64Type>::with_capacity(values.len());
        let keeps = |wanted: bool| if wanted { values.len() } else { 0 };
        let is_deviation = self.moved == Moved::Deviation;
        let mut averages = Output::<Float64Type>::with_capacity(keeps(is_deviation));
        let mut variances = Output::<Float64Type>::with_capacity(keeps(is_deviation));
        let mut last = Output::<Int64Type>::with_capacity(keeps(times.is_some()));
        for (row, lane) in rows.lanes.iter().enumerate() {
            let state = &mut states[*lane as usize];
            let (value, is_null) = (values.value(row), nulls.is_some_and(|nulls| nulls.is_null(row)));
            match (self.scale, times.as_ref().map(|times| times[row])) {
                _ if is_null || value.is_nan() => self.pass(state, is_null)?,
                (Scale::PerRow(left), _) => self.step(state, value, left),
                (scale, Some(Some(time))) => {
                    let known = state.value.map(|_| state.time);
                    if let Some(left) = scale.left(known, time, self.passes_equal_times) {
                        self.step(state, value, left);
                        state.time = known.map_or(time, |known| known.max(time));
                    }
                }
                // Without a timestamp a row is passed over.
                (Scale::PerTime(_), _) => {}
            }
            results.push(self.result(state));
            if is_deviation {
                averages.push(state.value);
                variances.push(state.variance);
            }
            if times.is_some() {
                last.push(state.value.map(|_| state.time));
            }
        }
        self.states = states;
        let mut kept = vec![results.finish()];
        if is_deviation {
            kept.extend([averages.finish(), variances.finish()]);
        }
        if times.is_some() {
            kept.push(last.finish());
        }
        Ok(kept)
    }
}
