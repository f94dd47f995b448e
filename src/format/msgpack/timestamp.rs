//! MessagePack's own extension: points in time.

use super::super::json::{Fault, Parsed};

/// The extension's type.
pub(super) const TYPE: i8 = -1;

/// Seconds since 1970, and nanoseconds of the second, in any of the three forms.
fn parts(bytes: &[u8]) -> Parsed<(i64, u32)> {
    let parts = match bytes {
        [a, b, c, d] => (u32::from_be_bytes([*a, *b, *c, *d]).into(), 0),
        [a, b, c, d, e, f, g, h] => {
            let both = u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
            ((both & 0x3_ffff_ffff) as i64, (both >> 34) as u32)
        }
        [a, b, c, d, seconds @ ..] if let Some(seconds) = whole(seconds) => {
            (i64::from_be_bytes(*seconds), u32::from_be_bytes([*a, *b, *c, *d]))
        }
        _ => {
            return Err(Fault::new(format!(
                "a timestamp of {} bytes: expected 4, 8 or 12",
                bytes.len()
            )));
        }
    };
    if parts.1 > 999_999_999 {
        return Err(Fault::new(format!(
            "a timestamp of {} nanoseconds: expected less than a second",
            parts.1
        )));
    }
    Ok(parts)
}

fn whole(bytes: &[u8]) -> Option<&[u8; 8]> {
    bytes.try_into().ok()
}

/// Nanoseconds since 1970.
pub(super) fn nanos(bytes: &[u8]) -> Parsed<i64> {
    let (seconds, nanos) = parts(bytes)?;
    let total = i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    i64::try_from(total).map_err(|_| {
        Fault::new(format!(
            "a timestamp of {seconds} seconds since 1970 is none from 1677 to 2262, which nanoseconds can tell"
        ))
    })
}

/// In the form of ISO 8601.
pub(super) fn text(bytes: &[u8]) -> Parsed<String> {
    let (seconds, nanos) = parts(bytes)?;
    match jiff::Timestamp::new(seconds, nanos as i32) {
        Ok(timestamp) => Ok(timestamp.to_string()),
        Err(_) => Err(Fault::new(format!(
            "a timestamp of {seconds} seconds since 1970 is in no year from -9999 to 9999"
        ))),
    }
}
