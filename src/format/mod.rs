//! Records into columns.
//!
//! A [`Decoder`] is compiled once from a specification. It is given the keys or the values of a whole batch and
//! writes straight into typed [`ColumnBuilder`]s: **one row for every record**, in order. A record that does not fit
//! gives a row of nulls and one [`BadRecord`]; the caller decides whether such a row stays. So no record can cost
//! another one, and the good path neither allocates nor branches on policies.
//!
//! Where records name the schema that they were written with, a decoder keeps what it has compiled of each in
//! [`Writers`], and says through [`Decoder::ready`] which records have to wait for theirs.
//!
//! An [`Encoder`] is the other way round: it is compiled from a specification and a table's columns, and writes one
//! payload for every row.
//!
//! A decoder or an encoder belongs to one thread at a time.

mod avro;
mod builder;
mod charset;
mod csv;
mod decoder;
mod encode;
mod instant;
mod json;
mod lead;
mod msgpack;
mod parser;
mod plan;
mod protobuf;
mod rows;
mod simple;
mod types;
mod void;
mod writers;

pub(crate) use crate::error::BadRecord;
pub(crate) use avro::{
    AvroField, DecimalDigits, FieldTypes, avro_fields, avro_schema_of, decimal_of_text, inline as inline_avro,
    is_decimal,
};
pub(crate) use builder::{Bytes, ColumnBuilder, Lists, Values};
pub(crate) use decoder::{Decoder, Unready, compile};
pub(crate) use encode::{Encoder, EncoderContext, encoder};
pub(crate) use instant::{from_epoch, parse as parse_instant, zone};
pub(crate) use json::ObjectDecoder;
pub(crate) use protobuf::{fields as protobuf_fields, files_of as protobuf_files, paths as protobuf_paths};
pub(crate) use types::Format;
pub(crate) use writers::Writers;

pub(crate) use crate::kafka::{PayloadBuffer, Payloads, Span};

#[cfg(test)]
mod tests;
