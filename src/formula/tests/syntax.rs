//! What is read, and what is said about what is not.

use proptest::prelude::*;
use rstest::rstest;

use super::support::source;
use crate::error::ErrorKind;
use crate::formula::parser::parse;
use crate::formula::{Formula, assignment};

#[rstest]
#[case("I + * 2", "\"*\" is not expected here\n  I + * 2\n      ^")]
#[case("I +", "the formula ends where a value is expected\n  I +\n     ^")]
#[case("", "the formula is empty\n  \n  ^")]
#[case("(I", "expected ) where the formula ends\n  (I\n    ^")]
#[case("I I", "\"I\" is not expected here\n  I I\n    ^")]
#[case("abs(I", "expected ) where the formula ends\n  abs(I\n       ^")]
#[case("I ? 1", "expected : where the formula ends\n  I ? 1\n       ^")]
#[case("`x", "the text that begins with ` does not end\n  `x\n  ^")]
#[case("S + \"\\q\"", "the escape is none of Java's\n  S + \"\\q\"\n       ^")]
#[case("I # 2", "'#' has no meaning here\n  I # 2\n    ^")]
#[case(
    "I << 2",
    "\"<<\" is not expected here: the language has no such operator\n  I << 2\n    ^"
)]
#[case("12ab", "12ab is not a number\n  12ab\n  ^")]
#[case("09", "09 is not a number\n  09\n  ^")]
#[case(
    "9223372036854775808",
    "9223372036854775808 is too large for a long\n  9223372036854775808\n  ^"
)]
#[case("S - I", "cannot subtract int from String\n  S - I\n    ^")]
#[case("I - S", "cannot subtract String from int\n  I - S\n    ^")]
#[case("T * 2", "cannot multiply Instant by int\n  T * 2\n    ^")]
#[case("I & D", "cannot combine int and double\n  I & D\n    ^")]
#[case("S > 5", "a value of type String cannot be compared with int\n  S > 5\n    ^")]
#[case("!I", "what ! turns around must be a Boolean, not int\n  !I\n   ^")]
#[case("I && Z", "the left side of && must be a Boolean, not int\n  I && Z\n  ^")]
#[case("I ? 1 : 2", "the condition of ? must be a Boolean, not int\n  I ? 1 : 2\n  ^")]
#[case("-S", "a value of type String has no sign\n  -S\n  ^")]
#[case("(int)S", "cannot cast String to int\n  (int)S\n  ^")]
#[case("(Nope)S", "there is no type Nope\n  (Nope)S\n  ^")]
#[case("S[0]", "a value of type String has no elements\n  S[0]\n   ^")]
#[case("A[`x`]", "an index is a whole number, not String\n  A[`x`]\n    ^")]
#[case("S.nope()", "a value of type String has no method nope\n  S.nope()\n    ^")]
#[case("S.size", "a value of type String has no field size\n  S.size\n    ^")]
#[case("Math.nope(1)", "there is no function Math.nope\n  Math.nope(1)\n       ^")]
#[case("sqroot(D)", "there is no function sqroot; did you mean sqrt?\n  sqroot(D)\n  ^")]
#[case(
    "sqrt(S)",
    "sqrt does not take (String): it is double sqrt(double x)\n  sqrt(S)\n  ^"
)]
#[case(
    "'abc'",
    "'abc' is neither a character nor an instant, a date, a time, a duration, a period or a time zone: texts stand in \
     double quotes or backticks\n  'abc'\n  ^"
)]
fn what_is_wrong_is_pointed_at(#[case] text: &str, #[case] message: &str) {
    let error = source().answer(text).unwrap_err();
    assert_eq!(error.message(), message);
    assert_eq!(error.detail("formula"), Some(text));
}

#[test]
fn an_unknown_column_is_named_with_those_that_are_there() {
    let error = source().answer("2 * Symbol").unwrap_err();
    assert_eq!(
        error.message(),
        "column \"Symbol\" doesn't exist in this table, available columns are B, H, I, L, F, D, C, Z, S, T, BD, BI, \
         LD, LT, Du, A\n  2 * Symbol\n      ^"
    );
    assert_eq!(
        (error.kind(), error.detail("column")),
        (ErrorKind::NotFound, Some("Symbol"))
    );
    let near = source().answer("MINUTES + 1").unwrap_err();
    assert!(near.message().contains("; did you mean MINUTE?"), "{near}");
}

#[test]
fn deep_formulas_are_refused() {
    for text in [
        "(".repeat(10_000),
        "- ".repeat(10_000) + "1",
        "!".repeat(10_000) + "Z",
        "I + ".repeat(10_000) + "1",
        "S".to_owned() + &".trim()".repeat(10_000),
        "Z ? 1 : ".repeat(10_000) + "1",
        "Z ? ".repeat(10_000) + "1",
        "(int)".repeat(10_000) + "1",
        "new int[]{".repeat(10_000),
        "A".to_owned() + &"[0".repeat(10_000),
    ] {
        let error = parse(&text).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    }
    // As deep as they may be, in a thread with a stack as small as any.
    let deepest = "(".repeat(60) + "I" + &" + 1 + 1 + 1 + 1)".repeat(60);
    let depth = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || source().answer(&deepest).unwrap());
    assert_eq!(depth.unwrap().join().unwrap(), "int [243, null, 237]");
    let nested = "(".repeat(50) + "Z" + &" in Z, Z)".repeat(50);
    assert!(
        source()
            .answer(&nested)
            .unwrap_err()
            .message()
            .starts_with("the value is too long")
    );
    let elements = "A".to_owned() + &".get(0)".repeat(100);
    assert!(source().answer(&elements).is_err());
    let long = vec!["1"; 250].join(" + ");
    assert_eq!(source().answer(&long).unwrap(), "int [250, 250, 250]");
    let choices = "I == 7 ? 1 : ".repeat(200) + "2";
    assert_eq!(source().answer(&choices).unwrap(), "int [2, 2, 2]");
    let set: Vec<String> = (0..20_000).map(|number| number.to_string()).collect();
    assert_eq!(
        source().answer(&format!("I in {}", set.join(", "))).unwrap(),
        "Boolean [true, false, false]"
    );
}

#[rstest]
#[case("New = A + 1", ("New", "A + 1"))]
#[case(" New=A ", ("New", "A"))]
#[case("A", ("A", "A"))]
#[case("B = A == 1", ("B", "A == 1"))]
#[case("B = A = 1", ("B", "A = 1"))]
#[case("Ünder_$1 = `=`", ("Ünder_$1", "`=`"))]
fn an_assignment_has_two_sides(#[case] text: &str, #[case] sides: (&str, &str)) {
    assert_eq!(assignment(text).unwrap(), sides);
}

#[rstest]
#[case("i = 1", "Invalid column name \"i\": \"i\" is a reserved keyword")]
#[case("class = 1", "Invalid column name \"class\": \"class\" is a reserved keyword")]
#[case("in = 1", "Invalid column name \"in\": \"in\" is a reserved keyword")]
#[case(
    "1A = 1",
    "Invalid column name \"1A\": a name begins with a letter, _ or $, and goes on with letters, digits, _ and $"
)]
#[case(
    "A B = 1",
    "Invalid column name \"A B\": a name begins with a letter, _ or $, and goes on with letters, digits, _ and $"
)]
#[case(" = 1", "Invalid column name \"\": name is empty")]
#[case(
    "A == 1",
    "expected a column, or \"New = formula\" with the new column's name\n  A == 1\n  ^"
)]
#[case(
    "A + 1",
    "expected a column, or \"New = formula\" with the new column's name\n  A + 1\n  ^"
)]
#[case("A = ", "the formula is empty\n  A = \n      ^")]
fn names_of_columns_are_checked(#[case] text: &str, #[case] message: &str) {
    assert_eq!(assignment(text).unwrap_err().message(), message);
}

/// Texts that have a chance to be formulas.
fn tokens() -> impl Strategy<Value = String> {
    let token = proptest::sample::select(vec![
        "I", "S", "D", "T", "A", "I_", "i", "k", "v5", "abs", "sum", "Math", "max", "length", "in", "not", "icase",
        "includes", "any", "null", "true", "new", "int", "String", "1", "2L", "0x1F", "1.5f", "1e3", "`x`", "\"y\"",
        "'a'", "'PT1s'", "'ET'", "(", ")", "[", "]", "{", "}", ",", ".", "?", ":", "+", "-", "*", "/", "%", "&", "|",
        "^", "!", "==", "=", "!=", "<", ">=", "&&", "||", "(int)", "(String)",
    ]);
    proptest::collection::vec(token, 0..16).prop_map(|tokens| tokens.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_prints_as_what_reads_the_same(text in tokens()) {
        if let Ok(tree) = parse(&text) {
            let printed = tree.to_string();
            let again = parse(&printed).unwrap_or_else(|error| panic!("{text} as {printed}: {error}"));
            prop_assert_eq!(again.to_string(), printed);
        }
    }

    #[test]
    fn nothing_panics(text in prop_oneof![tokens(), ".{0,24}"]) {
        let source = source();
        if let Ok(formula) = Formula::bind(&text, &source.scope()) {
            let _ = source.evaluate(&formula);
        }
        let _ = source.matching(&text);
        let _ = assignment(&text);
    }
}

#[test]
fn of_a_long_formula_the_place_is_shown() {
    let text = "I + ".repeat(40) + "Nope" + &" + I".repeat(40);
    let message = source().answer(&text).unwrap_err().message().to_owned();
    let lines: Vec<&str> = message.lines().collect();
    let expected = format!("  …{}Nope{}…", "I + ".repeat(15), " + I".repeat(14));
    assert_eq!(lines[1..], [expected, format!("   {}^", " ".repeat(60))]);
    let far = " ".repeat(100_000) + "#";
    assert!(source().answer(&far).unwrap_err().message().ends_with('^'));
}
