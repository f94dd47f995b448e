//! Programs as text.

use std::fmt::{Display, Formatter, Result, Write};

use super::program::{Member, Program, Skip, Step, Value};

/// One step a line, in the order in which they are done.
pub(super) struct Explained<'a> {
    pub program: &'a Program,
    /// The names of the columns.
    pub columns: &'a [&'a str],
}

impl Display for Explained<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.steps(&self.program.steps, 0, f)?;
        for (position, value) in self.program.values.iter().enumerate() {
            writeln!(f, "value {position}: {value}")?;
        }
        for (position, skip) in self.program.skips.iter().enumerate() {
            writeln!(f, "skip {position}: {skip}")?;
        }
        Ok(())
    }
}

impl Explained<'_> {
    fn steps(&self, steps: &[Step], depth: usize, f: &mut Formatter<'_>) -> Result {
        for step in steps {
            let indent = "  ".repeat(depth);
            match step {
                Step::Value { column, value } => writeln!(f, "{indent}{} = {value}", self.columns[*column])?,
                Step::Optional { column, null, value } => {
                    let column = self.columns[*column];
                    writeln!(f, "{indent}{column} = {value}, or null at branch {null}")?;
                }
                Step::Skip { skip, field } => writeln!(f, "{indent}skip {field}: {skip}")?,
                Step::Union { arms, field } => {
                    for (position, arm) in arms.iter().enumerate() {
                        writeln!(f, "{indent}{field}, branch {position}:")?;
                        self.steps(arm, depth + 1, f)?;
                    }
                }
                Step::Default { bytes, steps } => {
                    writeln!(f, "{indent}from the default {}:", Hex(bytes))?;
                    self.steps(steps, depth + 1, f)?;
                }
                Step::Fault { field, reason } => writeln!(f, "{indent}fault in {field}: {reason}")?,
            }
        }
        Ok(())
    }
}

struct Hex<'a>(&'a [u8]);

impl Display for Hex<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Value::Null => "null",
            Value::Boolean => "boolean",
            Value::Int => "int",
            Value::Long => "long",
            Value::Float => "float",
            Value::Double => "double",
            Value::LongOfInt => "int as long",
            Value::FloatOfInt => "int as float",
            Value::FloatOfLong => "long as float",
            Value::DoubleOfInt => "int as double",
            Value::DoubleOfLong => "long as double",
            Value::DoubleOfFloat => "float as double",
            Value::Scaled { to, from: 1 } => return write!(f, "long * {to}"),
            Value::Scaled { to, from } => return write!(f, "long * {to} / {from}"),
            Value::String => "string",
            Value::Bytes => "bytes",
            Value::Fixed(size) => return write!(f, "{size} bytes"),
            Value::Enum(symbols) => return write!(f, "enum of {}", symbols.len()),
            Value::Decimal { size: None, digits } => return write!(f, "{digits}"),
            Value::Decimal {
                size: Some(size),
                digits,
            } => return write!(f, "{digits} of {size} bytes"),
            Value::List(items) => return write!(f, "list of {}", items.value),
            Value::Map(items) => return write!(f, "map of {}", items.value),
            Value::Union(arms) => return list(f, "one of", arms),
            Value::Json(value) => return write!(f, "JSON of {value}"),
            Value::Record(members) => return list(f, "record", members),
            Value::Shared(position) => return write!(f, "value {position}"),
            Value::Fault(reason) => return write!(f, "fault: {reason}"),
        })
    }
}

impl Display for Member {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Member::Value { name, value } => write!(f, "{name}: {value}"),
            Member::Default { name, bytes, value } => write!(f, "{name}: {value} from the default {}", Hex(bytes)),
            Member::Skip(skip) => write!(f, "skip {skip}"),
        }
    }
}

impl Display for Skip {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Skip::Bytes(count) => write!(f, "{count} bytes"),
            Skip::Varint => f.write_str("long"),
            Skip::Sized => f.write_str("bytes"),
            Skip::Array(item, _) => write!(f, "list of {item}"),
            Skip::Map(value) => write!(f, "map of {value}"),
            Skip::Union(arms) => list(f, "one of", arms),
            Skip::Record(fields) => list(f, "record", fields),
            Skip::Shared(position) => write!(f, "skip {position}"),
        }
    }
}

fn list(f: &mut Formatter<'_>, what: &str, items: &[impl Display]) -> Result {
    write!(f, "{what} (")?;
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    f.write_char(')')
}
