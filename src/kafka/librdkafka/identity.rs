//! Whether the topic that is read is still the one that it was.
//!
//! For librdkafka a deleted topic is one that has no records for the time being, and it reads one of the same name that
//! is made later on from the old one's offsets. The topic's id tells the two apart. It is asked for every few
//! seconds, without waiting for the answer, and at once when something looks odd.

use std::ffi::{CString, c_int};
use std::time::{Duration, Instant};
use std::{ptr, thread};

use rdkafka_sys::{self as rd, RDKafkaRespErr};

use super::client::Client;
use crate::error::{Error, Result};

/// How often the topic is looked at when nothing is odd.
const EVERY: Duration = Duration::from_secs(5);
/// The same when something is.
const IN_DOUBT: Duration = Duration::from_millis(300);
/// How long a topic must be missing: a broker that has just started may not know all of them yet.
const MISSING: Duration = Duration::from_secs(3);
/// How long an answer may take.
const ANSWER_MILLIS: c_int = 3000;
/// How long the end waits for one that is outstanding: librdkafka (2.12.1, `rd_kafka_admin_worker`) writes to the
/// question after it has sent it, and a client that is destroyed at that moment has freed it on its broker's thread.
const LAST: Duration = Duration::from_millis(300);

/// The topic's id, all zeros where brokers have none.
type Id = (i64, i64);

/// Looks at a topic again and again. It must not outlive its client.
pub(super) struct Identity {
    topic: CString,
    answers: *mut rd::rd_kafka_queue_t,
    every: Duration,
    next: Instant,
    /// What is being asked, if anything: whether that was in doubt already.
    asked: Option<bool>,
    doubt: bool,
    id: Option<Id>,
    missing: Option<Instant>,
}

enum Answer {
    Found(Id, Vec<i32>),
    Missing,
    /// Nothing that says anything about the topic.
    None,
}

impl Identity {
    /// Begins to look. `every` is how often the topic must be looked at, at least.
    pub fn new(client: &Client, topic: &str, every: Option<Duration>) -> Self {
        let mut identity = Identity {
            // A name with a NUL has been refused before.
            topic: CString::new(topic).unwrap_or_default(),
            // SAFETY: the client's handle is live.
            answers: unsafe { rd::rd_kafka_queue_new(client.raw()) },
            every: every.map_or(EVERY, |every| every.min(EVERY)),
            next: Instant::now(),
            asked: None,
            doubt: false,
            id: None,
            missing: None,
        };
        // Now, so that the answer is about the topic that is read, whenever it is looked at.
        identity.ask(client);
        identity
    }

    /// Says that something is odd.
    #[cold]
    pub fn suspect(&mut self) {
        if !self.doubt {
            self.doubt = true;
            self.next = Instant::now();
        }
    }

    /// Whether something odd is not explained yet.
    pub fn is_in_doubt(&self) -> bool {
        self.doubt
    }

    /// Whether the topic has been seen.
    pub fn is_known(&self) -> bool {
        self.id.is_some()
    }

    /// The topic's id, once it is known and if brokers have one.
    pub fn id(&self) -> Option<[u8; 16]> {
        let (high, low) = self.id.filter(|id| *id != (0, 0))?;
        Some((u128::from(high as u64) << 64 | u128::from(low as u64)).to_be_bytes())
    }

    /// Asks if it is time to, and waits at most so long for what was asked before. Gives the numbers of the topic's
    /// partitions, if there is an answer; fails when the topic is not there any more.
    pub fn look(&mut self, client: &Client, wait: Duration) -> Result<Option<Vec<i32>>> {
        let mut partitions = None;
        if let Some(in_doubt) = self.asked {
            match self.answer(wait) {
                None => return Ok(None),
                Some(Answer::None) => {}
                Some(Answer::Missing) => {
                    let since = *self.missing.get_or_insert_with(Instant::now);
                    if since.elapsed() >= MISSING {
                        return Err(self.gone(client, "was deleted"));
                    }
                    self.doubt = true;
                }
                Some(Answer::Found(id, numbers)) => {
                    if *self.id.get_or_insert(id) != id {
                        return Err(self.gone(client, "was deleted and made again: make the table anew to read it"));
                    }
                    self.missing = None;
                    self.doubt &= !in_doubt;
                    partitions = Some(numbers);
                }
            }
            self.asked = None;
            let pause = if self.doubt { IN_DOUBT } else { self.every };
            self.next = Instant::now() + pause.min(self.every);
        } else {
            thread::sleep(wait);
        }
        if Instant::now() >= self.next {
            self.ask(client);
        }
        Ok(partitions)
    }

    fn gone(&self, client: &Client, what: &str) -> Error {
        let topic = self.topic.to_string_lossy();
        Error::not_found(format!("topic {topic:?} {what}"))
            .with("topic", &topic)
            .with("bootstrap.servers", &client.servers)
    }

    fn ask(&mut self, client: &Client) {
        self.asked = Some(self.doubt);
        // SAFETY: the handle and the queue are live; options and names are made, copied by the call and destroyed here.
        unsafe {
            let operation = rd::rd_kafka_admin_op_t::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS;
            let options = rd::rd_kafka_AdminOptions_new(client.raw(), operation);
            rd::rd_kafka_AdminOptions_set_request_timeout(options, ANSWER_MILLIS, ptr::null_mut(), 0);
            let mut name = self.topic.as_ptr();
            let topics = rd::rd_kafka_TopicCollection_of_topic_names(&raw mut name, 1);
            rd::rd_kafka_DescribeTopics(client.raw(), topics, options, self.answers);
            rd::rd_kafka_TopicCollection_destroy(topics);
            rd::rd_kafka_AdminOptions_destroy(options);
        }
    }

    fn answer(&self, wait: Duration) -> Option<Answer> {
        // SAFETY: the queue is live; an event is ours and is destroyed after its last use.
        unsafe {
            let event = rd::rd_kafka_queue_poll(self.answers, wait.as_millis() as c_int);
            if event.is_null() {
                return None;
            }
            let answer = read(event);
            rd::rd_kafka_event_destroy(event);
            Some(answer)
        }
    }
}

/// # Safety
/// The event is live.
unsafe fn read(event: *mut rd::rd_kafka_event_t) -> Answer {
    // SAFETY: the caller's promise. What an event holds lives as long; its arrays have the stated lengths.
    unsafe {
        let result = rd::rd_kafka_event_DescribeTopics_result(event);
        if result.is_null() || rd::rd_kafka_event_error(event) != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
            return Answer::None;
        }
        let mut count = 0;
        let topics = rd::rd_kafka_DescribeTopics_result_topics(result, &raw mut count);
        if count == 0 {
            return Answer::None;
        }
        let topic = *topics;
        match rd::rd_kafka_error_code(rd::rd_kafka_TopicDescription_error(topic)) {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR => {}
            RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART => return Answer::Missing,
            _ => return Answer::None,
        }
        let id = rd::rd_kafka_TopicDescription_topic_id(topic);
        let id = (
            rd::rd_kafka_Uuid_most_significant_bits(id),
            rd::rd_kafka_Uuid_least_significant_bits(id),
        );
        let mut count = 0;
        let partitions = rd::rd_kafka_TopicDescription_partitions(topic, &raw mut count);
        let numbers = (0..count).map(|index| rd::rd_kafka_TopicPartitionInfo_partition(*partitions.add(index)));
        Answer::Found(id, numbers.collect())
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        if self.asked.is_some() {
            self.answer(LAST);
        }
        // SAFETY: made by `new`, destroyed once; the client goes after it.
        unsafe { rd::rd_kafka_queue_destroy(self.answers) };
    }
}
