//! Sorting pairs of numbers by the first.

/// Fewer pairs are compared with each other.
const FEW: usize = 1 << 10;

const DIGITS: usize = 8;
const VALUES: usize = 1 << 8;

/// Sorts pairs, whose second numbers ascend, by the first number and then by the second: a radix sort, least digit
/// first, that leaves out digits in which no two pairs differ.
pub(super) fn sort_pairs(pairs: &mut Vec<(u64, u64)>) {
    if pairs.len() < FEW {
        pairs.sort_unstable();
        return;
    }
    let mut counts = vec![[0usize; VALUES]; DIGITS];
    for (key, _) in pairs.iter() {
        for (digit, counts) in counts.iter_mut().enumerate() {
            counts[value(*key, digit)] += 1;
        }
    }
    let mut spare = vec![(0, 0); pairs.len()];
    for (digit, counts) in counts.iter().enumerate() {
        if counts.contains(&pairs.len()) {
            continue;
        }
        let mut next = [0usize; VALUES];
        let mut sum = 0;
        for (next, count) in next.iter_mut().zip(counts) {
            *next = sum;
            sum += count;
        }
        for pair in pairs.iter() {
            let place = &mut next[value(pair.0, digit)];
            spare[*place] = *pair;
            *place += 1;
        }
        std::mem::swap(pairs, &mut spare);
    }
}

fn value(key: u64, digit: usize) -> usize {
    (key >> (8 * digit)) as usize & (VALUES - 1)
}
