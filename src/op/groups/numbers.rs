//! Numbers for values of 64 bits.

use std::hash::BuildHasher;

use arrow_buffer::NullBuffer;
use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::NO_GROUP;

/// Numbers values in the order in which they are first seen; null is one of them.
///
/// Values that lie close together, as identifiers often do, are looked up in an array, the others in a hash table.
pub(super) struct Numbers {
    /// The numbers of the values from `base` on, [`NO_GROUP`] for those not seen.
    near: Vec<u32>,
    base: u64,
    /// The values that do not lie there, with their numbers.
    far: HashTable<(u64, u32)>,
    hasher: DefaultHashBuilder,
    null: u32,
    count: u32,
}

/// The array may have this many places for each value …
const NEAR_SHARE: u64 = 8;
/// … and this many in any case.
const NEAR_LEAST: u64 = 1 << 10;

impl Default for Numbers {
    fn default() -> Self {
        Numbers {
            near: Vec::new(),
            base: 0,
            far: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            null: NO_GROUP,
            count: 0,
        }
    }
}

impl Numbers {
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Adds the number of each value to `out`; new values get the next ones.
    pub fn assign(&mut self, values: &[u64], nulls: Option<&NullBuffer>, out: &mut Vec<u32>) {
        match nulls.filter(|nulls| nulls.null_count() > 0) {
            None if self.make_room(values.iter().copied()) => self.assign_near(values, out),
            None => out.extend(values.iter().map(|value| self.assign_one(*value))),
            Some(nulls) => {
                self.make_room(nulls.valid_indices().map(|row| values[row]));
                out.extend(values.iter().zip(nulls).map(|(value, valid)| match valid {
                    true => self.assign_one(*value),
                    false => self.assign_null(),
                }));
            }
        }
    }

    /// Adds the number of each value to `out`, [`NO_GROUP`] for those not seen.
    pub fn find(&self, values: &[u64], nulls: Option<&NullBuffer>, out: &mut Vec<u32>) {
        match nulls.filter(|nulls| nulls.null_count() > 0) {
            None => out.extend(values.iter().map(|value| self.find_one(*value))),
            Some(nulls) => out.extend(values.iter().zip(nulls).map(|(value, valid)| match valid {
                true => self.find_one(*value),
                false => self.null,
            })),
        }
    }

    /// Replaces each left number by that of its pair with the right one; new pairs get the next ones.
    pub fn assign_pairs(&mut self, left: &mut [u32], right: &[u32]) {
        for (left, right) in left.iter_mut().zip(right) {
            *left = self.assign_far(pair(*left, *right));
        }
    }

    /// Replaces each left number by that of its pair with the right one, [`NO_GROUP`] for pairs not seen.
    pub fn find_pairs(&self, left: &mut [u32], right: &[u32]) {
        for (left, right) in left.iter_mut().zip(right) {
            *left = self.find_far(pair(*left, *right));
        }
    }

    /// Adds the numbers of values that all lie in the array.
    fn assign_near(&mut self, values: &[u64], out: &mut Vec<u32>) {
        let (near, base, mut next) = (self.near.as_mut_slice(), self.base, self.count);
        out.extend(values.iter().map(|value| {
            let number = &mut near[(value - base) as usize];
            if *number == NO_GROUP {
                *number = next;
                next += 1;
            }
            *number
        }));
        self.count = next;
    }

    #[inline]
    fn assign_one(&mut self, value: u64) -> u32 {
        match self.near.get_mut(value.wrapping_sub(self.base) as usize) {
            Some(number) => {
                if *number == NO_GROUP {
                    *number = self.count;
                    self.count += 1;
                }
                *number
            }
            None => self.assign_far(value),
        }
    }

    #[inline]
    fn assign_far(&mut self, value: u64) -> u32 {
        let hasher = &self.hasher;
        let hash = hasher.hash_one(value);
        match self
            .far
            .entry(hash, |(known, _)| *known == value, |(known, _)| hasher.hash_one(known))
        {
            Entry::Occupied(entry) => entry.get().1,
            Entry::Vacant(entry) => {
                entry.insert((value, self.count));
                self.count += 1;
                self.count - 1
            }
        }
    }

    fn assign_null(&mut self) -> u32 {
        if self.null == NO_GROUP {
            self.null = self.count;
            self.count += 1;
        }
        self.null
    }

    #[inline]
    fn find_one(&self, value: u64) -> u32 {
        match self.near.get(value.wrapping_sub(self.base) as usize) {
            Some(number) => *number,
            None => self.find_far(value),
        }
    }

    #[inline]
    fn find_far(&self, value: u64) -> u32 {
        let hash = self.hasher.hash_one(value);
        let found = self.far.find(hash, |(known, _)| *known == value);
        found.map_or(NO_GROUP, |(_, number)| *number)
    }

    /// Lets the array grow to where these values lie, if they are close enough to each other and to those known. Says
    /// whether all of them lie there.
    fn make_room(&mut self, values: impl Iterator<Item = u64>) -> bool {
        let (rows, min, max) = values.fold((0, u64::MAX, 0), |(rows, min, max), value| {
            (rows + 1, value.min(min), value.max(max))
        });
        if rows == 0 {
            return true;
        }
        let known = self.near.len() as u64;
        let (min, max) = match known {
            0 => (min, max),
            _ => (min.min(self.base), max.max(self.base + (known - 1))),
        };
        let most = NEAR_LEAST.max(NEAR_SHARE * (u64::from(self.count) + rows));
        if max - min < known {
            return true;
        }
        if max - min >= most {
            return false;
        }
        if known == 0 {
            self.base = min;
        } else if min < self.base {
            // Half as many more, so that values that go down and down do not have all moved each time.
            let more = (self.base - min).max((known / 2).min(self.base));
            self.base -= more;
            self.near.splice(0..0, std::iter::repeat_n(NO_GROUP, more as usize));
        }
        let (base, len) = (self.base, (max - self.base + 1) as usize);
        self.near.resize(len.max(self.near.len()), NO_GROUP);
        let near = &mut self.near;
        self.far.retain(
            |(value, number)| match near.get_mut(value.wrapping_sub(base) as usize) {
                Some(place) => {
                    *place = *number;
                    false
                }
                None => true,
            },
        );
        if self.far.is_empty() {
            self.far = HashTable::new();
        }
        true
    }
}

fn pair(left: u32, right: u32) -> u64 {
    u64::from(left) << 32 | u64::from(right)
}
