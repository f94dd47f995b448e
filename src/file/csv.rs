//! Files of separated values.

use arrow_array::StringArray;
use arrow_array::cast::AsArray;
use csv_core::{ReadRecordResult, ReaderBuilder};

use super::kind::delimiter_of;
use super::records::{Quoting, Records};
use super::source::{Source, name};
use super::text::{TextReader, in_file};
use crate::error::{Error, Result};
use crate::format::{Decoder, Payloads, compile, parse_instant};
use crate::spec::{ColumnSpec, ColumnType, Csv, FileOptions, Properties, Role, Spec, field};

const QUOTE: char = '"';

/// Opens a file whose columns are named by its first row, the options, or their numbers.
pub(super) fn open(path: &str, source: Source, options: &FileOptions) -> Result<TextReader> {
    open_in(path, source, options).map_err(|error| match error.detail("file") {
        Some(_) => error,
        None => in_file(&error, path),
    })
}

fn open_in(path: &str, source: Source, options: &FileOptions) -> Result<TextReader> {
    let delimiter = delimiter_of(path, options);
    // What is no ASCII character is refused with the specification below.
    let quoting = Quoting {
        quote: QUOTE as u8,
        delimiter: delimiter as u8,
    };
    let mut records = Records::new(source, Some(quoting));
    let has_header = options.header && options.names.is_none();
    let found = records.fill_all(options.infer.saturating_add(usize::from(has_header)))?;
    if found == 0 {
        return Err(Error::invalid(format!("{} has no rows", name(path))).with("file", path));
    }
    let names = match &options.names {
        Some(names) => names.clone(),
        None if has_header => header(&records.take_first().unwrap_or_default(), quoting)?,
        None => {
            let first = records.payloads().iter().next().flatten().unwrap_or_default();
            let numbers = 1..=split(first, quoting).len();
            numbers.map(|number| format!("Column{number}")).collect()
        }
    };
    if let Some(unknown) = options.columns.keys().find(|column| !names.contains(column)) {
        return Err(Error::not_found(format!(
            "column {unknown:?}, whose type is stated, is none of the columns: {}",
            names.join(", ")
        ))
        .with("column", unknown));
    }
    let spec = |types: Vec<ColumnType>| {
        let columns = names
            .iter()
            .zip(types)
            .map(|(name, column_type)| field(name, column_type));
        let csv = Csv::new(columns.collect::<Vec<ColumnSpec>>())
            .delimiter(delimiter)
            .null(&options.null);
        compile(&Spec::csv(csv), Role::Value, &Properties::new())
    };
    let mut texts = spec(vec![ColumnType::String; names.len()])?;
    let found = types(&mut *texts, records.payloads())?;
    let stated = |(name, found): (&String, ColumnType)| options.columns.get(name).cloned().unwrap_or(found);
    let decoder = spec(names.iter().zip(found).map(stated).collect())?;
    TextReader::new(path, records, decoder)
}

/// The names in the first row.
fn header(row: &[u8], quoting: Quoting) -> Result<Vec<String>> {
    let names = split(row, quoting);
    for (index, name) in names.iter().enumerate() {
        let place = index + 1;
        if name.is_empty() {
            return Err(Error::invalid(format!("field {place} of the header has no name")).with("line", 1));
        }
        if names[..index].contains(name) {
            return Err(Error::invalid(format!("the header has field {name:?} twice"))
                .with("line", 1)
                .with("field", name));
        }
    }
    Ok(names)
}

/// The fields of a row.
fn split(row: &[u8], quoting: Quoting) -> Vec<String> {
    let mut reader = ReaderBuilder::new()
        .delimiter(quoting.delimiter)
        .quote(quoting.quote)
        .build();
    let mut text = vec![0; row.len() + 1];
    // There are no more fields than delimiters, and one.
    let mut ends = vec![0; row.len() + 2];
    let (mut written, mut found) = (0, 0);
    for input in [row, b"\n"] {
        let (result, _, bytes, fields) = reader.read_record(input, &mut text[written..], &mut ends[found..]);
        (written, found) = (written + bytes, found + fields);
        if result == ReadRecordResult::Record {
            break;
        }
    }
    let starts = std::iter::once(&0).chain(&ends);
    let fields = starts.zip(&ends[..found]).map(|(start, end)| &text[*start..*end]);
    fields
        .map(|field| String::from_utf8_lossy(field).into_owned())
        .collect()
}

/// The types of the columns, of which `texts` reads the texts of some rows. A row that cannot be read tells nothing.
fn types(texts: &mut dyn Decoder, rows: Payloads<'_>) -> Result<Vec<ColumnType>> {
    let mut columns = texts.builders()?;
    texts.decode(rows, &mut columns, &mut Vec::new());
    Ok(columns
        .iter_mut()
        .map(|column| type_of(column.finish().as_string()))
        .collect())
}

/// The narrowest of boolean, long, double, Instant and String that all of the texts are.
fn type_of(texts: &StringArray) -> ColumnType {
    let all = |is: fn(&str) -> bool| texts.iter().flatten().all(is);
    if texts.iter().flatten().next().is_none() {
        return ColumnType::String;
    }
    let types = [
        (is_boolean as fn(&str) -> bool, ColumnType::Boolean),
        (is_long, ColumnType::Long),
        (is_double, ColumnType::Double),
        (is_instant, ColumnType::Instant),
    ];
    let found = types.into_iter().find(|(is, _)| all(*is));
    found.map_or(ColumnType::String, |(_, column_type)| column_type)
}

fn is_boolean(text: &str) -> bool {
    matches!(text, "true" | "false")
}

/// Whether it is a number that is written as numbers are: a code such as 007 is none.
fn is_long(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits == "0" || digits.starts_with(|first: char| matches!(first, '1'..='9'));
    is_plain && text.parse::<i64>().is_ok()
}

fn is_double(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_code = digits.starts_with('0') && digits[1..].starts_with(|next: char| next.is_ascii_digit());
    let is_number = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    // More digits than a double has are an identifier, or an amount that is not to be rounded.
    let is_exact = digits.bytes().filter(u8::is_ascii_digit).count() <= 17;
    is_number && !is_code && is_exact && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether it is a date and a time with a zone.
fn is_instant(text: &str) -> bool {
    let is_date = text.as_bytes().get(4) == Some(&b'-');
    is_date && parse_instant(text).is_some()
}
