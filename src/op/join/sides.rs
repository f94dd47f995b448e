//! The keys of both sides of a join, numbered together.

use arrow_cast::display::array_value_to_string;

use super::Plan;
use crate::error::Result;
use crate::op::Flow;
use crate::op::groups::Groups;
use crate::table::{RowSet, Snapshot};

/// This many keys without rows are never too many.
const FEW_KEYS: u64 = 1 << 12;

/// A table of a join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// Numbers the keys of both sides.
///
/// A key gets its number from a side whose rows stay until the other side's may come; a key that only the other side has
/// is none that matters. So a side that stands still knows all keys, and rows that are gone after the cycle bring none.
pub(super) struct Sides {
    groups: Groups,
    left: Vec<usize>,
    right: Vec<usize>,
    /// Whether the keys of the side are given numbers, or only looked for.
    makes: [bool; 2],
}

impl Sides {
    pub fn new(plan: &Plan, left: &Snapshot, flows: [Flow; 2]) -> Result<Self> {
        let makes = match flows {
            [_, Flow::Still] | [Flow::Blink, _] => [false, true],
            [Flow::Still, _] | [_, Flow::Blink] => [true, false],
            _ => [true, true],
        };
        Ok(Sides {
            groups: Groups::new(plan.key_fields(left).iter().map(|field| field.data_type()))?,
            left: plan.left_keys.clone(),
            right: plan.right_keys.clone(),
            makes,
        })
    }

    /// How many keys have a number.
    pub fn count(&self) -> usize {
        self.groups.count() as usize
    }

    /// Whether there is no key column: all rows have one key.
    pub fn is_keyless(&self) -> bool {
        self.left.is_empty()
    }

    /// Whether the rows of a side have to be looked at before those of the other one that arrive with them.
    pub fn is_first(&self, side: Side) -> bool {
        self.makes[side as usize]
    }

    /// Calls `each` with the keys and the groups of these rows, at most 65,536 at a time;
    /// [`NO_GROUP`](crate::op::groups::NO_GROUP) stands for a key that the other side cannot have.
    pub fn each(
        &mut self,
        side: Side,
        table: &Snapshot,
        rows: &RowSet,
        mut each: impl FnMut(&RowSet, &[u32]) -> Result<()>,
    ) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let columns = match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        };
        let mut groups = Vec::new();
        for piece in table.pieces(rows) {
            let keys = columns.iter().map(|column| table.read_encoded(*column, &piece));
            let keys: Vec<_> = keys.collect::<Result<_>>()?;
            let len = piece.len() as usize;
            if self.makes[side as usize] {
                self.groups.assign(&keys, len, &mut groups)?;
            } else {
                self.groups.find(&keys, len, &mut groups)?;
            }
            each(&piece, &groups)?;
        }
        Ok(())
    }

    /// Gives the keys of these rows numbers.
    pub fn number(&mut self, side: Side, table: &Snapshot, rows: &RowSet) -> Result<()> {
        self.each(side, table, rows, |_, _| Ok(()))
    }

    /// The groups of all of these rows, in their order.
    pub fn groups_of(&mut self, side: Side, table: &Snapshot, rows: &RowSet) -> Result<Vec<u32>> {
        let mut all = Vec::new();
        self.each(side, table, rows, |_, groups| {
            all.extend_from_slice(groups);
            Ok(())
        })?;
        Ok(all)
    }

    /// The key of a left row, for messages: a value, or several in brackets.
    pub fn key_text(&self, left: &Snapshot, row: u64) -> Result<String> {
        let text = |column: &usize| -> Result<String> {
            let value = left.read(*column, &RowSet::from(row..row + 1))?;
            if value.is_null(0) {
                return Ok("null".to_owned());
            }
            Ok(array_value_to_string(&value, 0)?)
        };
        let texts: Vec<String> = self.left.iter().map(text).collect::<Result<_>>()?;
        Ok(match texts.as_slice() {
            [text] => text.clone(),
            texts => format!("[{}]", texts.join(", ")),
        })
    }

    /// Whether most of the keys have no row any more, of which there are so many on both sides together: then it is worth
    /// while to number those that are left anew.
    pub fn is_crowded(&self, rows: u64) -> bool {
        self.count() as u64 > 2 * rows + FEW_KEYS
    }

    /// Forgets all keys.
    pub fn clear(&mut self, plan: &Plan, left: &Snapshot) -> Result<()> {
        self.groups = Groups::new(plan.key_fields(left).iter().map(|field| field.data_type()))?;
        Ok(())
    }
}
