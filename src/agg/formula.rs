//! Formulas over groups.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Schema};

use crate::error::{Error, Result};
use crate::formula::{Formula, Names, Scope};
use crate::spec::Aggregation;

/// A formula over each group of rows.
pub(crate) struct GroupFormula {
    pub formula: Formula,
    pub reads: Reads,
}

/// What the columns of a formula over groups are.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Reads {
    /// Those of the table, under their indices: a key is one value of a group, any other column the list of its values.
    All,
    /// Only the list of the values of the column at this index.
    List(usize),
}

/// Binds the formula of an aggregation of a table that is grouped by the columns at `keys`.
pub(super) fn bind(
    aggregation: &Aggregation,
    text: &str,
    table: (&Schema, &[usize]),
    param: Option<(usize, &str)>,
    names: Names<'_>,
) -> Result<GroupFormula> {
    let bound = bind_lists(text, table, param, names).map_err(|error| error.with("aggregation", aggregation))?;
    if bound.formula.needs_positions() {
        let text = format!("{aggregation} uses i, ii, k or a column array, but a group is no row of a table");
        return Err(Error::unsupported(text).with("aggregation", aggregation));
    }
    Ok(bound)
}

/// Binds a formula in which the columns at `keys` are values and all others lists of their values; with `param` its only
/// column is the list of the one at that index, under that name.
pub(crate) fn bind_lists(
    text: &str,
    (schema, keys): (&Schema, &[usize]),
    param: Option<(usize, &str)>,
    names: Names<'_>,
) -> Result<GroupFormula> {
    let column = |(index, field): (usize, &FieldRef)| match keys.contains(&index) {
        true => field.as_ref().clone(),
        false => list(field),
    };
    let (fields, reads): (Vec<Field>, Reads) = match param {
        Some((index, name)) => (vec![list(schema.field(index)).with_name(name)], Reads::List(index)),
        None => (schema.fields().iter().enumerate().map(column).collect(), Reads::All),
    };
    let formula = Formula::bind(text, &Scope::of(&Schema::new(fields)).with(names))?;
    Ok(GroupFormula { formula, reads })
}

fn list(field: &Field) -> Field {
    Field::new(field.name(), DataType::List(list_item(field)), true)
}

/// The items of a list of a column's values.
pub(crate) fn list_item(field: &Field) -> FieldRef {
    let item = Field::new_list_field(field.data_type().clone(), true);
    Arc::new(item.with_metadata(field.metadata().clone()))
}
