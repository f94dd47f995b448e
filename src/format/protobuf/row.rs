//! One message into one row.

use hashbrown::HashSet;

use super::super::ColumnBuilder;
use super::super::builder::Maps;
use super::cursor::{Cursor, unopened, wire};
use super::fault::{Fault, Parsed};
use super::plan::{Form, Node, Plan, Slot, Step, Target};
use super::value::{push_default, read_apart};

/// What is known of the messages of a row while it is read; kept from row to row.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// For each node the last frame in which its message was there.
    seen: Vec<u64>,
    /// For each node the required fields that were there then.
    required: Vec<u64>,
    /// The number of the last frame.
    frame: u64,
    /// How much there is to be said against expecting fields in the order of their numbers.
    disorder: u32,
}

/// What a record out of order says against it; one in order says 1 for it.
const OUT_OF_ORDER: u32 = 16;
/// From here on order is not expected any more.
const DISORDERLY: u32 = 64 * OUT_OF_ORDER;

impl State {
    pub fn new(plan: &Plan) -> Self {
        State {
            seen: vec![0; plan.nodes.len()],
            required: vec![0; plan.nodes.len()],
            frame: 0,
            disorder: 0,
        }
    }
}

/// A row under construction: a column that has its value is longer than the row's position.
pub(super) struct Row<'a> {
    pub plan: &'a Plan,
    pub state: &'a mut State,
    /// How many cells have their value.
    filled: usize,
}

/// What fills one row of the columns of some nodes: a record, a message in a list, or an entry of a map.
#[derive(Clone, Copy)]
struct Frame {
    number: u64,
    /// The position of the row.
    row: usize,
    /// How many lists its cells are inside of.
    lists: usize,
    /// Whether it is the record.
    is_record: bool,
}

/// The builder of a column's cells inside of so many lists.
#[inline]
fn at(columns: &mut [ColumnBuilder], column: usize, lists: usize) -> &mut ColumnBuilder {
    let mut builder = &mut columns[column];
    for _ in 0..lists {
        let ColumnBuilder::List(list) = builder else {
            unreachable!("a column in a list of messages is a list")
        };
        builder = list.items();
    }
    builder
}

impl<'a> Row<'a> {
    /// Reads the message at the cursor into row `row` of the columns.
    #[inline]
    pub fn read(
        plan: &'a Plan,
        state: &mut State,
        cursor: &mut Cursor<'_>,
        columns: &mut [ColumnBuilder],
        row: usize,
    ) -> Parsed<()> {
        if let Some(ordered) = &plan.ordered
            && state.disorder < DISORDERLY
        {
            let (start, end) = (cursor.at, cursor.end);
            if ordered.read(plan, cursor, columns, row).is_some() {
                state.disorder = state.disorder.saturating_sub(1);
                return Ok(());
            }
            (cursor.at, cursor.end) = (start, end);
            columns.iter_mut().for_each(|column| column.truncate(row));
            Row::read_any(plan, state, cursor, columns, row)?;
            state.disorder += OUT_OF_ORDER;
            return Ok(());
        }
        Row::read_any(plan, state, cursor, columns, row)
    }

    /// The same whatever the order of the fields.
    fn read_any(
        plan: &'a Plan,
        state: &'a mut State,
        cursor: &mut Cursor<'_>,
        columns: &mut [ColumnBuilder],
        row: usize,
    ) -> Parsed<()> {
        let mut this = Row { plan, state, filled: 0 };
        let frame = this.frame(row, 0, true);
        this.message(cursor, columns, 0, frame, None)?;
        if plan.always_finish || this.filled < columns.len() {
            this.finish(columns, 0, frame, true)?;
        }
        Ok(())
    }

    #[inline]
    fn frame(&mut self, row: usize, lists: usize, is_record: bool) -> Frame {
        self.state.frame += 1;
        Frame {
            number: self.state.frame,
            row,
            lists,
            is_record,
        }
    }

    /// Reads the message of a node up to the cursor's end, or up to the end of the group that it is.
    fn message(
        &mut self,
        cursor: &mut Cursor<'_>,
        columns: &mut [ColumnBuilder],
        node: usize,
        frame: Frame,
        group: Option<u32>,
    ) -> Parsed<()> {
        if self.state.seen[node] != frame.number {
            self.state.seen[node] = frame.number;
            self.state.required[node] = 0;
        }
        let plan = self.plan;
        let wanted = &plan.nodes[node];
        while !cursor.at_end() {
            let tag = cursor.tag()?;
            if let Some(step) = wanted.step(tag) {
                let slot = &wanted.slots[step.slot];
                self.field(cursor, columns, node, step, frame, tag)
                    .map_err(|fault| fault.within(wanted, slot))?;
            } else if tag & 7 == wire::END_GROUP {
                return if group == Some(tag >> 3) {
                    Ok(())
                } else {
                    Err(unopened(tag >> 3))
                };
            } else {
                cursor.skip(tag)?;
            }
        }
        if group.is_some() {
            Err(Fault::truncated())
        } else {
            Ok(())
        }
    }

    #[inline]
    fn field(
        &mut self,
        cursor: &mut Cursor<'_>,
        columns: &mut [ColumnBuilder],
        node: usize,
        step: Step,
        frame: Frame,
        tag: u32,
    ) -> Parsed<()> {
        let plan = self.plan;
        let slot = &plan.nodes[node].slots[step.slot];
        match &slot.target {
            Target::Cell { column, value } => {
                let builder = at(columns, *column, frame.lists);
                let is_new = builder.len() == frame.row;
                if !read_apart(plan, value, cursor, builder, frame.row)? {
                    return Ok(());
                }
                self.filled += usize::from(is_new && frame.is_record);
            }
            Target::List { column, value } => {
                let items = at(columns, *column, frame.lists + 1);
                if step.form == Form::One {
                    let row = items.len();
                    read_apart(plan, value, cursor, items, row)?;
                } else {
                    within(cursor, |cursor| {
                        while !cursor.at_end() {
                            let row = items.len();
                            read_apart(plan, value, cursor, items, row)?;
                        }
                        Ok(())
                    })?;
                }
            }
            Target::Message(below) => self.enter(cursor, columns, *below, frame, step.form, slot.number)?,
            Target::Messages(below) => {
                let row = at(columns, plan.nodes[*below].columns.start, frame.lists + 1).len();
                let item = self.frame(row, frame.lists + 1, false);
                self.enter(cursor, columns, *below, item, step.form, slot.number)?;
                self.finish(columns, *below, item, true)?;
            }
            Target::Map { column, entry } => {
                let ColumnBuilder::Map(maps) = at(columns, *column, frame.lists) else {
                    unreachable!("a map is laid out as one")
                };
                let entries = maps.entries();
                let item = self.frame(entries[0].len(), 0, false);
                self.enter(cursor, entries, *entry, item, step.form, slot.number)?;
                self.finish(entries, *entry, item, true)?;
            }
            Target::Nothing => cursor.skip(tag)?,
        }
        self.state.required[node] |= slot.required;
        if let Some(oneof) = slot.oneof {
            for other in plan.nodes[node].oneofs[oneof]
                .iter()
                .filter(|other| **other != step.slot)
            {
                self.clear(columns, &plan.nodes[node].slots[*other], frame);
            }
        }
        Ok(())
    }

    /// Reads a message inside of another one.
    fn enter(
        &mut self,
        cursor: &mut Cursor<'_>,
        columns: &mut [ColumnBuilder],
        node: usize,
        frame: Frame,
        form: Form,
        number: u32,
    ) -> Parsed<()> {
        match form {
            Form::Group => self.message(cursor, columns, node, frame, Some(number)),
            _ => within(cursor, |cursor| self.message(cursor, columns, node, frame, None)),
        }
    }

    /// Takes back what a field gave to the row of a frame.
    fn clear(&mut self, columns: &mut [ColumnBuilder], slot: &Slot, frame: Frame) {
        match &slot.target {
            Target::Nothing => {}
            Target::Cell { column, .. } => {
                let builder = at(columns, *column, frame.lists);
                if builder.len() > frame.row {
                    builder.truncate(frame.row);
                    self.filled -= usize::from(frame.is_record);
                }
            }
            Target::List { column, .. } | Target::Map { column, .. } => {
                at(columns, *column, frame.lists).truncate(frame.row);
            }
            Target::Message(below) => {
                if self.state.seen[*below] == frame.number {
                    self.state.seen[*below] = 0;
                    let plan = self.plan;
                    for slot in &plan.nodes[*below].slots {
                        self.clear(columns, slot, frame);
                    }
                }
            }
            Target::Messages(below) => {
                for column in self.plan.nodes[*below].columns.clone() {
                    at(columns, column, frame.lists).truncate(frame.row);
                }
            }
        }
    }

    /// Gives every cell of a node the value that it has when its field was not there, and ends its lists; `is_there`
    /// tells whether the message was. Refuses a message without a required field.
    fn finish(&mut self, columns: &mut [ColumnBuilder], node: usize, frame: Frame, is_there: bool) -> Parsed<()> {
        let plan = self.plan;
        let wanted = &plan.nodes[node];
        if is_there && wanted.required != 0 {
            self.check_required(wanted, node, frame)?;
        }
        for slot in &wanted.slots {
            match &slot.target {
                Target::Nothing => {}
                Target::Cell { column, value } => {
                    let builder = at(columns, *column, frame.lists);
                    if builder.len() > frame.row {
                    } else if is_there && !slot.presence {
                        push_default(plan, value, builder);
                    } else {
                        builder.push_null();
                    }
                }
                Target::List { column, .. } | Target::Map { column, .. } => {
                    end(at(columns, *column, frame.lists), is_there);
                }
                Target::Message(below) => {
                    let seen = self.state.seen[*below] == frame.number;
                    self.finish(columns, *below, frame, is_there && (seen || !slot.presence))?;
                }
                Target::Messages(below) => {
                    for column in plan.nodes[*below].columns.clone() {
                        end(at(columns, column, frame.lists), is_there);
                    }
                }
            }
        }
        Ok(())
    }

    fn check_required(&self, wanted: &Node, node: usize, frame: Frame) -> Parsed<()> {
        let there = if self.state.seen[node] == frame.number {
            self.state.required[node]
        } else {
            0
        };
        match wanted.slots.iter().find(|slot| slot.required & !there != 0) {
            None => Ok(()),
            Some(slot) => Err(Fault::new("the field is required, and not there").within(wanted, slot)),
        }
    }
}

/// Reads what is inside of a length.
#[inline]
fn within(cursor: &mut Cursor<'_>, read: impl FnOnce(&mut Cursor<'_>) -> Parsed<()>) -> Parsed<()> {
    let len = cursor.len()?;
    let end = std::mem::replace(&mut cursor.end, cursor.at + len);
    read(cursor)?;
    cursor.end = end;
    Ok(())
}

/// Makes a row of what was added to a list or a map since the last one.
pub(super) fn end(builder: &mut ColumnBuilder, is_there: bool) {
    match builder {
        ColumnBuilder::List(lists) if is_there => lists.end_list(),
        ColumnBuilder::Map(maps) if is_there => {
            remove_repeated(maps);
            maps.end_map();
        }
        other => other.push_null(),
    }
}

/// Takes out the entries of the map under construction whose key comes again: the last one counts.
fn remove_repeated(maps: &mut Maps) {
    let start = maps.start();
    let entries = maps.entries();
    let rows = start..entries[0].len();
    if rows.len() < 2 {
        return;
    }
    let repeated = match &entries[0] {
        ColumnBuilder::Boolean(keys) => repeated(rows, |row| keys.as_slice()[row]),
        ColumnBuilder::Int(keys) => repeated(rows, |row| keys.as_slice()[row]),
        ColumnBuilder::Long(keys) => repeated(rows, |row| keys.as_slice()[row]),
        ColumnBuilder::String(keys) => repeated(rows, |row| keys.value(row)),
        other => unreachable!("no map has keys such as {other:?}"),
    };
    if !repeated.is_empty() {
        entries.iter_mut().for_each(|column| column.remove(&repeated));
    }
}

/// The rows whose key is that of a later one.
fn repeated<K: Eq + std::hash::Hash>(rows: std::ops::Range<usize>, key: impl Fn(usize) -> K) -> Vec<usize> {
    /// Up to so many are compared with each other, which needs no memory.
    const FEW: usize = 16;
    let is_last = |row: &usize| (*row + 1..rows.end).all(|later| key(later) != key(*row));
    if rows.len() <= FEW {
        return rows.clone().filter(|row| !is_last(row)).collect();
    }
    let mut seen = HashSet::with_capacity(rows.len());
    let mut repeated: Vec<usize> = rows.rev().filter(|row| !seen.insert(key(*row))).collect();
    repeated.reverse();
    repeated
}

impl Fault {
    /// The same fault in a field, unless the field is known.
    #[cold]
    fn within(mut self: Box<Self>, node: &Node, slot: &Slot) -> Box<Self> {
        if self.path.is_empty() {
            self.path = match node.path.as_str() {
                "" => slot.name.clone(),
                path => format!("{path}/{}", slot.name),
            };
        }
        self
    }
}
