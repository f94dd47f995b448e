//! The version of the library.

use std::ffi::c_char;

/// The library's version, such as "0.1.0": terminated, never freed.
#[unsafe(no_mangle)]
pub extern "C" fn tt_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}
