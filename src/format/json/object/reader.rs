//! One record into one row.

use super::super::super::ColumnBuilder;
use super::super::super::lead::Predictions;
use super::super::cursor::Cursor;
use super::super::fault::{Fault, Parsed};
use super::leaf::misfit;
use super::plan::{Members, Node, Plan, Shape, Typed, TypedObject};
use crate::spec::object::JsonType;

/// What is remembered from record to record.
pub(super) struct Memory {
    /// Of each object, the fields of the last one.
    predictions: Vec<Predictions>,
    /// Of each field of each object, the instance of the object in which it was seen last.
    seen: Vec<u64>,
    instances: u64,
}

impl Memory {
    pub fn new(plan: &Plan) -> Self {
        Memory {
            predictions: (0..plan.objects).map(|_| Predictions::default()).collect(),
            seen: vec![0; plan.fields],
            instances: 0,
        }
    }
}

/// A row under construction. A fault leaves it unfinished: it is undone by cutting the columns back.
pub(super) struct Reader<'a> {
    pub memory: &'a mut Memory,
    pub columns: &'a mut [ColumnBuilder],
}

/// An object that is being read.
struct Instance {
    number: u64,
    /// How many of its fields have been seen.
    seen: usize,
}

/// The builder of the values inside of so many lists.
#[inline]
fn inside(mut column: &mut ColumnBuilder, depth: usize) -> &mut ColumnBuilder {
    for _ in 0..depth {
        column = match column {
            ColumnBuilder::List(lists) => lists.items(),
            other => return other,
        };
    }
    column
}

impl Reader<'_> {
    /// Reads a whole record; one without any text is a missing value.
    pub fn record(&mut self, cursor: &mut Cursor<'_>, root: &Node) -> Parsed<()> {
        cursor.skip_space();
        if cursor.at_end() {
            return self.missing(root);
        }
        self.value(cursor, root)?;
        cursor.skip_space();
        if cursor.at_end() {
            Ok(())
        } else {
            Err(cursor.unexpected("the end of the record"))
        }
    }

    #[inline]
    fn value(&mut self, cursor: &mut Cursor<'_>, node: &Node) -> Parsed<()> {
        match (&node.shape, cursor.peek()) {
            (Shape::Leaf(leaf), _) => {
                let column = inside(&mut self.columns[node.columns.start], node.depth);
                leaf.read(cursor, node.allowed, column)
            }
            (Shape::Skip, _) => skip(cursor, node),
            (_, b'n') if node.allows_null() => {
                cursor.word("null")?;
                self.null(node)
            }
            (Shape::Object(members), b'{') => {
                cursor.at += 1;
                let mut instance = self.instance();
                self.members(cursor, members, 0, &mut instance)?;
                self.absent(members, &instance)
            }
            (Shape::Typed(typed), b'{') => self.typed(cursor, node, typed),
            (Shape::Entries(key, value), b'{') => self.entries(cursor, node, key, value),
            (Shape::Array(element), b'[') => self.array(cursor, node, element),
            (Shape::Tuple(nodes), b'[') => self.tuple(cursor, nodes),
            _ => {
                let start = cursor.at;
                let expected = match &node.shape {
                    Shape::Array(_) => "an array",
                    Shape::Tuple(_) => "an array of a stated length",
                    _ => "an object",
                };
                Err(misfit(cursor, start, expected, node.allowed))
            }
        }
    }

    fn instance(&mut self) -> Instance {
        self.memory.instances += 1;
        Instance {
            number: self.memory.instances,
            seen: 0,
        }
    }

    /// Reads the fields of an object up to its closing brace, of which `first` have been read.
    fn members(&mut self, cursor: &mut Cursor<'_>, members: &Members, first: usize, of: &mut Instance) -> Parsed<()> {
        for member in first.. {
            if cursor.peek() == b'}' {
                break;
            }
            let want = match cursor.step_over(&self.memory.predictions[members.object], member) {
                Some(want) => want,
                None => match self.lead(cursor, members, member)? {
                    Some(want) => want,
                    None => break,
                },
            };
            let Some(want) = want else {
                cursor.skip_value()?;
                continue;
            };
            let field = &members.fields[want];
            let seen = &mut self.memory.seen[members.first + want];
            if *seen == of.number {
                if !field.use_first {
                    return Err(Fault::new("the field is there twice".to_owned()).within(&field.name));
                }
                cursor.skip_value()?;
                continue;
            }
            *seen = of.number;
            of.seen += 1;
            self.value(cursor, &field.node)
                .map_err(|fault| fault.within(&field.name))?;
        }
        cursor.at += 1;
        Ok(())
    }

    /// Reads up to the value of the next member, and predicts the same for the next object. None at the closing brace.
    #[cold]
    fn lead(&mut self, cursor: &mut Cursor<'_>, members: &Members, member: usize) -> Parsed<Option<Option<usize>>> {
        let start = cursor.at;
        let Some(key) = cursor.next_key(member)? else {
            return Ok(None);
        };
        let mut plain = Vec::new();
        let name = if key.escaped {
            key.unescape(&mut plain);
            plain.as_slice()
        } else {
            key.raw
        };
        let want = members.find(name);
        if want.is_none() && !members.allow_unknown {
            let name = String::from_utf8_lossy(name);
            let known: Vec<&str> = members.fields.iter().map(|field| field.name.as_str()).collect();
            let reason = format!("the field is not known: expected {}", known.join(", "));
            return Err(Fault::new(reason).within(name));
        }
        self.memory.predictions[members.object].learn(member, &cursor.bytes[start..cursor.at], want);
        Ok(Some(want))
    }

    /// Gives their values to the fields that were not there.
    fn absent(&mut self, members: &Members, of: &Instance) -> Parsed<()> {
        if of.seen == members.fields.len() {
            return Ok(());
        }
        for (index, field) in members.fields.iter().enumerate() {
            if self.memory.seen[members.first + index] != of.number {
                self.missing(&field.node).map_err(|fault| fault.within(&field.name))?;
            }
        }
        Ok(())
    }

    fn array(&mut self, cursor: &mut Cursor<'_>, node: &Node, element: &Node) -> Parsed<()> {
        cursor.at += 1;
        cursor.skip_space();
        if cursor.peek() != b']' {
            for position in 0usize.. {
                self.value(cursor, element).map_err(|fault| fault.within(position))?;
                cursor.skip_space();
                if cursor.peek() != b',' {
                    break;
                }
                cursor.at += 1;
                cursor.skip_space();
            }
        }
        cursor.expect(b']', "',' or ']'")?;
        self.end_lists(node);
        Ok(())
    }

    fn end_lists(&mut self, node: &Node) {
        for column in &mut self.columns[node.columns.clone()] {
            if let ColumnBuilder::List(lists) = inside(column, node.depth) {
                lists.end_list();
            }
        }
    }

    fn tuple(&mut self, cursor: &mut Cursor<'_>, nodes: &[Node]) -> Parsed<()> {
        cursor.at += 1;
        cursor.skip_space();
        for (position, node) in nodes.iter().enumerate() {
            if cursor.peek() == b']' {
                return Err(wrong_length(position, nodes.len()));
            }
            if position > 0 {
                cursor.expect(b',', "',' or ']'")?;
                cursor.skip_space();
            }
            self.value(cursor, node).map_err(|fault| fault.within(position))?;
            cursor.skip_space();
        }
        if matches!(
            (cursor.peek(), nodes),
            (b',', _) | (b'{' | b'[' | b'"' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9', [])
        ) {
            return Err(Fault::new(format!(
                "more than the {} values that the array has to have",
                nodes.len()
            )));
        }
        cursor.expect(b']', "']'")
    }

    fn entries(&mut self, cursor: &mut Cursor<'_>, node: &Node, key: &Node, value: &Node) -> Parsed<()> {
        cursor.at += 1;
        cursor.skip_space();
        if cursor.peek() != b'}' {
            loop {
                let at = *cursor;
                let name = cursor.key()?;
                // The name is a text like any other.
                let mut text = Cursor {
                    bytes: &cursor.bytes[..at.at + name.raw.len() + 2],
                    at: at.at,
                };
                let within = |fault: Box<Fault>| {
                    let mut plain = Vec::new();
                    name.unescape(&mut plain);
                    fault.within(String::from_utf8_lossy(&plain))
                };
                self.value(&mut text, key).map_err(within)?;
                self.value(cursor, value).map_err(within)?;
                cursor.skip_space();
                if cursor.peek() != b',' {
                    break;
                }
                cursor.at += 1;
                cursor.skip_space();
            }
        }
        cursor.expect(b'}', "',' or '}'")?;
        self.end_lists(node);
        Ok(())
    }

    fn typed(&mut self, cursor: &mut Cursor<'_>, node: &Node, typed: &Typed) -> Parsed<()> {
        cursor.at += 1;
        let Some(field) = typed.type_field.fields.first() else {
            return Err(Fault::new("the object has no type field".to_owned()));
        };
        let expected = || Fault::new(format!("expected the field {:?} before all others", field.name));
        let want = match cursor.step_over(&self.memory.predictions[typed.type_field.object], 0) {
            Some(want) => want,
            None => self.lead(cursor, &typed.type_field, 0)?.ok_or_else(expected)?,
        };
        if want.is_none() {
            return Err(expected());
        }
        let object = self
            .type_of(cursor, typed, &field.node)
            .map_err(|fault| fault.within(&field.name))?;
        let mut instance = self.instance();
        match object {
            Some(object) => {
                self.members(cursor, &object.members, 1, &mut instance)?;
                self.absent(&object.members, &instance)?;
                for others in object.others.clone() {
                    self.nulls(others, node.depth);
                }
            }
            None => {
                skip_members(cursor)?;
                self.nulls(node.columns.start + 1..node.columns.end, node.depth);
            }
        }
        Ok(())
    }

    /// Reads the type at the cursor into its column. As in the mirrored API numbers and booleans are read as texts.
    fn type_of<'t>(
        &mut self,
        cursor: &mut Cursor<'_>,
        typed: &'t Typed,
        node: &Node,
    ) -> Parsed<Option<&'t TypedObject>> {
        let start = cursor.at;
        let column = inside(&mut self.columns[node.columns.start], node.depth);
        let mut plain = Vec::new();
        let name = match cursor.peek() {
            b'"' => {
                let text = cursor.string()?;
                if text.escaped {
                    text.unescape(&mut plain);
                    Some(plain.as_slice())
                } else {
                    Some(text.raw)
                }
            }
            b'{' | b'[' => return Err(misfit(cursor, start, "the name of a type", node.allowed)),
            b'n' => {
                cursor.word("null")?;
                None
            }
            _ => {
                cursor.skip_value()?;
                Some(&cursor.bytes[start..cursor.at])
            }
        };
        let by_name = |object: &TypedObject| object.name.as_bytes().cmp(name.unwrap_or_default());
        let object = name.and_then(|_| typed.objects.binary_search_by(by_name).ok());
        if object.is_none() && !typed.allow_unknown {
            let known: Vec<&str> = typed.objects.iter().map(|object| object.name.as_str()).collect();
            let known = format!("a type that is known: {}", known.join(", "));
            return Err(misfit(cursor, start, &known, node.allowed));
        }
        if let ColumnBuilder::String(bytes) = column {
            bytes.push_option(name);
        }
        Ok(object.map(|index| &typed.objects[index]))
    }

    /// Adds nulls whatever stands for null elsewhere.
    fn nulls(&mut self, columns: std::ops::Range<usize>, depth: usize) {
        for column in &mut self.columns[columns] {
            inside(column, depth).push_null();
        }
    }

    /// Adds what a null becomes.
    fn null(&mut self, node: &Node) -> Parsed<()> {
        if !node.allows_null() {
            return Err(Fault::new(format!(
                "null is not allowed: expected one of {}",
                node.allowed
            )));
        }
        self.nothing(node, true)
    }

    /// Adds what a missing value becomes.
    fn missing(&mut self, node: &Node) -> Parsed<()> {
        if !node.allow_missing {
            return Err(Fault::new(format!("missing: expected one of {}", node.allowed)));
        }
        self.nothing(node, false)
    }

    fn nothing(&mut self, node: &Node, is_null: bool) -> Parsed<()> {
        let part = |reader: &mut Self, node: &Node| {
            if is_null {
                reader.null(node)
            } else {
                reader.missing(node)
            }
        };
        match &node.shape {
            Shape::Leaf(leaf) => {
                let column = inside(&mut self.columns[node.columns.start], node.depth);
                leaf.nothing(column, is_null)
            }
            Shape::Skip => Ok(()),
            Shape::Array(_) | Shape::Entries(..) => {
                self.nulls(node.columns.clone(), node.depth);
                Ok(())
            }
            Shape::Object(members) => {
                for field in &members.fields {
                    part(self, &field.node).map_err(|fault| fault.within(&field.name))?;
                }
                Ok(())
            }
            Shape::Tuple(nodes) => {
                for (position, node) in nodes.iter().enumerate() {
                    part(self, node).map_err(|fault| fault.within(position))?;
                }
                Ok(())
            }
            Shape::Typed(typed) => {
                let column = inside(&mut self.columns[node.columns.start], node.depth);
                typed.instead.nothing(column, is_null)?;
                self.nulls(node.columns.start + 1..node.columns.end, node.depth);
                Ok(())
            }
        }
    }
}

fn wrong_length(found: usize, expected: usize) -> Box<Fault> {
    Fault::new(format!("an array of {found} values: expected exactly {expected}"))
}

/// Steps over a value whose type is one of those that are allowed.
fn skip(cursor: &mut Cursor<'_>, node: &Node) -> Parsed<()> {
    let start = cursor.at;
    let json_type = match cursor.peek() {
        b'{' => JsonType::Object,
        b'[' => JsonType::Array,
        b'"' => JsonType::String,
        b't' | b'f' => JsonType::Bool,
        b'n' => JsonType::Null,
        _ if cursor.number()?.integer => JsonType::Int,
        _ => JsonType::Decimal,
    };
    cursor.at = start;
    if !node.allowed.contains(json_type) {
        return Err(misfit(cursor, start, "a value that is skipped", node.allowed));
    }
    cursor.skip_value()
}

/// Steps over the members after the first one, and the closing brace.
fn skip_members(cursor: &mut Cursor<'_>) -> Parsed<()> {
    cursor.skip_space();
    while cursor.peek() != b'}' {
        cursor.expect(b',', "',' or '}'")?;
        cursor.skip_space();
        cursor.key()?;
        cursor.skip_value()?;
        cursor.skip_space();
    }
    cursor.at += 1;
    Ok(())
}
