use super::{Protobuf, holds, matches};

const PATHS: [&str; 6] = ["", "a", "b", "a/b", "a/c", "a/b/c"];

/// What the mirrored API's `FieldPath.matches` accepts of the paths above.
#[rstest::rstest]
#[case("", &[""])]
#[case("*", &PATHS)]
#[case("/*", &PATHS)]
#[case("/", &[""])]
#[case("a", &["", "a"])]
#[case("/a", &["", "a"])]
#[case("/a/b", &["", "a", "a/b"])]
#[case("/a/*", &["", "a", "a/b", "a/c", "a/b/c"])]
#[case("a/*", &["", "a", "a/b", "a/c", "a/b/c"])]
#[case("/a/b/*", &["", "a", "a/b", "a/b/c"])]
#[case("/a//b", &["", "a"])]
#[case("a/", &["", "a"])]
#[case("a/b/", &["", "a", "a/b"])]
#[case("*/b", &[""])]
#[case("/a/*/b", &["", "a"])]
#[case("//a", &[""])]
#[case("**", &[""])]
#[case("a*", &[""])]
#[case(" a", &[""])]
fn patterns(#[case] pattern: &str, #[case] expected: &[&str]) {
    let found: Vec<&str> = PATHS.into_iter().filter(|path| matches(pattern, path)).collect();
    assert_eq!(found, expected);
}

#[test]
fn sets_of_paths() {
    let set = |entry: &str| [entry.to_owned()].into();
    let found = |entry: &str| -> Vec<&str> { PATHS.into_iter().filter(|path| holds(&set(entry), path)).collect() };
    assert_eq!(found("a"), ["a"]);
    assert_eq!(found("/a/b"), ["a/b"]);
    assert_eq!(found("a/*"), ["a/b", "a/c", "a/b/c"]);
    assert_eq!(found("*"), PATHS);
}

#[test]
fn as_json_and_back() {
    let spec = Protobuf::text("a.proto", "syntax = \"proto3\";")
        .import("b.proto", "")
        .message("M")
        .raw();
    let spec = spec.include("/a/*").exclude("a/b").name("a/c", "C");
    let text = serde_json::to_string(&spec).expect("JSON");
    assert_eq!(serde_json::from_str::<Protobuf>(&text).expect("the same"), spec);
    let subject = Protobuf::subject("s").version(2);
    let text = r#"{"schema": {"subject": {"subject": "s", "version": 2}}}"#;
    assert_eq!(serde_json::from_str::<Protobuf>(text).expect("a spec"), subject);
    assert!(serde_json::from_str::<Protobuf>(r#"{"schema": {"subject": {"subject": "s"}}, "x": 1}"#).is_err());
}
