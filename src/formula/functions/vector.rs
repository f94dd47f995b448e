//! Functions of arrays and vectors.

use super::kernel::map1;
use super::kind::{Double, Float, Int, List, Long, Maybe, VectorOf};
use super::table::Table;

pub(super) fn add(table: &mut Table) {
    table.method(
        "size()",
        "How many elements there are.",
        map1::<List, Long>(|list| arrow_array::Array::len(&list) as i64),
    );
    table.method(
        "length()",
        "How many elements there are.",
        map1::<List, Int>(|list| arrow_array::Array::len(&list) as i32),
    );
    macro_rules! sums {
        ($($kind:ident => $result:ident $native:ty),*) => {$(
            table.function(
                "sum(values)",
                "The sum of the elements that are not null; null if there are none.",
                map1::<VectorOf<$kind>, Maybe<$result>>(|values| {
                    values.present().fold(None, |sum: Option<$native>, value| {
                        Some(sum.unwrap_or_default() + <$native>::from(value))
                    })
                }),
            );
        )*};
    }
    sums!(Int => Long i64, Float => Float f32, Double => Double f64);
}
