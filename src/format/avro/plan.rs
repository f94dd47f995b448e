//! Which fields of the reader's schema become which columns.

use std::collections::BTreeSet;

use super::schema::{Digits, Schema, Type, TypeId};
use crate::error::{Error, Result};
use crate::spec::{Avro, ColumnSpec, ColumnType, field};

/// The reader's schema with the columns that are wanted of it.
#[derive(Debug)]
pub(super) struct Plan {
    pub schema: Schema,
    /// The columns, in the order of the schema.
    pub columns: Vec<ColumnSpec>,
    /// The paths of their fields.
    pub paths: Vec<String>,
    /// What is wanted of the fields of the schema.
    pub wanted: Vec<Wanted>,
}

/// What is wanted of a field.
#[derive(Debug)]
pub(super) enum Wanted {
    Nothing,
    /// It is the column at this position.
    Column(usize),
    /// Some of the fields of a record.
    Fields(Vec<Wanted>),
}

/// A field, or a record that fields are inside of.
#[derive(Debug, PartialEq)]
pub(crate) struct AvroField {
    /// The names down to it, with points between them.
    pub path: String,
    /// Its column; none for a record.
    pub column: Option<ColumnSpec>,
    /// Whether it is a record that is inside of itself, so that its fields are without end.
    pub is_recursive: bool,
}

const SEPARATOR: char = '.';
const COLUMN_SEPARATOR: &str = "__";

/// Java's name of what has any of several types.
const ANY: &str = "org.apache.avro.generic.GenericRecord";
/// Java's name of what is always null.
const NULL: &str = "org.apache.avro.generic.GenericContainer";
const UTF8: &str = "org.apache.avro.util.Utf8";
const OBJECTS: &str = "java.lang.Object[]";

impl Plan {
    pub fn new(schema: Schema, spec: &Avro) -> Result<Self> {
        let mut walk = Walk::new(&schema, spec);
        let wanted = walk.record(record(&schema)?, "")?;
        walk.check_mapping()?;
        let Walk { columns, paths, .. } = walk;
        Ok(Plan {
            schema,
            columns,
            paths,
            wanted,
        })
    }
}

/// All fields of a schema that can become columns, and the records that they are inside of, each before its fields.
pub(super) fn fields(schema: &Schema, spec: &Avro) -> Result<Vec<AvroField>> {
    let mut walk = Walk::new(schema, spec);
    walk.listed = Some(Vec::new());
    walk.record(record(schema)?, "")?;
    Ok(walk.listed.unwrap_or_default())
}

/// The fields' record: the schema itself.
fn record(schema: &Schema) -> Result<TypeId> {
    match schema.get(schema.root()) {
        Type::Record(..) => Ok(schema.root()),
        Type::Union(_) => Err(Error::unsupported(
            "Avro schemas defined as a union of records are not supported: expected a record",
        )),
        _ => Err(Error::invalid(format!(
            "the Avro schema is not a toplevel record definition: it is {}",
            schema.name(schema.root())
        ))),
    }
}

struct Walk<'a> {
    schema: &'a Schema,
    spec: &'a Avro,
    columns: Vec<ColumnSpec>,
    paths: Vec<String>,
    /// The records that the walk is inside of.
    within: Vec<TypeId>,
    /// The paths of all fields and records that were met.
    met: BTreeSet<String>,
    /// When all fields are to be listed.
    listed: Option<Vec<AvroField>>,
}

impl<'a> Walk<'a> {
    fn new(schema: &'a Schema, spec: &'a Avro) -> Self {
        Walk {
            schema,
            spec,
            columns: Vec::new(),
            paths: Vec::new(),
            within: Vec::new(),
            met: BTreeSet::new(),
            listed: None,
        }
    }

    fn record(&mut self, record: TypeId, path: &str) -> Result<Vec<Wanted>> {
        let Type::Record(_, fields) = self.schema.get(record) else {
            return Ok(Vec::new());
        };
        self.within.push(record);
        let wanted = fields.iter().map(|field| {
            let path = match path {
                "" => field.name.clone(),
                path => format!("{path}{SEPARATOR}{}", field.name),
            };
            self.field(field.type_id, path)
        });
        let wanted = wanted.collect::<Result<_>>()?;
        self.within.pop();
        Ok(wanted)
    }

    fn field(&mut self, type_id: TypeId, path: String) -> Result<Wanted> {
        self.met.insert(path.clone());
        let inner = self.schema.nullable(type_id).unwrap_or(type_id);
        if let Type::Record(names, _) = self.schema.get(inner) {
            let is_recursive = self.within.contains(&inner);
            if let Some(listed) = &mut self.listed {
                listed.push(AvroField {
                    path: path.clone(),
                    column: None,
                    is_recursive,
                });
                if is_recursive && !self.spec.mapped_only {
                    return Ok(Wanted::Nothing);
                }
            }
            if self.spec.mapped_only && !self.is_mapped_inside(&path) && !self.spec.mapping.contains_key(&path) {
                return Ok(Wanted::Nothing);
            }
            if is_recursive && !(self.spec.mapped_only && self.is_mapped_inside(&path)) {
                return Err(Error::unsupported(format!(
                    "field {path:?} of the Avro schema is a record {} inside of itself, which has columns without \
                     end: map the fields that are wanted, and only those",
                    names.name
                ))
                .with("field", path));
            }
            return Ok(Wanted::Fields(self.record(inner, &path)?));
        }
        let name = match self.spec.mapping.get(&path) {
            Some(column) => column.clone(),
            None if self.spec.mapped_only => return Ok(Wanted::Nothing),
            None => path.replace(SEPARATOR, COLUMN_SEPARATOR),
        };
        let column_type = self
            .column_type(type_id)
            .map_err(|error| Error::unsupported(format!("field {path:?}: {}", error.message())).with("field", &path))?;
        let column = field(name, column_type);
        if let Some(listed) = &mut self.listed {
            listed.push(AvroField {
                path: path.clone(),
                column: Some(column.clone()),
                is_recursive: false,
            });
        }
        self.columns.push(column);
        self.paths.push(path);
        Ok(Wanted::Column(self.columns.len() - 1))
    }

    /// Whether the mapping mentions a field inside of a record.
    fn is_mapped_inside(&self, record: &str) -> bool {
        let mut paths = self.spec.mapping.keys();
        paths.any(|path| {
            let inside = path.strip_prefix(record);
            inside.is_some_and(|inside| inside.starts_with(SEPARATOR))
        })
    }

    fn check_mapping(&self) -> Result<()> {
        match self.spec.mapping.keys().find(|path| !self.met.contains(*path)) {
            None => Ok(()),
            Some(path) => Err(Error::invalid(format!(
                "the mapping mentions field {path:?}, which the Avro schema does not have; it has {}",
                self.met.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
            ))
            .with("field", path)),
        }
    }

    /// The type of the column of a field that is no record.
    fn column_type(&self, type_id: TypeId) -> Result<ColumnType> {
        let type_id = self.schema.nullable(type_id).unwrap_or(type_id);
        let declared = |column_type, class: &str| ColumnType::Declared(Box::new(column_type), class.to_owned());
        Ok(match self.schema.get(type_id) {
            Type::Null => declared(ColumnType::Json, NULL),
            Type::Union(_) => declared(ColumnType::Json, ANY),
            Type::String | Type::Enum(..) if self.spec.utf8_strings => declared(ColumnType::String, UTF8),
            Type::Array(item) => {
                let item = self.item_type(*item)?;
                let has_class = matches!(
                    item,
                    ColumnType::Boolean
                        | ColumnType::Int
                        | ColumnType::Long
                        | ColumnType::Float
                        | ColumnType::Double
                        | ColumnType::Instant
                        | ColumnType::String
                        | ColumnType::JsonObject
                );
                let list = ColumnType::List(Box::new(item));
                if has_class { list } else { declared(list, OBJECTS) }
            }
            _ => self.item_type(type_id)?,
        })
    }

    /// The type of the items of an array, or of the values of a map.
    fn item_type(&self, type_id: TypeId) -> Result<ColumnType> {
        let type_id = self.schema.nullable(type_id).unwrap_or(type_id);
        Ok(match self.schema.get(type_id) {
            Type::Null | Type::Union(_) | Type::Record(..) => ColumnType::JsonObject,
            Type::Boolean => ColumnType::Boolean,
            Type::Int => ColumnType::Int,
            Type::Long(Some(1_000 | 1_000_000)) => ColumnType::Instant,
            Type::Long(_) => ColumnType::Long,
            Type::Float => ColumnType::Float,
            Type::Double => ColumnType::Double,
            Type::String | Type::Enum(..) => ColumnType::String,
            Type::Bytes(None) | Type::Fixed(_, _, None) => ColumnType::Bytes,
            Type::Bytes(Some(digits)) | Type::Fixed(_, _, Some(digits)) => decimal(*digits)?,
            Type::Array(item) => ColumnType::List(Box::new(self.item_type(*item)?)),
            Type::Map(value) => {
                let value = self.item_type(*value)?;
                ColumnType::Map(Box::new(ColumnType::String), Box::new(value))
            }
        })
    }
}

/// The most digits of a column.
const MAX_DIGITS: usize = 76;

/// A decimal of more digits has a column of as many as there can be.
fn decimal(digits: Digits) -> Result<ColumnType> {
    let wrong = || {
        Error::unsupported(format!(
            "{digits} has too many digits behind the point: expected {MAX_DIGITS} at most"
        ))
    };
    let precision = digits.precision.min(MAX_DIGITS) as u8;
    match i8::try_from(digits.scale) {
        Ok(scale) if digits.scale <= MAX_DIGITS => Ok(ColumnType::BigDecimal { precision, scale }),
        _ => Err(wrong()),
    }
}
