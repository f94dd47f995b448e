//! librdkafka alone, with the bytes at hand: the most that any program on it can reach.

use std::ffi::CString;
use std::ptr;

use rdkafka_sys as rd;

use crate::measure::{Measured, Watch};

/// The settings that decide about the rate, as this library has them.
const SETTINGS: [(&str, &str); 4] = [
    ("delivery.report.only.error", "true"),
    ("enable.idempotence", "true"),
    ("partitioner", "murmur2_random"),
    ("queue.buffering.max.kbytes", "32768"),
];

/// The key and value of a row, as this library writes them.
fn record(shape: &str, row: usize) -> (String, Vec<u8>) {
    let price = (row % 100_000) as f64 / 8.0;
    let key = format!("S{}", row % 1000);
    if shape == "simple" {
        return (key, price.to_be_bytes().to_vec());
    }
    let venue = if row.is_multiple_of(3) { "XNYS" } else { "XNAS" };
    if shape == "avro" {
        return (key.clone(), avro(&key, row, price, venue));
    }
    let value = format!(
        "{{\"Sym\":\"{key}\",\"Id\":{row},\"Price\":{price:?},\"Qty\":{},\"Venue\":\"{venue}\",\"Live\":{}}}",
        row % 977,
        !row.is_multiple_of(7)
    );
    (key, value.into_bytes())
}

/// The same as an Avro record whose fields are unions of a type and null, behind the id of a schema.
fn avro(key: &str, row: usize, price: f64, venue: &str) -> Vec<u8> {
    let mut out = vec![0; 5];
    let number = |value: i64, out: &mut Vec<u8>| {
        let mut rest = ((value << 1) ^ (value >> 63)) as u64;
        while rest >= 0x80 {
            out.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
    };
    let text = |text: &str, out: &mut Vec<u8>| {
        out.push(0);
        number(text.len() as i64, out);
        out.extend_from_slice(text.as_bytes());
    };
    text(key, &mut out);
    out.push(0);
    number(row as i64, &mut out);
    out.push(0);
    out.extend_from_slice(&price.to_le_bytes());
    out.push(0);
    number((row % 977) as i64, &mut out);
    text(venue, &mut out);
    out.push(0);
    out.push(u8::from(!row.is_multiple_of(7)));
    out
}

/// Sends the rows and waits until they are delivered.
pub fn run(bootstrap: &str, shape: &str, rows: usize) -> Measured {
    let records: Vec<(String, Vec<u8>)> = (0..rows).map(|row| record(shape, row)).collect();
    // SAFETY: every handle is made here, used by this thread and checked or known to be live; librdkafka copies the bytes.
    // The process ends without destroying the client.
    unsafe {
        let conf = rd::rd_kafka_conf_new();
        for (name, value) in SETTINGS.into_iter().chain([("bootstrap.servers", bootstrap)]) {
            let (name, value) = (
                CString::new(name).expect("no NUL"),
                CString::new(value).expect("no NUL"),
            );
            let set = rd::rd_kafka_conf_set(conf, name.as_ptr(), value.as_ptr(), ptr::null_mut(), 0);
            assert_eq!(set, rd::rd_kafka_conf_res_t::RD_KAFKA_CONF_OK, "{name:?}");
        }
        let rk = rd::rd_kafka_new(rd::rd_kafka_type_t::RD_KAFKA_PRODUCER, conf, ptr::null_mut(), 0);
        assert!(!rk.is_null(), "a client");
        let name = CString::new(format!("bare.{shape}.{}", std::process::id())).expect("no NUL");
        let topic = rd::rd_kafka_topic_new(rk, name.as_ptr(), ptr::null_mut());
        let send = |(key, value): &(String, Vec<u8>)| {
            while rd::rd_kafka_produce(
                topic,
                -1,
                rd::RD_KAFKA_MSG_F_COPY,
                value.as_ptr().cast_mut().cast(),
                value.len(),
                key.as_ptr().cast(),
                key.len(),
                ptr::null_mut(),
            ) != 0
            {
                rd::rd_kafka_poll(rk, 5);
            }
        };
        let flush = || {
            let flushed = rd::rd_kafka_flush(rk, 60_000);
            assert_eq!(flushed, rd::RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR);
        };
        // The topic is there before.
        send(&records[0]);
        flush();
        let mut watch = Watch::start();
        // The rate counts from here on.
        watch.rows(0);
        records.iter().for_each(send);
        flush();
        watch.stop(rows, None)
    }
}
