//! Protobuf schemas of subjects.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::kafka::registry::{Reference, Registered, Registry, SchemaKind, Version};
use crate::spec::{Properties, Protobuf, ProtobufSchema};

/// The same specification with the files of its subject. Asks the registry, and waits for it.
pub(crate) fn resolve_protobuf(protobuf: &Protobuf, properties: &Properties) -> Result<Protobuf> {
    let ProtobufSchema::Subject { subject, version } = &protobuf.schema else {
        return Ok(protobuf.clone());
    };
    let version = version.map_or(Version::Latest, Version::Number);
    let schema = Registry::of(properties)?.subject(subject, version)?;
    if schema.kind != SchemaKind::Protobuf {
        return Err(Error::invalid(format!(
            "expected schema type PROTOBUF but was {}: subject {subject:?}, version {version}",
            schema.kind.name()
        ))
        .with("subject", subject));
    }
    let mut files = BTreeMap::new();
    add_references(&schema.references, &mut files);
    files.insert(subject.clone(), schema.text.to_string());
    Ok(Protobuf {
        schema: ProtobufSchema::Files {
            files,
            root: subject.clone(),
            oneofs_first: true,
        },
        ..protobuf.clone()
    })
}

/// Adds what a schema imports, each under the path that imports have for it.
fn add_references(references: &[Reference], files: &mut BTreeMap<String, String>) {
    for Reference { name, schema } in references {
        let schema: &Registered = schema;
        add_references(&schema.references, files);
        files.insert(name.clone(), schema.text.to_string());
    }
}
