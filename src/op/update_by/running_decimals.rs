//! Kernels over decimals that go from row to row.

use arrow_array::ArrayRef;
use arrow_array::types::Int64Type;
use arrow_schema::DataType;

use super::decimals::{Decimals, decimal_of, decimals, texts};
use super::moving::{Lost, Moved, Scale, State, hidden, lost};
use super::output::Output;
use super::rows::{Rows, operand};
use super::running::Running;
use super::timelines::times;
use crate::decimal::{Decimal, MathContext, Unrounded};
use crate::error::Result;
use crate::spec::OperationControl;

/// The sum or the product so far, rounded at each row as in the mirrored API. The first value is not rounded.
pub(super) struct DecimalFold {
    pub results: Decimals,
    pub step: fn(&MathContext, &Decimal, &Decimal) -> Result<Decimal, Unrounded>,
    pub states: Vec<Option<Decimal>>,
}

impl Running for DecimalFold {
    fn clear(&mut self) {
        self.states.clear();
    }

    fn resume(&mut self, kept: &[ArrayRef]) -> Result<()> {
        self.states = decimals(operand(kept, 0)?, self.results.column())?;
        Ok(())
    }

    fn run(&mut self, rows: &Rows<'_>) -> Result<Vec<ArrayRef>> {
        if self.states.len() < rows.count {
            self.states.resize(rows.count, None);
        }
        let values = decimals(rows.operand(0)?, self.results.column())?;
        let mut results = Vec::with_capacity(values.len());
        for (lane, value) in rows.lanes.iter().zip(values) {
            let state = &mut self.states[*lane as usize];
            match (state.as_mut(), value) {
                (_, None) => {}
                (None, value) => *state = value,
                (Some(before), Some(value)) => {
                    let result = (self.step)(&self.results.context, before, &value);
                    *before = self.results.checked(result)?;
                }
            }
            results.push(state.clone());
        }
        Ok(vec![self.results.array(results)?])
    }
}

/// Exponentially moving results of decimals, rounded at each step as in the mirrored API.
pub(super) struct MovingDecimals {
    pub results: Decimals,
    pub moved: Moved,
    pub scale: Scale,
    pub control: OperationControl,
    /// Whether a value of the timestamp of the last one is passed over: in the mirrored API that of a big integer is
    /// not.
    pub passes_equal_times: bool,
    pub states: Vec<State<Decimal>>,
}

impl MovingDecimals {
    /// The state behind a value, of which so much is left of what was before.
    fn step(&self, state: &mut State<Decimal>, value: Decimal, left: f64) -> Result<(), Unrounded> {
        let context = &self.results.context;
        let Some(before) = state.value.take() else {
            state.value = Some(value);
            return Ok(());
        };
        let left = decimal_of(left).ok_or(Unrounded::TooManyDigits)?;
        let rest = Decimal::new(1, 0).minus(&left).ok_or(Unrounded::TooManyDigits)?;
        let rest = context.rounded(rest)?;
        let faded = context.times(&before, &left)?;
        let average = || context.plus(&faded, &context.times(&value, &rest)?);
        state.value = Some(match self.moved {
            Moved::Average => average()?,
            Moved::Sum => context.plus(&faded, &value)?,
            Moved::Least if faded.order(&value).is_lt() => faded,
            Moved::Greatest if faded.order(&value).is_gt() => faded,
            Moved::Least | Moved::Greatest => value,
            Moved::Deviation => {
                let zero = Decimal::new(0, 0);
                let distance = value.minus(&before);
                let spread = distance.and_then(|distance| distance.times(&distance)?.times(&rest));
                let known = state.variance.as_ref().unwrap_or(&zero);
                let variance = spread.and_then(|spread| known.plus(&spread));
                let variance = variance.ok_or(Unrounded::TooManyDigits)?;
                state.variance = Some(context.times(&variance, &left)?);
                average()?
            }
        });
        Ok(())
    }

    fn result(&self, state: &State<Decimal>) -> Result<Option<Decimal>> {
        match (self.moved, &state.variance) {
            // Of fewer than two values there is none.
            (Moved::Deviation, None) => Ok(None),
            (Moved::Deviation, Some(variance)) => self.results.checked(self.results.context.root(variance)).map(Some),
            _ => Ok(state.value.clone()),
        }
    }
}

impl Running for MovingDecimals {
    fn hidden(&self) -> Vec<DataType> {
        hidden(self.moved, self.scale, DataType::Utf8)
    }

    fn clear(&mut self) {
        self.states.clear();
    }

    fn resume(&mut self, kept: &[ArrayRef]) -> Result<()> {
        let column = self.results.column();
        let is_deviation = self.moved == Moved::Deviation;
        let values = decimals(operand(kept, usize::from(is_deviation))?, column)?;
        let variances = match is_deviation {
            true => decimals(operand(kept, 2)?, column)?,
            false => vec![None; values.len()],
        };
        self.states = State::restored(values.into_iter().zip(variances), self.scale, kept)?;
        Ok(())
    }

    fn run(&mut self, rows: &Rows<'_>) -> Result<Vec<ArrayRef>> {
        let mut states = std::mem::take(&mut self.states);
        if states.len() < rows.count {
            states.resize(rows.count, State::default());
        }
        let column = self.results.column();
        let values = decimals(rows.operand(0)?, column)?;
        let times = self.scale.has_times().then(|| times(rows.operand(1)?)).transpose()?;
        let (mut results, mut averages, mut variances) = (Vec::new(), Vec::new(), Vec::new());
        let mut last = Output::<Int64Type>::with_capacity(values.len());
        for (row, (lane, value)) in rows.lanes.iter().zip(values).enumerate() {
            let state = &mut states[*lane as usize];
            if let Some(value) = value {
                let time = times.as_ref().and_then(|times| times[row]);
                if let Some(left) = state.advance(self.scale, time, self.passes_equal_times) {
                    let stepped = self.step(state, value, left);
                    self.results.checked(stepped)?;
                }
            } else if lost(self.control.on_null, "null", column)? == Lost::Begins {
                *state = State::default();
            }
            results.push(self.result(state)?);
            if self.moved == Moved::Deviation {
                averages.push(state.value.clone());
                variances.push(state.variance.clone());
            }
            if times.is_some() {
                last.push(state.known());
            }
        }
        self.states = states;
        let mut kept = vec![self.results.array(results)?];
        if self.moved == Moved::Deviation {
            kept.extend([texts(averages), texts(variances)]);
        }
        if self.scale.has_times() {
            kept.push(last.finish());
        }
        Ok(kept)
    }
}
