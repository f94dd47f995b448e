//! The language against what the mirrored API answered.

mod answers;
mod reference;
mod rows;
mod support;
mod syntax;
mod variables;
