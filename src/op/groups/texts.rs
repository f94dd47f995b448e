//! Numbers for text and bytes.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::NO_GROUP;

/// Numbers texts in the order in which they are first seen; null is one of them.
pub(super) struct Texts {
    /// All texts one after another, by number; null is empty.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    table: HashTable<Known>,
    hasher: DefaultHashBuilder,
    null: u32,
}

/// The hash and the number of a text.
struct Known {
    hash: u64,
    number: u32,
}

impl Default for Texts {
    fn default() -> Self {
        Texts {
            bytes: Vec::new(),
            ends: Vec::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            null: NO_GROUP,
        }
    }
}

impl Texts {
    pub fn count(&self) -> u32 {
        self.ends.len() as u32
    }

    /// The number of a text, which is the next one if it is new.
    pub fn assign(&mut self, text: Option<&[u8]>) -> u32 {
        let next = self.count();
        let Some(text) = text else {
            if self.null == NO_GROUP {
                self.null = next;
                self.ends.push(self.bytes.len());
            }
            return self.null;
        };
        let hash = self.hasher.hash_one(text);
        let (bytes, ends) = (&mut self.bytes, &mut self.ends);
        let is_same = |known: &Known| known.hash == hash && text_at(bytes, ends, known.number) == text;
        match self.table.entry(hash, is_same, |known| known.hash) {
            Entry::Occupied(entry) => entry.get().number,
            Entry::Vacant(entry) => {
                entry.insert(Known { hash, number: next });
                bytes.extend_from_slice(text);
                ends.push(bytes.len());
                next
            }
        }
    }

    /// The number of a text, [`NO_GROUP`] if it has none.
    pub fn find(&self, text: Option<&[u8]>) -> u32 {
        let Some(text) = text else {
            return self.null;
        };
        let hash = self.hasher.hash_one(text);
        let is_same = |known: &Known| known.hash == hash && text_at(&self.bytes, &self.ends, known.number) == text;
        self.table.find(hash, is_same).map_or(NO_GROUP, |known| known.number)
    }
}

fn text_at<'a>(bytes: &'a [u8], ends: &[usize], number: u32) -> &'a [u8] {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &bytes[start..ends[number]]
}
