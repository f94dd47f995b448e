//! What a publisher makes of changes, with a sink that keeps it; tests/broker has the real one.

mod transactions;

use std::collections::BTreeMap;
use std::sync::Mutex;

use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray};
use proptest::prelude::*;

use super::*;
use crate::graph::cycle::locked;
use crate::graph::session::Session;
use crate::kafka::{Records, Sent, Sink};
use crate::spec::{ProduceJson, ProduceSpec};

type Log = Arc<Mutex<Vec<(Option<String>, Option<String>)>>>;

/// Keeps the records, each delivered at once.
struct Kept(Log);

impl Sink for Kept {
    fn send(&mut self, records: &Records<'_>) -> Result<()> {
        let text = |bytes: Option<&[u8]>| bytes.map(|bytes| String::from_utf8(bytes.to_vec()).unwrap());
        let mut keys = records.keys.map(|keys| keys.iter());
        let mut values = records.values.map(|values| values.iter());
        for row in 0..records.rows {
            let key = keys.as_mut().and_then(|keys| keys.next().unwrap());
            let value = values.as_mut().and_then(|values| values.next().unwrap());
            if !records.left_out.contains(&row) {
                locked(&self.0).push((text(key), text(value)));
            }
        }
        Ok(())
    }

    fn flush(&mut self, _: std::time::Duration) -> Result<bool> {
        Ok(true)
    }

    fn progress(&mut self) -> Sent {
        Sent {
            taken: locked(&self.0).len() as u64,
            ..Sent::default()
        }
    }
}

/// A table that is being published into a log.
struct Fixture {
    session: Session,
    log: Log,
    shared: Arc<Shared>,
}

impl Fixture {
    fn new(session: Session, table: &Table, publish: &Publish) -> Self {
        let options = PublishOptions::from_properties(&publish.properties).unwrap();
        let writer = RowWriter::new(publish, &options, table.schema()).unwrap();
        let shared = Arc::new(Shared::new(None, None, options.close_timeout));
        let log = Log::default();
        let changes = table.changes().unwrap();
        let target = Target::Records(Box::new(Kept(log.clone())));
        let writer = CycleWriter::new(writer, table.clone(), publish.last_by);
        let mut worker = Worker::new(shared.clone(), target, writer, changes, None);
        worker.publish_initial(publish.publish_initial).unwrap();
        worker.start(true).unwrap();
        Fixture { session, log, shared }
    }

    /// Ends publishing and gives the records.
    fn end(self) -> Vec<(Option<String>, Option<String>)> {
        let publisher = Publisher::of(self.shared);
        publisher.stop().unwrap();
        drop(self.session);
        locked(&self.log).clone()
    }
}

fn rows(rows: &[(u8, Option<i64>)]) -> RecordBatch {
    let keys: StringArray = rows.iter().map(|(key, _)| Some(format!("k{key}"))).collect();
    let values: Int64Array = rows.iter().map(|(_, value)| *value).collect();
    let columns: [(&str, ArrayRef, bool); 2] = [("K", Arc::new(keys), true), ("V", Arc::new(values), true)];
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn publish() -> Publish {
    Publish {
        key: ProduceSpec::simple("K"),
        value: ProduceSpec::json(ProduceJson::of(["V"])),
        ..Publish::to("t")
    }
}

/// What a topic's records say in the end: the last value of each key that is not gone.
fn compacted(log: &[(Option<String>, Option<String>)]) -> BTreeMap<String, String> {
    let mut last = BTreeMap::new();
    for (key, value) in log {
        let key = key.clone().unwrap();
        match value {
            Some(value) => last.insert(key, value.clone()),
            None => last.remove(&key),
        };
    }
    last
}

#[derive(Clone, Debug)]
enum Step {
    Put(Vec<(u8, Option<i64>)>),
    Delete(Vec<u8>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => prop::collection::vec((0..8_u8, prop::option::of(0..5_i64)), 1..6).prop_map(Step::Put),
        1 => prop::collection::vec(0..8_u8, 1..4).prop_map(Step::Delete),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The records, compacted, are the table.
    #[test]
    fn the_last_record_of_each_key_is_its_row(steps in prop::collection::vec(step(), 1..12), split in 0..12_usize) {
        let session = Session::new().unwrap();
        let table = session.input_table(rows(&[]).schema(), ["K"]).unwrap();
        let apply = |step: &Step| match step {
            Step::Put(put) => table.add_rows(&rows(put)).unwrap(),
            Step::Delete(keys) => {
                let keys: Vec<(u8, Option<i64>)> = keys.iter().map(|key| (*key, None)).collect();
                table.delete_rows(&rows(&keys).project(&[0]).unwrap()).unwrap();
            }
        };
        let split = split.min(steps.len());
        steps[..split].iter().for_each(apply);
        let fixture = Fixture::new(session, &table, &publish());
        steps[split..].iter().for_each(apply);
        let found = compacted(&fixture.end());
        let mut expected = BTreeMap::new();
        for batch in table.snapshot().batches() {
            let batch = batch.unwrap();
            let keys = batch.column(0).as_any().downcast_ref::<StringArray>().unwrap();
            let values = batch.column(1).as_any().downcast_ref::<Int64Array>().unwrap();
            for row in 0..batch.num_rows() {
                let value = if values.is_null(row) { "{}".to_owned() } else { format!("{{\"V\":{}}}", values.value(row)) };
                expected.insert(keys.value(row).to_owned(), value);
            }
        }
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn rows_are_written_again_when_a_column_of_the_value_changes_or_none_does() {
    let session = Session::new().unwrap();
    let input = session.input_table(rows(&[]).schema(), ["K"]).unwrap();
    let table = input.update(["Half = V / 2", "Sign = V > 0"]).unwrap();
    let spec = Publish {
        value: ProduceSpec::json(ProduceJson::of(["Sign"])),
        ..publish()
    };
    let fixture = Fixture::new(session, &table, &spec);
    // New, other values with the same sign, the same row once more, another sign.
    for value in [1, 2, 2, -1] {
        input.add_rows(&rows(&[(1, Some(value))])).unwrap();
    }
    let values: Vec<String> = fixture.end().into_iter().map(|(_, value)| value.unwrap()).collect();
    assert_eq!(values, ["{\"Sign\":true}", "{\"Sign\":true}", "{\"Sign\":false}"]);
}

#[test]
fn more_rows_than_are_written_at_once_keep_their_order() {
    let session = Session::new().unwrap();
    let input = session.input_table(rows(&[]).schema(), Vec::<String>::new()).unwrap();
    let all: Vec<(u8, Option<i64>)> = (0..10_000).map(|number| (1, Some(number))).collect();
    input.add_rows(&rows(&all)).unwrap();
    let fixture = Fixture::new(session, &input, &publish());
    input.add_rows(&rows(&all[..5000])).unwrap();
    let log = fixture.end();
    assert_eq!(log.len(), 15_000);
    for (index, (_, value)) in log.iter().enumerate() {
        assert_eq!(value.as_deref(), Some(format!("{{\"V\":{}}}", index % 10_000).as_str()));
    }
}

#[test]
fn what_is_there_is_left_out_where_it_is_not_wanted() {
    let session = Session::new().unwrap();
    let input = session.input_table(rows(&[]).schema(), ["K"]).unwrap();
    input.add_rows(&rows(&[(1, Some(1)), (2, Some(2))])).unwrap();
    let spec = Publish {
        publish_initial: false,
        value: ProduceSpec::Ignore,
        ..publish()
    };
    let fixture = Fixture::new(session, &input, &spec);
    // A value that is ignored never changes.
    input.add_rows(&rows(&[(1, Some(3)), (3, Some(3))])).unwrap();
    let keys: Vec<String> = fixture.end().into_iter().map(|(key, _)| key.unwrap()).collect();
    assert_eq!(keys, ["k3"]);
}

#[test]
fn rows_without_a_place_are_told_or_left_out() {
    let publish_with = |policy: &str, column: &str| {
        let session = Session::new().unwrap();
        let input = session.input_table(rows(&[]).schema(), ["K"]).unwrap();
        let columns = ["Part = (int)V", "At = epochNanosToInstant(V)"];
        let table = input.update(columns).unwrap();
        let spec = Publish {
            properties: [("topictable.publish.on.error".to_owned(), policy.to_owned())].into(),
            partition_column: (column == "Part").then(|| column.to_owned()),
            timestamp_column: (column == "At").then(|| column.to_owned()),
            ..publish()
        };
        let fixture = Fixture::new(session, &table, &spec);
        input
            .add_rows(&rows(&[(1, Some(1)), (2, Some(-7)), (3, None)]))
            .unwrap();
        let publisher = Publisher::of(fixture.shared.clone());
        let ended = publisher.stop();
        (ended, locked(&fixture.log).len(), publisher.status().bad_rows)
    };
    for column in ["Part", "At"] {
        for policy in ["skip", "null"] {
            let (ended, records, bad) = publish_with(policy, column);
            assert_eq!((ended.is_ok(), records, bad), (true, 2, 1), "{policy} {column}");
        }
    }
    let error = publish_with("fail", "Part").0.unwrap_err();
    assert_eq!(
        error.message(),
        "row 1 cannot be written: partition -7 is none: expected 0 or more"
    );
    assert_eq!((error.detail("row"), error.detail("unsent")), (Some("1"), Some("0")));
    let error = publish_with("fail", "At").0.unwrap_err();
    assert!(error.message().contains("before 1970"), "{error}");
}
