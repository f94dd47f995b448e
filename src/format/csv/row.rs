//! A payload into the fields of one row.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::error::{Error, Result};
use crate::spec::Csv;

/// Splits rows of a fixed number of fields. Its buffers are kept from row to row.
#[derive(Clone)]
pub(super) struct Splitter {
    reader: Reader,
    /// The fields without quotes, one after the other.
    text: Vec<u8>,
    /// Where each field ends; there is room for one too many.
    ends: Vec<usize>,
}

/// Why a payload is not one row of the fields that were expected.
#[derive(Debug, PartialEq)]
pub(super) enum Broken {
    /// It has so many.
    TooFew(usize),
    TooMany,
    OpenQuote,
    SeveralRows,
}

impl Splitter {
    /// For rows of so many fields, at least one.
    pub fn new(csv: &Csv, fields: usize) -> Result<Self> {
        let Dialect { delimiter, quote } = Dialect::new(csv.delimiter, csv.quote)?;
        let mut builder = ReaderBuilder::new();
        builder.delimiter(delimiter).quoting(quote.is_some());
        if let Some(quote) = quote {
            builder.quote(quote);
        }
        Ok(Splitter {
            reader: builder.build(),
            text: Vec::new(),
            ends: vec![0; fields + 1],
        })
    }

    /// The fields of a payload, which may end with one line end.
    pub fn split(&mut self, payload: &[u8]) -> std::result::Result<Fields<'_>, Broken> {
        let row = without_line_end(payload);
        if matches!(row, [b'\r' | b'\n', ..]) {
            return Err(Broken::SeveralRows);
        }
        // Nothing grows when quotes go, and the line end below may be inside of a quote.
        let room = row.len() + 2;
        if self.text.len() < room {
            self.text.resize(room, 0);
        }
        let found = self.read(row)?;
        let fields = self.ends.len() - 1;
        if found > fields {
            return Err(Broken::TooMany);
        }
        if found < fields {
            return Err(Broken::TooFew(found));
        }
        Ok(Fields {
            text: &self.text,
            ends: &self.ends[..fields],
        })
    }

    /// Reads the fields into the buffers and gives their number.
    fn read(&mut self, row: &[u8]) -> std::result::Result<usize, Broken> {
        if row.is_empty() {
            return Ok(self.one_empty());
        }
        self.reader.reset();
        let (result, _, written, ended) = self.reader.read_record(row, &mut self.text, &mut self.ends);
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record => return Err(Broken::SeveralRows),
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => return Err(Broken::TooMany),
            // Nothing but a byte order mark.
            ReadRecordResult::End => return Ok(self.one_empty()),
        }
        // The end of the row, unless a quote is open: the reader takes the end of its input for one in any case.
        let (text, ends) = (&mut self.text[written..], &mut self.ends[ended..]);
        match self.reader.read_record(b"\n", text, ends) {
            (ReadRecordResult::Record, _, _, last) => Ok(ended + last),
            (ReadRecordResult::OutputEndsFull, ..) => Err(Broken::TooMany),
            _ => Err(Broken::OpenQuote),
        }
    }

    fn one_empty(&mut self) -> usize {
        self.ends[0] = 0;
        1
    }
}

/// The fields of a row.
pub(super) struct Fields<'a> {
    text: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    pub fn get(&self, position: usize) -> &'a [u8] {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[position]]
    }
}

fn without_line_end(payload: &[u8]) -> &[u8] {
    match payload {
        [row @ .., b'\r', b'\n'] | [row @ .., b'\r' | b'\n'] => row,
        row => row,
    }
}

/// The characters that are special in a row.
#[derive(Clone, Copy, Debug)]
pub(in crate::format) struct Dialect {
    pub delimiter: u8,
    pub quote: Option<u8>,
}

impl Dialect {
    /// Refuses what would split other characters, or a row in other ways.
    pub fn new(delimiter: char, quote: Option<char>) -> Result<Self> {
        let dialect = Dialect {
            delimiter: special(delimiter, "delimiter")?,
            quote: quote.map(|quote| special(quote, "quote")).transpose()?,
        };
        if dialect.quote == Some(dialect.delimiter) {
            return Err(Error::invalid(format!("{delimiter:?} is both delimiter and quote")).with("option", "quote"));
        }
        Ok(dialect)
    }
}

/// A character that splits text without splitting another character.
fn special(char: char, option: &str) -> Result<u8> {
    match u8::try_from(char) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'\r' | b'\n') => Ok(byte),
        _ => Err(Error::invalid(format!(
            "{option} {char:?}: expected an ASCII character that ends no line"
        ))
        .with("option", option)),
    }
}
