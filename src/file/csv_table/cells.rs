//! The cells of a CSV text.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::spec::CsvSpecs;

/// Reads a text row by row.
pub(super) struct Cells<'a> {
    text: &'a str,
    at: usize,
    /// The number of the row that comes next, from 1.
    row: u64,
    specs: &'a CsvSpecs,
    delimiter: u8,
    quote: u8,
}

/// The cells of a column, one after another.
#[derive(Default)]
pub(super) struct Column {
    text: String,
    ends: Vec<usize>,
}

impl Column {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn cells(&self) -> impl Iterator<Item = &str> + '_ {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let cell = &self.text[start..*end];
            start = *end;
            cell
        })
    }

    fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }
}

/// What ends a cell.
#[derive(PartialEq)]
enum End {
    Cell,
    Row,
}

impl<'a> Cells<'a> {
    pub fn new(text: &'a str, specs: &'a CsvSpecs) -> Result<Self> {
        let special = |option: &str, char: char| {
            let is_plain = char.is_ascii() && !matches!(char, '\r' | '\n');
            let byte = u8::try_from(char).ok().filter(|_| is_plain);
            byte.ok_or_else(|| {
                Error::invalid(format!("the {option} {char:?} is no ASCII character in a line")).with("option", option)
            })
        };
        let (delimiter, quote) = (special("delimiter", specs.delimiter)?, special("quote", specs.quote)?);
        if delimiter == quote {
            let text = format!(
                "the delimiter and the quote are the same character {:?}",
                specs.delimiter
            );
            return Err(Error::invalid(text).with("option", "delimiter"));
        }
        Ok(Cells {
            text,
            at: 0,
            row: 1,
            specs,
            delimiter,
            quote,
        })
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn is_over(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Leaves a row out, whatever is in it.
    pub fn skip(&mut self) {
        if self.row().is_err() {
            self.at += self.text[self.at..]
                .find('\n')
                .map_or(self.text.len() - self.at, |end| end + 1);
        }
    }

    /// The next row, if there is one.
    pub fn row(&mut self) -> Result<Option<Vec<String>>> {
        if self.is_over() {
            return Ok(None);
        }
        let mut cells = Vec::new();
        loop {
            let (cell, end) = self.cell(cells.len())?;
            cells.push(cell.into_owned());
            if end == End::Row {
                self.row += 1;
                return Ok(Some(cells));
            }
        }
    }

    /// How many cells the next row has, which is read again.
    pub fn width(&mut self) -> Result<Option<usize>> {
        let (at, row) = (self.at, self.row);
        let cells = self.row()?;
        (self.at, self.row) = (at, row);
        Ok(cells.map(|cells| cells.len()))
    }

    /// The cells of all rows that are left, by column.
    pub fn columns(mut self, width: usize) -> Result<Vec<Column>> {
        let mut columns: Vec<Column> = std::iter::repeat_with(Column::default).take(width).collect();
        let mut left = self.specs.num_rows.unwrap_or(u64::MAX);
        while !self.is_over() && left > 0 {
            let start = self.at;
            let mut count = 0;
            loop {
                let (cell, end) = self.cell(count)?;
                let is_empty = count == 0 && end == End::Row && cell.is_empty();
                if is_empty && self.specs.ignore_empty_lines && self.text[start..self.at].trim().is_empty() {
                    break;
                }
                match columns.get_mut(count) {
                    Some(column) => column.push(&cell),
                    None if self.specs.ignore_excess_columns => {}
                    None => return Err(self.refused("too many", width)),
                }
                count += 1;
                if end == End::Row {
                    left -= 1;
                    self.fill(&mut columns, count, width)?;
                    break;
                }
            }
            self.row += 1;
        }
        Ok(columns)
    }

    /// Ends a row of so many cells.
    fn fill(&self, columns: &mut [Column], count: usize, width: usize) -> Result<()> {
        if count >= width {
            return Ok(());
        }
        if !self.specs.allow_missing_columns {
            return Err(self.refused("too few", width));
        }
        columns[count..].iter_mut().for_each(|column| column.push(""));
        Ok(())
    }

    fn refused(&self, many: &str, width: usize) -> Error {
        let row = self.row;
        Error::invalid(format!("row {row} has {many} columns: expected {width}")).with("row", row)
    }

    /// The next cell of a row, which is the one at a position.
    fn cell(&mut self, position: usize) -> Result<(Cow<'a, str>, End)> {
        if self.specs.ignore_surrounding_spaces {
            self.skip_blanks();
        }
        if self.byte() == Some(self.quote) {
            return self.quoted(position);
        }
        let start = self.at;
        while self
            .byte()
            .is_some_and(|byte| byte != self.delimiter && !matches!(byte, b'\r' | b'\n'))
        {
            self.at += 1;
        }
        let cell = &self.text[start..self.at];
        let cell = if self.specs.ignore_surrounding_spaces {
            cell.trim_matches([' ', '\t'])
        } else {
            cell
        };
        Ok((Cow::Borrowed(cell), self.end()))
    }

    fn quoted(&mut self, position: usize) -> Result<(Cow<'a, str>, End)> {
        self.at += 1;
        let mut start = self.at;
        let mut cell = Cow::Borrowed("");
        loop {
            match self.byte() {
                None => {
                    return Err(self.broken(position, "has no quote at its end"));
                }
                Some(byte) if byte == self.quote => {
                    let piece = &self.text[start..self.at];
                    self.at += 1;
                    if self.byte() != Some(self.quote) {
                        append(&mut cell, piece);
                        break;
                    }
                    // One of two is a part of the cell.
                    append(&mut cell, &self.text[start..self.at]);
                    self.at += 1;
                    start = self.at;
                }
                Some(_) => self.at += 1,
            }
        }
        if self.specs.ignore_surrounding_spaces {
            self.skip_blanks();
        }
        if self
            .byte()
            .is_some_and(|byte| byte != self.delimiter && !matches!(byte, b'\r' | b'\n'))
        {
            return Err(self.broken(position, "goes on behind the quote at its end"));
        }
        if self.specs.trim {
            cell = match cell {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches([' ', '\t'])),
                Cow::Owned(text) => Cow::Owned(text.trim_matches([' ', '\t']).to_owned()),
            };
        }
        Ok((cell, self.end()))
    }

    fn broken(&self, position: usize, what: &str) -> Error {
        let (row, field) = (self.row, position + 1);
        Error::invalid(format!("field {field} of row {row} {what}")).with("row", row)
    }

    fn skip_blanks(&mut self) {
        while self
            .byte()
            .is_some_and(|byte| matches!(byte, b' ' | b'\t') && byte != self.delimiter)
        {
            self.at += 1;
        }
    }

    /// Steps over what ends a cell.
    fn end(&mut self) -> End {
        match self.byte() {
            Some(byte) if byte == self.delimiter => {
                self.at += 1;
                End::Cell
            }
            Some(b'\r') => {
                self.at += 1;
                self.at += usize::from(self.byte() == Some(b'\n'));
                End::Row
            }
            _ => {
                self.at += 1;
                End::Row
            }
        }
    }
}

fn append<'a>(cell: &mut Cow<'a, str>, piece: &'a str) {
    if cell.is_empty() {
        *cell = Cow::Borrowed(piece);
    } else {
        cell.to_mut().push_str(piece);
    }
}
