//! Batches from librdkafka's batch queue, records to its producer, and what else is asked of a cluster ([`Control`]).
//!
//! The partitions are read with librdkafka's simple consumer, which needs no group: each is forwarded to one queue,
//! from which whole arrays of messages are taken. All `unsafe` code of the fetch path is in this folder; it is
//! needed because the batch queue has no safe binding, and reading message by message through the safe one costs a third
//! of the throughput.

#![allow(unsafe_code, reason = "librdkafka's C interface")]

mod client;
mod commits;
mod consumer;
mod control;
mod deliveries;
mod events;
mod identity;
mod membership;
mod message;
mod offsets;
mod partition_list;
mod producer;
mod revival;
mod transactions;

pub(super) use self::consumer::open;
pub(super) use self::control::{Control, Edge, Opened, Watch, control};
pub(super) use self::membership::{Membership, Rebalance};
pub(crate) use self::producer::open_sink;
pub(crate) use self::transactions::open_transactional_sink;
use super::{Cancelled, ClientProperties};
use crate::error::Result;

/// The numbers of the partitions that a topic has, in ascending order.
pub(crate) fn partitions(properties: &ClientProperties, topic: &str, cancelled: Cancelled) -> Result<Vec<i32>> {
    client::Client::new(properties, cancelled)?.partitions(topic)
}

/// What the group of the properties has committed of a topic's partitions; none where it has not.
pub(crate) fn committed(
    properties: &ClientProperties,
    topic: &str,
    partitions: &[i32],
    cancelled: Cancelled,
) -> Result<Vec<Option<i64>>> {
    let client = client::Client::new(properties, cancelled)?;
    let group = properties.group_id.as_deref().unwrap_or_default();
    offsets::ask_committed(&client, topic, group, partitions)
}

/// The names of all topics, in alphabetical order.
pub(crate) fn topics(properties: &ClientProperties, cancelled: Cancelled) -> Result<Vec<String>> {
    client::Client::new(properties, cancelled)?.topics()
}

/// Whether a client can be made with the properties; nothing is sent.
#[cfg(test)]
pub(crate) fn accepts(properties: &ClientProperties) -> Result<()> {
    client::Client::new(properties, Box::new(|| false)).map(drop)
}
