//! Null rows, which are listed by position, and what all builders do with their vectors.

use arrow_buffer::{BooleanBufferBuilder, NullBuffer};

/// Gives back memory that is much more than the values need.
pub(super) fn trimmed<T>(mut values: Vec<T>) -> Vec<T> {
    if values.capacity() > values.len() + values.len() / 4 {
        values.shrink_to_fit();
    }
    values
}

pub(super) fn null_buffer(nulls: &mut Vec<u32>, len: usize) -> Option<NullBuffer> {
    if nulls.is_empty() {
        return None;
    }
    let mut valid = BooleanBufferBuilder::new(len);
    valid.append_n(len, true);
    nulls.drain(..).for_each(|row| valid.set_bit(row as usize, false));
    Some(NullBuffer::new(valid.finish()))
}

pub(super) fn truncate_nulls(nulls: &mut Vec<u32>, len: usize) {
    while nulls.last().is_some_and(|row| *row as usize >= len) {
        nulls.pop();
    }
}

pub(super) fn remove_positions<T>(values: &mut Vec<T>, rows: &[usize]) {
    let mut removed = rows.iter().copied().peekable();
    let mut row = 0;
    values.retain(|_| {
        let keep = removed.next_if_eq(&row).is_none();
        row += 1;
        keep
    });
}

/// Renumbers the null rows after `rows` were taken out.
pub(super) fn remove_nulls(nulls: &mut Vec<u32>, rows: &[usize]) {
    nulls.retain_mut(|row| {
        let before = rows.partition_point(|removed| *removed < *row as usize);
        let keep = rows.get(before).is_none_or(|removed| *removed != *row as usize);
        *row -= before as u32;
        keep
    });
}
