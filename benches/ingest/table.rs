//! This library.

use std::time::Duration;

use topictable::{Avro, ColumnType, Offsets, Protobuf, Session, Spec, field};

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
        watch.row();
    }
    let snapshot = table.snapshot();
    assert_eq!(snapshot.num_rows(), rows as u64);
    watch.stop(rows, Some(snapshot.memory_size()))
}
