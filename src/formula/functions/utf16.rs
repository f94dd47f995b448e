//! Texts as Java sees them: sequences of UTF-16 code units. Text in ASCII has one a byte.

/// How many code units a text has.
pub(super) fn units(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().map(char::len_utf16).sum()
    }
}

/// The code unit at an index.
pub(super) fn unit(text: &str, index: usize) -> Option<u16> {
    if text.is_ascii() {
        text.as_bytes().get(index).copied().map(u16::from)
    } else {
        text.encode_utf16().nth(index)
    }
}

/// How many code units come before a byte, which begins a character.
pub(super) fn unit_of_byte(text: &str, byte: usize) -> usize {
    units(&text[..byte])
}

/// The byte at which a code unit begins, and whether it is the second one of its character; the end for an index
/// beyond.
fn byte_of_unit(text: &str, index: usize) -> (usize, bool) {
    if text.is_ascii() {
        return (index.min(text.len()), false);
    }
    let mut units = 0;
    for (byte, char) in text.char_indices() {
        if units >= index {
            return (byte, units > index);
        }
        units += char.len_utf16();
    }
    (text.len(), units > index)
}

/// Appends the code units of a range; what is half of a character becomes the replacement character.
pub(super) fn slice(text: &str, from: usize, to: usize, into: &mut String) {
    if from >= to {
        return;
    }
    let (start, half) = byte_of_unit(text, from);
    if half {
        into.push(char::REPLACEMENT_CHARACTER);
    }
    let (mut end, half) = byte_of_unit(text, to);
    if half {
        // The character before is cut.
        end = text[..end].char_indices().next_back().map_or(0, |(byte, _)| byte);
    }
    if start < end {
        into.push_str(&text[start..end]);
    }
    if half && end >= start {
        into.push(char::REPLACEMENT_CHARACTER);
    }
}

/// The first place at or behind an index where another text begins.
pub(super) fn find(text: &str, wanted: &str, from: i32) -> i32 {
    let from = usize::try_from(from).unwrap_or(0);
    let (start, _) = byte_of_unit(text, from);
    if from > units(text) {
        return if wanted.is_empty() { units(text) as i32 } else { -1 };
    }
    text[start..]
        .find(wanted)
        .map_or(-1, |byte| unit_of_byte(text, start + byte) as i32)
}

/// The last place at or before an index where another text begins.
pub(super) fn find_last(text: &str, wanted: &str, from: i32) -> i32 {
    let Ok(from) = usize::try_from(from) else { return -1 };
    let (mut start, half) = byte_of_unit(text, from);
    if half {
        // The next character begins behind the index.
        start = text[..start].char_indices().next_back().map_or(0, |(byte, _)| byte);
    }
    let end = (start + wanted.len()).min(text.len());
    let end = text.floor_char_boundary(end);
    text[..end]
        .rfind(wanted)
        .map_or(-1, |byte| unit_of_byte(text, byte) as i32)
}

/// `String.hashCode`.
pub(super) fn hash(text: &str) -> i32 {
    text.encode_utf16()
        .fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// `String.compareTo`: the difference of the first code units that differ, or of the lengths.
pub(super) fn compare(left: &str, right: &str) -> i32 {
    let differs = left
        .encode_utf16()
        .zip(right.encode_utf16())
        .find(|(left, right)| left != right);
    match differs {
        Some((left, right)) => i32::from(left) - i32::from(right),
        None => units(left) as i32 - units(right) as i32,
    }
}

/// A character for a code unit; what is half of one becomes the replacement character.
pub(super) fn char_of(unit: u16) -> char {
    char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)
}
