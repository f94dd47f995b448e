//! Aggregations of all columns.

use arrow_schema::Schema;

use crate::error::{Error, Result};
use crate::spec::Aggregation;

/// The aggregation of all columns but the keys and the weights. Without keys the last row of an empty table is no row,
/// but its columns are those of the table.
pub(super) fn of_all(schema: &Schema, aggregation: &Aggregation, keys: &[String]) -> Result<Aggregation> {
    let mut aggregation = aggregation.clone();
    let name = aggregation.name();
    let weight = match &aggregation {
        Aggregation::WeightedAvg { weight, .. } | Aggregation::WeightedSum { weight, .. } => {
            Some(weight.trim().to_owned())
        }
        _ => None,
    };
    let Some(columns) = aggregation.columns_mut() else {
        return Err(Error::invalid(format!("{name} is no aggregation of columns")));
    };
    if !columns.is_empty() {
        return Err(Error::invalid(format!(
            "{name} of all columns was given columns of its own: {}",
            columns.join(", ")
        )));
    }
    let others = schema.fields().iter().map(|field| field.name());
    *columns = others
        .filter(|column| !keys.contains(column) && weight.as_ref() != Some(column))
        .cloned()
        .collect();
    Ok(aggregation)
}

/// Refuses no aggregations at all.
pub(super) fn check(aggregations: &[Aggregation]) -> Result<()> {
    if aggregations.is_empty() {
        return Err(Error::invalid("aggBy has no aggregations"));
    }
    Ok(())
}
