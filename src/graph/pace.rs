//! How long cycles take.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Classes of durations from one power of two of microseconds to the next, so that a class is 9% wide.
const STEPS: usize = 8;
/// The longest class ends after 2^32 microseconds, more than an hour.
const OCTAVES: usize = 32;

/// Counts durations by classes. Written by the session's thread, read by anybody.
pub(super) struct Pace {
    classes: [AtomicU64; STEPS * OCTAVES],
    nanos: AtomicU64,
}

impl Default for Pace {
    fn default() -> Self {
        Pace {
            classes: [const { AtomicU64::new(0) }; STEPS * OCTAVES],
            nanos: AtomicU64::new(0),
        }
    }
}

/// How many cycles a session has run, and how long they took. Quantiles are up to 9% too large.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CycleTimes {
    /// How many there were.
    pub count: u64,
    /// All together.
    pub total: Duration,
    /// Half of them took less.
    pub p50: Duration,
    /// 99 of 100 took less.
    pub p99: Duration,
    /// None took longer.
    pub longest: Duration,
}

/// The class of a duration.
fn class(time: Duration) -> usize {
    let micros = time.as_secs_f64() * 1e6;
    let class = (micros.max(1.0).log2() * STEPS as f64) as usize;
    class.min(STEPS * OCTAVES - 1)
}

/// Where a class ends.
fn end(class: usize) -> Duration {
    Duration::from_secs_f64(((class + 1) as f64 / STEPS as f64).exp2() / 1e6)
}

impl Pace {
    pub fn add(&self, time: Duration) {
        self.classes[class(time)].fetch_add(1, Ordering::Relaxed);
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    pub fn times(&self) -> CycleTimes {
        let counts: Vec<u64> = self.classes.iter().map(|class| class.load(Ordering::Relaxed)).collect();
        let count: u64 = counts.iter().sum();
        // The end of the class in which so many have been seen.
        let quantile = |wanted: u64| {
            let mut seen = 0;
            let class = counts.iter().position(|count| {
                seen += count;
                seen > 0 && seen >= wanted
            });
            class.map_or(Duration::ZERO, end)
        };
        CycleTimes {
            count,
            total: Duration::from_nanos(self.nanos.load(Ordering::Relaxed)),
            p50: quantile(count.div_ceil(2)),
            p99: quantile((count * 99).div_ceil(100)),
            longest: quantile(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_near_the_durations() {
        let pace = Pace::default();
        assert_eq!(pace.times(), CycleTimes::default());
        for micros in 1..=1000 {
            pace.add(Duration::from_micros(micros));
        }
        let times = pace.times();
        let near = |time: Duration, micros: f64| {
            let ratio = time.as_secs_f64() * 1e6 / micros;
            assert!((1.0..1.1).contains(&ratio), "{time:?} for {micros} µs");
        };
        near(times.p50, 500.0);
        near(times.p99, 990.0);
        near(times.longest, 1000.0);
        assert_eq!((times.count, times.total), (1000, Duration::from_micros(500_500)));
        pace.add(Duration::from_secs(100_000));
        assert!(pace.times().longest > Duration::from_secs(4000));
    }
}
