//! What a message of librdkafka holds.

use std::ffi::{CStr, c_char, c_void};
use std::{ptr, slice};

use rdkafka_sys::{self as rd, RDKafkaErrorCode, RDKafkaRespErr};

use crate::error::{Error, ErrorKind};
use crate::kafka::{Batch, NO_TIMESTAMP};

/// Adds a message that is no error to a batch.
///
/// # Safety
/// The message is live.
#[inline]
pub(super) unsafe fn push(raw: *mut rd::rd_kafka_message_t, headers: bool, batch: &mut Batch) {
    // SAFETY: the caller's promise; key and payload are null or have the stated lengths while the message lives.
    unsafe {
        let message = &*raw;
        let key = bytes(message.key, message.key_len);
        let value = bytes(message.payload, message.len);
        batch.push(message.partition, message.offset, timestamp(raw), key, value);
        if headers {
            push_headers(raw, batch);
        }
    }
}

/// # Safety
/// The message is live.
unsafe fn push_headers(raw: *mut rd::rd_kafka_message_t, batch: &mut Batch) {
    let mut headers = ptr::null_mut();
    // SAFETY: the caller's promise. The headers belong to the message, and their names and values live as long; names
    // are terminated, values have the stated lengths.
    unsafe {
        if rd::rd_kafka_message_headers(raw, &raw mut headers) != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
            return batch.push_headers(std::iter::empty());
        }
        let mut index = 0;
        batch.push_headers(std::iter::from_fn(|| {
            let (mut name, mut value, mut len) = (ptr::null::<c_char>(), ptr::null(), 0);
            let code = rd::rd_kafka_header_get_all(headers, index, &raw mut name, &raw mut value, &raw mut len);
            index += 1;
            (code == RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR)
                .then(|| (CStr::from_ptr(name).to_bytes(), bytes(value, len)))
        }));
    }
}

/// # Safety
/// `data` is null or points to `len` bytes that live as long as the result is used.
unsafe fn bytes<'a>(data: *const c_void, len: usize) -> Option<&'a [u8]> {
    // SAFETY: the caller's promise.
    (!data.is_null()).then(|| unsafe { slice::from_raw_parts(data.cast(), len) })
}

/// # Safety
/// The message is live.
unsafe fn timestamp(message: *const rd::rd_kafka_message_t) -> i64 {
    let mut kind = rd::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    // SAFETY: the caller's promise.
    let timestamp = unsafe { rd::rd_kafka_message_timestamp(message, &raw mut kind) };
    match kind {
        rd::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE => NO_TIMESTAMP,
        _ => timestamp,
    }
}

/// The end of the source, if the message is an error that waiting does not mend.
#[cold]
pub(super) fn failure(topic: &str, message: &rd::rd_kafka_message_t) -> Option<Error> {
    use RDKafkaRespErr as Code;
    let kind = match message.err {
        Code::RD_KAFKA_RESP_ERR__PARTITION_EOF
        | Code::RD_KAFKA_RESP_ERR__TRANSPORT
        | Code::RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN
        | Code::RD_KAFKA_RESP_ERR__TIMED_OUT => return None,
        Code::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED => ErrorKind::Authentication,
        Code::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
        | Code::RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
        | Code::RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION => ErrorKind::NotFound,
        _ => ErrorKind::Kafka,
    };
    // SAFETY: the text of an error message is a terminated string that lives as long as the message.
    let text = unsafe { rd::rd_kafka_message_errstr(message) };
    let text = if text.is_null() {
        RDKafkaErrorCode::from(message.err).to_string()
    } else {
        // SAFETY: as above.
        unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
    };
    let partition = message.partition;
    let error = Error::new(
        kind,
        format!("partition {partition} of topic {topic:?} cannot be read any more: {text}"),
    );
    Some(error.with("topic", topic).with("partition", partition))
}
