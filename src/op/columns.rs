//! Which columns are left, in which order and under which names.

use arrow_schema::Schema;

use crate::error::{Error, Result};
use crate::table::Snapshot;

/// A column of a result: its name, and its index in the input.
pub(super) type Chosen = (String, usize);

/// All columns but these.
pub(super) fn dropped(input: &Snapshot, columns: &[String]) -> Result<Vec<Chosen>> {
    find_all(input, columns.iter().map(String::as_str))?;
    let names = input.schema().fields().iter().map(|field| field.name());
    Ok(names
        .enumerate()
        .filter(|(_, name)| !columns.contains(name))
        .map(|(index, name)| (name.clone(), index))
        .collect())
}

/// All columns in their places, some of them under another name: `New = Old`.
pub(super) fn renamed(input: &Snapshot, pairs: &[String]) -> Result<Vec<Chosen>> {
    let pairs = named(input, pairs)?;
    let mut columns = all(input.schema());
    for (new, index) in &pairs {
        columns[*index].0.clone_from(new);
    }
    once(columns)
}

/// All columns, these moved behind `index` of the others, or behind all; each a name or `New = Old`.
pub(super) fn moved(input: &Snapshot, index: i32, columns: &[String]) -> Result<Vec<Chosen>> {
    let moving = named(input, columns)?;
    let mut rest = all(input.schema());
    rest.retain(|(_, index)| moving.iter().all(|(_, moved)| moved != index));
    let at = usize::try_from(index).unwrap_or(0).min(rest.len());
    rest.splice(at..at, moving);
    once(rest)
}

/// The names that stand for columns of the input, which must be there.
fn named(input: &Snapshot, columns: &[String]) -> Result<Vec<Chosen>> {
    let pairs: Vec<(&str, &str)> = columns.iter().map(|column| pair(column)).collect();
    let indices = find_all(input, pairs.iter().map(|(_, old)| *old))?;
    Ok(pairs.iter().map(|(new, _)| (*new).to_owned()).zip(indices).collect())
}

fn find_all<'a>(input: &Snapshot, names: impl Iterator<Item = &'a str>) -> Result<Vec<usize>> {
    let (found, missing): (Vec<_>, Vec<_>) = names
        .map(|name| (name, input.schema().index_of(name)))
        .partition(|(_, index)| index.is_ok());
    if let Some((first, _)) = missing.first() {
        let known = input.schema().fields().iter();
        return Err(Error::not_found(format!(
            "Column(s) not found: {}; the table has {}",
            missing.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
            known.map(|field| field.name().as_str()).collect::<Vec<_>>().join(", ")
        ))
        .with("column", first));
    }
    Ok(found.into_iter().filter_map(|(_, index)| index.ok()).collect())
}

/// All columns.
pub(super) fn all(schema: &Schema) -> Vec<Chosen> {
    let names = schema.fields().iter().map(|field| field.name().clone());
    names.zip(0..).collect()
}

fn once(columns: Vec<Chosen>) -> Result<Vec<Chosen>> {
    let twice = columns
        .iter()
        .enumerate()
        .find(|(position, (name, _))| columns[..*position].iter().any(|(known, _)| known == name));
    match twice {
        Some((_, (name, _))) => {
            Err(Error::invalid(format!("there would be two columns {name:?}")).with("column", name))
        }
        None => Ok(columns),
    }
}

/// `New = Old`, or one name for both.
fn pair(column: &str) -> (&str, &str) {
    let (new, old) = column.split_once('=').unwrap_or((column, column));
    (new.trim(), old.trim())
}
