//! Generated schemas and records, against apache-avro's reading of them.
//!
//! A [`Shape`] gives a writer's schema, a reader's that goes with it, and values. What apache-avro reads, resolved to the
//! reader's schema, is laid out in columns here, by itself, and compared cell by cell.

use std::collections::BTreeMap;

use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use apache_avro::{Decimal, Schema};
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float32Type, Float64Type, Int32Type, Int64Type, TimestampNanosecondType};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{decode, decoder, raw};
use crate::format::Decoder;
use crate::format::avro::encode::tests::encoded_rows;
use crate::spec::{ColumnSpec, ColumnType, schema};

/// A type as it is written and as it is read.
#[derive(Clone, Debug)]
enum Shape {
    /// Types without parts.
    Plain(Plain, Plain),
    Decimal,
    Enum(usize),
    Fixed(usize),
    Array(Box<Shape>),
    Map(Box<Shape>),
    /// Null and another; the position of null as written, or none where only the reader has it; that as read.
    Optional(Box<Shape>, Option<bool>, bool),
    /// One of several.
    Several,
    Record(Vec<Field>),
}

#[derive(Clone, Debug)]
struct Field {
    shape: Shape,
    /// Whether the reader has it.
    is_read: bool,
    /// Its place among the reader's fields.
    rank: u8,
    /// Whether another one follows, which only the reader has.
    has_default: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Plain {
    Boolean,
    Int,
    Long,
    Float,
    Double,
    String,
    Bytes,
    Date,
    Millis,
    Micros,
}

impl Plain {
    fn schema(self) -> Json {
        match self {
            Plain::Boolean => json!("boolean"),
            Plain::Int => json!("int"),
            Plain::Long => json!("long"),
            Plain::Float => json!("float"),
            Plain::Double => json!("double"),
            Plain::String => json!("string"),
            Plain::Bytes => json!("bytes"),
            Plain::Date => json!({"type": "int", "logicalType": "date"}),
            Plain::Millis => json!({"type": "long", "logicalType": "timestamp-millis"}),
            Plain::Micros => json!({"type": "long", "logicalType": "timestamp-micros"}),
        }
    }
}

fn plain() -> impl Strategy<Value = Shape> {
    use Plain::{Boolean, Bytes, Date, Double, Float, Int, Long, Micros, Millis, String};
    let same = prop::sample::select(vec![
        Boolean, Int, Long, Float, Double, String, Bytes, Date, Millis, Micros,
    ]);
    let promoted = prop::sample::select(vec![
        (Int, Long),
        (Int, Float),
        (Int, Double),
        (Long, Float),
        (Long, Double),
        (Float, Double),
        (String, Bytes),
    ]);
    prop_oneof![
        3 => same.prop_map(|plain| Shape::Plain(plain, plain)),
        1 => promoted.prop_map(|(written, read)| Shape::Plain(written, read)),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        8 => plain(),
        1 => Just(Shape::Decimal),
        1 => (1_usize..4).prop_map(Shape::Enum),
        1 => (0_usize..5).prop_map(Shape::Fixed),
        1 => Just(Shape::Several),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|item| Shape::Array(Box::new(item))),
            1 => inner.clone().prop_map(|item| Shape::Map(Box::new(item))),
            2 => (inner.clone(), any::<Option<bool>>(), any::<bool>()).prop_map(|(inner, written, read)| match inner {
                // There is no union in a union.
                Shape::Optional(..) | Shape::Several => inner,
                other => Shape::Optional(Box::new(other), written, read),
            }),
            2 => fields(inner).prop_map(Shape::Record),
        ]
    })
}

fn fields(shape: impl Strategy<Value = Shape>) -> impl Strategy<Value = Vec<Field>> {
    let field = (shape, prop::bool::weighted(0.8), any::<u8>(), prop::bool::weighted(0.2));
    let field = field.prop_map(|(shape, is_read, rank, has_default)| Field {
        shape,
        is_read,
        rank,
        has_default,
    });
    prop::collection::vec(field, 1..5)
}

/// Makes schemas, whose named types need names of their own.
#[derive(Default)]
struct Namer(usize);

impl Namer {
    fn name(&mut self) -> String {
        self.0 += 1;
        format!("N{}", self.0)
    }

    /// The schema as written and as read.
    fn schemas(&mut self, shape: &Shape) -> (Json, Json) {
        let twice = |schema: Json| (schema.clone(), schema);
        match shape {
            Shape::Plain(written, read) => (written.schema(), read.schema()),
            Shape::Decimal => twice(json!({"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 3})),
            Shape::Enum(count) => {
                let symbols: Vec<String> = (0..*count).map(|symbol| format!("S{symbol}")).collect();
                twice(json!({"type": "enum", "name": self.name(), "symbols": symbols}))
            }
            Shape::Fixed(size) => twice(json!({"type": "fixed", "name": self.name(), "size": size})),
            Shape::Array(item) => {
                let (written, read) = self.schemas(item);
                (
                    json!({"type": "array", "items": written}),
                    json!({"type": "array", "items": read}),
                )
            }
            Shape::Map(value) => {
                let (written, read) = self.schemas(value);
                (
                    json!({"type": "map", "values": written}),
                    json!({"type": "map", "values": read}),
                )
            }
            Shape::Optional(inner, null_written, null_read) => {
                let (written, read) = self.schemas(inner);
                let union = |null_first: bool, other: Json| match null_first {
                    true => json!(["null", other]),
                    false => json!([other, "null"]),
                };
                let written = match null_written {
                    Some(first) => union(*first, written),
                    None => written,
                };
                (written, union(*null_read, read))
            }
            Shape::Several => twice(json!(["string", "null", "long", "boolean"])),
            Shape::Record(fields) => {
                let name = self.name();
                let (mut written, mut read) = (Vec::new(), Vec::new());
                for (position, field) in fields.iter().enumerate() {
                    let (as_written, as_read) = self.schemas(&field.shape);
                    written.push(json!({"name": format!("f{position}"), "type": as_written}));
                    if field.is_read {
                        read.push((field.rank, json!({"name": format!("f{position}"), "type": as_read})));
                    }
                    if field.has_default {
                        let name = format!("d{position}");
                        read.push((field.rank, json!({"name": name, "type": "int", "default": position})));
                    }
                }
                read.sort_by_key(|(rank, _)| *rank);
                let read: Vec<Json> = read.into_iter().map(|(_, field)| field).collect();
                let record = |fields: Vec<Json>| json!({"type": "record", "name": name, "fields": fields});
                (record(written), record(read))
            }
        }
    }
}

/// Numbers without end, the same for a seed.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bits = self.0.rotate_left(32);
        // Of every size.
        bits >> (self.0 >> 58)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    /// A value of a shape as it is written.
    fn value(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Plain(plain, _) => self.plain(*plain),
            Shape::Decimal => Value::Decimal(Decimal::from(&i128::from(self.next() as i64 >> 2).to_be_bytes()[7..])),
            Shape::Enum(count) => {
                let symbol = self.below(*count);
                Value::Enum(symbol as u32, format!("S{symbol}"))
            }
            Shape::Fixed(size) => Value::Fixed(*size, (0..*size).map(|_| self.next() as u8).collect()),
            Shape::Array(item) => Value::Array((0..self.below(4)).map(|_| self.value(item)).collect()),
            Shape::Map(value) => Value::Map(
                (0..self.below(4))
                    .map(|key| (format!("k{key}"), self.value(value)))
                    .collect(),
            ),
            Shape::Optional(inner, None, _) => self.value(inner),
            Shape::Optional(inner, Some(null_first), _) => {
                let null = u32::from(!*null_first);
                match self.below(2) {
                    0 => Value::Union(null, Box::new(Value::Null)),
                    _ => Value::Union(1 - null, Box::new(self.value(inner))),
                }
            }
            Shape::Several => match self.below(4) {
                0 => Value::Union(0, Box::new(self.plain(Plain::String))),
                1 => Value::Union(1, Box::new(Value::Null)),
                2 => Value::Union(2, Box::new(self.plain(Plain::Long))),
                _ => Value::Union(3, Box::new(self.plain(Plain::Boolean))),
            },
            Shape::Record(fields) => {
                let field = |(position, field): (usize, &Field)| (format!("f{position}"), self.value(&field.shape));
                Value::Record(fields.iter().enumerate().map(field).collect())
            }
        }
    }

    fn plain(&mut self, plain: Plain) -> Value {
        match plain {
            Plain::Boolean => Value::Boolean(self.next() & 1 == 0),
            Plain::Int => Value::Int(self.next() as i32),
            Plain::Long => Value::Long(self.next() as i64),
            Plain::Float => Value::Float(self.next() as f32 / 3.0),
            Plain::Double => Value::Double(self.next() as f64 / -3.0),
            Plain::String => {
                let len = self.below(20);
                let char = |_| char::from_u32(self.next() as u32 % 0x800).unwrap_or('"');
                Value::String((0..len).map(char).collect())
            }
            Plain::Bytes => Value::Bytes((0..self.below(20)).map(|_| self.next() as u8).collect()),
            Plain::Date => Value::Date(self.next() as i32),
            Plain::Millis => Value::TimestampMillis(self.next() as i64 >> 24),
            Plain::Micros => Value::TimestampMicros(self.next() as i64 >> 12),
        }
    }
}

/// The cells of a record that apache-avro has read, by the paths of their fields.
fn cells(value: &Value, shape: &Shape, path: &str, cells: &mut BTreeMap<String, Json>) {
    match (value, shape) {
        (Value::Union(_, value), _) => self::cells(value, shape, path, cells),
        (_, Shape::Optional(inner, ..)) => self::cells(value, inner, path, cells),
        (Value::Record(values), Shape::Record(fields)) => {
            let values: BTreeMap<&str, &Value> = values.iter().map(|(name, value)| (name.as_str(), value)).collect();
            each_field(fields, path, |name, path, field| {
                self::cells(values[name], &field, path, cells);
            });
        }
        (Value::Null, Shape::Record(fields)) => {
            each_field(fields, path, |_, path, field| {
                self::cells(&Value::Null, &field, path, cells);
            });
        }
        _ => {
            cells.insert(path.to_owned(), cell(value));
        }
    }
}

/// The fields that the reader has: their names, paths and shapes.
fn each_field(fields: &[Field], path: &str, mut each: impl FnMut(&str, &str, Shape)) {
    let mut add = |name: String, shape| {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}__{name}")
        };
        each(&name, &path, shape);
    };
    for (position, field) in fields.iter().enumerate() {
        if field.is_read {
            add(format!("f{position}"), field.shape.clone());
        }
        if field.has_default {
            add(format!("d{position}"), Shape::Plain(Plain::Int, Plain::Int));
        }
    }
}

/// What a cell holds: floating numbers as text, times in nanoseconds, bytes as numbers.
fn cell(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Union(_, value) if matches!(**value, Value::Record(_)) => tree(value),
        Value::Union(_, value) => cell(value),
        Value::Boolean(value) => json!(value),
        Value::Int(value) | Value::Date(value) => json!(value),
        Value::Long(value) => json!(value),
        Value::Float(value) => json!(format!("{value:?}")),
        Value::Double(value) => json!(format!("{value:?}")),
        Value::String(text) | Value::Enum(_, text) => json!(text),
        Value::Bytes(bytes) | Value::Fixed(_, bytes) => json!(bytes),
        Value::TimestampMillis(millis) => json!(millis * 1_000_000),
        Value::TimestampMicros(micros) => json!(micros * 1_000),
        Value::Decimal(decimal) => {
            let bytes = <Vec<u8>>::try_from(decimal).expect("bytes");
            let sign = if bytes[0] >= 0x80 { -1 } else { 0 };
            let number = bytes
                .iter()
                .fold(sign, |number: i128, byte| number << 8 | i128::from(*byte));
            json!(number.to_string())
        }
        Value::Array(items) => items.iter().map(cell).collect(),
        Value::Map(entries) => Json::Object(entries.iter().map(|(key, value)| (key.clone(), cell(value))).collect()),
        Value::Record(_) => tree(value),
        other => panic!("{other:?}"),
    }
}

/// The same inside of JSON.
fn tree(value: &Value) -> Json {
    let number = |text: String| serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
    match value {
        Value::Union(_, value) => tree(value),
        Value::Float(value) => number(format!("{value:?}")),
        Value::Double(value) => number(format!("{value:?}")),
        Value::Bytes(bytes) | Value::Fixed(_, bytes) => {
            json!(bytes.iter().copied().map(char::from).collect::<String>())
        }
        Value::TimestampMillis(time) | Value::TimestampMicros(time) => json!(time),
        Value::Decimal(_) => match cell(value) {
            Json::String(digits) => {
                let number: f64 = digits.parse().expect("a number");
                json!(format!("{:.6e}", number / 1e3))
            }
            other => other,
        },
        Value::Array(items) => items.iter().map(tree).collect(),
        Value::Map(entries) => Json::Object(entries.iter().map(|(key, value)| (key.clone(), tree(value))).collect()),
        Value::Record(fields) => Json::Object(fields.iter().map(|(name, value)| (name.clone(), tree(value))).collect()),
        other => cell(other),
    }
}

/// What a column holds in a row, in the same form.
fn found(column: &ArrayRef, column_type: &ColumnType, row: usize) -> Json {
    if column.is_null(row) {
        return Json::Null;
    }
    let column_type = match column_type {
        ColumnType::Declared(inner, _) => inner,
        other => other,
    };
    match (column.data_type(), column_type) {
        (DataType::Boolean, _) => json!(column.as_boolean().value(row)),
        (DataType::Int32, _) => json!(column.as_primitive::<Int32Type>().value(row)),
        (DataType::Int64, _) => json!(column.as_primitive::<Int64Type>().value(row)),
        (DataType::Float32, _) => json!(format!("{:?}", column.as_primitive::<Float32Type>().value(row))),
        (DataType::Float64, _) => json!(format!("{:?}", column.as_primitive::<Float64Type>().value(row))),
        (DataType::Timestamp(TimeUnit::Nanosecond, _), _) => {
            json!(column.as_primitive::<TimestampNanosecondType>().value(row))
        }
        (DataType::Decimal128(..), _) => json!(column.as_primitive::<Decimal128Type>().value(row).to_string()),
        (DataType::Utf8, ColumnType::Json | ColumnType::JsonObject) => {
            serde_json::from_str(column.as_string::<i32>().value(row)).expect("JSON")
        }
        (DataType::Utf8, _) => json!(column.as_string::<i32>().value(row)),
        (DataType::Binary, _) => json!(column.as_binary::<i32>().value(row)),
        (DataType::List(_), ColumnType::List(item)) => {
            let items = column.as_list::<i32>().value(row);
            (0..items.len()).map(|at| found(&items, item, at)).collect()
        }
        (DataType::Map(..), ColumnType::Map(_, value)) => {
            let entries = column.as_map().value(row);
            let keys = entries.column(0).as_string::<i32>();
            let entry = |at| (keys.value(at).to_owned(), found(entries.column(1), value, at));
            Json::Object((0..keys.len()).map(entry).collect())
        }
        other => panic!("{other:?}"),
    }
}

/// Whether a decimal is somewhere inside of JSON, where it is a number of which the digits are compared elsewhere.
fn has_decimal(shape: &Shape) -> bool {
    match shape {
        Shape::Decimal => true,
        Shape::Array(inner) | Shape::Map(inner) | Shape::Optional(inner, ..) => has_decimal(inner),
        Shape::Record(fields) => fields.iter().any(|field| has_decimal(&field.shape)),
        _ => false,
    }
}

fn is_compared(shape: &Shape, is_inside: bool) -> bool {
    match shape {
        Shape::Record(_) if is_inside && has_decimal(shape) => false,
        Shape::Array(inner) | Shape::Map(inner) => is_compared(inner, true),
        Shape::Optional(inner, ..) => is_compared(inner, is_inside),
        Shape::Record(fields) => fields.iter().all(|field| is_compared(&field.shape, is_inside)),
        _ => true,
    }
}

/// Records of generated fields: their shape, how they were written and are read, and their bytes.
struct Generated {
    shape: Shape,
    written: String,
    read: String,
    payloads: Vec<Vec<u8>>,
}

impl Generated {
    fn new(fields: Vec<Field>, seed: u64, count: usize) -> Self {
        let shape = Shape::Record(fields);
        let (written, read) = Namer::default().schemas(&shape);
        let writer = Schema::parse(&written).unwrap();
        let mut numbers = Numbers(seed);
        let payloads = (0..count).map(|_| {
            let writer = GenericDatumWriter::builder(&writer).build().unwrap();
            writer.write_value_to_vec(numbers.value(&shape)).unwrap()
        });
        Generated {
            payloads: payloads.collect(),
            written: written.to_string(),
            read: read.to_string(),
            shape,
        }
    }

    /// The columns of the records.
    fn columns(&self) -> (Vec<ColumnSpec>, Vec<ArrayRef>) {
        let spec = raw(&self.read).writer(&self.written);
        let payloads: Vec<&[u8]> = self.payloads.iter().map(Vec::as_slice).collect();
        let (arrays, bad) = decode(&spec, &payloads);
        assert_eq!(bad, []);
        (decoder(&spec).unwrap().columns(), arrays)
    }

    /// The cells that apache-avro reads of a record that was written with a schema.
    fn read_by_apache_avro(&self, written: &str, mut payload: &[u8]) -> BTreeMap<String, Json> {
        let [writer, reader] = [written, &self.read].map(|schema| Schema::parse_str(schema).unwrap());
        let read = GenericDatumReader::builder(&writer);
        // It does not resolve decimals of few bytes, not even to themselves.
        let value = match written == self.read {
            true => read.build().unwrap().read_value(&mut payload),
            false => read.reader_schema(&reader).build().unwrap().read_value(&mut payload),
        };
        let mut found = BTreeMap::new();
        cells(&value.unwrap(), &self.shape, "", &mut found);
        found
    }
}

/// The cells of a row of columns.
fn row_of(columns: &[ColumnSpec], arrays: &[ArrayRef], row: usize) -> BTreeMap<String, Json> {
    let cells = columns.iter().zip(arrays);
    cells
        .map(|(column, array)| (column.name.clone(), found(array, &column.column_type, row)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn columns_hold_what_apache_avro_reads(fields in fields(shape()), seed in any::<u64>(), count in 1_usize..6) {
        let records = Generated::new(fields, seed, count);
        prop_assume!(is_compared(&records.shape, false));
        let (columns, arrays) = records.columns();
        for (row, payload) in records.payloads.iter().enumerate() {
            let expected = records.read_by_apache_avro(&records.written, payload);
            let actual = row_of(&columns, &arrays, row);
            prop_assert_eq!(actual, expected, "{} read as {}", records.written, records.read);
        }
    }

    /// What the columns of records are written as, apache-avro reads as the same cells, and this library does.
    #[test]
    fn columns_are_written_as_what_they_hold(fields in fields(shape()), seed in any::<u64>(), count in 1_usize..6) {
        let records = Generated::new(fields, seed, count);
        prop_assume!(is_compared(&records.shape, false));
        let (columns, arrays) = records.columns();
        prop_assume!(!columns.is_empty());
        let batch = RecordBatch::try_new(schema(&columns), arrays.clone()).unwrap();
        let written = encoded_rows(&records.read, &batch);
        for (row, payload) in written.iter().enumerate() {
            let expected = row_of(&columns, &arrays, row);
            prop_assert_eq!(records.read_by_apache_avro(&records.read, payload), expected, "{}", records.read);
        }
        let written: Vec<&[u8]> = written.iter().map(Vec::as_slice).collect();
        let (again, bad) = decode(&raw(&records.read), &written);
        prop_assert_eq!(bad, []);
        for row in 0..written.len() {
            // In JSON, fields come in the order in which they were written.
            prop_assert_eq!(row_of(&columns, &again, row), row_of(&columns, &arrays, row));
        }
    }
}
