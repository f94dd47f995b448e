//! Rows in the order of their paths.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::error::{Error, Result};
use crate::op::chain::Chain;
use crate::op::plan::Plan;
use crate::op::sort;
use crate::op::view::View;
use crate::op::{Flow, columns};
use crate::spec::SortColumn;
use crate::table::Snapshot;

/// The level of a row, from 1 on.
pub(super) const DEPTH: &str = "__DEPTH__";

/// Whether there are rows below a row; null where there are none.
pub(super) const EXPANDED: &str = "__EXPANDED__";

/// The column of the paths.
const PATH: &str = "__PATH__";

/// The columns of the result, and behind them the path, for an operation of this name.
pub(super) fn schema(operation: &str, columns: Vec<Field>) -> Result<SchemaRef> {
    let structure = [
        Field::new(DEPTH, DataType::Int32, true),
        Field::new(EXPANDED, DataType::Boolean, true),
    ];
    let path = Field::new(PATH, DataType::Binary, false);
    let fields: Vec<Field> = structure.into_iter().chain(columns).chain([path]).collect();
    for (index, field) in fields.iter().enumerate() {
        let name = field.name();
        if fields[..index].iter().any(|other| other.name() == name) {
            let count = fields.iter().filter(|other| other.name() == name).count();
            return Err(Error::invalid(format!(
                "Duplicate output columns found: {name} used {count} times in a {operation}"
            ))
            .with("column", name));
        }
    }
    Ok(Arc::new(Schema::new(fields)))
}

/// Puts rows with the columns of a [`schema`] in the order of their paths, which it leaves out. Rows of one path stay in
/// the order in which they are.
pub(super) fn outline(rows: &Snapshot) -> Result<Chain> {
    let first = sort::sort(rows, Flow::Free, &[SortColumn::ascending(PATH)])?;
    let sorted = first.snapshot();
    let others = columns::dropped(sorted, &[PATH.to_owned()])?;
    let second = Box::new(View::new(sorted, Flow::Free, Plan::chosen(sorted.schema(), &others)));
    Ok(Chain { first, second })
}

/// Writes the path of the row with the number `step` below the row whose path is `above`: its bytes, and before them how
/// many they are, so that paths compare as the numbers do.
pub(super) fn below(above: &[u8], step: u64) -> Vec<u8> {
    let bytes = step.to_be_bytes();
    let skip = (step.leading_zeros() / u8::BITS) as usize;
    let mut path = Vec::with_capacity(above.len() + 1 + bytes.len() - skip);
    path.extend_from_slice(above);
    path.push((bytes.len() - skip) as u8 + 1);
    path.extend_from_slice(&bytes[skip..]);
    path
}
