//! Accumulators of one state a group, which every value goes into.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{Array, ArrayRef, PrimitiveArray};

use super::{Accumulator, Rows};
use crate::error::{Error, Result};

/// What is remembered of the values of one group. Nulls do not come here.
pub(super) trait State<V>: Copy + Default + Send {
    fn add(&mut self, value: V);

    /// Takes a value back that was added.
    fn remove(&mut self, value: V);
}

/// Folds the values of a column of type `V` into states, of which `finish` makes results of type `O`.
pub(super) struct Fold<V: ArrowPrimitiveType, S, O: ArrowPrimitiveType> {
    states: Vec<S>,
    finish: fn(&S) -> Option<O::Native>,
    /// What gives the state of a result, if there is something that does.
    restore: Option<fn(O::Native) -> S>,
    values: PhantomData<fn(V)>,
}

impl<V: ArrowPrimitiveType, S: State<V::Native>, O: ArrowPrimitiveType> Fold<V, S, O> {
    pub fn new(finish: fn(&S) -> Option<O::Native>) -> Self {
        Fold {
            states: Vec::new(),
            finish,
            restore: None,
            values: PhantomData,
        }
    }

    /// The same where a result tells its state.
    pub fn restored(self, restore: fn(O::Native) -> S) -> Self {
        Fold {
            restore: Some(restore),
            ..self
        }
    }

    #[inline]
    fn each(&mut self, rows: &Rows<'_>, apply: impl Fn(&mut S, V::Native)) -> Result<()> {
        self.states.resize(rows.count, S::default());
        let values = rows.operand(0)?;
        let values = values
            .as_primitive_opt::<V>()
            .ok_or_else(|| Error::internal(format!("an accumulator was given values of {}", values.data_type())))?;
        let states = self.states.as_mut_slice();
        for_each(values, rows.groups, |group, value| {
            apply(&mut states[group as usize], value);
        });
        Ok(())
    }
}

/// Calls `apply` with the group and the value of each row that is not null.
#[inline]
pub(super) fn for_each<V: ArrowPrimitiveType>(
    values: &PrimitiveArray<V>,
    groups: &[u32],
    mut apply: impl FnMut(u32, V::Native),
) {
    let pairs = groups.iter().zip(values.values().iter());
    match values.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => pairs.for_each(|(group, value)| apply(*group, *value)),
        Some(nulls) => {
            for ((group, value), valid) in pairs.zip(nulls) {
                if valid {
                    apply(*group, *value);
                }
            }
        }
    }
}

impl<V: ArrowPrimitiveType, S: State<V::Native>, O: ArrowPrimitiveType> Accumulator for Fold<V, S, O> {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, S::add)
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, S::remove)
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let results = groups.iter().map(|group| (self.finish)(&self.states[*group as usize]));
        Ok(Arc::new(results.collect::<PrimitiveArray<O>>()))
    }

    fn rest(&mut self) -> bool {
        if self.restore.is_some() {
            self.states = Vec::new();
        }
        self.restore.is_some()
    }

    fn resume(&mut self, results: &ArrayRef) -> Result<()> {
        let (Some(restore), Some(results)) = (self.restore, results.as_primitive_opt::<O>()) else {
            return Err(Error::internal(
                "an accumulator cannot read its states from these results",
            ));
        };
        self.states.clear();
        self.states
            .extend(results.iter().map(|result| result.map_or_else(S::default, restore)));
        Ok(())
    }
}
