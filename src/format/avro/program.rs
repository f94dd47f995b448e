//! What is done to read a record: compiled from the schema it was written with and the columns that are wanted.

use super::schema::Digits;

/// The steps in the order in which the fields were written. They fill every column once.
#[derive(Debug)]
pub(super) struct Program {
    pub steps: Box<[Step]>,
    /// Values of records inside of columns, to which [`Value::Shared`] refers: they may be inside of themselves.
    pub values: Vec<Value>,
    /// What is passed of records, to which [`Skip::Shared`] refers.
    pub skips: Vec<Skip>,
}

#[derive(Debug)]
pub(super) enum Step {
    /// A value becomes a column's.
    Value { column: usize, value: Value },
    /// The same for a union of null, at position `null`, and one other type.
    Optional { column: usize, null: usize, value: Value },
    /// A field that nobody wants, by its path.
    Skip { skip: Skip, field: Box<str> },
    /// A union above several columns, each of which every arm fills.
    Union { arms: Box<[Box<[Step]>]>, field: Box<str> },
    /// Columns of which the record has nothing: the reader's default is read instead, which is encoded like a record.
    Default { bytes: Box<[u8]>, steps: Box<[Step]> },
    /// A record that comes here is bad.
    Fault { field: Box<str>, reason: Box<str> },
}

/// How a value is read, and what it becomes.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    LongOfInt,
    FloatOfInt,
    FloatOfLong,
    DoubleOfInt,
    DoubleOfLong,
    DoubleOfFloat,
    /// A time in other units: so many of the column's in `from` of the record's.
    Scaled {
        to: i64,
        from: i64,
    },
    String,
    Bytes,
    Fixed(usize),
    /// The text of each symbol, or why there is none.
    Enum(Box<[Result<Box<str>, Box<str>>]>),
    Decimal {
        size: Option<usize>,
        digits: Digits,
    },
    List(Box<Items>),
    Map(Box<Items>),
    /// A value of one of these.
    Union(Box<[Value]>),
    /// The same as its text in JSON.
    Json(Box<Value>),
    /// The members of a JSON object.
    Record(Box<[Member]>),
    /// The value at that position of the program's.
    Shared(usize),
    /// A record that comes here is bad.
    Fault(Box<str>),
}

/// The items of an array, or the values of a map.
#[derive(Debug)]
pub(super) struct Items {
    pub value: Value,
    /// Whether an item may have no bytes.
    pub can_be_empty: bool,
}

/// A field of a record that becomes JSON.
#[derive(Debug)]
pub(super) enum Member {
    Value {
        name: Box<str>,
        value: Value,
    },
    Default {
        name: Box<str>,
        bytes: Box<[u8]>,
        value: Value,
    },
    Skip(Skip),
}

/// How a value is passed.
#[derive(Debug)]
pub(super) enum Skip {
    /// So many bytes.
    Bytes(usize),
    /// A number of one to ten bytes.
    Varint,
    /// Bytes that their length precedes.
    Sized,
    Array(Box<Skip>, bool),
    Map(Box<Skip>),
    Union(Box<[Skip]>),
    Record(Box<[Skip]>),
    /// What is at that position of the program's.
    Shared(usize),
}
