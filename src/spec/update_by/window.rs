//! How far an operation looks.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How fast a value loses its weight: after so many rows, or so much time, it has 1/e of it.
///
/// ```
/// use std::time::Duration;
/// use topictable::Decay;
/// assert_eq!(Decay::from(2.5).to_string(), "2.5");
/// assert_eq!(Decay::from(("Time", Duration::from_secs(30))).to_string(), "Time, PT30S");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Decay {
    /// By rows of the group.
    Ticks(#[serde(with = "crate::spec::variables::real")] f64),
    /// By a column of Instants.
    Time {
        /// The column.
        column: String,
        /// Nanoseconds.
        nanos: i64,
    },
}

/// Which rows of its group a row looks at. A row is in its own window unless a number is negative.
///
/// ```
/// use std::time::Duration;
/// use topictable::Window;
/// let last_three = Window::from(3);
/// let from_two_before_to_one_behind = Window::from((3, 1));
/// let last_minute = Window::from(("Time", Duration::from_secs(60)));
/// # assert_eq!(last_three.to_string(), "3");
/// # assert_eq!(from_two_before_to_one_behind.to_string(), "3, 1");
/// # assert_eq!(last_minute.to_string(), "Time, PT1M");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    /// So many rows, the row itself being the last of `reverse`, and so many behind it.
    Ticks {
        /// The row itself and those before it.
        reverse: i64,
        /// The rows behind it.
        #[serde(default)]
        forward: i64,
    },
    /// The rows whose Instants are no more than so many nanoseconds before, and behind, that of the row.
    Time {
        /// The column of the Instants.
        column: String,
        /// Nanoseconds before.
        reverse: i64,
        /// Nanoseconds behind.
        #[serde(default)]
        forward: i64,
    },
}

impl Window {
    /// The column of Instants, if there is one.
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Window::Ticks { .. } => None,
            Window::Time { column, .. } => Some(column),
        }
    }

    /// How far it reaches before the row, and behind it.
    pub(crate) fn reach(&self) -> (i64, i64) {
        match self {
            Window::Ticks { reverse, forward } | Window::Time { reverse, forward, .. } => (*reverse, *forward),
        }
    }
}

/// At most what fits into nanoseconds of 64 bits, which is 292 years.
fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

impl From<f64> for Decay {
    fn from(ticks: f64) -> Self {
        Decay::Ticks(ticks)
    }
}

impl<S: Into<String>> From<(S, Duration)> for Decay {
    fn from((column, duration): (S, Duration)) -> Self {
        Decay::Time {
            column: column.into(),
            nanos: nanos(duration),
        }
    }
}

impl From<i64> for Window {
    fn from(reverse: i64) -> Self {
        Window::Ticks { reverse, forward: 0 }
    }
}

impl From<(i64, i64)> for Window {
    fn from((reverse, forward): (i64, i64)) -> Self {
        Window::Ticks { reverse, forward }
    }
}

impl<S: Into<String>> From<(S, Duration)> for Window {
    fn from((column, reverse): (S, Duration)) -> Self {
        (column, reverse, Duration::ZERO).into()
    }
}

impl<S: Into<String>> From<(S, Duration, Duration)> for Window {
    fn from((column, reverse, forward): (S, Duration, Duration)) -> Self {
        Window::Time {
            column: column.into(),
            reverse: nanos(reverse),
            forward: nanos(forward),
        }
    }
}

/// Nanoseconds as an ISO duration.
fn iso(nanos: i64) -> String {
    jiff::SignedDuration::from_nanos(nanos).to_string()
}

impl fmt::Display for Decay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Decay::Ticks(ticks) => write!(f, "{ticks}"),
            Decay::Time { column, nanos } => write!(f, "{column}, {}", iso(*nanos)),
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Window::Ticks { reverse, forward: 0 } => write!(f, "{reverse}"),
            Window::Ticks { reverse, forward } => write!(f, "{reverse}, {forward}"),
            Window::Time {
                column,
                reverse,
                forward: 0,
            } => write!(f, "{column}, {}", iso(*reverse)),
            Window::Time {
                column,
                reverse,
                forward,
            } => write!(f, "{column}, {}, {}", iso(*reverse), iso(*forward)),
        }
    }
}
