//! The order of texts.

use std::cmp::Ordering;

/// Compares as Java does, by UTF-16 code units: what lies beyond the first 65,536 characters, and so is a pair of
/// surrogates there, comes before the last of these.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let differs = left.bytes().zip(right.bytes()).find(|(left, right)| left != right);
    match differs {
        // In UTF-8 these are the first bytes of characters from U+E000 on; four bytes begin with 0xf0.
        Some((left, right)) if (left >= 0xf0) != (right >= 0xf0) && left.min(right) >= 0xee => right.cmp(&left),
        Some((left, right)) => left.cmp(&right),
        None => left.len().cmp(&right.len()),
    }
}
