use std::collections::BTreeMap;

use arrow_schema::DataType;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::error::{Error, ErrorKind};

fn properties(entries: &[(&str, &str)]) -> Properties {
    entries
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn consume(document: &str) -> Result<Consume, serde_json::Error> {
    serde_json::from_str(document)
}

#[test]
fn a_consume_document_is_read_with_its_defaults() {
    let read = consume(r#"{"topic":"t","key":"ignore","value":{"simple":{"column":"V","type":"double"}}}"#).unwrap();
    let expected = Consume {
        properties: Properties::new(),
        topic: "t".to_owned(),
        partitions: Partitions::All,
        offsets: Offsets::DontSeek,
        key: Spec::Ignore,
        value: Spec::simple("V", DataType::Float64),
        table_type: TableType::Blink,
    };
    assert_eq!(read, expected);
}

#[test]
fn documents_are_read_as_they_are_written() {
    let all = Consume {
        properties: properties(&[("bootstrap.servers", "x:1")]),
        topic: "tõpic".to_owned(),
        partitions: Partitions::List(vec![3, 0]),
        offsets: Offsets::Partitions(BTreeMap::from([(0, -1), (3, 17)])),
        key: Spec::from_properties(),
        value: Spec::json([field("A", ColumnType::Instant), field("B\0", ColumnType::Char)]).map("/a/b", "A"),
        table_type: TableType::Ring(7),
    };
    let document = serde_json::to_string(&all).unwrap();
    assert_eq!(consume(&document).unwrap(), all);
    assert!(document.contains(r#""type":{"ring":7}"#), "{document}");
}

#[test]
fn documents_of_publishing_are_read_as_they_are_written() {
    let csv = ProduceCsv::of(["A"])
        .header(["A", "B"])
        .delimiter(';')
        .quote(None)
        .without_null();
    let protobuf = ProduceProtobuf::text("m.proto", "message M {}")
        .message("M")
        .column("a/b", "C")
        .exclude("x")
        .of(["C"])
        .timestamp("at")
        .raw();
    let all = Publish {
        key: ProduceSpec::csv(csv),
        value: ProduceSpec::protobuf(protobuf),
        ..Publish::to("t")
    };
    let document = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Publish>(&document).unwrap(), all);
    let defaults: ProduceSpec = serde_json::from_str(r#"{"csv": {}}"#).unwrap();
    assert_eq!(defaults, ProduceSpec::csv(ProduceCsv::all()));
    let unknown = serde_json::from_str::<ProduceSpec>(r#"{"protobuf": {"messages": "M"}}"#).unwrap_err();
    assert!(unknown.to_string().contains("unknown field `messages`"), "{unknown}");
}

#[rstest]
#[case(
    r#"{"topic":"t","key":"ignore","value":"ignore","surprise":1}"#,
    "unknown field `surprise`"
)]
#[case(
    r#"{"topic":"t","key":"ignore","value":{"simple":{"columns":"V"}}}"#,
    "unknown field `columns`"
)]
#[case(r#"{"topic":"t","key":"ignore","value":{"xml":{}}}"#, "unknown variant `xml`")]
#[case(
    r#"{"topic":"t","key":"ignore","value":{"simple":{"type":"decimal"}}}"#,
    "unknown variant `decimal`"
)]
#[case(r#"{"topic":"t","key":"ignore"}"#, "missing field `value`")]
fn wrong_documents_are_refused(#[case] document: &str, #[case] reason: &str) {
    let error = consume(document).unwrap_err().to_string();
    assert!(error.contains(reason), "{error}");
}

#[test]
fn what_can_be_refused_without_a_cluster_is() {
    let good = Consume {
        properties: Properties::new(),
        topic: "t".to_owned(),
        partitions: Partitions::All,
        offsets: Offsets::Beginning,
        key: Spec::Ignore,
        value: Spec::simple("V", ColumnType::Int),
        table_type: TableType::Append,
    };
    assert!(good.check().is_ok());
    let refused = |change: &dyn Fn(&mut Consume)| {
        let mut consume = good.clone();
        change(&mut consume);
        consume.check().unwrap_err().message().to_owned()
    };
    assert!(refused(&|c| c.value = Spec::Ignore).starts_with("can't ignore both key and value"));
    assert_eq!(refused(&|c| c.topic.clear()), "the topic has no name");
    assert!(refused(&|c| c.table_type = TableType::Ring(0)).starts_with("capacity must be positive"));
    let offsets = Offsets::Partitions(BTreeMap::from([(2, -4)]));
    assert!(refused(&|c| c.offsets = offsets.clone()).starts_with("offset -4 of partition 2 is no offset"));
}

#[test]
fn a_partition_that_is_not_mentioned_is_not_seeked() {
    let offsets = Offsets::Partitions(BTreeMap::from([(1, 5)]));
    assert_eq!([offsets.of(0), offsets.of(1)], [Offsets::DONT_SEEK, 5]);
    assert_eq!(Offsets::End.of(9), Offsets::SEEK_TO_END);
}

#[rstest]
#[case::argument_first(Some("A"), Some(ColumnType::Int), &[("deephaven.key.column.name", "B"), ("deephaven.key.column.type", "long")], "A", ColumnType::Int)]
#[case::then_property(None, None, &[("deephaven.key.column.name", "B"), ("deephaven.key.column.type", "byte[]"), ("key.deserializer", "no.such.Class")], "B", ColumnType::Bytes)]
#[case::then_deserializer(None, None, &[("key.deserializer", "org.apache.kafka.common.serialization.UUIDDeserializer")], "KafkaKey", ColumnType::Uuid)]
#[case::half_argument(Some("A"), None, &[("deephaven.key.column.type", "string")], "A", ColumnType::String)]
fn simple_columns_are_completed_in_order(
    #[case] column: Option<&str>,
    #[case] column_type: Option<ColumnType>,
    #[case] entries: &[(&str, &str)],
    #[case] name: &str,
    #[case] expected: ColumnType,
) {
    let resolved = SimpleColumn::resolve(column, column_type.as_ref(), Role::Key, &properties(entries)).unwrap();
    assert_eq!(
        resolved,
        SimpleColumn {
            name: name.to_owned(),
            column_type: expected
        }
    );
}

#[rstest]
#[case(&[], "unable to find the type for column 'KafkaValue' (value_spec)")]
#[case(&[("deephaven.value.column.type", "boolean")], "property deephaven.value.column.type value boolean not supported")]
#[case(&[("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer")], "deserializer type org.apache.kafka.common.serialization.StringDeserializer for value.deserializer not supported")]
fn a_simple_column_without_a_type_is_refused(#[case] entries: &[(&str, &str)], #[case] reason: &str) {
    let error = SimpleColumn::resolve(None, None, Role::Value, &properties(entries)).unwrap_err();
    assert!(error.message().starts_with(reason), "{error}");
}

#[test]
fn common_columns_are_renamed_and_removed() {
    let common = CommonColumns::from_properties(&properties(&[
        ("deephaven.partition.column.name", ""),
        ("deephaven.offset.column.name", "Off"),
        ("deephaven.keybytes.column.name", "KeySize"),
    ]));
    let name = |name: &str| Some(name.to_owned());
    let expected = CommonColumns {
        partition: None,
        offset: name("Off"),
        timestamp: name("KafkaTimestamp"),
        receive_time: None,
        key_bytes: name("KeySize"),
        value_bytes: None,
    };
    assert_eq!(common, expected);
}

#[test]
fn arrow_types_are_column_types() {
    for column_type in [
        ColumnType::Boolean,
        ColumnType::Byte,
        ColumnType::Char,
        ColumnType::Short,
        ColumnType::Int,
        ColumnType::Long,
        ColumnType::Float,
        ColumnType::Double,
        ColumnType::String,
        ColumnType::Instant,
        ColumnType::LocalDate,
        ColumnType::LocalTime,
        ColumnType::Duration,
        ColumnType::Bytes,
        ColumnType::Uuid,
    ] {
        assert_eq!(ColumnType::from(column_type.data_type()), column_type);
        assert!(column_type.field("x").is_nullable());
    }
    assert_eq!(ColumnType::from(DataType::Date64), ColumnType::Other(DataType::Date64));
}

#[rstest]
#[case("topictable.no.such", "1", "property topictable.no.such is not known")]
#[case(
    "topictable.on.error",
    "maybe",
    "property topictable.on.error = \"maybe\": expected fail, skip, null or dead-letter"
)]
#[case(
    "topictable.header.a.type",
    "bytes",
    "property topictable.header.a.type has no effect without topictable.header.a.column"
)]
#[case(
    "topictable.memory.max",
    "much",
    "property topictable.memory.max = \"much\": expected bytes, such as 512m or 2g"
)]
fn options_that_mean_nothing_are_refused(#[case] name: &str, #[case] value: &str, #[case] message: &str) {
    let error = ConsumeOptions::from_properties(&properties(&[(name, value)])).unwrap_err();
    assert_eq!(error.message(), message);
    assert_eq!(error.detail("property"), Some(name));
}

#[rstest]
#[case(&[("topictable.on.error", "dead-letter"), ("topictable.dead.letter.topic", " dead ")], Ok(Some("dead")))]
#[case(&[("topictable.on.error", "skip"), ("topictable.dead.letter.topic", "t")], Ok(None))]
#[case(&[], Ok(None))]
#[case(
    &[("topictable.on.error", "dead-letter"), ("topictable.dead.letter.topic", "")],
    Err("property topictable.dead.letter.topic is missing: expected the topic to which topictable.on.error = dead-letter \
         writes bad records")
)]
#[case(
    &[("topictable.on.error", "dead-letter"), ("topictable.dead.letter.topic", "t")],
    Err("property topictable.dead.letter.topic = \"t\" is the topic that is read: expected another one")
)]
fn dead_letters_go_to_a_topic_of_their_own(
    #[case] entries: &[(&str, &str)],
    #[case] expected: Result<Option<&str>, &str>,
) {
    let options = ConsumeOptions::from_properties(&properties(entries)).unwrap();
    let found = options.dead_letters_of("t");
    assert_eq!(found.as_ref().map_err(Error::message).copied(), expected);
}

#[rstest]
#[case(&[("topictable.on.error", "dead-letter")], None)]
#[case(&[("topictable.publish.on.error", "dead-letter")], None)]
#[case(&[("topictable.on.error", "dead-letter"), ("topictable.publish.on.error", "skip")], Some(OnError::Skip))]
fn rows_are_no_dead_letters(#[case] entries: &[(&str, &str)], #[case] expected: Option<OnError>) {
    let options = PublishOptions::from_properties(&properties(entries));
    match expected {
        Some(policy) => assert_eq!(options.unwrap().on_error, policy),
        None => {
            let error = options.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            assert_eq!(error.detail("property"), Some(entries[0].0));
        }
    }
}

#[test]
fn every_option_that_has_a_name_is_read() {
    for name in ConsumeOptions::NAMES {
        if let Err(error) = ConsumeOptions::from_properties(&properties(&[(name, "1")])) {
            assert!(
                error.message().starts_with(&format!("property {name} = ")),
                "{name}: {error}"
            );
        }
    }
}

#[rstest]
#[case(r#""A > 1""#, FilterSpec::from("A > 1"), "A > 1")]
#[case(r#"{"or":["A > 1","B"]}"#, FilterSpec::Or(vec!["A > 1".into(), "B".into()]), "or(A > 1, B)")]
#[case(
    r#"{"not":{"and":["A","B"]}}"#,
    FilterSpec::Not(Box::new(FilterSpec::And(vec!["A".into(), "B".into()]))),
    "not(and(A, B))"
)]
fn filters_are_read_as_they_are_written(#[case] json: &str, #[case] filter: FilterSpec, #[case] shown: &str) {
    assert_eq!(serde_json::from_str::<FilterSpec>(json).unwrap(), filter);
    assert_eq!(serde_json::to_string(&filter).unwrap(), json);
    assert_eq!(filter.to_string(), shown);
}

#[test]
fn filters_alone_are_read_as_ever() {
    let read: TableOperation = serde_json::from_str(r#"{"where":{"filters":["A > 1"]}}"#).unwrap();
    let filters = vec!["A > 1".into()];
    assert_eq!(
        read,
        TableOperation::Where {
            filters,
            variables: Variables::new()
        }
    );
    assert_eq!(read.to_string(), "where(A > 1)");
    assert!(serde_json::from_str::<FilterSpec>(r#"{"xor":[]}"#).is_err());
    assert!(serde_json::from_str::<FilterSpec>("3").is_err());
}

#[test]
fn constants_of_scripts_are_read_as_they_are_written() {
    let json = concat!(
        r#"{"a":{"null":null},"b":{"boolean":true},"c":{"byte":-1},"d":{"char":"x"},"e":{"short":2},"f":{"int":3},"#,
        r#""g":{"long":9223372036854775807},"h":{"float":1.5},"i":{"double":"NaN"},"j":{"string":"s"},"#,
        r#""k":{"instant":-1},"l":{"duration":1},"m":{"local_date":1},"n":{"local_time":1},"o":{"period":"P1D"},"#,
        r#""p":{"zone_id":"UTC"},"q":{"big_decimal":"1.50"},"r":{"big_integer":"7"},"#,
        r#""s":{"list":[{"int":1},{"null":null}]},"t":{"double":"-Infinity"}}"#
    );
    let variables: Variables = serde_json::from_str(json).unwrap();
    assert_eq!(variables.len(), 20);
    assert_eq!(serde_json::to_string(&variables).unwrap(), json);
    for wrong in [
        r#"{"int":"1"}"#,
        r#"{"double":"much"}"#,
        r#"{"other":1}"#,
        "1",
        r#"{"char":"xy"}"#,
    ] {
        assert!(serde_json::from_str::<Constant>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn avro_that_is_published_is_a_document() {
    let document = json!({"avro": {
        "schema": {"published": {
            "name": "Trade", "version": null, "namespace": "market",
            "properties": {"Amount.precision": "12", "Amount.scale": "2"},
        }},
        "mapping": {"quote.bid": "Bid"}, "timestamp": "made", "columns": ["Bid"], "encoding": "raw",
    }});
    let avro = ProduceAvro::published("Trade")
        .namespace("market")
        .digits("Amount", 12, 2);
    let avro = avro.column("quote.bid", "Bid").timestamp("made").of(["Bid"]);
    let spec = ProduceSpec::avro(avro.encoding(AvroEncoding::Raw));
    assert_eq!(serde_json::to_value(&spec).unwrap(), document);
    assert_eq!(serde_json::from_value::<ProduceSpec>(document).unwrap(), spec);
    let short = json!({"avro": {"schema": {"subject": {"name": "trades-value", "version": "3"}}}});
    let spec = ProduceSpec::avro(ProduceAvro::subject("trades-value").version(3));
    assert_eq!(serde_json::from_value::<ProduceSpec>(short).unwrap(), spec);
    let unknown = json!({"avro": {"schema": {"inline": {"text": "{}"}}, "colums": []}});
    assert!(serde_json::from_value::<ProduceSpec>(unknown).is_err());
}
