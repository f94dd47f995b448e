//! The operation itself.

use std::sync::Arc;

use arrow_array::{ArrayRef, UInt64Array};
use arrow_schema::{DataType, SchemaRef};

use super::compile::{Compiled, Position};
use super::lanes::Lanes;
use super::step::{Piece, Place, Step, Touches};
use super::timelines::Timelines;
use super::windows::Touched;
use crate::error::Result;
use crate::op::grouping::Grouping;
use crate::op::{Flow, Operation};
use crate::table::{Change, Column, KeyedStore, RowSet, Snapshot};

/// The rows of the input with results of [`Step`]s.
///
/// Where rows only come, behind all others, a step that looks back goes on from what it remembers of each lane, which is
/// a group. Otherwise the rows of each lane are known in their order, and a change computes anew what depends on it. The
/// rows of a blink table count for their cycle alone, as in the mirrored API; its result is no blink table.
pub(crate) struct UpdateBy {
    flow: Flow,
    keys: Vec<String>,
    steps: Vec<Step>,
    schema: SchemaRef,
    positions: Vec<Position>,
    /// None without keys: all rows are one lane.
    grouping: Option<Grouping>,
    /// The rows of each lane, if a step needs to know.
    lanes: Lanes,
    has_lanes: bool,
    /// The lane of each row, if there are several and a step needs to know.
    lane_of: Option<KeyedStore>,
    timelines: Vec<Timelines>,
    result: Snapshot,
}

impl UpdateBy {
    pub fn new(input: &Snapshot, flow: Flow, keys: &[String], compiled: Compiled) -> Result<Self> {
        let Compiled {
            steps,
            schema,
            positions,
            timestamps,
        } = compiled;
        let mut operation = UpdateBy {
            flow,
            keys: keys.to_vec(),
            has_lanes: flow == Flow::Free || steps.iter().any(Step::needs_lanes),
            steps,
            positions,
            grouping: None,
            lanes: Lanes::new(!keys.is_empty()),
            lane_of: None,
            timelines: timestamps
                .into_iter()
                .map(|column| Timelines::new(column, None))
                .collect(),
            result: Snapshot::empty(schema.clone()),
            schema,
        };
        operation.begin(input)?;
        operation.result = operation.publish(input)?;
        Ok(operation)
    }

    /// Forgets everything and takes in the rows of the input.
    fn begin(&mut self, input: &Snapshot) -> Result<()> {
        let has_keys = !self.keys.is_empty();
        let has_lists = self.steps.iter().any(Step::needs_lane_of);
        self.grouping = has_keys.then(|| Grouping::new(input, &self.keys, false)).transpose()?;
        self.lanes = Lanes::new(has_keys);
        self.lane_of = (has_keys && has_lists).then(|| KeyedStore::new([&DataType::UInt64]));
        let appends = self.flow != Flow::Free;
        self.steps.iter_mut().for_each(|step| step.reset(appends));
        for (line, timelines) in self.timelines.iter_mut().enumerate() {
            let reaches = self.steps.iter().filter_map(|step| step.looks_back(line));
            let memory = (self.flow == Flow::Append).then(|| reaches.max().unwrap_or(0));
            *timelines = Timelines::new(timelines.column, memory);
        }
        let mut touches = self.no_touches();
        let pieces = self.added(input, input.row_keys())?;
        for piece in &pieces {
            self.enter(input, piece, None)?;
            self.arrive(input, piece)?;
        }
        touches.all = Some((pieces, self.count()));
        // At the beginning everything is touched.
        let lanes = 0..self.count() as u32;
        touches.rows = lanes
            .clone()
            .map(|lane| Touched {
                lane,
                first: 0,
                last: u64::MAX,
            })
            .collect();
        for moments in &mut touches.moments {
            let all = lanes.clone().map(|lane| Touched {
                lane,
                first: i64::MIN,
                last: i64::MAX,
            });
            *moments = all.collect();
        }
        self.arrive_formulas(input, input.row_keys())?;
        self.follow(input, &touches, None)?;
        if self.flow == Flow::Free {
            self.steps.iter_mut().for_each(Step::forget_lanes);
        }
        self.timelines
            .iter_mut()
            .for_each(|timelines| timelines.forget(lanes.clone()));
        Ok(())
    }

    /// How many lanes there are.
    fn count(&self) -> usize {
        self.grouping.as_ref().map_or(1, |grouping| grouping.count() as usize)
    }

    fn no_touches(&self) -> Touches {
        Touches {
            all: None,
            rows: Vec::new(),
            moments: vec![Vec::new(); self.timelines.len()],
            untimed: vec![Vec::new(); self.timelines.len()],
        }
    }

    /// Rows of the input, which are new in it or changed, in pieces with their lanes.
    fn added(&mut self, input: &Snapshot, rows: &RowSet) -> Result<Vec<Piece>> {
        self.pieces(input, rows, |grouping, rows, lanes| grouping.add(input, rows, lanes))
    }

    /// Rows of the input before the cycle, in pieces with their lanes.
    fn removed(&mut self, before: &Snapshot, rows: &RowSet) -> Result<Vec<Piece>> {
        self.pieces(before, rows, |grouping, rows, lanes| {
            grouping.remove(before, rows, lanes)
        })
    }

    fn pieces(
        &mut self,
        input: &Snapshot,
        rows: &RowSet,
        mut find: impl FnMut(&mut Grouping, &RowSet, &mut Vec<u32>) -> Result<()>,
    ) -> Result<Vec<Piece>> {
        let Some(grouping) = &mut self.grouping else {
            let pieces = input.pieces(rows).into_iter();
            let lanes = |rows: &RowSet| vec![0; rows.len() as usize];
            return Ok(pieces
                .map(|rows| Piece {
                    lanes: lanes(&rows),
                    rows,
                })
                .collect());
        };
        let pieces = grouping.pieces(input, rows).into_iter();
        let piece = |rows: RowSet| {
            let mut lanes = Vec::new();
            find(grouping, &rows, &mut lanes)?;
            Ok(Piece { rows, lanes })
        };
        pieces.map(piece).collect()
    }

    /// Takes rows into their lanes, and notes what they touch if somebody asks.
    fn enter(&mut self, input: &Snapshot, piece: &Piece, mut touches: Option<&mut Touches>) -> Result<()> {
        let Piece { rows, lanes } = piece;
        if self.has_lanes {
            self.lanes.add(lanes, rows);
        }
        if let Some(store) = &mut self.lane_of {
            let numbers: UInt64Array = lanes.iter().map(|lane| u64::from(*lane)).collect();
            store.set(&rows.iter().collect::<Vec<_>>(), &[Arc::new(numbers) as ArrayRef])?;
        }
        for (line, timelines) in self.timelines.iter_mut().enumerate() {
            let times = timelines.add(input, lanes, rows)?;
            let Some(touches) = touches.as_deref_mut() else {
                continue;
            };
            for ((lane, row), time) in lanes.iter().zip(rows.iter()).zip(times) {
                match time {
                    Some(time) => touches.moments[line].push(Touched::at(*lane, time)),
                    None => touches.untimed[line].push(row),
                }
            }
        }
        if let Some(touches) = touches {
            self.touch(piece, touches);
        }
        Ok(())
    }

    /// Takes rows, as they were, out of their lanes, and notes what they touch.
    fn leave(&mut self, before: &Snapshot, piece: &Piece, touches: &mut Touches) -> Result<()> {
        let Piece { rows, lanes } = piece;
        if self.has_lanes {
            self.lanes.remove(lanes, rows);
        }
        for (line, timelines) in self.timelines.iter_mut().enumerate() {
            let times = timelines.remove(before, lanes, rows)?;
            let moments = lanes.iter().zip(times);
            let moments = moments.filter_map(|(lane, time)| time.map(|time| Touched::at(*lane, time)));
            touches.moments[line].extend(moments);
        }
        self.touch(piece, touches);
        Ok(())
    }

    fn touch(&self, piece: &Piece, touches: &mut Touches) {
        if self.has_lanes {
            let places = piece.lanes.iter().zip(piece.rows.iter());
            touches.rows.extend(places.map(|(lane, row)| Touched::at(*lane, row)));
        }
    }

    /// Goes on with rows behind all others.
    fn arrive(&mut self, input: &Snapshot, piece: &Piece) -> Result<()> {
        let keys: Vec<u64> = piece.rows.iter().collect();
        let count = self.count();
        for step in self.steps.iter_mut().filter(|step| step.streams()) {
            step.arrive(input, &piece.rows, &keys, &piece.lanes, count)?;
        }
        Ok(())
    }

    fn arrive_formulas(&mut self, input: &Snapshot, rows: &RowSet) -> Result<()> {
        self.lanes.follow(input);
        let place = place(input, &self.lanes, self.lane_of.as_ref(), &self.timelines);
        let keys: Vec<u64> = if self.steps.iter().any(Step::needs_lane_of) {
            rows.iter().collect()
        } else {
            Vec::new()
        };
        let mut streaming = self.steps.iter_mut().filter(|step| step.streams());
        streaming.try_for_each(|step| step.arrive_formula(&place, &keys))
    }

    /// Computes anew what is touched, in steps that do not only go on; gives the rows for which something is different.
    fn follow(&mut self, input: &Snapshot, touches: &Touches, change: Option<&Change>) -> Result<RowSet> {
        self.lanes.follow(input);
        let place = place(input, &self.lanes, self.lane_of.as_ref(), &self.timelines);
        let mut changed = RowSet::empty();
        let is_beginning = change.is_none();
        for step in &mut self.steps {
            if step.streams() && (is_beginning || self.flow != Flow::Free) {
                continue;
            }
            changed = changed.union(&step.follow(&place, touches, change)?);
        }
        Ok(changed)
    }

    fn publish(&self, input: &Snapshot) -> Result<Snapshot> {
        let place = place(input, &self.lanes, self.lane_of.as_ref(), &self.timelines);
        let column = |position: &Position| match position {
            Position::Input(index) => input.column(*index).cloned().map(Ok),
            Position::Step(index) => self.steps.get(*index).map(|step| step.column(&place)),
        };
        let columns: Vec<Arc<dyn Column>> = self.positions.iter().filter_map(column).collect::<Result<_>>()?;
        Ok(Snapshot::new(self.schema.clone(), input.row_keys().clone(), columns))
    }

    /// Follows a table of which no row goes or changes; gives the rows whose results are other ones.
    fn append(&mut self, change: &Change) -> Result<RowSet> {
        let mut touches = self.no_touches();
        for piece in self.added(&change.after, &change.added)? {
            self.enter(&change.after, &piece, Some(&mut touches))?;
            self.arrive(&change.after, &piece)?;
        }
        self.arrive_formulas(&change.after, &change.added)?;
        in_order(&mut touches);
        if self.timelines.iter().any(Timelines::has_gaps) {
            self.remember_all(&change.after)?;
        }
        let changed = self.follow(&change.after, &touches, Some(change))?;
        for (timelines, moments) in self.timelines.iter_mut().zip(&touches.moments) {
            timelines.forget(moments.iter().map(|moment| moment.lane));
        }
        Ok(changed)
    }

    /// Has all rows of the input in their order by time, where some were forgotten and are needed for one that came late.
    fn remember_all(&mut self, input: &Snapshot) -> Result<()> {
        for timelines in &mut self.timelines {
            *timelines = Timelines::new(timelines.column, None);
        }
        for piece in self.added(input, input.row_keys())? {
            for timelines in &mut self.timelines {
                timelines.add(input, &piece.lanes, &piece.rows)?;
            }
        }
        Ok(())
    }

    /// Follows any table.
    fn change(&mut self, change: &Change) -> Result<RowSet> {
        let mut touches = self.no_touches();
        for piece in self.removed(&change.before, &change.removed.union(&change.modified))? {
            self.leave(&change.before, &piece, &mut touches)?;
        }
        if let Some(store) = &mut self.lane_of {
            store.forget(&change.removed, change.after.row_keys());
        }
        for piece in self.added(&change.after, &change.added.union(&change.modified))? {
            self.enter(&change.after, &piece, Some(&mut touches))?;
        }
        in_order(&mut touches);
        self.follow(&change.after, &touches, Some(change))
    }
}

fn place<'a>(
    input: &'a Snapshot,
    lanes: &'a Lanes,
    lane_of: Option<&KeyedStore>,
    timelines: &'a [Timelines],
) -> Place<'a> {
    Place {
        input,
        lanes,
        lane_of: lane_of.and_then(|store| store.columns().next()),
        timelines,
    }
}

/// Puts what is touched in order, each once.
fn in_order(touches: &mut Touches) {
    touches.rows.sort_unstable();
    touches.rows.dedup();
    for moments in &mut touches.moments {
        moments.sort_unstable();
        moments.dedup();
    }
    for untimed in &mut touches.untimed {
        untimed.sort_unstable();
    }
}

impl Operation for UpdateBy {
    fn snapshot(&self) -> &Snapshot {
        &self.result
    }

    fn flow(&self) -> Flow {
        match self.flow {
            Flow::Append if !self.steps.iter().all(Step::streams) => Flow::Free,
            Flow::Blink => Flow::Free,
            flow => flow,
        }
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let [Some(change)] = inputs else { return Ok(None) };
        let changed = match self.flow {
            Flow::Blink => {
                self.begin(&change.after)?;
                RowSet::empty()
            }
            Flow::Append | Flow::Still => self.append(change)?,
            Flow::Free => self.change(change)?,
        };
        let after = self.publish(&change.after)?;
        let before = std::mem::replace(&mut self.result, after.clone());
        let change = Change {
            modified: change.modified.union(&changed).minus(&change.added),
            before,
            after,
            ..change.clone()
        };
        Ok(change.if_any())
    }
}
