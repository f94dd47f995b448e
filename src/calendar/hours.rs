//! Hours of business.

/// A stretch of business: within a day, in nanoseconds since midnight, or in time, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hours {
    pub from: i64,
    pub until: i64,
    /// Whether the last nanosecond is one of business.
    pub inclusive: bool,
}

impl Hours {
    pub fn nanos(&self) -> i64 {
        self.until - self.from + i64::from(self.inclusive)
    }

    /// The business before a time.
    pub fn elapsed(&self, at: i64) -> i64 {
        match at {
            at if at <= self.from => 0,
            at if at > self.until => self.nanos(),
            at => at - self.from,
        }
    }

    pub fn contains(&self, at: i64) -> bool {
        self.from <= at && (at < self.until || (self.inclusive && at == self.until))
    }
}
