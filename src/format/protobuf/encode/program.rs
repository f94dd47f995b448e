//! What is written for each row.

use std::ops::Range;

use super::kind::Slot;

/// A message, and the columns that it is written from.
#[derive(Debug)]
pub(super) struct Program {
    pub root: Root,
    pub values: Vec<Value>,
    /// The positions in the table of the columns.
    pub columns: Vec<usize>,
    /// How many lists of messages are inside of each other.
    pub depth: usize,
}

#[derive(Debug)]
pub(super) enum Root {
    Message(Message),
    /// A message that is one value as a whole.
    Value(usize),
}

/// The cells that a field is written from.
#[derive(Debug)]
pub(super) struct Value {
    /// The position of the column among those of the program.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// The path of the field.
    pub field: String,
    /// How the cells are reached from those of the column.
    pub levels: Vec<Level>,
    pub slot: Slot,
}

/// One step into the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Level {
    /// To the items of lists.
    Items,
    /// To the keys of maps.
    Keys,
    /// To the values of maps.
    Values,
}

/// A message: its fields, in the order of their columns.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub fields: Vec<Field>,
    /// The values of the members of each oneof of which more than one is written.
    pub oneofs: Vec<Oneof>,
    /// What it and the messages inside of it are written from.
    pub values: Range<usize>,
    /// Whether it is there whatever the cells are.
    pub is_always_there: bool,
}

#[derive(Debug)]
pub(super) struct Oneof {
    pub name: String,
    pub members: Vec<Range<usize>>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub tag: Box<[u8]>,
    /// The tag behind it, of a message that has no length before it.
    pub end: Option<Box<[u8]>>,
    pub presence: Presence,
    pub content: Content,
}

/// What null is written as, and what the default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Presence {
    /// Null is no field.
    Explicit,
    /// There is no null, and the default is no field.
    Implicit,
    /// There is no null, and always a field.
    Required,
}

#[derive(Debug)]
pub(super) enum Content {
    Value(usize),
    /// One value after another.
    List {
        value: usize,
        is_packed: bool,
    },
    Message(Message),
    /// One message after another, of the lists or maps that its values are in.
    Messages(Message),
    /// The time at which a record is made.
    Now,
}
