//! Listeners that believe only for a while who a client is (KIP-368).

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use topictable::{ErrorKind, Session, Table};

use crate::auth::{Properties, oauthbearer, sasl};
use crate::load::{Load, close, numbers};
use crate::logs::{listen, told};
use crate::stack::{Stack, Topic, await_rows, await_that};

const LIFETIME: Duration = Duration::from_secs(3);

fn consume(server: &str, topic: &Topic, session: &Session, properties: &Properties) -> topictable::Result<Table> {
    let mut builder = numbers(topic, session).property("bootstrap.servers", server);
    for (name, value) in properties {
        builder = builder.property(*name, value);
    }
    builder.append()
}

#[test]
fn clients_prove_again_who_they_are() {
    listen();
    let lifetime = LIFETIME.as_millis().to_string();
    let mut stack = Stack::start(&["--listeners", "sasl_plaintext", "--reauth", &lifetime]);
    stack.tell(r#"{"cmd":"user","name":"bob","password":"bob-secret"}"#);
    let server = stack.said("/listeners/sasl_plaintext").to_owned();
    let session = Session::new().unwrap();
    let ways = [
        sasl("SASL_PLAINTEXT", "PLAIN", "alice", "alice-secret"),
        sasl("SASL_PLAINTEXT", "SCRAM-SHA-256", "bob", "bob-secret"),
        oauthbearer("unsecuredLoginStringClaim_sub=\"alice\""),
    ];
    let begun = Instant::now();
    // The topic tells in the log which way it was.
    let topics = ["plain", "scram", "token"].map(|name| Arc::new(Topic::at(&stack.bootstrap, name, 2)));
    let tables: Vec<Table> = topics
        .iter()
        .zip(&ways)
        .map(|(topic, way)| consume(&server, topic, &session, way).unwrap())
        .collect();
    // An answer comes long after the time is over, and only then can it be proved again.
    let rare = Topic::at(&stack.bootstrap, "rare", 1);
    let mut late = ways[0].clone();
    late.extend([
        ("fetch.max.wait.ms", "7000".to_owned()),
        ("topictable.fetcher", "native".to_owned()),
    ]);
    let of_rare = consume(&server, &rare, &session, &late).unwrap();
    let loads = topics
        .each_ref()
        .map(|topic| Load::every(Duration::from_millis(50), topic));
    // Nothing stands still for long, however often the time is over.
    let (end, mut longest) = (Instant::now() + LIFETIME * 5, Duration::ZERO);
    while Instant::now() < end {
        let start = Instant::now();
        for table in &tables {
            let before = table.num_rows();
            await_that(table, "further rows", |table| table.num_rows() > before);
        }
        longest = longest.max(start.elapsed());
    }
    for (load, table) in loads.into_iter().zip(&tables) {
        load.end(&[table]);
        assert!(table.failure().is_none(), "{:?}", table.failure());
    }
    assert!(longest < LIFETIME, "{longest:?}");
    rare.send_numbers(0..10);
    await_rows(&of_rare, 10);
    let warned = told(log::Level::Warn, &server);
    assert!(warned.is_empty(), "{warned:?}");
    // librdkafka does not tell.
    let is_told = !std::env::var("TOPICTABLE_FETCHER").is_ok_and(|fetcher| fetcher == "librdkafka");
    for topic in topics.iter().filter(|_| is_told) {
        let proved = format!("{server}: the client has proved again who it is, for {:?}", topic.name);
        let proved = told(log::Level::Debug, &proved).len();
        let most = begun.elapsed().as_secs() as usize / 2 + 1;
        assert!((3..=most).contains(&proved), "{proved} of {}", topic.name);
    }
    users_that_are_removed(&mut stack, &server, &topics[1], &tables[1]);
    // Others are not disturbed.
    assert!(tables[0].failure().is_none() && tables[2].failure().is_none());
    close(&session);
}

/// Who is connected is refused as soon as it has to prove again who it is.
fn users_that_are_removed(stack: &mut Stack, server: &str, topic: &Topic, table: &Table) {
    let rows = table.num_rows();
    stack.tell(r#"{"cmd":"user","name":"bob","password":null}"#);
    let start = Instant::now();
    await_that(table, "a failure", |table| table.failure().is_some());
    assert!(start.elapsed() < LIFETIME * 3, "{:?}", start.elapsed());
    let failure = table.failure().unwrap();
    assert_eq!(failure.kind(), ErrorKind::TableFailed, "{failure}");
    let told = format!(
        "{server} refused the credentials: SASL authentication error: Authentication failed during re-authentication due to \
         invalid credentials with SASL mechanism SCRAM-SHA-256"
    );
    assert!(failure.message().contains(&told), "{failure}");
    assert!(!failure.message().contains("bob-secret"), "{failure}");
    topic.send_numbers(0..10);
    thread::sleep(Duration::from_millis(200));
    await_rows(table, rows);
}
