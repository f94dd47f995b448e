//! Schemas and subjects of the real registry.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};

use super::AvroEncoder;
use crate::error::{Error, ErrorKind, Result};
use crate::format::{Encoder, EncoderContext, PayloadBuffer};
use crate::kafka::registry::testing::{properties, registry_url, unique};
use crate::kafka::registry::{NewSchema, Registry, SchemaKind, Version};
use crate::spec::{ProduceAvro, Role};

const NAMES: [(&str, &str); 3] = [
    ("value.subject.name.strategy", "TopicNameStrategy"),
    (
        "value.subject.name.strategy",
        "io.confluent.kafka.serializers.subject.RecordNameStrategy",
    ),
    ("value.subject.name.strategy", "TopicRecordNameStrategy"),
];

/// A schema of a record with a name of its own, and the name.
fn schema(fields: &str) -> (String, String) {
    let name = unique("Rec").replace('-', "_");
    let text = format!(r#"{{"type":"record","name":"{name}","namespace":"ns","fields":[{fields}]}}"#);
    (text, format!("ns.{name}"))
}

fn batch() -> RecordBatch {
    let ints: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 3]));
    RecordBatch::try_from_iter([("n", ints)]).unwrap()
}

const N: &str = r#"{"name":"n","type":"int"}"#;

struct Fixture {
    properties: crate::spec::Properties,
    topic: String,
    has_topic_column: bool,
}

impl Fixture {
    fn new(more: &[(&str, &str)]) -> Self {
        let mut entries = vec![("schema.registry.url", registry_url())];
        entries.extend_from_slice(more);
        Fixture {
            properties: properties(&entries),
            topic: unique("topic"),
            has_topic_column: false,
        }
    }

    fn registry(&self) -> Arc<Registry> {
        Registry::of(&self.properties).unwrap()
    }

    fn encoder(&self, spec: &ProduceAvro) -> Result<AvroEncoder> {
        let context = EncoderContext {
            role: Role::Value,
            topic: Some(&self.topic),
            has_topic_column: self.has_topic_column,
            properties: &self.properties,
        };
        AvroEncoder::new(spec, &batch().schema(), context)
    }

    /// The ids and the records of the rows.
    fn written(&self, spec: &ProduceAvro, topics: Option<&StringArray>) -> Result<Vec<(i64, Vec<u8>)>> {
        let mut encoder = self.encoder(spec)?;
        encoder.ready(topics)?;
        let (mut payloads, mut bad) = (PayloadBuffer::default(), Vec::new());
        encoder.encode(batch().columns(), 3, &mut payloads, &mut bad);
        assert_eq!(bad, []);
        let split = |payload: Option<&[u8]>| {
            let payload = payload.unwrap();
            assert_eq!(payload[0], 0);
            let id = u32::from_be_bytes(payload[1..5].try_into().unwrap());
            (i64::from(id), payload[5..].to_vec())
        };
        Ok(payloads.iter().map(split).collect())
    }

    fn refused(&self, spec: &ProduceAvro) -> Error {
        self.written(spec, None).unwrap_err()
    }

    fn latest(&self, subject: &str) -> Result<i64> {
        Ok(self.registry().subject(subject, Version::Latest)?.id)
    }

    fn register(&self, subject: &str, text: &str) -> i64 {
        let schema = NewSchema {
            kind: SchemaKind::Avro,
            text,
            references: &[],
        };
        self.registry().register(subject, &schema).unwrap()
    }
}

#[test]
fn a_schema_is_registered_under_the_subject_of_the_strategy() {
    for (position, strategy) in NAMES.into_iter().enumerate() {
        let fixture = Fixture::new(&[strategy]);
        let (text, name) = schema(N);
        let written = fixture.written(&ProduceAvro::text(&text), None).unwrap();
        let topic = &fixture.topic;
        let subjects = [format!("{topic}-value"), name.clone(), format!("{topic}-{name}")];
        let id = fixture.latest(&subjects[position]).unwrap();
        assert_eq!(written, [(id, vec![2]), (id, vec![4]), (id, vec![6])]);
    }
    let fixture = Fixture::new(&[("value.subject.name.strategy", "com.mine.Strategy")]);
    let error = fixture.refused(&ProduceAvro::text(schema(N).0));
    assert_eq!(
        error.message(),
        "property value.subject.name.strategy = \"com.mine.Strategy\": expected TopicNameStrategy, RecordNameStrategy or \
         TopicRecordNameStrategy"
    );
}

#[test]
fn each_topic_of_a_column_has_its_subject() {
    let mut fixture = Fixture::new(&[]);
    fixture.has_topic_column = true;
    let other = unique("other");
    let topics = StringArray::from(vec![Some(other.as_str()), None, Some(other.as_str())]);
    let (text, _) = schema(N);
    let written = fixture.written(&ProduceAvro::text(text), Some(&topics)).unwrap();
    let [of_topic, of_other] = [&fixture.topic, &other].map(|topic| fixture.latest(&format!("{topic}-value")).unwrap());
    let ids: Vec<i64> = written.into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, [of_other, of_topic, of_other]);
}

#[test]
fn a_schema_of_columns_is_registered_under_its_name_too() {
    let fixture = Fixture::new(&[]);
    let name = unique("Pub").replace('-', "_");
    let spec = ProduceAvro::published(&name).namespace("mkt");
    let written = fixture.written(&spec, None).unwrap();
    assert_eq!(
        written[0],
        (fixture.latest(&format!("{}-value", fixture.topic)).unwrap(), vec![0, 2])
    );
    let registered = fixture.registry().subject(&name, Version::Latest).unwrap();
    let text: serde_json::Value = serde_json::from_str(&registered.text).unwrap();
    let expected = serde_json::json!({
        "type": "record", "name": name, "namespace": "mkt", "fields": [{"name": "n", "type": ["int", "null"]}]
    });
    assert_eq!(text, expected);
}

#[test]
fn a_schema_is_fetched_with_what_it_refers_to() {
    let fixture = Fixture::new(&[]);
    let (inner, name) = schema(r#"{"name":"n","type":"int"}"#);
    let inner_subject = unique("inner");
    fixture.register(&inner_subject, &inner);
    let (text, _) = schema(&format!(r#"{{"name":"in","type":"{name}"}}"#));
    let subject = unique("subject");
    let references = [(name.as_str(), inner_subject.as_str(), 1)];
    let new = NewSchema {
        kind: SchemaKind::Avro,
        text: &text,
        references: &references,
    };
    fixture.registry().register(&subject, &new).unwrap();
    let spec = ProduceAvro::subject(&subject).version(1).column("in.n", "n");
    let written = fixture.written(&spec, None).unwrap();
    assert_eq!(written[2].1, [6]);
    let again = fixture.registry().by_id(written[0].0).unwrap();
    assert_eq!(again.references.len(), 1);

    let error = fixture.refused(&ProduceAvro::subject(unique("nobody")));
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let json = unique("json");
    let new = NewSchema {
        kind: SchemaKind::Json,
        text: r#"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}"#,
        references: &[],
    };
    fixture.registry().register(&json, &new).unwrap();
    let error = fixture.refused(&ProduceAvro::subject(&json));
    assert_eq!(
        error.message(),
        format!("subject {json:?}, version 1: the schema is one of JSON: expected one of AVRO")
    );
}

#[test]
fn without_registration_the_schema_must_be_there() {
    let fixture = Fixture::new(&[("auto.register.schemas", "false"), ("max.retries", "0")]);
    let (text, _) = schema(N);
    let error = fixture.refused(&ProduceAvro::text(&text));
    let subject = format!("{}-value", fixture.topic);
    let told = format!(
        "the schema of the values is not registered under subject {subject:?}, and auto.register.schemas is false: "
    );
    assert!(error.message().starts_with(&told), "{error}");
    assert_eq!(error.detail("subject"), Some(subject.as_str()));
    let id = fixture.register(&subject, &text);
    assert_eq!(
        fixture.written(&ProduceAvro::text(&text), None).unwrap()[0],
        (id, vec![2])
    );
}

#[test]
fn the_latest_schema_or_that_of_an_id_is_written() {
    let chosen = [("auto.register.schemas", "false"), ("use.latest.version", "true")];
    let mut fixture = Fixture::new(&chosen);
    let (text, _) = schema(N);
    let latest = text.replace(
        N,
        &format!(r#"{{"name":"more","type":["null","int"],"default":null}},{N}"#),
    );
    let subject = format!("{}-value", fixture.topic);
    fixture.register(&subject, &text);
    let id = fixture.register(&subject, &latest);
    let spec = ProduceAvro::text(&text).column("more", "n");
    assert_eq!(fixture.written(&spec, None).unwrap()[0], (id, vec![2, 2, 2]));
    fixture.has_topic_column = true;
    let error = fixture.refused(&spec);
    assert!(
        error
            .message()
            .starts_with("property use.latest.version = true: each topic"),
        "{error}"
    );

    let text_of_id = id.to_string();
    let fixture = Fixture::new(&[("auto.register.schemas", "false"), ("use.schema.id", &text_of_id)]);
    assert_eq!(fixture.written(&spec, None).unwrap()[2], (id, vec![2, 6, 6]));
    let fixture = Fixture::new(&[("auto.register.schemas", "maybe")]);
    assert_eq!(
        fixture.refused(&spec).message(),
        "property auto.register.schemas = \"maybe\": expected true or false"
    );
}

#[test]
fn what_the_registry_refuses_is_told_with_the_subject() {
    let fixture = Fixture::new(&[("schema.registry.url", "http://127.0.0.1:9"), ("max.retries", "0")]);
    let error = fixture.refused(&ProduceAvro::text(schema(N).0));
    let told = format!(
        "the schema cannot be registered under subject \"{}-value\": ",
        fixture.topic
    );
    assert!(error.message().starts_with(&told), "{error}");
    let nowhere = crate::spec::Properties::new();
    let context = EncoderContext {
        role: Role::Value,
        topic: Some("t"),
        has_topic_column: false,
        properties: &nowhere,
    };
    let error = AvroEncoder::new(&ProduceAvro::text(schema(N).0), &batch().schema(), context).map(drop);
    assert_eq!(
        error.unwrap_err().message(),
        "Missing required configuration \"schema.registry.url\" which has no default value."
    );
}
