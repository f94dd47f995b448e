use proptest::prelude::*;

use super::*;
use crate::spec::TableType;
use crate::table::{Block, Chunk, Retention, RowSet, Snapshot};
use arrow_schema::{DataType, Field, Schema};

/// The text of a row: one of `distinct` values, some of them null, empty or not ASCII.
fn value(row: usize, distinct: usize) -> Option<String> {
    let mixed = (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let number = ((mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33) as usize % distinct;
    match number {
        0 => Some(String::new()),
        1 => None,
        2 => Some("ß€😀".to_owned()),
        number => Some(format!("S{number}")),
    }
}

fn plain(values: &[Option<String>]) -> Text {
    Text::Plain(values.iter().cloned().collect())
}

fn texts(array: &ArrayRef) -> Vec<Option<String>> {
    assert_eq!(array.data_type(), &DataType::Utf8);
    array
        .as_string::<i32>()
        .iter()
        .map(|value| value.map(str::to_owned))
        .collect()
}

fn column(array: Text) -> Block {
    Block {
        rows: array.len(),
        columns: vec![Chunk::Text(array)],
    }
}

fn is_dictionary(text: &Text) -> bool {
    matches!(text, Text::Dictionary(_))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_read_is_what_was_there(
        parts in proptest::collection::vec((1usize..9_000, 1usize..1_200, any::<bool>()), 1..5),
        cut in (0usize..20_000, 0usize..20_000),
    ) {
        let mut expected = Vec::new();
        let mut chunks = Vec::new();
        for (rows, distinct, settle) in parts {
            let values: Vec<_> = (0..rows).map(|row| value(row, distinct)).collect();
            let text = plain(&values);
            let skip = rows.min(cut.0 % 7);
            expected.extend_from_slice(&values[skip..]);
            chunks.push((if settle { text.settled() } else { text }, skip..rows));
        }
        let refs: Vec<_> = chunks.iter().map(|(text, range)| (text, range.clone())).collect();
        let joined = Text::concat(&refs).unwrap();
        prop_assert_eq!(joined.len(), expected.len());
        prop_assert_eq!(&texts(&joined.read(0..expected.len()).unwrap()), &expected);
        let (from, to) = (cut.0.min(cut.1).min(expected.len()), cut.0.max(cut.1).min(expected.len()));
        prop_assert_eq!(&texts(&joined.read(from..to).unwrap()), &expected[from..to]);
        let all = texts(&joined.values());
        for row in (0..expected.len()).step_by(37) {
            prop_assert_eq!(&all[joined.position(row)], &expected[row]);
        }
        // Plain text may share the longer buffers of its parts.
        prop_assert!(!is_dictionary(&joined) || joined.memory_size() <= plain(&expected).memory_size() + 256);
    }

    /// A table whose column turns from few values to many and back reads the same by ranges and by single keys.
    #[test]
    fn tables_read_the_same(
        blocks in proptest::collection::vec((1usize..12_000, prop_oneof![Just(3usize), Just(900), Just(1_000_000)]), 1..8),
        step in 1u64..90,
    ) {
        let mut rows = Retention::new(TableType::Append);
        let mut expected = Vec::new();
        for (count, distinct) in blocks {
            let values: Vec<_> = (0..count).map(|row| value(row, distinct)).collect();
            rows.absorb(vec![column(plain(&values))]).unwrap();
            expected.extend(values);
        }
        let schema = Arc::new(Schema::new(vec![Field::new("T", DataType::Utf8, true)]));
        let snapshot = Snapshot::of_store(schema, rows.rows(), rows.store());
        let read: Vec<_> = snapshot.batches().flat_map(|batch| texts(batch.unwrap().column(0))).collect();
        prop_assert_eq!(&read, &expected);
        let some: RowSet = (0..expected.len() as u64).step_by(step as usize).collect();
        let picked: Vec<_> = some.iter().map(|key| expected[key as usize].clone()).collect();
        prop_assert_eq!(texts(&snapshot.read(0, &some).unwrap()), picked);
    }
}

fn rows(count: usize, distinct: usize) -> Vec<Option<String>> {
    (0..count).map(|row| value(row, distinct)).collect()
}

#[test]
fn few_values_are_a_dictionary_and_many_are_not() {
    let few = plain(&rows(20_000, 8)).settled();
    assert!(is_dictionary(&few));
    assert!(few.memory_size() < 20_000 + 4_096, "{} bytes", few.memory_size());
    assert!(is_dictionary(&plain(&rows(30_000, 900)).settled()));
    assert!(!is_dictionary(&plain(&rows(20_000, 1_000_000)).settled()));
    assert!(!is_dictionary(&plain(&rows(LEAST_ROWS - 1, 8)).settled()));
    let long: Vec<_> = (0..5_000).map(|_| Some("x".repeat(14_000))).collect();
    assert!(!is_dictionary(&plain(&long).settled()), "what reading takes is bounded");
}

#[test]
fn small_parts_become_a_dictionary_when_they_are_joined() {
    let small = plain(&rows(3_000, 8));
    let joined = Text::concat(&[(&small, 0..3_000), (&small, 0..3_000)]).unwrap();
    assert!(is_dictionary(&joined));
    let larger = Text::concat(&[(&joined, 10..6_000), (&small, 0..3_000)]).unwrap();
    assert!(is_dictionary(&larger));
    // A value that only rows had that are gone is gone too.
    let one = plain(&[vec![Some("gone".to_owned())], rows(5_000, 4)].concat()).settled();
    let rest = Text::concat(&[(&one, 1..5_001), (&small, 0..3_000)]).unwrap();
    assert!(is_dictionary(&rest));
    assert!(!texts(&rest.values()).contains(&Some("gone".to_owned())));
}

#[test]
fn a_column_is_looked_at_again_when_it_is_long() {
    let many = plain(&rows(5_000, 1_801)).settled();
    assert!(!is_dictionary(&many));
    let part = plain(&rows(8_000, 1_801));
    let parts: Vec<_> = (0..5).map(|_| (&part, 0..8_000)).collect();
    assert!(!is_dictionary(&Text::concat(&parts[..2]).unwrap()));
    assert!(is_dictionary(&Text::concat(&parts).unwrap()));
}
