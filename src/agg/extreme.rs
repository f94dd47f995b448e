//! The least and the greatest values.

use arrow_array::types::{
    ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt16Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field};

use super::distinct::{Counted, Finish};
use super::fold::{Fold, State};
use super::keys::{Encodings, Keys, Numbers, OwnDigits, float_of_key, is_number, key_of_float};
use super::{Accumulator, Rows};
use crate::error::Result;
use crate::spec::has_own_digits;

/// The accumulator of the least values of a column, or the greatest. NaN is both, if there is one.
pub(super) fn of(field: &Field, greatest: bool, retracts: bool) -> Result<Box<dyn Accumulator>> {
    let finish = if greatest { Finish::Greatest } else { Finish::Least };
    let data_type = field.data_type();
    if has_own_digits(field) {
        return Ok(if retracts {
            Box::new(Counted::new(OwnDigits, finish))
        } else {
            Box::new(Best::new(OwnDigits, greatest))
        });
    }
    let numbers = || Numbers {
        data_type: data_type.clone(),
        one_zero: false,
    };
    if !retracts && let Some(accumulator) = folded(data_type, greatest) {
        return Ok(accumulator);
    }
    Ok(match (is_number(data_type), retracts) {
        (true, true) => Box::new(Counted::new(numbers(), finish)),
        (true, false) => Box::new(Best::new(numbers(), greatest)),
        (false, true) => Box::new(Counted::new(Encodings::of(field)?, finish)),
        (false, false) => Box::new(Best::new(Encodings::of(field)?, greatest)),
    })
}

/// The best value so far as a key, where none goes. The key of NaN is the best of all. Packed, as there is one for each
/// group.
#[derive(Clone, Copy, Default)]
#[repr(Rust, packed)]
struct Extreme<const GREATEST: bool> {
    best: i64,
    is_known: bool,
}

impl<V: Number, const GREATEST: bool> State<V> for Extreme<GREATEST> {
    #[inline]
    fn add(&mut self, value: V) {
        let key = value.key(GREATEST);
        if !self.is_known || if GREATEST { key > self.best } else { key < self.best } {
            *self = Extreme {
                best: key,
                is_known: true,
            };
        }
    }

    /// Not of tables whose rows go.
    fn remove(&mut self, _: V) {}
}

/// A number as a key in its order, and back. The key of NaN is at the end that is asked for.
trait Number: Copy {
    fn key(self, nan_is_greatest: bool) -> i64;

    fn of_key(key: i64) -> Self;
}

macro_rules! whole {
    ($($number:ty),*) => {
        $(impl Number for $number {
            #[inline]
            fn key(self, _: bool) -> i64 {
                self.into()
            }

            fn of_key(key: i64) -> Self {
                key as $number
            }
        })*
    };
}

whole!(i8, u16, i16, i32, i64);

macro_rules! float {
    ($($number:ty),*) => {
        $(impl Number for $number {
            #[inline]
            fn key(self, nan_is_greatest: bool) -> i64 {
                match self.is_nan() {
                    true if nan_is_greatest => i64::MAX,
                    true => i64::MIN,
                    false => key_of_float(self.into()),
                }
            }

            fn of_key(key: i64) -> Self {
                // The ends are the keys of NaNs.
                float_of_key(key) as $number
            }
        })*
    };
}

float!(f32, f64);

/// The accumulator for numbers that are nothing else.
fn folded(data_type: &DataType, greatest: bool) -> Option<Box<dyn Accumulator>> {
    fn fold<V: ArrowPrimitiveType<Native: Number>>(greatest: bool) -> Box<dyn Accumulator> {
        fn of_end<V: ArrowPrimitiveType<Native: Number>, const GREATEST: bool>() -> Box<dyn Accumulator> {
            let fold = Fold::<V, Extreme<GREATEST>, V>::new(|state| state.is_known.then(|| Number::of_key(state.best)));
            Box::new(fold.restored(|best| Extreme {
                best: best.key(GREATEST),
                is_known: true,
            }))
        }
        if greatest {
            of_end::<V, true>()
        } else {
            of_end::<V, false>()
        }
    }
    Some(match data_type {
        DataType::Int8 => fold::<Int8Type>(greatest),
        DataType::UInt16 => fold::<UInt16Type>(greatest),
        DataType::Int16 => fold::<Int16Type>(greatest),
        DataType::Int32 => fold::<Int32Type>(greatest),
        DataType::Int64 => fold::<Int64Type>(greatest),
        DataType::Float32 => fold::<Float32Type>(greatest),
        DataType::Float64 => fold::<Float64Type>(greatest),
        _ => return None,
    })
}

/// The best value so far of any type without NaN, where none goes.
struct Best<K: Keys> {
    keys: K,
    greatest: bool,
    best: Vec<Option<K::Key>>,
}

impl<K: Keys> Best<K> {
    fn new(keys: K, greatest: bool) -> Self {
        Best {
            keys,
            greatest,
            best: Vec::new(),
        }
    }

    fn each(&mut self, rows: &Rows<'_>, is_better: fn(&K::Key, &K::Key) -> bool) -> Result<()> {
        self.best.resize(rows.count, None);
        let values = rows.operand(0)?;
        let keys = self.keys.keys(values)?;
        let nulls = values.nulls().filter(|nulls| nulls.null_count() > 0);
        for (row, (group, key)) in rows.groups.iter().zip(keys).enumerate() {
            if nulls.is_some_and(|nulls| nulls.is_null(row)) {
                continue;
            }
            let best = &mut self.best[*group as usize];
            if best.as_ref().is_none_or(|best| is_better(&key, best)) {
                *best = Some(key);
            }
        }
        Ok(())
    }
}

impl<K: Keys> Accumulator for Best<K> {
    fn add(&mut self, rows: &Rows<'_>) -> Result<()> {
        if self.greatest {
            self.each(rows, |key, best| key > best)
        } else {
            self.each(rows, |key, best| key < best)
        }
    }

    fn results(&self, groups: &[u32]) -> Result<ArrayRef> {
        self.keys
            .values(groups.iter().map(|group| self.best[*group as usize].as_ref()))
    }
}
