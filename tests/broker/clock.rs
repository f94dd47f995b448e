//! The clock of the day may jump: what is fetched, and when, depends on the one that only goes on.

use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use topictable::Session;

use crate::load::{Load, close, numbers, records};
use crate::stack::{Topic, await_that, unique};

/// What this test program does when it is started again as a child.
const ROLE: &str = "TOPICTABLE_TEST_CLOCK";
const ROWS: u64 = 20_000;
const PARTITIONS: i32 = 3;

#[test]
#[ignore = "the program of a process that another test starts"]
fn the_child() {
    let Ok(told) = std::env::var(ROLE) else { return };
    let (bootstrap, name) = told.split_once(' ').unwrap();
    assert!(clock_jumps(), "nothing has been preloaded");
    let session = Session::new().unwrap();
    let topic = Topic::of(bootstrap, name, PARTITIONS);
    let table = numbers(&topic, &session)
        .property("topictable.fetcher", "native")
        // Throttles and waits of the least and of the usual size.
        .property("max.partition.fetch.bytes", "5000")
        .append()
        .unwrap();
    let mut longest = Duration::ZERO;
    while table.num_rows() < ROWS {
        let (start, before) = (Instant::now(), table.num_rows());
        await_that(&table, "further rows", |table| table.num_rows() > before);
        longest = longest.max(start.elapsed());
    }
    assert!(longest < Duration::from_secs(5), "{longest:?}");
    let mut next = [0; PARTITIONS as usize];
    for (partition, offset, _) in records(&table) {
        let next = &mut next[partition as usize];
        assert_eq!(offset, *next, "partition {partition} has a gap or a double");
        *next += 1;
    }
    close(&session);
}

fn clock_jumps() -> bool {
    let jumps = |_| {
        let before = SystemTime::now();
        thread::sleep(Duration::from_millis(100));
        let moved = before.elapsed().map_or(Duration::MAX, |moved| moved);
        moved > Duration::from_secs(1000)
    };
    (0..4).any(jumps)
}

#[test]
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
fn tables_tick_while_the_clock_jumps() {
    let library = std::env::temp_dir()
        .join(unique("topictable-clock"))
        .with_extension("so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/broker/clock.c");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(source)
        .status();
    assert!(compiled.expect("a C compiler").success());
    let topic = Arc::new(Topic::new("clock", PARTITIONS));
    let load = Load::start(&topic);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "clock::the_child", "--ignored", "--nocapture"])
        .env(ROLE, format!("{} {}", topic.bootstrap, topic.name))
        .env("LD_PRELOAD", &library)
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(120);
    while child.try_wait().unwrap().is_none() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    let ended = child.wait().unwrap();
    std::fs::remove_file(&library).unwrap();
    load.end(&[]);
    assert!(ended.success(), "{ended:?}");
}
