//! What operators do to whole columns.
//!
//! Numbers are computed block by block: each block of an operand is a slice of the column itself, or is widened into a
//! small buffer that stays in the cache, so that one loop a type serves every pair of types and nothing is copied as a
//! whole.

pub(super) mod arithmetic;
pub(super) mod cast;
pub(super) mod choose;
pub(super) mod compare;
pub(super) mod concat;
pub(super) mod decimal;
pub(super) mod element;
pub(super) mod logic;
pub(super) mod matching;
pub(super) mod normal;
pub(super) mod object;
mod operand;
pub(super) mod order;
pub(super) mod own_digits;
