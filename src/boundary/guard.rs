//! Where panics end.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, Result, panic_text};

/// Runs the body of an exported function. A panic becomes an error: it must not cross into C or Java.
pub(crate) fn guard<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    // What a panic leaves behind is either dropped here or behind a lock that does not mind (see `graph::cycle`).
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        // The panic may carry a value whose own drop panics; leaking it is the lesser evil.
        let error = Error::internal(format!("a fault in the library: {}", panic_text(&*panic)));
        std::mem::forget(panic);
        Err(error)
    })
}
