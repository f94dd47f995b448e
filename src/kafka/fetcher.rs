//! Which source reads a topic.

use std::sync::Arc;

use super::fallback::Fallback;
use super::{Cancelled, Reading, Source, librdkafka, native, subscription};
use crate::error::Result;
use crate::spec::Fetcher;

/// Opens the source that the reading asks for, or librdkafka's where the other one cannot do what the properties say.
/// Waiting for answers ends when it is cancelled.
pub(crate) fn open(reading: &Reading<'_>, cancelled: Cancelled) -> Result<Box<dyn Source>> {
    if let Some(membership) = reading.membership {
        return Ok(Box::new(subscription::open(reading, membership, cancelled)?));
    }
    let level = match reading.fetcher {
        Fetcher::Librdkafka => return librdkafka::open(reading, cancelled),
        Fetcher::Native => log::Level::Warn,
        Fetcher::Auto => log::Level::Info,
    };
    match native::Settings::of(reading.properties) {
        Ok(settings) => {
            let cancelled = Arc::new(cancelled);
            let of_native = cancelled.clone();
            match native::open(reading, settings, Box::new(move || of_native()))? {
                Ok(native) => Ok(Box::new(Fallback::new(native, reading, cancelled, level))),
                Err(lost) => Ok(Box::new(lost)),
            }
        }
        Err(why) => {
            log::log!(level, "topic {:?} is fetched by librdkafka, since {why}", reading.topic);
            librdkafka::open(reading, cancelled)
        }
    }
}
