//! A partition that is read: where it is, and which broker is asked for it.

use std::time::{Duration, Instant};

/// Where a partition is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Position {
    /// This offset comes next.
    At(i64),
    /// It is to be looked up.
    Beginning,
    /// As well.
    End,
    /// The broker does not have what comes next. It is decided by who polls what is done then.
    Lost(i64),
    /// What came before this offset is not what the broker has there any more. As above.
    Truncated { offset: i64, cut: Cut },
}

/// Where a log parts from the one that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    /// The last epoch that both have …
    pub epoch: i32,
    /// … and the offset after it.
    pub offset: i64,
}

/// How long another replica is asked than the leader. It is as often as Java's client asks for metadata.
const REPLICA: Duration = Duration::from_secs(300);

/// How long a leader that a broker has named counts more than the one that librdkafka finds, which may ask a broker that has not
/// heard of it yet.
const NAMED: Duration = Duration::from_secs(1);

/// What is known of a partition.
#[derive(Debug)]
pub(super) struct Partition {
    pub position: Position,
    /// The offset from which on nothing is wanted; the greatest when there is no end.
    pub end: i64,
    pub high_watermark: Option<i64>,
    /// The offset that comes after what was polled; none until it is known where reading begins.
    pub polled: Option<i64>,
    pub paused: bool,
    /// Bytes that were received and not polled yet.
    pub waiting: usize,
    /// The broker whose thread has asked for it, or has something of it that cannot be polled yet. Others wait, so that records
    /// stay in their order.
    pub held: Option<i32>,
    /// When to ask again, after an error.
    pub after: Option<Instant>,
    /// The number of the broker that leads it, as far as it is known.
    leader: Option<i32>,
    /// Until when that is so whatever librdkafka finds, since a broker has named it.
    named: Option<Instant>,
    /// The broker that the leader wants to be asked instead, and until when.
    replica: Option<(i32, Instant)>,
    /// The epoch of the leader, once it has been asked; -1 where brokers do not tell.
    pub leader_epoch: Option<i32>,
    /// The latest epoch that was heard of. A broker that knows only an older one has lost the partition to another.
    latest_epoch: i32,
    /// The epoch of the last batch that was received, or -1.
    pub last_epoch: i32,
    /// The offset that the broker was not to have, or whose bytes were damaged, when it was asked the first time.
    doubted: Option<i64>,
}

impl Partition {
    pub fn new(position: Position, end: i64) -> Self {
        Partition {
            position,
            end,
            high_watermark: None,
            polled: match position {
                Position::At(offset) => Some(offset),
                _ => None,
            },
            paused: false,
            waiting: 0,
            held: None,
            after: None,
            leader: None,
            named: None,
            replica: None,
            leader_epoch: None,
            latest_epoch: -1,
            last_epoch: -1,
            doubted: None,
        }
    }

    /// Has reading begin at an offset that was looked up.
    pub fn begin(&mut self, offset: i64) {
        self.position = Position::At(offset);
        self.polled = Some(offset);
        self.last_epoch = -1;
    }

    /// Has reading go on where the log was cut off.
    pub fn go_back(&mut self, cut: Cut) {
        self.begin(cut.offset);
        self.last_epoch = cut.epoch;
    }

    /// Moves it to the offset that comes after what was received of it, the last of which is of this epoch.
    pub fn advance(&mut self, next: i64, bytes: usize, epoch: i32) {
        self.position = Position::At(next);
        self.waiting += bytes;
        self.last_epoch = epoch;
        self.latest_epoch = self.latest_epoch.max(epoch);
        self.doubted = None;
    }

    /// Whether it is the first time that something was wrong at an offset, so that asking again may help.
    pub fn doubt(&mut self, offset: i64) -> bool {
        self.doubted.replace(offset) != Some(offset)
    }

    /// The broker to ask.
    pub fn broker(&self) -> Option<i32> {
        self.replica.map(|(replica, _)| replica).or(self.leader)
    }

    /// Takes note of the leader.
    pub fn set_leader(&mut self, leader: Option<i32>) {
        if self.leader != leader {
            self.leader = leader;
            self.named = None;
            self.leader_epoch = None;
            self.replica = None;
        }
    }

    /// Takes note of the leader that librdkafka has found; whether there is one.
    pub fn find_leader(&mut self, leader: Option<i32>, now: Instant) -> bool {
        self.named = self.named.filter(|until| *until > now);
        if self.named.is_none() {
            self.set_leader(leader);
        }
        self.leader.is_some()
    }

    /// Takes note of the leader that a broker has named which does not lead it any more; whether that is news.
    pub fn follow(&mut self, leader: i32, epoch: i32, now: Instant) -> bool {
        if epoch <= self.latest_epoch {
            return false;
        }
        self.set_leader(Some(leader));
        self.latest_epoch = epoch;
        self.leader_epoch = Some(epoch);
        self.named = Some(now + NAMED);
        // The broker that was asked has sent nothing of it.
        self.held = None;
        true
    }

    /// Has librdkafka find another leader than this one, which cannot be reached.
    pub fn doubt_leader(&mut self, broker: i32) {
        self.named = self.named.filter(|_| self.leader != Some(broker));
    }

    /// Has another replica asked for some time.
    pub fn prefer(&mut self, replica: i32, now: Instant) {
        self.replica = Some((replica, now + REPLICA));
    }

    /// Has the leader asked again, if the broker is not the leader itself; whether that is so.
    pub fn forget_replica(&mut self, broker: i32) -> bool {
        self.replica.take_if(|(replica, _)| *replica == broker).is_some()
    }

    /// Has the leader asked again when it is time to.
    pub fn look_at_replica(&mut self, now: Instant) {
        self.replica = self.replica.filter(|(_, until)| *until > now);
    }

    /// Takes note of who leads it as the broker that is to be asked knows it: whether that one can be asked. One that does not
    /// know the latest leader cannot, since what it has may not be what was read.
    pub fn learn(&mut self, broker: i32, leader: i32, epoch: i32) -> bool {
        let is_asked = leader == broker || self.replica.is_some_and(|(replica, _)| replica == broker);
        if !is_asked || epoch < self.latest_epoch {
            return false;
        }
        self.latest_epoch = epoch;
        self.leader_epoch = Some(epoch);
        true
    }
}
