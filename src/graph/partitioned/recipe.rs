//! How a table was made of another, to be done again with a table like that.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::graph::derive;
use crate::graph::node::Made;
use crate::graph::table::{Origin, TableCore};

/// Operations that lead from one table, the first, to another, the last.
pub(super) struct Recipe {
    steps: Vec<Step>,
    /// What comes out.
    result: Part,
}

struct Step {
    origin: Origin,
    parents: Vec<Part>,
}

/// A table that a step needs.
#[derive(Clone)]
enum Part {
    /// The table that the recipe begins with.
    First,
    /// What a step makes.
    Step(usize),
    /// A table that does not depend on the first one.
    Other(Arc<TableCore>),
}

impl Recipe {
    /// What was done to `first` to make `result`.
    pub fn of(first: &Arc<TableCore>, result: &Arc<TableCore>) -> Result<Self> {
        let mut tracer = Tracer {
            first,
            known: Vec::new(),
            steps: Vec::new(),
        };
        let result = tracer.part(result)?;
        Ok(Recipe {
            steps: tracer.steps,
            result,
        })
    }

    /// How many tables are made each time.
    pub fn len(&self) -> u64 {
        self.steps.len() as u64
    }

    /// Does it with another first table. What is made has the numbers from `number` on. The graph is locked by the
    /// caller; `in_cycle` says that a cycle is running, whose end the rows then come with.
    pub fn make(&self, first: &Arc<TableCore>, number: u64, in_cycle: bool) -> Result<(Arc<TableCore>, Vec<Made>)> {
        let mut made: Vec<Made> = Vec::with_capacity(self.steps.len());
        for (step, number) in self.steps.iter().zip(number..) {
            let parents: Vec<Arc<TableCore>> = step.parents.iter().map(|part| part.table(first, &made)).collect();
            let table = derive::make(&step.origin, number, &parents, in_cycle)?;
            made.push(Made { number, table });
        }
        Ok((self.result.table(first, &made), made))
    }
}

impl Part {
    fn table(&self, first: &Arc<TableCore>, made: &[Made]) -> Arc<TableCore> {
        match self {
            Part::First => first.clone(),
            Part::Step(step) => made[*step].table.clone(),
            Part::Other(table) => table.clone(),
        }
    }
}

struct Tracer<'a> {
    first: &'a Arc<TableCore>,
    /// What was looked at.
    known: Vec<(Arc<TableCore>, Part)>,
    steps: Vec<Step>,
}

impl Tracer<'_> {
    fn part(&mut self, table: &Arc<TableCore>) -> Result<Part> {
        if Arc::ptr_eq(table, self.first) {
            return Ok(Part::First);
        }
        if let Some((_, part)) = self.known.iter().find(|(known, _)| Arc::ptr_eq(known, table)) {
            return Ok(part.clone());
        }
        let unsupported = || {
            Error::unsupported(format!(
                "{} cannot be part of the transformation of a partitioned table",
                table.label()
            ))
        };
        // Such as a snapshot, which has left its table behind.
        if table.origin().is_some() && table.parents().is_empty() {
            return Err(unsupported());
        }
        let parents: Vec<Part> = table
            .parents()
            .iter()
            .map(|parent| self.part(parent))
            .collect::<Result<_>>()?;
        let part = if parents.iter().all(|part| matches!(part, Part::Other(_))) {
            Part::Other(table.clone())
        } else {
            let origin = table.origin().cloned().ok_or_else(unsupported)?;
            self.steps.push(Step { origin, parents });
            Part::Step(self.steps.len() - 1)
        };
        self.known.push((table.clone(), part.clone()));
        Ok(part)
    }
}
