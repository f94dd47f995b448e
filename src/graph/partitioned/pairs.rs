//! Partitioned tables made of two others, pair by pair of constituents with equal keys.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};

use arrow_array::ArrayRef;

use super::key_rows::KeyRows;
use super::partition::MOST;
use super::recipe::Recipe;
use super::{Constituents, PartitionedTable, described};
use crate::error::{Error, Result};
use crate::graph::node::{Made, Node, Outcome};
use crate::graph::table::{Table, TableCore, Traits};
use crate::op::Flow;
use crate::table::{Change, RowSet, Snapshot};

impl PartitionedTable {
    /// What `transform` makes of each constituent and that of `other` with the same key, under these keys, also of those
    /// that appear later: it is called once, with two tables without rows, and the operations that lead from there to its
    /// result are done with each pair. Keys belong together by the names of their columns, or, where these are others, by
    /// their order. A constituent without a partner is left out, unless `matching`: then it is an error, and fails
    /// [`PartitionedTable::keys`] and [`PartitionedTable::merge`] when it comes about later.
    ///
    /// # Errors
    /// What `transform` gives; [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when the keys have other types or the
    /// tables are of two sessions; [`Unsupported`](crate::ErrorKind::Unsupported) when the result depends on its tables
    /// otherwise than by operations on tables.
    pub fn partitioned_transform(
        &self,
        other: &PartitionedTable,
        matching: bool,
        transform: impl FnOnce(&Table, &Table) -> Result<Table>,
    ) -> Result<PartitionedTable> {
        let prototypes = [self.prototype(), other.prototype()];
        let result = transform(&prototypes[0], &prototypes[1])?;
        self.transform_pairs_like(other, matching, [&prototypes[0], &prototypes[1]], &result)
    }

    /// Does with each pair of constituents what was done with the prototypes to get the result.
    pub(crate) fn transform_pairs_like(
        &self,
        other: &PartitionedTable,
        matching: bool,
        prototypes: [&Table; 2],
        result: &Table,
    ) -> Result<PartitionedTable> {
        let (engine, keys) = (&self.engine, [&self.keys, &other.keys]);
        if !Arc::ptr_eq(engine, &other.engine) {
            return Err(Error::invalid("partitioned tables of two sessions cannot be combined"));
        }
        self.check_prototype(prototypes[0])?;
        other.check_prototype(prototypes[1])?;
        let recipe = Recipe::of(&prototypes.map(Table::core), result.core())?;
        let columns = self.columns_in(other)?;
        let number = engine.reserve(1 + MOST);
        let key_schema = self.constituents.key_schema().clone();
        let flow = result.core().flow();
        let constituents = Arc::new(Constituents::new(result.schema().clone(), flow, key_schema.clone())?);
        let mut transformed = None;
        engine.add_all(|| {
            if let Some(failure) = keys.iter().find_map(|keys| keys.failure()) {
                return Err(failure);
            }
            let mut pairs = Pairs {
                recipe,
                sources: [&self.constituents, &other.constituents].map(Arc::downgrade),
                seen: [0, 0],
                columns,
                matching,
                alone: BTreeSet::new(),
                first: number + 1,
                made: 0,
                constituents: Arc::downgrade(&constituents),
                rows: KeyRows::new(key_schema),
            };
            let (_, mut made) = pairs.follow(&keys.map(|keys| keys.snapshot()), false)?;
            let still = keys.iter().all(|keys| keys.flow() == Flow::Still);
            let traits = Traits {
                label: format!("a transformation of {} and {}", keys[0].label(), keys[1].label()),
                flow: if still { Flow::Still } else { Flow::Append },
                parents: keys.map(Arc::clone).to_vec(),
                keeps: Some(Arc::new([self.constituents.clone(), other.constituents.clone()])),
                ..Traits::default()
            };
            let rows = pairs.rows.snapshot();
            let node = Following {
                keys: keys.map(|keys| keys.snapshot()),
                pairs,
            };
            let core = Arc::new(TableCore::new(traits, rows, Box::new(node)));
            keys.iter().for_each(|keys| keys.add_child(number, &core));
            transformed = Some(PartitionedTable {
                strict: matching,
                ..PartitionedTable::new(engine.clone(), core.clone(), constituents)
            });
            made.push(Made { number, table: core });
            Ok(made)
        })?;
        transformed.ok_or_else(|| Error::internal("partitioned tables were not transformed"))
    }

    /// The rows of a table, which fails when the keys do.
    pub(super) fn with_keys(&self, table: &Arc<TableCore>) -> Result<Arc<TableCore>> {
        self.engine.add(|number| {
            let parents = [table, &self.keys];
            if let Some(failure) = parents.iter().find_map(|parent| parent.failure()) {
                return Err(failure);
            }
            let traits = Traits {
                label: table.label().to_owned(),
                flow: table.flow(),
                parents: parents.map(Arc::clone).to_vec(),
                ..Traits::default()
            };
            let core = Arc::new(TableCore::new(traits, table.snapshot(), Box::new(WithKeys)));
            parents.iter().for_each(|parent| parent.add_child(number, &core));
            Ok(core)
        })
    }

    /// Where the keys are among those of another partitioned table.
    fn columns_in(&self, other: &PartitionedTable) -> Result<Vec<usize>> {
        let (mine, others) = (
            self.constituents.key_schema().fields(),
            other.constituents.key_schema().fields(),
        );
        let named: Option<Vec<usize>> = mine.iter().map(|field| Some(others.find(field.name())?.0)).collect();
        let columns = named.unwrap_or_else(|| (0..mine.len()).collect());
        let fits = |(field, column): (&arrow_schema::FieldRef, &usize)| {
            others
                .get(*column)
                .is_some_and(|other| other.data_type() == field.data_type())
        };
        if mine.len() != others.len() || !mine.iter().zip(&columns).all(fits) {
            return Err(Error::invalid(format!(
                "the keys of two partitioned tables are to match by name or by order: [{}] and [{}]",
                described(mine),
                described(others)
            )));
        }
        Ok(columns)
    }
}

/// The pairs, and what is made of them.
struct Pairs {
    recipe: Recipe,
    sources: [Weak<Constituents>; 2],
    /// How many keys of each source were looked at.
    seen: [u64; 2],
    /// Where the keys of the first source are in the other one.
    columns: Vec<usize>,
    matching: bool,
    /// The positions in the first source that have no partner yet.
    alone: BTreeSet<usize>,
    /// The number of the first table that is made.
    first: u64,
    made: u64,
    constituents: Weak<Constituents>,
    rows: KeyRows,
}

/// The node of the keys that both have.
struct Following {
    keys: [Snapshot; 2],
    pairs: Pairs,
}

impl Node for Following {
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome> {
        for (keys, change) in self.keys.iter_mut().zip(parents) {
            if let Some(change) = change {
                *keys = change.after.clone();
            }
        }
        let (change, made) = self.pairs.follow(&self.keys, true)?;
        Ok(Outcome {
            change,
            made,
            ..Outcome::default()
        })
    }
}

/// The node of the rows of a first table, whose second one only fails.
struct WithKeys;

impl Node for WithKeys {
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome> {
        Ok(Outcome {
            change: parents.first().cloned().flatten(),
            ..Outcome::default()
        })
    }
}

impl Pairs {
    /// Makes what is missing, with the rows that its keys are.
    fn follow(&mut self, keys: &[Snapshot; 2], in_cycle: bool) -> Result<(Option<Change>, Vec<Made>)> {
        let upgraded = (
            self.sources[0].upgrade(),
            self.sources[1].upgrade(),
            self.constituents.upgrade(),
        );
        let (Some(left), Some(right), Some(constituents)) = upgraded else {
            return Ok((None, Vec::new()));
        };
        let [mine, theirs] = [0, 1].map(|side| {
            let new = keys[side].row_keys().slice(self.seen[side]..keys[side].num_rows());
            read(&keys[side], &new)
        });
        let (mine, theirs) = (mine?, theirs?);
        // As the other source has their columns.
        let mut sought = mine.clone();
        for (array, column) in mine.iter().zip(&self.columns) {
            sought[*column] = array.clone();
        }
        let given: Vec<ArrayRef> = self.columns.iter().map(|column| theirs[*column].clone()).collect();
        let new = [0, 1].map(|side| (keys[side].num_rows() - self.seen[side]) as usize);
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (position, partners) in (self.seen[0] as usize..).zip(right.positions(&sought, new[0])?) {
            match partners[..] {
                [] => {
                    self.alone.insert(position);
                }
                [partner, ..] => pairs.push((position, partner)),
            }
        }
        for (position, partners) in (self.seen[1] as usize..).zip(left.positions(&given, new[1])?) {
            let waiting = partners.into_iter().find(|left| self.alone.remove(left));
            pairs.extend(waiting.map(|left| (left, position)));
        }
        pairs.sort_unstable();
        self.seen = [keys[0].num_rows(), keys[1].num_rows()];
        let (mut tables, mut all) = (Vec::new(), Vec::new());
        for (first, second) in &pairs {
            let number = self.first + self.made * self.recipe.len();
            let (Some(first), Some(second)) = (left.table_at(*first), right.table_at(*second)) else {
                return Err(Error::internal("a constituent with a key is not there"));
            };
            let (result, made) = self.recipe.make(&[first, second], number, in_cycle)?;
            tables.push(result);
            all.extend(made);
            self.made += 1;
        }
        if self.matching && (self.seen[0] != self.made || self.seen[1] != self.made) {
            return Err(self.unmatched(keys, &left, &right));
        }
        let positions = pairs.iter().map(|(left, _)| *left as u64);
        let chosen = positions.filter_map(|position| keys[0].row_keys().key_at(position));
        let columns = read(&keys[0], &RowSet::from_ranges(chosen.map(|key| key..key + 1)))?;
        constituents.add(&columns, &tables)?;
        Ok((self.rows.append(&columns, tables.len())?, all))
    }

    /// The error that some keys have no partner.
    fn unmatched(&self, keys: &[Snapshot; 2], left: &Constituents, right: &Constituents) -> Error {
        let missing = keys[0].num_rows() - self.made.min(keys[0].num_rows());
        let extra = keys[1].num_rows() - self.made.min(keys[1].num_rows());
        Error::invalid(format!(
            "partitioned tables have keys that do not match: {missing} of the {} keys of the first one, and {extra} of the {} \
             of the other one, have no partner; proxy(false, …) leaves them out",
            left.count(),
            right.count()
        ))
    }
}

/// The keys of some rows, an array a column.
fn read(keys: &Snapshot, rows: &RowSet) -> Result<Vec<ArrayRef>> {
    let columns = 0..keys.schema().fields().len();
    columns.map(|column| keys.read(column, rows)).collect()
}
