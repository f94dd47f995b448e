//! Tables that are written and read again.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use crate::error::ErrorKind;
use crate::graph::Session;
use crate::spec::{CsvOutput, CsvSpecs, FileOptions, FileOutput};
use crate::table::{Snapshot, pretty};

const TEXT: &str = "S,I,D,B,C,T\na,1,1.5,true,x,2024-01-02T03:04:05Z\n,,,,,\n\"q,\"\"\",-2,1e20,false,y,\n";

/// A directory that goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("topictable-files-{name}-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn shown(snapshot: &Snapshot) -> String {
    pretty(snapshot).to_string()
}

#[test]
fn what_is_written_is_read_again() {
    let (session, folder) = (Session::new().unwrap(), Folder::new("again"));
    let table = session.read_csv_text(TEXT.as_bytes(), &CsvSpecs::default()).unwrap();
    let path = |name: &str| folder.path(name);
    for name in ["a.parquet", "a.arrow", "a.arrows", "a.csv"] {
        table.write_file(path(name), &FileOutput::default()).unwrap();
        let again = match name {
            "a.csv" => session.read_csv(path(name), &CsvSpecs::default()),
            _ => session.read_file(path(name), &FileOptions::default()),
        };
        let again = again.unwrap();
        assert_eq!(shown(&again.snapshot()), shown(&table.snapshot()), "{name}");
        let types = |of: &crate::graph::Table| -> Vec<_> {
            of.schema()
                .fields()
                .iter()
                .map(|field| field.data_type().clone())
                .collect()
        };
        assert_eq!(types(&again), types(&table), "{name}");
    }
    for codec in ["UNCOMPRESSED", "GZIP", "LZ4_RAW", "zstd"] {
        let output = FileOutput {
            compression: Some(codec.to_owned()),
            ..FileOutput::default()
        };
        table.write_file(path("b.parquet"), &output).unwrap();
        let again = session.read_file(path("b.parquet"), &FileOptions::default()).unwrap();
        assert_eq!(again.num_rows(), 3, "{codec}");
    }
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().collect();
    assert_eq!(left.len(), 5, "nothing is left beside the files: {left:?}");
}

#[test]
fn csv_is_written_as_it_is_read() {
    let (session, folder) = (Session::new().unwrap(), Folder::new("csv"));
    let table = session.read_csv_text(TEXT.as_bytes(), &CsvSpecs::default()).unwrap();
    let path = folder.path("a.csv");
    table.write_csv(&path, &CsvOutput::default()).unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "S,I,D,B,C,T\na,1,1.5,true,x,2024-01-02T03:04:05Z\n,,,,,\n\"q,\"\"\",-2,1.0E20,false,y,\n"
    );
    let output = CsvOutput {
        columns: Some(vec!["I".to_owned(), "S".to_owned()]),
        delimiter: ';',
        null: "(null)".to_owned(),
    };
    table.write_csv(&path, &output).unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "I;S\n1;a\n(null);(null)\n-2;\"q,\"\"\"\n"
    );
}

#[test]
fn what_cannot_be_read_or_written_is_named() {
    let (session, folder) = (Session::new().unwrap(), Folder::new("refused"));
    let table = session.read_csv_text(b"A\n1\n", &CsvSpecs::default()).unwrap();
    let path = |name: &str| folder.path(name);
    let error = session.read_csv(path("nope.csv"), &CsvSpecs::default()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    fs::write(path("bad.csv"), "A,B\n1\n").unwrap();
    let error = session.read_csv(path("bad.csv"), &CsvSpecs::default()).err().unwrap();
    assert_eq!(error.detail("file"), Some(&*path("bad.csv")));
    let refusal = |name: &str, output: &FileOutput| {
        let error = table.write_file(path(name), output).unwrap_err();
        assert!(!Path::new(&path(name)).exists(), "{name}");
        error.message().to_owned()
    };
    assert!(refusal("a.jsonl", &FileOutput::default()).starts_with("files of JSON lines are not written"));
    assert!(refusal("a.txt", &FileOutput::default()).contains(".txt"));
    assert!(refusal("no/a.parquet", &FileOutput::default()).contains("cannot be written"));
    let output = FileOutput {
        compression: Some("LZO".to_owned()),
        ..FileOutput::default()
    };
    assert!(refusal("a.parquet", &output).starts_with("files are not compressed by \"LZO\""));
    assert!(refusal("a.csv", &output).starts_with("a compression can be stated for Parquet only"));
    let output = CsvOutput {
        columns: Some(vec!["Nope".to_owned()]),
        ..CsvOutput::default()
    };
    assert_eq!(
        table.write_csv(path("a.csv"), &output).unwrap_err().detail("column"),
        Some("Nope")
    );
}
