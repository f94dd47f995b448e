//! The oracle is the crate kafka-protocol: what it writes is read here, and what is written here it reads.

mod messages;
mod settings;
mod threads;

use std::io::Write;

use bytes::{Bytes, BytesMut};
use kafka_protocol::indexmap::IndexMap;
use kafka_protocol::messages::fetch_response::{
    AbortedTransaction, EpochEndOffset, FetchResponse, FetchableTopicResponse, LeaderIdAndEpoch, NodeEndpoint,
    PartitionData,
};
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kafka_protocol::messages::{
    ApiVersionsResponse, FetchRequest, MetadataRequest, MetadataResponse, RequestHeader, api_versions_response,
};
use kafka_protocol::protocol::{Decodable, Encodable, StrBytes};
use kafka_protocol::records::{Compression, Record, RecordBatchEncoder, RecordEncodeOptions, TimestampType};
use proptest::prelude::*;
use rstest::rstest;

use super::aborted::Aborted;
use super::leaders::{self, Leader};
use super::protocol::{self, Limits, TopicName, Wanted};
use super::records::{Broken, Stretch, Walker, scan};
use crate::kafka::Batch;

type Headers = Vec<(String, Option<Vec<u8>>)>;

/// What is left of a record: offset, timestamp, key, value and headers.
type Row = (i64, i64, Option<Vec<u8>>, Option<Vec<u8>>, Headers);

const CODECS: [Compression; 5] = [
    Compression::None,
    Compression::Gzip,
    Compression::Snappy,
    Compression::Lz4,
    Compression::Zstd,
];

fn record((offset, timestamp, key, value, headers): &Row) -> Record {
    Record {
        transactional: false,
        control: false,
        delete_horizon: false,
        partition_leader_epoch: 0,
        producer_id: -1,
        producer_epoch: -1,
        timestamp_type: TimestampType::Creation,
        offset: *offset,
        // All in one batch.
        sequence: *offset as i32,
        timestamp: *timestamp,
        key: key.clone().map(Bytes::from),
        value: value.clone().map(Bytes::from),
        headers: headers
            .iter()
            .map(|(name, value)| (StrBytes::from_string(name.clone()), value.clone().map(Bytes::from)))
            .collect::<IndexMap<_, _>>(),
    }
}

fn compress(records: &[u8], codec: Compression) -> Vec<u8> {
    match codec {
        Compression::None => records.to_vec(),
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(records).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Snappy => snap::raw::Encoder::new().compress_vec(records).unwrap(),
        Compression::Lz4 => {
            let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
            encoder.write_all(records).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Zstd => zstd::encode_all(records, 1).unwrap(),
    }
}

fn batch_of(records: &[Record], codec: Compression) -> Vec<u8> {
    let mut buffer = BytesMut::new();
    let options = RecordEncodeOptions {
        version: 2,
        compression: codec,
    };
    let compressor = |from: &mut BytesMut, to: &mut BytesMut, codec| {
        to.extend_from_slice(&compress(from, codec));
        Ok(())
    };
    RecordBatchEncoder::encode_with_custom_compression(&mut buffer, records, &options, Some(compressor)).unwrap();
    buffer.to_vec()
}

/// A batch of rows.
fn encode(rows: &[Row], codec: Compression) -> Vec<u8> {
    batch_of(&rows.iter().map(record).collect::<Vec<_>>(), codec)
}

/// Makes the checksum of the first batch right again.
fn sign(batch: &mut [u8]) {
    let checksum = crc32c::crc32c(&batch[21..]);
    batch[17..21].copy_from_slice(&checksum.to_be_bytes());
}

fn rows(batch: &Batch) -> Vec<Row> {
    let bytes = |part: Option<&[u8]>| part.map(<[u8]>::to_vec);
    let row = |index: usize| {
        let (key, value) = batch.record(index);
        let headers = batch
            .headers(index)
            .map(|(name, value)| (String::from_utf8(name.to_vec()).unwrap(), bytes(value)));
        (
            batch.offsets()[index],
            batch.timestamps()[index],
            bytes(key),
            bytes(value),
            headers.collect(),
        )
    };
    (0..batch.len()).map(row).collect()
}

struct Read {
    rows: Vec<Row>,
    next: i64,
    result: Result<(), Broken>,
}

/// Reads batches as a broker sends them, behind something else.
fn read_with(records: &[u8], from: i64, end: i64, aborted: Vec<(i64, i64)>) -> Read {
    let mut response = b"before".to_vec();
    response.extend_from_slice(records);
    let scan = match scan(records, from) {
        Ok(scan) => scan,
        Err(broken) => {
            return Read {
                rows: Vec::new(),
                next: from,
                result: Err(broken),
            };
        }
    };
    let mut stretch = Stretch {
        partition: 2,
        range: 6..6 + scan.len,
        from,
        end,
        aborted: Aborted::new(aborted),
        compressed: scan.compressed,
    };
    let mut batch = Batch::default();
    let plain = !scan.compressed;
    let result = Walker::new(true, true).walk(&response, &mut stretch, plain, &mut batch, &mut |_| {});
    if plain {
        batch.put(response);
    }
    Read {
        rows: rows(&batch),
        next: scan.next,
        result,
    }
}

fn read(records: &[u8], from: i64) -> Read {
    read_with(records, from, i64::MAX, Vec::new())
}

fn row(offset: i64) -> Row {
    let headers = vec![("h".to_owned(), Some(vec![7])), ("none".to_owned(), None)];
    let value = format!("value {offset}").into_bytes();
    (
        offset,
        1_700_000_000_000 + offset,
        Some(vec![b'k'; 3]),
        Some(value),
        headers,
    )
}

prop_compose! {
    fn any_rows()(
        first in 0..1_000_000_i64,
        records in prop::collection::vec(
            (
                1..5_i64,
                -1..2_000_000_000_000_i64,
                prop::option::of(prop::collection::vec(any::<u8>(), 0..300)),
                prop::option::of(prop::collection::vec(any::<u8>(), 0..300)),
                prop::collection::btree_map("[a-zé]{0,5}", prop::option::of(prop::collection::vec(any::<u8>(), 0..5)), 0..3),
            ),
            1..20,
        ),
    ) -> Vec<Row> {
        let mut offset = first;
        let row = |(gap, timestamp, key, value, headers): (i64, _, _, _, std::collections::BTreeMap<_, _>)| {
            offset += gap;
            (offset, timestamp, key, value, headers.into_iter().collect())
        };
        records.into_iter().map(row).collect()
    }
}

proptest! {
    #[test]
    fn what_another_library_writes_is_read(rows in any_rows(), cut in any::<prop::sample::Index>(), codecs in [0..5_usize, 0..5]) {
        let cut = cut.index(rows.len());
        let (first, second) = rows.split_at(cut);
        let mut records = Vec::new();
        for (rows, codec) in [first, second].into_iter().zip(codecs) {
            if !rows.is_empty() {
                records.extend(encode(rows, CODECS[codec]));
            }
        }
        let all = read(&records, 0);
        prop_assert_eq!(&all.result, &Ok(()));
        prop_assert_eq!(&all.rows, &rows);
        let last = rows[rows.len() - 1].0;
        prop_assert_eq!(all.next, last + 1);
        // From inside of it, and only to somewhere.
        let (from, end) = (rows[cut].0, last);
        let some = read_with(&records, from, end, Vec::new());
        prop_assert_eq!(&some.result, &Ok(()));
        let wanted: Vec<Row> = rows.into_iter().filter(|row| (from..end).contains(&row.0)).collect();
        prop_assert_eq!(some.rows, wanted);
    }

    #[test]
    fn any_bytes_are_an_answer_or_a_fault(data in prop::collection::vec(any::<u8>(), 0..400)) {
        super::hostile::check(&data);
    }

    /// Bytes that are wrong here and there come further than any bytes.
    #[test]
    fn damaged_batches_do_no_harm(rows in any_rows(), codec in 0..5_usize, damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut data = vec![0; 9];
        data.extend(encode(&rows, CODECS[codec]));
        for (place, byte) in damage {
            let place = 9 + place.index(data.len() - 9);
            data[place] = byte;
        }
        super::hostile::check(&data);
        // Without a right checksum nothing is taken. It is not about the offset.
        let read = read(&data[9..], 0);
        let contents = |rows: &[Row]| rows.iter().cloned().map(|(_, time, key, value, headers)| (time, key, value, headers)).collect::<Vec<_>>();
        prop_assert!(read.rows.is_empty() || contents(&read.rows) == contents(&rows));
    }
}

#[rstest]
fn a_batch_that_is_cut_off_is_left_for_later(#[values(0, 1, 2, 3, 4)] codec: usize) {
    let whole = encode(&[row(5), row(6)], CODECS[codec]);
    let second = encode(&[row(9)], CODECS[codec]);
    let both = [&whole[..], &second].concat();
    for len in 0..both.len() {
        let read = read(&both[..len], 5);
        assert_eq!(read.result, Ok(()), "{len}");
        let (rows, next) = if len < whole.len() {
            (vec![], 5)
        } else {
            (vec![row(5), row(6)], 7)
        };
        assert_eq!((read.rows, read.next), (rows, next), "{len}");
    }
}

#[test]
fn snappy_in_the_framing_of_java_is_read() {
    let records = [row(1), row(2)];
    let compressor = |from: &mut BytesMut, to: &mut BytesMut, _| {
        to.extend_from_slice(b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01");
        for block in from.chunks(20) {
            let block = compress(block, Compression::Snappy);
            to.extend_from_slice(&(block.len() as u32).to_be_bytes());
            to.extend_from_slice(&block);
        }
        Ok(())
    };
    let mut buffer = BytesMut::new();
    let options = RecordEncodeOptions {
        version: 2,
        compression: Compression::Snappy,
    };
    let encoded: Vec<Record> = records.iter().map(record).collect();
    RecordBatchEncoder::encode_with_custom_compression(&mut buffer, &encoded, &options, Some(compressor)).unwrap();
    assert_eq!(read(&buffer, 0).rows, records);
}

#[rstest]
#[case(Compression::Gzip)]
#[case(Compression::Snappy)]
#[case(Compression::Lz4)]
#[case(Compression::Zstd)]
fn what_grows_beyond_measure_is_refused(#[case] codec: Compression) {
    use super::compression::{Codec, Decompressor};
    let input = compress(&vec![0; 1001], codec);
    let codec = Codec::of(codec as i16).unwrap().unwrap();
    let append = |most| Decompressor::new(most).append(codec, &input, &mut vec![1; 5000]);
    assert_eq!(append(1001), Ok(()));
    let fault = "its records take more than 512 MiB when they are not compressed";
    assert_eq!(append(1000), Err(fault));
}

#[test]
fn a_wrong_checksum_is_a_fault_at_its_batch() {
    let mut both = encode(&[row(5)], Compression::None);
    let first = both.len();
    both.extend(encode(&[row(6)], Compression::None));
    let last = both.len() - 1;
    both[last] ^= 1;
    let read = read(&both, 5);
    let fault = "the checksum of a record batch is wrong";
    assert_eq!(read.result, Err(Broken { offset: 6, fault }));
    assert_eq!(read.rows, [row(5)]);
    assert!(first < last);
}

#[test]
fn the_time_of_the_log_counts_where_it_is_used() {
    let mut batch = encode(&[row(5), row(6)], Compression::None);
    batch[22] |= 0x08;
    sign(&mut batch);
    let times: Vec<i64> = read(&batch, 0).rows.iter().map(|row| row.1).collect();
    assert_eq!(times, [row(6).1, row(6).1]);
}

#[test]
fn what_compaction_leaves_is_passed() {
    // A batch without records, of offsets 5 to 9.
    let mut empty = encode(&[row(5)], Compression::None);
    empty.truncate(61);
    empty[8..12].copy_from_slice(&49_u32.to_be_bytes());
    empty[23..27].copy_from_slice(&4_u32.to_be_bytes());
    empty[57..61].copy_from_slice(&0_u32.to_be_bytes());
    sign(&mut empty);
    let read_empty = read(&empty, 5);
    assert_eq!((read_empty.result, read_empty.next), (Ok(()), 10));
    empty.extend(encode(&[row(12)], Compression::Zstd));
    let read = read(&empty, 7);
    assert_eq!((read.rows, read.next), (vec![row(12)], 13));
}

#[test]
fn unknown_formats_are_refused() {
    let mut batch = encode(&[row(5)], Compression::None);
    batch[16] = 3;
    let fault = "its format is not known";
    assert_eq!(read(&batch, 5).result, Err(Broken { offset: 5, fault }));
}

#[test]
fn transactions_that_were_aborted_are_left_out() {
    let in_transaction = |offset, producer, control| {
        let mut record = record(&row(offset));
        (record.transactional, record.producer_id, record.control) = (true, producer, control);
        if control {
            record.key = Some(Bytes::from_static(&[0, 0, 0, 0]));
        }
        batch_of(&[record], Compression::Lz4)
    };
    let log = [
        in_transaction(0, 1, false),
        in_transaction(1, 2, false),
        // That of producer 1 has ended.
        in_transaction(2, 1, true),
        in_transaction(3, 1, false),
        encode(&[row(4)], Compression::None),
        in_transaction(5, 2, true),
        in_transaction(6, 1, true),
        in_transaction(7, 2, false),
    ]
    .concat();
    let offsets = |aborted: Vec<(i64, i64)>| -> Vec<i64> {
        let read = read_with(&log, 0, i64::MAX, aborted);
        assert_eq!((read.result, read.next), (Ok(()), 8));
        read.rows.iter().map(|row| row.0).collect()
    };
    assert_eq!(offsets(vec![]), [0, 1, 3, 4, 7]);
    assert_eq!(offsets(vec![(1, 0)]), [1, 3, 4, 7]);
    assert_eq!(offsets(vec![(2, 1)]), [0, 3, 4, 7]);
    assert_eq!(offsets(vec![(1, 3), (2, 1)]), [0, 4, 7]);
}

fn limits() -> Limits {
    Limits {
        max_wait: std::time::Duration::from_millis(123),
        min_bytes: 4,
        max_bytes: 1 << 20,
        partition_max_bytes: 1 << 10,
        committed: true,
        rack: "near".to_owned(),
    }
}

#[test]
fn requests_are_what_another_library_reads() {
    let id = *b"0123456789abcdef";
    let topic = TopicName {
        name: "orders".to_owned(),
        id: Some(id),
    };
    let wanted =
        [(3, 17, None, -1), (0, 1 << 40, Some(7), 6)].map(|(partition, offset, leader_epoch, last_epoch)| Wanted {
            partition,
            offset,
            leader_epoch,
            last_epoch,
        });
    for version in 4..=16 {
        let mut buffer = Vec::new();
        protocol::fetch(&mut buffer, version, 77, "me", &topic, &limits(), &wanted);
        let mut bytes = Bytes::from(buffer);
        let len = i32::from_be_bytes(bytes.split_to(4)[..].try_into().unwrap());
        assert_eq!(len as usize, bytes.len());
        let header = RequestHeader::decode(&mut bytes, if version >= 12 { 2 } else { 1 }).unwrap();
        assert_eq!((header.request_api_key, header.request_api_version), (1, version));
        assert_eq!(header.correlation_id, 77);
        assert_eq!(header.client_id.unwrap().as_str(), "me");
        let request = FetchRequest::decode(&mut bytes, version).unwrap();
        assert!(bytes.is_empty(), "{version}");
        assert_eq!((request.max_wait_ms, request.min_bytes), (123, 4));
        assert_eq!((request.max_bytes, request.isolation_level), (1 << 20, 1));
        assert_eq!(request.replica_id.0, -1);
        assert!(request.forgotten_topics_data.is_empty());
        if version >= 7 {
            assert_eq!((request.session_id, request.session_epoch), (0, -1));
        }
        let topic = &request.topics[0];
        if version >= 13 {
            assert_eq!(topic.topic_id.as_bytes(), &id);
        } else {
            assert_eq!(topic.topic.as_str(), "orders");
        }
        let read: Vec<_> = topic
            .partitions
            .iter()
            .map(|partition| {
                assert_eq!(partition.partition_max_bytes, 1 << 10);
                Wanted {
                    partition: partition.partition,
                    offset: partition.fetch_offset,
                    leader_epoch: (partition.current_leader_epoch >= 0).then_some(partition.current_leader_epoch),
                    last_epoch: partition.last_fetched_epoch,
                }
            })
            .collect();
        let known = wanted.map(|wanted| Wanted {
            leader_epoch: wanted.leader_epoch.filter(|_| version >= 9),
            last_epoch: if version >= 12 { wanted.last_epoch } else { -1 },
            ..wanted
        });
        assert_eq!(read, known);
        assert_eq!(request.rack_id.as_str(), if version >= 11 { "near" } else { "" });
    }
}

#[test]
fn answers_of_another_library_are_read() {
    let records = encode(&[row(17)], Compression::None);
    let aborted = AbortedTransaction::default()
        .with_producer_id(9.into())
        .with_first_offset(11);
    let partition = PartitionData::default()
        .with_partition_index(3)
        .with_high_watermark(99)
        .with_aborted_transactions(Some(vec![aborted]))
        .with_records(Some(Bytes::from(records.clone())));
    let failed = PartitionData::default()
        .with_partition_index(4)
        .with_error_code(6)
        .with_aborted_transactions(None)
        .with_records(None);
    for version in 4..=16 {
        let (mut partition, mut failed) = (partition.clone(), failed.clone());
        if version >= 11 {
            partition.preferred_read_replica = 2.into();
        }
        if version >= 12 {
            failed.diverging_epoch = EpochEndOffset::default().with_epoch(5).with_end_offset(40);
            failed.current_leader = LeaderIdAndEpoch::default()
                .with_leader_id(8.into())
                .with_leader_epoch(6);
        }
        let mut topic = FetchableTopicResponse::default().with_partitions(vec![partition.clone(), failed.clone()]);
        if version < 13 {
            topic.topic = StrBytes::from_static_str("orders").into();
        }
        let mut answer = FetchResponse::default()
            .with_throttle_time_ms(250)
            .with_responses(vec![topic]);
        if version >= 16 {
            answer.node_endpoints = [("near", 9092), ("", 9092), ("far", 0), ("fe80::1", 65535)]
                .into_iter()
                .zip(7..)
                .map(|((host, port), broker)| {
                    NodeEndpoint::default()
                        .with_node_id(broker.into())
                        .with_host(StrBytes::from_static_str(host))
                        .with_port(port)
                        .with_rack((broker == 7).then(|| StrBytes::from_static_str("r")))
                })
                .collect();
        }
        let mut buffer = BytesMut::from(&[0, 0, 0, 1][..]);
        if version >= 12 {
            buffer.extend_from_slice(&[0]);
        }
        answer.encode(&mut buffer, version).unwrap();
        let fetched = protocol::read_fetch(&buffer, version).unwrap();
        assert_eq!((fetched.throttle.as_millis(), fetched.error), (250, 0));
        let [first, second] = &fetched.partitions[..] else {
            panic!("{fetched:?}")
        };
        assert_eq!((first.partition, first.error, first.high_watermark), (3, 0, 99));
        assert_eq!(first.aborted, [(9, 11)]);
        assert_eq!(buffer[first.records.clone()], records[..]);
        assert_eq!((second.partition, second.error), (4, 6));
        assert!(second.records.is_empty() && second.aborted.is_empty());
        assert_eq!((first.replica, second.replica), ((version >= 11).then_some(2), None));
        assert_eq!(
            (first.diverging, second.diverging),
            (None, (version >= 12).then_some((5, 40)))
        );
        let leader = Leader {
            partition: 4,
            broker: 8,
            epoch: 6,
        };
        assert_eq!((first.leader, second.leader), (None, (version >= 12).then_some(leader)));
        let mut brokers = vec![(7, "near:9092".to_owned()), (10, "[fe80::1]:65535".to_owned())];
        brokers.retain(|_| version >= 16);
        assert_eq!(fetched.brokers, brokers);
        for len in 0..buffer.len() {
            assert!(
                protocol::read_fetch(&buffer[..len], version).is_err(),
                "{version} {len}"
            );
        }
    }
}

#[test]
fn leaders_are_asked_for_in_words_that_another_library_has() {
    let mut buffer = Vec::new();
    leaders::request(&mut buffer, 5, "me", "orders");
    let mut bytes = Bytes::from(buffer).split_off(4);
    let header = RequestHeader::decode(&mut bytes, 1).unwrap();
    assert_eq!((header.request_api_key, header.request_api_version), (3, 7));
    let request = MetadataRequest::decode(&mut bytes, 7).unwrap();
    assert!(bytes.is_empty() && !request.allow_auto_topic_creation);
    assert_eq!(request.topics.unwrap()[0].name.as_ref().unwrap().as_str(), "orders");

    let partition = |number: i32, error, leader: i32, epoch| {
        MetadataResponsePartition::default()
            .with_partition_index(number)
            .with_error_code(error)
            .with_leader_id(leader.into())
            .with_leader_epoch(epoch)
            .with_replica_nodes(vec![1.into(), 2.into()])
    };
    let partitions = vec![partition(4, 0, 2, 17), partition(5, 5, -1, 3), partition(6, 9, 1, 0)];
    let topic = MetadataResponseTopic::default()
        .with_name(Some(StrBytes::from_static_str("orders").into()))
        .with_partitions(partitions);
    let broker = MetadataResponseBroker::default().with_host(StrBytes::from_static_str("here"));
    let answer = MetadataResponse::default()
        .with_brokers(vec![broker.clone(), broker.with_rack(Some("r".into()))])
        .with_topics(vec![topic]);
    let mut buffer = BytesMut::from(&[0, 0, 0, 5][..]);
    answer.encode(&mut buffer, 7).unwrap();
    let leader = |partition, broker, epoch| Leader {
        partition,
        broker,
        epoch,
    };
    assert_eq!(leaders::read(&buffer).unwrap(), [leader(4, 2, 17), leader(6, 1, 0)]);
    for len in 0..buffer.len() {
        assert!(leaders::read(&buffer[..len]).is_err(), "{len}");
    }
}

#[test]
fn the_newest_version_that_both_know_is_spoken() {
    let answer = ApiVersionsResponse::default().with_api_keys(vec![
        api_versions_response::ApiVersion::default()
            .with_api_key(0)
            .with_max_version(9),
        api_versions_response::ApiVersion::default()
            .with_api_key(1)
            .with_min_version(4)
            .with_max_version(18),
    ]);
    let mut buffer = BytesMut::from(&[0, 0, 0, 1][..]);
    answer.encode(&mut buffer, 0).unwrap();
    let versions = protocol::read_api_versions(&buffer).unwrap().fetch;
    assert_eq!(versions, (4, 18));
    let named = TopicName {
        name: "t".to_owned(),
        id: None,
    };
    let known = TopicName {
        id: Some([1; 16]),
        ..named.clone()
    };
    assert_eq!(protocol::fetch_version(versions, &known), Some(16));
    // Only with an id can a topic be named by it.
    assert_eq!(protocol::fetch_version(versions, &named), Some(12));
    assert_eq!(protocol::fetch_version((0, 6), &named), Some(6));
    assert_eq!(protocol::fetch_version((0, 3), &named), None);
    assert_eq!(protocol::fetch_version((13, 18), &named), None);
}
