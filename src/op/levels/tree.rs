//! Rows below those that they name as their parents.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{BinaryBuilder, BooleanBuilder, Int32Builder};
use arrow_schema::{DataType, SchemaRef};
use hashbrown::{HashMap, HashSet};

use super::nodes::{Edits, Nodes};
use super::outline::{below, outline, schema};
use crate::error::{Error, Result};
use crate::op::chain::Chain;
use crate::op::{Flow, Operation};
use crate::table::{Change, Column, KeyedStore, RowSet, Snapshot};

/// Rows are at most so far below a root. A row's path takes memory with each level above it.
const MOST_LEVELS: usize = 1_000;

/// Makes a tree: rows whose parent is null, below each the rows whose parent is its identifier, and so on. Rows of one
/// parent are in the order of the input. Rows that are below no root are not there: those whose parent no row is, and those
/// that are below themselves.
pub(in crate::op) fn tree(input: &Snapshot, flow: Flow, id: &str, parent: &str) -> Result<Box<dyn Operation>> {
    let mut nodes = Nodes::new(input, flow, id, parent)?;
    let all = input.schema().fields().iter().map(|field| field.as_ref().clone());
    let schema = schema("tree", all.collect())?;
    let mut places = Places {
        columns: KeyedStore::new([&DataType::Int32, &DataType::Boolean, &DataType::Binary]),
        paths: HashMap::new(),
    };
    let edits = nodes.follow(input, &RowSet::empty(), input.row_keys())?;
    let moves = places.settle(&nodes, &edits)?;
    let shown = places.show(&schema, input, moves.added);
    Ok(Box::new(Tree {
        nodes,
        places,
        outline: outline(&shown)?,
        shown,
    }))
}

struct Tree {
    nodes: Nodes,
    places: Places,
    /// The rows that are below a root, under their keys, with their paths.
    shown: Snapshot,
    outline: Chain,
}

/// Where rows are in the tree.
struct Places {
    /// The depth, whether rows are below, and the path of each row that is below a root.
    columns: KeyedStore,
    paths: HashMap<u64, Path>,
}

struct Path {
    bytes: Box<[u8]>,
    depth: usize,
}

/// What a cycle did to the rows that are below a root.
struct Moves {
    added: RowSet,
    removed: RowSet,
    /// Rows with another place, or that now have rows below them, or have none.
    modified: RowSet,
}

impl Places {
    /// Gives rows that have moved, and all that are below them, their places.
    fn settle(&mut self, nodes: &Nodes, edits: &Edits) -> Result<Moves> {
        let mut unsettled = edits.moved.clone();
        let mut open: Vec<u64> = unsettled.iter().copied().collect();
        while let Some(row) = open.pop() {
            open.extend(nodes.below(row).filter(|below| unsettled.insert(*below)));
        }
        let were_there: HashSet<u64> = unsettled
            .iter()
            .copied()
            .filter(|row| self.paths.remove(row).is_some())
            .collect();
        // From the roots, and from rows below those that stayed, all that can be reached is reached once; rows that are
        // below themselves are not.
        let has_place = |row: u64| match nodes.above(row) {
            Some(above) => !unsettled.contains(&above) && self.paths.contains_key(&above),
            None => nodes.is_root(row),
        };
        open.extend(unsettled.iter().copied().filter(|row| has_place(*row)));
        while let Some(row) = open.pop() {
            let above = nodes.above(row).and_then(|above| self.paths.get(&above));
            let depth = above.map_or(1, |path| path.depth + 1);
            if depth > MOST_LEVELS {
                return Err(Error::unsupported(format!(
                    "{} has more than {MOST_LEVELS} levels: expected fewer",
                    nodes.name
                )));
            }
            let bytes = below(above.map_or(&[], |path| &path.bytes), row).into();
            self.paths.insert(row, Path { bytes, depth });
            open.extend(nodes.below(row));
        }
        let is_there = |row: &u64| self.paths.contains_key(row);
        let added = row_set(
            unsettled
                .iter()
                .filter(|row| is_there(row) && !were_there.contains(*row)),
        );
        let removed = row_set(were_there.iter().filter(|row| !is_there(row)));
        let parents: Vec<u64> = edits.parents.iter().filter_map(|id| nodes.row_of(*id)).collect();
        let written = row_set(unsettled.iter().chain(&parents).filter(|row| is_there(row)));
        let changed = self.write(nodes, &written)?;
        Ok(Moves {
            modified: changed.minus(&added),
            added,
            removed,
        })
    }

    /// Writes the places of rows that have one; gives those that were something else before.
    fn write(&mut self, nodes: &Nodes, rows: &RowSet) -> Result<RowSet> {
        let mut depths = Int32Builder::new();
        let mut expanded = BooleanBuilder::new();
        let mut paths = BinaryBuilder::new();
        for row in rows.iter() {
            let path = self
                .paths
                .get(&row)
                .ok_or_else(|| Error::internal("a row of a tree has no path"))?;
            depths.append_value(path.depth as i32);
            expanded.append_option(nodes.below(row).next().map(|_| true));
            paths.append_value(&path.bytes);
        }
        let values: [ArrayRef; 3] = [
            Arc::new(depths.finish()),
            Arc::new(expanded.finish()),
            Arc::new(paths.finish()),
        ];
        let keys: Vec<u64> = rows.iter().collect();
        Ok(self.columns.update(&keys, &values)?.into_iter().collect())
    }

    /// These rows of the input with their places.
    fn show(&self, schema: &SchemaRef, input: &Snapshot, rows: RowSet) -> Snapshot {
        let mut places: Vec<Arc<dyn Column>> = self.columns.columns().collect();
        let path = places.pop();
        let columns = (0..input.schema().fields().len()).filter_map(|index| input.column(index).cloned());
        let columns = places.into_iter().chain(columns).chain(path);
        Snapshot::new(schema.clone(), rows, columns.collect())
    }
}

fn row_set<'a>(rows: impl Iterator<Item = &'a u64>) -> RowSet {
    let mut rows: Vec<u64> = rows.copied().collect();
    rows.sort_unstable();
    rows.dedup();
    rows.into_iter().collect()
}

impl Operation for Tree {
    fn snapshot(&self) -> &Snapshot {
        self.outline.snapshot()
    }

    fn flow(&self) -> Flow {
        Flow::Free
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let gone = change.removed.union(&change.modified);
        let come = change.added.union(&change.modified);
        let edits = self.nodes.follow(&change.after, &gone, &come)?;
        let Moves {
            added,
            removed,
            modified,
        } = self.places.settle(&self.nodes, &edits)?;
        let before = self.shown.clone();
        let stayed = before.row_keys().minus(&removed);
        let rows = stayed.union(&added);
        self.places.columns.forget(&removed, &rows);
        self.shown = self.places.show(before.schema(), &change.after, rows);
        let shown = Change {
            modified: modified.union(&change.modified).intersection(&stayed),
            added,
            removed,
            before,
            after: self.shown.clone(),
        };
        self.outline.update(&[shown.if_any()])
    }
}
