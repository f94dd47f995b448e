//! One result column: a kernel, what it reads, and what it keeps.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_array::{ArrayRef, new_null_array};
use arrow_schema::{DataType, Field, FieldRef};

use super::formula::WindowFormula;
use super::lanes::Lanes;
use super::lists::WindowColumn;
use super::rerun::Rerun;
use super::rolling::Rolling;
use super::rows::{Operand, Rows};
use super::running::Running;
use super::sweep::Timed;
use super::timelines::{Timelines, times};
use super::windows::{Reach, Touched, Windows, by_position, by_time};
use crate::error::{Error, Result};
use crate::table::{Change, Chunk, Column, KeyedStore, NO_ROW, PositionedColumn, RowGroup, RowSet, Snapshot, Store};

/// How a result is computed.
pub(super) enum Kernel {
    /// From row to row.
    Running(Box<dyn Running>),
    /// Over windows; by the timestamps of a column, if it has a number of one.
    Rolling(Box<dyn Rolling>, Reach, Option<usize>),
}

/// What a result is, of what the kernel keeps.
pub(super) enum Shape {
    /// The first array.
    Value,
    /// The value of a column in the row whose key the first array has.
    Row(usize),
    /// The values of a column in the rows of the window.
    List(usize, FieldRef),
    /// What a formula makes of such lists.
    Formula(Box<WindowFormula>),
}

/// What is kept of the rows.
pub(super) enum Kept {
    /// Of rows that stay as they are, by their positions.
    Appended(Arc<Store>),
    /// Of rows that come, go and change, by their keys.
    Keyed(KeyedStore),
}

impl Kept {
    pub fn new(types: &[DataType], appends: bool) -> Self {
        if appends {
            Kept::Appended(Arc::default())
        } else {
            Kept::Keyed(KeyedStore::new(types))
        }
    }

    /// Adds rows behind those that are there, with the first `shown` arrays where they stay.
    pub fn append(&mut self, keys: &[u64], arrays: Vec<ArrayRef>, shown: usize) -> Result<()> {
        match self {
            Kept::Keyed(store) => store.set(keys, &arrays),
            Kept::Appended(store) => {
                let chunks = arrays.into_iter().take(shown);
                let chunks = chunks.map(|array| Chunk::compact(array).settled()).collect();
                let group = RowGroup::new(store.end(), keys.len(), chunks);
                Arc::make_mut(store).push(group, 0)
            }
        }
    }

    /// The arrays of these types as columns of the input's rows.
    pub fn columns(&self, input: &Snapshot, types: &[DataType]) -> Vec<Arc<dyn Column>> {
        match self {
            Kept::Keyed(store) => store.columns().collect(),
            Kept::Appended(store) => {
                let column = |(index, data_type): (usize, &DataType)| {
                    PositionedColumn::of(input.row_keys(), store, index, data_type.clone())
                };
                types.iter().enumerate().map(column).collect()
            }
        }
    }
}

/// A result column.
pub(super) struct Step {
    pub field: Field,
    pub kernel: Kernel,
    pub operands: Vec<Operand>,
    pub shape: Shape,
    /// The Arrow types of what the kernel keeps.
    types: Vec<DataType>,
    kept: Kept,
}

/// What steps know of the rows in common.
pub(super) struct Place<'a> {
    pub input: &'a Snapshot,
    pub lanes: &'a Lanes,
    /// The lane of each row, if there are several and somebody asks.
    pub lane_of: Option<Arc<dyn Column>>,
    pub timelines: &'a [Timelines],
}

/// Some rows and their lanes.
pub(super) struct Piece {
    pub rows: RowSet,
    pub lanes: Vec<u32>,
}

/// What a cycle touches.
#[derive(Default)]
pub(super) struct Touches {
    /// At the beginning, at which everything is touched: all rows, in their order, and how many lanes they have.
    pub all: Option<(Vec<Piece>, usize)>,
    /// By row keys, in order.
    pub rows: Vec<Touched<u64>>,
    /// By timestamps, in order, for each of the timelines.
    pub moments: Vec<Vec<Touched<i64>>>,
    /// The rows without a timestamp, for each of the timelines.
    pub untimed: Vec<Vec<u64>>,
}

impl Step {
    pub fn new(field: Field, kernel: Kernel, operands: Vec<Operand>, shape: Shape, appends: bool) -> Self {
        let types = match &kernel {
            Kernel::Running(running) => {
                let result = match &shape {
                    Shape::Row(_) => DataType::UInt64,
                    _ => field.data_type().clone(),
                };
                std::iter::once(result).chain(running.hidden()).collect()
            }
            Kernel::Rolling(rolling, ..) => rolling.kept(),
        };
        let mut step = Step {
            field,
            kernel,
            operands,
            shape,
            kept: Kept::Appended(Arc::default()),
            types,
        };
        step.reset(appends);
        step
    }

    /// Whether rows that come behind all others leave the results of those as they are, and need not look at them.
    pub fn streams(&self) -> bool {
        match &self.kernel {
            Kernel::Running(_) => true,
            Kernel::Rolling(_, reach, time) => time.is_none() && reach.forward <= 0,
        }
    }

    /// How far before the timestamp of a row it looks at others, if it goes by this line of timestamps.
    pub fn looks_back(&self, line: usize) -> Option<i64> {
        match &self.kernel {
            Kernel::Rolling(_, reach, Some(own)) if *own == line => Some(
                reach
                    .reverse
                    .saturating_abs()
                    .saturating_add(reach.forward.saturating_abs()),
            ),
            _ => None,
        }
    }

    /// Whether it needs to know the rows of each lane, even where rows only come.
    pub fn needs_lanes(&self) -> bool {
        let by_position = matches!(self.kernel, Kernel::Rolling(_, _, None));
        matches!(self.shape, Shape::List(..) | Shape::Formula(_)) || by_position && !self.streams()
    }

    /// Whether it needs to know the lane of each row.
    pub fn needs_lane_of(&self) -> bool {
        matches!(self.shape, Shape::List(..) | Shape::Formula(_))
    }

    /// Forgets all rows. With `appends` rows only come and stay.
    pub fn reset(&mut self, appends: bool) {
        let appends = appends && self.streams();
        self.kept = Kept::new(&self.types, appends);
        if let Shape::Formula(formula) = &mut self.shape {
            formula.reset(appends);
        }
        self.forget_lanes();
    }

    /// Lets go of what only rows that come behind all others need.
    pub fn forget_lanes(&mut self) {
        match &mut self.kernel {
            Kernel::Running(running) => running.clear(),
            Kernel::Rolling(rolling, ..) => rolling.clear(),
        }
    }

    /// Goes on with rows behind all others, of a step that [`streams`](Self::streams).
    pub fn arrive(&mut self, input: &Snapshot, rows: &RowSet, keys: &[u64], lanes: &[u32], count: usize) -> Result<()> {
        let values = self.operands.iter().map(|operand| operand.read_all(input, rows));
        let values: Vec<ArrayRef> = values.collect::<Result<_>>()?;
        let rows = Rows {
            lanes,
            count,
            keys,
            values: &values,
        };
        let arrays = match &mut self.kernel {
            Kernel::Running(running) => running.run(&rows)?,
            Kernel::Rolling(rolling, reach, _) => rolling.run(&rows, *reach)?,
        };
        let shown = self.shown();
        self.kept.append(keys, arrays, shown)
    }

    /// Computes the formulas of rows that have arrived.
    pub fn arrive_formula(&mut self, place: &Place<'_>, keys: &[u64]) -> Result<()> {
        let (spans, times) = (self.spans(place.input), self.timing(place));
        match &mut self.shape {
            Shape::Formula(formula) => formula.append(place, spans, times, keys),
            _ => Ok(()),
        }
    }

    /// How many arrays a reader needs.
    fn shown(&self) -> usize {
        match self.shape {
            Shape::List(..) | Shape::Formula(_) => 2,
            Shape::Value | Shape::Row(_) => 1,
        }
    }

    /// Computes anew what a cycle touches; gives the rows for which the result is something else now. `change` is that of
    /// the input, if it is not the beginning.
    pub fn follow(&mut self, place: &Place<'_>, touches: &Touches, change: Option<&Change>) -> Result<RowSet> {
        let Kept::Keyed(store) = &mut self.kept else {
            return Ok(RowSet::empty());
        };
        if let Some(change) = change {
            store.forget(&change.removed, change.after.row_keys());
        }
        // The same row may hold another value.
        let shown = matches!(self.shape, Shape::Row(_)).then_some(change);
        let modified = shown.flatten().map(|change| &change.modified);
        // The same rows may hold other values.
        let looks = matches!(self.shape, Shape::List(..) | Shape::Formula(_));
        let (mut changed, mut seen) = (Vec::new(), Vec::new());
        let is_beginning = change.is_none();
        let is_swept = match (&self.kernel, &touches.all) {
            (Kernel::Rolling(rolling, reach, Some(line)), Some((pieces, count)))
                if reach.forward == 0 && reach.reverse >= 0 =>
            {
                let of = (pieces.as_slice(), *count);
                sweep(&**rolling, reach.reverse, of, &self.operands, (place, *line), store)?
            }
            _ => false,
        };
        match &mut self.kernel {
            _ if is_swept => {}
            Kernel::Running(running) => {
                let mut rerun = Rerun {
                    running: &mut **running,
                    operands: &self.operands,
                    place,
                    store,
                    modified,
                };
                rerun.all(&touches.rows, &mut changed)?;
            }
            Kernel::Rolling(rolling, reach, time) => {
                let (operands, input) = (&self.operands, place.input);
                let mut each = |windows: &Windows| -> Result<()> {
                    let values = operands.iter().map(|operand| operand.read(input, &windows.rows));
                    let values: Vec<ArrayRef> = values.collect::<Result<_>>()?;
                    let arrays = rolling.windows(windows, &values)?;
                    if is_beginning {
                        return store.set(&windows.keys, &arrays);
                    }
                    if looks {
                        seen.extend_from_slice(&windows.keys);
                    }
                    changed.extend(store.update(&windows.keys, &arrays)?);
                    Ok(())
                };
                match *time {
                    None => by_position(place.lanes, *reach, &touches.rows, &mut each)?,
                    Some(line) => by_time(&place.timelines[line], *reach, &touches.moments[line], &mut each)?,
                }
                if let Some(untimed) = time.map(|line| &touches.untimed[line]) {
                    let nulls = self
                        .types
                        .iter()
                        .map(|data_type| new_null_array(data_type, untimed.len()));
                    changed.extend(store.update(untimed, &nulls.collect::<Vec<_>>())?);
                }
            }
        }
        let mut changed: RowSet = changed.into_iter().collect();
        let seen: RowSet = seen.into_iter().collect();
        let (spans, times) = (self.spans(place.input), self.timing(place));
        match &mut self.shape {
            Shape::Value | Shape::Row(_) => {}
            Shape::List(..) => changed = changed.union(&seen),
            Shape::Formula(formula) => {
                let rows = match is_beginning {
                    true => place.input.row_keys().clone(),
                    false => changed.union(&seen),
                };
                changed = formula.replace(place, spans, times, &rows, change)?;
            }
        }
        Ok(changed)
    }

    /// The first and the last row of each row's window.
    fn spans(&self, input: &Snapshot) -> Vec<Arc<dyn Column>> {
        self.kept.columns(input, &self.types)
    }

    /// The timestamps that windows go by.
    fn timing(&self, place: &Place<'_>) -> Option<(Arc<dyn Column>, Reach)> {
        match self.kernel {
            Kernel::Rolling(_, reach, Some(line)) => {
                let column = place.input.column(place.timelines.get(line)?.column)?;
                Some((column.clone(), reach))
            }
            _ => None,
        }
    }

    /// The result as a column of the input's rows.
    pub fn column(&self, place: &Place<'_>) -> Result<Arc<dyn Column>> {
        let missing = || Error::internal(format!("column {:?} of updateBy is not there", self.field.name()));
        let mut kept = self.kept.columns(place.input, &self.types);
        let source = |index: usize| place.input.column(index).cloned().ok_or_else(missing);
        Ok(match &self.shape {
            Shape::Value if !kept.is_empty() => kept.swap_remove(0),
            Shape::Row(index) if !kept.is_empty() => Arc::new(ShownColumn {
                rows: kept.swap_remove(0),
                source: source(*index)?,
            }),
            Shape::List(index, item) => {
                let lists = WindowColumn::new(kept, place, self.timing(place), source(*index)?, item.clone());
                Arc::new(lists.ok_or_else(missing)?)
            }
            Shape::Formula(formula) => formula.column(place.input).ok_or_else(missing)?,
            Shape::Value | Shape::Row(_) => return Err(missing()),
        })
    }
}

/// Sets what is kept of all rows, if they are in the order of the timestamps of a line.
fn sweep<'p>(
    rolling: &dyn Rolling,
    reverse: i64,
    (pieces, count): (&'p [Piece], usize),
    operands: &'p [Operand],
    (place, line): (&'p Place<'p>, usize),
    store: &mut KeyedStore,
) -> Result<bool> {
    let column = place.timelines[line].column;
    let timed = move |piece: &'p Piece| -> Result<Timed<'p>> {
        let rows = &piece.rows;
        let values = operands.iter().map(|operand| operand.read_all(place.input, rows));
        Ok(Timed {
            keys: rows.iter().collect(),
            lanes: &piece.lanes,
            times: times(&place.input.read(column, rows)?)?,
            values: values.collect::<Result<_>>()?,
        })
    };
    let mut write = |keys: &[u64], arrays: Vec<ArrayRef>| store.set(keys, &arrays);
    rolling.sweep(reverse, count, &mut pieces.iter().map(timed), &mut write)
}

/// A column of a source in the rows that another column has the keys of.
struct ShownColumn {
    rows: Arc<dyn Column>,
    source: Arc<dyn Column>,
}

impl ShownColumn {
    fn values(&self, rows: &ArrayRef) -> Result<ArrayRef> {
        let rows = rows.as_primitive_opt::<UInt64Type>();
        let rows = rows.ok_or_else(|| Error::internal("the rows that a column shows are no row keys"))?;
        let keys: Vec<u64> = rows.iter().map(|row| row.unwrap_or(NO_ROW)).collect();
        self.source.gather(&keys)
    }
}

impl Column for ShownColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        self.values(&self.rows.read(keys)?)
    }

    fn gather(&self, keys: &[u64]) -> Result<ArrayRef> {
        self.values(&self.rows.gather(keys)?)
    }

    /// What the source holds is the source's.
    fn memory_size(&self) -> usize {
        self.rows.memory_size()
    }
}
