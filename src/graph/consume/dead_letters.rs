//! Bad records on their way into another topic.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::consumer::Consumer;
use crate::error::{Error, Result};
use crate::format::BadRecord;
use crate::graph::cycle::Engine;
use crate::graph::session::until_closed;
use crate::kafka::{
    self, Batch, ClientProperties, HeaderBuffer, NO_TIMESTAMP, PayloadBuffer, Records, Sink, Told, Writing,
};
use crate::spec::{Consume, ConsumeOptions};

/// Writes bad records as they are into the dead-letter topic, with further headers that say where each was and what is wrong
/// with it. Belongs to the consumer's thread.
pub(super) struct DeadLetters {
    sink: Box<dyn Sink>,
    /// The topic that is read.
    from: String,
    /// That of the dead letters.
    to: String,
    rows: usize,
    keys: PayloadBuffer,
    values: PayloadBuffer,
    headers: HeaderBuffer,
    /// The bytes of what was not sent yet.
    bytes: usize,
    /// Whether some may be sent and not delivered.
    under_way: bool,
    /// Whether bad records may be known that were not sent.
    unwritten: bool,
}

/// Opens the dead letters of a consumer, if it has any.
pub(super) type OpenLetters<'a> = &'a dyn Fn(&Arc<Consumer>) -> Result<Option<DeadLetters>>;

/// What is given to the sink at once.
const CHUNK: usize = 1 << 20;

/// The headers that are put behind those of the record.
mod provenance {
    pub const TOPIC: &[u8] = b"topictable.topic";
    pub const PARTITION: &[u8] = b"topictable.partition";
    pub const OFFSET: &[u8] = b"topictable.offset";
    /// In milliseconds since 1970; not there if the record has none.
    pub const TIMESTAMP: &[u8] = b"topictable.timestamp";
    /// Once for each fault …
    pub const REASON: &[u8] = b"topictable.reason";
    /// … and behind it the column, if it is the fault of one.
    pub const FIELD: &[u8] = b"topictable.field";
}

/// Asks the cluster for the dead-letter topic. The consumer's end ends the waits.
pub(super) fn open(engine: &Arc<Engine>, consume: &Consume, consumer: &Arc<Consumer>) -> Result<Option<DeadLetters>> {
    let options = ConsumeOptions::from_properties(&consume.properties)?;
    let Some(to) = options.dead_letters_of(&consume.topic)? else {
        return Ok(None);
    };
    let properties = ClientProperties::of_dead_letters(&consume.properties)?;
    let consumer = Arc::downgrade(consumer);
    let cancelled = move || consumer.upgrade().is_none_or(|consumer| consumer.is_stopped());
    let sink = kafka::open_sink(Writing {
        properties: &properties,
        topic: Some(to),
        partition: None,
        closed: until_closed(engine),
        given_up: Box::new(cancelled),
        told: warn_of_trouble(&consume.topic, to),
    })
    .map_err(|error| refused(&consume.topic, to, &error))?;
    Ok(Some(DeadLetters::new(&consume.topic, to, sink)))
}

/// Logs once that the table waits, until it goes on.
fn warn_of_trouble(from: &str, to: &str) -> Told {
    let (from, to, warned) = (from.to_owned(), to.to_owned(), Cell::new(false));
    Box::new(move |sent| {
        let before = warned.replace(sent.trouble.is_some());
        if let Some(reason) = sent.trouble.filter(|_| !before) {
            log::warn!("topic {from:?} is not read on until its bad records are delivered to {to:?}: {reason}");
        }
    })
}

impl DeadLetters {
    /// Those of the topic `from`, for the topic `to`, of which the sink is.
    pub fn new(from: &str, to: &str, sink: Box<dyn Sink>) -> Self {
        DeadLetters {
            sink,
            from: from.to_owned(),
            to: to.to_owned(),
            rows: 0,
            keys: PayloadBuffer::default(),
            values: PayloadBuffer::default(),
            headers: HeaderBuffer::default(),
            bytes: 0,
            under_way: false,
            unwritten: false,
        }
    }

    /// Says that records are about to be decoded whose bad ones [`write`](Self::write) is told of afterwards. Until then no
    /// position may pass them.
    pub fn expect(&mut self) {
        self.unwritten = true;
    }

    /// Writes the bad records of a batch, each once, and waits while as much is under way as may be. An error is the end.
    pub fn write(&mut self, batch: &Batch, bad: &[BadRecord]) -> Result<()> {
        for faults in bad.chunk_by(|one, next| one.index == next.index) {
            self.add(batch, faults);
            if self.bytes >= CHUNK {
                self.send()?;
            }
        }
        if self.rows > 0 {
            self.send()?;
        }
        self.unwritten = false;
        Ok(())
    }

    /// Waits until all that was written is delivered, at most so long; whether positions may pass it. An error is the end.
    pub fn deliver(&mut self, wait: Duration) -> Result<bool> {
        let deadline = Instant::now() + wait;
        while self.under_way {
            let left = deadline.saturating_duration_since(Instant::now());
            // The sink waits less than that once the consumer is stopped.
            match self.sink.flush(left) {
                Ok(true) => self.under_way = false,
                Ok(false) if left.is_zero() => return Ok(false),
                Ok(false) => {}
                Err(error) => return Err(refused(&self.from, &self.to, &error)),
            }
        }
        Ok(!self.unwritten)
    }

    /// Says how many are lost, as no more is waited for.
    #[cold]
    pub fn give_up(&mut self) {
        let lost = self.sink.progress().under_way;
        log::warn!(
            "bad records of topic {:?} were not delivered to {:?} before the table ended: {lost} are under way",
            self.from,
            self.to
        );
    }

    /// Adds a record with all that is wrong with it.
    #[cold]
    fn add(&mut self, batch: &Batch, faults: &[BadRecord]) {
        let Some(index) = faults.first().map(|fault| fault.index) else {
            return;
        };
        let (key, value) = batch.record(index);
        self.keys.push_option(key);
        self.values.push_option(value);
        for (name, value) in batch.headers(index) {
            self.headers.push(name, value);
        }
        let mut push = |name, value: &[u8]| self.headers.push(name, Some(value));
        let number = |number: i64| number.to_string().into_bytes();
        push(provenance::TOPIC, self.from.as_bytes());
        push(provenance::PARTITION, &number(batch.partition_of(index).into()));
        push(provenance::OFFSET, &number(batch.offsets()[index]));
        match batch.timestamps()[index] {
            NO_TIMESTAMP => {}
            millis => push(provenance::TIMESTAMP, &number(millis)),
        }
        for fault in faults {
            push(provenance::REASON, fault.reason.as_bytes());
            if let Some(field) = &fault.field {
                push(provenance::FIELD, field.as_bytes());
            }
        }
        self.headers.end_record();
        self.rows += 1;
        self.bytes += [key, value].into_iter().flatten().map(<[u8]>::len).sum::<usize>();
    }

    fn send(&mut self) -> Result<()> {
        self.under_way = true;
        self.sink
            .send(&Records {
                rows: self.rows,
                keys: Some(&self.keys),
                values: Some(&self.values),
                own_headers: Some(&self.headers),
                ..Records::default()
            })
            .map_err(|error| refused(&self.from, &self.to, &error))?;
        self.rows = 0;
        self.bytes = 0;
        self.keys.clear();
        self.values.clear();
        self.headers.clear();
        Ok(())
    }
}

/// The error of a topic whose bad records have no place to go to.
#[cold]
fn refused(from: &str, to: &str, error: &Error) -> Error {
    Error::new(
        error.kind(),
        format!(
            "bad records of topic {from:?} cannot be written to the dead-letter topic {to:?}: {}",
            error.message()
        ),
    )
    .with("topic", from)
    .with("dead.letter.topic", to)
    .with("property", "topictable.dead.letter.topic")
}
