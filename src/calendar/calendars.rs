//! The calendars of the process, for programs.

use std::path::Path;

use super::registry;
use crate::error::Result;

/// The calendars of business days that formulas know by their names, such as ``calendar(`USNYSE_EXAMPLE`).isBusinessDay(Ts)``:
/// those that come with the library, and those that a program adds. They are the process's, not a session's; capitals of
/// names do not count. May be used from any thread.
///
/// ```
/// use topictable::Calendars;
/// assert_eq!(Calendars::names(), ["USBANK_EXAMPLE", "USNYSE_EXAMPLE", "UTC"]);
/// assert_eq!(Calendars::default_name(), "UTC");
/// assert!(Calendars::add_file("no-such.calendar").is_err());
/// ```
pub enum Calendars {}

impl Calendars {
    /// Adds the calendar of a file, and gives its name.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when the file cannot be read;
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when it is no calendar, with the line and the element, or its name is
    /// taken.
    pub fn add_file(path: impl AsRef<Path>) -> Result<String> {
        let (_, calendar) = registry::add_file(path.as_ref())?;
        Ok(calendar.name.clone())
    }

    /// Removes the calendar of a name, if there is one. Tables that use it go on with it.
    pub fn remove(name: &str) {
        registry::remove(name);
    }

    /// Makes a calendar the default, which formulas without a calendar use from now on: `isBusinessDay(Ts)`.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) when there is none of this name.
    pub fn set_default(name: &str) -> Result<()> {
        registry::set_default(name)
    }

    /// The name of the default calendar.
    pub fn default_name() -> String {
        registry::default_name()
    }

    /// All names, in ascending order.
    pub fn names() -> Vec<String> {
        registry::names()
    }
}
