//! Decimals that are kept as texts, each with its own digits behind the point, as bytes that ascend with the numbers.

/// Appends the bytes of a decimal, `-12.50` or `1E+3`. Equal numbers have equal bytes, however many zeros end them.
pub(crate) fn write(text: &str, bytes: &mut Vec<u8>) {
    const NEGATIVE: u8 = 1;
    const ZERO: u8 = 2;
    const POSITIVE: u8 = 3;
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    let Some(first) = digits().position(|digit| digit != b'0') else {
        return bytes.push(ZERO);
    };
    let zeros = digits().rev().take_while(|digit| *digit == b'0').count();
    let last = whole.len() + fraction.len() - 1 - zeros;
    bytes.push(if negative { NEGATIVE } else { POSITIVE });
    let from = bytes.len();
    // The point's place, counted from the first digit that is not 0, says most.
    let place = exponent.parse::<i64>().unwrap_or(0) + whole.len() as i64 - first as i64;
    bytes.extend((place as u64 ^ 1 << 63).to_be_bytes());
    bytes.extend(digits().skip(first).take(last + 1 - first));
    bytes.push(0);
    if negative {
        bytes[from..].iter_mut().for_each(|byte| *byte = !*byte);
    }
}
