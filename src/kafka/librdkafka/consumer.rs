//! Records from librdkafka's batch queue.

use std::ptr;
use std::slice;
use std::sync::Arc;
use std::time::Duration;

use rdkafka_sys::{self as rd, RDKafkaErrorCode, RDKafkaRespErr};

use super::client::{Cancelled, Client, Topic};
use super::offsets;
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::{Batch, ClientProperties, NO_TIMESTAMP, Source, Start, Waker};

/// The most messages taken from the queue at once.
const MESSAGES: usize = 8192;

/// A topic's partitions, forwarded to one queue.
struct Consumer {
    topic_name: String,
    partitions: Vec<i32>,
    messages: Vec<*mut rd::rd_kafka_message_t>,
    /// Messages that were taken from the queue and are not in a batch yet.
    pending: std::ops::Range<usize>,
    // The order of the fields is the order in which they are dropped.
    topic: Topic,
    queue: Arc<Queue>,
}

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

/// Chooses where to start, in the partitions it wants of those that the topic has.
pub(crate) type Choose<'a> = &'a dyn Fn(&[i32]) -> Result<Vec<(i32, Start)>>;

/// Opens a source: asks what partitions the topic has and where those that are chosen begin, and starts fetching.
/// Waiting for answers ends when it is cancelled.
pub(crate) fn open(
    properties: &ClientProperties,
    topic_name: &str,
    choose: Choose<'_>,
    cancelled: Cancelled,
) -> Result<Box<dyn Source>> {
    let client = Client::new(properties, cancelled)?;
    let starts = choose(&client.partitions(topic_name)?)?;
    let starts = offsets::resolve(&client, properties, topic_name, starts)?;
    let topic = client.topic(topic_name)?;
    // SAFETY: the client's handle is live.
    let queue = unsafe { rd::rd_kafka_queue_new(client.raw()) };
    let mut consumer = Consumer {
        topic_name: topic_name.to_owned(),
        partitions: Vec::with_capacity(starts.len()),
        messages: vec![ptr::null_mut(); MESSAGES],
        pending: 0..0,
        topic,
        queue: Arc::new(Queue { queue, client }),
    };
    for (partition, offset) in starts {
        // SAFETY: the topic and the queue are live.
        let started =
            unsafe { rd::rd_kafka_consume_start_queue(consumer.topic.0, partition, offset, consumer.queue.queue) };
        if started != 0 {
            // SAFETY: reads this thread's last error.
            let code = unsafe { rd::rd_kafka_last_error() };
            return Err(Error::new(
                ErrorKind::Kafka,
                format!(
                    "partition {partition} of topic {topic_name:?} cannot be read: {}",
                    RDKafkaErrorCode::from(code)
                ),
            )
            .with("topic", topic_name)
            .with("partition", partition));
        }
        consumer.partitions.push(partition);
    }
    Ok(Box::new(consumer))
}

impl Source for Consumer {
    fn poll(&mut self, batch: &mut Batch, wait: Duration) -> Result<()> {
        self.queue.client.check()?;
        if self.pending.is_empty() {
            // The queue's call waits until its array is full, so the wait is for a single message, after which
            // whatever else is there is taken.
            self.take(0, MESSAGES);
            if self.pending.is_empty() && !wait.is_zero() {
                self.take(wait.as_millis() as i32, 1);
            }
        }
        self.unload(batch)
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
        while let Some(index) = self.pending.next() {
            let raw = self.messages[index];
            // SAFETY: the message was taken from the queue and is destroyed once, below, after its last use.
            let message = unsafe { &*raw };
            let failure = (message.err != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR)
                .then(|| failure(&self.topic_name, message))
                .flatten();
            if message.err == RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
                // SAFETY: key and payload are null or have the stated lengths while the message lives.
                let (key, value, timestamp) = unsafe {
                    (
                        bytes(message.key, message.key_len),
                        bytes(message.payload, message.len),
                        timestamp(raw),
                    )
                };
                batch.push(message.partition, message.offset, timestamp, key, value);
            }
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

/// # Safety
/// `data` is null or points to `len` bytes that live as long as the result is used.
unsafe fn bytes<'a>(data: *const std::ffi::c_void, len: usize) -> Option<&'a [u8]> {
    // SAFETY: the caller's promise.
    (!data.is_null()).then(|| unsafe { slice::from_raw_parts(data.cast(), len) })
}

/// # Safety
/// The message is live.
unsafe fn timestamp(message: *const rd::rd_kafka_message_t) -> i64 {
    let mut kind = rd::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    // SAFETY: the caller's promise.
    let timestamp = unsafe { rd::rd_kafka_message_timestamp(message, &raw mut kind) };
    match kind {
        rd::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE => NO_TIMESTAMP,
        _ => timestamp,
    }
}

/// The end of the source, if the message is an error that waiting does not mend.
#[cold]
fn failure(topic: &str, message: &rd::rd_kafka_message_t) -> Option<Error> {
    use RDKafkaRespErr as Code;
    let kind = match message.err {
        Code::RD_KAFKA_RESP_ERR__PARTITION_EOF
        | Code::RD_KAFKA_RESP_ERR__TRANSPORT
        | Code::RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN
        | Code::RD_KAFKA_RESP_ERR__TIMED_OUT => return None,
        Code::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED => ErrorKind::Authentication,
        Code::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
        | Code::RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
        | Code::RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION => ErrorKind::NotFound,
        _ => ErrorKind::Kafka,
    };
    // SAFETY: the text of an error message is a terminated string that lives as long as the message.
    let text = unsafe { rd::rd_kafka_message_errstr(message) };
    let text = if text.is_null() {
        RDKafkaErrorCode::from(message.err).to_string()
    } else {
        // SAFETY: as above.
        unsafe { std::ffi::CStr::from_ptr(text) }.to_string_lossy().into_owned()
    };
    let partition = message.partition;
    let error = Error::new(
        kind,
        format!("partition {partition} of topic {topic:?} cannot be read any more: {text}"),
    );
    Some(error.with("topic", topic).with("partition", partition))
}
