//! Subscriptions to the changes of tables.

use std::ffi::c_char;
use std::time::Duration;

use super::change::{Callback, tt_change, tt_change_callback};
use super::error::{tt_error, tt_status};
use super::pointer::{Out, borrow, free, run, run_with_status, sized};
use super::table::{columns, tt_table};
use crate::boundary::{Push, policy};
use crate::error::{Error, Result};
use crate::graph::{Changes, SubscribeOptions};

/// What happens when a subscriber has not taken its changes and another one comes. No change is ever lost silently.
#[repr(i32)]
pub enum tt_policy {
    /// The session's next update cycle waits until the subscriber has taken one: no table of the session changes
    /// meanwhile, and in the end its consumers wait too. Closing the session waits for nobody. This is the default.
    TT_BLOCK = 1,
    /// The change becomes one with the last one that waits: what was added and removed between is not seen. A mirror
    /// stays right; the rows of blink tables, which come and go, are missed.
    TT_COALESCE = 2,
    /// The subscription ends with TT_OVERRUN, whose detail "not_taken" is the number of changes that were not taken.
    TT_FAIL = 3,
}

/// The changes of a table, one after another. Keeps its table alive. May be used from any thread: each change is given
/// once, whoever takes it.
pub struct tt_subscription {
    source: Source,
}

/// How the changes get to the subscriber.
enum Source {
    Pull(Changes),
    Push(#[allow(dead_code, reason = "it does its work by being alive")] Push),
}

impl tt_subscription {
    /// The changes of a subscription without a callback.
    fn pulled(&self) -> Result<&Changes> {
        match &self.source {
            Source::Pull(changes) => Ok(changes),
            Source::Push(_) => Err(Error::invalid(
                "the subscription has a callback, which gets all changes: make one without to wait for them",
            )
            .with("argument", "subscription")),
        }
    }
}

/// How a subscriber wants its changes. Initialise it with TT_SUBSCRIBE_OPTIONS_INIT; zero means the default.
#[repr(C)]
pub struct tt_subscribe_options {
    /// The size of this structure.
    pub size: usize,
    /// How many changes may wait (64). Those that wait keep the memory of the rows that they tell of.
    pub capacity: usize,
    /// The names of the columns, in the order in which they are wanted; NULL for all.
    pub columns: *const *const c_char,
    /// How many columns there are.
    pub columns_len: usize,
    /// The bytes of each name; NULL, or 0 for a name, when it is terminated.
    pub column_lens: *const usize,
    /// What happens when so many changes wait: one of tt_policy (TT_BLOCK).
    pub policy: i32,
    /// Who is called with the changes; without a `call` they are taken with tt_subscription_next.
    pub callback: tt_change_callback,
}

/// Subscribes to a table's changes. The first change has all rows of this moment as added ones, also when there is
/// none; those after it follow without gap or overlap. Of a table that does not change any more, that has failed, or
/// whose session is closed, what it has is the only change. `options` may be NULL for the defaults. The subscription is
/// freed with tt_subscription_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_table_subscribe(
    table: *const tt_table,
    options: *const tt_subscribe_options,
    subscription: *mut *mut tt_subscription,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            // Taken first, so that it is dropped whatever fails.
            let callback = sized(options, "options")
                .ok()
                .and_then(|options| Callback::of(&options.callback));
            let out = Out::handle(subscription, "subscription")?;
            let options = if options.is_null() {
                SubscribeOptions::default()
            } else {
                read(sized(options, "options")?)?
            };
            let changes = borrow(table, "table")?.table.subscribe(&options)?;
            let source = match callback {
                Some(callback) => Source::Push(Push::start(changes, callback)?),
                None => Source::Pull(changes),
            };
            out.give(tt_subscription { source });
            Ok(())
        })
    }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn read(options: &tt_subscribe_options) -> Result<SubscribeOptions> {
    Ok(SubscribeOptions {
        policy: policy(options.policy).map_err(|error| error.with("argument", "options.policy"))?,
        capacity: match options.capacity {
            0 => SubscribeOptions::CAPACITY,
            capacity => capacity,
        },
        // SAFETY: the caller's promise.
        columns: unsafe { columns(options.columns, options.columns_len, options.column_lens) }?,
    })
}

/// Takes the next change, which is freed with tt_change_free. TT_NO_CHANGE, without an error, when `timeout_ms`
/// milliseconds are over (a negative time never is). When all changes were taken and no other can come:
/// TT_TABLE_FAILED when the table has failed; TT_OVERRUN when this subscriber was too slow for TT_FAIL; TT_CLOSED when
/// the session was closed or the table does not change any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_subscription_next(
    subscription: *const tt_subscription,
    timeout_ms: i64,
    change: *mut *mut tt_change,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run_with_status(error, || {
            let out = Out::handle(change, "change")?;
            let timeout = u64::try_from(timeout_ms).map_or(Duration::MAX, Duration::from_millis);
            let subscription = borrow(subscription, "subscription")?;
            Ok(match subscription.pulled()?.next_change(timeout)? {
                Some(change) => {
                    out.give(tt_change::new(change));
                    tt_status::TT_OK
                }
                None => tt_status::TT_NO_CHANGE,
            })
        })
    }
}

/// A descriptor that poll, select or epoll finds readable while a change, or the end, waits to be taken with
/// tt_subscription_next. It is for waiting only: it must be neither read nor closed, and is gone with the subscription.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_subscription_fd(
    subscription: *const tt_subscription,
    fd: *mut i32,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        run(error, || {
            let out = Out::new(fd, -1, "fd")?;
            out.set(borrow(subscription, "subscription")?.pulled()?.descriptor()?);
            Ok(())
        })
    }
}

/// Ends a subscription and frees it; NULL is nothing. Changes that were taken are not concerned. A callback that is
/// running is waited for, unless this is called inside of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_subscription_free(subscription: *mut tt_subscription) {
    // SAFETY: the caller's promise.
    unsafe { free(subscription) };
}
