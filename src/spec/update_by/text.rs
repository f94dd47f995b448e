//! Operations as texts: `cumSum(Total = Size)`, `ema(Time, PT30S; Smooth = Price)`, `rollingSum(3, 1; Size)`.

use std::str::FromStr;

use jiff::SignedDuration;

use super::control;
use super::{BadDataBehavior, Decay, DeltaControl, OperationControl, UpdateByOperation, Window};
use crate::error::{Error, Result};
use crate::spec::FilterSpec;
use crate::spec::aggregation::split;

impl FromStr for UpdateByOperation {
    type Err = Error;

    /// Reads `name(columns)`; what an operation needs beside its columns comes first, followed by `;`.
    ///
    /// A decay is a number of rows, `ema(2.5; Price)`, or a column of timestamps and a duration, `ema(Time, PT30S; Price)`;
    /// behind it there may be `onNull=` and `onNan=` with `skip`, `reset`, `poison` or `throw`, and `digits=34 halfEven`: to
    /// how many digits decimals are rounded, and how. A window is one number of
    /// rows or two, `rollingSum(3, 1; Size)`, or a column of timestamps with one duration or two; behind it there may be
    /// what else is needed: `rollingWAvg(3, Size; Price)`, `rollingCountWhere(3, N; Size > 5)`,
    /// `rollingFormula(3; Out = max(A) - min(B))`, `rollingFormula(3, sum(each), each; Out = A)`. `delta` takes
    /// `nullDominates`, `valueDominates` or `zeroDominates`.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        read(text)
            .map_err(|error| Error::invalid(format!("operation {text:?}: {}", error.message())).with("operation", text))
    }
}

/// What an operation needs beside its columns, of which some has been read.
struct Before<'a>(std::collections::VecDeque<&'a str>);

fn read(text: &str) -> Result<UpdateByOperation> {
    use UpdateByOperation as By;
    let (name, inner) = match text.split_once('(') {
        None => (text, ""),
        Some((name, rest)) => {
            let inner = rest.strip_suffix(')');
            let inner = inner.ok_or_else(|| Error::invalid("expected \")\" at the end"))?;
            (name.trim(), inner)
        }
    };
    let takes_columns_only = matches!(name, "cumSum" | "cumProd" | "cumMin" | "cumMax" | "fill" | "delta");
    let (before, after) = match split(inner, ';')[..] {
        [all] if takes_columns_only => ("", all),
        [all] => (all, ""),
        [before, after] => (before, after),
        _ => return Err(Error::invalid("expected one \";\" at most")),
    };
    let mut before = Before(items(before).into());
    let columns: Vec<String> = items(after).into_iter().map(str::to_owned).collect();
    let filters = |columns: Vec<String>| -> Vec<FilterSpec> { columns.into_iter().map(FilterSpec::Text).collect() };
    let operation = match name {
        "cumSum" => By::CumSum { columns },
        "cumProd" => By::CumProd { columns },
        "cumMin" => By::CumMin { columns },
        "cumMax" => By::CumMax { columns },
        "fill" => By::Fill { columns },
        "cumCountWhere" => By::CumCountWhere {
            column: before.one("a column")?,
            filters: filters(columns),
        },
        "delta" => By::Delta {
            control: before
                .0
                .pop_front()
                .map(DeltaControl::named)
                .transpose()?
                .unwrap_or_default(),
            columns,
        },
        "ema" | "ems" | "emMin" | "emMax" | "emStd" => {
            let (decay, control) = (before.decay()?, before.control()?);
            match name {
                "ema" => By::Ema {
                    decay,
                    control,
                    columns,
                },
                "ems" => By::Ems {
                    decay,
                    control,
                    columns,
                },
                "emMin" => By::EmMin {
                    decay,
                    control,
                    columns,
                },
                "emMax" => By::EmMax {
                    decay,
                    control,
                    columns,
                },
                _ => By::EmStd {
                    decay,
                    control,
                    columns,
                },
            }
        }
        _ => {
            let kind = name.strip_prefix("rolling").ok_or_else(unknown)?;
            let window = before.window()?;
            match kind {
                "Sum" => By::RollingSum { window, columns },
                "Avg" => By::RollingAvg { window, columns },
                "Min" => By::RollingMin { window, columns },
                "Max" => By::RollingMax { window, columns },
                "Product" => By::RollingProduct { window, columns },
                "Count" => By::RollingCount { window, columns },
                "Std" => By::RollingStd { window, columns },
                "Group" => By::RollingGroup { window, columns },
                "WAvg" => By::RollingWAvg {
                    window,
                    weight: before.one("the column of the weights")?,
                    columns,
                },
                "CountWhere" => By::RollingCountWhere {
                    window,
                    column: before.one("a column")?,
                    filters: filters(columns),
                },
                "Formula" if before.0.is_empty() => By::RollingFormula {
                    window,
                    formula: after.trim().to_owned(),
                    parameter: None,
                    columns: Vec::new(),
                },
                "Formula" => By::RollingFormula {
                    window,
                    formula: before.one("a formula")?,
                    parameter: Some(before.one("the name that stands for the columns")?),
                    columns,
                },
                _ => return Err(unknown()),
            }
        }
    };
    match before.0.pop_front() {
        Some(more) => Err(Error::invalid(format!("{more:?} is too much"))),
        None => Ok(operation),
    }
}

fn unknown() -> Error {
    Error::invalid(
        "there is no such operation: expected cumSum, cumProd, cumMin, cumMax, cumCountWhere, fill, delta, ema, ems, emMin, \
         emMax, emStd, or rolling followed by Sum, Avg, Min, Max, Product, Count, Std, Group, WAvg, CountWhere or Formula",
    )
}

fn items(part: &str) -> Vec<&str> {
    let items = split(part, ',').into_iter().map(str::trim);
    items.filter(|item| !item.is_empty()).collect()
}

/// Nanoseconds, as a number or an ISO duration.
fn nanos(text: &str) -> Option<i64> {
    let duration = || text.parse::<SignedDuration>().ok()?.as_nanos().try_into().ok();
    text.parse().ok().or_else(duration)
}

impl Before<'_> {
    fn one(&mut self, what: &str) -> Result<String> {
        let item = self.0.pop_front();
        let item = item.ok_or_else(|| Error::invalid(format!("expected {what} before the \";\"")))?;
        Ok(item.to_owned())
    }

    /// Nanoseconds, if they come next.
    fn nanos(&mut self) -> Option<i64> {
        let nanos = nanos(self.0.front()?)?;
        self.0.pop_front();
        Some(nanos)
    }

    fn decay(&mut self) -> Result<Decay> {
        let first = self.one("a number of rows, or a column of timestamps and a duration,")?;
        if let Ok(ticks) = first.parse() {
            return Ok(Decay::Ticks(ticks));
        }
        let nanos = self.nanos();
        Ok(Decay::Time {
            nanos: nanos.ok_or_else(|| Error::invalid(format!("expected a duration behind {first:?}")))?,
            column: first,
        })
    }

    fn control(&mut self) -> Result<OperationControl> {
        let mut control = OperationControl::default();
        while let Some(item) = self.0.pop_front() {
            let named = |behavior: &str| BadDataBehavior::named(behavior.trim());
            match item.split_once('=').map(|(name, behavior)| (name.trim(), behavior)) {
                Some(("onNull", behavior)) => control.on_null = named(behavior)?,
                Some(("onNan", behavior)) => control.on_nan = named(behavior)?,
                Some(("digits", context)) => control.context = control::context(context.trim())?,
                _ => return Err(Error::invalid(format!("{item:?} is not onNull=…, onNan=… or digits=…"))),
            }
        }
        Ok(control)
    }

    fn window(&mut self) -> Result<Window> {
        let first = self.one("a number of rows, or a column of timestamps and a duration,")?;
        if let Ok(reverse) = first.parse() {
            let forward = self.0.front().and_then(|item| item.parse().ok());
            if forward.is_some() {
                self.0.pop_front();
            }
            return Ok(Window::Ticks {
                reverse,
                forward: forward.unwrap_or(0),
            });
        }
        let reverse = self.nanos();
        Ok(Window::Time {
            reverse: reverse.ok_or_else(|| Error::invalid(format!("expected a duration behind {first:?}")))?,
            forward: self.nanos().unwrap_or(0),
            column: first,
        })
    }
}
