//! Records written with librdkafka's producer.

use std::collections::HashMap;
use std::ffi::{CString, c_void};
use std::ptr;
use std::time::{Duration, Instant};

use arrow_array::Array;
use rdkafka_sys::{self as rd, RDKafkaRespErr};

use super::client::{Client, Topic};
use super::deliveries::undelivered;
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::{Cancelled, Records, Sent, Sink, Told, Writing};

/// Delivers to one topic, or to those that records name.
pub(super) struct Producer {
    /// Those that records have named so far.
    named: HashMap<String, Topic>,
    // The order of the fields is the order in which they are dropped.
    default: Option<Topic>,
    partition: i32,
    pub client: Client,
    pub given_up: Cancelled,
    told: Told,
    pub taken: u64,
    /// How many were under way when that was last less than before, and when that was.
    moving: (u64, Instant),
}

/// The partition for which the partitioner chooses.
const UNASSIGNED: i32 = -1;
/// How long librdkafka is left alone while its queue is full.
const FULL: Duration = Duration::from_millis(20);
/// After how long without a delivery somebody may want to know why.
const TROUBLE: Duration = Duration::from_secs(1);
/// How long the end waits for a record that is under way, after it was told to give it up.
const PURGE: Duration = Duration::from_millis(500);

/// Opens a sink; asks the cluster for the topic.
pub(crate) fn open_sink(writing: Writing<'_>) -> Result<Box<dyn Sink>> {
    Ok(Box::new(open_producer(writing)?))
}

/// The same, as what it is.
pub(super) fn open_producer(writing: Writing<'_>) -> Result<Producer> {
    let Writing {
        properties,
        topic,
        partition,
        closed,
        given_up,
        told,
    } = writing;
    let client = Client::producer(properties, closed)?;
    if let Some(topic) = topic {
        let known = client.partitions(topic)?;
        if let Some(partition) = partition.filter(|partition| !known.contains(partition)) {
            return Err(Error::not_found(format!(
                "partition {partition} of topic {topic:?} does not exist (it has {} partitions)",
                known.len()
            ))
            .with("topic", topic)
            .with("partition", partition));
        }
    }
    let default = topic.map(|topic| client.topic(topic)).transpose()?;
    Ok(Producer {
        named: HashMap::new(),
        default,
        partition: partition.unwrap_or(UNASSIGNED),
        client,
        given_up,
        told,
        taken: 0,
        moving: (0, Instant::now()),
    })
}

impl Sink for Producer {
    fn send(&mut self, records: &Records<'_>) -> Result<()> {
        let mut keys = records.keys.map(|keys| keys.iter());
        let mut values = records.values.map(|values| values.iter());
        let mut headers: Vec<_> = records
            .headers
            .iter()
            .map(|(name, values)| (name, values.iter()))
            .collect();
        let mut left_out = records.left_out.iter().peekable();
        let mut of_row = Vec::with_capacity(headers.len());
        for row in 0..records.rows {
            let key = keys.as_mut().and_then(|keys| keys.next().flatten());
            let value = values.as_mut().and_then(|values| values.next().flatten());
            of_row.clear();
            for (name, values) in &mut headers {
                of_row.extend(values.next().flatten().map(|value| (name.as_bytes(), Some(value))));
            }
            of_row.extend(records.own_headers.iter().flat_map(|headers| headers.of(row)));
            if left_out.next_if(|position| **position == row).is_some() {
                continue;
            }
            let partition = match records.partitions {
                Some(partitions) if partitions.is_valid(row) => partitions.value(row),
                _ => self.partition,
            };
            let name = records.topics.filter(|topics| topics.is_valid(row));
            let topic = self.topic(name.map(|topics| topics.value(row)), row)?;
            loop {
                let millis = records.millis(row);
                let sent = if millis.is_none() && of_row.is_empty() {
                    plain(topic, partition, key, value)
                } else {
                    full(&self.client, topic, partition, key, value, millis, &of_row)
                };
                match sent {
                    Ok(()) => break,
                    Err(RDKafkaRespErr::RD_KAFKA_RESP_ERR__QUEUE_FULL) => self.await_room()?,
                    Err(code) => return Err(self.refused(topic, partition, key, code)),
                }
            }
            self.taken += 1;
        }
        self.check()
    }

    fn flush(&mut self, wait: Duration) -> Result<bool> {
        let deadline = Instant::now() + wait;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            // SAFETY: the handle is live. Also without records it delivers their reports.
            unsafe { rd::rd_kafka_flush(self.client.raw(), left.min(FULL).as_millis() as i32) };
            self.check()?;
            if self.under_way() == 0 {
                return Ok(true);
            }
            if left.is_zero() || (self.given_up)() {
                return Ok(false);
            }
        }
    }

    fn progress(&mut self) -> Sent {
        // Failures are delivered to those who poll.
        self.client.poll(Duration::ZERO);
        let failed = self.client.undelivered().0;
        let under_way = self.under_way();
        if under_way < self.moving.0 {
            self.client.events().revival.answered();
        }
        if under_way == 0 || under_way < self.moving.0 {
            self.moving = (under_way, Instant::now());
        } else {
            self.moving.0 = under_way;
        }
        let stuck = under_way > 0 && self.moving.1.elapsed() >= TROUBLE;
        Sent {
            taken: self.taken,
            under_way,
            failed,
            trouble: stuck.then(|| self.client.trouble()),
        }
    }
}

impl Producer {
    fn under_way(&self) -> u64 {
        // SAFETY: the handle is live.
        unsafe { rd::rd_kafka_outq_len(self.client.raw()) }.max(0) as u64
    }

    /// Lets librdkafka deliver its reports, and fails with the first record that was not delivered.
    fn check(&self) -> Result<()> {
        self.client.check()?;
        self.client.undelivered().1.map_or(Ok(()), Err)
    }

    #[cold]
    fn await_room(&mut self) -> Result<()> {
        self.client.poll(FULL);
        self.check()?;
        let sent = self.progress();
        (self.told)(sent);
        if (self.given_up)() {
            return Err(Error::closed(format!(
                "publishing was ended while {} records were not delivered",
                self.under_way()
            )));
        }
        Ok(())
    }

    /// The handle of the topic that a record names, or of the default.
    fn topic(&mut self, name: Option<&str>, row: usize) -> Result<*mut rd::rd_kafka_topic_t> {
        let Some(name) = name else {
            return self.default.as_ref().map(|topic| topic.0).ok_or_else(|| {
                Error::invalid(format!(
                    "row {row} of a batch names no topic, and there is no default: expected a topic"
                ))
            });
        };
        if let Some(topic) = self.named.get(name) {
            return Ok(topic.0);
        }
        let topic = self.client.topic(name)?;
        Ok(self.named.entry(name.to_owned()).or_insert(topic).0)
    }

    #[cold]
    fn refused(
        &self,
        topic: *mut rd::rd_kafka_topic_t,
        partition: i32,
        key: Option<&[u8]>,
        code: RDKafkaRespErr,
    ) -> Error {
        if let Err(error) = self.client.check()
            && error.kind() != ErrorKind::Closed
        {
            return error;
        }
        // SAFETY: the topic is live, its name terminated.
        let topic = unsafe { std::ffi::CStr::from_ptr(rd::rd_kafka_topic_name(topic)) };
        undelivered(&topic.to_string_lossy(), partition, key, code)
    }
}

/// A pointer to bytes, of which librdkafka makes a copy, and how many; null for none.
fn raw(bytes: Option<&[u8]>) -> (*mut c_void, usize) {
    bytes.map_or((ptr::null_mut(), 0), |bytes| {
        (bytes.as_ptr().cast_mut().cast(), bytes.len())
    })
}

/// Sends a record without a time or headers of its own.
#[inline]
fn plain(
    topic: *mut rd::rd_kafka_topic_t,
    partition: i32,
    key: Option<&[u8]>,
    value: Option<&[u8]>,
) -> Result<(), RDKafkaRespErr> {
    let ((key, key_len), (value, value_len)) = (raw(key), raw(value));
    // SAFETY: the topic is live; with `COPY`, librdkafka copies the bytes before it returns and writes none.
    unsafe {
        let flags = rd::RD_KAFKA_MSG_F_COPY;
        match rd::rd_kafka_produce(topic, partition, flags, value, value_len, key, key_len, ptr::null_mut()) {
            0 => Ok(()),
            _ => Err(rd::rd_kafka_last_error()),
        }
    }
}

/// Sends a record with all that one can have.
fn full(
    client: &Client,
    topic: *mut rd::rd_kafka_topic_t,
    partition: i32,
    key: Option<&[u8]>,
    value: Option<&[u8]>,
    millis: Option<i64>,
    headers: &[(&[u8], Option<&[u8]>)],
) -> Result<(), RDKafkaRespErr> {
    use rd::rd_kafka_vtype_t as Kind;
    // Names hold no NUL: it was checked when publishing began, and records that were read have none.
    let names: Vec<CString> = headers
        .iter()
        .filter_map(|(name, _)| CString::new(*name).ok())
        .collect();
    let mut parts = Vec::with_capacity(6 + headers.len());
    let mut add = |vtype, u| parts.push(rd::rd_kafka_vu_t { vtype, u });
    let memory = |bytes| {
        let (ptr, size) = raw(bytes);
        rd::rd_kafka_vu_s__bindgen_ty_1 {
            mem: rd::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_1 { ptr, size },
        }
    };
    type Part = rd::rd_kafka_vu_s__bindgen_ty_1;
    add(Kind::RD_KAFKA_VTYPE_RKT, Part { rkt: topic });
    add(Kind::RD_KAFKA_VTYPE_PARTITION, Part { i32_: partition });
    add(
        Kind::RD_KAFKA_VTYPE_MSGFLAGS,
        Part {
            i: rd::RD_KAFKA_MSG_F_COPY,
        },
    );
    add(Kind::RD_KAFKA_VTYPE_KEY, memory(key));
    add(Kind::RD_KAFKA_VTYPE_VALUE, memory(value));
    if let Some(millis) = millis {
        add(Kind::RD_KAFKA_VTYPE_TIMESTAMP, Part { i64_: millis });
    }
    for (name, (_, value)) in names.iter().zip(headers) {
        let (value, len) = raw(*value);
        let header = rd::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_2 {
            name: name.as_ptr(),
            val: value,
            size: len as isize,
        };
        add(Kind::RD_KAFKA_VTYPE_HEADER, Part { header });
    }
    // SAFETY: the handles are live, each part is of the kind that it says, and what they point to, the names too, lives
    // until librdkafka has copied it, which it does before it returns. An error is ours and destroyed after its use.
    unsafe {
        let error = rd::rd_kafka_produceva(client.raw(), parts.as_ptr(), parts.len());
        if error.is_null() {
            return Ok(());
        }
        let code = rd::rd_kafka_error_code(error);
        rd::rd_kafka_error_destroy(error);
        Err(code)
    }
}

impl Drop for Producer {
    fn drop(&mut self) {
        // SAFETY: the handle is live. What is not delivered by now is given up, so that the end is not waited for.
        unsafe {
            let all = rd::RD_KAFKA_PURGE_F_QUEUE | rd::RD_KAFKA_PURGE_F_INFLIGHT;
            rd::rd_kafka_purge(self.client.raw(), all);
            rd::rd_kafka_flush(self.client.raw(), PURGE.as_millis() as i32);
        }
    }
}
