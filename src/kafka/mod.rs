//! Bytes in and out of a Kafka cluster. Knows records, not tables.
//!
//! A [`Source`] yields [`Batch`]es: the records of one fetch in one buffer, described by columns of offsets,
//! timestamps and spans. A [`Sink`] takes [`Records`], columns of keys and values. Both are implemented by [`librdkafka`], and
//! the source also by [`native`], which fetches records itself; `topictable.fetcher` chooses, and [`fallback`] goes from the
//! second to the first where it must.

mod address;
mod batch;
mod fallback;
mod fetcher;
mod librdkafka;
mod native;
mod payloads;
mod properties;
pub(crate) mod registry;
mod sink;
mod source;
mod subscription;
mod succession;
mod tls;

pub(crate) use batch::{Batch, NO_TIMESTAMP};
pub(crate) use fetcher::open;
pub(crate) use librdkafka::{committed, open_sink, open_transactional_sink, partitions, topics};
#[cfg(any(fuzzing, test))]
pub(crate) use native::check as check_answer;
pub(crate) use payloads::{HeaderBuffer, PayloadBuffer, Payloads, Span};
pub(crate) use properties::{ClientProperties, Protocol, Setting, Transactional};
pub(crate) use sink::{GroupOffsets, Records, Sent, Sink, Told, TransactionalSink, Writing};
pub(crate) use source::{Cancelled, Lost, Progress, Reading, Source, Start, Waker};

#[cfg(test)]
mod tests;
