//! The fields of a message, for programs that choose among them by functions of their own.

use protox::prost_reflect::{Kind, MessageDescriptor};
use serde::Serialize;

use super::{descriptor, layout};
use crate::error::{Error, Result};
use crate::spec::Protobuf;

/// A field.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct FieldNode {
    /// The names of the fields that lead to it, and its own.
    pub names: Vec<String>,
    /// Their numbers.
    pub numbers: Vec<u32>,
    /// Whether it may have fields itself: it is a message, and not one that it is inside of.
    pub is_message: bool,
    /// The full name of that message if it is one value, unless it is read field by field.
    pub well_known: Option<String>,
}

/// The fields of the messages at these paths, which have `/` between their names; an empty one is the message itself.
pub(crate) fn fields(spec: &Protobuf, below: &[String]) -> Result<Vec<FieldNode>> {
    let root = descriptor::message(spec)?;
    let oneofs_first = descriptor::oneofs_first(spec);
    let mut found = Vec::new();
    for path in below {
        let mut message = root.clone();
        let mut above = vec![message.full_name().to_owned()];
        let mut numbers = Vec::new();
        let names: Vec<String> = path
            .split('/')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        for name in &names {
            let field = message.get_field_by_name(name);
            let inside = field
                .as_ref()
                .and_then(|field| Some((field.number(), message_of(&field.kind())?)));
            let Some((number, inside)) = inside else {
                let what = format!(
                    "message {} has no field {name:?} that is a message",
                    message.full_name()
                );
                return Err(Error::invalid(what).with("field", path));
            };
            numbers.push(number);
            above.push(inside.full_name().to_owned());
            message = inside;
        }
        for field in layout::ordered(&message, oneofs_first) {
            let inside = message_of(&field.kind());
            found.push(FieldNode {
                names: names.iter().cloned().chain([field.name().to_owned()]).collect(),
                numbers: numbers.iter().copied().chain([field.number()]).collect(),
                is_message: inside
                    .as_ref()
                    .is_some_and(|inside| !above.iter().any(|name| name == inside.full_name())),
                well_known: inside
                    .filter(|inside| layout::well_known(inside).is_some())
                    .map(|inside| inside.full_name().to_owned()),
            });
        }
    }
    Ok(found)
}

fn message_of(kind: &Kind) -> Option<MessageDescriptor> {
    kind.as_message().cloned()
}

/// The paths of the fields that the columns of a specification are of.
pub(crate) fn paths(spec: &Protobuf) -> Result<Vec<String>> {
    let plan = layout::plan_named(spec, |_, path| path.to_owned())?;
    Ok(plan.columns.into_iter().map(|column| column.name).collect())
}
