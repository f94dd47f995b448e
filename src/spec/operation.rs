//! Operations on tables.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Variables;

/// What is done with a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum TableOperation {
    /// The rows for which all filters are true.
    Where { filters: Vec<String> },
    /// These columns, each a name or `New = formula`; formulas are evaluated when they are read.
    View {
        columns: Vec<String>,
        #[serde(default)]
        variables: Variables,
    },
    /// The same; formulas are evaluated once for each row. Without any, all columns.
    Select {
        columns: Vec<String>,
        #[serde(default)]
        variables: Variables,
    },
    /// All columns, and `New = formula`, evaluated once for each row.
    Update {
        columns: Vec<String>,
        #[serde(default)]
        variables: Variables,
    },
    /// The same, evaluated when they are read.
    UpdateView {
        columns: Vec<String>,
        #[serde(default)]
        variables: Variables,
    },
    /// The same; nobody can see when they are evaluated.
    LazyUpdate {
        columns: Vec<String>,
        #[serde(default)]
        variables: Variables,
    },
    /// All columns but these.
    DropColumns { columns: Vec<String> },
    /// All columns, some of them under another name: `New = Old`.
    RenameColumns { pairs: Vec<String> },
    /// All columns, these moved behind `index` of the others, or behind all; each a name or `New = Old`.
    MoveColumns { index: i32, columns: Vec<String> },
    /// The last row of each group.
    LastBy { keys: Vec<String> },
    /// The sums of each group.
    SumBy { keys: Vec<String> },
    /// The number of rows of each group, in `column`.
    CountBy { column: String, keys: Vec<String> },
}

impl fmt::Display for TableOperation {
    /// The operation as it is called, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, first, rest) = match self {
            TableOperation::Where { filters } => ("where", None, filters),
            TableOperation::View { columns, .. } => ("view", None, columns),
            TableOperation::Select { columns, .. } => ("select", None, columns),
            TableOperation::Update { columns, .. } => ("update", None, columns),
            TableOperation::UpdateView { columns, .. } => ("updateView", None, columns),
            TableOperation::LazyUpdate { columns, .. } => ("lazyUpdate", None, columns),
            TableOperation::DropColumns { columns } => ("dropColumns", None, columns),
            TableOperation::RenameColumns { pairs } => ("renameColumns", None, pairs),
            TableOperation::MoveColumns { columns, .. } => ("moveColumns", None, columns),
            TableOperation::LastBy { keys } => ("lastBy", None, keys),
            TableOperation::SumBy { keys } => ("sumBy", None, keys),
            TableOperation::CountBy { column, keys } => ("countBy", Some(column), keys),
        };
        let arguments: Vec<&str> = first.into_iter().chain(rest).map(String::as_str).collect();
        write!(f, "{name}({})", arguments.join(", "))
    }
}
