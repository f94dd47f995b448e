//! What a cluster has, and what a table of it would be.

use std::ffi::{CString, c_char};
use std::ptr;

use arrow_schema::ffi::FFI_ArrowSchema;

use super::consume::{read, tt_consume_options};
use super::error::tt_error;
use super::pointer::{Out, borrow, free, run, sized, text};
use super::session::{properties, tt_property, tt_session};
use crate::boundary::export_schema;

/// A list of texts. Never changes; may be used from any thread.
pub struct tt_texts {
    texts: Vec<CString>,
}

impl tt_texts {
    /// These texts; one that holds a NUL, which C cannot have, is left out.
    pub(super) fn new(texts: Vec<String>) -> Self {
        let texts = texts.into_iter().filter_map(|text| CString::new(text).ok()).collect();
        tt_texts { texts }
    }
}

/// The names of the cluster's topics, in alphabetical order. `properties` are those of a Kafka client:
/// bootstrap.servers must be there. Waits as long as default.api.timeout.ms says (60,000). The list is freed with
/// tt_texts_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_topics(
    session: *mut tt_session,
    properties: *const tt_property,
    properties_len: usize,
    topics: *mut *mut tt_texts,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(topics, "topics")?;
            let properties = self::properties(properties, properties_len)?;
            let topics = borrow(session, "session")?.session.topics(&properties)?;
            out.give(tt_texts::new(topics));
            Ok(())
        })
    }
}

/// How many partitions the topic has; they are numbered from 0. TT_NOT_FOUND for a topic that does not exist. Waits as
/// long as default.api.timeout.ms says (60,000).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_session_partition_count(
    session: *mut tt_session,
    properties: *const tt_property,
    properties_len: usize,
    topic: *const c_char,
    count: *mut i32,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(count, 0, "count")?;
            let properties = self::properties(properties, properties_len)?;
            let topic = text(topic, 0, "topic")?;
            let partitions = borrow(session, "session")?.session.partitions(&properties, topic)?;
            out.set(i32::try_from(partitions.len()).unwrap_or(i32::MAX));
            Ok(())
        })
    }
}

/// The names and Arrow types of the columns that a table of these options would have. No cluster is asked; the topic
/// need not be there, but must have a name. The caller releases the schema.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_consume_schema(
    options: *const tt_consume_options,
    schema: *mut FFI_ArrowSchema,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(schema, FFI_ArrowSchema::empty(), "schema")?;
            let columns = read(sized(options, "options")?)?.schema()?;
            out.set(export_schema(&columns)?);
            Ok(())
        })
    }
}

/// How many texts there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_texts_count(texts: *const tt_texts) -> usize {
    // SAFETY: the caller's promise.
    unsafe { texts.as_ref() }.map_or(0, |texts| texts.texts.len())
}

/// The text at an index from 0: terminated, and alive as long as the list. NULL when there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_texts_get(texts: *const tt_texts, index: usize) -> *const c_char {
    // SAFETY: the caller's promise.
    let text = unsafe { texts.as_ref() }.and_then(|texts| texts.texts.get(index));
    text.map_or(ptr::null(), |text| text.as_ptr())
}

/// Frees a list of texts; NULL is nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_texts_free(texts: *mut tt_texts) {
    // SAFETY: the caller's promise.
    unsafe { free(texts) };
}
