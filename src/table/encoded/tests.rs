use std::sync::Arc;

use arrow_array::{Array, StringArray};
use arrow_schema::{DataType, Field, Schema};

use super::*;
use crate::table::{Chunk, RowGroup, RowSet, Snapshot, Store};

/// Five different texts, or null, in two groups of rows.
fn snapshot() -> Snapshot {
    let mut store = Store::default();
    for (first, rows) in [(0, 70_000), (70_000, 50)] {
        let texts = (first..first + rows).map(|row| (row % 6 < 5).then(|| format!("text number {}", row % 6)));
        let texts: ArrayRef = Arc::new(texts.collect::<StringArray>());
        let group = RowGroup::new(first, rows as usize, vec![Chunk::compact(texts).settled()]);
        store.push(group, 0).unwrap();
    }
    let schema = Schema::new(vec![Field::new("S", DataType::Utf8, true)]);
    Snapshot::of_store(Arc::new(schema), RowSet::from(0..70_050), &Arc::new(store))
}

fn is_encoded(keys: &RowSet) -> bool {
    let snapshot = snapshot();
    let encoded = snapshot.read_encoded(0, keys).unwrap();
    let plain = snapshot.read(0, keys).unwrap();
    assert_eq!(&encoded.plain().unwrap(), &plain);
    if plain.len() > 7 {
        let rows = UInt32Array::from(vec![7, 0, 5]);
        assert_eq!(&encoded.take(&rows).unwrap(), &take(&plain, &rows, None).unwrap());
    }
    matches!(encoded, Encoded::Dictionary { .. })
}

#[test]
fn codes_stand_for_the_values() {
    assert!(is_encoded(&RowSet::from(0..65_536)));
    assert!(is_encoded(&RowSet::from(100..120)));
    assert!(is_encoded(&(0..9000).step_by(3).collect()));
    // Of two groups, of a group that is no dictionary, and of no row at all.
    assert!(!is_encoded(&RowSet::from(69_990..70_010)));
    assert!(!is_encoded(&RowSet::from(70_000..70_050)));
    assert!(!is_encoded(&RowSet::empty()));
}
