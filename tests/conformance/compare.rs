//! Outcomes against the peer's answers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::broker::Written;
use crate::case::{Case, Payload};
use crate::registry::Ids;
use crate::runner::{Outcome, Shown};

/// What is wrong with the outcome.
pub fn compare(case: &Case, ids: &Ids, outcome: &Outcome) -> Vec<String> {
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
    for (topic, found) in &outcome.topics {
        match expected.get(&format!("topic-{topic}.jsonl")) {
            Some(file) => {
                let wanted = fs::read_to_string(file).expect("expected records");
                problems.extend(differing_records(topic, &wanted, ids, found));
            }
            None => problems.push(format!("nothing is expected of topic {topic}")),
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

/// A record as an expectation has it.
#[derive(Deserialize)]
struct Expected {
    partition: i32,
    offset: i64,
    key: Option<Payload>,
    value: Option<Payload>,
    headers: BTreeMap<String, String>,
}

fn differing_records(topic: &str, wanted: &str, ids: &Ids, found: &[Written]) -> Option<String> {
    let wanted = wanted.lines().map(|line| {
        let record: Expected = serde_json::from_str(line).expect("an expected record");
        Written {
            partition: record.partition,
            offset: record.offset,
            key: record.key.map(|key| key.bytes(ids)),
            value: record.value.map(|value| value.bytes(ids)),
            headers: record.headers.len(),
        }
    });
    let wanted: Vec<Written> = wanted.collect();
    if wanted.len() != found.len() {
        return Some(format!(
            "topic {topic} has {} records, expected {}",
            found.len(),
            wanted.len()
        ));
    }
    let (found, wanted) = found.iter().zip(&wanted).find(|(found, wanted)| found != wanted)?;
    Some(format!("topic {topic}: {}, expected {}", shown(found), shown(wanted)))
}

fn shown(record: &Written) -> String {
    let text = |bytes: &Option<Vec<u8>>| {
        bytes
            .as_ref()
            .map_or("null".to_owned(), |bytes| bytes.escape_ascii().to_string())
    };
    let (partition, offset) = (record.partition, record.offset);
    format!("{partition}:{offset} {} -> {}", text(&record.key), text(&record.value))
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
