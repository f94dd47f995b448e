//! The description of a message, from `.proto` files or from an encoded set of descriptors.

use std::collections::BTreeMap;

use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver};
use protox::prost_reflect::{DescriptorPool, FileDescriptor, MessageDescriptor};

use crate::error::{Error, Result};
use crate::spec::{Protobuf, ProtobufSchema};

/// The message that a specification is about.
pub(super) fn message(spec: &Protobuf) -> Result<MessageDescriptor> {
    let file = match &spec.schema {
        ProtobufSchema::Files { files, root, .. } => compile(files, root)?,
        ProtobufSchema::Descriptors(set) => decode(set)?,
        ProtobufSchema::Subject { subject, .. } => {
            return Err(Error::internal(format!(
                "subject {subject:?} has not been asked for yet"
            )));
        }
    };
    let Some(name) = &spec.message else {
        let first = file.messages().next();
        return first.ok_or_else(|| Error::invalid(format!("{:?} has no message", file.name())));
    };
    let pool = file.parent_pool();
    let in_package = || pool.get_message_by_name(&format!("{}.{name}", file.package_name()));
    pool.get_message_by_name(name).or_else(in_package).ok_or_else(|| {
        let known: Vec<String> = file.messages().map(|message| message.full_name().to_owned()).collect();
        Error::not_found(format!(
            "there is no message {name:?} in {:?}: it has {}",
            file.name(),
            known.join(", ")
        ))
        .with("message", name)
    })
}

/// Whether the members of oneofs come before all other fields.
pub(super) fn oneofs_first(spec: &Protobuf) -> bool {
    matches!(spec.schema, ProtobufSchema::Files { oneofs_first: true, .. })
}

fn compile(files: &BTreeMap<String, String>, root: &str) -> Result<FileDescriptor> {
    let mut resolver = ChainFileResolver::new();
    resolver.add(Texts(files.clone()));
    resolver.add(GoogleFileResolver::new());
    let mut compiler = protox::Compiler::with_file_resolver(resolver);
    compiler.include_imports(true);
    compiler.open_file(root).map_err(|error| {
        let file = error.file().unwrap_or(root).to_owned();
        Error::invalid(format!("{file:?} is no Protobuf schema: {error:?}")).with("file", file)
    })?;
    let pool = compiler.descriptor_pool();
    pool.get_file_by_name(root)
        .ok_or_else(|| Error::internal(format!("{root:?} is not among its own descriptors")))
}

fn decode(set: &str) -> Result<FileDescriptor> {
    let no_set = |what: String| {
        Error::invalid(format!(
            "the descriptors are no google.protobuf.FileDescriptorSet: {what}"
        ))
    };
    let bytes = openssl::base64::decode_block(set).map_err(|error| no_set(error.to_string()))?;
    let pool = DescriptorPool::decode(&*bytes).map_err(|error| no_set(error.to_string()))?;
    let last = pool.files().last();
    last.ok_or_else(|| no_set("it is empty".to_owned()))
}

/// The files of a specification.
struct Texts(BTreeMap<String, String>);

impl FileResolver for Texts {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        match self.0.get(name) {
            Some(text) => File::from_source(name, text),
            None => Err(protox::Error::file_not_found(name)),
        }
    }
}
