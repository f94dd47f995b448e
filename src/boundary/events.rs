//! Which subscriptions of Java have something to be taken: one thread of Java waits for all of them.

use std::sync::{Arc, Condvar, LazyLock, Mutex, PoisonError};
use std::task::{Poll, Wake, Waker};
use std::time::Duration;

use crate::error::Result;
use crate::graph::{Changes, TableChange};

#[derive(Default)]
struct Events {
    /// The handles of subscriptions with news, each once.
    ready: Mutex<Vec<u64>>,
    news: Condvar,
}

fn events() -> &'static Events {
    static EVENTS: LazyLock<Events> = LazyLock::new(Events::default);
    &EVENTS
}

/// Rings when there is something to be taken from the subscription of this handle.
struct Bell(u64);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        ring(self.0);
    }
}

/// Says that there is something to be taken from a subscription.
pub(super) fn ring(subscription: u64) {
    let events = events();
    let mut ready = events.ready.lock().unwrap_or_else(PoisonError::into_inner);
    if !ready.contains(&subscription) {
        ready.push(subscription);
    }
    events.news.notify_one();
}

/// Waits until there is something to be taken, and gives the handles of the subscriptions; none when the time is over.
pub(super) fn wait(timeout: Duration) -> Vec<u64> {
    let events = events();
    let ready = events.ready.lock().unwrap_or_else(PoisonError::into_inner);
    let mut ready = events
        .news
        .wait_timeout_while(ready, timeout, |ready| ready.is_empty())
        .unwrap_or_else(PoisonError::into_inner)
        .0;
    std::mem::take(&mut *ready)
}

/// Takes a change of the subscription with this handle; when there is none, its bell rings once there is.
pub(super) fn take(handle: u64, changes: &Changes) -> Result<Option<TableChange>> {
    match changes.poll_change(&Waker::from(Arc::new(Bell(handle)))) {
        Poll::Ready(taken) => taken.map(Some),
        Poll::Pending => Ok(None),
    }
}
