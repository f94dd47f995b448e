use arrow_cast::display::array_value_to_string;

use super::*;
use crate::error::ErrorKind;
use crate::spec::CsvParser;

/// The columns with their types, and the rows, as they print.
fn read(text: &str, specs: &CsvSpecs) -> String {
    let (schema, rows) = of_bytes(text.as_bytes(), specs).unwrap();
    let columns = schema
        .fields()
        .iter()
        .map(|field| format!("{}:{}", field.name(), field.data_type()));
    let mut lines = vec![columns.collect::<Vec<_>>().join(" ")];
    for row in 0..rows.num_rows() {
        let cell = |column: &ArrayRef| match column.is_null(row) {
            true => "null".to_owned(),
            false => array_value_to_string(column, row).unwrap(),
        };
        lines.push(rows.columns().iter().map(cell).collect::<Vec<_>>().join(" "));
    }
    lines.join("|")
}

fn with_defaults(text: &str) -> String {
    read(text, &CsvSpecs::default())
}

fn refusal(text: &str, specs: &CsvSpecs) -> String {
    let error = of_bytes(text.as_bytes(), specs).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    error.message().to_owned()
}

/// The type and the values of a column, as Deephaven 42.7 reads it.
#[test]
fn a_column_has_the_first_type_that_all_its_values_are() {
    for (values, expected) in [
        ("1 -2", "Int32|1|-2"),
        ("+1 007", "Int32|1|7"),
        ("2147483647 1", "Int32|2147483647|1"),
        ("-2147483648 1", "Int64|-2147483648|1"),
        ("-2147483647 1", "Int32|-2147483647|1"),
        ("1 99999999999", "Int64|1|99999999999"),
        ("-9223372036854775808 2", "Float64|-9.223372036854776e18|2.0"),
        ("1 2.5", "Float64|1.0|2.5"),
        ("1 99999999999 1.5", "Float64|1.0|99999999999.0|1.5"),
        (".5 5. -1e-3 1d", "Float64|0.5|5.0|-0.001|1.0"),
        ("NaN 1 -Infinity", "Float64|NaN|1.0|-inf"),
        ("1e400", "Float64|inf"),
        ("inf 2", "Utf8|inf|2"),
        ("0x10 2", "Utf8|0x10|2"),
        ("1L 2", "Utf8|1L|2"),
        ("1_000 2", "Utf8|1_000|2"),
        ("true FALSE", "Boolean|true|false"),
        ("true 1", "Utf8|true|1"),
        ("t f", "UInt16|116|102"),
        ("1 a", "UInt16|49|97"),
        ("- 2", "UInt16|45|50"),
        ("é 日", "UInt16|233|26085"),
        ("a \u{1F600}", "Utf8|a|\u{1F600}"),
        (
            "2024-01-02T03:04:05.1Z",
            "Timestamp(ns, \"UTC\")|2024-01-02T03:04:05.100Z",
        ),
        (
            "2024-01-02T03:04:05+01:00",
            "Timestamp(ns, \"UTC\")|2024-01-02T02:04:05Z",
        ),
        ("2024-01-02T03:04Z", "Timestamp(ns, \"UTC\")|2024-01-02T03:04:00Z"),
        ("2024-01-02T03:04:05Z 1", "Utf8|2024-01-02T03:04:05Z|1"),
        ("2024-01-02T03:04:05", "Utf8|2024-01-02T03:04:05"),
        ("2024-01-02", "Utf8|2024-01-02"),
        ("03:04:05", "Utf8|03:04:05"),
    ] {
        let text = format!("A\n{}\n", values.replace(' ', "\n"));
        assert_eq!(with_defaults(&text), format!("A:{expected}"), "{values}");
    }
    assert_eq!(
        with_defaults("T\n2024-01-02T03:04:05 ET\n2024-01-02 03:04:05Z\n"),
        "T:Timestamp(ns, \"UTC\")|2024-01-02T08:04:05Z|2024-01-02T03:04:05Z"
    );
}

#[test]
fn empty_values_are_null() {
    assert_eq!(
        with_defaults("A,B\n1,x\n,y\n3,z\n"),
        "A:Int32 B:UInt16|1 120|null 121|3 122"
    );
    assert_eq!(with_defaults("A,B\n,1\n\"\",2\n"), "A:Utf8 B:Int32|null 1|null 2");
    assert_eq!(with_defaults("A\n1\n\n3\n"), "A:Int32|1|null|3");
    assert_eq!(with_defaults("A,B,C\n"), "A:Utf8 B:Utf8 C:Utf8");
    let na = CsvSpecs {
        null_value_literals: vec!["NA".into(), "NULL".into()],
        ..CsvSpecs::default()
    };
    assert_eq!(read("A,B\nNA,x\n3,NULL\n", &na), "A:Int32 B:UInt16|null 120|3 null");
    let of_a = CsvSpecs {
        null_value_literals_for_name: [("A".to_owned(), vec!["NA".to_owned()])].into(),
        null_parser: CsvParser::Double,
        ..CsvSpecs::default()
    };
    assert_eq!(
        read("A,B,C\nNA,NA,\n3,x,\n", &of_a),
        "A:Int32 B:Utf8 C:Float64|null NA null|3 x null"
    );
}

#[test]
fn quotes_spaces_and_lines() {
    assert_eq!(
        with_defaults("A\nab\n\"q,d\"\n\"d\"\"b\"\n\"m\nl\"\n"),
        "A:Utf8|ab|q,d|d\"b|m\nl"
    );
    assert_eq!(
        with_defaults(" A , B \n  hi  ,1\n\" q \",2\n"),
        "A:Utf8 B:Int32|hi 1| q  2"
    );
    assert_eq!(
        with_defaults("A,B\n \"xy\" ,2\n\ta\"b\t,3\n"),
        "A:Utf8 B:Int32|xy 2|a\"b 3"
    );
    assert_eq!(with_defaults("A,B\r\n1,2\r\n3,4"), "A:Int32 B:Int32|1 2|3 4");
    assert_eq!(with_defaults("A,B\r1,2\r3,4\r"), "A:Int32 B:Int32|1 2|3 4");
    assert_eq!(with_defaults("\u{feff}A\n\"1\"\n"), "A:Int32|1");
    let trimmed = CsvSpecs {
        trim: true,
        ..CsvSpecs::default()
    };
    assert_eq!(read("A,B\n\" ab \", 1\n", &trimmed), "A:Utf8 B:Int32|ab 1");
    let spaces = CsvSpecs {
        ignore_surrounding_spaces: false,
        ..CsvSpecs::default()
    };
    assert_eq!(read("A,B\n 1 , x \n", &spaces), "A:Utf8 B:Utf8| 1   x ");
    let other = CsvSpecs {
        quote: '\'',
        ..CsvSpecs::default().delimiter(';')
    };
    assert_eq!(read("A;B\n'a;b';2\n", &other), "A:Utf8 B:Int32|a;b 2");
}

#[test]
fn rows_that_are_asked_for() {
    let some = CsvSpecs {
        skip_header_rows: 1,
        skip_rows: 1,
        num_rows: Some(1),
        ..CsvSpecs::default()
    };
    assert_eq!(read("junk\nA,B\n1,x\n2,y\n3,z\n", &some), "A:Int32 B:UInt16|2 121");
    let lenient = CsvSpecs {
        ignore_empty_lines: true,
        allow_missing_columns: true,
        ignore_excess_columns: true,
        ..CsvSpecs::default()
    };
    assert_eq!(read("A,B\n\n1\n1,2,3\n", &lenient), "A:Int32 B:Int32|1 null|1 2");
    let plain = CsvSpecs::default();
    assert_eq!(
        refusal("A,B\n1,2\n3\n", &plain),
        "row 3 has too few columns: expected 2"
    );
    assert_eq!(
        refusal("A,B\n1,2\n3,4,5\n", &plain),
        "row 3 has too many columns: expected 2"
    );
    assert_eq!(refusal("A,B\n1,2\n\n", &plain), "row 3 has too few columns: expected 2");
    assert_eq!(
        refusal("A,B\n\"a,2\n", &plain),
        "field 1 of row 2 has no quote at its end"
    );
    assert_eq!(
        refusal("A,B\n1,\"a\"b\n", &plain),
        "field 2 of row 2 goes on behind the quote at its end"
    );
    assert!(refusal("", &plain).starts_with("there is no header"));
    assert!(refusal("A\n", &CsvSpecs::default().delimiter('é')).contains("is no ASCII character"));
}

#[test]
fn names_are_made_such_as_columns_can_have() {
    assert_eq!(
        with_defaults("A b,1c,a-b,class,A b,i,_x,a.b/c\n"),
        "A_b:Utf8 column_1c:Utf8 a_b:Utf8 column_class:Utf8 A_b2:Utf8 column_i:Utf8 _x:Utf8 abc:Utf8"
    );
    assert_eq!(with_defaults("A,A,A\n1,2,3\n"), "A:Int32 A2:Int32 A3:Int32|1 2 3");
    assert!(refusal("A,,C\n", &CsvSpecs::default()).starts_with("the name \"\" of column 2"));
    let headerless = CsvSpecs::default().has_header_row(false);
    assert_eq!(
        read("1,x\n2,y\n", &headerless),
        "Column1:Int32 Column2:UInt16|1 120|2 121"
    );
    assert_eq!(
        read("1,x\n", &headerless.clone().headers(["P", "Q"])),
        "P:Int32 Q:UInt16|1 120"
    );
    assert_eq!(
        read("A,B\n1,x\n", &CsvSpecs::default().headers(["P", "Q"])),
        "P:Int32 Q:UInt16|1 120"
    );
    let second = CsvSpecs {
        header_for_index: [(1, "Bee".to_owned())].into(),
        ..CsvSpecs::default()
    };
    assert_eq!(read("A,B\n1,x\n", &second), "A:Int32 Bee:UInt16|1 120");
}

#[test]
fn parsers_that_are_stated() {
    use CsvParser::{Byte, Float, Long, Short, String, TimestampMillis, TimestampSeconds};
    let stated = [("A", Byte), ("B", Short), ("C", Long), ("D", String), ("E", Float)];
    let specs = stated
        .into_iter()
        .fold(CsvSpecs::default(), |specs, (name, parser)| specs.parser(name, parser));
    assert_eq!(
        read("A,B,C,D,E\n1,2,3,4,1.5\n", &specs),
        "A:Int8 B:Int16 C:Int64 D:Utf8 E:Float32|1 2 3 4 1.5"
    );
    let times = CsvSpecs::default()
        .parser("A", TimestampSeconds)
        .parser("B", TimestampMillis);
    assert_eq!(
        read("A,B\n1700000000,1700000000123\n", &times),
        "A:Timestamp(ns, \"UTC\") B:Timestamp(ns, \"UTC\")|2023-11-14T22:13:20Z 2023-11-14T22:13:20.123Z"
    );
    let long = CsvSpecs::default().parser("A", Long);
    assert!(refusal("A\n1\nx\n", &long).starts_with("column \"A\": \"x\", the value of row 2 of the table, is no"));
    let second = CsvSpecs {
        parsers_for_index: [(1, vec![CsvParser::Double])].into(),
        ..CsvSpecs::default()
    };
    assert_eq!(read("A,B\n1,2\n", &second), "A:Int32 B:Float64|1 2.0");
    let minimal = CsvSpecs {
        parsers: vec![String, Long, CsvParser::Boolean],
        ..CsvSpecs::default()
    };
    assert_eq!(read("A,B,C\n1,x,true\n", &minimal), "A:Int64 B:Utf8 C:Boolean|1 x true");
}
