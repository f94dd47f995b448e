//! One column from the whole key or value, in the encoding of Kafka's own serializers, or with numbers as text.

use super::builder::{Bytes, Values};
use super::charset::Charset;
use super::json::TextNumber;
use super::{BadRecord, ColumnBuilder, Decoder, Format, Payloads};
use crate::error::Result;
use crate::spec::{ColumnSpec, Properties, Role, SimpleColumn, SimpleEncoding, field};

/// Decodes numbers of a fixed size, big-endian, or as decimal text, text, UUIDs as text, and bytes as they are.
#[derive(Clone)]
pub(crate) struct SimpleDecoder {
    column: ColumnSpec,
    encoding: SimpleEncoding,
    charset: Charset,
}

impl SimpleDecoder {
    /// `properties` tell the encodings of numbers and text.
    pub fn new(column: SimpleColumn, role: Role, properties: &Properties) -> Result<Self> {
        let SimpleColumn { name, column_type } = column;
        Format::Simple.check(Some(&name), &column_type)?;
        Ok(SimpleDecoder {
            column: field(name, column_type),
            encoding: SimpleEncoding::of(role, properties),
            charset: Charset::of(role, properties)?,
        })
    }

    /// What a deserializer of Kafka's own does, whatever the encoding of simple specs is.
    pub fn raw(column: ColumnSpec, role: Role, properties: &Properties) -> Result<Self> {
        Ok(SimpleDecoder {
            column,
            encoding: SimpleEncoding::Binary,
            charset: Charset::of(role, properties)?,
        })
    }

    fn bad(&self, index: usize, reason: String) -> BadRecord {
        BadRecord {
            index,
            field: Some(self.column.name.clone()),
            reason,
        }
    }

    /// Reads numbers of `N` bytes, or as text.
    fn numbers<T: Copy + Default, const N: usize>(
        &self,
        payloads: Payloads<'_>,
        values: &mut Values<T>,
        bad: &mut Vec<BadRecord>,
        binary: impl Fn([u8; N]) -> T,
        text: impl Fn(TextNumber<'_>) -> Option<T>,
    ) {
        values.reserve(payloads.len());
        let column_type = &self.column.column_type;
        for (index, payload) in payloads.iter().enumerate() {
            let Some(payload) = payload else {
                values.push_null();
                continue;
            };
            let read = match self.encoding {
                SimpleEncoding::Binary => payload
                    .try_into()
                    .map(&binary)
                    .map_err(|_| format!("{} bytes are no {column_type}, which has {N}", payload.len())),
                SimpleEncoding::Text => {
                    let shown = self.charset.decode(payload);
                    TextNumber::of(&shown)
                        .and_then(&text)
                        .ok_or_else(|| format!("{shown:?} is no {column_type} as text"))
                }
            };
            match read {
                Ok(value) => values.push(value),
                Err(reason) => {
                    values.push_null();
                    bad.push(self.bad(index, reason));
                }
            }
        }
    }

    /// Writes the rows from `from` on as text of the encoding, with U+FFFD where bytes mean nothing in it, as Kafka's
    /// `StringDeserializer` does.
    fn transcode(&self, payloads: Payloads<'_>, column: &mut ColumnBuilder, from: usize) {
        column.truncate(from);
        let ColumnBuilder::String(bytes) = column else { return };
        for payload in payloads.iter() {
            let text = payload.map(|payload| self.charset.decode(payload));
            bytes.push_option(text.as_deref().map(str::as_bytes));
        }
    }

    fn booleans(&self, payloads: Payloads<'_>, values: &mut Values<bool>, bad: &mut Vec<BadRecord>) {
        for (index, payload) in payloads.iter().enumerate() {
            let reason = match payload {
                None => {
                    values.push_null();
                    continue;
                }
                Some([byte @ (0 | 1)]) => {
                    values.push(*byte == 1);
                    continue;
                }
                Some([byte]) => format!("the byte {byte} is no Boolean, which is 0 or 1"),
                Some(payload) => format!("{} bytes are no Boolean, which has 1", payload.len()),
            };
            values.push_null();
            bad.push(self.bad(index, reason));
        }
    }

    fn uuids(&self, payloads: Payloads<'_>, values: &mut Values<[u8; 16]>, bad: &mut Vec<BadRecord>) {
        for (index, payload) in payloads.iter().enumerate() {
            let Some(text) = payload.map(|payload| self.charset.decode(payload)) else {
                values.push_null();
                continue;
            };
            if let Some(uuid) = parse_uuid(&text) {
                values.push(uuid);
            } else {
                values.push_null();
                let reason = format!("{text:?} is no UUID, such as 123e4567-e89b-12d3-a456-426614174000");
                bad.push(self.bad(index, reason));
            }
        }
    }
}

impl Decoder for SimpleDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        vec![self.column.clone()]
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        match &mut columns[0] {
            ColumnBuilder::Boolean(values) => self.booleans(payloads, values, bad),
            ColumnBuilder::Short(values) => self.numbers(payloads, values, bad, i16::from_be_bytes, whole),
            ColumnBuilder::Int(values) => self.numbers(payloads, values, bad, i32::from_be_bytes, whole),
            ColumnBuilder::Long(values) => self.numbers(payloads, values, bad, i64::from_be_bytes, whole),
            ColumnBuilder::Float(values) => {
                self.numbers(payloads, values, bad, f32::from_be_bytes, |text| Some(text.to_f32()));
            }
            ColumnBuilder::Double(values) => {
                self.numbers(payloads, values, bad, f64::from_be_bytes, |text| Some(text.to_f64()));
            }
            ColumnBuilder::Uuid(values) => self.uuids(payloads, values, bad),
            ColumnBuilder::Binary(bytes) => push_all(payloads, bytes),
            ColumnBuilder::String(bytes) => {
                let from = bytes.len();
                if self.charset == Charset::Utf8 {
                    push_all(payloads, bytes);
                    if bytes.is_text(from) {
                        return;
                    }
                }
                self.transcode(payloads, &mut columns[0], from);
            }
            other => unreachable!("no simple decoder fills {other:?}"),
        }
    }
}

fn whole<T: TryFrom<i64>>(text: TextNumber<'_>) -> Option<T> {
    T::try_from(text.to_i64()?).ok()
}

fn push_all(payloads: Payloads<'_>, bytes: &mut Bytes) {
    let total: i64 = payloads.spans.iter().filter_map(|span| span.len()).map(i64::from).sum();
    bytes.reserve_bytes(payloads.len(), total as usize);
    for payload in payloads.iter() {
        bytes.push_option(payload);
    }
}

/// Five groups of hexadecimal digits; a group may be shorter than usual, as `java.util.UUID.fromString` has it.
fn parse_uuid(text: &str) -> Option<[u8; 16]> {
    const BITS: [u32; 5] = [32, 16, 16, 16, 48];
    let mut groups = text.split('-');
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
