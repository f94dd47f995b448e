//! The calendars of the process, by their names.
//!
//! A calendar stays in memory until the process ends, also one that was removed: formulas of live tables may use it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{LazyLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::business::BusinessCalendar;
use super::file;
use crate::error::{Error, Result};

/// A calendar with the number that stands for it in formulas.
pub(crate) type Registered = (i64, &'static BusinessCalendar);

/// The calendars that come with the library: they are read when they are first asked for.
const SHIPPED: [(&str, &str); 3] = [
    ("UTC", include_str!("data/UTC.calendar")),
    ("USBANK_EXAMPLE", include_str!("data/USBANK_EXAMPLE.calendar")),
    ("USNYSE_EXAMPLE", include_str!("data/USNYSE_EXAMPLE.calendar")),
];

/// Which calendar is the default at first.
const DEFAULT: &str = "UTC";

struct Registry {
    all: Vec<&'static BusinessCalendar>,
    named: BTreeMap<String, Named>,
    default: String,
}

#[derive(Clone, Copy)]
enum Named {
    /// The text of its file.
    Shipped(&'static str),
    At(usize),
}

static REGISTRY: LazyLock<RwLock<Registry>> = LazyLock::new(|| {
    RwLock::new(Registry {
        all: Vec::new(),
        named: SHIPPED
            .map(|(name, text)| (name.to_owned(), Named::Shipped(text)))
            .into(),
        default: DEFAULT.to_owned(),
    })
});

fn reading() -> RwLockReadGuard<'static, Registry> {
    REGISTRY.read().unwrap_or_else(PoisonError::into_inner)
}

fn writing() -> RwLockWriteGuard<'static, Registry> {
    REGISTRY.write().unwrap_or_else(PoisonError::into_inner)
}

impl Registry {
    /// The name under which a calendar is kept; names differ in more than their capitals.
    fn key(&self, name: &str) -> Result<String> {
        if self.named.contains_key(name) {
            return Ok(name.to_owned());
        }
        let key = self
            .named
            .keys()
            .find(|known| known.eq_ignore_ascii_case(name))
            .cloned();
        key.ok_or_else(|| {
            let known: Vec<&str> = self.named.keys().map(String::as_str).collect();
            Error::invalid(format!("there is no calendar {name:?}; there are {}", known.join(", ")))
                .with("calendar", name)
        })
    }

    fn keep(&mut self, key: String, calendar: BusinessCalendar) -> Registered {
        let at = self.all.len();
        let calendar: &'static BusinessCalendar = Box::leak(Box::new(calendar));
        self.all.push(calendar);
        self.named.insert(key, Named::At(at));
        (at as i64, calendar)
    }

    fn get(&self, key: &str) -> Option<Registered> {
        match self.named.get(key) {
            Some(Named::At(at)) => self.all.get(*at).map(|calendar| (*at as i64, *calendar)),
            _ => None,
        }
    }
}

/// The calendar of a name, whose capitals do not count.
pub(crate) fn named(name: &str) -> Result<Registered> {
    {
        let registry = reading();
        if let Some(found) = registry.get(&registry.key(name)?) {
            return Ok(found);
        }
    }
    let mut registry = writing();
    let key = registry.key(name)?;
    match registry.named.get(&key) {
        Some(Named::Shipped(text)) => {
            let calendar = file::read(text, Path::new(&key))?;
            Ok(registry.keep(key, calendar))
        }
        _ => registry.get(&key).ok_or_else(|| Error::internal("a calendar was lost")),
    }
}

/// The default calendar.
pub(crate) fn default() -> Result<Registered> {
    named(&default_name())
}

pub(crate) fn default_name() -> String {
    reading().default.clone()
}

/// Makes the calendar of a name the default.
pub(crate) fn set_default(name: &str) -> Result<()> {
    let mut registry = writing();
    registry.default = registry.key(name)?;
    Ok(())
}

/// The names, in ascending order.
pub(crate) fn names() -> Vec<String> {
    reading().named.keys().cloned().collect()
}

/// The calendar of a number.
pub(crate) fn by_number(number: i64) -> Option<&'static BusinessCalendar> {
    let registry = reading();
    registry.all.get(usize::try_from(number).ok()?).copied()
}

/// Adds the calendar of a file under the name that it says.
pub(crate) fn add_file(path: &Path) -> Result<Registered> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Error::not_found(format!("the calendar file {} cannot be read: {error}", path.display()))
            .with("file", path.display())
    })?;
    add_text(&text, path)
}

/// Adds the calendar of a file whose text is at hand.
pub(super) fn add_text(text: &str, path: &Path) -> Result<Registered> {
    let calendar = file::read(text, path)?;
    let mut registry = writing();
    if let Ok(known) = registry.key(&calendar.name) {
        return Err(Error::invalid(format!(
            "{}: there is a calendar {known} already; it can be removed first",
            path.display()
        ))
        .with("file", path.display())
        .with("calendar", known));
    }
    Ok(registry.keep(calendar.name.clone(), calendar))
}

/// Removes the calendar of a name, if there is one. What uses it goes on with it.
pub(crate) fn remove(name: &str) {
    let mut registry = writing();
    if let Ok(key) = registry.key(name) {
        registry.named.remove(&key);
    }
}
