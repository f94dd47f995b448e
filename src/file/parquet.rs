//! Parquet files.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::BATCH_ROWS;
use super::columns::Columns;
use super::source::{Input, Progress, Source, unread};
use crate::error::{Error, Result};

/// The batches of a file.
pub(super) struct ParquetReader {
    path: String,
    batches: ParquetRecordBatchReader,
    columns: Columns,
    progress: Arc<Progress>,
    rows: u64,
    of: u64,
}

impl ParquetReader {
    pub fn open(path: &str, source: Source) -> Result<Self> {
        let progress = source.progress();
        let Input::File(file) = source.input else {
            return Err(Error::unsupported(
                "a Parquet file is read from its end, which standard input does not have before it is over: expected \
                 the path of a file",
            )
            .with("file", path));
        };
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unread(path, &error))?;
        let columns = Columns::of(path, builder.schema())?;
        let of = builder.metadata().file_metadata().num_rows();
        let batches = builder.with_batch_size(BATCH_ROWS).build();
        Ok(ParquetReader {
            path: path.to_owned(),
            batches: batches.map_err(|error| unread(path, &error))?,
            columns,
            progress,
            rows: 0,
            of: u64::try_from(of).unwrap_or_default(),
        })
    }

    pub fn schema(&self) -> &SchemaRef {
        self.columns.schema()
    }

    pub fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let next = self.batches.next().transpose();
        let Some(batch) = next.map_err(|error| unread(&self.path, &error))? else {
            return Ok(None);
        };
        let converted = self.columns.convert(&batch, self.rows)?;
        self.rows += batch.num_rows() as u64;
        self.progress.set_share(self.rows, self.of);
        Ok(Some(converted))
    }
}
