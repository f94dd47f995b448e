//! Any table comes back from its topic as it was, in every format that is both written and read.
//!
//! What a format cannot carry is left out where values are made, with the reason beside it; `docs/user-guide.md` says the
//! same.

use std::env;
use std::sync::{Arc, LazyLock};

use arrow_array::builder::{ListBuilder, PrimitiveBuilder};
use arrow_array::types::{Int32Type, TimestampNanosecondType};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Decimal256Array, FixedSizeBinaryArray,
    Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, ListArray, RecordBatch, StringArray,
    Time64NanosecondArray, TimestampNanosecondArray, UInt16Array,
};
use arrow_buffer::i256;
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use topictable::object::Value;
use topictable::{
    Avro, AvroEncoding, ColumnType, ConsumeBuilder, Offsets, ProduceAvro, ProduceJson, ProduceSpec, Session, Spec,
    Table, field,
};

use crate::stack::{BOOTSTRAP, Stack, Topic, await_rows, unique};

/// The registry of the environment, or of a stack that ends with this process.
static REGISTRY: LazyLock<String> = LazyLock::new(|| match env::var("TOPICTABLE_REGISTRY") {
    Ok(url) if !url.is_empty() => url,
    _ => Box::leak(Box::new(Stack::start(&["--registry"])))
        .said("/registry")
        .to_owned(),
});

/// How many tables of each format. A failure is not made smaller: every try would be another topic.
const CASES: usize = 6;
const ROWS: std::ops::Range<usize> = 1..300;
const DAY_NANOS: i64 = 86_400_000_000_000;

/// Calls `test` with so many values of a strategy, those of the process's random numbers.
fn for_any<S: Strategy>(strategy: S, mut test: impl FnMut(S::Value)) {
    let mut runner = TestRunner::new(Config::default());
    for _ in 0..CASES {
        test(strategy.new_tree(&mut runner).unwrap().current());
    }
}

/// So many cells, some of them null.
fn cells<S: Strategy + 'static>(value: S, rows: usize) -> impl Strategy<Value = Vec<Option<S::Value>>>
where
    S::Value: Clone,
{
    prop::collection::vec(prop::option::weighted(0.85, value), rows)
}

/// A column of so many cells.
type Column = BoxedStrategy<ArrayRef>;

/// The name and the type of a column, and what makes so many cells of it.
type Columns = Vec<(&'static str, ColumnType, fn(usize) -> Column)>;

fn column<S, A>(value: S, rows: usize) -> Column
where
    S: Strategy + 'static,
    S::Value: Clone,
    A: Array + From<Vec<Option<S::Value>>> + 'static,
{
    cells(value, rows)
        .prop_map(|cells| Arc::new(A::from(cells)) as ArrayRef)
        .boxed()
}

fn texts(rows: usize) -> Column {
    // Every character, and often those that escapes are for.
    let any_text = prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter);
    let text = prop_oneof![any_text, "[\\x00-\\x1f\"\\\\/\u{7f}\u{2028}\u{10ffff}é日]{0,8}"];
    column::<_, StringArray>(text, rows)
}

fn bytes(rows: usize) -> Column {
    let cells = cells(prop::collection::vec(any::<u8>(), 0..20), rows);
    cells
        .prop_map(|cells| Arc::new(BinaryArray::from_iter(cells)) as ArrayRef)
        .boxed()
}

fn uuids(rows: usize) -> Column {
    let cells = cells(any::<[u8; 16]>(), rows);
    cells
        .prop_map(|cells| {
            Arc::new(FixedSizeBinaryArray::try_from_sparse_iter_with_size(cells.into_iter(), 16).unwrap()) as ArrayRef
        })
        .boxed()
}

/// Times of a unit of so many nanoseconds, of all that 64 bits of nanoseconds can say.
fn instants(unit: i64, rows: usize) -> Column {
    let times = (i64::MIN / unit..=i64::MAX / unit).prop_map(move |time| time * unit);
    let cells = cells(times, rows);
    cells
        .prop_map(|cells| Arc::new(TimestampNanosecondArray::from(cells).with_timezone("UTC")) as ArrayRef)
        .boxed()
}

fn decimals(precision: u32, scale: i8, rows: usize) -> Column {
    let most = 10_i128.pow(precision) - 1;
    let cells = cells(-most..=most, rows);
    cells
        .prop_map(move |cells| {
            let array = Decimal128Array::from(cells).with_precision_and_scale(precision as u8, scale);
            Arc::new(array.unwrap()) as ArrayRef
        })
        .boxed()
}

/// Numbers of up to 76 digits.
fn big_integers(rows: usize) -> Column {
    let number = (any::<i128>(), any::<u64>()).prop_map(|(high, low)| {
        let wide = i256::from_i128(high).wrapping_mul(i256::from_i128(low.into()));
        wide.wrapping_add(i256::from_i128(i128::from(low)))
    });
    let cells = cells(number, rows);
    cells
        .prop_map(|cells| Arc::new(Decimal256Array::from(cells).with_precision_and_scale(76, 0).unwrap()) as ArrayRef)
        .boxed()
}

fn lists_of_ints(rows: usize) -> Column {
    let list = prop::collection::vec(prop::option::weighted(0.9, any::<i32>()), 0..5);
    cells(list, rows)
        .prop_map(|cells| {
            let lists: ListArray = ListArray::from_iter_primitive::<Int32Type, _, _>(cells);
            Arc::new(lists) as ArrayRef
        })
        .boxed()
}

fn lists_of_instants(rows: usize) -> Column {
    let list = prop::collection::vec(prop::option::weighted(0.9, any::<i64>()), 0..5);
    cells(list, rows)
        .prop_map(|cells| {
            let item = Field::new_list_field(ColumnType::Instant.data_type(), true);
            let values = PrimitiveBuilder::<TimestampNanosecondType>::new().with_timezone("UTC");
            let mut lists = ListBuilder::new(values).with_field(item);
            cells.into_iter().for_each(|cell| lists.append_option(cell));
            Arc::new(lists.finish()) as ArrayRef
        })
        .boxed()
}

/// Columns of these names and types, of one random number of rows.
fn tables(columns: Columns) -> impl Strategy<Value = RecordBatch> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, column_type, _)| of_type(name, column_type))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    ROWS.prop_flat_map(move |rows| {
        let arrays: Vec<Column> = columns.iter().map(|(_, _, column)| column(rows)).collect();
        let schema = schema.clone();
        arrays.prop_map(move |arrays| RecordBatch::try_new(schema.clone(), arrays).unwrap())
    })
}

/// The field of a column; a program need not say what Java would call its type.
fn of_type(name: &str, column_type: &ColumnType) -> Field {
    Field::new(name, column_type.data_type(), true)
}

fn table(session: &Session, rows: &RecordBatch) -> Table {
    session.import(rows.schema(), [Ok(rows.clone())]).unwrap()
}

/// The first `rows` rows of a topic, of the columns that its records have.
fn back(consume: ConsumeBuilder<'_>, rows: usize) -> RecordBatch {
    let table = consume
        .offsets(Offsets::Beginning)
        .property("deephaven.partition.column.name", "")
        .property("deephaven.offset.column.name", "")
        .append()
        .unwrap();
    await_rows(&table, rows as u64);
    let batches: Vec<RecordBatch> = table.snapshot().batches().map(Result::unwrap).collect();
    arrow_select::concat::concat_batches(&batches[0].schema(), &batches).unwrap()
}

/// Compares columns by name and value. Where Avro has no such type, or the mirrored API reads it as a number, the numbers
/// are compared: whole numbers of 32 bits, days, microseconds of a time of day, and nanoseconds since 1970.
#[track_caller]
fn assert_same(sent: &RecordBatch, back: &RecordBatch, as_numbers: bool) {
    for (field, sent) in sent.schema().fields().iter().zip(sent.columns()) {
        let found = back.column_by_name(field.name());
        let found = found.unwrap_or_else(|| panic!("no column {} in {:?}", field.name(), back.schema()));
        let sent = match sent.data_type() {
            _ if !as_numbers => sent.clone(),
            DataType::Time64(_) => {
                let micros = cast(sent, &DataType::Time64(TimeUnit::Microsecond)).unwrap();
                cast(&micros, found.data_type()).unwrap()
            }
            _ => cast(sent, found.data_type()).unwrap(),
        };
        assert_eq!(sent.data_type(), found.data_type(), "column {}", field.name());
        for row in 0..sent.len() {
            let (sent, found) = (sent.slice(row, 1), found.slice(row, 1));
            assert_eq!(&sent, &found, "column {}, row {row}", field.name());
        }
    }
}

/// Any values of a type.
fn plain<T, A>(rows: usize) -> Column
where
    T: Arbitrary + Clone + 'static,
    A: Array + From<Vec<Option<T>>> + 'static,
{
    column::<_, A>(any::<T>(), rows)
}

/// The types of Kafka's own serializers. Deephaven has none for `Boolean` in simple specs.
fn simple() -> Columns {
    vec![
        ("Short", ColumnType::Short, plain::<i16, Int16Array>),
        ("Int", ColumnType::Int, plain::<i32, Int32Array>),
        ("Long", ColumnType::Long, plain::<i64, Int64Array>),
        ("Float", ColumnType::Float, |rows| {
            column::<_, Float32Array>(prop::num::f32::ANY, rows)
        }),
        ("Double", ColumnType::Double, |rows| {
            column::<_, Float64Array>(prop::num::f64::ANY, rows)
        }),
        ("String", ColumnType::String, texts),
        ("Bytes", ColumnType::Bytes, bytes),
        ("Uuid", ColumnType::Uuid, uuids),
        ("Boolean", ColumnType::Boolean, plain::<bool, BooleanArray>),
    ]
}

/// Kafka's serializers and deserializers of those, in the same order.
const SERIALIZERS: [&str; 9] = [
    "Short",
    "Integer",
    "Long",
    "Float",
    "Double",
    "String",
    "ByteArray",
    "UUID",
    "Boolean",
];

#[test]
fn simple_and_raw_values() {
    let session = Session::new().unwrap();
    let columns = simple();
    for_any(tables(columns.clone()), |sent| {
        let table = table(&session, &sent);
        for (index, (name, column_type, _)) in columns.iter().enumerate() {
            let topic = Topic::new("one", 1);
            let other = &columns[(index + 1) % (columns.len() - 1)];
            let class = |what: &str| format!("org.apache.kafka.common.serialization.{}{what}", SERIALIZERS[index]);
            let publish = table.publish_to(&topic.name).property("bootstrap.servers", &*BOOTSTRAP);
            let is_simple = *column_type != ColumnType::Boolean;
            let raw = publish
                .key(ProduceSpec::simple(other.0))
                .value(ProduceSpec::raw(*name, class("Serializer")));
            raw.start().unwrap();
            let read = |value: Spec| {
                let consume = topic
                    .consume(&session)
                    .key(Spec::simple(other.0, other.1.clone()))
                    .value(value);
                let back = back(consume, sent.num_rows());
                let position = |name: &str| sent.schema().index_of(name).unwrap();
                assert_same(
                    &sent.project(&[position(other.0), position(name)]).unwrap(),
                    &back,
                    false,
                );
            };
            read(Spec::raw(*name, class("Deserializer")));
            if is_simple {
                read(Spec::simple(*name, column_type.clone()));
            }
        }
    });
}

/// What `jsonSpec` reads.
fn json() -> Columns {
    vec![
        ("Boolean", ColumnType::Boolean, plain::<bool, BooleanArray>),
        ("Byte", ColumnType::Byte, plain::<i8, Int8Array>),
        ("Char", ColumnType::Char, plain::<u16, UInt16Array>),
        ("Short", ColumnType::Short, plain::<i16, Int16Array>),
        ("Int", ColumnType::Int, plain::<i32, Int32Array>),
        ("Long", ColumnType::Long, plain::<i64, Int64Array>),
        ("Float", ColumnType::Float, floats),
        ("Double", ColumnType::Double, doubles),
        ("String", ColumnType::String, texts),
        ("Instant", ColumnType::Instant, |rows| instants(1, rows)),
    ]
}

/// A text says that a number is none, but not which of its many forms; and `jsonSpec` reads -0.0 as 0.0, as the mirrored
/// API does.
fn floats(rows: usize) -> Column {
    let number = prop_oneof![9 => any::<f32>(), 1 => special().prop_map(|number| number as f32)];
    column::<_, Float32Array>(
        number.prop_map(|number| if number.is_nan() { f32::NAN } else { number + 0.0 }),
        rows,
    )
}

fn doubles(rows: usize) -> Column {
    let number = prop_oneof![9 => any::<f64>(), 1 => special()];
    column::<_, Float64Array>(
        number.prop_map(|number| if number.is_nan() { f64::NAN } else { number + 0.0 }),
        rows,
    )
}

fn special() -> impl Strategy<Value = f64> {
    prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 0.0])
}

#[test]
fn json_objects() {
    let session = Session::new().unwrap();
    for_any(tables(json()), |sent| {
        let topic = Topic::new("json", 1);
        let publish = table(&session, &sent);
        let publish = publish
            .publish_to(&topic.name)
            .property("bootstrap.servers", &*BOOTSTRAP);
        publish.value(ProduceSpec::json(ProduceJson::all())).start().unwrap();
        let fields = json()
            .into_iter()
            .map(|(name, column_type, _)| field(name, column_type));
        let back = back(topic.consume(&session).value(Spec::json(fields)), sent.num_rows());
        assert_same(&sent, &back, false);
    });
}

/// What only models of JSON values read.
fn modelled() -> Columns {
    vec![
        (
            "Price",
            ColumnType::BigDecimal {
                precision: 20,
                scale: 4,
            },
            |rows| decimals(20, 4, rows),
        ),
        ("Big", ColumnType::BigInteger, big_integers),
        // A year of more than four digits has a sign in ISO form, which the model's format reads, too.
        ("Day", ColumnType::LocalDate, |rows| {
            column::<_, Date32Array>(-2_000_000..2_000_000, rows)
        }),
        ("Time", ColumnType::Instant, |rows| instants(1, rows)),
        ("Text", ColumnType::String, texts),
        ("Double", ColumnType::Double, |rows| {
            // A model reads the texts that stand for other values only where it is lenient.
            column::<_, Float64Array>(prop_oneof![9 => any::<f64>(), 1 => Just(-0.0)], rows)
        }),
        ("Ints", ColumnType::List(Box::new(ColumnType::Int)), lists_of_ints),
    ]
}

#[test]
fn json_of_models() {
    let session = Session::new().unwrap();
    for_any(tables(modelled()), |sent| {
        let topic = Topic::new("model", 1);
        let publish = table(&session, &sent);
        let publish = publish
            .publish_to(&topic.name)
            .property("bootstrap.servers", &*BOOTSTRAP);
        publish.value(ProduceSpec::json(ProduceJson::all())).start().unwrap();
        let model = Value::object([
            ("Price", Value::decimal(20, 4)),
            ("Big", Value::big_integer()),
            ("Day", Value::local_date()),
            ("Time", Value::instant()),
            ("Text", Value::string()),
            ("Double", Value::double()),
            ("Ints", Value::int().array()),
        ]);
        let back = back(topic.consume(&session).value(Spec::object(model)), sent.num_rows());
        assert_same(&sent, &back, false);
    });
}

/// What a schema that is made of columns has types for.
fn avro() -> Columns {
    vec![
        ("Boolean", ColumnType::Boolean, plain::<bool, BooleanArray>),
        // Avro has no narrower number than int: it is what comes back.
        ("Byte", ColumnType::Byte, plain::<i8, Int8Array>),
        ("Char", ColumnType::Char, plain::<u16, UInt16Array>),
        ("Short", ColumnType::Short, plain::<i16, Int16Array>),
        ("Int", ColumnType::Int, plain::<i32, Int32Array>),
        ("Long", ColumnType::Long, plain::<i64, Int64Array>),
        ("Float", ColumnType::Float, |rows| {
            column::<_, Float32Array>(prop::num::f32::ANY, rows)
        }),
        ("Double", ColumnType::Double, |rows| {
            column::<_, Float64Array>(prop::num::f64::ANY, rows)
        }),
        ("String", ColumnType::String, texts),
        ("Bytes", ColumnType::Bytes, bytes),
        // The mirrored API's schemas have microseconds.
        ("Instant", ColumnType::Instant, |rows| instants(1_000, rows)),
        (
            "Price",
            ColumnType::BigDecimal {
                precision: 20,
                scale: 4,
            },
            |rows| decimals(20, 4, rows),
        ),
        ("Day", ColumnType::LocalDate, plain::<i32, Date32Array>),
        ("Clock", ColumnType::LocalTime, |rows| {
            let time = (0..DAY_NANOS / 1_000).prop_map(|micros| micros * 1_000);
            column::<_, Time64NanosecondArray>(time, rows)
        }),
        ("Ints", ColumnType::List(Box::new(ColumnType::Int)), lists_of_ints),
    ]
}

#[test]
fn avro_records_of_the_columns() {
    let session = Session::new().unwrap();
    for_any(tables(avro()), |sent| {
        let topic = Topic::new("avro", 1);
        let publish = table(&session, &sent);
        let name = unique("Row").replace('.', "_");
        publish
            .publish_to(&topic.name)
            .property("bootstrap.servers", &*BOOTSTRAP)
            .property("schema.registry.url", &*REGISTRY)
            .value(ProduceSpec::avro(ProduceAvro::published(&name)))
            .start()
            .unwrap();
        let consume = topic.consume(&session).property("schema.registry.url", &*REGISTRY);
        let back = back(consume.value(Spec::avro(Avro::subject(&name))), sent.num_rows());
        assert_same(&sent, &back, true);
    });
}

/// What a schema has that is given: nanoseconds, which come back as numbers, decimals of any digits, and times in lists.
fn given() -> Columns {
    vec![
        ("Time", ColumnType::Instant, |rows| instants(1, rows)),
        (
            "Price",
            ColumnType::BigDecimal {
                precision: 38,
                scale: 10,
            },
            |rows| decimals(38, 10, rows),
        ),
        ("Text", ColumnType::String, texts),
        ("Double", ColumnType::Double, |rows| {
            column::<_, Float64Array>(prop::num::f64::ANY, rows)
        }),
        (
            "Times",
            ColumnType::List(Box::new(ColumnType::Instant)),
            lists_of_instants,
        ),
    ]
}

const GIVEN: &str = r#"{"type": "record", "name": "Given", "fields": [
    {"name": "Time", "type": ["null", {"type": "long", "logicalType": "timestamp-nanos"}]},
    {"name": "Price", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 38, "scale": 10}]},
    {"name": "Text", "type": ["string", "null"]},
    {"name": "Double", "type": ["null", "double"]},
    {"name": "Times", "type": ["null", {"type": "array",
        "items": ["null", {"type": "long", "logicalType": "timestamp-nanos"}]}]}
]}"#;

#[test]
fn avro_records_of_a_given_schema() {
    let session = Session::new().unwrap();
    for_any(tables(given()), |sent| {
        for encoding in [AvroEncoding::Raw, AvroEncoding::SingleObject] {
            let topic = Topic::new("given", 1);
            let publish = table(&session, &sent);
            let spec = ProduceAvro::text(GIVEN).encoding(encoding);
            let publish = publish
                .publish_to(&topic.name)
                .property("bootstrap.servers", &*BOOTSTRAP);
            publish.value(ProduceSpec::avro(spec)).start().unwrap();
            let spec = Spec::avro(Avro::text(GIVEN).encoding(encoding));
            let back = back(topic.consume(&session).value(spec), sent.num_rows());
            assert_same(&sent, &back, true);
        }
    });
}

/// What a record has beside its value.
fn around() -> Columns {
    vec![
        ("Key", ColumnType::String, texts),
        ("Text", ColumnType::String, texts),
        ("Bytes", ColumnType::Bytes, bytes),
        // The time of a record has milliseconds, and is not before 1970. One without a time gets that of sending.
        ("Time", ColumnType::Instant, |rows| {
            let times = prop::collection::vec((0..i64::MAX / 1_000_000).prop_map(|time| time * 1_000_000), rows);
            let times = times.prop_map(|times| TimestampNanosecondArray::from(times).with_timezone("UTC"));
            times.prop_map(|times| Arc::new(times) as ArrayRef).boxed()
        }),
        ("Value", ColumnType::Long, plain::<i64, Int64Array>),
    ]
}

#[test]
fn keys_headers_and_times() {
    let session = Session::new().unwrap();
    for_any(tables(around()), |sent| {
        let topic = Topic::new("around", 1);
        let publish = table(&session, &sent);
        publish
            .publish_to(&topic.name)
            .property("bootstrap.servers", &*BOOTSTRAP)
            .property("topictable.publish.header.text.column", "Text")
            .property("topictable.publish.header.bytes.column", "Bytes")
            .key(ProduceSpec::simple("Key"))
            .value(ProduceSpec::simple("Value"))
            .timestamp_column("Time")
            .start()
            .unwrap();
        let consume = topic
            .consume(&session)
            .property("deephaven.timestamp.column.name", "Time")
            .property("topictable.header.text.column", "Text")
            .property("topictable.header.bytes.column", "Bytes")
            .property("topictable.header.bytes.type", "bytes")
            .key(Spec::simple("Key", ColumnType::String))
            .value(Spec::simple("Value", ColumnType::Long));
        assert_same(&sent, &back(consume, sent.num_rows()), false);
    });
}
