//! Files into topics.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use arrow_array::RecordBatch;

use super::Publisher;
use super::publisher::LOOK;
use super::rows::{RowWriter, What};
use super::shared::{Shared, failure_of, undelivered};
use super::status::FileProgress;
use crate::error::{Error, Result};
use crate::file::{FileReader, Progress};
use crate::formula::check_outside;
use crate::graph::avro_schema::declare_digits;
use crate::graph::import::check_names;
use crate::graph::session::Session;
use crate::graph::table::Table;
use crate::kafka::{self, ClientProperties, Sink};
use crate::spec::{ColumnType, FileFormat, FileOptions, Publish, PublishOptions};
use crate::table::Snapshot;

/// How many batches are read ahead.
const AHEAD: usize = 2;

impl Session {
    /// A table of the rows of a file, which never changes. `-` is standard input.
    ///
    /// # Errors
    /// A file that is not there or cannot be read, and the first record of it that does not fit, by its line and field.
    pub fn read_file(&self, path: impl AsRef<str>, options: &FileOptions) -> Result<Table> {
        let reader = FileReader::open(path.as_ref(), options)?;
        self.import(reader.schema().clone(), reader)
    }

    /// Publishes the rows of a file, in their order, while it is read: neither the file nor a table of it is held in
    /// memory. `-` is standard input. Returns when the columns are known and the topic was found; the publisher goes on
    /// until the file is [over](Publisher::wait), it is stopped, or the session is closed.
    ///
    /// A column of CSV or JSON lines that says when or where a record goes is read as an instant or as an int, unless
    /// the options say another type.
    ///
    /// ```no_run
    /// # fn main() -> topictable::Result<()> {
    /// use std::time::Duration;
    /// use topictable::{FileOptions, ProduceJson, ProduceSpec, Publish, Session};
    ///
    /// let session = Session::new()?;
    /// let mut publish = Publish::to("trades");
    /// publish.properties.insert("bootstrap.servers".to_owned(), "localhost:9092".to_owned());
    /// publish.key = ProduceSpec::simple("Sym");
    /// publish.value = ProduceSpec::json(ProduceJson::all());
    /// let publisher = session.publish_file("trades.csv", &FileOptions::default(), &publish)?;
    /// while !publisher.wait(Duration::from_secs(1))? {
    ///     println!("{} records", publisher.status().delivered);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`read_file`](Self::read_file) for the beginning of the file, and those of [`Table::publish`]. What is
    /// wrong later ends the publisher: the records of the rows before it are delivered.
    pub fn publish_file(&self, path: impl AsRef<str>, options: &FileOptions, publish: &Publish) -> Result<Publisher> {
        check_outside("publishing a file")?;
        self.check_open()?;
        publish.check()?;
        if publish.last_by || !publish.publish_initial {
            return Err(Error::invalid(
                "a file is published as it is: expected neither lastBy nor a table's changes only",
            ));
        }
        let mut publish = publish.clone();
        let reader = FileReader::open(path.as_ref(), &with_places(path.as_ref(), options, &publish))?;
        let schema = reader.schema().clone();
        check_names(schema.fields().iter().map(|field| field.name().as_str()))?;
        declare_digits(&schema, &mut publish.key);
        declare_digits(&schema, &mut publish.value);
        let options = PublishOptions::from_properties(&publish.properties)?;
        let mut writer = RowWriter::new(&publish, &options, &schema)?;
        let properties = ClientProperties::of_producer(&publish.properties)?;
        if let Some(transactional) = &properties.transactional {
            return Err(Error::unsupported(format!(
                "a file is published without transactions: expected no transactional id, found {:?}",
                transactional.id
            ))
            .with("transactional.id", &transactional.id));
        }
        let shared = Arc::new(Shared::new(publish.topic.as_deref(), None, options.close_timeout));
        let sink = kafka::open_sink(shared.writing(self.engine(), &properties, &publish))?;
        writer.ready()?;
        self.engine().publishers().add(shared.clone());
        // A session that was closed meanwhile has not seen this publisher.
        if self.is_closed() {
            shared.stop();
        }
        let progress = reader.progress();
        let worker = FileWorker {
            shared: shared.clone(),
            sink,
            writer,
            batches: read_ahead(reader, &shared)?,
            progress,
            rows: 0,
        };
        worker.start()?;
        Ok(Publisher::of(shared))
    }
}

/// The options, with the types of the columns that say when and where records go.
fn with_places(path: &str, options: &FileOptions, publish: &Publish) -> FileOptions {
    let mut options = options.clone();
    let has_types = FileReader::format_of(path, &options);
    if !has_types.is_ok_and(|format| matches!(format, FileFormat::Csv | FileFormat::JsonLines)) {
        return options;
    }
    let columns = [
        (&publish.timestamp_column, ColumnType::Instant),
        (&publish.partition_column, ColumnType::Int),
        (&publish.topic_column, ColumnType::String),
    ];
    for (column, column_type) in columns {
        if let Some(column) = column {
            options.columns.entry(column.clone()).or_insert(column_type);
        }
    }
    options
}

/// The batches of a file, which a thread reads ahead: a file is read while records are written, and a pipe that has
/// nothing at the moment holds nobody up. The thread ends with the file, or when nobody takes its batches any more.
fn read_ahead(reader: FileReader, shared: &Shared) -> Result<Receiver<Result<RecordBatch>>> {
    let (give, batches) = mpsc::sync_channel(AHEAD);
    shared.spawn("read", move || {
        for batch in reader {
            let is_last = batch.is_err();
            if give.send(batch).is_err() || is_last {
                break;
            }
        }
    })?;
    Ok(batches)
}

/// What the thread that publishes a file owns.
struct FileWorker {
    shared: Arc<Shared>,
    sink: Box<dyn Sink>,
    writer: RowWriter,
    batches: Receiver<Result<RecordBatch>>,
    progress: Arc<Progress>,
    /// How many rows were written.
    rows: u64,
}

impl FileWorker {
    fn start(self) -> Result<()> {
        let shared = self.shared.clone();
        shared.spawn("to", move || self.run())
    }

    fn run(mut self) {
        let failure = failure_of(|| self.publish());
        self.tell();
        self.shared.end(failure.as_ref());
        // The client is closed before those who wait for the end may leave the process.
        let shared = self.shared.clone();
        drop(self);
        shared.leave();
    }

    /// Publishes until the file is over or nobody wants more of it, and delivers all, also what is before an error.
    fn publish(&mut self) -> Result<()> {
        let read = self.write();
        let mut deadline = None;
        while !self.sink.flush(LOOK)? {
            self.tell();
            if self.shared.is_stopping() || read.is_err() {
                deadline.get_or_insert_with(|| Instant::now() + self.shared.close_timeout());
            }
            if self.shared.is_given_up() || deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                read?;
                return Err(undelivered(&self.sink.progress()));
            }
        }
        read
    }

    fn write(&mut self) -> Result<()> {
        while !self.shared.is_stopping() {
            match self.batches.recv_timeout(LOOK) {
                Ok(batch) => {
                    // The keys are the numbers of the rows in the file, which errors name.
                    let rows = Snapshot::of_batch(&batch?, self.rows);
                    self.rows += rows.num_rows();
                    let keys = rows.row_keys();
                    self.writer.write(&rows, keys, What::Record, &mut *self.sink)?;
                }
                // Records that were lost meanwhile are told of.
                Err(RecvTimeoutError::Timeout) => drop(self.sink.flush(Duration::ZERO)?),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.tell();
        }
        Ok(())
    }

    /// Tells what has become of the records so far, and how far the file is read.
    fn tell(&mut self) {
        self.shared.tell(self.sink.progress());
        self.shared.update(|status| {
            status.bad_rows = self.writer.bad_rows();
            status.file = Some(FileProgress {
                rows: self.rows,
                bytes: self.progress.bytes(),
                size: self.progress.size(),
            });
        });
    }
}
