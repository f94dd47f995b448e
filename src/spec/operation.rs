//! Operations on tables.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{FilterSpec, Variables};

/// What is done with a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum TableOperation {
    /// The rows for which all filters are true, which may name variables of a script.
    Where {
        filters: Vec<FilterSpec>,
        #[serde(default, skip_serializing_if = "Variables::is_empty")]
        variables: Variables,
    },
    /// These columns, each a name or `New = Old`.
    View { columns: Vec<String> },
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
            TableOperation::Where { filters, .. } => {
                let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
                return write!(f, "where({})", filters.join(", "));
            }
            TableOperation::View { columns } => ("view", None, columns),
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
