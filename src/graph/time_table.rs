//! Tables to which time adds rows.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use arrow_array::{ArrayRef, TimestampNanosecondArray};
use arrow_schema::{Schema, SchemaRef};
use serde::{Deserialize, Serialize};

use super::node::{Node, Outcome};
use super::session::Session;
use super::table::{Table, TableCore, Traits};
use crate::error::{Error, Result};
use crate::op::Flow;
use crate::spec::ColumnType;
use crate::table::{Change, Column, RowSet, Snapshot};

/// What a table of times is to be; see [`Session::time_table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeTable {
    /// The time of the first row, in nanoseconds since 1970. Without one it is the last whole multiple of the period
    /// before the first cycle.
    #[serde(default)]
    pub start: Option<i64>,
    /// Nanoseconds from row to row, at least 1.
    pub period: i64,
    /// Whether each cycle has only its own rows.
    #[serde(default)]
    pub blink: bool,
}

impl TimeTable {
    /// A row each period, from now on; periods beyond 292 years are cut there.
    pub fn every(period: Duration) -> Self {
        TimeTable {
            start: None,
            period: i64::try_from(period.as_nanos()).unwrap_or(i64::MAX),
            blink: false,
        }
    }
}

impl Session {
    /// A table of one column `Timestamp` with a row for each period that begins: the rows that have become due since
    /// the last cycle are added by the next one. They take no memory.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when the period is not positive.
    pub fn time_table(&self, options: TimeTable) -> Result<Table> {
        if options.period < 1 {
            return Err(Error::invalid(format!(
                "the period of a time table is {} ns: expected at least 1 ns",
                options.period
            )));
        }
        let column = ColumnType::Instant.field("Timestamp");
        let schema: SchemaRef = Arc::new(Schema::new(vec![column]));
        let clock = Clock {
            result: Snapshot::empty(schema),
            options,
            next: 0,
        };
        let flow = if options.blink { Flow::Blink } else { Flow::Append };
        let traits = Traits {
            label: format!("a time table of {:?}", Duration::from_nanos(options.period as u64)),
            flow,
            ..Traits::default()
        };
        let mut number = 0;
        let core = self.engine().add(|reserved| {
            number = reserved;
            Ok(Arc::new(TableCore::new(traits, clock.result.clone(), Box::new(clock))))
        })?;
        self.engine().wake(number);
        Ok(Table::new(self.engine().clone(), core))
    }
}

/// The node of a time table.
struct Clock {
    options: TimeTable,
    /// The key of the next row.
    next: u64,
    result: Snapshot,
}

impl Node for Clock {
    fn update(&mut self, _: &[Option<Change>]) -> Result<Outcome> {
        let period = self.options.period;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_nanos()).unwrap_or(i64::MAX);
        let start = *self.options.start.get_or_insert(now - now.rem_euclid(period));
        // Rows are due up to and with this moment; a start in the future has none yet.
        let due = match now.checked_sub(start) {
            Some(passed) if passed < 0 => 0,
            Some(passed) => (passed / period) as u64 + 1,
            None => return Err(Error::invalid("a time table begins more than 292 years ago")),
        };
        let end = due.max(self.next);
        let before = self.result.row_keys().clone();
        let rows = match self.options.blink {
            true => RowSet::from(self.next..end),
            false => RowSet::from(0..end),
        };
        self.next = end;
        let following = start.saturating_add(period.saturating_mul(end as i64));
        let wait = Duration::from_nanos(following.saturating_sub(now).max(0) as u64);
        let fades = self.options.blink && !rows.is_empty();
        let mut outcome = Outcome {
            // A time that no clock reaches is never waited for.
            again: match fades {
                true => Some(Instant::now()),
                false => Instant::now().checked_add(wait),
            },
            ..Outcome::default()
        };
        if rows != before {
            let times = Arc::new(Times { start, period });
            let after = Snapshot::new(self.result.schema().clone(), rows, vec![times]);
            let before = std::mem::replace(&mut self.result, after.clone());
            outcome.change = Some(Change::of_rows(before, after));
        }
        Ok(outcome)
    }
}

/// The times of the rows.
struct Times {
    start: i64,
    period: i64,
}

impl Times {
    fn at(&self, keys: impl Iterator<Item = u64>) -> ArrayRef {
        let times = keys.map(|key| self.start + self.period * key as i64);
        Arc::new(TimestampNanosecondArray::from_iter_values(times).with_timezone("UTC"))
    }
}

impl Column for Times {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        Ok(self.at(keys.iter()))
    }

    fn memory_size(&self) -> usize {
        0
    }
}

#[cfg(test)]
mod tests;
