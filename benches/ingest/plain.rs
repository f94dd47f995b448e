//! A loop of Fetch requests that walks the record batches where they lie and keeps nothing: the limit of any client. It
//! knows one broker, record batches of format 2, no compression but LZ4, and no errors.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::measure::{Measured, Watch};

const FETCH: i16 = 1;
/// The oldest that every broker has, which needs no sessions.
const VERSION: i16 = 4;
const MAX_BYTES: i32 = 50 << 20;
const MAX_PARTITION_BYTES: i32 = 4 << 20;
/// What stands in front of a batch's records.
const BATCH_HEADER: usize = 61;

/// Reads the topic; the next request is on its way while records are walked.
pub fn run(bootstrap: &str, topic: &str, partitions: i32, rows: usize) -> Measured {
    let mut watch = Watch::start();
    let mut broker = TcpStream::connect(bootstrap).expect("the broker");
    broker.set_nodelay(true).expect("an option");
    let mut offsets = vec![0i64; partitions as usize];
    request(&mut broker, topic, &offsets);
    let (mut read, mut bytes) = (0, 0);
    let (mut response, mut plain) = (Vec::new(), Vec::new());
    while read < rows {
        receive(&mut broker, &mut response);
        let batches = batches(&response, &mut offsets);
        if read + batches.iter().map(|batch| count(batch)).sum::<usize>() < rows {
            request(&mut broker, topic, &offsets);
        }
        for batch in batches {
            assert_eq!(
                crc32c::crc32c(&batch[21..]),
                u32::from_be_bytes(array(&batch[17..])),
                "the checksum"
            );
            let records = match i16::from_be_bytes(array(&batch[21..])) & 7 {
                0 => &batch[BATCH_HEADER..],
                3 => {
                    plain.clear();
                    let mut decoder = lz4_flex::frame::FrameDecoder::new(&batch[BATCH_HEADER..]);
                    decoder.read_to_end(&mut plain).expect("LZ4");
                    &plain
                }
                codec => panic!("compression {codec}"),
            };
            bytes += walk(records, count(batch));
            read += count(batch);
        }
        watch.rows(read);
    }
    assert!(bytes > 0, "the values were there");
    watch.stop(rows, None)
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes[..N].try_into().expect("so many bytes")
}

fn count(batch: &[u8]) -> usize {
    u32::from_be_bytes(array(&batch[57..])) as usize
}

/// Asks for what is at the offsets of all partitions.
fn request(broker: &mut TcpStream, topic: &str, offsets: &[i64]) {
    let mut out = vec![0; 4];
    let text = |out: &mut Vec<u8>, text: &str| {
        out.extend((text.len() as i16).to_be_bytes());
        out.extend(text.as_bytes());
    };
    out.extend(FETCH.to_be_bytes());
    out.extend(VERSION.to_be_bytes());
    out.extend(0i32.to_be_bytes());
    text(&mut out, "plain");
    // The replica, the longest wait, the least and the most bytes, the isolation level.
    for number in [-1, 500, 1, MAX_BYTES] {
        out.extend(i32::to_be_bytes(number));
    }
    out.push(0);
    out.extend(1i32.to_be_bytes());
    text(&mut out, topic);
    out.extend((offsets.len() as i32).to_be_bytes());
    for (partition, offset) in (0i32..).zip(offsets) {
        out.extend(partition.to_be_bytes());
        out.extend(offset.to_be_bytes());
        out.extend(MAX_PARTITION_BYTES.to_be_bytes());
    }
    let length = (out.len() as i32 - 4).to_be_bytes();
    out[..4].copy_from_slice(&length);
    broker.write_all(&out).expect("the broker takes a request");
}

fn receive(broker: &mut TcpStream, response: &mut Vec<u8>) {
    let mut length = [0; 4];
    broker.read_exact(&mut length).expect("a response");
    response.resize(u32::from_be_bytes(length) as usize, 0);
    broker.read_exact(response).expect("a response");
}

/// The whole batches of a response, of which the offsets go on behind.
fn batches<'a>(response: &'a [u8], offsets: &mut [i64]) -> Vec<&'a [u8]> {
    let mut at = 8;
    let mut take = |length: usize| {
        at += length;
        &response[at - length..at]
    };
    let mut batches = Vec::new();
    for _ in 0..i32::from_be_bytes(array(take(4))) {
        let name = i16::from_be_bytes(array(take(2)));
        take(name as usize);
        for _ in 0..i32::from_be_bytes(array(take(4))) {
            let partition = i32::from_be_bytes(array(take(4))) as usize;
            assert_eq!(
                i16::from_be_bytes(array(take(2))),
                0,
                "an error of partition {partition}"
            );
            take(16);
            let aborted = i32::from_be_bytes(array(take(4)));
            take(16 * aborted.max(0) as usize);
            let length = i32::from_be_bytes(array(take(4)));
            let mut records = take(length.max(0) as usize);
            while records.len() >= BATCH_HEADER {
                let length = 12 + u32::from_be_bytes(array(&records[8..])) as usize;
                if length > records.len() {
                    break;
                }
                let (batch, rest) = records.split_at(length);
                let first = i64::from_be_bytes(array(batch));
                let next = first + i64::from(i32::from_be_bytes(array(&batch[23..]))) + 1;
                // The first batch may begin before what was asked for.
                if next > offsets[partition] {
                    offsets[partition] = next;
                    batches.push(batch);
                }
                records = rest;
            }
        }
    }
    batches
}

/// Steps over the records, and gives the bytes of their values.
fn walk(mut records: &[u8], count: usize) -> usize {
    let mut bytes = 0;
    for _ in 0..count {
        let length = varint(&mut records) as usize;
        let (mut record, rest) = records.split_at(length);
        records = rest;
        record = &record[1..];
        varint(&mut record);
        varint(&mut record);
        let key = varint(&mut record);
        record = &record[key.max(0) as usize..];
        bytes += varint(&mut record).max(0) as usize;
    }
    bytes
}

fn varint(bytes: &mut &[u8]) -> i64 {
    let (mut value, mut shift) = (0u64, 0);
    loop {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return (value >> 1) as i64 ^ -((value & 1) as i64);
        }
        shift += 7;
    }
}
