//! Files of Arrow's IPC format.

use std::io::{BufReader, Cursor, Read};

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::SchemaRef;

use super::BATCH_ROWS;
use super::columns::Columns;
use super::source::{Input, Source, unread};
use crate::error::{Error, Result};

/// The bytes with which the file begins; a stream begins with the length of its schema.
const MAGIC: &[u8] = b"ARROW1";

/// The batches of a file or a stream.
pub(super) struct ArrowReader {
    path: String,
    batches: Batches,
    columns: Columns,
    rows: u64,
    /// What is left of the file's last batch, whose size is the file's choice.
    rest: Option<RecordBatch>,
}

enum Batches {
    File(FileReader<BufReader<Source>>),
    /// Behind the bytes that were read to see what it is.
    Stream(StreamReader<BufReader<std::io::Chain<Cursor<Vec<u8>>, Source>>>),
}

impl ArrowReader {
    pub fn open(path: &str, mut source: Source) -> Result<Self> {
        let mut begin = Vec::new();
        let read = source.by_ref().take(MAGIC.len() as u64).read_to_end(&mut begin);
        read.map_err(|error| unread(path, &error))?;
        let batches = if begin == MAGIC {
            if matches!(source.input, Input::Stdin(_)) {
                return Err(Error::unsupported(
                    "an Arrow file is read from its end, which standard input does not have before it is over: \
                     expected an Arrow stream",
                )
                .with("file", path));
            }
            FileReader::try_new(BufReader::new(source), None).map(Batches::File)
        } else {
            let whole = Cursor::new(begin).chain(source);
            StreamReader::try_new(BufReader::new(whole), None).map(Batches::Stream)
        };
        let batches = batches.map_err(|error| unread(path, &error))?;
        let schema = match &batches {
            Batches::File(reader) => reader.schema(),
            Batches::Stream(reader) => reader.schema(),
        };
        Ok(ArrowReader {
            path: path.to_owned(),
            columns: Columns::of(path, &schema)?,
            batches,
            rows: 0,
            rest: None,
        })
    }

    pub fn schema(&self) -> &SchemaRef {
        self.columns.schema()
    }

    pub fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let Some(batch) = self.rest.take().map_or_else(|| self.read(), |rest| Ok(Some(rest)))? else {
            return Ok(None);
        };
        let rows = batch.num_rows();
        if rows <= BATCH_ROWS {
            return Ok(Some(batch));
        }
        self.rest = Some(batch.slice(BATCH_ROWS, rows - BATCH_ROWS));
        Ok(Some(batch.slice(0, BATCH_ROWS)))
    }

    /// The next batch of the file, whatever its size.
    fn read(&mut self) -> Result<Option<RecordBatch>> {
        let next = match &mut self.batches {
            Batches::File(reader) => reader.next(),
            Batches::Stream(reader) => reader.next(),
        };
        let Some(batch) = next.transpose().map_err(|error| unread(&self.path, &error))? else {
            return Ok(None);
        };
        let converted = self.columns.convert(&batch, self.rows)?;
        self.rows += batch.num_rows() as u64;
        Ok(Some(converted))
    }
}
