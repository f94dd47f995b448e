//! From a message's layout and a table's columns to a program.
//!
//! The layout is the one by which such messages are read, so that each column is written as the field that it would be
//! read from.

use arrow_schema::{DataType, Field as Column, Schema as Columns};
use protox::prost_reflect::{FieldDescriptor, Kind as FieldKind, MessageDescriptor};

use super::super::cursor::wire;
use super::super::plan::{self, Plan, Target};
use super::kind::{self, Slot, type_name};
use super::program::{Content, Field, Level, Message, Oneof, Presence, Program, Root, Value};
use super::wire::tag;
use crate::error::{Error, Result};
use crate::format::encode::unknown_columns;
use crate::spec::{ProduceProtobuf, java_class};

/// The program for rows of these columns. The plan's columns are called by the paths of their fields. Every field needs a
/// column, unless it is left out.
pub(super) fn compile(
    plan: &Plan,
    message: &MessageDescriptor,
    spec: &ProduceProtobuf,
    columns: &Columns,
) -> Result<Program> {
    check_names(plan, message, spec, columns)?;
    let mut compiler = Compiler {
        plan,
        spec,
        columns,
        values: Vec::new(),
        used: Vec::new(),
        missing: Vec::new(),
        depth: 0,
    };
    let scope: Scope = (0..plan.columns.len()).map(|column| (column, Vec::new())).collect();
    let root = match &plan.whole {
        Some(value) => Root::Value(compiler.whole(value, message)?),
        None => Root::Message(compiler.message(0, message, &scope)?),
    };
    if !compiler.missing.is_empty() {
        let missing: Vec<&str> = compiler.missing.iter().map(String::as_str).collect();
        return Err(unknown_columns(columns, &missing));
    }
    Ok(Program {
        root,
        values: compiler.values,
        columns: compiler.used,
        depth: compiler.depth,
    })
}

/// Refuses names of fields that the message does not have, and columns that were chosen and have no field.
fn check_names(plan: &Plan, message: &MessageDescriptor, spec: &ProduceProtobuf, columns: &Columns) -> Result<()> {
    let paths = || plan.columns.iter().map(|column| column.name.as_str());
    let named = spec.fields.names.keys().chain(&spec.timestamp);
    if let Some(path) = named.into_iter().find(|path| !paths().any(|known| known == *path)) {
        return Err(Error::not_found(format!(
            "message {} has no field {path:?} that a column can be of: it has {}",
            message.full_name(),
            paths().collect::<Vec<_>>().join(", ")
        ))
        .with("field", path));
    }
    let Some(chosen) = &spec.columns else { return Ok(()) };
    let missing: Vec<&str> = chosen
        .iter()
        .map(String::as_str)
        .filter(|name| columns.column_with_name(name).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(unknown_columns(columns, &missing));
    }
    let taken: Vec<String> = paths().map(|path| spec.fields.column(path)).collect();
    match chosen.iter().find(|name| !taken.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Error::not_found(format!(
            "message {} has no field for column {name:?}: its fields are those of columns {}",
            message.full_name(),
            taken.join(", ")
        ))
        .with("column", name)),
    }
}

/// For each column of a node, counted as the node counts them, the column of the plan, and how its cells are reached.
type Scope = Vec<(usize, Vec<Level>)>;

struct Compiler<'a> {
    plan: &'a Plan,
    spec: &'a ProduceProtobuf,
    columns: &'a Columns,
    values: Vec<Value>,
    used: Vec<usize>,
    /// The columns that are not there.
    missing: Vec<String>,
    depth: usize,
}

/// What a field is written from.
enum Source<'a> {
    Column(usize, &'a Column),
    /// The time at which the record is made.
    Now,
    /// It is not written.
    Nothing,
}

impl<'a> Compiler<'a> {
    fn message(&mut self, node: usize, descriptor: &MessageDescriptor, scope: &Scope) -> Result<Message> {
        let plan = self.plan;
        let wanted = &plan.nodes[node];
        let first = self.values.len();
        let mut message = Message::default();
        let mut members: Vec<Vec<_>> = vec![Vec::new(); wanted.oneofs.len()];
        for slot in &wanted.slots {
            let Some(field) = descriptor.get_field(slot.number) else {
                continue;
            };
            let before = self.values.len();
            let made = self.field(slot, &field, descriptor, scope)?;
            match made {
                Some(field) => {
                    message.is_always_there |= match &field.content {
                        Content::Now => true,
                        Content::Message(inside) => inside.is_always_there,
                        _ => false,
                    };
                    message.fields.push(field);
                }
                None if slot.required != 0 && self.missing.is_empty() => {
                    return Err(Error::invalid(format!(
                        "field {} of message {} is required, and there is no column that it is written from",
                        slot.name,
                        descriptor.full_name()
                    ))
                    .with("field", &slot.name));
                }
                None => {}
            }
            let written = before..self.values.len();
            if let (Some(oneof), false) = (slot.oneof, written.is_empty()) {
                members[oneof].push(written);
            }
        }
        let oneofs = members.into_iter().enumerate().filter(|(_, members)| members.len() > 1);
        message.oneofs = oneofs
            .map(|(index, members)| Oneof {
                name: descriptor
                    .oneofs()
                    .nth(index)
                    .map_or(String::new(), |oneof| oneof.name().to_owned()),
                members,
            })
            .collect();
        message.values = first..self.values.len();
        Ok(message)
    }

    /// A field of a message; none if nothing is written.
    fn field(
        &mut self,
        slot: &plan::Slot,
        field: &FieldDescriptor,
        message: &MessageDescriptor,
        scope: &Scope,
    ) -> Result<Option<Field>> {
        let presence = if slot.required != 0 || message.is_map_entry() {
            Presence::Required
        } else if slot.presence {
            Presence::Explicit
        } else {
            Presence::Implicit
        };
        let (content, wire) = match &slot.target {
            Target::Nothing => return Ok(None),
            Target::Cell { column, value } => match self.value(*column, value, field, scope, None)? {
                Some(content) => (content, value.wire()),
                None => return Ok(None),
            },
            Target::List { column, value } => match self.value(*column, value, field, scope, Some(Level::Items))? {
                Some(content @ Content::List { is_packed: true, .. }) => (content, wire::LEN),
                Some(content) => (content, value.wire()),
                None => return Ok(None),
            },
            Target::Message(below) => {
                let Some(inside) = self.inside(*below, field, scope)? else {
                    return Ok(None);
                };
                (Content::Message(inside), wire::LEN)
            }
            Target::Messages(below) => {
                let mut scope = scope.clone();
                for column in self.plan.nodes[*below].columns.clone() {
                    scope[column].1.push(Level::Items);
                }
                match self.items(*below, field, &scope)? {
                    Some(content) => (content, wire::LEN),
                    None => return Ok(None),
                }
            }
            Target::Map { column, entry } => {
                let (column, levels) = &scope[*column];
                let side = |level: Level| (*column, levels.iter().copied().chain([level]).collect());
                match self.items(*entry, field, &vec![side(Level::Keys), side(Level::Values)])? {
                    Some(content) => (content, wire::LEN),
                    None => return Ok(None),
                }
            }
        };
        let is_group = slot.is_group;
        let wire = if is_group { wire::START_GROUP } else { wire };
        Ok(Some(Field {
            tag: tag(slot.number, wire),
            end: is_group.then(|| tag(slot.number, wire::END_GROUP)),
            presence,
            content,
        }))
    }

    /// One message after another; none if nothing of them is written.
    fn items(&mut self, node: usize, field: &FieldDescriptor, scope: &Scope) -> Result<Option<Content>> {
        let inside = self.inside(node, field, scope)?;
        let Some(inside) = inside.filter(|inside| !inside.values.is_empty()) else {
            return Ok(None);
        };
        let depths = inside.values.clone().map(|value| self.values[value].levels.len());
        self.depth = self.depth.max(depths.max().unwrap_or_default());
        Ok(Some(Content::Messages(inside)))
    }

    /// A message inside of another; none if nothing of it is written.
    fn inside(&mut self, node: usize, field: &FieldDescriptor, scope: &Scope) -> Result<Option<Message>> {
        let FieldKind::Message(descriptor) = field.kind() else {
            return Ok(None);
        };
        let message = self.message(node, &descriptor, scope)?;
        Ok((!message.fields.is_empty()).then_some(message))
    }

    /// A value, or the items of a list; none if it is not written.
    fn value(
        &mut self,
        column: usize,
        value: &plan::Value,
        field: &FieldDescriptor,
        scope: &Scope,
        list: Option<Level>,
    ) -> Result<Option<Content>> {
        let (column, levels) = &scope[column];
        let path = &self.plan.columns[*column].name;
        let levels: Vec<Level> = levels.iter().copied().chain(list).collect();
        let (position, column) = match self.source(path) {
            Source::Column(position, column) => (position, column),
            Source::Nothing => return Ok(None),
            Source::Now if *value == plan::Value::Timestamp && levels.is_empty() => return Ok(Some(Content::Now)),
            Source::Now => {
                return Err(Error::invalid(format!(
                    "field {path} has the type {}: expected google.protobuf.Timestamp for the time at which the record is made",
                    type_name(field)
                ))
                .with("field", path));
            }
        };
        let slot = inside(column, &levels).and_then(|inside| kind::slot(value, field, inside));
        let slot = slot.ok_or_else(|| mismatch(column, field, path))?;
        let value = self.add(position, column, path, levels, slot);
        Ok(Some(match list {
            None => Content::Value(value),
            Some(_) => Content::List {
                value,
                is_packed: field.is_packed(),
            },
        }))
    }

    /// A message that is one value as a whole.
    fn whole(&mut self, value: &plan::Value, message: &MessageDescriptor) -> Result<usize> {
        let name = self.spec.fields.column("");
        let Some((position, column)) = self.columns.column_with_name(&name) else {
            return Err(Error::invalid(format!(
                "message {} is one value as a whole: expected a table column for field \"\", which is mapped to {name:?}",
                message.full_name()
            ))
            .with("message", message.full_name()));
        };
        let slot = kind::whole(value, message, column).ok_or_else(|| {
            Error::invalid(format!(
                "column {name} of type {} cannot be written as message {}",
                java_class(column),
                message.full_name()
            ))
            .with("column", &name)
        })?;
        Ok(self.add(position, column, "", Vec::new(), slot))
    }

    fn source(&mut self, path: &str) -> Source<'a> {
        if self.spec.timestamp.as_deref() == Some(path) {
            return Source::Now;
        }
        let name = self.spec.fields.column(path);
        if self
            .spec
            .columns
            .as_ref()
            .is_some_and(|columns| !columns.contains(&name))
        {
            return Source::Nothing;
        }
        match self.columns.column_with_name(&name) {
            Some((position, column)) => Source::Column(position, column),
            None => {
                // A map has two values.
                if !self.missing.contains(&name) {
                    self.missing.push(name);
                }
                Source::Nothing
            }
        }
    }

    fn add(&mut self, position: usize, column: &Column, path: &str, levels: Vec<Level>, slot: Slot) -> usize {
        let known = self.used.iter().position(|known| *known == position);
        let index = known.unwrap_or_else(|| {
            self.used.push(position);
            self.used.len() - 1
        });
        self.values.push(Value {
            column: index,
            name: column.name().clone(),
            field: path.to_owned(),
            levels,
            slot,
        });
        self.values.len() - 1
    }
}

/// What is inside of the lists and maps of a column.
fn inside<'c>(column: &'c Column, levels: &[Level]) -> Option<&'c Column> {
    levels
        .iter()
        .try_fold(column, |column, level| match (level, column.data_type()) {
            (Level::Items, DataType::List(item)) => Some(&**item),
            (Level::Keys | Level::Values, DataType::Map(entries, _)) => match entries.data_type() {
                DataType::Struct(entry) if entry.len() == 2 => Some(&*entry[usize::from(*level == Level::Values)]),
                _ => None,
            },
            _ => None,
        })
}

#[cold]
fn mismatch(column: &Column, field: &FieldDescriptor, path: &str) -> Error {
    let name = column.name();
    let repeated = if field.is_list() { "repeated " } else { "" };
    Error::invalid(format!(
        "column {name} of type {} cannot be written as field {path} of type {repeated}{}",
        java_class(column),
        type_name(field)
    ))
    .with("column", name)
    .with("field", path)
}
