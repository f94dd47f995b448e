//! Topics into memory: this library beside a bare librdkafka batch-queue loop.
//!
//! `make bench-ingest` starts a broker, fills topics once and prints one table. Every measurement is a process of its
//! own; the bare loop and the table with each `topictable.fetcher` take turns, and medians are shown. Then it prints how long single records take until they can
//! be seen. `ROWS` (2,000,000), `ROUNDS` (5) and `SECONDS` (10, of each rate) can be set in the environment.

#![allow(clippy::print_stdout, reason = "a program that reports")]
#![allow(unsafe_code, reason = "the bare loop is librdkafka's C interface")]

mod bare;
mod fill;
mod latency;
mod measure;
mod schemas;
mod table;

use std::env;
use std::process::Command;

use measure::Measured;

/// What a topic holds.
#[derive(Clone, Copy, PartialEq)]
pub enum Shape {
    /// A text key and a double of eight bytes.
    Simple,
    /// A text value.
    String,
    /// A JSON object of six fields.
    Json,
    /// The same as an Avro record, whose schema is in a registry.
    Avro,
    /// The same as a Protobuf message.
    Protobuf,
}

impl Shape {
    const ALL: [(Shape, &'static str); 5] = [
        (Shape::Simple, "simple"),
        (Shape::String, "string"),
        (Shape::Json, "json"),
        (Shape::Avro, "avro"),
        (Shape::Protobuf, "protobuf"),
    ];

    fn name(self) -> &'static str {
        Shape::ALL
            .iter()
            .find(|(shape, _)| *shape == self)
            .map_or("", |(_, name)| name)
    }
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let bootstrap = env::var("TOPICTABLE_BOOTSTRAP").expect("run by `make bench-ingest`, which starts a broker");
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // One measurement, in the process that the parent below starts.
        [program, shape, topic, rows] => {
            let shape = Shape::ALL.iter().find(|(_, name)| *name == shape).expect("a shape").0;
            let rows = rows.parse().expect("a number of rows");
            let measured = if program == "bare" {
                bare::run(&bootstrap, topic, rows)
            } else {
                let fetcher = if program == "native" { "native" } else { "librdkafka" };
                table::run(&bootstrap, topic, shape, rows, fetcher)
            };
            println!("{}", measured.to_line());
        }
        [rate, seconds] => {
            let number = |text: &str| text.parse().expect("a number");
            println!("{}", latency::run(&bootstrap, number(rate), number(seconds)));
        }
        _ => {
            compare(&bootstrap);
            latencies();
        }
    }
}

fn number(name: &str, default: usize) -> usize {
    env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

fn compare(bootstrap: &str) {
    let (rows, rounds) = (number("ROWS", 2_000_000), number("ROUNDS", 5));
    println!("{rows} records a topic, {rounds} rounds in turn, medians; uncompressed, the broker on the same machine");
    println!(
        "{:<8}{:>11}  {:<12}{:>10}{:>14}{:>12}{:>14}{:>10}",
        "records", "partitions", "program", "rows/s", "CPU ns/row", "bytes/row", "first row ms", "ratio"
    );
    for (shape, name) in Shape::ALL {
        for partitions in [1, 4] {
            let topic = fill::fill(bootstrap, shape, partitions, rows);
            let mut results: [Vec<Measured>; 3] = Default::default();
            for _ in 0..rounds {
                for (program, results) in ["bare", "table", "native"].into_iter().zip(&mut results) {
                    results.push(measure([program, name, &topic, &rows.to_string()]));
                }
            }
            let [bare, table, native] = results.map(|results| measure::median(&results));
            for (program, measured) in [("librdkafka", &bare), ("topictable", &table), ("… native", &native)] {
                let held = measured
                    .bytes_per_row
                    .map_or("-".to_owned(), |bytes| format!("{bytes:.1}"));
                let ratio = measured.rows_per_second / bare.rows_per_second;
                println!(
                    "{:<8}{:>11}  {:<12}{:>10.0}{:>14.0}{:>12}{:>14.0}{:>10.2}",
                    shape.name(),
                    partitions,
                    program,
                    measured.rows_per_second,
                    measured.cpu_nanos_per_row,
                    held,
                    measured.first_row_millis,
                    ratio
                );
            }
        }
    }
}

fn latencies() {
    let seconds = number("SECONDS", 10);
    println!("\nfrom produce to visible, milliseconds; {seconds} s of each rate, linger.ms = 0");
    println!(
        "{:>10}{:>18}{:>10}{:>14}{:>10}{:>16}{:>10}",
        "records/s", "acknowledged p50", "p99", "snapshot p50", "p99", "subscriber p50", "p99"
    );
    for rate in [1_000, 10_000] {
        let line = run_again(&[&rate.to_string(), &seconds.to_string()]);
        let cells: Vec<f64> = line
            .split_whitespace()
            .map(|cell| cell.parse().expect("a number"))
            .collect();
        let [ack_50, ack_99, snapshot_50, snapshot_99, change_50, change_99] = cells[..] else {
            panic!("{line}")
        };
        println!(
            "{rate:>10}{ack_50:>18.1}{ack_99:>10.1}{snapshot_50:>14.1}{snapshot_99:>10.1}{change_50:>16.1}{change_99:>10.1}"
        );
    }
}

/// One measurement.
fn measure(arguments: [&str; 4]) -> Measured {
    let line = run_again(&arguments);
    Measured::of_line(&line).unwrap_or_else(|| panic!("{arguments:?}: {line}"))
}

/// Runs a measurement in a process of its own, and gives the line that it prints.
fn run_again(arguments: &[&str]) -> String {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(arguments)
        .output()
        .expect("it runs again");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
