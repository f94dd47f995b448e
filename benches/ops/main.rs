//! Operations on live tables: this library beside the engine whose names it mirrors, on the same rows.
//!
//! `make bench-ops` prints, for each operation, how many rows a second the first result takes, how long a cycle takes
//! that adds 1,000 rows, and what the result holds in memory; each beside the peer's, and the cycle also beside one on a
//! tenth of the rows. `ROWS` (10,000,000), `ROUNDS` (3), `CYCLES` (200) and `OPERATIONS` (all, separated by commas) can be
//! set in the environment. `DEEPHAVEN_JARS` is the folder of the peer's jars: `pip install deephaven-server==42.7` brings
//! them as `site-packages/deephaven_server/jars`. Without it only this library is measured.
//!
//! Builds are the fastest of the rounds, cycles the median, from the beginning of the cycle that takes the rows until the
//! result shows them; in the peer until the result's listener hears of them.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that reports")]
#![allow(unsafe_code, reason = "the allocator's own view of memory")]

mod peer;
#[path = "../peer_program.rs"]
mod peer_program;
mod rows;
mod subjects;

use std::collections::BTreeMap;
use std::env;
use std::process::Command;

/// What was measured of one operation.
#[derive(Clone, Copy)]
struct Measured {
    build_seconds: f64,
    cycle_seconds: f64,
    bytes: f64,
}

/// The sizes of a run.
#[derive(Clone, Copy)]
struct Sizes {
    rows: usize,
    rounds: usize,
    cycles: usize,
}

/// Measured operations by name.
type Results = BTreeMap<String, Measured>;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [rows, rounds, cycles, name] = arguments[..] {
        // One measurement, in the process that the parent below starts.
        let sizes = Sizes {
            rows: rows.parse().expect("a number of rows"),
            rounds: rounds.parse().expect("a number of rounds"),
            cycles: cycles.parse().expect("a number of cycles"),
        };
        let measured = subjects::measure(name, sizes);
        println!("{}", line(name, &measured));
        return;
    }
    let number = |name: &str, default: usize| env::var(name).map_or(default, |text| text.parse().expect("a number"));
    let sizes = Sizes {
        rows: number("ROWS", 10_000_000),
        rounds: number("ROUNDS", 3),
        cycles: number("CYCLES", 200),
    };
    let names: Vec<String> = match env::var("OPERATIONS") {
        Ok(names) => names.split(',').map(str::to_owned).collect(),
        Err(_) => subjects::NAMES.iter().map(|name| (*name).to_owned()).collect(),
    };
    let (mut ours, mut small) = (Results::new(), Results::new());
    for name in &names {
        eprintln!("{name} …");
        ours.insert(name.clone(), in_process(name, sizes));
        let tenth = Sizes {
            rows: sizes.rows / 10,
            rounds: 1,
            ..sizes
        };
        small.insert(name.clone(), in_process(name, tenth));
    }
    let peer = peer::measure(sizes, &names);
    report(sizes, &names, &ours, &small, peer.as_ref());
}

fn line(name: &str, measured: &Measured) -> String {
    let Measured {
        build_seconds,
        cycle_seconds,
        bytes,
    } = measured;
    format!("{name}\t{build_seconds:.6}\t{cycle_seconds:.9}\t{bytes:.0}")
}

/// Reads lines as `line` writes them.
fn read(output: &str) -> Results {
    let read_line = |line: &str| {
        let mut parts = line.split('\t');
        let name = parts.next()?.to_owned();
        let mut number = || parts.next()?.parse().ok();
        let measured = Measured {
            build_seconds: number()?,
            cycle_seconds: number()?,
            bytes: number()?,
        };
        Some((name, measured))
    };
    output.lines().filter_map(read_line).collect()
}

fn in_process(name: &str, sizes: Sizes) -> Measured {
    let arguments = [sizes.rows, sizes.rounds, sizes.cycles].map(|number| number.to_string());
    let program = env::current_exe().expect("the path of this program");
    let output = Command::new(program)
        .args(arguments)
        .arg(name)
        .output()
        .expect("a process");
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    read(&String::from_utf8_lossy(&output.stdout))[name]
}

fn report(sizes: Sizes, names: &[String], ours: &Results, small: &Results, peer: Option<&Results>) {
    println!("{} rows, cycles of {} rows", sizes.rows, rows::CYCLE_ROWS);
    println!(
        "{:<12} {:>12} {:>8} {:>11} {:>8} {:>9} {:>11} {:>8}",
        "operation", "M rows/s", "x peer", "cycle µs", "x peer", "x tenth", "MB", "x peer"
    );
    let mut builds = Vec::new();
    for name in names {
        let (own, tenth) = (ours[name], small[name]);
        let other = peer.and_then(|peer| peer.get(name));
        let ratio = |ratio: Option<f64>| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        let build = other.map(|peer| peer.build_seconds / own.build_seconds);
        builds.extend(build);
        println!(
            "{name:<12} {:>12.1} {:>8} {:>11.1} {:>8} {:>9.2} {:>11.1} {:>8}",
            sizes.rows as f64 / own.build_seconds / 1e6,
            ratio(build),
            own.cycle_seconds * 1e6,
            ratio(other.map(|peer| own.cycle_seconds / peer.cycle_seconds)),
            own.cycle_seconds / tenth.cycle_seconds,
            own.bytes / 1e6,
            ratio(other.map(|peer| own.bytes / peer.bytes)),
        );
    }
    if !builds.is_empty() {
        let mean = (builds.iter().map(|ratio| ratio.ln()).sum::<f64>() / builds.len() as f64).exp();
        println!("builds, geometric mean: {mean:.2} times the peer's");
    }
}
