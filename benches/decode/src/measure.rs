//! Decoders in turn on the same records.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::records::{Encoded, RECORDS};

/// One way to decode a batch.
pub struct Subject {
    pub name: &'static str,
    records: Encoded,
    decode: Box<dyn FnMut(&Encoded)>,
    best: Duration,
}

impl Subject {
    /// `decode` must leave nothing undone: what it makes is dropped within the time.
    pub fn new<T: 'static>(
        name: &'static str,
        records: Encoded,
        mut decode: impl FnMut(&Encoded) -> T + 'static,
    ) -> Self {
        Subject {
            name,
            records,
            decode: Box::new(move |records| drop(black_box(decode(records)))),
            best: Duration::MAX,
        }
    }
}

/// How often each batch is decoded in a round.
const REPEATS: u32 = 20;

/// Decodes in turn, so many rounds, and prints the best round of each beside the first one's.
pub fn compare(title: &str, mut subjects: Vec<Subject>, rounds: usize) {
    if std::env::var("ONLY").is_ok_and(|only| !title.contains(&only)) {
        return;
    }
    for _ in 0..rounds {
        for subject in &mut subjects {
            let start = Instant::now();
            for _ in 0..REPEATS {
                (subject.decode)(&subject.records);
            }
            subject.best = subject.best.min(start.elapsed() / REPEATS);
        }
    }
    let size = |subject: &Subject| subject.records.bytes.len() as f64 / RECORDS as f64;
    println!("\n{title}");
    println!(
        "{:<24}{:>8}{:>12}{:>8}{:>8}",
        "", "bytes", "ns/record", "GB/s", "x ours"
    );
    let ours = subjects[0].best.as_secs_f64();
    for subject in &subjects {
        let seconds = subject.best.as_secs_f64();
        println!(
            "{:<24}{:>8.1}{:>12.1}{:>8.2}{:>8.2}",
            subject.name,
            size(subject),
            seconds * 1e9 / RECORDS as f64,
            subject.records.bytes.len() as f64 / seconds / 1e9,
            seconds / ours,
        );
    }
}
