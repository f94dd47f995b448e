//! A snapshot whose cells are read from its memory: what Java's getters work on.

use std::collections::HashMap;
use std::slice;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Decimal256Type, DurationNanosecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, Time64NanosecondType, TimestampNanosecondType, UInt16Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::Buffer;
use arrow_schema::{DataType, TimeUnit};

use crate::error::{Error, Result};
use crate::table::{RowSet, Snapshot};

/// A snapshot in pieces. The buffers of a piece's columns are laid out when they are first asked for, and stay where
/// they are as long as the view.
pub(crate) struct View {
    snapshot: Snapshot,
    pieces: Vec<RowSet>,
    columns: Mutex<HashMap<(usize, usize), Arc<Buffers>>>,
}

/// The memory of a column's piece, from its first row on. Three buffers for the column, then for what is inside it, in
/// Arrow's order: which values are valid (absent when all are), the values or the ends of the values, and the bytes of
/// values of any length.
pub(crate) type Buffers = Vec<Option<Buffer>>;

impl View {
    pub fn new(snapshot: Snapshot) -> Self {
        let pieces = snapshot.batches().pieces();
        View {
            snapshot,
            pieces,
            columns: Mutex::default(),
        }
    }

    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The row keys of each piece.
    pub fn pieces(&self) -> &[RowSet] {
        &self.pieces
    }

    /// The buffers of a column's piece.
    pub fn buffers(&self, piece: usize, column: usize) -> Result<Arc<Buffers>> {
        let lock = || self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(buffers) = lock().get(&(piece, column)) {
            return Ok(buffers.clone());
        }
        let keys = self
            .pieces
            .get(piece)
            .ok_or_else(|| Error::invalid(format!("the view has no piece {piece}")))?;
        let mut buffers = Buffers::new();
        lay_out(&self.snapshot.read(column, keys)?, &mut buffers)?;
        let buffers = Arc::new(buffers);
        // Whoever was first: its addresses may be known already.
        Ok(lock().entry((piece, column)).or_insert(buffers).clone())
    }
}

fn lay_out(array: &ArrayRef, buffers: &mut Buffers) -> Result<()> {
    let mut inside: &[ArrayRef] = &[];
    let (values, bytes) = match array.data_type() {
        DataType::Boolean => (array.as_boolean().values().sliced(), None),
        DataType::Int8 => (array.as_primitive::<Int8Type>().values().inner().clone(), None),
        DataType::Int16 => (array.as_primitive::<Int16Type>().values().inner().clone(), None),
        DataType::UInt16 => (array.as_primitive::<UInt16Type>().values().inner().clone(), None),
        DataType::Int32 => (array.as_primitive::<Int32Type>().values().inner().clone(), None),
        DataType::Int64 => (array.as_primitive::<Int64Type>().values().inner().clone(), None),
        DataType::Float32 => (array.as_primitive::<Float32Type>().values().inner().clone(), None),
        DataType::Float64 => (array.as_primitive::<Float64Type>().values().inner().clone(), None),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => (
            array.as_primitive::<TimestampNanosecondType>().values().inner().clone(),
            None,
        ),
        DataType::Date32 => (array.as_primitive::<Date32Type>().values().inner().clone(), None),
        DataType::Time64(TimeUnit::Nanosecond) => (
            array.as_primitive::<Time64NanosecondType>().values().inner().clone(),
            None,
        ),
        DataType::Duration(TimeUnit::Nanosecond) => (
            array.as_primitive::<DurationNanosecondType>().values().inner().clone(),
            None,
        ),
        DataType::Decimal128(_, _) => (array.as_primitive::<Decimal128Type>().values().inner().clone(), None),
        DataType::Decimal256(_, _) => (array.as_primitive::<Decimal256Type>().values().inner().clone(), None),
        DataType::Utf8 => {
            let strings = array.as_string::<i32>();
            (
                strings.offsets().inner().inner().clone(),
                Some(strings.values().clone()),
            )
        }
        DataType::Binary => {
            let binary = array.as_binary::<i32>();
            (binary.offsets().inner().inner().clone(), Some(binary.values().clone()))
        }
        DataType::FixedSizeBinary(_) => {
            let fixed = array.as_fixed_size_binary();
            let size = fixed.value_length() as usize;
            (fixed.values().slice_with_length(0, fixed.len() * size), None)
        }
        DataType::List(_) => {
            let lists = array.as_list::<i32>();
            inside = slice::from_ref(lists.values());
            (lists.offsets().inner().inner().clone(), None)
        }
        DataType::Map(..) => {
            let maps = array.as_map();
            // The struct of an entry has no nulls: its fields are laid out as if they were the map's own.
            inside = maps.entries().columns();
            (maps.offsets().inner().inner().clone(), None)
        }
        DataType::Struct(_) => {
            inside = array.as_struct().columns();
            (Buffer::default(), None)
        }
        other => {
            return Err(Error::unsupported(format!(
                "columns of Arrow type {other} cannot be read cell by cell yet"
            )));
        }
    };
    let valid = array
        .nulls()
        .filter(|nulls| nulls.null_count() > 0)
        .map(|nulls| nulls.inner().sliced());
    buffers.extend([valid, Some(values), bytes]);
    inside.iter().try_for_each(|array| lay_out(array, buffers))
}
