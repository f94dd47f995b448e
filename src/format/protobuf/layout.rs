//! From the description of a message and what is wanted of it to columns, and to the plan that fills them.

use protox::prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Syntax};

use super::cursor::MAX_DEPTH;
use super::descriptor;
use super::names::check_name;
use super::ordered::Ordered;
use super::plan::{EnumNames, JsonMessage, Node, Plan, Slot, Target, Value};
use crate::error::{Error, Result};
use crate::spec::{ColumnSpec, ColumnType, Protobuf, ProtobufFields, field as define};

/// Lays out the columns of a specification.
pub(super) fn plan(spec: &Protobuf) -> Result<Plan> {
    let plan = plan_named(spec, ProtobufFields::column)?;
    for column in &plan.columns {
        check_name(&column.name)?;
    }
    Ok(plan)
}

/// The same with other names: that of a column is what `name` makes of the path of its field.
pub(super) fn plan_named(spec: &Protobuf, name: fn(&ProtobufFields, &str) -> String) -> Result<Plan> {
    let message = descriptor::message(spec)?;
    let mut builder = Builder {
        options: &spec.fields,
        name,
        oneofs_first: descriptor::oneofs_first(spec),
        plan: Plan::default(),
        above: vec![message.full_name().to_owned()],
        trail: format!("`{}`", message.full_name()),
    };
    let mut columns = Vec::new();
    match well_known(&message) {
        Some(value) => {
            columns.push(define(name(&spec.fields, ""), column_type(&value, false)));
            builder.plan.whole = Some(value);
        }
        None => {
            builder.node(&message, "", Place::default(), &mut columns)?;
        }
    }
    let mut plan = builder.plan;
    plan.columns = columns;
    plan.ordered = Ordered::of(&plan);
    Ok(plan)
}

/// The fields of a message in the order of their columns.
pub(super) fn ordered(message: &MessageDescriptor, oneofs_first: bool) -> Vec<FieldDescriptor> {
    // As they are declared; the message itself gives them by their numbers.
    let declared = message.descriptor_proto().field.iter();
    let mut fields: Vec<FieldDescriptor> = declared
        .filter_map(|field| message.get_field(field.number() as u32))
        .collect();
    if oneofs_first {
        let position = |field: &FieldDescriptor| oneof(field).unwrap_or(usize::MAX);
        fields.sort_by_key(position);
    }
    fields
}

/// The position of the oneof that a field is a member of, unless that only stands for `optional`.
fn oneof(field: &FieldDescriptor) -> Option<usize> {
    let oneof = field.containing_oneof().filter(|oneof| !oneof.is_synthetic())?;
    field.parent_message().oneofs().position(|other| other == oneof)
}

/// The value that a message of a well-known type is.
pub(super) fn well_known(message: &MessageDescriptor) -> Option<Value> {
    let wrapped = |value| Some(Value::Wrapper(Box::new(value)));
    match message.full_name().strip_prefix("google.protobuf.")? {
        "Timestamp" => Some(Value::Timestamp),
        "Duration" => Some(Value::Duration),
        "BoolValue" => wrapped(Value::Bool),
        "Int32Value" | "UInt32Value" => wrapped(Value::Int32),
        "Int64Value" | "UInt64Value" => wrapped(Value::Int64),
        "FloatValue" => wrapped(Value::Float),
        "DoubleValue" => wrapped(Value::Double),
        "StringValue" => wrapped(Value::Text { strict: true }),
        "BytesValue" => wrapped(Value::Bytes),
        "Any" => Some(Value::Json(JsonMessage::Any)),
        "FieldMask" => Some(Value::Json(JsonMessage::FieldMask)),
        "Struct" => Some(Value::Json(JsonMessage::Struct)),
        "Value" => Some(Value::Json(JsonMessage::Value)),
        "ListValue" => Some(Value::Json(JsonMessage::ListValue)),
        _ => None,
    }
}

fn column_type(value: &Value, byte_string: bool) -> ColumnType {
    match value {
        Value::Bool => ColumnType::Boolean,
        Value::Int32 | Value::Sint32 | Value::Fixed32 => ColumnType::Int,
        Value::Int64 | Value::Sint64 | Value::Fixed64 => ColumnType::Long,
        Value::Float => ColumnType::Float,
        Value::Double => ColumnType::Double,
        Value::Text { .. } | Value::Enum(_) => ColumnType::String,
        Value::Bytes if byte_string => {
            ColumnType::Declared(Box::new(ColumnType::Bytes), "com.google.protobuf.ByteString".to_owned())
        }
        Value::Bytes => ColumnType::Bytes,
        Value::Timestamp => ColumnType::Instant,
        Value::Duration => ColumnType::Duration,
        Value::Wrapper(value) => column_type(value, byte_string),
        Value::Json(_) => ColumnType::Json,
    }
}

/// The type as that of the items of a list. In Java these are primitive, but boxed where each may be absent.
fn item_type(column_type: ColumnType, boxed: bool) -> ColumnType {
    let class = match (&column_type, boxed) {
        (ColumnType::Boolean, false) => "boolean",
        (ColumnType::Int, true) => "java.lang.Integer",
        (ColumnType::Long, true) => "java.lang.Long",
        (ColumnType::Float, true) => "java.lang.Float",
        (ColumnType::Double, true) => "java.lang.Double",
        _ => return column_type,
    };
    ColumnType::Declared(Box::new(column_type), class.to_owned())
}

fn lists_of(column_type: ColumnType, depth: usize) -> ColumnType {
    (0..depth).fold(column_type, |item, _| ColumnType::List(Box::new(item)))
}

/// Where a message is.
#[derive(Clone, Copy, Default)]
struct Place {
    /// How many lists it is inside of.
    lists: usize,
    /// Whether it is an entry of a map.
    entry: bool,
    /// Whether that map is a column, so that its key and value are not asked about.
    map: bool,
}

struct Builder<'a> {
    options: &'a ProtobufFields,
    name: fn(&ProtobufFields, &str) -> String,
    oneofs_first: bool,
    plan: Plan,
    /// The messages that the current one is inside of, and itself.
    above: Vec<String>,
    /// The same with the fields between them, as an error tells it.
    trail: String,
}

impl Builder<'_> {
    /// Adds a message and what is wanted of it; none when that is nothing, unless it is the root.
    fn node(
        &mut self,
        message: &MessageDescriptor,
        path: &str,
        place: Place,
        columns: &mut Vec<ColumnSpec>,
    ) -> Result<Option<usize>> {
        let at = self.plan.nodes.len();
        self.plan.nodes.push(Node::new(path));
        let first = columns.len();
        let mut node = Node::new(path);
        let mut required = 0;
        for field in ordered(message, self.oneofs_first) {
            let field_path = match path {
                "" => field.name().to_owned(),
                _ => format!("{path}/{}", field.name()),
            };
            let target = if place.map || self.options.takes(&field_path) {
                self.target(&field, &field_path, place, columns)?
            } else {
                Target::Nothing
            };
            let required = match field.is_required() {
                false => 0,
                true => {
                    required += 1;
                    1_u64.checked_shl(required - 1).ok_or_else(|| {
                        Error::unsupported(format!(
                            "message {} has more than 64 required fields",
                            message.full_name()
                        ))
                    })?
                }
            };
            node.required |= required;
            node.slots.push(Slot {
                name: field.name().to_owned(),
                number: field.number(),
                presence: field.supports_presence() && !place.entry,
                oneof: oneof(&field),
                is_group: field.is_group(),
                required,
                target,
            });
        }
        if columns.len() == first && !path.is_empty() {
            self.plan.nodes.truncate(at);
            return Ok(None);
        }
        node.columns = first..columns.len();
        node.oneofs = message
            .oneofs()
            .map(|oneof| {
                let members = node.slots.iter().enumerate();
                let is_member = |slot: &Slot| oneof.fields().any(|field| field.number() == slot.number);
                members
                    .filter(|(_, slot)| slot.oneof.is_some() && is_member(slot))
                    .map(|(at, _)| at)
                    .collect()
            })
            .collect();
        self.plan.always_finish |= node.required != 0;
        node.drop_idle();
        node.index();
        self.plan.nodes[at] = node;
        Ok(Some(at))
    }

    /// Where a field goes, whose columns are added.
    fn target(
        &mut self,
        field: &FieldDescriptor,
        path: &str,
        place: Place,
        columns: &mut Vec<ColumnSpec>,
    ) -> Result<Target> {
        if field.is_map() && !self.options.is_repeated(path) {
            let map = self.map(field, path, place, columns)?;
            if let Some(target) = map {
                return Ok(target);
            }
        }
        let kind = field.kind();
        let inner = match &kind {
            Kind::Message(message) => match well_known(message).filter(|_| !self.options.is_recursive(path)) {
                Some(value) => value,
                None => return self.inside(field, message, path, place, columns),
            },
            _ => self.scalar(field, &kind),
        };
        let plain = column_type(&inner, self.options.is_byte_string(path));
        let name = (self.name)(self.options, path);
        let column = columns.len();
        if field.is_list() {
            self.plan.always_finish = true;
            columns.push(define(name, lists_of(item_type(plain, false), place.lists + 1)));
            return Ok(Target::List { column, value: inner });
        }
        let is_message = matches!(kind, Kind::Message(_));
        let boxed = field.supports_presence() && !place.entry && !is_message;
        let item = if place.lists > 0 {
            item_type(plain, boxed)
        } else {
            plain
        };
        columns.push(define(name, lists_of(item, place.lists)));
        Ok(Target::Cell { column, value: inner })
    }

    /// A message in a message, as the columns of its fields.
    fn inside(
        &mut self,
        field: &FieldDescriptor,
        message: &MessageDescriptor,
        path: &str,
        place: Place,
        columns: &mut Vec<ColumnSpec>,
    ) -> Result<Target> {
        let is_list = field.is_list() || field.is_map();
        let below = Place {
            lists: place.lists + usize::from(is_list),
            entry: field.is_map(),
            map: false,
        };
        let node = self.below(field, message, |builder| builder.node(message, path, below, columns))?;
        Ok(match node {
            None => Target::Nothing,
            Some(node) if is_list => {
                self.plan.always_finish = true;
                Target::Messages(node)
            }
            Some(node) => Target::Message(node),
        })
    }

    /// A map as a column of its own; none, and nothing added, when its value is not one column.
    fn map(
        &mut self,
        field: &FieldDescriptor,
        path: &str,
        place: Place,
        columns: &mut Vec<ColumnSpec>,
    ) -> Result<Option<Target>> {
        let Kind::Message(entry) = field.kind() else {
            return Ok(None);
        };
        let at = self.plan.nodes.len();
        let mut inside = Vec::new();
        let entry_place = Place {
            lists: 0,
            entry: true,
            map: true,
        };
        let node = self.below(field, &entry, |builder| {
            builder.node(&entry, path, entry_place, &mut inside)
        })?;
        let (Some(node), [key, value]) = (node, &inside[..]) else {
            self.plan.nodes.truncate(at);
            return Ok(None);
        };
        self.plan.always_finish = true;
        let map = ColumnType::Map(Box::new(key.column_type.clone()), Box::new(value.column_type.clone()));
        let column = columns.len();
        columns.push(define((self.name)(self.options, path), lists_of(map, place.lists)));
        Ok(Some(Target::Map { column, entry: node }))
    }

    /// Does something inside of a message, which must not be inside of itself.
    fn below<T>(
        &mut self,
        field: &FieldDescriptor,
        message: &MessageDescriptor,
        step: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let len = self.trail.len();
        self.trail
            .push_str(&format!(" \"{}\" -> `{}`", field.name(), message.full_name()));
        if self.above.iter().any(|above| above == message.full_name()) {
            return Err(Error::invalid(format!(
                "cyclical protobuf message descriptor detected at [{}]: cyclic protobuf message descriptors are not \
                 supported; use fieldOptions to exclude one of the fields",
                self.trail
            ))
            .with("message", message.full_name()));
        }
        if self.above.len() == MAX_DEPTH {
            return Err(Error::unsupported(format!(
                "messages are nested more than {MAX_DEPTH} deep at [{}]",
                self.trail
            )));
        }
        self.above.push(message.full_name().to_owned());
        let done = step(self);
        self.above.pop();
        self.trail.truncate(len);
        done
    }

    fn scalar(&mut self, field: &FieldDescriptor, kind: &Kind) -> Value {
        match kind {
            Kind::Double => Value::Double,
            Kind::Float => Value::Float,
            Kind::Int32 | Kind::Uint32 => Value::Int32,
            Kind::Int64 | Kind::Uint64 => Value::Int64,
            Kind::Sint32 => Value::Sint32,
            Kind::Sint64 => Value::Sint64,
            Kind::Fixed32 | Kind::Sfixed32 => Value::Fixed32,
            Kind::Fixed64 | Kind::Sfixed64 => Value::Fixed64,
            Kind::Bool => Value::Bool,
            Kind::String => Value::Text {
                strict: field.parent_message().parent_file().syntax() != Syntax::Proto2,
            },
            Kind::Enum(names) => Value::Enum(self.enum_names(names)),
            Kind::Bytes | Kind::Message(_) => Value::Bytes,
        }
    }

    fn enum_names(&mut self, names: &EnumDescriptor) -> usize {
        let closed = names.parent_file().syntax() == Syntax::Proto2;
        let declared = names.enum_descriptor_proto().value.iter();
        let values = declared.map(|value| (value.number(), value.name().to_owned()));
        self.plan.enums.push(EnumNames::new(names.name(), closed, values));
        self.plan.enums.len() - 1
    }
}

impl Node {
    /// Leaves out the fields that nothing depends on: unknown ones are stepped over anyway.
    fn drop_idle(&mut self) {
        let wanted = |slot: &Slot| !matches!(slot.target, Target::Nothing);
        let live: Vec<bool> = self
            .oneofs
            .iter()
            .map(|members| members.iter().any(|at| wanted(&self.slots[*at])))
            .collect();
        let keep: Vec<bool> = self
            .slots
            .iter()
            .map(|slot| wanted(slot) || slot.required != 0 || slot.oneof.is_some_and(|oneof| live[oneof]))
            .collect();
        let mut kept = 0;
        let count = |keep: &bool| {
            kept += usize::from(*keep);
            kept - usize::from(*keep)
        };
        let moved: Vec<usize> = keep.iter().map(count).collect();
        for members in &mut self.oneofs {
            members.retain(|at| keep[*at]);
            members.iter_mut().for_each(|at| *at = moved[*at]);
        }
        let mut kept = keep.iter();
        self.slots.retain(|_| kept.next().copied().unwrap_or_default());
    }
}
