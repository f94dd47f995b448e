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

#[test]
fn payloads_are_text_whatever_is_between_them() {
    let between = |values: &[&[u8]], between: &[u8]| {
        let mut batch = Batch::default();
        let mut buffer = batch.take();
        for (offset, value) in values.iter().enumerate() {
            buffer.extend_from_slice(between);
            let value = Span::new(buffer.len(), value.len());
            buffer.extend_from_slice(values[offset]);
            batch.push_spans(0, offset as i64, 0, Span::NULL, value);
        }
        batch.put(buffer);
        batch.values().are_text()
    };
    for gap in [&b""[..], b"text", b"\xff\x80"] {
        assert!(between(&[b"a", b"", "\u{e9}\u{1f600}".as_bytes()], gap));
        assert!(between(&[], gap) && between(&[b""], gap));
        assert!(!between(&[b"a", b"\xff", b"b"], gap));
        // Halves of a character.
        assert!(!between(&[b"a\xc3", b"\xa9b"], gap), "{gap:?}");
    }
}
