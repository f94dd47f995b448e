//! What the fuzz target calls: answers of any bytes, with the promises about them.

use std::ops::Range;

use super::aborted::Aborted;
use super::records::{self, Stretch, Walker};
use super::{leaders, protocol, sasl};
use crate::kafka::Batch;

/// The first byte chooses the version of Fetch. The rest is an answer to it, and also the batches of a partition, of which the
/// first eight bytes are the offset that was asked for.
pub(crate) fn check(data: &[u8]) {
    let Some((version, data)) = data.split_first() else {
        return;
    };
    let _ = protocol::read_api_versions(data);
    let _ = leaders::read(data);
    let _ = sasl::read_handshake(data);
    let _ = sasl::read_authenticated(data);
    if let Ok(fetched) = protocol::read_fetch(data, i16::from(*version % 13) + 4) {
        for answer in fetched.partitions {
            walk(data, answer.records, 0, answer.aborted);
        }
    }
    if let Some((from, _)) = data.split_first_chunk() {
        let from = i64::from_be_bytes(*from).max(0);
        walk(data, 8..data.len(), from, vec![(1, from)]);
    }
}

/// Records are wanted ones, in the buffer, and before what is asked for next.
fn walk(response: &[u8], range: Range<usize>, from: i64, aborted: Vec<(i64, i64)>) {
    let Ok(scan) = records::scan(&response[range.clone()], from) else {
        return;
    };
    assert!(scan.next >= from && scan.len <= range.len());
    let mut stretch = Stretch {
        partition: 3,
        range: range.start..range.start + scan.len,
        from,
        end: i64::MAX,
        aborted: Aborted::new(aborted),
        compressed: scan.compressed,
    };
    let check = |batch: &Batch| {
        for index in 0..batch.len() {
            assert!((from..scan.next).contains(&batch.offsets()[index]));
            let _ = batch.record(index);
            batch.headers(index).for_each(drop);
        }
        assert_eq!(batch.sizes().map(|(_, _, bytes)| bytes).sum::<usize>(), batch.bytes());
    };
    let mut batch = Batch::default();
    let plain = !scan.compressed;
    let mut emit = |batch: &mut Batch| {
        check(batch);
        batch.clear();
    };
    let _ = Walker::new(true, false).walk(response, &mut stretch, plain, &mut batch, &mut emit);
    if plain {
        batch.put(response.to_vec());
    }
    check(&batch);
}
