//! A source that sends its Fetch requests itself.
//!
//! librdkafka makes an object of each message; here a batch is the bytes that a broker has sent and where the records in
//! them are. Everything but records is left to librdkafka's client, through [`Control`](super::librdkafka::Control):
//! partitions, where to begin and to end, leaders, commits, and whether the topic is still the same. Connections here prove who
//! the client is as librdkafka's do ([`tls`], [`sasl`]), and ask brokers for what librdkafka does not tell: the leaders' epochs
//! ([`leaders`]). What is not honoured ([`honoured`]) or not understood makes librdkafka read the topic.
//!
//! Threads: one for each broker ([`fetcher`]) sends a request, goes over the records of the answer before while the broker
//! works, and waits for the answer; one ([`keeper`]) asks for leaders and offsets. They share a state ([`shared`])
//! with who polls ([`source`]), which takes finished batches from it. Partitions of which much waits, or that are paused,
//! are left out of the next request.

mod aborted;
mod compression;
mod connection;
mod errors;
mod fetcher;
mod honoured;
#[cfg(any(fuzzing, test))]
mod hostile;
mod keeper;
mod leaders;
mod messages;
mod partition;
mod protocol;
mod reader;
mod records;
mod sasl;
mod settings;
mod shared;
mod source;
mod stream;
mod tls;
mod wire;

#[cfg(any(fuzzing, test))]
pub(crate) use hostile::check;
pub(super) use settings::Settings;
pub(super) use source::{Native, Rest, open};

#[cfg(test)]
mod tests;
