//! Each different value of a group, and how many rows have it.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int64Array, ListArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{Field, FieldRef};

use super::keys::{Encodings, Keys, Numbers, OwnDigits, is_number};
use super::multiset::Multiset;
use super::{Accumulator, Rows};
use crate::error::Result;
use crate::spec::has_own_digits;

/// What is made of the different values.
#[derive(Clone)]
pub(super) enum Finish {
    Least,
    Greatest,
    /// How many there are, with null and NaN or without.
    Number(bool),
    /// All of them, as a list of such items, with null and NaN or without.
    List(FieldRef, bool),
    /// The only one, with null and NaN or without.
    Only(bool),
}

/// The accumulator of the different values of a column, of which zero and minus zero are one.
pub(super) fn of(field: &Field, finish: Finish) -> Result<Box<dyn Accumulator>> {
    let data_type = field.data_type();
    Ok(if has_own_digits(field) {
        Box::new(Counted::new(OwnDigits, finish))
    } else if is_number(data_type) {
        let numbers = Numbers {
            data_type: data_type.clone(),
            one_zero: true,
        };
        Box::new(Counted::new(numbers, finish))
    } else {
        Box::new(Counted::new(Encodings::of(field)?, finish))
    })
}

/// The values of each group.
pub(super) struct Counted<K: Keys> {
    keys: K,
    finish: Finish,
    groups: Vec<Values<K::Key>>,
}

struct Values<K> {
    values: Multiset<K>,
    nulls: u64,
}

impl<K> Default for Values<K> {
    fn default() -> Self {
        Values {
            values: Multiset::default(),
            nulls: 0,
        }
    }
}

impl<K: Keys> Counted<K> {
    pub fn new(keys: K, finish: Finish) -> Self {
        Counted {
            keys,
            finish,
            groups: Vec::new(),
        }
    }

    fn each(&mut self, rows: &Rows<'_>, apply: impl Fn(&mut Values<K::Key>, Option<K::Key>)) -> Result<()> {
        self.groups.resize_with(rows.count, Values::default);
        let values = rows.operand(0)?;
        let keys = self.keys.keys(values)?;
        for (row, (group, key)) in rows.groups.iter().zip(keys).enumerate() {
            apply(&mut self.groups[*group as usize], values.is_valid(row).then_some(key));
        }
        Ok(())
    }

    /// The values of a group, with NaN or without.
    fn values_of(&self, group: u32, nulls: bool) -> impl Iterator<Item = &K::Key> {
        let keys = self.groups[group as usize].values.rows.keys();
        keys.filter(move |key| nulls || !self.keys.is_nan(key))
    }

    /// Whether null is a value of a group.
    fn has_null(&self, group: u32, nulls: bool) -> bool {
        nulls && self.groups[group as usize].nulls > 0
    }

    /// How many values a group has; NaN is the last one.
    fn number(&self, group: u32, nulls: bool) -> usize {
        let rows = &self.groups[group as usize].values.rows;
        let nan = !nulls && rows.last_key_value().is_some_and(|(key, _)| self.keys.is_nan(key));
        rows.len() - usize::from(nan) + usize::from(self.has_null(group, nulls))
    }

    fn lists(&self, groups: &[u32], item: &FieldRef, nulls: bool) -> Result<ArrayRef> {
        let sizes: Vec<usize> = groups.iter().map(|group| self.number(*group, nulls)).collect();
        let of_group = |group: &u32| {
            let null = self.has_null(*group, nulls).then_some(None);
            null.into_iter().chain(self.values_of(*group, nulls).map(Some))
        };
        let values = self.keys.values(groups.iter().flat_map(of_group))?;
        // A list without values is null.
        let valid: NullBuffer = sizes.iter().map(|size| *size > 0).collect();
        let lists = ListArray::try_new(item.clone(), OffsetBuffer::from_lengths(sizes), values, Some(valid))?;
        Ok(Arc::new(lists))
    }
}

impl<K: Keys> Accumulator for Counted<K> {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, |values, key| match key {
            Some(key) => values.values.add(key, 1),
            None => values.nulls += 1,
        })
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, |values, key| match key {
            Some(key) => {
                values.values.remove(&key);
            }
            None => values.nulls -= 1,
        })
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let key = |group: &u32| {
            let rows = &self.groups[*group as usize].values.rows;
            let (least, greatest) = (rows.first_key_value()?.0, rows.last_key_value()?.0);
            Some(match self.finish {
                Finish::Least if !self.keys.is_nan(greatest) => least,
                _ => greatest,
            })
        };
        match self.finish {
            Finish::Least | Finish::Greatest => self.keys.values(groups.iter().map(key)),
            Finish::Number(nulls) => {
                let numbers = groups.iter().map(|group| self.number(*group, nulls) as i64);
                let numbers = numbers.map(|number| (number > 0).then_some(number));
                Ok(Arc::new(numbers.collect::<Int64Array>()))
            }
            Finish::List(ref item, nulls) => self.lists(groups, item, nulls),
            Finish::Only(nulls) => self.keys.values(groups.iter().map(|group| {
                let mut values = self.values_of(*group, nulls);
                values.next().filter(|_| self.number(*group, nulls) == 1)
            })),
        }
    }
}
