//! Functions that read texts.

use super::kernel::map1;
use super::kind::{Fallible, Int, Text};
use super::table::Table;

pub(super) fn add(table: &mut Table) {
    table.function(
        "parseInt(text)",
        "The int that the text is in decimal digits.",
        map1::<Text, Fallible<Int>>(|text| text.parse().map_err(|_| format!("{text:?} is no int"))),
    );
}
