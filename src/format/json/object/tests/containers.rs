//! Objects, arrays, tuples and entries.

use super::*;

fn xy() -> Value {
    Value::object([
        ("x", Value::int().on_null(7).on_missing(8)),
        ("y", Value::string().on_null("N").on_missing("M")),
    ])
}

#[test]
fn fields_of_objects() {
    let value = Value::object([("a", Value::int())]);
    assert_cells(
        &value,
        &[
            ("{\"a\":1}", Some("1")),
            (" { \"b\" : [1,{}] , \"a\" : 1 } ", Some("1")),
            ("{\"\\u0061\":1}", Some("1")),
            ("{}", Some("null")),
            ("null", Some("null")),
            ("", Some("null")),
            ("\u{feff}{\"a\":1}", Some("1")),
            ("{\"A\":1}", Some("null")),
            ("5", None),
            ("[]", None),
            ("{\"a\":1,\"a\":2}", None),
            ("{\"a\":1,}", None),
            ("{\"a\":1", None),
            ("{\"a\":1} {\"a\":2}", None),
            ("{\"a\" 1}", None),
            ("{,\"a\":1}", None),
        ],
    );
    assert_bad(&value, "{\"a\":1,\"a\":2}", "/a: the field is there twice");
    let known = value.allow_unknown_fields(false);
    assert_bad(&known, "{\"a\":1,\"b\":2}", "/b: the field is not known: expected a");
    assert_cells(&known, &[("{\"a\":1}", Some("1")), ("{}", Some("null"))]);
}

#[test]
fn aliases_and_cases() {
    let aliased = Value::object([ObjectField::new("id", Value::long()).alias("ID").alias("_id")]);
    assert_cells(
        &aliased,
        &[
            ("{\"ID\":1}", Some("1")),
            ("{\"_id\":2}", Some("2")),
            ("{\"Id\":3}", Some("null")),
            ("{\"id\":1,\"ID\":1}", None),
        ],
    );
    let lenient = Value::object([("Name", Value::string()), ("qty", Value::int())]).lenient();
    assert_rows(
        &lenient,
        &[
            ("{\"NAME\":\"a\",\"Qty\":5}", Some(&["\"a\"", "5"])),
            (
                "{\"name\":\"b\",\"QTY\":6,\"qty\":\"zz\",\"Name\":5}",
                Some(&["\"b\"", "6"]),
            ),
            ("{\"name\":[1],\"NAME\":\"a\"}", None),
        ],
    );
    let first = Value::object([ObjectField::new("a", Value::int()).repeated(RepeatedBehavior::UseFirst)]);
    assert_cells(
        &first,
        &[("{\"a\":1,\"a\":[2]}", Some("1")), ("{\"a\":1,\"a\":[2}", None)],
    );
}

#[test]
fn null_and_missing_objects_are_those_of_their_fields() {
    let value = Value::object([("a", xy())]);
    assert_rows(
        &value,
        &[
            ("{\"a\":{}}", Some(&["8", "\"M\""])),
            ("{\"a\":null}", Some(&["7", "\"N\""])),
            ("{}", Some(&["8", "\"M\""])),
            ("null", Some(&["7", "\"N\""])),
            ("", Some(&["8", "\"M\""])),
        ],
    );
    let strict = Value::object([("a", Value::object([("x", Value::int().strict())]))]);
    assert_bad(
        &strict,
        "{\"a\":null}",
        "/a/x: null is not allowed: expected one of [INT]",
    );
    assert_bad(&strict, "{}", "/a/x: missing: expected one of [INT]");
    assert_bad(
        &Value::object([("a", xy().strict())]),
        "{}",
        "/a: missing: expected one of [OBJECT]",
    );
}

#[test]
fn arrays() {
    let value = Value::int().on_null(7).array();
    assert_cells(
        &value,
        &[
            ("[1,null]", Some("[1, 7]")),
            ("[ ]", Some("[]")),
            ("null", Some("null")),
            ("", Some("null")),
            ("[1,]", None),
            ("[1 2]", None),
            ("[1", None),
            ("{}", None),
            ("1", None),
        ],
    );
    assert_bad(
        &value,
        "[1,2,\"x\"]",
        "/2: \"x\" does not fit: expected a whole number from -2147483648 to 2147483647, one of [INT,NULL]",
    );
    assert_cells(
        &Value::int().strict().array().strict(),
        &[("[1]", Some("[1]")), ("[null]", None), ("null", None)],
    );
    assert_cells(
        &Value::int().array().array(),
        &[("[[1,2],null,[]]", Some("[[1, 2], null, []]")), ("[[1,[2]]]", None)],
    );
    assert_cells(
        &Value::big_decimal().array(),
        &[("[1.50,null]", Some("[\"1.50\", null]"))],
    );
    assert_cells(
        &Value::any().array(),
        &[("[1.5,null,{}]", Some("[\"1.5\", \"null\", \"{}\"]"))],
    );
}

#[test]
fn arrays_of_objects_are_lists_side_by_side() {
    assert_rows(
        &xy().array(),
        &[
            ("[{\"x\":1},null,{}]", Some(&["[1, 7, 8]", "[\"M\", \"N\", \"M\"]"])),
            ("[]", Some(&["[]", "[]"])),
            ("null", Some(&["null", "null"])),
            ("[{\"x\":1,\"y\":5}]", None),
        ],
    );
    let nested = Value::object([("x", Value::int())]).array().array();
    assert_cells(&nested, &[("[[{\"x\":1},{}],null,[]]", Some("[[1, null], null, []]"))]);
    let players = Value::object([("name", Value::string()), ("nick", Value::string().array())]).array();
    assert_rows(
        &players,
        &[(
            "[{\"name\":\"a\",\"nick\":[\"A\",\"AA\"]},{\"nick\":[]},null]",
            Some(&["[\"a\", null, null]", "[[\"A\", \"AA\"], [], null]"]),
        )],
    );
    let inside = Value::object([("a", Value::object([("x", Value::int())]).array())]);
    assert_bad(
        &inside,
        "{\"a\":[{},{\"x\":true}]}",
        "/a/1/x: true does not fit: expected a whole number from -2147483648 to 2147483647, one of [INT,NULL]",
    );
}

#[test]
fn tuples() {
    let value = Value::tuple([Value::int(), Value::int().skip(), Value::string()]);
    assert_rows(
        &value,
        &[
            ("[1, 2 ,\"x\"]", Some(&["1", "\"x\""])),
            ("[null,null,null]", Some(&["null", "null"])),
            ("null", Some(&["null", "null"])),
            ("", Some(&["null", "null"])),
            ("[1,\"q\",\"x\"]", None),
            ("[1,2,\"x\",4]", None),
            ("[]", None),
            ("[1,2,]", None),
            ("[1 2]", None),
        ],
    );
    assert_bad(&value, "[1,2]", ": an array of 2 values: expected exactly 3");
    assert_bad(
        &value,
        "[1,2,\"x\",4]",
        ": more than the 3 values that the array has to have",
    );
    let pairs = Value::tuple([Value::int(), Value::string()]).array();
    assert_rows(
        &pairs,
        &[
            (
                "[[1,\"a\"],null,[2,null]]",
                Some(&["[1, null, 2]", "[\"a\", null, null]"]),
            ),
            ("[[1]]", None),
        ],
    );
    let nothing = Value::tuple([]);
    assert_rows(&nothing, &[("[]", Some(&[])), ("[1]", None), ("null", Some(&[]))]);
    assert_rows(&value.strict(), &[("null", None), ("", None)]);
}

#[test]
fn entries() {
    assert_rows(
        &Value::entries(Value::int()),
        &[
            (
                "{\"a\":1, \"b\":null,\"a\":3}",
                Some(&["[\"a\", \"b\", \"a\"]", "[1, null, 3]"]),
            ),
            ("{}", Some(&["[]", "[]"])),
            ("null", Some(&["null", "null"])),
            ("", Some(&["null", "null"])),
            ("{\"a\":1,}", None),
            ("[]", None),
        ],
    );
    assert_rows(
        &Value::entries_of(Value::int().lenient(), Value::string()),
        &[
            ("{\"1\":\"x\",\"2\":\"y\"}", Some(&["[1, 2]", "[\"x\", \"y\"]"])),
            ("{\"a\":\"x\"}", None),
        ],
    );
    assert_rows(
        &Value::entries(Value::entries(Value::int())),
        &[(
            "{\"a\":{\"b\":1},\"c\":null}",
            Some(&["[\"a\", \"c\"]", "[[\"b\"], null]", "[[1], null]"]),
        )],
    );
    assert_rows(
        &Value::entries(Value::int()).array(),
        &[("[{\"a\":1},null,{}]", Some(&["[[\"a\"], null, []]", "[[1], null, []]"]))],
    );
    assert_rows(
        &Value::entries_of(Value::skipped(), Value::int()),
        &[("{\"\\u0061\":1}", Some(&["[1]"]))],
    );
    assert_rows(
        &Value::entries(Value::skipped()),
        &[("{\"\\u0061\":{\"z\":[1]}}", Some(&["[\"a\"]"]))],
    );
    let value = Value::entries(Value::object([("x", Value::int())]));
    assert_bad(
        &value,
        "{\"a/b\":{\"x\":\"\"}}",
        "/a~1b/x: \"\" does not fit: expected a whole number from -2147483648 to 2147483647, one of [INT,NULL]",
    );
}

#[test]
fn skipped_values_are_of_their_types() {
    let value = Value::object([("a", Value::int().strict().skip()), ("b", Value::int())]);
    assert_cells(
        &value,
        &[
            ("{\"a\":1,\"b\":1}", Some("1")),
            ("{\"a\":99999999999999999999,\"b\":1}", Some("1")),
            ("{\"b\":1}", None),
            ("{\"a\":null,\"b\":1}", None),
            ("{\"a\":1.5,\"b\":1}", None),
            ("{\"a\":{},\"b\":1}", None),
        ],
    );
    let rows: [(Value, &[(&str, bool)]); 3] = [
        (
            Value::skipped(),
            &[("\"x\"", true), ("", true), ("5 6", false), ("[", false)],
        ),
        (
            Value::string().lenient().skip(),
            &[("\"x\"", true), ("5", true), ("{}", false)],
        ),
        (
            Value::int().skip().array(),
            &[("[1,2]", true), ("null", true), ("[1,\"x\"]", false)],
        ),
    ];
    for (value, records) in rows {
        for (record, is_good) in records {
            assert_eq!(read(&value, record).is_ok(), *is_good, "{record}");
        }
    }
}

#[test]
fn objects_with_types() {
    let objects = || {
        [
            (
                "trade",
                Value::object([("sym", Value::string()), ("qty", Value::int().on_null(5).on_missing(6))]),
            ),
            (
                "quote",
                Value::object([("sym", Value::string()), ("bid", Value::double())]),
            ),
        ]
    };
    let value = Value::typed_object("type", objects()).on_null("NN").on_missing("MM");
    assert_eq!(names(&value), ["type", "sym", "trade_qty", "quote_bid"]);
    assert_rows(
        &value,
        &[
            (
                "{\"type\":\"trade\",\"sym\":\"A\",\"qty\":5}",
                Some(&["\"trade\"", "\"A\"", "5", "null"]),
            ),
            (
                "{\"type\":\"quote\",\"bid\":1.5,\"sym\":\"B\"}",
                Some(&["\"quote\"", "\"B\"", "null", "1.5"]),
            ),
            ("{\"type\":\"trade\"}", Some(&["\"trade\"", "null", "6", "null"])),
            (
                "{\"type\":\"tr\\u0061de\",\"qty\":null}",
                Some(&["\"trade\"", "null", "5", "null"]),
            ),
            (
                "{\"type\":\"trade\",\"type\":\"quote\"}",
                Some(&["\"trade\"", "null", "6", "null"]),
            ),
            (
                "{\"type\":\"news\",\"sym\":\"X\",\"sym\":1}",
                Some(&["\"news\"", "null", "null", "null"]),
            ),
            ("{\"type\":\"Trade\"}", Some(&["\"Trade\"", "null", "null", "null"])),
            ("{\"type\":null,\"sym\":\"Y\"}", Some(&["null", "null", "null", "null"])),
            ("{\"type\":5,\"sym\":\"Y\"}", Some(&["\"5\"", "null", "null", "null"])),
            ("null", Some(&["\"NN\"", "null", "null", "null"])),
            ("", Some(&["\"MM\"", "null", "null", "null"])),
            ("{}", None),
            ("{\"sym\":\"A\",\"type\":\"trade\"}", None),
            ("{\"type\":{}}", None),
            ("{\"type\":\"news\",}", None),
            ("{\"type\":\"news\"", None),
        ],
    );
    let strict = Value::typed_object("type", objects()).strict();
    assert_bad(
        &strict,
        "{\"type\":\"news\"}",
        "/type: \"news\" does not fit: expected a type that is known: quote, trade, one of [STRING,NULL]",
    );
    assert_rows(&strict, &[("{\"type\":null}", None), ("null", None), ("", None)]);
    assert_bad(
        &strict,
        "{\"sym\":1}",
        ": expected the field \"type\" before all others",
    );
    // Not in the mirrored API.
    assert_rows(
        &value.array(),
        &[(
            "[{\"type\":\"trade\",\"qty\":1},null,{\"type\":\"x\"}]",
            Some(&[
                "[\"trade\", \"NN\", \"x\"]",
                "[null, null, null]",
                "[1, null, null]",
                "[null, null, null]",
            ]),
        )],
    );
    let known = Value::typed_object(
        "t",
        [("a", Value::object([("n", Value::int())]).allow_unknown_fields(false))],
    );
    assert_rows(
        &known,
        &[
            ("{\"t\":\"a\",\"n\":1}", Some(&["\"a\"", "1"])),
            ("{\"t\":\"a\",\"q\":1}", None),
            ("{\"t\":\"b\",\"q\":1}", Some(&["\"b\"", "null"])),
        ],
    );
}

#[test]
fn a_record_is_utf8_and_a_tombstone_is_a_row_of_nulls() {
    let value = Value::object([
        ("a", Value::int().on_null(1).on_missing(2)),
        ("b", Value::string().array()),
    ]);
    let payloads: [Option<&[u8]>; 4] = [
        Some(b"{\"a\":5}"),
        None,
        Some(b"{\"a\":6,\"b\":[\"x\xff\"]}"),
        Some(b"{\"b\":[\"\"]}"),
    ];
    let (columns, bad) = decode(&mut decoder(&value), &payloads);
    assert_eq!(texts(&columns[0]), ["5", "null", "null", "2"]);
    assert_eq!(texts(&columns[1]), ["null", "null", "null", "[\"\"]"]);
    assert_eq!(bad.len(), 1);
    assert_eq!(
        (bad[0].index, bad[0].reason.as_str()),
        (2, "not JSON: the byte at 14 is not UTF-8")
    );
}
