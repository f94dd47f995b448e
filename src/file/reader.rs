//! The rows of a file, whatever it is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::arrow::ArrowReader;
use super::kind::format_of;
use super::parquet::ParquetReader;
use super::source::{Progress, Source, unread};
use super::text::TextReader;
use super::{csv, json};
use crate::error::{Error, Result, panic_text};
use crate::spec::{FileFormat, FileOptions};

/// Reads the rows of a file in batches, in their order. After an error there is no other batch.
pub(crate) struct FileReader {
    path: String,
    progress: Arc<Progress>,
    rows: Rows,
    /// How many rows are still wanted.
    left: u64,
}

enum Rows {
    Text(Box<TextReader>),
    Arrow(Box<ArrowReader>),
    Parquet(Box<ParquetReader>),
}

impl FileReader {
    /// Opens the file at a path, or standard input for `-`, and finds its columns. Text waits for the first records.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) for a file that is not there, and
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for one that cannot be read, or whose columns cannot be
    /// had.
    pub fn open(path: &str, options: &FileOptions) -> Result<Self> {
        let format = format_of(path, options)?;
        check(format, options)?;
        let source = Source::open(path)?;
        let progress = source.progress();
        let rows = guarded(path, || {
            Ok(match format {
                FileFormat::Csv => Rows::Text(Box::new(csv::open(path, source, options)?)),
                FileFormat::JsonLines => Rows::Text(Box::new(json::open(path, source, options)?)),
                FileFormat::Arrow => Rows::Arrow(Box::new(ArrowReader::open(path, source)?)),
                FileFormat::Parquet => Rows::Parquet(Box::new(ParquetReader::open(path, source)?)),
            })
        })?;
        Ok(FileReader {
            path: path.to_owned(),
            progress,
            rows,
            left: options.limit.unwrap_or(u64::MAX),
        })
    }

    /// What the file at a path is: what the options say, or its name.
    pub fn format_of(path: &str, options: &FileOptions) -> Result<FileFormat> {
        format_of(path, options)
    }

    /// The columns of the batches.
    pub fn schema(&self) -> &SchemaRef {
        match &self.rows {
            Rows::Text(rows) => rows.schema(),
            Rows::Arrow(rows) => rows.schema(),
            Rows::Parquet(rows) => rows.schema(),
        }
    }

    /// How far the file is read.
    pub fn progress(&self) -> Arc<Progress> {
        self.progress.clone()
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        if self.left == 0 {
            return Ok(None);
        }
        let rows = &mut self.rows;
        let batch = guarded(&self.path, || match rows {
            Rows::Text(rows) => rows.next_batch(),
            Rows::Arrow(rows) => rows.next_batch(),
            Rows::Parquet(rows) => rows.next_batch(),
        })?;
        let wanted = |batch: RecordBatch| batch.slice(0, self.left.min(batch.num_rows() as u64) as usize);
        let batch = batch.map(wanted);
        self.left -= batch.as_ref().map_or(0, |batch| batch.num_rows() as u64);
        Ok(batch)
    }
}

impl Iterator for FileReader {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_batch().transpose()
    }
}

/// Refuses options that mean nothing for the format.
fn check(format: FileFormat, options: &FileOptions) -> Result<()> {
    let refuse = |option: &str, what: &str| {
        let message = format!("{option} {what}, and the file is read as {format}");
        Err(Error::invalid(message).with("option", option))
    };
    let is_text = matches!(format, FileFormat::Csv | FileFormat::JsonLines);
    if options.infer == 0 {
        return Err(
            Error::invalid("the columns cannot be found in 0 records: expected at least 1").with("option", "infer"),
        );
    }
    if !is_text && !options.columns.is_empty() {
        return refuse("a type of a column", "can be stated for CSV and JSON lines only");
    }
    if format != FileFormat::Csv && (!options.header || options.names.is_some() || options.delimiter.is_some()) {
        return refuse("a header or a delimiter", "can be stated for CSV only");
    }
    Ok(())
}

/// A reader that panics over a broken file has found it broken.
fn guarded<T>(path: &str, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| Err(unread(path, &panic_text(&*panic))))
}
