//! Packed numbers against lists of them.

use proptest::prelude::*;

use super::*;

/// Numbers of which the distances need two, three, four or eight bytes.
fn numbers() -> impl Strategy<Value = Vec<u64>> {
    let widths = prop_oneof![Just(16u32), Just(24), Just(32), Just(63)];
    (widths, any::<u32>()).prop_flat_map(|(bits, least)| {
        let least = u64::from(least);
        proptest::collection::vec((0..1u64 << bits).prop_map(move |distance| least + distance), 1..20)
    })
}

proptest! {
    #[test]
    fn packed_numbers_are_those_that_were_given(
        mut numbers in numbers(),
        place in any::<proptest::sample::Index>(),
        other in prop_oneof![any::<u64>(), 0u64..1 << 33],
    ) {
        let mut packed = Packed::new(&numbers);
        let place = place.index(numbers.len());
        if packed.set(place, other) {
            numbers[place] = other;
        }
        let got: Vec<u64> = (0..numbers.len()).map(|index| packed.get(index)).collect();
        prop_assert_eq!(&got, &numbers);
        let mut written = vec![0; numbers.len()];
        packed.write(|number| number, &mut written);
        prop_assert_eq!(&written, &numbers);
        let more = packed.with(place, other);
        let mut wanted = numbers.clone();
        wanted.insert(place, other);
        prop_assert_eq!((0..wanted.len()).map(|index| more.get(index)).collect::<Vec<u64>>(), wanted);
        let mut some = vec![7];
        packed.extend(place..numbers.len(), |number| number, &mut some);
        prop_assert_eq!(&some[1..], &numbers[place..]);
    }

    #[test]
    fn what_is_said_to_be_common_is(left in numbers(), change in any::<proptest::sample::Index>(), other in any::<u32>()) {
        let mut right = left.clone();
        right[change.index(left.len())] = other.into();
        let (first, last) = Packed::new(&left).common(&Packed::new(&right));
        prop_assert_eq!(&left[..first], &right[..first]);
        prop_assert_eq!(&left[left.len() - last..], &right[right.len() - last..]);
    }
}

#[test]
fn near_numbers_take_two_bytes_each() {
    assert_eq!(Packed::new(&[1 << 60, (1 << 60) + 0xFFFF]).heap_size(), 4);
    assert_eq!(Packed::new(&[5, 0xFF_FFFF + 5]).heap_size(), 6);
    assert_eq!(Packed::new(&[0, 1 << 24]).heap_size(), 8);
    assert_eq!(Packed::new(&[0, u64::MAX]).heap_size(), 16);
    assert_eq!(Packed::new(&[]).heap_size(), 0);
}
