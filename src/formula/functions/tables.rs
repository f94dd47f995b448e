//! Live tables that are the cells of a column: what they are when the formula is evaluated.

use std::sync::Arc;

use super::kernel::map1;
use super::kind::{Bool, Fallible, Int, LiveTable, Long};
use super::table::Table;
use crate::table::{CellTable, table_of_cell};

pub(super) fn add(table: &mut Table) {
    table
        .method(
            "size()",
            "How many rows a table has now.",
            map1::<LiveTable, Fallible<Long>>(|cell| Ok(live(cell)?.rows().num_rows() as i64)),
        )
        .impure();
    table
        .method(
            "isEmpty()",
            "Whether a table has no rows now.",
            map1::<LiveTable, Fallible<Bool>>(|cell| Ok(live(cell)?.rows().num_rows() == 0)),
        )
        .impure();
    table
        .method(
            "isRefreshing()",
            "Whether rows of a table may come or go.",
            map1::<LiveTable, Fallible<Bool>>(|cell| Ok(live(cell)?.is_refreshing())),
        )
        .impure();
    table.method(
        "numColumns()",
        "How many columns a table has.",
        map1::<LiveTable, Fallible<Int>>(|cell| Ok(live(cell)?.rows().schema().fields().len() as i32)),
    );
}

fn live(cell: i64) -> Result<Arc<dyn CellTable>, String> {
    table_of_cell(cell)
        .ok_or_else(|| "the table of the cell is gone: what it was a part of has been released".to_owned())
}
