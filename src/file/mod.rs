//! Files into record batches, and back.
//!
//! A [`FileReader`] reads a file from front to back and gives its rows in batches of a few thousand, so that a file may
//! be larger than the memory: what is not taken is not read. Its columns have the types of this library.
//!
//! Text ([`text`]) is cut into [`records`], which the decoders of [`format`](crate::format) read, the same that read the
//! records of topics: a record that does not fit is an error that names its line and field, and the rows before it
//! are given first. Arrow's own readers read [`arrow`] and [`parquet`] files; [`columns`] turns what they give into the
//! types of this library.
//!
//! [`csv_table`] reads a CSV file whole, to find the types of its columns in all of its rows.
//!
//! [`write`] makes files of batches.
//!
//! A reader belongs to one thread at a time; its [`Progress`] may be asked by any.

mod arrow;
mod columns;
mod csv;
pub(crate) mod csv_table;
mod json;
mod kind;
mod parquet;
mod reader;
mod records;
mod source;
mod text;
mod write;

pub(crate) use reader::FileReader;
pub(crate) use source::Progress;
pub(crate) use write::{write, write_csv};

/// The most rows of a batch.
const BATCH_ROWS: usize = 8192;

#[cfg(test)]
mod tests;
