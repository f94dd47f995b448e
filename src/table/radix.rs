//! Things by number, in a tree whose parts clones share.

use std::sync::Arc;

/// Slots of a node.
const SLOTS: usize = 1 << BITS;
const BITS: u32 = 6;

/// A map from numbers to things. A clone costs one reference count, and a change copies the nodes above it that another
/// clone still holds: 64 references for each.
#[derive(Debug)]
pub(super) struct Radix<V> {
    root: Option<Arc<Node<V>>>,
    /// The tree has the numbers below 64^(level + 1).
    level: u32,
}

#[derive(Debug)]
enum Node<V> {
    Things([Option<Arc<V>>; SLOTS]),
    Nodes([Option<Arc<Node<V>>>; SLOTS]),
}

impl<V> Clone for Radix<V> {
    fn clone(&self) -> Self {
        Radix {
            root: self.root.clone(),
            level: self.level,
        }
    }
}

impl<V> Default for Radix<V> {
    fn default() -> Self {
        Radix { root: None, level: 0 }
    }
}

impl<V> Clone for Node<V> {
    fn clone(&self) -> Self {
        match self {
            Node::Things(slots) => Node::Things(slots.clone()),
            Node::Nodes(slots) => Node::Nodes(slots.clone()),
        }
    }
}

impl<V> Node<V> {
    fn empty(level: u32) -> Self {
        match level {
            0 => Node::Things([const { None }; SLOTS]),
            _ => Node::Nodes([const { None }; SLOTS]),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Node::Things(slots) => slots.iter().all(Option::is_none),
            Node::Nodes(slots) => slots.iter().all(Option::is_none),
        }
    }
}

fn slot(number: u64, level: u32) -> usize {
    (number >> (BITS * level)) as usize & (SLOTS - 1)
}

fn is_within(number: u64, level: u32) -> bool {
    number.checked_shr(BITS * (level + 1)).unwrap_or(0) == 0
}

impl<V: Clone> Radix<V> {
    pub fn get(&self, number: u64) -> Option<&V> {
        if !is_within(number, self.level) {
            return None;
        }
        let mut node = self.root.as_deref()?;
        let mut level = self.level;
        loop {
            match node {
                Node::Things(slots) => return slots[slot(number, 0)].as_deref(),
                Node::Nodes(slots) => node = slots[slot(number, level)].as_deref()?,
            }
            level -= 1;
        }
    }

    /// The thing at `number`, made when there is none, to be changed.
    pub fn entry(&mut self, number: u64, make: impl FnOnce() -> V) -> &mut V {
        self.lift(number);
        let mut level = self.level;
        let mut node = Arc::make_mut(self.root.get_or_insert_with(|| Arc::new(Node::empty(level))));
        loop {
            match node {
                Node::Things(slots) => {
                    let thing = slots[slot(number, 0)].get_or_insert_with(|| Arc::new(make()));
                    return Arc::make_mut(thing);
                }
                Node::Nodes(slots) => {
                    let next = slots[slot(number, level)].get_or_insert_with(|| Arc::new(Node::empty(level - 1)));
                    node = Arc::make_mut(next);
                }
            }
            level -= 1;
        }
    }

    /// Makes the tree as high as `number` needs.
    fn lift(&mut self, number: u64) {
        while !is_within(number, self.level) {
            if let Some(root) = self.root.take() {
                let mut above = Node::empty(self.level + 1);
                if let Node::Nodes(slots) = &mut above {
                    slots[0] = Some(root);
                }
                self.root = Some(Arc::new(above));
            }
            self.level += 1;
        }
    }

    /// Puts a thing at `number`, in place of the one that may be there.
    pub fn set(&mut self, number: u64, thing: Arc<V>) {
        self.lift(number);
        let mut level = self.level;
        let mut node = Arc::make_mut(self.root.get_or_insert_with(|| Arc::new(Node::empty(level))));
        loop {
            match node {
                Node::Things(slots) => {
                    slots[slot(number, 0)] = Some(thing);
                    return;
                }
                Node::Nodes(slots) => {
                    let next = slots[slot(number, level)].get_or_insert_with(|| Arc::new(Node::empty(level - 1)));
                    node = Arc::make_mut(next);
                }
            }
            level -= 1;
        }
    }

    pub fn remove(&mut self, number: u64) {
        if self.get(number).is_some()
            && let Some(root) = &mut self.root
        {
            cut(Arc::make_mut(root), number, self.level);
        }
    }

    /// All things, in the order of their numbers.
    pub fn things(&self) -> Vec<&V> {
        let mut things = Vec::new();
        if let Some(root) = &self.root {
            collect(root, &mut things);
        }
        things
    }
}

/// Takes a thing out, and the nodes that are empty then.
fn cut<V>(node: &mut Node<V>, number: u64, level: u32) {
    match node {
        Node::Things(slots) => slots[slot(number, 0)] = None,
        Node::Nodes(slots) => {
            let part = &mut slots[slot(number, level)];
            let Some(below) = part else { return };
            let below = Arc::make_mut(below);
            cut(below, number, level - 1);
            if below.is_empty() {
                *part = None;
            }
        }
    }
}

fn collect<'a, V>(node: &'a Node<V>, things: &mut Vec<&'a V>) {
    match node {
        Node::Things(slots) => things.extend(slots.iter().flatten().map(AsRef::as_ref)),
        Node::Nodes(slots) => slots.iter().flatten().for_each(|node| collect(node, things)),
    }
}
