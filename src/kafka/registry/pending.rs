//! A schema that has been asked for.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::channel;

use super::schema::Registered;
use crate::error::Error;

/// Called once, on a thread of the registry's: it must be short.
pub(crate) type Wake = Arc<dyn Fn() + Send + Sync>;

/// What [`Registry::lookup`](super::Registry::lookup) gives.
pub(crate) enum Lookup {
    Known(Arc<Registered>),
    /// It has been asked for: look again when [`Pending::on_end`] says so.
    Pending(Pending),
    /// It cannot be had; why. A later lookup asks again.
    Failed(Error),
}

/// A question for a schema that has not been answered for good.
pub(crate) struct Pending {
    id: i64,
    subscribe: Box<dyn FnOnce(Wake) + Send>,
}

impl Pending {
    /// One whose `subscribe` has its argument called when the question ends, at once if it has ended.
    pub fn new(id: i64, subscribe: impl FnOnce(Wake) + Send + 'static) -> Self {
        Pending {
            id,
            subscribe: Box::new(subscribe),
        }
    }

    /// The schema's id.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Has `wake` called when the schema is known or cannot be had; at once, on this thread, when that is so already.
    pub fn on_end(self, wake: Wake) {
        (self.subscribe)(wake);
    }

    /// Waits for that.
    pub fn wait(self) {
        let (sender, ended) = channel();
        self.on_end(Arc::new(move || {
            // It is waited for below.
            let _ = sender.send(());
        }));
        // Nobody is left to call it when the registry is gone.
        let _ = ended.recv();
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "schema id {}", self.id)
    }
}
