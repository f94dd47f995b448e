//! How a table was made of others, to be done again with tables like those.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::gate::gate;
use crate::error::{Error, Result};
use crate::graph::derive;
use crate::graph::node::Made;
use crate::graph::table::{Origin, TableCore};

/// Operations that lead from some tables, which are given, to another, the last.
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
    /// The table at this position of those that the recipe begins with.
    Given(usize),
    /// What a step makes.
    Step(usize),
    /// A table that does not depend on those.
    Other(Arc<TableCore>),
}

impl Recipe {
    /// What was done to the tables that are `given` to make `result`.
    pub fn of(given: &[&Arc<TableCore>], result: &Arc<TableCore>) -> Result<Self> {
        let mut tracer = Tracer {
            given,
            known: Vec::new(),
            steps: Vec::new(),
        };
        let result = tracer.part(result)?;
        Ok(Recipe {
            steps: tracer.steps,
            result,
        })
    }

    /// The most tables that are made each time.
    pub fn len(&self) -> u64 {
        self.steps.len().max(1) as u64
    }

    /// Does it with other given tables, as many. What is made has the numbers from `number` on. The graph is locked by the
    /// caller; `in_cycle` says that a cycle is running, whose end the rows then come with.
    pub fn make(&self, given: &[Arc<TableCore>], number: u64, in_cycle: bool) -> Result<(Arc<TableCore>, Vec<Made>)> {
        let mut made: Vec<Made> = Vec::with_capacity(self.steps.len());
        for (step, number) in self.steps.iter().zip(number..) {
            let parents: Vec<Arc<TableCore>> = step.parents.iter().map(|part| part.table(given, &made)).collect();
            let table = derive::make(&step.origin, number, &parents, in_cycle)?;
            made.push(Made { number, table });
        }
        let mut result = self.result.table(given, &made);
        if in_cycle && !matches!(self.result, Part::Step(_)) {
            // It has rows of before, which nobody who follows would be told of.
            let source = result;
            result = gate(
                &source,
                number,
                source.flow(),
                Arc::new(AtomicBool::new(true)),
                in_cycle,
            );
            let table = result.clone();
            made.push(Made { number, table });
        }
        Ok((result, made))
    }
}

impl Part {
    fn table(&self, given: &[Arc<TableCore>], made: &[Made]) -> Arc<TableCore> {
        match self {
            Part::Given(position) => given[*position].clone(),
            Part::Step(step) => made[*step].table.clone(),
            Part::Other(table) => table.clone(),
        }
    }
}

struct Tracer<'a> {
    given: &'a [&'a Arc<TableCore>],
    /// What was looked at.
    known: Vec<(Arc<TableCore>, Part)>,
    steps: Vec<Step>,
}

impl Tracer<'_> {
    fn part(&mut self, table: &Arc<TableCore>) -> Result<Part> {
        if let Some(position) = self.given.iter().position(|given| Arc::ptr_eq(given, table)) {
            return Ok(Part::Given(position));
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
