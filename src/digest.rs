//! t-digests: summaries of many numbers, of a bounded size, which tell what their quantiles are close to.
//!
//! A cell of a table is the bytes in which Apache DataSketches keeps one (`tdigest<double>` in C++, `TDigestDouble` in
//! Java), so that every program with one of its libraries can read them.

use std::fmt::{self, Display};

use datasketches::tdigest::{TDigest, TDigestMut};

use crate::error::{Error, Result};
use crate::text::double;

/// The compression where none is given, as in the mirrored API.
pub(crate) const COMPRESSION: f64 = 100.0;

/// So many numbers may be apart from the centroids: they are sorted anew for each digest that is asked for.
const APART: u64 = 64;

/// What numbers are added to. Which digest it becomes depends on the order in which they come.
#[derive(Clone)]
pub(crate) struct Sketch(TDigestMut);

impl Sketch {
    /// A digest of nothing. The compression is rounded up, and is 10 to 65,535 then.
    pub fn new(compression: f64) -> Result<Self> {
        if compression.is_nan() || compression < 1.0 {
            return Err(Error::invalid(format!(
                "the compression {compression} of a t-digest is not 1 or more"
            )));
        }
        let compression = compression.ceil().clamp(10.0, f64::from(u16::MAX)) as u16;
        let sketch = TDigestMut::new(compression).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Sketch(sketch))
    }

    /// Adds a number. NaN and the infinities are left out; minus zero is zero.
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.0.update(value + 0.0);
        if self.0.total_weight().is_multiple_of(APART) {
            // The library merges what is apart, but for this, only every thousand numbers.
            let _ = self.0.quantile(0.0);
        }
    }

    /// Adds numbers of which no digest is asked for in between.
    pub fn extend(&mut self, values: impl IntoIterator<Item = f64>) {
        values.into_iter().for_each(|value| self.0.update(value + 0.0));
    }

    /// Adds all numbers of another digest.
    pub fn merge(&mut self, digest: &[u8]) -> Result<(), String> {
        let other = TDigestMut::deserialize(digest).map_err(unreadable)?;
        let size = self.0.total_weight().checked_add(other.total_weight());
        size.ok_or("these are digests of more numbers than can be counted")?;
        self.0.merge(&other);
        Ok(())
    }

    /// The digest of what has been added. Asking for it changes nothing of what becomes of numbers that are added later.
    pub fn digest(&self) -> Vec<u8> {
        self.0.clone().serialize()
    }
}

/// A digest that is read.
pub(crate) struct Digest(TDigest);

/// How many bytes there are before the centroids, and in each.
const HEADER: usize = 32;
const CENTROID: usize = 16;

impl Digest {
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        TDigest::deserialize(bytes).map(Digest).map_err(unreadable)
    }

    /// How many numbers have been added.
    pub fn size(&self) -> u64 {
        self.0.total_weight()
    }

    /// The least number; infinity if there is none.
    pub fn min(&self) -> f64 {
        self.0.min_value().unwrap_or(f64::INFINITY)
    }

    /// The greatest number; minus infinity if there is none.
    pub fn max(&self) -> f64 {
        self.0.max_value().unwrap_or(f64::NEG_INFINITY)
    }

    pub fn compression(&self) -> f64 {
        f64::from(self.0.k())
    }

    /// The number below which this fraction of all is; NaN if there is none.
    pub fn quantile(&self, fraction: f64) -> Result<f64, String> {
        if !(0.0..=1.0).contains(&fraction) {
            return Err(format!("the quantile {fraction} is not within 0 and 1"));
        }
        let quantile = self.0.quantile(fraction).map_err(|error| error.to_string())?;
        Ok(quantile.unwrap_or(f64::NAN))
    }

    /// Which fraction of all numbers is below this one, those that are equal to it half; NaN if there is none.
    ///
    /// The library's rank takes a number that is alone for one of many around it. This is exact where all are alone.
    pub fn cdf(&self, x: f64) -> Result<f64, String> {
        let (min, max, size) = (self.min(), self.max(), self.size() as f64);
        if x.is_nan() {
            return Err("NaN has no place among the numbers of a t-digest".to_owned());
        }
        if size == 0.0 {
            return Ok(f64::NAN);
        }
        if x < min || x > max {
            return Ok(if x < min { 0.0 } else { 1.0 });
        }
        let centroids = self.centroids();
        let (below, others) = centroids.split_at(centroids.partition_point(|centroid| centroid.mean < x));
        let equal = &others[..others.partition_point(|centroid| centroid.mean <= x)];
        let weight = |centroids: &[Centroid]| centroids.iter().map(|centroid| centroid.weight).sum::<f64>();
        let before = weight(below);
        let rank = if !equal.is_empty() {
            before + weight(equal) / 2.0
        } else if x == min {
            0.5
        } else if x == max {
            size - 0.5
        } else {
            // The least and the greatest number are alone, too.
            let left = below.last().map(|left| (left.mean, before - left.spread()));
            let right = others.first().map(|right| (right.mean, before + right.spread()));
            let (left, above_left) = left.unwrap_or((min, 1.0));
            let (right, below_right) = right.unwrap_or((max, size - 1.0));
            // Halves, whose differences are finite.
            let way = (x / 2.0 - left / 2.0) / (right / 2.0 - left / 2.0);
            above_left + (below_right - above_left) * way
        };
        Ok(rank / size)
    }

    /// In order.
    pub fn centroids(&self) -> Vec<Centroid> {
        let bytes = match self.size() {
            0 => return Vec::new(),
            // Without weights.
            1 => {
                let mean = self.min();
                return vec![Centroid { mean, weight: 1.0 }];
            }
            _ => self.0.serialize(),
        };
        let centroids = bytes.get(HEADER..).unwrap_or_default().chunks_exact(CENTROID);
        let centroids = centroids.filter_map(|centroid| {
            let (mean, weight) = centroid.split_first_chunk()?;
            Some(Centroid {
                mean: f64::from_le_bytes(*mean),
                weight: u64::from_le_bytes(*weight.first_chunk()?) as f64,
            })
        });
        centroids.collect()
    }
}

/// Numbers that are near each other.
pub(crate) struct Centroid {
    mean: f64,
    /// How many they are.
    weight: f64,
}

impl Centroid {
    /// How many of them are on each side of their mean.
    fn spread(&self) -> f64 {
        if self.weight == 1.0 { 0.0 } else { self.weight / 2.0 }
    }
}

impl Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TDigest of {}", self.size())?;
        if self.size() == 0 {
            return Ok(());
        }
        f.write_str(", ")?;
        double(self.min(), f)?;
        f.write_str(" to ")?;
        double(self.max(), f)
    }
}

fn unreadable(error: impl Display) -> String {
    format!("these are not the bytes of a t-digest: {error}")
}

#[cfg(test)]
mod tests;
