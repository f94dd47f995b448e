//! Tables of the conformance cases that formulas alone make: what the mirrored API answered for whole scripts.
//!
//! Each case is a head (`@ case table`), the table that the script starts with, or `#` and a number of rows without
//! columns, the steps (`> operation formula`), and behind `=` the answer. Tables are written as the conformance cases
//! write them: tabs, `\N` for null. Texts of nulls are ours, and floats have no more digits than they need.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
    StringArray, TimestampNanosecondArray, UInt16Array,
};
use arrow_select::take::take;

use super::support::{Batch, shown};
use crate::error::Result;
use crate::formula::types::Type;
use crate::formula::{Filter, Formula, assignment, time};

/// A table in the making: columns by name.
struct Table {
    rows: usize,
    columns: Vec<(String, Type, ArrayRef)>,
}

impl Table {
    fn read(lines: &[&'static str]) -> Option<Table> {
        let [head, rows @ ..] = lines else { return None };
        if let Some(rows) = head.strip_prefix('#') {
            return Some(Table {
                rows: rows.parse().ok()?,
                columns: Vec::new(),
            });
        }
        let width = head.split('\t').count();
        let cells = |row: &&'static str| {
            let mut cells: Vec<&str> = row.split('\t').collect();
            // The files have no white space where a row begins.
            while cells.len() < width {
                cells.insert(0, "");
            }
            cells
        };
        let rows: Vec<Vec<&str>> = rows.iter().map(cells).collect();
        let mut columns = Vec::new();
        for (position, field) in head.split('\t').enumerate() {
            let (name, class) = field.split_once(':')?;
            let cells: Vec<Option<&str>> = rows
                .iter()
                .map(|row| Some(row[position]).filter(|cell| *cell != "\\N"))
                .collect();
            let (of, values) = column(class, &cells)?;
            columns.push((name.to_owned(), of, values));
        }
        Some(Table {
            rows: rows.len(),
            columns,
        })
    }

    fn batch(&self) -> Batch {
        // A table without columns has rows all the same.
        let rows: ArrayRef = Arc::new(Int32Array::from(vec![0; self.rows]));
        let mut columns = vec![("no_column", Type::Int, rows)];
        columns.extend(
            self.columns
                .iter()
                .map(|(name, of, values)| (name.as_str(), of.clone(), values.clone())),
        );
        Batch::new(&columns)
    }

    fn evaluate(&self, text: &str) -> Result<(String, Type, ArrayRef)> {
        let (name, expression) = assignment(text)?;
        let batch = self.batch();
        let formula = Formula::bind(expression, &batch.scope())?;
        let values = batch.evaluate(&formula)?;
        Ok((name.to_owned(), Type::of(&formula.field(name)), values))
    }

    fn put(&mut self, column: (String, Type, ArrayRef)) {
        match self.columns.iter_mut().find(|(name, _, _)| *name == column.0) {
            Some(old) => *old = column,
            None => self.columns.push(column),
        }
    }

    fn filter(&mut self, text: &str) -> Result<()> {
        let batch = self.batch();
        let snapshot = batch.snapshot();
        let kept = Filter::new(text, &batch.scope())?.matching(&snapshot, snapshot.row_keys())?;
        let rows: arrow_array::UInt64Array = kept.iter().collect();
        for (_, _, values) in &mut self.columns {
            *values = take(values, &rows, None)?;
        }
        self.rows = rows.len();
        Ok(())
    }

    fn lines(&self) -> Vec<String> {
        let head = self.columns.iter().map(|(name, of, _)| format!("{name}:{of}"));
        let mut lines = vec![head.collect::<Vec<_>>().join("\t")];
        for row in 0..self.rows {
            let cells = self.columns.iter().map(|(_, _, values)| match values.is_null(row) {
                true => "\\N".to_owned(),
                false => shown(values, row),
            });
            lines.push(cells.collect::<Vec<_>>().join("\t"));
        }
        lines
    }
}

/// A column of a table that a script starts with.
fn column(class: &str, cells: &[Option<&str>]) -> Option<(Type, ArrayRef)> {
    macro_rules! parsed {
        ($array:ty) => {
            Arc::new(
                cells
                    .iter()
                    .map(|cell| cell.map(|cell| cell.parse().unwrap()))
                    .collect::<$array>(),
            ) as ArrayRef
        };
    }
    Some(match class {
        "byte" => (Type::Byte, parsed!(Int8Array)),
        "short" => (Type::Short, parsed!(Int16Array)),
        "int" => (Type::Int, parsed!(Int32Array)),
        "long" => (Type::Long, parsed!(Int64Array)),
        "float" => (Type::Float, parsed!(Float32Array)),
        "double" => (Type::Double, parsed!(Float64Array)),
        "Boolean" => (Type::Boolean, parsed!(BooleanArray)),
        "String" => (Type::String, Arc::new(StringArray::from(cells.to_vec())) as ArrayRef),
        "char" => {
            let unit = |cell: &str| cell.encode_utf16().next().unwrap();
            let units = cells.iter().map(|cell| cell.map(unit));
            (Type::Char, Arc::new(units.collect::<UInt16Array>()) as ArrayRef)
        }
        "Instant" => {
            let instants = cells.iter().map(|cell| cell.map(|cell| time::instant(cell).unwrap()));
            let instants = instants.collect::<TimestampNanosecondArray>();
            (
                Type::Instant,
                Arc::new(instants.with_data_type(Type::Instant.data_type())) as ArrayRef,
            )
        }
        _ => return None,
    })
}

/// Numbers may be written in another way.
fn same_cell(found: &str, wanted: &str) -> bool {
    if found == wanted || found.replace(',', ", ") == wanted {
        return true;
    }
    let (Ok(found), Ok(wanted)) = (found.parse::<f64>(), wanted.parse::<f64>()) else {
        return false;
    };
    found.is_nan() && wanted.is_nan() || (found - wanted).abs() <= 1e-12 * found.abs().max(wanted.abs())
}

fn same(found: &[String], wanted: &[&str]) -> bool {
    found.len() == wanted.len()
        && found.iter().zip(wanted).all(|(found, wanted)| {
            let cells = |row: &str| row.trim().split('\t').map(str::to_owned).collect::<Vec<_>>();
            let (found, wanted) = (cells(found), cells(wanted));
            found.len() == wanted.len()
                && found
                    .iter()
                    .zip(&wanted)
                    .all(|(found, wanted)| same_cell(found, wanted))
        })
}

fn run(table: &mut Table, steps: &[&str]) -> Result<()> {
    let mut view = Vec::new();
    for step in steps {
        match step.trim_start_matches("> ").split_once(' ') {
            Some(("update", formula)) => {
                let column = table.evaluate(formula)?;
                table.put(column);
            }
            // A view sees the columns that it has made.
            Some(("view", formula)) => {
                let column = table.evaluate(formula)?;
                view.push(column.clone());
                table.put(column);
            }
            Some((_, filter)) => table.filter(filter)?,
            None => table.columns = std::mem::take(&mut view),
        }
    }
    Ok(())
}

#[test]
fn scripts_are_answered_as_by_the_mirrored_api() {
    let text = include_str!("conformance.txt");
    let (mut wrong, mut missing, mut right) = (Vec::new(), Vec::new(), 0);
    for case in text.split("@ ").skip(1) {
        let mut lines = case.trim_end_matches('\n').split('\n');
        let name = lines.next().unwrap_or_default();
        let lines: Vec<&'static str> = lines.collect();
        let equals = lines.iter().position(|line| *line == "=").unwrap();
        let first = lines.iter().position(|line| line.starts_with("> ")).unwrap_or(equals);
        let Some(mut table) = Table::read(&lines[..first]) else {
            continue;
        };
        match run(&mut table, &lines[first..equals]) {
            Ok(()) if same(&table.lines(), &lines[equals + 1..]) => right += 1,
            Ok(()) => wrong.push(format!(
                "{name}\n{}\n  expected\n{}",
                table.lines().join("\n"),
                lines[equals + 1..].join("\n")
            )),
            // Functions have tests of their own.
            Err(error) if error.detail("function").is_some() => missing.push(error),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(
        right > 80,
        "{right} are right, {} need functions: {missing:?}",
        missing.len()
    );
}
