//! Answers of the mirrored API, copied from it: `FORMULA  ==> TYPE [VALUES]`, under the table that was asked.

use super::sources::table;

fn check(answers: &str) {
    let mut source = None;
    let mut wrong = Vec::new();
    for line in answers.lines() {
        if let Some(name) = line.strip_prefix("# table ") {
            source = Some(table(name));
        }
        let (Some(source), Some((formula, there))) = (&source, line.split_once("  ==> ")) else {
            continue;
        };
        // The library's text of a failure is its own.
        let there = if there.starts_with("ERR") { "ERR" } else { there };
        let here = match source.answer(formula) {
            Err(_) if there == "ERR" => continue,
            Err(error) => format!("ERR {error}"),
            Ok(here) => here,
        };
        if here != there {
            wrong.push(format!("{formula}\n    there {there}\n    here  {here}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! answers {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            check(include_str!(concat!("answers/", stringify!($name), ".txt")));
        }
    )*};
}

answers! {
    numeric
    text
    vectors
    time
    calendar
    decimal
    differs
}
