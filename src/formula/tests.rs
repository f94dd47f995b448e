//! The language against what the mirrored API answered.

mod answers;
mod support;
