//! Runs the conformance cases: each script against a real broker, its tables against the peer's answers.
//!
//! Arguments are names of cases, or beginnings of names; without any, all supported cases run. `--all` also runs those
//! that are not supported yet, to see which of them would pass.

#![allow(clippy::print_stderr, clippy::print_stdout, reason = "a program that reports")]

mod broker;
mod case;
mod compare;
mod registry;
mod runner;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Condvar, Mutex};
use std::{env, fs, thread};

use case::Case;

/// Most of a case's time is spent waiting.
const WORKERS: usize = 4;

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let arguments: Vec<String> = env::args().skip(1).collect();
    let all = arguments.iter().any(|argument| argument == "--all");
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let list = fs::read_to_string(folder.join("supported.txt")).expect("supported.txt can be read");
    let supported: Vec<&str> = list
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();

    let mut names = case_names(&folder.join("cases"));
    if !wanted.is_empty() {
        names.retain(|name| wanted.iter().any(|wanted| name.starts_with(*wanted)));
    }
    let (run, mut unsupported): (Vec<String>, Vec<String>) = names
        .into_iter()
        .partition(|name| all || !wanted.is_empty() || supported.iter().any(|pattern| matches(pattern, name)));
    if run.is_empty() {
        eprintln!("no case matches {wanted:?}");
        return ExitCode::FAILURE;
    }
    let broker = broker::Broker::find();
    let registry = registry::Registry::find();
    let results = run_all(&folder.join("cases"), &run, &broker, registry.as_ref());

    let failed: Vec<&String> = results
        .iter()
        .filter(|(_, problems)| !problems.is_empty())
        .map(|(name, _)| name)
        .collect();
    let (failed, passing): (Vec<&String>, usize) = (failed.clone(), results.len() - failed.len());
    if all {
        unsupported = failed
            .iter()
            .filter(|name| !supported.iter().any(|pattern| matches(pattern, name)))
            .map(|name| (*name).clone())
            .collect();
        let ahead: Vec<&String> = results
            .iter()
            .filter(|(name, problems)| problems.is_empty() && !supported.iter().any(|pattern| matches(pattern, name)))
            .map(|(name, _)| name)
            .collect();
        println!("\npass, but are not in supported.txt: {ahead:?}");
    }
    println!("\n{passing} of {} conformance cases pass", results.len());
    if !unsupported.is_empty() {
        println!("{} not yet supported: {}", unsupported.len(), unsupported.join(" "));
    }
    let broken = failed.iter().any(|name| !unsupported.contains(name));
    if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn case_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("a case").file_name().to_string_lossy().into_owned())
        .filter(|name| folder.join(name).join("case.json").exists())
        .collect();
    names.sort();
    names
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(pattern == name, |start| name.starts_with(start))
}

/// Runs the cases, several at a time but none beside another that has a topic in common; gives each one's problems.
fn run_all(
    folder: &Path,
    names: &[String],
    broker: &broker::Broker,
    registry: Option<&registry::Registry>,
) -> BTreeMap<String, Vec<String>> {
    let queue: Mutex<Vec<Case>> = Mutex::new(names.iter().rev().map(|name| Case::read(&folder.join(name))).collect());
    let busy: (Mutex<HashSet<String>>, Condvar) = (Mutex::default(), Condvar::new());
    let results = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(case) = next(&queue, &busy) {
                    let problems = runner::run(&case, broker, registry);
                    let verdict = if problems.is_empty() { "ok  " } else { "FAIL" };
                    println!(
                        "{verdict} {}{}",
                        case.name,
                        problems
                            .iter()
                            .map(|problem| format!("\n     {problem}"))
                            .collect::<String>()
                    );
                    results
                        .lock()
                        .expect("no worker panics")
                        .insert(case.name.clone(), problems);
                    let mut topics = busy.0.lock().expect("no worker panics");
                    topics.retain(|topic| !case.topics.iter().any(|known| known.name == *topic));
                    busy.1.notify_all();
                }
            });
        }
    });
    results.into_inner().expect("no worker panics")
}

/// Takes the next case whose topics nobody uses, and marks them as used.
fn next(queue: &Mutex<Vec<Case>>, busy: &(Mutex<HashSet<String>>, Condvar)) -> Option<Case> {
    let mut topics = busy.0.lock().expect("no worker panics");
    loop {
        let mut queue = queue.lock().expect("no worker panics");
        if queue.is_empty() {
            return None;
        }
        let free = queue
            .iter()
            .rposition(|case| case.topics.iter().all(|topic| !topics.contains(&topic.name)));
        if let Some(position) = free {
            let case = queue.remove(position);
            topics.extend(case.topics.iter().map(|topic| topic.name.clone()));
            return Some(case);
        }
        drop(queue);
        topics = busy.1.wait(topics).expect("no worker panics");
    }
}

/// The root of the project.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
