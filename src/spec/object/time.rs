//! In which form times and dates are written.

use serde::{Deserialize, Serialize};

use super::DateTimePattern;

/// The form of a time or a date as text. The names are those of the constants of Java's `DateTimeFormatter`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DateTimeFormat {
    /// `2024-01-02T03:04:05Z`, with an offset instead of the Z or with a fraction.
    IsoInstant,
    /// The same, but the seconds may be left out.
    IsoOffsetDateTime,
    /// The same, perhaps with the name of a zone in brackets.
    IsoZonedDateTime,
    /// `2024-01-02`.
    IsoLocalDate,
    /// `2024-01-02`, perhaps with an offset, which does not count.
    IsoDate,
    /// `20240102`, likewise.
    BasicIsoDate,
    /// In letters that stand for what is there.
    Pattern(DateTimePattern),
}

/// The unit of a time that is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpochUnit {
    /// Seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
    /// Microseconds since 1970.
    EpochMicros,
    /// Nanoseconds since 1970.
    EpochNanos,
}
