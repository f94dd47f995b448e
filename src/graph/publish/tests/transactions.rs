//! Whole cycles into a sink whose transactions fail when a test says so.

use std::cell::Cell;
use std::collections::VecDeque;
use std::time::Duration;

use super::*;
use crate::graph::publish::target::Waiting;
use crate::kafka::{GroupOffsets, TransactionalSink};

/// What becomes of an attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Commits,
    /// The first batch of records is refused, and another transaction may do better.
    BreaksInMidCycle,
    /// The commit is.
    BreaksAtCommit,
    /// There is never an answer to the commit.
    Hangs,
    /// The producer is of no use any more.
    Ends,
}

#[derive(Default)]
struct Told {
    /// One after another; those that follow commit.
    fates: VecDeque<Fate>,
    /// The values of the records of each transaction.
    committed: Vec<Vec<String>>,
    open: Option<Vec<String>>,
    begun: usize,
    aborted: usize,
    last: Option<Fate>,
}

impl Told {
    fn fate(&self) -> Fate {
        self.fates.front().copied().unwrap_or(Fate::Commits)
    }

    fn fail(&mut self) -> Result<bool> {
        self.last = self.fates.pop_front();
        Err(Error::new(ErrorKind::Kafka, "the coordinator says no"))
    }
}

#[derive(Clone, Default)]
struct Moody(Arc<Mutex<Told>>);

impl Sink for Moody {
    fn send(&mut self, records: &Records<'_>) -> Result<()> {
        let mut told = locked(&self.0);
        let values = records.values.into_iter().flat_map(|values| values.iter().flatten());
        let values: Vec<String> = values
            .enumerate()
            .filter(|(row, _)| !records.left_out.contains(row))
            .map(|(_, value)| String::from_utf8(value.to_vec()).unwrap())
            .collect();
        told.open.as_mut().unwrap().extend(values);
        match told.fate() {
            Fate::BreaksInMidCycle => told.fail().map(drop),
            _ => Ok(()),
        }
    }

    fn flush(&mut self, _: Duration) -> Result<bool> {
        Ok(true)
    }

    fn progress(&mut self) -> Sent {
        Sent::default()
    }
}

impl TransactionalSink for Moody {
    fn begin(&mut self) -> Result<()> {
        let mut told = locked(&self.0);
        assert!(told.open.replace(Vec::new()).is_none());
        told.begun += 1;
        Ok(())
    }

    fn add_offsets(&mut self, _: &GroupOffsets, _: Duration) -> Result<bool> {
        Ok(true)
    }

    fn commit(&mut self, _: Duration) -> Result<bool> {
        let mut told = locked(&self.0);
        match told.fate() {
            Fate::Commits => {
                told.fates.pop_front();
                let records = told.open.take().unwrap();
                told.committed.push(records);
                Ok(true)
            }
            Fate::Hangs => Ok(false),
            _ => told.fail(),
        }
    }

    fn abort(&mut self, _: Duration) -> Result<bool> {
        let mut told = locked(&self.0);
        told.aborted += usize::from(told.open.take().is_some());
        Ok(true)
    }

    fn may_repeat(&self) -> bool {
        matches!(
            locked(&self.0).last,
            Some(Fate::BreaksInMidCycle | Fate::BreaksAtCommit)
        )
    }
}

/// Gives up after so many looks.
struct Patience(Cell<usize>);

impl Waiting for Patience {
    fn tell(&self, _: Sent) {
        self.0.set(self.0.get().saturating_sub(1));
    }

    fn is_over(&self) -> bool {
        self.0.get() == 0
    }
}

/// Writes the rows of some cycles, of which each value is one, and null cannot be written.
fn write(fates: &[Fate], cycles: &[&[Option<i64>]], patience: Duration) -> (Result<()>, u64, Moody) {
    let session = Session::new().unwrap();
    let input = session.input_table(rows(&[]).schema(), Vec::<String>::new()).unwrap();
    let table = input.update(["Part = isNull(V) ? -1 : 0"]).unwrap();
    let spec = Publish {
        properties: [("topictable.publish.on.error".to_owned(), "skip".to_owned())].into(),
        partition_column: Some("Part".to_owned()),
        ..publish()
    };
    let options = PublishOptions::from_properties(&spec.properties).unwrap();
    let rows_writer = RowWriter::new(&spec, &options, table.schema()).unwrap();
    let mut writer = CycleWriter::new(rows_writer, table.clone(), false);
    let changes = table.changes().unwrap();
    for cycle in cycles {
        let cycle: Vec<(u8, Option<i64>)> = cycle.iter().map(|value| (1, *value)).collect();
        input.add_rows(&rows(&cycle)).unwrap();
    }
    let changes: Vec<_> = std::iter::from_fn(|| changes.next_change(Duration::ZERO).unwrap()).collect();
    let sink = Moody::default();
    locked(&sink.0).fates = fates.iter().copied().collect();
    let mut target = Target::transactions(Box::new(sink.clone()), patience);
    let written = target.write(&changes, &mut writer, &Patience(Cell::new(20)));
    (written, writer.bad_rows(), sink)
}

const LONG: Duration = Duration::from_secs(60);
const CYCLES: [&[Option<i64>]; 2] = [&[Some(1), None, Some(2)], &[Some(3)]];

#[test]
fn cycles_that_wait_are_one_transaction() {
    let (written, bad_rows, sink) = write(&[], &CYCLES, LONG);
    written.unwrap();
    let told = locked(&sink.0);
    assert_eq!(told.committed, [["{\"V\":1}", "{\"V\":2}", "{\"V\":3}"]]);
    assert_eq!((told.begun, told.aborted, bad_rows), (1, 0, 1));
}

#[test]
fn what_fails_in_a_way_that_may_pass_is_aborted_and_written_again() {
    use Fate::{BreaksAtCommit, BreaksInMidCycle};
    for fate in [BreaksAtCommit, BreaksInMidCycle] {
        let (written, bad_rows, sink) = write(&[fate, fate], &CYCLES, LONG);
        written.unwrap();
        let told = locked(&sink.0);
        assert_eq!(told.committed, [["{\"V\":1}", "{\"V\":2}", "{\"V\":3}"]], "{fate:?}");
        // A row that cannot be written is one however often it is tried.
        assert_eq!((told.begun, told.aborted, bad_rows), (3, 2, 1), "{fate:?}");
    }
}

#[test]
fn what_cannot_pass_or_takes_too_long_is_aborted_and_told() {
    for (fates, patience, expected) in [
        (&[Fate::Ends][..], LONG, ErrorKind::Kafka),
        (&[Fate::BreaksAtCommit], Duration::ZERO, ErrorKind::Kafka),
        (&[Fate::Hangs], LONG, ErrorKind::Timeout),
        (&[Fate::Hangs], Duration::ZERO, ErrorKind::Timeout),
    ] {
        let (written, _, sink) = write(fates, &CYCLES, patience);
        assert_eq!(written.unwrap_err().kind(), expected, "{fates:?}");
        let told = locked(&sink.0);
        assert_eq!((told.begun, told.aborted), (1, 1), "{fates:?}");
        assert!(told.committed.is_empty());
    }
}
