//! Kernels against an interpreter that goes row by row, written after Java's rules alone.

use std::fmt;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, UInt16Array,
};
use proptest::prelude::*;

use super::support::{Batch, shown};
use crate::formula::Formula;
use crate::formula::types::Type;

/// A value of one row; null where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    Bool(Option<bool>),
    Byte(Option<i8>),
    Char(Option<u16>),
    Short(Option<i16>),
    Int(Option<i32>),
    Long(Option<i64>),
    Float(Option<f32>),
    Double(Option<f64>),
}

use Cell::{Bool, Byte, Char, Double, Float, Int, Long, Short};

/// What is computed; it prints as a formula.
#[derive(Clone, Debug)]
enum Tree {
    Column(&'static str),
    Literal(&'static str, Cell),
    Negate(Box<Tree>),
    Not(Box<Tree>),
    Cast(&'static str, Box<Tree>),
    Binary(&'static str, Box<Tree>, Box<Tree>),
    Conditional(Box<Tree>, Box<Tree>, Box<Tree>),
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Column(name) | Tree::Literal(name, _) => f.write_str(name),
            Tree::Negate(of) => write!(f, "-({of})"),
            Tree::Not(of) => write!(f, "!({of})"),
            Tree::Cast(to, of) => write!(f, "({to})({of})"),
            Tree::Binary(operator, left, right) => write!(f, "({left} {operator} {right})"),
            Tree::Conditional(condition, then, otherwise) => write!(f, "({condition} ? {then} : {otherwise})"),
        }
    }
}

const COLUMNS: [&str; 8] = ["B", "C", "H", "I", "L", "F", "D", "Z"];

/// A row of the table: a cell for each column.
type Row = [Cell; 8];

/// A failure of the row.
#[derive(Debug)]
struct Fails;

impl Cell {
    fn long(self) -> Option<i64> {
        match self {
            Byte(value) => value.map(i64::from),
            Char(value) => value.map(i64::from),
            Short(value) => value.map(i64::from),
            Int(value) => value.map(i64::from),
            Long(value) => value,
            _ => None,
        }
    }

    fn float(self) -> Option<f32> {
        match self {
            Float(value) => value,
            Double(value) => value.map(|value| value as f32),
            whole => whole.long().map(|value| value as f32),
        }
    }

    fn double(self) -> Option<f64> {
        match self {
            Float(value) => value.map(f64::from),
            Double(value) => value,
            whole => whole.long().map(|value| value as f64),
        }
    }

    fn is_null(self) -> bool {
        match self {
            Bool(value) => value.is_none(),
            other => other.double().is_none(),
        }
    }

    /// 0 for int and what is below, then long, float, double.
    fn rank(self) -> u8 {
        match self {
            Long(_) => 1,
            Float(_) => 2,
            Double(_) => 3,
            _ => 0,
        }
    }

    fn condition(self) -> Result<bool, Fails> {
        match self {
            Bool(Some(value)) => Ok(value),
            _ => Err(Fails),
        }
    }

    fn shown(self) -> String {
        let array: ArrayRef = match self {
            Bool(value) => Arc::new(BooleanArray::from(vec![value])),
            Byte(value) => Arc::new(Int8Array::from(vec![value])),
            Char(value) => Arc::new(UInt16Array::from(vec![value])),
            Short(value) => Arc::new(Int16Array::from(vec![value])),
            Int(value) => Arc::new(Int32Array::from(vec![value])),
            Long(value) => Arc::new(Int64Array::from(vec![value])),
            Float(value) => Arc::new(Float32Array::from(vec![value])),
            Double(value) => Arc::new(Float64Array::from(vec![value])),
        };
        shown(&array, 0)
    }
}

fn int(value: i64) -> Cell {
    let value = value as i32;
    Int((value != i32::MIN).then_some(value))
}

fn long(value: i64) -> Cell {
    Long((value != i64::MIN).then_some(value))
}

fn evaluate(tree: &Tree, row: &Row) -> Result<Cell, Fails> {
    Ok(match tree {
        Tree::Column(name) => row[COLUMNS.iter().position(|column| column == name).unwrap()],
        Tree::Literal(_, cell) => *cell,
        Tree::Negate(of) => match evaluate(of, row)? {
            Long(value) => value.map_or(Long(None), |value| long(value.wrapping_neg())),
            Float(value) => Float(value.map(|value| -value)),
            Double(value) => Double(value.map(|value| -value)),
            other => other.long().map_or(Int(None), |value| int(-value)),
        },
        Tree::Not(of) => match evaluate(of, row)? {
            Bool(value) => Bool(value.map(|value| !value)),
            _ => return Err(Fails),
        },
        Tree::Cast(to, of) => cast(to, evaluate(of, row)?),
        Tree::Binary("&&", left, right) => Bool(Some(
            evaluate(left, row)?.condition()? && evaluate(right, row)?.condition()?,
        )),
        Tree::Binary("||", left, right) => Bool(Some(
            evaluate(left, row)?.condition()? || evaluate(right, row)?.condition()?,
        )),
        Tree::Binary(operator, left, right) => binary(operator, evaluate(left, row)?, evaluate(right, row)?)?,
        Tree::Conditional(condition, then, otherwise) => {
            if evaluate(condition, row)?.condition()? {
                evaluate(then, row)?
            } else {
                evaluate(otherwise, row)?
            }
        }
    })
}

fn cast(to: &str, from: Cell) -> Cell {
    // Java narrows a float by way of int, or long, which saturate.
    let whole = match from {
        Float(_) | Double(_) => from.double().map(|value| {
            if to == "long" {
                value as i64
            } else {
                i64::from(value as i32)
            }
        }),
        other => other.long(),
    };
    match to {
        "byte" => Byte(whole.map(|value| value as i8).filter(|value| *value != i8::MIN)),
        "char" => Char(whole.map(|value| value as u16).filter(|value| *value != u16::MAX)),
        "short" => Short(whole.map(|value| value as i16).filter(|value| *value != i16::MIN)),
        "int" => whole.map_or(Int(None), int),
        "long" => whole.map_or(Long(None), long),
        "float" => Float(from.float()),
        _ => Double(from.double()),
    }
}

fn binary(operator: &str, left: Cell, right: Cell) -> Result<Cell, Fails> {
    if matches!(operator, "==" | "!=" | "<" | "<=" | ">" | ">=") {
        return Ok(Bool(Some(compare(operator, left, right))));
    }
    if let (Bool(left), Bool(right)) = (left, right) {
        return Ok(Bool(left.zip(right).map(|(left, right)| match operator {
            "&" => left & right,
            "|" => left | right,
            _ => left ^ right,
        })));
    }
    let rank = left.rank().max(right.rank());
    if operator == "/" && (rank != 2 || !matches!(right, Float(_))) {
        return Ok(Double(
            left.double().zip(right.double()).map(|(left, right)| left / right),
        ));
    }
    Ok(match rank {
        2 => Float(left.float().zip(right.float()).map(|(left, right)| match operator {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            _ => left % right,
        })),
        3 => Double(left.double().zip(right.double()).map(|(left, right)| match operator {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            _ => left % right,
        })),
        rank => {
            let Some((left, right)) = left.long().zip(right.long()) else {
                return Ok(if rank == 0 { Int(None) } else { Long(None) });
            };
            let value = match operator {
                "+" => left.wrapping_add(right),
                "-" => left.wrapping_sub(right),
                "*" => left.wrapping_mul(right),
                "%" if right == 0 => return Err(Fails),
                "%" => left.wrapping_rem(right),
                "&" => left & right,
                "|" => left | right,
                _ => left ^ right,
            };
            if rank == 0 { int(value) } else { long(value) }
        }
    })
}

fn compare(operator: &str, left: Cell, right: Cell) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let float = |cell: Cell| matches!(cell, Float(_) | Double(_));
    let relational = !matches!(operator, "==" | "!=");
    let nan = |cell: Cell| float(cell) && cell.double().is_some_and(f64::is_nan);
    let order = match (left, right) {
        (Bool(left), Bool(right)) => Some(left.cmp(&right)),
        _ if nan(left) || nan(right) => None,
        _ if left.is_null() || right.is_null() => Some(right.is_null().cmp(&left.is_null())),
        _ if !float(left) && !float(right) => Some(left.long().cmp(&right.long())),
        // Longs and floats are ordered without loss; equality is that of the type in which Java computes.
        (Long(Some(left)), right) if relational && float(right) => ordered(left, right.double().unwrap()),
        (left, Long(Some(right))) if relational && float(left) => {
            ordered(right, left.double().unwrap()).map(std::cmp::Ordering::reverse)
        }
        _ if left.rank().max(right.rank()) == 2 => left.float().partial_cmp(&right.float()),
        _ => left.double().partial_cmp(&right.double()),
    };
    match operator {
        "==" => order == Some(Equal),
        "!=" => order != Some(Equal),
        "<" => order == Some(Less),
        "<=" => matches!(order, Some(Less | Equal)),
        ">" => order == Some(Greater),
        _ => matches!(order, Some(Greater | Equal)),
    }
}

fn ordered(long: i64, float: f64) -> Option<std::cmp::Ordering> {
    if float.abs() < 9_007_199_254_740_992.0 {
        (long as f64).partial_cmp(&float)
    } else {
        Some(long.cmp(&(float as i64)))
    }
}

fn cells() -> impl Strategy<Value = Row> {
    fn some<T: fmt::Debug + Clone + 'static>(values: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
        proptest::option::weighted(0.85, values)
    }
    let byte = some(prop_oneof![-3i8..4, -127i8..=127]);
    let char = some(prop_oneof![0u16..4, 60u16..70, 0u16..65_535]);
    let short = some(prop_oneof![-3i16..4, -32_767i16..=32_767]);
    let int = some(prop_oneof![
        -3i32..4,
        Just(i32::MAX),
        Just(-i32::MAX),
        -i32::MAX..=i32::MAX
    ]);
    let long = some(prop_oneof![
        -3i64..4,
        Just(i64::MAX),
        Just((1 << 53) + 1),
        -i64::MAX..=i64::MAX
    ]);
    let float = some(prop_oneof![
        (-8i8..8).prop_map(|value| f32::from(value) / 2.0),
        Just(f32::NAN),
        Just(f32::INFINITY),
        Just(16_777_216.0),
        -1e30f32..1e30
    ]);
    let double = some(prop_oneof![
        (-8i8..8).prop_map(|value| f64::from(value) / 2.0),
        Just(f64::NAN),
        Just(f64::NEG_INFINITY),
        Just(-0.0),
        Just(9_007_199_254_740_992.0),
        -1e300..1e300
    ]);
    let bool = some(any::<bool>());
    (byte, char, short, int, long, float, double, bool).prop_map(
        |(byte, char, short, int, long, float, double, bool)| {
            [
                Byte(byte),
                Char(char),
                Short(short),
                Int(int),
                Long(long),
                Float(float),
                Double(double),
                Bool(bool),
            ]
        },
    )
}

fn numbers() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        3 => proptest::sample::select(&COLUMNS[..7]).prop_map(Tree::Column),
        1 => proptest::sample::select(vec![
            Tree::Literal("3", Int(Some(3))),
            Tree::Literal("0", Int(Some(0))),
            Tree::Literal("-7L", Long(Some(-7))),
            Tree::Literal("2.5f", Float(Some(2.5))),
            Tree::Literal("0.1", Double(Some(0.1))),
            Tree::Literal("'a'", Char(Some(97))),
            Tree::Literal("NULL_INT", Int(None)),
            Tree::Literal("NULL_DOUBLE", Double(None)),
            Tree::Literal("2147483647", Int(Some(i32::MAX))),
        ]),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        let operators = proptest::sample::select(vec!["+", "-", "*", "/", "%"]);
        let casts = proptest::sample::select(vec!["byte", "char", "short", "int", "long", "float", "double"]);
        prop_oneof![
            4 => (operators, inner.clone(), inner.clone())
                .prop_map(|(operator, left, right)| Tree::Binary(operator, Box::new(left), Box::new(right))),
            1 => inner.clone().prop_map(|of| Tree::Negate(Box::new(of))),
            1 => (casts, inner.clone()).prop_map(|(to, of)| Tree::Cast(to, Box::new(of))),
            1 => (conditions(inner.clone().boxed()), inner.clone(), inner).prop_map(|(condition, then, otherwise)| {
                // Both branches of one type, so that the choice needs no promotion.
                let double = |tree| Box::new(Tree::Cast("double", Box::new(tree)));
                Tree::Conditional(Box::new(condition), double(then), double(otherwise))
            }),
        ]
    })
}

fn conditions(numbers: BoxedStrategy<Tree>) -> impl Strategy<Value = Tree> {
    let compared = proptest::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        4 => (compared, numbers.clone(), numbers)
            .prop_map(|(operator, left, right)| Tree::Binary(operator, Box::new(left), Box::new(right))),
        1 => Just(Tree::Column("Z")),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let logic = proptest::sample::select(vec!["&&", "||", "&", "|", "^", "==", "<"]);
        prop_oneof![
            3 => (logic, inner.clone(), inner.clone())
                .prop_map(|(operator, left, right)| Tree::Binary(operator, Box::new(left), Box::new(right))),
            1 => inner.prop_map(|of| Tree::Not(Box::new(of))),
        ]
    })
}

fn batch(rows: &[Row]) -> Batch {
    macro_rules! column {
        ($position:literal, $cell:ident, $array:ty) => {{
            let values = rows.iter().map(|row| match row[$position] {
                $cell(value) => value,
                _ => None,
            });
            Arc::new(values.collect::<$array>()) as ArrayRef
        }};
    }
    Batch::new(&[
        ("B", Type::Byte, column!(0, Byte, Int8Array)),
        ("C", Type::Char, column!(1, Char, UInt16Array)),
        ("H", Type::Short, column!(2, Short, Int16Array)),
        ("I", Type::Int, column!(3, Int, Int32Array)),
        ("L", Type::Long, column!(4, Long, Int64Array)),
        ("F", Type::Float, column!(5, Float, Float32Array)),
        ("D", Type::Double, column!(6, Double, Float64Array)),
        ("Z", Type::Boolean, column!(7, Bool, BooleanArray)),
    ])
}

fn check(tree: &Tree, rows: &[Row]) {
    let text = tree.to_string();
    let batch = batch(rows);
    let formula = Formula::bind(&text, &batch.scope()).unwrap_or_else(|error| panic!("{text}: {error}"));
    let expected: Vec<Result<String, Fails>> = rows.iter().map(|row| evaluate(tree, row).map(Cell::shown)).collect();
    match batch.evaluate(&formula) {
        Ok(values) => {
            let values: Vec<String> = (0..rows.len()).map(|row| shown(&values, row)).collect();
            let expected: Vec<String> = expected
                .into_iter()
                .map(|cell| cell.unwrap_or_else(|_| "should have failed".to_owned()))
                .collect();
            assert_eq!(values, expected, "{text}");
        }
        Err(error) => {
            let row: usize = error.detail("row_key").unwrap().parse().unwrap();
            assert!(expected[row].is_err(), "{text} fails for row {row}: {error}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn numbers_are_computed_as_row_by_row(tree in numbers(), rows in proptest::collection::vec(cells(), 1..70)) {
        check(&tree, &rows);
    }

    #[test]
    fn conditions_are_computed_as_row_by_row(
        tree in conditions(numbers().boxed()),
        rows in proptest::collection::vec(cells(), 1..70),
    ) {
        check(&tree, &rows);
    }
}

#[test]
fn blocks_do_not_show() {
    let row = |number: i32| -> Row {
        let null = number % 7 == 0;
        [
            Byte((!null).then_some(number as i8 | 1)),
            Char(Some(number as u16 % 1_000)),
            Short(Some(number as i16)),
            Int((!null).then_some(number)),
            Long(Some(i64::from(number) << 20)),
            Float(Some(number as f32 / 3.0)),
            Double((number % 11 != 0).then_some(f64::from(number) / 7.0)),
            Bool(Some(number % 2 == 0)),
        ]
    };
    let rows: Vec<Row> = (0..5_000).map(row).collect();
    for tree in [
        Tree::Binary("*", Box::new(Tree::Column("D")), Box::new(Tree::Column("I"))),
        Tree::Binary("<", Box::new(Tree::Column("L")), Box::new(Tree::Column("D"))),
        Tree::Binary("%", Box::new(Tree::Column("L")), Box::new(Tree::Column("B"))),
        Tree::Cast("short", Box::new(Tree::Column("D"))),
    ] {
        check(&tree, &rows);
    }
}
