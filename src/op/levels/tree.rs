//! Rows below those that they name as their parents.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, BooleanBuilder, Int32Builder};
use arrow_array::{Array, ArrayRef};
use arrow_cast::display::array_value_to_string;
use arrow_schema::{DataType, Field, SchemaRef};
use hashbrown::{HashMap, HashSet};

use super::outline::{below, outline, schema};
use crate::error::{Error, Result};
use crate::op::chain::Chain;
use crate::op::groups::Groups;
use crate::op::{Flow, Operation};
use crate::spec::ColumnType;
use crate::table::{Change, Column, KeyedStore, RowSet, Snapshot, column_index};

/// Rows are at most so far below a root. A row's path takes memory with each level above it.
const MOST_LEVELS: usize = 1_000;

/// Makes a tree: rows whose parent is null, below each the rows whose parent is its identifier, and so on. Rows of one
/// parent are in the order of the input. Rows that are below no root are not there: those whose parent no row is, and those
/// that are below themselves.
pub(in crate::op) fn tree(input: &Snapshot, flow: Flow, id: &str, parent: &str) -> Result<Box<dyn Operation>> {
    let columns = [
        column_index(input.schema(), id, " with the identifiers of a tree")?,
        column_index(input.schema(), parent, " with the parents of a tree")?,
    ];
    let fields = columns.map(|column| input.schema().field(column));
    let types = fields.map(Field::data_type);
    if types[0] != types[1] {
        let [id_type, parent_type] = types.map(|data_type| ColumnType::from(data_type.clone()));
        return Err(Error::invalid(format!(
            "tree parent and identifier columns must have the same data type, but parent is {parent} of {parent_type} and \
             identifier is {id} of {id_type}"
        ))
        .with("column", parent));
    }
    if flow == Flow::Blink {
        return Err(Error::unsupported(
            "a blink table does not keep the rows of a tree: make it append-only before",
        ));
    }
    let all = input.schema().fields().iter().map(|field| field.as_ref().clone());
    let schema = schema("tree", all.collect())?;
    let mut nodes = Nodes {
        name: format!("tree({id}, {parent})"),
        values: Groups::new([types[0]])?,
        rows: HashMap::new(),
        row_of: Vec::new(),
        children: Vec::new(),
    };
    let mut places = Places {
        columns: KeyedStore::new([&DataType::Int32, &DataType::Boolean, &DataType::Binary]),
        paths: HashMap::new(),
    };
    let edits = nodes.follow(input, columns, &RowSet::empty(), input.row_keys())?;
    let moves = places.settle(&nodes, &edits)?;
    let shown = places.show(&schema, input, moves.added);
    Ok(Box::new(Tree {
        columns,
        nodes,
        places,
        outline: outline(&shown)?,
        shown,
    }))
}

struct Tree {
    /// The identifiers and the parents.
    columns: [usize; 2],
    nodes: Nodes,
    places: Places,
    /// The rows that are below a root, under their keys, with their paths.
    shown: Snapshot,
    outline: Chain,
}

/// The number of an identifier; none for null.
type Id = Option<u32>;

/// Which row is below which.
struct Nodes {
    /// For messages.
    name: String,
    /// Numbers the identifiers.
    values: Groups,
    /// The identifier and the parent of each row.
    rows: HashMap<u64, (Id, Id)>,
    /// The row of each identifier.
    row_of: Vec<Option<u64>>,
    /// The rows that name each identifier as their parent.
    children: Vec<BTreeSet<u64>>,
}

/// What a cycle did to the nodes.
#[derive(Default)]
struct Edits {
    /// Rows that came, went, got another identifier or another row above them.
    moved: HashSet<u64>,
    /// The identifiers of which rows below came or went.
    parents: HashSet<u32>,
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

impl Nodes {
    /// Lets rows go and takes rows of the input; rows that are in both hold something else.
    fn follow(&mut self, input: &Snapshot, columns: [usize; 2], gone: &RowSet, come: &RowSet) -> Result<Edits> {
        let node = |row: u64| Some((row, *self.rows.get(&row)?));
        let mut old: HashMap<u64, (Id, Id)> = gone.iter().filter_map(node).collect();
        let mut new = Vec::new();
        for piece in input.pieces(come) {
            let [ids, parents] = columns.map(|column| self.number(input, column, &piece));
            new.extend(piece.iter().zip(ids?.into_iter().zip(parents?)));
        }
        // Rows whose identifier and parent are what they were stay where they are.
        new.retain(|(row, node)| old.get(row) != Some(node) || old.remove(row).is_none());
        let mut edits = Edits::default();
        for (row, (id, parent)) in old {
            self.rows.remove(&row);
            edits.moved.insert(row);
            if let Some(parent) = parent {
                self.children[parent as usize].remove(&row);
                edits.parents.insert(parent);
            }
            if let Some(id) = id {
                self.row_of[id as usize] = None;
                edits.moved.extend(&self.children[id as usize]);
            }
        }
        for (row, (id, parent)) in new {
            self.rows.insert(row, (id, parent));
            edits.moved.insert(row);
            if let Some(parent) = parent {
                self.children[parent as usize].insert(row);
                edits.parents.insert(parent);
            }
            if let Some(id) = id {
                if self.row_of[id as usize].replace(row).is_some() {
                    return Err(self.twice(input, columns[0], row));
                }
                edits.moved.extend(&self.children[id as usize]);
            }
        }
        Ok(edits)
    }

    /// The numbers of a column's values.
    fn number(&mut self, input: &Snapshot, column: usize, rows: &RowSet) -> Result<Vec<Id>> {
        let values = input.read_encoded(column, rows)?;
        let plain = values.plain()?;
        let mut numbers = Vec::new();
        self.values.assign(&[values], rows.len() as usize, &mut numbers)?;
        let count = self.values.count() as usize;
        self.row_of.resize(count, None);
        self.children.resize_with(count, BTreeSet::new);
        let numbers = numbers.into_iter().enumerate();
        Ok(numbers
            .map(|(row, number)| (!plain.is_null(row)).then_some(number))
            .collect())
    }

    fn twice(&self, input: &Snapshot, column: usize, row: u64) -> Error {
        let value = match input.gather(column, &[row]) {
            Ok(value) => array_value_to_string(&value, 0).unwrap_or_default(),
            Err(error) => return error,
        };
        Error::invalid(format!(
            "{} has more than one row with the identifier {value}: expected one",
            self.name
        ))
        .with("column", input.schema().field(column).name())
    }

    /// The rows below a row.
    fn below(&self, row: u64) -> impl Iterator<Item = u64> + '_ {
        let id = self.rows.get(&row).and_then(|(id, _)| *id);
        let children = id.and_then(|id| self.children.get(id as usize));
        children.into_iter().flatten().copied()
    }

    /// The row above a row, if there is one.
    fn above(&self, row: u64) -> Option<u64> {
        let (_, parent) = self.rows.get(&row)?;
        *self.row_of.get((*parent)? as usize)?
    }

    fn is_root(&self, row: u64) -> bool {
        self.rows.get(&row).is_some_and(|(_, parent)| parent.is_none())
    }
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
        let parents = edits
            .parents
            .iter()
            .filter_map(|id| nodes.row_of[*id as usize].as_ref());
        let written = row_set(unsettled.iter().chain(parents).filter(|row| is_there(row)));
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
        let edits = self.nodes.follow(&change.after, self.columns, &gone, &come)?;
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
