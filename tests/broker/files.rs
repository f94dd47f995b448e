//! Files as topics, and as tables.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use topictable::{ErrorKind, FileOptions, ProduceJson, ProduceSpec, Publish, PublisherState, Session, pretty};

use crate::stack::{BOOTSTRAP, Topic, unique};

/// A file that is gone with the test.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = std::env::temp_dir().join(format!("{}-{name}", unique("tt")));
        fs::write(&path, content).unwrap();
        Temporary(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// JSON objects of all columns to a topic.
fn to(topic: &str) -> Publish {
    let mut publish = Publish::to(topic);
    publish
        .properties
        .insert("bootstrap.servers".to_owned(), BOOTSTRAP.clone());
    publish.value = ProduceSpec::json(ProduceJson::all());
    publish
}

const LONG: Duration = Duration::from_secs(90);

#[test]
fn rows_of_a_file_are_records() {
    let text = "Sym,Price,Time\nA,1.5,2024-01-02T03:04:05.678Z\n\"B,C\",,1704164645679\n";
    let file = Temporary::new("trades.csv", text);
    let topic = Topic::new("file", 2);
    let session = Session::new().unwrap();
    let publish = Publish {
        key: ProduceSpec::simple("Sym"),
        partition: Some(1),
        timestamp_column: Some("Time".to_owned()),
        ..to(&topic.name)
    };
    let publisher = session
        .publish_file(file.path(), &FileOptions::default(), &publish)
        .unwrap();
    assert!(publisher.wait(LONG).unwrap());
    let status = publisher.status();
    assert_eq!(status.state, PublisherState::Finished);
    assert_eq!((status.records, status.delivered, status.unsent), (2, 2, 0));
    let progress = status.file.unwrap();
    let size = text.len() as u64;
    assert_eq!((progress.rows, progress.bytes, progress.size), (2, size, Some(size)));
    let records = topic.records();
    let shown: Vec<_> = records
        .iter()
        .map(|record| {
            (
                record.partition,
                record.millis,
                record.key.as_deref(),
                record.value.as_deref(),
            )
        })
        .collect();
    let first = r#"{"Sym":"A","Price":1.5,"Time":"2024-01-02T03:04:05.678Z"}"#;
    let second = r#"{"Sym":"B,C","Time":"2024-01-02T03:04:05.679Z"}"#;
    assert_eq!(
        shown,
        [
            (1, 1_704_164_645_678, Some("A"), Some(first)),
            (1, 1_704_164_645_679, Some("B,C"), Some(second))
        ]
    );
    let table = session.read_file(file.path(), &FileOptions::default()).unwrap();
    assert_eq!(table.num_rows(), 2);
    assert!(pretty(&table.snapshot()).to_string().contains("B,C"));
}

#[test]
fn what_is_before_a_broken_line_is_delivered() {
    let mut text: String = (0..30_000).map(|row| format!("{{\"N\":{row}}}\n")).collect();
    text.push_str("{\"N\":\"many\"}\n{\"N\":1}\n");
    let file = Temporary::new("late.jsonl", text);
    let topic = Topic::new("late", 1);
    let session = Session::new().unwrap();
    let publisher = session
        .publish_file(file.path(), &FileOptions::default(), &to(&topic.name))
        .unwrap();
    let error = publisher.wait(LONG).unwrap_err();
    assert_eq!(
        (error.detail("line"), error.detail("field")),
        (Some("30001"), Some("N"))
    );
    let status = publisher.status();
    assert_eq!(
        (status.state, status.delivered, status.unsent),
        (PublisherState::Failed, 30_000, 0)
    );
    let records = topic.records();
    assert_eq!(records.len(), 30_000);
    assert_eq!(records[29_999].value.as_deref(), Some(r#"{"N":29999}"#));
}

#[test]
fn a_row_that_cannot_be_written_is_named_or_left_out() {
    let mut text = "Part,N\n".to_owned();
    (0..10_000).for_each(|row| text.push_str(&format!("{},{row}\n", if row == 9_000 { -1 } else { 0 })));
    let file = Temporary::new("place.csv", text);
    let topic = Topic::new("place", 1);
    let session = Session::new().unwrap();
    let mut publish = to(&topic.name);
    publish.partition_column = Some("Part".to_owned());
    let publisher = session
        .publish_file(file.path(), &FileOptions::default(), &publish)
        .unwrap();
    let error = publisher.wait(LONG).unwrap_err();
    assert_eq!(error.detail("row"), Some("9000"), "{error}");
    publish
        .properties
        .insert("topictable.on.error".to_owned(), "skip".to_owned());
    let publisher = session
        .publish_file(file.path(), &FileOptions::default(), &publish)
        .unwrap();
    assert!(publisher.wait(LONG).unwrap());
    assert_eq!((publisher.status().delivered, publisher.status().bad_rows), (9_999, 1));
}

#[test]
fn a_file_that_is_stopped_says_what_was_delivered() {
    // More than is read before the test has stopped it.
    let text: String = (0..2_000_000).map(|row| format!("{{\"N\":{row}}}\n")).collect();
    let file = Temporary::new("long.jsonl", text);
    let topic = Topic::new("stopped", 1);
    let session = Session::new().unwrap();
    let publisher = session
        .publish_file(file.path(), &FileOptions::default(), &to(&topic.name))
        .unwrap();
    let begun = Instant::now();
    while publisher.status().delivered == 0 {
        assert!(begun.elapsed() < LONG);
        std::thread::sleep(Duration::from_millis(1));
    }
    publisher.stop().unwrap();
    let status = publisher.status();
    assert_eq!((status.state, status.unsent), (PublisherState::Stopped, 0));
    let progress = status.file.unwrap();
    assert!(progress.rows < 2_000_000, "{progress:?}");
    assert_eq!(status.delivered, progress.rows);
    assert_eq!(topic.records().len() as u64, status.delivered);
    // A session that ends, ends its publishers.
    let publisher = session
        .publish_file(file.path(), &FileOptions::default(), &to(&topic.name))
        .unwrap();
    let closing = Instant::now();
    session.close();
    assert!(closing.elapsed() < Duration::from_secs(3));
    assert_ne!(publisher.status().state, PublisherState::Running);
}

#[test]
fn what_cannot_be_published_is_told_at_once() {
    let file = Temporary::new("some.csv", "A,B\n1,2\n");
    let session = Session::new().unwrap();
    let refusal = |path: &str, publish: &Publish| {
        let refused = session.publish_file(path, &FileOptions::default(), publish);
        refused.map(drop).unwrap_err()
    };
    let topic = Topic::new("refused", 1);
    let partition = Publish {
        partition: Some(3),
        ..to(&topic.name)
    };
    let error = refusal(file.path(), &partition);
    assert_eq!(
        (error.kind(), error.detail("partition")),
        (ErrorKind::NotFound, Some("3"))
    );
    let mut away = to(&topic.name);
    away.properties
        .insert("bootstrap.servers".to_owned(), "127.0.0.1:1".to_owned());
    away.properties.insert("max.block.ms".to_owned(), "500".to_owned());
    assert_eq!(refusal(file.path(), &away).kind(), ErrorKind::Timeout);
    let missing = refusal("no-such-file.csv", &to(&topic.name));
    assert_eq!(missing.message(), "file \"no-such-file.csv\" does not exist");
    let no_key = Publish {
        key: ProduceSpec::simple("K"),
        ..to(&topic.name)
    };
    assert_eq!(refusal(file.path(), &no_key).detail("column"), Some("K"));
    let last_by = Publish {
        key: ProduceSpec::simple("A"),
        last_by: true,
        ..to(&topic.name)
    };
    assert!(refusal(file.path(), &last_by).message().contains("lastBy"));
    let mut transactional = to(&topic.name);
    let id = "topictable.publish.transactional.id".to_owned();
    transactional.properties.insert(id, "of-a-file".to_owned());
    assert_eq!(refusal(file.path(), &transactional).kind(), ErrorKind::Unsupported);
    assert!(topic.records().is_empty());
}
