//! Files of Arrow and Parquet.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{
    BinaryArray, Decimal128Array, DictionaryArray, FixedSizeListArray, Int64Array, IntervalDayTimeArray,
    LargeListArray, LargeStringArray, NullArray, StringViewArray, StructArray, Time32MillisecondArray,
    TimestampMicrosecondArray, TimestampSecondArray, UInt16Array, UInt64Array,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::*;

fn rows() -> RecordBatch {
    let structs = StructArray::from(vec![(
        Arc::new(arrow_schema::Field::new("n", DataType::Int64, true)),
        Arc::new(Int64Array::from(vec![1, 2])) as ArrayRef,
    )]);
    let lists = LargeListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None]), None]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("Large", Arc::new(LargeStringArray::from(vec![Some("é"), None]))),
        (
            "View",
            Arc::new(StringViewArray::from(vec!["a", "a longer text than fits"])),
        ),
        (
            "Dict",
            Arc::new(["x", "x"].into_iter().collect::<DictionaryArray<Int32Type>>()),
        ),
        ("Port", Arc::new(UInt16Array::from(vec![80, 65535]))),
        ("Count", Arc::new(UInt64Array::from(vec![1, 2]))),
        ("Local", Arc::new(TimestampSecondArray::from(vec![1_704_164_645, 0]))),
        (
            "Zoned",
            Arc::new(TimestampMicrosecondArray::from(vec![1, 2]).with_timezone("+02:00")),
        ),
        ("Clock", Arc::new(Time32MillisecondArray::from(vec![1, 2]))),
        (
            "Price",
            Arc::new(
                Decimal128Array::from(vec![150, -1])
                    .with_precision_and_scale(9, 2)
                    .unwrap(),
            ),
        ),
        ("Bytes", Arc::new(BinaryArray::from(vec![&b"\0\xff"[..], b""]))),
        ("Lists", Arc::new(lists)),
        ("Struct", Arc::new(structs)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

const EXPECTED: [&str; 12] = [
    "Large String: é|-",
    "View String: a|a longer text than fits",
    "Dict String: x|x",
    "Port int: 80|65535",
    "Count long: 1|2",
    "Local Instant: 2024-01-02T03:04:05Z|1970-01-01T00:00:00Z",
    "Zoned Instant: 1970-01-01T00:00:00.000001Z|1970-01-01T00:00:00.000002Z",
    "Clock LocalTime: 00:00:00.001|00:00:00.002",
    "Price Decimal128(9, 2): 1.50|-0.01",
    "Bytes byte[]: 00ff|",
    "Lists List(Int32): [1, -]|-",
    "Struct Struct(\"n\": Int64): {n: 1}|{n: 2}",
];

fn file(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let mut writer = FileWriter::try_new_with_options(Vec::new(), batch.schema_ref(), options).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// The same where a file has that name.
fn file_of(batch: &RecordBatch) -> Vec<u8> {
    file(batch, None)
}

fn stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), batch.schema_ref()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn every_type_has_its_counterpart() {
    let rows = rows();
    let contents = [
        ("file.arrow", file(&rows, None)),
        ("lz4.feather", file(&rows, Some(CompressionType::LZ4_FRAME))),
        ("zstd.ipc", file(&rows, Some(CompressionType::ZSTD))),
        ("stream.arrows", stream(&rows)),
        ("stream.arrow", stream(&rows)),
        ("snappy.parquet", parquet(&rows, Compression::SNAPPY)),
        ("zstd.parquet", parquet(&rows, Compression::ZSTD(ZstdLevel::default()))),
        (
            "gzip.parquet",
            parquet(&rows, Compression::GZIP(parquet::basic::GzipLevel::default())),
        ),
        ("lz4.pq", parquet(&rows, Compression::LZ4_RAW)),
    ];
    for (name, content) in contents {
        assert_eq!(
            shown(&Temporary::new(name, content).batch(&usual())),
            EXPECTED,
            "{name}"
        );
    }
}

#[test]
fn what_has_no_counterpart_is_refused_by_name() {
    let spans = IntervalDayTimeArray::from(vec![None]);
    let rows = RecordBatch::try_from_iter([("Span", Arc::new(spans) as ArrayRef)]).unwrap();
    let file = Temporary::new("interval.arrow", file(&rows, None));
    let error = file.refusal(&usual());
    assert_eq!(
        (error.kind(), error.detail("column")),
        (ErrorKind::Unsupported, Some("Span"))
    );
    assert!(error.message().contains("Interval(DayTime)"), "{error}");
}

#[test]
fn values_beyond_their_type_are_errors() {
    let column = |name: &str, values: ArrayRef| {
        let rows = RecordBatch::try_from_iter([(name, values)]).unwrap();
        let (batches, error) = Temporary::new("beyond.arrows", stream(&rows)).read(&usual());
        assert!(batches.is_empty());
        let error = error.unwrap();
        assert_eq!(error.detail("column"), Some(name));
        assert!(error.message().contains("in rows 1 to 2"), "{error}");
    };
    column("Count", Arc::new(UInt64Array::from(vec![1, u64::MAX])));
    column("Time", Arc::new(TimestampSecondArray::from(vec![0, i64::MAX / 1_000])));
}

#[test]
fn columns_of_nulls_and_lists_of_one_length() {
    let lists = FixedSizeListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), Some(2)])], 2);
    let columns: [(&str, ArrayRef); 2] = [("Null", Arc::new(NullArray::new(1))), ("Pair", Arc::new(lists))];
    let rows = RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true))).unwrap();
    let file = Temporary::new("nulls.arrow", file(&rows, None));
    assert_eq!(
        shown(&file.batch(&usual())),
        ["Null String: -", "Pair List(Int32): [1, 2]"]
    );
}

#[test]
fn a_parquet_file_tells_how_far_it_is_read() {
    let numbers = Int64Array::from_iter_values(0..100_000);
    let rows = RecordBatch::try_from_iter([("N", Arc::new(numbers) as ArrayRef)]).unwrap();
    let content = parquet(&rows, Compression::SNAPPY);
    let file = Temporary::new("long.parquet", &content);
    let mut reader = file.open(&usual()).unwrap();
    let progress = reader.progress();
    assert_eq!((progress.bytes(), progress.size()), (0, Some(content.len() as u64)));
    let first = reader.next().unwrap().unwrap();
    assert_eq!(first.num_rows(), BATCH_ROWS);
    let share = content.len() as u64 * BATCH_ROWS as u64 / 100_000;
    assert_eq!(progress.bytes(), share);
    let rest: usize = reader.map(|batch| batch.unwrap().num_rows()).sum();
    assert_eq!(rest, 100_000 - BATCH_ROWS);
    assert_eq!(progress.bytes(), content.len() as u64);
    // One batch of Arrow comes in pieces, too.
    let (batches, error) = Temporary::new("long.arrow", file_of(&rows)).read(&usual().limit(20_000));
    assert!(error.is_none());
    assert_eq!(
        batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(),
        [8192, 8192, 3616]
    );
    assert_eq!(batches[1].column(0).as_primitive::<Int64Type>().value(0), 8192);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A broken file is an error, or other rows; never more than that.
    #[test]
    fn broken_files_end_nothing(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let rows = rows();
        for (name, mut content) in [
            ("broken.arrow", file(&rows, None)),
            ("broken.arrows", stream(&rows)),
            ("broken.parquet", parquet(&rows, Compression::SNAPPY)),
        ] {
            let at = at.index(content.len());
            content[at] = byte;
            content.truncate(content.len() - cut.index(content.len()).min(64));
            let file = Temporary::new(name, content);
            if let Ok(reader) = file.open(&usual()) {
                let _ = reader.map(|batch| batch.map(|batch| batch.num_rows())).collect::<Result<Vec<_>>>();
            }
        }
    }
}
