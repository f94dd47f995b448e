//! What a range join compares, as text.

use std::fmt;

use crate::error::{Error, Result};

/// `Start < Value <= End`: which right rows are in the range of a left one. With `<-` before `Start <=` the last row before
/// the range counts too when none is at its start, with `->` behind `<= End` the first one behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RangeMatch {
    /// A column of the left table.
    pub start: String,
    pub start_rule: Rule,
    /// The column of the right table.
    pub value: String,
    pub end_rule: Rule,
    /// A column of the left table.
    pub end: String,
}

/// Whether the end of a range is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Without,
    With,
    /// With it, or without one at it with the next row outside.
    WithNext,
}

impl RangeMatch {
    pub fn parse(text: &str) -> Result<Self> {
        let refused = || {
            let expected = "expected Start < Value < End, with <= for < where the end of the range is in it, and <- before \
                            or -> behind for the nearest row outside";
            Error::invalid(format!("range match {text:?} was not understood: {expected}")).with("match", text)
        };
        let (rest, precedes) = match text.trim().strip_prefix("<-") {
            Some(rest) => (rest, true),
            None => (text.trim(), false),
        };
        let (rest, follows) = match rest.strip_suffix("->") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let parts: Vec<&str> = rest.split('<').collect();
        let [start, value, end] = parts[..] else {
            return Err(refused());
        };
        let strip = |text: &str| match text.strip_prefix('=') {
            Some(text) => (text.trim().to_owned(), Rule::With),
            None => (text.trim().to_owned(), Rule::Without),
        };
        let ((value, start_rule), (end, end_rule)) = (strip(value), strip(end));
        let start = start.trim().to_owned();
        let is_name = |name: &String| !name.is_empty() && !name.contains(['=', '<', '>', '!', ',']);
        if ![&start, &value, &end].into_iter().all(is_name) {
            return Err(refused());
        }
        if start == end {
            let text = format!("range match {text:?} has column {start:?} at both ends: expected two columns");
            return Err(Error::invalid(text).with("column", start));
        }
        let rule = |rule, next, sign: &str| match (rule, next) {
            (Rule::With, true) => Ok(Rule::WithNext),
            (Rule::Without, true) => {
                let text = format!("range match {text:?} has {sign} without <=: expected that the end is in the range");
                Err(Error::invalid(text))
            }
            (rule, _) => Ok(rule),
        };
        Ok(RangeMatch {
            start,
            start_rule: rule(start_rule, precedes, "<-")?,
            value,
            end_rule: rule(end_rule, follows, "->")?,
            end,
        })
    }
}

impl fmt::Display for RangeMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |rule| if rule == Rule::Without { "<" } else { "<=" };
        if self.start_rule == Rule::WithNext {
            f.write_str("<- ")?;
        }
        write!(f, "{} {} {}", self.start, sign(self.start_rule), self.value)?;
        write!(f, " {} {}", sign(self.end_rule), self.end)?;
        if self.end_rule == Rule::WithNext {
            f.write_str(" ->")?;
        }
        Ok(())
    }
}
