//! Numbers and lengths, as the wire format has them.

/// Appends a number, seven bits a byte.
#[inline]
pub(super) fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The number for which small numbers of both signs have few bytes.
#[inline]
pub(super) fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// The bytes of a field's tag.
pub(super) fn tag(number: u32, wire: u32) -> Box<[u8]> {
    let mut bytes = Vec::new();
    varint(u64::from(number << 3 | wire), &mut bytes);
    bytes.into()
}

/// Appends bytes after their number.
#[inline]
pub(super) fn bytes(value: &[u8], out: &mut Vec<u8>) {
    varint(value.len() as u64, out);
    out.extend_from_slice(value);
}

/// Appends what `write` appends after the number of its bytes. Most are short, so that one byte is kept for the number.
#[inline]
pub(super) fn sized<E>(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
    let at = out.len();
    out.push(0);
    write(out)?;
    let len = out.len() - at - 1;
    if len < 0x80 {
        out[at] = len as u8;
    } else {
        make_room(at, len, out);
    }
    Ok(())
}

/// Writes a number of more than one byte before the bytes that it counts, for which there is one.
fn make_room(at: usize, len: usize, out: &mut Vec<u8>) {
    let end = out.len();
    varint(len as u64, out);
    let extra = out.len() - end - 1;
    let mut number = [0; 10];
    number[..=extra].copy_from_slice(&out[end..]);
    out.truncate(end + extra);
    out.copy_within(at + 1..end, at + 1 + extra);
    out[at..=at + extra].copy_from_slice(&number[..=extra]);
}
