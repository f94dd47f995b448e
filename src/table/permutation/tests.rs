use super::*;

#[test]
fn blocks_hold_rows_near_and_far() {
    for rows in [[7, 3, 9], [1 << 40, 3, u64::MAX - 1]] {
        let block = LabelBlock::new(1 << 2 | 1 << 64 | 1 << 127, &rows);
        assert_eq!(block.len(), 3);
        assert_eq!([block.row(0), block.row(1), block.row(2)], rows);
        assert_eq!([2, 64, 127].map(|place| block.at(place)), rows.map(Some));
        assert_eq!([0, 3, 126].map(|place| block.at(place)), [None; 3]);
    }
}

#[test]
fn labels_lead_to_rows_and_clones_stay() {
    let mut permutation = Permutation::default();
    permutation.set(5, Some(Arc::new(LabelBlock::new(0b101, &[30, 10]))));
    permutation.set(1 << 33, Some(Arc::new(LabelBlock::new(1, &[20]))));
    let before = permutation.clone();
    permutation.set(5, None);
    permutation.set(6, Some(Arc::new(LabelBlock::new(1 << 127, &[11]))));
    let labels = [5 * 128, 5 * 128 + 1, 5 * 128 + 2, 6 * 128 + 127, 1 << 40, NO_ROW];
    let rows = |permutation: &Permutation| permutation.rows(labels).collect::<Vec<u64>>();
    assert_eq!(rows(&before), [30, NO_ROW, 10, NO_ROW, 20, NO_ROW]);
    assert_eq!(rows(&permutation), [NO_ROW, NO_ROW, NO_ROW, 11, 20, NO_ROW]);
    assert_eq!(
        (before.get(5 * 128 + 2), permutation.get(5 * 128 + 2)),
        (Some(10), None)
    );
    assert!(before.memory_size() > permutation.memory_size() - 8);
}
