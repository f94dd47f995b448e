//! Records written in transactions.
//!
//! librdkafka tells of a failed call whether it may be repeated as it is (the answer has not come yet), whether the
//! transaction must be aborted, and whether the producer is of no use any more. Here the first is waiting, the second an
//! error after which [`TransactionalSink::may_repeat`] says whether another transaction may do better, and the third the end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_int};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rdkafka_sys::{self as rd, RDKafkaErrorCode, RDKafkaRespErr};

use super::client::{Client, is_unauthorized};
use super::partition_list::PartitionList;
use super::producer::{Producer, open_producer};
use crate::error::{Error, ErrorKind, Result};
use crate::kafka::{GroupOffsets, Records, Sent, Sink, Transactional, TransactionalSink, Writing};

/// A producer whose records are part of transactions.
struct TransactionalProducer {
    producer: Producer,
    transactional: Transactional,
    step: Step,
    /// The records of transactions that are committed. Only this changes it.
    committed: Arc<AtomicU64>,
    /// Since when the last step is waited for.
    since: Instant,
    /// Why it has to be waited for, or the transaction done again; until one is committed.
    trouble: Option<String>,
    may_repeat: bool,
}

/// How far the transaction is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// There is none.
    Idle,
    /// It takes records.
    Begun,
    /// All records are delivered, and the commit was asked for.
    Committing,
    /// It has ended, and the abort may have been asked for.
    Broken,
}

/// After how long a step without an answer is trouble.
const TROUBLE: Duration = Duration::from_secs(1);
/// How long librdkafka is asked why a transaction has ended, which it knows.
const WHY: c_int = 500;
/// How long dropping the sink waits for the broker to abort what is not committed.
const LAST_ABORT: Duration = Duration::from_millis(250);

/// As [`open_sink`](super::open_sink). Asks the transactions' coordinator too, which ends what an earlier producer with the
/// same id has left.
pub(crate) fn open_transactional_sink(
    writing: Writing<'_>,
    transactional: &Transactional,
) -> Result<Box<dyn TransactionalSink>> {
    let committed = Arc::new(AtomicU64::new(0));
    let until = committed.clone();
    let told = writing.told;
    let told = Box::new(move |sent| told(uncommitted(sent, until.load(Ordering::Relaxed))));
    let producer = open_producer(Writing { told, ..writing })?;
    initialize(&producer.client, transactional)?;
    Ok(Box::new(TransactionalProducer {
        producer,
        transactional: transactional.clone(),
        step: Step::Idle,
        committed,
        since: Instant::now(),
        trouble: None,
        may_repeat: false,
    }))
}

fn initialize(client: &Client, transactional: &Transactional) -> Result<()> {
    let id = &transactional.id;
    let what = format!("the beginning of transactions of {id:?}");
    let reason = RefCell::new(None);
    let begun = client.ask(&what, |millis| {
        // SAFETY: the handle is live.
        let answer = unsafe { Fault::of(rd::rd_kafka_init_transactions(client.raw(), millis)) };
        answer.map_err(|fault| {
            reason.replace(Some(fault.text));
            // What may be repeated may be in words of which it is not known.
            if fault.retriable {
                RDKafkaRespErr::RD_KAFKA_RESP_ERR__TIMED_OUT
            } else {
                fault.code
            }
        })
    });
    begun.map_err(|error| {
        let more = match (error.kind(), reason.into_inner()) {
            (ErrorKind::InvalidArgument, _) => {
                ": transaction.timeout.ms is longer than transaction.max.timeout.ms of the broker".to_owned()
            }
            (ErrorKind::Timeout | ErrorKind::Kafka, Some(reason)) => format!(": {reason}"),
            _ => String::new(),
        };
        Error::new(error.kind(), format!("{}{more}", error.message()))
            .with_all(&error)
            .with("transactional.id", id)
    })
}

/// Records count as delivered once they are committed.
fn uncommitted(sent: Sent, committed: u64) -> Sent {
    Sent {
        under_way: sent.taken.saturating_sub(committed),
        failed: 0,
        ..sent
    }
}

/// What is wrong, in librdkafka's words.
struct Fault {
    code: RDKafkaRespErr,
    text: String,
    retriable: bool,
    fatal: bool,
}

impl Fault {
    /// Takes what a call has returned.
    ///
    /// # Safety
    /// `error` is null or a live error that belongs to the caller, who does not use it any more.
    unsafe fn of(error: *mut rd::rd_kafka_error_t) -> Result<(), Fault> {
        if error.is_null() {
            return Ok(());
        }
        // SAFETY: the caller's promise; the text is terminated and lives until the error is destroyed.
        let fault = unsafe {
            let fault = Fault {
                code: rd::rd_kafka_error_code(error),
                text: CStr::from_ptr(rd::rd_kafka_error_string(error))
                    .to_string_lossy()
                    .into_owned(),
                retriable: rd::rd_kafka_error_is_retriable(error) != 0,
                fatal: rd::rd_kafka_error_is_fatal(error) != 0,
            };
            rd::rd_kafka_error_destroy(error);
            fault
        };
        Err(fault)
    }
}

impl Sink for TransactionalProducer {
    fn send(&mut self, records: &Records<'_>) -> Result<()> {
        let sent = self.producer.send(records);
        sent.map_err(|error| self.broken(error))
    }

    fn flush(&mut self, wait: Duration) -> Result<bool> {
        let flushed = self.producer.flush(wait);
        flushed.map_err(|error| self.broken(error))
    }

    fn progress(&mut self) -> Sent {
        let sent = self.producer.progress();
        let waits = matches!(self.step, Step::Committing | Step::Broken) && self.since.elapsed() >= TROUBLE;
        let trouble = self.trouble.clone();
        let trouble = trouble.or_else(|| waits.then(|| self.producer.client.trouble()));
        let trouble = trouble.or_else(|| sent.trouble.clone());
        uncommitted(Sent { trouble, ..sent }, self.committed())
    }
}

impl TransactionalSink for TransactionalProducer {
    fn begin(&mut self) -> Result<()> {
        self.may_repeat = false;
        // Nobody sees what an aborted one has delivered.
        self.producer.taken = self.committed();
        // SAFETY: the handle is live.
        let begun = unsafe { Fault::of(rd::rd_kafka_begin_transaction(self.producer.client.raw())) };
        begun.map_err(|fault| self.failed(&fault))?;
        self.enter(Step::Begun);
        Ok(())
    }

    fn add_offsets(&mut self, offsets: &GroupOffsets, wait: Duration) -> Result<bool> {
        let deadline = Instant::now() + wait;
        for (group, offsets) in offsets {
            let metadata = Metadata::of(group)?;
            let list = list_of(offsets)?;
            let left = deadline.saturating_duration_since(Instant::now());
            let added = self.wait(left, |rk, millis| {
                // SAFETY: the handle, the list and the group's description are live; librdkafka copies both.
                unsafe {
                    Fault::of(rd::rd_kafka_send_offsets_to_transaction(
                        rk,
                        list.raw(),
                        metadata.0,
                        millis,
                    ))
                }
            })?;
            if !added {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn commit(&mut self, wait: Duration) -> Result<bool> {
        let deadline = Instant::now() + wait;
        if self.step == Step::Begun {
            // Until all are delivered it can be aborted at any time.
            if !self.flush(wait)? {
                return Ok(false);
            }
            self.enter(Step::Committing);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let committed = self.wait(left, |rk, millis| {
            // SAFETY: the handle is live.
            unsafe { Fault::of(rd::rd_kafka_commit_transaction(rk, millis)) }
        })?;
        if committed {
            self.committed.store(self.producer.taken, Ordering::Relaxed);
            self.trouble = None;
            self.enter(Step::Idle);
        }
        Ok(committed)
    }

    fn abort(&mut self, wait: Duration) -> Result<bool> {
        if self.step == Step::Idle {
            return Ok(true);
        }
        let aborted = self.wait(wait, |rk, millis| {
            // SAFETY: the handle is live.
            unsafe { Fault::of(rd::rd_kafka_abort_transaction(rk, millis)) }
        })?;
        if aborted {
            self.producer.client.forget_undelivered();
            self.enter(Step::Idle);
        }
        Ok(aborted)
    }

    fn may_repeat(&self) -> bool {
        self.may_repeat
    }
}

impl TransactionalProducer {
    fn committed(&self) -> u64 {
        self.committed.load(Ordering::Relaxed)
    }

    fn enter(&mut self, step: Step) {
        self.step = step;
        self.since = Instant::now();
    }

    /// Calls librdkafka; whether it is done. What it is still busy with goes on with the next call.
    fn wait(
        &mut self,
        wait: Duration,
        call: impl FnOnce(*mut rd::rd_kafka_t, c_int) -> Result<(), Fault>,
    ) -> Result<bool> {
        let millis = wait.as_millis().clamp(1, 1 << 30) as c_int;
        match call(self.producer.client.raw(), millis) {
            Ok(()) => Ok(true),
            Err(fault) if fault.retriable && !fault.fatal => {
                // Its own words for waiting tell nothing.
                if fault.code != RDKafkaRespErr::RD_KAFKA_RESP_ERR__TIMED_OUT {
                    self.trouble = Some(fault.text);
                }
                let checked = self.producer.client.check();
                checked.map_err(|error| self.end(error))?;
                Ok(false)
            }
            Err(fault) => Err(self.failed(&fault)),
        }
    }

    /// The error of a transaction whose records were refused, with its cause.
    #[cold]
    fn broken(&mut self, error: Error) -> Error {
        self.enter(Step::Broken);
        if self.producer.client.fatal().is_some() {
            return self.end(error);
        }
        if (self.producer.given_up)() {
            self.may_repeat = false;
            return error;
        }
        // A record that is refused since its transaction has ended does not say why.
        let error = match error.kind() {
            ErrorKind::Closed | ErrorKind::Kafka => {
                // SAFETY: the handle is live.
                match unsafe { Fault::of(rd::rd_kafka_commit_transaction(self.producer.client.raw(), WHY)) } {
                    Err(fault) if fault.code != RDKafkaRespErr::RD_KAFKA_RESP_ERR__INCONSISTENT && !fault.retriable => {
                        return self.failed(&fault);
                    }
                    _ => error,
                }
            }
            _ => error,
        };
        self.judge(error)
    }

    /// The error of a call that is not to be repeated.
    #[cold]
    fn failed(&mut self, fault: &Fault) -> Error {
        use RDKafkaRespErr as Code;
        self.enter(Step::Broken);
        let kind = match fault.code {
            code if is_unauthorized(code) => ErrorKind::Authentication,
            // Some records were not delivered; the first says why.
            Code::RD_KAFKA_RESP_ERR__INCONSISTENT => {
                if let (_, Some(first)) = self.producer.client.undelivered() {
                    return self.judge(first);
                }
                ErrorKind::Kafka
            }
            _ => ErrorKind::Kafka,
        };
        let error = Error::new(
            kind,
            format!(
                "a transaction of {:?} has failed: {}",
                self.transactional.id, fault.text
            ),
        );
        if fault.fatal || self.producer.client.fatal().is_some() {
            return self.end(error);
        }
        self.judge(error.with("transactional.id", &self.transactional.id))
    }

    /// Decides whether the same records may have more luck in another transaction.
    fn judge(&mut self, error: Error) -> Error {
        self.may_repeat = matches!(error.kind(), ErrorKind::Kafka | ErrorKind::Timeout | ErrorKind::Closed);
        if self.may_repeat {
            self.trouble = Some(error.message().to_owned());
        }
        error
    }

    /// The error after which the producer is of no use any more.
    #[cold]
    fn end(&mut self, error: Error) -> Error {
        self.may_repeat = false;
        let Transactional {
            id, property, timeout, ..
        } = &self.transactional;
        let error = match self.producer.client.fatal() {
            Some((RDKafkaRespErr::RD_KAFKA_RESP_ERR__FENCED, _)) => Error::new(
                ErrorKind::Kafka,
                format!(
                    "property {property} = {id:?}: another publisher with this id has taken over, or a transaction took \
                     longer than transaction.timeout.ms = {}: expected one publisher for each id",
                    timeout.as_millis()
                ),
            )
            .with("property", property),
            Some((code, text)) => Error::new(
                error.kind(),
                format!("transactions of {id:?} cannot go on: {}: {text}", RDKafkaErrorCode::from(code)),
            ),
            None => error,
        };
        error.with("transactional.id", id)
    }
}

/// A group, as librdkafka wants it described: without a member, since nobody joins it.
struct Metadata(*mut rd::rd_kafka_consumer_group_metadata_t);

impl Metadata {
    fn of(group: &str) -> Result<Self> {
        let name = text(group)?;
        // SAFETY: the name is terminated; librdkafka copies it.
        Ok(Metadata(unsafe {
            rd::rd_kafka_consumer_group_metadata_new(name.as_ptr())
        }))
    }
}

impl Drop for Metadata {
    fn drop(&mut self) {
        // SAFETY: made by `of`, destroyed once.
        unsafe { rd::rd_kafka_consumer_group_metadata_destroy(self.0) };
    }
}

/// The offsets of a group.
fn list_of(offsets: &BTreeMap<(Arc<str>, i32), i64>) -> Result<PartitionList> {
    let mut list = PartitionList::with_capacity(offsets.len());
    for ((topic, partition), offset) in offsets {
        list.add(&text(topic)?, *partition, *offset);
    }
    Ok(list)
}

fn text(name: &str) -> Result<CString> {
    CString::new(name).map_err(|_| Error::invalid(format!("{name:?} is no name: it holds a NUL")))
}

impl Drop for TransactionalProducer {
    fn drop(&mut self) {
        // Who reads at `read_committed` would wait for the end of a transaction until the broker gives it up.
        if !matches!(self.step, Step::Idle | Step::Committing) && self.producer.client.fatal().is_none() {
            let _ = self.abort(LAST_ABORT);
        }
    }
}
