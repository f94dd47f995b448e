//! Typed columns under construction.

mod bytes;
mod column;
mod lists;
mod nulls;
mod pieces;
mod values;

pub(crate) use bytes::Bytes;
pub(crate) use column::ColumnBuilder;
pub(crate) use lists::{Lists, Maps};
pub(crate) use pieces::Pieces;
pub(crate) use values::Values;

#[cfg(test)]
mod tests;
