//! Messages whose fields come in the order of their numbers, as all but a few writers write them: one pass over their
//! fields and the columns together, without looking anything up.

use super::super::ColumnBuilder;
use super::cursor::{Cursor, wire};
use super::plan::{Plan, Target, Value};
use super::row::end;
use super::value::{push_default, read, read_apart};

/// What is wanted of a message, in the order of the fields' numbers.
#[derive(Debug)]
pub(super) struct Ordered {
    node: usize,
    fields: Box<[Field]>,
}

#[derive(Debug)]
struct Field {
    number: u32,
    /// The tag of a single value.
    tag: u32,
    /// The tag of several numbers, one after another; that of a single value for a field that has none.
    packed: u32,
    /// Whether it is null when it is not there.
    presence: bool,
    /// The bit of those that exclude each other, or 0.
    oneof: u64,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Cell { column: usize, value: Value },
    List { column: usize, value: Value },
    Message(Ordered),
}

impl Ordered {
    /// The order of a plan's fields; none when it has more than cells, lists of them, and messages of those.
    pub fn of(plan: &Plan) -> Option<Self> {
        Ordered::below(plan, 0)
    }

    fn below(plan: &Plan, node: usize) -> Option<Self> {
        let mut fields = Vec::new();
        for slot in &plan.nodes.get(node)?.slots {
            let (wire, content) = match &slot.target {
                Target::Cell { column, value } => {
                    let (column, value) = (*column, value.clone());
                    (value.wire(), Content::Cell { column, value })
                }
                Target::List { column, value } => {
                    let (column, value) = (*column, value.clone());
                    (value.wire(), Content::List { column, value })
                }
                Target::Message(below) if !slot.is_group => {
                    (wire::LEN, Content::Message(Ordered::below(plan, *below)?))
                }
                _ => return None,
            };
            if slot.required != 0 {
                return None;
            }
            let tag = slot.number << 3 | wire;
            fields.push(Field {
                number: slot.number,
                tag,
                packed: match content {
                    Content::List { .. } => slot.number << 3 | wire::LEN,
                    _ => tag,
                },
                presence: slot.presence,
                oneof: slot.oneof.map_or(Some(0), |oneof| 1_u64.checked_shl(oneof as u32))?,
                content,
            });
        }
        fields.sort_by_key(|field| field.number);
        let fields = fields.into();
        Some(Ordered { node, fields })
    }

    /// Reads the message up to the cursor's end into row `row`, or says that another way must be gone: it is bad, or not
    /// in this order. Then columns and cursor are left where they were.
    #[inline]
    pub fn read(&self, plan: &Plan, cursor: &mut Cursor<'_>, columns: &mut [ColumnBuilder], row: usize) -> Option<()> {
        let mut next = 0;
        let mut oneofs = 0;
        'fields: while !cursor.at_end() {
            let tag = cursor.tag().ok()?;
            while let Some(field) = self.fields.get(next) {
                if tag == field.tag || tag == field.packed {
                    if field.oneof & oneofs != 0 {
                        return None;
                    }
                    match &field.content {
                        Content::Cell { column, value } => {
                            if !read(plan, value, cursor, &mut columns[*column], row).ok()? {
                                return None;
                            }
                            next += 1;
                        }
                        Content::List { column, value } => {
                            // More of it may follow.
                            read_items(plan, value, cursor, &mut columns[*column], tag == field.tag)?;
                        }
                        Content::Message(below) => {
                            let len = cursor.len().ok()?;
                            let end = std::mem::replace(&mut cursor.end, cursor.at + len);
                            below.read(plan, cursor, columns, row)?;
                            cursor.end = end;
                            next += 1;
                        }
                    }
                    oneofs |= field.oneof;
                    continue 'fields;
                }
                if field.number > tag >> 3 {
                    break;
                }
                field.pass(plan, columns, true);
                next += 1;
            }
            if tag & 7 == wire::END_GROUP || plan.nodes[self.node].step(tag).is_some() {
                return None;
            }
            cursor.skip(tag).ok()?;
        }
        self.fields[next..]
            .iter()
            .for_each(|field| field.pass(plan, columns, true));
        Some(())
    }
}

#[inline]
fn read_items(
    plan: &Plan,
    value: &Value,
    cursor: &mut Cursor<'_>,
    column: &mut ColumnBuilder,
    is_single: bool,
) -> Option<()> {
    let ColumnBuilder::List(list) = column else {
        unreachable!("a list is laid out as one")
    };
    let items = list.items();
    if is_single {
        let row = items.len();
        return read_apart(plan, value, cursor, items, row).ok().map(drop);
    }
    let len = cursor.len().ok()?;
    let end = std::mem::replace(&mut cursor.end, cursor.at + len);
    while !cursor.at_end() {
        let row = items.len();
        read_apart(plan, value, cursor, items, row).ok()?;
    }
    cursor.end = end;
    Some(())
}

impl Field {
    /// Ends the field in a row: a list has all its items, everything else was not there, nor was, perhaps, the message
    /// that it is in.
    #[inline]
    fn pass(&self, plan: &Plan, columns: &mut [ColumnBuilder], is_there: bool) {
        match &self.content {
            Content::Cell { column, value } if is_there && !self.presence => {
                push_default(plan, value, &mut columns[*column]);
            }
            Content::Cell { column, .. } => columns[*column].push_null(),
            Content::List { column, .. } => end(&mut columns[*column], is_there),
            Content::Message(below) => {
                let is_there = is_there && !self.presence;
                below
                    .fields
                    .iter()
                    .for_each(|field| field.pass(plan, columns, is_there));
            }
        }
    }
}
