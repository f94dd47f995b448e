//! What is before each record.

use arrow_array::StringArray;

use super::subjects::Subjects;
use crate::error::Result;

/// Tells, before each record, which schema it was written with.
pub(in crate::format) enum Header {
    /// The same in all of them.
    Fixed(Box<[u8]>),
    /// The id that a registry has for it.
    Registered {
        subjects: Box<Subjects>,
        /// The positions of the prefixes of rows; one for all of them where no column tells their topics.
        rows: Vec<usize>,
    },
}

impl Header {
    pub fn registered(subjects: Subjects) -> Self {
        Header::Registered {
            subjects: Box::new(subjects),
            rows: Vec::new(),
        }
    }

    /// Makes ready for rows that go to these topics; see [`Encoder::ready`](super::Encoder::ready).
    pub fn ready(&mut self, topics: Option<&StringArray>) -> Result<()> {
        let Header::Registered { subjects, rows } = self else {
            return Ok(());
        };
        rows.clear();
        let Some(topics) = topics else {
            rows.push(subjects.position(None)?);
            return Ok(());
        };
        let mut last: (Option<&str>, usize) = (None, subjects.position(None)?);
        for topic in topics {
            if topic != last.0 {
                last = (topic, subjects.position(topic)?);
            }
            rows.push(last.1);
        }
        Ok(())
    }

    /// The bytes before the record of a row.
    #[inline]
    pub fn of(&self, row: usize) -> &[u8] {
        match self {
            Header::Fixed(bytes) => bytes,
            Header::Registered { subjects, rows } => match &rows[..] {
                [] => &[],
                [all] => subjects.prefix(*all),
                rows => rows.get(row).map_or(&[], |position| subjects.prefix(*position)),
            },
        }
    }
}
