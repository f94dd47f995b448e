//! What may happen to a topic and to its brokers while it is read. Whatever it is, no row is lost, doubled or out of its
//! order, a table that cannot go on says why, and closing takes two seconds at most.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rstest::rstest;
use topictable::{ErrorKind, Offsets, Session, Table, TableType};

use crate::load::{Load, close, numbers};
use crate::stack::{BOOTSTRAP, Stack, Topic, await_rows, await_that, lines};

/// Those that mostly wait, and each for a broker of its own: at the same time.
#[test]
fn brokers_that_go_away_and_rights_that_are_taken_away() {
    thread::scope(|scope| {
        scope.spawn(a_broker_that_stands_still);
        scope.spawn(other_brokers_take_over);
        scope.spawn(rights_and_users_that_are_taken_away);
    });
}

fn a_broker_that_stands_still() {
    let mut stack = Stack::start(&[]);
    let topic = Arc::new(Topic::at(&stack.bootstrap, "still", 3));
    let (session, other) = (Session::new().unwrap(), Session::new().unwrap());
    let table = numbers(&topic, &session).append().unwrap();
    let closed = numbers(&topic, &other).append().unwrap();
    let load = Load::start(&topic);
    load.await_progress(&table, 500, "before the pause");
    load.await_progress(&closed, 1, "before the pause");
    stack.broker("pause");
    // Longer than a broker's session, shorter than a request may take.
    let pause = thread::spawn(|| thread::sleep(Duration::from_secs(20)));
    close(&other);
    // A call that waits for an answer ends with its session too.
    let third = Session::new().unwrap();
    thread::scope(|scope| {
        let call = scope.spawn(|| numbers(&topic, &third).append().map(drop));
        thread::sleep(Duration::from_millis(300));
        close(&third);
        assert_eq!(call.join().unwrap().unwrap_err().kind(), ErrorKind::Closed);
    });
    assert!(closed.failure().is_none());
    pause.join().unwrap();
    assert!(table.failure().is_none(), "{:?}", table.failure());
    stack.broker("resume");
    load.await_progress(&table, 500, "after the pause");
    load.end(&[&table]);
    close(&session);
}

fn other_brokers_take_over() {
    let mut stack = Stack::start(&["--brokers", "3"]);
    let topic = Arc::new(Topic::replicated(
        &stack.bootstrap,
        "leaders",
        &[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]],
    ));
    let session = Session::new().unwrap();
    let table = numbers(&topic, &session).append().unwrap();
    let counts = table.count_by("N", ["KafkaPartition"]).unwrap();
    let load = Load::start(&topic);
    for (command, broker) in [("stop", 1), ("kill", 2), ("stop", 3)] {
        load.await_progress(&table, 500, &format!("before the {command}"));
        let other = Session::new().unwrap();
        let closed = numbers(&topic, &other).append().unwrap();
        load.await_rows_of_each(&counts, 1);
        // A partition whose only replica in sync goes away is away too.
        topic.await_in_sync(3);
        stack.command_to(command, broker);
        close(&other);
        assert!(closed.failure().is_none());
        // All partitions go on, also the one that this broker has led.
        load.await_rows_of_each(&counts, 500);
        stack.command_to("start", broker);
    }
    topic.await_in_sync(3);
    let moved = format!(
        r#"{{"cmd":"reassign","topic":"{}","partition":0,"replicas":[3,2]}}"#,
        topic.name
    );
    stack.tell(&moved);
    load.await_rows_of_each(&counts, 500);
    load.end(&[&table]);
    a_partition_without_a_leader_is_waited_for(&mut stack, &session);
    close(&session);
}

fn a_partition_without_a_leader_is_waited_for(stack: &mut Stack, session: &Session) {
    let topic = Topic::replicated(&stack.bootstrap, "leaderless", &[&[2]]);
    let consume = || numbers(&topic, session).offsets(Offsets::End).append();
    stack.command_to("stop", 2);
    thread::scope(|scope| {
        let table = scope.spawn(consume);
        thread::sleep(Duration::from_secs(1));
        assert!(!table.is_finished(), "{:?}", table.join());
        stack.command_to("start", 2);
        let table = table.join().unwrap().unwrap();
        topic.send_numbers(0..10);
        await_rows(&table, 10);
    });
}

fn rights_and_users_that_are_taken_away() {
    let mut stack = Stack::start(&["--listeners", "sasl_plaintext"]);
    stack.tell(r#"{"cmd":"user","name":"bob","password":"bob-secret"}"#);
    let server = stack.said("/listeners/sasl_plaintext").to_owned();
    let [kept, denied] = ["kept", "denied"].map(|name| Arc::new(Topic::at(&stack.bootstrap, name, 2)));
    let consume = |session: &Session, topic: &Topic| {
        numbers(topic, session)
            .property("bootstrap.servers", &server)
            .property("security.protocol", "SASL_PLAINTEXT")
            .property("sasl.mechanism", "SCRAM-SHA-256")
            .property(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"bob\" \
                 password=\"bob-secret\";",
            )
            .append()
    };
    let (session, other) = (Session::new().unwrap(), Session::new().unwrap());
    let [of_kept, of_denied, closed] = [(&session, &kept), (&session, &denied), (&other, &kept)]
        .map(|(session, topic)| consume(session, topic).unwrap());
    for topic in [&kept, &denied] {
        topic.send_numbers(0..10);
    }
    for table in [&of_kept, &of_denied, &closed] {
        await_rows(table, 10);
    }

    stack.tell(&format!(r#"{{"cmd":"deny","name":"bob","topic":"{}"}}"#, denied.name));
    // A fetch that was on its way still gets an answer, but no later one.
    denied.send_numbers(10..20);
    let failure = await_failure(&of_denied);
    assert!(failure.contains("authorization failed"), "{failure}");
    assert!(failure.contains(&denied.name), "{failure}");
    assert!((10..=20).contains(&of_denied.num_rows()), "{of_denied:?}");
    kept.send_numbers(10..20);
    await_rows(&of_kept, 20);

    // Who is connected stays so: the connection must end.
    stack.tell(r#"{"cmd":"user","name":"bob","password":null}"#);
    kept.send_numbers(20..30);
    await_rows(&of_kept, 30);
    stack.broker("stop");
    stack.broker("start");
    let failure = await_failure(&of_kept);
    assert!(
        failure.contains(&format!(
            "{server} refused the credentials: SASL authentication error: "
        )),
        "{failure}"
    );
    assert!(!failure.contains("bob-secret"), "{failure}");
    assert_eq!(of_kept.num_rows(), 30);
    let late = consume(&session, &kept).map(drop).unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Authentication, "{late}");
    close(&other);
    close(&session);
}

/// Waits until a table has failed, and says why.
#[track_caller]
fn await_failure(table: &Table) -> String {
    await_that(table, "a failure", |table| table.failure().is_some());
    table.failure().unwrap().message().to_owned()
}

#[rstest]
fn a_topic_that_is_deleted(#[values(false, true)] made_again: bool) {
    let topic = Topic::new("deleted", 2);
    let other = Topic::new("other", 1);
    topic.send_numbers(0..100);
    let session = Session::new().unwrap();
    // What is there of the new topic would be read without a question.
    let table = numbers(&topic, &session)
        .property("auto.offset.reset", "earliest")
        .append()
        .unwrap();
    let parts = numbers(&topic, &session)
        .property("auto.offset.reset", "earliest")
        .partitioned(TableType::Append)
        .unwrap();
    let parts = parts.merge().unwrap();
    let counts = table.count_by::<String>("N", []).unwrap();
    let goes_on = numbers(&other, &session).append().unwrap();
    for table in [&table, &parts] {
        await_rows(table, 100);
    }
    await_that(&counts, "all rows counted", |counts| lines(counts) == ["100"]);
    let name = topic.name.clone();
    topic.delete();
    let again = made_again.then(|| Topic::again(&BOOTSTRAP, &name, 2));
    if let Some(again) = &again {
        again.send_numbers(1000..1010);
    }
    let told = format!("the table of topic {name:?} has failed: topic {name:?} was deleted");
    for failed in [&table, &counts] {
        let failure = await_failure(failed);
        assert!(failure.starts_with(&told), "{failure}");
    }
    await_failure(&parts);
    assert_eq!(table.failure().unwrap().detail("topic"), Some(&*name));
    for table in [&table, &parts] {
        assert_eq!(table.num_rows(), 100);
    }
    other.send_numbers(0..10);
    await_rows(&goes_on, 10);
    if let Some(again) = again {
        await_rows(&numbers(&again, &session).append().unwrap(), 10);
    }
    close(&session);
}

#[test]
fn a_topic_of_many_partitions() {
    const PARTITIONS: i32 = 300;
    let topic = Arc::new(Topic::new("many", PARTITIONS));
    let session = Session::new().unwrap();
    let table = numbers(&topic, &session).append().unwrap();
    let load = Load::start(&topic);
    load.await_progress(&table, 1000, "of many partitions");
    let other = Session::new().unwrap();
    let closed = numbers(&topic, &other).append().unwrap();
    load.await_progress(&closed, 1000, "of many partitions");
    close(&other);
    load.end(&[&table]);
    close(&session);
}

#[test]
fn many_tables_in_a_session() {
    const TABLES: usize = 200;
    let topics = [1, 2, 3, 4].map(|partitions| Arc::new(Topic::new("tables", partitions)));
    let loads: Vec<Load> = topics
        .iter()
        .map(|topic| Load::every(Duration::from_millis(50), topic))
        .collect();
    let session = Session::new().unwrap();
    let tables: Vec<Table> = (0..TABLES)
        .map(|index| numbers(&topics[index % topics.len()], &session).append().unwrap())
        .collect();
    for table in &tables {
        await_that(table, "rows", |table| table.num_rows() > 0);
    }
    for (index, load) in loads.into_iter().enumerate() {
        let of_topic: Vec<&Table> = tables.iter().skip(index).step_by(topics.len()).collect();
        load.end(&of_topic);
    }
    close(&session);
}
