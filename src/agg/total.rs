//! Sums of floats.

/// A sum of floats that were added and, maybe, taken back.
pub(crate) trait Total: Copy + Default + Send {
    fn add(&mut self, value: f64);

    fn remove(&mut self, value: f64);

    /// The sum of nothing is zero.
    fn sum(&self) -> f64;
}

/// The plain sum of what was added, in that order.
#[derive(Clone, Copy, Default)]
pub(super) struct Plain(f64);

impl Total for Plain {
    #[inline]
    fn add(&mut self, value: f64) {
        self.0 += value;
    }

    #[inline]
    fn remove(&mut self, value: f64) {
        self.0 -= value;
    }

    fn sum(&self) -> f64 {
        self.0
    }
}

/// A sum that forgets what is taken back: of twice a double's precision, so that its error stays below that of one
/// addition of doubles unless values have gone that were 2^50 times as large as those that are left. NaN and infinity
/// are counted, not added; and a sum of nothing is exactly zero again. A sum beyond the range of doubles is lost until
/// all its values are gone.
#[derive(Clone, Copy, Default)]
pub(crate) struct Retractable {
    high: f64,
    low: f64,
    finite: u64,
    nan: u32,
    positive: u32,
    negative: u32,
}

impl Retractable {
    #[inline]
    fn sum_up(&mut self, value: f64) {
        // Knuth's exact sum of two doubles, as sum and error.
        let sum = self.high + value;
        let of_value = sum - self.high;
        let error = (self.high - (sum - of_value)) + (value - of_value);
        let low = self.low + error;
        self.high = sum + low;
        self.low = low - (self.high - sum);
    }

    /// The count of values like this one, if it is not finite.
    fn special(&mut self, value: f64) -> &mut u32 {
        if value.is_nan() {
            &mut self.nan
        } else if value > 0.0 {
            &mut self.positive
        } else {
            &mut self.negative
        }
    }
}

impl Total for Retractable {
    #[inline]
    fn add(&mut self, value: f64) {
        if value.is_finite() {
            self.finite += 1;
            self.sum_up(value);
        } else {
            *self.special(value) += 1;
        }
    }

    #[inline]
    fn remove(&mut self, value: f64) {
        if !value.is_finite() {
            *self.special(value) -= 1;
            return;
        }
        self.finite -= 1;
        if self.finite == 0 {
            (self.high, self.low) = (0.0, 0.0);
        } else {
            self.sum_up(-value);
        }
    }

    fn sum(&self) -> f64 {
        match (self.nan, self.positive, self.negative) {
            (0, 0, 0) => self.high + self.low,
            (0, _, 0) => f64::INFINITY,
            (0, 0, _) => f64::NEG_INFINITY,
            _ => f64::NAN,
        }
    }
}
