//! What the threads of a source agree on, and what they are told by properties.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::kafka::native::Settings;
use crate::kafka::native::fetcher::Backoff;
use crate::kafka::native::protocol::Wanted;
use crate::kafka::native::shared::{Partition, Plan, Position, Reached, Ready, Shared};
use crate::kafka::{Batch, ClientProperties};

const WAIT: Duration = Duration::from_millis(500);
const BYTES: usize = 1000;

fn wanted(partition: i32, offset: i64) -> Wanted {
    Wanted { partition, offset }
}

/// Partitions 0 and 1 at offset 5, of broker 7.
fn shared() -> Shared {
    let partition = || {
        let mut partition = Partition::new(Position::At(5), 100);
        partition.leader = Some(7);
        partition
    };
    Shared::new(BTreeMap::from([(0, partition()), (1, partition())]))
}

/// What broker 7 is asked for, in the order of the partitions, and how long it may wait.
fn plan(shared: &Shared) -> (Vec<Wanted>, Duration) {
    match shared.plan(7, WAIT, BYTES, false) {
        Plan::Fetch(mut wanted, wait) => {
            wanted.sort_unstable_by_key(|wanted| wanted.partition);
            (wanted, wait)
        }
        Plan::Nothing => (Vec::new(), Duration::ZERO),
        Plan::Closed => panic!("it is open"),
    }
}

#[test]
fn partitions_are_asked_of_their_leader_in_turn() {
    let shared = shared();
    assert_eq!(shared.plan(8, WAIT, BYTES, false), Plan::Nothing);
    let [first, second] = [(); 2].map(|()| shared.plan(7, WAIT, BYTES, false));
    let (Plan::Fetch(first, WAIT), Plan::Fetch(mut second, WAIT)) = (first, second) else {
        panic!("both partitions can be asked for")
    };
    assert_ne!(first, second);
    second.reverse();
    assert_eq!(first, second);
    shared.close(Duration::ZERO);
    assert_eq!(shared.plan(7, WAIT, BYTES, true), Plan::Closed);
}

#[test]
fn a_partition_changes_its_broker_only_when_nothing_of_it_is_under_way() {
    let shared = shared();
    let (asked, _) = plan(&shared);
    shared.lock().partitions.get_mut(&1).unwrap().leader = Some(8);
    assert_eq!(shared.plan(8, WAIT, BYTES, false), Plan::Nothing);
    // What has been received is still to be gone over, and partition 0 is asked for again.
    assert!(shared.lock().advance(1, 5, 9, 10));
    shared.lock().release(7, &asked);
    assert_eq!(shared.plan(8, WAIT, BYTES, false), Plan::Nothing);
    shared.lock().release(7, &[wanted(0, 5)]);
    assert_eq!(
        shared.plan(8, WAIT, BYTES, false),
        Plan::Fetch(vec![wanted(1, 9)], WAIT)
    );
    // An answer that comes late is not taken.
    assert!(!shared.lock().advance(1, 5, 9, 10));
}

#[test]
fn partitions_that_are_paused_full_failed_or_ended_are_left_out() {
    let shared = shared();
    shared.pause(0, true);
    let (asked, wait) = plan(&shared);
    assert_eq!(asked, [wanted(1, 5)]);
    assert!(wait < WAIT);
    shared.pause(0, false);
    // Two answers may wait of each.
    assert!(shared.lock().advance(1, 5, 20, 2 * BYTES));
    let (asked, wait) = plan(&shared);
    assert_eq!(asked, [wanted(0, 5)]);
    assert!(wait < WAIT);
    let reached = Reached {
        partition: 1,
        offset: 20,
        bytes: 2 * BYTES,
    };
    shared.push(Ready {
        batch: Batch::default(),
        reached: vec![reached],
    });
    let mut batch = Batch::default();
    assert_eq!(shared.take(&mut batch, Duration::ZERO).unwrap(), [reached]);
    assert_eq!(plan(&shared), (vec![wanted(0, 5), wanted(1, 20)], WAIT));
    shared.lock().put_off(1, Duration::from_secs(9));
    assert_eq!(plan(&shared).0, [wanted(0, 5)]);
    assert!(shared.lock().advance(0, 5, 100, 0));
    assert_eq!(plan(&shared).0, []);
}

#[test]
fn what_was_fetched_comes_before_the_error() {
    let shared = shared();
    shared.push(Ready::default());
    shared.fail(Error::invalid("first"));
    shared.fail(Error::invalid("second"));
    let mut batch = Batch::default();
    assert_eq!(shared.take(&mut batch, WAIT).unwrap(), []);
    assert_eq!(shared.take(&mut batch, WAIT).unwrap_err().message(), "first");
}

#[test]
fn a_wait_for_records_can_be_ended() {
    let shared = shared();
    let start = Instant::now();
    shared.wake();
    let long = Duration::from_secs(60);
    assert_eq!(shared.take(&mut Batch::default(), long).unwrap(), []);
    assert!(start.elapsed() < long);
}

#[test]
fn waits_grow_to_a_limit_and_begin_anew() {
    let millis = Duration::from_millis;
    let mut backoff = Backoff::new((millis(20), millis(100)));
    for longest in [20, 40, 80, 100, 100].map(millis) {
        let wait = backoff.next();
        assert!(wait >= longest / 2 && wait <= longest, "{wait:?}");
    }
    backoff.reset();
    assert!(backoff.next() <= millis(20));
}

#[test]
fn properties_are_obeyed_or_need_librdkafka() {
    let settings = |entries: &[(&str, &str)]| {
        let mut properties = BTreeMap::from([("bootstrap.servers".to_owned(), "localhost:1".to_owned())]);
        properties.extend(
            entries
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        Settings::of(&ClientProperties::of(&properties.into_iter().collect()).unwrap())
    };
    let read = settings(&[
        ("fetch.max.wait.ms", "70"),
        ("fetch.min.bytes", "9"),
        ("fetch.max.bytes", "5000"),
        ("max.partition.fetch.bytes", "3000"),
        ("isolation.level", "read_committed"),
        ("check.crcs", "false"),
        ("client.id", "me"),
        ("request.timeout.ms", "4000"),
        ("reconnect.backoff.ms", "30"),
        ("broker.address.family", "v4"),
        ("group.id", "g"),
        ("metadata.max.age.ms", "1000"),
    ])
    .unwrap();
    let limits = &read.limits;
    assert_eq!((limits.max_wait, limits.min_bytes), (Duration::from_millis(70), 9));
    assert_eq!((limits.max_bytes, limits.partition_max_bytes), (5000, 3000));
    assert!(limits.committed && !read.check_crcs);
    assert_eq!(
        (read.client_id.as_str(), read.request_timeout),
        ("me", Duration::from_secs(4))
    );
    assert_eq!(
        (read.backoff.0, read.families),
        (Duration::from_millis(30), (true, false))
    );
    let plain = settings(&[]).unwrap();
    assert!(plain.check_crcs && !plain.limits.committed);
    assert_eq!((plain.limits.max_bytes, plain.limits.min_bytes), (50 << 20, 1));
    for (entry, why) in [
        (("security.protocol", "SSL"), "security.protocol is SSL"),
        (("client.rack", "here"), "property client.rack is not read there"),
        (
            ("receive.buffer.bytes", "4096"),
            "property receive.buffer.bytes is not read there",
        ),
        (
            ("fetch.queue.backoff.us", "1"),
            "property fetch.queue.backoff.us is not read there",
        ),
    ] {
        assert_eq!(settings(&[entry]).unwrap_err(), why);
    }
}
