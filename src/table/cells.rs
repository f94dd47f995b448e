//! Tables as the cells of columns: a cell is a number that stands for a live table.
//!
//! A number keeps nothing alive: a column of tables lives beside what keeps its tables, and a number that outlives them
//! stands for none. So numbers can be copied, compared and sorted like any column.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

use super::Snapshot;

/// A table that cells can show.
pub(crate) trait CellTable: Any + Send + Sync {
    /// Its rows; within a cycle those that it has after it.
    fn rows(&self) -> Snapshot;

    /// Whether its rows may come or go.
    fn is_refreshing(&self) -> bool;
}

/// What a number stands for.
struct Entry {
    table: Weak<dyn CellTable>,
    /// What the table is to be used with.
    owner: Weak<dyn Any + Send + Sync>,
}

#[derive(Default)]
struct Cells {
    last: i64,
    entries: HashMap<i64, Entry>,
}

static CELLS: LazyLock<Mutex<Cells>> = LazyLock::new(Mutex::default);

fn cells() -> MutexGuard<'static, Cells> {
    // Nothing is done under the lock that could leave it half done.
    CELLS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The number of a table in cells, as long as it lives.
pub(crate) struct CellNumber(i64);

impl CellNumber {
    /// A new number for a table, which keeps the number.
    pub fn new(table: Weak<dyn CellTable>, owner: Weak<dyn Any + Send + Sync>) -> Self {
        let mut cells = cells();
        cells.last += 1;
        let number = cells.last;
        cells.entries.insert(number, Entry { table, owner });
        CellNumber(number)
    }

    pub fn get(&self) -> i64 {
        self.0
    }
}

impl Drop for CellNumber {
    fn drop(&mut self) {
        let entry = cells().entries.remove(&self.0);
        // Without the lock: what ends here may be anything.
        drop(entry);
    }
}

/// The table that a cell shows, if it is still there.
pub(crate) fn table_of_cell(number: i64) -> Option<Arc<dyn CellTable>> {
    let table = cells().entries.get(&number).map(|entry| entry.table.clone());
    table?.upgrade()
}

/// The same with its owner.
pub(crate) fn owned_table_of_cell(number: i64) -> Option<(Arc<dyn CellTable>, Arc<dyn Any + Send + Sync>)> {
    let found = cells()
        .entries
        .get(&number)
        .map(|entry| (entry.table.clone(), entry.owner.clone()));
    let (table, owner) = found?;
    Some((table.upgrade()?, owner.upgrade()?))
}
