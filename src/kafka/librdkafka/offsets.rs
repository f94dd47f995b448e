//! Which offset to start at.

use std::collections::BTreeMap;
use std::ffi::{CString, c_int};

use rdkafka_sys::{self as rd, RDKafkaRespErr};

use super::client::Client;
use super::partition_list::PartitionList;
use crate::error::{Error, Result};
use crate::kafka::properties::OffsetReset;
use crate::kafka::{ClientProperties, Lost, Reading, Start};
use crate::spec::End;

/// librdkafka's way to say "the first record that is there", also in requests.
pub(super) const BEGINNING: i64 = rd::RD_KAFKA_OFFSET_BEGINNING as i64;
/// The same for "after the last one".
pub(super) const END: i64 = rd::RD_KAFKA_OFFSET_END as i64;

/// Where each partition begins and where it ends that still does.
pub(super) type Offsets = (Vec<(i32, i64)>, Option<BTreeMap<i32, i64>>);

/// Asks which of a topic's partitions are read, where each begins and where it ends. Without an offset to start at, the
/// mirrored API makes a table that fails: such a source comes second.
pub(super) fn of_reading(client: &Client, reading: &Reading<'_>) -> Result<Result<Offsets, Lost>> {
    let topic = reading.topic;
    let starts = (reading.choose)(&client.partitions(topic)?)?;
    let partitions: Vec<i32> = starts.iter().map(|(partition, _)| *partition).collect();
    let starts = match resolve(client, reading.properties, topic, starts) {
        Err(error) if error.detail("offset").is_some() => return Ok(Err(Lost(error))),
        starts => starts?,
    };
    let ends = reading
        .end
        .map(|end| resolve_ends(client, topic, &partitions, end))
        .transpose()?;
    Ok(Ok((starts, ends)))
}

/// The offset of each partition at which reading begins: an offset, or the logical beginning. Ends are asked for
/// now, so that what is written after this call is read.
fn resolve(
    client: &Client,
    properties: &ClientProperties,
    topic: &str,
    mut starts: Vec<(i32, Start)>,
) -> Result<Vec<(i32, i64)>> {
    let committed: Vec<i32> = partitions_with(&starts, Start::Committed);
    if !committed.is_empty() {
        let offsets = match &properties.group_id {
            Some(group) => ask_committed(client, topic, group, &committed)?,
            None => vec![None; committed.len()],
        };
        for (partition, offset) in committed.into_iter().zip(offsets) {
            let start = match (offset, properties.offset_reset) {
                (Some(offset), _) => Start::Offset(offset),
                (None, OffsetReset::Earliest) => Start::Beginning,
                (None, OffsetReset::Latest) => Start::End,
                (None, OffsetReset::None) => return Err(no_offset(properties, topic, partition)),
            };
            starts
                .iter_mut()
                .filter(|(known, _)| *known == partition)
                .for_each(|(_, old)| *old = start);
        }
    }
    ask_times(client, topic, &mut starts)?;
    let ends = partitions_with(&starts, Start::End);
    let mut ends = ask_edges(client, topic, &ends, END)?.into_iter();
    let beginnings = partitions_with(&starts, Start::Beginning);
    // librdkafka's own search for a beginning is not begun before the partitions beside it are read: half a second.
    let mut beginnings = match beginnings.len() {
        all if all == starts.len() => Vec::new(),
        _ => ask_edges(client, topic, &beginnings, BEGINNING)?,
    }
    .into_iter();
    let offsets = starts.into_iter().map(|(partition, start)| {
        let offset = match start {
            // As with the ends.
            Start::Beginning => beginnings.next().unwrap_or(BEGINNING),
            Start::Offset(offset) => offset,
            // The ends are in the order of the partitions that they were asked for.
            Start::End | Start::Committed | Start::Time(_) => ends.next().unwrap_or(END),
        };
        (partition, offset)
    });
    Ok(offsets.collect())
}

/// Puts offsets in the place of times; the end where no record is as late.
fn ask_times(client: &Client, topic: &str, starts: &mut [(i32, Start)]) -> Result<()> {
    let time = |start| match start {
        Start::Time(time) => Some(time),
        _ => None,
    };
    let Some(first) = starts.iter().find_map(|(_, start)| time(*start)) else {
        return Ok(());
    };
    let partitions: Vec<i32> = starts
        .iter()
        .filter(|(_, start)| time(*start).is_some())
        .map(|(partition, _)| *partition)
        .collect();
    let mut offsets = ask_time(client, topic, &partitions, first)?.into_iter();
    for (_, start) in starts.iter_mut().filter(|(_, start)| time(*start).is_some()) {
        *start = offsets.next().flatten().map_or(Start::End, Start::Offset);
    }
    Ok(())
}

/// The offset of the first record at or after a time; none where there is no such record.
fn ask_time(client: &Client, topic: &str, partitions: &[i32], millis: i64) -> Result<Vec<Option<i64>>> {
    let what = format!("the question for the offsets of topic {topic:?} at a time");
    let offsets = ask_list(client, topic, partitions, millis, &what, |list, wait| {
        // SAFETY: the handle and the list are live.
        unsafe { rd::rd_kafka_offsets_for_times(client.raw(), list, wait) }
    })?;
    Ok(offsets
        .into_iter()
        .map(|offset| (offset >= 0).then_some(offset))
        .collect())
}

/// The offset before which each partition's reading ends.
fn resolve_ends(client: &Client, topic: &str, partitions: &[i32], end: &End) -> Result<BTreeMap<i32, i64>> {
    let with = |ends: Vec<i64>| partitions.iter().copied().zip(ends).collect();
    Ok(match end {
        End::Latest => with(ask_edges(client, topic, partitions, END)?),
        End::Offset(offset) => with(vec![*offset; partitions.len()]),
        End::Offsets(ends) => partitions
            .iter()
            .map(|partition| (*partition, ends.get(partition).copied().unwrap_or(0)))
            .collect(),
        End::Time(millis) => {
            // Asked first: what comes in between is not read.
            let last = ask_edges(client, topic, partitions, END)?;
            let at = ask_time(client, topic, partitions, *millis)?;
            with(at.into_iter().zip(last).map(|(at, last)| at.unwrap_or(last)).collect())
        }
    })
}

fn partitions_with(starts: &[(i32, Start)], wanted: Start) -> Vec<i32> {
    starts
        .iter()
        .filter(|(_, start)| *start == wanted)
        .map(|(partition, _)| *partition)
        .collect()
}

fn no_offset(properties: &ClientProperties, topic: &str, partition: i32) -> Error {
    let why = properties.group_id.as_ref().map_or_else(
        || "there is no group.id".to_owned(),
        |group| format!("group {group:?} has not committed one"),
    );
    Error::not_found(format!(
        "partition {partition} of topic {topic:?} has no offset to start at: {why}, and auto.offset.reset is none"
    ))
    .with("topic", topic)
    .with("partition", partition)
    .with("offset", "none")
}

pub(super) fn ask_committed(client: &Client, topic: &str, group: &str, partitions: &[i32]) -> Result<Vec<Option<i64>>> {
    let what = format!("the question for the offsets of group {group:?}");
    let offsets = ask_list(client, topic, partitions, 0, &what, |list, millis| {
        // SAFETY: the handle and the list are live.
        unsafe { rd::rd_kafka_committed(client.raw(), list, millis) }
    })?;
    Ok(offsets
        .into_iter()
        .map(|offset| (offset >= 0).then_some(offset))
        .collect())
}

/// The first or the next offset of each partition: `edge` is [`BEGINNING`] or [`END`].
pub(super) fn ask_edges(client: &Client, topic: &str, partitions: &[i32], edge: i64) -> Result<Vec<i64>> {
    if partitions.is_empty() {
        return Ok(Vec::new());
    }
    let what = format!("the question for the first or last offsets of topic {topic:?}");
    ask_list(client, topic, partitions, edge, &what, |list, millis| {
        // SAFETY: as above. "Times" -1 and -2 are the protocol's words for the end and the beginning.
        unsafe { rd::rd_kafka_offsets_for_times(client.raw(), list, millis) }
    })
}

/// Sends a request about some partitions, each with `offset` in its offset field, and gives the fields of the answer.
fn ask_list(
    client: &Client,
    topic: &str,
    partitions: &[i32],
    offset: i64,
    what: &str,
    request: impl Fn(*mut rd::rd_kafka_topic_partition_list_t, c_int) -> RDKafkaRespErr,
) -> Result<Vec<i64>> {
    let c_topic = CString::new(topic).map_err(|_| Error::invalid(format!("{topic:?} is no topic name")))?;
    client.ask(what, |millis| {
        let list = PartitionList::of(&c_topic, partitions.iter().map(|partition| (*partition, offset)));
        let code = request(list.raw(), millis);
        let answers = list.elements();
        let failed = answers
            .iter()
            .map(|answer| answer.err)
            .find(|code| *code != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR);
        let offsets = partitions
            .iter()
            .map(|partition| {
                answers
                    .iter()
                    .find(|answer| answer.partition == *partition)
                    .map_or(-1, |answer| answer.offset)
            })
            .collect();
        let answer = match (code, failed) {
            (RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR, None) => Ok(offsets),
            // Its words for "no partition has a leader"; each partition says why.
            (
                RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR | RDKafkaRespErr::RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
                Some(code),
            )
            | (code, _) => Err(code),
        };
        if answer == Err(RDKafkaRespErr::RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
            // It would go on answering so, at once: who leads is not asked again for a request.
            let _ = client.topic(topic).map(|topic| client.describe(&topic, millis));
        }
        answer
    })
}
