//! Files of JSON objects, one a line.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::records::Records;
use super::source::{Source, name};
use super::text::{TextReader, in_file};
use crate::error::{Error, Result};
use crate::format::{ObjectDecoder, Payloads};
use crate::spec::object::{EpochUnit, Value};
use crate::spec::{ColumnType, FileOptions};

/// Opens a file whose columns are the fields of its first objects. A field that comes later only is an error: it would be
/// lost.
pub(super) fn open(path: &str, source: Source, options: &FileOptions) -> Result<TextReader> {
    let mut records = Records::new(source, None);
    records.fill_all(options.infer).map_err(|error| in_file(&error, path))?;
    let mut fields = Fields::default();
    let broken = fields.add_all(records.payloads());
    for column in options.columns.keys() {
        fields.add(column.clone(), Found::Nothing);
    }
    if fields.0.is_empty() {
        return Err(match broken {
            Some((index, error)) => {
                let line = records.line(index);
                let place = name(path);
                Error::invalid(format!(
                    "line {line} of {place}: {error}: expected a JSON object on each line"
                ))
                .with("line", line)
            }
            None => Error::invalid(format!("{} has no objects with fields", name(path))),
        }
        .with("file", path));
    }
    let value = |(column, found): &(String, Found)| {
        let value = match options.columns.get(column) {
            Some(stated) => value_of(column, stated, found)?,
            None => found.value(),
        };
        Ok((column.clone(), value))
    };
    let values = fields.0.iter().map(value).collect::<Result<Vec<_>>>()?;
    let names: Vec<String> = fields.0.into_iter().map(|(column, _)| column).collect();
    let object = Value::object(values).strict().allow_unknown_fields(false);
    TextReader::new(path, records, Box::new(ObjectDecoder::new(&object, Some(&names))?))
}

/// The fields of objects in the order in which they were seen, and what their values were.
#[derive(Default)]
struct Fields(Vec<(String, Found)>);

impl Fields {
    /// Adds the fields of all objects; gives the first record that is none.
    fn add_all(&mut self, records: Payloads<'_>) -> Option<(usize, serde_json::Error)> {
        let mut broken = None;
        for (index, record) in records.iter().flatten().enumerate() {
            match serde_json::from_slice::<Fields>(record) {
                Ok(fields) => fields.0.into_iter().for_each(|(name, found)| self.add(name, found)),
                Err(error) => {
                    broken.get_or_insert((index, error));
                }
            }
        }
        broken
    }

    fn add(&mut self, name: String, found: Found) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, before)) => *before = std::mem::replace(before, Found::Nothing).or(found),
            None => self.0.push((name, found)),
        }
    }
}

/// What the values of a field were.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    /// Nulls.
    Nothing,
    Bool,
    /// Whole numbers; the largest, without its sign, tells the unit of times.
    Long(u64),
    BigInteger,
    Double,
    Text,
    List(Box<Found>),
    /// Objects, and values of more than one type.
    Any,
}

impl Found {
    /// What the values of both are.
    fn or(self, other: Found) -> Found {
        use Found::{Any, BigInteger, Double, List, Long, Nothing};
        match (self, other) {
            (Nothing, found) | (found, Nothing) => found,
            (Long(one), Long(other)) => Long(one.max(other)),
            (Long(_) | Double | BigInteger, Double) | (Double, Long(_) | BigInteger) => Double,
            (Long(_) | BigInteger, BigInteger) | (BigInteger, Long(_)) => BigInteger,
            (List(one), List(other)) => List(Box::new(one.or(*other))),
            (one, other) if one == other => one,
            _ => Any,
        }
    }

    fn value(&self) -> Value {
        match self {
            // Whatever comes later is kept as text.
            Found::Nothing => Value::string().lenient(),
            Found::Bool => Value::bool(),
            Found::Long(_) => Value::long(),
            Found::BigInteger => Value::big_integer(),
            Found::Double => Value::double(),
            Found::Text => Value::string(),
            // A list of lists or of objects is kept as it is.
            Found::List(items) if matches!(**items, Found::List(_) | Found::Any) => Value::any(),
            Found::List(items) => items.value().array(),
            Found::Any => Value::any(),
        }
    }
}

/// How a field of a stated type is read.
fn value_of(column: &str, stated: &ColumnType, found: &Found) -> Result<Value> {
    Ok(match stated {
        ColumnType::Boolean => Value::bool().lenient(),
        ColumnType::Byte => Value::byte().lenient(),
        ColumnType::Char => Value::char(),
        ColumnType::Short => Value::short().lenient(),
        ColumnType::Int => Value::int().lenient(),
        ColumnType::Long => Value::long().lenient(),
        ColumnType::Float => Value::float().lenient(),
        ColumnType::Double => Value::double().lenient(),
        ColumnType::String => Value::string().lenient(),
        ColumnType::Instant => match found {
            Found::Long(largest) => Value::instant_number(unit_of(*largest)),
            _ => Value::instant(),
        },
        ColumnType::LocalDate => Value::local_date(),
        ColumnType::Json => Value::any(),
        ColumnType::BigInteger => Value::big_integer().lenient(),
        ColumnType::BigDecimal { precision, scale } => Value::decimal(*precision, *scale).lenient(),
        ColumnType::List(item) => value_of(column, item, &Found::Nothing)?.array(),
        other => {
            return Err(Error::unsupported(format!(
                "column {column:?}: a file of JSON lines has no values of type {other}"
            ))
            .with("column", column));
        }
    })
}

/// The unit in which the number is a time before the year 2265, as times in text have it.
fn unit_of(largest: u64) -> EpochUnit {
    const SECONDS: u64 = 9_309_341_000;
    match largest {
        ..=SECONDS => EpochUnit::EpochSeconds,
        _ if largest <= SECONDS * 1_000 => EpochUnit::EpochMillis,
        _ if largest <= SECONDS * 1_000_000 => EpochUnit::EpochMicros,
        _ => EpochUnit::EpochNanos,
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some((name, found)) = map.next_entry()? {
            fields.add(name, found);
        }
        Ok(fields)
    }
}

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FoundVisitor)
    }
}

struct FoundVisitor;

impl<'de> Visitor<'de> for FoundVisitor {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(Found::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Found, E> {
        Ok(Found::Bool)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Found, E> {
        Ok(Found::Long(value.unsigned_abs()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Found, E> {
        Ok(match i64::try_from(value) {
            Ok(_) => Found::Long(value),
            Err(_) => Found::BigInteger,
        })
    }

    fn visit_f64<E>(self, _: f64) -> Result<Found, E> {
        Ok(Found::Double)
    }

    fn visit_str<E>(self, _: &str) -> Result<Found, E> {
        Ok(Found::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Found, A::Error> {
        let mut found = Found::Nothing;
        while let Some(item) = items.next_element()? {
            found = found.or(item);
        }
        Ok(Found::List(Box::new(found)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Found::Any)
    }
}
