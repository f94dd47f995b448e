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
mod bins;
mod business;
mod business_dates;
mod business_kinds;
mod business_time;
mod cast;
mod constants;
mod dates;
mod decimals;
mod digests;
mod digits;
mod document;
mod durations;
mod edit;
mod enums;
mod epochs;
mod extremes;
mod format;
mod kernel;
mod keys;
mod kind;
mod list;
mod logic;
mod math;
mod numeric;
mod objects;
mod operators;
mod own_digits;
mod parse;
mod pattern;
mod random;
mod rounding;
mod series;
mod sort;
mod statistics;
mod table;
mod tables;
mod text;
mod time;
mod times;
mod utf16;
mod vector;
mod vector_methods;
mod weighted;
mod zone_texts;
mod zoned;
mod zoned_times;
mod zones;

pub(crate) use kernel::Run;
pub(crate) use table::{Function, Param, Returns, Table, table};

/// A part of the table: its title, and what adds its entries.
type Theme = (&'static str, fn(&mut Table));

/// The themes, in the order of the documentation.
const THEMES: [Theme; 35] = [
    ("Constants", constants::add),
    ("Nulls, conditions and ranges", basic::add),
    ("Numbers", numeric::add),
    ("Bins and limits", bins::add),
    ("Java's classes of numbers", math::add),
    ("Casts", cast::add),
    ("Logic", logic::add),
    ("Statistics of arrays and vectors", statistics::add),
    ("Statistics of pairs", weighted::add),
    ("Series of numbers", series::add),
    ("Elements of arrays and vectors", vector::add),
    ("Methods of arrays and vectors", vector_methods::add),
    ("Orders", sort::add),
    ("Operators", operators::add),
    ("Text", text::add),
    ("Texts of texts", edit::add),
    ("Regular expressions", pattern::add),
    ("Formatted text", format::add),
    ("Instants", time::add),
    ("Numbers of time", epochs::add),
    ("Clocks in time zones", zoned::add),
    ("Times with a time zone", zoned_times::add),
    ("Time zones", zone_texts::add),
    ("Dates and times of day", dates::add),
    ("Days of the week and months", enums::add),
    ("Durations and periods", durations::add),
    ("Texts of time", times::add),
    ("Calendars of business days", business::add),
    ("Parsing", parse::add),
    ("Random numbers", random::add),
    ("Decimals", decimals::add),
    ("Rounding of decimals", rounding::add),
    ("t-digests", digests::add),
    ("Objects", objects::add),
    ("Tables in columns", tables::add),
];

#[cfg(test)]
mod tests;
