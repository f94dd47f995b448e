//! The properties of Java's Kafka clients, as settings of the client that is used here.
//!
//! Users give the names and values that Java's consumer takes (Kafka 4.2), or librdkafka's own. [`names`] decides for
//! each what becomes of it: it is passed on, renamed, refused, or has no effect and says so. Who the client is and
//! whom it trusts is more than names: [`sasl`] reads JAAS configurations and [`tls`] key and trust stores, which
//! librdkafka gets as its own settings and PEM texts. Nothing is dropped silently that could have an effect in Java's
//! client. Secrets are in the settings only: never in an error, a log or debug output.
//!
//! `docs/properties.md` is the same for users; a test compares the names.

mod client;
mod jaas;
mod names;
mod sasl;
mod setting;
pub(super) mod stores;
mod tls;

pub(crate) use client::{ClientProperties, OffsetReset, Transactional};
pub(super) use sasl::credentials as sasl_credentials;
pub(crate) use setting::Setting;
pub(crate) use tls::Protocol;

#[cfg(test)]
mod tests;
