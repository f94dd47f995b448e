//! One row for each payload, whatever is wrong with it.

use std::borrow::Cow;

use super::{BadRecord, ColumnBuilder};

/// Why a record is bad: the field, when one is concerned, and what is wrong.
pub(super) type Reason = (Option<String>, String);

/// Adds one row to every column for each payload: nulls for null, else what `read` adds, which is told the position of
/// the row. Where it fails, what it had added is cut off again, the row is one of nulls, and the record is bad.
#[inline]
pub(super) fn add_rows<P, E: Into<Reason>>(
    payloads: impl Iterator<Item = Option<P>>,
    columns: &mut [ColumnBuilder],
    bad: &mut Vec<BadRecord>,
    mut read: impl FnMut(P, &mut [ColumnBuilder], usize) -> Result<(), E>,
) {
    let first = columns.first().map_or(0, ColumnBuilder::len);
    for (index, payload) in payloads.enumerate() {
        let Some(payload) = payload else {
            columns.iter_mut().for_each(ColumnBuilder::push_null);
            continue;
        };
        let row = first + index;
        if let Err(error) = read(payload, columns, row) {
            let (field, reason) = error.into();
            for column in &mut *columns {
                column.truncate(row);
                column.push_null();
            }
            bad.push(BadRecord { index, field, reason });
        }
    }
}

/// Has `decode` add rows without a look at their texts, and, where one of those is not UTF-8, take all rows back and add
/// them again with one: false and true are what it is told.
pub(super) fn look_at_texts_later(
    columns: &mut [ColumnBuilder],
    bad: &mut Vec<BadRecord>,
    mut decode: impl FnMut(bool, &mut [ColumnBuilder], &mut Vec<BadRecord>),
) {
    let (rows, others) = (columns.first().map_or(0, ColumnBuilder::len), bad.len());
    decode(false, columns, bad);
    if !columns.iter().all(|column| column.is_text(rows)) {
        columns.iter_mut().for_each(|column| column.truncate(rows));
        bad.truncate(others);
        decode(true, columns, bad);
    }
}

/// The payload as UTF-8, with U+FFFD where it is not, as Kafka's `StringDeserializer` has it, which comes before the
/// parser in the mirrored API. `all_text` tells that nothing has to be looked at.
#[inline]
pub(super) fn as_text(payload: &[u8], all_text: bool) -> Cow<'_, [u8]> {
    if all_text || simdutf8::basic::from_utf8(payload).is_ok() {
        return Cow::Borrowed(payload);
    }
    Cow::Owned(String::from_utf8_lossy(payload).into_owned().into_bytes())
}
