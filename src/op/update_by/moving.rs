//! Exponentially moving averages, sums, extremes and deviations.

use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array};
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
    states: Vec<State<f64>>,
}

/// What a lane remembers; nothing before its first value.
#[derive(Clone)]
pub(super) struct State<V> {
    pub value: Option<V>,
    /// Of deviations: the variance, once there were two values.
    pub variance: Option<V>,
    /// The timestamp of the last value.
    time: i64,
}

impl<V> Default for State<V> {
    fn default() -> Self {
        State {
            value: None,
            variance: None,
            time: 0,
        }
    }
}

impl<V> State<V> {
    /// The states of lanes, of what was kept of their last rows.
    pub fn restored(
        values: impl IntoIterator<Item = (Option<V>, Option<V>)>,
        scale: Scale,
        kept: &[ArrayRef],
    ) -> Result<Vec<Self>> {
        let times = scale.has_times().then(|| longs(operand(kept, kept.len() - 1)?));
        let times = times.transpose()?;
        let states = values.into_iter().enumerate();
        let state = |(row, (value, variance))| State {
            value,
            variance,
            time: times.as_ref().map_or(0, |times| times.value(row)),
        };
        Ok(states.map(state).collect())
    }

    /// The timestamp of the last value, if there is one.
    #[inline]
    pub fn known(&self) -> Option<i64> {
        self.value.as_ref().map(|_| self.time)
    }

    /// What is left of the values at a row with a value and this timestamp, which counts as the last one from now on; none
    /// if the row is passed over, as one without a timestamp is.
    #[inline]
    pub fn advance(&mut self, scale: Scale, time: Option<i64>, passes_equal_times: bool) -> Option<f64> {
        let (scale, time) = match (scale, time) {
            (Scale::PerRow(left), _) => return Some(left),
            (Scale::PerTime(scale), time) => (scale, time?),
        };
        // The first value is as it is.
        let Some(known) = self.known() else {
            self.time = time;
            return Some(1.0);
        };
        let passed = i128::from(time.max(known)) - i128::from(known);
        if passed == 0 && passes_equal_times {
            return None;
        }
        self.time = known.max(time);
        Some((-(passed as f64) / scale).exp())
    }
}

/// The columns that are kept beside the results, whose values have this type.
pub(super) fn hidden(moved: Moved, scale: Scale, values: DataType) -> Vec<DataType> {
    let mut hidden = Vec::new();
    if moved == Moved::Deviation {
        hidden.extend([values.clone(), values]);
    }
    if scale.has_times() {
        hidden.push(DataType::Int64);
    }
    hidden
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
    fn step(&self, state: &mut State<f64>, value: f64, left: f64) {
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
    fn pass(&self, state: &mut State<f64>, is_null: bool) -> Result<()> {
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

    fn result(&self, state: &State<f64>) -> Option<f64> {
        match self.moved {
            // Of fewer than two values it is NaN.
            Moved::Deviation => Some(state.variance.map_or(f64::NAN, f64::sqrt)),
            _ => state.value,
        }
    }
}

impl Running for Moving {
    fn hidden(&self) -> Vec<DataType> {
        hidden(self.moved, self.scale, DataType::Float64)
    }

    fn clear(&mut self) {
        self.states.clear();
    }

    fn resume(&mut self, kept: &[ArrayRef]) -> Result<()> {
        let is_deviation = self.moved == Moved::Deviation;
        let values = doubles(operand(kept, usize::from(is_deviation))?)?;
        let variances = is_deviation.then(|| doubles(operand(kept, 2)?)).transpose()?;
        let at = |values: &Float64Array, row: usize| values.is_valid(row).then(|| values.value(row));
        let states = (0..values.len()).map(|row| {
            let variance = variances.as_ref().and_then(|variances| at(variances, row));
            (at(&values, row), variance)
        });
        self.states = State::restored(states, self.scale, kept)?;
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
            if is_null || value.is_nan() {
                self.pass(state, is_null)?;
            } else {
                let time = times.as_ref().and_then(|times| times[row]);
                if let Some(left) = state.advance(self.scale, time, self.passes_equal_times) {
                    self.step(state, value, left);
                }
            }
            results.push(self.result(state));
            if is_deviation {
                averages.push(state.value);
                variances.push(state.variance);
            }
            if times.is_some() {
                last.push(state.known());
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
