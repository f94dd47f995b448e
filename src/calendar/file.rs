//! Calendar files: XML, in the form that the mirrored API reads.
//!
//! ```xml
//! <calendar>
//!   <name>EXAMPLE</name>
//!   <timeZone>Europe/Berlin</timeZone>
//!   <firstValidDate>2024-01-01</firstValidDate>
//!   <lastValidDate>2025-12-31</lastValidDate>
//!   <default>
//!     <businessTime><open>09:00</open><close>17:30</close></businessTime>
//!     <weekend>Saturday</weekend>
//!     <weekend>Sunday</weekend>
//!   </default>
//!   <holiday><date>2024-12-25</date></holiday>
//! </calendar>
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use roxmltree::{Document, Node};

use super::business::{BusinessCalendar, Parts};
use super::date::{DAYS, Date};
use super::hours::Hours;
use crate::error::{Error, Result};
use crate::format;

/// Elements that tell nothing about days.
const IGNORED: [&str; 2] = ["country", "language"];

/// The calendar of a file's text. Errors name the file, the line, the element and what was expected.
pub(super) fn read(text: &str, path: &Path) -> Result<BusinessCalendar> {
    let file = File { path };
    let document = Document::parse(text).map_err(|error| {
        let message = format!("{}:{}: the file is no XML: {error}", path.display(), error.pos().row);
        Error::invalid(message)
            .with("file", path.display())
            .with("line", error.pos().row)
    })?;
    let root = document.root_element();
    if !root.has_tag_name("calendar") {
        return Err(file.wrong(root, "expected the element <calendar>"));
    }
    let known = [
        "name",
        "timeZone",
        "description",
        "firstValidDate",
        "lastValidDate",
        "default",
        "holiday",
    ];
    file.check_children(root, &known)?;
    let name = file.required(root, "name")?;
    let zone = file.required(root, "timeZone")?;
    let default = file.required(root, "default")?;
    file.check_children(default, &["businessTime", "businessPeriod", "weekend"])?;
    let mut weekend = [false; 7];
    for day in children(default, "weekend") {
        let name = file.text(day)?.to_ascii_uppercase();
        let place = DAYS.iter().position(|known| *known == name);
        let place = place.ok_or_else(|| file.wrong(day, "expected a day of the week, such as Saturday"))?;
        weekend[place] = true;
    }
    let mut holidays = BTreeMap::new();
    for holiday in children(root, "holiday") {
        file.check_children(holiday, &["date", "businessTime", "businessPeriod"])?;
        let date = file.required(holiday, "date")?;
        let day = file.date(date)?;
        if holidays.insert(day, file.hours(holiday)?).is_some() {
            return Err(file.wrong(date, "the date is there twice"));
        }
    }
    let bound = |name: &str, holiday: Option<&i32>| match file.optional(root, name)? {
        Some(element) => file.date(element),
        None => holiday.copied().ok_or_else(|| {
            file.wrong(
                root,
                &format!("expected the element <{name}>, which only holidays can stand for"),
            )
        }),
    };
    let first = bound("firstValidDate", holidays.keys().next())?;
    let last = bound("lastValidDate", holidays.keys().next_back())?;
    if first > last {
        let element = file.required(root, "lastValidDate")?;
        return Err(file.wrong(element, "expected a date that is not before the first one"));
    }
    let id = file.text(zone)?;
    let time_zone = format::zone(id).ok_or_else(|| file.wrong(zone, "expected a time zone, such as Europe/Berlin"))?;
    let zone_name = time_zone.iana_name().unwrap_or(id).to_owned();
    let description = file.optional(root, "description")?;
    Ok(BusinessCalendar::new(Parts {
        name: file.text(name)?.to_owned(),
        description: description.map(|element| element.text().unwrap_or_default().trim().to_owned()),
        zone: (zone_name, time_zone),
        valid: (first, last),
        weekend,
        standard: file.hours(default)?,
        holidays,
    }))
}

struct File<'p> {
    path: &'p Path,
}

fn children<'a, 'i>(of: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    of.children().filter(move |child| child.has_tag_name(name))
}

impl File<'_> {
    /// The failure of an element.
    fn wrong(&self, element: Node<'_, '_>, reason: &str) -> Error {
        let line = element.document().text_pos_at(element.range().start).row;
        let name = element.tag_name().name();
        let text = element.text().map(str::trim).filter(|text| !text.is_empty());
        let shown = text.map_or(format!("<{name}>"), |text| format!("<{name}>{text}</{name}>"));
        Error::invalid(format!("{}:{line}: {shown}: {reason}", self.path.display()))
            .with("file", self.path.display())
            .with("line", line)
            .with("element", name)
    }

    fn check_children(&self, of: Node<'_, '_>, known: &[&str]) -> Result<()> {
        let mut elements = of.children().filter(Node::is_element);
        let strange = elements.find(|element| {
            let name = element.tag_name().name();
            !known.contains(&name) && !IGNORED.contains(&name)
        });
        strange.map_or(Ok(()), |element| {
            let reason = format!("expected one of {}", known.join(", "));
            Err(self.wrong(element, &reason))
        })
    }

    /// The only element of a name.
    fn optional<'a, 'i>(&self, of: Node<'a, 'i>, name: &str) -> Result<Option<Node<'a, 'i>>> {
        let found = of.children().find(|child| child.has_tag_name(name));
        match of.children().filter(|child| child.has_tag_name(name)).nth(1) {
            Some(second) => Err(self.wrong(second, "the element is there twice")),
            None => Ok(found),
        }
    }

    fn required<'a, 'i>(&self, of: Node<'a, 'i>, name: &str) -> Result<Node<'a, 'i>> {
        let found = self.optional(of, name)?;
        found.ok_or_else(|| self.wrong(of, &format!("the element <{name}> is missing")))
    }

    fn text<'a>(&self, element: Node<'a, '_>) -> Result<&'a str> {
        let text = element.text().unwrap_or_default().trim();
        if text.is_empty() {
            return Err(self.wrong(element, "expected a text"));
        }
        Ok(text)
    }

    /// Days since 1970.
    fn date(&self, element: Node<'_, '_>) -> Result<i32> {
        let date: Option<jiff::civil::Date> = self.text(element)?.parse().ok();
        let days = date.and_then(|date| {
            Date {
                year: i32::from(date.year()),
                month: i32::from(date.month()),
                day: i32::from(date.day()),
            }
            .days()
        });
        days.ok_or_else(|| self.wrong(element, "expected a date, such as 2024-12-31"))
    }

    /// Nanoseconds since midnight.
    fn time(&self, element: Node<'_, '_>, text: &str) -> Result<i64> {
        let time: Option<jiff::civil::Time> = text.trim().parse().ok();
        let since = time.map(|time| time.duration_since(jiff::civil::Time::midnight()).as_nanos());
        let nanos = since.and_then(|nanos| i64::try_from(nanos).ok());
        nanos.ok_or_else(|| self.wrong(element, "expected a time of the day, such as 09:30"))
    }

    /// The hours of the default or of a holiday, in ascending order.
    fn hours(&self, of: Node<'_, '_>) -> Result<Vec<Hours>> {
        let mut hours: Vec<(Hours, Node<'_, '_>)> = Vec::new();
        for element in children(of, "businessTime") {
            self.check_children(element, &["open", "close", "includeClose"])?;
            let (open, close) = (self.required(element, "open")?, self.required(element, "close")?);
            let include = self.optional(element, "includeClose")?;
            let inclusive = match include.map(|include| self.text(include)).transpose()? {
                None | Some("false") => false,
                Some("true") => true,
                Some(_) => return Err(self.wrong(element, "expected true or false in <includeClose>")),
            };
            let from = self.time(open, self.text(open)?)?;
            let until = self.time(close, self.text(close)?)?;
            hours.push((Hours { from, until, inclusive }, close));
        }
        // An older way to say the same.
        for element in children(of, "businessPeriod") {
            let times = self.text(element)?.split_once(',');
            let (from, until) = times.ok_or_else(|| self.wrong(element, "expected two times, such as 09:30,16:00"))?;
            let (from, until) = (self.time(element, from)?, self.time(element, until)?);
            let inclusive = false;
            hours.push((Hours { from, until, inclusive }, element));
        }
        if let Some((_, element)) = hours.iter().find(|(hours, _)| hours.from > hours.until) {
            return Err(self.wrong(*element, "expected a time that is not before the opening"));
        }
        hours.sort_by_key(|(hours, _)| hours.from);
        let overlap = hours.windows(2).find_map(|pair| match pair {
            [(left, _), (right, element)]
                if left.until > right.from || (left.inclusive && left.until == right.from) =>
            {
                Some(*element)
            }
            _ => None,
        });
        match overlap {
            Some(element) => Err(self.wrong(element, "the hours overlap with others of the day")),
            None => Ok(hours.into_iter().map(|(hours, _)| hours).collect()),
        }
    }
}
