//! Where each cell stands in the text of an object.

use super::super::cell::{Cells, quoted};
use crate::error::{Error, Result};

/// A piece of an object's text.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// Text that is the same in every row.
    Text(String),
    /// The field of the cell at an index: its name, quoted and with a colon.
    Field(usize, String),
}

impl Step {
    #[inline]
    pub fn write(&self, cells: &[Cells<'_>], row: usize, nulls: bool, out: &mut Vec<u8>) {
        match self {
            Step::Text(text) => out.extend_from_slice(text.as_bytes()),
            Step::Field(index, name) => {
                let cells = &cells[*index];
                if cells.is_null(row) {
                    if nulls {
                        separate(out);
                        out.extend_from_slice(name.as_bytes());
                        out.extend_from_slice(b"null");
                    }
                    return;
                }
                separate(out);
                out.extend_from_slice(name.as_bytes());
                cells.write(row, out);
            }
        }
    }
}

/// A comma, unless the object begins here.
#[inline]
pub(super) fn separate(out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
}

/// An object while its fields are gathered.
#[derive(Default)]
struct Object<'a> {
    objects: Vec<(&'a str, Object<'a>)>,
    fields: Vec<(&'a str, usize)>,
}

impl<'a> Object<'a> {
    fn add(&mut self, index: usize, name: &'a str, delimiter: Option<&str>) -> Result<(), &'a str> {
        let Some((outer, inner)) = delimiter.and_then(|delimiter| name.split_once(delimiter)) else {
            let taken = self.fields.iter().any(|(known, _)| *known == name);
            if taken || self.objects.iter().any(|(known, _)| *known == name) {
                return Err(name);
            }
            self.fields.push((name, index));
            return Ok(());
        };
        if self.fields.iter().any(|(known, _)| *known == outer) {
            return Err(outer);
        }
        let known = self.objects.iter().position(|(known, _)| *known == outer);
        let place = known.unwrap_or_else(|| {
            self.objects.push((outer, Object::default()));
            self.objects.len() - 1
        });
        self.objects[place].1.add(index, inner, delimiter)
    }

    /// The text from the first brace on, without the last one.
    fn steps(&self, into: &mut Vec<Step>) {
        text(into, "{");
        for (index, (name, object)) in self.objects.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            text(into, &format!("{comma}{}:", quoted(name)));
            object.steps(into);
            text(into, "}");
        }
        for (name, index) in &self.fields {
            into.push(Step::Field(*index, format!("{}:", quoted(name))));
        }
    }
}

/// Adds text, to the last piece if it is text.
fn text(steps: &mut Vec<Step>, more: &str) {
    if let Some(Step::Text(text)) = steps.last_mut() {
        text.push_str(more);
    } else {
        steps.push(Step::Text(more.to_owned()));
    }
}

/// The pieces of an object with these fields, in their order. The last brace is left out when a field `more` follows.
pub(super) fn layout<'a>(
    names: impl Iterator<Item = &'a str>,
    delimiter: Option<&str>,
    more: Option<&str>,
) -> Result<Vec<Step>> {
    if delimiter == Some("") {
        return Err(Error::invalid(
            "the delimiter of nested objects is empty: expected at least one character",
        ));
    }
    let mut object = Object::default();
    for (index, name) in names.enumerate() {
        object.add(index, name, delimiter).map_err(|field| twice(name, field))?;
    }
    if let Some(more) = more {
        object.add(usize::MAX, more, None).map_err(|field| twice(more, field))?;
        object.fields.pop();
    }
    let mut steps = Vec::new();
    object.steps(&mut steps);
    if more.is_none() {
        text(&mut steps, "}");
    }
    Ok(steps)
}

fn twice(name: &str, field: &str) -> Error {
    Error::invalid(format!(
        "JSON field {name:?}: the object has a field {field:?} already; map the column to another field"
    ))
    .with("field", name)
}
