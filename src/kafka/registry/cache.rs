//! Which schemas are known, which are being asked for, and which cannot be had for now.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::http::Fault;
use super::pending::Wake;
use super::schema::Registered;
use crate::error::Error;

/// How long is waited for a schema, and for how long it is not asked for after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Patience {
    /// While the registry says that it does not know the id: it may have been registered a moment ago, elsewhere.
    pub unknown: Duration,
    /// While the registry does not answer.
    pub silent: Duration,
    /// How long a failure is remembered.
    pub failed: Duration,
}

/// The first wait before an id is asked for again, and the longest.
const WAITS: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(5)];
/// Failures that are remembered: a topic of garbage has a new id in every record.
const MOST_FAILURES: usize = 4096;

/// What is known of each id. It is told what time it is, and asks nobody.
pub(super) struct Cache {
    patience: Patience,
    entries: HashMap<i64, Entry>,
    failures: usize,
    random: RandomState,
}

enum Entry {
    Known(Arc<Registered>),
    Asked(Asked),
    Failed {
        error: Error,
        /// None until somebody has seen it, so that whoever has waited for it does.
        until: Option<Instant>,
    },
}

/// An id that has been asked for.
struct Asked {
    since: Instant,
    /// Whether its failure was waited for before: then one question is enough.
    again: bool,
    attempts: u32,
    /// When it is asked for next; none while it is.
    next: Option<Instant>,
    last: Option<Error>,
    /// Whom to tell.
    wakes: Vec<Wake>,
}

/// What a look at an id gives.
pub(super) enum Look {
    Known(Arc<Registered>),
    Failed(Error),
    /// It has been asked for, by this look or before, so many times without success.
    Asked {
        attempts: u32,
        last: Option<Error>,
    },
}

impl Cache {
    pub fn new(patience: Patience) -> Self {
        Cache {
            patience,
            entries: HashMap::new(),
            failures: 0,
            random: RandomState::new(),
        }
    }

    /// What is known of an id; what is not known has been asked for afterwards.
    pub fn look(&mut self, id: i64, now: Instant) -> Look {
        let again = match self.entries.get_mut(&id) {
            Some(Entry::Known(schema)) => return Look::Known(schema.clone()),
            Some(Entry::Asked(asked)) => {
                return Look::Asked {
                    attempts: asked.attempts,
                    last: asked.last.clone(),
                };
            }
            Some(Entry::Failed { error, until }) => {
                if until.is_none_or(|until| now < until) {
                    until.get_or_insert(now + self.patience.failed);
                    return Look::Failed(error.clone());
                }
                self.failures -= 1;
                true
            }
            None => false,
        };
        let asked = Asked {
            since: now,
            again,
            attempts: 0,
            next: Some(now),
            last: None,
            wakes: Vec::new(),
        };
        self.entries.insert(id, Entry::Asked(asked));
        Look::Asked {
            attempts: 0,
            last: None,
        }
    }

    /// Has `wake` called when the question for an id ends; gives it back when it has ended.
    pub fn subscribe(&mut self, id: i64, wake: Wake) -> Option<Wake> {
        match self.entries.get_mut(&id) {
            Some(Entry::Asked(asked)) => {
                asked.wakes.push(wake);
                None
            }
            _ => Some(wake),
        }
    }

    /// An id that is to be asked for now; its answer must follow.
    pub fn take_due(&mut self, now: Instant) -> Option<i64> {
        let (id, asked) = self
            .asked()
            .filter(|(_, asked)| asked.next.is_some_and(|next| next <= now))
            .min_by_key(|(_, asked)| asked.next)?;
        asked.next = None;
        Some(id)
    }

    /// When the next id is to be asked for, if there is one.
    pub fn next_due(&mut self) -> Option<Instant> {
        self.asked().filter_map(|(_, asked)| asked.next).min()
    }

    fn asked(&mut self) -> impl Iterator<Item = (i64, &mut Asked)> {
        self.entries.iter_mut().filter_map(|(id, entry)| match entry {
            Entry::Asked(asked) => Some((*id, asked)),
            _ => None,
        })
    }

    /// Takes the answer to a question, and gives those to tell when it is the last one.
    pub fn answer(&mut self, id: i64, answer: Result<Arc<Registered>, Fault>, now: Instant) -> Vec<Wake> {
        let random = self.random.hash_one((id, now));
        let Some(Entry::Asked(asked)) = self.entries.get_mut(&id) else {
            return Vec::new();
        };
        asked.attempts += 1;
        let fault = match answer {
            Ok(schema) => {
                let wakes = std::mem::take(&mut asked.wakes);
                self.entries.insert(id, Entry::Known(schema));
                return wakes;
            }
            Err(fault) => fault,
        };
        let (error, patience) = match fault {
            Fault::Unknown(error) => (error, self.patience.unknown),
            Fault::Passing(error) => (error, self.patience.silent),
            Fault::Final(error) => (error, Duration::ZERO),
        };
        let end = asked.since + patience;
        if !asked.again && now < end {
            // The last question is asked at the end.
            asked.next = Some((now + wait(WAITS, asked.attempts, random)).min(end));
            asked.last = Some(error);
            return Vec::new();
        }
        let wakes = std::mem::take(&mut asked.wakes);
        self.entries.insert(id, Entry::Failed { error, until: None });
        self.failures += 1;
        if self.failures > MOST_FAILURES {
            self.forget_failures();
        }
        wakes
    }

    #[cold]
    fn forget_failures(&mut self) {
        self.entries.retain(|_, entry| !matches!(entry, Entry::Failed { .. }));
        self.failures = 0;
    }
}

/// How long to wait after so many attempts: the first wait doubled with each, up to the longest, and of that between half
/// and all, so that many clients do not ask at once.
pub(super) fn wait([first, longest]: [Duration; 2], attempts: u32, random: u64) -> Duration {
    let wait = first
        .saturating_mul(1 << attempts.saturating_sub(1).min(16))
        .min(longest);
    wait.mul_f64(0.5 + (random % 1024) as f64 / 2048.0)
}
