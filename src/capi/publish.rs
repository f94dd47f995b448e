//! Tables as topics.

use std::ffi::c_char;
use std::ptr;

use super::error::tt_error;
use super::pointer::{Out, borrow, free, optional_text, run, sized};
use super::produce::tt_produce_spec;
use super::session::{properties, tt_property};
use super::table::tt_table;
use crate::error::Result;
use crate::graph::{Publisher, PublisherState};
use crate::spec::{ProduceSpec, Publish};

/// A table that is being published. It goes on until it is stopped, its session is closed, or the table ends, whether this
/// handle is kept or not. May be used from several threads at once.
pub struct tt_publisher {
    publisher: Publisher,
}

/// How a table is published. Initialise it with TT_PRODUCE_OPTIONS_INIT; zero means the default.
#[repr(C)]
pub struct tt_produce_options {
    /// The size of this structure.
    pub size: usize,
    /// Properties of the Kafka client and of the publisher, under the names of Java's clients; bootstrap.servers must be
    /// there.
    pub properties: *const tt_property,
    /// How many properties there are.
    pub properties_len: usize,
    /// The topic of records whose row names none; NULL when all rows do.
    pub topic: *const c_char,
    /// The bytes of the topic's name, or 0 when it is terminated.
    pub topic_len: usize,
    /// The partition of records whose row names none; NULL for Kafka's partitioner.
    pub partition: *const i32,
    /// What the keys are; NULL for none.
    pub key: *const tt_produce_spec,
    /// What the values are; NULL for none.
    pub value: *const tt_produce_spec,
    /// The column of texts that names the topic of each row, where it is not null; NULL for none.
    pub topic_column: *const c_char,
    /// The bytes of its name, or 0 when it is terminated.
    pub topic_column_len: usize,
    /// The column of ints that numbers the partition of each row, where it is not null; NULL for none.
    pub partition_column: *const c_char,
    /// The bytes of its name, or 0 when it is terminated.
    pub partition_column_len: usize,
    /// The column of instants that times each record, cut to milliseconds; NULL for the time of sending.
    pub timestamp_column: *const c_char,
    /// The bytes of its name, or 0 when it is terminated.
    pub timestamp_column_len: usize,
    /// Not 0 to publish only the last row of each key.
    pub last_by: i32,
    /// Not 0 to leave out the rows that are there already.
    pub without_initial: i32,
}

/// What a publisher is doing.
#[repr(i32)]
pub enum tt_publisher_state {
    /// It publishes what comes.
    TT_RUNNING = 1,
    /// Records wait for a cluster that does not take them at the moment.
    TT_RETRYING = 2,
    /// The table will not change any more, and all is delivered.
    TT_FINISHED = 3,
    /// It was stopped, or its session closed.
    TT_STOPPED = 4,
    /// It has ended with an error.
    TT_FAILED = 5,
}

/// What a publisher has done so far.
#[repr(C)]
#[derive(Default)]
pub struct tt_publisher_status {
    /// One of tt_publisher_state.
    pub state: i32,
    /// Records that it has taken over from the table.
    pub records: u64,
    /// Those of them that the cluster has.
    pub delivered: u64,
    /// Those of them that it does not have: they are under way or, at the end, lost.
    pub unsent: u64,
    /// Rows that could not be written, which were left out or have nulls, as topictable.publish.on.error says.
    pub bad_rows: u64,
}

/// Publishes a table: the rows that are there, which are delivered when this returns, and then each change as it comes.
/// Rows that are gone are records with their key and a null value, ahead of the new ones of their cycle. Waits for the
/// cluster as long as max.block.ms says (60,000). The specs may be freed at once, the table too: the publisher keeps what
/// it needs. `publisher` is freed with tt_publisher_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_produce_from_table(
    table: *const tt_table,
    options: *const tt_produce_options,
    publisher: *mut *mut tt_publisher,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(publisher, "publisher")?;
            let table = borrow(table, "table")?;
            let publish = read(sized(options, "options")?)?;
            out.give(tt_publisher {
                publisher: table.table.publish(&publish)?,
            });
            Ok(())
        })
    }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn read(options: &tt_produce_options) -> Result<Publish> {
    // SAFETY: the caller's promise.
    let column = |pointer, len, name| unsafe { optional_text(pointer, len, name) }.map(|text| text.map(str::to_owned));
    // SAFETY: as above.
    let (properties, partition, key, value) = unsafe {
        (
            properties(options.properties, options.properties_len)?,
            options.partition.as_ref().copied(),
            options.key.as_ref(),
            options.value.as_ref(),
        )
    };
    let spec = |spec: Option<&tt_produce_spec>| spec.map_or(ProduceSpec::Ignore, |spec| spec.spec.clone());
    Ok(Publish {
        properties,
        topic: column(options.topic, options.topic_len, "options.topic")?,
        partition,
        key: spec(key),
        value: spec(value),
        last_by: options.last_by != 0,
        publish_initial: options.without_initial == 0,
        topic_column: column(options.topic_column, options.topic_column_len, "options.topic_column")?,
        partition_column: column(
            options.partition_column,
            options.partition_column_len,
            "options.partition_column",
        )?,
        timestamp_column: column(
            options.timestamp_column,
            options.timestamp_column_len,
            "options.timestamp_column",
        )?,
    })
}

/// What a publisher has done so far. `cause` may be NULL; it gets why publishing has failed, or why records wait, and NULL
/// when neither is so. It is freed with tt_error_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_publisher_get_status(
    publisher: *const tt_publisher,
    status: *mut tt_publisher_status,
    cause: *mut *mut tt_error,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            if !cause.is_null() {
                cause.write(ptr::null_mut());
            }
            let out = Out::new(status, tt_publisher_status::default(), "status")?;
            let found = borrow(publisher, "publisher")?.publisher.status();
            out.set(tt_publisher_status {
                state: match found.state {
                    PublisherState::Running => tt_publisher_state::TT_RUNNING,
                    PublisherState::Retrying => tt_publisher_state::TT_RETRYING,
                    PublisherState::Finished => tt_publisher_state::TT_FINISHED,
                    PublisherState::Stopped => tt_publisher_state::TT_STOPPED,
                    PublisherState::Failed => tt_publisher_state::TT_FAILED,
                } as i32,
                records: found.records,
                delivered: found.delivered,
                unsent: found.unsent,
                bad_rows: found.bad_rows,
            });
            if let (Some(found), false) = (found.error, cause.is_null()) {
                Out::handle(cause, "cause")?.give(tt_error::new(found));
            }
            Ok(())
        })
    }
}

/// Ends publishing: the changes until now are published first, and what is under way is delivered, within
/// topictable.publish.close.timeout.ms (30,000). Fails with the error with which publishing has failed, and with TT_TIMEOUT
/// when records were not delivered; the detail "unsent" is how many. Does nothing a second time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_publisher_stop(publisher: *mut tt_publisher, error: *mut *mut tt_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { run(error, || borrow(publisher, "publisher")?.publisher.stop()) }
}

/// Frees the handle; publishing goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_publisher_free(publisher: *mut tt_publisher) {
    // SAFETY: the caller's promise.
    unsafe { free(publisher) }
}
