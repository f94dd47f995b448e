//! Aggregations as texts: `sum(Qty)`, `wavg(Qty, Vwap = Price)`, `pct(0.9; Price)`, `formula(Range = max(Px) - min(Px))`.

use std::str::FromStr;

use super::Aggregation;
use crate::digest::COMPRESSION;
use crate::error::{Error, Result};
use crate::spec::FilterSpec;

impl FromStr for Aggregation {
    type Err = Error;

    /// Reads `name(columns)`; what an aggregation needs beside its columns comes first, followed by `;` or, where it is one
    /// thing, by a comma: `wavg(Qty, Vwap = Price)`, `sortedFirst(Time, Id; Price)`, `countWhere(N; Qty > 5, Price > 1)`.
    /// `countDistinct`, `distinct` and `unique` may have `nulls` there, and `tDigest` a compression. A name alone has no columns. A formula is
    /// `formula(Out = formula)`, or `formula(formula; each; columns)` with what stands for the column in it.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let (name, inner) = match text.split_once('(') {
            Some((name, rest)) => {
                let inner = rest.strip_suffix(')');
                (
                    name.trim(),
                    inner.ok_or_else(|| refused(text, "expected \")\" at the end"))?,
                )
            }
            None => (text, ""),
        };
        let parts = split(inner, ';');
        if name == "formula" {
            return formula(text, inner, &parts);
        }
        let takes_one = matches!(
            name,
            "wavg" | "wsum" | "pct" | "approxPct" | "sortedFirst" | "sortedLast" | "count" | "countWhere" | "partition"
        );
        let (before, columns) = match parts[..] {
            [all] if takes_one => {
                let mut items = items(all);
                let rest = items.split_off(items.len().min(1));
                (items, rest)
            }
            [all] => (Vec::new(), items(all)),
            [before, columns] => (items(before), items(columns)),
            _ => return Err(refused(text, "expected one \";\" at most")),
        };
        let one = |what: &str| match &before[..] {
            [one] => Ok(one.clone()),
            _ => Err(refused(text, &format!("expected {what} before the columns"))),
        };
        let nulls = match before.first().map(String::as_str) {
            Some("nulls") => true,
            Some(other) if matches!(name, "countDistinct" | "distinct" | "unique") => {
                return Err(refused(text, &format!("{other:?} is not nulls")));
            }
            _ => false,
        };
        Ok(match name {
            "sum" => Aggregation::Sum { columns },
            "absSum" => Aggregation::AbsSum { columns },
            "avg" => Aggregation::Avg { columns },
            "min" => Aggregation::Min { columns },
            "max" => Aggregation::Max { columns },
            "first" => Aggregation::First { columns },
            "last" => Aggregation::Last { columns },
            "freeze" => Aggregation::Freeze { columns },
            "std" => Aggregation::Std { columns },
            "var" => Aggregation::Var { columns },
            "group" => Aggregation::Group { columns },
            "median" => Aggregation::median(columns),
            "pct" | "approxPct" => {
                let fraction = one("a fraction")?;
                let fraction = fraction.parse();
                let fraction = fraction.map_err(|_| refused(text, "expected a fraction from 0 to 1"))?;
                match name {
                    "pct" => Aggregation::percentile(fraction, columns),
                    _ => Aggregation::approximate_percentile(fraction, columns),
                }
            }
            "tDigest" if before.is_empty() => Aggregation::t_digest(COMPRESSION, columns),
            "tDigest" => {
                let compression = one("a compression")?.parse();
                let compression = compression.map_err(|_| refused(text, "expected a compression of 1 or more"))?;
                Aggregation::t_digest(compression, columns)
            }
            "wavg" => Aggregation::weighted_avg(one("a weight")?, columns),
            "wsum" => Aggregation::weighted_sum(one("a weight")?, columns),
            "count" => Aggregation::Count {
                column: one("a column")?,
            },
            "partition" => Aggregation::partition(one("a column")?),
            "countWhere" => Aggregation::CountWhere {
                column: one("a column")?,
                filters: columns.into_iter().map(FilterSpec::Text).collect(),
            },
            "countDistinct" => Aggregation::count_distinct(nulls, columns),
            "distinct" => Aggregation::distinct(nulls, columns),
            "unique" => Aggregation::unique(nulls, columns),
            "sortedFirst" => Aggregation::SortedFirst { by: before, columns },
            "sortedLast" => Aggregation::SortedLast { by: before, columns },
            _ => {
                let known = "sum, absSum, avg, min, max, first, last, freeze, std, var, group, median, pct, approxPct, tDigest, wavg, wsum, \
                             count, countWhere, countDistinct, distinct, unique, sortedFirst, sortedLast, partition or formula";
                return Err(refused(
                    text,
                    &format!("there is no such aggregation: expected {known}"),
                ));
            }
        })
    }
}

/// `Out = formula`, or a formula, what stands for the column in it, and the columns.
fn formula(text: &str, inner: &str, parts: &[&str]) -> Result<Aggregation> {
    match parts {
        [_] => Ok(Aggregation::formula(inner.trim())),
        [formula, param, columns] => Ok(Aggregation::formula_of(formula.trim(), param.trim(), items(columns))),
        _ => Err(refused(
            text,
            "expected \"Out = formula\", or a formula, the name of its column and the columns with \";\" between",
        )),
    }
}

/// The texts between commas.
fn items(part: &str) -> Vec<String> {
    let items = split(part, ',').into_iter().map(str::trim);
    items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn refused(text: &str, reason: &str) -> Error {
    Error::invalid(format!("aggregation {text:?}: {reason}")).with("aggregation", text)
}

/// The parts between separators that are neither quoted nor in parentheses.
pub(in crate::spec) fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0usize, None);
    for (at, char) in text.char_indices() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '`' | '"' | '\'') => quote = Some(char),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) if char == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + char.len_utf8();
            }
            (None, _) => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Aggregation {
        text.parse().unwrap()
    }

    #[test]
    fn texts_are_read_as_they_print() {
        for text in [
            "sum(Qty)",
            "avg(A = B, C)",
            "wavg(Qty; Vwap = Price)",
            "wsum(Qty; Price)",
            "pct(0.9; Price)",
            "approxPct(0.9; Price)",
            "tDigest(50; D = Price)",
            "count(N)",
            "countWhere(N; Qty > 5, Sym in (`a;b`, `c`))",
            "sortedFirst(Time, Id; Price)",
            "max()",
            "formula(Range = max(Px) - min(Px, 1))",
            "formula(max(each) - min(each); each; Range = Px, Qty)",
            "formula(sum(x); x; )",
        ] {
            assert_eq!(read(text).to_string(), text);
        }
        assert_eq!(read("tDigest(Price)"), Aggregation::t_digest(100.0, ["Price"]));
        assert_eq!(read("max"), Aggregation::max::<String>([]));
        assert_eq!(
            read(" wavg( Qty , Vwap = Price )"),
            Aggregation::weighted_avg("Qty", ["Vwap = Price"])
        );
        assert_eq!(
            read("sortedLast(Time, Price)"),
            Aggregation::sorted_last(["Time"], ["Price"])
        );
        assert_eq!(
            read("countDistinct(nulls; A)"),
            Aggregation::count_distinct(true, ["A"])
        );
        assert_eq!(read("distinct(A)"), Aggregation::distinct(false, ["A"]));
    }

    #[test]
    fn wrong_texts_are_refused() {
        let refusal = |text: &str| text.parse::<Aggregation>().unwrap_err().message().to_owned();
        assert_eq!(refusal("sum(Qty"), "aggregation \"sum(Qty\": expected \")\" at the end");
        assert_eq!(
            refusal("wavg()"),
            "aggregation \"wavg()\": expected a weight before the columns"
        );
        assert!(refusal("pct(x, A)").ends_with("expected a fraction from 0 to 1"));
        assert!(refusal("tDigest(x; A)").ends_with("expected a compression of 1 or more"));
        assert!(refusal("total(A)").contains("there is no such aggregation: expected sum, absSum"));
        assert!(refusal("unique(null; A)").ends_with("\"null\" is not nulls"));
        assert!(refusal("sum(A; B; C)").ends_with("expected one \";\" at most"));
        assert!(refusal("formula(max(each); each)").contains("the name of its column"));
    }
}
