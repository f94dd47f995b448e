//! What the library has to say, for programs that are not Rust's.
//!
//! A program of Rust gets it from the crate `log`. For C and Java a logger of that crate puts it into queues, from
//! which threads of theirs take it: no program is called from inside of the library.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, LazyLock, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use log::{Level, LevelFilter, Log, Metadata};
use serde_json::{Value, json};

use super::guard;
use crate::error::{Error, Result};

/// More than these are not kept for a reader that is slow: those that come later are counted and lost.
const CAPACITY: usize = 1024;

/// Who says what.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub level: Level,
    /// The part of the library, such as `topictable.kafka`.
    pub source: String,
    pub text: String,
}

impl Message {
    fn lost(count: usize) -> Self {
        Message {
            level: Level::Warn,
            source: "topictable.logs".to_owned(),
            text: format!("{count} messages came faster than they were taken, and are lost"),
        }
    }
}

/// The messages for one reader.
#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Default)]
struct State {
    messages: VecDeque<Message>,
    lost: usize,
    closed: bool,
}

impl Queue {
    fn push(&self, message: Message) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.messages.len() < CAPACITY {
            state.messages.push_back(message);
        } else {
            state.lost += 1;
        }
        self.news.notify_one();
    }

    /// Takes a message: none when the time is over, or the queue is closed.
    fn next(&self, timeout: Duration) -> Option<Message> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self
            .news
            .wait_timeout_while(state, timeout, |state| {
                state.messages.is_empty() && state.lost == 0 && !state.closed
            })
            .unwrap_or_else(PoisonError::into_inner)
            .0;
        state
            .messages
            .pop_front()
            .or_else(|| match std::mem::take(&mut state.lost) {
                0 => None,
                lost => Some(Message::lost(lost)),
            })
    }

    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.news.notify_all();
    }

    fn is_closed(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed
    }
}

/// Who reads, and from which level on.
static READERS: RwLock<Vec<(LevelFilter, Arc<Queue>)>> = RwLock::new(Vec::new());

struct Readers;

impl Log for Readers {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("topictable") && metadata.level() <= log::max_level()
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let message = Message {
            level: record.level(),
            // The part, not the file.
            source: record.target().split("::").take(2).collect::<Vec<_>>().join("."),
            text: record.args().to_string(),
        };
        let readers = READERS.read().unwrap_or_else(PoisonError::into_inner);
        for (_, queue) in readers.iter().filter(|(level, _)| message.level <= *level) {
            queue.push(message.clone());
        }
    }

    fn flush(&self) {}
}

/// Puts a reader in the place of another one.
fn replace(before: Option<&Arc<Queue>>, now: Option<(LevelFilter, Arc<Queue>)>) -> Result<()> {
    static LOGGER: OnceLock<bool> = OnceLock::new();
    if !LOGGER.get_or_init(|| log::set_logger(&Readers).is_ok()) {
        return Err(Error::unsupported(
            "the program has a logger of the crate log already: it gets the messages",
        ));
    }
    let mut readers = READERS.write().unwrap_or_else(PoisonError::into_inner);
    readers.retain(|(_, queue)| before.is_none_or(|before| !Arc::ptr_eq(before, queue)));
    readers.extend(now);
    let level = readers.iter().map(|(level, _)| *level).max();
    log::set_max_level(level.unwrap_or(LevelFilter::Off));
    Ok(())
}

/// The number of a level: 1 error, 2 warning, 3 information, 4 debug, 5 trace; 0 is none.
pub(crate) fn level(code: i32) -> Result<LevelFilter> {
    LevelFilter::iter().find(|level| *level as i32 == code).ok_or_else(|| {
        Error::invalid(format!(
            "{code} is no level: expected one of the TT_LOG_… levels, 0 to 5"
        ))
    })
}

/// Java's reader: messages are kept for it from its first question on.
pub(super) fn take(filter: LevelFilter, timeout: Duration) -> Result<Vec<Value>> {
    static JAVA: LazyLock<Arc<Queue>> = LazyLock::new(Arc::default);
    static STARTED: OnceLock<Result<()>> = OnceLock::new();
    STARTED
        .get_or_init(|| replace(None, Some((filter, JAVA.clone()))))
        .clone()?;
    let mut next = JAVA.next(timeout);
    let mut taken = Vec::new();
    while let Some(message) = next {
        taken.push(json!({"level": message.level as i32, "source": message.source, "text": message.text}));
        next = JAVA.next(Duration::ZERO);
    }
    Ok(taken)
}

/// Who is called with each message. It is dropped once, after the last call.
pub(crate) trait Listener: Send + 'static {
    /// Called by one thread only.
    fn call(&self, message: &Message);
}

/// The thread that calls C's listener.
struct Calls {
    queue: Arc<Queue>,
    thread: JoinHandle<()>,
}

/// Puts a listener in the place of the last one, or none. That one is not called any more after this returns, unless
/// this is inside of its call.
pub(crate) fn listen(filter: LevelFilter, listener: Option<impl Listener>) -> Result<()> {
    static CALLS: Mutex<Option<Calls>> = Mutex::new(None);
    let calls = listener.map(|listener| start(listener)).transpose()?;
    let mut current = CALLS.lock().unwrap_or_else(PoisonError::into_inner);
    replace(
        current.as_ref().map(|calls| &calls.queue),
        calls.as_ref().map(|calls| (filter, calls.queue.clone())),
    )?;
    let before = std::mem::replace(&mut *current, calls);
    drop(current);
    if let Some(before) = before {
        before.queue.close();
        if before.thread.thread().id() != thread::current().id() {
            // A panic was told when it happened.
            let _ = before.thread.join();
        }
    }
    Ok(())
}

fn start(listener: impl Listener) -> Result<Calls> {
    let queue = Arc::<Queue>::default();
    let taken = queue.clone();
    let run = move || {
        while !taken.is_closed() {
            if let Some(message) = taken.next(Duration::MAX) {
                let _ = guard(|| {
                    listener.call(&message);
                    Ok(())
                });
            }
        }
    };
    let thread = thread::Builder::new()
        .name("topictable-log".to_owned())
        .spawn(run)
        .map_err(|error| Error::internal(format!("the thread of a listener cannot be started: {error}")))?;
    Ok(Calls { queue, thread })
}
