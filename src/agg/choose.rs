//! Which row of a group stands for it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef};
use arrow_row::{Row, RowConverter, SortField};
use arrow_schema::{DataType, Field};

use crate::decimal::order;
use crate::error::Result;
use crate::spec::{JavaEnum, has_own_digits};
use crate::table::{NO_ROW, RowSet};

/// Rows as a [`Chooser`] sees them.
pub(crate) struct NewRows<'a> {
    /// The group of each row.
    pub groups: &'a [u32],
    /// How many groups there are now.
    pub count: usize,
    /// The key of each row.
    pub keys: &'a RowSet,
    /// The values of the columns that the rows are sorted by.
    pub values: &'a [ArrayRef],
}

/// Chooses a row of each group.
///
/// Of a table that keeps nothing, rows of later cycles come after all rows before, whatever their keys: what was chosen
/// is asked for once a cycle and then settled.
pub(crate) trait Chooser: Send {
    fn add(&mut self, rows: &NewRows<'_>) -> Result<()>;

    /// Takes rows back that were added.
    fn remove(&mut self, rows: &NewRows<'_>) -> Result<()>;

    /// The row that is chosen; [`NO_ROW`] if that has not changed since it was settled.
    fn chosen(&self, group: u32) -> u64;

    /// Says that the chosen rows of these groups are known, and are before all that will be added.
    fn settle(&mut self, groups: &[u32]);
}

/// Which of the rows in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    First,
    Last,
}

impl End {
    /// Whether what compares so with the best is better.
    fn is_better(self, ordering: Ordering) -> bool {
        match self {
            End::First => ordering == Ordering::Less,
            End::Last => ordering == Ordering::Greater,
        }
    }
}

/// Calls `apply` with the group and the key of each row.
#[inline]
fn for_each_key(rows: &NewRows<'_>, mut apply: impl FnMut(u32, u64)) {
    let mut groups = rows.groups;
    for range in rows.keys.ranges() {
        let (of_range, rest) = groups.split_at(((range.end - range.start) as usize).min(groups.len()));
        of_range.iter().zip(range).for_each(|(group, key)| apply(*group, key));
        groups = rest;
    }
}

/// The first or the last row, where none goes.
pub(super) struct Outermost {
    end: End,
    chosen: Vec<u64>,
}

/// Stands for a row that is settled.
const SETTLED: u64 = NO_ROW - 1;

impl Outermost {
    pub fn new(end: End) -> Self {
        Outermost {
            end,
            chosen: Vec::new(),
        }
    }
}

impl Chooser for Outermost {
    fn add(&mut self, rows: &NewRows<'_>) -> Result<()> {
        self.chosen.resize(rows.count, NO_ROW);
        let chosen = self.chosen.as_mut_slice();
        match self.end {
            End::First => for_each_key(rows, |group, key| {
                let chosen = &mut chosen[group as usize];
                if key < *chosen && *chosen != SETTLED {
                    *chosen = key;
                }
            }),
            End::Last => for_each_key(rows, |group, key| {
                let chosen = &mut chosen[group as usize];
                // Those that stand for no row are less than any.
                if key.wrapping_add(2) > chosen.wrapping_add(2) {
                    *chosen = key;
                }
            }),
        }
        Ok(())
    }

    fn remove(&mut self, _: &NewRows<'_>) -> Result<()> {
        Err(crate::error::Error::internal("rows that stay were to be taken back"))
    }

    fn chosen(&self, group: u32) -> u64 {
        match self.chosen[group as usize] {
            SETTLED => NO_ROW,
            key => key,
        }
    }

    fn settle(&mut self, groups: &[u32]) {
        let chosen = &mut self.chosen;
        groups.iter().for_each(|group| chosen[*group as usize] = SETTLED);
    }
}

/// The order of the values of a column.
enum Order {
    Own,
    /// Of decimals as texts that of the numbers.
    Digits,
    /// That of the constants of which they are the names.
    Constants(JavaEnum),
}

/// The columns that rows are sorted by, as bytes in that order.
struct SortKeys {
    converter: RowConverter,
    orders: Vec<Order>,
}

impl SortKeys {
    fn new(columns: &[&Field]) -> Result<Self> {
        let order = |field: &&Field| match JavaEnum::of(field) {
            Some(constants) => Order::Constants(constants),
            None if has_own_digits(field) => Order::Digits,
            None => Order::Own,
        };
        let orders: Vec<Order> = columns.iter().map(order).collect();
        let fields = columns.iter().zip(&orders).map(|(field, order)| {
            SortField::new(match order {
                Order::Own => field.data_type().clone(),
                Order::Digits => DataType::Binary,
                Order::Constants(_) => DataType::Int32,
            })
        });
        Ok(SortKeys {
            converter: RowConverter::new(fields.collect())?,
            orders,
        })
    }

    fn encode(&self, values: &[ArrayRef]) -> Result<arrow_row::Rows> {
        let columns = values.iter().zip(&self.orders);
        let values: Vec<ArrayRef> = columns
            .map(|(values, order)| {
                Ok(match order {
                    Order::Own => one_zero(values),
                    Order::Digits => numbers(values),
                    Order::Constants(constants) => Arc::new(constants.ordinals(values)?),
                })
            })
            .collect::<Result<_>>()?;
        Ok(self.converter.convert_columns(&values)?)
    }
}

/// Decimals as texts as bytes that ascend with the numbers.
fn numbers(values: &ArrayRef) -> ArrayRef {
    let texts = values.as_string::<i32>();
    let mut numbers = BinaryBuilder::with_capacity(texts.len(), 16 * texts.len());
    let mut bytes = Vec::new();
    for text in texts {
        bytes.clear();
        numbers.append_option(text.map(|text| {
            order::write(text, &mut bytes);
            &bytes
        }));
    }
    Arc::new(numbers.finish())
}

/// The same values, with zero for minus zero and one NaN, which is greatest.
fn one_zero(values: &ArrayRef) -> ArrayRef {
    match values.data_type() {
        DataType::Float32 => {
            let floats = values.as_primitive::<Float32Type>();
            Arc::new(floats.unary::<_, Float32Type>(|value| if value.is_nan() { f32::NAN } else { value + 0.0 }))
        }
        DataType::Float64 => {
            let floats = values.as_primitive::<Float64Type>();
            Arc::new(floats.unary::<_, Float64Type>(|value| if value.is_nan() { f64::NAN } else { value + 0.0 }))
        }
        _ => values.clone(),
    }
}

/// Calls `apply` with the group, the sort key and the row key of each row.
fn for_each_sorted(sort: &SortKeys, rows: &NewRows<'_>, mut apply: impl FnMut(u32, Row<'_>, u64)) -> Result<()> {
    let encoded = sort.encode(rows.values)?;
    let mut encoded = encoded.iter();
    for_each_key(rows, |group, key| {
        if let Some(row) = encoded.next() {
            apply(group, row, key);
        }
    });
    Ok(())
}

/// The first or the last row by some columns, where none goes. Of rows that are equal there, the first or the last.
pub(super) struct Sorted {
    end: End,
    sort: SortKeys,
    best: Vec<Option<Best>>,
}

struct Best {
    sort_key: Vec<u8>,
    row: u64,
}

impl Sorted {
    pub fn new(end: End, columns: &[&Field]) -> Result<Self> {
        Ok(Sorted {
            end,
            sort: SortKeys::new(columns)?,
            best: Vec::new(),
        })
    }
}

impl Chooser for Sorted {
    fn add(&mut self, rows: &NewRows<'_>) -> Result<()> {
        self.best.resize_with(rows.count, || None);
        let (best, end) = (&mut self.best, self.end);
        for_each_sorted(&self.sort, rows, |group, sort_key, row| {
            let best = &mut best[group as usize];
            let Some(best) = best else {
                *best = Some(Best {
                    sort_key: sort_key.data().to_vec(),
                    row,
                });
                return;
            };
            // One that is settled came before this one.
            let by_row = if best.row == NO_ROW {
                Ordering::Greater
            } else {
                row.cmp(&best.row)
            };
            let ordering = sort_key.data().cmp(&*best.sort_key).then(by_row);
            if end.is_better(ordering) {
                best.sort_key.clear();
                best.sort_key.extend_from_slice(sort_key.data());
                best.row = row;
            }
        })
    }

    fn remove(&mut self, _: &NewRows<'_>) -> Result<()> {
        Err(crate::error::Error::internal("rows that stay were to be taken back"))
    }

    fn chosen(&self, group: u32) -> u64 {
        self.best[group as usize].as_ref().map_or(NO_ROW, |best| best.row)
    }

    fn settle(&mut self, groups: &[u32]) {
        for group in groups {
            if let Some(best) = &mut self.best[*group as usize] {
                best.row = NO_ROW;
            }
        }
    }
}

/// The first or the last row by some columns, of rows that go: all are remembered in their order.
pub(super) struct SortedRows {
    end: End,
    sort: SortKeys,
    rows: Vec<BTreeSet<(Box<[u8]>, u64)>>,
}

impl SortedRows {
    pub fn new(end: End, columns: &[&Field]) -> Result<Self> {
        Ok(SortedRows {
            end,
            sort: SortKeys::new(columns)?,
            rows: Vec::new(),
        })
    }
}

impl Chooser for SortedRows {
    fn add(&mut self, rows: &NewRows<'_>) -> Result<()> {
        self.rows.resize_with(rows.count, BTreeSet::new);
        let known = &mut self.rows;
        for_each_sorted(&self.sort, rows, |group, sort_key, row| {
            known[group as usize].insert((sort_key.data().into(), row));
        })
    }

    fn remove(&mut self, rows: &NewRows<'_>) -> Result<()> {
        let known = &mut self.rows;
        for_each_sorted(&self.sort, rows, |group, sort_key, row| {
            known[group as usize].remove(&(sort_key.data().into(), row));
        })
    }

    fn chosen(&self, group: u32) -> u64 {
        let rows = &self.rows[group as usize];
        let chosen = match self.end {
            End::First => rows.first(),
            End::Last => rows.last(),
        };
        chosen.map_or(NO_ROW, |(_, row)| *row)
    }

    fn settle(&mut self, _: &[u32]) {}
}
