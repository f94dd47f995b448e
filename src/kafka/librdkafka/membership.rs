//! Membership of a consumer group: which of a topic's partitions are this member's. It fetches no records.

use std::ffi::{CStr, CString, c_void};
use std::slice;
use std::time::{Duration, Instant};

use rdkafka_sys::{self as rd, RDKafkaErrorCode, RDKafkaRespErr};

use super::client::Client;
use super::commits::Commits;
use super::events::{Events, locked};
use super::offsets;
use super::partition_list::PartitionList;
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::{Cancelled, ClientProperties};

/// What the group has decided, in librdkafka's words.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::kafka) enum Rebalance {
    /// These partitions are the member's from now on.
    Assigned(Vec<i32>),
    /// These go to other members, which wait until they are given up.
    Revoked(Vec<i32>),
}

/// A member of the group of its properties. Of one thread.
pub(in crate::kafka) struct Membership {
    topic: CString,
    group: String,
    // The order of the fields is the order in which they are dropped.
    commits: Commits,
    client: Client,
}

// SAFETY: librdkafka's objects are bound to no thread.
unsafe impl Send for Membership {}

/// How long leaving the group may take: without it others wait until the session times out.
const LEAVE: Duration = Duration::from_millis(300);

impl Membership {
    /// Begins to join the group; fails when the topic does not exist. Waiting for answers ends when it is cancelled.
    pub fn join(properties: &ClientProperties, topic: &str, cancelled: Cancelled) -> Result<Self> {
        let client = Client::member(properties, cancelled)?;
        client.partitions(topic)?;
        let member = Membership {
            topic: CString::new(topic).unwrap_or_default(),
            group: properties.group_id.clone().unwrap_or_default(),
            commits: Commits::new(&client, topic),
            client,
        };
        let mut topics = PartitionList::with_capacity(1);
        topics.add(&member.topic, -1, 0);
        // SAFETY: the handle and the list are live; the list is copied.
        let code = unsafe { rd::rd_kafka_subscribe(member.client.raw(), topics.raw()) };
        match code {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR => Ok(member),
            code => Err(member.failed(ErrorKind::Kafka, &RDKafkaErrorCode::from(code).to_string())),
        }
    }

    /// Lets librdkafka say what there is to say, and waits for it at most so long; gives what the group has decided next.
    pub fn poll(&mut self, wait: Duration) -> Result<Option<Rebalance>> {
        self.client.check()?;
        if locked(&self.client.events().rebalances).is_empty() {
            self.look(wait)?;
        }
        let events = self.client.events();
        let rebalance = locked(&events.rebalances).pop_front();
        if rebalance.is_some() {
            events.revival.answered();
        }
        Ok(rebalance)
    }

    /// Takes a decision or an error from librdkafka.
    fn look(&self, wait: Duration) -> Result<()> {
        // SAFETY: the handle is live. A message is ours and is destroyed after its last use; its text is terminated and lives
        // as long.
        unsafe {
            let message = rd::rd_kafka_consumer_poll(self.client.raw(), wait.as_millis() as i32);
            if message.is_null() {
                return Ok(());
            }
            let (code, text) = ((*message).err, rd::rd_kafka_message_errstr(message));
            let text = match text.is_null() {
                true => RDKafkaErrorCode::from(code).to_string(),
                false => CStr::from_ptr(text).to_string_lossy().into_owned(),
            };
            rd::rd_kafka_message_destroy(message);
            match kind_of(code) {
                Some(kind) => Err(self.failed(kind, &text)),
                None => {
                    // A record that was on its way before its partition was paused.
                    if code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
                        log::warn!("group {:?}: {text}", self.group);
                    }
                    Ok(())
                }
            }
        }
    }

    #[cold]
    fn failed(&self, kind: ErrorKind, text: &str) -> Error {
        let (group, topic) = (&self.group, self.topic.to_string_lossy());
        Error::new(
            kind,
            format!("topic {topic:?} cannot be read any more as a member of group {group:?}: {text}"),
        )
        .with("topic", topic)
        .with("group.id", group)
    }

    /// Says that the partitions are read.
    pub fn accept(&self, partitions: &[i32]) {
        // At the end and paused: the records are fetched elsewhere.
        let list = PartitionList::of(
            &self.topic,
            partitions.iter().map(|partition| (*partition, offsets::END)),
        );
        // SAFETY: the handle and the list are live, and the list is copied.
        unsafe {
            if is_cooperative(self.client.raw()) {
                self.warn(rd::rd_kafka_incremental_assign(self.client.raw(), list.raw()));
            } else {
                rd::rd_kafka_assign(self.client.raw(), list.raw());
            }
            rd::rd_kafka_pause_partitions(self.client.raw(), list.raw());
        }
    }

    /// Says that the partitions are not read any more.
    pub fn give_up(&self, partitions: &[i32]) {
        let list = PartitionList::of(
            &self.topic,
            partitions.iter().map(|partition| (*partition, offsets::END)),
        );
        // SAFETY: the handle and the list are live, and the list is copied.
        self.warn(unsafe { unassign(self.client.raw(), list.raw()) });
    }

    fn warn(&self, error: *mut rd::rd_kafka_error_t) {
        if error.is_null() {
            return;
        }
        // SAFETY: the error is ours and destroyed after its last use; its text is terminated.
        unsafe {
            let text = CStr::from_ptr(rd::rd_kafka_error_string(error)).to_string_lossy();
            log::warn!("group {:?}: {text}", self.group);
            rd::rd_kafka_error_destroy(error);
        }
    }

    /// Whether what is revoked has been given to others already, so that nothing can be committed for it.
    pub fn is_lost(&self) -> bool {
        // SAFETY: the handle is live.
        unsafe { rd::rd_kafka_assignment_lost(self.client.raw()) != 0 }
    }

    /// What the group has committed; none where it has not.
    pub fn committed(&self, partitions: &[i32]) -> Result<Vec<Option<i64>>> {
        offsets::ask_committed(&self.client, &self.topic.to_string_lossy(), &self.group, partitions)
    }

    /// Begins to commit positions.
    pub fn commit(&mut self, positions: &[(i32, i64)]) {
        self.commits.send(&self.client, positions);
    }

    /// Waits for the answers to commits; whether all are there.
    pub fn await_commits(&mut self, wait: Duration) -> bool {
        self.commits.await_answers(wait)
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        locked(&self.client.events().rebalances).clear();
        self.client
            .events()
            .leaves
            .store(true, std::sync::atomic::Ordering::Release);
        let deadline = Instant::now() + LEAVE;
        // SAFETY: the handle is live; the queue is ours, and librdkafka holds it as long as it needs it. An error is ours too.
        unsafe {
            let queue = rd::rd_kafka_queue_new(self.client.raw());
            self.warn(rd::rd_kafka_consumer_close_queue(self.client.raw(), queue));
            while rd::rd_kafka_consumer_closed(self.client.raw()) == 0 && Instant::now() < deadline {
                rd::rd_kafka_queue_poll_callback(queue, 20);
            }
            rd::rd_kafka_queue_destroy(queue);
        }
    }
}

/// The kind of an error that waiting does not mend.
fn kind_of(code: RDKafkaRespErr) -> Option<ErrorKind> {
    use RDKafkaRespErr as Code;
    match code {
        Code::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED | Code::RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED => {
            Some(ErrorKind::Authentication)
        }
        Code::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART | Code::RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC => {
            Some(ErrorKind::NotFound)
        }
        Code::RD_KAFKA_RESP_ERR__FATAL
        | Code::RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID
        | Code::RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED
        | Code::RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL
        | Code::RD_KAFKA_RESP_ERR_INVALID_GROUP_ID
        | Code::RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT
        | Code::RD_KAFKA_RESP_ERR_UNRELEASED_INSTANCE_ID
        | Code::RD_KAFKA_RESP_ERR_UNSUPPORTED_ASSIGNOR => Some(ErrorKind::Kafka),
        _ => None,
    }
}

/// Tells a member's `conf` to call for decisions of the group.
///
/// # Safety
/// `conf` is live and was told to call for what is kept in [`Events`].
pub(super) unsafe fn listen_to_rebalances(conf: *mut rd::rd_kafka_conf_t) {
    // SAFETY: the caller's promise; the callback matches its declared type.
    unsafe { rd::rd_kafka_conf_set_rebalance_cb(conf, Some(on_rebalance)) };
}

/// Called by whoever polls the member. What is decided waits until the member says that it is done, unless it leaves.
unsafe extern "C" fn on_rebalance(
    rk: *mut rd::rd_kafka_t,
    code: RDKafkaRespErr,
    list: *mut rd::rd_kafka_topic_partition_list_t,
    events: *mut c_void,
) {
    // SAFETY: `events` is what `conf` was told of, which lives as long as the handle; the list lives as long as the call, and
    // its elements have the stated number.
    unsafe {
        let events = &*events.cast::<Events>();
        let assigns = code == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        if events.leaves.load(std::sync::atomic::Ordering::Acquire) {
            let error = unassign(rk, list);
            if !error.is_null() {
                rd::rd_kafka_error_destroy(error);
            }
            return;
        }
        let partitions = match (*list).cnt {
            0 => Vec::new(),
            count => slice::from_raw_parts((*list).elems, count as usize)
                .iter()
                .map(|element| element.partition)
                .collect(),
        };
        locked(&events.rebalances).push_back(match assigns {
            true => Rebalance::Assigned(partitions),
            false => Rebalance::Revoked(partitions),
        });
    }
}

/// Whether the group's members keep what stays theirs while partitions move.
///
/// # Safety
/// The handle is live.
unsafe fn is_cooperative(rk: *mut rd::rd_kafka_t) -> bool {
    // SAFETY: the caller's promise; the answer is null or a terminated string that stays.
    unsafe {
        let protocol = rd::rd_kafka_rebalance_protocol(rk);
        !protocol.is_null() && CStr::from_ptr(protocol) == c"COOPERATIVE"
    }
}

/// Gives up partitions, or all of them; an error is the caller's.
///
/// # Safety
/// The handle and the list are live.
unsafe fn unassign(
    rk: *mut rd::rd_kafka_t,
    list: *mut rd::rd_kafka_topic_partition_list_t,
) -> *mut rd::rd_kafka_error_t {
    // SAFETY: the caller's promise.
    unsafe {
        if is_cooperative(rk) {
            return rd::rd_kafka_incremental_unassign(rk, list);
        }
        rd::rd_kafka_assign(rk, std::ptr::null());
        std::ptr::null_mut()
    }
}
