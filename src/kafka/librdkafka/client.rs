//! A librdkafka handle, and what is asked of the cluster before anything is read.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rdkafka_sys::{self as rd, RDKafkaErrorCode, RDKafkaRespErr};

use super::events::{self, Events, Failure, Hopeless};
use super::membership;
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::{Cancelled, ClientProperties, Protocol, Setting, address};

/// A consumer's or a producer's handle. librdkafka's handles may be used from any thread.
pub(super) struct Client {
    rk: *mut rd::rd_kafka_t,
    /// The callbacks' view of the client; owned here and freed after the handle.
    events: *mut Events,
    cancelled: Cancelled,
    /// Whether the broker may make topics that it is asked about.
    makes_topics: bool,
    /// Whether a broker has answered anything yet.
    answered: AtomicBool,
    protocol: Protocol,
    pub servers: String,
    pub timeout: Duration,
}

// SAFETY: librdkafka documents its handle as thread-safe, and `Events` is only read through a mutex.
unsafe impl Send for Client {}
// SAFETY: as above.
unsafe impl Sync for Client {}

/// What a handle is for.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Consumer,
    Member,
    Producer,
}

/// How long a request is waited for before the events are looked at.
const SLICE: Duration = Duration::from_millis(250);

/// How long it takes at least until the same is asked again.
const PAUSE: Duration = Duration::from_millis(50);

/// How long a topic that is made because it is asked for may stay unknown.
const TOPIC_CREATION: Duration = Duration::from_secs(5);

impl Client {
    /// Makes a consumer's handle; nothing is sent yet.
    pub fn new(properties: &ClientProperties, cancelled: Cancelled) -> Result<Self> {
        Self::with(properties, cancelled, Kind::Consumer)
    }

    /// Makes a producer's handle; nothing is sent yet.
    pub fn producer(properties: &ClientProperties, cancelled: Cancelled) -> Result<Self> {
        Self::with(properties, cancelled, Kind::Producer)
    }

    /// Makes the handle of a member of a group; nothing is sent yet.
    pub fn member(properties: &ClientProperties, cancelled: Cancelled) -> Result<Self> {
        Self::with(properties, cancelled, Kind::Member)
    }

    fn with(properties: &ClientProperties, cancelled: Cancelled, kind: Kind) -> Result<Self> {
        let conf = Conf::new();
        for setting in &properties.settings {
            conf.set(setting)?;
        }
        let events = Box::into_raw(Box::<Events>::default());
        let mut text = [0 as c_char; 512];
        // SAFETY: `conf` is a live configuration. `events` outlives the handle: `drop` frees it after
        // `rd_kafka_destroy`. `rd_kafka_new` takes the configuration only on success.
        let rk = unsafe {
            events::listen(conf.0, events);
            let consumer = rd::rd_kafka_type_t::RD_KAFKA_CONSUMER;
            let of_type = match kind {
                Kind::Consumer => consumer,
                Kind::Member => {
                    membership::listen_to_rebalances(conf.0);
                    consumer
                }
                Kind::Producer => {
                    events::listen_to_deliveries(conf.0);
                    rd::rd_kafka_type_t::RD_KAFKA_PRODUCER
                }
            };
            rd::rd_kafka_new(of_type, conf.0, text.as_mut_ptr(), text.len())
        };
        if rk.is_null() {
            // SAFETY: no handle was made, so nobody else has `events`; `text` holds a terminated message.
            let text = unsafe {
                drop(Box::from_raw(events));
                CStr::from_ptr(text.as_ptr())
            };
            return Err(Error::invalid(format!(
                "the Kafka client refused its properties: {}",
                text.to_string_lossy()
            )));
        }
        std::mem::forget(conf);
        Ok(Client {
            rk,
            events,
            cancelled,
            // A producer always asks for them to be made.
            makes_topics: kind == Kind::Producer || properties.makes_topics(),
            answered: AtomicBool::new(false),
            protocol: properties.protocol,
            servers: properties.bootstrap_servers.clone(),
            timeout: properties.api_timeout,
        })
    }

    pub fn raw(&self) -> *mut rd::rd_kafka_t {
        self.rk
    }

    pub fn events(&self) -> &Events {
        // SAFETY: made by `new` and freed only by `drop`.
        unsafe { &*self.events }
    }

    /// Lets librdkafka deliver its errors, and gives the one after which waiting is of no use.
    pub fn check(&self) -> Result<()> {
        self.poll(Duration::ZERO);
        match self.events().end() {
            Some((kind, failure)) => Err(self.error(kind, &failure)),
            None => Ok(()),
        }
    }

    /// Lets librdkafka deliver its errors and reports, and waits for one at most so long.
    pub fn poll(&self, wait: Duration) {
        // SAFETY: the handle is live.
        unsafe { rd::rd_kafka_poll(self.rk, wait.as_millis() as c_int) };
        if self.events().revival.is_due(Instant::now())
            && let Ok(servers) = CString::new(self.servers.as_str())
        {
            log::debug!(target: "topictable::kafka", "{}: no broker can be reached, asking there again", self.servers);
            // SAFETY: the handle is live and the text is terminated. Those that it knows are not added twice.
            unsafe { rd::rd_kafka_brokers_add(self.rk, servers.as_ptr()) };
        }
    }

    /// How many records were not delivered, and the first.
    pub fn undelivered(&self) -> (u64, Option<Error>) {
        self.events().deliveries.failed()
    }

    /// Forgets the records that were not delivered.
    pub fn forget_undelivered(&self) {
        self.events().deliveries.forget();
    }

    /// Why librdkafka's producer can do nothing any more, if so.
    pub fn fatal(&self) -> Option<(RDKafkaRespErr, String)> {
        let mut text = [0 as c_char; 512];
        // SAFETY: the handle is live, and `text` has the stated size; what is written there is terminated.
        let (code, text) = unsafe {
            let code = rd::rd_kafka_fatal_error(self.rk, text.as_mut_ptr(), text.len());
            (code, CStr::from_ptr(text.as_ptr()).to_string_lossy())
        };
        (code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR).then(|| (code, text.into_owned()))
    }

    /// What is wrong with the connections at the moment, as far as that is known.
    pub fn trouble(&self) -> String {
        match self.events().connection() {
            Some(Failure {
                server: Some(server),
                reason,
                ..
            }) => format!("{server}: {reason}"),
            Some(failure) => failure.reason,
            None => format!("{} does not answer", self.servers),
        }
    }

    fn error(&self, kind: ErrorKind, Failure { server, reason, .. }: &Failure) -> Error {
        let server = server.as_ref().unwrap_or(&self.servers);
        let message = match kind {
            // Without any mechanism there is no SASL.
            ErrorKind::Authentication if reason.ends_with("supported mechanisms: ") => {
                let protocol = self.protocol;
                format!(
                    "{server} refused the credentials: its listener is without SASL (security.protocol is {protocol})"
                )
            }
            ErrorKind::Authentication => format!("{server} refused the credentials: {reason}"),
            _ => format!("{server} cannot be read any more: {reason}"),
        };
        self.with_servers(Error::new(kind, message))
    }

    fn with_servers(&self, error: Error) -> Error {
        error.with("bootstrap.servers", &self.servers)
    }

    /// Why it is of no use to wait for a first answer.
    fn check_set_up(&self) -> Result<()> {
        if self.answered.load(Ordering::Relaxed) {
            return Ok(());
        }
        let Some(hopeless) = self.events().hopeless() else {
            return Ok(());
        };
        let (Hopeless::Untrusted(failure)
        | Hopeless::Alert(failure)
        | Hopeless::Handshake(failure)
        | Hopeless::Closed(failure)) = &hopeless;
        let server = failure.server.as_ref().unwrap_or(&self.servers);
        let reason = &failure.reason;
        let (kind, message) = match hopeless {
            Hopeless::Untrusted(_) => {
                let property = if reason.contains("mismatch") {
                    "ssl.endpoint.identification.algorithm"
                } else {
                    "ssl.truststore.location"
                };
                let what = format!("the certificate of {server} is not trusted: {reason} (see {property})");
                (ErrorKind::Authentication, what)
            }
            Hopeless::Alert(_) => {
                let what = format!("{server} refused the TLS connection: {reason} (see ssl.keystore.location)");
                (ErrorKind::Authentication, what)
            }
            Hopeless::Handshake(_) => (
                ErrorKind::Authentication,
                format!("the TLS handshake with {server} failed: {reason}"),
            ),
            Hopeless::Closed(_) => {
                let protocol = self.protocol;
                let what = format!(
                    "{server} closes every connection before it answers: {reason} (is its security.protocol {protocol}?)"
                );
                (ErrorKind::Kafka, what)
            }
        };
        Err(self.with_servers(Error::new(kind, message)))
    }

    /// Repeats a request in slices of time until it is answered, the credentials are refused, or the time for it is
    /// over. `request` is given milliseconds to wait.
    pub fn ask<T>(&self, what: &str, mut request: impl FnMut(c_int) -> Result<T, RDKafkaRespErr>) -> Result<T> {
        let deadline = Instant::now() + self.timeout;
        loop {
            let now = Instant::now();
            let left = deadline.saturating_duration_since(now);
            let code = match request(left.min(SLICE).as_millis() as c_int) {
                Ok(answer) => {
                    self.answered.store(true, Ordering::Relaxed);
                    self.events().revival.answered();
                    return Ok(answer);
                }
                Err(code) if is_passing(code) => code,
                Err(code) => return Err(self.refusal(what, code)),
            };
            thread::sleep(PAUSE.saturating_sub(now.elapsed()));
            self.check()?;
            if (self.cancelled)() {
                return Err(Error::closed(format!("the session was closed during {what}")));
            }
            self.check_set_up()?;
            if left.is_zero() {
                return Err(self.no_answer(what, code));
            }
        }
    }

    fn no_answer(&self, what: &str, code: RDKafkaRespErr) -> Error {
        let reason = match self.events().connection() {
            // What a broker has said comes before what has kept others from saying it; librdkafka's own codes are negative.
            _ if code as i32 > 0 => format!(": {}", RDKafkaErrorCode::from(code)),
            Some(Failure {
                server: Some(server),
                reason,
                ..
            }) => format!(": {server}: {reason}"),
            Some(failure) => format!(": {}", failure.reason),
            None => String::new(),
        };
        let seconds = self.timeout.as_secs_f64();
        Error::new(
            ErrorKind::Timeout,
            format!(
                "no Kafka broker at {} answered within {seconds} s to {what}{reason}",
                self.servers
            ),
        )
        .with("bootstrap.servers", &self.servers)
    }

    fn refusal(&self, what: &str, code: RDKafkaRespErr) -> Error {
        let kind = match code {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__AUTHENTICATION => ErrorKind::Authentication,
            code if is_unauthorized(code) => ErrorKind::Authentication,
            RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION
            | RDKafkaRespErr::RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT => ErrorKind::InvalidArgument,
            _ => ErrorKind::Kafka,
        };
        let code = RDKafkaErrorCode::from(code);
        Error::new(kind, format!("{} refused {what}: {code}", self.servers)).with("bootstrap.servers", &self.servers)
    }

    /// A handle of the topic, for requests about it.
    pub fn topic(&self, name: &str) -> Result<Topic> {
        let c_name = CString::new(name)
            .map_err(|_| Error::invalid(format!("{name:?} is no topic name: it holds a NUL")).with("topic", name))?;
        // SAFETY: the handle is live and the name is terminated; librdkafka copies it.
        let rkt = unsafe { rd::rd_kafka_topic_new(self.rk, c_name.as_ptr(), ptr::null_mut()) };
        if rkt.is_null() {
            return Err(Error::invalid(format!("{name:?} is no topic name")).with("topic", name));
        }
        Ok(Topic(rkt))
    }

    /// The numbers of a topic's partitions, in ascending order.
    pub fn partitions(&self, name: &str) -> Result<Vec<i32>> {
        let topic = self.topic(name)?;
        let what = format!("the question for the partitions of topic {name:?}");
        // A topic that is made because it is asked for is unknown until the controller has made it.
        let unknown_until = Instant::now()
            + if self.makes_topics {
                TOPIC_CREATION
            } else {
                Duration::ZERO
            };
        let found = self.ask(&what, |millis| match self.describe(&topic, millis) {
            Err(RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) if Instant::now() >= unknown_until => Ok(None),
            Err(RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) => {
                Err(RDKafkaRespErr::RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
            }
            answer => answer.map(Some),
        });
        let found = found.map_err(|error| error.with("topic", name))?;
        found.ok_or_else(|| {
            Error::not_found(format!("topic {name:?} does not exist on {}", self.servers)).with("topic", name)
        })
    }

    /// Asks once for the numbers of a topic's partitions, and gives them in ascending order.
    pub fn describe(&self, topic: &Topic, wait_millis: c_int) -> Result<Vec<i32>, RDKafkaRespErr> {
        let mut metadata = ptr::null();
        // SAFETY: both handles are live; on success `metadata` is ours until it is destroyed below.
        let code = unsafe { rd::rd_kafka_metadata(self.rk, 0, topic.0, &raw mut metadata, wait_millis) };
        if code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
            return Err(code);
        }
        // SAFETY: the answer to a request for one topic describes that topic; its arrays have the stated lengths.
        let (code, mut partitions) = unsafe {
            let topic = &*(*metadata).topics;
            let partitions: Vec<i32> = if topic.partition_cnt == 0 {
                Vec::new()
            } else {
                let partitions = std::slice::from_raw_parts(topic.partitions, topic.partition_cnt as usize);
                partitions.iter().map(|partition| partition.id).collect()
            };
            let code = topic.err;
            rd::rd_kafka_metadata_destroy(metadata);
            (code, partitions)
        };
        if code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
            return Err(code);
        }
        partitions.sort_unstable();
        Ok(partitions)
    }

    /// Asks once for the brokers, with their `host:port`, and for the leader of each of a topic's partitions.
    pub fn leaders(&self, topic: &Topic, wait_millis: c_int) -> Result<Leaders, RDKafkaRespErr> {
        let mut metadata = ptr::null();
        // SAFETY: as in `describe`; hosts are terminated strings.
        unsafe {
            let code = rd::rd_kafka_metadata(self.rk, 0, topic.0, &raw mut metadata, wait_millis);
            if code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
                return Err(code);
            }
            let mut leaders = Leaders::default();
            for index in 0..(*metadata).broker_cnt as usize {
                let broker = &*(*metadata).brokers.add(index);
                let host = CStr::from_ptr(broker.host).to_string_lossy();
                leaders.brokers.insert(broker.id, address::of(&host, broker.port));
            }
            let described = &*(*metadata).topics;
            for index in 0..described.partition_cnt as usize {
                let partition = &*described.partitions.add(index);
                if partition.leader >= 0 {
                    leaders.partitions.insert(partition.id, partition.leader);
                }
            }
            let code = described.err;
            rd::rd_kafka_metadata_destroy(metadata);
            match code {
                RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR => Ok(leaders),
                code => Err(code),
            }
        }
    }

    /// The offset after the last record of a partition, as of the broker's last answer. Asks nobody.
    pub fn last_end(&self, topic: &Topic, partition: i32) -> Option<i64> {
        let (mut first, mut end) = (0, -1);
        // SAFETY: the handles are live, the name is the topic's own, and the offsets have their places.
        let code = unsafe {
            let name = rd::rd_kafka_topic_name(topic.0);
            rd::rd_kafka_get_watermark_offsets(self.raw(), name, partition, &raw mut first, &raw mut end)
        };
        (code == RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR && end >= 0).then_some(end)
    }

    /// The names of all topics, in alphabetical order.
    pub fn topics(&self) -> Result<Vec<String>> {
        self.ask("the question for the topics", |millis| {
            let mut metadata = ptr::null();
            // SAFETY: the handle is live; on success `metadata` is ours until it is destroyed below; its array has the
            // stated length, and names are terminated.
            unsafe {
                let code = rd::rd_kafka_metadata(self.rk, 1, ptr::null_mut(), &raw mut metadata, millis);
                if code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
                    return Err(code);
                }
                let mut names = Vec::new();
                for index in 0..(*metadata).topic_cnt as usize {
                    let topic = &*(*metadata).topics.add(index);
                    names.push(CStr::from_ptr(topic.topic).to_string_lossy().into_owned());
                }
                rd::rd_kafka_metadata_destroy(metadata);
                names.sort_unstable();
                Ok(names)
            }
        })
    }
}

/// Whether what was asked may be answered a moment later: by a broker that is slow, that is away, or that is not sure who leads.
fn is_passing(code: RDKafkaRespErr) -> bool {
    use RDKafkaRespErr as Code;
    matches!(
        code,
        Code::RD_KAFKA_RESP_ERR__TRANSPORT
            | Code::RD_KAFKA_RESP_ERR__TIMED_OUT
            | Code::RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE
            | Code::RD_KAFKA_RESP_ERR__WAIT_COORD
            | Code::RD_KAFKA_RESP_ERR__WAIT_CACHE
            | Code::RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN
            | Code::RD_KAFKA_RESP_ERR__DESTROY_BROKER
            | Code::RD_KAFKA_RESP_ERR__RESOLVE
            | Code::RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE
            | Code::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
            | Code::RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT
            | Code::RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE
            | Code::RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE
            | Code::RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION
            | Code::RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE
            | Code::RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS
            | Code::RD_KAFKA_RESP_ERR_NOT_COORDINATOR
            | Code::RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR
            | Code::RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH
            | Code::RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH
            | Code::RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE
            | Code::RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT
    )
}

/// Whether a broker has refused a request for want of a right.
pub(super) fn is_unauthorized(code: RDKafkaRespErr) -> bool {
    matches!(
        code,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
            | RDKafkaRespErr::RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED
            | RDKafkaRespErr::RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED
            | RDKafkaRespErr::RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED
    )
}

impl Drop for Client {
    fn drop(&mut self) {
        // SAFETY: the last use of the handle: topics and queues made from it hold a reference to the client, or are
        // gone. No callback runs after the destruction, so that the events can be freed.
        unsafe {
            match self.events().leaves.load(Ordering::Acquire) {
                // It has left its group, or there was no time to.
                true => rd::rd_kafka_destroy_flags(self.rk, rd::RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE),
                false => rd::rd_kafka_destroy(self.rk),
            }
            drop(Box::from_raw(self.events));
        }
    }
}

/// Which broker has what, as of an answer.
#[derive(Default)]
pub(in crate::kafka) struct Leaders {
    /// The `host:port` of each broker.
    pub brokers: BTreeMap<i32, String>,
    /// The broker that leads each partition that has a leader.
    pub partitions: BTreeMap<i32, i32>,
}

/// A topic handle; it must not outlive its client.
pub(super) struct Topic(pub *mut rd::rd_kafka_topic_t);

// SAFETY: librdkafka's topic handles may be used from any thread.
unsafe impl Send for Topic {}
// SAFETY: as above.
unsafe impl Sync for Topic {}

impl Drop for Topic {
    fn drop(&mut self) {
        // SAFETY: made by `Client::topic`, destroyed once.
        unsafe { rd::rd_kafka_topic_destroy(self.0) };
    }
}

/// A configuration that no handle has taken yet.
struct Conf(*mut rd::rd_kafka_conf_t);

impl Conf {
    fn new() -> Self {
        // SAFETY: has no preconditions.
        Conf(unsafe { rd::rd_kafka_conf_new() })
    }

    fn set(&self, setting: &Setting) -> Result<()> {
        let Setting { name, value, property } = setting;
        let (Ok(c_name), Ok(c_value)) = (CString::new(name.as_str()), CString::new(value.as_str())) else {
            return Err(Error::invalid(format!("property {property:?} holds a NUL")).with("property", property));
        };
        let mut text = [0 as c_char; 512];
        // SAFETY: the configuration is live, the strings are terminated, and `text` has the stated size.
        let (result, text) = unsafe {
            let result =
                rd::rd_kafka_conf_set(self.0, c_name.as_ptr(), c_value.as_ptr(), text.as_mut_ptr(), text.len());
            (result, CStr::from_ptr(text.as_ptr()).to_string_lossy())
        };
        match result {
            rd::rd_kafka_conf_res_t::RD_KAFKA_CONF_OK => Ok(()),
            rd::rd_kafka_conf_res_t::RD_KAFKA_CONF_UNKNOWN => {
                log::warn!("property {property} is not known and has no effect");
                Ok(())
            }
            rd::rd_kafka_conf_res_t::RD_KAFKA_CONF_INVALID => {
                let text = if setting.is_secret() { "it was refused" } else { &text };
                Err(Error::invalid(format!("property {property}: {text}")).with("property", property))
            }
        }
    }
}

impl Drop for Conf {
    fn drop(&mut self) {
        // SAFETY: made by `new` and not taken by a handle: what is taken is forgotten.
        unsafe { rd::rd_kafka_conf_destroy(self.0) };
    }
}
