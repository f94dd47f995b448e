//! Sets of scattered row keys as trees whose parts are shared.
//!
//! A tree of level n stands for the keys below 64^(n+1): a node has 64 slots, and each is empty, full, or mixed; in a
//! node of level 1 a mixed slot is a word of 64 bits, above it is a node of the level below. Only mixed slots take
//! memory. A set has exactly one tree, so that equal sets have equal trees.
//!
//! Nodes never change and are shared by reference counts: a set operation makes new nodes only where mixed slots of
//! both sets meet. What a small set does to a large one costs a few nodes for each range of the small one.

use std::iter::Peekable;
use std::ops::Range;
use std::sync::Arc;

/// The level whose trees stand for all 64 bits of a key; its nodes use 16 of their slots.
const TOP: u32 = 10;

/// A set of keys that is neither empty nor all that its level stands for.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Tree {
    /// At least 1, and as small as can be.
    level: u32,
    root: Arc<Node>,
}

#[derive(PartialEq, Eq)]
struct Node {
    /// The slots that are full.
    full: u64,
    /// The slots that are mixed.
    mixed: u64,
    /// How many keys there are.
    len: u64,
    parts: Parts,
}

/// What the mixed slots of a node hold, in order.
#[derive(PartialEq, Eq)]
enum Parts {
    Words(Box<[u64]>),
    Nodes(Box<[Part]>),
}

#[derive(PartialEq, Eq)]
struct Part {
    node: Arc<Node>,
    /// The keys in this and all mixed slots before.
    end: u64,
}

/// What one slot holds.
#[derive(Clone)]
enum Slot {
    Empty,
    Full,
    Word(u64),
    Node(Arc<Node>),
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Operation {
    Union,
    Intersection,
    Minus,
}

/// What an operation, or a collection, gives.
pub(super) enum Keys {
    Nothing,
    Span(Range<u64>),
    Scattered(Tree),
}

/// The slots before `slot`.
fn below(slot: u32) -> u64 {
    1u64.checked_shl(slot).map_or(u64::MAX, |bit| bit - 1)
}

/// The keys that a slot of a node of this level stands for, as a power of two.
fn slot_bits(level: u32) -> u32 {
    6 * level
}

/// The slots of a word of bits.
fn slots(mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let slot = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (slot < u64::BITS).then_some(slot)
    })
}

fn slot_of(key: u64, level: u32) -> u32 {
    ((key >> slot_bits(level)) & 63) as u32
}

impl Tree {
    /// The keys of a range that is not empty, as an operand: in a tree that may be higher than need be.
    pub fn of_range(range: Range<u64>) -> Tree {
        let level = (range.end.ilog2() / 6).max(1);
        let root = match build(level, 0, &mut Pending::new(std::iter::once(range))) {
            Slot::Node(root) => root,
            // Only a range without keys, or one that reaches the end of the level, would not be a node.
            _ => Gather::new(level, 0).node(),
        };
        Tree { level, root }
    }

    pub fn len(&self) -> u64 {
        self.root.len
    }

    pub fn first(&self) -> u64 {
        self.end_key(|slots| slots.trailing_zeros(), 0)
    }

    pub fn last(&self) -> u64 {
        self.end_key(|slots| 63 - slots.leading_zeros(), u64::MAX)
    }

    /// The key that is found by going to the slot that `choose` chooses; `rest` has the lower bits within a full one.
    fn end_key(&self, choose: impl Fn(u64) -> u32, rest: u64) -> u64 {
        let (mut node, mut level, mut base) = (&self.root, self.level, 0);
        loop {
            let slot = choose(node.used());
            base |= u64::from(slot) << slot_bits(level);
            match node.at(slot) {
                Found::Node(next) => (node, level) = (next, level - 1),
                Found::Word(word) => return base | u64::from(choose(word)),
                Found::Empty | Found::Full => return base | rest & ((1 << slot_bits(level)) - 1),
            }
        }
    }

    /// Whether the key is there, and how many are less.
    pub fn find(&self, key: u64) -> (bool, u64) {
        if key
            .checked_shr(slot_bits(self.level + 1))
            .is_some_and(|beyond| beyond > 0)
        {
            return (false, self.root.len);
        }
        let (mut node, mut level, mut rank) = (&self.root, self.level, 0);
        loop {
            let slot = slot_of(key, level);
            rank += node.before(level, slot);
            match node.at(slot) {
                Found::Node(next) => (node, level) = (next, level - 1),
                Found::Empty => return (false, rank),
                Found::Full => return (true, rank + (key & ((1 << slot_bits(level)) - 1))),
                Found::Word(word) => {
                    let bit = (key & 63) as u32;
                    return (word >> bit & 1 == 1, rank + u64::from((word & below(bit)).count_ones()));
                }
            }
        }
    }

    /// The key before which there are `position` others.
    pub fn key_at(&self, mut position: u64) -> Option<u64> {
        if position >= self.root.len {
            return None;
        }
        let (mut node, mut level, mut base) = (&self.root, self.level, 0);
        loop {
            let slot = node.slot_at(level, position);
            position -= node.before(level, slot);
            base |= u64::from(slot) << slot_bits(level);
            match node.at(slot) {
                Found::Node(next) => (node, level) = (next, level - 1),
                Found::Word(word) => return slots(word).nth(position as usize).map(|bit| base | u64::from(bit)),
                Found::Empty | Found::Full => return Some(base | position),
            }
        }
    }

    pub fn runs(&self) -> Runs<'_> {
        Runs {
            stack: vec![Frame::of(&self.root, self.level, 0)],
            word: (0, 0),
            pending: None,
        }
    }

    /// How many nodes this tree does not share with another one.
    #[cfg(test)]
    pub fn own_nodes(&self, other: &Tree) -> usize {
        let mut known = std::collections::HashSet::new();
        other.root.visit(&mut |node| known.insert(std::ptr::from_ref(node)));
        let mut own = 0;
        self.root.visit(&mut |node| {
            let new = !known.contains(&std::ptr::from_ref(node));
            own += usize::from(new);
            new
        });
        own
    }

    /// The same keys as the root of a tree of a higher level.
    fn lifted(&self, level: u32) -> Arc<Node> {
        (self.level + 1..=level).fold(self.root.clone(), |node, _| {
            Arc::new(Node {
                full: 0,
                mixed: 1,
                len: node.len,
                parts: Parts::Nodes(Box::new([Part { end: node.len, node }])),
            })
        })
    }

    pub fn combine(&self, operation: Operation, other: &Tree) -> Keys {
        let level = self.level.max(other.level);
        let (left, right) = (self.lifted(level), other.lifted(level));
        Keys::of(level, operation.nodes(level, &left, &right))
    }
}

impl Keys {
    /// The keys of ascending ranges.
    pub fn of_ranges(ranges: impl Iterator<Item = Range<u64>>) -> Keys {
        Keys::of(TOP, build(TOP, 0, &mut Pending::new(ranges)))
    }

    /// The keys of words of 64 bits, in the order of their numbers, with none twice.
    pub fn of_words(words: impl Iterator<Item = (u64, u64)>) -> Keys {
        Keys::of(TOP, join(TOP, 0, &mut words.peekable()))
    }

    /// What the slot of a tree's root holds, in the one form that these keys have.
    fn of(mut level: u32, root: Slot) -> Keys {
        let mut root = match root {
            Slot::Node(root) => root,
            // The level's end is beyond the largest key only at the top, which is never full.
            Slot::Full => return Keys::Span(0..1u64.checked_shl(slot_bits(level + 1)).unwrap_or(u64::MAX)),
            Slot::Empty | Slot::Word(_) => return Keys::Nothing,
        };
        while let (0, 1, Parts::Nodes(parts)) = (root.full, root.mixed, &root.parts) {
            root = parts[0].node.clone();
            level -= 1;
        }
        let tree = Tree { level, root };
        let (first, last) = (tree.first(), tree.last());
        if last - first + 1 == tree.len() {
            return Keys::Span(first..last + 1);
        }
        Keys::Scattered(tree)
    }
}

impl Operation {
    /// What two slots of nodes of level `level + 1` give.
    fn slots(self, level: u32, left: Slot, right: Slot) -> Slot {
        use Operation::{Intersection, Minus, Union};
        match (self, left, right) {
            (Union, Slot::Full, _) | (Union, _, Slot::Full) => Slot::Full,
            (Union, Slot::Empty, other) | (Union, other, Slot::Empty) => other,
            (Intersection, Slot::Empty, _) | (Intersection, _, Slot::Empty) => Slot::Empty,
            (Intersection, Slot::Full, other) | (Intersection, other, Slot::Full) => other,
            (Minus, Slot::Empty, _) | (Minus, _, Slot::Full) => Slot::Empty,
            (Minus, left, Slot::Empty) => left,
            (Minus, Slot::Full, Slot::Node(right)) => right.complement(level),
            (Minus, Slot::Full, Slot::Word(right)) => Slot::of_word(!right),
            (Union, Slot::Word(left), Slot::Word(right)) => Slot::of_word(left | right),
            (Intersection, Slot::Word(left), Slot::Word(right)) => Slot::of_word(left & right),
            (Minus, Slot::Word(left), Slot::Word(right)) => Slot::of_word(left & !right),
            (_, Slot::Node(left), Slot::Node(right)) => self.nodes(level, &left, &right),
            // Slots of one level are all words or all nodes.
            (_, Slot::Word(_), Slot::Node(_)) | (_, Slot::Node(_), Slot::Word(_)) => Slot::Empty,
        }
    }

    fn nodes(self, level: u32, left: &Arc<Node>, right: &Arc<Node>) -> Slot {
        if Arc::ptr_eq(left, right) {
            return match self {
                Operation::Minus => Slot::Empty,
                _ => Slot::Node(left.clone()),
            };
        }
        let mixed = left.mixed | right.mixed;
        // The slots that are full in the result for sure, and those that have to be looked at.
        let (full, open) = match self {
            Operation::Union => {
                let full = left.full | right.full;
                (full, mixed & !full)
            }
            Operation::Intersection => (left.full & right.full, mixed & left.used() & right.used()),
            Operation::Minus => (left.full & !right.used(), mixed & left.used() & !right.full),
        };
        let mut gather = Gather::new(level, open.count_ones() as usize);
        gather.full = full;
        for slot in slots(open) {
            gather.push(slot, self.slots(level - 1, left.slot(slot), right.slot(slot)));
        }
        gather.finish()
    }
}

/// A borrowed [`Slot`].
enum Found<'a> {
    Empty,
    Full,
    Word(u64),
    Node(&'a Arc<Node>),
}

impl Node {
    /// The slots that are not empty.
    fn used(&self) -> u64 {
        self.full | self.mixed
    }

    fn at(&self, slot: u32) -> Found<'_> {
        if self.full >> slot & 1 == 1 {
            return Found::Full;
        }
        if self.mixed >> slot & 1 == 0 {
            return Found::Empty;
        }
        let position = (self.mixed & below(slot)).count_ones() as usize;
        match &self.parts {
            Parts::Words(words) => Found::Word(words[position]),
            Parts::Nodes(parts) => Found::Node(&parts[position].node),
        }
    }

    fn slot(&self, slot: u32) -> Slot {
        match self.at(slot) {
            Found::Empty => Slot::Empty,
            Found::Full => Slot::Full,
            Found::Word(word) => Slot::Word(word),
            Found::Node(node) => Slot::Node(node.clone()),
        }
    }

    /// How many keys are in the slots before `slot`.
    fn before(&self, level: u32, slot: u32) -> u64 {
        let full = u64::from((self.full & below(slot)).count_ones()) << slot_bits(level);
        let position = (self.mixed & below(slot)).count_ones() as usize;
        let mixed = match &self.parts {
            Parts::Words(words) => words[..position].iter().map(|word| u64::from(word.count_ones())).sum(),
            Parts::Nodes(parts) => position.checked_sub(1).map_or(0, |last| parts[last].end),
        };
        full + mixed
    }

    /// The slot with the key before which there are `position` others; there is one.
    fn slot_at(&self, level: u32, position: u64) -> u32 {
        // The first slot beyond which there are more keys.
        let (mut low, mut high) = (0, 63);
        while low < high {
            let middle = (low + high) / 2;
            if self.before(level, middle + 1) > position {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// Calls `each` for this node and, where that gives true, for those below.
    #[cfg(test)]
    fn visit(&self, each: &mut dyn FnMut(&Node) -> bool) {
        if let (true, Parts::Nodes(parts)) = (each(self), &self.parts) {
            parts.iter().for_each(|part| part.node.visit(each));
        }
    }

    fn complement(&self, level: u32) -> Slot {
        let mut gather = Gather::new(level, self.mixed.count_ones() as usize);
        gather.full = !self.used();
        for slot in slots(self.mixed) {
            let content = match self.at(slot) {
                Found::Word(word) => Slot::of_word(!word),
                Found::Node(node) => node.complement(level - 1),
                Found::Empty | Found::Full => Slot::Empty,
            };
            gather.push(slot, content);
        }
        gather.finish()
    }
}

impl Slot {
    fn of_word(word: u64) -> Slot {
        match word {
            0 => Slot::Empty,
            u64::MAX => Slot::Full,
            word => Slot::Word(word),
        }
    }
}

/// A node under construction.
struct Gather {
    level: u32,
    full: u64,
    mixed: u64,
    /// The keys in mixed slots.
    mixed_len: u64,
    /// Of level 1: as many as there are mixed slots.
    words: [u64; 64],
    nodes: Vec<Part>,
}

impl Gather {
    /// A node of the level with at most so many mixed slots.
    fn new(level: u32, mixed: usize) -> Gather {
        Gather {
            level,
            full: 0,
            mixed: 0,
            mixed_len: 0,
            words: [0; 64],
            nodes: Vec::with_capacity(if level == 1 { 0 } else { mixed }),
        }
    }

    /// Sets a slot; those before it are set already.
    fn push(&mut self, slot: u32, content: Slot) {
        match content {
            Slot::Empty => return,
            Slot::Full => {
                self.full |= 1 << slot;
                return;
            }
            Slot::Word(word) => {
                self.mixed_len += u64::from(word.count_ones());
                self.words[self.mixed.count_ones() as usize & 63] = word;
            }
            Slot::Node(node) => {
                self.mixed_len += node.len;
                let end = self.mixed_len;
                self.nodes.push(Part { node, end });
            }
        }
        self.mixed |= 1 << slot;
    }

    fn finish(self) -> Slot {
        match (self.full, self.mixed) {
            (0, 0) => Slot::Empty,
            (u64::MAX, _) => Slot::Full,
            _ => Slot::Node(self.node()),
        }
    }

    fn node(self) -> Arc<Node> {
        Arc::new(Node {
            full: self.full,
            mixed: self.mixed,
            len: (u64::from(self.full.count_ones()) << slot_bits(self.level)) + self.mixed_len,
            parts: if self.level == 1 {
                Parts::Words(self.words[..self.mixed.count_ones() as usize].into())
            } else {
                Parts::Nodes(self.nodes.into())
            },
        })
    }
}

/// Ascending ranges, of which the first may be taken in parts.
struct Pending<I> {
    current: Range<u64>,
    rest: I,
}

impl<I: Iterator<Item = Range<u64>>> Pending<I> {
    fn new(rest: I) -> Self {
        let mut pending = Pending { current: 0..0, rest };
        pending.advance(0);
        pending
    }

    /// Goes on at `key`.
    fn advance(&mut self, key: u64) {
        self.current.start = key;
        while self.current.is_empty() {
            let Some(next) = self.rest.next() else { return };
            debug_assert!(self.current.end <= next.start || next.is_empty(), "ranges ascend");
            self.current = next;
        }
    }
}

/// The keys from `base` on that a tree of the level stands for, level 0 being a word. Takes them from the ranges.
fn build<I: Iterator<Item = Range<u64>>>(level: u32, base: u64, ranges: &mut Pending<I>) -> Slot {
    let bits = slot_bits(level);
    let mut gather = Gather::new(level, 0);
    while !ranges.current.is_empty() && (ranges.current.start - base) >> bits < 64 {
        let (start, end) = (ranges.current.start, ranges.current.end);
        let slot = ((start - base) >> bits) as u32;
        let slot_start = base + (u64::from(slot) << bits);
        let whole = (end - start) >> bits;
        if start == slot_start && whole > 0 {
            let after = whole.min(u64::from(64 - slot)) as u32 + slot;
            gather.full |= below(after) & !below(slot);
            ranges.advance(start + (u64::from(after - slot) << bits));
        } else {
            gather.push(slot, build(level - 1, slot_start, ranges));
        }
    }
    if level == 0 {
        return Slot::of_word(gather.full);
    }
    gather.finish()
}

/// The words whose numbers begin with `prefix`, as a node of the level. Takes them from the words.
fn join<I: Iterator<Item = (u64, u64)>>(level: u32, prefix: u64, words: &mut Peekable<I>) -> Slot {
    let mut gather = Gather::new(level, 0);
    while let Some(&(number, word)) = words.peek()
        && number >> slot_bits(level) == prefix
    {
        let content = if level == 1 {
            words.next();
            Slot::of_word(word)
        } else {
            join(level - 1, number >> slot_bits(level - 1), words)
        };
        gather.push(slot_of(number, level - 1), content);
    }
    gather.finish()
}

/// The maximal runs of adjacent keys of a tree.
pub(super) struct Runs<'a> {
    stack: Vec<Frame<'a>>,
    /// The first key of a word, and what is left of the word.
    word: (u64, u64),
    /// The run so far.
    pending: Option<Range<u64>>,
}

struct Frame<'a> {
    node: &'a Node,
    level: u32,
    base: u64,
    /// The slots that are still to be visited.
    left: u64,
}

impl<'a> Frame<'a> {
    fn of(node: &'a Node, level: u32, base: u64) -> Self {
        let left = node.used();
        Frame {
            node,
            level,
            base,
            left,
        }
    }
}

impl Runs<'_> {
    /// The next adjacent keys, which the ones after may go on.
    fn piece(&mut self) -> Option<Range<u64>> {
        loop {
            let (base, word) = self.word;
            if word != 0 {
                let start = word.trailing_zeros();
                let len = (word >> start).trailing_ones();
                self.word.1 &= !below(start + len);
                return Some(base + u64::from(start)..base + u64::from(start + len));
            }
            let frame = self.stack.last_mut()?;
            if frame.left == 0 {
                self.stack.pop();
                continue;
            }
            let slot = frame.left.trailing_zeros();
            frame.left &= frame.left - 1;
            let bits = slot_bits(frame.level);
            let base = frame.base + (u64::from(slot) << bits);
            match frame.node.at(slot) {
                Found::Full => return Some(base..base + (1 << bits)),
                Found::Word(word) => self.word = (base, word),
                Found::Node(node) => {
                    let level = frame.level - 1;
                    self.stack.push(Frame::of(node, level, base));
                }
                Found::Empty => {}
            }
        }
    }
}

impl Iterator for Runs<'_> {
    type Item = Range<u64>;

    fn next(&mut self) -> Option<Range<u64>> {
        while let Some(piece) = self.piece() {
            match &mut self.pending {
                Some(run) if run.end == piece.start => run.end = piece.end,
                pending => {
                    if let Some(run) = pending.replace(piece) {
                        return Some(run);
                    }
                }
            }
        }
        self.pending.take()
    }
}
