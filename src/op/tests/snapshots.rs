//! Snapshots of a table when another one changes, incremental against a plain record of what was there.

use std::collections::BTreeMap;

use super::harness::check_change;
use super::model::{B, Cell, I, K, Model, Row, Step, V, field_names, line, row, rows_of, steps};
use super::*;
use crate::error::ErrorKind;
use crate::spec::{PairOperation, SnapshotWhenOptions};

/// The columns of the trigger that the tests ask for, and where they are.
const STAMPS: [(&str, usize); 2] = [("When = VR", V), ("BR", B)];

/// What a snapshot has to show, written down row by row.
#[derive(Default)]
struct Record {
    options: SnapshotWhenOptions,
    /// The rows of the last snapshot by their keys, with their stamps.
    rows: BTreeMap<u64, Row>,
    /// The rows of the base then.
    seen: BTreeMap<u64, String>,
    history: Vec<Row>,
}

impl Record {
    fn take(&mut self, base: &Model, trigger: &Model, came: &[Row]) {
        let stamp = |row: Option<&Row>| -> Row {
            let cell = |column: &(&str, usize)| row.map_or(Cell::Null, |row| row[column.1].clone());
            STAMPS.iter().map(cell).collect()
        };
        let rows = rows_of(&base.snapshot());
        if self.options.history {
            for trigger in came {
                let shown = rows.values().map(|row| [stamp(Some(trigger)), row.clone()].concat());
                self.history.extend(shown);
            }
            return;
        }
        let last = stamp(trigger.rows().last());
        let seen: BTreeMap<u64, String> = rows.iter().map(|(key, row)| (*key, line(row))).collect();
        let shown = |(key, row): (u64, Row)| {
            let stays = self.options.incremental && self.seen.get(&key) == seen.get(&key);
            let known = self.rows.get(&key).filter(|_| stays);
            (key, known.cloned().unwrap_or_else(|| [row, last.clone()].concat()))
        };
        self.rows = rows.into_iter().map(shown).collect();
        self.seen = seen;
    }

    fn lines(&self) -> Vec<String> {
        match self.options.history {
            true => self.history.iter().map(line).collect(),
            false => self.rows.values().map(line).collect(),
        }
    }
}

/// Takes away what would be written again as it is: whether that is a change, the mirrored API does not say.
fn without_repetitions(steps: &mut [Step], initial: &[Row]) {
    let mut next = initial.len() as i32;
    for step in steps {
        let changed = step.touched.iter_mut().filter_map(|(_, row)| row.as_mut());
        for row in step.added.iter_mut().chain(changed) {
            row[I] = Cell::Int(next);
            next += 1;
        }
    }
}

fn check(
    options: &SnapshotWhenOptions,
    flows: [Flow; 2],
    initial: &[Vec<Row>; 2],
    mut steps: [Vec<Step>; 2],
) -> Result<(), TestCaseError> {
    without_repetitions(&mut steps[0], &initial[0]);
    let [mut base, mut trigger] = [Model::new("", &initial[0]), Model::new("R", &initial[1])];
    let mut record = Record {
        options: options.clone(),
        ..Record::default()
    };
    if options.initial || options.history {
        record.take(&base, &trigger, &trigger.rows());
    }
    let name = options.to_string();
    let operation = PairOperation::SnapshotWhen(options.clone());
    let mut made = combine(&operation, &base.snapshot(), &trigger.snapshot(), flows)
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    for cycle in 0..=steps[0].len().max(steps[1].len()) {
        let result: Vec<String> = rows_of(made.snapshot()).values().map(line).collect();
        prop_assert_eq!(
            result,
            record.lines(),
            "{} of {:?} before cycle {}",
            &name,
            flows,
            cycle
        );
        let step = |side: usize| steps[side].get(cycle).cloned().unwrap_or_default();
        let changes = [base.step(flows[0], &step(0)), trigger.step(flows[1], &step(1))];
        if changes[1].is_some() {
            record.take(&base, &trigger, &step(1).added);
        }
        let before = rows_of(made.snapshot());
        let told = made
            .update(&changes)
            .map_err(|error| TestCaseError::fail(format!("{name}: {error}")))?;
        check_change(&name, &before, &rows_of(made.snapshot()), told.as_ref())?;
    }
    Ok(())
}

fn options() -> impl Strategy<Value = SnapshotWhenOptions> {
    let stamps = || texts(&STAMPS.map(|(text, _)| text));
    prop_oneof![
        3 => (any::<bool>(), any::<bool>()).prop_map(move |(initial, incremental)| SnapshotWhenOptions {
            initial,
            incremental,
            history: false,
            stamps: stamps(),
        }),
        1 => Just(SnapshotWhenOptions { history: true, stamps: stamps(), ..SnapshotWhenOptions::default() }),
    ]
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(row(), 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn snapshots_are_taken_when_the_trigger_changes(
        options in options(),
        base in prop_oneof![Just(Flow::Append), Just(Flow::Blink), Just(Flow::Free), Just(Flow::Still)],
        trigger in prop_oneof![2 => Just(Flow::Append), 1 => Just(Flow::Blink), 2 => Just(Flow::Free), 1 => Just(Flow::Still)],
        initial in [rows(8), rows(3)],
        steps in [steps(), steps()],
    ) {
        // Rows of the trigger of a history may not go.
        let trigger = if options.history && trigger == Flow::Free { Flow::Append } else { trigger };
        check(&options, [base, trigger], &initial, steps)?;
    }
}

/// The columns K and V of some rows, with a suffix behind the names.
fn table(suffix: &str, rows: &[(&str, i64)]) -> Snapshot {
    let row = |(key, value): &(&str, i64)| -> Row {
        let mut row = vec![Cell::Null; 6];
        (row[K], row[V]) = (Cell::Text((*key).to_owned()), Cell::Long(*value));
        row
    };
    let rows: Vec<Row> = rows.iter().map(row).collect();
    let columns = TableOperation::View {
        columns: texts(&[&format!("K{suffix}"), &format!("V{suffix}")]),
        variables: Variables::new(),
    };
    let view = make(&columns, &Model::new(suffix, &rows).snapshot(), Flow::Append).unwrap();
    view.snapshot().clone()
}

fn taken(options: SnapshotWhenOptions, trigger: &Snapshot) -> Result<Box<dyn Operation>> {
    let operation = PairOperation::SnapshotWhen(options);
    combine(&operation, &table("", &[("a", 1)]), trigger, [Flow::Append; 2])
}

fn history() -> SnapshotWhenOptions {
    SnapshotWhenOptions {
        history: true,
        ..SnapshotWhenOptions::default()
    }
}

fn stamped(stamps: &[&str]) -> SnapshotWhenOptions {
    SnapshotWhenOptions {
        stamps: texts(stamps),
        ..SnapshotWhenOptions::default()
    }
}

#[test]
fn stamps_have_their_places() {
    let names = |options| field_names(taken(options, &table("R", &[])).unwrap().snapshot().schema());
    assert_eq!(names(SnapshotWhenOptions::default()), "K V KR VR");
    assert_eq!(names(stamped(&["When == VR", " KR "])), "K V When KR");
    assert_eq!(names(history()), "KR VR K V");
    // A history shows a column of the base in the place of a stamp of its name.
    let same = table("", &[("x", 7), ("y", 8)]);
    let kept = taken(history(), &same).unwrap();
    assert_eq!(field_names(kept.snapshot().schema()), "K V");
    let rows: Vec<String> = rows_of(kept.snapshot()).values().map(line).collect();
    assert_eq!(rows, ["\"a\" 1L", "\"a\" 1L"]);
}

#[test]
fn snapshots_flow_as_their_triggers_do() {
    let flow = |options: SnapshotWhenOptions, flow| {
        let operation = PairOperation::SnapshotWhen(options);
        let made = combine(&operation, &table("", &[]), &table("R", &[]), [Flow::Free, flow]);
        made.unwrap().flow()
    };
    assert_eq!(flow(SnapshotWhenOptions::default(), Flow::Append), Flow::Free);
    assert_eq!(flow(SnapshotWhenOptions::default(), Flow::Still), Flow::Still);
    assert_eq!(flow(history(), Flow::Free), Flow::Append);
    assert_eq!(flow(history(), Flow::Still), Flow::Still);
}

#[test]
fn wrong_snapshots_are_refused() {
    let refused = |options, trigger: &Snapshot| {
        let error = taken(options, trigger).err().unwrap();
        (error.kind(), error.message().to_owned())
    };
    let initial = SnapshotWhenOptions {
        initial: true,
        ..history()
    };
    let (kind, message) = refused(initial, &table("R", &[]));
    assert_eq!(kind, ErrorKind::Unsupported);
    assert!(
        message.starts_with("snapshotWhen(INITIAL, HISTORY): a history"),
        "{message}"
    );
    let (kind, message) = refused(stamped(&["Nope"]), &table("R", &[]));
    assert_eq!(kind, ErrorKind::NotFound);
    assert_eq!(
        message,
        "in the trigger, column \"Nope\" does not exist; the table has KR, VR"
    );
    let (_, message) = refused(SnapshotWhenOptions::default(), &table("", &[]));
    assert!(message.starts_with("Column name conflicts: K, V: "), "{message}");
    let (_, message) = refused(stamped(&["T = VR", "T = KR"]), &table("R", &[]));
    assert_eq!(message, "stamp column \"T\" is asked for twice");
    let (_, message) = refused(stamped(&["no good = VR"]), &table("R", &[]));
    assert!(message.contains("no good"), "{message}");
}

#[test]
fn the_trigger_of_a_history_only_grows() {
    let (before, after) = (table("R", &[("x", 1)]), table("R", &[]));
    let operation = PairOperation::SnapshotWhen(history());
    let mut kept = combine(&operation, &table("", &[("a", 1)]), &before, [Flow::Append, Flow::Free]).unwrap();
    let error = kept.update(&[None, Some(Change::of_rows(before, after))]).unwrap_err();
    assert!(error.message().contains("only added"), "{error}");
    assert_eq!(kept.snapshot().num_rows(), 1);
}
