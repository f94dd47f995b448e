//! The table itself, and the page of documentation that is made of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::kernel::Kernel;
use super::*;

mod answers;
mod behaviour;
mod examples;
mod sources;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/functions.md");

/// The page: for each theme its constants, then its functions by name, with all that an overload takes.
fn page() -> String {
    let table = table();
    let examples = examples::examples();
    let mut page = String::from(
        "# Functions of the formula language\n\n\
         Made of the function table in `src/formula/functions`; \
         `TOPICTABLE_UPDATE_FUNCTIONS=1 cargo test --lib functions_page` writes it anew.\n\n\
         A null argument gives null unless it says otherwise. A method that is called on null fails the row. Types are \
         Java's; a number fits a parameter of a wider type. The examples are run by the tests; they are what Deephaven answers \
         too, where it has the function.\n",
    );
    for (theme, _) in THEMES {
        let mut lines: Vec<String> = table
            .constants
            .iter()
            .filter(|constant| constant.theme == theme)
            .map(|constant| {
                format!(
                    "| `{}` | {} `{}` | |",
                    constant.name, constant.about, constant.constant_type
                )
            })
            .collect();
        let functions = table.functions.iter().filter(|function| function.theme == theme);
        let mut named: BTreeMap<(bool, &str), Vec<&Function>> = BTreeMap::new();
        for function in functions {
            named
                .entry((function.method, function.name()))
                .or_default()
                .push(function);
        }
        for ((method, name), overloads) in &named {
            let point = if *method { "." } else { "" };
            let example = examples.get(&(theme, format!("{point}{name}")));
            let example = example.map(examples::Example::shown).unwrap_or_default();
            let abouts = unique(overloads.iter().map(|function| function.about.to_owned()));
            let signatures = unique(overloads.iter().map(|overload| format!("`{}`", overload.signature())));
            let also: Vec<String> = overloads[0].also.iter().map(|name| format!("`{name}`")).collect();
            let also = if also.is_empty() {
                String::new()
            } else {
                format!(" Also {}.", also.join(", "))
            };
            lines.push(format!(
                "| {} | {}{also} | {example} |",
                signatures.join("<br>"),
                abouts.join(" ")
            ));
        }
        if !lines.is_empty() {
            let _ = write!(page, "\n## {theme}\n\n| | | |\n|---|---|---|\n{}\n", lines.join("\n"));
        }
    }
    page
}

/// The texts without those that were there before.
fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = Vec::new();
    for text in texts {
        if !known.contains(&text) {
            known.push(text);
        }
    }
    known
}

#[test]
fn functions_page() {
    let page = page();
    if std::env::var_os("TOPICTABLE_UPDATE_FUNCTIONS").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let written = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(
        written == page,
        "docs/functions.md is not what the function table says: TOPICTABLE_UPDATE_FUNCTIONS=1 cargo test --lib functions_page"
    );
}

#[test]
fn entries_are_complete() {
    for function in &table().functions {
        let Kernel { params, sees_nulls, .. } = &function.kernel;
        let names = function.call.split_once('(').unwrap().1.trim_end_matches(')');
        let names = names.split(',').filter(|name| !name.trim().is_empty()).count();
        assert_eq!(names + usize::from(function.method), params.len(), "{}", function.call);
        assert_eq!(sees_nulls.len(), params.len(), "{}", function.call);
        assert!(function.about.ends_with('.'), "{}: {}", function.call, function.about);
        assert!(!function.method || !params.is_empty(), "{}", function.call);
    }
}

#[test]
fn no_two_overloads_take_the_same() {
    let mut seen = std::collections::BTreeSet::new();
    for function in &table().functions {
        let params = format!(
            "{} {:?} {} {}",
            function.name(),
            function.kernel.params,
            function.method,
            function.variadic
        );
        assert!(seen.insert(params), "{}", function.signature());
    }
}
