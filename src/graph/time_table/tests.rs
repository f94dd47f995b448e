use arrow_array::cast::AsArray;
use arrow_array::types::TimestampNanosecondType;

use super::*;
use crate::ErrorKind;

fn times(table: &Table) -> Vec<i64> {
    let read = |batch: Result<arrow_array::RecordBatch>| {
        let batch = batch.unwrap();
        batch
            .column(0)
            .as_primitive::<TimestampNanosecondType>()
            .values()
            .to_vec()
    };
    table.snapshot().batches().flat_map(read).collect()
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_nanos() as i64
}

const MILLIS: i64 = 1_000_000;

#[test]
fn a_row_comes_with_each_period() {
    let session = Session::new().unwrap();
    let begin = now();
    let table = session.time_table(TimeTable::every(Duration::from_millis(20))).unwrap();
    while table.num_rows() < 4 {
        assert!(table.await_change(Duration::from_secs(20)).unwrap());
    }
    let times = times(&table);
    assert!(
        times[0] <= now() && times[0] > begin - 20 * MILLIS,
        "the period that runs at the first cycle"
    );
    assert!(times.iter().all(|time| time % (20 * MILLIS) == 0));
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] == 20 * MILLIS));
    assert_eq!(table.snapshot().memory_size(), 0);
}

#[test]
fn a_start_in_the_past_is_caught_up_with() {
    let session = Session::new().unwrap();
    let start = now() - 100_000 * MILLIS;
    let options = TimeTable {
        start: Some(start),
        period: 1000 * MILLIS,
        blink: false,
    };
    let table = session.time_table(options).unwrap();
    assert!(table.await_change(Duration::from_secs(20)).unwrap());
    let times = times(&table);
    assert!(times.len() > 100, "{} rows", times.len());
    assert_eq!(times[..2], [start, start + 1000 * MILLIS]);
}

#[test]
fn rows_of_a_blink_table_of_times_go() {
    let session = Session::new().unwrap();
    let options = TimeTable {
        start: Some(now() - 1000 * MILLIS),
        period: 600_000 * MILLIS,
        blink: true,
    };
    let table = session.time_table(options).unwrap();
    let all = table.count_by("N", [""; 0]).unwrap();
    assert!(table.await_change(Duration::from_secs(20)).unwrap());
    while table.num_rows() > 0 {
        assert!(table.await_change(Duration::from_secs(20)).unwrap());
    }
    assert_eq!(all.num_rows(), 1);
}

#[test]
fn periods_are_checked() {
    let session = Session::new().unwrap();
    let error = session.time_table(TimeTable::every(Duration::ZERO)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(
        error.message(),
        "the period of a time table is 0 ns: expected at least 1 ns"
    );
}
