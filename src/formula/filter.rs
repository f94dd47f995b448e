//! Filters: formulas that are conditions on the rows of a table.

use arrow_array::cast::AsArray;
use arrow_array::{Array, BooleanArray};
use arrow_buffer::BooleanBuffer;

use super::formula::Formula;
use super::frame::Frame;
use super::lexer::wrong;
use super::parser::parse;
use super::scope::Scope;
use super::types::Type;
use crate::error::{Error, Result};
use crate::table::{RowSet, Snapshot};

/// A condition on the rows of a table.
///
/// Null is less than every value and equal to null. NaN is equal to nothing, and neither less nor greater.
#[derive(Clone)]
pub(crate) struct Filter {
    text: String,
    condition: Formula,
}

impl Filter {
    /// Reads a filter on a table with this scope.
    pub fn new(text: &str, scope: &Scope<'_>) -> Result<Self> {
        let expr = parse(text)?;
        let condition = Formula::of(text, &expr, scope, true)?;
        match condition.result() {
            Type::Boolean => Ok(Filter {
                text: text.to_owned(),
                condition,
            }),
            other => Err(wrong(
                text,
                expr.at,
                &match other {
                    Type::Object => {
                        "a filter must be a Boolean, this is of class Object: cast it, (boolean)f(X)".to_owned()
                    }
                    other => format!("a filter must be a Boolean, this is {other}"),
                },
            )),
        }
    }

    /// Whether the filter is true, row by row; no answer is null. Fails where the condition is null.
    pub fn test(&self, frame: &Frame<'_>) -> Result<BooleanArray> {
        let answers = self.condition.evaluate(frame)?;
        let answers: &BooleanArray = answers.as_boolean();
        if let Some(nulls) = answers.nulls()
            && let Some(row) = (0..nulls.len()).find(|row| nulls.is_null(*row))
        {
            let key = frame.keys().key_at(row as u64).unwrap_or_default();
            return Err(
                Error::invalid(format!("the filter {} is null for row {key}", self.text))
                    .with("formula", &self.text)
                    .with("row_key", key),
            );
        }
        Ok(answers.clone())
    }

    /// The keys of `rows`, which are rows of `input`, for which the filter is true. Fails where it is null.
    pub fn matching(&self, input: &Snapshot, rows: &RowSet) -> Result<RowSet> {
        let mut words = Words::default();
        for piece in input.pieces(rows) {
            let answers = self.test(&Frame::new(input, input.schema().fields().len(), &piece))?;
            let mut first = 0;
            for range in piece.ranges() {
                let len = (range.end - range.start) as usize;
                words.add(range.start, &answers.values().slice(first, len));
                first += len;
            }
        }
        Ok(RowSet::from_words(words.0.into_iter()))
    }
}

/// Keys as words of 64 bits: the number of the word, and its bits. In ascending order.
#[derive(Default)]
struct Words(Vec<(u64, u64)>);

impl Words {
    /// Adds the keys from `key` on whose bits are set.
    fn add(&mut self, key: u64, bits: &BooleanBuffer) {
        // Up to the next word, then word by word.
        let before = (key.wrapping_neg() % 64).min(bits.len() as u64) as usize;
        if before > 0 {
            let head = bits.slice(0, before).bit_chunks().remainder_bits();
            self.push(key / 64, head << (key % 64));
        }
        let rest = bits.slice(before, bits.len() - before);
        let first = (key + before as u64) / 64;
        let chunks = rest.bit_chunks();
        for (number, word) in (first..).zip(chunks.iter()) {
            self.push(number, word);
        }
        self.push(first + chunks.chunk_len() as u64, chunks.remainder_bits());
    }

    fn push(&mut self, number: u64, word: u64) {
        match self.0.last_mut() {
            _ if word == 0 => {}
            Some((last, bits)) if *last == number => *bits |= word,
            _ => self.0.push((number, word)),
        }
    }
}

#[cfg(test)]
mod words {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_are_the_keys_whose_bits_are_set(
            stretches in proptest::collection::vec((1u64..200, proptest::collection::vec(any::<bool>(), 1..300)), 0..6),
        ) {
            let (mut words, mut expected, mut key) = (Words::default(), Vec::new(), 0);
            for (gap, bits) in stretches {
                key += gap;
                words.add(key, &bits.iter().copied().collect());
                expected.extend((key..).zip(&bits).filter(|(_, set)| **set).map(|(key, _)| key));
                key += bits.len() as u64;
            }
            let keys = RowSet::from_words(words.0.into_iter());
            prop_assert_eq!(keys.iter().collect::<Vec<_>>(), expected);
        }
    }
}
