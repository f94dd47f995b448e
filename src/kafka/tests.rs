use super::*;

#[test]
fn a_batch_is_the_records_that_were_pushed() {
    let mut batch = Batch::default();
    for _ in 0..2 {
        batch.clear();
        batch.push(0, 5, 1000, None, Some(b"five"));
        batch.push(0, 6, NO_TIMESTAMP, Some(b""), None);
        batch.push(2, 0, 3000, Some(b"key"), Some(b""));
        batch.push(0, 9, 4000, None, None);
        assert_eq!(batch.len(), 4);
        assert_eq!(batch.offsets(), [5, 6, 0, 9]);
        assert_eq!(batch.timestamps(), [1000, NO_TIMESTAMP, 3000, 4000]);
        assert_eq!(
            batch.keys().iter().collect::<Vec<_>>(),
            [None, Some(&b""[..]), Some(b"key"), None]
        );
        assert_eq!(
            batch.values().iter().collect::<Vec<_>>(),
            [Some(&b"five"[..]), None, Some(b""), None]
        );
        assert_eq!(
            batch.partitions().collect::<Vec<_>>(),
            [(0, 0..2), (2, 2..3), (0, 3..4)]
        );
        assert_eq!(
            (0..4).map(|index| batch.partition_of(index)).collect::<Vec<_>>(),
            [0, 0, 2, 0]
        );
    }
}
