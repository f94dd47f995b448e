//! The difference to the row before.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampNanosecondType, UInt16Type,
};
use arrow_array::{Array, ArrayRef, ArrowNativeTypeOp, ArrowPrimitiveType, PrimitiveArray};
use arrow_schema::DataType;

use super::rolling::Rolling;
use super::rows::{Rows, operand};
use super::windows::{Reach, Windows};
use crate::error::{Error, Result};
use crate::spec::DeltaControl;

/// Differences of a type; whole numbers wrap. It is a kernel over windows of two rows.
struct Delta<P: ArrowPrimitiveType> {
    control: DeltaControl,
    /// The value of each lane's last row.
    last: Vec<Option<P::Native>>,
}

/// The kernel for a column of this type and the type of its results; none for other types.
pub(super) fn of(data_type: &DataType, control: DeltaControl) -> Option<(DataType, Box<dyn Rolling>)> {
    fn kernel<P: ArrowPrimitiveType>(control: DeltaControl) -> Box<dyn Rolling> {
        Box::new(Delta::<P> {
            control,
            last: Vec::new(),
        })
    }
    let kernel = match data_type {
        DataType::Int8 => kernel::<Int8Type>(control),
        DataType::UInt16 => kernel::<UInt16Type>(control),
        DataType::Int16 => kernel::<Int16Type>(control),
        DataType::Int32 => kernel::<Int32Type>(control),
        DataType::Int64 => kernel::<Int64Type>(control),
        DataType::Float32 => kernel::<Float32Type>(control),
        DataType::Float64 => kernel::<Float64Type>(control),
        DataType::Timestamp(arrow_schema::TimeUnit::Nanosecond, _) => {
            return Some((DataType::Int64, kernel::<Int64Type>(control)));
        }
        _ => return None,
    };
    Some((data_type.clone(), kernel))
}

impl<P: ArrowPrimitiveType> Delta<P> {
    #[inline]
    fn difference(&self, before: Option<P::Native>, value: Option<P::Native>) -> Option<P::Native> {
        match (before, value, self.control) {
            (Some(before), Some(value), _) => Some(value.sub_wrapping(before)),
            (_, None, _) | (None, _, DeltaControl::NullDominates) => None,
            (None, value, DeltaControl::ValueDominates) => value,
            (None, _, DeltaControl::ZeroDominates) => Some(P::Native::ZERO),
        }
    }

    fn array(results: impl Iterator<Item = Option<P::Native>>) -> Vec<ArrayRef> {
        vec![Arc::new(results.collect::<PrimitiveArray<P>>())]
    }
}

/// The values; Instants are longs.
fn typed<P: ArrowPrimitiveType>(values: &[ArrayRef]) -> Result<PrimitiveArray<P>> {
    let values = operand(values, 0)?;
    let instants = values.as_primitive_opt::<TimestampNanosecondType>();
    let longs = instants.map(|instants| Arc::new(instants.reinterpret_cast::<Int64Type>()) as ArrayRef);
    let values = longs.as_ref().unwrap_or(values).as_primitive_opt::<P>();
    values
        .cloned()
        .ok_or_else(|| Error::internal("differences of values of another type"))
}

impl<P: ArrowPrimitiveType> Rolling for Delta<P> {
    fn kept(&self) -> Vec<DataType> {
        vec![P::DATA_TYPE]
    }

    fn windows(&self, windows: &Windows, values: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
        let values = typed::<P>(values)?;
        let at = |row: usize| values.is_valid(row).then(|| values.value(row));
        Ok(Self::array(windows.windows.iter().map(|window| {
            let before = if window.len() > 1 { at(window.start) } else { None };
            self.difference(before, at(window.end - 1))
        })))
    }

    fn clear(&mut self) {
        self.last.clear();
    }

    fn run(&mut self, rows: &Rows<'_>, _: Reach) -> Result<Vec<ArrayRef>> {
        let mut last = std::mem::take(&mut self.last);
        if last.len() < rows.count {
            last.resize(rows.count, None);
        }
        let values = typed::<P>(rows.values)?;
        let results = Self::array(rows.lanes.iter().zip(&values).map(|(lane, value)| {
            let before = std::mem::replace(&mut last[*lane as usize], value);
            self.difference(before, value)
        }));
        self.last = last;
        Ok(results)
    }
}
