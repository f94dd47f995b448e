//! Calendars: the Gregorian one, and those of business days.
//!
//! A [`BusinessCalendar`] says which days are days of business, and at which hours. It is read from a data file
//! ([`file`]) and kept under its name by the process ([`registry`]); it never changes. Formulas, C and Java ask it.

mod business;
mod calendars;
mod clocks;
mod date;
mod file;
mod hours;
mod registry;

pub(crate) use business::{BusinessCalendar, Kind, Stretch};
pub use calendars::Calendars;
pub(crate) use date::{Clock, DAY, DAYS, Date, MONTHS, SECOND, day_name, day_of_week, days_in, is_leap};
pub(crate) use hours::Hours;
pub(crate) use registry::{Registered, add_file, by_number, default, default_name, named, names, remove, set_default};

#[cfg(test)]
mod tests;
