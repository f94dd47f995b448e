//! Operations on tables: what the functions of all families share.

use std::ffi::c_char;

use super::error::tt_error;
use super::pointer::{Out, array, borrow, run, text};
use super::table::tt_table;
use crate::error::Result;
use crate::spec::TableOperation;

/// Makes the table of an operation, which `read` reads from the arguments.
///
/// # Safety
/// Pointers are NULL or valid.
pub(super) unsafe fn derive(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    read: impl FnOnce() -> Result<TableOperation>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, "result")?;
            out.give(tt_table::new(borrow(table, "table")?.table.apply(&read()?)?));
            Ok(())
        })
    }
}

/// The same for an operation that takes nothing but texts; `name` is what the argument is called.
///
/// # Safety
/// Pointers are NULL or valid; `arguments` points to `len` terminated strings.
pub(super) unsafe fn derive_from(
    table: *const tt_table,
    (arguments, len, name): (*const *const c_char, usize, &str),
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    operation: impl FnOnce(Vec<String>) -> TableOperation,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { derive(table, result, error, || Ok(operation(texts(arguments, len, name)?))) }
}

/// # Safety
/// `pointer` is NULL or points to `len` terminated strings.
pub(super) unsafe fn texts(pointer: *const *const c_char, len: usize, name: &str) -> Result<Vec<String>> {
    // SAFETY: the caller's promise.
    let pointers = unsafe { array(pointer, len, name) }?;
    // SAFETY: the caller's promise.
    let read = |(index, pointer): (usize, &*const c_char)| unsafe { text(*pointer, 0, &format!("{name}[{index}]")) };
    pointers
        .iter()
        .enumerate()
        .map(|pointer| read(pointer).map(str::to_owned))
        .collect()
}
