//! Avro schemas of subjects.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::format::{AvroField, avro_fields, inline_avro};
use crate::kafka::registry::Registry;
use crate::spec::{Avro, AvroSchema, Properties};

/// The same specification with the schema of its subject.
pub(super) fn look_up<'s>(spec: &'s Avro, properties: &Properties) -> Result<Cow<'s, Avro>> {
    let AvroSchema::Subject { name, version } = &spec.schema else {
        return Ok(Cow::Borrowed(spec));
    };
    let schema = Registry::of(properties)?.subject(name, version.parse()?)?;
    let schema = inline_avro(&schema).map_err(|error| {
        Error::invalid(format!("subject {name:?}, version {version}: {}", error.message())).with("subject", name)
    })?;
    Ok(Cow::Owned(Avro { schema, ..spec.clone() }))
}

/// What an Avro specification can have columns of.
pub(crate) struct AvroFields {
    /// The schema itself, whatever the specification had.
    pub schema: AvroSchema,
    /// The fields, and the records that they are inside of, each before its fields.
    pub fields: Vec<AvroField>,
}

impl AvroFields {
    /// Asks the registry, and waits for it, if the specification names a subject.
    pub fn of(spec: &Avro, properties: &Properties) -> Result<Self> {
        let spec = look_up(spec, properties)?.into_owned();
        Ok(AvroFields {
            fields: avro_fields(&spec)?,
            schema: spec.schema,
        })
    }
}
