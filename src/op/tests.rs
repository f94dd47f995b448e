//! Every operation, incremental against recomputed.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;
use crate::spec::{FilterSpec, Variables};
use crate::table::{Column, RowSet};

/// A row of the input: a key, a whole number, a float.
type Row = (Option<String>, Option<i64>, Option<f64>);

fn row() -> impl Strategy<Value = Row> {
    let key = proptest::option::weighted(0.9, prop_oneof![Just(""), Just("a"), Just("b"), Just("c")]);
    let float = prop_oneof![4 => (-3i32..4).prop_map(f64::from), 1 => Just(f64::NAN), 1 => Just(-0.0)];
    (
        key.prop_map(|key| key.map(str::to_owned)),
        proptest::option::of(-5i64..6),
        proptest::option::of(float),
    )
}

/// What a cycle does: rows that come, and for rows that are there (by position) whether they go or change.
#[derive(Clone, Debug)]
struct Step {
    added: Vec<Row>,
    touched: Vec<(usize, Option<Row>)>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let touched = proptest::collection::vec((0usize..40, proptest::option::of(row())), 0..5);
    let step = (proptest::collection::vec(row(), 0..6), touched);
    proptest::collection::vec(step.prop_map(|(added, touched)| Step { added, touched }), 1..12)
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("K", DataType::Utf8, true),
        Field::new("V", DataType::Int64, true),
        Field::new("D", DataType::Float64, true),
    ]))
}

/// A table under test: rows by key.
#[derive(Clone, Default)]
struct Model {
    rows: BTreeMap<u64, Row>,
    next: u64,
}

impl Model {
    fn snapshot(&self) -> Snapshot {
        let rows = Arc::new(self.rows.clone());
        let columns = (0..3).map(|index| {
            Arc::new(ModelColumn {
                rows: rows.clone(),
                index,
            }) as Arc<dyn Column>
        });
        Snapshot::new(schema(), self.rows.keys().copied().collect(), columns.collect())
    }

    /// Does what a table of this flow would do in the step.
    fn step(&mut self, flow: Flow, step: &Step) -> Change {
        let before = self.snapshot();
        let (mut removed, mut modified) = (RowSet::empty(), RowSet::empty());
        match flow {
            Flow::Blink => {
                removed = before.row_keys().clone();
                self.rows.clear();
            }
            Flow::Free => {
                for (position, change) in &step.touched {
                    let Some(key) = self.rows.keys().nth(*position).copied() else {
                        continue;
                    };
                    if modified.contains(key) {
                        continue;
                    }
                    match change {
                        Some(row) => {
                            self.rows.insert(key, row.clone());
                            modified = modified.union(&RowSet::from(key..key + 1));
                        }
                        None => {
                            self.rows.remove(&key);
                            removed = removed.union(&RowSet::from(key..key + 1));
                        }
                    }
                }
            }
            Flow::Append | Flow::Still => {}
        }
        let first = self.next;
        for row in &step.added {
            self.rows.insert(self.next, row.clone());
            self.next += 1;
        }
        Change {
            added: RowSet::from(first..self.next),
            removed,
            modified,
            before,
            after: self.snapshot(),
        }
    }
}

struct ModelColumn {
    rows: Arc<BTreeMap<u64, Row>>,
    index: usize,
}

impl Column for ModelColumn {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        let rows = keys.iter().map(|key| &self.rows[&key]);
        Ok(match self.index {
            0 => Arc::new(rows.map(|row| row.0.clone()).collect::<StringArray>()),
            1 => Arc::new(rows.map(|row| row.1).collect::<Int64Array>()),
            _ => Arc::new(rows.map(|row| row.2).collect::<Float64Array>()),
        })
    }

    fn memory_size(&self) -> usize {
        0
    }
}

/// The rows of a snapshot by key, as text: NaN equals itself there.
fn rows(snapshot: &Snapshot) -> BTreeMap<u64, Vec<String>> {
    let batches: Vec<RecordBatch> = snapshot.batches().map(|batch| batch.unwrap()).collect();
    let texts = batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(|row| texts(batch, row)).collect::<Vec<_>>());
    snapshot.row_keys().iter().zip(texts).collect()
}

fn texts(batch: &RecordBatch, row: usize) -> Vec<String> {
    let text = |column: &ArrayRef| {
        if column.is_null(row) {
            return "null".to_owned();
        }
        match column.data_type() {
            DataType::Utf8 => format!("{:?}", column.as_string::<i32>().value(row)),
            DataType::Int64 => column
                .as_primitive::<arrow_array::types::Int64Type>()
                .value(row)
                .to_string(),
            _ => format!(
                "{:?}",
                column.as_primitive::<arrow_array::types::Float64Type>().value(row)
            ),
        }
    };
    batch.columns().iter().map(text).collect()
}

fn operations() -> impl Strategy<Value = TableOperation> {
    let filter = prop_oneof![
        Just("V > 1"),
        Just("V <= 0"),
        Just("2 < V"),
        Just("V = null"),
        Just("V != null"),
        Just("D >= 1.5"),
        Just("D == -0.0"),
        Just("D != 2"),
        Just("K = `a`"),
        Just("K >= \"b\""),
        Just("K != 'c'"),
    ];
    let keys = prop_oneof![Just(vec![]), Just(vec!["K"]), Just(vec!["V", "K"]), Just(vec!["D"])];
    let keys = keys.prop_map(|keys| keys.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let number_keys = prop_oneof![Just(vec![]), Just(vec!["V".to_owned()])];
    prop_oneof![
        proptest::collection::vec(filter.prop_map(FilterSpec::from), 0..3).prop_map(|filters| TableOperation::Where {
            filters,
            variables: Variables::new()
        }),
        Just(TableOperation::View {
            columns: vec!["D".into(), "Key = K".into()]
        }),
        Just(TableOperation::DropColumns {
            columns: vec!["V".into()]
        }),
        Just(TableOperation::RenameColumns {
            pairs: vec!["V = D".into(), "D=V".into()]
        }),
        Just(TableOperation::MoveColumns {
            index: 1,
            columns: vec!["K".into(), "Z = D".into()]
        }),
        keys.clone().prop_map(|keys| TableOperation::LastBy { keys }),
        keys.prop_map(|keys| TableOperation::CountBy {
            column: "N".into(),
            keys
        }),
        number_keys.prop_map(|keys| TableOperation::SumBy { keys }),
    ]
}

fn is_row_by_row(operation: &TableOperation) -> bool {
    !matches!(
        operation,
        TableOperation::LastBy { .. } | TableOperation::SumBy { .. } | TableOperation::CountBy { .. }
    )
}

/// Follows the steps incrementally; after each the result must be what it would be if it were made anew, and the
/// emitted change must lead there from the result before.
fn check(operation: &TableOperation, flow: Flow, steps: &[Step], initial: &[Row]) -> Result<(), TestCaseError> {
    let mut input = Model::default();
    input.step(
        Flow::Append,
        &Step {
            added: initial.to_vec(),
            touched: Vec::new(),
        },
    );
    // A sum of text is refused: the sums are of the numbers.
    let numbers = TableOperation::View {
        columns: vec!["V".into(), "D".into()],
    };
    let narrow = matches!(operation, TableOperation::SumBy { .. });
    let mut view = make(&numbers, &input.snapshot(), flow).unwrap();
    let seen = |view: &dyn Operation, input: &Model| {
        if narrow {
            view.snapshot().clone()
        } else {
            input.snapshot()
        }
    };
    let mut incremental = make(operation, &seen(&*view, &input), flow).unwrap();
    // Aggregations of blink tables go over everything that has ever been there.
    let mut history = input.clone();
    for step in steps {
        let before = rows(incremental.snapshot());
        let mut change = Some(input.step(flow, step));
        history.step(Flow::Append, step);
        if narrow {
            change = view.update(&[change]).unwrap();
        }
        let emitted = incremental.update(&[change]).unwrap();
        let after = rows(incremental.snapshot());

        let aggregates = !is_row_by_row(operation);
        let basis = if flow == Flow::Blink && aggregates {
            &history
        } else {
            &input
        };
        let basis_view = make(&numbers, &basis.snapshot(), flow).unwrap();
        let recomputed = make(operation, &seen(&*basis_view, basis), flow).unwrap();
        prop_assert_eq!(&after, &rows(recomputed.snapshot()), "{} as {:?}", operation, flow);

        let Some(emitted) = emitted else {
            prop_assert_eq!(&before, &after, "{} changed without saying so", operation);
            continue;
        };
        prop_assert_eq!(&rows(&emitted.before), &before);
        prop_assert_eq!(&rows(&emitted.after), &after);
        let expected_added: RowSet = after.keys().filter(|key| !before.contains_key(key)).copied().collect();
        let expected_removed: RowSet = before.keys().filter(|key| !after.contains_key(key)).copied().collect();
        // A blink table's rows are new in each cycle, whatever their keys.
        prop_assert_eq!(&emitted.added, &expected_added);
        prop_assert_eq!(&emitted.removed, &expected_removed);
        for (key, row) in &after {
            let changed = before.get(key).is_some_and(|old| old != row);
            prop_assert!(
                !changed || emitted.modified.contains(*key),
                "{} hid the change of row {}",
                operation,
                key
            );
        }
        prop_assert!(
            emitted
                .modified
                .iter()
                .all(|key| before.contains_key(&key) && after.contains_key(&key))
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn operations_follow_append_tables(operation in operations(), steps in steps(), initial in proptest::collection::vec(row(), 0..5)) {
        check(&operation, Flow::Append, &steps, &initial)?;
    }

    #[test]
    fn operations_follow_blink_tables(operation in operations(), steps in steps(), initial in proptest::collection::vec(row(), 0..5)) {
        check(&operation, Flow::Blink, &steps, &initial)?;
    }

    #[test]
    fn row_by_row_operations_follow_any_table(
        operation in operations().prop_filter("aggregations of such tables are refused", |operation| {
            is_row_by_row(operation)
        }),
        steps in steps(),
        initial in proptest::collection::vec(row(), 0..5),
    ) {
        check(&operation, Flow::Free, &steps, &initial)?;
    }
}

fn input() -> Snapshot {
    let mut input = Model::default();
    let added = vec![
        (Some("a".to_owned()), Some(1), Some(1.0)),
        (None, None, None),
        (Some("a".to_owned()), Some(3), Some(f64::NAN)),
        (None, Some(4), None),
    ];
    input.step(
        Flow::Append,
        &Step {
            added,
            touched: Vec::new(),
        },
    );
    input.snapshot()
}

fn result(operation: &TableOperation) -> Vec<Vec<String>> {
    rows(make(operation, &input(), Flow::Append).unwrap().snapshot())
        .into_values()
        .collect()
}

fn refusal(operation: &TableOperation, flow: Flow) -> String {
    make(operation, &input(), flow).err().unwrap().message().to_owned()
}

#[test]
fn groups_come_in_the_order_of_their_first_rows() {
    let last = result(&TableOperation::LastBy { keys: vec!["K".into()] });
    assert_eq!(last, [["\"a\"", "3", "NaN"], ["null", "4", "null"]]);
    let counts = result(&TableOperation::CountBy {
        column: "N".into(),
        keys: vec!["K".into()],
    });
    assert_eq!(counts, [["\"a\"", "2"], ["null", "2"]]);
}

#[test]
fn nulls_are_least_in_filters() {
    let keys = |filter: &str| {
        result(&TableOperation::Where {
            filters: vec![filter.into()],
            variables: Variables::new(),
        })
        .len()
    };
    assert_eq!(keys("V < 2"), 2);
    assert_eq!(keys("V != 1"), 3);
    assert_eq!(keys("V > null"), 3);
    assert_eq!(keys("D = 1"), 1);
    assert_eq!(keys("D > 0"), 1);
    assert_eq!(keys("null = K"), 2);
}

#[test]
fn the_sum_of_nothing_is_null() {
    let operation = make(
        &TableOperation::View {
            columns: vec!["D".into(), "V".into()],
        },
        &input(),
        Flow::Append,
    )
    .unwrap();
    let only_null = make(
        &TableOperation::Where {
            filters: vec!["D = null".into()],
            variables: Variables::new(),
        },
        operation.snapshot(),
        Flow::Append,
    );
    let sums = make(
        &TableOperation::SumBy { keys: vec![] },
        only_null.unwrap().snapshot(),
        Flow::Append,
    )
    .unwrap();
    assert_eq!(rows(sums.snapshot()).into_values().collect::<Vec<_>>(), [["null", "4"]]);
}

#[test]
fn wrong_operations_are_refused() {
    let last = |key: &str| TableOperation::LastBy { keys: vec![key.into()] };
    assert_eq!(
        refusal(&last("Nope"), Flow::Append),
        "column \"Nope\" does not exist; the table has K, V, D"
    );
    assert!(refusal(&last("K"), Flow::Free).contains("not supported"));
    let sum = TableOperation::SumBy { keys: vec![] };
    assert_eq!(
        refusal(&sum, Flow::Append),
        "column \"K\" of type Utf8 cannot be summed"
    );
    let count = TableOperation::CountBy {
        column: "K".into(),
        keys: vec!["K".into()],
    };
    assert_eq!(
        refusal(&count, Flow::Append),
        "the count column \"K\" has the name of a key"
    );
    let twice = TableOperation::LastBy {
        keys: vec!["K".into(), "V".into(), "K".into()],
    };
    assert_eq!(refusal(&twice, Flow::Append), "key column \"K\" is given twice");
    let view = |column: &str| TableOperation::View {
        columns: vec!["K".into(), column.into()],
    };
    assert_eq!(refusal(&view("K"), Flow::Append), "column \"K\" is asked for twice");
    assert!(refusal(&view("X = V * 2"), Flow::Append).contains("not supported"));
    let filter = |text: &str| {
        refusal(
            &TableOperation::Where {
                filters: vec![text.into()],
                variables: Variables::new(),
            },
            Flow::Append,
        )
    };
    assert_eq!(
        filter("Price > 5"),
        "column \"Price\" doesn't exist in this table, available columns are K, V, D\n  Price > 5\n  ^"
    );
    assert_eq!(
        filter("V > `x"),
        "the text that begins with ` does not end\n  V > `x\n      ^"
    );
    assert!(filter("K > 5").contains("cannot be compared"));
    assert!(filter("V << 1 > 5").contains("no such operator"));
    assert!(filter("V + 1").contains("must be a Boolean"));
}

#[test]
fn columns_have_their_places() {
    let input = input();
    let names = |operation: &TableOperation| {
        let made = make(operation, &input, Flow::Append).map_err(|error| error.to_string())?;
        let schema = made.snapshot().schema().clone();
        Ok::<_, String>(
            schema
                .fields()
                .iter()
                .map(|field| field.name().clone())
                .collect::<Vec<_>>()
                .join(" "),
        )
    };
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let drop = |columns: &[&str]| {
        names(&TableOperation::DropColumns {
            columns: texts(columns),
        })
    };
    assert_eq!(drop(&["D", "K"]).unwrap(), "V");
    assert_eq!(drop(&[]).unwrap(), "K V D");
    assert_eq!(
        drop(&["K", "Nope"]).unwrap_err(),
        "Column(s) not found: Nope; the table has K, V, D"
    );
    let rename = |pairs: &[&str]| names(&TableOperation::RenameColumns { pairs: texts(pairs) });
    assert_eq!(rename(&["Key = K", "V=D", "D = V"]).unwrap(), "Key D V");
    assert_eq!(rename(&["K = V"]).unwrap_err(), "there would be two columns \"K\"");
    assert!(
        rename(&["New = Old"])
            .unwrap_err()
            .starts_with("Column(s) not found: Old")
    );
    let moved = |index, columns: &[&str]| {
        names(&TableOperation::MoveColumns {
            index,
            columns: texts(columns),
        })
    };
    assert_eq!(moved(0, &["D", "V"]).unwrap(), "D V K");
    assert_eq!(moved(i32::MAX, &["K"]).unwrap(), "V D K");
    assert_eq!(moved(1, &["Z = K"]).unwrap(), "V Z D");
    assert_eq!(moved(-3, &["V"]).unwrap(), "V K D");
}
