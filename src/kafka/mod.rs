//! Bytes in and out of a Kafka cluster. Knows records, not tables.
//!
//! A [`Source`] yields [`Batch`]es: the records of one fetch in one buffer, described by columns of offsets,
//! timestamps and spans. A [`Sink`] takes [`Records`], columns of keys and values. What feeds it is an implementation detail; the only one so far is [`librdkafka`].

mod batch;
mod librdkafka;
mod payloads;
mod properties;
#[allow(dead_code, unused_imports, reason = "used by the decoders of Avro and Protobuf")]
pub(crate) mod registry;
mod sink;
mod source;

pub(crate) use batch::{Batch, NO_TIMESTAMP};
pub(crate) use librdkafka::{committed, open, open_sink, open_transactional_sink, partitions, topics};
pub(crate) use payloads::{HeaderBuffer, PayloadBuffer, Payloads, Span};
pub(crate) use properties::{ClientProperties, Protocol, Setting, Transactional};
pub(crate) use sink::{GroupOffsets, Records, Sent, Sink, Told, TransactionalSink};
pub(crate) use source::{Cancelled, Lost, Progress, Reading, Source, Start, Waker};

#[cfg(test)]
mod tests;
