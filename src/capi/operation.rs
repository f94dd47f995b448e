//! Operations on tables: what the functions of all families share.

use std::ffi::c_char;
use std::str::FromStr;

use super::error::tt_error;
use super::pointer::{Out, array, borrow, run, text};
use super::table::tt_table;
use crate::error::{Error, Result};
use crate::graph::Table;
use crate::spec::{PairOperation, TableOperation};

/// Makes a table of another one.
///
/// # Safety
/// Pointers are NULL or valid.
pub(super) unsafe fn derive_by(
    table: *const tt_table,
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    make: impl FnOnce(&Table) -> Result<Table>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, "result")?;
            out.give(tt_table::new(make(&borrow(table, "table")?.table)?));
            Ok(())
        })
    }
}

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
    unsafe { derive_by(table, result, error, |table| table.apply(&read()?)) }
}

/// The same for an operation on two tables, which are arguments of these names.
///
/// # Safety
/// Pointers are NULL or valid.
pub(super) unsafe fn combine(
    [(table, name), (other, other_name)]: [(*const tt_table, &str); 2],
    result: *mut *mut tt_table,
    error: *mut *mut tt_error,
    read: impl FnOnce() -> Result<PairOperation>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(result, "result")?;
            let (table, other) = (borrow(table, name)?, borrow(other, other_name)?);
            out.give(tt_table::new(table.table.apply_with(&other.table, &read()?)?));
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

/// The same for texts that stand for something else, such as aggregations.
///
/// # Safety
/// As above.
pub(super) unsafe fn parsed<T>(pointer: *const *const c_char, len: usize, name: &str) -> Result<Vec<T>>
where
    T: FromStr<Err = Error>,
{
    // SAFETY: the caller's promise.
    let texts = unsafe { texts(pointer, len, name) }?;
    texts.iter().map(|text| text.parse()).collect()
}

/// The tables of an argument of that name.
///
/// # Safety
/// `pointer` is NULL or points to `len` tables.
pub(super) unsafe fn tables(pointer: *const *const tt_table, len: usize) -> Result<Vec<Table>> {
    // SAFETY: the caller's promise.
    let tables = unsafe { array(pointer, len, "tables") }?;
    if tables.is_empty() {
        return Err(Error::invalid("there are no tables").with("argument", "tables"));
    }
    let read = |(index, table): (usize, &*const tt_table)| {
        // SAFETY: the caller's promise.
        Ok(unsafe { borrow(*table, &format!("tables[{index}]")) }?.table.clone())
    };
    tables.iter().enumerate().map(read).collect()
}
