//! Records that were not delivered.

use std::ffi::{CStr, c_void};
use std::slice;
use std::sync::Mutex;

use rdkafka_sys::{self as rd, RDKafkaErrorCode, RDKafkaRespErr};

use super::events::{Events, locked};
use crate::error::{Error, ErrorKind};

/// How many there were, and the first.
#[derive(Default)]
pub(super) struct Deliveries(Mutex<(u64, Option<Error>)>);

impl Deliveries {
    pub fn failed(&self) -> (u64, Option<Error>) {
        locked(&self.0).clone()
    }

    /// Forgets them: they were part of a transaction that is not committed.
    pub fn forget(&self) {
        *locked(&self.0) = Default::default();
    }

    fn add(&self, error: impl FnOnce() -> Error) {
        let mut failed = locked(&self.0);
        failed.0 += 1;
        failed.1.get_or_insert_with(error);
    }
}

/// Called by whoever polls the handle, for each record that was not delivered.
///
/// # Safety
/// librdkafka's: the message lives as long as the call, and `events` is that of [`super::events::listen`].
pub(super) unsafe extern "C" fn on_delivery(
    _rk: *mut rd::rd_kafka_t,
    message: *const rd::rd_kafka_message_t,
    events: *mut c_void,
) {
    // SAFETY: as above.
    let (message, events) = unsafe { (&*message, &*events.cast::<Events>()) };
    if message.err == RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
        return;
    }
    events.deliveries.add(|| {
        // SAFETY: a message has a topic, whose name is terminated, and a key of the stated length, if it is not null.
        let (topic, key) = unsafe {
            let topic = CStr::from_ptr(rd::rd_kafka_topic_name(message.rkt)).to_string_lossy();
            let key =
                (!message.key.is_null()).then(|| slice::from_raw_parts(message.key.cast::<u8>(), message.key_len));
            (topic, key)
        };
        undelivered(&topic, message.partition, key, message.err)
    });
}

/// The error of a record that was not delivered.
pub(super) fn undelivered(topic: &str, partition: i32, key: Option<&[u8]>, code: RDKafkaRespErr) -> Error {
    use RDKafkaRespErr as Code;
    let (kind, expected) = match code {
        Code::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE => (
            ErrorKind::InvalidArgument,
            ": see max.request.size, and max.message.bytes of the topic",
        ),
        Code::RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION => (ErrorKind::NotFound, ": the topic does not have this partition"),
        Code::RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC | Code::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART => {
            (ErrorKind::NotFound, ": the topic does not exist")
        }
        Code::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
        | Code::RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED
        | Code::RD_KAFKA_RESP_ERR__AUTHENTICATION => (ErrorKind::Authentication, ""),
        Code::RD_KAFKA_RESP_ERR__MSG_TIMED_OUT => (ErrorKind::Timeout, ": see delivery.timeout.ms"),
        Code::RD_KAFKA_RESP_ERR__PURGE_QUEUE | Code::RD_KAFKA_RESP_ERR__PURGE_INFLIGHT => {
            (ErrorKind::Closed, ": publishing was ended before")
        }
        _ => (ErrorKind::Kafka, ""),
    };
    let code = RDKafkaErrorCode::from(code);
    let key = key.map(|key| key.escape_ascii().to_string());
    let of = key.as_ref().map_or(String::new(), |key| format!(" with key {key:?}"));
    let place = if partition < 0 {
        String::new()
    } else {
        format!(" to partition {partition}")
    };
    let mut error = Error::new(
        kind,
        format!("a record{of}{place} of topic {topic:?} was not delivered: {code}{expected}"),
    )
    .with("topic", topic);
    if partition >= 0 {
        error = error.with("partition", partition);
    }
    key.into_iter().fold(error, |error, key| error.with("key", key))
}
