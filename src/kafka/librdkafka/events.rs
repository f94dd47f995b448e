//! What librdkafka's threads tell about connections, and what it means for who waits for them.
//!
//! librdkafka tries again whatever happens. While a client is being set up somebody waits, so what does not get
//! better is told apart here: refused credentials and failed TLS handshakes at once, and connections that are closed
//! before anything is answered, as by a listener that speaks another protocol, after a while.

use std::collections::VecDeque;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use openssl::x509::X509VerifyResult;
use rdkafka_sys::{self as rd, RDKafkaRespErr};

use super::deliveries::{Deliveries, on_delivery};
use super::membership::Rebalance;
use super::revival::Revival;
use crate::error::ErrorKind;

/// How long connections may be closed at once until that counts as an answer. A broker that starts refuses them, which
/// is another reason; but a proxy in front of it may close them for a while.
const CLOSED: Duration = Duration::from_secs(10);

/// What has been told so far.
#[derive(Default)]
pub(super) struct Events {
    /// The last failed connection.
    connection: Mutex<Option<Failure>>,
    /// A failed TLS handshake: the end while the client is being set up, a lost connection later.
    handshake: Mutex<Option<Failure>>,
    /// What OpenSSL has against a broker's certificate.
    certificate: Mutex<Option<String>>,
    /// What does not get better by waiting.
    end: Mutex<Option<(ErrorKind, Failure)>>,
    /// When the client is to be told its brokers again.
    pub revival: Revival,
    /// A producer's records that were not delivered.
    pub deliveries: Deliveries,
    /// What a group has decided of its member's partitions.
    pub rebalances: Mutex<VecDeque<Rebalance>>,
    /// Whether the member leaves the group.
    pub leaves: AtomicBool,
}

/// Something that failed at a broker.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Failure {
    /// The broker's `host:port`, if it is about one.
    pub server: Option<String>,
    pub reason: String,
    /// Since when connections are closed.
    closed: Option<Instant>,
}

/// Why it is of no use to wait for a first answer.
#[derive(Debug, PartialEq)]
pub(super) enum Hopeless {
    /// OpenSSL does not trust the broker's certificate.
    Untrusted(Failure),
    /// The broker does not take ours, or none.
    Alert(Failure),
    Handshake(Failure),
    Closed(Failure),
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Events {
    /// What ends a client, whenever it happens.
    pub fn end(&self) -> Option<(ErrorKind, Failure)> {
        locked(&self.end).clone()
    }

    /// The last failed connection.
    pub fn connection(&self) -> Option<Failure> {
        locked(&self.connection).clone()
    }

    /// Why it is of no use to wait any longer, as long as nothing has ever been answered.
    pub fn hopeless(&self) -> Option<Hopeless> {
        if let Some(failure) = locked(&self.handshake).clone() {
            let untrusted = locked(&self.certificate).clone();
            return Some(match untrusted {
                Some(reason) => Hopeless::Untrusted(Failure { reason, ..failure }),
                None if failure.is_alert() => Hopeless::Alert(failure),
                None => Hopeless::Handshake(failure),
            });
        }
        let failure = self.connection()?;
        let closed = failure.closed.is_some_and(|since| since.elapsed() >= CLOSED);
        closed.then_some(Hopeless::Closed(failure))
    }

    fn connection_failed(&self, failure: Failure) {
        if failure.is_alert() {
            *locked(&self.handshake) = Some(failure);
            return;
        }
        let mut last = locked(&self.connection);
        let since = last.take().and_then(|last| last.closed);
        let closed = if failure.is_unreached() {
            None
        } else {
            since.or(failure.closed)
        };
        *last = Some(Failure { closed, ..failure });
    }

    fn failed(&self, code: RDKafkaRespErr, failure: Failure) {
        use RDKafkaRespErr as Code;
        let kind = match code {
            Code::RD_KAFKA_RESP_ERR__SSL => {
                *locked(&self.handshake) = Some(failure);
                return;
            }
            Code::RD_KAFKA_RESP_ERR__AUTHENTICATION if failure.is_cut_off() => {
                self.connection_failed(failure);
                return;
            }
            Code::RD_KAFKA_RESP_ERR__AUTHENTICATION
            | Code::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
            | Code::RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED
            | Code::RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED => ErrorKind::Authentication,
            Code::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
            | Code::RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
            | Code::RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION => ErrorKind::NotFound,
            Code::RD_KAFKA_RESP_ERR__FATAL => ErrorKind::Kafka,
            Code::RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN => return self.revival.plan(Instant::now()),
            // Lost connections are made again, and told more precisely by the log.
            _ => return,
        };
        locked(&self.end).get_or_insert((kind, failure));
    }
}

impl Failure {
    /// Reads `[protocol://]host:port/id: reason (after 5ms in state UP, …)`, of which only the reason must be there.
    fn parse(text: &str) -> Self {
        let (server, rest) = match text.split_once(": ") {
            Some((name, rest)) if name.contains('/') && !name.contains(' ') => {
                let address = name.split_once("://").map_or(name, |(_, address)| address);
                let address = address.rsplit_once('/').map_or(address, |(address, _)| address);
                (Some(address.to_owned()), rest)
            }
            _ => (None, text),
        };
        // How long it took, and in what state of librdkafka's.
        let reason = rest.rsplit_once(" (after ").map_or(rest, |(reason, _)| reason);
        // What was on its way when it was closed decides in which words that is told.
        let disconnected = ["Disconnected", "closed by peer", "Connection reset", "Broken pipe"]
            .iter()
            .any(|words| reason.contains(words));
        Failure {
            server,
            // "error:0A000412:SSL routines::" says nothing to who reads the rest.
            reason: reason.rsplit_once("::").map_or(reason, |(_, reason)| reason).to_owned(),
            closed: disconnected.then(Instant::now),
        }
    }

    /// Whether there was no connection at all.
    fn is_unreached(&self) -> bool {
        self.reason.starts_with("Connect to ") || self.reason.starts_with("Failed to resolve ")
    }

    /// Whether the connection was lost before the broker had answered which mechanisms it has, which librdkafka calls a failed
    /// authentication.
    fn is_cut_off(&self) -> bool {
        self.reason.contains(" mechanism handshake failed: Local: ")
    }

    /// Whether the broker has ended a TLS connection with a reason, which it can do after the handshake too.
    fn is_alert(&self) -> bool {
        self.reason.contains("SSL alert number")
    }
}

/// Tells `conf` to call for what is kept in `events`.
///
/// # Safety
/// `conf` is live, and `events` outlives what is made from it.
pub(super) unsafe fn listen(conf: *mut rd::rd_kafka_conf_t, events: *mut Events) {
    // SAFETY: the caller's promise; the callbacks match their declared types.
    unsafe {
        rd::rd_kafka_conf_set_opaque(conf, events.cast());
        rd::rd_kafka_conf_set_log_cb(conf, Some(on_log));
        rd::rd_kafka_conf_set_error_cb(conf, Some(on_error));
        rd::rd_kafka_conf_set_ssl_cert_verify_cb(conf, Some(on_verify));
    }
}

/// Tells a producer's `conf` to call for records that are not delivered.
///
/// # Safety
/// `conf` is live and was told to [`listen`].
pub(super) unsafe fn listen_to_deliveries(conf: *mut rd::rd_kafka_conf_t) {
    // SAFETY: the caller's promise; the callback matches its declared type.
    unsafe { rd::rd_kafka_conf_set_dr_msg_cb(conf, Some(on_delivery)) };
}

/// Called by librdkafka's threads.
unsafe extern "C" fn on_log(rk: *const rd::rd_kafka_t, level: c_int, facility: *const c_char, text: *const c_char) {
    // SAFETY: librdkafka passes terminated strings that live as long as the call.
    let (facility, text) = unsafe {
        (
            CStr::from_ptr(facility).to_string_lossy(),
            CStr::from_ptr(text).to_string_lossy(),
        )
    };
    // What comes first is the thread's name.
    let text = text
        .strip_prefix("[thrd:")
        .and_then(|text| text.split_once("]: "))
        .map_or(&*text, |(_, text)| text);
    let level = match level {
        // Lost connections are made again.
        _ if facility == "FAIL" => log::Level::Warn,
        0..=3 => log::Level::Error,
        4 => log::Level::Warn,
        5 | 6 => log::Level::Info,
        _ => log::Level::Debug,
    };
    log::log!(target: "topictable::kafka", level, "{text}");
    // SAFETY: the opaque pointer is the one of `listen`, which lives as long as the handle. It is null while the
    // handle is being made.
    if let Some(events) = unsafe { rd::rd_kafka_opaque(rk).cast::<Events>().as_ref() }
        && matches!(&*facility, "FAIL" | "ERROR")
    {
        events.connection_failed(Failure::parse(text));
    }
}

/// Called by whoever polls the handle.
unsafe extern "C" fn on_error(rk: *mut rd::rd_kafka_t, code: c_int, reason: *const c_char, events: *mut c_void) {
    let _ = rk;
    // SAFETY: as in `on_log`.
    let (events, reason) = unsafe { (&*events.cast::<Events>(), CStr::from_ptr(reason).to_string_lossy()) };
    if let Ok(code) = RDKafkaRespErr::try_from(code) {
        events.failed(code, Failure::parse(&reason));
    }
}

/// Called for each certificate of a broker with what OpenSSL has found, which stays as it is.
#[allow(clippy::too_many_arguments, reason = "librdkafka's signature")]
unsafe extern "C" fn on_verify(
    _rk: *mut rd::rd_kafka_t,
    _broker: *const c_char,
    _broker_id: i32,
    error: *mut c_int,
    _depth: c_int,
    _certificate: *const c_char,
    _size: usize,
    text: *mut c_char,
    text_size: usize,
    events: *mut c_void,
) -> c_int {
    // SAFETY: `error` is OpenSSL's result, and the rest as in `on_log`.
    let (result, events) = unsafe { (X509VerifyResult::from_raw(*error), events.cast::<Events>().as_ref()) };
    if result == X509VerifyResult::OK {
        return 1;
    }
    let reason = result.error_string();
    let kept = reason.len().min(text_size.saturating_sub(1));
    if text_size > 0 {
        // SAFETY: `text` has room for `text_size` bytes, of which the last is for the end.
        unsafe {
            text.copy_from_nonoverlapping(reason.as_ptr().cast(), kept);
            text.add(kept).write(0);
        }
    }
    if let Some(events) = events {
        *locked(&events.certificate) = Some(reason.to_owned());
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_read_from_librdkafkas_texts() {
        let parse = |text| {
            let failure = Failure::parse(text);
            (failure.server, failure.reason, failure.closed.is_some())
        };
        let of = |server: &str, reason: &str, closed| (Some(server.to_owned()), reason.to_owned(), closed);
        assert_eq!(
            parse("sasl_ssl://a:1/bootstrap: SASL authentication error: no: no (after 119ms in state AUTH_REQ)"),
            of("a:1", "SASL authentication error: no: no", false)
        );
        assert_eq!(
            parse("[::1]:9/7: Disconnected (after 2000ms in state UP)"),
            of("[::1]:9", "Disconnected", true)
        );
        assert_eq!(
            parse("a:1/7: Disconnected (after 3ms in state UP, 1 identical error(s) suppressed)"),
            of("a:1", "Disconnected", true)
        );
        assert_eq!(
            parse("a:1/7: Send failed: Broken pipe (after 3ms in state UP)"),
            of("a:1", "Send failed: Broken pipe", true)
        );
        assert_eq!(
            parse("a:1/7: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)"),
            of("a:1", "Connect to ipv4#127.0.0.1:1 failed: Connection refused", false)
        );
        assert_eq!(
            parse("a:1/7: Disconnected: x (after 3000ms in state APIVERSION_QUERY)"),
            of("a:1", "Disconnected: x", true)
        );
        assert_eq!(
            parse(
                "ssl://a:1/7: Receive failed: error:0A000412:SSL routines::ssl/tls alert bad certificate: SSL alert number 42 (after 5ms in state UP)"
            ),
            of("a:1", "ssl/tls alert bad certificate: SSL alert number 42", false)
        );
        assert_eq!(
            parse("no broker: at all"),
            (None, "no broker: at all".to_owned(), false)
        );
    }

    #[test]
    fn a_connection_that_is_lost_is_no_refusal() {
        let events = Events::default();
        let handshake = |error: &str| {
            let text = format!("sasl_plaintext://a:1/7: SASL PLAIN mechanism handshake failed: {error}");
            events.failed(RDKafkaRespErr::RD_KAFKA_RESP_ERR__AUTHENTICATION, Failure::parse(&text));
            events.end().map(|(kind, _)| kind)
        };
        let lost = "Local: Broker transport failure: broker's supported mechanisms: (n/a)";
        assert_eq!(handshake(lost), None);
        assert!(
            events
                .connection()
                .is_some_and(|failure| failure.reason.ends_with("(n/a)"))
        );
        let refused = "Broker: Unsupported SASL mechanism: broker's supported mechanisms: GSSAPI";
        assert_eq!(handshake(refused), Some(ErrorKind::Authentication));
    }

    #[test]
    fn closed_connections_count_from_the_first_one() {
        let events = Events::default();
        let failed = |reason: &str, closed: Option<Instant>| {
            let failure = Failure::parse(reason);
            events.connection_failed(Failure { closed, ..failure });
        };
        failed("Disconnected", Instant::now().checked_sub(CLOSED * 2));
        failed("Disconnected", Some(Instant::now()));
        assert!(matches!(events.hopeless(), Some(Hopeless::Closed(_))));
        failed("SSL handshake failed: what else", None);
        assert!(matches!(events.hopeless(), Some(Hopeless::Closed(_))));
        // A refused connection in between means a broker that is not there, not one that speaks another protocol.
        failed("Connect to ipv4#127.0.0.1:1 failed: Connection refused", None);
        failed("Disconnected", Some(Instant::now()));
        assert_eq!(events.hopeless(), None);
    }
}
