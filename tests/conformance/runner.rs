//! Runs one case.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::broker::{Broker, Written};
use crate::case::Case;
use crate::compare;
use crate::registry::{Ids, Registry};
use crate::root;

/// What a script left behind: the error it ended with, or its tables.
#[derive(Default)]
pub struct Outcome {
    pub error: Option<String>,
    pub tables: BTreeMap<String, Shown>,
    /// The records of the topics that are read back.
    pub topics: BTreeMap<String, Vec<Written>>,
}

/// A table as the command printed it.
pub struct Shown {
    pub failed: bool,
    /// The header and the rows.
    pub lines: Vec<String>,
}

/// A script that has not ended by then hangs.
const LIMIT: Duration = Duration::from_secs(120);

/// The registry's address in the scripts.
const REGISTRY: &str = "http://redpanda:8081";

/// Runs a case and gives what is wrong with its outcome.
pub fn run(case: &Case, broker: &Broker, registry: Option<&Registry>) -> Vec<String> {
    if registry.is_none() && (!case.schemas.is_empty() || case.script.contains(REGISTRY)) {
        return vec!["needs a registry: run under bin/devstack exec --registry".to_owned()];
    }
    broker.reset(case);
    let ids = registry.map(|registry| registry.reset(case)).unwrap_or_default();
    broker.send(case, &ids, 0);
    let script = case.script.replace("redpanda:9092", &broker.bootstrap);
    let script = registry.map_or(script.clone(), |registry| script.replace(REGISTRY, &registry.url));
    let file = std::env::temp_dir().join(format!("topictable-{}-{}.groovy", std::process::id(), case.name));
    fs::write(&file, script).expect("the script can be written");
    let mut command = Command::new(root().join("bin/topictable"))
        .args(["run", "--protocol"])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bin/topictable starts");
    let outcome = talk(&mut command, case, broker, &ids);
    let _ = command.kill();
    let _ = command.wait();
    let _ = fs::remove_file(&file);
    match outcome {
        Ok(mut outcome) => {
            outcome.topics = case
                .read_topics
                .iter()
                .map(|topic| (topic.clone(), broker.read(topic)))
                .collect();
            compare::compare(case, &ids, &outcome)
        }
        Err(problem) => vec![problem],
    }
}

fn talk(command: &mut Child, case: &Case, broker: &Broker, ids: &Ids) -> Result<Outcome, String> {
    let errors = command.stderr.take().map(|mut pipe| {
        thread::spawn(move || {
            let mut text = String::new();
            let _ = pipe.read_to_string(&mut text);
            text
        })
    });
    let lines = read_lines(command.stdout.take().expect("a pipe"));
    let mut outcome = Outcome::default();
    loop {
        match lines.recv_timeout(LIMIT) {
            Ok(line) if line == "@ready" => break,
            Ok(line) => {
                if let Some(error) = line.strip_prefix("@error ") {
                    outcome.error = Some(error.to_owned());
                    return Ok(outcome);
                }
            }
            Err(_) => {
                let _ = command.kill();
                let text = errors.and_then(|thread| thread.join().ok()).unwrap_or_default();
                return Err(format!("the script neither ended nor failed; it said: {}", text.trim()));
            }
        }
    }
    thread::sleep(case.settle);
    for phase in 1..case.phases {
        broker.send(case, ids, phase);
        thread::sleep(case.settle);
    }
    thread::sleep(case.wait);
    writeln!(command.stdin.take().expect("a pipe"), "dump")
        .map_err(|error| format!("the command has gone: {error}"))?;
    let mut name = String::new();
    loop {
        let line = lines
            .recv_timeout(LIMIT)
            .map_err(|_| "the tables do not come to an end".to_owned())?;
        if line == "@end" {
            return Ok(outcome);
        }
        if let Some(table) = line.strip_prefix("@table \t") {
            let mut parts = table.split('\t');
            name = parts.next().unwrap_or_default().to_owned();
            let failed = parts.nth(1).is_some_and(|state| state == "FAILED");
            outcome.tables.insert(
                name.clone(),
                Shown {
                    failed,
                    lines: Vec::new(),
                },
            );
        } else if let Some(table) = outcome.tables.get_mut(&name) {
            table.lines.push(line);
        }
    }
}

/// The lines of a pipe, which can be waited for with a limit.
fn read_lines(pipe: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}
