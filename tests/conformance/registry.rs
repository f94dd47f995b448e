//! The schema registry under test.

use std::collections::BTreeMap;
use std::env;

use serde_json::{Value, json};
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

use crate::case::Case;

/// The registry at `TOPICTABLE_REGISTRY`.
pub struct Registry {
    pub url: String,
    agent: Agent,
}

/// The ids of a case's schemas, by subject and version.
pub type Ids = BTreeMap<(String, u32), u32>;

impl Registry {
    /// None when there is none.
    pub fn find() -> Option<Registry> {
        let url = env::var("TOPICTABLE_REGISTRY").ok().filter(|url| !url.is_empty())?;
        let config = Agent::config_builder().http_status_as_error(false).build();
        Some(Registry {
            url: url.trim_end_matches('/').to_owned(),
            agent: config.into(),
        })
    }

    /// Empties the case's subjects and registers its schemas, in their order.
    pub fn reset(&self, case: &Case) -> Ids {
        // A schema that others refer to cannot be deleted before them.
        for subject in case
            .schemas
            .iter()
            .rev()
            .map(|schema| &schema.subject)
            .chain(&case.clear)
        {
            let path = format!("/subjects/{subject}");
            self.delete(&path);
            self.delete(&format!("{path}?permanent=true"));
        }
        let mut versions: BTreeMap<&str, u32> = BTreeMap::new();
        let mut ids = Ids::new();
        for schema in &case.schemas {
            let version = versions.entry(&schema.subject).or_default();
            *version += 1;
            let text = match &schema.schema {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let body = json!({"schema": text, "schemaType": schema.kind, "references": schema.references}).to_string();
            let request = Request::post(format!("{}/subjects/{}/versions", self.url, schema.subject))
                .header("Content-Type", "application/json")
                .body(body)
                .expect("a request");
            let answer = text_of(self.agent.run(request).expect("the registry answers"));
            let answer: Value = serde_json::from_str(&answer).expect("the registry answers with JSON");
            let id = answer["id"].as_u64().unwrap_or_else(|| panic!("no id: {answer}"));
            ids.insert((schema.subject.clone(), *version), id as u32);
        }
        ids
    }

    fn delete(&self, path: &str) {
        let request = Request::delete(format!("{}{path}", self.url))
            .body(())
            .expect("a request");
        // A subject that is not there cannot be deleted, which is what is wanted.
        let _ = self.agent.run(request);
    }
}

fn text_of(mut answer: Response<Body>) -> String {
    answer
        .body_mut()
        .read_to_string()
        .expect("the registry answers in full")
}
