//! Tables derived from consumed ones.

use topictable::{ColumnType, Offsets, Session, Spec, field};

use crate::stack::{Topic, await_rows, await_that, lines};

#[test]
fn derived_tables_follow_their_topic() {
    let topic = Topic::new("derive", 1);
    let session = Session::new().unwrap();
    let trades = topic
        .consume(&session)
        .offsets(Offsets::Beginning)
        .value(Spec::json([
            field("Sym", ColumnType::String),
            field("Size", ColumnType::Long),
        ]))
        .append()
        .unwrap();
    let view = trades.view(["Sym", "Size"]).unwrap();
    let big = view.where_(["Size > 50", "Sym != `TSLA`"]).unwrap();
    let last = view.last_by(["Sym"]).unwrap();
    let sums = view.sum_by(["Sym"]).unwrap();
    let counts = big.count_by("Trades", ["Sym"]).unwrap();
    topic.send_texts(&[
        r#"{"Sym":"AAPL","Size":100}"#,
        r#"{"Sym":"TSLA","Size":70}"#,
        r#"{"Sym":"AAPL","Size":20}"#,
    ]);
    await_rows(&trades, 3);
    topic.send_texts(&[
        r#"{"Sym":"GOOG","Size":60}"#,
        r#"{"Sym":"TSLA"}"#,
        r#"{"Sym":"AAPL","Size":51}"#,
    ]);
    await_rows(&trades, 6);
    await_rows(&big, 3);
    assert_eq!(lines(&big), ["AAPL 100", "GOOG 60", "AAPL 51"]);
    assert_eq!(lines(&last), ["AAPL 51", "TSLA null", "GOOG 60"]);
    assert_eq!(lines(&sums), ["AAPL 171", "TSLA 70", "GOOG 60"]);
    assert_eq!(lines(&counts), ["AAPL 2", "GOOG 1"]);
    // Handles of what they come from may go.
    drop((trades, view, big));
    topic.send_texts(&[r#"{"Sym":"GOOG","Size":61}"#]);
    await_that(&counts, "another trade", |counts| lines(counts) == ["AAPL 2", "GOOG 2"]);
}
