//! The rows that are measured with. Each depends on nothing but its number; `Peer.java` makes the same.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampNanosecondArray};
use arrow_schema::SchemaRef;
use topictable::{Session, Table};

/// The rows that a cycle adds.
pub const CYCLE_ROWS: usize = 1000;
/// The rows of the right side of `aj`.
const QUOTES: usize = 1_000_000;
/// The different symbols.
const SYMBOLS: u64 = 1000;
const FIRST_TIME: i64 = 1_700_000_000_000_000_000;

fn hash(row: usize) -> u64 {
    (row as u64 * 2_654_435_761) & 0xFFFF_FFFF
}

fn symbol(row: usize) -> String {
    format!("S{}", hash(row) / 128 % SYMBOLS)
}

fn price(row: usize) -> f64 {
    (hash(row) % 100_000) as f64 / 1000.0
}

fn times(times: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(TimestampNanosecondArray::from_iter_values(times).with_timezone("UTC"))
}

/// Trades: `Sym`, `Id`, `Px`, `Size` and `Time`.
pub fn trades(rows: Range<usize>) -> RecordBatch {
    let symbols = StringArray::from_iter_values(rows.clone().map(symbol));
    let ids = Int64Array::from_iter_values(rows.clone().map(|row| (hash(row) / 16 % 1_000_000) as i64));
    let prices = Float64Array::from_iter_values(rows.clone().map(price));
    let sizes = Int64Array::from_iter_values(rows.clone().map(|row| (hash(row) % 1000) as i64));
    let when = times(rows.map(|row| FIRST_TIME + row as i64 * 1_000_000));
    batch(&[
        ("Sym", Arc::new(symbols)),
        ("Id", Arc::new(ids)),
        ("Px", Arc::new(prices)),
        ("Size", Arc::new(sizes)),
        ("Time", when),
    ])
}

/// Quotes over the time of so many trades: `Sym`, `QuoteTime` and `Bid`.
pub fn quotes(trades: usize) -> RecordBatch {
    let symbols = StringArray::from_iter_values((0..QUOTES).map(symbol));
    let step = (trades / QUOTES).max(1) as i64 * 1_000_000;
    let when = times((0..QUOTES).map(|row| FIRST_TIME + row as i64 * step));
    let bids = Float64Array::from_iter_values((0..QUOTES).map(price));
    batch(&[("Sym", Arc::new(symbols)), ("QuoteTime", when), ("Bid", Arc::new(bids))])
}

/// A name for each symbol: `Sym` and `Name`.
pub fn names() -> RecordBatch {
    let symbols = StringArray::from_iter_values((0..SYMBOLS).map(|number| format!("S{number}")));
    let names = StringArray::from_iter_values((0..SYMBOLS).map(|number| format!("Name of {number}")));
    batch(&[("Sym", Arc::new(symbols)), ("Name", Arc::new(names))])
}

fn batch(columns: &[(&str, ArrayRef)]) -> RecordBatch {
    let columns = columns.iter().map(|(name, column)| (*name, column.clone(), true));
    RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length")
}

/// A table that rows can be added to, with so many trades.
pub fn live(session: &Session, rows: usize) -> Table {
    let schema: SchemaRef = trades(0..0).schema();
    let table = session.input_table(schema, [""; 0]).expect("an input table");
    for first in (0..rows).step_by(1 << 16) {
        let batch = trades(first..(first + (1 << 16)).min(rows));
        table.add_rows(&batch).expect("rows are added");
    }
    table
}
