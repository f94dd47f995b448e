//! Reports in the text format of Prometheus.

use std::fmt::Write;

use crate::graph::consume::{PartitionReport, Report, State};
use crate::graph::pace::CycleTimes;
use crate::graph::publish::{PublisherReport, PublisherState, PublisherStatus};

/// A metric of each partition: its name, type, what it tells, and its value.
type Metric = (
    &'static str,
    &'static str,
    &'static str,
    fn(&PartitionReport) -> Option<f64>,
);

const METRICS: [Metric; 7] = [
    ("topictable_records_total", "counter", "Records read.", |partition| {
        Some(partition.records as f64)
    }),
    (
        "topictable_bytes_total",
        "counter",
        "Bytes of keys, values and headers read.",
        |partition| Some(partition.bytes as f64),
    ),
    (
        "topictable_bad_records_total",
        "counter",
        "Records that could not be decoded.",
        |partition| Some(partition.bad as f64),
    ),
    (
        "topictable_position",
        "gauge",
        "The offset after the last row in the table.",
        |partition| partition.position.map(|offset| offset as f64),
    ),
    (
        "topictable_end",
        "gauge",
        "The offset after the last record of the broker.",
        |partition| partition.end.map(|offset| offset as f64),
    ),
    (
        "topictable_lag",
        "gauge",
        "Records that are not in the table yet.",
        |partition| partition.lag().map(|lag| lag as f64),
    ),
    (
        "topictable_awaited_schema",
        "gauge",
        "The id of the schema that the next record waits for.",
        |partition| partition.schema.map(|id| id as f64),
    ),
];

const STATES: [State; 5] = [
    State::Reading,
    State::Waiting,
    State::Finished,
    State::Failed,
    State::Closed,
];

/// The text for a scrape.
pub(in crate::graph) fn metrics(reports: &[Report], publishers: &[PublisherReport], cycles: &CycleTimes) -> String {
    let mut text = String::new();
    for (name, kind, help, value) in METRICS {
        head(&mut text, name, kind, help);
        for report in reports {
            for partition in &report.partitions {
                if let Some(value) = value(partition) {
                    let labels = labels(report);
                    line(
                        &mut text,
                        name,
                        &format!("{labels},partition=\"{}\"", partition.partition),
                        value,
                    );
                }
            }
        }
    }
    head(
        &mut text,
        "topictable_memory_bytes",
        "gauge",
        "What the tables of a consumer hold.",
    );
    for report in reports {
        line(
            &mut text,
            "topictable_memory_bytes",
            &labels(report),
            report.memory as f64,
        );
    }
    head(
        &mut text,
        "topictable_state",
        "gauge",
        "1 for the state that a consumer is in.",
    );
    for report in reports {
        for state in STATES {
            let labels = format!("{},state=\"{}\"", labels(report), state.name());
            line(
                &mut text,
                "topictable_state",
                &labels,
                f64::from(u8::from(report.state == state)),
            );
        }
    }
    published(&mut text, publishers);
    summary(&mut text, cycles);
    text
}

/// A metric of each publisher: its name, type, what it tells, and its value.
type PublisherMetric = (&'static str, &'static str, &'static str, fn(&PublisherStatus) -> u64);

const PUBLISHER_METRICS: [PublisherMetric; 4] = [
    (
        "topictable_published_total",
        "counter",
        "Records taken over from the table.",
        |status| status.records,
    ),
    (
        "topictable_delivered_total",
        "counter",
        "Records that the cluster has.",
        |status| status.delivered,
    ),
    (
        "topictable_unsent",
        "gauge",
        "Records that the cluster does not have.",
        |status| status.unsent,
    ),
    (
        "topictable_bad_rows_total",
        "counter",
        "Rows that could not be written.",
        |status| status.bad_rows,
    ),
];

fn published(text: &mut String, publishers: &[PublisherReport]) {
    let labels = |report: &PublisherReport| {
        let topic = report.topic.as_deref().unwrap_or_default();
        format!("publisher=\"{}\",topic=\"{topic}\"", report.publisher)
    };
    for (name, kind, help, value) in PUBLISHER_METRICS {
        head(text, name, kind, help);
        for report in publishers {
            line(text, name, &labels(report), value(&report.status) as f64);
        }
    }
    let name = "topictable_publisher_state";
    head(text, name, "gauge", "1 for the state that a publisher is in.");
    for report in publishers {
        for state in PublisherState::ALL {
            let labels = format!("{},state=\"{}\"", labels(report), state.name());
            line(text, name, &labels, f64::from(u8::from(report.status.state == state)));
        }
    }
}

fn summary(text: &mut String, cycles: &CycleTimes) {
    let name = "topictable_cycle_seconds";
    head(text, name, "summary", "How long update cycles take.");
    for (quantile, time) in [("0.5", cycles.p50), ("0.99", cycles.p99), ("1", cycles.longest)] {
        line(text, name, &format!("quantile=\"{quantile}\""), time.as_secs_f64());
    }
    let total = cycles.total.as_secs_f64();
    // Writing to a String does not fail.
    let _ = writeln!(text, "{name}_sum {total}\n{name}_count {}", cycles.count);
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: f64) {
    let _ = writeln!(text, "{name}{{{labels}}} {value}");
}

/// Names of topics hold no character that would have to be escaped.
fn labels(report: &Report) -> String {
    format!("consumer=\"{}\",topic=\"{}\"", report.consumer, report.topic)
}
