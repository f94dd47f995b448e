//! The rows of a tree that filters choose, and those above them.

use hashbrown::{HashMap, HashSet};

use super::nodes::{Id, Nodes};
use crate::error::Result;
use crate::formula::Names;
use crate::op::where_::Where;
use crate::op::{Flow, Operation};
use crate::spec::FilterSpec;
use crate::table::{Change, RowSet, Snapshot};

/// The rows of the input for which every filter is true, and every row above one of them, under their keys.
///
/// Rows that are below themselves, which no tree shows, may stay for as long as they are.
pub(in crate::op) struct WithAncestors {
    chosen: Where,
    nodes: Nodes,
    kept: Kept,
    result: Snapshot,
}

#[derive(Default)]
struct Kept {
    /// The rows, each with the parent below which it counts.
    rows: HashMap<u64, Id>,
    /// The rows below each identifier, where there are any.
    below: HashMap<u32, HashSet<u64>>,
}

impl WithAncestors {
    pub fn new(
        input: &Snapshot,
        flow: Flow,
        filters: &[FilterSpec],
        (id, parent): (&str, &str),
        names: Names<'_>,
    ) -> Result<Self> {
        let chosen = Where::new(input, flow, filters, names)?;
        let mut nodes = Nodes::new(input, flow, id, parent)?;
        let edits = nodes.follow(input, &RowSet::empty(), input.row_keys())?;
        let mut kept = Kept::default();
        let (rows, _) = kept.settle(&nodes, chosen.snapshot(), edits.moved.into_iter().collect());
        Ok(WithAncestors {
            chosen,
            nodes,
            kept,
            result: input.with_rows(rows),
        })
    }
}

impl Kept {
    /// Looks at rows, and at those above that are concerned; gives those that are kept now and were not, and those that
    /// are not any more.
    fn settle(&mut self, nodes: &Nodes, chosen: &Snapshot, mut open: Vec<u64>) -> (RowSet, RowSet) {
        let mut were_kept: HashMap<u64, bool> = HashMap::new();
        while let Some(row) = open.pop() {
            let node = nodes.rows.get(&row);
            let has_kept_below = |id: Id| id.is_some_and(|id| self.below.contains_key(&id));
            let wanted = node.filter(|(id, _)| chosen.row_keys().contains(row) || has_kept_below(*id));
            let wanted: Option<Id> = wanted.map(|(_, parent)| *parent);
            let known = self.rows.get(&row).copied();
            were_kept.entry(row).or_insert(known.is_some());
            if known == wanted {
                continue;
            }
            if let Some(Some(parent)) = known
                && let Some(below) = self.below.get_mut(&parent)
            {
                below.remove(&row);
                if below.is_empty() {
                    self.below.remove(&parent);
                    open.extend(nodes.row_of(parent));
                }
            }
            match wanted {
                Some(parent) => {
                    self.rows.insert(row, parent);
                    if let Some(parent) = parent {
                        let below = self.below.entry(parent).or_default();
                        below.insert(row);
                        if below.len() == 1 {
                            open.extend(nodes.row_of(parent));
                        }
                    }
                }
                None => {
                    self.rows.remove(&row);
                }
            }
        }
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for (row, was_kept) in were_kept {
            match (was_kept, self.rows.contains_key(&row)) {
                (false, true) => added.push(row),
                (true, false) => removed.push(row),
                _ => {}
            }
        }
        added.sort_unstable();
        removed.sort_unstable();
        (added.into_iter().collect(), removed.into_iter().collect())
    }
}

impl Operation for WithAncestors {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    /// A row that comes may bring rows above it that were there before.
    fn flow(&self) -> Flow {
        Flow::Free
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let chosen = self.chosen.update(inputs)?;
        let gone = change.removed.union(&change.modified);
        let come = change.added.union(&change.modified);
        let edits = self.nodes.follow(&change.after, &gone, &come)?;
        let mut open: Vec<u64> = edits.moved.into_iter().collect();
        if let Some(chosen) = chosen {
            open.extend(chosen.added.union(&chosen.removed).iter());
        }
        let (added, removed) = self.kept.settle(&self.nodes, self.chosen.snapshot(), open);
        let before = self.result.clone();
        let stayed = before.row_keys().minus(&removed);
        self.result = change.after.with_rows(stayed.union(&added));
        let change = Change {
            modified: change.modified.intersection(&stayed),
            added,
            removed,
            before,
            after: self.result.clone(),
        };
        Ok(change.if_any())
    }
}
