//! Tables as topics in the formats that the mirrored API does not publish.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, BinaryArray, Float64Array, RecordBatch, StringArray, TimestampNanosecondArray};
use topictable::{
    BadRecord, Csv, ErrorKind, Offsets, ProduceCsv, ProduceProtobuf, ProduceSpec, Protobuf, Session, Spec, Table, field,
};

use crate::stack::{Topic, await_rows, lines};

/// Two rows: the second one is null but for its name.
fn quotes(session: &Session) -> Table {
    let rows = RecordBatch::try_from_iter_with_nullable([
        ("Sym", Arc::new(StringArray::from(vec!["A,\"B\"\n", "C"])) as _, true),
        ("Price", Arc::new(Float64Array::from(vec![Some(1.5), None])) as _, true),
        (
            "At",
            Arc::new(TimestampNanosecondArray::from(vec![Some(1), None]).with_timezone("UTC")) as _,
            true,
        ),
    ]);
    let rows = rows.unwrap();
    let table = session.input_table(rows.schema(), ["Sym"]).unwrap();
    table.add_rows(&rows).unwrap();
    table
}

/// What a specification writes of a table is what another one reads; also of rows that come later.
fn assert_round_trip(name: &str, written: ProduceSpec, read: Spec) {
    let topic = Topic::new(name, 1);
    let session = Session::new().unwrap();
    let table = quotes(&session);
    let publisher = table
        .publish_to(&topic.name)
        .property("bootstrap.servers", &topic.bootstrap)
        .value(written)
        .start()
        .unwrap();
    let back = topic.consume(&session).offsets(Offsets::Beginning).value(read).append();
    let back = back.unwrap();
    await_rows(&back, 2);
    let more = RecordBatch::try_from_iter_with_nullable([
        ("Sym", Arc::new(StringArray::from(vec!["D"])) as _, true),
        ("Price", Arc::new(Float64Array::from(vec![-0.25])) as _, true),
        (
            "At",
            Arc::new(TimestampNanosecondArray::from(vec![None]).with_timezone("UTC")) as _,
            true,
        ),
    ]);
    table.add_rows(&more.unwrap()).unwrap();
    await_rows(&back, 3);
    publisher.stop().unwrap();
    let columns = ["Sym", "Price", "At"];
    assert_eq!(
        lines(&back.view(columns).unwrap()),
        lines(&table.view(columns).unwrap())
    );
}

#[test]
fn csv_rows() {
    let columns = || {
        [
            field("Sym", arrow_schema::DataType::Utf8),
            field("Price", arrow_schema::DataType::Float64),
            field("At", topictable::ColumnType::Instant),
        ]
    };
    assert_round_trip(
        "csv-out",
        ProduceSpec::csv(ProduceCsv::all()),
        Spec::csv(Csv::new(columns())),
    );
    let header = ["At", "more", "Sym", "Price"];
    assert_round_trip(
        "csv-header",
        ProduceSpec::csv(
            ProduceCsv::of(["Price", "Sym", "At"])
                .header(header)
                .delimiter('\t')
                .null("-"),
        ),
        Spec::csv(Csv::new(columns()).header(header).delimiter('\t').null("-")),
    );
}

#[test]
fn protobuf_messages() {
    let text = "syntax = \"proto3\"; import \"google/protobuf/timestamp.proto\"; message Q { string sym = 1; In in = 2; \
                message In { optional double price = 1; google.protobuf.Timestamp at = 2; } }";
    let written = ProduceProtobuf::text("q.proto", text)
        .column("sym", "Sym")
        .column("in/price", "Price")
        .column("in/at", "At");
    let read = Protobuf::text("q.proto", text)
        .name("sym", "Sym")
        .name("in/price", "Price")
        .name("in/at", "At");
    assert_round_trip(
        "protobuf-out",
        ProduceSpec::protobuf(written.raw()),
        Spec::protobuf(read.raw()),
    );
    let made = "syntax = \"proto3\"; import \"google/protobuf/timestamp.proto\"; message T { optional string Sym = 1; \
                optional double Price = 2; optional google.protobuf.Timestamp At = 3; }";
    assert_round_trip(
        "protobuf-made",
        ProduceSpec::protobuf(ProduceProtobuf::published("m.Quote").raw()),
        Spec::protobuf(Protobuf::text("t.proto", made).raw()),
    );
}

#[test]
fn a_serializer_of_the_program() {
    let topic = Topic::new("serializer", 1);
    let session = Session::new().unwrap();
    let table = quotes(&session);
    let serializer = |rows: &RecordBatch| {
        let names = rows.column(0).as_string::<i32>();
        let payloads = BinaryArray::from_iter(names.iter().map(|name| name.map(|name| name.to_lowercase())));
        let bad = (0..names.len())
            .filter(|row| names.value(*row) == "C")
            .map(|index| BadRecord {
                index,
                field: None,
                reason: "no C".to_owned(),
            });
        Ok(topictable::Serialized {
            payloads,
            bad: bad.collect(),
        })
    };
    let publish = |policy: &str| {
        table
            .publish_to(&topic.name)
            .property("bootstrap.servers", &topic.bootstrap)
            .property("topictable.publish.on.error", policy)
            .value(ProduceSpec::serializer(["Sym"], serializer))
            .start()
    };
    let error = publish("fail").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(
        error
            .message()
            .contains("column \"Sym\" cannot be written as a value: no C"),
        "{error}"
    );
    let publisher = publish("skip").unwrap();
    assert_eq!(topic.await_records(1), ["null -> a,\"b\"\n"]);
    assert_eq!(publisher.status().bad_rows, 1);
    publisher.stop().unwrap();
}
