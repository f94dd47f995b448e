//! Protobuf messages into columns.
//!
//! A [`Plan`] is laid out from the message's descriptor and from what is wanted of it: a tree of the messages that hold
//! wanted fields, each with a table from tags to fields. A record is read once, from front to back, straight from the
//! wire: wanted values go into their columns, everything else is stepped over. What was not there gets its default, or
//! null where the field tells that it is not there. Fields mostly come in the order of their numbers, for which there is a
//! faster way; where a record turns out to be otherwise, it is read again from its start.
//!
//! A list of messages becomes a list for each of its fields; all columns below it grow together. An entry of a map is a
//! row of the two columns inside of its map.
//!
//! Every row begins with all columns at one length; a bad record is undone by cutting them back.

mod cursor;
mod descriptor;
mod encode;
mod fault;
mod fields;
mod json;
mod layout;
mod names;
mod ordered;
mod plan;
mod registered;
mod row;
mod value;

use std::sync::Arc;

pub(super) use self::encode::ProtobufEncoder;
pub(crate) use self::fields::{fields, paths};
pub(crate) use self::registered::files_of;

use self::cursor::Cursor;
use self::fault::{Fault, Parsed};
use self::plan::Plan;
use self::row::{Row, State};
use super::rows::add_rows;
use super::{BadRecord, ColumnBuilder, Decoder, Payloads};
use crate::error::Result;
use crate::kafka::registry::Framing;
use crate::spec::{ColumnSpec, Properties, Protobuf, ProtobufProtocol};

#[derive(Clone)]
pub(crate) struct ProtobufDecoder {
    plan: Arc<Plan>,
    state: State,
    /// The prefix of each payload; none for a message alone.
    framing: Option<Framing>,
}

impl ProtobufDecoder {
    /// The specification's schema is at hand; `properties` tell how long a schema's id is.
    pub fn new(spec: &Protobuf, properties: &Properties) -> Result<Self> {
        let framing = match spec.protocol {
            ProtobufProtocol::Serdes => Some(Framing::of(properties)?),
            ProtobufProtocol::Raw => None,
        };
        let plan = layout::plan(spec)?;
        log::debug!("the plan of a Protobuf message:\n{plan}");
        let state = State::new(&plan);
        Ok(ProtobufDecoder {
            plan: Arc::new(plan),
            state,
            framing,
        })
    }

    /// Reads one record into one new row.
    #[inline]
    fn record(&mut self, payload: &[u8], columns: &mut [ColumnBuilder], row: usize) -> Parsed<()> {
        let mut cursor = match self.framing {
            Some(framing) => behind_prefix(framing, payload)?,
            None => Cursor::new(payload, 0),
        };
        match &self.plan.whole {
            None => Row::read(&self.plan, &mut self.state, &mut cursor, columns, row),
            Some(value) => value::read_message(&self.plan, value, cursor.rest(), &mut columns[0], row),
        }
    }
}

/// The message behind the id of its schema and its position in it, which are not looked at.
#[inline]
fn behind_prefix(framing: Framing, payload: &[u8]) -> Parsed<Cursor<'_>> {
    if framing.id(payload).is_none() {
        return Err(Fault::new(framing.fault(payload)));
    }
    let mut cursor = Cursor::new(payload, framing.len());
    let truncated = |_| Fault::new("it ends before the position of the message in its schema");
    // Zig-zag, as all numbers here: 0 stands for the first message.
    let indexes = cursor.varint().map_err(truncated)?;
    if indexes & 1 == 1 {
        return Err(Fault::new(
            "the position of the message in its schema has a negative length",
        ));
    }
    for _ in 0..indexes / 2 {
        cursor.varint().map_err(truncated)?;
    }
    Ok(cursor)
}

impl Decoder for ProtobufDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        self.plan.columns.clone()
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        add_rows(payloads.iter(), columns, bad, |payload, columns, row| {
            self.record(payload, columns, row)
                .map_err(|fault| ((!fault.path.is_empty()).then_some(fault.path), fault.reason))
        });
    }
}

#[cfg(test)]
mod tests;
