//! The Avro schema of a table's columns.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Decimal256Type};
use arrow_schema::{DataType, Field, Schema};

use super::table::Table;
use crate::error::{Error, Result};
use crate::format::{DecimalDigits, FieldTypes, avro_schema_of, decimal_of_text, is_decimal};
use crate::spec::{ProduceSchema, ProduceSpec, Properties};

/// Adds the digits of decimal columns to the properties of a schema that is made of columns, where they are not told:
/// those of the columns' types.
pub(super) fn declare_digits(schema: &Schema, spec: &mut ProduceSpec) {
    let ProduceSpec::Avro(avro) = spec else { return };
    let ProduceSchema::Published { properties, .. } = &mut avro.schema else {
        return;
    };
    for field in schema.fields().iter().filter(|field| is_decimal(field)) {
        let (DataType::Decimal128(precision, scale) | DataType::Decimal256(precision, scale)) = field.data_type()
        else {
            continue;
        };
        let digits = [precision.to_string(), scale.to_string()];
        for (what, digits) in DecimalDigits::PROPERTIES.iter().zip(digits) {
            properties.entry(format!("{}.{what}", field.name())).or_insert(digits);
        }
    }
}

impl Table {
    /// The Avro schema of a record with a field for each of the columns at these names, all of which may be null. Mirrors
    /// `KafkaTools.columnDefinitionsToAvroSchema`.
    ///
    /// The digits of a decimal column are told by the properties `<column>.precision` and `<column>.scale`; for a table
    /// that does not change they are found in its rows when they are not told, and added to the properties.
    pub fn avro_schema(
        &self,
        name: &str,
        namespace: Option<&str>,
        columns: &[String],
        properties: &mut Properties,
    ) -> Result<String> {
        let schema = self.schema().clone();
        let field = |column: &String| {
            schema
                .field_with_name(column)
                .map_err(|_| Error::not_found(format!("the table has no column {column:?}")).with("column", column))
        };
        let fields: Vec<&Field> = columns.iter().map(field).collect::<Result<_>>()?;
        for field in fields.iter().filter(|field| is_decimal(field)) {
            self.tell_digits(field, properties)?;
        }
        let told = |column: &str| DecimalDigits::of(column, properties);
        avro_schema_of(fields, name, namespace, FieldTypes::Mirrored, told)
    }

    /// Adds the digits of the decimal columns among these to the properties of a schema that is made of columns.
    pub(super) fn complete_digits(&self, spec: &mut ProduceSpec) -> Result<()> {
        let ProduceSpec::Avro(avro) = spec else { return Ok(()) };
        let ProduceSchema::Published { properties, .. } = &mut avro.schema else {
            return Ok(());
        };
        let columns = &avro.columns;
        let is_wanted = |name: &String| columns.as_ref().is_none_or(|columns| columns.contains(name));
        let schema = self.schema().clone();
        let fields = schema.fields().iter();
        fields
            .filter(|field| is_decimal(field) && is_wanted(field.name()))
            .try_for_each(|field| self.tell_digits(field, properties))
    }

    /// Adds the digits of a decimal column to the properties.
    fn tell_digits(&self, field: &Field, properties: &mut Properties) -> Result<()> {
        let column = field.name();
        let names = DecimalDigits::PROPERTIES.map(|what| format!("{column}.{what}"));
        let missing: Vec<&str> = names
            .iter()
            .filter(|name| !properties.contains_key(*name))
            .map(String::as_str)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        if self.is_refreshing() {
            return Err(Error::invalid(format!(
                "column {column} of type BigDecimal in a refreshing table needs the properties {} and {}; {} is missing",
                names[0],
                names[1],
                missing.join(" and ")
            ))
            .with("column", column));
        }
        let digits = self.digits(column)?;
        let [precision_name, scale_name] = names;
        properties
            .entry(precision_name)
            .or_insert_with(|| digits.precision.to_string());
        properties.entry(scale_name).or_insert_with(|| digits.scale.to_string());
        Ok(())
    }

    /// The digits that every value of a decimal column fits in.
    fn digits(&self, column: &str) -> Result<DecimalDigits> {
        let (mut whole, mut scale) = (1, 0);
        for batch in self.snapshot().batches() {
            let batch = batch?;
            let Some(values) = batch.column_by_name(column) else {
                continue;
            };
            let mut add = |digits: u64, behind: i64| {
                whole = whole.max((digits as i64 - behind).max(0));
                scale = scale.max(behind);
            };
            let count = |text: String| text.trim_start_matches('-').len() as u64;
            match values.data_type() {
                DataType::Decimal128(_, behind) => {
                    let values = values.as_primitive::<Decimal128Type>().iter().flatten();
                    values.for_each(|value| add(count(value.to_string()), (*behind).into()));
                }
                DataType::Decimal256(_, behind) => {
                    let values = values.as_primitive::<Decimal256Type>().iter().flatten();
                    values.for_each(|value| add(count(value.to_string()), (*behind).into()));
                }
                DataType::Utf8 => {
                    let values = values.as_string::<i32>().iter().flatten().filter_map(decimal_of_text);
                    values.for_each(|(value, behind)| add(count(value.to_string()), behind.into()));
                }
                _ => {}
            }
        }
        Ok(DecimalDigits {
            precision: (whole + scale).max(1) as u64,
            scale: scale as u64,
        })
    }
}
