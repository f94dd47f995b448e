//! The library against a real Kafka broker.
//!
//! The broker is the one at `TOPICTABLE_BOOTSTRAP`, or one that is started here and ends with this process.

mod bad_input;
mod consume;
mod derive;
mod restart;
mod stack;
