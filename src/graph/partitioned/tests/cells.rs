//! Columns of tables, and what is made of them.

use super::*;
use crate::spec::Aggregation;

/// Random numbers that are the same each time.
fn random() -> impl FnMut(u64) -> u64 {
    let mut seed = 7u64;
    move |below| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    }
}

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Adds rows and takes others away, by their values.
fn shake(table: &Table, random: &mut impl FnMut(u64) -> u64) {
    let rows: Vec<(&str, i64)> = (0..1 + random(5))
        .map(|_| (NAMES[random(5) as usize], random(20) as i64))
        .collect();
    table.add_rows(&batch(&rows)).unwrap();
    let gone: Vec<(&str, i64)> = (0..random(4)).map(|_| ("", random(20) as i64)).collect();
    if !gone.is_empty() {
        table.delete_rows(&batch(&gone).project(&[1]).unwrap()).unwrap();
    }
}

fn sorted(mut values: Vec<i64>) -> Vec<i64> {
    values.sort_unstable();
    values
}

fn texts(table: &Table) -> String {
    crate::pretty(&table.snapshot()).to_string()
}

/// An aggregation by groups that come and go has the tables of the groups that are there, whatever happens.
#[test]
fn groups_are_tables_in_aggregations() {
    let session = Session::new().unwrap();
    let table = keyed(&session);
    let by = |aggregations: Vec<Aggregation>| table.agg_by(aggregations, ["K"]).unwrap();
    let parts = by(vec![
        Aggregation::partition("Part"),
        Aggregation::sum(["Sum = V"]),
        Aggregation::partition("Again"),
        Aggregation::count("N"),
    ]);
    let alone = by(vec![Aggregation::partition("Part")]);
    let sizes = parts
        .update([
            "Size = Part.size()",
            "Cast = ((io.deephaven.engine.table.Table)Again).size()",
            "Same = Part == Part && Part != Again",
        ])
        .unwrap();
    let counted = alone.view(["K", "Size = Part.size()", "E = Part.isEmpty()"]).unwrap();
    let merged = alone.partitioned(["K"], "Part");
    assert_eq!(
        merged.err().unwrap().message(),
        "column \"Part\" has no table yet, which tells the columns of all"
    );
    table.add_rows(&batch(&[("e", 19)])).unwrap();
    let merged = alone.partitioned(["K"], "Part").unwrap();
    let sums = merged.transform(|table| table.sum_by(["K"])).unwrap().merge().unwrap();
    let merged = merged.merge().unwrap();
    let mut random = random();
    for _ in 0..80 {
        shake(&table, &mut random);
        let expected = table
            .agg_by(
                [
                    Aggregation::sum(["Sum = V"]),
                    Aggregation::count("N"),
                    Aggregation::count("Size"),
                    Aggregation::count("Cast"),
                ],
                ["K"],
            )
            .unwrap();
        assert_eq!(sizes.where_(["Same"]).unwrap().num_rows(), sizes.num_rows());
        let shown = sizes.view(["K", "Sum", "N", "Size", "Cast"]).unwrap();
        assert_eq!(
            texts(&shown.sort(["K"]).unwrap()),
            texts(&expected.sort(["K"]).unwrap())
        );
        let expected = expected.view(["K", "Size = N", "E = false"]).unwrap();
        let now = counted.snapshot_table().unwrap();
        assert_eq!(texts(&now.sort(["K"]).unwrap()), texts(&expected.sort(["K"]).unwrap()));
        for position in 0..parts.num_rows() {
            let part = parts.cell("Part", position).unwrap().unwrap();
            let key = parts
                .view(["K"])
                .unwrap()
                .slice(position as i64, position as i64 + 1)
                .unwrap();
            let group = table.where_in(&key, ["K"]).unwrap();
            assert_eq!(values(&part), values(&group));
            assert_eq!(values(&parts.cell("Again", position).unwrap().unwrap()), values(&group));
        }
        assert_eq!(sorted(values(&merged)), sorted(values(&table)));
        assert_eq!(sorted(values(&sums)), sorted(values(&table.sum_by(["K"]).unwrap())));
    }
}

#[test]
fn a_table_without_keys_is_its_own_group() {
    let session = Session::new().unwrap();
    let table = keyed(&session);
    table.add_rows(&batch(&[("a", 1), ("b", 2)])).unwrap();
    let all = table
        .agg_by([Aggregation::partition("P"), Aggregation::count("N")], [""; 0])
        .unwrap();
    let size = all.view(["S = P.size() + N"]).unwrap();
    assert_eq!(values(&size), [4]);
    assert_eq!(values(&all.cell("P", 0).unwrap().unwrap()), [1, 2]);
    let without = table
        .agg_by(
            [Aggregation::Partition {
                column: "P".to_owned(),
                include_keys: false,
            }],
            ["K"],
        )
        .unwrap();
    assert_eq!(without.schema().fields().len(), 2);
    assert_eq!(without.cell("P", 1).unwrap().unwrap().schema().fields().len(), 1);
}

/// Each pair has what both have, and the key that only one has is nobody's.
#[test]
fn pairs_are_joins_of_their_tables() {
    let session = Session::new().unwrap();
    let (left, right) = (keyed(&session), keyed(&session));
    let parts = left.partition_by(["K"], false).unwrap();
    let others = right
        .partition_by(["K"], false)
        .unwrap()
        .transform(|table| table.count_by("N", ["K"]))
        .unwrap();
    let joined = parts
        .partitioned_transform(&others, false, |left, right| left.natural_join(right, ["K"], ["N"]))
        .unwrap();
    let merged = joined.merge().unwrap();
    let counts = right.count_by("N", ["K"]).unwrap();
    let mut seen = [std::collections::BTreeSet::new(), std::collections::BTreeSet::new()];
    let mut random = random();
    for round in 0..60 {
        // Some keys come late.
        let below = (1 + round / 8).min(5);
        for (side, table) in [(0, &left), (1, &right)] {
            let rows: Vec<(&str, i64)> = (0..random(4))
                .map(|_| (NAMES[((random(below) + side) % 5) as usize], random(20) as i64))
                .collect();
            seen[side as usize].extend(rows.iter().map(|row| row.0));
            if !rows.is_empty() {
                table.add_rows(&batch(&rows)).unwrap();
            }
        }
        let both: Vec<&&str> = seen[0].intersection(&seen[1]).collect();
        assert_eq!(joined.keys().num_rows() as usize, both.len());
        let expected = left.natural_join(&counts, ["K"], ["N"]).unwrap();
        for key in NAMES {
            let filter = format!("K = `{key}`");
            let expected = texts(&expected.where_([filter.clone()]).unwrap());
            match joined.constituent_for(&super::key(key)).unwrap() {
                Some(pair) => assert_eq!(texts(&pair), expected),
                None => assert!(!both.contains(&&key)),
            }
            if both.contains(&&key) {
                assert_eq!(texts(&merged.where_([filter]).unwrap()), expected);
            }
        }
    }
    assert_eq!(joined.count(), 5);
}

#[test]
fn pairs_that_have_to_match_say_when_they_do_not() {
    let session = Session::new().unwrap();
    let (left, right) = (keyed(&session), keyed(&session));
    left.add_rows(&batch(&[("a", 1), ("b", 2)])).unwrap();
    right.add_rows(&batch(&[("b", 1)])).unwrap();
    let [parts, others] = [&left, &right].map(|table| table.partition_by(["K"], false).unwrap());
    let join = || parts.partitioned_transform(&others, true, |left, right| left.where_in(right, ["K"]));
    let message = join().err().unwrap().message().to_owned();
    assert!(
        message.starts_with("partitioned tables have keys that do not match: 1 of the 2 keys"),
        "{message}"
    );
    right.add_rows(&batch(&[("a", 3)])).unwrap();
    let joined = join().unwrap();
    assert_eq!(joined.count(), 2);
    let merged = joined.merge().unwrap();
    let counts = joined.transform(|table| table.count_by("N", ["K"])).unwrap();
    let counts = counts.merge().unwrap();
    left.add_rows(&batch(&[("a", 7)])).unwrap();
    assert_eq!((values(&merged), values(&counts)), (vec![1, 7, 2], vec![2, 1]));
    left.add_rows(&batch(&[("c", 5)])).unwrap();
    for table in [&joined.keys(), &merged, &counts] {
        let failure = table.failure().unwrap();
        assert!(
            failure.message().contains("keys that do not match: 1 of the 3 keys"),
            "{failure}"
        );
    }
    assert!(joined.merge().is_err());
    let numbers = left.partition_by(["V"], false).unwrap();
    let error = parts
        .partitioned_transform(&numbers, false, |left, _| Ok(left.clone()))
        .err()
        .unwrap();
    assert_eq!(
        error.message(),
        "the keys of two partitioned tables are to match by name or by order: [K Utf8] and [V Int64]"
    );
}

/// Tables in the cells of a filtered and sorted column are constituents as long as they are there.
#[test]
fn constituents_come_and_go_with_their_cells() {
    let session = Session::new().unwrap();
    let (table, chosen) = (
        keyed(&session),
        session.input_table(batch(&[]).schema(), ["K"]).unwrap(),
    );
    table.add_rows(&batch(&[("a", 0)])).unwrap();
    let parts = table.partition_by(["K"], false).unwrap();
    let cells = parts.table("Part").unwrap();
    let some = cells.where_in(&chosen, ["K"]).unwrap();
    let listed = parts.rearranged(&some, "Part").unwrap();
    let merged = listed.merge().unwrap();
    let large = listed
        .transform(|table| table.where_(["V > 9"]))
        .unwrap()
        .merge()
        .unwrap();
    let mut random = random();
    for _ in 0..80 {
        shake(&table, &mut random);
        let row = batch(&[(NAMES[random(5) as usize], 1)]);
        match random(2) {
            0 => chosen.add_rows(&row).unwrap(),
            _ => chosen.delete_rows(&row.project(&[0]).unwrap()).unwrap(),
        }
        let expected = table.where_in(&chosen, ["K"]).unwrap();
        assert_eq!(sorted(values(&merged)), sorted(values(&expected)));
        let expected = expected.where_(["V > 9"]).unwrap();
        assert_eq!(sorted(values(&large)), sorted(values(&expected)));
        for name in NAMES {
            let is_there = some.where_([format!("K = `{name}`")]).unwrap().num_rows() > 0;
            let found = listed.constituent_for(&key(name)).unwrap();
            assert_eq!(found.is_some(), is_there, "{name}");
        }
        assert_eq!(listed.constituents().len() as u64, some.num_rows());
    }
}

/// Constituents that stay what they are, or are one table for all, follow keys that come later.
#[test]
fn tables_as_they_are_come_with_their_keys() {
    let session = Session::new().unwrap();
    let table = session.input_table(batch(&[]).schema(), [""; 0]).unwrap();
    let other = session.input_table(batch(&[]).schema(), [""; 0]).unwrap();
    other.add_rows(&batch(&[("x", 100)])).unwrap();
    let parts = table.partition_by(["K"], false).unwrap();
    let cells = parts.table("T").unwrap().where_(["K != `b`"]).unwrap();
    let filtered = parts.rearranged(&cells, "T").unwrap();
    let twice = filtered.transform(|table| table.view(["W = 2 * V"])).unwrap();
    let same = parts.transform(|table| Ok(table.clone())).unwrap();
    let first = parts
        .partitioned_transform(&same, true, |first, _| Ok(first.clone()))
        .unwrap();
    let others = parts.transform(|_| Ok(other.clone())).unwrap();
    let tables = [&filtered, &twice, &same, &first, &others].map(|parts| parts.merge().unwrap());
    let check = |expected: [Vec<i64>; 3]| {
        let [filtered, all, others] = expected;
        let twice = filtered.iter().map(|value| 2 * value).collect();
        for (table, expected) in tables.iter().zip([filtered, twice, all.clone(), all, others]) {
            assert_eq!(sorted(values(table)), expected);
        }
    };
    table.add_rows(&batch(&[("a", 1), ("b", 2), ("a", 3)])).unwrap();
    check([vec![1, 3], vec![1, 2, 3], vec![100; 2]]);
    table.add_rows(&batch(&[("c", 4), ("b", 5), ("a", 6)])).unwrap();
    check([vec![1, 3, 4, 6], vec![1, 2, 3, 4, 5, 6], vec![100; 3]]);
    other.add_rows(&batch(&[("y", 101)])).unwrap();
    check([
        vec![1, 3, 4, 6],
        vec![1, 2, 3, 4, 5, 6],
        vec![100, 100, 100, 101, 101, 101],
    ]);
}

#[test]
fn given_tables_are_constituents() {
    let session = Session::new().unwrap();
    let table = keyed(&session);
    table.add_rows(&batch(&[("b", 1), ("a", 2)])).unwrap();
    let twice = PartitionedTable::of_tables(&[table.clone(), table.where_(["V > 1"]).unwrap()]).unwrap();
    let merged = twice.merge().unwrap();
    let sizes = twice.table("T").unwrap().view(["S = T.size()"]).unwrap();
    table.add_rows(&batch(&[("c", 3)])).unwrap();
    assert_eq!((values(&merged), values(&sizes)), (vec![1, 2, 3, 2, 3], vec![3, 2]));
    let error = twice.constituent_for(&[]).err().unwrap();
    assert_eq!(error.kind(), crate::ErrorKind::Unsupported);
    let sorted = table.partition_by(["K"], false).unwrap();
    let cells = sorted.table("T").unwrap().sort(["K"]).unwrap();
    assert_eq!(
        values(&sorted.rearranged(&cells, "T").unwrap().merge().unwrap()),
        [2, 1, 3]
    );
    let error = PartitionedTable::of_tables(&[table.clone(), table.view(["K"]).unwrap()])
        .err()
        .unwrap();
    assert!(
        error
            .message()
            .starts_with("the tables of a partitioned table have the same columns")
    );
    let error = table.cell("K", 0).err().unwrap();
    assert_eq!(error.message(), "column \"K\" has no tables");
}

/// A cell outlives everything but what it is a part of.
#[test]
fn cells_live_as_long_as_their_column() {
    let session = Session::new().unwrap();
    let table = keyed(&session);
    table.add_rows(&batch(&[("a", 1)])).unwrap();
    let kept = {
        let cells = table.partition_by(["K"], false).unwrap().table("T").unwrap();
        cells.view(["T", "K2 = K"]).unwrap().snapshot_table().unwrap()
    };
    table.add_rows(&batch(&[("a", 2)])).unwrap();
    let size = kept.view(["S = T.size()"]).unwrap();
    assert_eq!(values(&size), [2]);
    let number = values(&kept.view(["T"]).unwrap())[0];
    assert_eq!(values(&Table::of_cell(number).unwrap()), [1, 2]);
    drop((kept, size));
    let deadline = Instant::now() + Duration::from_secs(20);
    while Table::of_cell(number).is_ok() {
        assert!(Instant::now() < deadline, "the constituent is still there");
    }
    assert!(
        Table::of_cell(number)
            .err()
            .unwrap()
            .message()
            .starts_with("the table of the cell is gone")
    );
}
