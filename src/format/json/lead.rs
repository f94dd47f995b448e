//! The text between two values: predicted from the record before, and compared fast.

use super::cursor::{Cursor, RawString};
use super::fault::Parsed;

/// For each member of an object, in order: the text before its value and what the value is wanted for.
#[derive(Clone, Default)]
pub(super) struct Predictions(Vec<Prediction>);

#[derive(Clone)]
struct Prediction {
    lead: Lead,
    want: Option<usize>,
}

/// Longer texts and further members are not predicted.
const MAX_LEAD: usize = 128;
const MAX_PREDICTIONS: usize = 4096;

impl Predictions {
    /// Steps over the text before a member's value if it is the predicted one, and tells what the value is wanted for;
    /// none, and the cursor where it was, if not.
    #[inline]
    pub fn step_over(&self, cursor: &mut Cursor<'_>, member: usize) -> Option<Option<usize>> {
        let prediction = self.0.get(member).filter(|prediction| prediction.lead.is_at(cursor))?;
        cursor.at += prediction.lead.len();
        // There may be more blanks than there were.
        cursor.skip_space();
        Some(prediction.want)
    }

    /// Predicts the same for the next record.
    pub fn learn(&mut self, member: usize, lead: &[u8], want: Option<usize>) {
        if lead.len() > MAX_LEAD || member >= MAX_PREDICTIONS {
            return;
        }
        let prediction = Prediction {
            lead: Lead::new(lead),
            want,
        };
        if member < self.0.len() {
            self.0[member] = prediction;
        } else if member == self.0.len() {
            self.0.push(prediction);
        }
    }
}

/// Reads up to the value of the next member of an object, and gives its name; none at the closing brace.
pub(super) fn next_key<'a>(cursor: &mut Cursor<'a>, member: usize) -> Parsed<Option<RawString<'a>>> {
    cursor.skip_space();
    if cursor.peek() == b'}' {
        return Ok(None);
    }
    if member > 0 {
        cursor.expect(b',', "',' or '}'")?;
        cursor.skip_space();
    }
    cursor.key().map(Some)
}

/// The text before a value: what follows the value before it, the field's name, and a colon.
#[derive(Clone)]
struct Lead {
    text: Box<[u8]>,
    /// The first 16 bytes as two words, and which bits of those are of the text.
    words: [u64; 2],
    masks: [u64; 2],
}

impl Lead {
    fn new(text: &[u8]) -> Self {
        let mut lead = Lead {
            text: text.into(),
            words: [0; 2],
            masks: [0; 2],
        };
        for (index, byte) in text.iter().take(16).enumerate() {
            lead.words[index / 8] |= u64::from(*byte) << (index % 8 * 8);
            lead.masks[index / 8] |= 0xff << (index % 8 * 8);
        }
        lead
    }

    fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether the text is what comes next.
    #[inline]
    fn is_at(&self, cursor: &Cursor<'_>) -> bool {
        let next = *cursor;
        match (self.text.len() <= 16, next.word_here(), next.skip(8).word_here()) {
            (true, Some(first), Some(second)) => {
                (first ^ self.words[0]) & self.masks[0] | (second ^ self.words[1]) & self.masks[1] == 0
            }
            _ => next.bytes[next.at..].starts_with(&self.text),
        }
    }
}
