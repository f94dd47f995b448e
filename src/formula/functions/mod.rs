//! The functions, methods and constants of the language.
//!
//! Each theme adds its entries to one [`Table`]: how it is called, one line of documentation, and a [`Kernel`], which
//! holds what it takes and gives. `docs/functions.md` is made of the same table.
//!
//! ```ignore
//! table.function("hypot(x, y)", "The length of the hypotenuse.", map2::<Double, Double, Double>(f64::hypot));
//! table.function("isNull(x)", "Whether x is null.", map1::<Maybe<Int>, Bool>(|x| x.is_none()));
//! table.method("length()", "How many UTF-16 code units the text has.", map1::<Text, Int>(units));
//! ```
//!
//! Several entries of one name are overloads. Java's rules choose among them: the same types first, then wider
//! numbers, then any object, at last a variable number of arguments.

mod basic;
mod constants;
mod decimals;
mod document;
mod kernel;
mod kind;
mod numeric;
mod operators;
mod parse;
mod random;
mod table;
mod text;
mod time;
mod vector;

pub(crate) use kernel::Run;
pub(crate) use table::{Function, Param, Returns, Table, table};

/// A part of the table: its title, and what adds its entries.
type Theme = (&'static str, fn(&mut Table));

/// The themes, in the order of the documentation.
const THEMES: [Theme; 10] = [
    ("Constants", constants::add),
    ("Nulls, conditions and sets", basic::add),
    ("Numbers", numeric::add),
    ("Decimals", decimals::add),
    ("Operators", operators::add),
    ("Text", text::add),
    ("Time", time::add),
    ("Arrays and vectors", vector::add),
    ("Parsing", parse::add),
    ("Random numbers", random::add),
];

#[cfg(test)]
mod tests;
