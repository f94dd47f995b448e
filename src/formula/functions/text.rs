//! Methods of texts.

use super::kernel::{map1, map2, write1};
use super::kind::{Bool, Int, Text};
use super::table::Table;

pub(super) fn add(table: &mut Table) {
    table.method(
        "length()",
        "How many UTF-16 code units the text has.",
        map1::<Text, Int>(|text| {
            if text.is_ascii() {
                text.len() as i32
            } else {
                text.encode_utf16().count() as i32
            }
        }),
    );
    table.method(
        "contains(other)",
        "Whether the other text is somewhere in this one.",
        map2::<Text, Text, Bool>(|text, other| text.contains(other)),
    );
    table.method(
        "toUpperCase()",
        "The text in capitals.",
        write1::<Text>(|text, into| into.push_str(&text.to_uppercase())),
    );
}
