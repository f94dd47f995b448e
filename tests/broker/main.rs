//! The library against a real Kafka broker.
//!
//! The broker is the one at `TOPICTABLE_BOOTSTRAP`, or one that is started here and ends with this process.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod auth;
mod bad_input;
mod clock;
mod consume;
mod dead_letters;
mod derive;
mod exactly_once;
mod faults;
mod files;
mod load;
mod logs;
mod native;
mod native_faults;
mod native_leaders;
mod options;
mod properties;
mod proxy;
mod publish;
mod publish_formats;
mod reauth;
mod restart;
mod round_trips;
mod stack;
mod status;
mod subscribe;
mod transactions;
