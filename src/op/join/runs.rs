//! The rows of a batch, brought together by group.

use crate::op::groups::NO_GROUP;

/// Brings rows together by group, so that what is kept of a group is looked up, and near at hand, for all of its rows.
#[derive(Default)]
pub(super) struct Runs {
    /// Where the next row of each group goes, the last being that of no group.
    next: Vec<u32>,
    /// The positions of the rows, group by group.
    order: Vec<u32>,
}

impl Runs {
    /// Calls `each` with every group that has rows and their positions in `groups`, in ascending order. Groups are less
    /// than `count`, or [`NO_GROUP`]; of many groups with few rows each, one may be called for several times.
    pub fn each(&mut self, groups: &[u32], count: usize, mut each: impl FnMut(u32, &[u32])) {
        if count > groups.len() {
            for (position, group) in (0..).zip(groups) {
                each(*group, &[position]);
            }
            return;
        }
        let place = |group: u32| (group as usize).min(count);
        self.next.clear();
        self.next.resize(count + 2, 0);
        for group in groups {
            self.next[place(*group) + 1] += 1;
        }
        for at in 1..self.next.len() {
            self.next[at] += self.next[at - 1];
        }
        self.order.resize(groups.len(), 0);
        for (position, group) in (0..).zip(groups) {
            let next = &mut self.next[place(*group)];
            self.order[*next as usize] = position;
            *next += 1;
        }
        let mut start = 0;
        for (group, end) in self.next[..=count].iter().enumerate() {
            let end = *end as usize;
            if end > start {
                let group = if group == count { NO_GROUP } else { group as u32 };
                each(group, &self.order[start..end]);
            }
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_brought_together(groups in proptest::collection::vec(prop_oneof![4 => 0u32..20, 1 => Just(NO_GROUP)], 0..100)) {
            let mut runs = Runs::default();
            for count in [20, 1000] {
                let mut seen = vec![None; groups.len()];
                runs.each(&groups, count, |group, positions| {
                    assert!(positions.is_sorted());
                    for position in positions {
                        seen[*position as usize] = Some(group);
                    }
                });
                let expected: Vec<_> = groups.iter().copied().map(Some).collect();
                prop_assert_eq!(seen, expected);
            }
        }
    }
}
