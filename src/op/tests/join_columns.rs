//! What joins are asked for: which columns belong together, which are added, and what is refused.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int32Array, Int64Array, StringArray};
use arrow_schema::{Field, Schema};

use super::model::{field_names, line, rows_of};
use super::*;
use crate::error::ErrorKind;
use crate::spec::{Matching, PairOperation};
use crate::table::{Chunk, RowGroup, RowSet, Store};

pub(super) fn table(columns: Vec<(&str, ArrayRef)>) -> Snapshot {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, values)| Field::new(*name, values.data_type().clone(), true))
        .collect();
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    let chunks = columns.into_iter().map(|(_, values)| Chunk::from(values)).collect();
    let mut store = Store::default();
    store.push(RowGroup::new(0, rows, chunks), 0).unwrap();
    let rows = RowSet::from(0..rows as u64);
    Snapshot::of_store(Arc::new(Schema::new(fields)), rows, &Arc::new(store))
}

pub(super) fn texts_of(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

pub(super) fn ints(values: &[i32]) -> ArrayRef {
    Arc::new(Int32Array::from(values.to_vec()))
}

/// The columns `Sym` String, `Qty` int and `Seq` long.
fn left() -> Snapshot {
    table(vec![
        ("Sym", texts_of(&["A", "B", "A"])),
        ("Qty", ints(&[1, 2, 3])),
        ("Seq", Arc::new(Int64Array::from(vec![7, 8, 9]))),
    ])
}

/// The columns `Ticker` String, `Min` int, `Qty` int and `Px` double.
fn right() -> Snapshot {
    table(vec![
        ("Ticker", texts_of(&["A", "B"])),
        ("Min", ints(&[2, 1])),
        ("Qty", ints(&[20, 10])),
        ("Px", Arc::new(Float64Array::from(vec![0.5, 1.5]))),
    ])
}

/// The names of the result's columns, or what is wrong.
fn columns_of(operation: &PairOperation) -> String {
    match combine(operation, &left(), &right(), [Flow::Still; 2]) {
        Ok(joined) => field_names(joined.snapshot().schema()),
        Err(error) => error.message().to_owned(),
    }
}

fn natural(on: &[&str], add: &[&str]) -> PairOperation {
    PairOperation::Natural {
        on: texts(on),
        add: texts(add),
        matching: Matching::Unique,
    }
}

fn aj(on: &[&str], add: &[&str]) -> PairOperation {
    PairOperation::AsOf {
        on: texts(on),
        add: texts(add),
    }
}

#[test]
fn right_columns_are_chosen_and_renamed() {
    let natural = |add: &[&str]| columns_of(&natural(&["Sym=Ticker"], add));
    assert_eq!(natural(&["Px"]), "Sym Qty Seq Px");
    assert_eq!(natural(&["Px", "Min"]), "Sym Qty Seq Px Min");
    assert_eq!(natural(&["P = Px", "P2=Px", "T=Ticker"]), "Sym Qty Seq P P2 T");
    assert_eq!(natural(&["Px", " ", "Px"]), "Sym Qty Seq Px");
    assert_eq!(natural(&["Q2 = Qty", "Ticker"]), "Sym Qty Seq Q2 Ticker");
    let all = PairOperation::Cross {
        on: texts(&["Sym = Ticker", "Qty"]),
        add: vec![],
    };
    assert_eq!(columns_of(&all), "Sym Qty Seq Ticker Min Px");
    let chosen = PairOperation::WhereIn {
        on: texts(&["Sym = Ticker"]),
    };
    assert_eq!(columns_of(&chosen), "Sym Qty Seq");
}

#[test]
fn columns_that_would_be_there_twice_are_refused() {
    let natural = |add: &[&str]| columns_of(&natural(&["Sym=Ticker"], add));
    assert!(natural(&[]).starts_with("Conflicting column names [Qty]"));
    assert!(natural(&["Seq = Px", "Qty"]).starts_with("Conflicting column names [Seq, Qty]"));
    assert!(columns_of(&aj(&["Qty >= Min"], &[])).starts_with("Conflicting column names [Qty]"));
    assert!(columns_of(&aj(&["Seq = Px"], &[])).starts_with("Mismatched"));
}

#[test]
fn as_of_joins_add_the_right_columns_of_their_match() {
    let aj = |on: &[&str], add: &[&str]| columns_of(&aj(on, add));
    assert_eq!(aj(&["Sym=Ticker", "Qty >= Min"], &["Px"]), "Sym Qty Seq Ticker Min Px");
    assert_eq!(
        aj(&["Sym=Ticker", "Qty >= Min"], &["P2 = Px", "M = Min"]),
        "Sym Qty Seq Ticker M P2"
    );
    assert_eq!(
        aj(&["Sym=Ticker", "Qty >= Min"], &["P2=Px", "M=Min", "Min"]),
        "Sym Qty Seq Ticker M P2"
    );
    assert_eq!(aj(&["Qty > Qty"], &["Px"]), "Sym Qty Seq Px");
    assert_eq!(aj(&["Qty"], &["Q2 = Qty"]), "Sym Qty Seq Q2");
    // The form of earlier versions of the mirrored API.
    assert_eq!(aj(&["Sym=Ticker", "Qty = Min"], &["Px"]), "Sym Qty Seq Ticker Min Px");
}

#[test]
fn what_is_not_understood_is_named() {
    let one = |on: &str| columns_of(&natural(&[on], &["Px"]));
    assert_eq!(
        one("Nope = Ticker"),
        "in the left table, column \"Nope\" does not exist; the table has Sym, Qty, Seq"
    );
    assert_eq!(
        one("Sym = Nope"),
        "in the right table, column \"Nope\" does not exist; the table has Ticker, Min, Qty, Px"
    );
    assert_eq!(one("Sym = Min"), "Mismatched join types, Sym=Min: String != int");
    assert!(one("Sym >= Ticker").starts_with("Unsupported operation for naturalJoin: \"Sym >= Ticker\""));
    assert!(one("Sym, Qty").contains("was not understood: expected a column, or Left = Right"));
    assert!(columns_of(&natural(&["Qty"], &["1 = Px"])).starts_with("Invalid column name \"1\""));
    assert!(columns_of(&natural(&["Qty"], &["in = Px"])).starts_with("Invalid column name \"in\""));
    assert!(columns_of(&natural(&["Qty"], &["Nope"])).starts_with("column \"Nope\" does not exist"));
    let aj = |on: &[&str]| columns_of(&aj(on, &["Px"]));
    assert_eq!(
        aj(&["Sym=Ticker", "Qty <= Min"]),
        "Unsupported operation for aj: \"Qty <= Min\"; expected one column, Left >= Right or Left > Right"
    );
    assert!(aj(&["Qty >= Min", "Sym > Ticker"]).starts_with("Unsupported operation for aj: \"Sym > Ticker\""));
    assert!(aj(&[]).contains("does not say which columns are compared"));
    assert!(aj(&["Seq >= Min"]).starts_with("Mismatched join types, Seq=Min: long != int"));
    let raj = PairOperation::ReverseAsOf {
        on: texts(&["Qty >= Min"]),
        add: vec![],
    };
    assert!(
        columns_of(&raj).starts_with("Unsupported operation for raj: \"Qty >= Min\"; expected one column, Left <= ")
    );
}

#[test]
fn the_key_of_a_faulty_row_is_named() {
    let fault = |operation: PairOperation, right: &Snapshot| {
        let error = combine(&operation, &left(), right, [Flow::Still; 2]).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        (
            error.message().to_owned(),
            error.detail("key").unwrap_or_default().to_owned(),
        )
    };
    let twice = table(vec![
        ("Sym", texts_of(&["B", "B", "A", "Z", "Z"])),
        ("V", ints(&[1, 2, 3, 4, 5])),
    ]);
    assert_eq!(
        fault(natural(&["Sym"], &[]), &twice),
        ("Natural Join found duplicate right key for B".into(), "B".into())
    );
    let exact = |on: &[&str]| PairOperation::Exact {
        on: texts(on),
        add: vec![],
    };
    let one = table(vec![("Sym", texts_of(&["B"])), ("Qty", ints(&[2]))]);
    assert_eq!(
        fault(exact(&["Sym", "Qty"]), &one),
        (
            "Tables don't have one-to-one mapping - no mappings for key [A, 1]".into(),
            "[A, 1]".into()
        )
    );
    let keyless = table(vec![("V", ints(&[1, 2]))]);
    assert!(
        fault(natural(&[], &[]), &keyless)
            .0
            .contains("may not have more than one row")
    );
    let none = keyless.with_rows(RowSet::empty());
    assert!(fault(exact(&[]), &none).0.contains("must have exactly one row"));
    // A key that no left row has may be there twice.
    let unused = table(vec![("Sym", texts_of(&["Z", "Z", "A"])), ("V", ints(&[4, 5, 6]))]);
    let joined = combine(&natural(&["Sym"], &[]), &left(), &unused, [Flow::Still; 2]).unwrap();
    let lines: Vec<String> = rows_of(joined.snapshot()).values().map(line).collect();
    assert_eq!(lines, ["\"A\" 1 7L 6", "\"B\" 2 8L null", "\"A\" 3 9L 6"]);
}

#[test]
fn row_keys_of_a_cross_join_have_63_bits() {
    let far = |key: u64| {
        let source = left();
        let far = RowSet::from(key..key + 1);
        // Only the row keys matter here.
        source.with_rows(far)
    };
    let cross = PairOperation::Cross {
        on: vec![],
        add: texts(&["Px"]),
    };
    let refused = |key: u64| combine(&cross, &far(key), &right(), [Flow::Still; 2]).err();
    assert!(refused((1 << 62) - 1).is_none());
    let error = refused(1 << 62).unwrap();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.message().contains("beyond 2^63"));
}

#[test]
fn joins_that_only_follow_what_stays_stay_themselves() {
    let flow = |operation: &PairOperation, flows| combine(operation, &left(), &right(), flows).unwrap().flow();
    let where_in = PairOperation::WhereIn {
        on: texts(&["Sym=Ticker"]),
    };
    let cross = PairOperation::Cross {
        on: texts(&["Sym=Ticker"]),
        add: texts(&["Px"]),
    };
    let outer = PairOperation::LeftOuter {
        on: texts(&["Sym=Ticker"]),
        add: texts(&["Px"]),
    };
    let natural = natural(&["Sym=Ticker"], &["Px"]);
    let aj = aj(&["Qty >= Min"], &["Px"]);
    use Flow::{Append, Blink, Free, Still};
    for operation in [&natural, &where_in, &cross, &outer, &aj] {
        assert_eq!(flow(operation, [Still, Still]), Still);
        assert_eq!(flow(operation, [Append, Still]), Append);
        assert_eq!(flow(operation, [Append, Append]), Free);
        assert_eq!(flow(operation, [Still, Append]), Free);
        assert_eq!(flow(operation, [Append, Blink]), Free);
    }
    for operation in [&natural, &where_in] {
        assert_eq!(flow(operation, [Blink, Still]), Blink);
        assert_eq!(flow(operation, [Blink, Free]), Blink);
    }
    for operation in [&cross, &outer, &aj] {
        assert_eq!(flow(operation, [Blink, Still]), Free);
    }
    let exact = PairOperation::Exact {
        on: texts(&["Sym=Ticker"]),
        add: texts(&["Px"]),
    };
    assert_eq!(flow(&exact, [Append, Append]), Append);
    assert_eq!(flow(&exact, [Append, Free]), Free);
    let full = PairOperation::FullOuter {
        on: texts(&["Sym=Ticker"]),
        add: texts(&["Px"]),
    };
    assert_eq!(flow(&full, [Still, Still]), Still);
    assert_eq!(flow(&full, [Append, Still]), Free);
}

fn full_outer(on: &[&str]) -> PairOperation {
    PairOperation::FullOuter {
        on: texts(on),
        add: vec![],
    }
}

#[test]
fn keys_of_one_name_are_those_of_either_side() {
    let right = || table(vec![("Sym", texts_of(&["Z", "A"])), ("V", ints(&[1, 2]))]);
    let lines = |left: &Snapshot, right: &Snapshot, on: &str| -> Vec<String> {
        let joined = combine(&full_outer(&[on]), left, right, [Flow::Still; 2]).unwrap();
        rows_of(joined.snapshot()).values().map(line).collect()
    };
    assert_eq!(
        lines(&left(), &right(), "Sym"),
        ["\"A\" 1 7L 2", "\"B\" 2 8L null", "\"A\" 3 9L 2", "\"Z\" null null 1"]
    );
    let other = table(vec![("Tk", texts_of(&["Z", "A"]))]);
    let names = table(vec![("Sym", texts_of(&["A"]))]);
    assert_eq!(lines(&names, &other, "Sym = Tk"), ["\"A\" \"A\"", "null \"Z\""]);
    // In the left table a key may have been without nulls.
    let strict = Schema::new(vec![Field::new(
        "Sym",
        names.schema().field(0).data_type().clone(),
        false,
    )]);
    let names = names.project(&Arc::new(strict), &[0]);
    let joined = combine(&full_outer(&["Sym = Tk"]), &names, &other, [Flow::Still; 2]).unwrap();
    assert_eq!(joined.snapshot().batches().filter_map(|batch| batch.ok()).count(), 1);
    assert!(
        joined
            .snapshot()
            .schema()
            .fields()
            .iter()
            .all(|field| field.is_nullable())
    );
}

#[test]
fn a_full_outer_join_remembers_the_keys_of_a_blink_table() {
    let trades = |symbol: &str, first: u64| {
        let batch = arrow_array::RecordBatch::try_from_iter([("Sym", texts_of(&[symbol]))]).unwrap();
        Snapshot::of_batch(&batch, first)
    };
    let names = table(vec![("Sym", texts_of(&["A", "B", "C"])), ("V", ints(&[1, 2, 3]))]);
    let (first, second) = (trades("A", 0), trades("B", 1));
    let mut joined = combine(&full_outer(&["Sym"]), &first, &names, [Flow::Blink, Flow::Free]).unwrap();
    let lines = |snapshot: &Snapshot| rows_of(snapshot).values().map(line).collect::<Vec<_>>();
    assert_eq!(lines(joined.snapshot()), ["\"A\" 1", "\"B\" 2", "\"C\" 3"]);
    joined.update(&[Some(Change::of_rows(first, second)), None]).unwrap();
    assert_eq!(lines(joined.snapshot()), ["\"B\" 2", "\"C\" 3"]);
}
