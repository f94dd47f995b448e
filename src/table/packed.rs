//! Whole numbers in as little memory as their distances need.

use std::ops::Range;

/// Numbers, kept as distances from one that is at most the least of them: of 16, 24, 32 or 64 bits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Packed {
    least: u64,
    distances: Distances,
}

#[derive(Clone, Debug, PartialEq)]
enum Distances {
    Two(Box<[u16]>),
    /// Three bytes, the least first.
    Three(Box<[[u8; 3]]>),
    Four(Box<[u32]>),
    Eight(Box<[u64]>),
}

use Distances::{Eight, Four, Three, Two};

impl Packed {
    pub fn new(numbers: &[u64]) -> Self {
        let (least, most) = numbers.iter().fold((u64::MAX, 0), |(least, most), number| {
            (least.min(*number), most.max(*number))
        });
        let distances = numbers.iter().map(|number| number - least);
        let distances = match most.saturating_sub(least) {
            0..=0xFFFF => Two(distances.map(|distance| distance as u16).collect()),
            0x1_0000..=0xFF_FFFF => Three(distances.map(three_bytes).collect()),
            0x100_0000..=0xFFFF_FFFF => Four(distances.map(|distance| distance as u32).collect()),
            _ => Eight(distances.collect()),
        };
        Packed { least, distances }
    }

    #[inline]
    pub fn get(&self, index: usize) -> u64 {
        self.least
            + match &self.distances {
                Two(distances) => u64::from(distances[index]),
                Three(distances) => of_three_bytes(distances[index]),
                Four(distances) => u64::from(distances[index]),
                Eight(distances) => distances[index],
            }
    }

    /// Adds what `make` makes of the numbers at these indices to `out`, in their order.
    #[inline]
    pub fn extend<T>(&self, range: Range<usize>, make: impl Fn(u64) -> T, out: &mut Vec<T>) {
        let number = |distance: u64| make(self.least + distance);
        match &self.distances {
            Two(distances) => out.extend(distances[range].iter().map(|distance| number(u64::from(*distance)))),
            Three(distances) => out.extend(distances[range].iter().map(|bytes| number(of_three_bytes(*bytes)))),
            Four(distances) => out.extend(distances[range].iter().map(|distance| number(u64::from(*distance)))),
            Eight(distances) => out.extend(distances[range].iter().map(|distance| number(*distance))),
        }
    }

    /// Writes what `make` makes of the first numbers to `out`.
    pub fn write<T>(&self, make: impl Fn(u64) -> T, out: &mut [T]) {
        fn each<T, D: Copy>(distances: &[D], out: &mut [T], make: impl Fn(D) -> T) {
            out.iter_mut()
                .zip(distances)
                .for_each(|(out, distance)| *out = make(*distance));
        }
        let number = |distance: u64| make(self.least + distance);
        match &self.distances {
            Two(distances) => each(distances, out, |distance| number(u64::from(distance))),
            Three(distances) => each(distances, out, |bytes| number(of_three_bytes(bytes))),
            Four(distances) => each(distances, out, |distance| number(u64::from(distance))),
            Eight(distances) => each(distances, out, number),
        }
    }

    /// Puts another number in a place, if its distance needs no more bits than the others.
    pub fn set(&mut self, index: usize, number: u64) -> bool {
        let Some(distance) = number.checked_sub(self.least) else {
            return false;
        };
        match &mut self.distances {
            Two(distances) if distance <= 0xFFFF => distances[index] = distance as u16,
            Three(distances) if distance <= 0xFF_FFFF => distances[index] = three_bytes(distance),
            Four(distances) if distance <= 0xFFFF_FFFF => distances[index] = distance as u32,
            Eight(distances) => distances[index] = distance,
            _ => return false,
        }
        true
    }

    /// The same numbers and one more, with `index` of them before it.
    pub fn with(&self, index: usize, number: u64) -> Packed {
        fn with<T: Copy>(distances: &[T], index: usize, distance: T) -> Box<[T]> {
            let (before, behind) = distances.split_at(index);
            let mut all = Vec::with_capacity(distances.len() + 1);
            all.extend_from_slice(before);
            all.push(distance);
            all.extend_from_slice(behind);
            all.into_boxed_slice()
        }
        let distances = match (&self.distances, number.checked_sub(self.least)) {
            (Two(known), Some(distance @ ..=0xFFFF)) => Two(with(known, index, distance as u16)),
            (Three(known), Some(distance @ ..=0xFF_FFFF)) => Three(with(known, index, three_bytes(distance))),
            (Four(known), Some(distance @ ..=0xFFFF_FFFF)) => Four(with(known, index, distance as u32)),
            (Eight(known), Some(distance)) => Eight(with(known, index, distance)),
            _ => {
                let mut numbers = Vec::with_capacity(self.len() + 1);
                self.extend(0..self.len(), |number| number, &mut numbers);
                numbers.insert(index, number);
                return Packed::new(&numbers);
            }
        };
        Packed {
            least: self.least,
            distances,
        }
    }

    fn len(&self) -> usize {
        match &self.distances {
            Two(distances) => distances.len(),
            Three(distances) => distances.len(),
            Four(distances) => distances.len(),
            Eight(distances) => distances.len(),
        }
    }

    /// How many numbers are the same from the first on, and from the last on; nothing if that takes more than a look at
    /// the distances.
    pub fn common(&self, other: &Packed) -> (usize, usize) {
        fn common<T: PartialEq>(left: &[T], right: &[T]) -> (usize, usize) {
            let first = left.iter().zip(right).take_while(|(left, right)| left == right).count();
            let pairs = left.iter().rev().zip(right.iter().rev());
            (first, pairs.take_while(|(left, right)| left == right).count())
        }
        if self.least != other.least {
            return (0, 0);
        }
        match (&self.distances, &other.distances) {
            (Two(left), Two(right)) => common(left, right),
            (Three(left), Three(right)) => common(left, right),
            (Four(left), Four(right)) => common(left, right),
            (Eight(left), Eight(right)) => common(left, right),
            _ => (0, 0),
        }
    }

    /// The bytes of the distances.
    pub fn heap_size(&self) -> usize {
        match &self.distances {
            Two(distances) => size_of_val(&**distances),
            Three(distances) => size_of_val(&**distances),
            Four(distances) => size_of_val(&**distances),
            Eight(distances) => size_of_val(&**distances),
        }
    }
}

/// A number below 2^24.
fn three_bytes(number: u64) -> [u8; 3] {
    let [first, second, third, ..] = number.to_le_bytes();
    [first, second, third]
}

fn of_three_bytes([first, second, third]: [u8; 3]) -> u64 {
    u64::from(u32::from_le_bytes([first, second, third, 0]))
}

#[cfg(test)]
mod tests;
