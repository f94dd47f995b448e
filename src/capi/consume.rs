//! Topics as tables.

use std::ffi::c_char;

use super::error::tt_error;
use super::pointer::{Out, array, borrow, run, sized, text};
use super::session::{properties, tt_property, tt_session};
use super::spec::tt_spec;
use super::table::tt_table;
use crate::boundary::offsets;
use crate::error::{Error, Result};
use crate::spec::{Consume, Offsets, Partitions, Spec, TableType};

/// Start at the first record that is still there.
pub const TT_SEEK_TO_BEGINNING: i64 = -1;
/// Start at the offset that the group of group.id has committed, else where auto.offset.reset says.
pub const TT_DONT_SEEK: i64 = -2;
/// Start after the last record that is there when the table is made.
pub const TT_SEEK_TO_END: i64 = -3;

/// Which rows a table keeps. Made by tt_append, tt_blink or tt_ring.
#[repr(C)]
pub struct tt_table_type {
    /// 0 for blink, 1 for append, 2 for ring.
    pub kind: i32,
    /// The rows of a ring, else 0.
    pub capacity: u64,
}

/// A table of every row.
#[unsafe(no_mangle)]
pub extern "C" fn tt_append() -> tt_table_type {
    tt_table_type { kind: 1, capacity: 0 }
}

/// A table of the rows of the last update cycle.
#[unsafe(no_mangle)]
pub extern "C" fn tt_blink() -> tt_table_type {
    tt_table_type { kind: 0, capacity: 0 }
}

/// A table of the last `capacity` rows.
#[unsafe(no_mangle)]
pub extern "C" fn tt_ring(capacity: u64) -> tt_table_type {
    tt_table_type { kind: 2, capacity }
}

impl tt_table_type {
    fn read(&self) -> Result<TableType> {
        match self.kind {
            0 => Ok(TableType::Blink),
            1 => Ok(TableType::Append),
            2 => Ok(TableType::Ring(self.capacity)),
            other => Err(Error::invalid(format!(
                "options.type.kind is {other}: expected the result of tt_append, tt_blink or tt_ring"
            ))
            .with("argument", "options.type")),
        }
    }
}

/// What a table that is fed from a topic will be. Initialise it with TT_CONSUME_OPTIONS_INIT; zero means the default.
#[repr(C)]
pub struct tt_consume_options {
    /// The size of this structure.
    pub size: usize,
    /// Properties of the Kafka client and of the table, under the names of Java's clients; bootstrap.servers must be
    /// there.
    pub properties: *const tt_property,
    /// How many properties there are.
    pub properties_len: usize,
    /// The topic's name.
    pub topic: *const c_char,
    /// The bytes of the topic's name, or 0 when it is terminated.
    pub topic_len: usize,
    /// The partitions to read; all by default.
    pub partitions: *const i32,
    /// How many partitions there are, or 0 for all.
    pub partitions_len: usize,
    /// TT_SEEK_TO_BEGINNING, TT_DONT_SEEK (the default) or TT_SEEK_TO_END.
    pub offsets: i64,
    /// What the keys become; NULL for nothing.
    pub key: *const tt_spec,
    /// What the values become; NULL for nothing.
    pub value: *const tt_spec,
    /// Which rows the table keeps; the default is blink.
    pub r#type: tt_table_type,
    /// Where to start in each of `partitions`, as many as these: an offset, or one of the constants. NULL to start in
    /// all partitions as `offsets` says.
    pub starts: *const i64,
}

/// Makes a live table of a topic's records. Returns when the cluster has answered and reading has begun: records that
/// are written afterwards are read, whatever the offsets ask for. Waits for the cluster as long as
/// default.api.timeout.ms says (60,000). The table is freed with tt_table_free; the specs may be freed at once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_consume_to_table(
    session: *mut tt_session,
    options: *const tt_consume_options,
    table: *mut *mut tt_table,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::handle(table, "table")?;
            let session = borrow(session, "session")?;
            let consume = read(sized(options, "options")?)?;
            out.give(tt_table::new(session.session.consume_to_table(&consume)?));
            Ok(())
        })
    }
}

/// # Safety
/// The pointers inside are NULL or valid.
pub(super) unsafe fn read(options: &tt_consume_options) -> Result<Consume> {
    // SAFETY: the caller's promise.
    let (properties, topic, partitions, starts, key, value) = unsafe {
        (
            properties(options.properties, options.properties_len)?,
            text(options.topic, options.topic_len, "options.topic")?,
            array(options.partitions, options.partitions_len, "options.partitions")?,
            starts(options)?,
            options.key.as_ref(),
            options.value.as_ref(),
        )
    };
    let spec = |spec: Option<&tt_spec>| spec.map_or(Spec::Ignore, |spec| spec.spec.clone());
    Ok(Consume {
        properties,
        topic: topic.to_owned(),
        partitions: if partitions.is_empty() {
            Partitions::All
        } else {
            Partitions::List(partitions.to_vec())
        },
        offsets: match starts {
            Some(starts) => Offsets::Partitions(partitions.iter().copied().zip(starts.iter().copied()).collect()),
            None => offsets(options.offsets).map_err(|error| error.with("argument", "options.offsets"))?,
        },
        key: spec(key),
        value: spec(value),
        table_type: options.r#type.read()?,
    })
}

/// The start of each partition, if they are given.
///
/// # Safety
/// `options.starts` is NULL or points to as many elements as there are partitions.
unsafe fn starts(options: &tt_consume_options) -> Result<Option<&[i64]>> {
    if options.starts.is_null() {
        return Ok(None);
    }
    let argument = "options.starts";
    if options.partitions_len == 0 || options.offsets != 0 {
        let message = "options.starts needs options.partitions, each with its start, and goes without options.offsets";
        return Err(Error::invalid(message).with("argument", argument));
    }
    // SAFETY: the caller's promise.
    unsafe { array(options.starts, options.partitions_len, argument) }.map(Some)
}
