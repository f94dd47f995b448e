//! Columns of text, kept as a dictionary where that is smaller.

use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StringArray, UInt8Array, UInt16Array};
use arrow_select::concat::concat;
use arrow_select::take::take;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::Encoded;
use super::recent::Recent;
use crate::error::Result;

/// Fewer rows are left as they are: they will be joined with others.
const LEAST_ROWS: usize = 1 << 12;
/// Rows from which on a column is looked at once more that was found to have many values when it was shorter.
const LONG: usize = 1 << 15;

/// The most bytes of text that a dictionary stands for: reading it takes as many.
const MOST_BYTES: usize = 64 << 20;

/// A dictionary is looked at as a whole for at least one in so many of its values.
const LEAST_SHARE: usize = 8;

/// Rows that are looked at first.
const SAMPLE: usize = 512;

/// An immutable column of text: `Utf8` to everybody who reads it.
#[derive(Clone, Debug)]
pub(crate) enum Text {
    Plain(StringArray),
    Dictionary(Dictionary),
}

/// Each value once, null being one of them, and for each row which it is.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary {
    values: ArrayRef,
    codes: Codes,
    /// The bytes of all rows, written out.
    plain_size: usize,
}

#[derive(Clone, Debug)]
enum Codes {
    Byte(UInt8Array),
    Short(UInt16Array),
}

impl Text {
    pub fn len(&self) -> usize {
        match self {
            Text::Plain(array) => array.len(),
            Text::Dictionary(Dictionary { codes, .. }) => codes.array().len(),
        }
    }

    /// The values at `range`; those of a dictionary are copied.
    pub fn read(&self, range: Range<usize>) -> Result<ArrayRef> {
        match self {
            Text::Plain(array) => Ok(Arc::new(array.slice(range.start, range.len()))),
            Text::Dictionary(Dictionary { values, codes, .. }) => {
                Ok(take(values, &*codes.array().slice(range.start, range.len()), None)?)
            }
        }
    }

    /// The values at `ranges` as codes; none when they are not kept as such, or when the dictionary has so many more
    /// values than are asked for that those are better read one by one.
    pub fn encoded(&self, ranges: impl Iterator<Item = Range<usize>>) -> Option<Encoded> {
        let Text::Dictionary(Dictionary { values, codes, .. }) = self else {
            return None;
        };
        let ranges: Vec<Range<usize>> = ranges.collect();
        let rows: usize = ranges.iter().map(Range::len).sum();
        if rows < values.len() / LEAST_SHARE {
            return None;
        }
        let codes = match ranges.as_slice() {
            [range] => codes.array().slice(range.start, range.len()),
            ranges => codes.joined(ranges, rows),
        };
        let values = values.clone();
        Some(Encoded::Dictionary { values, codes })
    }

    /// An array with the values of all rows, in which [`Text::position`] says where a row's is: for readers of few rows.
    pub fn values(&self) -> ArrayRef {
        match self {
            Text::Plain(array) => Arc::new(array.clone()),
            Text::Dictionary(Dictionary { values, .. }) => values.clone(),
        }
    }

    pub fn position(&self, row: usize) -> usize {
        match self {
            Text::Plain(_) => row,
            Text::Dictionary(Dictionary { codes, .. }) => codes.at(row),
        }
    }

    pub fn memory_size(&self) -> usize {
        match self {
            Text::Plain(array) => array.get_buffer_memory_size(),
            Text::Dictionary(Dictionary { values, codes, .. }) => {
                values.get_buffer_memory_size() + codes.array().get_buffer_memory_size()
            }
        }
    }

    /// The bytes that the values hold once they are read.
    pub fn plain_size(&self) -> usize {
        match self {
            Text::Plain(_) => self.memory_size(),
            Text::Dictionary(Dictionary { plain_size, .. }) => *plain_size,
        }
    }

    /// The same values in the form that takes the least memory, when there are enough of them to tell.
    pub fn settled(&self) -> Text {
        match self {
            Text::Plain(array) if array.len() >= LEAST_ROWS => {
                encode(&[(self, 0..array.len())]).unwrap_or_else(|| self.clone())
            }
            _ => self.clone(),
        }
    }

    /// The parts one after another.
    pub fn concat(parts: &[(&Text, Range<usize>)]) -> Result<Text> {
        let rows: usize = parts.iter().map(|(_, range)| range.len()).sum();
        let refused = |text: &Text| matches!(text, Text::Plain(array) if array.len() >= LEAST_ROWS);
        let undecided = rows >= LONG || !parts.iter().any(|(text, _)| refused(text));
        if rows >= LEAST_ROWS
            && undecided
            && let Some(encoded) = encode(parts)
        {
            return Ok(encoded);
        }
        let arrays: Vec<ArrayRef> = parts
            .iter()
            .map(|(text, range)| text.read(range.clone()))
            .collect::<Result<_>>()?;
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        Ok(Text::Plain(concat(&arrays)?.as_string().clone()))
    }
}

impl Codes {
    fn array(&self) -> &dyn Array {
        match self {
            Codes::Byte(codes) => codes,
            Codes::Short(codes) => codes,
        }
    }

    /// The codes at `ranges`, of `rows` rows.
    fn joined(&self, ranges: &[Range<usize>], rows: usize) -> ArrayRef {
        fn join<T: Copy>(codes: &[T], ranges: &[Range<usize>], rows: usize) -> Vec<T> {
            let mut joined = Vec::with_capacity(rows);
            ranges
                .iter()
                .for_each(|range| joined.extend_from_slice(&codes[range.clone()]));
            joined
        }
        match self {
            Codes::Byte(codes) => Arc::new(UInt8Array::from(join(codes.values(), ranges, rows))),
            Codes::Short(codes) => Arc::new(UInt16Array::from(join(codes.values(), ranges, rows))),
        }
    }

    fn at(&self, row: usize) -> usize {
        match self {
            Codes::Byte(codes) => usize::from(codes.value(row)),
            Codes::Short(codes) => usize::from(codes.value(row)),
        }
    }
}

/// The parts as one dictionary, if that takes at most half of the memory.
fn encode(parts: &[(&Text, Range<usize>)]) -> Option<Text> {
    let rows = parts.iter().map(|(_, range)| range.len()).sum();
    let mut encoder = Encoder::new(rows);
    for (text, range) in parts {
        match text {
            Text::Plain(array) if is_varied(array, range, &encoder.hasher) => return None,
            Text::Plain(array) => encoder.add_plain(array, range.clone())?,
            Text::Dictionary(dictionary) => encoder.add_dictionary(dictionary, range.clone())?,
        }
    }
    encoder.finish()
}

/// Whether almost all values of a sample differ, which is cheaper to find than to build half a dictionary in vain.
fn is_varied(array: &StringArray, range: &Range<usize>, hasher: &DefaultHashBuilder) -> bool {
    if range.len() < SAMPLE {
        return false;
    }
    let rows = range.clone().step_by(range.len() / SAMPLE).take(SAMPLE);
    let mut hashes: Vec<u64> = rows.map(|row| hasher.hash_one(array.value(row))).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.len() > SAMPLE - SAMPLE / 20
}

/// A dictionary under construction, given up as soon as it is seen to be too large.
struct Encoder {
    hasher: DefaultHashBuilder,
    /// Codes by value.
    table: HashTable<u16>,
    recent: Recent,
    values: StringBuilder,
    null: Option<u16>,
    codes: Vec<u16>,
    /// The bytes of the text, written out.
    text_bytes: usize,
}

impl Encoder {
    fn new(rows: usize) -> Self {
        Encoder {
            hasher: DefaultHashBuilder::default(),
            table: HashTable::new(),
            recent: Recent::new(),
            values: StringBuilder::with_capacity(64, 256),
            null: None,
            codes: Vec::with_capacity(rows),
            text_bytes: 0,
        }
    }

    fn add_plain(&mut self, array: &StringArray, range: Range<usize>) -> Option<()> {
        let offsets = array.value_offsets();
        self.text_bytes += (offsets[range.end] - offsets[range.start]) as usize;
        let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0);
        for row in range {
            let is_null = nulls.is_some_and(|nulls| nulls.is_null(row));
            let (start, end) = (offsets[row] as usize, offsets[row + 1] as usize);
            let key = Recent::key(array.value_data(), start, end - start).filter(|_| !is_null);
            let code = match key.and_then(|key| self.recent.code(key)) {
                Some(code) => code,
                None => {
                    let code = self.code((!is_null).then(|| array.value(row)))?;
                    if let Some(key) = key {
                        self.recent.remember(key, code);
                    }
                    code
                }
            };
            self.codes.push(code);
        }
        Some(())
    }

    fn add_dictionary(&mut self, dictionary: &Dictionary, range: Range<usize>) -> Option<()> {
        let values = dictionary.values.as_string::<i32>();
        // Only values that the range has are taken.
        let mut known: Vec<Option<u16>> = vec![None; values.len()];
        for row in range {
            let old = dictionary.codes.at(row);
            let code = match known[old] {
                Some(code) => code,
                None => {
                    let code = self.code(values.is_valid(old).then(|| values.value(old)))?;
                    *known[old].insert(code)
                }
            };
            self.text_bytes += values.value_length(old) as usize;
            self.codes.push(code);
        }
        Some(())
    }

    /// The code of a value; none when there are too many values.
    #[inline]
    fn code(&mut self, value: Option<&str>) -> Option<u16> {
        let Some(text) = value else {
            if self.null.is_none() {
                self.null = Some(self.new_code()?);
                self.values.append_null();
            }
            return self.null;
        };
        let hash = self.hasher.hash_one(text);
        let values = &self.values;
        if let Some(code) = self.table.find(hash, |code| value_of(values, *code) == text.as_bytes()) {
            return Some(*code);
        }
        let code = self.new_code()?;
        self.values.append_value(text);
        let (values, hasher) = (&self.values, &self.hasher);
        self.table.insert_unique(hash, code, |code| {
            let bytes = value_of(values, *code);
            hasher.hash_one(std::str::from_utf8(bytes).unwrap_or_default())
        });
        Some(code)
    }

    fn new_code(&self) -> Option<u16> {
        let count = self.table.len() + usize::from(self.null.is_some());
        // A sample of which every second value is new has too many.
        (count < LEAST_ROWS / 2 || count <= self.codes.len() / 2).then(|| u16::try_from(count).ok())?
    }

    fn finish(mut self) -> Option<Text> {
        let values: ArrayRef = Arc::new(self.values.finish());
        let rows = self.codes.len();
        let codes = if values.len() <= 1 << 8 {
            Codes::Byte(UInt8Array::from_iter_values(self.codes.iter().map(|code| *code as u8)))
        } else {
            Codes::Short(UInt16Array::from(self.codes))
        };
        let plain_size = self.text_bytes + rows * size_of::<i32>();
        let dictionary = Dictionary {
            values,
            codes,
            plain_size,
        };
        let text = Text::Dictionary(dictionary);
        (text.memory_size() <= plain_size / 2 && plain_size <= MOST_BYTES).then_some(text)
    }
}

fn value_of(values: &StringBuilder, code: u16) -> &[u8] {
    let offsets = values.offsets_slice();
    let code = usize::from(code);
    &values.values_slice()[offsets[code] as usize..offsets[code + 1] as usize]
}

#[cfg(test)]
mod tests;
