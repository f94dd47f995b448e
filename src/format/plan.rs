//! Where in a tree of maps and arrays each column's value is: a tree of field names and array positions.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::ColumnBuilder;
use crate::error::{Error, Result};
use crate::spec::ColumnSpec;

/// The tree; its root is node 0.
#[derive(Clone)]
pub(super) struct Plan {
    pub nodes: Vec<Node>,
}

/// What is wanted of the inside of one container.
#[derive(Clone, Default)]
pub(super) struct Node {
    /// What is wanted of a field, by its name.
    pub fields: HashMap<Box<[u8]>, usize>,
    /// What is wanted of an array's element, by its position.
    pub items: BTreeMap<usize, usize>,
    /// The things that fields and elements are wanted for.
    pub wants: Vec<Want>,
}

/// What is done with one value.
#[derive(Clone, Default)]
pub(super) struct Want {
    /// The columns that hold it.
    pub columns: Vec<usize>,
    /// The node for its inside.
    pub inside: Option<usize>,
}

impl Plan {
    /// Lays out `columns`, each under the pointer or field that the mapping gives it, else under its own name.
    pub fn new(columns: &[ColumnSpec], mapping: &BTreeMap<String, String>) -> Result<Plan> {
        let mut source: Vec<Option<&str>> = vec![None; columns.len()];
        for (field, column) in mapping {
            let Some(index) = columns.iter().position(|known| known.name == *column) else {
                let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                return Err(Error::invalid(format!(
                    "the mapping sends field {field:?} to column {column:?}, which is not defined; defined are {}",
                    known.join(", ")
                ))
                .with("field", field)
                .with("column", column));
            };
            if let Some(other) = source[index].replace(field) {
                return Err(Error::invalid(format!(
                    "fields {other:?} and {field:?} are both mapped to column {column:?}"
                ))
                .with("column", column));
            }
        }
        let mut plan = Plan {
            nodes: vec![Node::default()],
        };
        for (index, column) in columns.iter().enumerate() {
            let path = source[index].map_or_else(|| Ok(vec![column.name.clone()]), path)?;
            plan.add(&path, index);
        }
        Ok(plan)
    }

    fn add(&mut self, path: &[String], column: usize) {
        let mut node = 0;
        for (depth, token) in path.iter().enumerate() {
            let want = self.want(node, token);
            if depth + 1 == path.len() {
                self.nodes[node].wants[want].columns.push(column);
                return;
            }
            node = match self.nodes[node].wants[want].inside {
                Some(inside) => inside,
                None => {
                    self.nodes.push(Node::default());
                    let inside = self.nodes.len() - 1;
                    self.nodes[node].wants[want].inside = Some(inside);
                    inside
                }
            };
        }
    }

    /// The want for the member of a container that `token` names: a field, or an element if it is a position.
    fn want(&mut self, node: usize, token: &str) -> usize {
        let node = &mut self.nodes[node];
        let want = *node.fields.entry(token.as_bytes().into()).or_insert_with(|| {
            node.wants.push(Want::default());
            node.wants.len() - 1
        });
        let is_position = token == "0" || !token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit());
        if let (true, Ok(position)) = (is_position, token.parse()) {
            node.items.insert(position, want);
        }
        want
    }

    /// Every column whose field is inside of `node`.
    fn columns_inside(&self, node: usize, each: &mut impl FnMut(usize)) {
        for want in &self.nodes[node].wants {
            want.columns.iter().for_each(|column| each(*column));
            if let Some(inside) = want.inside {
                self.columns_inside(inside, each);
            }
        }
    }
}

/// A line a column: the pointer to its value, and its position.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut places = BTreeMap::new();
        self.places(0, "", &mut places);
        places
            .iter()
            .try_for_each(|(column, pointer)| writeln!(f, "{pointer} -> {column}"))
    }
}

impl Plan {
    /// Adds the pointers to the columns that are inside of `node`, which is at `above`.
    fn places(&self, node: usize, above: &str, places: &mut BTreeMap<usize, String>) {
        let node = &self.nodes[node];
        for (name, want) in &node.fields {
            let name = String::from_utf8_lossy(name).replace('~', "~0").replace('/', "~1");
            let (pointer, want) = (format!("{above}/{name}"), &node.wants[*want]);
            places.extend(want.columns.iter().map(|column| (*column, pointer.clone())));
            if let Some(inside) = want.inside {
                self.places(inside, &pointer, places);
            }
        }
    }
}

/// A row under construction: a column that has its value is longer than `base`.
pub(super) struct Row<'a> {
    pub plan: &'a Plan,
    pub columns: &'a mut [ColumnBuilder],
    pub base: usize,
    /// How many columns have their value.
    pub filled: usize,
}

impl<'a> Row<'a> {
    pub fn new(plan: &'a Plan, columns: &'a mut [ColumnBuilder], base: usize) -> Self {
        Row {
            plan,
            columns,
            base,
            filled: 0,
        }
    }

    /// Takes back the value that an earlier field of the same name gave.
    pub fn clear(&mut self, column: usize) {
        if self.columns[column].len() > self.base {
            self.columns[column].truncate(self.base);
            self.filled -= 1;
        }
    }

    /// The same for every column whose field is inside of `node`: of a repeated field the last one counts, as a whole.
    pub fn clear_inside(&mut self, node: usize) {
        let plan = self.plan;
        plan.columns_inside(node, &mut |column| self.clear(column));
    }

    /// Gives null to every column whose field was missing.
    pub fn fill(&mut self) {
        if self.filled < self.columns.len() {
            for column in self.columns.iter_mut().filter(|column| column.len() == self.base) {
                column.push_null();
            }
        }
    }
}

/// The tokens of a JSON pointer (RFC 6901), or a plain field name as the only one.
fn path(field: &str) -> Result<Vec<String>> {
    let Some(pointer) = field.strip_prefix('/') else {
        return Ok(vec![field.to_owned()]);
    };
    pointer.split('/').map(|token| unescape_token(token, field)).collect()
}

fn unescape_token(token: &str, pointer: &str) -> Result<String> {
    let mut plain = String::with_capacity(token.len());
    let mut chars = token.chars();
    while let Some(char) = chars.next() {
        plain.push(match (char, char == '~') {
            (_, true) => match chars.next() {
                Some('0') => '~',
                Some('1') => '/',
                _ => {
                    return Err(Error::invalid(format!(
                        "{pointer:?} is no JSON pointer: '~' is written ~0 and '/' inside a name ~1"
                    ))
                    .with("field", pointer));
                }
            },
            (other, false) => other,
        });
    }
    Ok(plain)
}
