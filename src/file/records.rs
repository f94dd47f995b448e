//! Text into records.

use std::io::{self, Read};
use std::ops::Range;

use crate::error::{Error, Result};
use crate::format::{Payloads, Span};
use crate::text::BYTE_ORDER_MARK;

/// The most bytes of a record, so that a quote that is never closed does not fill the memory.
const LONGEST: usize = 64 << 20;
/// So many bytes of records are enough for a batch.
const ENOUGH: usize = 8 << 20;
/// How much is read at once.
const READ: usize = 1 << 20;

/// Cuts text into records, each of a line, or of several where line ends are inside of quotes. Lines without anything
/// are no records.
pub(super) struct Records<R> {
    input: R,
    quoting: Option<Quoting>,
    /// What was read and not dropped.
    buffer: Vec<u8>,
    /// The records that were found in it.
    spans: Vec<Span>,
    /// The line on which each begins, from 1.
    lines: Vec<u64>,
    /// Where the next record begins, where the line that was not looked at yet begins, and how far its end was sought.
    next: usize,
    looked: usize,
    sought: usize,
    /// The lines before `looked`, and before `next`.
    line: u64,
    next_line: u64,
    state: State,
    at_end: bool,
}

/// What hides line ends.
#[derive(Clone, Copy)]
pub(super) struct Quoting {
    pub quote: u8,
    pub delimiter: u8,
}

/// Where in a row a byte is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    /// Behind a quote inside of quotes, which ends them or is the first of two.
    QuoteInQuotes,
}

impl Quoting {
    /// The state behind the bytes of a line, its end among them.
    fn follow(self, mut state: State, line: &[u8]) -> State {
        for byte in line {
            state = match state {
                State::Quoted if *byte == self.quote => State::QuoteInQuotes,
                State::Quoted => State::Quoted,
                State::FieldStart | State::QuoteInQuotes if *byte == self.quote => State::Quoted,
                _ if *byte == self.delimiter || *byte == b'\n' => State::FieldStart,
                _ => State::Unquoted,
            };
        }
        state
    }
}

impl<R: Read> Records<R> {
    pub fn new(input: R, quoting: Option<Quoting>) -> Self {
        Records {
            input,
            quoting,
            buffer: Vec::new(),
            spans: Vec::new(),
            lines: Vec::new(),
            next: 0,
            looked: 0,
            sought: 0,
            line: 0,
            next_line: 0,
            state: State::FieldStart,
            at_end: false,
        }
    }

    /// Forgets the records that were found before, and finds the next, at most so many; none at the end. Waits for one
    /// only, so that what comes slowly does not come late.
    pub fn fill(&mut self, most: usize) -> Result<usize> {
        self.drop_found();
        self.find(most, 1)
    }

    /// The same, but waits for all of them or the end.
    pub fn fill_all(&mut self, count: usize) -> Result<usize> {
        self.drop_found();
        self.find(count, count)
    }

    fn find(&mut self, most: usize, least: usize) -> Result<usize> {
        while self.spans.len() < most && (self.spans.is_empty() || self.next < ENOUGH) {
            let rest = &self.buffer[self.sought..];
            match rest.iter().position(|byte| *byte == b'\n') {
                Some(at) => self.add_line(self.looked..self.sought + at + 1),
                None if self.at_end => {
                    if !self.buffer[self.next..].is_empty() {
                        self.add_record(self.buffer.len());
                    }
                    break;
                }
                None if self.spans.len() >= least => break,
                None => self.read()?,
            }
        }
        Ok(self.spans.len())
    }

    /// Takes the first record away, and gives its bytes.
    pub fn take_first(&mut self) -> Option<Vec<u8>> {
        let first = self.payloads().iter().next().flatten().map(<[u8]>::to_vec);
        if first.is_some() {
            self.spans.remove(0);
            self.lines.remove(0);
        }
        first
    }

    /// The records.
    pub fn payloads(&self) -> Payloads<'_> {
        Payloads {
            buffer: &self.buffer,
            spans: &self.spans,
        }
    }

    /// The line on which a record begins, from 1.
    pub fn line(&self, index: usize) -> u64 {
        self.lines.get(index).copied().unwrap_or_default()
    }

    fn drop_found(&mut self) {
        self.spans.clear();
        self.lines.clear();
        self.buffer.drain(..self.next);
        self.looked -= self.next;
        self.sought -= self.next;
        self.next = 0;
    }

    fn add_line(&mut self, line: Range<usize>) {
        self.line += 1;
        self.looked = line.end;
        self.sought = line.end;
        if let Some(quoting) = self.quoting {
            let text = &self.buffer[line.clone()];
            if self.state != State::FieldStart || text.contains(&quoting.quote) {
                self.state = quoting.follow(self.state, text);
            }
            if self.state != State::FieldStart {
                return;
            }
        }
        self.add_record(line.end);
    }

    /// Adds the record up to `end`, if there is anything in it.
    fn add_record(&mut self, end: usize) {
        let text = &self.buffer[self.next..end];
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if !text.is_empty() {
            self.spans.push(Span::new(self.next, text.len()));
            self.lines.push(self.next_line + 1);
        }
        self.next = end;
        self.looked = end;
        self.sought = end;
        self.next_line = self.line;
        self.state = State::FieldStart;
    }

    fn read(&mut self) -> Result<()> {
        if self.buffer.len() - self.next > LONGEST {
            return Err(Error::invalid(format!(
                "line {}: the record is longer than {} MiB: is a quote not closed?",
                self.next_line + 1,
                LONGEST >> 20
            ))
            .with("line", self.next_line + 1));
        }
        let first = self.line == 0 && self.buffer.is_empty();
        let len = self.buffer.len();
        self.sought = len;
        self.buffer.resize(len + READ, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[len..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(len + read.as_ref().copied().unwrap_or(0));
        let read = read.map_err(|error| Error::invalid(format!("cannot be read: {error}")))?;
        self.at_end = read == 0;
        if first && self.buffer.starts_with(BYTE_ORDER_MARK.as_bytes()) {
            self.buffer.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(())
    }
}
