//! Columns and their names.

use super::*;

fn named(fields: &[&str]) -> Vec<String> {
    names(&Value::object(fields.iter().map(|name| (*name, Value::int()))))
}

#[test]
fn names_are_legal_and_distinct() {
    assert_eq!(
        named(&["a b", "a-b", "a.b", "1x", "i", "class"]),
        ["ab", "ab2", "ab3", "column_1x", "column_i", "column_class"]
    );
    assert_eq!(named(&["a", "A", "a2", "a ", " a"]), ["a", "A", "a2", "a3", "a4"]);
    assert_eq!(
        named(&["+1", "-1", "é1", "1é"]),
        ["column_1", "column_12", "column_13", "column_14"]
    );
    assert_eq!(
        named(&[
            "ii", "k", "in", "not", "null", "int", "_", "true", "Integer", "__", "$x", "a$b", "_1", "record", "var",
            "TRUE"
        ]),
        [
            "column_ii",
            "column_k",
            "column_in",
            "column_not",
            "column_null",
            "column_int",
            "column__",
            "column_true",
            "Integer",
            "__",
            "$x",
            "a$b",
            "_1",
            "record",
            "var",
            "TRUE"
        ]
    );
    for name in ["", "é", "日本"] {
        let error = ObjectDecoder::new(&Value::object([(name, Value::int())]), None)
            .err()
            .unwrap();
        assert_eq!(error.detail("field"), Some(name));
    }
}

#[test]
fn names_tell_where_a_value_is() {
    let of = |value: Value| names(&value);
    assert_eq!(of(Value::int()), ["Value"]);
    assert_eq!(of(Value::int().array()), ["Value"]);
    assert_eq!(of(Value::tuple([Value::int(), Value::int()])), ["column_0", "column_1"]);
    assert_eq!(of(Value::entries(Value::int().array())), ["Key", "Value"]);
    assert_eq!(
        of(Value::entries(Value::tuple([Value::int(), Value::int()]))),
        ["Key", "column_0", "column_1"]
    );
    assert_eq!(
        of(Value::entries(Value::object([
            ("x", Value::int()),
            ("Key", Value::int())
        ]))),
        ["Key", "x", "Key2"]
    );
    assert_eq!(
        of(Value::entries(Value::entries(Value::int()))),
        ["Key", "Key2", "Value"]
    );
    assert_eq!(
        of(Value::named_tuple([("x", Value::int()), ("y z", Value::int())])),
        ["x", "yz"]
    );
    let value = Value::object([
        ("p_q", Value::int()),
        ("p", Value::object([("q", Value::int())])),
        ("one", Value::tuple([Value::int()])),
        (
            "two",
            Value::tuple([
                Value::tuple([Value::int(), Value::int()]),
                Value::int().skip(),
                Value::string(),
            ]),
        ),
        ("m", Value::entries(Value::int())),
        ("boxes", Value::entries(Value::object([("w", Value::int())])).array()),
        ("x", Value::skipped()),
    ]);
    assert_eq!(
        of(value),
        [
            "p_q",
            "p_q2",
            "one",
            "two_0_0",
            "two_0_1",
            "two_2",
            "m_Key",
            "m_Value",
            "boxes_Key",
            "boxes_w"
        ]
    );
    let typed = |objects: [(&str, Value); 2]| names(&Value::typed_object("t", objects));
    let (int, long) = (("n", Value::int()), ("n", Value::long()));
    let sym = ("s", Value::string());
    assert_eq!(
        typed([
            ("a", Value::object([sym.clone(), int])),
            ("b", Value::object([long, sym]))
        ]),
        ["t", "s", "a_n", "b_n"]
    );
}

#[test]
fn names_can_be_given() {
    let value = Value::tuple([Value::int(), Value::string()]);
    let names = ["A".to_owned(), "B".to_owned()];
    let decoder = ObjectDecoder::new(&value, Some(&names)).unwrap();
    assert_eq!(
        decoder.columns()[1],
        ColumnSpec {
            name: "B".to_owned(),
            column_type: ColumnType::String
        }
    );
    let error = ObjectDecoder::new(&value, Some(&names[1..])).err().unwrap();
    assert_eq!(
        error.message(),
        "1 names for the 2 columns of the value: expected one for each"
    );
}

#[test]
fn a_plan_can_be_printed() {
    let value = Value::object([
        ("id", Value::int().strict()),
        (
            "legs",
            Value::object([("mic", Value::string()), ("x", Value::skipped())]).array(),
        ),
        ("m", Value::entries(Value::double())),
        ("t", Value::tuple([Value::bool()])),
    ]);
    let expected = "\
object of [OBJECT,NULL] or missing
  id: a whole number from -2147483648 to 2147483647 -> id of [INT]
  legs: array of [ARRAY,NULL] or missing
    element: object of [OBJECT,NULL] or missing
      mic: a text -> legs_mic of [STRING,NULL] or missing
      x: skipped of [OBJECT,ARRAY,STRING,INT,DECIMAL,BOOL,NULL] or missing
  m: entries of [OBJECT,NULL] or missing
    key: a text -> m_Key of [STRING,NULL] or missing
    value: a number -> m_Value of [INT,DECIMAL,NULL] or missing
  t: tuple of [ARRAY,NULL] or missing
    0: a boolean -> t of [BOOL,NULL] or missing
";
    assert_eq!(decoder(&value).plan.to_string(), expected);
}
