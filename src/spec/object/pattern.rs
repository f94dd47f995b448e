//! Patterns of times and dates, in the letters of Java's `DateTimeFormatter`.

use serde::{Deserialize, Serialize};

/// A time or a date in a form of one's own. The letters are those of Java's `DateTimeFormatter.ofPattern`, and mean the
/// same: `u y M L d D E a h H K k m s S n X x Z VV`, texts in quotes, and sections in brackets that may be missing. Names
/// of months and days are English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DateTimePattern {
    /// The pattern: `dd.MM.uuuu HH:mm[:ss]`.
    pub text: String,
    /// The zone of times that tell neither an offset nor a zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Whether dates have to be in the calendar; else the 31st of a month that ends earlier is its last day.
    #[serde(default)]
    pub strict: bool,
    /// Whether capitals and small letters are the same.
    #[serde(default)]
    pub ignore_case: bool,
}

/// What a pattern reads, one after another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Element {
    Literal(String),
    Number(Number),
    /// Digits behind the point of a second, so many.
    Fraction(usize),
    /// The name of a month, a day of the week or a half of a day.
    Name(Field, &'static [&'static str]),
    Offset(Offset),
    Zone,
    Optional(Vec<Element>),
}

/// A number of digits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    pub field: Field,
    pub least: usize,
    pub most: usize,
    pub sign: Sign,
    /// How many digits the numbers that follow at once have, which are not this one's.
    pub followed: usize,
    /// What is added to the number: two digits are a year from 2000 on.
    pub base: i64,
}

/// Which signs a number may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sign {
    None,
    Minus,
    /// A minus, or a plus and then more digits than the least.
    Exceeding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Year,
    YearOfEra,
    Month,
    Day,
    DayOfYear,
    DayOfWeek,
    /// 0 is AM.
    Half,
    Hour,
    /// 1 to 24.
    ClockHour,
    /// 0 to 11.
    HourOfHalf,
    /// 1 to 12.
    ClockHourOfHalf,
    Minute,
    Second,
    Nano,
    /// Seconds.
    Offset,
}

/// The form of an offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Offset {
    /// What is written for none.
    pub none: &'static str,
    pub colons: bool,
    pub minutes: Part,
    pub seconds: Part,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    Never,
    Perhaps,
    Always,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const SHORT_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HALVES: [&str; 2] = ["AM", "PM"];

impl DateTimePattern {
    /// A pattern of times that tell their offset or their zone, or of dates.
    pub fn new(text: impl Into<String>) -> Self {
        DateTimePattern {
            text: text.into(),
            zone: None,
            strict: false,
            ignore_case: false,
        }
    }

    /// Sets the zone of times that tell none.
    #[must_use]
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// Takes only dates that are in the calendar.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Takes capitals and small letters for the same.
    #[must_use]
    pub fn ignore_case(mut self) -> Self {
        self.ignore_case = true;
        self
    }

    /// What the pattern reads; why not, if it is none, or no time or date comes of it.
    pub(crate) fn elements(&self, is_time: bool) -> Result<Vec<Element>, String> {
        let refused = |reason: String| format!("pattern {:?}: {reason}", self.text);
        let mut compiler = Compiler {
            rest: &self.text,
            fields: Vec::new(),
            has_zone: self.zone.is_some(),
        };
        let elements = compiler.elements(false).map_err(refused)?;
        let has = |field| compiler.fields.contains(&field);
        let has_year = has(Field::Year) || has(Field::YearOfEra) && !self.strict;
        if !has_year || !(has(Field::Month) && has(Field::Day) || has(Field::DayOfYear)) {
            let year = if self.strict { "uuuu" } else { "yyyy" };
            return Err(refused(format!(
                "no date comes of it: expected such as {year}-MM-dd in it"
            )));
        }
        let of_half = has(Field::HourOfHalf) || has(Field::ClockHourOfHalf);
        if is_time && !(has(Field::Hour) || has(Field::ClockHour) || of_half && has(Field::Half)) {
            return Err(refused(
                "no time comes of it: expected such as HH:mm:ss in it".to_owned(),
            ));
        }
        if is_time && !compiler.has_zone {
            return Err(refused(
                "it tells no offset from UTC: expected such as XXX in it, or a zone for its times".to_owned(),
            ));
        }
        if self.ignore_case && !self.text.is_ascii() {
            return Err(refused(
                "letters beyond ASCII cannot be read without regard to case".to_owned(),
            ));
        }
        Ok(elements)
    }
}

/// Reads a pattern from front to back.
struct Compiler<'a> {
    rest: &'a str,
    /// What it has so far.
    fields: Vec<Field>,
    has_zone: bool,
}

impl Compiler<'_> {
    /// Reads up to the end of the pattern, or of a section.
    fn elements(&mut self, inside: bool) -> Result<Vec<Element>, String> {
        let mut elements = Vec::new();
        // The number to which the ones of fixed width that follow at once belong.
        let mut first: Option<usize> = None;
        while let Some(char) = self.rest.chars().next() {
            let element = match char {
                '\'' => Element::Literal(self.quoted()?),
                '[' => {
                    self.rest = &self.rest[1..];
                    Element::Optional(self.elements(true)?)
                }
                ']' if inside => {
                    self.rest = &self.rest[1..];
                    return Ok(elements);
                }
                ']' | '{' | '}' | '#' => return Err(format!("{char:?} stands for nothing here")),
                letter if letter.is_ascii_alphabetic() => self.letters(letter)?,
                other => {
                    self.rest = &self.rest[other.len_utf8()..];
                    Element::Literal(other.to_string())
                }
            };
            let width = match &element {
                Element::Number(number) => Some((number.least == number.most).then_some(number.most)),
                Element::Fraction(digits) => Some(Some(*digits)),
                _ => None,
            };
            match (width, first.and_then(|first| elements.get_mut(first))) {
                (Some(Some(width)), Some(Element::Number(before))) => before.followed += width,
                (Some(Some(_)), Some(_)) => {}
                (Some(_), _) => first = Some(elements.len()),
                (None, _) => first = None,
            }
            elements.push(element);
        }
        if inside {
            return Err("a section begins with '[' and does not end".to_owned());
        }
        Ok(elements)
    }

    /// A text in quotes, in which two are one; nothing in quotes is a quote.
    fn quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1).peekable();
        while let Some((at, char)) = chars.next() {
            if char != '\'' {
                text.push(char);
            } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
                text.push('\'');
            } else {
                self.rest = &self.rest[at + 1..];
                if text.is_empty() {
                    text.push('\'');
                }
                return Ok(text);
            }
        }
        Err("a text begins with a quote and does not end".to_owned())
    }

    /// A letter, as often as it comes.
    fn letters(&mut self, letter: char) -> Result<Element, String> {
        let count = self.rest.len() - self.rest.trim_start_matches(letter).len();
        let letters = &self.rest[..count];
        self.rest = &self.rest[count..];
        let element = element(letter, count).ok_or_else(|| {
            format!(
                "{letters:?} is not supported: expected u, y, M, L, d, D, E, a, h, H, K, k, m, s, S, n, X, x, Z or VV"
            )
        })?;
        match &element {
            Element::Number(number) => self.fields.push(number.field),
            Element::Name(field, _) => self.fields.push(*field),
            Element::Offset(_) | Element::Zone => self.has_zone = true,
            _ => {}
        }
        Ok(element)
    }
}

fn element(letter: char, count: usize) -> Option<Element> {
    let number = |field, least, most, sign| {
        Some(Element::Number(Number {
            field,
            least,
            most,
            sign,
            followed: 0,
            base: 0,
        }))
    };
    // One letter: as many digits as there are; two: two.
    let short = |field| match count {
        1 => number(field, 1, 19, Sign::Minus),
        2 => number(field, 2, 2, Sign::None),
        _ => None,
    };
    match letter {
        'u' | 'y' => {
            let field = if letter == 'u' { Field::Year } else { Field::YearOfEra };
            match count {
                2 => Some(Element::Number(Number {
                    field,
                    least: 2,
                    most: 2,
                    sign: Sign::None,
                    followed: 0,
                    base: 2000,
                })),
                1 | 3 => number(field, count, 19, Sign::Minus),
                4..=19 => number(field, count, 19, Sign::Exceeding),
                _ => None,
            }
        }
        'M' | 'L' => match count {
            3 => Some(Element::Name(Field::Month, &SHORT_MONTHS)),
            4 => Some(Element::Name(Field::Month, &MONTHS)),
            _ => short(Field::Month),
        },
        'E' => match count {
            1..=3 => Some(Element::Name(Field::DayOfWeek, &SHORT_DAYS)),
            4 => Some(Element::Name(Field::DayOfWeek, &DAYS)),
            _ => None,
        },
        'a' => (count == 1).then_some(Element::Name(Field::Half, &HALVES)),
        'D' => match count {
            1 => number(Field::DayOfYear, 1, 19, Sign::Minus),
            2 | 3 => number(Field::DayOfYear, count, 3, Sign::None),
            _ => None,
        },
        'd' => short(Field::Day),
        'h' => short(Field::ClockHourOfHalf),
        'H' => short(Field::Hour),
        'K' => short(Field::HourOfHalf),
        'k' => short(Field::ClockHour),
        'm' => short(Field::Minute),
        's' => short(Field::Second),
        'S' => (count <= 9).then_some(Element::Fraction(count)),
        'n' => (count <= 19).then(|| number(Field::Nano, count, 19, Sign::None))?,
        'X' | 'x' | 'Z' => offset(letter, count).map(Element::Offset),
        'V' => (count == 2).then_some(Element::Zone),
        _ => None,
    }
}

fn offset(letter: char, count: usize) -> Option<Offset> {
    let of = |none, colons, minutes, seconds| {
        Some(Offset {
            none,
            colons,
            minutes,
            seconds,
        })
    };
    let none = |zero| if letter == 'X' { "Z" } else { zero };
    match (letter, count) {
        ('Z', 1..=3) => of("+0000", false, Part::Always, Part::Never),
        ('Z', 5) => of("Z", true, Part::Always, Part::Perhaps),
        ('Z', _) => None,
        (_, 1) => of(none("+00"), false, Part::Perhaps, Part::Never),
        (_, 2) => of(none("+0000"), false, Part::Always, Part::Never),
        (_, 3) => of(none("+00:00"), true, Part::Always, Part::Never),
        (_, 4) => of(none("+0000"), false, Part::Always, Part::Perhaps),
        (_, 5) => of(none("+00:00"), true, Part::Always, Part::Perhaps),
        _ => None,
    }
}
