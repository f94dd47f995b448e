//! A bare loop over librdkafka's batch queue, which only counts: the most that any program on it can reach.

use std::ffi::CString;
use std::ptr;

use rdkafka_sys as rd;

use crate::measure::{Measured, Watch};

/// The settings that decide about the rate, as this library has them.
const SETTINGS: [(&str, &str); 2] = [("check.crcs", "true"), ("fetch.queue.backoff.ms", "5")];

/// Reads the topic and lets go of every message.
pub fn run(bootstrap: &str, topic: &str, rows: usize) -> Measured {
    let mut watch = Watch::start();
    // SAFETY: every handle is made here, used by this thread and checked or known to be live; the arrays have the
    // stated sizes, and every message that is taken is destroyed once. The process ends without destroying the client.
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
        let rk = rd::rd_kafka_new(rd::rd_kafka_type_t::RD_KAFKA_CONSUMER, conf, ptr::null_mut(), 0);
        assert!(!rk.is_null(), "a client");
        let name = CString::new(topic).expect("no NUL");
        let rkt = rd::rd_kafka_topic_new(rk, name.as_ptr(), ptr::null_mut());
        let mut metadata = ptr::null();
        let code = rd::rd_kafka_metadata(rk, 0, rkt, &raw mut metadata, 10_000);
        assert_eq!(code, rd::RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR);
        let partitions = (*(*metadata).topics).partition_cnt;
        let queue = rd::rd_kafka_queue_new(rk);
        for partition in 0..partitions {
            let beginning = i64::from(rd::RD_KAFKA_OFFSET_BEGINNING);
            assert_eq!(rd::rd_kafka_consume_start_queue(rkt, partition, beginning, queue), 0);
        }
        let mut messages = vec![ptr::null_mut(); 8192];
        let (mut read, mut bytes) = (0, 0);
        while read < rows {
            // The call waits until its array is full.
            let most = if read == 0 { 1 } else { messages.len().min(rows - read) };
            let taken = rd::rd_kafka_consume_batch_queue(queue, 100, messages.as_mut_ptr(), most);
            for message in &messages[..usize::try_from(taken).expect("no error")] {
                assert_eq!((**message).err, rd::RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR);
                bytes += (**message).len;
                rd::rd_kafka_message_destroy(*message);
                read += 1;
            }
            watch.rows(read);
        }
        assert!(bytes > 0, "the values were there");
        watch.stop(rows, None)
    }
}
