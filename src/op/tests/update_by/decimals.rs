//! Decimals and big integers: the peer's answers, and that what follows a table is what is computed anew.

use std::sync::Arc;

use arrow_array::{ArrayRef, Decimal256Array, Int32Array, RecordBatch, StringArray, TimestampNanosecondArray};
use arrow_schema::{Field, Schema};
use proptest::prelude::*;

use crate::decimal::{Decimal, MathContext, Rounding};
use crate::op::tests::grouping::flows;
use crate::op::tests::groups::chain;
use crate::op::tests::harness::{Input, Subject, follow};
use crate::op::tests::model::{Model, Row, row, rows_of, steps};
use crate::op::tests::{make, texts};
use crate::op::{Flow, Operation};
use crate::spec::{ColumnType, TableOperation, UpdateByOperation as By, Variables, has_own_digits};
use crate::table::Snapshot;

/// A table with decimals `D` that have their own digits, decimals `F` of two digits behind the point, big integers `I`,
/// ints `N` from 1 on, decimals `W`, and seconds `T`.
fn table(decimals: &[Option<&str>], integers: &[Option<&str>], times: &[Option<i64>]) -> Snapshot {
    let of_scale = |texts: &[Option<&str>], scale: i8| -> ArrayRef {
        let digits = texts.iter().map(|text| {
            let decimal: Decimal = text.as_ref()?.parse().unwrap();
            decimal.rescaled(scale.into()).unwrap().to_i256()
        });
        let digits: Decimal256Array = digits.collect();
        Arc::new(digits.with_precision_and_scale(76, scale).unwrap())
    };
    let fixed = ColumnType::BigDecimal {
        precision: 76,
        scale: 2,
    };
    let seconds = times.iter().map(|time| Some((*time)? * 1_000_000_000));
    let columns: Vec<(Field, ArrayRef)> = vec![
        (
            ColumnType::own_digits().field("D"),
            Arc::new(decimals.iter().copied().collect::<StringArray>()),
        ),
        (fixed.field("F"), of_scale(decimals, 2)),
        (ColumnType::BigInteger.field("I"), of_scale(integers, 0)),
        (
            ColumnType::Int.field("N"),
            Arc::new((1..=decimals.len() as i32).collect::<Int32Array>()),
        ),
        (
            ColumnType::own_digits().field("W"),
            Arc::new(
                (1..=decimals.len())
                    .map(|row| Some(if row == 1 { "1.5".to_owned() } else { row.to_string() }))
                    .collect::<StringArray>(),
            ),
        ),
        (
            ColumnType::Instant.field("T"),
            Arc::new(seconds.collect::<TimestampNanosecondArray>().with_timezone("UTC")),
        ),
    ];
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap();
    Snapshot::of_batch(&batch, 0)
}

fn update(operations: Vec<By>, context: MathContext) -> TableOperation {
    TableOperation::UpdateBy {
        operations,
        keys: Vec::new(),
        context,
        variables: Variables::new(),
    }
}

/// What an operation makes of a table, and whether each result has its own digits.
fn answers(input: &Snapshot, operation: &str, context: MathContext) -> Result<(String, bool), String> {
    let operation = update(vec![operation.parse().unwrap()], context);
    let made = make(&operation, input, Flow::Still).map_err(|error| error.message().to_owned())?;
    let result = made.snapshot();
    let index = result.schema().fields().len() - 1;
    let values = rows_of(result).into_values().map(|row| match &row[index] {
        crate::op::tests::model::Cell::Text(text) | crate::op::tests::model::Cell::Other(text) => text.clone(),
        other => other.to_string(),
    });
    let own = has_own_digits(result.schema().field(index));
    Ok((values.collect::<Vec<_>>().join(" | "), own))
}

const DECIMALS: [Option<&str>; 8] = [
    Some("1.5"),
    Some("2.25"),
    None,
    Some("-3.125"),
    Some("0.10"),
    Some("7"),
    None,
    Some("1E+3"),
];

const INTEGERS: [Option<&str>; 8] = [
    Some("3"),
    Some("5"),
    None,
    Some("-7"),
    Some("0"),
    Some("123456789012345678901234567890"),
    None,
    Some("2"),
];

const TIMES: [Option<i64>; 8] = [
    Some(1),
    Some(4),
    Some(9),
    Some(16),
    Some(25),
    Some(36),
    Some(49),
    Some(64),
];

/// Whether two answers are the same: in the same digits, but that one may have more zeros at its end.
fn same(found: &str, expected: &str) -> bool {
    let number = |text: &str| text.parse::<Decimal>().map(|decimal| decimal.stripped());
    let (found, expected): (Vec<&str>, Vec<&str>) = (found.split(" | ").collect(), expected.split(" | ").collect());
    found.len() == expected.len()
        && found
            .iter()
            .zip(&expected)
            .all(|(found, expected)| found == expected || number(found).is_ok() && number(found) == number(expected))
}

#[test]
fn results_are_those_of_the_mirrored_api() {
    let input = table(&DECIMALS, &INTEGERS, &TIMES);
    let cases = [
        (
            "cumSum(R = D)",
            "1.5 | 3.75 | 3.75 | 0.625 | 0.725 | 7.725 | 7.725 | 1007.725",
        ),
        (
            "cumProd(R = D)",
            "1.5 | 3.375 | 3.375 | -10.546875 | -1.05468750 | -7.38281250 | -7.38281250 | -7382.81250",
        ),
        ("delta(R = D)", "null | 0.75 | null | null | 3.225 | 6.90 | null | null"),
        (
            "delta(valueDominates; R = D)",
            "1.5 | 0.75 | null | -3.125 | 3.225 | 6.90 | null | 1E+3",
        ),
        (
            "delta(zeroDominates; R = D)",
            "0 | 0.75 | null | 0 | 3.225 | 6.90 | null | 0",
        ),
        (
            "rollingSum(3; R = D)",
            "1.5 | 3.75 | 3.75 | -0.875 | -3.025 | 3.975 | 7.100 | 1007.000",
        ),
        (
            "rollingSum(1; R = D)",
            "1.5 | 2.25 | null | -3.125 | 0.100 | 7.000 | null | 1E+3",
        ),
        (
            "rollingAvg(3; R = D)",
            "1.5 | 1.875 | 1.875 | -0.4375 | -1.5125 | 1.325 | 3.550 | 503.500",
        ),
        (
            "rollingStd(3; R = D)",
            "null | 0.5303300858899106 | 0.5303300858899106 | 3.800698948877693 | 2.280419369326616 | 5.172463146316269 | \
             4.879036790187178 | 702.1570337182417",
        ),
        (
            "rollingWAvg(3, N; R = D)",
            "1.5 | 2.00 | 2.00 | -1.333333333333333 | -1.333333333333333 | 2.000 | 3.863636363636364 | 574.4285714285714",
        ),
        (
            "rollingWAvg(3, W; R = I)",
            "3 | 4.142857142857143 | 4.142857142857143 | -3 | -3.111111111111111 | 4.938271560493827E+28 | \
             6.734006673400674E+28 | 5.291005243386244E+28",
        ),
        (
            "rollingWAvg(3, D; R = D)",
            "1.5 | 1.95 | 1.95 | -16.94642857142857 | -3.231611570247934 | 14.78632075471698 | 6.902816901408451 | \
             993.0973187686197",
        ),
        (
            "ema(3; R = D)",
            "1.5 | 1.712601517069658025 | 1.712601517069658025 | 0.341292955059673414063599879404132 | \
             0.2728939573211302353297851113894479 | 2.179817890870452070946980400821090 | \
             2.179817890870452070946980400821090 | 285.0305971963682982444178858916169",
        ),
        (
            "ems(3; R = D)",
            "1.5 | 3.32479696586068395 | 3.32479696586068395 | -0.742678872660085928127199758808265 | \
             -0.4321526659625957452619681324505264 | 6.690349083889864283951204042020128 | \
             6.690349083889864283951204042020128 | 1004.793844597275755068702574712889",
        ),
        (
            "emMin(3; R = D)",
            "1.5 | 1.07479696586068395 | 1.07479696586068395 | -3.125 | -2.2391603455430915625 | \
             -1.604428496976850305985000502482781 | -1.604428496976850305985000502482781 | \
             -1.149623253660757493601732303670565",
        ),
        (
            "emMax(3; R = D)",
            "1.5 | 2.25 | 2.25 | 1.612195448791025925 | 1.155188517823332220309200361787602 | 7 | 7 | 1E+3",
        ),
        (
            "emStd(3; R = D)",
            "null | 0.3380114387737838468856170302911397 | 0.3380114387737838468856170302911397 | \
             2.198913857227044186877958368122071 | 1.864514370695274350235769864918677 | \
             3.417993562279420913406624703232195 | 3.417993562279420913406624703232195 | \
             449.7088210927145582527790187887279",
        ),
        (
            "ema(T, 3000000000; R = D)",
            "1.5 | 1.9740904191214182525 | 1.9740904191214182525 | -3.031606901222367882856887433927380 | \
             -0.0559135268924325786460905593479526 | 6.819640032080094326015449475569874 | \
             6.819640032080094326015449475569874 | 999.9121760515718982107756873457643",
        ),
        (
            "ema(3, onNull=reset; R = D)",
            "1.5 | 1.712601517069658025 | null | -3.125 | -2.2108134766004704925 | 0.400163748160744314223479481437770 | \
             null | 1E+3",
        ),
        (
            "ema(3, digits=7; R = D)",
            "1.5 | 1.712602 | 1.712602 | 0.3412933 | 0.2728942 | 2.179818 | 2.179818 | 285.0306",
        ),
        (
            "ema(3, digits=7; R = I)",
            "3 | 3.566938 | 3.566938 | 0.571542 | 0.4095277 | 3.499614E+28 | 3.499614E+28 | 2.507583E+28",
        ),
        (
            "cumSum(R = I)",
            "3 | 8 | 8 | 1 | 1 | 123456789012345678901234567891 | 123456789012345678901234567891 | \
             123456789012345678901234567893",
        ),
        ("cumProd(R = I)", "3 | 15 | 15 | -105 | 0 | 0 | 0 | 0"),
        (
            "delta(R = I)",
            "null | 2 | null | null | 7 | 123456789012345678901234567890 | null | null",
        ),
        (
            "rollingSum(3; R = I)",
            "3 | 8 | 8 | -2 | -7 | 123456789012345678901234567883 | 123456789012345678901234567890 | \
             123456789012345678901234567892",
        ),
        (
            "rollingAvg(3; R = I)",
            "3 | 4 | 4 | -1 | -3.5 | 4.115226300411523E+28 | 6.172839450617284E+28 | 6.172839450617284E+28",
        ),
        // The last two end in 9 there, as squares are rounded.
        (
            "rollingStd(3; R = I)",
            "null | 1.414213562373095 | 1.414213562373095 | 8.48528137423857 | 4.949747468305833 | \
             7.127781036956461E+28 | 8.729713269414648E+28 | 8.729713269414648E+28",
        ),
        (
            "ema(3; R = I)",
            "3 | 3.5669373788524214 | 3.5669373788524214 | 0.57154148882028740416959967841102 | \
             0.4095273720316952790772932551847186 | 34996134182097838877652083888.02365 | \
             34996134182097838877652083888.02365 | 25075825890514750374224968894.20319",
        ),
    ];
    for (operation, expected) in cases {
        let (found, _) = answers(&input, operation, MathContext::DECIMAL64).unwrap();
        assert!(same(&found, expected), "{operation}: {found}\nexpected {expected}");
    }
}

#[test]
fn decimals_of_one_scale_stay_so_where_results_can() {
    let input = table(
        &[Some("7.00"), Some("7.00"), None, Some("9.50")],
        &[Some("1"), Some("2"), None, Some("3")],
        &[None; 4],
    );
    let cases = [
        ("cumSum(R = F)", "7.00 | 14.00 | 14.00 | 23.50", false),
        ("delta(zeroDominates; R = F)", "0.00 | 0.00 | null | 0.00", false),
        ("rollingSum(2; R = F)", "7.00 | 14.00 | 7.00 | 9.50", false),
        ("cumProd(R = F)", "7.00 | 49.0000 | 49.0000 | 465.500000", true),
        ("rollingAvg(2; R = F)", "7.00 | 7.00 | 7.00 | 9.50", true),
        ("rollingStd(4; R = F)", "null | 0.00 | 0.00 | 1.443375672974064", true),
        ("rollingProduct(2; R = F)", "7.00 | 49.0000 | 7.00 | 9.50", true),
        ("cumMax(R = F)", "7.00 | 7.00 | 7.00 | 9.50", false),
        ("cumProd(R = I)", "1 | 2 | 2 | 6", false),
        ("rollingProduct(2; R = I)", "1 | 2 | 2 | 3", false),
        ("rollingAvg(2; R = I)", "1 | 1.5 | 2 | 3", true),
        ("ema(T, 1000; R = F)", "null | null | null | null", true),
    ];
    for (operation, expected, own) in cases {
        let found = answers(&input, operation, MathContext::DECIMAL64);
        assert_eq!(found, Ok((expected.to_owned(), own)), "{operation}");
    }
}

#[test]
fn the_context_rounds_and_values_alone_stay_as_they_are() {
    let values = [Some("1234567890.1234567890"), Some("2"), Some("3.3333333333333333333")];
    let input = table(&values, &[None; 3], &[None; 3]);
    let up = MathContext {
        precision: 5,
        rounding: Rounding::Up,
    };
    let cases = [
        (
            MathContext::DECIMAL64,
            "cumSum(R = D)",
            "1234567890.1234567890 | 1234567892.123457 | 1234567895.456790",
        ),
        (
            MathContext::DECIMAL32,
            "cumProd(R = D)",
            "1234567890.1234567890 | 2.469136E+9 | 8.230453E+9",
        ),
        (up, "cumSum(R = D)", "1234567890.1234567890 | 1.2346E+9 | 1.2347E+9"),
        (up, "rollingAvg(2; R = D)", "1.2346E+9 | 6.1729E+8 | 2.6667"),
        (up, "rollingProduct(2; R = D)", "1.2346E+9 | 2.4692E+9 | 6.6667"),
        (
            MathContext::UNLIMITED,
            "rollingSum(2; R = D)",
            "1234567890.1234567890 | 1234567892.1234567890 | 5.3333333333333333333",
        ),
        (
            MathContext::UNLIMITED,
            "rollingAvg(2; R = D)",
            "1234567890.1234567890 | 617283946.06172839450 | 2.66666666666666666665",
        ),
        (
            MathContext::DECIMAL64,
            "delta(R = D)",
            "null | -1234567888.1234567890 | 1.3333333333333333333",
        ),
    ];
    for (context, operation, expected) in cases {
        let found = answers(&input, operation, context).unwrap().0;
        assert!(same(&found, expected), "{operation}: {found}\nexpected {expected}");
    }
    let endless = answers(&input, "rollingAvg(3; R = D)", MathContext::UNLIMITED);
    assert_eq!(
        endless.unwrap_err(),
        "a result of column \"D\" has more digits than its MathContext allows: it would have to be rounded"
    );
}

#[test]
fn equal_times_are_passed_over_but_of_big_integers() {
    let times = [Some(1), Some(1), Some(2), Some(2), None, Some(3)];
    let decimals = [Some("1"), Some("2"), Some("3.5"), None, Some("5"), Some("6")];
    let integers = [Some("1"), Some("2"), Some("3"), None, Some("5"), Some("6")];
    let input = table(&decimals, &integers, &times);
    let second = "T, 1000000000";
    let cases = [
        ("emMax", "D", "1 | 1 | 3.5 | 3.5 | 3.5 | 6"),
        ("emMax", "I", "1 | 2 | 3 | 3 | 3 | 6"),
        (
            "ems",
            "I",
            "1 | 3.0 | 4.103638323514326990 | 4.103638323514326990 | 4.103638323514326990 | 7.509644173224165084233002597547487",
        ),
        (
            "emStd",
            "I",
            "null | null | 0.964456651042087286454701700354371 | 0.964456651042087286454701700354371 | \
             0.964456651042087286454701700354371 | 1.894084099830302089528587562384638",
        ),
    ];
    for (operation, column, expected) in cases {
        let operation = format!("{operation}({second}; R = {column})");
        let found = answers(&input, &operation, MathContext::DECIMAL64).unwrap().0;
        assert!(same(&found, expected), "{operation}: {found}\nexpected {expected}");
    }
}

#[test]
fn too_many_digits_and_nulls_to_fail_at_are_told() {
    let input = table(&[Some("1"), None], &[Some("10"), Some("10")], &[None; 2]);
    let refused = |operation: &str| answers(&input, operation, MathContext::DECIMAL64).unwrap_err();
    assert_eq!(
        refused("ema(2, onNull=throw; R = D)"),
        "column \"D\" has a null, at which the exponentially moving operation was told to fail"
    );
    let large = format!("1{}", "0".repeat(40));
    let input = table(&[None; 2], &[Some(&large), Some(&large)], &[None; 2]);
    for operation in ["cumProd(R = I)", "rollingProduct(2; R = I)"] {
        let refused = answers(&input, operation, MathContext::DECIMAL64).unwrap_err();
        assert_eq!(
            refused, "a result of column \"I\" has more than 76 digits",
            "{operation}"
        );
    }
}

const COLUMNS: [&str; 5] = [
    "K",
    "T",
    "F = isNull(V) ? null : BigDecimal.valueOf(V * 125) / BigDecimal.valueOf(100)",
    "O = isNull(V) ? null : new BigDecimal(V + (V % 2 == 0 ? `.5` : `.25`))",
    "B = isNull(I) ? null : new BigInteger(`` + I)",
];

fn operations() -> Vec<&'static str> {
    vec![
        "cumSum(R = X)",
        "cumProd(R = X)",
        "delta(R = X)",
        "delta(valueDominates; R = X)",
        "ema(2; R = X)",
        "emMax(2, onNull=reset; R = X)",
        "emStd(2; R = X)",
        "ems(T, 3; R = X)",
        "emStd(T, 3; R = X)",
        "rollingSum(3; R = X)",
        "rollingAvg(2, 1; R = X)",
        "rollingStd(3; R = X)",
        "rollingProduct(3, -1; R = X)",
        "rollingWAvg(2, B; R = X)",
        "rollingWAvg(2, 1, O; R = X)",
        "rollingSum(T, 3; R = X)",
        "rollingProduct(T, 3, 1; R = X)",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn decimals_follow_any_table(
        operation in prop::sample::select(operations()),
        source in prop::sample::select(vec!["F", "O", "B"]),
        by_key in any::<bool>(),
        flow in flows(),
        initial in proptest::collection::vec(row(), 0..10),
        steps in steps(),
    ) {
        let keys = if by_key { vec!["K".to_owned()] } else { Vec::new() };
        let operation: By = operation.replace('X', source).parse().unwrap();
        let operations = [
            TableOperation::View { columns: texts(&COLUMNS), variables: Variables::new() },
            TableOperation::UpdateBy {
                operations: vec![operation.clone()],
                keys,
                context: MathContext::DECIMAL64,
                variables: Variables::new(),
            },
        ];
        // All rows at once, as if they had come one behind another.
        let reference = |inputs: &[Vec<Row>]| -> Vec<Row> {
            let anew = chain(&operations, &Model::new("", &inputs[0]).snapshot(), Flow::Still).unwrap();
            rows_of(anew.snapshot()).into_values().collect()
        };
        let make_it = |inputs: &[Snapshot], flows: &[Flow]| -> crate::error::Result<Box<dyn Operation>> {
            chain(&operations, &inputs[0], flows[0])
        };
        let subject = Subject { name: operation.to_string(), make: &make_it, reference: &reference, remembers: false };
        follow(&subject, &[Input { flow, suffix: "", initial: &initial, steps: &steps }])?;
    }
}
