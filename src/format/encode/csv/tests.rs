use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{
    BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int8Array, Int16Array,
    Int32Array, Int64Array, RecordBatch, StringArray, TimestampNanosecondArray, UInt16Array,
};
use csv::ReaderBuilder;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::format::csv::CsvDecoder;
use crate::format::tests::decode;
use crate::spec::{ColumnType, Csv, field};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// The rows, and those that cannot be written.
fn encode(spec: &ProduceCsv, batch: &RecordBatch) -> (Vec<Option<String>>, Vec<BadRecord>) {
    let mut encoder = CsvEncoder::new(spec, &batch.schema()).unwrap();
    let columns: Vec<ArrayRef> = encoder
        .columns()
        .iter()
        .map(|index| batch.column(*index).clone())
        .collect();
    let (mut payloads, mut bad) = (PayloadBuffer::default(), Vec::new());
    encoder.encode(&columns, batch.num_rows(), &mut payloads, &mut bad);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (payloads.iter().map(|payload| payload.map(text)).collect(), bad)
}

fn rows(spec: &ProduceCsv, columns: Vec<(&str, ArrayRef)>) -> Vec<String> {
    let (rows, bad) = encode(spec, &batch(columns));
    assert_eq!(bad, []);
    rows.into_iter().map(Option::unwrap).collect()
}

fn refusal(spec: &ProduceCsv, columns: Vec<(&str, ArrayRef)>) -> String {
    let Err(error) = CsvEncoder::new(spec, &batch(columns).schema()) else {
        panic!("{spec:?} is not refused")
    };
    error.message().to_owned()
}

#[test]
fn cells_are_the_texts_that_java_prints() {
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1), None]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("B", Arc::new(BooleanArray::from(vec![true]))),
        ("Y", Arc::new(Int8Array::from(vec![-1]))),
        ("C", Arc::new(UInt16Array::from(vec![u16::from(b'"')]))),
        ("I", Arc::new(Int32Array::from(vec![None]))),
        ("L", Arc::new(Int64Array::from(vec![i64::MIN]))),
        ("F", Arc::new(Float32Array::from(vec![f32::NAN]))),
        ("D", Arc::new(Float64Array::from(vec![1e10]))),
        (
            "T",
            Arc::new(TimestampNanosecondArray::from(vec![1_000_000_000]).with_timezone("UTC")),
        ),
        ("A", Arc::new(Date32Array::from(vec![0]))),
        (
            "M",
            Arc::new(
                Decimal128Array::from(vec![1250])
                    .with_precision_and_scale(9, 2)
                    .unwrap(),
            ),
        ),
        ("X", Arc::new(BinaryArray::from(vec![&b"ab"[..]]))),
        ("V", Arc::new(lists.finish())),
    ];
    let expected =
        "true,-1,\"\"\"\",,-9223372036854775808,NaN,1.0E10,1970-01-01T00:00:01Z,1970-01-01,12.50,YWI=,\"[1,null]\"";
    assert_eq!(rows(&ProduceCsv::all(), columns), [expected]);
}

#[test]
fn only_what_must_be_is_in_quotes() {
    let values = [
        Some("a b"),
        Some("a,b"),
        Some("a\nb"),
        Some("a\r"),
        Some("\"a\""),
        Some(""),
        None,
        Some("\u{feff}é"),
    ];
    let columns = |values: &[Option<&str>]| vec![("S", texts(values)), ("N", texts(&vec![Some("n"); values.len()]))];
    let expected = [
        "a b,n",
        "\"a,b\",n",
        "\"a\nb\",n",
        "\"a\r\",n",
        "\"\"\"a\"\"\",n",
        "\"\",n",
        ",n",
        "\"\u{feff}é\",n",
    ];
    assert_eq!(rows(&ProduceCsv::all(), columns(&values)), expected);
    // A row that is nothing at all would be none for other readers.
    assert_eq!(
        rows(&ProduceCsv::of(["S"]), columns(&[None, Some("")])),
        ["\"\"", "\"\""]
    );
    let other = ProduceCsv::all().delimiter('\t').quote('\'').null("\\N");
    let values = [Some("a\tb"), Some("it's"), Some("a,\"b\""), Some("\\N"), None, Some("")];
    let expected = ["'a\tb'\tn", "'it''s'\tn", "a,\"b\"\tn", "'\\N'\tn", "\\N\tn", "\tn"];
    assert_eq!(rows(&other, columns(&values)), expected);
}

#[test]
fn fields_are_in_the_order_of_the_header() {
    let columns = || {
        vec![
            ("A", texts(&[Some("a")])),
            ("B", texts(&[Some("b")])),
            ("C", texts(&[Some("c")])),
        ]
    };
    assert_eq!(rows(&ProduceCsv::of(["C", "A"]), columns()), ["c,a"]);
    let spec = ProduceCsv::of(["C", "A"]).header(["A", "X", "C"]).null("-");
    assert_eq!(rows(&spec, columns()), ["a,-,c"]);
    assert_eq!(
        refusal(&ProduceCsv::of(["C"]).header(["A", "A"]), columns()),
        "the header has field \"A\" twice"
    );
    assert_eq!(
        refusal(&ProduceCsv::of(["C"]).header(["A", "B"]), columns()),
        "column \"C\" is no field of the header, which has A, B"
    );
    assert_eq!(
        refusal(&spec.without_null(), columns()),
        "the header has fields without a column, which are null, and no text stands for null"
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let columns = || vec![("A", texts(&[Some("a")]))];
    assert_eq!(
        refusal(&ProduceCsv::of(["A", "Z", "Y"]), columns()),
        "unknown column names [Z, Y], available column names are [A]"
    );
    assert_eq!(
        refusal(&ProduceCsv::of([""; 0]), columns()),
        "a CSV spec needs at least one column"
    );
    assert_eq!(
        refusal(&ProduceCsv::all().quote(','), columns()),
        "',' is both delimiter and quote"
    );
    assert_eq!(
        refusal(&ProduceCsv::all().delimiter('\n'), columns()),
        "delimiter '\\n': expected an ASCII character that ends no line"
    );
    assert_eq!(
        refusal(&ProduceCsv::all().quote(None).null("a,b"), columns()),
        "the text for null, \"a,b\", holds a delimiter or a line end, and there are no quotes"
    );
    let unlike: ArrayRef = Arc::new(arrow_array::NullArray::new(1));
    assert_eq!(
        refusal(&ProduceCsv::all(), vec![("N", unlike)]),
        "column \"N\" of type Null cannot be written as CSV"
    );
}

#[test]
fn a_row_that_cannot_be_written_costs_no_other_one() {
    let columns = || {
        batch(vec![
            ("A", texts(&[Some("a"), Some("b"), None, Some("d")])),
            ("B", texts(&[Some("1"), Some("2,2"), Some("3"), Some("4")])),
        ])
    };
    let (rows, bad) = encode(&ProduceCsv::all().quote(None).without_null(), &columns());
    assert_eq!(rows, [Some("a,1".to_owned()), None, None, Some("d,4".to_owned())]);
    let bad: Vec<_> = bad
        .iter()
        .map(|bad| (bad.index, bad.field.as_deref().unwrap(), bad.reason.as_str()))
        .collect();
    assert_eq!(
        bad,
        [
            (
                1,
                "B",
                "the field holds a delimiter or a line end, and there are no quotes"
            ),
            (2, "A", "the field is null, and no text stands for null"),
        ]
    );
}

#[test]
fn numbers_that_are_none_come_back() {
    let values = vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    let rows = rows(
        &ProduceCsv::all(),
        vec![("D", Arc::new(Float64Array::from(values.clone())))],
    );
    assert_eq!(rows, ["NaN", "Infinity", "-Infinity"]);
    let mut decoder = CsvDecoder::new(&Csv::new([field("D", ColumnType::Double)])).unwrap();
    let payloads: Vec<Option<&[u8]>> = rows.iter().map(|row| Some(row.as_bytes())).collect();
    let (found, bad) = decode(&mut decoder, &payloads);
    assert_eq!(bad, []);
    let found: Vec<u64> = found[0]
        .as_primitive::<Float64Type>()
        .values()
        .iter()
        .map(|value| value.to_bits())
        .collect();
    assert_eq!(found, values.iter().map(|value| value.to_bits()).collect::<Vec<_>>());
}

type Row = (Option<String>, Option<String>, Option<String>);

fn text() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        1 => Just(None),
        4 => "[a,;\"' \t\r\n\u{feff}é😀N\\\\]{0,6}".prop_map(Some),
        1 => any::<String>().prop_map(Some),
    ]
}

proptest! {
    /// The crate csv reads what is written.
    #[test]
    fn another_reader_agrees(
        values in vec((text(), text(), text()), 1..20),
        delimiter in prop::sample::select(vec![',', ';', '\t', 'a']),
        quote in prop::sample::select(vec!['"', '\'']),
    ) {
        let column = |of: fn(&Row) -> &Option<String>| {
            Arc::new(values.iter().map(|row| of(row).as_deref()).collect::<StringArray>()) as ArrayRef
        };
        let columns = vec![("A", column(|row| &row.0)), ("B", column(|row| &row.1)), ("C", column(|row| &row.2))];
        let spec = ProduceCsv::all().delimiter(delimiter).quote(quote).null("~");
        for (payload, row) in rows(&spec, columns).into_iter().zip(&values) {
            let mut reader = ReaderBuilder::new()
                .has_headers(false)
                .delimiter(delimiter as u8)
                .quote(quote as u8)
                .from_reader(payload.as_bytes());
            let found = reader.records().next().unwrap().unwrap();
            let expected = [&row.0, &row.1, &row.2].map(|cell| cell.as_deref().unwrap_or("~").to_owned());
            prop_assert_eq!(found.iter().map(str::to_owned).collect::<Vec<_>>(), expected);
        }
    }

    /// What is written is what a table that reads the topic has, in every type that it can have.
    #[test]
    fn rows_come_back(
        numbers in vec(any::<(Option<bool>, Option<i8>, Option<i16>, Option<i32>, Option<i64>, Option<f32>, Option<f64>)>(), 1..20),
        others in vec((text(), prop::option::of(prop_oneof![0..0xd800_u16, 0xe000..=u16::MAX]),
            prop::option::of(any::<i64>()), prop::option::of(any::<Vec<i32>>())), 20),
        quote in prop::sample::select(vec!['"', '\'']),
    ) {
        macro_rules! numbers {
            ($array:ty, $place:tt) => {
                Arc::new(numbers.iter().map(|row| row.$place).collect::<$array>()) as ArrayRef
            };
        }
        let others = &others[..numbers.len()];
        // Readers make no difference between the zeros; the text of null is no other cell's.
        let null = "null?";
        let instants: TimestampNanosecondArray = others.iter().map(|row| row.2).collect();
        let chars: UInt16Array = others.iter().map(|row| row.1).collect();
        let columns: Vec<(ArrayRef, ColumnType)> = vec![
            (numbers!(BooleanArray, 0), ColumnType::Boolean),
            (numbers!(Int8Array, 1), ColumnType::Byte),
            (numbers!(Int16Array, 2), ColumnType::Short),
            (numbers!(Int32Array, 3), ColumnType::Int),
            (numbers!(Int64Array, 4), ColumnType::Long),
            (Arc::new(numbers.iter().map(|row| row.5.map(|value| value + 0.0)).collect::<Float32Array>()) as ArrayRef, ColumnType::Float),
            (Arc::new(numbers.iter().map(|row| row.6.map(|value| value + 0.0)).collect::<Float64Array>()) as ArrayRef, ColumnType::Double),
            (Arc::new(others.iter().map(|row| row.0.as_deref()).collect::<StringArray>()), ColumnType::String),
            (Arc::new(chars), ColumnType::Char),
            (Arc::new(instants.with_timezone("UTC")), ColumnType::Instant),
            (
                Arc::new(others.iter().map(|row| row.3.as_ref().map(|list| format!("{list:?}").replace(' ', ""))).collect::<StringArray>()),
                ColumnType::Json,
            ),
        ];
        let names: Vec<String> = (0..columns.len()).map(|index| format!("C{index}")).collect();
        let read: Vec<_> = names.iter().zip(&columns).map(|(name, (_, of))| field(name, of.clone())).collect();
        let schema = Arc::new(Schema::new(read.iter().map(|column| column.column_type.field(&column.name)).collect::<Vec<_>>()));
        let batch = RecordBatch::try_new(schema, columns.iter().map(|(column, _)| column.clone()).collect()).unwrap();
        let (payloads, bad) = encode(&ProduceCsv::all().quote(quote).null(null), &batch);
        prop_assert_eq!(bad, []);
        let mut decoder = CsvDecoder::new(&Csv::new(read).quote(quote).null(null)).unwrap();
        let payloads: Vec<Option<&[u8]>> = payloads.iter().map(|payload| payload.as_deref().map(str::as_bytes)).collect();
        let (found, bad) = decode(&mut decoder, &payloads);
        prop_assert_eq!(bad, []);
        for (found, (expected, _)) in found.iter().zip(&columns) {
            prop_assert_eq!(found, expected);
        }
    }
}
