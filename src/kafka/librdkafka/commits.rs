//! Positions that are committed for a group.

use std::ffi::{CString, c_int};
use std::ptr;
use std::time::{Duration, Instant};

use rdkafka_sys::{self as rd, RDKafkaErrorCode, RDKafkaRespErr};

use super::client::Client;
use super::partition_list::PartitionList;

/// Commits of one consumer, and the queue in which their answers come. It must not outlive its client.
pub(super) struct Commits {
    topic: CString,
    answers: *mut rd::rd_kafka_queue_t,
    waiting: usize,
}

impl Commits {
    pub fn new(client: &Client, topic: &str) -> Self {
        Commits {
            // A name with a NUL has been refused before.
            topic: CString::new(topic).unwrap_or_default(),
            // SAFETY: the client's handle is live.
            answers: unsafe { rd::rd_kafka_queue_new(client.raw()) },
            waiting: 0,
        }
    }

    /// Sends positions; does not wait.
    pub fn send(&mut self, client: &Client, positions: &[(i32, i64)]) {
        let list = PartitionList::of(&self.topic, positions.iter().copied());
        // SAFETY: the list is copied by the call; the handle and the queue are live.
        let code = unsafe { rd::rd_kafka_commit_queue(client.raw(), list.raw(), self.answers, None, ptr::null_mut()) };
        if code == RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
            self.waiting += 1;
        } else {
            self.warn(code);
        }
    }

    /// Waits for the answers to all that was sent; whether they are there.
    pub fn await_answers(&mut self, wait: Duration) -> bool {
        let deadline = Instant::now() + wait;
        while self.waiting > 0 {
            let left = deadline.saturating_duration_since(Instant::now());
            // SAFETY: the queue is live; an event is ours and is destroyed after its last use.
            unsafe {
                let event = rd::rd_kafka_queue_poll(self.answers, left.as_millis() as c_int);
                if event.is_null() {
                    return false;
                }
                self.waiting -= 1;
                let code = rd::rd_kafka_event_error(event);
                rd::rd_kafka_event_destroy(event);
                if code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
                    self.warn(code);
                }
            }
        }
        true
    }

    #[cold]
    fn warn(&self, code: RDKafkaRespErr) {
        let code = RDKafkaErrorCode::from(code);
        log::warn!("offsets of topic {:?} cannot be committed: {code}", self.topic);
    }
}

impl Drop for Commits {
    fn drop(&mut self) {
        // SAFETY: made by `new`, destroyed once; the client goes after it.
        unsafe { rd::rd_kafka_queue_destroy(self.answers) };
    }
}
