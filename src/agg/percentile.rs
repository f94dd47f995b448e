//! Medians and other percentiles.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Float32Array, Float64Array};
use arrow_schema::{DataType, Field};

use super::keys::{Encodings, Keys, Numbers, OwnDigits, is_number};
use super::multiset::Multiset;
use super::{Accumulator, Rows};
use crate::error::Result;
use crate::spec::has_own_digits;

/// The type of the percentiles of a column of this type, and their accumulator.
pub(super) fn of(field: &Field, fraction: f64, average: bool) -> Result<(DataType, Box<dyn Accumulator>)> {
    let data_type = field.data_type();
    let result = match data_type {
        DataType::Int32 | DataType::Int64 if average => DataType::Float64,
        other => other.clone(),
    };
    let rank = Rank {
        fraction,
        pick: if average { Pick::Middle } else { Pick::Nearest },
        result: result.clone(),
    };
    let accumulator: Box<dyn Accumulator> = if has_own_digits(field) {
        Box::new(Halves::new(OwnDigits, rank))
    } else if is_number(data_type) {
        let numbers = Numbers {
            data_type: data_type.clone(),
            one_zero: false,
        };
        Box::new(Halves::new(numbers, rank))
    } else {
        Box::new(Halves::new(Encodings::of(field)?, rank))
    };
    Ok((result, accumulator))
}

/// The percentiles, as doubles, that a digest of the values would be close to; none if the column has no numbers. NaN is
/// left out, and is what is made of no values.
pub(super) fn approximate(field: &Field, fraction: f64) -> Option<(DataType, Box<dyn Accumulator>)> {
    let data_type = field.data_type();
    if !is_approximated(data_type) {
        return None;
    }
    let numbers = Numbers {
        data_type: data_type.clone(),
        one_zero: false,
    };
    let rank = Rank {
        fraction,
        pick: Pick::Digest,
        result: DataType::Float64,
    };
    Some((DataType::Float64, Box::new(Halves::new(numbers, rank))))
}

/// Whether a digest takes values of this type: numbers that are doubles, or nearly so.
pub(super) fn is_approximated(data_type: &DataType) -> bool {
    (data_type.is_integer() || data_type.is_floating()) && is_number(data_type)
}

/// Which value is asked for.
struct Rank {
    fraction: f64,
    pick: Pick,
    result: DataType,
}

#[derive(Clone, Copy, PartialEq)]
enum Pick {
    /// The nearest to the fraction of the way from the first to the last.
    Nearest,
    /// The average of two where as many are below as above.
    Middle,
    /// The one below which the fraction of all is, as a t-digest of few values gives it.
    Digest,
}

impl Rank {
    /// How many of so many values are not above the one that is asked for.
    fn below(&self, values: u64) -> u64 {
        if values == 0 {
            return 0;
        }
        // Where two can be averaged, the lower one is meant; otherwise the nearer one, or the upper of two as near.
        let position = (values - 1) as f64 * self.fraction;
        let position = match self.pick {
            Pick::Middle if self.is_averaged() => position,
            Pick::Middle | Pick::Nearest => position + 0.5,
            Pick::Digest => values as f64 * self.fraction,
        };
        (position as u64 + 1).min(values)
    }

    /// Whether there is an average of two values of the type.
    fn is_averaged(&self) -> bool {
        matches!(self.result, DataType::Float32 | DataType::Float64)
    }
}

/// The values of each group in two parts: those up to the one that is asked for, and those above.
struct Halves<K: Keys> {
    keys: K,
    rank: Rank,
    groups: Vec<Values<K::Key>>,
}

struct Values<K> {
    low: Multiset<K>,
    high: Multiset<K>,
    nans: u64,
}

impl<K> Default for Values<K> {
    fn default() -> Self {
        Values {
            low: Multiset::default(),
            high: Multiset::default(),
            nans: 0,
        }
    }
}

impl<K: Ord + Clone> Values<K> {
    fn add(&mut self, key: K) {
        let is_high = self.low.rows.last_key_value().is_none_or(|(last, _)| key > *last);
        let half = if is_high { &mut self.high } else { &mut self.low };
        half.add(key, 1);
    }

    fn remove(&mut self, key: &K) {
        if !self.low.remove(key) {
            self.high.remove(key);
        }
    }

    /// Moves values so that as many are in the low half as the rank says.
    fn balance(&mut self, rank: &Rank) {
        let low = rank.below(self.low.len + self.high.len);
        while self.low.len > low
            && let Some((key, rows)) = self.low.rows.pop_last()
        {
            let moved = rows.min(self.low.len - low);
            if moved < rows {
                self.low.rows.insert(key.clone(), rows - moved);
            }
            self.low.len -= moved;
            self.high.add(key, moved);
        }
        while self.low.len < low
            && let Some((key, rows)) = self.high.rows.pop_first()
        {
            let moved = rows.min(low - self.low.len);
            if moved < rows {
                self.high.rows.insert(key.clone(), rows - moved);
            }
            self.high.len -= moved;
            self.low.add(key, moved);
        }
    }
}

impl<K: Keys> Halves<K> {
    fn new(keys: K, rank: Rank) -> Self {
        Halves {
            keys,
            rank,
            groups: Vec::new(),
        }
    }

    fn each(&mut self, rows: &Rows<'_>, apply: impl Fn(&mut Values<K::Key>, K::Key, bool)) -> Result<()> {
        self.groups.resize_with(rows.count, Values::default);
        let values = rows.operand(0)?;
        let keys = self.keys.keys(values)?;
        for (row, (group, key)) in rows.groups.iter().zip(keys).enumerate() {
            if values.is_valid(row) {
                let group = &mut self.groups[*group as usize];
                let is_nan = self.keys.is_nan(&key);
                apply(group, key, is_nan);
                group.balance(&self.rank);
            }
        }
        Ok(())
    }

    /// The average of the values in the middle, or the only one there.
    fn average(&self, group: u32) -> Option<f64> {
        let values = &self.groups[group as usize];
        let is_digest = self.rank.pick == Pick::Digest;
        if values.nans > 0 && !is_digest {
            return Some(f64::NAN);
        }
        let Some((low, _)) = values.low.rows.last_key_value() else {
            return is_digest.then_some(f64::NAN);
        };
        let high = match values.high.rows.first_key_value() {
            Some((high, _)) if values.low.len == values.high.len && !is_digest => high,
            _ => low,
        };
        self.keys.middle(low, high)
    }
}

impl<K: Keys> Accumulator for Halves<K> {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, |values, key, is_nan| match is_nan {
            true => values.nans += 1,
            false => values.add(key),
        })
    }

    fn remove(&mut self, rows: &Rows<'_>) -> Result<()> {
        self.each(rows, |values, key, is_nan| match is_nan {
            true => values.nans -= 1,
            false => values.remove(&key),
        })
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        let averages = || groups.iter().map(|group| self.average(*group));
        match self.rank.result {
            DataType::Float32 if self.rank.pick == Pick::Middle => {
                let averages = averages().map(|average| average.map(|average| average as f32));
                Ok(Arc::new(averages.collect::<Float32Array>()))
            }
            DataType::Float64 if self.rank.pick != Pick::Nearest => Ok(Arc::new(averages().collect::<Float64Array>())),
            _ => {
                let nan = self.keys.nan();
                self.keys.values(groups.iter().map(|group| {
                    let values = &self.groups[*group as usize];
                    match &nan {
                        Some(nan) if values.nans > 0 => Some(nan),
                        _ => values.low.rows.last_key_value().map(|(key, _)| key),
                    }
                }))
            }
        }
    }
}
