//! What files become.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;
use proptest::prelude::*;

use super::records::{Quoting, Records};
use super::{BATCH_ROWS, FileReader};
use crate::error::{Error, ErrorKind, Result};
use crate::spec::{ColumnType, FileFormat, FileOptions};

mod arrow;

/// A file that is gone with the test.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("tt-file-{}-{number}-{name}", std::process::id()));
        fs::write(&path, content).unwrap();
        Temporary(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn open(&self, options: &FileOptions) -> Result<FileReader> {
        FileReader::open(self.path(), options)
    }

    /// All rows, and the error that ends them.
    fn read(&self, options: &FileOptions) -> (Vec<RecordBatch>, Option<Error>) {
        let mut batches = Vec::new();
        for batch in self.open(options).unwrap() {
            match batch {
                Ok(batch) => batches.push(batch),
                Err(error) => return (batches, Some(error)),
            }
        }
        (batches, None)
    }

    /// The only batch.
    fn batch(&self, options: &FileOptions) -> RecordBatch {
        let (mut batches, error) = self.read(options);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(batches.len(), 1);
        batches.remove(0)
    }

    fn refusal(&self, options: &FileOptions) -> Error {
        self.open(options).map(drop).unwrap_err()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn usual() -> FileOptions {
    FileOptions::default()
}

/// The columns as `name type: values`.
fn shown(batch: &RecordBatch) -> Vec<String> {
    let column = |(index, array): (usize, &ArrayRef)| {
        let format = FormatOptions::default().with_null("-");
        let formatter = ArrayFormatter::try_new(array, &format).unwrap();
        let values: Vec<String> = (0..array.len()).map(|row| formatter.value(row).to_string()).collect();
        let field = batch.schema_ref().field(index).clone();
        let column_type = ColumnType::from(field.data_type().clone());
        format!("{} {column_type}: {}", field.name(), values.join("|"))
    };
    batch.columns().iter().enumerate().map(column).collect()
}

#[test]
fn csv_has_the_narrowest_types_of_its_values() {
    let file = Temporary::new(
        "types.csv",
        "Flag,Qty,Price,Time,Zip,Big,None,Day\n\
         true,1,1,2024-01-02T03:04:05Z,00123,12345678901234567890,,2024-01-02\r\n\
         ,-20,1.5,2024-01-02T03:04:05.250+01:00,0,1,,2024-01-03\n\
         false,,,,,,,",
    );
    assert_eq!(
        shown(&file.batch(&usual())),
        [
            "Flag Boolean: true|-|false",
            "Qty long: 1|-20|-",
            "Price double: 1.0|1.5|-",
            "Time Instant: 2024-01-02T03:04:05Z|2024-01-02T02:04:05.250Z|-",
            "Zip String: 00123|0|-",
            "Big String: 12345678901234567890|1|-",
            "None String: -|-|-",
            "Day String: 2024-01-02|2024-01-03|-",
        ]
    );
}

#[test]
fn csv_as_it_is_told() {
    let file = Temporary::new("told.txt", "1;x\n2;NULL\n");
    let options = usual().format(FileFormat::Csv).delimiter(';').names(["A", "B"]);
    let options = FileOptions {
        null: "NULL".to_owned(),
        ..options.column("A", DataType::Utf8)
    };
    assert_eq!(shown(&file.batch(&options)), ["A String: 1|2", "B String: x|-"]);
    let numbered = FileOptions {
        header: false,
        names: None,
        columns: [("Column1".to_owned(), ColumnType::Int)].into(),
        ..options
    };
    assert_eq!(
        shown(&file.batch(&numbered)),
        ["Column1 int: 1|2", "Column2 String: x|-"]
    );
    let tabs = Temporary::new("tabs.tsv", "\u{feff}A\tB\n1,5\tx\n");
    assert_eq!(shown(&tabs.batch(&usual())), ["A String: 1,5", "B String: x"]);
}

#[test]
fn quoted_line_ends_are_inside_of_a_record() {
    let text = "Name,Qty\n\"two\nlines \"\"quoted\"\"\",1\n\n5\" pipe,2\n\"open\n,3,4\n";
    let (batches, error) = Temporary::new("quotes.csv", text).read(&usual());
    assert_eq!(
        shown(&batches[0]),
        ["Name String: two\nlines \"quoted\"|5\" pipe", "Qty long: 1|2"]
    );
    let error = error.unwrap();
    assert_eq!(error.detail("line"), Some("6"));
    assert!(error.message().ends_with(": the row ends inside of quotes"), "{error}");
}

#[test]
fn a_late_misfit_comes_behind_the_rows_before_it() {
    let mut text = "Sym,Qty\n".to_owned();
    (0..20_000).for_each(|row| text.push_str(&format!("S{row},{row}\n")));
    text.push_str("S,many\nlast,1\n");
    let file = Temporary::new("late.csv", &text);
    let mut reader = file.open(&usual()).unwrap();
    let mut rows = 0;
    let error = loop {
        match reader.next().unwrap() {
            Ok(batch) => {
                assert!(batch.num_rows() <= BATCH_ROWS);
                rows += batch.num_rows();
            }
            Err(error) => break error,
        }
    };
    assert_eq!(rows, 20_000);
    assert_eq!(
        error.message(),
        format!(
            "line 20002, field \"Qty\" of file {:?}: \"many\" does not fit: expected a whole number from {} to {}",
            file.path(),
            i64::MIN,
            i64::MAX
        )
    );
    assert_eq!(
        (error.detail("line"), error.detail("field")),
        (Some("20002"), Some("Qty"))
    );
    assert_eq!(reader.progress().bytes(), text.len() as u64);
    assert_eq!(reader.progress().size(), Some(text.len() as u64));
    let limited: usize = file
        .open(&usual().limit(9_000))
        .unwrap()
        .map(|batch| batch.unwrap().num_rows())
        .sum();
    assert_eq!(limited, 9_000);
}

#[test]
fn json_has_the_fields_of_its_first_objects() {
    let file = Temporary::new(
        "objects.jsonl",
        "{\"b\": 1, \"a\": \"x\", \"flag\": true, \"more\": {\"deep\": [1, {}]}, \"list\": [1, null, 2]}\n\
         \n\
         {\"a\": null, \"price\": 2.5, \"mixed\": 1, \"list\": [], \"huge\": 18446744073709551615, \"odd name\": 1}\n\
         {\"b\": 7, \"price\": 3, \"mixed\": \"1\", \"huge\": 1, \"none\": null}",
    );
    assert_eq!(
        shown(&file.batch(&usual())),
        [
            "b long: 1|-|7",
            "a String: x|-|-",
            "flag Boolean: true|-|-",
            "more String: {\"deep\":[1,{}]}|-|-",
            "list List(Int64): [1, -, 2]|[]|-",
            "price double: -|2.5|3.0",
            "mixed String: -|1|\"1\"",
            "huge Decimal256(76, 0): -|18446744073709551615|1",
            "odd name long: -|1|-",
            "none String: -|-|-",
        ]
    );
}

#[test]
fn what_does_not_fit_the_first_objects_is_told() {
    let told = |last: &str| {
        let file = Temporary::new("late.json", format!("{{\"Qty\": 1, \"Sym\": \"A\"}}\n{last}\n"));
        let one = FileOptions { infer: 1, ..usual() };
        let (batches, error) = file.read(&one);
        assert_eq!(batches[0].num_rows(), 1);
        let error = error.unwrap();
        assert_eq!(error.detail("line"), Some("2"));
        let message = error.message().replace(file.path(), "FILE");
        (error.detail("field").map(str::to_owned), message)
    };
    let (field, message) = told("{\"Qty\": 1.5}");
    assert_eq!(field.as_deref(), Some("Qty"));
    assert!(
        message.starts_with("line 2, field \"Qty\" of file \"FILE\": "),
        "{message}"
    );
    let (_, message) = told("{\"Price\": 1}");
    assert!(message.contains("Price"), "{message}");
    assert_eq!(told("{\"Sym\": 5}").0.as_deref(), Some("Sym"));
    assert!(told("[1]").1.contains("an object"));
    assert!(told("{\"Qty\":").1.starts_with("line 2"));
    let none = Temporary::new("array.json", "\n[{\"a\": 1}]\n").refusal(&usual());
    assert_eq!(none.detail("line"), Some("2"));
    assert!(none.message().contains("expected a JSON object on each line"), "{none}");
}

#[test]
fn json_of_stated_types() {
    let file = Temporary::new(
        "stated.json",
        "{\"t\": 1704164645250, \"at\": \"2024-01-02T03:04:05Z\", \"n\": \"7\", \"s\": 1.50}\n",
    );
    let options = usual()
        .column("t", ColumnType::Instant)
        .column("at", ColumnType::Instant)
        .column("n", DataType::Int32)
        .column("s", DataType::Utf8)
        .column("later", DataType::Float64);
    assert_eq!(
        shown(&file.batch(&options)),
        [
            "t Instant: 2024-01-02T03:04:05.250Z",
            "at Instant: 2024-01-02T03:04:05Z",
            "n int: 7",
            "s String: 1.50",
            "later double: -",
        ]
    );
}

#[test]
fn what_is_no_text_is_told() {
    let file = Temporary::new("latin1.csv", b"Name\nA\nM\xfcller\n");
    let (batches, error) = file.read(&usual());
    assert!(batches.is_empty());
    let error = error.unwrap();
    assert_eq!(error.detail("line"), Some("3"));
    assert!(error.message().contains("is not UTF-8"), "{error}");
}

#[test]
fn refusals_name_what_they_are_about() {
    let refused = |name: &str, content: &str, options: &FileOptions| {
        let file = Temporary::new(name, content);
        file.refusal(options).message().replace(file.path(), "FILE")
    };
    assert_eq!(refused("empty.csv", "", &usual()), "file \"FILE\" has no rows");
    assert_eq!(
        refused("twice.csv", "A,A\n", &usual()),
        "file \"FILE\": the header has field \"A\" twice"
    );
    assert_eq!(
        refused("unnamed.csv", "A,,B\n", &usual()),
        "file \"FILE\": field 2 of the header has no name"
    );
    assert_eq!(
        refused("typed.csv", "A,B\n", &usual().column("C", DataType::Int32)),
        "file \"FILE\": column \"C\", whose type is stated, is none of the columns: A, B"
    );
    assert_eq!(
        refused("empty.json", "\n", &usual()),
        "file \"FILE\" has no objects with fields"
    );
    let unknown = refused("a.csv.gz", "", &usual());
    assert!(
        unknown.starts_with("the extension .gz of file \"FILE\" is not known: expected one of .csv"),
        "{unknown}"
    );
    let broken = refused("broken.parquet", "no Parquet at all", &usual());
    assert!(broken.starts_with("file \"FILE\" cannot be read: "), "{broken}");
    let broken = refused("broken.arrow", "ARROW1 no Arrow at all", &usual());
    assert!(broken.starts_with("file \"FILE\" cannot be read: "), "{broken}");
    let misplaced = refused("a.parquet", "", &usual().delimiter(';'));
    assert_eq!(
        misplaced,
        "a header or a delimiter can be stated for CSV only, and the file is read as Parquet"
    );
    let missing = FileReader::open("/no/such/file.csv", &usual()).map(drop).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert_eq!(
        missing.message(),
        "file \"/no/such/file.csv\" does not exist: there is no directory \"/no/such\""
    );
    let stdin = FileReader::open("-", &usual()).map(drop).unwrap_err();
    assert!(stdin.message().starts_with("standard input has no name"), "{stdin}");
}

/// Gives its bytes in pieces of a size.
struct Pieces<'a>(&'a [u8], usize);

impl std::io::Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let size = self.1.min(into.len());
        std::io::Read::read(&mut self.0, &mut into[..size])
    }
}

proptest! {
    /// Records are what the crate csv reads of the whole text, however it comes.
    #[test]
    fn records_are_those_of_the_whole_text(
        rows in prop::collection::vec(prop::collection::vec("[a\",\n\r ]{0,4}", 2..4), 0..12),
        piece in 1_usize..9,
        most in 1_usize..5,
    ) {
        let mut text = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        rows.iter().for_each(|row| text.write_record(row).unwrap());
        let text = text.into_inner().unwrap();
        let mut records = Records::new(Pieces(&text, piece), Some(Quoting { quote: b'"', delimiter: b',' }));
        let mut found = Vec::new();
        while records.fill(most).unwrap() > 0 {
            for (index, record) in records.payloads().iter().flatten().enumerate() {
                let lines = text.split(|byte| *byte == b'\n').take(records.line(index) as usize - 1);
                let start: usize = lines.map(|line| line.len() + 1).sum();
                prop_assert!(text[start..].starts_with(record));
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(record);
                let row: Vec<Vec<String>> = reader.deserialize().collect::<Result<_, _>>().unwrap();
                found.extend(row);
            }
        }
        prop_assert_eq!(found, rows);
    }
}
