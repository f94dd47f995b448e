//! Tables into topics: this library beside bare librdkafka with the same bytes, and beside Deephaven.
//!
//! `make bench-publish` starts a broker and a registry and prints two tables: a static table of trades that is published once, and what a
//! cycle costs that changes 1,000 keys of a table whose last rows are published. Every measurement is a process of its
//! own; the programs take turns, and medians are shown. `ROWS` (2,000,000), `ROUNDS` (3) and `CYCLES` (200) can be set in the
//! environment; `DEEPHAVEN_JARS` is the folder of the peer's jars, without which it is not measured.

#![allow(clippy::print_stdout, reason = "a program that reports")]
#![allow(unsafe_code, reason = "the bare loop is librdkafka's C interface")]

mod bare;
#[path = "../ingest/measure.rs"]
mod measure;
mod peer;
#[path = "../peer_program.rs"]
mod peer_program;
mod table;

use std::env;
use std::process::Command;

use measure::{Measured, median};

/// What is published of a trade: the key, and the value as the cell of one column or as all six.
pub const SHAPES: [&str; 3] = ["simple", "json", "avro"];

/// The columns of the trades, by formulas that both engines have.
pub const COLUMNS: [&str; 6] = [
    "Sym = `S` + (ii % 1000)",
    "Id = ii",
    "Price = (ii % 100000) / 8.0",
    "Qty = (int)(ii % 977)",
    "Venue = ii % 3 == 0 ? `XNYS` : `XNAS`",
    "Live = ii % 7 != 0",
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let bootstrap = env::var("TOPICTABLE_BOOTSTRAP").expect("run by `make bench-publish`, which starts a broker");
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // One measurement, in the process that the parent below starts.
        ["cycle", keys, cycles] => println!("{}", table::cycle(&bootstrap, parsed(keys), parsed(cycles))),
        [program, shape, rows] => {
            let measured = match program {
                "bare" => bare::run(&bootstrap, shape, parsed(rows)),
                _ => table::run(&bootstrap, shape, parsed(rows)),
            };
            println!("{}", measured.to_line());
        }
        _ => {
            throughput(&bootstrap);
            cycles();
        }
    }
}

/// Where the registry is.
pub fn registry() -> String {
    env::var("TOPICTABLE_REGISTRY").expect("run by `make bench-publish`, which starts a registry")
}

fn parsed(text: &str) -> usize {
    text.parse().expect("a number")
}

fn number(name: &str, default: usize) -> usize {
    env::var(name).map_or(default, |text| parsed(&text))
}

fn throughput(bootstrap: &str) {
    let (rows, rounds) = (number("ROWS", 2_000_000), number("ROUNDS", 3));
    println!(
        "{rows} rows, {rounds} rounds in turn, medians; one partition, uncompressed, the broker on the same machine"
    );
    println!(
        "{:<8}  {:<12}{:>10}{:>14}{:>10}{:>10}",
        "value", "program", "rows/s", "CPU ns/row", "x bare", "x peer"
    );
    for shape in SHAPES {
        let mut results: [Vec<Measured>; 3] = Default::default();
        for _ in 0..rounds {
            results[0].push(again(["bare", shape, &rows.to_string()]));
            results[1].push(again(["table", shape, &rows.to_string()]));
            results[2].extend(peer::run(bootstrap, shape, rows));
        }
        let bare = median(&results[0]);
        let peer = results[2].first().map(|_| median(&results[2]));
        for (program, results) in ["librdkafka", "topictable", "Deephaven"].into_iter().zip(&results) {
            if results.is_empty() {
                continue;
            }
            let found = median(results);
            let of_peer = peer.as_ref().map_or("-".to_owned(), |peer| {
                format!("{:.2}", found.rows_per_second / peer.rows_per_second)
            });
            println!(
                "{shape:<8}  {program:<12}{:>10.0}{:>14.0}{:>10.2}{of_peer:>10}",
                found.rows_per_second,
                found.cpu_nanos_per_row,
                found.rows_per_second / bare.rows_per_second,
            );
        }
    }
}

fn cycles() {
    let (cycles, rounds) = (number("CYCLES", 200), number("ROUNDS", 3));
    println!(
        "\nlast rows by key, 1,000 keys changed a cycle; CPU time of the process a cycle, median of {rounds} rounds"
    );
    let of = |keys: usize| {
        let mut found: Vec<f64> = (0..rounds)
            .map(|_| {
                run_again(&["cycle", &keys.to_string(), &cycles.to_string()])
                    .parse()
                    .expect("a number")
            })
            .collect();
        found.sort_by(f64::total_cmp);
        found[found.len() / 2]
    };
    let (few, many) = (of(1_000), of(1_000_000));
    println!("{:>12}{:>14}{:>10}", "keys", "µs a cycle", "ratio");
    println!(
        "{:>12}{few:>14.0}{:>10.2}\n{:>12}{many:>14.0}{:>10.2}",
        "1,000",
        1.0,
        "1,000,000",
        many / few
    );
}

fn again(arguments: [&str; 3]) -> Measured {
    let line = run_again(&arguments);
    Measured::of_line(&line).unwrap_or_else(|| panic!("{arguments:?}: {line}"))
}

fn run_again(arguments: &[&str]) -> String {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(arguments)
        .output()
        .expect("it runs again");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
