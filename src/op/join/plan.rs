//! What a join was asked for, bound to the columns of its tables.

use std::sync::Arc;

use arrow_schema::{Field, Schema, SchemaRef};

use super::as_of::Rule;
use crate::error::{Error, Result};
use crate::formula::check_name;
use crate::spec::{ColumnType, PairOperation};
use crate::table::{Column, RowSet, Snapshot};

/// The columns of a join.
#[derive(Clone)]
pub(in crate::op) struct Plan {
    /// The columns whose values have to be equal, on either side.
    pub left_keys: Vec<usize>,
    pub right_keys: Vec<usize>,
    /// The columns that are compared by an as-of join, and how.
    pub as_of: Option<(usize, usize, Rule)>,
    /// The columns of the right table that are added.
    added: Vec<usize>,
    /// The columns of the left table, and then those.
    schema: SchemaRef,
}

/// Two columns that are compared, as they are called.
struct Pair<'a> {
    left: &'a str,
    right: &'a str,
    /// The sign in between, if there is one that does not ask for equality.
    sign: Option<&'a str>,
}

impl Plan {
    pub fn new(operation: &PairOperation, left: &Snapshot, right: &Snapshot) -> Result<Plan> {
        let mut pairs: Vec<Pair<'_>> = Vec::new();
        for item in operation.on().iter().filter(|item| !item.trim().is_empty()) {
            pairs.push(Pair::parse(operation, item)?);
        }
        let as_of = as_of(operation, &mut pairs)?;
        let mut plan = Plan {
            left_keys: Vec::new(),
            right_keys: Vec::new(),
            as_of: None,
            added: Vec::new(),
            schema: left.schema().clone(),
        };
        for pair in &pairs {
            let (left, right) = pair.find(left, right)?;
            plan.left_keys.push(left);
            plan.right_keys.push(right);
        }
        if let Some((pair, rule)) = &as_of {
            let (left, right) = pair.find(left, right)?;
            plan.as_of = Some((left, right, *rule));
        }
        if !matches!(
            operation,
            PairOperation::WhereIn { .. }
                | PairOperation::WhereNotIn { .. }
                | PairOperation::Known { .. }
                | PairOperation::Range { .. }
        ) {
            pairs.extend(as_of.map(|(pair, _)| pair));
            let added = added(operation, &pairs, left, right)?;
            plan.add(operation, added, left, right)?;
        }
        Ok(plan)
    }

    /// Adds columns of the right table to the result, each (new name, old name).
    fn add(
        &mut self,
        operation: &PairOperation,
        added: Vec<(&str, &str)>,
        left: &Snapshot,
        right: &Snapshot,
    ) -> Result<()> {
        let clashing: Vec<&str> = added
            .iter()
            .map(|(new, _)| *new)
            .filter(|new| left.schema().index_of(new).is_ok())
            .collect();
        if let Some(first) = clashing.first() {
            return Err(Error::invalid(format!(
                "Conflicting column names [{}]: both tables of {operation} have them; name the columns to add, such as New = Old",
                clashing.join(", ")
            ))
            .with("column", first));
        }
        let mut fields: Vec<Arc<Field>> = left.schema().fields().iter().cloned().collect();
        if matches!(operation, PairOperation::FullOuter { .. }) {
            let nullable = |field: &mut Arc<Field>| *field = Arc::new(field.as_ref().clone().with_nullable(true));
            fields.iter_mut().for_each(nullable);
        }
        for (new, old) in added {
            let index = right.column_index(old)?;
            let field = right.schema().field(index).clone().with_name(new).with_nullable(true);
            fields.push(Arc::new(field));
            self.added.push(index);
        }
        self.schema = Arc::new(Schema::new(fields));
        Ok(())
    }

    /// The same match with the tables in each other's place, for a result that is rows of `right`, now on the left side.
    pub fn swapped(&self, right: &Snapshot) -> Plan {
        Plan {
            left_keys: self.right_keys.clone(),
            right_keys: self.left_keys.clone(),
            as_of: None,
            added: Vec::new(),
            schema: right.schema().clone(),
        }
    }

    /// For each column of the left table the right one that it is compared with, if that has its name.
    pub fn keys_of_one_name(&self, left: &Snapshot, right: &Snapshot) -> Vec<Option<usize>> {
        let pairs = || self.left_keys.iter().zip(&self.right_keys);
        let right_name = |key: usize| right.schema().field(key).name();
        let key = |(column, field): (usize, &Arc<Field>)| {
            let mut keys = pairs().filter(|(key, _)| **key == column).map(|(_, key)| *key);
            keys.find(|key| right_name(*key) == field.name())
        };
        left.schema().fields().iter().enumerate().map(key).collect()
    }

    /// The columns of the left table.
    pub fn left_fields(&self) -> &[Arc<Field>] {
        let fields: &[Arc<Field>] = self.schema.fields();
        &fields[..fields.len() - self.added.len()]
    }

    /// The types of the columns whose values have to be equal.
    pub fn key_fields(&self, left: &Snapshot) -> Vec<Field> {
        let fields = self.left_keys.iter().map(|key| left.schema().field(*key).clone());
        fields.collect()
    }

    /// The result with these rows: the columns of `left`, and those of `right` that are added, as `seen` shows them.
    pub fn result(
        &self,
        rows: RowSet,
        left: impl IntoIterator<Item = Arc<dyn Column>>,
        right: &Snapshot,
        seen: impl Fn(Arc<dyn Column>) -> Arc<dyn Column>,
    ) -> Snapshot {
        let added = self.added.iter().filter_map(|index| right.column(*index));
        let added = added.map(|column| seen(column.clone()));
        Snapshot::new(self.schema.clone(), rows, left.into_iter().chain(added).collect())
    }
}

impl<'a> Pair<'a> {
    /// A column that both tables have, `Left = Right`, or with another sign of comparison.
    fn parse(operation: &PairOperation, item: &'a str) -> Result<Pair<'a>> {
        const SIGNS: [&str; 6] = [">=", "<=", "==", ">", "<", "="];
        let sign = SIGNS
            .iter()
            .filter_map(|sign| item.find(sign).map(|at| (at, *sign)))
            .min_by_key(|(at, sign)| (*at, std::cmp::Reverse(sign.len())));
        let (left, right) = match sign {
            Some((at, sign)) => (&item[..at], &item[at + sign.len()..]),
            None => (item, item),
        };
        let sign = sign.map(|(_, sign)| sign);
        let (left, right) = (left.trim(), right.trim());
        if !is_name(left) || !is_name(right) {
            return Err(Error::invalid(format!(
                "{item:?} in the match of {operation} was not understood: expected a column, or Left = Right{}",
                match operation {
                    PairOperation::AsOf { .. } => ", Left >= Right or Left > Right",
                    PairOperation::ReverseAsOf { .. } => ", Left <= Right or Left < Right",
                    _ => "",
                }
            ))
            .with("match", item));
        }
        let sign = sign.filter(|sign| !matches!(*sign, "=" | "=="));
        Ok(Pair { left, right, sign })
    }

    /// The columns of either table, which must be of one type.
    fn find(&self, left: &Snapshot, right: &Snapshot) -> Result<(usize, usize)> {
        let of = |side: &str, error: Error| {
            Error::new(error.kind(), format!("in the {side} table, {error}")).with_all(&error)
        };
        let indices = (
            left.column_index(self.left).map_err(|error| of("left", error))?,
            right.column_index(self.right).map_err(|error| of("right", error))?,
        );
        let data_type = |table: &Snapshot, index: usize| table.schema().field(index).data_type().clone();
        let types = (data_type(left, indices.0), data_type(right, indices.1));
        if types.0 != types.1 {
            return Err(Error::invalid(format!(
                "Mismatched join types, {}={}: {} != {}",
                self.left,
                self.right,
                ColumnType::from(types.0),
                ColumnType::from(types.1)
            ))
            .with("column", self.left));
        }
        Ok(indices)
    }
}

/// Takes out the pair that an as-of join compares: the one with a sign that says so, or else the last.
fn as_of<'a>(operation: &PairOperation, pairs: &mut Vec<Pair<'a>>) -> Result<Option<(Pair<'a>, Rule)>> {
    let refused = |sign: &str, pair: &Pair<'_>, expected: &str| {
        Error::invalid(format!(
            "Unsupported operation for {}: \"{} {sign} {}\"; expected {expected}",
            operation.name(),
            pair.left,
            pair.right
        ))
        .with("match", format!("{} {sign} {}", pair.left, pair.right))
    };
    let signs = match operation {
        PairOperation::AsOf { .. } => [">=", ">"],
        PairOperation::ReverseAsOf { .. } => ["<=", "<"],
        _ => {
            let found = pairs.iter().find_map(|pair| Some((pair.sign?, pair)));
            return match found {
                Some((sign, pair)) => Err(refused(sign, pair, "a column, or Left = Right")),
                None => Ok(None),
            };
        }
    };
    let expected = format!("one column, Left {} Right or Left {} Right", signs[0], signs[1]);
    let mut compared = pairs.iter().enumerate().filter(|(_, pair)| pair.sign.is_some());
    let (position, is_strict) = match (compared.next(), compared.next()) {
        (Some((_, _)), Some((_, second))) => {
            return Err(refused(second.sign.unwrap_or_default(), second, &expected));
        }
        (Some((position, pair)), None) => match pair.sign {
            Some(sign) if sign == signs[0] => (position, false),
            Some(sign) if sign == signs[1] => (position, true),
            sign => return Err(refused(sign.unwrap_or_default(), pair, &expected)),
        },
        (None, _) if pairs.is_empty() => {
            return Err(Error::invalid(format!(
                "{operation} does not say which columns are compared: expected {expected}"
            )));
        }
        (None, _) => (pairs.len() - 1, false),
    };
    let rule = match operation {
        PairOperation::AsOf { .. } => Rule::Last { is_strict },
        _ => Rule::First { is_strict },
    };
    Ok(Some((pairs.remove(position), rule)))
}

/// The columns that are added, each (new name, old name), under different names.
fn added<'a>(
    operation: &'a PairOperation,
    pairs: &[Pair<'a>],
    left: &Snapshot,
    right: &'a Snapshot,
) -> Result<Vec<(&'a str, &'a str)>> {
    let mut chosen: Vec<(&str, &str)> = Vec::new();
    for item in operation.add().iter().filter(|item| !item.trim().is_empty()) {
        let (new, old) = match item.split_once('=') {
            // As in a match, two signs say the same as one.
            Some((new, old)) => (new.trim(), old.trim_start_matches('=').trim()),
            None => (item.trim(), item.trim()),
        };
        if new != old {
            check_name(new)?;
        }
        right.column_index(old)?;
        chosen.push((new, old));
    }
    let names = right.schema().fields().iter().map(|field| field.name().as_str());
    let is_as_of = matches!(
        operation,
        PairOperation::AsOf { .. } | PairOperation::ReverseAsOf { .. }
    );
    let mut added: Vec<(&str, &str)> = Vec::new();
    if is_as_of {
        // The right columns of the match come first, under the names that they are given.
        for pair in pairs {
            let known = left.schema().index_of(pair.right).is_ok() || pair.left == pair.right;
            if !known && added.iter().all(|(_, old)| *old != pair.right) {
                let given = chosen.iter().rev();
                let given = given.filter(|(new, old)| *old == pair.right && new != old);
                added.push((given.map(|(new, _)| *new).next().unwrap_or(pair.right), pair.right));
            }
        }
        let shown: Vec<&str> = added.iter().map(|(_, old)| *old).collect();
        chosen.retain(|(_, old)| !shown.contains(old));
    }
    if operation.add().iter().all(|item| item.trim().is_empty()) {
        let says_the_same = |name: &str| pairs.iter().any(|pair| pair.left == name && pair.right == name);
        chosen = names
            .filter(|name| !says_the_same(name) && added.iter().all(|(_, old)| old != name))
            .map(|name| (name, name))
            .collect();
    }
    // Of columns under one name the last one counts, at the place of the first.
    for (new, old) in chosen {
        match added.iter_mut().find(|(known, _)| *known == new) {
            Some(known) => known.1 = old,
            None => added.push((new, old)),
        }
    }
    Ok(added)
}

/// Whether it may be the name of a column, which tables of other programs call what they like.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains([',', '=', '<', '>', '!'])
}
