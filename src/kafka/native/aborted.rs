//! Transactions that were aborted.

use std::collections::HashSet;

/// The aborted transactions of a stretch of a log, in the order of their first offsets; a producer has one transaction at
/// a time.
#[derive(Clone, Debug, Default)]
pub(super) struct Aborted {
    /// The producer and the first offset of those that have not begun; the first one comes last.
    later: Vec<(i64, i64)>,
    /// The producers of those that have.
    now: HashSet<i64>,
}

impl Aborted {
    /// Those of a response: producers and first offsets, in any order.
    pub fn new(mut transactions: Vec<(i64, i64)>) -> Self {
        transactions.sort_unstable_by_key(|(_, first)| std::cmp::Reverse(*first));
        Aborted {
            later: transactions,
            now: HashSet::new(),
        }
    }

    /// Whether the producer's batch that ends at an offset belongs to one of them. Offsets do not go back.
    pub fn contains(&mut self, producer: i64, last_offset: i64) -> bool {
        self.begin(last_offset);
        self.now.contains(&producer)
    }

    /// Takes note that the producer's transaction has ended, by a mark at this offset.
    pub fn end(&mut self, producer: i64, offset: i64) {
        self.begin(offset);
        self.now.remove(&producer);
    }

    fn begin(&mut self, offset: i64) {
        while let Some((producer, _)) = self.later.pop_if(|(_, first)| *first <= offset) {
            self.now.insert(producer);
        }
    }
}
