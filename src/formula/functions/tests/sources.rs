//! The tables that the mirrored API was asked about.

use std::sync::Arc;

use arrow_array::types::{Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, DurationNanosecondArray, Float32Array, Float64Array, Int8Array,
    Int16Array, Int32Array, Int64Array, ListArray, StringArray, Time64NanosecondArray, TimestampNanosecondArray,
    UInt16Array,
};
use arrow_buffer::OffsetBuffer;

use crate::digest::Sketch;
use crate::formula::tests::support::{Batch, source};
use crate::formula::types::Type;

pub fn table(name: &str) -> Batch {
    match name {
        "numbers" => numbers(),
        "texts" => texts(),
        "times" => times(),
        "vectors" => vectors(),
        "base" => source(),
        "digests" => digests(),
        other => panic!("there is no table {other}"),
    }
}

/// Digests of the same numbers in each row, one and several.
fn digests() -> Batch {
    let mut sketch = Sketch::new(100.0).unwrap();
    [0.0, 2.0, 4.0, 6.0].iter().for_each(|number| sketch.add(*number));
    let digest = sketch.digest();
    let digests = |count: usize| Arc::new(BinaryArray::from_iter_values((0..count).map(|_| &digest)));
    let several = ListArray::new(
        Type::TDigest.item_field(),
        OffsetBuffer::from_lengths([2, 2, 2]),
        digests(6),
        None,
    );
    Batch::new(&[
        ("Digest", Type::TDigest, digests(3)),
        ("Digests", Type::Vector(Box::new(Type::TDigest)), Arc::new(several)),
    ])
}

fn numbers() -> Batch {
    let nan = f64::NAN;
    Batch::new(&[
        (
            "D",
            Type::Double,
            Arc::new(Float64Array::from(vec![
                Some(2.5),
                Some(-2.5),
                Some(0.49),
                Some(1234.5678),
                Some(0.0),
                None,
                Some(nan),
                Some(f64::NEG_INFINITY),
            ])),
        ),
        (
            "I",
            Type::Int,
            Arc::new(Int32Array::from(vec![
                Some(4),
                Some(-9),
                Some(0),
                Some(17),
                Some(i32::MAX),
                None,
                Some(1),
                Some(2),
            ])),
        ),
        (
            "L",
            Type::Long,
            Arc::new(Int64Array::from(vec![
                Some(5),
                Some(-5),
                Some(0),
                Some(123_456_789_012),
                Some(7),
                None,
                Some(2),
                Some(-2_147_483_649),
            ])),
        ),
        (
            "F",
            Type::Float,
            Arc::new(Float32Array::from(vec![
                Some(2.5),
                Some(-2.5),
                Some(0.1),
                Some(9.99),
                Some(3.0),
                None,
                Some(f32::NAN),
                Some(f32::INFINITY),
            ])),
        ),
        (
            "H",
            Type::Short,
            Arc::new(Int16Array::from(vec![
                Some(3),
                Some(-3),
                Some(0),
                Some(i16::MAX),
                Some(12),
                None,
                Some(1),
                Some(2),
            ])),
        ),
        (
            "B",
            Type::Byte,
            Arc::new(Int8Array::from(vec![
                Some(3),
                Some(-3),
                Some(0),
                Some(127),
                Some(12),
                None,
                Some(1),
                Some(2),
            ])),
        ),
        (
            "C",
            Type::Char,
            Arc::new(UInt16Array::from(vec![
                Some(u16::from(b'a')),
                Some(u16::from(b'b')),
                Some(u16::from(b'Z')),
                Some(u16::from(b'0')),
                Some(u16::from(b' ')),
                None,
                Some(0xe9),
                Some(u16::from(b'$')),
            ])),
        ),
        (
            "Z",
            Type::Boolean,
            Arc::new(BooleanArray::from(vec![
                Some(true),
                Some(false),
                None,
                Some(true),
                Some(false),
                None,
                Some(true),
                Some(false),
            ])),
        ),
    ])
}

fn texts() -> Batch {
    let texts = [
        "Hello World",
        " pad ",
        "12",
        "3.75",
        "a,b,c",
        "é€ß",
        "",
        "😀x",
        "İi",
        "a1b22",
    ];
    let others = [
        Some("b"),
        None,
        Some("12"),
        Some("-7"),
        Some("x"),
        Some("É"),
        Some(""),
        Some("0x1F"),
        Some("true"),
        Some("1e3"),
    ];
    let doubles = [
        Some(0.5),
        Some(1.005),
        None,
        Some(-314_159.0 / 100_000.0),
        Some(1e10),
        Some(1e-5),
        Some(f64::NAN),
        Some(0.0),
        Some(123_456.789),
        Some(0.0),
    ];
    let ints = (0..10).map(|value| (value != 2).then_some(value));
    Batch::new(&[
        ("S", Type::String, Arc::new(StringArray::from(texts.to_vec()))),
        ("N", Type::String, Arc::new(StringArray::from(others.to_vec()))),
        ("I", Type::Int, Arc::new(ints.collect::<Int32Array>())),
        ("D", Type::Double, Arc::new(Float64Array::from(doubles.to_vec()))),
    ])
}

fn instants(values: Vec<Option<i64>>) -> ArrayRef {
    Arc::new(TimestampNanosecondArray::from(values).with_data_type(Type::Instant.data_type()))
}

const SECOND: i64 = 1_000_000_000;

fn times() -> Batch {
    let first = [
        Some(1_710_053_999_123_456_789),
        Some(1_710_054_000 * SECOND),
        Some(-500_000_000),
        None,
        Some(1_735_687_800 * SECOND),
        Some(1_709_208_000_500_000_000),
    ];
    let second = [
        Some(1_710_054_000 * SECOND),
        None,
        Some(0),
        None,
        Some(1_672_531_200_000_000_001),
        Some(1_730_615_400 * SECOND),
    ];
    let millis = [
        Some(0),
        Some(1_700_000_000_123),
        Some(-1),
        None,
        Some(86_400_000),
        Some(12_345),
    ];
    let ints = vec![Some(0), Some(1), Some(-1), None, Some(400), Some(5)];
    let dates = vec![Some(19_792), Some(19_792), Some(-1), None, Some(20_088), Some(19_782)];
    let clock =
        |hour: i64, minute: i64, second: i64, nanos: i64| Some(((hour * 60 + minute) * 60 + second) * SECOND + nanos);
    let clocks = vec![
        clock(6, 59, 59, 123_456_789),
        clock(7, 0, 0, 0),
        clock(23, 59, 59, 500_000_000),
        None,
        clock(23, 30, 0, 0),
        clock(12, 0, 0, 500_000_000),
    ];
    let durations = millis.map(|millis: Option<i64>| millis.map(|millis| millis * 1_000_000));
    let periods = vec![
        Some("P1Y2M"),
        Some("P1Y2M1D"),
        Some("P1Y2M-1D"),
        None,
        Some("P1Y2M400D"),
        Some("P1Y2M5D"),
    ];
    let zoned = vec![
        Some("2024-03-10T01:59:59.123456789-05:00[America/New_York]"),
        Some("2024-03-10T03:00-04:00[America/New_York]"),
        Some("1969-12-31T18:59:59.500-05:00[America/New_York]"),
        None,
        Some("2024-12-31T18:30-05:00[America/New_York]"),
        Some("2024-02-29T07:00:00.500-05:00[America/New_York]"),
    ];
    Batch::new(&[
        ("T", Type::Instant, instants(first.to_vec())),
        ("U", Type::Instant, instants(second.to_vec())),
        ("Ms", Type::Long, Arc::new(Int64Array::from(millis.to_vec()))),
        ("I", Type::Int, Arc::new(Int32Array::from(ints))),
        ("LD", Type::LocalDate, Arc::new(Date32Array::from(dates))),
        ("LT", Type::LocalTime, Arc::new(Time64NanosecondArray::from(clocks))),
        (
            "Du",
            Type::Duration,
            Arc::new(DurationNanosecondArray::from(durations.to_vec())),
        ),
        ("Pe", Type::Period, Arc::new(StringArray::from(periods))),
        ("ZT", Type::ZonedDateTime, Arc::new(StringArray::from(zoned))),
    ])
}

/// Four lists of four, three, one and two elements.
fn list(name: &'static str, item: Type, values: ArrayRef) -> (&'static str, Type, ArrayRef) {
    let lists = ListArray::new(
        item.item_field(),
        OffsetBuffer::from_lengths([4, 3, 1, 2]),
        values,
        None,
    );
    (name, Type::Vector(Box::new(item)), Arc::new(lists))
}

fn vectors() -> Batch {
    let whole = [
        Some(3),
        None,
        Some(-1),
        Some(3),
        Some(5),
        Some(0),
        Some(5),
        None,
        Some(7),
        Some(1),
    ];
    let ints: arrow_array::PrimitiveArray<Int32Type> = whole.into_iter().collect();
    let shorts: arrow_array::PrimitiveArray<Int16Type> =
        whole.into_iter().map(|value| value.map(|value| value as i16)).collect();
    let bytes: arrow_array::PrimitiveArray<Int8Type> = [3, -128, -1, 3, 5, 0, 5, -128, 100, 100]
        .into_iter()
        .map(|value: i8| (value != i8::MIN).then_some(value))
        .collect();
    let longs: arrow_array::PrimitiveArray<Int64Type> = [
        Some(4),
        Some(2),
        None,
        Some(2),
        Some(-5),
        Some(-7),
        Some(0),
        None,
        Some(9),
        Some(9),
    ]
    .into_iter()
    .collect();
    let doubles: arrow_array::PrimitiveArray<Float64Type> = [
        Some(2.5),
        Some(1.5),
        None,
        Some(-4.0),
        Some(f64::NAN),
        Some(1.0),
        Some(2.0),
        None,
        Some(0.0),
        Some(0.0),
    ]
    .into_iter()
    .collect();
    let floats: arrow_array::PrimitiveArray<Float32Type> = [
        Some(2.5),
        Some(1.5),
        None,
        Some(-4.0),
        Some(0.1),
        Some(1.0),
        Some(2.0),
        None,
        Some(f32::NAN),
        Some(2.0),
    ]
    .into_iter()
    .collect();
    let letters = ["a", "", "z", "a", "b", "c", "b", "", "x", "y"];
    let chars: arrow_array::PrimitiveArray<UInt16Type> = letters
        .map(|letter| letter.bytes().next().map(u16::from))
        .into_iter()
        .collect();
    let texts: StringArray = letters
        .map(|letter| (!letter.is_empty()).then_some(letter))
        .into_iter()
        .collect();
    let flags = vec![
        Some(true),
        None,
        Some(false),
        Some(true),
        Some(true),
        Some(true),
        Some(true),
        None,
        Some(false),
        Some(false),
    ];
    let march = Some(1_710_053_999_500_000_000);
    let times = instants(vec![
        march,
        None,
        Some(1_704_067_200 * SECOND),
        march,
        Some(1_735_689_600 * SECOND),
        Some(1_717_200_000 * SECOND),
        Some(1_717_200_000 * SECOND),
        None,
        Some(0),
        Some(0),
    ]);
    Batch::new(&[
        ("G", Type::Int, Arc::new(Int32Array::from(vec![0, 1, 2, 3]))),
        list("I", Type::Int, Arc::new(ints)),
        list("L", Type::Long, Arc::new(longs)),
        list("D", Type::Double, Arc::new(doubles)),
        list("F", Type::Float, Arc::new(floats)),
        list("H", Type::Short, Arc::new(shorts)),
        list("B", Type::Byte, Arc::new(bytes)),
        list("C", Type::Char, Arc::new(chars)),
        list("S", Type::String, Arc::new(texts)),
        list("Z", Type::Boolean, Arc::new(BooleanArray::from(flags))),
        list("T", Type::Instant, times),
    ])
}
