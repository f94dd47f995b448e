//! The codes of short texts that a dictionary met of late.

/// So many texts are remembered.
const SLOTS: usize = 1 << 8;
/// A key of no text: none has so many bytes.
const NONE: u128 = u128::MAX;
/// The bytes of texts of 0 to 15 bytes.
const MASKS: [u128; 16] = {
    let mut masks = [0; 16];
    let mut len = 1;
    while len < 16 {
        masks[len] = masks[len - 1] << 8 | 0xff;
        len += 1;
    }
    masks
};

/// Most columns that make a dictionary hold symbols and the like, of few bytes each. Their codes are found by those bytes as
/// one number, without a hash of the text and without comparing it.
pub(super) struct Recent {
    slots: Box<[(u128, u16)]>,
}

impl Recent {
    pub fn new() -> Self {
        Recent {
            slots: vec![(NONE, 0); SLOTS].into_boxed_slice(),
        }
    }

    /// What stands for a text of so many bytes, from `start` of a buffer on; none for one of more than 15 bytes, or near the
    /// end of the buffer.
    #[inline]
    pub fn key(buffer: &[u8], start: usize, len: usize) -> Option<u128> {
        let mask = MASKS.get(len)?;
        let sixteen = buffer.get(start..)?.first_chunk::<16>()?;
        Some(u128::from_le_bytes(*sixteen) & mask | (len as u128) << 120)
    }

    /// Where a text of that key is, if it is there.
    #[inline]
    fn slot(key: u128) -> usize {
        let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(32);
        // The multiplier of Fibonacci hashing: the highest bits depend on all others.
        (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize % SLOTS
    }

    #[inline]
    pub fn code(&self, key: u128) -> Option<u16> {
        let (known, code) = self.slots[Self::slot(key)];
        (known == key).then_some(code)
    }

    pub fn remember(&mut self, key: u128, code: u16) {
        self.slots[Self::slot(key)] = (key, code);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Texts have the same key if they are the same, wherever they are.
        #[test]
        fn keys_stand_for_texts(texts in prop::collection::vec("[ab\0]{0,18}", 1..20)) {
            let buffer: String = texts.concat();
            let mut start = 0;
            let mut keys = Vec::new();
            for text in &texts {
                keys.push(Recent::key(buffer.as_bytes(), start, text.len()));
                start += text.len();
                let is_short = text.len() < 16 && start + 16 - text.len() <= buffer.len();
                prop_assert_eq!(keys[keys.len() - 1].is_some(), is_short);
            }
            let mut recent = Recent::new();
            for (code, (text, key)) in texts.iter().zip(&keys).enumerate() {
                for (other, other_key) in texts.iter().zip(&keys) {
                    prop_assert!(key.is_none() || other_key.is_none() || (key == other_key) == (text == other));
                }
                if let Some(key) = *key {
                    let known = recent.code(key).map(|code| &texts[usize::from(code)]);
                    prop_assert!(known.is_none_or(|known| known == text));
                    recent.remember(key, code as u16);
                    prop_assert_eq!(recent.code(key), Some(code as u16));
                }
            }
        }
    }
}
