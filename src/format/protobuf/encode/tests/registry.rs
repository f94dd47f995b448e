//! Schemas and subjects of the real registry.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch};

use super::super::ProtobufEncoder;
use crate::error::Result;
use crate::format::{Encoder, EncoderContext, PayloadBuffer};
use crate::kafka::registry::testing::{properties, registry_url, unique};
use crate::kafka::registry::{NewSchema, Registry, SchemaKind, Version};
use crate::spec::{ProduceProtobuf, Properties, Role};

struct Fixture {
    properties: Properties,
    topic: String,
}

impl Fixture {
    fn new(more: &[(&str, &str)]) -> Self {
        let mut entries = vec![("schema.registry.url", registry_url())];
        entries.extend_from_slice(more);
        Fixture {
            properties: properties(&entries),
            topic: unique("topic"),
        }
    }

    fn registry(&self) -> Arc<Registry> {
        Registry::of(&self.properties).unwrap()
    }

    /// The id and what follows it, of a row whose only column `n` is 5.
    fn written(&self, spec: &ProduceProtobuf) -> Result<(i64, Vec<u8>)> {
        let ints: ArrayRef = Arc::new(Int32Array::from(vec![5]));
        let batch = RecordBatch::try_from_iter([("n", ints)]).unwrap();
        let context = EncoderContext {
            role: Role::Value,
            topic: Some(&self.topic),
            has_topic_column: false,
            properties: &self.properties,
        };
        let mut encoder = ProtobufEncoder::new(spec, &batch.schema(), context)?;
        encoder.ready(None)?;
        let (mut payloads, mut bad) = (PayloadBuffer::default(), Vec::new());
        encoder.encode(batch.columns(), 1, &mut payloads, &mut bad);
        assert_eq!(bad, []);
        let payload = payloads.iter().next().unwrap().unwrap();
        assert_eq!(payload[0], 0);
        let id = u32::from_be_bytes(payload[1..5].try_into().unwrap());
        Ok((i64::from(id), payload[5..].to_vec()))
    }

    fn latest(&self, subject: &str) -> i64 {
        self.registry().subject(subject, Version::Latest).unwrap().id
    }

    fn register(&self, subject: &str, text: &str) -> i64 {
        let schema = NewSchema {
            kind: SchemaKind::Protobuf,
            text,
            references: &[],
        };
        self.registry().register(subject, &schema).unwrap()
    }
}

/// A name that no other test has.
fn name() -> String {
    unique("Msg").replace('-', "_")
}

fn file(name: &str, fields: &str) -> String {
    format!("syntax = \"proto3\"; package ns; message Other {{ }} message {name} {{ {fields} }}")
}

#[test]
fn a_schema_is_registered_under_the_subject_of_the_strategy() {
    for (position, strategy) in ["TopicNameStrategy", "RecordNameStrategy", "TopicRecordNameStrategy"]
        .iter()
        .enumerate()
    {
        let fixture = Fixture::new(&[("value.subject.name.strategy", strategy)]);
        let name = name();
        let spec = ProduceProtobuf::text("m.proto", file(&name, "int32 n = 1;")).message(&name);
        let found = fixture.written(&spec).unwrap();
        let topic = &fixture.topic;
        let subjects = [
            format!("{topic}-value"),
            format!("ns.{name}"),
            format!("{topic}-ns.{name}"),
        ];
        // It is the second message of its file.
        assert_eq!(found, (fixture.latest(&subjects[position]), vec![2, 2, 8, 5]));
    }
}

#[test]
fn a_schema_of_columns_is_registered() {
    let fixture = Fixture::new(&[]);
    let found = fixture.written(&ProduceProtobuf::published("ns.Trade")).unwrap();
    let subject = format!("{}-value", fixture.topic);
    assert_eq!(found, (fixture.latest(&subject), vec![0, 8, 5]));
    let registered = fixture.registry().subject(&subject, Version::Latest).unwrap();
    assert_eq!(registered.kind, SchemaKind::Protobuf);
    assert!(registered.references.is_empty());
    assert!(registered.text.contains("int32 n = 1"), "{}", registered.text);
}

#[test]
fn a_schema_is_fetched_with_what_it_imports() {
    let fixture = Fixture::new(&[]);
    let inner = unique("inner");
    fixture.register(&inner, "syntax = \"proto3\"; package i; message In { int32 n = 1; }");
    let subject = unique("subject");
    let text = "syntax = \"proto3\"; import \"in.proto\"; import \"google/protobuf/timestamp.proto\"; message M { i.In in = 1; \
                google.protobuf.Timestamp at = 2; }";
    let new = NewSchema {
        kind: SchemaKind::Protobuf,
        text,
        references: &[("in.proto", &inner, 1)],
    };
    fixture.registry().register(&subject, &new).unwrap();
    let spec = ProduceProtobuf::subject(&subject)
        .version(1)
        .column("in/n", "n")
        .exclude("at");
    let (id, message) = fixture.written(&spec).unwrap();
    assert_eq!(message, [0, 10, 2, 8, 5]);
    assert_eq!(fixture.registry().by_id(id).unwrap().references.len(), 1);
}

#[test]
fn files_that_are_imported_are_registered_under_their_paths() {
    let fixture = Fixture::new(&[]);
    let path = format!("{}.proto", unique("deep"));
    let spec = ProduceProtobuf::text(
        "m.proto",
        format!("syntax = \"proto3\"; import \"{path}\"; import \"google/protobuf/duration.proto\"; message M {{ i.In in = 1; google.protobuf.Duration d = 2; }}"),
    )
    .import(&path, "syntax = \"proto3\"; package i; message In { int32 n = 1; }")
    .column("in/n", "n")
    .exclude("d");
    let (id, message) = fixture.written(&spec).unwrap();
    assert_eq!(message, [0, 10, 2, 8, 5]);
    let references = &fixture.registry().by_id(id).unwrap().references;
    assert_eq!(references.len(), 1);
    assert_eq!(references[0].name, path);
    assert_eq!(references[0].schema.subject, Some((path, 1)));
}

#[test]
fn the_latest_schema_is_written() {
    let chosen = [("auto.register.schemas", "false"), ("use.latest.version", "true")];
    let fixture = Fixture::new(&chosen);
    let name = name();
    let subject = format!("{}-value", fixture.topic);
    let id = fixture.register(&subject, &file(&name, "optional string more = 1; int32 n = 7;"));
    let spec = ProduceProtobuf::text("m.proto", file(&name, "int32 n = 1;"))
        .message(&name)
        .exclude("more");
    assert_eq!(fixture.written(&spec).unwrap(), (id, vec![2, 2, 56, 5]));
    let none = Fixture::new(&[("auto.register.schemas", "false")]);
    let error = none.written(&spec).unwrap_err();
    assert!(
        error
            .message()
            .starts_with("the schema of the values is not registered under subject"),
        "{error}"
    );
}

#[test]
fn what_cannot_be_registered_is_refused() {
    let fixture = Fixture::new(&[]);
    let descriptors = {
        use protox::prost_reflect::prost::Message;
        let file =
            protox::file::File::from_source("m.proto", "syntax = \"proto3\"; message M { int32 n = 1; }").unwrap();
        let mut set = protox::prost_reflect::prost_types::FileDescriptorSet::default();
        set.file.push(file.file_descriptor_proto().clone());
        set.encode_to_vec()
    };
    let error = fixture
        .written(&ProduceProtobuf::descriptors(&descriptors))
        .unwrap_err();
    assert!(
        error
            .message()
            .starts_with("descriptors have no text that a registry could have"),
        "{error}"
    );
    let subject = unique("json");
    let new = NewSchema {
        kind: SchemaKind::Json,
        text: r#"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}"#,
        references: &[],
    };
    fixture.registry().register(&subject, &new).unwrap();
    let error = fixture.written(&ProduceProtobuf::subject(&subject)).unwrap_err();
    assert_eq!(
        error.message(),
        format!("expected schema type PROTOBUF but was JSON: {subject:?}")
    );
}
