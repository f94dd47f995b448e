//! Records into columns.
//!
//! A [`Decoder`] is compiled once from a specification. It is given the keys or the values of a whole batch and
//! writes straight into typed [`ColumnBuilder`]s: **one row for every record**, in order. A record that does not fit
//! gives a row of nulls and one [`BadRecord`]; the caller decides whether such a row stays. So no record can cost
//! another one, and the good path neither allocates nor branches on policies.
//!
//! A decoder belongs to one thread at a time.

mod builder;
mod charset;
mod decoder;
mod instant;
mod json;
mod simple;
mod types;

pub(crate) use builder::{Bytes, ColumnBuilder, Values};
pub(crate) use decoder::{BadRecord, Decoder, Payloads, Span, compile};
pub(crate) use instant::{from_epoch, parse as parse_instant, zone};
pub(crate) use json::ObjectDecoder;
pub(crate) use types::Format;

#[cfg(test)]
mod tests;
