//! Records from librdkafka's batch queue.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use rdkafka_sys::{self as rd, RDKafkaErrorCode, RDKafkaRespErr};

use super::client::{Client, Topic};
use super::commits::Commits;
use super::identity::Identity;
use super::partition_list::PartitionList;
use super::{message, offsets};
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::{Batch, Cancelled, Progress, Reading, Setting, Source, Waker};

/// The most messages taken from the queue at once.
const MESSAGES: usize = 8192;

/// A topic's partitions, forwarded to one queue.
struct Consumer {
    topic_name: String,
    partitions: Vec<i32>,
    /// Where reading began in every partition, also where it has ended: [`offsets::BEGINNING`] or an offset.
    starts: BTreeMap<i32, i64>,
    /// The offsets before which the partitions end that have not been read to there; none when there is no end.
    ends: Option<BTreeMap<i32, i64>>,
    headers: bool,
    /// Whether partitions are read that the topic gets later.
    refresh: bool,
    /// The partition of the last record, and the offset that must come next there at least …
    last: (i32, i64),
    /// … and in other partitions.
    next: BTreeMap<i32, i64>,
    /// Whether the first message that is pending goes back in its partition.
    held: bool,
    messages: Vec<*mut rd::rd_kafka_message_t>,
    /// Messages that were taken from the queue and are not in a batch yet.
    pending: std::ops::Range<usize>,
    // The order of the fields is the order in which they are dropped.
    topic: Topic,
    commits: Commits,
    identity: Identity,
    queue: Arc<Queue>,
}

/// How long asking for new partitions may keep records waiting.
const REFRESH_MILLIS: i32 = 250;
/// How long a look at the topic is waited for before records are, when it is not sure that the topic is still there.
const LOOK: Duration = Duration::from_millis(50);

// SAFETY: the messages are owned by the consumer and, like all of librdkafka's objects, bound to no thread.
unsafe impl Send for Consumer {}

/// A queue with its client, which lives as long.
struct Queue {
    queue: *mut rd::rd_kafka_queue_t,
    client: Client,
}

// SAFETY: librdkafka's queues may be used from any thread.
unsafe impl Send for Queue {}
// SAFETY: as above.
unsafe impl Sync for Queue {}

/// Opens a source: asks what partitions the topic has and where those that are chosen begin and end, and starts
/// fetching. Waiting for answers ends when it is cancelled.
pub(crate) fn open(reading: &Reading<'_>, cancelled: Cancelled) -> Result<Box<dyn Source>> {
    let mut properties = reading.properties.clone();
    if reading.end.is_some() {
        let name = "enable.partition.eof";
        properties.settings.push(Setting::new(name, "true", name));
    }
    let client = Client::new(&properties, cancelled)?;
    let (starts, ends) = match offsets::of_reading(&client, reading)? {
        Ok(offsets) => offsets,
        Err(lost) => return Ok(Box::new(lost)),
    };
    let topic = client.topic(reading.topic)?;
    // SAFETY: the client's handle is live.
    let queue = unsafe { rd::rd_kafka_queue_new(client.raw()) };
    let mut consumer = Consumer {
        topic_name: reading.topic.to_owned(),
        partitions: Vec::with_capacity(starts.len()),
        starts: starts.iter().copied().collect(),
        ends,
        headers: reading.headers,
        refresh: reading.refresh.is_some(),
        last: (-1, 0),
        next: BTreeMap::new(),
        held: false,
        messages: vec![ptr::null_mut(); MESSAGES],
        pending: 0..0,
        topic,
        commits: Commits::new(&client, reading.topic),
        identity: Identity::new(&client, reading.topic, reading.refresh),
        queue: Arc::new(Queue { queue, client }),
    };
    for (partition, offset) in starts {
        let end = consumer.ends.as_ref().and_then(|ends| ends.get(&partition));
        // A partition is at its end also when nothing lies between there and its start.
        if end.is_some_and(|end| *end == 0 || offset >= *end) {
            consumer.finish(partition);
        } else {
            consumer.start(partition, offset)?;
        }
    }
    Ok(Box::new(consumer))
}

impl Source for Consumer {
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()> {
        self.queue.client.check()?;
        self.look_at_topic(wait)?;
        let wait = if self.identity.is_in_doubt() {
            wait.min(LOOK)
        } else {
            wait
        };
        if self.pending.is_empty() {
            // The queue's call waits until its array is full, so the wait is for a single message, after which
            // whatever else is there is taken.
            self.take(0, MESSAGES);
            if self.pending.is_empty() && !wait.is_zero() && !self.is_finished() {
                self.take(wait.as_millis() as i32, 1);
            }
        }
        self.unload(batch)?;
        if !batch.is_empty() {
            self.queue.client.events().revival.answered();
        }
        Ok(())
    }

    fn is_finished(&self) -> bool {
        self.ends.as_ref().is_some_and(BTreeMap::is_empty)
    }

    fn partitions(&self) -> &[i32] {
        &self.partitions
    }

    fn progress(&self) -> Vec<Progress> {
        let progress = |(partition, start): (&i32, &i64)| Progress {
            partition: *partition,
            start: (*start >= 0).then_some(*start),
            end: self.queue.client.last_end(&self.topic, *partition),
        };
        self.starts.iter().map(progress).collect()
    }

    fn commit(&mut self, positions: &[(i32, i64)]) {
        self.commits.send(&self.queue.client, positions);
    }

    fn await_commits(&mut self, wait: Duration) -> bool {
        self.commits.await_answers(wait)
    }

    fn pause(&mut self, partition: i32) {
        // SAFETY: the handle is live.
        self.switch(partition, |client, list| unsafe {
            rd::rd_kafka_pause_partitions(client, list)
        });
    }

    fn resume(&mut self, partition: i32) {
        // SAFETY: as above.
        self.switch(partition, |client, list| unsafe {
            rd::rd_kafka_resume_partitions(client, list)
        });
    }

    fn waker(&self) -> Waker {
        let queue = Arc::downgrade(&self.queue);
        Box::new(move || {
            if let Some(queue) = queue.upgrade() {
                // SAFETY: the queue is live as long as it is held.
                unsafe { rd::rd_kafka_queue_yield(queue.queue) };
            }
        })
    }
}

impl Consumer {
    /// Starts fetching a partition.
    fn start(&mut self, partition: i32, offset: i64) -> Result<()> {
        // SAFETY: the topic and the queue are live.
        let started = unsafe { rd::rd_kafka_consume_start_queue(self.topic.0, partition, offset, self.queue.queue) };
        if started != 0 {
            // SAFETY: reads this thread's last error.
            let code = RDKafkaErrorCode::from(unsafe { rd::rd_kafka_last_error() });
            let topic = &self.topic_name;
            return Err(Error::new(
                ErrorKind::Kafka,
                format!("partition {partition} of topic {topic:?} cannot be read: {code}"),
            )
            .with("topic", topic)
            .with("partition", partition));
        }
        self.partitions.push(partition);
        self.starts.insert(partition, offset);
        Ok(())
    }

    /// Pauses or resumes a partition. One that has been read to its end is neither.
    fn switch(
        &self,
        partition: i32,
        call: impl FnOnce(*mut rd::rd_kafka_t, *mut rd::rd_kafka_topic_partition_list_t) -> RDKafkaRespErr,
    ) {
        if !self.partitions.contains(&partition) {
            return;
        }
        // A name with a NUL has been refused before.
        let topic = CString::new(self.topic_name.as_str()).unwrap_or_default();
        let list = PartitionList::of(&topic, [(partition, 0)].into_iter());
        let code = call(self.queue.client.raw(), list.raw());
        if code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
            let code = RDKafkaErrorCode::from(code);
            log::warn!(
                "partition {partition} of topic {:?} cannot be paused or resumed: {code}",
                self.topic_name
            );
        }
    }

    /// Stops fetching a partition that has been read to its end.
    #[cold]
    fn finish(&mut self, partition: i32) {
        if let Some(ends) = &mut self.ends {
            ends.remove(&partition);
        }
        if let Some(index) = self.partitions.iter().position(|known| *known == partition) {
            self.partitions.swap_remove(index);
            // SAFETY: the topic is live and the partition was started.
            unsafe { rd::rd_kafka_consume_stop(self.topic.0, partition) };
        }
    }

    /// Makes sure from time to time that the topic is still the one that it was, and starts partitions that it did not
    /// have before, at their beginning.
    fn look_at_topic(&mut self, wait: Duration) -> Result<()> {
        // What is held waits for the answer, and so nothing else is to be done.
        let wait = if self.held {
            wait.clamp(LOOK / 10, LOOK)
        } else {
            Duration::ZERO
        };
        let partitions = self.identity.look(&self.queue.client, wait)?.unwrap_or_default();
        if self.held && !self.identity.is_in_doubt() {
            log::warn!(
                "partition {} of topic {:?} goes back to an offset before {}: the broker has lost records",
                self.last.0,
                self.topic_name,
                self.last.1
            );
            self.last.1 = 0;
            self.held = false;
        }
        if self.refresh && partitions.iter().any(|partition| !self.partitions.contains(partition)) {
            self.start_new_partitions()?;
        }
        Ok(())
    }

    #[cold]
    fn start_new_partitions(&mut self) -> Result<()> {
        // Asked again in a way that tells librdkafka too. Without an answer the next look will do.
        let known = self
            .queue
            .client
            .describe(&self.topic, REFRESH_MILLIS)
            .unwrap_or_default();
        for partition in known {
            if !self.partitions.contains(&partition) {
                log::info!(
                    "topic {:?} has a new partition, {partition}: it is read from its beginning",
                    self.topic_name
                );
                self.start(partition, offsets::BEGINNING)?;
            }
        }
        Ok(())
    }

    /// Takes up to `most` messages from the queue.
    fn take(&mut self, wait_millis: i32, most: usize) {
        // SAFETY: the queue is live and the array has room for `most` messages, which are ours from here on.
        let taken = unsafe {
            rd::rd_kafka_consume_batch_queue(self.queue.queue, wait_millis, self.messages.as_mut_ptr(), most)
        };
        self.pending = 0..usize::try_from(taken).unwrap_or(0);
    }

    /// Copies the messages into the batch and lets go of them.
    fn unload(&mut self, batch: &mut Batch) -> Result<()> {
        while !self.held && !self.pending.is_empty() {
            let raw = self.messages[self.pending.start];
            // SAFETY: the message was taken from the queue and is destroyed once, below, after its last use.
            let (code, partition, offset) = unsafe { ((*raw).err, (*raw).partition, (*raw).offset) };
            if code == RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR && !self.goes_on(partition, offset) {
                // As the first records of a topic of the same name do.
                self.held = true;
                self.identity.suspect();
                break;
            }
            self.pending.start += 1;
            let failure = if code == RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
                if self.is_wanted(partition, offset) {
                    // SAFETY: as above.
                    unsafe { message::push(raw, self.headers, batch) };
                }
                None
            } else {
                // SAFETY: as above.
                self.event(unsafe { &*raw })
            };
            // SAFETY: as above.
            unsafe { rd::rd_kafka_message_destroy(raw) };
            if let Some(error) = failure {
                return Err(error);
            }
            if batch.is_full() {
                break;
            }
        }
        Ok(())
    }

    /// Whether a record comes after those of its partition so far.
    #[inline]
    fn goes_on(&mut self, partition: i32, offset: i64) -> bool {
        if partition != self.last.0 {
            self.next.insert(self.last.0, self.last.1);
            self.last = (partition, self.next.get(&partition).copied().unwrap_or(0));
        }
        if offset < self.last.1 {
            return false;
        }
        self.last.1 = offset + 1;
        true
    }

    /// Whether a record lies before the end of its partition; ends the partition when it is the last one.
    #[inline]
    fn is_wanted(&mut self, partition: i32, offset: i64) -> bool {
        let Some(ends) = &self.ends else { return true };
        let Some(end) = ends.get(&partition).copied() else {
            return false;
        };
        if offset + 1 >= end {
            self.finish(partition);
        }
        offset < end
    }

    /// The end of the source, if the message is an error that waiting does not mend.
    #[cold]
    fn event(&mut self, event: &rd::rd_kafka_message_t) -> Option<Error> {
        if event.err == RDKafkaRespErr::RD_KAFKA_RESP_ERR__PARTITION_EOF {
            let end = self.ends.as_ref().and_then(|ends| ends.get(&event.partition));
            if end.is_some_and(|end| event.offset >= *end) {
                self.finish(event.partition);
            }
            return None;
        }
        let failure = message::failure(&self.topic_name, event)?;
        if failure.kind() == ErrorKind::NotFound && self.identity.is_known() {
            // librdkafka believes the first broker that does not know the topic.
            self.identity.suspect();
            return None;
        }
        Some(failure)
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        for index in self.pending.clone() {
            // SAFETY: taken from the queue, not destroyed before.
            unsafe { rd::rd_kafka_message_destroy(self.messages[index]) };
        }
        for partition in &self.partitions {
            // SAFETY: the topic is live and the partition was started.
            unsafe { rd::rd_kafka_consume_stop(self.topic.0, *partition) };
        }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        // SAFETY: made by `open`, destroyed once; the client goes after it.
        unsafe { rd::rd_kafka_queue_destroy(self.queue) };
    }
}
