//! How a subscriber wants its changes.

use serde::Deserialize;

use crate::error::{Error, Result};

/// What happens when a subscriber has not taken its changes and another one comes. No change is ever lost silently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The session's next cycle waits until the subscriber has taken one: no table of the session changes meanwhile,
    /// and in the end its consumers wait too. Closing the session waits for nobody.
    #[default]
    Block,
    /// The change becomes one with the last one that waits: what was added and removed between is not seen. A mirror
    /// stays right; the rows of blink tables, which come and go, are missed.
    Coalesce,
    /// The subscription ends with an [`Overrun`](crate::ErrorKind::Overrun) that says how many changes were not taken.
    Fail,
}

/// Settings of a subscription.
///
/// ```
/// use topictable::{Policy, SubscribeOptions};
/// let options = SubscribeOptions { policy: Policy::Coalesce, capacity: 1, ..SubscribeOptions::default() };
/// assert!(options.columns.is_none());
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SubscribeOptions {
    /// What happens when `capacity` changes wait.
    pub policy: Policy,
    /// How many changes may wait; 64 by default, at least 1. Those that wait keep the memory of the rows they tell of.
    pub capacity: usize,
    /// The columns in their order; all by default.
    pub columns: Option<Vec<String>>,
}

impl Default for SubscribeOptions {
    fn default() -> Self {
        SubscribeOptions {
            policy: Policy::default(),
            capacity: Self::CAPACITY,
            columns: None,
        }
    }
}

impl SubscribeOptions {
    /// The changes that may wait when nothing else is said.
    pub(crate) const CAPACITY: usize = 64;

    pub(super) fn check(&self) -> Result<()> {
        if self.capacity == 0 {
            return Err(
                Error::invalid("the capacity of a subscription is 0: expected at least 1 change")
                    .with("argument", "capacity"),
            );
        }
        Ok(())
    }
}
