//! What the C and the Java interfaces share: everything that is decided at the border of the library.
//!
//! `capi` and `jni` only convert arguments and results; neither knows anything that the other would have to repeat.

mod calendars;
mod codes;
mod dispatch;
mod events;
mod export;
mod functions;
mod guard;
mod handles;
mod import;
mod logs;
mod parsers;
mod push;
mod request;
mod serializers;
mod types;
mod values;
mod view;

pub(crate) use codes::{avro_encoding, character, column_type, feeding, offsets, policy, transpose_options};
pub(crate) use dispatch::call;
pub(crate) use export::{Selection, export_keyed_stream, export_schema, export_stream};
pub(crate) use guard::guard;
pub(crate) use handles::{release, table, view};
pub(crate) use import::{import_array, import_columns, import_stream, read_stream};
pub(crate) use logs::{Listener, Message, level, listen};
pub(crate) use push::{Callee, Push};
pub(crate) use request::object_model;

#[cfg(test)]
mod tests;
