//! Partitioned tables of the tables that are cells of another table.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, UInt64Array};
use arrow_schema::{Schema, SchemaRef};
use arrow_select::concat::concat;
use arrow_select::take::take;

use super::constituents::Entry;
use super::gate::gate;
use super::key_bytes::KeyBytes;
use super::key_rows::KeyRows;
use super::partition::MOST;
use super::{Constituents, PartitionedTable, described};
use crate::error::{Error, Result};
use crate::graph::cycle::Engine;
use crate::graph::node::{Made, Node, Outcome, Still};
use crate::graph::table::{Table, TableCore, Traits};
use crate::op::Flow;
use crate::spec::is_table;
use crate::table::{CellTable, Change, RowSet, Snapshot, column_index};

impl Table {
    /// The tables in the cells of the column `column`, by the keys in other columns, which need not be unique. They come
    /// and go with the rows: one that has gone has no rows until it comes back, and what is made of it stays, made of no
    /// rows. Cells that are null are none. The order is that in which they came.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) for a column that is not there;
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when `column` has no tables, there is none in it to tell
    /// their columns, or two have other columns.
    pub fn partitioned<S: Into<String>>(
        &self,
        keys: impl IntoIterator<Item = S>,
        column: &str,
    ) -> Result<PartitionedTable> {
        let keys: Vec<String> = keys.into_iter().map(Into::into).collect();
        self.listed(&keys, column, None)
    }

    fn listed(&self, keys: &[String], column: &str, schema: Option<(SchemaRef, Flow)>) -> Result<PartitionedTable> {
        let (engine, source) = (self.engine(), self.core());
        let cell = column_index(self.schema(), column, " of tables")?;
        if !is_table(self.schema().field(cell)) {
            return Err(Error::invalid(format!("column {column:?} has no tables")).with("column", column));
        }
        let columns = keys.iter().map(|key| column_index(self.schema(), key, ", a key,"));
        let columns: Vec<usize> = columns.collect::<Result<_>>()?;
        let key_schema: SchemaRef = Arc::new(self.schema().project(&columns)?);
        let number = engine.reserve(1 + MOST);
        let mut partitioned = None;
        engine.add_all(|| {
            if let Some(failure) = source.failure() {
                return Err(failure);
            }
            let rows = source.snapshot();
            let cells = Cells::read(&rows, rows.row_keys(), &columns, cell)?;
            let known = schema.or_else(|| {
                cells
                    .first_table()
                    .map(|table| (table.schema().clone(), table.core().flow()))
            });
            let (schema, flow) = known.ok_or_else(|| {
                Error::invalid(format!(
                    "column {column:?} has no table yet, which tells the columns of all"
                ))
                .with("column", column)
            })?;
            // Of rows that only come, no table goes.
            let stays = matches!(source.flow(), Flow::Still | Flow::Append);
            let flow = if stays { flow } else { Flow::Free };
            let constituents = Arc::new(Constituents::new(schema, flow, key_schema.clone())?);
            let mut list = Listed {
                engine: Arc::downgrade(engine),
                columns,
                cell,
                stays,
                bytes: KeyBytes::new(&key_schema)?,
                known: HashMap::new(),
                gates: Vec::new(),
                first: number + 1,
                constituents: Arc::downgrade(&constituents),
                rows: KeyRows::new(key_schema.clone()),
            };
            let outcome = list.take(&Cells::default(), &cells, false)?;
            let traits = Traits {
                label: format!("the tables in {column} of {}", source.label()),
                flow: if source.flow() == Flow::Still {
                    Flow::Still
                } else {
                    Flow::Append
                },
                parents: vec![source.clone()],
                ..Traits::default()
            };
            let core = Arc::new(TableCore::new(traits, list.rows.snapshot(), Box::new(list)));
            source.add_child(number, &core);
            partitioned = Some(PartitionedTable::new(engine.clone(), core.clone(), constituents));
            let mut made = outcome.made;
            made.push(Made { number, table: core });
            Ok(made)
        })?;
        partitioned.ok_or_else(|| Error::internal("a partitioned table was not made"))
    }
}

impl PartitionedTable {
    /// Tables of the same columns, without keys.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when there is none, they have other columns, or they are of
    /// two sessions.
    pub fn of_tables(tables: &[Table]) -> Result<PartitionedTable> {
        let first = tables
            .first()
            .ok_or_else(|| Error::invalid("a partitioned table is made of at least one table"))?;
        let (engine, schema) = (first.engine(), first.schema());
        tables
            .iter()
            .try_for_each(|table| check(table.core(), table.engine(), engine, schema))?;
        let key_schema: SchemaRef = Arc::new(Schema::empty());
        let flow = |table: &Table| table.core().flow();
        let same = tables.iter().all(|table| flow(table) == flow(first));
        let flow = if same { flow(first) } else { Flow::Free };
        let constituents = Arc::new(Constituents::new(schema.clone(), flow, key_schema.clone())?);
        let cores: Vec<Arc<TableCore>> = tables.iter().map(|table| table.core().clone()).collect();
        let mut rows = KeyRows::new(key_schema);
        rows.append(&[], tables.len())?;
        let keys = engine.add(|_| {
            constituents.add(&[], &cores)?;
            let traits = Traits {
                label: format!("{} tables", tables.len()),
                flow: Flow::Still,
                ..Traits::default()
            };
            Ok(Arc::new(TableCore::new(traits, rows.snapshot(), Box::new(Still))))
        })?;
        Ok(PartitionedTable::new(engine.clone(), keys, constituents))
    }

    /// The constituents that are in another table's cells, which was made of [`PartitionedTable::table`] with this column,
    /// with the same keys.
    pub(crate) fn rearranged(&self, table: &Table, column: &str) -> Result<PartitionedTable> {
        let keys = self.constituents.key_schema().fields().iter();
        let keys: Vec<String> = keys.map(|field| field.name().clone()).collect();
        let like = (self.constituents.schema().clone(), self.constituents.flow());
        let rearranged = table.listed(&keys, column, Some(like))?;
        Ok(PartitionedTable {
            // The table is derived of the keys, and fails with them.
            strict: self.strict,
            ..rearranged
        })
    }
}

/// Refuses a table of another session, or with other columns.
fn check(table: &TableCore, owner: &Arc<Engine>, engine: &Arc<Engine>, schema: &SchemaRef) -> Result<()> {
    if !Arc::ptr_eq(owner, engine) {
        return Err(Error::invalid(format!("{} is of another session", table.label())));
    }
    let rows = table.rows();
    let same = |(left, right): (&arrow_schema::FieldRef, &arrow_schema::FieldRef)| {
        left.name() == right.name() && left.data_type() == right.data_type()
    };
    let (mine, wanted) = (rows.schema().fields(), schema.fields());
    if mine.len() != wanted.len() || !mine.iter().zip(wanted).all(same) {
        return Err(Error::invalid(format!(
            "the tables of a partitioned table have the same columns: {} has [{}], expected [{}]",
            table.label(),
            described(mine),
            described(wanted)
        )));
    }
    Ok(())
}

/// Cells with their keys.
#[derive(Default)]
struct Cells {
    /// An array a column.
    keys: Vec<ArrayRef>,
    /// The numbers, of which none stands for null.
    cells: Vec<Option<i64>>,
}

impl Cells {
    fn read(table: &Snapshot, rows: &RowSet, columns: &[usize], cell: usize) -> Result<Self> {
        if rows.is_empty() {
            return Ok(Cells::default());
        }
        let keys = columns.iter().map(|column| table.read(*column, rows));
        let cells = table.read(cell, rows)?;
        let cells = cells
            .as_primitive_opt::<Int64Type>()
            .ok_or_else(|| Error::internal("a cell of a table is a number"))?;
        Ok(Cells {
            keys: keys.collect::<Result<_>>()?,
            cells: cells.iter().collect(),
        })
    }

    fn first_table(&self) -> Option<Table> {
        self.cells.iter().flatten().find_map(|cell| Table::of_cell(*cell).ok())
    }

    /// These and others.
    fn and(self, other: Cells) -> Result<Self> {
        if self.cells.is_empty() {
            return Ok(other);
        } else if other.cells.is_empty() {
            return Ok(self);
        }
        let keys = self.keys.iter().zip(&other.keys);
        Ok(Cells {
            keys: keys.map(|(one, two)| Ok(concat(&[one, two])?)).collect::<Result<_>>()?,
            cells: [self.cells, other.cells].concat(),
        })
    }
}

/// What tells a constituent: its encoded key, and its cell.
type Identity = (Box<[u8]>, i64);

/// The node of the keys. It keeps no constituent alive.
struct Listed {
    engine: Weak<Engine>,
    columns: Vec<usize>,
    cell: usize,
    /// Whether no table goes.
    stays: bool,
    bytes: KeyBytes,
    /// Where constituents are.
    known: HashMap<Identity, Vec<usize>>,
    /// Whether each is there now.
    gates: Vec<Arc<AtomicBool>>,
    /// The number of the first gate.
    first: u64,
    constituents: Weak<Constituents>,
    rows: KeyRows,
}

impl Node for Listed {
    fn update(&mut self, parents: &[Option<Change>]) -> Result<Outcome> {
        let [Some(change)] = parents else {
            return Ok(Outcome::default());
        };
        let read = |table, rows| Cells::read(table, rows, &self.columns, self.cell);
        let gone = read(&change.before, &change.removed)?.and(read(&change.before, &change.modified)?)?;
        let come = read(&change.after, &change.modified)?.and(read(&change.after, &change.added)?)?;
        self.take(&gone, &come, true)
    }
}

impl Listed {
    fn identities(&self, cells: &Cells) -> Result<Vec<Option<Identity>>> {
        let keys = self.bytes.write(&cells.keys, cells.cells.len())?;
        let with_cell = |(key, cell): (_, &Option<i64>)| cell.map(|cell| (key, cell));
        Ok(keys.into_iter().zip(&cells.cells).map(with_cell).collect())
    }

    /// Lets constituents go and come.
    fn take(&mut self, gone: &Cells, come: &Cells, in_cycle: bool) -> Result<Outcome> {
        let mut changed: Vec<usize> = Vec::new();
        for identity in self.identities(gone)?.into_iter().flatten() {
            let positions = self.known.get(&identity).map_or(&[][..], Vec::as_slice);
            let open = positions
                .iter()
                .find(|position| self.gates[**position].load(Ordering::Relaxed));
            if let Some(position) = open {
                self.gates[*position].store(false, Ordering::Relaxed);
                changed.push(*position);
            }
        }
        let (mut new, mut entries, mut made) = (Vec::new(), Vec::new(), Vec::new());
        for (row, identity) in self.identities(come)?.into_iter().enumerate() {
            let Some(identity) = identity else { continue };
            let positions = self.known.get(&identity).map_or(&[][..], Vec::as_slice);
            let closed = positions
                .iter()
                .find(|position| !self.gates[**position].load(Ordering::Relaxed));
            if let Some(position) = closed {
                self.gates[*position].store(true, Ordering::Relaxed);
                changed.push(*position);
                continue;
            }
            let Some(entry) = self.entry(identity, in_cycle, &mut made)? else {
                return Ok(Outcome::default());
            };
            entries.push(entry);
            new.push(row as u64);
        }
        let Some(constituents) = self.constituents.upgrade() else {
            return Ok(Outcome::default());
        };
        let rows = UInt64Array::from(new);
        let columns = come.keys.iter().map(|column| Ok(take(column, &rows, None)?));
        let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
        let count = entries.len();
        constituents.add_entries(&columns, entries)?;
        Ok(Outcome {
            change: self.rows.append(&columns, count)?,
            made,
            wakes: changed.iter().map(|position| self.first + *position as u64).collect(),
            ..Outcome::default()
        })
    }

    /// A constituent that was not there before; none when nobody asks any more.
    fn entry(&mut self, identity: Identity, in_cycle: bool, made: &mut Vec<Made>) -> Result<Option<Entry>> {
        let (Some(engine), Some(constituents)) = (self.engine.upgrade(), self.constituents.upgrade()) else {
            return Ok(None);
        };
        let table = Table::of_cell(identity.1)?;
        check(table.core(), table.engine(), &engine, constituents.schema())?;
        let position = self.gates.len();
        let present = Arc::new(AtomicBool::new(true));
        self.gates.push(present.clone());
        self.known.entry(identity).or_default().push(position);
        let source = table.core();
        // One that comes in a cycle has rows of before that nobody who follows would be told of.
        if self.stays && !in_cycle {
            return Ok(Some(Entry::lasting(source.clone())));
        }
        let number = self.first + position as u64;
        let core = gate(source, number, constituents.flow(), present.clone(), in_cycle);
        made.push(Made {
            number,
            table: core.clone(),
        });
        Ok(Some(Entry {
            table: core,
            present: Some(present),
        }))
    }
}
