//! Sorting pairs of numbers by the first.

/// Fewer pairs are compared with each other.
const FEW: usize = 1 << 10;

/// The bits of a digit, and the digits that are looked at together.
const BITS: u32 = 8;
const DIGITS: u32 = 4;
const VALUES: usize = 1 << BITS;

/// Sorts pairs, whose second numbers ascend, by the first number and then by the second.
///
/// A radix sort, least digit first, of the highest 32 bits in which the numbers differ. Those that are equal there, most
/// often a few, are sorted again by the bits below.
pub(super) fn sort_pairs(pairs: &mut [(u64, u64)]) {
    let mut spare = Vec::new();
    sort_with(pairs, &mut spare);
}

fn sort_with(pairs: &mut [(u64, u64)], spare: &mut Vec<(u64, u64)>) {
    if pairs.len() < FEW {
        pairs.sort_unstable();
        return;
    }
    // The bits in which any two numbers differ, and whether there is anything to do.
    let first = pairs[0].0;
    let (mut differ, mut is_sorted, mut last) = (0, true, first);
    for (key, _) in pairs.iter() {
        differ |= key ^ first;
        is_sorted &= last <= *key;
        last = *key;
    }
    if is_sorted {
        return;
    }
    let shift = (u64::BITS - differ.leading_zeros()).saturating_sub(BITS * DIGITS);
    sort_digits(pairs, spare, shift);
    if shift == 0 {
        return;
    }
    let mut rest = pairs;
    while let Some(first) = rest.first() {
        let high = first.0 >> shift;
        let equal = rest.iter().take_while(|pair| pair.0 >> shift == high).count();
        let (run, behind) = rest.split_at_mut(equal);
        // In a run of equal high bits the others are fewer: this ends.
        if run.len() > 1 {
            sort_with(run, spare);
        }
        rest = behind;
    }
}

/// Sorts by the digits from the bit `shift` on; pairs that are equal in them stay in their order.
fn sort_digits(pairs: &mut [(u64, u64)], spare: &mut Vec<(u64, u64)>, shift: u32) {
    let digit = |key: u64, number: u32| (key >> shift >> (BITS * number)) as usize & (VALUES - 1);
    let mut counts = [[0usize; VALUES]; DIGITS as usize];
    for (key, _) in pairs.iter() {
        for (number, counts) in (0..).zip(&mut counts) {
            counts[digit(*key, number)] += 1;
        }
    }
    if spare.len() < pairs.len() {
        spare.resize(pairs.len(), (0, 0));
    }
    let spare = &mut spare[..pairs.len()];
    let mut is_spare = false;
    for (number, counts) in (0..).zip(&mut counts) {
        if counts.contains(&pairs.len()) {
            continue;
        }
        let mut sum = 0;
        for count in counts.iter_mut() {
            sum += std::mem::replace(count, sum);
        }
        let (from, to): (&[_], &mut [_]) = if is_spare { (spare, pairs) } else { (pairs, spare) };
        for pair in from {
            let place = &mut counts[digit(pair.0, number)];
            to[*place] = *pair;
            *place += 1;
        }
        is_spare = !is_spare;
    }
    if is_spare {
        pairs.copy_from_slice(spare);
    }
}
