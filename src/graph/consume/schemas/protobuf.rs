//! Protobuf schemas of subjects.

use crate::error::{Error, Result};
use crate::format::protobuf_files;
use crate::kafka::registry::{Registry, SchemaKind, Version};
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
    Ok(Protobuf {
        schema: protobuf_files(&schema, subject),
        ..protobuf.clone()
    })
}
