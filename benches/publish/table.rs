//! This library.

use std::sync::Arc;
use std::time::Duration;

use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use topictable::{ProduceAvro, ProduceJson, ProduceSpec, PublishBuilder, Session, Table};

use crate::measure::{Measured, Watch, cpu_time};
use crate::{COLUMNS, registry};

fn to<'a>(table: &'a Table, bootstrap: &str, shape: &str) -> PublishBuilder<'a> {
    let name = format!("publish.{shape}.{}", std::process::id());
    let builder = table.publish_to(name).property("bootstrap.servers", bootstrap);
    match shape {
        "simple" => builder
            .key(ProduceSpec::simple("Sym"))
            .value(ProduceSpec::simple("Price")),
        "json" => builder
            .key(ProduceSpec::simple("Sym"))
            .value(ProduceSpec::json(ProduceJson::all())),
        _ => builder
            .property("schema.registry.url", registry())
            .key(ProduceSpec::simple("Sym"))
            .value(ProduceSpec::avro(ProduceAvro::published("bench_publish"))),
    }
}

/// Publishes a table once; the topic is there before.
pub fn run(bootstrap: &str, shape: &str, rows: usize) -> Measured {
    let session = Session::new().expect("a session");
    let table = |rows: usize| {
        let empty = session.empty_table(rows as u64).expect("a table");
        empty.update(COLUMNS).expect("the columns")
    };
    to(&table(1), bootstrap, shape).start().expect("a first record");
    let table = table(rows);
    let mut watch = Watch::start();
    // The rate counts from here on.
    watch.rows(0);
    let publisher = to(&table, bootstrap, shape).start().expect("it is published");
    assert_eq!(publisher.status().delivered, rows as u64);
    watch.stop(rows, None)
}

/// The CPU time of a cycle in microseconds.
pub fn cycle(bootstrap: &str, keys: usize, cycles: usize) -> f64 {
    const CHANGED: i64 = 1_000;
    let session = Session::new().expect("a session");
    let rows = |first: i64, count: i64, value: i64| {
        let keys: Int64Array = (first..first + count).map(|key| key % keys as i64).collect();
        let values = Int64Array::from_value(value, count as usize);
        let columns: [(&str, ArrayRef); 2] = [("K", Arc::new(keys)), ("V", Arc::new(values))];
        RecordBatch::try_from_iter(columns).expect("rows")
    };
    let keys_only: [&str; 1] = ["K"];
    let table = session.input_table(rows(0, 0, 0).schema(), keys_only).expect("a table");
    table.add_rows(&rows(0, keys as i64, 0)).expect("rows");
    let publisher = table
        .publish_to(format!("publish.cycle.{}", std::process::id()))
        .property("bootstrap.servers", bootstrap)
        .key(ProduceSpec::simple("K"))
        .value(ProduceSpec::json(ProduceJson::of(["V"])))
        .without_initial()
        .last_by()
        .start()
        .expect("it is published");
    // Changes all over the table.
    let step = keys as i64 / 7 + 1;
    let mut cycle = |number: i64| {
        let expected = publisher.status().records + CHANGED as u64;
        table.add_rows(&rows(number * step, CHANGED, number)).expect("rows");
        while publisher.status().delivered < expected {
            std::thread::sleep(Duration::from_micros(200));
        }
    };
    (1..20).for_each(&mut cycle);
    let before = cpu_time();
    (20..20 + cycles as i64).for_each(&mut cycle);
    (cpu_time() - before).as_secs_f64() * 1e6 / cycles as f64
}
