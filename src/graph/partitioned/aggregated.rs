//! Aggregations with the tables of the groups beside them.

use std::sync::Arc;

use super::cells::Cells;
use crate::error::{Error, Result};
use crate::formula::ExternalFunctions;
use crate::graph::table::Table;
use crate::spec::{Aggregation, Matching, PairOperation, TableOperation, Variables};

impl Table {
    /// What the aggregations make of each group, of which some are the group itself: the groups of the others, joined with
    /// the constituents of the table by the same keys.
    pub(in crate::graph) fn agg_by_with_parts(
        &self,
        aggregations: &[Aggregation],
        keys: &[String],
        variables: &Variables,
        functions: &Arc<ExternalFunctions>,
    ) -> Result<Table> {
        let mut others = Vec::new();
        let mut parts = Vec::new();
        for aggregation in aggregations {
            match aggregation {
                Aggregation::Partition { column, include_keys } => parts.push((column, *include_keys)),
                other => others.push(other.clone()),
            }
        }
        let is_counted = others.is_empty();
        if is_counted {
            // Some column has to tell which groups have rows.
            let names: Vec<&String> = keys.iter().chain(parts.iter().map(|(column, _)| *column)).collect();
            let mut name = "Rows".to_owned();
            while names.contains(&&name) {
                name.push('_');
            }
            others.push(Aggregation::count(name));
        }
        let groups = self.apply_calling(
            &TableOperation::AggBy {
                preserve_empty: false,
                aggregations: others,
                keys: keys.to_vec(),
                variables: variables.clone(),
            },
            functions.clone(),
        )?;
        // The columns of the others, in their order, with those of tables where they belong.
        let mut made = groups.schema().fields().iter().map(|field| field.name().clone());
        let mut names: Vec<String> = made.by_ref().take(keys.len()).collect();
        let mut made: Vec<String> = made.collect();
        for (column, _) in &parts {
            if names.contains(column) || (!is_counted && made.contains(column)) {
                return Err(Error::invalid(format!(
                    "there would be two columns {column:?}, one of them of partition({column})"
                ))
                .with("column", column));
            }
        }
        if is_counted {
            made.clear();
        }
        let mut rest = made.into_iter();
        for aggregation in aggregations {
            match aggregation {
                Aggregation::Partition { column, .. } => names.push(column.clone()),
                other => names.extend(rest.by_ref().take(other.columns().map_or(1, <[String]>::len))),
            }
        }
        let mut joined = groups;
        for (column, include_keys) in parts {
            joined = if keys.is_empty() {
                joined.with_tables(column, Cells::One(self.clone()))?
            } else {
                let tables = self.partition_by(keys.to_vec(), !include_keys)?.table(column)?;
                let join = PairOperation::Natural {
                    on: keys.to_vec(),
                    add: vec![column.clone()],
                    matching: Matching::Unique,
                };
                joined.apply_with(&tables, &join)?
            };
        }
        joined.apply(&TableOperation::View {
            columns: names,
            variables: Variables::new(),
        })
    }
}
