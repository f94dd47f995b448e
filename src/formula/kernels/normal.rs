//! Columns of tables as the language keeps values of their types.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampNanosecondType;
use arrow_array::{Array, ArrayRef, ListArray};
use arrow_schema::DataType;

use crate::error::Result;
use crate::formula::types::Type;

/// The same values as the type keeps them: decimals in 256 bits, instants with the zone UTC, lists with one name for
/// their elements.
pub(crate) fn normal(array: &ArrayRef, of: &Type) -> Result<ArrayRef> {
    let wanted = of.data_type();
    if *array.data_type() == wanted {
        return Ok(array.clone());
    }
    if let (Some(item), Some(lists)) = (of.item(), array.as_list_opt::<i32>()) {
        let values = normal(lists.values(), item)?;
        let list = ListArray::try_new(
            item.item_field(),
            lists.offsets().clone(),
            values,
            lists.nulls().cloned(),
        )?;
        return Ok(Arc::new(list));
    }
    if let (DataType::Timestamp(_, zone), Some(instants)) =
        (&wanted, array.as_primitive_opt::<TimestampNanosecondType>())
    {
        return Ok(Arc::new(instants.clone().with_timezone_opt(zone.clone())));
    }
    Ok(arrow_cast::cast(array, &wanted)?)
}
