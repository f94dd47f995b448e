//! The ids that a registry gives to the schema of published records.
//!
//! The properties are those of Confluent's serializers.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::format::EncoderContext;
use crate::kafka::registry::{Framing, NewSchema, Reference, Registered, Registry, SchemaKind, Version};
use crate::spec::{Properties, Role};

const REGISTER: &str = "auto.register.schemas";
const LATEST: &str = "use.latest.version";
const ID: &str = "use.schema.id";

/// How the subject of a topic's schema is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum NameStrategy {
    /// `<topic>-key` or `<topic>-value`.
    Topic,
    /// The record's full name.
    Record,
    /// The topic, a hyphen, and the record's full name.
    TopicRecord,
}

impl NameStrategy {
    /// That of `key.subject.name.strategy` or `value.subject.name.strategy`, by the name of Confluent's class.
    fn of(role: Role, properties: &Properties) -> Result<Self> {
        let name = format!("{role}.subject.name.strategy");
        let Some(class) = properties.get(&name) else {
            return Ok(NameStrategy::Topic);
        };
        match class.trim().rsplit('.').next() {
            Some("TopicNameStrategy") => Ok(NameStrategy::Topic),
            Some("RecordNameStrategy") => Ok(NameStrategy::Record),
            Some("TopicRecordNameStrategy") => Ok(NameStrategy::TopicRecord),
            _ => Err(Error::invalid(format!(
                "property {name} = {class:?}: expected TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy"
            ))
            .with("property", name)),
        }
    }

    fn subject(self, topic: &str, role: Role, record: &str) -> String {
        match self {
            NameStrategy::Topic => format!("{topic}-{role}"),
            NameStrategy::Record => record.to_owned(),
            NameStrategy::TopicRecord => format!("{topic}-{record}"),
        }
    }
}

/// The schema that records are written with, as a registry is told of it.
pub(in crate::format) struct SchemaText {
    pub kind: SchemaKind,
    /// The full name of the record or message.
    pub record: String,
    pub text: String,
    /// What the text refers to there: the name in the text, the subject and the version.
    pub references: Vec<(String, String, i32)>,
}

impl SchemaText {
    fn new_schema<'a>(&'a self, references: &'a [(&'a str, &'a str, i32)]) -> NewSchema<'a> {
        NewSchema {
            kind: self.kind,
            text: &self.text,
            references,
        }
    }
}

/// What a registered schema refers to.
pub(in crate::format) fn references_of(registered: &Registered) -> Vec<(String, String, i32)> {
    let reference = |reference: &Reference| {
        let (subject, version) = reference.schema.subject.clone()?;
        Some((reference.name.clone(), subject, version))
    };
    registered.references.iter().filter_map(reference).collect()
}

/// What is written before each record, by the topic that it goes to. Rows tell their topics one batch at a time.
pub(in crate::format) struct Subjects {
    registry: Arc<Registry>,
    framing: Framing,
    strategy: NameStrategy,
    role: Role,
    schema: SchemaText,
    /// What follows the id.
    after: Box<[u8]>,
    /// Whether the schema is registered where it is not yet.
    registers: bool,
    /// A subject that a schema is registered under besides, and its text.
    published: Option<(String, String)>,
    /// The id that is always written.
    fixed: Option<i64>,
    topic: Option<String>,
    known: HashMap<String, usize>,
    prefixes: Vec<Box<[u8]>>,
}

/// What the properties say of the schema that is written.
pub(in crate::format) enum Choice {
    /// The one that the specification has, which is registered, or must be.
    Own { registers: bool },
    /// One that the registry has, with its id.
    Registered(Arc<Registered>),
}

impl Choice {
    /// Asks the registry if the properties choose a schema of its. `record` is the full name of the specification's.
    pub fn of(context: EncoderContext<'_>, record: &str, registry: &Registry) -> Result<Self> {
        let EncoderContext { role, properties, .. } = context;
        if flag(properties, REGISTER, true)? {
            return Ok(Choice::Own { registers: true });
        }
        if let Some(id) = properties.get(ID).map(|id| id.trim()).filter(|id| !id.starts_with('-')) {
            let id = id.parse().map_err(|_| wrong(ID, id, "the id of a schema"))?;
            return Ok(Choice::Registered(registry.by_id(id)?));
        }
        if !flag(properties, LATEST, false)? {
            return Ok(Choice::Own { registers: false });
        }
        let strategy = NameStrategy::of(role, properties)?;
        let topic = match (strategy, context.topic) {
            (NameStrategy::Record, _) => "",
            (_, Some(topic)) if !context.has_topic_column => topic,
            _ => {
                return Err(Error::invalid(format!(
                    "property {LATEST} = true: each topic that a row names has a schema of its own; expected \
                     {role}.subject.name.strategy = RecordNameStrategy, or one topic"
                ))
                .with("property", LATEST));
            }
        };
        let latest = registry.subject(&strategy.subject(topic, role, record), Version::Latest)?;
        Ok(Choice::Registered(latest))
    }
}

impl Subjects {
    /// Of the schema that is written, with what follows its id. `published` is another subject, and the text of the schema
    /// that is registered there.
    pub fn new(
        context: EncoderContext<'_>,
        registry: Arc<Registry>,
        schema: SchemaText,
        after: &[u8],
        published: Option<(String, String)>,
        choice: &Choice,
    ) -> Result<Self> {
        Ok(Subjects {
            framing: Framing::of(context.properties)?,
            strategy: NameStrategy::of(context.role, context.properties)?,
            role: context.role,
            schema,
            after: after.into(),
            registers: matches!(choice, Choice::Own { registers: true }),
            published,
            fixed: match choice {
                Choice::Registered(schema) => Some(schema.id),
                Choice::Own { .. } => None,
            },
            topic: context.topic.map(str::to_owned),
            known: HashMap::new(),
            prefixes: Vec::new(),
            registry,
        })
    }

    /// The bytes at a position that [`position`](Self::position) has told.
    pub fn prefix(&self, position: usize) -> &[u8] {
        self.prefixes.get(position).map_or(&[], |prefix| prefix)
    }

    /// The position of the bytes before records of a topic, or of that of all rows. The registry is asked once for each
    /// topic, and waited for.
    pub fn position(&mut self, topic: Option<&str>) -> Result<usize> {
        let Some(topic) = topic.or(self.topic.as_deref()) else {
            // No row can go there, and the keys of rows may still be compared.
            return Ok(usize::MAX);
        };
        let known = if self.fixed.is_some() { "" } else { topic };
        if let Some(position) = self.known.get(known) {
            return Ok(*position);
        }
        let (topic, known) = (topic.to_owned(), known.to_owned());
        let prefix = self.framing.prefix(self.id(&topic)?)?;
        self.prefixes.push([&*prefix, &*self.after].concat().into());
        self.known.insert(known, self.prefixes.len() - 1);
        Ok(self.prefixes.len() - 1)
    }

    fn id(&mut self, topic: &str) -> Result<i64> {
        if let Some((subject, text)) = &self.published {
            let schema = NewSchema {
                kind: self.schema.kind,
                text,
                references: &[],
            };
            register(&self.registry, subject, &schema)?;
            self.published = None;
        }
        let references: Vec<(&str, &str, i32)> = self
            .schema
            .references
            .iter()
            .map(|(name, subject, version)| (name.as_str(), subject.as_str(), *version))
            .collect();
        let schema = self.schema.new_schema(&references);
        if let Some(id) = self.fixed {
            return Ok(id);
        }
        let subject = self.strategy.subject(topic, self.role, &self.schema.record);
        if self.registers {
            return register(&self.registry, &subject, &schema);
        }
        self.registry.find(&subject, &schema).map_err(|error| {
            Error::new(
                error.kind(),
                format!(
                    "the schema of the {}s is not registered under subject {subject:?}, and {REGISTER} is false: {}",
                    self.role,
                    error.message()
                ),
            )
            .with_all(&error)
        })
    }
}

pub(in crate::format) fn register(registry: &Registry, subject: &str, schema: &NewSchema<'_>) -> Result<i64> {
    registry.register(subject, schema).map_err(|error| {
        let what = format!(
            "the schema cannot be registered under subject {subject:?}: {}",
            error.message()
        );
        Error::new(error.kind(), what).with_all(&error).with("subject", subject)
    })
}

fn flag(properties: &Properties, name: &'static str, default: bool) -> Result<bool> {
    match properties.get(name).map(|value| value.trim()) {
        None => Ok(default),
        Some(value) if value.eq_ignore_ascii_case("true") => Ok(true),
        Some(value) if value.eq_ignore_ascii_case("false") => Ok(false),
        Some(value) => Err(wrong(name, value, "true or false")),
    }
}

fn wrong(name: &'static str, value: &str, expected: &str) -> Error {
    Error::invalid(format!("property {name} = {value:?}: expected {expected}")).with("property", name)
}
