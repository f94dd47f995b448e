//! Whole numbers in as little memory as their distances need.

use std::ops::Range;

/// Numbers that do not change, kept as distances from the least of them: of 16, 32 or 64 bits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Packed {
    least: u64,
    distances: Distances,
}

#[derive(Clone, Debug, PartialEq)]
enum Distances {
    Short(Box<[u16]>),
    Middle(Box<[u32]>),
    Long(Box<[u64]>),
}

use Distances::{Long, Middle, Short};

impl Packed {
    pub fn new(numbers: &[u64]) -> Self {
        let (least, most) = numbers.iter().fold((u64::MAX, 0), |(least, most), number| {
            (least.min(*number), most.max(*number))
        });
        let distances = numbers.iter().map(|number| number - least);
        let distances = match most.saturating_sub(least) {
            0..=0xFFFF => Short(distances.map(|distance| distance as u16).collect()),
            0x1_0000..=0xFFFF_FFFF => Middle(distances.map(|distance| distance as u32).collect()),
            _ => Long(distances.collect()),
        };
        Packed { least, distances }
    }

    #[inline]
    pub fn get(&self, index: usize) -> u64 {
        self.least
            + match &self.distances {
                Short(distances) => u64::from(distances[index]),
                Middle(distances) => u64::from(distances[index]),
                Long(distances) => distances[index],
            }
    }

    /// Adds what `make` makes of the numbers at these indices to `out`, in their order.
    #[inline]
    pub fn extend<T>(&self, range: Range<usize>, make: impl Fn(u64) -> T, out: &mut Vec<T>) {
        let least = self.least;
        match &self.distances {
            Short(distances) => out.extend(
                distances[range]
                    .iter()
                    .map(|distance| make(least + u64::from(*distance))),
            ),
            Middle(distances) => out.extend(
                distances[range]
                    .iter()
                    .map(|distance| make(least + u64::from(*distance))),
            ),
            Long(distances) => out.extend(distances[range].iter().map(|distance| make(least + distance))),
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
            (Short(left), Short(right)) => common(left, right),
            (Middle(left), Middle(right)) => common(left, right),
            (Long(left), Long(right)) => common(left, right),
            _ => (0, 0),
        }
    }

    /// The bytes of the distances.
    pub fn heap_size(&self) -> usize {
        match &self.distances {
            Short(distances) => size_of_val(&**distances),
            Middle(distances) => size_of_val(&**distances),
            Long(distances) => size_of_val(&**distances),
        }
    }
}
