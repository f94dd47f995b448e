//! The examples of the documentation: there is one of each function, and the library answers what the mirrored API does.

use std::collections::BTreeMap;

use super::super::THEMES;
use super::super::table::table;
use super::sources;

const EXAMPLES: &str = include_str!("../examples.txt");

/// What stands in front of the answer where the mirrored API has none.
const HERE: &str = "HERE ";

/// An example of a function.
pub struct Example {
    pub formula: &'static str,
    /// The type and, in brackets, the value; none where it is another one each time.
    pub answer: Option<&'static str>,
}

impl Example {
    /// For a cell of a table: `abs(-3)` is `3`.
    pub fn shown(&self) -> String {
        let code = |text: &str| {
            let ticks = if text.contains('`') { "``" } else { "`" };
            let blank = if text.starts_with('`') || text.ends_with('`') {
                " "
            } else {
                ""
            };
            format!("{ticks}{blank}{}{blank}{ticks}", text.replace('|', "\\|"))
        };
        let value = self
            .answer
            .and_then(|answer| answer.split_once(" [")?.1.strip_suffix(']'));
        match value {
            Some("") => format!("{} is empty", code(self.formula)),
            Some(value) => format!("{} is {}", code(self.formula), code(value)),
            None => code(self.formula),
        }
    }
}

/// The examples, by the themes and names of the functions; a method's begins with a point.
pub fn examples() -> BTreeMap<(&'static str, String), Example> {
    let mut examples = BTreeMap::new();
    let mut theme = "";
    for line in EXAMPLES.lines() {
        if let Some(name) = line.strip_prefix("# ") {
            theme = name;
        } else if let (true, Some((name, rest))) = (!theme.is_empty(), line.split_once(" | ")) {
            let (formula, answer) = match rest.split_once("  ==> ") {
                Some((formula, answer)) => (formula, Some(answer.trim_start_matches(HERE))),
                None => (rest, None),
            };
            let before = examples.insert((theme, name.to_owned()), Example { formula, answer });
            assert!(before.is_none(), "{theme}: {name} has two examples");
        }
    }
    examples
}

#[test]
fn there_is_one_of_each_function() {
    let names = |theme| {
        let functions = table().functions.iter().filter(move |function| function.theme == theme);
        functions.map(move |function| {
            let point = if function.method { "." } else { "" };
            (theme, format!("{point}{}", function.name()))
        })
    };
    let known: std::collections::BTreeSet<(&str, String)> =
        THEMES.iter().flat_map(|(theme, _)| names(*theme)).collect();
    let examples = examples().into_keys().collect();
    let missing: Vec<_> = known.difference(&examples).collect();
    let unknown: Vec<_> = examples.difference(&known).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "missing: {missing:?}; unknown: {unknown:?}"
    );
}

#[test]
fn answers_are_those_of_the_mirrored_api() {
    let [base, digests] = ["base", "digests"].map(sources::table);
    let mut wrong = Vec::new();
    for ((theme, name), Example { formula, answer }) in examples() {
        // A column of tables is made by a session, whose tests are elsewhere.
        if theme == "Tables in columns" {
            continue;
        }
        let source = if theme == "t-digests" { &digests } else { &base };
        let here = source.answer(formula).unwrap_or_else(|error| format!("ERR {error}"));
        let Some(answer) = answer else {
            assert!(!here.starts_with("ERR"), "{formula}: {here}");
            continue;
        };
        // All rows have the same.
        let (of, value) = answer.split_once(" [").unwrap_or((answer, ""));
        let value = value.strip_suffix(']').unwrap_or_default();
        if here != format!("{of} [{value}, {value}, {value}]") {
            wrong.push(format!(
                "{theme}: {name} | {formula}\n    there {answer}\n    here  {here}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
