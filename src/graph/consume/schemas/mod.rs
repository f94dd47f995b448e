//! What a specification leaves to a registry, asked for once, when a table is defined.

mod avro;
mod protobuf;

use std::borrow::Cow;

pub(crate) use avro::AvroFields;
pub(crate) use protobuf::resolve_protobuf;

use crate::error::Result;
use crate::spec::{Properties, Spec};

/// The same specification with its schema at hand. Asks the registry, and waits for it, if it names a subject.
pub(super) fn resolve<'s>(spec: &'s Spec, properties: &Properties) -> Result<Cow<'s, Spec>> {
    Ok(match spec {
        Spec::Avro(spec) => Cow::Owned(Spec::avro(avro::look_up(spec, properties)?.into_owned())),
        Spec::Protobuf(spec) => Cow::Owned(Spec::protobuf(resolve_protobuf(spec, properties)?)),
        _ => Cow::Borrowed(spec),
    })
}
