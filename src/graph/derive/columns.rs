//! Rows and columns that are chosen.

use super::texts;
use crate::error::Result;
use crate::graph::Table;
use crate::spec::TableOperation;

impl Table {
    /// The rows for which all `filters` are true, such as `"Size > 50"` or "Sym = `AAPL`". A filter compares a column
    /// with a constant by `=`, `==`, `!=`, `<`, `<=`, `>` or `>=`; null is less than everything else, as in the
    /// mirrored API.
    pub fn where_<S: Into<String>>(&self, filters: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::Where {
            filters: texts(filters),
        })
    }

    /// The columns `columns`, each a name, or `"New = Old"` for a column under another name.
    pub fn view<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::View {
            columns: texts(columns),
        })
    }

    /// All columns but these.
    pub fn drop_columns<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::DropColumns {
            columns: texts(columns),
        })
    }

    /// All columns, some of them under another name: `"New = Old"`. They keep their places.
    pub fn rename_columns<S: Into<String>>(&self, pairs: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::RenameColumns { pairs: texts(pairs) })
    }

    /// All columns, these moved behind `index` of the others, or behind all; each a name, or `"New = Old"`.
    pub fn move_columns<S: Into<String>>(&self, index: usize, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::MoveColumns {
            index: i32::try_from(index).unwrap_or(i32::MAX),
            columns: texts(columns),
        })
    }
}
