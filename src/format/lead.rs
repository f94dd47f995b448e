//! What is between two values: predicted from the record before, and compared fast.

/// For each member of an object, in order: the bytes before its value and what the value is wanted for.
#[derive(Clone, Default)]
pub(super) struct Predictions(Vec<Prediction>);

#[derive(Clone)]
struct Prediction {
    lead: Lead,
    want: Option<usize>,
}

/// Longer leads and further members are not predicted.
const MAX_LEAD: usize = 128;
const MAX_PREDICTIONS: usize = 4096;

impl Predictions {
    /// Steps over what is before a member's value, which begins at `at`, if it is the predicted one, and tells what the
    /// value is wanted for; none, and `at` is as it was, if not.
    #[inline]
    pub fn step_over(&self, bytes: &[u8], at: &mut usize, member: usize) -> Option<Option<usize>> {
        let prediction = self
            .0
            .get(member)
            .filter(|prediction| prediction.lead.is_at(bytes, *at))?;
        *at += prediction.lead.len();
        Some(prediction.want)
    }

    /// Predicts the same for the next record.
    pub fn learn(&mut self, member: usize, lead: &[u8], want: Option<usize>) {
        if lead.len() > MAX_LEAD || member >= MAX_PREDICTIONS {
            return;
        }
        let prediction = Prediction {
            lead: Lead::new(lead),
            want,
        };
        if member < self.0.len() {
            self.0[member] = prediction;
        } else if member == self.0.len() {
            self.0.push(prediction);
        }
    }
}

/// The bytes before a value: in JSON what follows the value before it, the field's name, and a colon.
#[derive(Clone)]
pub(super) struct Lead {
    bytes: Box<[u8]>,
    /// The first 16 as one number, and which bits of that are of the lead.
    first: u128,
    mask: u128,
}

impl Lead {
    pub fn new(bytes: &[u8]) -> Self {
        let sixteen = |byte: &dyn Fn(usize) -> u8| u128::from_le_bytes(std::array::from_fn(byte));
        Lead {
            bytes: bytes.into(),
            first: sixteen(&|index| bytes.get(index).copied().unwrap_or(0)),
            mask: sixteen(&|index| if index < bytes.len() { 0xff } else { 0 }),
        }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether this is what is there.
    #[inline]
    pub fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let Some(bytes) = bytes.get(at..) else {
            return false;
        };
        let Some((sixteen, others)) = bytes.split_first_chunk() else {
            return bytes.starts_with(&self.bytes);
        };
        (u128::from_le_bytes(*sixteen) ^ self.first) & self.mask == 0
            && self.bytes.get(16..).is_none_or(|rest| others.starts_with(rest))
    }
}

/// The eight bytes there, the first one lowest, with zeros after the end; none when there are less than eight in all.
#[inline]
pub(super) fn word_at(bytes: &[u8], at: usize) -> Option<u64> {
    if let Some(word) = bytes.get(at..at + 8) {
        return Some(u64::from_le_bytes(word.try_into().ok()?));
    }
    let word = u64::from_le_bytes(*bytes.last_chunk()?);
    let missing = at + 8 - bytes.len();
    Some(if missing < 8 { word >> (8 * missing) } else { 0 })
}
