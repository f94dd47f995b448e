//! One column from the whole key or value, in the encoding of Kafka's own serializers.

use std::str;

use super::builder::{Bytes, Values};
use super::{BadRecord, ColumnBuilder, Decoder, Payloads};
use crate::error::{Error, Result};
use crate::spec::{ColumnSpec, ColumnType, Role, SimpleColumn, field};

/// Decodes numbers of a fixed size, big-endian, UTF-8 text, UUIDs as text, and bytes as they are.
pub(crate) struct SimpleDecoder {
    column: ColumnSpec,
}

impl SimpleDecoder {
    pub fn new(column: SimpleColumn, role: Role) -> Result<Self> {
        let SimpleColumn { name, column_type } = column;
        match column_type {
            ColumnType::Short
            | ColumnType::Int
            | ColumnType::Long
            | ColumnType::Float
            | ColumnType::Double
            | ColumnType::String
            | ColumnType::Bytes
            | ColumnType::ByteBuffer
            | ColumnType::KafkaBytes
            | ColumnType::Uuid => Ok(SimpleDecoder {
                column: field(name, column_type),
            }),
            other => Err(Error::invalid(format!(
                "column '{name}' ({role}_spec): Kafka has no deserializer for type {other}; a simple spec reads \
                 short, int, long, float, double, String, byte[], UUID, ByteBuffer or Bytes"
            ))
            .with("column", name)),
        }
    }

    fn bad(&self, index: usize, reason: String) -> BadRecord {
        BadRecord {
            index,
            field: Some(self.column.name.clone()),
            reason,
        }
    }

    /// Reads numbers of `N` bytes.
    fn numbers<T: Copy + Default, const N: usize>(
        &self,
        payloads: Payloads<'_>,
        values: &mut Values<T>,
        bad: &mut Vec<BadRecord>,
        read: impl Fn([u8; N]) -> T,
    ) {
        values.reserve(payloads.len());
        for (index, payload) in payloads.iter().enumerate() {
            match payload.map(<[u8; N]>::try_from) {
                Some(Ok(bytes)) => values.push(read(bytes)),
                Some(Err(_)) => {
                    values.push_null();
                    let (found, column_type) = (payload.map_or(0, <[u8]>::len), &self.column.column_type);
                    bad.push(self.bad(index, format!("{found} bytes are no {column_type}, which has {N}")));
                }
                None => values.push_null(),
            }
        }
    }

    fn uuids(&self, payloads: Payloads<'_>, values: &mut Values<[u8; 16]>, bad: &mut Vec<BadRecord>) {
        for (index, payload) in payloads.iter().enumerate() {
            match payload.map(parse_uuid) {
                Some(Some(uuid)) => values.push(uuid),
                Some(None) => {
                    values.push_null();
                    let text = String::from_utf8_lossy(payload.unwrap_or_default());
                    bad.push(self.bad(
                        index,
                        format!("{text:?} is no UUID, such as 123e4567-e89b-12d3-a456-426614174000"),
                    ));
                }
                None => values.push_null(),
            }
        }
    }
}

impl Decoder for SimpleDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        vec![self.column.clone()]
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        match &mut columns[0] {
            ColumnBuilder::Short(values) => self.numbers(payloads, values, bad, i16::from_be_bytes),
            ColumnBuilder::Int(values) => self.numbers(payloads, values, bad, i32::from_be_bytes),
            ColumnBuilder::Long(values) => self.numbers(payloads, values, bad, i64::from_be_bytes),
            ColumnBuilder::Float(values) => self.numbers(payloads, values, bad, f32::from_be_bytes),
            ColumnBuilder::Double(values) => self.numbers(payloads, values, bad, f64::from_be_bytes),
            ColumnBuilder::Uuid(values) => self.uuids(payloads, values, bad),
            ColumnBuilder::Binary(bytes) => push_all(payloads, bytes),
            ColumnBuilder::String(bytes) => {
                let from = bytes.len();
                push_all(payloads, bytes);
                if !bytes.is_text(from) {
                    repair(payloads, &mut columns[0], from);
                }
            }
            other => unreachable!("no simple decoder fills {other:?}"),
        }
    }
}

fn push_all(payloads: Payloads<'_>, bytes: &mut Bytes) {
    let total: i64 = payloads.spans.iter().filter_map(|span| span.len()).map(i64::from).sum();
    bytes.reserve(payloads.len(), total as usize);
    for payload in payloads.iter() {
        match payload {
            Some(value) => bytes.push(value),
            None => bytes.push_null(),
        }
    }
}

/// Writes the values again, with U+FFFD where bytes are not UTF-8, as Kafka's `StringDeserializer` does.
fn repair(payloads: Payloads<'_>, column: &mut ColumnBuilder, from: usize) {
    column.truncate(from);
    let ColumnBuilder::String(bytes) = column else {
        return;
    };
    for payload in payloads.iter() {
        match payload {
            Some(value) => bytes.push(String::from_utf8_lossy(value).as_bytes()),
            None => bytes.push_null(),
        }
    }
}

/// Five groups of hexadecimal digits; a group may be shorter than usual, as `java.util.UUID.fromString` has it.
fn parse_uuid(text: &[u8]) -> Option<[u8; 16]> {
    const BITS: [u32; 5] = [32, 16, 16, 16, 48];
    let mut groups = str::from_utf8(text).ok()?.split('-');
    let mut uuid: u128 = 0;
    for bits in BITS {
        let group = groups.next()?;
        if group.is_empty() || group.len() > 16 || !group.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let value = u64::from_str_radix(group, 16).ok()? & ((1 << bits) - 1);
        uuid = uuid << bits | u128::from(value);
    }
    groups.next().is_none().then(|| uuid.to_be_bytes())
}
