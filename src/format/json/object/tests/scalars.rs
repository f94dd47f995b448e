//! Scalars of every kind.

use super::*;
use crate::spec::object::{DateTimeFormat, EpochUnit};

const NULL: Option<&str> = Some("null");

#[test]
fn whole_numbers_are_without_a_point() {
    assert_cells(
        &Value::int(),
        &[
            ("5", Some("5")),
            (" 5 ", Some("5")),
            ("-0", Some("0")),
            ("2147483647", Some("2147483647")),
            ("", NULL),
            ("null", NULL),
            ("\"5\"", None),
            ("5.0", None),
            ("true", None),
            ("{}", None),
            ("[]", None),
            ("2147483648", None),
            ("-2147483649", None),
            ("99999999999999999999", None),
            ("5 6", None),
            ("5 ]", None),
            ("5}", None),
            ("\"x", None),
            ("05", None),
        ],
    );
    assert_bad(
        &Value::int(),
        "\"5\"",
        ": \"5\" does not fit: expected a whole number from -2147483648 to 2147483647, one of [INT,NULL]",
    );
    assert_bad(&Value::int().strict(), "", ": missing: expected one of [INT]");
    assert_cells(&Value::int().strict(), &[("5", Some("5")), ("null", None), ("", None)]);
}

#[test]
fn lenient_whole_numbers_are_texts_too() {
    assert_cells(
        &Value::int().lenient(),
        &[
            ("\"5\"", Some("5")),
            ("\"+5\"", Some("5")),
            ("\"-5\"", Some("-5")),
            ("\"05\"", Some("5")),
            ("\"\\u0035\"", Some("5")),
            ("\" 5 \"", None),
            ("\"5.5\"", None),
            ("\"abc\"", None),
            ("\"\"", None),
            ("\"2147483648\"", None),
            ("5.5", None),
            ("\"1e3\"", None),
            ("1e3", None),
            ("\"null\"", None),
            ("\"0x10\"", None),
        ],
    );
}

#[test]
fn whole_numbers_that_take_decimals_cut_them() {
    let int = Value::int().lenient().decimals();
    assert_cells(
        &int,
        &[
            ("5.9", Some("5")),
            ("-5.9", Some("-5")),
            ("\"5.9\"", Some("5")),
            ("\"-5.9\"", Some("-5")),
            ("1e3", Some("1000")),
            ("\"1e3\"", Some("1000")),
            ("2147483647.9", Some("2147483647")),
            ("-2147483648.9", Some("-2147483648")),
            ("1e-400", Some("0")),
            ("0.00000000000000000000000000000001", Some("0")),
            ("1e10", None),
            ("1e400", None),
            ("2147483648", None),
            ("\"abc\"", None),
            // The mirrored API has the largest int and 0 for these.
            ("\"2147483648\"", None),
            ("\"NaN\"", None),
        ],
    );
    let long = Value::long().lenient().decimals();
    assert_cells(
        &long,
        &[
            ("9223372036854775806.9", Some("9223372036854775806")),
            ("\"9223372036854775807.9\"", Some("9223372036854775807")),
            ("-9223372036854775808", Some("-9223372036854775808")),
            ("1e18", Some("1000000000000000000")),
            ("9223372036854775808", None),
            // These wrap around there.
            ("9223372036854775808.5", None),
            ("1e19", None),
        ],
    );
}

#[test]
fn bytes_above_127_are_those_of_the_same_bits() {
    assert_cells(
        &Value::byte(),
        &[
            ("127", Some("127")),
            ("128", Some("-128")),
            ("200", Some("-56")),
            ("255", Some("-1")),
            ("-128", Some("-128")),
            ("256", None),
            ("-129", None),
        ],
    );
    assert_cells(
        &Value::byte().lenient().decimals(),
        &[
            ("200.5", Some("-56")),
            ("\"200\"", Some("-56")),
            ("255.9", Some("-1")),
            ("-129.5", None),
        ],
    );
    assert_cells(
        &Value::short().lenient().decimals(),
        &[
            ("32767.9", Some("32767")),
            ("\"32767\"", Some("32767")),
            ("32768", None),
            ("-32769", None),
        ],
    );
}

#[test]
fn reals() {
    assert_cells(
        &Value::float(),
        &[
            ("1", Some("1.0")),
            ("1e39", Some("inf")),
            ("-0.0", Some("-0.0")),
            ("-0", Some("0.0")),
            ("-0e5", Some("-0.0")),
            ("16777217", Some("16777216.0")),
            ("1e-50", Some("0.0")),
            ("\"1\"", None),
            ("NaN", None),
        ],
    );
    assert_cells(
        &Value::double().lenient(),
        &[
            ("135", Some("135.0")),
            ("-0.0", Some("-0.0")),
            ("-0", Some("0.0")),
            ("\"-0\"", Some("-0.0")),
            ("-0.5", Some("-0.5")),
            ("1e400", Some("inf")),
            ("\"1.5\"", Some("1.5")),
            ("\"NaN\"", Some("NaN")),
            ("\"-NaN\"", Some("NaN")),
            ("\"+Infinity\"", Some("inf")),
            ("\"-Infinity\"", Some("-inf")),
            ("\" 1 \"", Some("1.0")),
            ("\"1d\"", Some("1.0")),
            ("\"1f\"", Some("1.0")),
            ("\"+1\"", Some("1.0")),
            ("\".5\"", Some("0.5")),
            ("\"5.\"", Some("5.0")),
            ("\"abc\"", None),
            ("\"\"", None),
            ("\"d\"", None),
            ("\"inf\"", None),
            ("\"nan\"", None),
        ],
    );
    // Whole numbers alone.
    let whole = Value::double().allow([JsonType::Int]);
    assert_cells(
        &whole,
        &[("1", Some("1.0")), ("1.5", None), ("1e1", None), ("null", None)],
    );
}

#[test]
fn big_decimals_keep_their_digits() {
    assert_cells(
        &Value::big_decimal().lenient(),
        &[
            ("1.50", Some("\"1.50\"")),
            ("1e10", Some("\"1E+10\"")),
            ("1E-10", Some("\"1E-10\"")),
            ("0.00", Some("\"0.00\"")),
            ("-0.0", Some("\"0.0\"")),
            ("\"1.50\"", Some("\"1.50\"")),
            ("\"+1.5\"", Some("\"1.5\"")),
            ("\"-1.5\"", Some("\"-1.5\"")),
            ("\"1e5\"", Some("\"1E+5\"")),
            ("\".5\"", Some("\"0.5\"")),
            ("\"5.\"", Some("\"5\"")),
            ("1e400", Some("\"1E+400\"")),
            ("0e5", Some("\"0E+5\"")),
            (
                "123456789012345678901234567890.123456789012345678901234567890",
                Some("\"123456789012345678901234567890.123456789012345678901234567890\""),
            ),
            ("\" 1 \"", None),
            ("\"abc\"", None),
            ("\"NaN\"", None),
            ("\"1-2\"", None),
            ("1e2147483648", None),
            ("1e-9223372036854775808", None),
        ],
    );
    assert_cells(
        &Value::decimal(6, 2).lenient(),
        &[
            ("1.5", Some("1.50")),
            ("-1.50", Some("-1.50")),
            ("\"1.500\"", Some("1.50")),
            ("9999.99", Some("9999.99")),
            ("1e3", Some("1000.00")),
            ("0", Some("0.00")),
            ("10000", None),
            ("1.505", None),
            ("1e-3", None),
        ],
    );
    assert_cells(&Value::decimal(76, 0), &[("5", Some("5")), ("5.5", None)]);
    for (precision, scale) in [(0, 0), (77, 0), (5, 6), (5, -1)] {
        assert!(ObjectDecoder::new(&Value::decimal(precision, scale), None).is_err());
    }
}

#[test]
fn big_integers() {
    assert_cells(
        &Value::big_integer().lenient().decimals(),
        &[
            ("1.9", Some("1")),
            ("-1.9", Some("-1")),
            ("1e10", Some("10000000000")),
            ("\"1.9\"", Some("1")),
            ("\"+12\"", Some("12")),
            ("\"1e3\"", Some("1000")),
            ("123456789012345678901", Some("123456789012345678901")),
            ("1e-9000000000000000000", Some("0")),
            ("\" 12 \"", None),
            ("\"abc\"", None),
            // The column has 76 digits.
            ("1e76", None),
            ("1e9000000000000000000", None),
        ],
    );
    assert_cells(
        &Value::big_integer(),
        &[("5", Some("5")), ("5.0", None), ("\"5\"", None)],
    );
    assert_cells(
        &Value::big_integer().lenient(),
        &[("\"5\"", Some("5")), ("\"5.5\"", None), ("5.5", None)],
    );
}

#[test]
fn characters() {
    assert_cells(
        &Value::char(),
        &[
            ("\"a\"", Some("u0061")),
            ("\"\\u00e9\"", Some("u00e9")),
            ("\"é\"", Some("u00e9")),
            ("\"\\ud83d\"", Some("ud83d")),
            ("\"\\n\"", Some("u000a")),
            ("null", NULL),
            ("\"\"", None),
            ("\"ab\"", None),
            ("\"\\u0061b\"", None),
            ("\"\\ud83d\\ude00\"", None),
            ("5", None),
        ],
    );
}

#[test]
fn booleans() {
    assert_cells(
        &Value::bool(),
        &[("true", Some("true")), ("\"true\"", None), ("1", None), ("null", NULL)],
    );
    assert_cells(
        &Value::bool().lenient(),
        &[
            ("\"true\"", Some("true")),
            ("\" True \"", Some("true")),
            ("\"tRuE\"", Some("true")),
            ("\"FALSE\"", Some("false")),
            ("\"null\"", NULL),
            ("\"Null\"", NULL),
            ("\"1\"", None),
            ("\"t\"", None),
            ("\"\"", None),
            ("1", None),
            ("tru", None),
        ],
    );
    let on_null = Value::bool().lenient().on_null(true);
    assert_cells(&on_null, &[("\"null\"", Some("true")), ("null", Some("true"))]);
    let without_null = Value::bool().allow([JsonType::Bool, JsonType::String]);
    assert_cells(
        &without_null,
        &[("\"null\"", None), ("null", None), ("\"true\"", Some("true"))],
    );
}

#[test]
fn texts_of_numbers_are_as_they_were_written() {
    assert_cells(
        &Value::string().lenient(),
        &[
            ("5.50", Some("\"5.50\"")),
            ("1E+3", Some("\"1E+3\"")),
            ("-0", Some("\"-0\"")),
            ("true", Some("\"true\"")),
            ("false", Some("\"false\"")),
            ("null", NULL),
            ("\"a\\u0000b\"", Some("\"a\\0b\"")),
            ("\"\\ud83d\"", Some("\"?\"")),
            ("{}", None),
            ("[]", None),
        ],
    );
    assert_cells(&Value::string(), &[("5", None), ("true", None)]);
    let numbers = Value::string().allow([JsonType::Int]);
    assert_cells(&numbers, &[("5", Some("\"5\"")), ("\"x\"", None)]);
}

#[test]
fn times() {
    assert_cells(
        &Value::instant(),
        &[
            ("\"2024-01-02T03:04:05Z\"", Some("1704164645000000000")),
            ("\"2024-01-02T03:04:05.123456789Z\"", Some("1704164645123456789")),
            ("\"2024-01-02T03:04:05+02:00\"", Some("1704157445000000000")),
            ("\"2024-01-02T24:00:00Z\"", Some("1704240000000000000")),
            ("\"2024-01-02T24:00:00+01:00\"", Some("1704236400000000000")),
            ("\"2024-12-31T23:59:60Z\"", Some("1735689599000000000")),
            ("\"2024-01-02t03:04:05z\"", Some("1704164645000000000")),
            ("\"2024-01-02T03:04:05.Z\"", Some("1704164645000000000")),
            ("\"2024-01-02T03:04:05+02:00:30\"", Some("1704157415000000000")),
            ("\"2024-01-02T03:04:05-00:00\"", Some("1704164645000000000")),
            ("\"2024-01-02T03:04:05+18:00\"", Some("1704099845000000000")),
            ("\"2262-04-11T23:47:16.854775807Z\"", Some("9223372036854775807")),
            ("\"2024-01-02T03:04Z\"", None),
            ("\"2024-01-02T03:04:05\"", None),
            ("\"2024-01-02\"", None),
            ("\"2024-01-02T24:00:01Z\"", None),
            ("\"2024-01-02T03:04:05.1234567891Z\"", None),
            ("\"2024-01-02T03:04:05+02\"", None),
            ("\"2024-01-02T03:04:05+0200\"", None),
            ("\"2024-01-02T03:04:05+19:00\"", None),
            ("\"2024-01-02T03:04:05+2\"", None),
            ("\"2024-01-02T03:04:05,5Z\"", None),
            ("\"2024-01-02T03:04:05[UTC]\"", None),
            ("\" 2024-01-02T03:04:05Z\"", None),
            ("\"2023-02-29T00:00:00Z\"", None),
            ("\"\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\"", None),
            ("5", None),
            // Nanoseconds do not have these; the mirrored API has another time for them.
            ("\"2262-04-11T23:47:16.854775808Z\"", None),
            ("\"1600-01-01T00:00:00Z\"", None),
            ("\"+12024-01-02T03:04:05Z\"", None),
        ],
    );
    let offset = Value::instant_of(DateTimeFormat::IsoOffsetDateTime);
    assert_cells(
        &offset,
        &[
            ("\"2024-01-02T03:04Z\"", Some("1704164640000000000")),
            ("\"2024-01-02T03:04:05.5+02:00\"", Some("1704157445500000000")),
            ("\"2024-01-02T24:00:00Z\"", None),
            ("\"2024-12-31T23:59:60Z\"", None),
            ("\"2024-01-02T03:04:05+02:00[Europe/Paris]\"", None),
            ("\"2024-01-02T03:04:05+0200\"", None),
        ],
    );
    let zoned = Value::instant_of(DateTimeFormat::IsoZonedDateTime);
    assert_cells(
        &zoned,
        &[
            ("\"2024-01-02T03:04:05Z\"", Some("1704164645000000000")),
            (
                "\"2024-01-02T03:04:05+02:00[Europe/Paris]\"",
                Some("1704157445000000000"),
            ),
            (
                "\"2024-01-02T03:04:05+09:00[Europe/Paris]\"",
                Some("1704132245000000000"),
            ),
            ("\"2024-01-02T03:04:05[Europe/Paris]\"", None),
            ("\"2024-01-02T03:04:05+02:00[Nowhere]\"", None),
        ],
    );
}

#[test]
fn times_as_numbers() {
    let of = |unit| Value::instant_number(unit).lenient().decimals();
    assert_cells(
        &of(EpochUnit::EpochSeconds),
        &[
            ("1", Some("1000000000")),
            ("1.5", Some("1500000000")),
            ("-1.5", Some("-1500000000")),
            ("0.0000000005", Some("0")),
            ("1.9999999999", Some("1999999999")),
            ("\"1.5\"", Some("1500000000")),
            ("9223372036", Some("9223372036000000000")),
            ("1e3", Some("1000000000000")),
            ("1e-20", Some("0")),
            ("null", NULL),
            ("\" 1\"", None),
            ("\"x\"", None),
            // Other times in the mirrored API.
            ("9223372037", None),
            ("-9223372037", None),
            ("1e400", None),
        ],
    );
    assert_cells(
        &of(EpochUnit::EpochMillis),
        &[("1.9999999999", Some("1999999")), ("\"5\"", Some("5000000"))],
    );
    assert_cells(&of(EpochUnit::EpochMicros), &[("-1.5", Some("-1500"))]);
    assert_cells(
        &of(EpochUnit::EpochNanos),
        &[("1.9", Some("1")), ("9223372036854775807", Some("9223372036854775807"))],
    );
    let whole = Value::instant_number(EpochUnit::EpochMillis);
    assert_cells(&whole, &[("1", Some("1000000")), ("1.5", None), ("\"1\"", None)]);
    assert_cells(&whole.lenient(), &[("\"1\"", Some("1000000")), ("\"1.5\"", None)]);
}

#[test]
fn dates() {
    assert_cells(
        &Value::local_date(),
        &[
            ("\"2024-02-29\"", Some("19782")),
            ("\"1970-01-01\"", Some("0")),
            ("\"+12024-01-01\"", Some("3672148")),
            ("\"-0001-01-01\"", Some("-719893")),
            ("\"0000-01-01\"", Some("-719528")),
            ("null", NULL),
            ("\"2023-02-29\"", None),
            ("\"2024-2-9\"", None),
            ("\"2024-02-29Z\"", None),
            ("\"20240101\"", None),
            ("\"2024-02-29T00:00:00\"", None),
            ("\"99999-01-01\"", None),
            ("\"+2024-01-01\"", None),
            ("\"-\"", None),
            ("\"+é00-01-01\"", None),
            ("5", None),
        ],
    );
    let basic = Value::local_date_of(DateTimeFormat::BasicIsoDate);
    assert_cells(
        &basic,
        &[
            ("\"20240101\"", Some("19723")),
            ("\"20240101Z\"", Some("19723")),
            ("\"2024-01-01\"", None),
        ],
    );
    let iso = Value::local_date_of(DateTimeFormat::IsoDate);
    assert_cells(
        &iso,
        &[
            ("\"2024-01-01\"", Some("19723")),
            ("\"2024-01-01+02:00\"", Some("19723")),
            ("\"20240101Z\"", None),
            ("\"2024-060\"", None),
        ],
    );
}

#[test]
fn any_value_is_kept_as_text() {
    assert_cells(
        &Value::any(),
        &[
            ("", NULL),
            ("null", Some("\"null\"")),
            ("{ \"a\" : 1.50 }", Some("\"{\\\"a\\\":1.50}\"")),
            ("\"x\"", Some("\"\\\"x\\\"\"")),
            ("{\"a\":1,\"a\":2}", Some("\"{\\\"a\\\":2}\"")),
            ("{", None),
        ],
    );
    assert_cells(
        &Value::any().field("a"),
        &[
            ("{}", NULL),
            ("{\"a\":null}", Some("\"null\"")),
            ("null", Some("\"null\"")),
            ("", NULL),
        ],
    );
    let spec = &decoder(&Value::any()).columns()[0];
    assert_eq!(spec.column_type.to_string(), "TreeNode");
}

#[test]
fn what_stands_for_null_and_for_nothing() {
    let value = Value::int().on_null(7).on_missing(8);
    assert_cells(&value, &[("null", Some("7")), ("", Some("8")), ("1", Some("1"))]);
    let literals: [(Value, &str); 11] = [
        (Value::string().on_null("x"), "\"x\""),
        (Value::bool().on_null(false), "false"),
        (Value::char().on_null("é"), "u00e9"),
        (Value::byte().on_null(-1), "-1"),
        (Value::double().on_null(f64::NAN), "NaN"),
        (Value::float().on_null(1.5), "1.5"),
        (Value::big_decimal().on_null("1.500"), "\"1.500\""),
        (
            Value::big_integer().on_null("12345678901234567890123"),
            "12345678901234567890123",
        ),
        (Value::instant().on_null("1970-01-01T00:00:01Z"), "1000000000"),
        (
            Value::instant_number(EpochUnit::EpochMillis).on_null("1970-01-01T00:00:01Z"),
            "1000000000",
        ),
        (
            Value::local_date_of(DateTimeFormat::BasicIsoDate).on_null("1970-01-02"),
            "1",
        ),
    ];
    for (value, expected) in literals {
        assert_cells(&value, &[("null", Some(expected)), ("", NULL)]);
    }
    let error = ObjectDecoder::new(&Value::int().on_null("abc"), None).err().unwrap();
    assert!(error.message().contains("\"abc\" does not fit"), "{error}");
    assert!(ObjectDecoder::new(&Value::byte().on_null(300), None).is_err());
}
