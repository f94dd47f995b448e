//! JSON values of stated types into columns.
//!
//! A [model](crate::spec::object) is laid out once as a [`Plan`]: a tree of values that knows for each which columns it
//! fills and how many lists are around them. A record is read once, from front to back, straight into those columns;
//! the order of fields is predicted as the decoder of `jsonSpec` does. Arrays of objects fill one list a column, side by
//! side: every value adds one item to each column inside of it, or none when it is a fault.
//!
//! A fault names its place by a JSON pointer. What a record had written before is cut off again.

mod leaf;
mod names;
mod pattern;
mod plan;
mod reader;
mod times;

use std::str;
use std::sync::Arc;

use self::plan::Plan;
use self::reader::{Memory, Reader};
use super::super::charset::Charset;
use super::super::rows::{add_rows, as_text};
use super::super::{BadRecord, ColumnBuilder, Decoder, Payloads};
use super::cursor::Cursor;
use super::fault::{Fault, Parsed};
use crate::error::Result;
use crate::spec::ColumnSpec;
use crate::spec::object::Value;
use crate::text::BYTE_ORDER_MARK;

pub(crate) struct ObjectDecoder {
    /// What all decoders of the model have in common.
    plan: Arc<Plan>,
    memory: Memory,
    /// The encoding of records that are texts first; none for bytes, which must be UTF-8.
    charset: Option<Charset>,
}

impl ObjectDecoder {
    /// The decoder of a model; `names` are for the columns, instead of those that the fields give them.
    pub fn new(value: &Value, names: Option<&[String]>) -> Result<Self> {
        let plan = Plan::new(value, names)?;
        log::debug!("JSON is read as\n{plan}");
        Ok(ObjectDecoder {
            memory: Memory::new(&plan),
            plan: Arc::new(plan),
            charset: None,
        })
    }

    /// The same for texts in an encoding.
    pub(in crate::format) fn reading(self, charset: Option<Charset>) -> Self {
        ObjectDecoder { charset, ..self }
    }

    /// Of each column, the names that lead to it.
    pub fn paths(&self) -> &[Vec<String>] {
        &self.plan.paths
    }

    fn record(&mut self, payload: &[u8], columns: &mut [ColumnBuilder]) -> Parsed<()> {
        let payload = payload.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(payload);
        let mut reader = Reader {
            memory: &mut self.memory,
            columns,
        };
        reader.record(&mut Cursor::new(payload), &self.plan.root)
    }
}

impl Decoder for ObjectDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        self.plan.columns.clone()
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(ObjectDecoder {
            plan: Arc::clone(&self.plan),
            memory: Memory::new(&self.plan),
            charset: self.charset,
        })
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        let all_text = payloads.are_text();
        add_rows(payloads.iter(), columns, bad, |payload, columns, _| {
            let read = match self.charset {
                Some(Charset::Utf8) => self.record(&as_text(payload, all_text), columns),
                Some(charset) => self.record(charset.decode(payload).as_bytes(), columns),
                None if all_text || simdutf8::basic::from_utf8(payload).is_ok() => self.record(payload, columns),
                None => Err(not_text(payload)),
            };
            read.map_err(|fault| ((!fault.pointer.is_empty()).then_some(fault.pointer), fault.reason))
        });
    }
}

#[cold]
fn not_text(payload: &[u8]) -> Box<Fault> {
    let at = str::from_utf8(payload).map_or_else(|error| error.valid_up_to(), str::len);
    Fault::new(format!("not JSON: the byte at {at} is not UTF-8"))
}

#[cfg(test)]
mod tests;
