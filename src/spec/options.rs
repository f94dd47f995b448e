//! What the `topictable.*` properties of a consumer say.

use std::collections::BTreeMap;
use std::env;

use super::{AvroEncoding, ColumnType, Properties, Role};
use crate::error::{Error, Result};

/// Everything that the mirrored API has no argument for.
#[derive(Debug, PartialEq)]
pub(crate) struct ConsumeOptions {
    /// `topictable.on.error`.
    pub on_error: OnError,
    /// `topictable.dead.letter.topic`: where bad records go.
    pub dead_letter_topic: Option<String>,
    /// `topictable.headers.column`: the column of all headers.
    pub headers: Option<String>,
    /// `topictable.header.NAME.column`: columns of single headers.
    pub header: Vec<HeaderColumn>,
    /// `topictable.start.time`, in milliseconds since 1970: where to start instead of at the offsets.
    pub start_time: Option<i64>,
    /// `topictable.end.offset` or `topictable.end.time`: where reading ends.
    pub end: Option<End>,
    /// `topictable.partitions.refresh.ms`: how often new partitions are looked for; 0 for never.
    pub refresh_millis: u64,
    /// `topictable.fetcher`: what fetches the records.
    pub fetcher: Fetcher,
    /// `topictable.subscribe` = `group`: whether the group decides which partitions are read.
    pub subscribes: bool,
    /// `topictable.memory.max`: the most bytes that the table may hold.
    pub memory_max: Option<u64>,
    /// `topictable.memory.policy`: whether more than that is a failure, or waits.
    pub memory_fails: bool,
}

/// What fetches records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fetcher {
    Librdkafka,
    /// This library, and librdkafka with a warning where this library cannot.
    Native,
    /// The same without a warning.
    Auto,
}

const FETCHERS: &str = "librdkafka, native or auto";
/// The environment variable with what fetches records where no property says it.
const FETCHER_VARIABLE: &str = "TOPICTABLE_FETCHER";

impl Fetcher {
    fn named(name: &str) -> Option<Self> {
        match name {
            "librdkafka" => Some(Fetcher::Librdkafka),
            "native" => Some(Fetcher::Native),
            "auto" => Some(Fetcher::Auto),
            _ => None,
        }
    }

    /// What the environment variable says, if there is one.
    fn preferred(variable: Option<String>) -> Result<Self> {
        let Some(name) = variable.filter(|name| !name.is_empty()) else {
            return Ok(Fetcher::Auto);
        };
        Fetcher::named(&name).ok_or_else(|| {
            Error::invalid(format!(
                "environment variable {FETCHER_VARIABLE} = {name:?}: expected {FETCHERS}"
            ))
        })
    }
}

/// What happens with a record that cannot be decoded, or a row that cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnError {
    /// The table fails, after all good rows.
    Fail,
    /// The record gives no row.
    Skip,
    /// The key's or the value's columns are null.
    Null,
    /// The record gives no row, and is written to another topic. Not for rows.
    DeadLetter,
}

/// A column of one header.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HeaderColumn {
    pub header: String,
    pub column: String,
    /// String or bytes.
    pub column_type: ColumnType,
}

/// Where reading ends.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// Before what is written after the call.
    Latest,
    /// Before this offset of each partition.
    Offset(i64),
    /// Before these offsets; partitions that are not mentioned are not read.
    Offsets(BTreeMap<i32, i64>),
    /// Before the first record at or after this time, in milliseconds since 1970.
    Time(i64),
}

/// The encoding of simple specs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SimpleEncoding {
    /// That of Kafka's own serializers.
    Binary,
    /// Numbers as decimal text.
    Text,
}

/// The column of a single header, whose name is in the place of `NAME`.
pub(crate) const HEADER_COLUMN: &str = "topictable.header.NAME.column";
/// Its type.
pub(crate) const HEADER_TYPE: &str = "topictable.header.NAME.type";

const DEFAULT_REFRESH_MILLIS: u64 = 30_000;

/// What the names of properties for publishing begin with, behind `topictable.`.
pub(super) const PUBLISH: &str = "publish.";

impl OnError {
    /// The policy for records.
    fn of(name: &str, value: &str) -> Result<Self> {
        Self::named(value).ok_or_else(|| {
            Error::invalid(format!(
                "property {name} = {value:?}: expected fail, skip, null or dead-letter"
            ))
            .with("property", name)
        })
    }

    /// The policy for rows.
    pub(super) fn of_rows(name: &str, value: &str) -> Result<Self> {
        let policy = Self::named(value).ok_or_else(|| {
            Error::invalid(format!("property {name} = {value:?}: expected fail, skip or null")).with("property", name)
        })?;
        policy.check_rows(name)
    }

    /// Refuses a policy for records alone, which the property of this name has given.
    pub(super) fn check_rows(self, name: &str) -> Result<Self> {
        if self != OnError::DeadLetter {
            return Ok(self);
        }
        Err(Error::unsupported(format!(
            "property {name} = dead-letter is for tables of topics: expected topictable.publish.on.error to be fail, skip or \
             null, since a row that cannot be written is no record"
        ))
        .with("property", name))
    }

    fn named(name: &str) -> Option<Self> {
        match name {
            "fail" => Some(OnError::Fail),
            "skip" => Some(OnError::Skip),
            "null" => Some(OnError::Null),
            "dead-letter" => Some(OnError::DeadLetter),
            _ => None,
        }
    }
}

impl ConsumeOptions {
    /// All names but [`HEADER_COLUMN`] and [`HEADER_TYPE`].
    pub const NAMES: [&str; 19] = [
        "topictable.avro.encoding",
        "topictable.dead.letter.topic",
        "topictable.end.offset",
        "topictable.end.time",
        "topictable.fetcher",
        "topictable.headers.column",
        "topictable.key.avro.encoding",
        "topictable.key.simple.encoding",
        "topictable.memory.max",
        "topictable.memory.policy",
        "topictable.on.error",
        "topictable.partitions.refresh.ms",
        "topictable.schema.id.bytes",
        "topictable.schema.retry.ms",
        "topictable.simple.encoding",
        "topictable.start.time",
        "topictable.subscribe",
        "topictable.value.avro.encoding",
        "topictable.value.simple.encoding",
    ];

    /// Reads the properties; one that begins with `topictable.` and means nothing is an error. Those that are for publishing
    /// have no effect.
    pub fn from_properties(properties: &Properties) -> Result<Self> {
        let mut options = ConsumeOptions {
            on_error: OnError::Fail,
            dead_letter_topic: None,
            headers: None,
            header: Vec::new(),
            start_time: None,
            end: None,
            refresh_millis: DEFAULT_REFRESH_MILLIS,
            fetcher: Fetcher::preferred(env::var(FETCHER_VARIABLE).ok())?,
            subscribes: false,
            memory_max: None,
            memory_fails: false,
        };
        for (name, value) in properties {
            let Some(rest) = name.strip_prefix("topictable.") else {
                continue;
            };
            if rest.starts_with(PUBLISH) {
                continue;
            }
            // The names are looked up, so that none is read that documentation and tests do not know of.
            if Self::NAMES.contains(&name.as_str()) {
                options.set(name, rest, value.trim())?;
            } else {
                options.set_header(name, rest, value.trim(), properties)?;
            }
        }
        Ok(options)
    }

    /// Where the bad records of a topic are written to; none where they are not.
    pub fn dead_letters_of(&self, topic: &str) -> Result<Option<&str>> {
        if self.on_error != OnError::DeadLetter {
            return Ok(None);
        }
        let name = "topictable.dead.letter.topic";
        match &self.dead_letter_topic {
            Some(to) if to == topic => Err(Error::invalid(format!(
                "property {name} = {to:?} is the topic that is read: expected another one"
            ))
            .with("property", name)),
            Some(to) => Ok(Some(to)),
            None => Err(Error::invalid(format!(
                "property {name} is missing: expected the topic to which topictable.on.error = dead-letter writes bad records"
            ))
            .with("property", name)),
        }
    }

    fn set(&mut self, name: &str, rest: &str, value: &str) -> Result<()> {
        let wrong = |expected: &str| {
            Error::invalid(format!("property {name} = {value:?}: expected {expected}")).with("property", name)
        };
        match rest {
            "on.error" => {
                self.on_error = OnError::of(name, value)?;
            }
            "dead.letter.topic" => self.dead_letter_topic = (!value.is_empty()).then(|| value.to_owned()),
            "headers.column" => self.headers = (!value.is_empty()).then(|| value.to_owned()),
            "start.time" => self.start_time = Some(time(value).ok_or_else(|| wrong(TIME))?),
            "end.offset" => self.set_end(end_offset(value).ok_or_else(|| wrong(END_OFFSET))?, name)?,
            "end.time" => self.set_end(End::Time(time(value).ok_or_else(|| wrong(TIME))?), name)?,
            "fetcher" => self.fetcher = Fetcher::named(value).ok_or_else(|| wrong(FETCHERS))?,
            "subscribe" => {
                self.subscribes = match value {
                    "assign" => false,
                    "group" => true,
                    _ => return Err(wrong("assign or group")),
                }
            }
            "partitions.refresh.ms" => {
                self.refresh_millis = value
                    .parse()
                    .map_err(|_| wrong("a number of milliseconds, 0 for never"))?;
            }
            // Used by those who ask a schema registry.
            "schema.id.bytes" if ["4", "8"].contains(&value) => {}
            "schema.id.bytes" => return Err(wrong("4 or 8")),
            "schema.retry.ms" => {
                value
                    .parse::<u64>()
                    .map_err(|_| wrong("a number of milliseconds, 0 for one attempt"))?;
            }
            "memory.max" => self.memory_max = Some(bytes(value).ok_or_else(|| wrong("bytes, such as 512m or 2g"))?),
            "memory.policy" => {
                self.memory_fails = match value {
                    "pause" => false,
                    "fail" => true,
                    _ => return Err(wrong("pause or fail")),
                }
            }
            "simple.encoding" | "key.simple.encoding" | "value.simple.encoding" => {
                encoding(value).ok_or_else(|| wrong("binary or text"))?;
            }
            "avro.encoding" | "key.avro.encoding" | "value.avro.encoding" => {
                AvroEncoding::named(value).ok_or_else(|| wrong("confluent, single-object or raw"))?;
            }
            _ => return Err(unknown(name)),
        }
        Ok(())
    }

    fn set_end(&mut self, end: End, name: &str) -> Result<()> {
        if self.end.replace(end).is_some() {
            return Err(Error::invalid(
                "topictable.end.offset and topictable.end.time are both there: expected one of them",
            )
            .with("property", name));
        }
        Ok(())
    }

    fn set_header(&mut self, name: &str, rest: &str, value: &str, properties: &Properties) -> Result<()> {
        let header = rest.strip_prefix("header.").ok_or_else(|| unknown(name))?;
        if let Some(header) = header.strip_suffix(".type") {
            let column = HEADER_COLUMN.replace("NAME", header);
            if properties.contains_key(&column) {
                return Ok(());
            }
            return Err(
                Error::invalid(format!("property {name} has no effect without {column}")).with("property", name),
            );
        }
        let header = header.strip_suffix(".column").ok_or_else(|| unknown(name))?;
        if value.is_empty() {
            return Ok(());
        }
        let type_property = HEADER_TYPE.replace("NAME", header);
        let column_type = match properties.get(&type_property).map(|text| text.trim()) {
            None | Some("string" | "String") => ColumnType::String,
            Some("bytes" | "byte[]") => ColumnType::Bytes,
            Some(other) => {
                return Err(Error::invalid(format!(
                    "property {type_property} = {other:?}: expected string or bytes"
                ))
                .with("property", type_property));
            }
        };
        self.header.push(HeaderColumn {
            header: header.to_owned(),
            column: value.to_owned(),
            column_type,
        });
        Ok(())
    }
}

impl SimpleEncoding {
    /// That of the key or of the value: `topictable.key.simple.encoding`, or `topictable.simple.encoding` for both.
    pub fn of(role: Role, properties: &Properties) -> Self {
        let own = properties.get(&format!("topictable.{role}.simple.encoding"));
        own.or_else(|| properties.get("topictable.simple.encoding"))
            .and_then(|value| encoding(value.trim()))
            .unwrap_or(SimpleEncoding::Binary)
    }
}

impl AvroEncoding {
    /// That of the key or of the value: `topictable.key.avro.encoding`, or `topictable.avro.encoding` for both.
    pub(crate) fn of(role: Role, properties: &Properties) -> Self {
        let own = properties.get(&format!("topictable.{role}.avro.encoding"));
        own.or_else(|| properties.get("topictable.avro.encoding"))
            .and_then(|value| AvroEncoding::named(value.trim()))
            .unwrap_or_default()
    }

    fn named(name: &str) -> Option<Self> {
        match name {
            "confluent" => Some(AvroEncoding::Confluent),
            "single-object" => Some(AvroEncoding::SingleObject),
            "raw" => Some(AvroEncoding::Raw),
            _ => None,
        }
    }
}

fn unknown(name: &str) -> Error {
    Error::invalid(format!("property {name} is not known")).with("property", name)
}

fn encoding(value: &str) -> Option<SimpleEncoding> {
    match value {
        "binary" => Some(SimpleEncoding::Binary),
        "text" => Some(SimpleEncoding::Text),
        _ => None,
    }
}

const TIME: &str = "a time such as 2024-01-02T03:04:05Z, or milliseconds since 1970";
const END_OFFSET: &str = "latest, an offset, or PARTITION:OFFSET,PARTITION:OFFSET,…";

fn time(value: &str) -> Option<i64> {
    value.parse().ok().or_else(|| {
        let time: jiff::Timestamp = value.parse().ok()?;
        Some(time.as_millisecond())
    })
}

fn end_offset(value: &str) -> Option<End> {
    let offset = |text: &str| text.trim().parse().ok().filter(|offset: &i64| *offset >= 0);
    if value == "latest" {
        return Some(End::Latest);
    }
    if let Some(offset) = offset(value) {
        return Some(End::Offset(offset));
    }
    let pair = |pair: &str| {
        let (partition, end) = pair.split_once(':')?;
        Some((partition.trim().parse().ok()?, offset(end)?))
    };
    value.split(',').map(pair).collect::<Option<_>>().map(End::Offsets)
}

/// A number of bytes, with k, m or g for powers of 1,024.
fn bytes(value: &str) -> Option<u64> {
    let lower = value.to_ascii_lowercase();
    let (number, shift) = match lower.strip_suffix(['k', 'm', 'g']) {
        Some(number) => match lower.as_bytes().last() {
            Some(b'k') => (number, 10),
            Some(b'm') => (number, 20),
            _ => (number, 30),
        },
        None => (lower.as_str(), 0),
    };
    number.trim().parse::<u64>().ok()?.checked_mul(1 << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_what_fetches() {
        let preferred = |name: &str| Fetcher::preferred(Some(name.to_owned()));
        assert_eq!(Fetcher::preferred(None).unwrap(), Fetcher::Auto);
        assert_eq!(preferred("").unwrap(), Fetcher::Auto);
        assert_eq!(preferred("librdkafka").unwrap(), Fetcher::Librdkafka);
        assert_eq!(preferred("native").unwrap(), Fetcher::Native);
        assert_eq!(
            preferred("mine").unwrap_err().message(),
            "environment variable TOPICTABLE_FETCHER = \"mine\": expected librdkafka, native or auto"
        );
    }
}
