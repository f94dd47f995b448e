//! What a cycle does to the row keys of a large table: the cost should be that of the change.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use topictable::RowSet;

const ROWS: u64 = 10_000_000;
/// Rows of one change.
const CHANGED: u64 = 100;
const INPUTS: u64 = 4;

/// Every input of a merged table has a range of keys of its own.
fn of_input(input: u64, first: u64, rows: u64) -> RowSet {
    let base = input << 40;
    RowSet::from(base + first..base + first + rows)
}

/// Whether a filter keeps a row: one half, without a pattern.
fn keeps(key: &u64) -> bool {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 63 == 1
}

fn apply(rows: &RowSet, removed: &RowSet, added: &RowSet) -> RowSet {
    rows.minus(removed).union(added)
}

fn merged(criterion: &mut Criterion) {
    let per_input = ROWS / INPUTS;
    let rows = (0..INPUTS).fold(RowSet::empty(), |rows, input| {
        rows.union(&of_input(input, 0, per_input))
    });
    criterion.bench_function("merged: 100 rows come", |bencher| {
        bencher.iter(|| {
            let added = (0..INPUTS).fold(RowSet::empty(), |added, input| {
                added.union(&of_input(input, per_input, CHANGED / INPUTS))
            });
            black_box(apply(&rows, &RowSet::empty(), &added))
        });
    });
}

fn half(criterion: &mut Criterion) {
    let rows: RowSet = (0..ROWS).filter(keeps).collect();
    criterion.bench_function("where: 100 rows come", |bencher| {
        bencher.iter(|| {
            let added = (ROWS..ROWS + CHANGED).filter(keeps).collect();
            black_box(apply(&rows, &RowSet::empty(), &added))
        });
    });
    criterion.bench_function("where: 100 rows come and 100 go", |bencher| {
        bencher.iter(|| {
            let added = (ROWS..ROWS + CHANGED).filter(keeps).collect();
            black_box(apply(&rows, &RowSet::from(0..CHANGED).intersection(&rows), &added))
        });
    });
    let scattered: RowSet = (0..CHANGED).map(|row| row * 97_003).collect();
    criterion.bench_function("where: 100 rows all over the table change", |bencher| {
        bencher.iter(|| {
            let known = scattered.intersection(&rows);
            let matches: RowSet = scattered.iter().filter(|key| key % 2 == 0).collect();
            black_box(apply(&rows, &known.minus(&matches), &matches.minus(&known)))
        });
    });
    criterion.bench_function("where: position and key", |bencher| {
        bencher.iter(|| black_box(rows.position_of(rows.key_at(black_box(rows.len() / 3))?)));
    });
    criterion.bench_function("where: a batch in the middle", |bencher| {
        bencher.iter(|| black_box(rows.slice(rows.len() / 2..rows.len() / 2 + 65_536)));
    });
}

criterion_group!(benches, merged, half);
criterion_main!(benches);
