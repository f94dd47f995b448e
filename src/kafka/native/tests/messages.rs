//! Messages of magic 0 and 1, as the protocol's description has them.

use super::*;
use crate::kafka::NO_TIMESTAMP;

/// A message; its attributes are those of its compression, and of its time.
fn message(magic: u8, attributes: u8, (offset, timestamp, key, value, _): &Row) -> Vec<u8> {
    let mut content = vec![magic, attributes];
    if magic > 0 {
        content.extend(timestamp.to_be_bytes());
    }
    for part in [key, value] {
        let len = part.as_ref().map_or(-1, |part| part.len() as i32);
        content.extend(len.to_be_bytes());
        content.extend(part.iter().flatten());
    }
    let mut checksum = flate2::Crc::new();
    checksum.update(&content);
    let mut message = offset.to_be_bytes().to_vec();
    message.extend((content.len() as i32 + 4).to_be_bytes());
    message.extend(checksum.sum().to_be_bytes());
    message.extend(content);
    message
}

/// A message that holds others.
fn holding(magic: u8, codec: Compression, time: Option<i64>, rows: &[Row]) -> Vec<u8> {
    let first = rows[0].0;
    let inner: Vec<u8> = rows
        .iter()
        .flat_map(|row| {
            let mut row = row.clone();
            row.0 -= if magic > 0 { first } else { 0 };
            message(magic, 0, &row)
        })
        .collect();
    let mut inner = compress(&inner, codec);
    if magic == 0 && codec == Compression::Lz4 {
        // What the clients of that time computed.
        inner[6] ^= 0x55;
    }
    let attributes = codec as u8 | if time.is_some() { 8 } else { 0 };
    let outer = (rows[rows.len() - 1].0, time.unwrap_or(7), None, Some(inner), Vec::new());
    message(magic, attributes, &outer)
}

/// What is read of rows of this format, from an offset on.
fn expected(magic: u8, rows: &[Row], from: i64) -> Vec<Row> {
    let rows = rows.iter().filter(|row| row.0 >= from).cloned();
    rows.map(|(offset, timestamp, key, value, _)| {
        let timestamp = if magic > 0 { timestamp } else { NO_TIMESTAMP };
        (offset, timestamp, key, value, Vec::new())
    })
    .collect()
}

proptest! {
    #[test]
    fn all_of_them_are_read(
        rows in any_rows(),
        cut in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        magic in 0..2_u8,
        codec in 1..4_usize,
        newer in any::<bool>(),
    ) {
        let (plain, held) = rows.split_at(cut.index(rows.len()));
        let mut log: Vec<u8> = plain.iter().flat_map(|row| message(magic, 0, row)).collect();
        log.extend(holding(magic, CODECS[codec], None, held));
        let last = rows[rows.len() - 1].0;
        let from = rows[from.index(rows.len())].0;
        let mut wanted = expected(magic, &rows, from);
        if newer {
            log.extend(encode(&[row(last + 3)], CODECS[codec]));
            wanted.push(row(last + 3));
        }
        let all = read(&log, from);
        prop_assert_eq!(&all.result, &Ok(()));
        prop_assert_eq!(&all.rows, &wanted);
        prop_assert_eq!(all.next, last + if newer { 4 } else { 1 });
        // Without the compressed one everything stays in the response.
        let plain_log: Vec<u8> = rows.iter().flat_map(|row| message(magic, 0, row)).collect();
        prop_assert_eq!(read(&plain_log, from).rows, expected(magic, &rows, from));
    }

    #[test]
    fn damage_does_no_harm(rows in any_rows(), codec in 1..4_usize, magic in 0..2_u8, damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut data = vec![0; 9];
        data.extend(message(magic, 0, &rows[0]));
        data.extend(holding(magic, CODECS[codec], None, &rows));
        for (place, byte) in damage {
            let place = 9 + place.index(data.len() - 9);
            data[place] = byte;
        }
        super::super::hostile::check(&data);
    }
}

#[test]
fn the_time_of_the_log_counts_where_it_is_used() {
    let rows = [row(5), row(6)];
    let read = read(&holding(1, Compression::Gzip, Some(99), &rows), 0);
    let times: Vec<i64> = read.rows.iter().map(|row| row.1).collect();
    assert_eq!(times, [99, 99]);
}

#[test]
fn what_is_damaged_or_cut_off_is_told_or_left_for_later() {
    let whole = message(1, 0, &row(5));
    for len in 0..whole.len() {
        let read = read(&whole[..len], 5);
        assert_eq!((read.result, read.next), (Ok(()), 5), "{len}");
    }
    let mut wrong = whole.clone();
    wrong[20] ^= 1;
    let fault = "the checksum of a record batch is wrong";
    assert_eq!(read(&wrong, 5).result, Err(Broken { offset: 5, fault }));
    let mut twice = holding(1, Compression::Gzip, None, &[row(3)]);
    let outer = (4, 0, None, Some(compress(&twice, Compression::Gzip)), Vec::new());
    twice = message(1, 1, &outer);
    let fault = "a compressed message holds another one";
    assert_eq!(read(&twice, 0).result, Err(Broken { offset: 4, fault }));
}
