//! Batches that several threads decode give what one gives.

use arrow_array::ArrayRef;
use arrow_select::concat::concat;
use proptest::prelude::*;

use super::super::lanes::Lanes;
use super::*;
use crate::format::BadRecord;
use crate::table::Block;

fn consume() -> Consume {
    Consume {
        properties: properties(&[("deephaven.valuebytes.column.name", "Size")]),
        topic: "t".to_owned(),
        partitions: Partitions::All,
        offsets: Offsets::Beginning,
        key: Spec::simple("K", ColumnType::Int),
        value: Spec::json([field("Sym", ColumnType::String), field("Qty", ColumnType::Long)]),
        table_type: TableType::Append,
    }
}

/// Records of two partitions, of which some have bad values and some bad keys.
fn batch(records: usize, stretch: usize, bad_every: usize) -> Batch {
    let mut batch = Batch::default();
    for index in 0..records {
        let key = (index as i32).to_be_bytes();
        let key: &[u8] = if index % (bad_every * 3) == 1 { b"bad" } else { &key };
        let padding = "x".repeat(60 + index % 50);
        let value = match index % bad_every {
            0 => format!("{{\"Sym\":\"{padding}\",\"Qty\":\"none\"}}"),
            _ => format!("{{\"Sym\":\"{padding}\",\"Qty\":{index}}}"),
        };
        let partition = (index / stretch % 2) as i32;
        batch.push(
            partition,
            index as i64,
            1000 + index as i64,
            Some(key),
            Some(value.as_bytes()),
        );
    }
    batch
}

/// What lanes make of batches: the columns of all blocks, and the bad records.
fn decoded(lanes: &mut Lanes, batches: &[Batch], policy: OnError) -> (Vec<ArrayRef>, Vec<String>) {
    let on_bad = OnBad { policy, ends: false };
    let bad = |bad: BadRecord| format!("{} {:?} {}", bad.index, bad.field, bad.reason);
    let found = batches
        .iter()
        .flat_map(|batch| lanes.absorb(batch, 0..batch.len(), 7, on_bad).into_iter().map(bad))
        .collect();
    let blocks = lanes.finish();
    let column = |index: usize| {
        let read = |block: &Block| block.columns[index].read(0..block.rows).unwrap();
        let pieces: Vec<ArrayRef> = blocks.iter().map(read).collect();
        concat(&pieces.iter().map(AsRef::as_ref).collect::<Vec<_>>()).unwrap()
    };
    ((0..blocks[0].columns.len()).map(column).collect(), found)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn rows_and_bad_records_are_those_of_one_thread(
        sizes in prop::collection::vec(prop_oneof![1..50usize, 8_000..20_000usize], 1..4),
        stretch in 1..9_000usize,
        bad_every in 3..5_000usize,
        policy in prop_oneof![Just(OnError::Fail), Just(OnError::Skip), Just(OnError::Null)],
        count in 2..5usize,
    ) {
        let batches: Vec<Batch> = sizes.iter().map(|size| batch(*size, stretch, bad_every)).collect();
        let layout = Layout::new(&consume()).unwrap();
        let mut several = Lanes::of(layout.again(), count).unwrap();
        let mut one = Lanes::of(layout, 1).unwrap();
        prop_assert_eq!(decoded(&mut several, &batches, policy), decoded(&mut one, &batches, policy));
        // Nothing is left.
        let next = [batch(3, 1, 5)];
        prop_assert_eq!(decoded(&mut several, &next, policy), decoded(&mut one, &next, policy));
    }
}

#[test]
fn large_batches_are_split_and_small_ones_are_not() {
    let mut lanes = Lanes::of(Layout::new(&consume()).unwrap(), 4).unwrap();
    let on_bad = OnBad {
        policy: OnError::Skip,
        ends: false,
    };
    let mut blocks = |records: usize| {
        let batch = batch(records, 100, 1 << 20);
        lanes.absorb(&batch, 0..batch.len(), 7, on_bad);
        let rows: Vec<usize> = lanes.finish().iter().map(|block| block.rows).collect();
        rows
    };
    assert_eq!(blocks(100), [98]);
    assert_eq!(blocks(6_200).len(), 3);
    assert_eq!(blocks(40_000).len(), 4);
    assert_eq!(blocks(0), [0]);
}
