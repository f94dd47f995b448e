//! The bytes of keys and values.

use std::ops::Range;

/// A stretch of a buffer, or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    /// Negative for null.
    len: i32,
}

impl Span {
    pub const NULL: Span = Span { start: 0, len: -1 };

    /// `len` bytes from `start`; a buffer with spans is smaller than 2 GiB.
    pub fn new(start: usize, len: usize) -> Self {
        Span {
            start: start as u32,
            len: len as i32,
        }
    }

    /// The number of bytes, or none for null.
    pub fn len(self) -> Option<i32> {
        (self.len >= 0).then_some(self.len)
    }

    /// The number of bytes; none of null.
    pub fn bytes(self) -> usize {
        self.len.max(0) as usize
    }

    /// The bytes, or none for null.
    pub fn of(self, buffer: &[u8]) -> Option<&[u8]> {
        let start = self.start as usize;
        (self.len >= 0).then(|| &buffer[start..start + self.len as usize])
    }
}

/// The keys or the values of the records of a batch.
#[derive(Clone, Copy)]
pub(crate) struct Payloads<'a> {
    pub buffer: &'a [u8],
    pub spans: &'a [Span],
}

impl<'a> Payloads<'a> {
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether all payloads are UTF-8.
    pub fn are_text(self) -> bool {
        let spans = || self.spans.iter().filter(|span| span.len > 0);
        let end = |span: &Span| span.start as usize + span.len as usize;
        let (Some(first), Some(last)) = (spans().next(), spans().next_back()) else {
            return true;
        };
        let start = first.start as usize;
        // The payloads of a batch follow each other in its buffer.
        let stretch = &self.buffer[start..end(last)];
        let bytes: usize = self.spans.iter().map(|span| span.bytes()).sum();
        if bytes < stretch.len() {
            // What a source has taken over as it came has other things between them.
            let is_text = |payload: &[u8]| payload.is_ascii() || simdutf8::basic::from_utf8(payload).is_ok();
            return self.iter().flatten().all(is_text);
        }
        simdutf8::basic::from_utf8(stretch).is_ok_and(|text| {
            let is_boundary = |position: usize| text.is_char_boundary(position - start);
            text.is_ascii() || spans().all(|span| is_boundary(span.start as usize) && is_boundary(end(span)))
        })
    }

    /// Some of the payloads.
    pub fn slice(self, range: Range<usize>) -> Self {
        Payloads {
            spans: &self.spans[range],
            ..self
        }
    }

    /// The payload of each record; a null key or value is none.
    pub fn iter(self) -> impl Iterator<Item = Option<&'a [u8]>> {
        self.spans.iter().map(move |span| span.of(self.buffer))
    }

    /// The same with what follows it in the buffer, and the number of its bytes.
    pub fn windows(self) -> impl Iterator<Item = Option<(&'a [u8], usize)>> {
        let window = |span: &Span| {
            let len = span.len().and_then(|len| usize::try_from(len).ok())?;
            Some((&self.buffer[span.start as usize..], len))
        };
        self.spans.iter().map(window)
    }
}

/// Keys or values that are being written, one after another.
#[derive(Default)]
pub(crate) struct PayloadBuffer {
    bytes: Vec<u8>,
    /// Where each ends, and whether it is null.
    ends: Vec<(usize, bool)>,
}

impl PayloadBuffer {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Adds what `write` appends; nothing of it, but null, when that fails.
    #[inline]
    pub fn push<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let start = self.bytes.len();
        let written = write(&mut self.bytes);
        if written.is_err() {
            self.bytes.truncate(start);
        }
        self.ends.push((self.bytes.len(), written.is_err()));
        written
    }

    /// Adds a copy; none is null.
    pub fn push_option(&mut self, payload: Option<&[u8]>) {
        self.bytes.extend_from_slice(payload.unwrap_or_default());
        self.ends.push((self.bytes.len(), payload.is_none()));
    }

    pub fn push_null(&mut self) {
        self.ends.push((self.bytes.len(), true));
    }

    /// The payloads; null is none.
    pub fn iter(&self) -> impl Iterator<Item = Option<&[u8]>> {
        let mut start = 0;
        self.ends.iter().map(move |(end, is_null)| {
            let payload = &self.bytes[start..*end];
            start = *end;
            (!is_null).then_some(payload)
        })
    }
}

/// The headers of records of which each has headers of its own. Less than 2 GiB.
#[derive(Default)]
pub(crate) struct HeaderBuffer {
    bytes: Vec<u8>,
    /// Names and values.
    headers: Vec<(Span, Span)>,
    /// Where the headers of each record end.
    ends: Vec<usize>,
}

impl HeaderBuffer {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.headers.clear();
        self.ends.clear();
    }

    /// Adds a header of the record that has not ended yet; its name holds no NUL.
    pub fn push(&mut self, name: &[u8], value: Option<&[u8]>) {
        let name = self.span(name);
        let value = value.map_or(Span::NULL, |value| self.span(value));
        self.headers.push((name, value));
    }

    /// Ends the headers of a record.
    pub fn end_record(&mut self) {
        self.ends.push(self.headers.len());
    }

    fn span(&mut self, bytes: &[u8]) -> Span {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        Span::new(start, bytes.len())
    }

    /// The names and values of the headers of a record.
    pub fn of(&self, record: usize) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
        let end = |record: usize| self.ends.get(record).copied().unwrap_or_default();
        let start = record.checked_sub(1).map_or(0, end);
        let headers = self.headers.get(start..end(record)).unwrap_or_default();
        headers
            .iter()
            .map(|(name, value)| (name.of(&self.bytes).unwrap_or_default(), value.of(&self.bytes)))
    }
}
