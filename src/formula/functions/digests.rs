//! t-digests, which `AggTDigest` makes: the quantiles of many numbers.

use std::sync::Arc;

use arrow_array::Array;
use arrow_array::builder::BinaryBuilder;
use arrow_array::cast::AsArray;

use super::kernel::{Kernel, general, map1, map2};
use super::kind::{Double, Fallible, Int, Long, Returned, TDigest, Text};
use super::list::Lists;
use super::table::{Param, Returns, Table};
use crate::digest::{COMPRESSION, Digest, Sketch};
use crate::formula::types::Type;
use crate::formula::value::{Arguments, Failure, Outcome};

pub(super) fn add(table: &mut Table) {
    table.method(
        "quantile(fraction)",
        "The number below which this fraction, from 0 to 1, of all numbers is; NaN of none.",
        map2::<TDigest, Double, Fallible<Double>>(|bytes, fraction| Digest::read(bytes)?.quantile(fraction)),
    );
    table.method(
        "cdf(x)",
        "Which fraction of all numbers is below x, of those that are equal to x the half; NaN of none.",
        map2::<TDigest, Double, Fallible<Double>>(|bytes, x| Digest::read(bytes)?.cdf(x)),
    );
    table.method(
        "getMin()",
        "The least number; infinity of none.",
        of_digest::<Double>(Digest::min),
    );
    table.method(
        "getMax()",
        "The greatest number; minus infinity of none.",
        of_digest::<Double>(Digest::max),
    );
    table.method(
        "compression()",
        "How many centroids a digest has about.",
        of_digest::<Double>(Digest::compression),
    );
    table.method(
        "size()",
        "How many numbers a digest is of.",
        of_digest::<Long>(|digest| digest.size() as i64),
    );
    table.method(
        "centroidCount()",
        "How many centroids a digest has.",
        of_digest::<Int>(|digest| digest.centroids().len() as i32),
    );
    table.method(
        "toString()",
        "What a digest is of.",
        of_digest::<Text>(Digest::to_string),
    );
    table.function(
        "ApproximatePercentile.accumulateDigests(digests)",
        "The digest of all numbers of the digests; of no digests, one of nothing.",
        general(
            &[Param::Is(Type::Vector(Box::new(Type::TDigest)))],
            Returns::Is(Type::TDigest),
            accumulate,
        ),
    );
}

/// A kernel of what a digest tells without more.
fn of_digest<R: Returned>(part: fn(&Digest) -> R::Item) -> Kernel
where
    R::Item: Default,
{
    map1::<TDigest, Fallible<R>>(move |bytes| Ok(part(&Digest::read(bytes)?)))
}

/// The digest of all digests of each list.
fn accumulate(arguments: &Arguments<'_>) -> Outcome {
    let lists = Lists::of(arguments, 0);
    let digests = lists.values.as_binary_opt::<i32>();
    let digest = |position: usize| {
        digests
            .filter(|digests| digests.is_valid(position))
            .map(|digests| digests.value(position))
    };
    let mut into = BinaryBuilder::new();
    for row in 0..arguments.rows {
        let Some(range) = lists.range(row) else {
            into.append_null();
            continue;
        };
        let mut sketch = Sketch::new(COMPRESSION).map_err(Failure::Whole)?;
        for digest in range.filter_map(digest) {
            sketch.merge(digest).map_err(|reason| Failure::row(row, reason))?;
        }
        into.append_value(sketch.digest());
    }
    Ok(Arc::new(into.finish()))
}
