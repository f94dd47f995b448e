//! Avro's binary form of what has a length.

/// A zigzag number of a variable length.
#[inline]
pub(super) fn long(value: i64, bytes: &mut Vec<u8>) {
    let mut rest = (value << 1 ^ value >> 63) as u64;
    if rest < 0x80 {
        bytes.push(rest as u8);
        return;
    }
    let (mut buffer, mut len) = ([0; 10], 0);
    while rest >= 0x80 {
        buffer[len] = rest as u8 | 0x80;
        rest >>= 7;
        len += 1;
    }
    buffer[len] = rest as u8;
    bytes.extend_from_slice(&buffer[..=len]);
}

/// Bytes after their length.
#[inline]
pub(super) fn sized(value: &[u8], bytes: &mut Vec<u8>) {
    long(value.len() as i64, bytes);
    bytes.extend_from_slice(value);
}

/// What comes before a value of a union: the position of its type.
#[inline]
pub(super) fn branch(position: u32, bytes: &mut Vec<u8>) {
    long(i64::from(position), bytes);
}
