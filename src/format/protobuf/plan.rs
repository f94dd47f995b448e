//! What is done with each field of a message: a tree of the messages that hold wanted fields.

use std::fmt;
use std::ops::Range;

use hashbrown::HashMap;

use super::cursor::wire;
use super::ordered::Ordered;
use crate::spec::ColumnSpec;

/// The tree; its root is node 0.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub nodes: Vec<Node>,
    pub columns: Vec<ColumnSpec>,
    /// For a message that is one value as a whole, in the only column: that value.
    pub whole: Option<Value>,
    /// The names of enums.
    pub enums: Vec<EnumNames>,
    /// Whether a row is not whole when every column has its value: it has lists to be ended, or fields that must be
    /// there.
    pub always_finish: bool,
    /// The same for messages whose fields come in the order of their numbers, where there is such a way.
    pub ordered: Option<Ordered>,
}

/// What is wanted of one message.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The field that holds it; empty for the root.
    pub path: String,
    pub slots: Vec<Slot>,
    /// The step for each small tag, [`NO_STEP`] for none.
    short: Vec<u16>,
    /// The other tags, in ascending order, and their steps.
    long: Vec<(u32, u16)>,
    pub steps: Vec<Step>,
    /// The slots that exclude each other.
    pub oneofs: Vec<Vec<usize>>,
    /// A bit for each field that must be there.
    pub required: u64,
    /// The columns of what is below.
    pub columns: Range<usize>,
}

/// A field.
#[derive(Debug)]
pub(super) struct Slot {
    pub name: String,
    pub number: u32,
    pub target: Target,
    /// Whether null, of a message null in everything below, tells that it is not there.
    pub presence: bool,
    pub oneof: Option<usize>,
    /// Whether it is a message between two tags, not behind a length.
    pub is_group: bool,
    /// Its bit in [`Node::required`], or 0.
    pub required: u64,
}

/// Where a field goes.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// It is only stepped over.
    Nothing,
    /// Into a cell.
    Cell { column: usize, value: Value },
    /// Into a list, one after another.
    List { column: usize, value: Value },
    /// A message, at a node.
    Message(usize),
    /// One of several messages, at a node.
    Messages(usize),
    /// An entry of a map: the node has the columns of the keys and the values.
    Map { column: usize, entry: usize },
}

/// A value, as it is written and as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Bool,
    Int32,
    Sint32,
    Fixed32,
    Int64,
    Sint64,
    Fixed64,
    Float,
    Double,
    /// Of a file in which texts are UTF-8; in others what is not becomes U+FFFD.
    Text {
        strict: bool,
    },
    Bytes,
    /// The position of its names.
    Enum(usize),
    Timestamp,
    Duration,
    Wrapper(Box<Value>),
    /// A message as JSON.
    Json(JsonMessage),
}

/// A message that has a JSON form of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum JsonMessage {
    Any,
    FieldMask,
    Struct,
    Value,
    ListValue,
}

/// What a tag means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub slot: usize,
    pub form: Form,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    One,
    /// Several numbers, one after another.
    Packed,
    Group,
}

const NO_STEP: u16 = u16::MAX;
/// Tags from here on, of fields with numbers from 256 on, are searched for.
const MOST_SHORT: usize = 2048;

impl Node {
    /// A message in the field at `path`, without fields.
    pub fn new(path: &str) -> Self {
        Node {
            path: path.to_owned(),
            ..Node::default()
        }
    }

    /// Builds the steps from the slots.
    pub fn index(&mut self) {
        let greatest = self.slots.iter().map(|slot| slot.number as usize).max().unwrap_or(0);
        self.short = vec![NO_STEP; ((greatest + 1) << 3).min(MOST_SHORT)];
        for (slot, field) in self.slots.iter().enumerate() {
            for (wire, form) in forms(field) {
                let tag = field.number << 3 | wire;
                let step = self.steps.len() as u16;
                self.steps.push(Step { slot, form });
                match self.short.get_mut(tag as usize) {
                    Some(entry) => *entry = step,
                    None => self.long.push((tag, step)),
                }
            }
        }
        self.long.sort_unstable();
    }

    /// What a tag means; none for that of a field that is not wanted.
    #[inline]
    pub fn step(&self, tag: u32) -> Option<Step> {
        let step = match self.short.get(tag as usize) {
            Some(step) => *step,
            None => match self.long.binary_search_by_key(&tag, |(tag, _)| *tag) {
                Ok(at) => self.long[at].1,
                Err(_) => NO_STEP,
            },
        };
        self.steps.get(usize::from(step)).copied()
    }
}

/// The wire types that a field may have.
fn forms(slot: &Slot) -> Vec<(u32, Form)> {
    match &slot.target {
        Target::Nothing => vec![
            (wire::VARINT, Form::One),
            (wire::FIXED64, Form::One),
            (wire::LEN, Form::One),
            (wire::START_GROUP, Form::One),
            (wire::FIXED32, Form::One),
        ],
        Target::Cell { value, .. } => vec![(value.wire(), Form::One)],
        Target::List { value, .. } if value.wire() != wire::LEN => {
            vec![(value.wire(), Form::One), (wire::LEN, Form::Packed)]
        }
        Target::Message(_) | Target::Messages(_) if slot.is_group => vec![(wire::START_GROUP, Form::Group)],
        Target::List { .. } | Target::Map { .. } | Target::Message(_) | Target::Messages(_) => {
            vec![(wire::LEN, Form::One)]
        }
    }
}

impl Value {
    /// The wire type of a single value.
    pub fn wire(&self) -> u32 {
        match self {
            Value::Bool | Value::Int32 | Value::Sint32 | Value::Int64 | Value::Sint64 | Value::Enum(_) => wire::VARINT,
            Value::Fixed32 | Value::Float => wire::FIXED32,
            Value::Fixed64 | Value::Double => wire::FIXED64,
            _ => wire::LEN,
        }
    }
}

/// The names of an enum's numbers.
#[derive(Debug)]
pub(super) struct EnumNames {
    /// The enum's own name.
    pub name: String,
    /// That of the number that comes first.
    pub default: String,
    /// Whether a number without a name is as good as no field at all.
    pub closed: bool,
    names: HashMap<i32, Box<str>>,
    /// Those of small numbers.
    small: Vec<Option<Box<str>>>,
}

const SMALL: i32 = 256;

impl EnumNames {
    /// Of several names of a number the first one counts.
    pub fn new(name: &str, closed: bool, values: impl Iterator<Item = (i32, String)>) -> Self {
        let mut names = EnumNames {
            name: name.to_owned(),
            default: String::new(),
            closed,
            names: HashMap::new(),
            small: Vec::new(),
        };
        for (position, (number, name)) in values.enumerate() {
            if position == 0 {
                names.default.clone_from(&name);
            }
            if (0..SMALL).contains(&number) {
                let at = number as usize;
                if names.small.len() <= at {
                    names.small.resize(at + 1, None);
                }
                names.small[at].get_or_insert(name.into());
            } else {
                names.names.entry(number).or_insert(name.into());
            }
        }
        names
    }

    #[inline]
    pub fn of(&self, number: i32) -> Option<&str> {
        match self.small.get(number as u32 as usize) {
            Some(name) => name.as_deref(),
            None => self.names.get(&number).map(|name| &**name),
        }
    }
}

/// A line a field, as deep as it is nested.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0, 0)
    }
}

impl Plan {
    fn write(&self, f: &mut fmt::Formatter<'_>, node: usize, depth: usize) -> fmt::Result {
        for slot in &self.nodes[node].slots {
            write!(f, "{:1$}{2} {3}: ", "", 2 * depth, slot.number, slot.name)?;
            let nullable = if slot.presence { " or null" } else { "" };
            match &slot.target {
                Target::Nothing => writeln!(f, "skip")?,
                Target::Cell { column, value } => writeln!(f, "{value:?}{nullable} -> {column}")?,
                Target::List { column, value } => writeln!(f, "list of {value:?} -> {column}")?,
                Target::Message(below) => {
                    writeln!(f, "message")?;
                    self.write(f, *below, depth + 1)?;
                }
                Target::Messages(below) => {
                    writeln!(f, "list of messages")?;
                    self.write(f, *below, depth + 1)?;
                }
                Target::Map { column, entry } => {
                    writeln!(f, "map -> {column}")?;
                    self.write(f, *entry, depth + 1)?;
                }
            }
        }
        Ok(())
    }
}
