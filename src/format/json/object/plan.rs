//! A model, laid out for reading: which columns each value fills, and what is looked up in each object.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use super::leaf::{Leaf, LeafKind};
use super::names::column_names;
use crate::error::{Error, Result};
use crate::spec::object::{JsonType, JsonTypes, Kind, NamedValue, ObjectField, RepeatedBehavior, Value, fold_case};
use crate::spec::{ColumnSpec, ColumnType};

/// The tree, and the columns that it fills.
pub(super) struct Plan {
    pub root: Node,
    pub columns: Vec<ColumnSpec>,
    /// Of each column, the names that lead to it.
    pub paths: Vec<Vec<String>>,
    /// How many fields all objects have together.
    pub fields: usize,
    /// How many objects there are.
    pub objects: usize,
}

/// One value.
pub(super) struct Node {
    pub allowed: JsonTypes,
    pub allow_missing: bool,
    /// The columns of everything inside.
    pub columns: Range<usize>,
    /// How many lists are around the values in those columns.
    pub depth: usize,
    pub shape: Shape,
}

/// What a value is made of.
pub(super) enum Shape {
    /// One column, the first one of the node.
    Leaf(Leaf),
    /// Nothing that is kept.
    Skip,
    Array(Box<Node>),
    Object(Members),
    /// The names of the fields, and their values.
    Entries(Box<Node>, Box<Node>),
    Tuple(Vec<Node>),
    Typed(Typed),
}

/// The fields of an object.
pub(super) struct Members {
    pub fields: Vec<Field>,
    /// The positions of fields by their names.
    names: HashMap<Box<[u8]>, usize>,
    /// The same for names that may be in any case, folded.
    folded: HashMap<String, usize>,
    pub allow_unknown: bool,
    /// Where the marks of the fields begin among those of all objects.
    pub first: usize,
    /// The number of the object.
    pub object: usize,
}

/// A field of an object.
pub(super) struct Field {
    pub name: String,
    pub use_first: bool,
    pub node: Node,
}

/// An object whose first field tells what it is.
pub(super) struct Typed {
    /// For the names of the type field; its node is the first column.
    pub type_field: Members,
    /// What the type is where the whole object is null or missing.
    pub instead: Leaf,
    /// By the text of the type field, sorted.
    pub objects: Vec<TypedObject>,
    pub allow_unknown: bool,
}

/// One of the objects that it can be.
pub(super) struct TypedObject {
    pub name: String,
    pub members: Members,
    /// Columns of other objects, which are null.
    pub others: [Range<usize>; 2],
}

impl Members {
    /// The field of a name, unless there is none.
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        if let Some(field) = self.names.get(name) {
            return Some(*field);
        }
        if self.folded.is_empty() {
            return None;
        }
        let name = std::str::from_utf8(name).ok()?;
        self.folded.get(&fold_case(name)).copied()
    }
}

impl Plan {
    /// Lays a model out; `names` are for the columns, instead of those that the fields give them.
    pub fn new(value: &Value, names: Option<&[String]>) -> Result<Plan> {
        value.check()?;
        let mut layout = Layout::default();
        let root = layout.node(value, &[], 0)?;
        let names = match names {
            None => column_names(&layout.paths)?,
            Some(names) if names.len() == layout.types.len() => names.to_vec(),
            Some(names) => {
                return Err(Error::invalid(format!(
                    "{} names for the {} columns of the value: expected one for each",
                    names.len(),
                    layout.types.len()
                )));
            }
        };
        let column = |(name, column_type)| ColumnSpec { name, column_type };
        Ok(Plan {
            root,
            columns: names.into_iter().zip(layout.types).map(column).collect(),
            paths: layout.paths,
            fields: layout.fields,
            objects: layout.objects,
        })
    }
}

/// What has been laid out so far.
#[derive(Default)]
struct Layout {
    /// Of each column, the names that lead to it.
    paths: Vec<Vec<String>>,
    types: Vec<ColumnType>,
    fields: usize,
    objects: usize,
}

impl Layout {
    fn node(&mut self, value: &Value, path: &[String], depth: usize) -> Result<Node> {
        let first = self.types.len();
        let shape = match &value.kind {
            Kind::Skip => Shape::Skip,
            Kind::Array(element) => Shape::Array(Box::new(self.node(element, path, depth + 1)?)),
            Kind::Object {
                fields,
                allow_unknown_fields,
            } => Shape::Object(self.members(fields, *allow_unknown_fields, path, depth)?),
            Kind::Entries { key, value } => {
                let key = self.node(key, &joined(path, "Key"), depth + 1)?;
                let before = self.paths.len();
                let value = self.node(value, path, depth + 1)?;
                // What would be named as the object itself is its value.
                for inside in &mut self.paths[before..] {
                    if inside.len() == path.len() {
                        inside.push("Value".to_owned());
                    }
                }
                Shape::Entries(Box::new(key), Box::new(value))
            }
            // The only value of a tuple is named as the tuple.
            Kind::Tuple(values) => match values.as_slice() {
                [only] => Shape::Tuple(vec![self.node(&only.value, path, depth)?]),
                values => {
                    let mut node = |named: &NamedValue| self.node(&named.value, &joined(path, &named.name), depth);
                    Shape::Tuple(values.iter().map(&mut node).collect::<Result<_>>()?)
                }
            },
            Kind::TypedObject {
                type_field,
                shared_fields,
                objects,
                allow_unknown_types,
            } => {
                let inferred = shared_fields.is_none().then(|| common_fields(objects));
                let shared = shared_fields.as_ref().or(inferred.as_ref());
                let shared = shared.map(Vec::as_slice).unwrap_or_default();
                let typed = self.typed(type_field, shared, objects, path, depth)?;
                Shape::Typed(Typed {
                    instead: Leaf::new(LeafKind::String, value)?,
                    allow_unknown: *allow_unknown_types,
                    ..typed
                })
            }
            _ => self.leaf(value, path, depth)?,
        };
        Ok(Node {
            allowed: value.allowed,
            allow_missing: value.allow_missing,
            columns: first..self.types.len(),
            depth,
            shape,
        })
    }

    fn leaf(&mut self, value: &Value, path: &[String], depth: usize) -> Result<Shape> {
        // Values that are containers have been dealt with.
        let Some(kind) = LeafKind::of(&value.kind)? else {
            return Err(Error::internal(format!("{:?} is no scalar", value.kind)));
        };
        let mut column_type = kind.column_type();
        for _ in 0..depth {
            column_type = ColumnType::List(Box::new(column_type));
        }
        self.paths.push(path.to_vec());
        self.types.push(column_type);
        Ok(Shape::Leaf(Leaf::new(kind, value)?))
    }

    fn members(
        &mut self,
        fields: &[ObjectField],
        allow_unknown: bool,
        path: &[String],
        depth: usize,
    ) -> Result<Members> {
        let fields = distinct(fields);
        let nodes = fields
            .iter()
            .map(|field| self.node(&field.value, &joined(path, &field.name), depth))
            .collect::<Result<Vec<_>>>()?;
        Ok(self.members_of(&fields, nodes, allow_unknown))
    }

    fn members_of(&mut self, fields: &[&ObjectField], nodes: Vec<Node>, allow_unknown: bool) -> Members {
        let mut members = Members {
            fields: Vec::new(),
            names: HashMap::new(),
            folded: HashMap::new(),
            allow_unknown,
            first: self.fields,
            object: self.objects,
        };
        self.fields += fields.len();
        self.objects += 1;
        for (index, (field, node)) in fields.iter().zip(nodes).enumerate() {
            for name in field.names() {
                if field.case_sensitive {
                    members.names.insert(name.as_bytes().into(), index);
                } else {
                    members.folded.insert(fold_case(name), index);
                }
            }
            members.fields.push(Field {
                name: field.name.clone(),
                use_first: field.repeated == RepeatedBehavior::UseFirst,
                node,
            });
        }
        members
    }

    fn typed(
        &mut self,
        type_field: &ObjectField,
        shared: &[ObjectField],
        objects: &[NamedValue],
        path: &[String],
        depth: usize,
    ) -> Result<Typed> {
        let type_node = self.node(&type_field.value, &joined(path, &type_field.name), depth)?;
        let type_members = self.members_of(&[type_field], vec![type_node], true);
        let shared = distinct(shared);
        let first_shared = self.types.len();
        for field in &shared {
            self.node(&field.value, &joined(path, &field.name), depth)?;
        }
        let first_own = self.types.len();
        let mut laid_out = Vec::new();
        for NamedValue { name, value } in objects {
            let Kind::Object {
                fields,
                allow_unknown_fields,
            } = &value.kind
            else {
                return Err(Error::internal(format!("type {name:?} is no object")));
            };
            // The shared fields of every object fill the same columns.
            let mut again = Layout {
                fields: self.fields,
                objects: self.objects,
                ..Layout::default()
            };
            again.types = self.types[..first_shared].to_vec();
            let mut nodes = Vec::new();
            for field in &shared {
                nodes.push(again.node(&field.value, &[], depth)?);
            }
            (self.fields, self.objects) = (again.fields, again.objects);
            let first = self.types.len();
            let mut all = shared.clone();
            for field in distinct(fields).into_iter().filter(|field| !shared.contains(field)) {
                if shared.iter().any(|other| other.name == field.name) {
                    return Err(Error::invalid(format!(
                        "type '{name}' has a field '{}' that is not the shared one of that name",
                        field.name
                    ))
                    .with("field", &field.name));
                }
                nodes.push(self.node(
                    &field.value,
                    &[path, &[name.clone(), field.name.clone()]].concat(),
                    depth,
                )?);
                all.push(field);
            }
            let own = first..self.types.len();
            laid_out.push((name, self.members_of(&all, nodes, *allow_unknown_fields), own));
        }
        let end = self.types.len();
        let object = |(name, members, own): (&String, Members, Range<usize>)| TypedObject {
            name: name.clone(),
            members,
            others: [first_own..own.start, own.end..end],
        };
        let mut objects: Vec<TypedObject> = laid_out.into_iter().map(object).collect();
        objects.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(Typed {
            type_field: type_members,
            instead: Leaf::new(LeafKind::String, &type_field.value)?,
            objects,
            allow_unknown: true,
        })
    }
}

fn joined(path: &[String], name: &str) -> Vec<String> {
    [path, &[name.to_owned()]].concat()
}

/// The fields, equal ones once.
fn distinct(fields: &[ObjectField]) -> Vec<&ObjectField> {
    let is_first = |(index, field): &(usize, &ObjectField)| !fields[..*index].contains(field);
    fields
        .iter()
        .enumerate()
        .filter(is_first)
        .map(|(_, field)| field)
        .collect()
}

/// The fields that are the same in all objects, in the order of the first.
fn common_fields(objects: &[NamedValue]) -> Vec<ObjectField> {
    let fields = |object: &NamedValue| match &object.value.kind {
        Kind::Object { fields, .. } => fields.clone(),
        _ => Vec::new(),
    };
    let Some((first, others)) = objects.split_first() else {
        return Vec::new();
    };
    let mut common = fields(first);
    common.retain(|field| others.iter().all(|object| fields(object).contains(field)));
    common
}

impl fmt::Display for Plan {
    /// One value a line, with the columns that it fills.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "", &self.root, 0)
    }
}

impl Plan {
    fn write(&self, f: &mut fmt::Formatter<'_>, name: &str, node: &Node, indent: usize) -> fmt::Result {
        let space = "  ".repeat(indent);
        let missing = if node.allow_missing { " or missing" } else { "" };
        let column = |index: usize| &self.columns[index].name;
        write!(f, "{space}{name}{}", if name.is_empty() { "" } else { ": " })?;
        let line = |f: &mut fmt::Formatter<'_>, what: &str| writeln!(f, "{what} of {}{missing}", node.allowed);
        match &node.shape {
            Shape::Leaf(leaf) => {
                let what = format!("{} -> {}", leaf.kind.name(), column(node.columns.start));
                line(f, &what)
            }
            Shape::Skip => line(f, "skipped"),
            Shape::Array(element) => {
                line(f, "array")?;
                self.write(f, "element", element, indent + 1)
            }
            Shape::Object(members) => {
                line(f, "object")?;
                self.write_members(f, members, indent + 1)
            }
            Shape::Entries(key, value) => {
                line(f, "entries")?;
                self.write(f, "key", key, indent + 1)?;
                self.write(f, "value", value, indent + 1)
            }
            Shape::Tuple(nodes) => {
                line(f, "tuple")?;
                let mut position = |(index, node): (usize, &Node)| self.write(f, &index.to_string(), node, indent + 1);
                nodes.iter().enumerate().try_for_each(&mut position)
            }
            Shape::Typed(typed) => {
                line(f, "object with types")?;
                self.write_members(f, &typed.type_field, indent + 1)?;
                for object in &typed.objects {
                    writeln!(f, "{space}  type {:?}", object.name)?;
                    self.write_members(f, &object.members, indent + 2)?;
                }
                Ok(())
            }
        }
    }

    fn write_members(&self, f: &mut fmt::Formatter<'_>, members: &Members, indent: usize) -> fmt::Result {
        let mut field = |field: &Field| self.write(f, &field.name, &field.node, indent);
        members.fields.iter().try_for_each(&mut field)
    }
}

impl Node {
    /// Whether a null is taken.
    pub fn allows_null(&self) -> bool {
        self.allowed.contains(JsonType::Null)
    }
}
