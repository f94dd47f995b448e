//! Bad records into a sink that delivers, waits or refuses when a test says so.

use std::sync::{Arc, Weak};

use super::*;
use crate::error::BadRecord;
use crate::graph::consume::dead_letters::DeadLetters;
use crate::graph::cycle::locked;
use crate::kafka::{Records, Sent, Sink};

/// A record of the sink: key, value and headers.
type Letter = (Option<String>, Option<String>, Vec<(String, Option<String>)>);

/// What the sink does with the records that it is given.
#[derive(Clone, Copy, Default, PartialEq)]
enum Mood {
    #[default]
    Delivers,
    /// Takes them and delivers none.
    Keeps,
    /// Takes none, as when its queue is full.
    IsFull,
    Refuses,
}

/// What the test and the sink share.
#[derive(Default)]
struct Shared {
    mood: Mutex<Mood>,
    letters: Mutex<Vec<Letter>>,
}

struct Moody {
    shared: Arc<Shared>,
    consumer: Weak<Consumer>,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

impl Sink for Moody {
    fn send(&mut self, records: &Records<'_>) -> Result<()> {
        while *locked(&self.shared.mood) == Mood::IsFull {
            if self.consumer.upgrade().is_none_or(|consumer| consumer.is_stopped()) {
                return Err(Error::closed("nobody waits any more"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let (keys, values) = (records.keys.unwrap().iter(), records.values.unwrap().iter());
        for (row, (key, value)) in keys.zip(values).enumerate() {
            let headers = records.own_headers.unwrap().of(row);
            let headers = headers.map(|(name, value)| (text(name), value.map(text)));
            let letter = (key.map(text), value.map(text), headers.collect());
            locked(&self.shared.letters).push(letter);
        }
        Ok(())
    }

    fn flush(&mut self, wait: Duration) -> Result<bool> {
        match *locked(&self.shared.mood) {
            Mood::Delivers => return Ok(true),
            Mood::Refuses => return Err(Error::not_found("topic \"dead\" does not exist")),
            Mood::Keeps | Mood::IsFull => {}
        }
        std::thread::sleep(wait.min(Duration::from_millis(5)));
        Ok(false)
    }

    fn progress(&mut self) -> Sent {
        Sent::default()
    }
}

const GROUP: [(&str, &str); 4] = [
    ("group.id", "g"),
    ("auto.commit.interval.ms", "20"),
    ("topictable.on.error", "dead-letter"),
    ("topictable.dead.letter.topic", "dead"),
];

struct Fixture {
    session: Session,
    table: Table,
    events: Sender<Event>,
    commits: Commits,
    shared: Arc<Shared>,
}

impl Fixture {
    fn new() -> Self {
        let session = Session::new().unwrap();
        let shared = Arc::<Shared>::default();
        let open = |consumer: &Arc<Consumer>| {
            let consumer = Arc::downgrade(consumer);
            let shared = shared.clone();
            Ok(Some(DeadLetters::new(
                "t",
                "dead",
                Box::new(Moody { shared, consumer }),
            )))
        };
        let (table, events, commits) = consume_to(&session, TableType::Append, &GROUP, &open);
        Fixture {
            session,
            table,
            events,
            commits,
            shared,
        }
    }

    fn is(&self, mood: Mood) {
        *locked(&self.shared.mood) = mood;
    }

    fn send(&self, values: &[&'static str]) {
        self.events.send(Event::Records(values.to_vec())).unwrap();
    }
}

#[test]
fn a_letter_is_the_record_and_what_is_wrong_with_it() {
    let shared = Arc::<Shared>::default();
    let sink = Moody {
        shared: shared.clone(),
        consumer: Weak::new(),
    };
    let mut letters = DeadLetters::new("t", "dead", Box::new(sink));
    let mut batch = Batch::default();
    let header: (&[u8], Option<&[u8]>) = (b"h", Some(b"1"));
    batch.push(2, 10, 1000, None, Some(b"good"));
    batch.push_headers([header].into_iter());
    batch.push(2, 11, 2000, Some(b"k"), Some(b"bad"));
    batch.push_headers([header, (b"h", None), (b"topictable.topic", Some(b"before"))].into_iter());
    batch.push(5, 7, -1, Some(b""), None);
    batch.push_headers(std::iter::empty());
    let fault = |index, field: Option<&str>, reason: &str| BadRecord {
        index,
        field: field.map(str::to_owned),
        reason: reason.to_owned(),
    };
    let bad = [
        fault(1, None, "no key"),
        fault(1, Some("V"), "no number"),
        fault(2, Some("K"), "empty"),
    ];
    letters.expect();
    assert!(!letters.deliver(Duration::ZERO).unwrap());
    letters.write(&batch, &bad).unwrap();
    assert!(letters.deliver(Duration::ZERO).unwrap());
    let headers = |headers: &[(&str, Option<&str>)]| -> Vec<(String, Option<String>)> {
        let owned = |(name, value): &(&str, Option<&str>)| ((*name).to_owned(), value.map(str::to_owned));
        headers.iter().map(owned).collect()
    };
    let expected: [Letter; 2] = [
        (
            Some("k".to_owned()),
            Some("bad".to_owned()),
            headers(&[
                ("h", Some("1")),
                ("h", None),
                ("topictable.topic", Some("before")),
                ("topictable.topic", Some("t")),
                ("topictable.partition", Some("2")),
                ("topictable.offset", Some("11")),
                ("topictable.timestamp", Some("2000")),
                ("topictable.reason", Some("no key")),
                ("topictable.reason", Some("no number")),
                ("topictable.field", Some("V")),
            ]),
        ),
        (
            Some(String::new()),
            None,
            headers(&[
                ("topictable.topic", Some("t")),
                ("topictable.partition", Some("5")),
                ("topictable.offset", Some("7")),
                ("topictable.reason", Some("empty")),
                ("topictable.field", Some("K")),
            ]),
        ),
    ];
    assert_eq!(*locked(&shared.letters), expected);
}

#[test]
fn positions_are_committed_once_bad_records_are_delivered() {
    let fixture = Fixture::new();
    fixture.send(&["{\"V\":1}", "no", "{\"V\":3}"]);
    await_commits(&fixture.commits, &[3]);
    fixture.is(Mood::Keeps);
    fixture.send(&["{\"V\":4}", "no", "{\"V\":6}"]);
    // The table goes on.
    await_rows(&fixture.table, 4);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(*fixture.commits.lock().unwrap(), [3]);
    assert_eq!(locked(&fixture.shared.letters).len(), 2);
    await_rows(&fixture.table.errors().unwrap(), 2);
    fixture.is(Mood::Delivers);
    await_commits(&fixture.commits, &[3, 6]);
    // What is under way at the end is waited for a little, and read again by the next of the group.
    fixture.is(Mood::Keeps);
    fixture.send(&["no", "{\"V\":8}"]);
    await_rows(&fixture.table, 5);
    let start = Instant::now();
    fixture.session.close();
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(*fixture.commits.lock().unwrap(), [3, 6]);
}

#[test]
fn what_is_refused_fails_the_table_and_is_not_committed() {
    let fixture = Fixture::new();
    fixture.send(&["{\"V\":1}"]);
    await_commits(&fixture.commits, &[1]);
    fixture.is(Mood::Refuses);
    fixture.send(&["{\"V\":2}", "no", "{\"V\":4}"]);
    let failure = await_failure(&fixture.table);
    assert_eq!(
        failure.message(),
        "the table of topic \"t\" has failed: bad records of topic \"t\" cannot be written to the dead-letter topic \"dead\": \
         topic \"dead\" does not exist"
    );
    assert_eq!(failure.detail("property"), Some("topictable.dead.letter.topic"));
    await_rows(&fixture.table, 3);
    fixture.session.close();
    assert_eq!(*fixture.commits.lock().unwrap(), [1]);
}

#[test]
fn a_full_sink_holds_the_source_back_until_it_has_room_or_the_table_ends() {
    let fixture = Fixture::new();
    fixture.is(Mood::IsFull);
    fixture.send(&["{\"V\":1}", "no"]);
    fixture.send(&["{\"V\":3}"]);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(fixture.table.num_rows(), 0);
    fixture.is(Mood::Delivers);
    await_rows(&fixture.table, 2);
    await_commits(&fixture.commits, &[3]);
    fixture.is(Mood::IsFull);
    fixture.send(&["no"]);
    std::thread::sleep(Duration::from_millis(50));
    drop(fixture.table);
    // The receiving end goes with the thread.
    let deadline = Instant::now() + SOON;
    while fixture.events.send(Event::Records(Vec::new())).is_ok() {
        assert!(Instant::now() < deadline, "the consumer goes on");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(*fixture.commits.lock().unwrap(), [3]);
}
