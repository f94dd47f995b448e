//! Topics into memory: this library beside a bare librdkafka batch-queue loop.
//!
//! `make bench-ingest` starts a broker, fills topics once and prints one table. Every measurement is a process of its
//! own; the bare loop and the table with each `topictable.fetcher` take turns, and medians are shown. Then it prints how
//! long single records take until they can be seen. `make bench-peers` does the same of more topics, beside Deephaven and
//! a plain loop of Fetch requests. `ROWS` (2,000,000), `ROUNDS` (5, beside peers 3) and `SECONDS` (10, of each rate) can be
//! set in the environment; `ONLY=json` leaves the other records out.

#![allow(clippy::print_stdout, reason = "a program that reports")]
#![allow(unsafe_code, reason = "the bare loop is librdkafka's C interface")]

mod bare;
mod fill;
mod latency;
mod measure;
mod peer;
#[path = "../peer_program.rs"]
mod peer_program;
mod plain;
mod schemas;
mod table;

use std::env;
use std::process::Command;

use fill::Topic;
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

    /// The column whose values are summed up.
    fn checked(self) -> &'static str {
        match self {
            Shape::Simple => "Price",
            Shape::String => "Text",
            _ => "Qty",
        }
    }
}

/// What reads a topic.
#[derive(Clone, Copy, PartialEq)]
enum Program {
    /// A loop of Fetch requests that keeps nothing.
    Plain,
    /// A loop over librdkafka's queue that keeps nothing.
    Bare,
    /// Deephaven.
    Peer,
    /// This library on librdkafka.
    Librdkafka,
    /// This library's own fetcher.
    Native,
}

impl Program {
    const ALL: [(Program, &'static str); 5] = [
        (Program::Plain, "Fetch loop"),
        (Program::Bare, "librdkafka loop"),
        (Program::Peer, "Deephaven"),
        (Program::Librdkafka, "on librdkafka"),
        (Program::Native, "own fetcher"),
    ];

    fn name(self) -> &'static str {
        let named = Program::ALL.iter().find(|(program, _)| *program == self);
        named.map_or("", |(_, name)| name)
    }

    /// Whether it makes a table, whose values are summed up.
    fn keeps(self) -> bool {
        !matches!(self, Program::Plain | Program::Bare)
    }
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let bootstrap = env::var("TOPICTABLE_BOOTSTRAP").expect("run by `make bench-ingest`, which starts a broker");
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // One measurement, in the process that the parent below starts.
        [program, shape, topic, partitions, rows] => {
            let program = Program::ALL
                .iter()
                .find(|(_, name)| *name == program)
                .expect("a program")
                .0;
            let shape = Shape::ALL.iter().find(|(_, name)| *name == shape).expect("a shape").0;
            let partitions = partitions.parse().expect("a number of partitions");
            let rows = rows.parse().expect("a number of rows");
            let measured = match program {
                Program::Plain => plain::run(&bootstrap, topic, partitions, rows),
                Program::Bare => bare::run(&bootstrap, topic, rows),
                Program::Librdkafka => table::run(&bootstrap, topic, shape, rows, "librdkafka"),
                Program::Native => table::run(&bootstrap, topic, shape, rows, "native"),
                Program::Peer => peer::run(&bootstrap, topic, shape, rows).expect("DEEPHAVEN_JARS"),
            };
            println!("{}", measured.to_line());
        }
        [rate, seconds, fetcher] => {
            let number = |text: &str| text.parse().expect("a number");
            println!("{}", latency::run(&bootstrap, number(rate), number(seconds), fetcher));
        }
        ["peers"] => peers(&bootstrap),
        _ => {
            ingest(&bootstrap);
            latencies(&[1_000, 10_000], &["librdkafka", "native"]);
        }
    }
}

fn number(name: &str, default: usize) -> usize {
    env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

/// The shapes that are wanted: all, or the one that `ONLY` names.
fn shapes() -> Vec<Shape> {
    let only = env::var("ONLY").ok();
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let shapes = Shape::ALL.iter().filter(|(_, name)| wanted(name));
    let shapes: Vec<Shape> = shapes.map(|(shape, _)| *shape).collect();
    assert!(!shapes.is_empty(), "ONLY: no records are called {only:?}");
    shapes
}

fn ingest(bootstrap: &str) {
    let (rows, rounds) = (number("ROWS", 2_000_000), number("ROUNDS", 5));
    let programs = [Program::Bare, Program::Librdkafka, Program::Native];
    let topics = shapes()
        .into_iter()
        .flat_map(|shape| [1, 4].map(|partitions| plain_topic(shape, partitions, rows)));
    compare(bootstrap, &topics.collect::<Vec<_>>(), &programs, rounds);
}

/// The same beside Deephaven and the limit, of compressed topics and of small batches too.
fn peers(bootstrap: &str) {
    let (rows, rounds) = (number("ROWS", 2_000_000), number("ROUNDS", 3));
    let topics = shapes().into_iter().flat_map(|shape| {
        let plain = |partitions| plain_topic(shape, partitions, rows);
        let (codec, batch) = ("lz4", 50);
        [
            plain(1),
            plain(4),
            Topic { codec, ..plain(1) },
            Topic { batch, ..plain(1) },
        ]
    });
    let programs = Program::ALL.map(|(program, _)| program);
    compare(bootstrap, &topics.collect::<Vec<_>>(), &programs, rounds);
    latencies(&[1_000, 10_000, 100_000], &["librdkafka", "native"]);
}

/// A topic that is not compressed, of large batches.
fn plain_topic(shape: Shape, partitions: i32, rows: usize) -> Topic {
    Topic {
        shape,
        partitions,
        codec: "none",
        batch: 5000,
        rows,
    }
}

/// Prints what each program makes of each topic, as a table in Markdown.
fn compare(bootstrap: &str, topics: &[Topic], programs: &[Program], rounds: usize) {
    println!("{rounds} rounds in turn, medians; the broker on the same machine\n");
    println!(
        "| records | partitions | codec | batch | program | M rows/s | least–most | CPU ns/row | bytes/row | first row ms |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for topic in topics {
        let name = fill::fill(bootstrap, *topic);
        let (partitions, rows) = (topic.partitions.to_string(), topic.rows.to_string());
        let mut results: Vec<Vec<Measured>> = vec![Vec::new(); programs.len()];
        for _ in 0..rounds {
            for (program, results) in programs.iter().zip(&mut results) {
                let measured = measure([program.name(), topic.shape.name(), &name, &partitions, &rows]);
                let (sum, expected) = (measured.checksum, topic.checksum());
                let right = !program.keeps() || (sum - expected).abs() <= expected * 1e-9;
                assert!(
                    right,
                    "{}: the values of {name} come to {sum}, expected {expected}",
                    program.name()
                );
                results.push(measured);
            }
        }
        for (program, results) in programs.iter().zip(&results) {
            let measured = measure::median(results);
            let (least, most) = spread(results);
            let held = measured
                .bytes_per_row
                .map_or("–".to_owned(), |bytes| format!("{bytes:.1}"));
            println!(
                "| {} | {} | {} | {} | {} | {:.2} | {:.2}–{:.2} | {:.0} | {held} | {:.0} |",
                topic.shape.name(),
                topic.partitions,
                topic.codec,
                topic.batch,
                program.name(),
                measured.rows_per_second / 1e6,
                least / 1e6,
                most / 1e6,
                measured.cpu_nanos_per_row,
                measured.first_row_millis
            );
        }
    }
}

/// The least and the greatest rate.
fn spread(results: &[Measured]) -> (f64, f64) {
    let rates = results.iter().map(|measured| measured.rows_per_second);
    (rates.clone().fold(f64::INFINITY, f64::min), rates.fold(0.0, f64::max))
}

fn latencies(rates: &[usize], fetchers: &[&str]) {
    let seconds = number("SECONDS", 10);
    println!("\nFrom produce to visible, milliseconds; {seconds} s of each rate, linger.ms = 0\n");
    println!("| records/s | fetcher | acknowledged p50 | p99 | snapshot p50 | p99 | subscriber p50 | p99 |");
    println!("|---|---|---|---|---|---|---|---|");
    for (rate, fetcher) in rates
        .iter()
        .flat_map(|rate| fetchers.iter().map(move |fetcher| (rate, fetcher)))
    {
        let line = run_again(&[&rate.to_string(), &seconds.to_string(), fetcher]);
        let cells = line.split_whitespace().map(|cell| cell.parse().expect("a number"));
        let cells: Vec<String> = cells.map(|cell: f64| format!("{cell:.1}")).collect();
        assert_eq!(cells.len(), 6, "{line}");
        println!("| {rate} | {fetcher} | {} |", cells.join(" | "));
    }
}

/// One measurement.
fn measure(arguments: [&str; 5]) -> Measured {
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
