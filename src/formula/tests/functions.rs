//! Functions of a program, and the objects that they give.

use std::sync::{Arc, Mutex};

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Fields};
use proptest::prelude::*;
use rstest::rstest;

use super::support::{Batch, source};
use crate::error::{Error, ErrorKind, Result};
use crate::formula::types::Type;
use crate::formula::{ExternalFunction, Function, Inside, check_function_name, check_outside, is_inside};

fn register(source: &mut Batch, name: &str, function: impl ExternalFunction + 'static) {
    source.functions.insert(name.to_owned(), Arc::new(function));
}

fn doubled(arguments: &RecordBatch) -> ArrayRef {
    let ints = arguments.column(0).as_primitive::<Int32Type>();
    Arc::new(ints.unary::<_, Int64Type>(|value| i64::from(value) * 2))
}

/// `twice` of an int.
fn twice() -> Function {
    Function::typed(
        |arguments: &Fields| match arguments.iter().as_slice() {
            [argument] if *argument.data_type() == DataType::Int32 => Ok(Field::new("", DataType::Int64, true)),
            _ => Err(Error::new(ErrorKind::InvalidArgument, "twice takes an int")),
        },
        |arguments| Ok(doubled(arguments)),
    )
}

/// A function of no class: it gives these objects to the rows in turn.
struct Objects(&'static [Option<&'static str>]);

impl ExternalFunction for Objects {
    fn returns(&self, _: &Fields) -> Result<Field> {
        Ok(Type::Object.field(""))
    }

    fn call(&self, arguments: &RecordBatch) -> Result<ArrayRef> {
        let objects = self.0.iter().cycle().take(arguments.num_rows());
        Ok(Arc::new(objects.copied().collect::<StringArray>()))
    }
}

#[test]
fn functions_are_called_for_the_rows_that_need_them() {
    let mut source = source();
    let lengths = Arc::new(Mutex::new(Vec::new()));
    let seen = lengths.clone();
    let function = Function::new(DataType::Int64, move |arguments: &RecordBatch| {
        seen.lock().unwrap().push(arguments.num_rows());
        Ok(doubled(arguments))
    });
    register(&mut source, "twice", function);
    assert_eq!(source.answer("twice(I) + 1").unwrap(), "long [7, null, -5]");
    assert_eq!(source.answer("twice.call(3)").unwrap(), "long [6, 6, 6]");
    assert_eq!(source.answer("I > 0 ? twice(I) : 0L").unwrap(), "long [6, 0, 0]");
    assert_eq!(*lengths.lock().unwrap(), [3, 3, 1]);
    assert_eq!(source.matching("twice(I) > 0").unwrap(), "rows [0]");
}

#[test]
fn a_function_without_arguments_is_told_how_many_rows_there_are() {
    let mut source = source();
    let rows = Function::new(DataType::Int64, |arguments: &RecordBatch| {
        let rows = arguments.num_rows() as i64;
        Ok(Arc::new(Int64Array::from_iter_values(0..rows)) as ArrayRef)
    });
    register(&mut source, "rows", rows);
    assert_eq!(source.answer("rows()").unwrap(), "long [0, 1, 2]");
}

#[test]
fn a_function_says_what_it_takes() {
    let mut source = source();
    register(&mut source, "twice", twice());
    let error = source.answer("twice(S)").unwrap_err();
    assert_eq!(error.message(), "twice takes an int\n  twice(S)\n  ^");
    assert_eq!(error.detail("function"), Some("twice"));
    let error = source.answer("twice").unwrap_err();
    assert!(
        error
            .message()
            .starts_with("twice is a function: it is called with its arguments"),
        "{error}"
    );
    let error = source.answer("twise(I)").unwrap_err();
    assert!(error.message().contains("did you mean twice?"), "{error}");
}

#[test]
fn names_of_the_library_and_of_columns_come_first() {
    let mut source = source();
    register(&mut source, "abs", Objects(&[Some("1")]));
    register(&mut source, "I", Objects(&[Some("1")]));
    assert_eq!(source.answer("abs(I)").unwrap(), "int [3, null, 3]");
    assert_eq!(source.answer("abs(S) + ``").unwrap(), "String [1, 1, 1]");
    assert_eq!(source.answer("abs.call(I) + ``").unwrap(), "String [1, 1, 1]");
    assert!(source.answer("I(1)").is_err());
    assert!(source.answer("I.call(1)").is_err());
    let error = check_function_name("abs").unwrap_err();
    assert_eq!(
        error.message(),
        "a function cannot be called \"abs\": formulas have a function of this name"
    );
    for wrong in ["", "1x", "a b", "int", "i"] {
        assert!(check_function_name(wrong).is_err(), "{wrong}");
    }
    check_function_name("gg").unwrap();
}

fn failing(call: impl Fn(&RecordBatch) -> Result<ArrayRef> + Send + Sync + 'static) -> Error {
    let mut source = source();
    register(&mut source, "f", Function::new(DataType::Int64, call));
    source.answer("f(I) + 1").unwrap_err()
}

#[test]
fn a_function_that_breaks_its_word_fails_the_formula() {
    let longs = |rows: usize| -> Result<ArrayRef> { Ok(Arc::new(Int64Array::from(vec![1; rows]))) };
    for (error, expected) in [
        (failing(move |_| longs(2)), "the function f gave 2 results for 3 rows"),
        (
            failing(|_| Ok(Arc::new(Float64Array::from(vec![1.0; 3])))),
            "the function f gave an array of type Float64, expected Int64",
        ),
        (
            failing(|_| panic!("on purpose")),
            "the function f has panicked: on purpose",
        ),
        (
            failing(|_| Err(Error::new(ErrorKind::NotFound, "no table"))),
            "the function f failed: no table",
        ),
    ] {
        assert_eq!(error.message(), expected);
        assert_eq!(error.detail("function"), Some("f"));
        assert_eq!(error.detail("formula"), Some("f(I) + 1"));
        assert_eq!(error.detail("row_keys"), Some("0..=2"));
    }
    assert!(!is_inside(), "also after a panic");
}

#[test]
fn a_function_names_the_row_that_fails() {
    let error = failing(|_| Err(Error::new(ErrorKind::InvalidArgument, "not this one").with("row", 2)));
    assert_eq!(
        error.message(),
        "the formula f(I) + 1 fails for row 2: the function f failed: not this one"
    );
    assert_eq!(
        (error.detail("row_key"), error.detail("column")),
        (Some("2"), Some("I"))
    );
    let error = failing(|_| Err(Error::new(ErrorKind::InvalidArgument, "beyond").with("row", 3)));
    assert_eq!(error.detail("row_key"), None);
}

#[test]
fn within_a_function_nothing_is_waited_for() {
    let error = failing(|_| check_outside("making a table").map(|()| panic!("it is inside")));
    assert!(
        error
            .message()
            .contains("making a table within a function that a formula calls"),
        "{error}"
    );
    check_outside("making a table").unwrap();
    let outer = Inside::enter();
    drop(Inside::enter());
    assert!(is_inside());
    drop(outer);
    assert!(!is_inside());
}

#[rstest]
#[case("f(I)", "Object [10, null, \"text\"]")]
#[case("(String)f(S)", "ERR")]
#[case("f(I) + ``", "String [10, null, text]")]
#[case("`a` + f(I)", "String [a10, anull, atext]")]
#[case("f(I) == 10", "Boolean [true, false, false]")]
#[case("10L != f(I)", "Boolean [false, true, true]")]
#[case("f(I) == `text`", "Boolean [false, false, true]")]
#[case("f(I) == null", "Boolean [false, true, false]")]
#[case("f(I) == f(S)", "Boolean [true, true, true]")]
#[case("isNull(f(I))", "Boolean [false, true, false]")]
#[case("f(I) in 10, `text`", "Boolean [true, false, true]")]
#[case("i > 0 ? f(I) : `a`", "Object [\"a\", 10, null]")]
#[case("i > 0 ? 1.5 : f(I)", "Object [10, 1.5, 1.5]")]
#[case("replaceIfNull(f(I), 5)", "Object [10, 5, \"text\"]")]
#[case("f(I) > 1", "ERR")]
#[case("f(I) + 1", "ERR")]
#[case("-f(I)", "ERR")]
#[case("f(I) ? 1 : 2", "ERR")]
#[case("f(I).length()", "ERR")]
#[case("String.valueOf(f(I))", "String [10, null, text]")]
#[case("i == 0 ? f(I).toString() : `x`", "String [10, x, x]")]
#[case("f(I).toString()", "ERR")]
#[case("i == 0 && f(I).equals(10)", "Boolean [true, false, false]")]
#[case("f(I).equals(10)", "ERR")]
fn objects_are_printed_compared_and_chosen(#[case] formula: &str, #[case] expected: &str) {
    let mut source = source();
    register(&mut source, "f", Objects(&[Some("10"), None, Some("\"text\"")]));
    let answer = source.answer(formula).unwrap_or_else(|_| "ERR".to_owned());
    assert_eq!(answer, expected);
}

#[rstest]
#[case("(int)f()", &[Some("10"), None, Some("-2147483648")], "int [10, null, null]")]
#[case("(Integer)f()", &[Some("3.9"), Some("1e99"), Some("4294967297")], "int [3, 2147483647, 1]")]
#[case("(long)f()", &[Some("9223372036854775807"), Some("-9223372036854775808")], "long [9223372036854775807, null, 9223372036854775807]")]
#[case("(short)f() + 1", &[Some("70000")], "int [4465, 4465, 4465]")]
#[case("(byte)f()", &[Some("-128"), Some("127")], "byte [null, 127, null]")]
#[case("(double)f()", &[Some("0.1"), Some("\"NaN\""), Some("-1.7976931348623157E308")], "double [0.1, NaN, null]")]
#[case("(float)f()", &[Some("1.1"), Some("\"-Infinity\""), Some("7")], "float [1.1, -Infinity, 7.0]")]
#[case("(char)f()", &[Some("\"c\"")], "char [c, c, c]")]
#[case("(char)f()", &[Some("\"cd\"")], "ERR")]
#[case("(String)f()", &[Some("\"a\\n\""), None], "String [a\n, null, a\n]")]
#[case("((String)f()).length()", &[Some("\"abc\"")], "int [3, 3, 3]")]
#[case("(String)f()", &[Some("10")], "ERR")]
#[case("(int)f()", &[Some("\"10\"")], "ERR")]
#[case("(boolean)f() ? 1 : 2", &[Some("true"), Some("false")], "int [1, 2, 1]")]
#[case("(boolean)f() ? 1 : 2", &[None], "ERR")]
#[case("(Boolean)f()", &[Some("1")], "ERR")]
#[case("(Instant)f()", &[Some("\"1970-01-01T00:00:10Z\"")], "Instant [1970-01-01T00:00:10Z, 1970-01-01T00:00:10Z, 1970-01-01T00:00:10Z]")]
#[case("(LocalDate)f()", &[Some("\"2024-03-10\""), None], "LocalDate [2024-03-10, null, 2024-03-10]")]
#[case("(Duration)f()", &[Some("\"PT1S\""), Some("\"x\"")], "ERR")]
#[case("(int[])f()", &[Some("[1, null, 3]"), None, Some("[]")], "int[] [[1, ,3], null, []]")]
#[case("sum((IntVector)f())", &[Some("[1, 2]")], "long [3, 3, 3]")]
#[case("(int[])f()", &[Some("[1, \"x\"]")], "ERR")]
#[case("f() + ``", &[Some("[1, [true, \"a\"], null]"), Some(r#"{"a": 1, "b": {}}"#), Some("1.50")], "String [[1, [true, a], null], {a=1, b={}}, 1.50]")]
#[case("f() == f()", &[Some("[1]"), Some("2.0"), Some("2")], "Boolean [true, true, true]")]
#[case("f() == 2", &[Some("2.0"), Some("\"2\""), Some("2")], "Boolean [true, false, true]")]
#[case("f() == new int[]{1, 2}", &[Some("[1, 2]"), Some("[1]")], "Boolean [true, false, true]")]
fn objects_are_cast(#[case] formula: &str, #[case] objects: &'static [Option<&'static str>], #[case] expected: &str) {
    let mut source = source();
    register(&mut source, "f", Objects(objects));
    let answer = source.answer(formula).unwrap_or_else(|_| "ERR".to_owned());
    assert_eq!(answer, expected);
}

#[test]
fn what_an_object_is_not_is_named() {
    let mut source = source();
    register(&mut source, "f", Objects(&[Some("1"), Some("\"x\"")]));
    let error = source.answer("(int)f(I)").unwrap_err();
    assert_eq!(
        error.message(),
        "the formula (int)f(I) fails for row 1: the value \"x\" of class Object cannot be cast to int"
    );
    for (formula, expected) in [
        (
            "f(I) * 2",
            "cannot multiply Object by int; cast what is of class Object to its type: (int)f(X)",
        ),
        ("f(I) > 2", "cast what is of class Object"),
        ("max(f(I), 2)", "cast what is of class Object"),
        ("f(I).length()", "cast what is of class Object"),
        ("f(I) && true", "cast what is of class Object"),
    ] {
        let error = source.answer(formula).unwrap_err();
        assert!(error.message().contains(expected), "{error}");
    }
    let error = source.matching("f(I)").unwrap_err();
    assert!(error.message().contains("cast it, (boolean)f(X)"), "{error}");
}

proptest! {
    #[test]
    fn a_registered_function_gives_what_the_built_in_formula_gives(
        values in proptest::collection::vec(proptest::option::of(-1_000_000i32..1_000_000), 1..200),
        limit in -10i32..10,
    ) {
        let column: ArrayRef = Arc::new(Int32Array::from(values));
        let mut batch = Batch::new(&[("N", Type::Int, column)]);
        batch.functions.insert("twice".to_owned(), Arc::new(twice()));
        for (own, built_in) in [
            ("twice(N)", "2L * N"),
            ("twice(N) + N", "2L * N + N"),
            ("N > LIMIT ? twice(N + 1) : 0L", "N > LIMIT ? 2L * (N + 1) : 0L"),
            ("isNull(N) || twice(N) > LIMIT && N % 3 == 0", "isNull(N) || 2L * N > LIMIT && N % 3 == 0"),
        ] {
            let [own, built_in] = [own, built_in].map(|text| text.replace("LIMIT", &limit.to_string()));
            prop_assert_eq!(batch.answer(&own).unwrap(), batch.answer(&built_in).unwrap());
        }
    }

    /// Values that become objects come back as they were.
    #[test]
    fn objects_are_what_was_put_in(
        ints in proptest::collection::vec(proptest::option::of(any::<i64>().prop_filter("null", |value| *value != i64::MIN)), 1..50),
        doubles in proptest::collection::vec(any::<f64>(), 50),
        texts in proptest::collection::vec(any::<String>(), 50),
    ) {
        let rows = ints.len();
        let batch = Batch::new(&[
            ("L", Type::Long, Arc::new(Int64Array::from(ints)) as ArrayRef),
            ("D", Type::Double, Arc::new(Float64Array::from(doubles[..rows].to_vec()))),
            ("T", Type::String, Arc::new(StringArray::from(texts[..rows].to_vec()))),
        ]);
        let mut batch = batch;
        batch.functions.insert("f".to_owned(), Arc::new(Objects(&[None])));
        for (column, of) in [("L", "long"), ("D", "double"), ("T", "String")] {
            let there_and_back = format!("({of})(i >= 0 ? {column} : f())");
            prop_assert_eq!(batch.answer(&there_and_back).unwrap(), batch.answer(column).unwrap());
        }
    }
}
