//! Calendars of business days as Java asks for them.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::calendar::{self, BusinessCalendar, Hours, Registered};
use crate::error::{Error, Result};
use crate::formula;
use crate::spec::Constant;

/// What can be asked of the calendars of the process.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum CalendarRequest {
    /// Their names, and that of the default one.
    Names,
    /// The calendar of a name, or the default one.
    Named {
        name: Option<String>,
    },
    /// Adds the calendar of a file.
    AddFile {
        path: PathBuf,
    },
    Remove {
        name: String,
    },
    /// Makes a calendar the default.
    SetDefault {
        name: String,
    },
    /// The hours of a date, in days since 1970.
    Day {
        calendar: i64,
        date: i32,
    },
    /// What a method of a calendar gives.
    Ask {
        calendar: i64,
        method: String,
        arguments: Vec<Constant>,
    },
}

pub(super) fn answer(request: CalendarRequest) -> Result<Value> {
    match request {
        CalendarRequest::Names => Ok(json!({"names": calendar::names(), "default": calendar::default_name()})),
        CalendarRequest::Named { name: Some(name) } => Ok(described(calendar::named(&name)?)),
        CalendarRequest::Named { name: None } => Ok(described(calendar::default()?)),
        CalendarRequest::AddFile { path } => Ok(described(calendar::add_file(&path)?)),
        CalendarRequest::Remove { name } => {
            calendar::remove(&name);
            Ok(Value::Null)
        }
        CalendarRequest::SetDefault { name } => {
            calendar::set_default(&name)?;
            Ok(Value::Null)
        }
        CalendarRequest::Day { calendar, date } => {
            let hours = known(calendar)?.hours(date).map_err(Error::invalid)?;
            Ok(json!({"hours": hours.map(|hours| shown(&hours)).collect::<Vec<_>>()}))
        }
        CalendarRequest::Ask {
            calendar,
            method,
            mut arguments,
        } => {
            arguments.insert(0, Constant::Calendar(calendar));
            let value = formula::ask(&method, &arguments)?;
            Ok(json!({"value": formula::constant(&value)}))
        }
    }
}

fn known(number: i64) -> Result<&'static BusinessCalendar> {
    calendar::by_number(number).ok_or_else(|| Error::invalid(format!("there is no calendar of the number {number}")))
}

fn shown(hours: &Hours) -> Value {
    json!({"from": hours.from, "until": hours.until, "inclusive": hours.inclusive})
}

fn described((number, calendar): Registered) -> Value {
    let holidays = calendar.holidays.keys().map(|date| {
        // Days that the calendar does not know may be holidays, too.
        json!({"date": date, "hours": calendar.instants(*date).map(|hours| shown(&hours)).collect::<Vec<_>>()})
    });
    json!({
        "calendar": number,
        "name": calendar.name,
        "description": calendar.description,
        "zone": calendar.zone,
        "first": calendar.first,
        "last": calendar.last,
        "weekend": calendar.weekend_names().collect::<Vec<_>>(),
        "standard": calendar.standard.iter().map(shown).collect::<Vec<_>>(),
        "holidays": holidays.collect::<Vec<_>>(),
    })
}
