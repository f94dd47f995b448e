use super::*;
use crate::spec::Spec;

#[track_caller]
fn refused(value: &Value, expected: &str) {
    assert_eq!(value.check().unwrap_err().message(), expected);
}

#[test]
fn types_that_a_value_cannot_take() {
    use JsonType::{Array, Bool, Decimal, Int, Null, Object};
    refused(&Value::int().allow([]), "allowedTypes is empty");
    refused(&Value::int().allow([Null]), "allowedTypes is only accepting NULL");
    refused(
        &Value::int().allow([Decimal]),
        "allowedTypes is accepting DECIMAL but not INT",
    );
    refused(
        &Value::int().allow([Int, Bool]),
        "Unexpected allowedTypes=[INT,BOOL], universe=[STRING,INT,DECIMAL,NULL]",
    );
    refused(
        &Value::string().allow([Object]),
        "Unexpected allowedTypes=[OBJECT], universe=[STRING,INT,DECIMAL,BOOL,NULL]",
    );
    refused(
        &Value::string().field("a").allow([Array]),
        "Unexpected allowedTypes=[ARRAY], universe=[OBJECT,NULL]",
    );
    refused(
        &Value::skipped().allow([Decimal]),
        "allowedTypes is accepting DECIMAL but not INT",
    );
    refused(
        &Value::int().allow([Int]).on_null(1),
        "onNull set, but NULL is not allowed",
    );
    refused(
        &Value::int().allow_missing(false).on_missing(1),
        "onMissing set, but allowMissing is false",
    );
    let inside = Value::int().allow([]).array().field("a");
    refused(
        &inside,
        "allowedTypes is empty (of the value at /object/fields/0/value/array/element)",
    );
    assert_eq!(
        inside.check().unwrap_err().detail("pointer"),
        Some("/object/fields/0/value/array/element")
    );
}

#[test]
fn names_that_overlap() {
    let field = |name| ObjectField::new(name, Value::int());
    let of = |fields: [ObjectField; 2]| Value::object(fields);
    refused(
        &of([field("a"), field("b").alias("a")]),
        "Found overlapping field alias 'a'",
    );
    refused(
        &of([field("a"), field("A").case_sensitive(false)]),
        "Found overlapping field name 'A'",
    );
    refused(
        &of([field("a"), ObjectField::new("a", Value::long())]),
        "Found overlapping field name 'a'",
    );
    refused(
        &Value::object([field("a").alias("a")]),
        "name and aliases must be non-overlapping, found 'a' overlaps",
    );
    refused(
        &Value::object([field("a").alias("A").case_sensitive(false)]),
        "name and aliases must be non-overlapping, found 'A' overlaps",
    );
    assert!(of([field("a"), field("a")]).check().is_ok());
    assert!(of([field("a"), field("A")]).check().is_ok());
}

#[test]
fn parts_that_do_not_fit() {
    refused(
        &Value::entries_of(Value::int(), Value::int()),
        "key argument must support STRING",
    );
    let number = ObjectField::new("t", Value::int());
    let mut typed = Value::typed_object("t", [("a", Value::int().field("x"))]);
    if let Kind::TypedObject { type_field, .. } = &mut typed.kind {
        **type_field = number;
    }
    refused(&typed, "Only string-valued type fields are currently supported");
    refused(
        &Value::typed_object("t", [("a", Value::int())]),
        "what the type 'a' stands for is no object",
    );
    let deep = (0..200).fold(Value::int(), |value, _| value.array());
    assert!(
        deep.check()
            .unwrap_err()
            .message()
            .starts_with("values are inside of values more than 100 times")
    );
    assert!(Value::int().field("a").on_null(5).check().is_err());
}

#[test]
fn documents_say_the_same() {
    let values = [
        Value::string().lenient().on_null("x").on_missing("y"),
        Value::decimal(10, 2),
        Value::instant_of(DateTimeFormat::IsoZonedDateTime),
        Value::instant_number(EpochUnit::EpochMicros).lenient().decimals(),
        Value::local_date().strict(),
        Value::object([ObjectField::new("a", Value::any()).alias("b").case_sensitive(false)])
            .allow_unknown_fields(false)
            .array(),
        Value::entries_of(Value::int().lenient(), Value::skipped()),
        Value::named_tuple([("x", Value::char()), ("y", Value::big_integer())]),
        Value::typed_object("t", [("a", Value::bool().field("x"))]).strict(),
        Value::double().on_null(f64::INFINITY.to_string()),
    ];
    for value in values {
        let spec = Spec::object(value);
        let document = serde_json::to_string(&spec).unwrap();
        assert_eq!(serde_json::from_str::<Spec>(&document).unwrap(), spec, "{document}");
    }
}

#[test]
fn documents_are_short() {
    let document = r#"{"object": {"fields": [
        {"name": "symbol", "value": "string"},
        {"name": "qty", "value": {"int": {"on_missing": 0}}, "aliases": ["quantity"], "repeated": "use_first"},
        {"name": "tags", "value": {"array": {"element": "string"}}}
    ]}}"#;
    let expected = Value::object([
        ObjectField::new("symbol", Value::string()),
        ObjectField::new("qty", Value::int().on_missing(0))
            .alias("quantity")
            .repeated(RepeatedBehavior::UseFirst),
        ObjectField::new("tags", Value::string().array()),
    ]);
    assert_eq!(serde_json::from_str::<Value>(document).unwrap(), expected);
}

#[test]
fn documents_with_other_fields_are_refused() {
    for (document, expected) in [
        ("\"inte\"", "unknown variant `inte`"),
        ("{}", "invalid length 0"),
        ("5", "the name of a kind of values"),
        (r#"{"int": {"allowd": 1}}"#, "unknown field `allowd`"),
        (r#"{"int": {"element": "int"}}"#, "unknown field `element` of int"),
        (r#"{"array": {}}"#, "missing field `element` of array"),
        ("\"array\"", "missing field `element` of array"),
        (r#"{"instant_number": {}}"#, "missing field `unit` of instant_number"),
        (r#"{"int": {}, "string": {}}"#, "unknown field `string` beside `int`"),
    ] {
        let error = serde_json::from_str::<Value>(document).unwrap_err().to_string();
        assert!(error.contains(expected), "{document}: {error}");
    }
}
