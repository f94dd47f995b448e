//! From a schema and a table's columns to a program.

use arrow_schema::{Field as Column, Schema as Columns};

use super::kind::{Slot, slot};
use super::program::{Program, Step, Value};
use crate::error::{Error, Result};
use crate::format::avro::default;
use crate::format::avro::schema::{Field, Schema, Type, TypeId};
use crate::format::avro::wire::branch;
use crate::format::encode::unknown_columns;
use crate::spec::{ProduceAvro, java_class};

/// The program for rows of these columns. Every field needs a column, in the mirrored API's words.
pub(super) fn compile(schema: Schema, spec: &ProduceAvro, columns: &Columns) -> Result<Program> {
    let root = schema.root();
    let fields = match schema.get(root) {
        Type::Record(_, fields) => fields,
        Type::Union(_) => {
            return Err(Error::unsupported(
                "schemas defined as a union of records are not supported: expected a record",
            ));
        }
        _ => {
            return Err(Error::invalid(format!(
                "the schema is not a toplevel record definition, but {}",
                schema.name(root)
            )));
        }
    };
    let mut compiler = Compiler {
        schema: &schema,
        spec,
        columns,
        made: Made::default(),
        within: vec![root],
    };
    if let Some(name) = &spec.timestamp {
        compiler.check_timestamp(fields, name)?;
    }
    compiler.fields(fields, "")?;
    let made = compiler.made;
    if !made.missing.is_empty() {
        let missing: Vec<&str> = made.missing.iter().map(String::as_str).collect();
        return Err(unknown_columns(columns, &missing));
    }
    Ok(Program {
        steps: made.steps,
        values: made.values,
        columns: made.columns,
        now: made.now,
        schema,
    })
}

struct Compiler<'a> {
    schema: &'a Schema,
    spec: &'a ProduceAvro,
    columns: &'a Columns,
    made: Made,
    /// The records that the field is inside of: one of them again would have no end.
    within: Vec<TypeId>,
}

#[derive(Default)]
struct Made {
    steps: Vec<Step>,
    values: Vec<Value>,
    columns: Vec<usize>,
    now: Option<i64>,
    /// The columns that are not there.
    missing: Vec<String>,
}

impl Compiler<'_> {
    fn check_timestamp(&self, fields: &[Field], name: &str) -> Result<()> {
        if fields.iter().any(|field| field.name == *name) {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "timestampFieldName={name} is not a field name in the provided schema."
        ))
        .with("field", name))
    }

    fn fields(&mut self, fields: &[Field], path: &str) -> Result<()> {
        for field in fields {
            let path = match path {
                "" => field.name.clone(),
                path => format!("{path}.{}", field.name),
            };
            if self.spec.timestamp.as_ref() == Some(&path) {
                self.now(field)?;
            } else {
                self.field(field, path)?;
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &Field, path: String) -> Result<()> {
        let name = match self.spec.mapping.get(&path) {
            Some(column) => column.clone(),
            None => path.replace('.', "__"),
        };
        let Some((position, column)) = self.columns.column_with_name(&name) else {
            if !self.record(field.type_id, &path)? {
                self.made.missing.push(name);
            }
            return Ok(());
        };
        if self
            .spec
            .columns
            .as_ref()
            .is_some_and(|columns| !columns.contains(&name))
        {
            return self.left_out(field, &path, &name);
        }
        let slot =
            slot(self.schema, field.type_id, column).ok_or_else(|| self.mismatch(column, field.type_id, &path))?;
        self.value(position, name, slot, path);
        Ok(())
    }

    fn value(&mut self, position: usize, name: String, slot: Slot, field: String) {
        let columns = &mut self.made.columns;
        let column = columns.iter().position(|known| *known == position).unwrap_or_else(|| {
            columns.push(position);
            columns.len() - 1
        });
        self.made.steps.push(Step::Value(self.made.values.len()));
        self.made.values.push(Value {
            column,
            name,
            slot,
            field,
        });
    }

    /// A record inside of the record, from columns of its fields; false if there is none.
    fn record(&mut self, type_id: TypeId, path: &str) -> Result<bool> {
        let schema = self.schema;
        let (record, union) = match schema.get(type_id) {
            Type::Union(branches) => {
                let at = |wanted: fn(&Type) -> bool| branches.iter().position(|branch| wanted(schema.get(*branch)));
                let Some(record) = at(|branch| matches!(branch, Type::Record(..))) else {
                    return Ok(false);
                };
                (
                    branches[record],
                    Some((record, at(|branch| matches!(branch, Type::Null)))),
                )
            }
            _ => (type_id, None),
        };
        let Type::Record(_, fields) = schema.get(record) else {
            return Ok(false);
        };
        if self.within.contains(&record) {
            return Ok(false);
        }
        let outer = std::mem::take(&mut self.made);
        self.made.columns.clone_from(&outer.columns);
        self.within.push(record);
        let done = self.fields(fields, path);
        self.within.pop();
        let inner = std::mem::replace(&mut self.made, outer);
        done?;
        if inner.values.is_empty() && !inner.missing.is_empty() {
            return Ok(false);
        }
        self.join(inner, union);
        Ok(true)
    }

    /// Adds what was made of a record, which is at these positions in a union, with null.
    fn join(&mut self, inner: Made, union: Option<(usize, Option<usize>)>) {
        let made = &mut self.made;
        let first = made.values.len();
        made.columns = inner.columns;
        made.missing.extend(inner.missing);
        match union {
            None => {}
            Some((record, Some(null))) => made.steps.push(Step::Optional {
                values: first..first + inner.values.len(),
                branch: record as u32,
                null: null as u32,
                steps: inner.steps.len(),
            }),
            Some((record, None)) => made.steps.push(Step::Constant(position(record))),
        }
        made.steps.extend(inner.steps.into_iter().map(|step| match step {
            Step::Value(value) => Step::Value(first + value),
            Step::Optional {
                values,
                branch,
                null,
                steps,
            } => Step::Optional {
                values: first + values.start..first + values.end,
                branch,
                null,
                steps,
            },
            step => step,
        }));
        made.values.extend(inner.values);
    }

    /// A field whose column is not to be written.
    fn left_out(&mut self, field: &Field, path: &str, column: &str) -> Result<()> {
        let default = field.default.as_ref();
        let default = default.and_then(|default| default::encode(self.schema, field.type_id, default));
        let null = || default::encode(self.schema, field.type_id, &serde_json::Value::Null);
        let bytes = default.or_else(null).ok_or_else(|| {
            Error::invalid(format!(
                "field {path} of the schema needs a value, and its column {column} is left out: expected the column, or \
                 a field that has a default or may be null"
            ))
            .with("column", column)
            .with("field", path)
        })?;
        self.made.steps.push(Step::Constant(bytes));
        Ok(())
    }

    /// The field of the time at which a record is made.
    fn now(&mut self, field: &Field) -> Result<()> {
        let schema = self.schema;
        let unit = |type_id: TypeId| match schema.get(type_id) {
            Type::Long(unit) => *unit,
            _ => None,
        };
        let found = match schema.get(field.type_id) {
            Type::Union(branches) => {
                let found = branches.iter().position(|branch| unit(*branch).is_some());
                found.and_then(|position| Some((Some(position as u32), unit(branches[position])?)))
            }
            _ => unit(field.type_id).map(|unit| (None, unit)),
        };
        let Some((position, unit)) = found else {
            let (name, is_long) = (&field.name, matches!(schema.get(field.type_id), Type::Long(_)));
            let what = if is_long { "logical type" } else { "type" };
            return Err(Error::invalid(format!(
                "field of name timestampFieldName='{name}' has wrong {what} {}: expected long of timestamp-millis, \
                 timestamp-micros or timestamp-nanos",
                schema.name(field.type_id)
            ))
            .with("field", name));
        };
        self.made.now = Some(unit);
        self.made.steps.push(Step::Now(position));
        Ok(())
    }

    #[cold]
    fn mismatch(&self, column: &Column, type_id: TypeId, path: &str) -> Error {
        let (name, class) = (column.name(), java_class(column));
        let message = if class == "java.time.Instant" {
            let effective = self.schema.nullable(type_id).unwrap_or(type_id);
            match self.schema.logical(effective) {
                None => format!("field {path} for column {name} has no logical type."),
                Some(logical) => format!(
                    "field {path} for column {name} has unrecognized logical type {logical}: expected timestamp-millis, \
                     timestamp-micros or timestamp-nanos"
                ),
            }
        } else {
            format!(
                "column {name} of type {class} cannot be written as field {path} of type {}",
                self.schema.name(type_id)
            )
        };
        Error::invalid(message).with("column", name).with("field", path)
    }
}

fn position(position: usize) -> Box<[u8]> {
    let mut bytes = Vec::new();
    branch(position as u32, &mut bytes);
    bytes.into()
}
