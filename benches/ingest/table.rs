//! This library.

use std::time::Duration;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_schema::DataType;
use topictable::{Avro, ColumnType, Offsets, Protobuf, Session, Snapshot, Spec, field};

use crate::Shape;
use crate::measure::{Measured, Watch};
use crate::schemas;

/// Reads the topic into an append table.
pub fn run(bootstrap: &str, topic: &str, shape: Shape, rows: usize, fetcher: &str) -> Measured {
    let mut watch = Watch::start();
    let session = Session::new().expect("a session");
    let mut builder = session
        .consume(topic)
        .property("bootstrap.servers", bootstrap)
        .property("topictable.fetcher", fetcher)
        .offsets(Offsets::Beginning);
    builder = match shape {
        Shape::Simple => builder
            .key(Spec::simple("Sym", ColumnType::String))
            .value(Spec::simple("Price", ColumnType::Double)),
        Shape::String => builder.value(Spec::simple("Text", ColumnType::String)),
        Shape::Json => builder.value(Spec::json([
            field("Sym", ColumnType::String),
            field("Price", ColumnType::Double),
            field("Qty", ColumnType::Int),
            field("Side", ColumnType::String),
            field("Id", ColumnType::Long),
            field("Time", ColumnType::Instant),
        ])),
        Shape::Avro => builder
            .property("schema.registry.url", schemas::registry())
            .value(Spec::avro(Avro::subject(schemas::subject(shape)))),
        Shape::Protobuf => builder
            .property("schema.registry.url", schemas::registry())
            .value(Spec::protobuf(Protobuf::subject(schemas::subject(shape)))),
    };
    let table = builder.append().expect("a table");
    while table.num_rows() < rows as u64 {
        assert!(
            table.await_change(Duration::from_secs(10)).expect("the table is well"),
            "nothing arrives"
        );
        watch.rows(table.num_rows() as usize);
    }
    let snapshot = table.snapshot();
    assert_eq!(snapshot.num_rows(), rows as u64);
    let measured = watch.stop(rows, Some(snapshot.memory_size()));
    let checksum = checksum(&snapshot, shape);
    Measured { checksum, ..measured }
}

/// What the values of a column come to.
fn checksum(snapshot: &Snapshot, shape: Shape) -> f64 {
    let column = snapshot.schema().index_of(shape.checked()).expect("the column");
    let of_batch = |batch: RecordBatch| -> f64 {
        let values = batch.column(column);
        match values.data_type() {
            DataType::Float64 => values.as_primitive::<Float64Type>().values().iter().sum(),
            DataType::Int32 => values
                .as_primitive::<Int32Type>()
                .values()
                .iter()
                .map(|value| f64::from(*value))
                .sum(),
            _ => values
                .as_string::<i32>()
                .iter()
                .flatten()
                .map(|text| text.len() as f64)
                .sum(),
        }
    };
    snapshot.batches().map(|batch| of_batch(batch.expect("a batch"))).sum()
}
