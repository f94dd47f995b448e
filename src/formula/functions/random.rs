//! Random numbers: new ones for each row, each time that it is evaluated.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, BooleanArray, PrimitiveArray};
use arrow_buffer::BooleanBuffer;
use std::sync::Arc;

use super::kernel::general;
use super::list::{Element, NumberLists, of_ends};
use super::table::{Param, Returns, Table};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    let run = |arguments: &Arguments<'_>| {
        Generator::with(|generator| {
            let values = (0..arguments.rows).map(|_| generator.unit());
            Ok(Arc::new(PrimitiveArray::<Float64Type>::from_iter_values(values)) as ArrayRef)
        })
    };
    table
        .function(
            "random()",
            "A double from 0 to below 1.",
            general(&[], Returns::Is(Type::Double), run),
        )
        .impure()
        .also(&["Math.random"]);
    let run = |arguments: &Arguments<'_>| {
        Generator::with(|generator| {
            let bits = BooleanBuffer::collect_bool(arguments.rows, |_| generator.next() >> 63 == 1);
            Ok(Arc::new(BooleanArray::new(bits, None)) as ArrayRef)
        })
    };
    table
        .function(
            "randomBool()",
            "True or false.",
            general(&[], Returns::Is(Type::Boolean), run),
        )
        .impure();
    let run = |arguments: &Arguments<'_>| {
        let size = &arguments.values[0];
        let sizes = size.array().as_primitive::<Int32Type>();
        let mut ends = vec![0];
        for row in 0..arguments.rows {
            let last = ends.last().copied().unwrap_or(0);
            ends.push(last + sized(row, (!size.is_null(row)).then(|| sizes.value(size.index(row))))? as i32);
        }
        let count = ends.last().copied().unwrap_or(0) as usize;
        let bits = Generator::with(|generator| BooleanBuffer::collect_bool(count, |_| generator.next() >> 63 == 1));
        of_ends(ends, Arc::new(BooleanArray::new(bits, None)), None)
    };
    let booleans = Returns::Is(Type::Array(Box::new(Type::Boolean)));
    table
        .function(
            "randomBool(size)",
            "So many times true or false.",
            general(&[Param::Is(Type::Int)], booleans, run),
        )
        .impure();
    between::<Int32Type>(
        table,
        ["randomInt(min, max)", "randomInt(min, max, size)"],
        |generator, min, max| {
            let span = i64::from(max) - i64::from(min);
            (span > 0).then(|| (i64::from(min) + generator.below(span as u64) as i64) as i32)
        },
    );
    between::<Int64Type>(
        table,
        ["randomLong(min, max)", "randomLong(min, max, size)"],
        |generator, min, max| {
            (min < max).then(|| min.wrapping_add(generator.below(max.wrapping_sub(min) as u64) as i64))
        },
    );
    between::<Float32Type>(
        table,
        ["randomFloat(min, max)", "randomFloat(min, max, size)"],
        |generator, min, max| {
            (min < max).then(|| {
                let unit = (generator.next() >> 40) as f32 / (1u32 << 24) as f32;
                let value = unit.mul_add(max - min, min);
                if value < max { value } else { max.next_down() }
            })
        },
    );
    between::<Float64Type>(
        table,
        ["randomDouble(min, max)", "randomDouble(min, max, size)"],
        |generator, min, max| {
            (min < max).then(|| {
                let value = generator.unit().mul_add(max - min, min);
                if value < max { value } else { max.next_down() }
            })
        },
    );
    let about = [
        "A double of a normal distribution.",
        "So many doubles of a normal distribution.",
    ];
    numbers::<Float64Type>(
        table,
        [
            "randomGaussian(mean, deviation)",
            "randomGaussian(mean, deviation, size)",
        ],
        about,
        |generator, mean, deviation| Ok(generator.gaussian().mul_add(deviation, mean)),
    );
}

fn sized(row: usize, size: Option<i32>) -> Outcome<usize> {
    let size = size.and_then(|size| usize::try_from(size).ok());
    size.ok_or_else(|| Failure::row(row, "the size of an array is not below zero, nor null"))
}

fn between<T: Element>(
    table: &mut Table,
    calls: [&'static str; 2],
    f: impl Fn(&mut Generator, T::Native, T::Native) -> Option<T::Native> + Clone + Send + Sync + 'static,
) where
    T::Native: std::fmt::Display,
{
    let about = [
        "A number from the first one to below the second one.",
        "So many numbers from the first one to below the second one.",
    ];
    numbers::<T>(table, calls, about, move |generator, min, max| {
        f(generator, min, max).ok_or_else(|| format!("there is no number from {min} to below {max}"))
    });
}

/// A function of two numbers, and the same for arrays of a size.
fn numbers<T: Element>(
    table: &mut Table,
    calls: [&'static str; 2],
    about: [&'static str; 2],
    f: impl Fn(&mut Generator, T::Native, T::Native) -> Result<T::Native, String> + Clone + Send + Sync + 'static,
) {
    let limits = |arguments: &Arguments<'_>, row: usize| {
        let at = |position: usize| {
            let value = &arguments.values[position];
            (!value.is_null(row)).then(|| value.array().as_primitive::<T>().value(value.index(row)))
        };
        at(0).zip(at(1))
    };
    let one = f.clone();
    let run = move |arguments: &Arguments<'_>| {
        let valid = arguments.nulls(|_| true);
        let values = Generator::with(|generator| {
            (0..arguments.rows)
                .map(|row| match limits(arguments, row) {
                    Some((min, max)) => one(generator, min, max).map_err(|reason| Failure::row(row, reason)),
                    None => Ok(T::Native::default()),
                })
                .collect::<Outcome<Vec<T::Native>>>()
        })?;
        Ok(Arc::new(PrimitiveArray::<T>::new(values.into(), valid)) as ArrayRef)
    };
    let param = Param::Is(T::TYPE);
    table
        .function(
            calls[0],
            about[0],
            general(&[param.clone(), param.clone()], Returns::Is(T::TYPE), run),
        )
        .impure();
    let run = move |arguments: &Arguments<'_>| {
        let size = &arguments.values[2];
        let sizes = size.array().as_primitive::<Int32Type>();
        let mut into = NumberLists::<T>::new(arguments.rows);
        Generator::with(|generator| -> Outcome<()> {
            for row in 0..arguments.rows {
                let size = sized(row, (!size.is_null(row)).then(|| sizes.value(size.index(row))))?;
                if let Some((min, max)) = limits(arguments, row) {
                    for _ in 0..size {
                        into.push(Some(
                            f(generator, min, max).map_err(|reason| Failure::row(row, reason))?,
                        ));
                    }
                }
                into.end();
            }
            Ok(())
        })?;
        into.finish(arguments.nulls(|position| position < 2))
    };
    let returns = Returns::Is(Type::Array(Box::new(T::TYPE)));
    table
        .function(
            calls[1],
            about[1],
            general(&[param.clone(), param, Param::Is(Type::Int)], returns, run),
        )
        .impure();
}

/// xoshiro256++ of Blackman and Vigna: fast, with a period of 2^256 - 1.
#[derive(Clone, Copy)]
struct Generator {
    state: [u64; 4],
    /// Gaussian numbers come in pairs.
    spare: Option<f64>,
}

thread_local! {
    static GENERATOR: Cell<Option<Generator>> = const { Cell::new(None) };
}

impl Generator {
    /// Runs with the generator of this thread, which the process's random keys seed.
    fn with<R>(f: impl FnOnce(&mut Generator) -> R) -> R {
        let mut generator = GENERATOR.get().unwrap_or_else(|| {
            let keys = RandomState::new();
            let state = [0u64, 1, 2, 3].map(|word| keys.hash_one((word, std::thread::current().id())));
            Generator { state, spare: None }
        });
        let result = f(&mut generator);
        GENERATOR.set(Some(generator));
        result
    }

    fn next(&mut self) -> u64 {
        let state = &mut self.state;
        let result = state[0].wrapping_add(state[3]).rotate_left(23).wrapping_add(state[0]);
        let shifted = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = state[3].rotate_left(45);
        result
    }

    /// From 0 to below 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From 0 to below a bound, each as likely: Lemire's multiplication, with what would be more likely thrown away.
    fn below(&mut self, bound: u64) -> u64 {
        let threshold = bound.wrapping_neg() % bound.max(1);
        loop {
            let wide = u128::from(self.next()) * u128::from(bound);
            if wide as u64 >= threshold {
                return (wide >> 64) as u64;
            }
        }
    }

    /// Of the normal distribution around 0 with a deviation of 1: Marsaglia's polar method.
    fn gaussian(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }
}
