//! Which group a row belongs to: rows with equal keys are of one group.

use std::hash::BuildHasher;

use arrow_array::ArrayRef;
use arrow_row::{RowConverter, SortField};
use arrow_schema::Field;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::error::Result;

/// Numbers groups in the order in which their keys are first seen. Null is a key like any other.
pub(super) struct Groups {
    keys: Option<Keys>,
    count: u32,
}

/// The keys so far: their encodings one after another, and a table of group numbers by hash.
struct Keys {
    converter: RowConverter,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Groups {
    /// Groups by columns of these types; without any, all rows are one group.
    pub fn new(keys: &[Field]) -> Result<Self> {
        let fields: Vec<SortField> = keys
            .iter()
            .map(|field| SortField::new(field.data_type().clone()))
            .collect();
        if fields.is_empty() {
            return Ok(Groups { keys: None, count: 0 });
        }
        let keys = Keys {
            converter: RowConverter::new(fields)?,
            bytes: Vec::new(),
            ends: Vec::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        };
        Ok(Groups {
            keys: Some(keys),
            count: 0,
        })
    }

    pub fn count(&self) -> u32 {
        self.count
    }

    /// The group of each of the `rows` rows, and the row at which each new group was first seen.
    pub fn assign(&mut self, keys: &[ArrayRef], rows: usize) -> Result<(Vec<u32>, Vec<u32>)> {
        let Some(known) = &mut self.keys else {
            let first: Vec<u32> = (self.count == 0 && rows > 0).then_some(0).into_iter().collect();
            self.count = self.count.max(first.len() as u32);
            return Ok((vec![0; rows], first));
        };
        let encoded = known.converter.convert_columns(keys)?;
        let mut groups = Vec::with_capacity(rows);
        let mut first_rows = Vec::new();
        for (row, key) in encoded.iter().enumerate() {
            let (group, is_new) = known.find(key.data());
            if is_new {
                first_rows.push(row as u32);
            }
            groups.push(group);
        }
        self.count = known.ends.len() as u32;
        Ok((groups, first_rows))
    }
}

impl Keys {
    /// The group of a key, and whether it is new.
    fn find(&mut self, key: &[u8]) -> (u32, bool) {
        let Keys {
            bytes,
            ends,
            table,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one(key);
        if let Some(group) = table.find(hash, |group| key_of(bytes, ends, *group) == key) {
            return (*group, false);
        }
        bytes.extend_from_slice(key);
        ends.push(bytes.len());
        let group = ends.len() as u32 - 1;
        table.insert_unique(hash, group, |group| hasher.hash_one(key_of(bytes, ends, *group)));
        (group, true)
    }
}

fn key_of<'a>(bytes: &'a [u8], ends: &[usize], group: u32) -> &'a [u8] {
    let group = group as usize;
    let start = if group == 0 { 0 } else { ends[group - 1] };
    &bytes[start..ends[group]]
}
