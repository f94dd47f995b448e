//! Operations on tables.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Aggregation, FilterSpec, SortColumn, UpdateByOperation, Variables};
use crate::decimal::MathContext;

/// What is done with a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum TableOperation {
    /// The rows for which all filters are true, which may name variables of a script.
    Where {
        filters: Vec<FilterSpec>,
        #[serde(default)]
        variables: Variables,
    },
    /// These columns, each a name or `New = formula`; formulas are evaluated when they are read. Without any, all columns.
    View {
        columns: Vec<String>,
        #[serde(default)]
        variables: Variables,
    },
    /// The same; formulas are evaluated once for each row.
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
    /// The rows in the order of these columns; equal rows in the order in which they are.
    Sort { columns: Vec<SortColumn> },
    /// The first rows.
    Head { rows: i64 },
    /// The last rows.
    Tail { rows: i64 },
    /// The first rows, a part of all from 0 to 1, rounded up.
    HeadPct { fraction: f64 },
    /// The last rows, a part of all from 0 to 1, rounded up.
    TailPct { fraction: f64 },
    /// The rows from a position up to another one; a negative position, and 0 after one, counts from the end.
    Slice { first: i64, last: i64 },
    /// The rows from a part of all up to another one, both rounded down.
    SlicePct { first: f64, last: f64 },
    /// The rows from the last to the first.
    Reverse {},
    /// The rows under keys that are their positions.
    Flatten {},
    /// The rows of a blink table as those of one whose rows come and go.
    RemoveBlink {},
    /// All rows that a blink table has from now on.
    BlinkToAppendOnly {},
    /// The rows that come to a table, each for one cycle.
    AddOnlyToBlink {},
    /// The last rows that have come, with those that are there now if `initialize`.
    Ring {
        capacity: u64,
        #[serde(default)]
        initialize: bool,
    },
    /// The rows as they are now.
    Snapshot {},
    /// A row for each column, with its name and type.
    Meta {},
    /// What the aggregations make of each group.
    AggBy {
        aggregations: Vec<Aggregation>,
        keys: Vec<String>,
        /// Whether groups stay that have no rows any more; without keys, whether the one group needs none.
        #[serde(default)]
        preserve_empty: bool,
        /// What the filters and formulas among them name.
        #[serde(default)]
        variables: Variables,
    },
    /// What the aggregations make of all rows, of each group by the first key, by the first two, and so on: all levels
    /// in one table, each group above those that it is made of.
    Rollup {
        aggregations: Vec<Aggregation>,
        keys: Vec<String>,
        /// Whether the rows themselves are below the groups by all keys.
        #[serde(default)]
        include_constituents: bool,
        /// What the filters and formulas among the aggregations name.
        #[serde(default)]
        variables: Variables,
    },
    /// Each row above those that name it as their parent.
    Tree { id: String, parent: String },
    /// The rows of a tree for which all filters are true, and those above them.
    WithAncestors {
        filters: Vec<FilterSpec>,
        id: String,
        parent: String,
        #[serde(default)]
        variables: Variables,
    },
    /// What an aggregation, which has no columns, makes of all columns of each group but the keys.
    AggAllBy {
        aggregation: Aggregation,
        keys: Vec<String>,
        /// What its formula names.
        #[serde(default)]
        variables: Variables,
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
    /// Each combination of values once, in these columns, which may be formulas, or in all.
    SelectDistinct {
        #[serde(default)]
        columns: Vec<String>,
        #[serde(default)]
        variables: Variables,
    },
    /// The first rows of each group.
    HeadBy { rows: i64, keys: Vec<String> },
    /// The last rows of each group.
    TailBy { rows: i64, keys: Vec<String> },
    /// All rows, and what is made of each and those of its group before it, or around it.
    UpdateBy {
        operations: Vec<UpdateByOperation>,
        #[serde(default)]
        keys: Vec<String>,
        /// How decimals are rounded.
        #[serde(default = "MathContext::decimal64")]
        context: MathContext,
        /// What the filters and formulas among them name.
        #[serde(default)]
        variables: Variables,
    },
}

impl TableOperation {
    /// The formulas and filters: what may name variables and functions of a program.
    pub fn formulas(&self) -> Vec<&str> {
        match self {
            TableOperation::Where { filters, .. } | TableOperation::WithAncestors { filters, .. } => {
                filters.iter().flat_map(FilterSpec::texts).collect()
            }
            TableOperation::View { columns, .. }
            | TableOperation::Select { columns, .. }
            | TableOperation::Update { columns, .. }
            | TableOperation::UpdateView { columns, .. }
            | TableOperation::LazyUpdate { columns, .. }
            | TableOperation::SelectDistinct { columns, .. } => columns.iter().map(String::as_str).collect(),
            TableOperation::AggBy { aggregations, .. } | TableOperation::Rollup { aggregations, .. } => {
                aggregations.iter().flat_map(Aggregation::formulas).collect()
            }
            TableOperation::AggAllBy { aggregation, .. } => aggregation.formulas(),
            TableOperation::UpdateBy { operations, .. } => {
                operations.iter().flat_map(UpdateByOperation::formulas).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for TableOperation {
    /// The operation as it is called, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_rows =
            |rows: &i64, keys: &[String]| std::iter::once(rows.to_string()).chain(keys.iter().cloned()).collect();
        let texts: Vec<String>;
        let (name, first, rest) = match self {
            TableOperation::Where { filters, .. } => {
                let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
                return write!(f, "where({})", filters.join(", "));
            }
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
            TableOperation::Sort { columns } => {
                let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
                return write!(f, "sort({})", columns.join(", "));
            }
            TableOperation::Head { rows } => return write!(f, "head({rows})"),
            TableOperation::Tail { rows } => return write!(f, "tail({rows})"),
            TableOperation::HeadPct { fraction } => return write!(f, "headPct({fraction})"),
            TableOperation::TailPct { fraction } => return write!(f, "tailPct({fraction})"),
            TableOperation::Slice { first, last } => return write!(f, "slice({first}, {last})"),
            TableOperation::SlicePct { first, last } => return write!(f, "slicePct({first}, {last})"),
            TableOperation::Reverse {} => return f.write_str("reverse()"),
            TableOperation::Flatten {} => return f.write_str("flatten()"),
            TableOperation::RemoveBlink {} => return f.write_str("removeBlink()"),
            TableOperation::BlinkToAppendOnly {} => return f.write_str("blinkToAppendOnly()"),
            TableOperation::AddOnlyToBlink {} => return f.write_str("addOnlyToBlink()"),
            TableOperation::Ring { capacity, .. } => return write!(f, "ring({capacity})"),
            TableOperation::Snapshot {} => return f.write_str("snapshot()"),
            TableOperation::Meta {} => return f.write_str("meta()"),
            TableOperation::AggBy { aggregations, keys, .. } => {
                let aggregations = aggregations.iter().map(ToString::to_string);
                texts = aggregations.chain(keys.iter().cloned()).collect();
                ("aggBy", None, &texts)
            }
            TableOperation::Rollup { aggregations, keys, .. } => {
                let aggregations = aggregations.iter().map(ToString::to_string);
                texts = aggregations.chain(keys.iter().cloned()).collect();
                ("rollup", None, &texts)
            }
            TableOperation::WithAncestors {
                filters, id, parent, ..
            } => {
                let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
                return write!(f, "withAncestors({}; {id}, {parent})", filters.join(", "));
            }
            TableOperation::Tree { id, parent } => return write!(f, "tree({id}, {parent})"),
            TableOperation::UpdateBy { operations, keys, .. } => {
                let operations = operations.iter().map(ToString::to_string);
                texts = operations.chain(keys.iter().cloned()).collect();
                ("updateBy", None, &texts)
            }
            TableOperation::AggAllBy { aggregation, keys, .. } => {
                texts = std::iter::once(aggregation.name().to_owned())
                    .chain(keys.iter().cloned())
                    .collect();
                ("aggAllBy", None, &texts)
            }
            TableOperation::GroupBy { keys } => ("groupBy", None, keys),
            TableOperation::Ungroup { columns, .. } => ("ungroup", None, columns),
            TableOperation::SelectDistinct { columns, .. } => ("selectDistinct", None, columns),
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
