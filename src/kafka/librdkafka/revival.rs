//! Brokers that librdkafka has lost sight of.
//!
//! It forgets a broker that an answer does not name: all of them, where the only one stood still for longer than its session.
//! With none left it begins anew with those of `bootstrap.servers`, unless an answer that was still being read calls that off:
//! version 2.12.1 then never begins anew, and the client is without a broker for ever. So it is told them again.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::events::locked;

/// How long librdkafka is given to do it.
const FIRST: Duration = Duration::from_secs(1);
/// How many times as long the longest wait is: librdkafka keeps each text that it is told.
const MOST: u32 = 64;

/// When a client is to be told its brokers again.
#[derive(Default)]
pub(super) struct Revival(Mutex<Plan>);

#[derive(Default)]
struct Plan {
    due: Option<Instant>,
    /// How often in a row it was done without an answer.
    tries: u32,
}

impl Revival {
    /// Takes note that no broker can be reached.
    pub fn plan(&self, now: Instant) {
        let mut plan = locked(&self.0);
        let wait = FIRST * 2_u32.saturating_pow(plan.tries).min(MOST);
        plan.due.get_or_insert(now + wait);
    }

    /// Takes note that a broker has answered.
    pub fn answered(&self) {
        locked(&self.0).tries = 0;
    }

    /// Whether it is to be done now.
    pub fn is_due(&self, now: Instant) -> bool {
        let mut plan = locked(&self.0);
        let is_due = plan.due.is_some_and(|due| due <= now);
        if is_due {
            plan.due = None;
            plan.tries += 1;
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_until_there_is_an_answer_and_are_not_put_off() {
        let (revival, mut now) = (Revival::default(), Instant::now());
        let mut waited = || {
            let start = now;
            revival.plan(now);
            while !revival.is_due(now) {
                now += Duration::from_millis(500);
                revival.plan(now);
            }
            assert!(!revival.is_due(now + FIRST));
            (now - start).as_secs()
        };
        let waits: Vec<u64> = (0..9).map(|_| waited()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 64, 64]);
        revival.answered();
        assert_eq!(waited(), 1);
    }
}
