//! The expression language of filters and formulas: Java's expressions over the columns of a table.
//!
//! A text is split into tokens ([`lexer`]), read as a tree ([`parser`], [`syntax`]), and bound once to the columns of a
//! schema ([`bind`]): names find their columns, every part gets its type, overloads are chosen, and what is constant is
//! computed. The result is a tree of kernels ([`node`]) that map whole Arrow columns, for at most 65,536 rows at a time
//! ([`frame`]); nothing is interpreted row by row. The right side of `&&` and `||` and the branches of `?:` are
//! evaluated for the rows that need them, wherever they could fail.
//!
//! The [`functions`] live in one table, which is documented in `docs/functions.md`.
//!
//! Null is Arrow's validity. Where arithmetic of whole numbers lands on the value that stands for null in the mirrored
//! API, the result is null as it is there.

mod ask;
mod bind;
mod constants;
mod elements;
mod external;
mod filter;
#[expect(clippy::module_inception, reason = "the type that the module is about")]
mod formula;
mod frame;
mod functions;
mod kernels;
mod lexer;
mod literal;
mod node;
mod parser;
mod scope;
mod syntax;
mod time;
mod types;
mod value;

pub(crate) use ask::ask;
pub(crate) use constants::constant;
pub use external::Function;
pub(crate) use external::{
    ExternalFunction, ExternalFunctions, Inside, check_function_name, check_outside, is_inside, object_field,
};
pub(crate) use filter::Filter;
pub(crate) use formula::{Formula, assignment, check_name};
pub(crate) use frame::{Frame, Source};
pub(crate) use scope::{Names, Scope};

use crate::text;

#[cfg(test)]
mod tests;
