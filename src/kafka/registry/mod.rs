//! Schemas from a registry with Confluent's API, which Apicurio's and Redpanda's have too.
//!
//! A [`Registry`] is shared by all tables whose properties for it are equal. It is asked in two ways:
//!
//! * **Blocking**, by whoever makes a table: [`Registry::subject`], [`Registry::by_id`]. A few attempts, with bounded
//!   times, on the caller's thread.
//! * **Without waiting**, by decoders: [`Registry::lookup`] gives a schema, or says that it has been asked for. The first
//!   one who misses an id starts its only request, on a thread of the registry's that ends when there is nothing to do;
//!   [`Pending::on_end`] tells when the answer is there.
//!
//! A schema that is known is kept as long as the registry, since an id never gets another one. A failure is not: after
//! a while the next lookup asks again.
//!
//! [`Framing`] is how a record says which schema it was written with.

mod cache;
mod client;
mod framing;
mod http;
mod pending;
mod properties;
mod schema;
mod tls;
mod wire;

pub(crate) use client::Registry;
pub(crate) use framing::Framing;
#[cfg(test)]
pub(crate) use pending::Wake;
pub(crate) use pending::{Lookup, Pending};
#[cfg(test)]
pub(crate) use properties::NAMES;
pub(crate) use schema::{Reference, Registered, SchemaKind, Version};
pub(crate) use wire::NewSchema;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
