//! What a decoder has compiled of the schemas with which records were written.

use std::sync::Arc;

use hashbrown::HashMap;

use super::{Payloads, Unready};
use crate::error::Result;
use crate::kafka::registry::{Framing, Lookup, Registered, Registry};

/// Finds the compiled schema of each record by the id in its prefix. Records with the id of the record before cost the
/// comparison of a few bytes.
///
/// A decoder calls [`ready`](Self::ready) in its own, and [`of`](Self::of) for each payload that it decodes:
///
/// ```ignore
/// fn ready(&mut self, payloads: Payloads<'_>) -> Option<Unready> {
///     self.writers.ready(payloads, |schema| Plan::compile(&self.reader, schema))
/// }
///
/// fn decode(&mut self, payloads: Payloads<'_>, …) {
///     for (index, payload) in payloads.iter().enumerate() {
///         match payload.map(|payload| self.writers.of(payload)) {
///             None => …,                              // a null
///             Some(Ok((plan, bytes))) => …,
///             Some(Err(reason)) => bad.push(BadRecord { index, field: None, reason }),
/// ```
pub(crate) struct Writers<T> {
    registry: Arc<Registry>,
    framing: Framing,
    writers: Vec<Writer<T>>,
    /// Where the writer of an id is.
    index: HashMap<i64, usize>,
    /// That of the last record.
    last: Option<usize>,
}

struct Writer<T> {
    /// The bytes with which its records begin.
    prefix: [u8; Framing::LONGEST],
    id: i64,
    /// What was compiled, or why its records are bad.
    compiled: Result<T, String>,
    /// Whether it is asked for again later: the registry could not give it.
    retried: bool,
}

/// New ids that are asked for ahead while a record waits, so that they need not wait one after the other.
const AHEAD: usize = 16;

impl<T> Writers<T> {
    pub fn new(registry: Arc<Registry>, framing: Framing) -> Self {
        Writers {
            registry,
            framing,
            writers: Vec::new(),
            index: HashMap::new(),
            last: None,
        }
    }

    /// Another one with nothing compiled, as [`Decoder::again`](super::Decoder::again) needs it.
    pub fn again(&self) -> Self {
        Writers::new(self.registry.clone(), self.framing)
    }

    /// What [`Decoder::ready`](super::Decoder::ready) gives. `compile` is called once for each schema; the records of one
    /// that cannot be compiled are bad, for the reason that it gives.
    pub fn ready(&mut self, payloads: Payloads<'_>, compile: impl FnMut(&Registered) -> Result<T>) -> Option<Unready> {
        let registry = self.registry.clone();
        self.ready_with(payloads, |id| registry.lookup(id), compile)
    }

    /// The same with another registry.
    fn ready_with(
        &mut self,
        payloads: Payloads<'_>,
        mut lookup: impl FnMut(i64) -> Lookup,
        mut compile: impl FnMut(&Registered) -> Result<T>,
    ) -> Option<Unready> {
        self.forget_failures();
        let mut waiting: Option<Unready> = None;
        // The ids that have no answer yet: that of the record that waits, and those ahead.
        let mut pending = [0; 1 + AHEAD];
        let mut asked = 0;
        for (ready, payload) in payloads.iter().enumerate() {
            let Some(payload) = payload else { continue };
            if self.is_last(payload) {
                continue;
            }
            let Some(id) = self.framing.id(payload) else { continue };
            if let Some(at) = self.index.get(&id) {
                self.last = Some(*at);
                continue;
            }
            if pending[..asked].contains(&id) {
                continue;
            }
            match lookup(id) {
                Lookup::Known(schema) => {
                    let compiled = compile(&schema).map_err(|error| format!("schema id {id}: {}", error.message()));
                    self.add(id, payload, compiled, false);
                }
                Lookup::Failed(error) => self.add(id, payload, Err(error.message().to_owned()), true),
                Lookup::Pending(schema) => {
                    waiting.get_or_insert(Unready { ready, schema });
                    pending[asked] = id;
                    asked += 1;
                }
            }
            if asked == pending.len() {
                break;
            }
        }
        waiting
    }

    /// The compiled schema of a record and its bytes after the prefix, or why it is bad.
    #[inline]
    pub fn of<'t, 'p>(&'t mut self, payload: &'p [u8]) -> Result<(&'t T, &'p [u8]), String> {
        if !self.is_last(payload) {
            self.turn_to(payload)?;
        }
        let writer = self.last.and_then(|at| self.writers.get(at));
        match writer.map(|writer| &writer.compiled) {
            Some(Ok(compiled)) => Ok((compiled, &payload[self.framing.len()..])),
            Some(Err(reason)) => Err(reason.clone()),
            None => Err(self.framing.fault(payload)),
        }
    }

    /// Whether a record has the schema of the last one.
    #[inline]
    fn is_last(&self, payload: &[u8]) -> bool {
        let len = self.framing.len();
        let writer = self.last.and_then(|at| self.writers.get(at));
        writer.is_some_and(|writer| payload.len() >= len && payload[..len] == writer.prefix[..len])
    }

    fn turn_to(&mut self, payload: &[u8]) -> Result<(), String> {
        let id = self.framing.id(payload).ok_or_else(|| self.framing.fault(payload))?;
        let at = self.index.get(&id);
        self.last = Some(*at.ok_or_else(|| format!("schema id {id} was not asked for"))?);
        Ok(())
    }

    fn add(&mut self, id: i64, payload: &[u8], compiled: Result<T, String>, retried: bool) {
        let mut prefix = [0; Framing::LONGEST];
        let len = self.framing.len();
        prefix[..len].copy_from_slice(&payload[..len]);
        let at = self.writers.len();
        self.writers.push(Writer {
            prefix,
            id,
            compiled,
            retried,
        });
        self.index.insert(id, at);
        self.last = Some(at);
    }

    /// What the registry could not give before, it may give now.
    fn forget_failures(&mut self) {
        if self.writers.iter().any(|writer| writer.retried) {
            self.writers.retain(|writer| !writer.retried);
            self.index = self
                .writers
                .iter()
                .enumerate()
                .map(|(at, writer)| (writer.id, at))
                .collect();
            self.last = None;
        }
    }
}

#[cfg(test)]
mod tests;
