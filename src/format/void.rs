//! A column of nulls.

use super::builder::Pieces;
use super::{BadRecord, ColumnBuilder, Decoder, Payloads};
use crate::error::Result;
use crate::spec::ColumnSpec;

/// What Kafka's `VoidDeserializer` makes: null of null, and nothing of anything else.
#[derive(Clone)]
pub(crate) struct VoidDecoder {
    column: ColumnSpec,
}

impl VoidDecoder {
    pub fn new(column: ColumnSpec) -> Self {
        VoidDecoder { column }
    }
}

impl Decoder for VoidDecoder {
    fn columns(&self) -> Vec<ColumnSpec> {
        vec![self.column.clone()]
    }

    fn builders(&self) -> Result<Vec<ColumnBuilder>> {
        Ok(vec![ColumnBuilder::Pieces(Pieces::new(
            self.column.column_type.data_type(),
        ))])
    }

    fn again(&self) -> Box<dyn Decoder> {
        Box::new(self.clone())
    }

    fn decode(&mut self, payloads: Payloads<'_>, columns: &mut [ColumnBuilder], bad: &mut Vec<BadRecord>) {
        match &mut columns[0] {
            ColumnBuilder::Pieces(pieces) => pieces.push_nulls(payloads.len()),
            other => (0..payloads.len()).for_each(|_| other.push_null()),
        }
        for (index, payload) in payloads.iter().enumerate() {
            if let Some(payload) = payload {
                bad.push(BadRecord {
                    index,
                    field: Some(self.column.name.clone()),
                    reason: format!("{} bytes are not null, which is all that a Void can be", payload.len()),
                });
            }
        }
    }
}
