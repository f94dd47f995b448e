//! Changes that are called with instead of waited for.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::guard;
use crate::error::{Error, Result};
use crate::graph::{Changes, TableChange};

/// Who is called with each change, and last with the reason why no other follows. It is dropped once, after the last
/// call.
pub(crate) trait Callee: Send + 'static {
    /// Called by the subscription's thread only.
    fn call(&self, change: Result<TableChange>);
}

/// A thread that calls with each change of a subscription.
pub(crate) struct Push {
    changes: Arc<Changes>,
    thread: Option<JoinHandle<()>>,
}

impl Push {
    /// Starts the thread; the callee is dropped when that fails.
    pub fn start(changes: Changes, callee: impl Callee) -> Result<Self> {
        let changes = Arc::new(changes);
        let taken = changes.clone();
        let thread = thread::Builder::new()
            .name("topictable-push".to_owned())
            .spawn(move || run(&taken, callee))
            .map_err(|error| Error::internal(format!("the thread of a subscription cannot be started: {error}")))?;
        Ok(Push {
            changes,
            thread: Some(thread),
        })
    }
}

impl Drop for Push {
    /// Ends the calls and waits for one that is running, unless this is inside of it.
    fn drop(&mut self) {
        self.changes.close();
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
            && thread.join().is_err()
        {
            log::error!("the thread of a subscription has panicked");
        }
    }
}

fn run(changes: &Changes, callee: impl Callee) {
    loop {
        let next = guard(|| changes.next_change(Duration::MAX));
        // Whoever has ended the subscription wants no call.
        if changes.is_closed() {
            return;
        }
        match next {
            Ok(Some(change)) => callee.call(Ok(change)),
            Ok(None) => {}
            Err(error) => return callee.call(Err(error)),
        }
    }
}
