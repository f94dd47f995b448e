//! How a record says which schema it was written with.

use crate::error::{Error, Result};
use crate::spec::Properties;

/// A zero byte, then the schema's id in 4 bytes (Confluent's form) or 8 (Apicurio's own), big-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Framing {
    /// The length of the whole prefix: 5 or 9.
    len: usize,
}

const ID_BYTES: &str = "topictable.schema.id.bytes";
/// Apicurio's own property, which names one of its Java classes.
const ID_HANDLER: &str = "apicurio.registry.id-handler";
/// Which of Apicurio's two ids of a schema records have; and whether they have it in a header.
const USE_ID: &str = "apicurio.registry.use-id";
const HEADERS: &str = "apicurio.registry.headers.enabled";

impl Framing {
    /// The length of the longest prefix.
    pub const LONGEST: usize = 9;

    /// That of the properties: `topictable.schema.id.bytes`, else what `apicurio.registry.id-handler` names, else
    /// Confluent's. Ids that the registry's API does not have are refused.
    pub fn of(properties: &Properties) -> Result<Self> {
        // The same number is another schema there: guessing would read records wrongly.
        if let Some(id) = properties.get(USE_ID).filter(|id| id.trim() != "contentId") {
            return Err(Error::unsupported(format!(
                "property {USE_ID} is {id:?}: expected contentId, the ids of Apicurio's API for Confluent's clients"
            ))
            .with("property", USE_ID));
        }
        if properties.get(HEADERS).is_some_and(|value| value.trim() == "true") {
            return Err(Error::unsupported(format!(
                "property {HEADERS} is true: ids in headers are not supported, only those before a record"
            ))
            .with("property", HEADERS));
        }
        let bytes = match (properties.get(ID_BYTES), properties.get(ID_HANDLER)) {
            (Some(bytes), _) => match bytes.trim() {
                "4" => 4,
                "8" => 8,
                _ => return Err(wrong(ID_BYTES, bytes, "4 or 8")),
            },
            (None, Some(class)) => match class.trim().rsplit('.').next().unwrap_or_default() {
                "Default4ByteIdHandler" | "Legacy4ByteIdHandler" => 4,
                "DefaultIdHandler" | "Legacy8ByteIdHandler" => 8,
                _ => {
                    let expected = "Apicurio's Default4ByteIdHandler, Legacy4ByteIdHandler, DefaultIdHandler or \
                                    Legacy8ByteIdHandler";
                    return Err(wrong(ID_HANDLER, class, expected));
                }
            },
            (None, None) => 4,
        };
        Ok(Framing { len: 1 + bytes })
    }

    /// The number of bytes before the encoded record: 5 or 9.
    #[inline]
    pub fn len(self) -> usize {
        self.len
    }

    /// The schema's id; none when the payload does not begin with a prefix.
    #[inline]
    pub fn id(self, payload: &[u8]) -> Option<i64> {
        let (0, id) = payload.get(..self.len)?.split_first()? else {
            return None;
        };
        Some(id.iter().fold(0, |id, byte| id << 8 | i64::from(*byte)))
    }

    /// The prefix of records of a schema's id.
    ///
    /// # Errors
    /// An id that has no place in it.
    pub fn prefix(self, id: i64) -> Result<Box<[u8]>> {
        let bytes = id.to_be_bytes();
        let (extra, kept) = bytes.split_at(9 - self.len);
        if id < 0 || extra.iter().any(|byte| *byte != 0) {
            return Err(Error::invalid(format!(
                "schema id {id} does not fit in {} bytes",
                self.len - 1
            )));
        }
        Ok([&[0], kept].concat().into())
    }

    /// Why a payload without an id is bad.
    #[cold]
    pub fn fault(self, payload: &[u8]) -> String {
        let len = self.len;
        match payload.first() {
            Some(0) => format!(
                "it has {} bytes: expected a zero byte and the {} of a schema's id",
                payload.len(),
                len - 1
            ),
            Some(other) => format!(
                "unknown magic byte {other}: expected a zero byte and the {} of a schema's id",
                len - 1
            ),
            None => format!("it is empty: expected a zero byte and the {} of a schema's id", len - 1),
        }
    }
}

fn wrong(name: &'static str, value: &str, expected: &str) -> Error {
    Error::invalid(format!("property {name} = {value:?}: expected {expected}")).with("property", name)
}
