use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Int32Array, StringArray};

use super::*;
use crate::spec::Serializer;

fn batch() -> RecordBatch {
    let (a, b): (ArrayRef, ArrayRef) = (
        Arc::new(Int32Array::from(vec![Some(1), None, Some(3)])),
        Arc::new(StringArray::from(vec!["x", "y", "z"])),
    );
    RecordBatch::try_from_iter_with_nullable([("A", a, true), ("B", b, true)]).unwrap()
}

/// The number of a row, the column, and the reason.
type Bad = (usize, String, String);

fn encode(serializer: impl Serializer + 'static) -> (Vec<Option<Vec<u8>>>, Vec<Bad>) {
    let batch = batch();
    let names = ["B".to_owned(), "A".to_owned()];
    let mut encoder = SerializerEncoder::new(&names, &SharedSerializer::new(serializer), &batch.schema()).unwrap();
    let columns: Vec<ArrayRef> = encoder
        .columns()
        .iter()
        .map(|column| batch.column(*column).clone())
        .collect();
    let (mut payloads, mut bad) = (PayloadBuffer::default(), Vec::new());
    let topics = StringArray::from(vec![Some("t"), None, None]);
    encoder.ready(Some(&topics)).unwrap();
    encoder.encode(&columns, 3, &mut payloads, &mut bad);
    let bad = bad
        .into_iter()
        .map(|bad| (bad.index, bad.field.unwrap(), bad.reason))
        .collect();
    (
        payloads.iter().map(|payload| payload.map(<[u8]>::to_vec)).collect(),
        bad,
    )
}

/// A text of the number and the text; null for null; a 3 is bad.
#[allow(clippy::unnecessary_wraps, reason = "it is a serializer")]
fn written(rows: &RecordBatch) -> Result<Serialized> {
    assert_eq!(rows.schema().field(0).name(), "B");
    let (texts, numbers) = (
        rows.column(0).as_string::<i32>(),
        rows.column(1).as_primitive::<Int32Type>(),
    );
    let payloads: Vec<Option<String>> = numbers
        .iter()
        .zip(texts)
        .map(|(number, text)| Some(format!("{}{}", text?, number?)))
        .collect();
    let bad = (0..rows.num_rows())
        .filter(|row| numbers.value(*row) == 3)
        .map(|index| BadRecord {
            index,
            field: (index > 9).then(String::new),
            reason: "three".to_owned(),
        });
    Ok(Serialized {
        payloads: payloads
            .iter()
            .map(|payload| payload.as_ref().map(String::as_bytes))
            .collect(),
        bad: bad.collect(),
    })
}

#[test]
fn a_bad_row_costs_no_other_one() {
    let (payloads, bad) = encode(written);
    assert_eq!(payloads, [Some(b"x1".to_vec()), None, None]);
    assert_eq!(bad, [(2, "B".to_owned(), "three".to_owned())]);
}

#[test]
fn topics_are_told() {
    struct Topics;
    impl Serializer for Topics {
        fn serialize(&self, _: &RecordBatch, topics: Option<&StringArray>) -> Result<Serialized> {
            let topics = topics.unwrap();
            Ok(BinaryArray::from_iter(topics.iter().map(|topic| topic.map(str::as_bytes))).into())
        }
    }
    assert_eq!(encode(Topics).0, [Some(b"t".to_vec()), None, None]);
}

#[test]
fn what_is_wrong_with_a_serializer_is_wrong_with_all_rows() {
    type Wrong = fn(&RecordBatch) -> Result<Serialized>;
    let few: Wrong = |_| Ok(BinaryArray::from_iter([Some(b"x")]).into());
    let outside: Wrong = |rows| {
        let mut serialized = written(rows)?;
        serialized.bad[0].index = 3;
        Ok(serialized)
    };
    let cases: [(Wrong, &str); 4] = [
        (few, "the serializer has made 1 keys or values of 3 rows"),
        (outside, "the serializer calls row 3 of 3 bad"),
        (|_| Err(Error::invalid("no")), "no"),
        (|_| panic!("ouch"), "the serializer panicked: ouch"),
    ];
    for (serializer, reason) in cases {
        let (payloads, bad) = encode(serializer);
        assert_eq!(payloads, [None, None, None]);
        assert_eq!(bad, [0, 1, 2].map(|row| (row, "B".to_owned(), reason.to_owned())));
    }
}

#[test]
fn columns_that_are_not_there() {
    let shared = SharedSerializer::new(written);
    let refusal = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        SerializerEncoder::new(&names, &shared, &batch().schema())
            .map(drop)
            .unwrap_err()
            .message()
            .to_owned()
    };
    assert_eq!(
        refusal(&["Z"]),
        "unknown column names [Z], available column names are [A, B]"
    );
    assert_eq!(refusal(&[]), "a serializer needs at least one column");
}
