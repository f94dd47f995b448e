//! Answers of the mirrored API, copied from it.

use super::support::source;

#[test]
fn formulas_are_answered_as_by_the_mirrored_api() {
    let source = source();
    let mut wrong = Vec::new();
    let answers = include_str!("answers.txt").lines();
    for line in answers.chain(include_str!("differs.txt").lines()) {
        let Some((formula, answer)) = line.split_once("  ==> ") else {
            continue;
        };
        let here = source.answer(formula).unwrap_or_else(|error| format!("ERR {error}"));
        let here = here.replace('\0', "\\0");
        if here != answer {
            wrong.push(format!("{formula}\n    there {answer}\n    here  {here}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn filters_are_answered_as_by_the_mirrored_api() {
    let source = source();
    let mut wrong = Vec::new();
    for line in include_str!("filters.txt").lines() {
        let Some((filter, answer)) = line.split_once("  ==> ") else {
            continue;
        };
        let here = source.matching(filter).unwrap_or_else(|error| format!("ERR {error}"));
        if here != answer {
            wrong.push(format!("{filter}\n    there {answer}\n    here  {here}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
