//! Which source reads a topic.

use super::{Cancelled, Reading, Source, librdkafka, native};
use crate::error::Result;
use crate::spec::Fetcher;

/// Opens the source that the reading asks for, or librdkafka's where the other one cannot do what the properties say.
/// Waiting for answers ends when it is cancelled.
pub(crate) fn open(reading: &Reading<'_>, cancelled: Cancelled) -> Result<Box<dyn Source>> {
    let level = match reading.fetcher {
        Fetcher::Librdkafka => return librdkafka::open(reading, cancelled),
        Fetcher::Native => log::Level::Warn,
        Fetcher::Auto => log::Level::Info,
    };
    match native::Settings::of(reading.properties) {
        Ok(settings) => native::open(reading, settings, cancelled),
        Err(why) => {
            log::log!(level, "topic {:?} is fetched by librdkafka, since {why}", reading.topic);
            librdkafka::open(reading, cancelled)
        }
    }
}
