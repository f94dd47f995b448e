//! The expression language of filters and formulas.
//!
//! So far it has what filters need most: a column compared with a constant. Everything else is refused by name.

mod filter;
mod lexer;

pub(crate) use filter::Filter;
