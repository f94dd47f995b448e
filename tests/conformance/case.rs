//! What a case says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use crate::registry::Ids;

/// A case: what is in the broker, what runs, what must come out.
pub struct Case {
    pub name: String,
    pub folder: PathBuf,
    pub script: String,
    pub topics: Vec<Topic>,
    pub records: Vec<Record>,
    pub schemas: Vec<Schema>,
    /// Subjects that are emptied too.
    pub clear: Vec<String>,
    pub phases: u32,
    pub settle: Duration,
    pub wait: Duration,
    /// Tables whose row order is not promised.
    pub bag: Vec<String>,
    /// What differs from the peer on purpose: tables, or `error`.
    pub differs: Vec<String>,
    /// Topics whose records are compared in the end.
    pub read_topics: Vec<String>,
}

#[derive(Deserialize)]
pub struct Topic {
    pub name: String,
    #[serde(default = "one")]
    pub partitions: i32,
    #[serde(default)]
    pub config: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub struct Record {
    pub topic: String,
    #[serde(default)]
    pub partition: i32,
    pub key: Option<Payload>,
    pub value: Option<Payload>,
    pub ts: Option<i64>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub phase: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payload {
    Utf8(String),
    Hex(String),
    /// A zero byte and the id of a schema before the bytes.
    Confluent {
        subject: String,
        version: u32,
        hex: String,
    },
}

/// A schema to be registered.
#[derive(Deserialize)]
pub struct Schema {
    pub subject: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub schema: serde_json::Value,
    /// What its text refers to, as the registry takes it.
    #[serde(default)]
    pub references: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    topics: Vec<Topic>,
    #[serde(default)]
    records: Vec<Record>,
    #[serde(default)]
    schemas: Vec<Schema>,
    #[serde(default)]
    clear: Vec<String>,
    #[serde(default)]
    read_topics: Vec<String>,
    #[serde(default = "one")]
    phases: u32,
    #[serde(default = "second")]
    settle: f64,
    #[serde(default = "second")]
    wait: f64,
    #[serde(default)]
    bag: Vec<String>,
    #[serde(default)]
    differs: BTreeMap<String, String>,
}

fn one<T: From<u8>>() -> T {
    T::from(1)
}

fn second() -> f64 {
    1.0
}

impl Case {
    pub fn read(folder: &Path) -> Case {
        let name = folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let read =
            |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{name}/{file}: {error}"));
        let document: Document =
            serde_json::from_str(&read("case.json")).unwrap_or_else(|error| panic!("{name}/case.json: {error}"));
        Case {
            script: read("script.groovy"),
            folder: folder.to_owned(),
            name,
            topics: document.topics,
            records: document.records,
            schemas: document.schemas,
            clear: document.clear,
            phases: document.phases,
            settle: Duration::from_secs_f64(document.settle),
            wait: Duration::from_secs_f64(document.wait),
            bag: document.bag,
            differs: document.differs.into_keys().collect(),
            read_topics: document.read_topics,
        }
    }
}

impl Payload {
    pub fn bytes(&self, ids: &Ids) -> Vec<u8> {
        match self {
            Payload::Utf8(text) => text.clone().into_bytes(),
            Payload::Hex(digits) => bytes(digits),
            Payload::Confluent { subject, version, hex } => {
                let id = ids[&(subject.clone(), *version)];
                [&[0][..], &id.to_be_bytes(), &bytes(hex)].concat()
            }
        }
    }
}

/// Bytes of hexadecimal digits.
fn bytes(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits"))
        .collect()
}
