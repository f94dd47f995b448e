use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::Field;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;
use crate::op::tests::harness::{Input, Subject, follow};
use crate::op::tests::make;
use crate::op::tests::model::{Row, Step, row, steps};
use crate::spec::{ColumnType, TableOperation};

const LIVE: [Flow; 4] = [Flow::Append, Flow::Blink, Flow::Free, Flow::Still];

type Make<'a> = &'a dyn Fn(&[Snapshot], &[Flow]) -> Result<Box<dyn Operation>>;

fn check(
    make_it: Make<'_>,
    reference: &dyn Fn(&[Vec<Row>]) -> Vec<Row>,
    flows: &[Flow],
    tables: &[(Vec<Row>, Vec<Step>)],
) -> Result<(), TestCaseError> {
    let subject = Subject {
        name: "merge".to_owned(),
        make: make_it,
        reference,
        remembers: false,
    };
    let inputs = flows.iter().zip(tables).map(|(flow, (initial, steps))| Input {
        flow: *flow,
        suffix: "",
        initial,
        steps,
    });
    follow(&subject, &inputs.collect::<Vec<_>>())
}

fn tables(count: usize) -> impl Strategy<Value = Vec<(Vec<Row>, Vec<Step>)>> {
    proptest::collection::vec((proptest::collection::vec(row(), 0..6), steps()), count)
}

fn flows(count: usize) -> impl Strategy<Value = Vec<Flow>> {
    proptest::collection::vec((0..LIVE.len()).prop_map(|flow| LIVE[flow]), count)
}

fn merge(inputs: &[Snapshot], flows: &[Flow]) -> Result<Merge> {
    Merge::new(inputs[0].schema(), inputs, Merge::flow_of(flows, false))
}

/// Merges the last two inputs, and the result with the first one on both sides.
struct Nested {
    inner: Merge,
    /// Turned round, so that its keys are large.
    turned: Box<dyn Operation>,
    outer: Merge,
}

impl Nested {
    fn new(inputs: &[Snapshot], flows: &[Flow]) -> Result<Self> {
        let inner = merge(&inputs[1..], &flows[1..])?;
        let turned = make(&TableOperation::Reverse {}, inner.snapshot(), inner.flow())?;
        let parts = [inputs[0].clone(), turned.snapshot().clone(), inputs[0].clone()];
        let outer = merge(&parts, &[flows[0], turned.flow(), flows[0]])?;
        Ok(Nested { inner, turned, outer })
    }
}

impl Operation for Nested {
    fn snapshot(&self) -> &Snapshot {
        self.outer.snapshot()
    }

    fn flow(&self) -> Flow {
        self.outer.flow()
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let inner = self.inner.update(&inputs[1..])?;
        let turned = self.turned.update(&[inner])?;
        self.outer.update(&[inputs[0].clone(), turned, inputs[0].clone()])
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn merged_tables_follow(flows in flows(3), tables in tables(3)) {
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| -> Result<Box<dyn Operation>> {
            Ok(Box::new(merge(inputs, flows)?))
        };
        check(&make_it, &|inputs| inputs.concat(), &flows, &tables)?;
    }

    #[test]
    fn merges_of_merges_follow(flows in flows(3), tables in tables(3)) {
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| -> Result<Box<dyn Operation>> {
            Ok(Box::new(Nested::new(inputs, flows)?))
        };
        let reference = |inputs: &[Vec<Row>]| {
            let mut inner = inputs[1..].concat();
            inner.reverse();
            [inputs[0].clone(), inner, inputs[0].clone()].concat()
        };
        check(&make_it, &reference, &flows, &tables)?;
    }

    #[test]
    fn sorts_of_merges_follow(flows in flows(2), tables in tables(2)) {
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| -> Result<Box<dyn Operation>> {
            let merge = merge(inputs, flows)?;
            let sort = TableOperation::Sort { columns: vec!["T".into()] };
            let sort = make(&sort, merge.snapshot(), merge.flow())?;
            Ok(Box::new(Sorted { merge, sort }))
        };
        let reference = |inputs: &[Vec<Row>]| {
            crate::op::tests::order::sorted(&inputs.concat(), &[(crate::op::tests::model::T, false)])
        };
        check(&make_it, &reference, &flows, &tables)?;
    }
}

struct Sorted {
    merge: Merge,
    sort: Box<dyn Operation>,
}

impl Operation for Sorted {
    fn snapshot(&self) -> &Snapshot {
        self.sort.snapshot()
    }

    fn flow(&self) -> Flow {
        self.sort.flow()
    }

    fn update(&mut self, inputs: &[Option<Change>]) -> Result<Option<Change>> {
        let change = self.merge.update(inputs)?;
        self.sort.update(&[change])
    }
}

/// Row keys as values.
struct Keys;

impl Column for Keys {
    fn read(&self, keys: &RowSet) -> Result<ArrayRef> {
        Ok(Arc::new(keys.iter().map(|key| key as i64).collect::<Int64Array>()))
    }

    fn memory_size(&self) -> usize {
        0
    }
}

fn keys(names: &[&str], rows: RowSet) -> Snapshot {
    let fields: Vec<Field> = names
        .iter()
        .map(|name| Field::new(*name, DataType::Int64, true))
        .collect();
    let columns = names.iter().map(|_| Arc::new(Keys) as Arc<dyn Column>).collect();
    Snapshot::new(Arc::new(Schema::new(fields)), rows, columns)
}

fn values(snapshot: &Snapshot) -> Vec<i64> {
    let read = snapshot.read(0, snapshot.row_keys()).unwrap();
    read.as_primitive::<Int64Type>().values().to_vec()
}

#[test]
fn a_table_that_outgrows_its_keys_moves_those_behind_it() {
    let small = keys(&["A"], RowSet::from(0..3));
    let grown = keys(&["A"], RowSet::from_ranges([1..3, KEYS + 5..KEYS + 6].into_iter()));
    let mut merge = Merge::new(small.schema(), &[small.clone(), small.clone()], Flow::Free).unwrap();
    assert_eq!(merge.snapshot().row_keys().last(), Some(KEYS + 2));
    let change = Change {
        added: RowSet::from(KEYS + 5..KEYS + 6),
        removed: RowSet::from(0..1),
        modified: RowSet::from(2..3),
        before: small.clone(),
        after: grown,
    };
    let change = merge.update(&[Some(change), None]).unwrap().unwrap();
    // Twice the next power of two.
    let second = 4 * KEYS;
    assert_eq!(
        change.added,
        RowSet::from_ranges([KEYS + 5..KEYS + 6, second..second + 3].into_iter())
    );
    assert_eq!(change.removed, RowSet::from_ranges([0..1, KEYS..KEYS + 3].into_iter()));
    assert_eq!(change.modified, RowSet::from(2..3));
    assert_eq!(values(&change.after), [1, 2, KEYS as i64 + 5, 0, 1, 2]);
    assert_eq!(values(&change.before), [0, 1, 2, 0, 1, 2]);
    // Another table comes later.
    let third = Change::of_rows(Snapshot::empty(small.schema().clone()), small.clone());
    let change = merge.update(&[None, None, Some(third)]).unwrap().unwrap();
    assert_eq!(change.added, RowSet::from(second + KEYS..second + KEYS + 3));
    assert!(change.removed.is_empty());
    let column = change.after.column(0).unwrap();
    let wanted = [second + KEYS + 2, NO_ROW, 2, second + 1, KEYS + 5];
    let gathered = column.gather(&wanted).unwrap();
    let gathered: Vec<Option<i64>> = gathered.as_primitive::<Int64Type>().iter().collect();
    assert_eq!(gathered, [Some(2), None, Some(2), Some(1), Some(KEYS as i64 + 5)]);
}

#[test]
fn tables_with_large_keys_are_merged_until_there_are_too_many() {
    let large = keys(&["A"], RowSet::from((1 << 60)..(1 << 60) + 2));
    let merge = |count: usize| Merge::new(large.schema(), &vec![large.clone(); count], Flow::Still);
    assert_eq!(
        values(merge(2).unwrap().snapshot()),
        [1 << 60, (1 << 60) + 1, 1 << 60, (1 << 60) + 1]
    );
    assert!(merge(9).err().unwrap().message().contains("too large together"));
}

#[test]
fn columns_may_be_in_any_order_but_have_to_be_the_same() {
    let first = keys(&["A", "B"], RowSet::from(0..1));
    let merged = |names: &[&str]| {
        Merge::new(
            first.schema(),
            &[first.clone(), keys(names, RowSet::from(0..1))],
            Flow::Still,
        )
    };
    assert_eq!(merged(&["B", "A"]).unwrap().snapshot().schema(), first.schema());
    let refused = |names: &[&str]| merged(names).err().unwrap().message().to_owned();
    assert_eq!(
        refused(&["A"]),
        "tables of other columns cannot be merged: expected column \"B\" is missing"
    );
    assert_eq!(
        refused(&["A", "C"]),
        "tables of other columns cannot be merged: expected column \"B\" is missing; column \"C\" is not expected"
    );
    let other = Snapshot::empty(Arc::new(Schema::new(vec![
        Field::new("A", DataType::Utf8, true),
        Field::new("B", DataType::Int64, true),
    ])));
    let refused = Merge::new(first.schema(), &[first.clone(), other], Flow::Still)
        .err()
        .unwrap();
    assert!(
        refused
            .message()
            .ends_with("column \"A\" has type Utf8, expected Int64"),
        "{refused}"
    );
}

#[test]
fn only_what_is_appended_at_the_end_is_appended() {
    use Flow::{Append, Blink, Free, Still};
    let flow = |flows: &[Flow]| Merge::flow_of(flows, false);
    assert_eq!(flow(&[Still, Still]), Still);
    assert_eq!(flow(&[Still, Append]), Append);
    assert_eq!(flow(&[Append, Still]), Free);
    assert_eq!(flow(&[Append, Append]), Free);
    assert_eq!(flow(&[Blink, Blink]), Blink);
    assert_eq!(flow(&[Blink, Still]), Free);
    assert_eq!(Merge::flow_of(&[Append], true), Free);
    assert_eq!(Merge::flow_of(&[], true), Free);
    assert_eq!(flow(&[]), Still);
}

#[test]
fn decimals_of_different_types_keep_their_own_digits() {
    let decimals = |digits: &[Option<i128>], precision, scale| {
        let values: Decimal128Array = digits.iter().copied().collect();
        let field = ColumnType::BigDecimal { precision, scale }.field("X");
        let values = values.with_precision_and_scale(precision, scale).unwrap();
        table(field, Arc::new(values))
    };
    let (small, large) = (
        decimals(&[Some(150), None], 10, 2),
        decimals(&[Some(-7), Some(12345)], 12, 4),
    );
    let texts = table(
        ColumnType::own_digits().field("X"),
        Arc::new(StringArray::from(vec!["1E+3"])),
    );
    let values = |inputs: &[Snapshot]| {
        let merge = Merge::new(inputs[0].schema(), inputs, Flow::Still).unwrap();
        let values = merge.snapshot().read(0, merge.snapshot().row_keys()).unwrap();
        assert_eq!(values.data_type(), merge.snapshot().schema().field(0).data_type());
        let values = values.as_string::<i32>().iter();
        values
            .map(|value| value.unwrap_or("null").to_owned())
            .collect::<Vec<_>>()
    };
    let expected = ["1.50", "null", "-0.0007", "1.2345"];
    assert_eq!(values(&[small.clone(), large.clone()]), expected);
    assert_eq!(values(&[texts.clone(), small.clone()]), ["1E+3", "1.50", "null"]);
    assert_eq!(values(&[small.clone(), texts.clone()]), ["1.50", "null", "1E+3"]);
    let alike = Merge::new(small.schema(), &[small.clone(), small.clone()], Flow::Still).unwrap();
    assert_eq!(alike.snapshot().schema(), small.schema());
    let strings = table(
        Field::new("X", DataType::Utf8, true),
        Arc::new(StringArray::from(vec!["1.5"])),
    );
    for inputs in [[texts, strings.clone()], [strings, small]] {
        let refused = Merge::new(inputs[0].schema(), &inputs, Flow::Still).err().unwrap();
        assert!(refused.message().contains("column \"X\" has type"), "{refused}");
    }
}

fn table(field: Field, values: ArrayRef) -> Snapshot {
    let schema = Arc::new(Schema::new(vec![field]));
    Snapshot::of_batch(&RecordBatch::try_new(schema, vec![values]).unwrap(), 0)
}
