use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// Rows that come to groups or go, by key.
fn changes() -> impl Strategy<Value = Vec<BTreeMap<u64, (bool, u32)>>> {
    let change = proptest::collection::btree_map(0u64..4000, (proptest::bool::weighted(0.8), 0u32..3), 0..1200);
    proptest::collection::vec(change, 1..8)
}

fn of_group(members: &Members, group: u32) -> Vec<u64> {
    let mut keys = Vec::new();
    members.extend(group.into(), &mut keys);
    keys
}

proptest! {
    #[test]
    fn groups_have_the_rows_that_came_and_did_not_go(changes in changes()) {
        let mut members = Members::default();
        let mut groups: BTreeMap<u64, u32> = BTreeMap::new();
        for change in changes {
            let before = members.clone();
            let old: Vec<Vec<u64>> = (0..3).map(|group| of_group(&members, group)).collect();
            let coming = |key: &u64| change.get(key).is_some_and(|(comes, _)| *comes);
            let gone: BTreeMap<u64, u32> = groups.iter().filter(|(key, _)| change.contains_key(key)).map(|(key, group)| (*key, *group)).collect();
            members.remove(&gone.values().copied().collect::<Vec<_>>(), &gone.keys().copied().collect());
            groups.retain(|key, _| !gone.contains_key(key));
            let added: BTreeMap<u64, u32> = change.iter().filter(|(key, _)| coming(key)).map(|(key, (_, group))| (*key, *group)).collect();
            members.add(&added.values().copied().collect::<Vec<_>>(), &added.keys().copied().collect());
            groups.extend(added);
            for group in 0..3 {
                let expected: BTreeSet<u64> = groups.iter().filter(|(_, of)| **of == group).map(|(key, _)| *key).collect();
                let expected: Vec<u64> = expected.into_iter().collect();
                prop_assert_eq!(&of_group(&members, group), &expected);
                prop_assert_eq!(members.first(group.into()), expected.first().copied());
                prop_assert_eq!(members.last(group.into()), expected.last().copied());
                prop_assert_eq!(&of_group(&before, group), &old[group as usize]);
            }
        }
    }
}
