//! The language against what the mirrored API answered.

mod answers;
mod reference;
mod rows;
pub mod support;
mod syntax;
