//! JSON objects of cells.
//!
//! What does not change from row to row is made once: the names of fields with their quotes and colons, and the
//! nesting of objects. Objects come before the plain fields beside them, as in the mirrored API.

mod layout;

use std::time::{SystemTime, UNIX_EPOCH};

use arrow_array::ArrayRef;
use arrow_schema::Schema;

use super::Encoder;
use super::cell::{self, Kind};
use super::columns::{refused, unknown};
use crate::error::{Error, Result};
use crate::format::{BadRecord, PayloadBuffer};
use crate::spec::ProduceJson;
use layout::{Step, layout};

/// Writes one object a row.
pub(super) struct JsonEncoder {
    columns: Vec<usize>,
    kinds: Vec<Kind>,
    steps: Vec<Step>,
    nulls: bool,
    timestamp: Option<String>,
}

impl JsonEncoder {
    pub fn new(spec: &ProduceJson, schema: &Schema) -> Result<Self> {
        let columns: Vec<usize> = match &spec.columns {
            None => (0..schema.fields().len()).collect(),
            Some(names) => {
                let missing = |name: &&str| schema.column_with_name(name).is_none();
                let missing: Vec<&str> = names.iter().map(String::as_str).filter(missing).collect();
                if !missing.is_empty() {
                    let error = unknown(schema, &missing);
                    return Err(Error::new(
                        error.kind(),
                        format!(
                            "includeColumns contains names not found in table columns: {}",
                            error.message()
                        ),
                    )
                    .with("column", missing.join(", ")));
                }
                names.iter().filter_map(|name| schema.index_of(name).ok()).collect()
            }
        };
        if let Some(column) = spec.mapping.keys().find(|column| schema.index_of(column).is_err()) {
            return Err(unknown(schema, &[column]));
        }
        let fields = columns.iter().map(|column| schema.field(*column));
        let kind = |field| Kind::of(field).ok_or_else(|| refused(field, "JSON"));
        let kinds = fields.clone().map(kind).collect::<Result<_>>()?;
        let names = fields.map(|field| spec.mapping.get(field.name()).unwrap_or(field.name()).as_str());
        Ok(JsonEncoder {
            kinds,
            steps: layout(names, spec.nested.as_deref(), spec.timestamp.as_deref())?,
            columns,
            nulls: spec.nulls,
            timestamp: spec.timestamp.as_deref().map(cell::quoted),
        })
    }
}

impl Encoder for JsonEncoder {
    fn columns(&self) -> &[usize] {
        &self.columns
    }

    fn encode(&mut self, columns: &[ArrayRef], rows: usize, into: &mut PayloadBuffer, _: &mut Vec<BadRecord>) {
        let cells = cell::cells(&self.kinds, columns);
        let last = self.timestamp.as_ref().map(|name| format!("{name}:\"{}\"}}", now()));
        for row in 0..rows {
            let _: Result<(), ()> = into.push(|out| {
                for step in &self.steps {
                    step.write(&cells, row, self.nulls, out);
                }
                if let Some(last) = &last {
                    layout::separate(out);
                    out.extend_from_slice(last.as_bytes());
                }
                Ok(())
            });
        }
    }
}

/// Nanoseconds since 1970.
fn now() -> u128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos()
}
