use super::*;

fn pattern(text: &str) -> DateTimePattern {
    DateTimePattern::new(text)
}

fn utc(text: &str) -> DateTimePattern {
    pattern(text).zone("UTC")
}

/// Seconds since 1970.
#[track_caller]
fn assert_times(pattern: &DateTimePattern, times: &[(&str, Option<i64>)]) {
    let reader = Reader::new(pattern, true).unwrap();
    for (text, expected) in times {
        let expected = expected.map(|seconds| seconds * 1_000_000_000);
        assert_eq!(reader.instant(text), expected, "{text:?} as {:?}", pattern.text);
    }
}

/// What Java 17 makes of them.
#[test]
fn times_as_in_java() {
    assert_times(
        &utc("yyyy-MM-dd HH:mm:ss"),
        &[
            ("2024-02-31 01:02:03", Some(1_709_168_523)),
            ("2024-02-30 24:00:00", Some(1_709_251_200)),
            ("2024-02-01 24:00:01", None),
            ("2024-02-03 01:02:03x", None),
            ("2024-02-03 01:60:03", None),
            ("2024-13-03 01:00:03", None),
        ],
    );
    assert_times(&utc("yyyy-MM-dd HH"), &[("2024-02-01 05", Some(1_706_763_600))]);
    assert_times(&utc("yyyy-MM-dd HH ss"), &[("2024-02-01 05 06", None)]);
    assert_times(
        &utc("yyyy-MM-dd kk:mm"),
        &[
            ("2024-02-01 00:06", Some(1_706_745_960)),
            ("2024-02-01 24:06", Some(1_706_745_960)),
        ],
    );
    assert_times(
        &utc("yyyy-MM-dd hh:mm a"),
        &[
            ("2024-02-01 00:06 PM", Some(1_706_789_160)),
            ("2024-02-01 12:06 AM", Some(1_706_745_960)),
            ("2024-02-01 13:06 AM", None),
        ],
    );
    assert_times(
        &utc("yyyy-DDD HH:mm"),
        &[("2023-366 13:06", None), ("1970-032 00:00", Some(2_678_400))],
    );
    assert_times(
        &utc("E yyyy-MM-dd HH:mm"),
        &[("Mon 2024-01-02 13:06", None), ("Thu 1970-01-01 00:01", Some(60))],
    );
    assert_times(
        &utc("MMM d, yyyy h:mm a"),
        &[
            ("Feb 3, 2024 4:05 PM", Some(1_706_976_300)),
            ("feb 3, 2024 4:05 PM", None),
        ],
    );
    assert_times(
        &utc("d-MMM-yyyy H").ignore_case(),
        &[
            ("3-feb-2024 0", Some(1_706_918_400)),
            ("3-FEB-2024 0", Some(1_706_918_400)),
        ],
    );
    assert_times(&utc("yyyy-MM-dd HH:mm:ss HH"), &[("2024-02-03 01:02:03 02", None)]);
}

#[test]
fn years_of_any_length() {
    let far = Reader::new(&utc("uuuu-M-d H:m:s"), false).unwrap();
    assert_eq!(
        far.local_date("+12024-3-10 2:30:0"),
        Some((317_279_557_800i64 / 86_400) as i32)
    );
    assert_eq!(far.local_date("-0001-3-10 2:30:0"), Some(-719_825));
    assert_eq!(far.local_date("12024-3-10 2:30:0"), None);
    assert_eq!(far.local_date("+2024-3-10 2:30:0"), None);
    assert_times(&utc("yy-M-d H:m:s"), &[("99-3-10 2:30:0", Some(4_076_793_000))]);
    assert_times(&utc("y-M-d H:m:s"), &[("0-3-10 2:30:0", None)]);
}

#[test]
fn numbers_that_follow_at_once() {
    assert_times(
        &utc("uuuuMMddHHmmss"),
        &[
            ("20240203010203", Some(1_706_922_123)),
            ("2024020301020", None),
            ("+120240203010203", None),
        ],
    );
    let reader = Reader::new(&utc("yyMMddHHmmssSSS"), true).unwrap();
    assert_eq!(
        reader.instant("700101000001123"),
        Reader::new(&utc("uuuuMMddHHmmss.SSS"), true)
            .unwrap()
            .instant("20700101000001.123")
    );
    assert_eq!(
        Reader::new(&utc("uuuuMMdd HH:mm:ss.n"), true)
            .unwrap()
            .instant("19700101 00:00:00.123"),
        Some(123)
    );
}

#[test]
fn offsets_and_zones() {
    assert_times(
        &utc("yyyy-MM-dd HH:mm:ss[XXX][ VV]"),
        &[
            ("2024-03-10 02:30:00+02:00", Some(1_710_030_600)),
            ("2024-03-10 02:30:00Z", Some(1_710_037_800)),
            ("2024-03-10 02:30:00", Some(1_710_037_800)),
            // A time that the zone skips.
            ("2024-03-10 02:30:00 America/New_York", Some(1_710_055_800)),
            ("2024-03-10 02:30:00 America/Nowhere", None),
            ("2024-02-28 04:00:00 +01:00", Some(1_709_089_200)),
            ("2024-02-28 04:00:00 UTC", Some(1_709_092_800)),
            ("2024-02-28 04:00:00 UTC+1", None),
            ("2024-03-10 02:30:00+19:00", None),
            ("2024-03-10 02:30:00+0200", None),
        ],
    );
    assert_times(
        &pattern("yyyy-MM-dd HH:mm:ssX"),
        &[
            ("2024-03-10 02:30:00+0230", Some(1_710_028_800)),
            ("2024-03-10 02:30:00-02", Some(1_710_045_000)),
        ],
    );
    assert_times(
        &pattern("yyyy-MM-dd HH:mm:ssZ"),
        &[
            ("2024-03-10 02:30:00+0000", Some(1_710_037_800)),
            ("2024-03-10 02:30:00Z", None),
        ],
    );
    assert_times(
        &pattern("yyyy-MM-dd HH:mm:ssZZZZZ"),
        &[("2024-03-10 02:30:00-00:00:01", Some(1_710_037_801))],
    );
}

#[test]
fn strict_dates() {
    assert_times(
        &utc("uuuu-MM-dd kk:mm:ss").strict(),
        &[
            ("2024-02-30 01:02:03", None),
            ("2024-02-28 00:02:03", None),
            ("2024-02-29 24:00:00", Some(1_709_164_800)),
        ],
    );
    assert_times(&utc("uuuu-MM-dd HH:mm").strict(), &[("2024-02-28 24:00", None)]);
}

#[test]
fn sections_and_quotes() {
    let reader = Reader::new(&utc("yyyy-MM-dd['T'HH:mm[:ss[.SSS]]]"), true).unwrap();
    assert_eq!(reader.instant("1970-01-01T00:01"), Some(60_000_000_000));
    assert_eq!(reader.instant("1970-01-01T00:00:01.5"), None);
    assert_eq!(reader.instant("1970-01-01T00:00:01.500"), Some(1_500_000_000));
    assert_eq!(reader.instant("1970-01-01"), None);
    assert_eq!(reader.local_date("1970-01-02"), Some(1));
    let quoted = Reader::new(&pattern("'on' dd/MM/yyyy 'o''clock' ''"), false).unwrap();
    assert_eq!(quoted.local_date("on 02/01/1970 o'clock '"), Some(1));
}

#[test]
fn patterns_that_mean_nothing_are_refused() {
    let refused =
        |pattern: DateTimePattern, is_time: bool| Reader::new(&pattern, is_time).unwrap_err().message().to_owned();
    for (text, reason) in [
        (
            "yyyy-ww",
            "\"ww\" is not supported: expected u, y, M, L, d, D, E, a, h, H, K, k, m, s, S, n, X, x, Z or VV",
        ),
        ("yyyy-MM", "no date comes of it: expected such as yyyy-MM-dd in it"),
        ("yyyy-MM-dd", "no time comes of it: expected such as HH:mm:ss in it"),
        (
            "yyyy-MM-dd hh:mm",
            "no time comes of it: expected such as HH:mm:ss in it",
        ),
        (
            "yyyy-MM-dd HH:mm",
            "it tells no offset from UTC: expected such as XXX in it, or a zone for its times",
        ),
        ("yyyy-MM-dd 'T", "a text begins with a quote and does not end"),
        ("yyyy[-MM-dd", "a section begins with '[' and does not end"),
        ("yyyy-MM-dd]", "']' stands for nothing here"),
        (
            "yyyy-MM-dd HH:mm z",
            "\"z\" is not supported: expected u, y, M, L, d, D, E, a, h, H, K, k, m, s, S, n, X, x, Z or VV",
        ),
    ] {
        assert_eq!(refused(pattern(text), true), format!("pattern {text:?}: {reason}"));
    }
    let strict = pattern("yyyy-MM-dd").strict();
    assert!(refused(strict, false).ends_with("no date comes of it: expected such as uuuu-MM-dd in it"));
    assert_eq!(
        refused(pattern("yyyy-MM-dd HH").zone("Nowhere"), true),
        "pattern \"yyyy-MM-dd HH\": \"Nowhere\" is no time zone"
    );
}
