//! Calendars of business days.

use std::ffi::c_char;

use super::error::tt_error;
use super::pointer::{Out, run, text};
use super::topics::tt_texts;
use crate::calendar::Calendars;

/// Adds the calendar of business days in a file to those of the process, which formulas know by the names that their files
/// say: "calendar(`EXCHANGE`).isBusinessDay(Ts)". The path is terminated. TT_NOT_FOUND when the file cannot be read,
/// TT_INVALID_ARGUMENT when it is no calendar, with the line and the element, or its name is taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_calendar_add_file(path: *const c_char, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { run(error, || Calendars::add_file(text(path, 0, "path")?).map(drop)) }
}

/// Removes the calendar of a name, which is terminated, if there is one. Tables that use it go on with it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_calendar_remove(name: *const c_char, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            Calendars::remove(text(name, 0, "name")?);
            Ok(())
        })
    }
}

/// Makes a calendar the default, which formulas without a calendar use from now on: "isBusinessDay(Ts)". The name is
/// terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_calendar_set_default(name: *const c_char, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { run(error, || Calendars::set_default(text(name, 0, "name")?)) }
}

/// The names of the calendars, in ascending order. The list is freed with tt_texts_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_calendar_names(names: *mut *mut tt_texts, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            Out::handle(names, "names")?.give(tt_texts::new(Calendars::names()));
            Ok(())
        })
    }
}
