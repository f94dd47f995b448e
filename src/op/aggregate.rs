//! One row for each group of rows with equal keys.

use std::sync::Arc;

use arrow_array::{ArrayRef, UInt32Array};
use arrow_schema::{Field, Schema, SchemaRef};

use super::groups::Groups;
use super::{Flow, Operation};
use crate::agg::{AggregateSpec, Aggregated, Rows, compile};
use crate::error::{Error, Result};
use crate::table::{Change, Column, Encoded, KeyedStore, RowGroup, RowSet, Snapshot, Store, StoredColumn};

/// Groups in the order in which they were first seen: the key columns, then the aggregated ones.
///
/// The input's rows may only come; of a blink table all rows that have ever been there count.
pub(crate) struct Aggregate {
    keys: Vec<usize>,
    groups: Groups,
    aggregated: Vec<Aggregated>,
    /// The key columns, which never change.
    key_store: Arc<Store>,
    /// The aggregated columns.
    results: KeyedStore,
    schema: SchemaRef,
    result: Snapshot,
}

impl Aggregate {
    pub fn new(input: &Snapshot, flow: Flow, aggregation: &AggregateSpec, keys: &[String]) -> Result<Self> {
        if flow == Flow::Free {
            return Err(Error::unsupported(
                "aggregations of tables whose rows go or change, such as rings, are not supported by this version",
            ));
        }
        let keys: Vec<usize> = keys.iter().map(|key| input.column_index(key)).collect::<Result<_>>()?;
        let aggregated = compile(aggregation, input.schema(), &keys)?;
        if let Some(twice) = keys
            .iter()
            .enumerate()
            .find(|(position, key)| keys[..*position].contains(key))
        {
            let name = input.schema().field(*twice.1).name();
            return Err(Error::invalid(format!("key column {name:?} is given twice")).with("column", name));
        }
        let key_fields: Vec<Field> = keys.iter().map(|key| input.schema().field(*key).clone()).collect();
        let fields: Vec<Field> = key_fields
            .iter()
            .cloned()
            .chain(aggregated.iter().map(|column| column.field.clone()))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let mut operation = Aggregate {
            groups: Groups::new(key_fields.iter().map(Field::data_type))?,
            keys,
            results: KeyedStore::new(aggregated.iter().map(|column| column.field.data_type())),
            aggregated,
            key_store: Arc::default(),
            result: Snapshot::empty(schema.clone()),
            schema,
        };
        operation.absorb(input, input.row_keys())?;
        Ok(operation)
    }

    /// Adds rows of the input; gives the change of the result.
    fn absorb(&mut self, input: &Snapshot, rows: &RowSet) -> Result<Change> {
        let known = self.groups.count();
        let mut touched: Vec<u32> = Vec::new();
        for piece in input.with_rows(rows.clone()).batches().pieces() {
            touched.extend(self.absorb_piece(input, &piece)?);
        }
        touched.sort_unstable();
        touched.dedup();
        let columns: Vec<ArrayRef> = self
            .aggregated
            .iter()
            .map(|column| column.accumulator.results(&touched, input, column.source))
            .collect::<Result<_>>()?;
        let rows: Vec<u64> = touched.iter().map(|group| u64::from(*group)).collect();
        self.results.set(&rows, &columns)?;
        let before = self.result.clone();
        self.result = self.publish();
        let modified = rows.into_iter().take_while(|group| *group < u64::from(known)).collect();
        Ok(Change {
            added: RowSet::from(u64::from(known)..u64::from(self.groups.count())),
            removed: RowSet::empty(),
            modified,
            before,
            after: self.result.clone(),
        })
    }

    /// Adds some rows and gives their groups.
    fn absorb_piece(&mut self, input: &Snapshot, rows: &RowSet) -> Result<Vec<u32>> {
        let keys: Vec<Encoded> = self
            .keys
            .iter()
            .map(|key| input.read_encoded(*key, rows))
            .collect::<Result<_>>()?;
        let first_group = u64::from(self.groups.count());
        let mut groups = Vec::new();
        let first_rows = self.groups.assign(&keys, rows.len() as usize, &mut groups)?;
        if !first_rows.is_empty() {
            let first_rows = UInt32Array::from(first_rows);
            let columns = keys
                .iter()
                .map(|key| Ok(key.take(&first_rows)?.into()))
                .collect::<Result<_>>()?;
            let group = RowGroup::new(first_group, first_rows.len(), columns);
            Arc::make_mut(&mut self.key_store).push(group, 0)?;
        }
        for column in &mut self.aggregated {
            let values = column.source.filter(|_| column.accumulator.reads_values());
            let values = values.map(|source| input.read(source, rows)).transpose()?;
            let count = self.groups.count() as usize;
            column.accumulator.add(&Rows {
                groups: &groups,
                count,
                keys: rows,
                values: values.as_ref(),
            });
        }
        Ok(groups)
    }

    fn publish(&self) -> Snapshot {
        let key_fields = self.schema.fields().iter().take(self.keys.len()).enumerate();
        let keys = key_fields.map(|(index, field)| {
            Arc::new(StoredColumn::new(
                self.key_store.clone(),
                index,
                field.data_type().clone(),
            )) as Arc<dyn Column>
        });
        Snapshot::new(
            self.schema.clone(),
            RowSet::from(0..u64::from(self.groups.count())),
            keys.chain(self.results.columns()).collect(),
        )
    }
}

impl Operation for Aggregate {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        Flow::Free
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let change = self.absorb(&change.after, &change.added)?;
        Ok((!change.is_empty()).then_some(change))
    }
}
