//! Rows and columns that are chosen.

use super::texts;
use crate::error::Result;
use crate::graph::Table;
use crate::spec::{FilterSpec, TableOperation, Variables};

impl Table {
    /// The rows for which all `filters` are true, such as `"Size > 50"`, "Sym in `AAPL`, `MSFT`" or
    /// "Price * Size > 1000 && !isNull(Sym)". A filter is a formula of type Boolean; null is less than everything else.
    pub fn where_<F: Into<FilterSpec>>(&self, filters: impl IntoIterator<Item = F>) -> Result<Table> {
        self.apply(&TableOperation::Where {
            filters: filters.into_iter().map(Into::into).collect(),
            variables: Variables::new(),
        })
    }

    /// The columns `columns`, each a name, or `"New = formula"`; a formula sees the columns before it. Formulas are
    /// evaluated for the rows that are read, each time anew. Without any, all columns.
    pub fn view<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::View {
            columns: texts(columns),
            variables: Variables::new(),
        })
    }

    /// As [`Table::view`], but formulas are evaluated once for each row, when it comes or changes. Without columns all.
    pub fn select<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::Select {
            columns: texts(columns),
            variables: Variables::new(),
        })
    }

    /// All columns, and new ones, or others in the place of old ones: `"New = formula"`. Formulas are evaluated once for
    /// each row, when it comes or changes. `docs/functions.md` lists what they may call.
    pub fn update<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::Update {
            columns: texts(columns),
            variables: Variables::new(),
        })
    }

    /// As [`Table::update`], but formulas are evaluated for the rows that are read, each time anew.
    pub fn update_view<S: Into<String>>(&self, columns: impl IntoIterator<Item = S>) -> Result<Table> {
        self.apply(&TableOperation::UpdateView {
            columns: texts(columns),
            variables: Variables::new(),
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
