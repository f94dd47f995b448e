//! Reports as rows and as text; tests/broker has the consumers of real topics.

use std::collections::BTreeMap;
use std::time::Duration;

use super::rows::{SCHEMA, block, remembered};
use super::*;
use crate::error::Error;
use crate::graph::consume::{PartitionReport, State};
use crate::graph::pace::CycleTimes;
use crate::graph::publish::{PublisherReport, PublisherState, PublisherStatus};
use crate::spec::TableType;
use crate::table::{Retention, Snapshot};

fn report(consumer: u64, records: u64, state: State) -> Report {
    Report {
        consumer,
        topic: "trades".to_owned(),
        state,
        error: (state == State::Failed).then(|| "no more".to_owned()),
        memory: 77,
        partitions: vec![
            PartitionReport {
                partition: 0,
                position: Some(40),
                end: Some(42),
                records,
                bytes: 10 * records,
                bad: 1,
                schema: None,
            },
            PartitionReport {
                partition: 1,
                position: None,
                end: Some(5),
                records: 0,
                bytes: 0,
                bad: 0,
                schema: None,
            },
        ],
    }
}

/// The rows of some reports as text; they become those before.
fn rows(reports: &[Report], before: &mut BTreeMap<u64, Report>, seconds: f64) -> String {
    let mut rows = Retention::new(TableType::Append);
    rows.absorb(vec![block(reports, before, seconds)]).unwrap();
    *before = remembered(reports.to_vec());
    let columns: Vec<usize> = (0..14).collect();
    let snapshot = Snapshot::of_store(SCHEMA.clone(), rows.rows(), rows.store());
    let mut text = String::new();
    for batch in snapshot.batches() {
        // Not the time.
        let batch = batch.unwrap().project(&columns).unwrap();
        text += &arrow_cast::pretty::pretty_format_batches(&[batch]).unwrap().to_string();
    }
    let cells = |line: &str| {
        line.split('|')
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(" ")
            .trim()
            .to_owned()
    };
    text.lines()
        .skip(3)
        .filter(|line| !line.starts_with('+'))
        .map(|line| cells(line) + "\n")
        .collect()
}

#[test]
fn rates_are_those_since_the_row_before() {
    let mut before = BTreeMap::new();
    assert_eq!(
        rows(&[report(7, 100, State::Reading)], &mut before, 1.0),
        "7 0 trades reading 40 42 2 100  1000  1 77\n7 1 trades reading  5  0  0  0 77\n"
    );
    assert_eq!(
        rows(&[report(7, 150, State::Failed)], &mut before, 2.0),
        "7 0 trades failed 40 42 2 150 25.0 1500 250.0 1 77 no more\n7 1 trades failed  5  0 0.0 0 0.0 0 77 no more\n"
    );
    // One that is gone is forgotten.
    rows(&[report(7, 150, State::Closed)], &mut before, 1.0);
    assert!(before.is_empty());
}

#[test]
fn a_partition_says_which_schema_it_waits_for() {
    let waiting = |state| {
        let mut report = report(7, 100, state);
        report.partitions[1].schema = Some(9);
        report
    };
    assert_eq!(
        rows(&[waiting(State::Reading)], &mut BTreeMap::new(), 1.0),
        "7 0 trades reading 40 42 2 100  1000  1 77\n7 1 trades waiting  5  0  0  0 77 waits for schema id 9\n"
    );
    // What has failed says why.
    let failed = rows(&[waiting(State::Failed)], &mut BTreeMap::new(), 1.0);
    assert!(
        failed.ends_with("7 1 trades failed  5  0  0  0 77 no more\n"),
        "{failed}"
    );
    let text = metrics(&[waiting(State::Reading)], &[], &CycleTimes::default());
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("topictable_awaited_schema{"))
        .collect();
    assert_eq!(
        lines,
        ["topictable_awaited_schema{consumer=\"7\",topic=\"trades\",partition=\"1\"} 9"]
    );
}

fn published(publisher: u64, records: u64) -> PublisherReport {
    PublisherReport {
        publisher,
        topic: Some("out".to_owned()),
        status: PublisherStatus {
            state: PublisherState::Retrying,
            records,
            delivered: records - 10,
            unsent: 10,
            bad_rows: 2,
            error: Some(Error::closed("no connection")),
            file: None,
        },
    }
}

#[test]
fn publishers_are_rows_with_the_rate_since_the_row_before() {
    let mut before = BTreeMap::new();
    let mut line = |records: u64, seconds: f64| {
        let reports = [published(3, records)];
        let block = publishers::block(&reports, &before, seconds);
        before.insert(3, records);
        let cells: Vec<String> = block.columns[..9]
            .iter()
            .map(|column| {
                let column = column.read(0..1).unwrap();
                arrow_cast::display::array_value_to_string(&column, 0).unwrap()
            })
            .collect();
        cells.join(" ")
    };
    assert_eq!(line(40, 1.0), "3 out retrying 40  30 10 2 no connection");
    assert_eq!(line(60, 0.5), "3 out retrying 60 40.0 50 10 2 no connection");
}

#[test]
fn the_text_of_prometheus() {
    let cycles = CycleTimes {
        count: 3,
        total: Duration::from_millis(12),
        p99: Duration::from_micros(7500),
        ..CycleTimes::default()
    };
    let text = metrics(&[report(7, 100, State::Waiting)], &[published(3, 40)], &cycles);
    let lines: Vec<&str> = text.lines().collect();
    for expected in [
        "# TYPE topictable_records_total counter",
        "topictable_records_total{consumer=\"7\",topic=\"trades\",partition=\"0\"} 100",
        "topictable_bytes_total{consumer=\"7\",topic=\"trades\",partition=\"0\"} 1000",
        "topictable_bad_records_total{consumer=\"7\",topic=\"trades\",partition=\"0\"} 1",
        "topictable_position{consumer=\"7\",topic=\"trades\",partition=\"0\"} 40",
        "topictable_end{consumer=\"7\",topic=\"trades\",partition=\"1\"} 5",
        "topictable_lag{consumer=\"7\",topic=\"trades\",partition=\"0\"} 2",
        "topictable_memory_bytes{consumer=\"7\",topic=\"trades\"} 77",
        "topictable_state{consumer=\"7\",topic=\"trades\",state=\"waiting\"} 1",
        "topictable_state{consumer=\"7\",topic=\"trades\",state=\"reading\"} 0",
        "topictable_published_total{publisher=\"3\",topic=\"out\"} 40",
        "topictable_delivered_total{publisher=\"3\",topic=\"out\"} 30",
        "# TYPE topictable_unsent gauge",
        "topictable_unsent{publisher=\"3\",topic=\"out\"} 10",
        "topictable_bad_rows_total{publisher=\"3\",topic=\"out\"} 2",
        "topictable_publisher_state{publisher=\"3\",topic=\"out\",state=\"retrying\"} 1",
        "topictable_publisher_state{publisher=\"3\",topic=\"out\",state=\"failed\"} 0",
        "# TYPE topictable_cycle_seconds summary",
        "topictable_cycle_seconds{quantile=\"0.99\"} 0.0075",
        "topictable_cycle_seconds_sum 0.012",
        "topictable_cycle_seconds_count 3",
    ] {
        assert!(lines.contains(&expected), "{expected} is not in\n{text}");
    }
    // What is not known has no line.
    assert!(!text.contains("topictable_position{consumer=\"7\",topic=\"trades\",partition=\"1\"}"));
    assert!(text.ends_with('\n'));
}
