//! The registry that tables share.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::cache::{Cache, Look};
use super::http::{Fault, Http};
use super::pending::{Lookup, Pending, Wake};
use super::properties::Settings;
use super::schema::{Reference, Registered, SchemaKind, Version};
use super::wire::{self, NewSchema};
use crate::error::{Error, Result};
use crate::spec::Properties;

/// A schema registry. It is kept, with all schemas that it has given, as long as somebody has it.
pub(crate) struct Registry(Arc<Shared>);

/// What the registry's thread has too, which does not keep the registry.
struct Shared {
    http: Http,
    state: Mutex<State>,
    /// A question was added or answered, or the registry is closed.
    changed: Condvar,
}

struct State {
    cache: Cache,
    /// Versions that were asked for by their numbers, which never change.
    versions: HashMap<(String, i32), Arc<Registered>>,
    /// Whether the thread is there.
    asking: bool,
    closed: bool,
}

/// How long the thread stays when there is nothing to ask.
const IDLE: Duration = Duration::from_secs(10);

/// The registries that somebody has.
static REGISTRIES: Mutex<Vec<Weak<Registry>>> = Mutex::new(Vec::new());

impl Registry {
    /// The registry of the properties, the same one for equal ones. Nothing is sent.
    pub fn of(properties: &Properties) -> Result<Arc<Registry>> {
        let settings = Settings::of(properties)?;
        let mut registries = locked(&REGISTRIES);
        registries.retain(|registry| registry.strong_count() > 0);
        let mut known = registries.iter().filter_map(Weak::upgrade);
        if let Some(registry) = known.find(|registry| *registry.0.http.settings() == settings) {
            return Ok(registry);
        }
        let registry = Arc::new(Registry(Arc::new(Shared {
            state: Mutex::new(State {
                cache: Cache::new(settings.patience),
                versions: HashMap::new(),
                asking: false,
                closed: false,
            }),
            changed: Condvar::new(),
            http: Http::new(settings)?,
        })));
        registries.push(Arc::downgrade(&registry));
        Ok(registry)
    }

    /// Blocking: a version of a subject with all that it refers to. `latest` is asked for each time.
    pub fn subject(&self, subject: &str, version: Version) -> Result<Arc<Registered>> {
        self.0.retried(|| self.0.version(subject, version, &mut Vec::new()))
    }

    /// Blocking: the schema with an id. A question that is under way is joined.
    pub fn by_id(&self, id: i64) -> Result<Arc<Registered>> {
        let most = self.0.http.settings().attempts;
        let mut state = locked(&self.0.state);
        loop {
            match state.cache.look(id, Instant::now()) {
                Look::Known(schema) => return Ok(schema),
                Look::Failed(error) => return Err(error),
                Look::Asked {
                    attempts,
                    last: Some(error),
                } if attempts >= most || error.kind() == crate::ErrorKind::NotFound => return Err(error),
                Look::Asked { .. } => {}
            }
            self.0.start(&mut state)?;
            state = self.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The schema with an id, if it is known; else it has been asked for. Never waits.
    pub fn lookup(&self, id: i64) -> Lookup {
        let mut state = locked(&self.0.state);
        match state.cache.look(id, Instant::now()) {
            Look::Known(schema) => Lookup::Known(schema),
            Look::Failed(error) => Lookup::Failed(error),
            Look::Asked { .. } => match self.0.start(&mut state) {
                Ok(()) => {
                    let shared = self.0.clone();
                    Lookup::Pending(Pending::new(id, move |wake| shared.subscribe(id, wake)))
                }
                Err(error) => Lookup::Failed(error),
            },
        }
    }

    /// Blocking: registers a schema under a subject, and gives its id; that of an equal one that is there already.
    pub fn register(&self, subject: &str, schema: &NewSchema<'_>) -> Result<i64> {
        self.id_in(subject, "/versions", schema)
    }

    /// Blocking: the id of a schema that is registered under a subject.
    pub fn find(&self, subject: &str, schema: &NewSchema<'_>) -> Result<i64> {
        self.id_in(subject, "", schema)
            .map_err(|error| error.with("subject", subject))
    }

    /// Blocking: the version of a schema that is registered under a subject.
    pub fn version_of(&self, subject: &str, schema: &NewSchema<'_>) -> Result<i32> {
        self.answer_in(subject, "", schema, wire::version)
            .map_err(|error| error.with("subject", subject))
    }

    fn id_in(&self, subject: &str, rest: &str, schema: &NewSchema<'_>) -> Result<i64> {
        self.answer_in(subject, rest, schema, wire::id)
    }

    /// What the registry answers to a schema that is sent to `rest` of a subject.
    fn answer_in<T>(
        &self,
        subject: &str,
        rest: &str,
        schema: &NewSchema<'_>,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<T> {
        let path = format!("/subjects/{}{rest}", wire::segment(subject));
        let body = wire::registration(schema);
        self.0.retried(|| {
            let answer = self.0.http.post(&path, &body)?;
            read(&answer).map_err(|what| self.0.http.misunderstood(&path, &what))
        })
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        locked(&self.0.state).closed = true;
        self.0.changed.notify_all();
        self.0.http.shut_down();
    }
}

impl Shared {
    /// Starts the thread if it is not there.
    fn start(self: &Arc<Self>, state: &mut State) -> Result<()> {
        if !state.asking {
            let shared = self.clone();
            thread::Builder::new()
                .name("topictable-registry".to_owned())
                .spawn(move || shared.run())
                .map_err(|error| Error::internal(format!("the registry's thread cannot be started: {error}")))?;
            state.asking = true;
        }
        self.changed.notify_all();
        Ok(())
    }

    /// Asks for one id after the other, until the registry is closed or idle.
    fn run(self: Arc<Self>) {
        let mut state = locked(&self.state);
        let mut idle = Instant::now() + IDLE;
        loop {
            let now = Instant::now();
            if state.closed {
                break;
            }
            if let Some(id) = state.cache.take_due(now) {
                drop(state);
                let answer = catch_unwind(AssertUnwindSafe(|| self.schema(id))).unwrap_or_else(|_| {
                    let error = format!("a fault in the question for schema id {id}");
                    Err(Fault::Final(Error::internal(error)))
                });
                state = locked(&self.state);
                let wakes = state.cache.answer(id, answer, Instant::now());
                self.changed.notify_all();
                drop(state);
                wakes.iter().for_each(|wake| wake());
                idle = Instant::now() + IDLE;
                state = locked(&self.state);
                continue;
            }
            let next = state.cache.next_due();
            let until = next.unwrap_or(idle);
            if next.is_none() && until <= now {
                break;
            }
            let waited = self.changed.wait_timeout(state, until.saturating_duration_since(now));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.asking = false;
    }

    fn subscribe(&self, id: i64, wake: Wake) {
        let ended = locked(&self.state).cache.subscribe(id, wake);
        if let Some(wake) = ended {
            wake();
        }
    }

    /// Repeats what may succeed later, a few times.
    fn retried<T>(&self, ask: impl Fn() -> Result<T, Fault>) -> Result<T> {
        let settings = self.http.settings();
        let mut attempts = 0;
        loop {
            attempts += 1;
            match ask() {
                Err(Fault::Passing(_)) if attempts < settings.attempts => {
                    thread::sleep(settings.wait(attempts, RandomState::new().hash_one(attempts)));
                }
                answer => return answer.map_err(Fault::into_error),
            }
        }
    }

    /// Asks for the schema with an id.
    fn schema(&self, id: i64) -> Result<Arc<Registered>, Fault> {
        let path = format!("/schemas/ids/{id}");
        let text = self.http.get(&path);
        let schema = text.and_then(|text| self.registered(&path, &text, Some(id), None, &mut Vec::new()));
        schema.map_err(|fault| fault.of_id(id))
    }

    /// Asks for a version of a subject; `within` are the versions that refer to it.
    fn version(
        &self,
        subject: &str,
        version: Version,
        within: &mut Vec<(String, i32)>,
    ) -> Result<Arc<Registered>, Fault> {
        if let Version::Number(number) = version
            && let Some(known) = locked(&self.state).versions.get(&(subject.to_owned(), number))
        {
            return Ok(known.clone());
        }
        let path = format!("/subjects/{}/versions/{version}", wire::segment(subject));
        let text = self
            .http
            .get(&path)
            .map_err(|fault| fault.of_subject(subject, version))?;
        let schema = self.registered(&path, &text, None, Some((subject, version)), within)?;
        if let Version::Number(number) = version {
            let versions = &mut locked(&self.state).versions;
            versions.insert((subject.to_owned(), number), schema.clone());
        }
        Ok(schema)
    }

    /// The schema of an answer, with all that it refers to.
    fn registered(
        &self,
        path: &str,
        text: &str,
        id: Option<i64>,
        subject: Option<(&str, Version)>,
        within: &mut Vec<(String, i32)>,
    ) -> Result<Arc<Registered>, Fault> {
        let wrong = |what: &str| self.http.misunderstood(path, what);
        let answer = wire::schema(text).map_err(|what| wrong(&what))?;
        let kind = SchemaKind::named(answer.schema_type.as_deref())
            .ok_or_else(|| wrong("its schemaType is none of AVRO, PROTOBUF and JSON"))?;
        let id = id.or(answer.id).ok_or_else(|| wrong("it has no id"))?;
        let subject = match subject {
            None => None,
            Some((subject, Version::Number(number))) => Some((subject.to_owned(), number)),
            Some((subject, Version::Latest)) => {
                let number = answer.version.ok_or_else(|| wrong("it has no version"))?;
                Some((subject.to_owned(), number))
            }
        };
        let mut references = Vec::new();
        within.extend(subject.clone());
        for reference in answer.references.unwrap_or_default() {
            let target = (reference.subject, reference.version);
            if within.contains(&target) {
                let (subject, version) = target;
                return Err(wrong(&format!(
                    "version {version} of subject {subject:?} refers to itself"
                )));
            }
            let schema = self.version(&target.0, Version::Number(target.1), within)?;
            let name = reference.name;
            references.push(Reference { name, schema });
        }
        if subject.is_some() {
            within.pop();
        }
        Ok(Arc::new(Registered {
            id,
            subject,
            kind,
            text: answer.schema.into(),
            references,
        }))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
