//! A schema with its names resolved.

use std::collections::HashMap;

use apache_avro::Schema as Parsed;
use apache_avro::schema::{
    Aliases, EnumSchema, FixedSchema, InnerDecimalSchema, Name, NamespaceRef, RecordSchema, UuidSchema,
};
use serde_json::Value as Json;

use crate::error::{Error, Result};

/// A schema whose types refer to each other by their positions, so that a recursive one is as finite as its text.
#[derive(Debug)]
pub(super) struct Schema {
    types: Vec<Type>,
    root: TypeId,
    /// What types mean beyond what they are; times and decimals tell it themselves.
    logical: HashMap<TypeId, Logical>,
    /// That of the schema's canonical form, with which single objects begin.
    fingerprint: u64,
}

/// The position of a type in its schema.
pub(super) type TypeId = usize;

#[derive(Debug)]
pub(super) enum Type {
    Null,
    Boolean,
    Int,
    /// With the nanoseconds in its unit when it is the time of an instant.
    Long(Option<i64>),
    Float,
    Double,
    Bytes(Option<Digits>),
    String,
    Fixed(Names, usize, Option<Digits>),
    Enum(Names, Symbols),
    Array(TypeId),
    Map(TypeId),
    Union(Vec<TypeId>),
    Record(Names, Vec<Field>),
}

/// The logical type of what is read as if it had none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logical {
    Date,
    TimeMillis,
    TimeMicros,
    LocalTimestamp,
    Uuid,
    Duration,
    BigDecimal,
}

impl Logical {
    fn of(schema: &Parsed) -> Option<Self> {
        Some(match schema {
            Parsed::Date => Logical::Date,
            Parsed::TimeMillis => Logical::TimeMillis,
            Parsed::TimeMicros => Logical::TimeMicros,
            Parsed::LocalTimestampMillis | Parsed::LocalTimestampMicros | Parsed::LocalTimestampNanos => {
                Logical::LocalTimestamp
            }
            Parsed::Uuid(_) => Logical::Uuid,
            Parsed::Duration(_) => Logical::Duration,
            Parsed::BigDecimal => Logical::BigDecimal,
            _ => return None,
        })
    }
}

/// As schemas call it.
impl std::fmt::Display for Logical {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Logical::Date => "date",
            Logical::TimeMillis => "time-millis",
            Logical::TimeMicros => "time-micros",
            Logical::LocalTimestamp => "local-timestamp",
            Logical::Uuid => "uuid",
            Logical::Duration => "duration",
            Logical::BigDecimal => "big-decimal",
        })
    }
}

/// What a decimal has of digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Digits {
    pub precision: usize,
    pub scale: usize,
}

/// The full name of a type, and the full names that it goes by otherwise.
#[derive(Debug)]
pub(super) struct Names {
    pub name: String,
    pub aliases: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Symbols {
    pub texts: Vec<String>,
    /// What stands for a symbol that is not there.
    pub default: Option<String>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub name: String,
    pub aliases: Vec<String>,
    pub default: Option<Json>,
    pub type_id: TypeId,
}

impl Schema {
    /// Parses a schema; `references` are the schemas of names that it does not define.
    pub fn parse(text: &str, references: &[String]) -> Result<Self> {
        let wrong = |error: apache_avro::Error| Error::invalid(format!("the Avro schema cannot be used: {error}"));
        let (parsed, others) = if references.is_empty() {
            (Parsed::parse_str(text).map_err(wrong)?, Vec::new())
        } else {
            Parsed::parse_str_with_list(text, references).map_err(wrong)?
        };
        let mut builder = Builder::default();
        for schema in others.iter().chain([&parsed]) {
            builder.find_names(schema, None);
        }
        let root = builder.add(&parsed, None)?;
        let canonical = parsed.independent_canonical_form(&others).map_err(wrong)?;
        Ok(Schema {
            types: builder.types,
            logical: builder.logical,
            root,
            fingerprint: fingerprint(canonical.as_bytes()),
        })
    }

    pub fn root(&self) -> TypeId {
        self.root
    }

    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    pub fn get(&self, id: TypeId) -> &Type {
        &self.types[id]
    }

    pub fn logical(&self, id: TypeId) -> Option<Logical> {
        self.logical.get(&id).copied()
    }

    /// The other type of a union of null and one other.
    pub fn nullable(&self, id: TypeId) -> Option<TypeId> {
        let is_null = |id: TypeId| matches!(self.types[id], Type::Null);
        match &self.types[id] {
            Type::Union(branches) => match branches[..] {
                [null, other] | [other, null] if is_null(null) && !is_null(other) => Some(other),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether null is a value of a type.
    pub fn has_null(&self, id: TypeId) -> bool {
        match &self.types[id] {
            Type::Null => true,
            Type::Union(branches) => branches.iter().any(|branch| self.has_null(*branch)),
            _ => false,
        }
    }

    /// What a type is called in messages.
    pub fn name(&self, id: TypeId) -> String {
        let text = match &self.types[id] {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Int => "int",
            Type::Long(_) => "long",
            Type::Float => "float",
            Type::Double => "double",
            Type::Bytes(None) => "bytes",
            Type::Bytes(Some(digits)) => return format!("bytes of {digits}"),
            Type::String => "string",
            Type::Fixed(names, size, None) => return format!("fixed {} of {size} bytes", names.name),
            Type::Fixed(names, _, Some(digits)) => return format!("fixed {} of {digits}", names.name),
            Type::Enum(names, _) => return format!("enum {}", names.name),
            Type::Array(item) => return format!("array of {}", self.name(*item)),
            Type::Map(value) => return format!("map of {}", self.name(*value)),
            Type::Union(branches) => {
                let names: Vec<String> = branches.iter().map(|branch| self.name(*branch)).collect();
                return format!("union [{}]", names.join(", "));
            }
            Type::Record(names, _) => return format!("record {}", names.name),
        };
        text.to_owned()
    }
}

impl std::fmt::Display for Digits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "decimal({}, {})", self.precision, self.scale)
    }
}

/// CRC-64-AVRO, the 64 bits of Rabin's fingerprint that Avro's specification defines.
fn fingerprint(bytes: &[u8]) -> u64 {
    const EMPTY: u64 = 0xc15d_213a_a4d7_a795;
    bytes.iter().fold(EMPTY, |print, byte| {
        let shifted = (0..8).fold((print ^ u64::from(*byte)) & 0xff, |bits, _| {
            (bits >> 1) ^ (EMPTY & (bits & 1).wrapping_neg())
        });
        (print >> 8) ^ shifted
    })
}

/// Lays out the types of a parsed schema.
#[derive(Default)]
struct Builder<'a> {
    types: Vec<Type>,
    logical: HashMap<TypeId, Logical>,
    /// The definition of each full name.
    definitions: HashMap<String, &'a Parsed>,
    /// Where the type of a name is.
    named: HashMap<String, TypeId>,
}

impl<'a> Builder<'a> {
    fn find_names(&mut self, schema: &'a Parsed, namespace: NamespaceRef<'_>) {
        if let (Some(name), false) = (schema.name(), matches!(schema, Parsed::Ref { .. })) {
            self.definitions.insert(name.fullname(namespace), schema);
        }
        let inner = schema.namespace().or(namespace);
        match schema {
            Parsed::Array(array) => self.find_names(&array.items, namespace),
            Parsed::Map(map) => self.find_names(&map.types, namespace),
            Parsed::Union(union) => union
                .variants()
                .iter()
                .for_each(|branch| self.find_names(branch, namespace)),
            Parsed::Record(record) => record
                .fields
                .iter()
                .for_each(|field| self.find_names(&field.schema, inner)),
            _ => {}
        }
    }

    fn push(&mut self, added: Type, logical: Option<Logical>) -> TypeId {
        let id = self.types.len();
        self.types.push(added);
        self.logical.extend(logical.map(|logical| (id, logical)));
        id
    }

    fn add(&mut self, schema: &'a Parsed, namespace: NamespaceRef<'_>) -> Result<TypeId> {
        if let Some(name) = schema.name() {
            let full = name.fullname(namespace);
            if let Some(known) = self.named.get(&full) {
                return Ok(*known);
            }
            let definition = *self.definitions.get(&full).ok_or_else(|| {
                Error::invalid(format!("the Avro schema names the type {full}, which nobody defines"))
            })?;
            // Before what is inside of it, which may name it.
            let id = self.push(Type::Null, Logical::of(definition));
            self.named.insert(full, id);
            self.types[id] = self.definition(definition, namespace)?;
            return Ok(id);
        }
        let added = match schema {
            Parsed::Array(array) => Type::Array(self.add(&array.items, namespace)?),
            Parsed::Map(map) => Type::Map(self.add(&map.types, namespace)?),
            Parsed::Union(union) => {
                let branches = union.variants().iter().map(|branch| self.add(branch, namespace));
                Type::Union(branches.collect::<Result<_>>()?)
            }
            Parsed::Boolean => Type::Boolean,
            Parsed::Int | Parsed::Date | Parsed::TimeMillis => Type::Int,
            Parsed::TimestampMillis => Type::Long(Some(1_000_000)),
            Parsed::TimestampMicros => Type::Long(Some(1_000)),
            Parsed::TimestampNanos => Type::Long(Some(1)),
            Parsed::Long
            | Parsed::TimeMicros
            | Parsed::LocalTimestampMillis
            | Parsed::LocalTimestampMicros
            | Parsed::LocalTimestampNanos => Type::Long(None),
            Parsed::Float => Type::Float,
            Parsed::Double => Type::Double,
            Parsed::String | Parsed::Uuid(UuidSchema::String) => Type::String,
            Parsed::Bytes | Parsed::BigDecimal | Parsed::Uuid(_) => Type::Bytes(None),
            Parsed::Decimal(decimal) => Type::Bytes(Some(Digits {
                precision: decimal.precision,
                scale: decimal.scale,
            })),
            // Null, and named types, which are above.
            _ => Type::Null,
        };
        Ok(self.push(added, Logical::of(schema)))
    }

    /// The type of a definition.
    fn definition(&mut self, schema: &'a Parsed, namespace: NamespaceRef<'_>) -> Result<Type> {
        let fixed = |schema: &FixedSchema, digits| {
            Type::Fixed(names(&schema.name, &schema.aliases, namespace), schema.size, digits)
        };
        Ok(match schema {
            Parsed::Record(RecordSchema {
                name, aliases, fields, ..
            }) => {
                let inner = name.namespace().or(namespace);
                let field = |field: &'a apache_avro::schema::RecordField| {
                    Ok(Field {
                        name: field.name.clone(),
                        aliases: field.aliases.clone(),
                        default: field.default.clone(),
                        type_id: self.add(&field.schema, inner)?,
                    })
                };
                let fields = fields.iter().map(field).collect::<Result<_>>()?;
                Type::Record(names(name, aliases, namespace), fields)
            }
            Parsed::Enum(EnumSchema {
                name,
                aliases,
                symbols,
                default,
                ..
            }) => Type::Enum(
                names(name, aliases, namespace),
                Symbols {
                    texts: symbols.clone(),
                    default: default.clone(),
                },
            ),
            Parsed::Fixed(schema) | Parsed::Duration(schema) | Parsed::Uuid(UuidSchema::Fixed(schema)) => {
                fixed(schema, None)
            }
            Parsed::Decimal(decimal) => match &decimal.inner {
                InnerDecimalSchema::Fixed(schema) => {
                    let (precision, scale) = (decimal.precision, decimal.scale);
                    fixed(schema, Some(Digits { precision, scale }))
                }
                InnerDecimalSchema::Bytes => Type::Bytes(None),
            },
            other => return Err(Error::internal(format!("{other:?} is no definition of a type"))),
        })
    }
}

fn names(name: &Name, aliases: &Aliases, namespace: NamespaceRef<'_>) -> Names {
    let within = name.namespace().or(namespace);
    Names {
        name: name.fullname(namespace),
        aliases: aliases.iter().flatten().map(|alias| alias.fullname(within)).collect(),
    }
}
