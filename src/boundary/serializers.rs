//! Serializers of Java, which make keys and values of cells.
//!
//! They are called as [parsers](super::parsers) are: each has a thread of Java of its own, which takes batches of cells and
//! answers with a column of bytes, while the thread that publishes waits. That thread of Java is there before publishing begins,
//! since the rows that are there are written before the request returns.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::{RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};

use super::parsers::Remote;
use crate::error::Result;
use crate::kafka::Cancelled;
use crate::spec::{ColumnType, ProduceSpec, Publish, Serialized, Serializer, SharedSerializer, field};

/// How long Java may take after the end of the session, in which publishers deliver what their tables had.
const AT_THE_END: Duration = Duration::from_millis(1500);

/// Puts serializers that call Java in the places of their numbers. They wait for answers until `cancelled`, which is made for
/// each, is so for a while.
pub(super) fn attached(mut publish: Publish, cancelled: impl Fn() -> Cancelled) -> Publish {
    for spec in [&mut publish.key, &mut publish.value] {
        if let ProduceSpec::Numbered { column, number } = spec {
            let serializer = RemoteSerializer(Remote::new(
                *number,
                vec![field("payload", ColumnType::Bytes)],
                for_a_while(cancelled()),
            ));
            *spec = ProduceSpec::Serializer {
                columns: vec![std::mem::take(column)],
                serializer: SharedSerializer::new(serializer),
            };
        }
    }
    publish
}

/// Whether `cancelled` has been so for a while.
fn for_a_while(cancelled: Cancelled) -> Cancelled {
    let since = OnceLock::new();
    Box::new(move || cancelled() && since.get_or_init(Instant::now).elapsed() > AT_THE_END)
}

struct RemoteSerializer(Remote);

impl Serializer for RemoteSerializer {
    fn serialize(&self, rows: &RecordBatch, topics: Option<&StringArray>) -> Result<Serialized> {
        let answer = match topics {
            None => self.0.ask(rows)?,
            Some(topics) => self.0.ask(&with_topics(rows, topics)?)?,
        };
        Ok(Serialized {
            payloads: answer.rows.column(0).as_binary().clone(),
            // The column that they are of is the one that is written.
            bad: answer.bad,
        })
    }
}

/// The cells, and in a last column the topics.
fn with_topics(rows: &RecordBatch, topics: &StringArray) -> Result<RecordBatch> {
    let mut fields = rows.schema().fields().to_vec();
    fields.push(Arc::new(Field::new("topic", DataType::Utf8, true)));
    let mut columns = rows.columns().to_vec();
    columns.push(Arc::new(topics.clone()));
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}
