use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn keys() -> impl Strategy<Value = BTreeSet<u64>> {
    let near = proptest::collection::btree_set(0u64..40, 0..30);
    let dense = proptest::collection::btree_set(0u64..9_000, 0..3_000);
    let far = proptest::collection::btree_set(
        prop_oneof![0u64..10, 65_530u64..65_550, (1u64 << 33)..(1 << 33) + 9],
        0..20,
    );
    // Ranges whose ends are near those of words and nodes.
    let ranges = proptest::collection::vec((0u64..140, 0u64..4, 1u64..6_000), 0..4).prop_map(|ranges| {
        let ranges = ranges.into_iter();
        ranges
            .flat_map(|(slot, off, len)| (slot * 64 + off).saturating_sub(1)..slot * 64 + off + len)
            .collect()
    });
    prop_oneof![
        near,
        dense,
        far,
        ranges,
        (0u64..50, 0u64..50).prop_map(|(start, len)| (start..start + len).collect())
    ]
}

fn set(keys: &BTreeSet<u64>) -> RowSet {
    keys.iter().copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn row_sets_are_sets(left in keys(), right in keys(), from in 0u64..5_000, len in 0u64..5_000) {
        let (a, b) = (set(&left), set(&right));
        prop_assert_eq!(a.union(&b), set(&left.union(&right).copied().collect()));
        prop_assert_eq!(a.intersection(&b), set(&left.intersection(&right).copied().collect()));
        prop_assert_eq!(a.minus(&b), set(&left.difference(&right).copied().collect()));
        prop_assert_eq!(a == b, left == right);
        prop_assert_eq!(a.len(), left.len() as u64);
        prop_assert_eq!(a.is_empty(), left.is_empty());
        prop_assert_eq!((a.first(), a.last()), (left.first().copied(), left.last().copied()));
        prop_assert_eq!(a.iter().collect::<Vec<_>>(), left.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!(a.ranges().flatten().collect::<Vec<_>>(), left.iter().copied().collect::<Vec<_>>());
        for pair in a.ranges().collect::<Vec<_>>().windows(2) {
            prop_assert!(pair[0].end < pair[1].start);
        }
        let slice: BTreeSet<u64> = left.iter().copied().skip(from as usize).take(len as usize).collect();
        prop_assert_eq!(a.slice(from..from + len), set(&slice));
        prop_assert_eq!(a.shifted(from << 20), left.iter().map(|key| key + (from << 20)).collect());
        prop_assert_eq!(RowSet::from_ranges(a.ranges()), a.clone());
        prop_assert_eq!(left.iter().rev().copied().collect::<RowSet>(), a.clone());
        for (position, key) in left.iter().enumerate() {
            prop_assert_eq!(a.key_at(position as u64), Some(*key));
            prop_assert_eq!(a.position_of(*key), Some(position as u64));
        }
        for key in right.iter().copied().chain([0, 4_096, 1 << 40, u64::MAX]) {
            prop_assert_eq!(a.contains(key), left.contains(&key));
            prop_assert_eq!(a.position_of(key).is_some(), left.contains(&key));
        }
        prop_assert_eq!(a.key_at(left.len() as u64), None);
    }

    /// Sets of cells between marks, so that they can be of any size.
    #[test]
    fn row_sets_may_be_as_large_as_can_be(
        left in proptest::collection::btree_set(0..marks().len() - 1, 0..40),
        right in proptest::collection::btree_set(0..marks().len() - 1, 0..40),
    ) {
        let (a, b) = (cells(&left), cells(&right));
        prop_assert_eq!(a.union(&b), cells(&left.union(&right).copied().collect()));
        prop_assert_eq!(a.intersection(&b), cells(&left.intersection(&right).copied().collect()));
        prop_assert_eq!(a.minus(&b), cells(&left.difference(&right).copied().collect()));
        prop_assert_eq!(a == b, left == right);
        prop_assert_eq!(a.ranges().map(|range| range.end - range.start).sum::<u64>(), a.len());
        let mut position = 0;
        for cell in left {
            let (first, end) = (marks()[cell], marks()[cell + 1]);
            prop_assert_eq!(a.position_of(first), Some(position));
            position += end - first;
            prop_assert_eq!(a.position_of(end - 1), Some(position - 1));
            prop_assert_eq!(a.key_at(position - 1), Some(end - 1));
            prop_assert_eq!(a.slice(position - 1..position), RowSet::from(end - 1..end));
        }
        prop_assert_eq!(a.len(), position);
        prop_assert_eq!(a.key_at(position), None);
    }

    /// A set that grows and shrinks step by step is the one that is made at once, and older ones stay as they were.
    #[test]
    fn row_sets_follow_changes(steps in proptest::collection::vec((keys(), keys()), 1..6)) {
        let (mut model, mut rows, mut held) = (BTreeSet::new(), RowSet::empty(), Vec::new());
        for (added, removed) in steps {
            rows = rows.minus(&set(&removed)).union(&set(&added));
            model = model.difference(&removed).chain(&added).copied().collect();
            held.push((model.clone(), rows.clone()));
        }
        for (model, rows) in held {
            prop_assert_eq!(rows, set(&model));
        }
    }
}

/// Keys at which parts of trees begin and end, and their neighbours.
fn marks() -> Vec<u64> {
    let powers = [6, 7, 12, 13, 18, 24, 30, 36, 40, 42, 48, 54, 60, 61, 63];
    let near = |key: u64| [key - 1, key, key + 1, key + 64];
    let marks = powers.into_iter().flat_map(|power| near(1 << power));
    let ends = [0, 1, 5, u64::MAX - (1 << 18), u64::MAX - 64, u64::MAX - 1, u64::MAX];
    let marks: BTreeSet<u64> = marks.chain(ends).collect();
    marks.into_iter().collect()
}

fn cells(cells: &BTreeSet<usize>) -> RowSet {
    RowSet::from_ranges(cells.iter().map(|cell| marks()[*cell]..marks()[cell + 1]))
}

/// How many nodes `after` does not share with `before`.
fn own_nodes(after: &RowSet, before: &RowSet) -> usize {
    match (&after.0, &before.0) {
        (Scattered(after), Scattered(before)) => after.own_nodes(before),
        _ => panic!("the sets are scattered"),
    }
}

#[test]
fn a_small_change_shares_the_rest_of_a_large_set() {
    let half: RowSet = (0..3_000_000).filter(|key| key % 7 % 2 == 0).collect();
    let all = own_nodes(&half, &RowSet::from_iter([1, 3]));
    assert!(all > 700, "{all} nodes");
    let (added, removed) = (RowSet::from(3_000_000..3_000_100), RowSet::from(5_000..5_100));
    let next = half.minus(&removed).union(&added);
    assert!(
        own_nodes(&next, &half) < 12,
        "{} nodes are new",
        own_nodes(&next, &half)
    );
    assert_eq!(own_nodes(&half.union(&RowSet::from(1..2)), &half), 3);
}

#[test]
fn merged_ranges_cost_a_few_nodes_each() {
    let part = |part: u64, rows: u64| RowSet::from(part << 40..(part << 40) + rows);
    let merged = (0..100).fold(RowSet::empty(), |rows, index| rows.union(&part(index, 10_000_000)));
    assert_eq!(merged.len(), 1_000_000_000);
    assert_eq!(merged.key_at(500_000_000), Some(50 << 40));
    let nodes = own_nodes(&merged, &RowSet::from_iter([1, 3]));
    assert!(nodes < 800, "{nodes} nodes");
    let grown = merged.union(&part(7, 10_000_100));
    assert!(own_nodes(&grown, &merged) < 12);
}

#[test]
fn words_are_sets_of_their_bits() {
    let of = |words: &[(u64, u64)]| {
        let keys = words.iter().flat_map(|(number, word)| {
            let bits = (0..64).filter(move |bit| word >> bit & 1 == 1);
            bits.map(move |bit| number * 64 + bit)
        });
        assert_eq!(RowSet::from_words(words.iter().copied()), keys.collect::<RowSet>());
    };
    of(&[]);
    of(&[(0, 0)]);
    of(&[(3, 0b1011)]);
    of(&[(0, u64::MAX), (1, u64::MAX)]);
    of(&[(0, 1 << 63), (1, 1)]);
    of(&[
        (5, 7),
        (63, 1 << 40),
        (64, u64::MAX),
        (4095, 1),
        (1 << 30, 5),
        ((1 << 58) - 1, 1),
    ]);
    of(&(0..200)
        .map(|number| (number * 3, 0x5555 << (number % 40)))
        .collect::<Vec<_>>());
}
