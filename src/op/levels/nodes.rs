//! Which row of a table names which as its parent.

use std::collections::BTreeSet;

use arrow_array::Array;
use arrow_cast::display::array_value_to_string;
use arrow_schema::Field;
use hashbrown::{HashMap, HashSet};

use crate::error::{Error, Result};
use crate::op::Flow;
use crate::op::groups::Groups;
use crate::spec::ColumnType;
use crate::table::{RowSet, Snapshot, column_index};

/// The number of an identifier; none for null.
pub(super) type Id = Option<u32>;

/// Which row is below which.
pub(super) struct Nodes {
    /// For messages.
    pub name: String,
    /// The identifiers and the parents.
    columns: [usize; 2],
    /// Numbers the identifiers.
    values: Groups,
    /// The identifier and the parent of each row.
    pub rows: HashMap<u64, (Id, Id)>,
    /// The row of each identifier.
    row_of: Vec<Option<u64>>,
    /// The rows that name each identifier as their parent.
    children: Vec<BTreeSet<u64>>,
}

/// What a cycle did to the nodes.
#[derive(Default)]
pub(super) struct Edits {
    /// Rows that came, went, got another identifier or another row above them.
    pub moved: HashSet<u64>,
    /// The identifiers of which rows below came or went.
    pub parents: HashSet<u32>,
}

impl Nodes {
    /// Those of a table of these columns, none of whose rows is known yet.
    pub fn new(input: &Snapshot, flow: Flow, id: &str, parent: &str) -> Result<Self> {
        let columns = [
            column_index(input.schema(), id, " with the identifiers of a tree")?,
            column_index(input.schema(), parent, " with the parents of a tree")?,
        ];
        let types = columns.map(|column| input.schema().field(column)).map(Field::data_type);
        if types[0] != types[1] {
            let [id_type, parent_type] = types.map(|data_type| ColumnType::from(data_type.clone()));
            return Err(Error::invalid(format!(
                "tree parent and identifier columns must have the same data type, but parent is {parent} of \
                 {parent_type} and identifier is {id} of {id_type}"
            ))
            .with("column", parent));
        }
        if flow == Flow::Blink {
            return Err(Error::unsupported(
                "a blink table does not keep the rows of a tree: make it append-only before",
            ));
        }
        Ok(Nodes {
            name: format!("tree({id}, {parent})"),
            columns,
            values: Groups::new([types[0]])?,
            rows: HashMap::new(),
            row_of: Vec::new(),
            children: Vec::new(),
        })
    }

    /// Lets rows go and takes rows of the input; rows that are in both hold something else.
    pub fn follow(&mut self, input: &Snapshot, gone: &RowSet, come: &RowSet) -> Result<Edits> {
        let node = |row: u64| Some((row, *self.rows.get(&row)?));
        let mut old: HashMap<u64, (Id, Id)> = gone.iter().filter_map(node).collect();
        let mut new = Vec::new();
        for piece in input.pieces(come) {
            let [ids, parents] = self.columns.map(|column| self.number(input, column, &piece));
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
                    return Err(self.twice(input, row));
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

    fn twice(&self, input: &Snapshot, row: u64) -> Error {
        let column = self.columns[0];
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
    pub fn below(&self, row: u64) -> impl Iterator<Item = u64> + '_ {
        let id = self.rows.get(&row).and_then(|(id, _)| *id);
        let children = id.and_then(|id| self.children.get(id as usize));
        children.into_iter().flatten().copied()
    }

    /// The row of an identifier, if there is one.
    pub fn row_of(&self, id: u32) -> Option<u64> {
        self.row_of.get(id as usize).copied().flatten()
    }

    /// The row above a row, if there is one.
    pub fn above(&self, row: u64) -> Option<u64> {
        let (_, parent) = self.rows.get(&row)?;
        self.row_of((*parent)?)
    }

    pub fn is_root(&self, row: u64) -> bool {
        self.rows.get(&row).is_some_and(|(_, parent)| parent.is_none())
    }
}
