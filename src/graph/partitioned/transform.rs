//! Partitioned tables made of others, constituent by constituent.

use std::sync::{Arc, Weak};

use super::partition::MOST;
use super::recipe::Recipe;
use super::{Constituents, PartitionedTable};
use crate::error::{Error, Result};
use crate::graph::node::{Made, Node, Outcome, Still};
use crate::graph::table::{Table, TableCore, Traits};
use crate::op::Flow;
use crate::table::{Change, Snapshot};

impl PartitionedTable {
    /// What `transform` makes of each constituent, under the same keys, also of those that appear later: it is called
    /// once, with a table without rows, and the operations that lead from there to its result are done with each
    /// constituent.
    ///
    /// # Errors
    /// What `transform` gives; [`Unsupported`](crate::ErrorKind::Unsupported) when its result depends on its table
    /// otherwise than by operations on tables.
    pub fn transform(&self, transform: impl FnOnce(&Table) -> Result<Table>) -> Result<PartitionedTable> {
        let prototype = self.prototype();
        let result = transform(&prototype)?;
        self.transform_like(&prototype, &result)
    }

    /// A table like the constituents, without rows, for [`PartitionedTable::transform_like`].
    pub(crate) fn prototype(&self) -> Table {
        let traits = Traits {
            label: "a constituent".to_owned(),
            flow: self.constituents.flow(),
            ..Traits::default()
        };
        let rows = Snapshot::empty(self.constituents.schema().clone());
        self.handle(Arc::new(TableCore::new(traits, rows, Box::new(Still))))
    }

    /// Refuses a table that is not like the constituents: what is made of it need not fit them.
    pub(super) fn check_prototype(&self, prototype: &Table) -> Result<()> {
        let like = Arc::ptr_eq(prototype.engine(), &self.engine)
            && prototype.schema() == self.constituents.schema()
            && prototype.core().flow() == self.constituents.flow();
        if like {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "{} is no prototype of this partitioned table",
            prototype.core().label()
        )))
    }

    /// Does with each constituent what was done with the prototype to get the result.
    pub(crate) fn transform_like(&self, prototype: &Table, result: &Table) -> Result<PartitionedTable> {
        self.check_prototype(prototype)?;
        let recipe = Recipe::of(&[prototype.core()], result.core())?;
        let (engine, keys) = (&self.engine, &self.keys);
        let number = engine.reserve(1 + MOST);
        let flow = result.core().flow();
        let constituents = Arc::new(Constituents::new(
            result.schema().clone(),
            flow,
            self.constituents.key_schema().clone(),
        )?);
        let mut transformed = None;
        engine.add_all(|| {
            if let Some(failure) = keys.failure() {
                return Err(failure);
            }
            let mut transformer = Transformer {
                recipe,
                source: Arc::downgrade(&self.constituents),
                made: 0,
                first: number + 1,
                constituents: Arc::downgrade(&constituents),
                keys: keys.snapshot(),
            };
            let mut made = transformer.follow(false)?;
            let traits = Traits {
                label: format!("a transformation of {}", keys.label()),
                flow: if keys.flow() == Flow::Still {
                    Flow::Still
                } else {
                    Flow::Append
                },
                parents: vec![keys.clone()],
                keeps: Some(self.constituents.clone()),
                ..Traits::default()
            };
            let rows = keys.snapshot();
            let core = Arc::new(TableCore::new(traits, rows, Box::new(transformer)));
            keys.add_child(number, &core);
            transformed = Some(PartitionedTable {
                strict: self.strict,
                ..PartitionedTable::new(engine.clone(), core.clone(), constituents)
            });
            made.push(Made { number, table: core });
            Ok(made)
        })?;
        transformed.ok_or_else(|| Error::internal("a partitioned table was not transformed"))
    }
}

/// The node of the keys of a transformed table, which are those of its source.
struct Transformer {
    recipe: Recipe,
    /// The constituents of the source …
    source: Weak<Constituents>,
    /// … of which so many have been followed …
    made: usize,
    /// … by tables with the numbers from here on.
    first: u64,
    constituents: Weak<Constituents>,
    keys: Snapshot,
}

impl Node for Transformer {
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome> {
        let [Some(change)] = parents else {
            return Ok(Outcome::default());
        };
        self.keys = change.after.clone();
        Ok(Outcome {
            made: self.follow(true)?,
            change: Some(change.clone()),
            ..Outcome::default()
        })
    }
}

impl Transformer {
    /// Makes the constituents that are missing.
    fn follow(&mut self, in_cycle: bool) -> Result<Vec<Made>> {
        let (Some(source), Some(constituents)) = (self.source.upgrade(), self.constituents.upgrade()) else {
            return Ok(Vec::new());
        };
        let count = self.keys.num_rows() as usize;
        let (mut tables, mut all) = (Vec::new(), Vec::new());
        let first = self.made as u64;
        for table in source
            .tables_from(self.made)
            .into_iter()
            .take(count.saturating_sub(self.made))
        {
            let number = self.first + self.made as u64 * self.recipe.len();
            let (result, made) = self.recipe.make(std::slice::from_ref(&table), number, in_cycle)?;
            tables.push(result);
            all.extend(made);
            self.made += 1;
        }
        let new = self.keys.row_keys().slice(first..self.made as u64);
        let keys = (0..self.keys.schema().fields().len()).map(|column| self.keys.read(column, &new));
        constituents.add(&keys.collect::<Result<Vec<_>>>()?, &tables)?;
        Ok(all)
    }
}
