//! Topics as tables.

use std::time::{Duration, Instant};

use rstest::rstest;
use topictable::{ColumnType, Offsets, Session, Spec, field};

use crate::stack::{Topic, await_rows, await_that, lines};

#[test]
fn every_record_is_a_row_with_its_place_and_time() {
    let topic = Topic::new("rows", 1);
    topic.send_to(0, 1_700_000_000_123, Some(b"k"), Some(b"one"));
    topic.send_to(0, 1, None, None);
    topic.send_to(0, 2, Some(b""), Some(b""));
    topic.flush();
    let session = Session::new().unwrap();
    let table = topic
        .consume(&session)
        .offsets(Offsets::Beginning)
        .key(Spec::simple("Key", ColumnType::String))
        .value(Spec::simple("Value", ColumnType::String))
        .append()
        .unwrap();
    let names: Vec<&str> = table
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    assert_eq!(
        names,
        ["KafkaPartition", "KafkaOffset", "KafkaTimestamp", "Key", "Value"]
    );
    await_rows(&table, 3);
    assert_eq!(
        lines(&table),
        [
            "0 0 2023-11-14T22:13:20.123Z k one",
            "0 1 1970-01-01T00:00:00.001Z null null",
            "0 2 1970-01-01T00:00:00.002Z  "
        ]
    );
    // What comes later is appended.
    topic.send_texts(&["four"]);
    await_rows(&table, 4);
    assert!(lines(&table)[3].ends_with(" null four"));
}

#[test]
fn partitions_are_read_each_in_its_order() {
    const RECORDS: usize = 20_000;
    let topic = Topic::new("partitions", 4);
    for record in 0..RECORDS {
        topic.send_to(record as i32 % 4, 1, None, Some(&(record as i64).to_be_bytes()));
    }
    topic.flush();
    let session = Session::new().unwrap();
    let all = topic
        .consume(&session)
        .offsets(Offsets::Beginning)
        .value(Spec::simple("V", ColumnType::Long))
        .append()
        .unwrap();
    let some = topic
        .consume(&session)
        .property("deephaven.timestamp.column.name", "")
        .partitions([3, 1])
        .offsets(Offsets::Beginning)
        .value(Spec::simple("V", ColumnType::Long))
        .append()
        .unwrap();
    await_rows(&all, RECORDS as u64);
    await_rows(&some, RECORDS as u64 / 2);
    let mut next = [0, 0, 0, 0];
    for line in lines(&some) {
        let cells: Vec<i64> = line.split(' ').map(|cell| cell.parse().unwrap()).collect();
        let [partition, offset, value] = cells[..] else {
            panic!("{line}")
        };
        assert_eq!(offset, next[partition as usize]);
        assert_eq!(value, offset * 4 + partition);
        next[partition as usize] += 1;
    }
    assert_eq!(next, [0, 5000, 0, 5000]);
    assert!(all.snapshot().memory_size() < RECORDS * 40);
}

#[rstest]
#[case::beginning(Offsets::Beginning, &[("", "")], &["a", "b", "c", "d"])]
#[case::end(Offsets::End, &[("", "")], &["c", "d"])]
#[case::dont_seek(Offsets::DontSeek, &[("", "")], &["c", "d"])]
#[case::dont_seek_earliest(Offsets::DontSeek, &[("auto.offset.reset", "earliest")], &["a", "b", "c", "d"])]
#[case::no_offset_committed(Offsets::DontSeek, &[("group.id", "some-group"), ("auto.offset.reset", "earliest")], &["a", "b", "c", "d"])]
#[case::explicit(Offsets::Partitions([(0, 1)].into()), &[("", "")], &["b", "c", "d"])]
#[case::beyond_the_end(Offsets::Partitions([(0, 99)].into()), &[("auto.offset.reset", "earliest")], &["a", "b", "c", "d"])]
fn reading_begins_where_it_is_told(
    #[case] offsets: Offsets,
    #[case] properties: &[(&str, &str)],
    #[case] expected: &[&str],
) {
    let topic = Topic::new("offsets", 1);
    topic.send_texts(&["a", "b"]);
    let session = Session::new().unwrap();
    let mut builder = topic
        .consume(&session)
        .offsets(offsets)
        .value(Spec::simple("V", ColumnType::String));
    for (name, value) in properties.iter().filter(|(name, _)| !name.is_empty()) {
        builder = builder.property(*name, *value);
    }
    for column in ["partition", "offset", "timestamp"] {
        builder = builder.property(format!("deephaven.{column}.column.name"), "");
    }
    let table = builder.append().unwrap();
    // Whatever is sent after the table was made is read.
    topic.send_texts(&["c", "d"]);
    await_rows(&table, expected.len() as u64);
    assert_eq!(lines(&table), expected);
}

#[test]
fn kinds_of_tables_keep_the_rows_that_they_should() {
    let topic = Topic::new("kinds", 1);
    let session = Session::new().unwrap();
    let consume = || {
        topic
            .consume(&session)
            .offsets(Offsets::Beginning)
            .value(Spec::simple("V", ColumnType::String))
    };
    let ring = consume().ring(3).unwrap();
    let blink = consume().blink().unwrap();
    let seen = blink.count_by::<String>("N", []).unwrap();
    topic.send_texts(&["1", "2"]);
    await_rows(&ring, 2);
    topic.send_texts(&["3", "4", "5"]);
    await_that(&ring, "the last three rows", |ring| {
        lines(ring).last().is_some_and(|line| line.ends_with(" 5"))
    });
    let last: Vec<String> = lines(&ring)
        .iter()
        .map(|line| line.split(' ').next_back().unwrap().to_owned())
        .collect();
    assert_eq!(last, ["3", "4", "5"]);
    await_that(&seen, "all rows counted", |seen| lines(seen) == ["5"]);
    await_rows(&blink, 0);
}

#[test]
fn json_fields_become_columns_of_every_type() {
    let topic = Topic::new("json", 1);
    topic.send_texts(&[
        r#"{"Bool":true,"C":"x","B":12,"Sh":-300,"I":70000,"L":9007199254740993,"F":1.5,"D":135,"S":"t","T":"2024-01-02T03:04:05.123456789Z","more":[1,{}]}"#,
        r#"{"S":"only"}"#,
    ]);
    topic.send(None, None);
    topic.flush();
    let session = Session::new().unwrap();
    let columns = [
        field("Bool", ColumnType::Boolean),
        field("C", ColumnType::Char),
        field("B", ColumnType::Byte),
        field("Sh", ColumnType::Short),
        field("I", ColumnType::Int),
        field("L", ColumnType::Long),
        field("F", ColumnType::Float),
        field("D", ColumnType::Double),
        field("S", ColumnType::String),
        field("T", ColumnType::Instant),
    ];
    let table = topic
        .consume(&session)
        .offsets(Offsets::Beginning)
        .value(Spec::json(columns))
        .append()
        .unwrap();
    await_rows(&table, 3);
    let rows: Vec<String> = lines(&table)
        .iter()
        .map(|line| line.splitn(4, ' ').last().unwrap().to_owned())
        .collect();
    assert_eq!(
        rows,
        [
            "true 120 12 -300 70000 9007199254740993 1.5 135.0 t 2024-01-02T03:04:05.123456789Z",
            "null null null null null null null null only null",
            "null null null null null null null null null null"
        ]
    );
}

#[test]
fn a_large_value_comes_whole() {
    let topic = Topic::new("large", 1);
    let large = "x".repeat(900_000);
    topic.send_texts(&["small", &large, "small"]);
    let session = Session::new().unwrap();
    let table = topic
        .consume(&session)
        .property("max.partition.fetch.bytes", "1024")
        .offsets(Offsets::Beginning)
        .value(Spec::simple("V", ColumnType::String))
        .append()
        .unwrap();
    await_rows(&table, 3);
    assert!(lines(&table)[1].ends_with(&large));
}

#[test]
fn records_are_seen_soon() {
    let topic = Topic::new("soon", 1);
    let session = Session::new().unwrap();
    let table = topic
        .consume(&session)
        .value(Spec::simple("V", ColumnType::String))
        .append()
        .unwrap();
    topic.send_texts(&["warm"]);
    await_rows(&table, 1);
    assert!(table.await_change(Duration::from_millis(1)).is_ok());
    // No timing target is checked here, only that nothing waits for a timeout of its own.
    let start = Instant::now();
    for row in 2..12 {
        topic.send_texts(&["x"]);
        await_rows(&table, row);
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?} for ten records one after another",
        start.elapsed()
    );
}
