//! The operations, measured.

use std::time::{Duration, Instant};

use arrow_array::RecordBatch;
use topictable::{Aggregation, Result, Session, SessionOptions, Table, UpdateByOperation};

use crate::{Measured, Sizes, rows};

/// The operations, as `Peer.java` names them.
pub const NAMES: [&str; 16] = [
    "where",
    "update",
    "lastBy 1k",
    "lastBy 1M",
    "sumBy",
    "aggBy of 5",
    "aggBy 1M",
    "tDigest",
    "naturalJoin",
    "leftOuterJoin",
    "aj",
    "sort",
    "cumSum",
    "ema",
    "rolling 50",
    "rolling 60s",
];

/// What operations need beside the trades.
struct Others {
    names: Table,
    quotes: Table,
}

fn apply(name: &str, trades: &Table, others: &Others) -> Result<Table> {
    match name {
        "where" => trades.where_(["Px > 50.0"]),
        "update" => trades.update(["Notional = Px * Size"]),
        "lastBy 1k" => trades.last_by(["Sym"]),
        "lastBy 1M" => trades.last_by(["Id"]),
        "sumBy" => trades.view(["Sym", "Px", "Size"])?.sum_by(["Sym"]),
        "aggBy of 5" => trades.agg_by(five(), ["Sym"]),
        "aggBy 1M" => trades.agg_by(five(), ["Id"]),
        "tDigest" => trades.agg_by([Aggregation::t_digest(100.0, ["Digest = Px"])], ["Sym"]),
        "naturalJoin" => trades.natural_join(&others.names, ["Sym"], ["Name"]),
        "leftOuterJoin" => trades.left_outer_join(&others.names, ["Sym"], ["Name"]),
        "aj" => trades.aj(&others.quotes, ["Sym", "Time >= QuoteTime"], ["Bid"]),
        "sort" => trades.sort(["Px"]),
        "cumSum" => trades.update_by([UpdateByOperation::cum_sum(["Volume = Size"])], ["Sym"]),
        "ema" => trades.update_by([UpdateByOperation::ema(50.0, ["Smooth = Px"])], ["Sym"]),
        "rolling 50" => trades.update_by([UpdateByOperation::rolling_avg(50, ["Mean = Px"])], ["Sym"]),
        "rolling 60s" => {
            let minute = ("Time", Duration::from_secs(60));
            trades.update_by([UpdateByOperation::rolling_avg(minute, ["Mean = Px"])], ["Sym"])
        }
        _ => panic!("there is no operation {name:?}"),
    }
}

/// Measures an operation in this process.
pub fn measure(name: &str, sizes: Sizes) -> Measured {
    let options = SessionOptions {
        cycle_min: Duration::ZERO,
    };
    let session = Session::with_options(&options).expect("a session");
    let still = |batch: RecordBatch| session.import(batch.schema(), [Ok(batch)]).expect("a table");
    let others = Others {
        names: still(rows::names()),
        quotes: still(rows::quotes(sizes.rows)),
    };
    let trades = rows::live(&session, sizes.rows);
    let mut best = f64::INFINITY;
    let mut result = None;
    let mut bytes = 0.0;
    for _ in 0..sizes.rounds {
        drop(result.take());
        let before = resident();
        let begin = Instant::now();
        let table = apply(name, &trades, &others).expect("the operation");
        best = best.min(begin.elapsed().as_secs_f64());
        bytes = resident() - before;
        assert!(table.num_rows() > 0, "{name} gave no rows");
        result = Some(table);
    }
    let mut cycles: Vec<f64> = (0..sizes.cycles)
        .map(|cycle| {
            let first = sizes.rows + cycle * rows::CYCLE_ROWS;
            let batch = rows::trades(first..first + rows::CYCLE_ROWS);
            let before = session.cycle_times().total;
            trades.add_rows(&batch).expect("rows are added");
            (session.cycle_times().total - before).as_secs_f64()
        })
        .collect();
    cycles.sort_by(f64::total_cmp);
    let result = result.expect("a result");
    assert!(result.failure().is_none(), "{name} failed: {:?}", result.failure());
    Measured {
        build_seconds: best,
        cycle_seconds: cycles[cycles.len() / 2],
        bytes,
    }
}

/// The memory of this process, after the allocator has given back what it does not need.
fn resident() -> f64 {
    // SAFETY: the call takes no pointers and may be made at any time.
    unsafe { libc::malloc_trim(0) };
    let statm = std::fs::read_to_string("/proc/self/statm").expect("the system tells of this process");
    let pages: f64 = statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .expect("resident pages");
    pages * 4096.0
}

fn five() -> Vec<Aggregation> {
    vec![
        Aggregation::sum(["Size"]),
        Aggregation::avg(["Avg = Px"]),
        Aggregation::min(["Low = Px"]),
        Aggregation::max(["High = Px"]),
        Aggregation::count("N"),
    ]
}
