//! Outcomes against the peer's answers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::runner::{Outcome, Shown};

/// What is wrong with the outcome.
pub fn compare(case: &Case, outcome: &Outcome) -> Vec<String> {
    let mut problems = Vec::new();
    let expected = expected_files(case);
    match (&outcome.error, expected.contains_key("error.txt")) {
        (Some(error), false) => problems.push(format!("the script failed: {error}")),
        (None, true) => problems.push("the script did not fail".to_owned()),
        _ => {}
    }
    if outcome.error.is_some() {
        return problems;
    }
    for (name, file) in &expected {
        if let Some(table) = name.strip_suffix(".tsv") {
            let wanted = fs::read_to_string(file).expect("an expected table");
            match outcome.tables.get(table) {
                Some(shown) => problems.extend(differences(
                    table,
                    &wanted,
                    shown,
                    case.bag.iter().any(|bag| bag == table),
                )),
                None => problems.push(format!("table {table} is missing")),
            }
        }
    }
    for (table, shown) in &outcome.tables {
        if shown.failed != expected.contains_key(&format!("{table}.failed.txt")) {
            let verb = if shown.failed { "has failed" } else { "has not failed" };
            problems.push(format!("table {table} {verb}"));
        }
    }
    problems
}

/// The peer's answers, and ours in the place of those that differ on purpose.
fn expected_files(case: &Case) -> BTreeMap<String, PathBuf> {
    let list = |folder: &Path| -> Vec<(String, PathBuf)> {
        let entries = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.expect("a file").path());
        entries
            .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
            .collect()
    };
    let differs = |name: &str| case.differs.iter().any(|table| name.split('.').next() == Some(table));
    let peer = list(&case.folder.join("expected"))
        .into_iter()
        .filter(|(name, _)| !differs(name));
    let here = list(&case.folder.join("expected-here"));
    peer.chain(here).collect()
}

fn differences(table: &str, wanted: &str, shown: &Shown, bag: bool) -> Option<String> {
    let mut wanted: Vec<&str> = wanted.lines().collect();
    let mut found: Vec<&str> = shown.lines.iter().map(String::as_str).collect();
    if wanted.first() != found.first() {
        return Some(format!(
            "table {table} has columns {:?}, expected {:?}",
            found.first(),
            wanted.first()
        ));
    }
    if bag {
        wanted.sort_unstable();
        found.sort_unstable();
    }
    if wanted.len() != found.len() {
        return Some(format!(
            "table {table} has {} rows, expected {}",
            found.len() - 1,
            wanted.len() - 1
        ));
    }
    let (row, (found, wanted)) = found
        .iter()
        .zip(&wanted)
        .enumerate()
        .find(|(_, (found, wanted))| !same_row(found, wanted))?;
    Some(format!("table {table}, row {row}: {found:?}, expected {wanted:?}"))
}

fn same_row(found: &str, wanted: &str) -> bool {
    let (found, wanted): (Vec<&str>, Vec<&str>) = (found.split('\t').collect(), wanted.split('\t').collect());
    found.len() == wanted.len()
        && found
            .iter()
            .zip(&wanted)
            .all(|(found, wanted)| same_cell(found, wanted))
}

/// Numbers may differ in the last digits: sums are added up in another order.
fn same_cell(found: &str, wanted: &str) -> bool {
    if found == wanted {
        return true;
    }
    let (Ok(found), Ok(wanted)) = (found.parse::<f64>(), wanted.parse::<f64>()) else {
        return false;
    };
    found.is_nan() && wanted.is_nan() || (found - wanted).abs() <= 1e-12 * found.abs().max(wanted.abs())
}
