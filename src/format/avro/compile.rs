//! From a writer's schema and the columns that are wanted to a program.

use std::collections::HashMap;

use super::default;
use super::plan::{Plan, Wanted};
use super::program::{Items, Member, Program, Skip, Step, Value};
use super::resolve::{branch, pairs};
use super::schema::{Digits, Field, Schema, Symbols, Type, TypeId};

/// The program for records of a writer's schema. What cannot be resolved becomes a fault, which only concerns the records
/// that come to it.
pub(super) fn compile(writer: &Schema, plan: &Plan) -> Program {
    let mut shared = Shared::default();
    let mut compiler = Compiler {
        writer,
        reader: &plan.schema,
        shared: &mut shared,
        records: HashMap::new(),
        passed: HashMap::new(),
    };
    let mut steps = Vec::new();
    let reader = Read {
        type_id: plan.schema.root(),
        path: "",
    };
    compiler.record(writer.root(), reader, &plan.wanted, &mut steps);
    Program {
        steps: steps.into(),
        values: shared.values,
        skips: shared.skips,
    }
}

/// What values refer to.
#[derive(Default)]
struct Shared {
    values: Vec<Value>,
    skips: Vec<Skip>,
}

struct Compiler<'a, 's> {
    writer: &'a Schema,
    reader: &'a Schema,
    shared: &'s mut Shared,
    /// Where the value of a record is, by its writer's type and its reader's.
    records: HashMap<(TypeId, TypeId), usize>,
    /// Where it is told how a writer's record is passed.
    passed: HashMap<TypeId, usize>,
}

/// What is read as, and where.
#[derive(Clone, Copy)]
struct Read<'p> {
    type_id: TypeId,
    /// The path of the field.
    path: &'p str,
}

impl Compiler<'_, '_> {
    /// The columns of a record, or of a union with one.
    fn record(&mut self, written: TypeId, read: Read<'_>, wanted: &[Wanted], steps: &mut Vec<Step>) {
        let (writer, reader) = (self.writer, self.reader);
        if let Type::Union(branches) = writer.get(written) {
            let arm = |branch: &TypeId| {
                let mut steps = Vec::new();
                self.record(*branch, read, wanted, &mut steps);
                steps.into()
            };
            steps.push(Step::Union {
                arms: branches.iter().map(arm).collect(),
                field: read.path.into(),
            });
            return;
        }
        let inner = reader.nullable(read.type_id);
        match (writer.get(written), reader.get(inner.unwrap_or(read.type_id))) {
            (Type::Null, _) if inner.is_some() => nulls(wanted, steps),
            (Type::Record(_, written), Type::Record(_, fields)) => self.fields(written, fields, read, wanted, steps),
            _ => steps.push(self.mismatch(written, read)),
        }
    }

    fn fields(
        &mut self,
        written: &[Field],
        fields: &[Field],
        read: Read<'_>,
        wanted: &[Wanted],
        steps: &mut Vec<Step>,
    ) {
        let path = |field: &Field| match read.path {
            "" => field.name.clone(),
            path => format!("{path}.{}", field.name),
        };
        let pairs = pairs(written, fields);
        for (field, pair) in written.iter().zip(&pairs) {
            match pair {
                Some(pair) if !matches!(wanted[*pair], Wanted::Nothing) => {
                    let (type_id, path) = (fields[*pair].type_id, path(&fields[*pair]));
                    self.field(field.type_id, Read { type_id, path: &path }, &wanted[*pair], steps);
                }
                _ => {
                    let skip = self.skip(field.type_id);
                    let field = path(field).into();
                    steps.push(Step::Skip { skip, field });
                }
            }
        }
        for (position, (field, wanted)) in fields.iter().zip(wanted).enumerate() {
            if !pairs.contains(&Some(position)) && !matches!(wanted, Wanted::Nothing) {
                steps.push(self.default(field, &path(field), wanted));
            }
        }
    }

    fn field(&mut self, written: TypeId, read: Read<'_>, wanted: &Wanted, steps: &mut Vec<Step>) {
        match wanted {
            Wanted::Nothing => {}
            Wanted::Fields(wanted) => self.record(written, read, wanted, steps),
            Wanted::Column(column) => {
                let column = *column;
                steps.push(match self.value(written, read.type_id) {
                    Value::Fault(reason) => Step::Fault {
                        field: read.path.into(),
                        reason,
                    },
                    Value::Union(arms) => optional(column, arms),
                    value => Step::Value { column, value },
                });
            }
        }
    }

    /// The columns of a field that the writer does not have.
    fn default(&mut self, field: &Field, path: &str, wanted: &Wanted) -> Step {
        let fault = |reason: String| Step::Fault {
            field: path.into(),
            reason: reason.into(),
        };
        let Some(default) = &field.default else {
            return fault(
                "the schema that the record was written with has no such field, and there is no default".into(),
            );
        };
        let Some(bytes) = default::encode(self.reader, field.type_id, default) else {
            return fault(format!(
                "the default {default} is no {}",
                self.reader.name(field.type_id)
            ));
        };
        let mut steps = Vec::new();
        let type_id = field.type_id;
        self.of_defaults()
            .field(type_id, Read { type_id, path }, wanted, &mut steps);
        Step::Default {
            bytes,
            steps: steps.into(),
        }
    }

    /// A compiler of what is written in the reader's schema.
    fn of_defaults(&mut self) -> Compiler<'_, '_> {
        Compiler {
            writer: self.reader,
            reader: self.reader,
            shared: self.shared,
            records: HashMap::new(),
            passed: HashMap::new(),
        }
    }

    fn mismatch(&self, written: TypeId, read: Read<'_>) -> Step {
        Step::Fault {
            field: read.path.into(),
            reason: self.unlike(written, read.type_id),
        }
    }

    fn unlike(&self, written: TypeId, read: TypeId) -> Box<str> {
        let (written, read) = (self.writer.name(written), self.reader.name(read));
        format!("it was written as {written}, which is not read as {read}").into()
    }

    /// A value of a column, of a list or of a map.
    fn value(&mut self, written: TypeId, read: TypeId) -> Value {
        let (writer, reader) = (self.writer, self.reader);
        if let Type::Union(branches) = writer.get(written) {
            return Value::Union(branches.iter().map(|branch| self.value(*branch, read)).collect());
        }
        if let (Type::Null, true) = (writer.get(written), reader.has_null(read)) {
            return Value::Null;
        }
        match reader.get(read) {
            Type::Union(_) if reader.nullable(read).is_none() => self.json(written, read),
            Type::Union(branches) => match branch(writer, written, reader, branches) {
                Some(read) => self.value(written, read),
                None => Value::Fault(self.unlike(written, read)),
            },
            Type::Record(..) => self.json(written, read),
            _ => self.plain(written, read, true),
        }
    }

    fn json(&mut self, written: TypeId, read: TypeId) -> Value {
        match self.tree(written, read) {
            Value::Fault(reason) => Value::Fault(reason),
            value => Value::Json(Box::new(value)),
        }
    }

    /// A value inside of JSON.
    fn tree(&mut self, written: TypeId, read: TypeId) -> Value {
        let (writer, reader) = (self.writer, self.reader);
        match (writer.get(written), reader.get(read)) {
            (Type::Union(branches), _) => {
                Value::Union(branches.iter().map(|branch| self.tree(*branch, read)).collect())
            }
            (_, Type::Union(branches)) => match branch(writer, written, reader, branches) {
                Some(read) => self.tree(written, read),
                None => Value::Fault(self.unlike(written, read)),
            },
            (Type::Record(_, fields), Type::Record(_, wanted)) => {
                if let Some(known) = self.records.get(&(written, read)) {
                    return Value::Shared(*known);
                }
                let position = self.shared.values.len();
                // It may be inside of itself.
                self.shared.values.push(Value::Null);
                self.records.insert((written, read), position);
                self.shared.values[position] = self.members(fields, wanted);
                Value::Shared(position)
            }
            _ => self.plain(written, read, false),
        }
    }

    fn members(&mut self, written: &[Field], fields: &[Field]) -> Value {
        let mut members = Vec::new();
        let pairs = pairs(written, fields);
        for (field, pair) in written.iter().zip(&pairs) {
            members.push(match pair {
                Some(pair) => Member::Value {
                    name: fields[*pair].name.as_str().into(),
                    value: self.tree(field.type_id, fields[*pair].type_id),
                },
                None => Member::Skip(self.skip(field.type_id)),
            });
        }
        for (position, field) in fields.iter().enumerate() {
            if pairs.contains(&Some(position)) {
                continue;
            }
            let name = field.name.as_str();
            let default = field.default.as_ref();
            let Some(bytes) = default.and_then(|default| default::encode(self.reader, field.type_id, default)) else {
                let reason = format!(
                    "the schema that the record was written with has no field {name:?}, and there is no good default"
                );
                return Value::Fault(reason.into());
            };
            members.push(Member::Default {
                name: name.into(),
                bytes,
                value: self.of_defaults().tree(field.type_id, field.type_id),
            });
        }
        Value::Record(members.into())
    }

    /// A value whose type is no union or record. `is_column` tells that it is not inside of JSON.
    fn plain(&mut self, written: TypeId, read: TypeId, is_column: bool) -> Value {
        match (self.writer.get(written), self.reader.get(read)) {
            (Type::Null, Type::Null) => Value::Null,
            (Type::Boolean, Type::Boolean) => Value::Boolean,
            (Type::Int, Type::Int) => Value::Int,
            (Type::Int | Type::Long(_), Type::Long(_)) => self.long(written, read, is_column),
            (Type::Int, Type::Float) => Value::FloatOfInt,
            (Type::Long(_), Type::Float) => Value::FloatOfLong,
            (Type::Float, Type::Float) => Value::Float,
            (Type::Int, Type::Double) => Value::DoubleOfInt,
            (Type::Long(_), Type::Double) => Value::DoubleOfLong,
            (Type::Float, Type::Double) => Value::DoubleOfFloat,
            (Type::Double, Type::Double) => Value::Double,
            (Type::String | Type::Bytes(_), Type::String) => Value::String,
            (Type::String, Type::Bytes(None)) => Value::Bytes,
            (Type::Bytes(writer), Type::Bytes(reader)) => self.bytes(None, *writer, *reader, written, read),
            (Type::Fixed(_, size, writer), Type::Fixed(_, expected, reader)) if size == expected => {
                self.bytes(Some(*size), *writer, *reader, written, read)
            }
            // Both are numbers, however they are written.
            (Type::Fixed(_, size, Some(writer)), Type::Bytes(Some(reader)) | Type::Fixed(_, _, Some(reader))) => {
                self.bytes(Some(*size), Some(*writer), Some(*reader), written, read)
            }
            (Type::Bytes(Some(writer)), Type::Fixed(_, _, Some(reader))) => {
                self.bytes(None, Some(*writer), Some(*reader), written, read)
            }
            (Type::Enum(_, written), Type::Enum(_, read)) => Value::Enum(symbols(written, read)),
            (Type::Array(written), Type::Array(read)) => {
                Value::List(Box::new(self.items(*written, *read, is_column, false)))
            }
            (Type::Map(written), Type::Map(read)) => Value::Map(Box::new(self.items(*written, *read, is_column, true))),
            _ => Value::Fault(self.unlike(written, read)),
        }
    }

    fn items(&mut self, written: TypeId, read: TypeId, is_column: bool, has_key: bool) -> Items {
        Items {
            value: if is_column {
                self.value(written, read)
            } else {
                self.tree(written, read)
            },
            can_be_empty: !has_key && can_be_empty(self.writer, written, &mut Vec::new()),
        }
    }

    /// A time that was written in another unit is still the same time.
    fn long(&self, written: TypeId, read: TypeId, is_column: bool) -> Value {
        let unit = |schema: &Schema, id| match schema.get(id) {
            Type::Long(unit) => *unit,
            _ => None,
        };
        let is_int = matches!(self.writer.get(written), Type::Int);
        match (unit(self.writer, written), unit(self.reader, read)) {
            (written, Some(read)) => {
                let from = if is_column && read > 1 { 1 } else { read };
                match written.unwrap_or(read) {
                    to if to == from && !is_int => Value::Long,
                    to => Value::Scaled { to, from },
                }
            }
            _ if is_int => Value::LongOfInt,
            _ => Value::Long,
        }
    }

    /// `size` is that of a fixed.
    fn bytes(
        &self,
        size: Option<usize>,
        writer: Option<Digits>,
        reader: Option<Digits>,
        written: TypeId,
        read: TypeId,
    ) -> Value {
        match (writer, reader) {
            (Some(writer), Some(reader)) if writer.scale != reader.scale => Value::Fault(self.unlike(written, read)),
            (_, Some(digits)) => Value::Decimal { size, digits },
            (_, None) => size.map_or(Value::Bytes, Value::Fixed),
        }
    }

    fn skip(&mut self, written: TypeId) -> Skip {
        let writer = self.writer;
        match writer.get(written) {
            Type::Null => Skip::Bytes(0),
            Type::Boolean => Skip::Bytes(1),
            Type::Int | Type::Long(_) => Skip::Varint,
            Type::Float => Skip::Bytes(4),
            Type::Double => Skip::Bytes(8),
            Type::Bytes(_) | Type::String => Skip::Sized,
            Type::Fixed(_, size, _) => Skip::Bytes(*size),
            // An unknown symbol that nobody wants is no fault.
            Type::Enum(..) => Skip::Varint,
            Type::Array(item) => {
                let can_be_empty = can_be_empty(writer, *item, &mut Vec::new());
                Skip::Array(Box::new(self.skip(*item)), can_be_empty)
            }
            Type::Map(value) => Skip::Map(Box::new(self.skip(*value))),
            Type::Union(branches) => Skip::Union(branches.iter().map(|branch| self.skip(*branch)).collect()),
            Type::Record(_, fields) => {
                if let Some(known) = self.passed.get(&written) {
                    return Skip::Shared(*known);
                }
                let position = self.shared.skips.len();
                self.shared.skips.push(Skip::Bytes(0));
                self.passed.insert(written, position);
                let fields = fields.iter().map(|field| self.skip(field.type_id)).collect();
                self.shared.skips[position] = Skip::Record(fields);
                Skip::Shared(position)
            }
        }
    }
}

/// Null in every column.
fn nulls(wanted: &[Wanted], steps: &mut Vec<Step>) {
    for wanted in wanted {
        match wanted {
            Wanted::Nothing => {}
            Wanted::Column(column) => steps.push(Step::Value {
                column: *column,
                value: Value::Null,
            }),
            Wanted::Fields(wanted) => nulls(wanted, steps),
        }
    }
}

/// A union becomes a column's value; the usual one has a step of its own.
fn optional(column: usize, arms: Box<[Value]>) -> Step {
    let value = |arms| Step::Value {
        column,
        value: Value::Union(arms),
    };
    match <Box<[Value; 2]>>::try_from(arms) {
        Err(arms) => value(arms),
        Ok(arms) => match *arms {
            [Value::Null, value] => Step::Optional { column, null: 0, value },
            [value, Value::Null] => Step::Optional { column, null: 1, value },
            arms => value(arms.into()),
        },
    }
}

fn symbols(written: &Symbols, read: &Symbols) -> Box<[Result<Box<str>, Box<str>>]> {
    let symbol = |symbol: &String| {
        let known = read.texts.contains(symbol).then_some(symbol);
        match known.or(read.default.as_ref()) {
            Some(text) => Ok(text.as_str().into()),
            None => Err(format!("symbol {symbol} is unknown: expected one of {}", read.texts.join(", ")).into()),
        }
    };
    written.texts.iter().map(symbol).collect()
}

/// Whether a value may have no bytes.
fn can_be_empty(schema: &Schema, id: TypeId, within: &mut Vec<TypeId>) -> bool {
    match schema.get(id) {
        Type::Null => true,
        Type::Fixed(_, size, _) => *size == 0,
        Type::Record(_, fields) => {
            // A record that is always inside of itself has no values.
            if within.contains(&id) {
                return false;
            }
            within.push(id);
            let empty = fields.iter().all(|field| can_be_empty(schema, field.type_id, within));
            within.pop();
            empty
        }
        _ => false,
    }
}
