//! The schema of a specification, with what a registry is told of it.

use std::collections::BTreeMap;

use arrow_schema::Schema as Columns;
use protox::prost_reflect::{FileDescriptor, MessageDescriptor};

use super::super::registered::files_of;
use super::published::schema_of;
use super::wire::{varint, zigzag};
use crate::error::{Error, Result};
use crate::format::EncoderContext;
use crate::format::encode::{chosen_columns, references_of, register};
use crate::kafka::registry::{NewSchema, Registered, Registry, SchemaKind, Version};
use crate::spec::{ProduceProtobuf, Protobuf, ProtobufSchema};

/// A schema whose files are at hand.
pub(super) struct Given {
    /// How its messages would be read.
    pub protobuf: Protobuf,
    /// What the file with the message refers to in a registry; none where nobody has looked.
    references: Option<Vec<Reference>>,
}

/// A name in a text, and the subject and the version that it stands for.
type Reference = (String, String, i32);

impl Given {
    /// The schema of a specification. A registry may be asked, and waited for.
    pub fn of(spec: &ProduceProtobuf, columns: &Columns, context: EncoderContext<'_>) -> Result<Self> {
        let mut given = match &spec.schema {
            Some(ProtobufSchema::Subject { subject, version }) => {
                let version = version.map_or(Version::Latest, Version::Number);
                let registered = Registry::of(context.properties)?.subject(subject, version)?;
                Self::registered(&registered)?
            }
            Some(schema) => Given {
                protobuf: Protobuf::new(schema.clone()),
                references: None,
            },
            None => {
                let name = spec.message.as_deref().unwrap_or_default();
                let chosen = chosen_columns(columns, spec.columns.as_deref())?;
                let text = schema_of(chosen.iter().map(|column| columns.field(*column)), name)?;
                Given {
                    protobuf: Protobuf::text(format!("{name}.proto"), text),
                    references: Some(Vec::new()),
                }
            }
        };
        given.protobuf.message.clone_from(&spec.message);
        given.protobuf.fields.clone_from(&spec.fields);
        Ok(given)
    }

    /// One that a registry has.
    fn registered(registered: &Registered) -> Result<Self> {
        let subject = match &registered.subject {
            Some((subject, _)) => subject.clone(),
            None => format!("schema {}", registered.id),
        };
        if registered.kind != SchemaKind::Protobuf {
            return Err(Error::invalid(format!(
                "expected schema type PROTOBUF but was {}: {subject:?}",
                registered.kind.name()
            ))
            .with("subject", subject));
        }
        Ok(Given {
            protobuf: Protobuf::new(files_of(registered, &subject)),
            references: Some(references_of(registered)),
        })
    }

    /// The same message of another schema.
    pub fn replaced(self, registered: &Registered, message: &MessageDescriptor) -> Result<Self> {
        let mut given = Self::registered(registered)?;
        given.protobuf.message = Some(message.full_name().to_owned());
        given.protobuf.fields = self.protobuf.fields;
        Ok(given)
    }

    /// The text of the file with the message, as a registry has it.
    pub fn text(&self) -> Result<String> {
        match &self.protobuf.schema {
            ProtobufSchema::Files { files, root, .. } => Ok(files.get(root).cloned().unwrap_or_default()),
            _ => Err(Error::unsupported(
                "descriptors have no text that a registry could have: expected the text of a .proto file, use.latest.version \
                 = true or use.schema.id with auto.register.schemas = false, or raw messages",
            )),
        }
    }

    /// What the file refers to in a registry. Files that it imports are registered under their paths, or looked for, as
    /// Confluent's serializer does; those of Google every registry has.
    pub fn references(&self, file: &FileDescriptor, registry: &Registry, registers: bool) -> Result<Vec<Reference>> {
        match (&self.references, &self.protobuf.schema) {
            (Some(references), _) => Ok(references.clone()),
            (None, ProtobufSchema::Files { files, .. }) => imports(file, files, registry, registers),
            (None, _) => Ok(Vec::new()),
        }
    }
}

fn imports(
    file: &FileDescriptor,
    files: &BTreeMap<String, String>,
    registry: &Registry,
    registers: bool,
) -> Result<Vec<Reference>> {
    let mut references = Vec::new();
    for import in file.dependencies() {
        let path = import.name();
        let Some(text) = files.get(path) else { continue };
        let inside = imports(&import, files, registry, registers)?;
        let inside: Vec<(&str, &str, i32)> = inside
            .iter()
            .map(|(name, subject, version)| (name.as_str(), subject.as_str(), *version))
            .collect();
        let schema = NewSchema {
            kind: SchemaKind::Protobuf,
            text,
            references: &inside,
        };
        if registers {
            register(registry, path, &schema)?;
        }
        let version = registry.version_of(path, &schema)?;
        references.push((path.to_owned(), path.to_owned(), version));
    }
    Ok(references)
}

/// The position of a message in its file, as it comes before each message: how many numbers, and the position of each
/// message that it is inside of, and its own. The first message of a file is a single zero.
pub(super) fn position(message: &MessageDescriptor) -> Vec<u8> {
    let mut positions = Vec::new();
    let mut inner = message.clone();
    loop {
        let outer = inner.parent_message();
        let is_it = |other: &MessageDescriptor| *other == inner;
        // The entries of maps are messages in descriptors only.
        let position = match &outer {
            Some(outer) => outer
                .child_messages()
                .filter(|child| !child.is_map_entry())
                .position(|child| is_it(&child)),
            None => inner.parent_file().messages().position(|other| is_it(&other)),
        };
        positions.push(position.unwrap_or_default() as i64);
        match outer {
            Some(outer) => inner = outer,
            None => break,
        }
    }
    if positions == [0] {
        return vec![0];
    }
    let mut bytes = Vec::new();
    varint(zigzag(positions.len() as i64), &mut bytes);
    positions
        .iter()
        .rev()
        .for_each(|position| varint(zigzag(*position), &mut bytes));
    bytes
}
