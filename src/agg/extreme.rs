//! The least and the greatest values.

use arrow_array::Array;
use arrow_array::ArrayRef;
use arrow_schema::DataType;

use super::distinct::{Counted, Finish};
use super::keys::{Encodings, Keys, Numbers, is_number};
use super::{Accumulator, Rows};
use crate::error::Result;

/// The accumulator of the least values of a column, or the greatest. NaN is both, if there is one.
pub(super) fn of(data_type: &DataType, greatest: bool, retracts: bool) -> Result<Box<dyn Accumulator>> {
    let finish = if greatest { Finish::Greatest } else { Finish::Least };
    let numbers = || Numbers {
        data_type: data_type.clone(),
        one_zero: false,
    };
    Ok(match (is_number(data_type), retracts) {
        (true, true) => Box::new(Counted::new(numbers(), finish)),
        (true, false) => Box::new(Best::new(numbers(), greatest)),
        (false, true) => Box::new(Counted::new(Encodings::new(data_type)?, finish)),
        (false, false) => Box::new(Best::new(Encodings::new(data_type)?, greatest)),
    })
}

/// The best value so far, where none goes.
struct Best<K: Keys> {
    keys: K,
    greatest: bool,
    best: Vec<Option<K::Key>>,
}

impl<K: Keys> Best<K> {
    fn new(keys: K, greatest: bool) -> Self {
        Best {
            keys,
            greatest,
            best: Vec::new(),
        }
    }

    #[inline]
    fn each(&mut self, rows: &Rows<'_>, is_better: impl Fn(&K, &K::Key, &K::Key) -> bool) -> Result<()> {
        self.best.resize(rows.count, None);
        let values = rows.operand(0)?;
        let keys = self.keys.keys(values)?;
        let nulls = values.nulls().filter(|nulls| nulls.null_count() > 0);
        for (row, (group, key)) in rows.groups.iter().zip(keys).enumerate() {
            if nulls.is_some_and(|nulls| nulls.is_null(row)) {
                continue;
            }
            let best = &mut self.best[*group as usize];
            if best.as_ref().is_none_or(|best| is_better(&self.keys, &key, best)) {
                *best = Some(key);
            }
        }
        Ok(())
    }
}

impl<K: Keys> Accumulator for Best<K> {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        if self.greatest {
            self.each(rows, |_, key, best| key > best)
        } else {
            self.each(rows, |keys, key, best| {
                (key < best && !keys.is_nan(best)) || (key > best && keys.is_nan(key))
            })
        }
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        self.keys
            .values(groups.iter().map(|group| self.best[*group as usize].as_ref()))
    }
}
