//! The language against what the mirrored API answered.

mod answers;
mod conformance;
mod declared;
mod functions;
mod imported;
mod reference;
mod rows;
pub mod support;
mod syntax;
mod variables;
