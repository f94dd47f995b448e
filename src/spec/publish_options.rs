//! What the `topictable.*` properties of a producer say.

use std::time::Duration;

use super::options::PUBLISH;
use super::{ConsumeOptions, OnError, Properties};
use crate::error::{Error, Result};

/// Everything that the mirrored API has no argument for.
#[derive(Debug, PartialEq)]
pub(crate) struct PublishOptions {
    /// `topictable.publish.on.error`, else `topictable.on.error`: what becomes of a row that cannot be written.
    pub on_error: OnError,
    /// `topictable.publish.header.NAME.column`: the names of headers and the columns of their values.
    pub headers: Vec<(String, String)>,
    /// `topictable.publish.close.timeout.ms`: how long the end waits for what is under way.
    pub close_timeout: Duration,
    /// `topictable.publish.send.offsets`: whether the offsets of the groups for which a table's topics are read become part
    /// of its transactions.
    pub send_offsets: bool,
}

/// The column of a header, whose name is in the place of `NAME`.
pub(crate) const PUBLISHED_HEADER: &str = "topictable.publish.header.NAME.column";

const CLOSE_TIMEOUT: Duration = Duration::from_secs(30);

impl PublishOptions {
    /// All names but [`PUBLISHED_HEADER`] that only producers have.
    pub const NAMES: [&str; 4] = [
        "topictable.publish.close.timeout.ms",
        "topictable.publish.on.error",
        "topictable.publish.send.offsets",
        "topictable.publish.transactional.id",
    ];

    /// Reads the properties; one that begins with `topictable.` and means nothing is an error. Those that are for
    /// consumers have no effect.
    pub fn from_properties(properties: &Properties) -> Result<Self> {
        // Refuses what consumers would refuse.
        let read = ConsumeOptions::from_properties(properties)?;
        let mut options = PublishOptions {
            on_error: read.on_error,
            headers: Vec::new(),
            close_timeout: CLOSE_TIMEOUT,
            send_offsets: true,
        };
        for (name, value) in properties {
            let rest = name
                .strip_prefix("topictable.")
                .and_then(|rest| rest.strip_prefix(PUBLISH));
            let Some(rest) = rest else { continue };
            options.set(name, rest, value.trim())?;
        }
        options.on_error.check_rows("topictable.on.error")?;
        Ok(options)
    }

    fn set(&mut self, name: &str, rest: &str, value: &str) -> Result<()> {
        match rest {
            "on.error" => self.on_error = OnError::of_rows(name, value)?,
            "close.timeout.ms" => {
                let millis = value.parse().map_err(|_| {
                    Error::invalid(format!(
                        "property {name} = {value:?}: expected a number of milliseconds"
                    ))
                    .with("property", name)
                })?;
                self.close_timeout = Duration::from_millis(millis);
            }
            "send.offsets" => {
                self.send_offsets = match value {
                    "true" => true,
                    "false" => false,
                    _ => {
                        let what = format!("property {name} = {value:?}: expected true or false");
                        return Err(Error::invalid(what).with("property", name));
                    }
                };
            }
            // The client's, which takes it from the properties.
            "transactional.id" => {}
            _ => {
                let header = rest
                    .strip_prefix("header.")
                    .and_then(|rest| rest.strip_suffix(".column"));
                let Some(header) = header.filter(|header| !header.is_empty() && !header.contains('\0')) else {
                    return Err(Error::invalid(format!(
                        "property {name} is not known: expected {} or {PUBLISHED_HEADER}",
                        Self::NAMES.join(", ")
                    ))
                    .with("property", name));
                };
                self.headers.push((header.to_owned(), value.to_owned()));
            }
        }
        Ok(())
    }
}
