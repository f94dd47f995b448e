//! How rate and memory change with the number of partitions, columns, bytes a value, and tables.
//!
//! `make bench-scale` starts a broker, prints a table for each and draws it into the folder `CURVES` (`docs/scale`). Every
//! measurement is a process of its own. `RECORDS` (1,000,000) and `ROUNDS` (3, of which the median counts) can be set in the
//! environment.

#![allow(clippy::print_stdout, reason = "a program that reports")]

mod curve;
mod scale;

use std::env;
use std::path::PathBuf;
use std::process::Command;

use curve::Curve;
use scale::{FETCHERS, Scale};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let bootstrap = env::var("TOPICTABLE_BOOTSTRAP").expect("run by `make bench-scale`, which starts a broker");
    if let [scale, size, fetcher] = &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // One measurement, in the process that the parent below starts.
        let scale = Scale::ALL.iter().find(|known| known.name == *scale).expect("a scale");
        let size = size.parse().expect("a number");
        println!("{}", scale::measure(&bootstrap, scale, size, records(), fetcher));
        return;
    }
    let folder = PathBuf::from(env::var("CURVES").unwrap_or_else(|_| "docs/scale".to_owned()));
    std::fs::create_dir_all(&folder).expect("the folder of the curves");
    for scale in &Scale::ALL {
        println!("\n{}\n", scale.title);
        println!(
            "| {} | fetcher | {} | bytes held a row | resident MB |",
            scale.name, scale.unit
        );
        println!("|---|---|---|---|---|");
        let mut curves: Vec<Curve> = FETCHERS.map(Curve::new).into();
        for size in scale.sizes {
            scale::fill(&bootstrap, scale, *size, records());
            for (fetcher, curve) in FETCHERS.iter().zip(&mut curves) {
                let [rate, held, resident] = median(scale, *size, fetcher);
                println!("| {size} | {fetcher} | {rate:.2} | {held:.1} | {resident:.0} |");
                curve.points.push((*size as f64, rate));
            }
        }
        curve::draw(&folder.join(format!("{}.svg", scale.file)), scale, &curves);
    }
}

fn records() -> usize {
    number("RECORDS", 1_000_000)
}

fn number(name: &str, default: usize) -> usize {
    env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// The medians of some rounds.
fn median(scale: &Scale, size: usize, fetcher: &str) -> [f64; 3] {
    let rounds: Vec<Vec<f64>> = (0..number("ROUNDS", 3)).map(|_| run(scale, size, fetcher)).collect();
    [0, 1, 2].map(|figure| {
        let mut figures: Vec<f64> = rounds.iter().map(|round| round[figure]).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    })
}

/// One measurement in a process of its own.
fn run(scale: &Scale, size: usize, fetcher: &str) -> Vec<f64> {
    let output = Command::new(env::current_exe().expect("this program"))
        .args([scale.name, &size.to_string(), fetcher])
        .output()
        .expect("it runs again");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} {size}: {errors}", scale.name);
    let line = String::from_utf8_lossy(&output.stdout);
    let figures = line.split_whitespace().map(|figure| figure.parse().expect("a number"));
    figures.collect()
}
