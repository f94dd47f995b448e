//! What the threads of a source agree on.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::kafka::Batch;
use crate::kafka::native::fetcher::Backoff;
use crate::kafka::native::leaders::Leader;
use crate::kafka::native::partition::{Partition, Position};
use crate::kafka::native::protocol::Wanted;
use crate::kafka::native::shared::{Bounds, Plan, Reached, Ready, Shared};

const WAIT: Duration = Duration::from_millis(500);
const BYTES: usize = 1000;
const BOUNDS: Bounds = Bounds {
    max_wait: WAIT,
    partition_bytes: BYTES,
    waiting_bytes: 100 * BYTES,
};

fn wanted(partition: i32, offset: i64) -> Wanted {
    Wanted {
        partition,
        offset,
        leader_epoch: None,
        last_epoch: -1,
    }
}

/// Partitions 0 and 1 at offset 5, of broker 7.
fn shared() -> Shared {
    let partition = || {
        let mut partition = Partition::new(Position::At(5), 100);
        partition.set_leader(Some(7));
        partition
    };
    Shared::new(BTreeMap::from([(0, partition()), (1, partition())]))
}

/// What broker 7 is asked for, in the order of the partitions, and how long it may wait.
fn plan(shared: &Shared) -> (Vec<Wanted>, Duration) {
    match shared.plan(7, &BOUNDS, false) {
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
    assert_eq!(shared.plan(8, &BOUNDS, false), Plan::Nothing);
    let [first, second] = [(); 2].map(|()| shared.plan(7, &BOUNDS, false));
    let (Plan::Fetch(first, WAIT), Plan::Fetch(mut second, WAIT)) = (first, second) else {
        panic!("both partitions can be asked for")
    };
    assert_ne!(first, second);
    second.reverse();
    assert_eq!(first, second);
    shared.close(Duration::ZERO);
    assert_eq!(shared.plan(7, &BOUNDS, true), Plan::Closed);
}

#[test]
fn a_partition_changes_its_broker_only_when_nothing_of_it_is_under_way() {
    let shared = shared();
    let (asked, _) = plan(&shared);
    shared.lock().partitions.get_mut(&1).unwrap().set_leader(Some(8));
    assert_eq!(shared.plan(8, &BOUNDS, false), Plan::Nothing);
    // What has been received is still to be gone over, and partition 0 is asked for again.
    assert!(shared.lock().advance(1, 5, 9, 10, -1));
    shared.lock().release(7, &asked);
    assert_eq!(shared.plan(8, &BOUNDS, false), Plan::Nothing);
    shared.lock().release(7, &[wanted(0, 5)]);
    assert_eq!(shared.plan(8, &BOUNDS, false), Plan::Fetch(vec![wanted(1, 9)], WAIT));
    // An answer that comes late is not taken.
    assert!(!shared.lock().advance(1, 5, 9, 10, -1));
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
    assert!(shared.lock().advance(1, 5, 20, 2 * BYTES, -1));
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
    assert!(shared.lock().advance(0, 5, 100, 0, -1));
    assert_eq!(plan(&shared).0, []);
}

fn leader(partition: i32, broker: i32, epoch: i32) -> Leader {
    Leader {
        partition,
        broker,
        epoch,
    }
}

#[test]
fn a_broker_that_knows_an_older_leader_is_not_asked() {
    let shared = shared();
    let learn = |said: Option<&[Leader]>| {
        let (mut asked, _) = plan(&shared);
        let mut state = shared.lock();
        asked.retain_mut(|wanted| state.learn(7, wanted, said, Duration::ZERO));
        let known = asked.iter().map(|wanted| (wanted.partition, wanted.leader_epoch));
        let known: Vec<_> = known.collect();
        state.release(7, &[]);
        (
            known,
            std::mem::take(&mut state.stale),
            std::mem::take(&mut state.doubt),
        )
    };
    shared.lock().stale = false;
    assert_eq!(
        learn(Some(&[leader(0, 7, 4), leader(1, 7, 2)])),
        (vec![(0, Some(4)), (1, Some(2))], false, false)
    );
    // What was read is of a later one.
    assert!(shared.lock().advance(1, 5, 9, 0, 6));
    assert_eq!(
        learn(Some(&[leader(0, 7, 4), leader(1, 7, 5)])),
        (vec![(0, Some(4))], true, true)
    );
    assert_eq!(plan(&shared).0.len(), 1);
    shared.lock().release(7, &[]);
    shared.lock().partitions.get_mut(&1).unwrap().set_leader(Some(7));
    assert_eq!(plan(&shared).0[1].leader_epoch, None);
    shared.lock().release(7, &[]);
    // It has another leader, or none that this broker knows of.
    assert_eq!(learn(Some(&[leader(0, 8, 5)])), (vec![], true, true));
    for number in [0, 1] {
        shared.lock().partitions.get_mut(&number).unwrap().set_leader(Some(7));
    }
    // Old brokers do not tell.
    assert_eq!(learn(None), (vec![(0, Some(-1)), (1, Some(-1))], false, false));
}

#[test]
fn a_leader_that_a_broker_names_is_asked_at_once() {
    let shared = shared();
    let now = Instant::now();
    let (asked, _) = plan(&shared);
    let mut state = shared.lock();
    (state.stale, state.unserved) = (false, false);
    state.brokers.insert(7, "old:1".to_owned());
    let mut first = asked[0];
    assert!(state.learn(7, &mut first, Some(&[leader(0, 7, 4), leader(1, 7, 4)]), Duration::ZERO));
    // Without an address that is known.
    assert!(!state.follow(leader(1, 8, 5), &[(9, "other:1".to_owned())]));
    assert_eq!(state.brokers.len(), 1);
    assert!(state.follow(leader(1, 8, 5), &[(8, "new:1".to_owned())]));
    assert_eq!(state.brokers[&8], "new:1");
    assert!(state.unserved && !state.stale && !state.doubt);
    drop(state);
    // Although the broker's thread has not let go of the other one.
    let with_epoch = |partition, epoch| Wanted {
        leader_epoch: Some(epoch),
        ..wanted(partition, 5)
    };
    assert_eq!(
        shared.plan(8, &BOUNDS, false),
        Plan::Fetch(vec![with_epoch(1, 5)], WAIT)
    );
    assert_eq!(plan(&shared).0.len(), 1);
    shared.lock().release(7, &[]);
    shared.lock().release(8, &[]);
    let mut state = shared.lock();
    // What is no later is no news, and librdkafka may have asked who has not heard of it.
    assert!(!state.follow(leader(1, 7, 5), &[]));
    let partition = state.partitions.get_mut(&1).unwrap();
    assert!(partition.find_leader(Some(7), now) && partition.broker() == Some(8));
    // The same leader was elected once more.
    assert!(state.follow(leader(1, 8, 6), &[]));
    let partition = state.partitions.get_mut(&1).unwrap();
    assert_eq!((partition.broker(), partition.leader_epoch), (Some(8), Some(6)));
    // After some time, or when it cannot be reached, librdkafka's counts.
    assert!(partition.find_leader(Some(7), now + Duration::from_secs(60)));
    assert_eq!((partition.broker(), partition.leader_epoch), (Some(7), None));
    assert!(state.follow(leader(1, 8, 7), &[]));
    state.miss(8);
    let partition = state.partitions.get_mut(&1).unwrap();
    assert!(partition.find_leader(Some(7), now) && partition.broker() == Some(7));
    assert!(!partition.find_leader(None, now));
}

#[test]
fn a_near_replica_is_asked_until_it_fails() {
    let shared = shared();
    plan(&shared);
    shared.lock().release(7, &[]);
    // Where it is, is not known yet.
    shared.lock().prefer(0, 9, Duration::ZERO);
    assert!(shared.lock().stale && !shared.lock().unserved);
    shared.lock().brokers.insert(9, "near:1".to_owned());
    shared.lock().prefer(0, 9, Duration::ZERO);
    assert!(shared.lock().unserved);
    assert_eq!(plan(&shared).0, [wanted(1, 5)]);
    assert_eq!(shared.plan(9, &BOUNDS, false), Plan::Fetch(vec![wanted(0, 5)], WAIT));
    shared.lock().release(9, &[]);
    assert!(shared.lock().takes_replicas());
    shared.lock().miss(9);
    assert_eq!(plan(&shared).0, [wanted(0, 5), wanted(1, 5)]);
    // The leaders would name it again.
    assert!(!shared.lock().takes_replicas());
}

#[test]
fn what_was_damaged_is_asked_for_once_more() {
    let shared = shared();
    plan(&shared);
    assert!(shared.lock().advance(0, 5, 30, 0, 3));
    assert!(shared.lock().go_back(0, 20, Duration::ZERO));
    // The answer that was on its way.
    assert!(!shared.lock().advance(0, 30, 40, 0, 3));
    assert!(!shared.lock().go_back(0, 20, Duration::ZERO));
    assert!(shared.lock().advance(0, 20, 40, 0, 3));
    assert!(shared.lock().go_back(0, 20, Duration::ZERO));
}

#[test]
fn polled_is_what_was_given_away() {
    let shared = shared();
    let mut batch = Batch::default();
    batch.push(1, 7, 0, None, None);
    batch.push(1, 8, 0, None, None);
    shared.push(Ready {
        batch,
        reached: Vec::new(),
    });
    let polled = || [0, 1].map(|number| shared.lock().partitions[&number].polled);
    assert_eq!(polled(), [Some(5), Some(5)]);
    shared.take(&mut Batch::default(), WAIT).unwrap();
    assert_eq!(polled(), [Some(5), Some(9)]);
    let reached = Reached {
        partition: 0,
        offset: 20,
        bytes: 0,
    };
    shared.push(Ready {
        batch: Batch::default(),
        reached: vec![reached],
    });
    shared.take(&mut Batch::default(), WAIT).unwrap();
    assert_eq!(polled(), [Some(20), Some(9)]);
}

#[test]
fn nothing_is_fetched_after_a_failure() {
    let shared = shared();
    shared.fail(Error::invalid("it"));
    assert_eq!(shared.plan(7, &BOUNDS, false), Plan::Nothing);
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
