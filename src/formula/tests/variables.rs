//! Constants of a script in formulas.

use rstest::rstest;

use super::support::source;
use crate::spec::Constant;

#[rstest]
#[case(r#"{"null": null}"#, "I > 0 ? I : x", "int [3, null, null]")]
#[case(r#"{"boolean": true}"#, "x", "Boolean [true, true, true]")]
#[case(r#"{"byte": 1}"#, "x + B", "int [2, null, 0]")]
#[case(r#"{"char": "a"}"#, "x", "char [a, a, a]")]
#[case(r#"{"short": 2}"#, "x", "short [2, 2, 2]")]
#[case(r#"{"int": 2}"#, "x * I", "int [6, null, -6]")]
#[case(r#"{"long": 2}"#, "x * I", "long [6, null, -6]")]
#[case(r#"{"float": 0.5}"#, "x * I", "float [1.5, null, -1.5]")]
#[case(r#"{"double": "Infinity"}"#, "x > D", "Boolean [true, true, false]")]
#[case(r#"{"string": "s"}"#, "x == S", "Boolean [true, false, false]")]
#[case(r#"{"instant": 0}"#, "T > x", "Boolean [true, false, false]")]
#[case(r#"{"duration": 1000000000}"#, "x * 3 == Du", "Boolean [true, false, false]")]
#[case(r#"{"local_date": -1}"#, "LD == x", "Boolean [false, false, true]")]
#[case(r#"{"local_time": 0}"#, "x", "LocalTime [00:00, 00:00, 00:00]")]
#[case(r#"{"period": "P1D"}"#, "LD + x", "LocalDate [2024-03-11, null, 1970-01-01]")]
#[case(r#"{"zone_id": "UTC"}"#, "x", "ZoneId [UTC, UTC, UTC]")]
#[case(r#"{"big_decimal": "0.125"}"#, "x + BD", "BigDecimal [4.625, null, -4.375]")]
#[case(
    r#"{"big_integer": "12345678901234567890"}"#,
    "x + BI",
    "BigInteger [12345678901234567893, null, 12345678901234567887]"
)]
#[case(
    r#"{"list": [{"int": 3}, {"null": null}, {"long": 5}]}"#,
    "I in x",
    "Boolean [true, true, false]"
)]
#[case(r#"{"list": [{"int": 3}, {"double": 2.5}]}"#, "x[i]", "ERR")]
#[case(
    r#"{"list": [{"int": 3}, {"double": 2.5}, {"null": null}]}"#,
    "x[i]",
    "double [3.0, 2.5, null]"
)]
#[case(r#"{"list": []}"#, "I in x", "Boolean [false, false, false]")]
#[case(r#"{"list": []}"#, "I not in x", "Boolean [true, true, true]")]
fn constants_have_their_types(#[case] constant: &str, #[case] formula: &str, #[case] expected: &str) {
    let mut source = source();
    let constant: Constant = serde_json::from_str(constant).unwrap();
    source.variables.insert("x".to_owned(), constant);
    let answer = source.answer(formula).unwrap_or_else(|_| "ERR".to_owned());
    assert_eq!(answer, expected);
}

#[test]
fn columns_come_before_variables() {
    let mut source = source();
    source
        .variables
        .insert("I".to_owned(), Constant::String("hidden".to_owned()));
    assert_eq!(source.answer("I").unwrap(), "int [3, null, -3]");
}

#[test]
fn a_constant_that_is_none_is_refused_where_it_is_used() {
    let mut source = source();
    for (name, constant) in [
        ("digits", Constant::BigDecimal("1.2.3".to_owned())),
        (
            "mixed",
            Constant::List(vec![Constant::Int(1), Constant::String("x".to_owned())]),
        ),
    ] {
        source.variables.insert(name.to_owned(), constant);
        let error = source.answer(name).unwrap_err();
        assert!(
            error
                .message()
                .starts_with(&format!("the variable {name} holds no value")),
            "{error}"
        );
    }
}
