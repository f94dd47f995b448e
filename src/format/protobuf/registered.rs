//! Schemas that a registry has.

use std::collections::BTreeMap;

use crate::kafka::registry::{Reference, Registered};
use crate::spec::ProtobufSchema;

/// The files of a schema, of which the one with the message is called `root`.
pub(crate) fn files_of(schema: &Registered, root: &str) -> ProtobufSchema {
    let mut files = BTreeMap::new();
    add_references(&schema.references, &mut files);
    files.insert(root.to_owned(), schema.text.to_string());
    ProtobufSchema::Files {
        files,
        root: root.to_owned(),
        oneofs_first: true,
    }
}

/// Adds what a schema imports, each under the path that imports have for it.
fn add_references(references: &[Reference], files: &mut BTreeMap<String, String>) {
    for Reference { name, schema } in references {
        let schema: &Registered = schema;
        add_references(&schema.references, files);
        files.insert(name.clone(), schema.text.to_string());
    }
}
