//! Operations on tables.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Aggregation;

/// What is done with a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum TableOperation {
    /// The rows for which all filters are true.
    Where { filters: Vec<String> },
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
    /// What the aggregations make of each group.
    AggBy {
        aggregations: Vec<Aggregation>,
        keys: Vec<String>,
    },
    /// What an aggregation, which has no columns, makes of all columns of each group but the keys.
    AggAllBy {
        aggregation: Aggregation,
        keys: Vec<String>,
    },
    /// Each group as lists.
    GroupBy { keys: Vec<String> },
    /// A row for each element of the lists in these columns, or in all.
    Ungroup {
        #[serde(default)]
        columns: Vec<String>,
        #[serde(default)]
        null_fill: bool,
    },
    /// Each combination of values once, in these columns, or in all.
    SelectDistinct {
        #[serde(default)]
        columns: Vec<String>,
    },
    /// The first rows of each group.
    HeadBy { rows: i64, keys: Vec<String> },
    /// The last rows of each group.
    TailBy { rows: i64, keys: Vec<String> },
}

impl fmt::Display for TableOperation {
    /// The operation as it is called, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_rows =
            |rows: &i64, keys: &[String]| std::iter::once(rows.to_string()).chain(keys.iter().cloned()).collect();
        let texts: Vec<String>;
        let (name, first, rest) = match self {
            TableOperation::Where { filters } => ("where", None, filters),
            TableOperation::View { columns } => ("view", None, columns),
            TableOperation::DropColumns { columns } => ("dropColumns", None, columns),
            TableOperation::RenameColumns { pairs } => ("renameColumns", None, pairs),
            TableOperation::MoveColumns { columns, .. } => ("moveColumns", None, columns),
            TableOperation::LastBy { keys } => ("lastBy", None, keys),
            TableOperation::SumBy { keys } => ("sumBy", None, keys),
            TableOperation::CountBy { column, keys } => ("countBy", Some(column), keys),
            TableOperation::AggBy { aggregations, keys } => {
                let aggregations = aggregations.iter().map(ToString::to_string);
                texts = aggregations.chain(keys.iter().cloned()).collect();
                ("aggBy", None, &texts)
            }
            TableOperation::AggAllBy { aggregation, keys } => {
                texts = std::iter::once(aggregation.name().to_owned())
                    .chain(keys.iter().cloned())
                    .collect();
                ("aggAllBy", None, &texts)
            }
            TableOperation::GroupBy { keys } => ("groupBy", None, keys),
            TableOperation::Ungroup { columns, .. } => ("ungroup", None, columns),
            TableOperation::SelectDistinct { columns } => ("selectDistinct", None, columns),
            TableOperation::HeadBy { rows, keys } => {
                texts = of_rows(rows, keys);
                ("headBy", None, &texts)
            }
            TableOperation::TailBy { rows, keys } => {
                texts = of_rows(rows, keys);
                ("tailBy", None, &texts)
            }
        };
        let arguments: Vec<&str> = first.into_iter().chain(rest).map(String::as_str).collect();
        write!(f, "{name}({})", arguments.join(", "))
    }
}
