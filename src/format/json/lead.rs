//! The text between two values, compared fast.

use super::cursor::Cursor;

/// The text before a value: what follows the value before it, the field's name, and a colon.
#[derive(Clone)]
pub(super) struct Lead {
    text: Box<[u8]>,
    /// The first 16 bytes as two words, and which bits of those are of the text.
    words: [u64; 2],
    masks: [u64; 2],
}

impl Lead {
    pub fn new(text: &[u8]) -> Self {
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

    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether the text is what comes next.
    #[inline]
    pub fn is_at(&self, cursor: &Cursor<'_>) -> bool {
        let next = *cursor;
        match (self.text.len() <= 16, next.word_here(), next.skip(8).word_here()) {
            (true, Some(first), Some(second)) => {
                (first ^ self.words[0]) & self.masks[0] | (second ^ self.words[1]) & self.masks[1] == 0
            }
            _ => next.bytes[next.at..].starts_with(&self.text),
        }
    }
}
