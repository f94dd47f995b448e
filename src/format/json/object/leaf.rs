//! One JSON value into one cell of a typed column.

use std::borrow::Cow;
use std::str;

use arrow_buffer::i256;
use arrow_schema::DECIMAL256_MAX_PRECISION;

use super::super::super::ColumnBuilder;
use super::super::super::builder::{Bytes, Values};
use super::super::cell::{self, push_text, with_text};
use super::super::cursor::{Cursor, Number, RawString};
use super::super::fault::{Fault, Parsed};
use super::super::number::{Decimal, TextNumber};
use super::super::text::{Lone, write_compact};
use super::pattern::Reader;
use super::times;
use crate::error::{Error, Result};
use crate::spec::ColumnType;
use crate::spec::object::{DateTimeFormat, Digits, EpochUnit, JsonType, JsonTypes, Kind, Literal, Value};

/// A column of scalars: how they are read, and what stands for null and for nothing.
pub(super) struct Leaf {
    pub kind: LeafKind,
    /// Whether the reader of common cases knows the kind and may take what it takes.
    common: bool,
    on_null: Option<Default>,
    on_missing: Option<Default>,
}

/// A value that is read anew wherever it is needed, which takes no more than any other value.
struct Default {
    kind: LeafKind,
    json: Box<[u8]>,
}

/// The kinds of scalars.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LeafKind {
    String,
    Bool,
    Char,
    Byte,
    Short,
    Int,
    Long,
    Float,
    Double,
    BigInteger,
    /// As text, with the digits of every number as it has them.
    BigDecimal,
    Decimal(Digits),
    Instant(DateTimeFormat),
    /// A number of units of which so many powers of ten make nanoseconds.
    InstantNumber(u32),
    LocalDate(DateTimeFormat),
    /// A time in a pattern.
    InstantOf(Box<Reader>),
    /// A date in a pattern.
    LocalDateOf(Box<Reader>),
    Any,
}

/// The class of numbers that have their own digits.
const BIG_DECIMAL: &str = "java.math.BigDecimal";
/// Jackson's interface of JSON values.
const TREE_NODE: &str = "com.fasterxml.jackson.core.TreeNode";

impl LeafKind {
    /// None for containers.
    pub fn of(kind: &Kind) -> Result<Option<Self>> {
        Ok(Some(match kind {
            Kind::String => LeafKind::String,
            Kind::Bool => LeafKind::Bool,
            Kind::Char => LeafKind::Char,
            Kind::Byte => LeafKind::Byte,
            Kind::Short => LeafKind::Short,
            Kind::Int => LeafKind::Int,
            Kind::Long => LeafKind::Long,
            Kind::Float => LeafKind::Float,
            Kind::Double => LeafKind::Double,
            Kind::BigInteger => LeafKind::BigInteger,
            Kind::BigDecimal(None) => LeafKind::BigDecimal,
            Kind::BigDecimal(Some(digits)) => LeafKind::Decimal(*digits),
            Kind::Instant(DateTimeFormat::Pattern(pattern)) => {
                LeafKind::InstantOf(Box::new(Reader::new(pattern, true)?))
            }
            Kind::LocalDate(DateTimeFormat::Pattern(pattern)) => {
                LeafKind::LocalDateOf(Box::new(Reader::new(pattern, false)?))
            }
            Kind::Instant(format) => LeafKind::Instant(format.clone()),
            Kind::InstantNumber(unit) => LeafKind::InstantNumber(match unit {
                EpochUnit::EpochSeconds => 9,
                EpochUnit::EpochMillis => 6,
                EpochUnit::EpochMicros => 3,
                EpochUnit::EpochNanos => 0,
            }),
            Kind::LocalDate(format) => LeafKind::LocalDate(format.clone()),
            Kind::Any => LeafKind::Any,
            _ => return Ok(None),
        }))
    }

    /// The type of the column.
    pub fn column_type(&self) -> ColumnType {
        let declared = |column_type, class: &str| ColumnType::Declared(Box::new(column_type), class.to_owned());
        match self {
            LeafKind::String => ColumnType::String,
            LeafKind::Bool => ColumnType::Boolean,
            LeafKind::Char => ColumnType::Char,
            LeafKind::Byte => ColumnType::Byte,
            LeafKind::Short => ColumnType::Short,
            LeafKind::Int => ColumnType::Int,
            LeafKind::Long => ColumnType::Long,
            LeafKind::Float => ColumnType::Float,
            LeafKind::Double => ColumnType::Double,
            LeafKind::BigInteger => ColumnType::BigInteger,
            LeafKind::BigDecimal => declared(ColumnType::String, BIG_DECIMAL),
            LeafKind::Decimal(Digits { precision, scale }) => ColumnType::BigDecimal {
                precision: *precision,
                scale: *scale,
            },
            LeafKind::Instant(_) | LeafKind::InstantOf(_) | LeafKind::InstantNumber(_) => ColumnType::Instant,
            LeafKind::LocalDate(_) | LeafKind::LocalDateOf(_) => ColumnType::LocalDate,
            LeafKind::Any => declared(ColumnType::Json, TREE_NODE),
        }
    }

    /// What the value is, for people.
    pub fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            LeafKind::InstantOf(reader) => return format!("a time in the pattern {:?}", reader.pattern.text).into(),
            LeafKind::LocalDateOf(reader) => return format!("a date in the pattern {:?}", reader.pattern.text).into(),
            LeafKind::String => "a text",
            LeafKind::Bool => "a boolean",
            LeafKind::Char => "a text of one character",
            LeafKind::Byte => "a whole number from -128 to 255",
            LeafKind::Short => "a whole number from -32768 to 32767",
            LeafKind::Int => "a whole number from -2147483648 to 2147483647",
            LeafKind::Long => "a whole number from -9223372036854775808 to 9223372036854775807",
            LeafKind::Float | LeafKind::Double => "a number",
            LeafKind::BigInteger => "a whole number of up to 76 digits",
            LeafKind::BigDecimal => "a number",
            LeafKind::Decimal(_) => "a number with no more digits than the column has",
            LeafKind::Instant(DateTimeFormat::IsoInstant) => "a time such as \"2024-01-02T03:04:05Z\"",
            LeafKind::Instant(_) => "a time with an offset, such as \"2024-01-02T03:04:05+02:00\"",
            LeafKind::InstantNumber(_) => "a time as a number, from 1677 to 2262",
            LeafKind::LocalDate(DateTimeFormat::BasicIsoDate) => "a date such as \"20240102\"",
            LeafKind::LocalDate(_) => "a date such as \"2024-01-02\"",
            LeafKind::Any => "any value",
        })
    }

    /// How values for null and for nothing are written.
    fn of_literals(&self) -> LeafKind {
        match self {
            LeafKind::Instant(_) | LeafKind::InstantOf(_) | LeafKind::InstantNumber(_) => {
                LeafKind::Instant(DateTimeFormat::IsoInstant)
            }
            LeafKind::LocalDate(_) | LeafKind::LocalDateOf(_) => LeafKind::LocalDate(DateTimeFormat::IsoLocalDate),
            other => other.clone(),
        }
    }
}

impl Leaf {
    /// The column of a value; one that stands for null or for nothing and does not fit is refused.
    pub fn new(kind: LeafKind, value: &Value) -> Result<Self> {
        let needed = match kind {
            LeafKind::String => JsonTypes::of([JsonType::String]),
            LeafKind::Int | LeafKind::Long => JsonTypes::of([JsonType::Int]),
            LeafKind::Double => JsonTypes::of([JsonType::Int, JsonType::Decimal]),
            // The others are read as here only.
            _ => JsonTypes::ALL,
        };
        if let LeafKind::Decimal(Digits { precision, scale }) = kind
            && !(1..=76).contains(&precision) | (i16::from(scale) > i16::from(precision)) | (scale < 0)
        {
            return Err(Error::invalid(format!(
                "a decimal of {precision} digits with {scale} behind the point: expected 1 to 76 digits, and no more \
                 of them behind the point"
            )));
        }
        Ok(Leaf {
            common: needed.is_within(value.allowed) && kind != LeafKind::Any,
            on_null: value
                .on_null
                .as_ref()
                .map(|on_null| Default::new(&kind, on_null))
                .transpose()?,
            on_missing: value
                .on_missing
                .as_ref()
                .map(|on_missing| Default::new(&kind, on_missing))
                .transpose()?,
            kind,
        })
    }

    /// Reads the value at the cursor, one of `allowed`, into a new row of the column.
    #[inline]
    pub fn read(&self, cursor: &mut Cursor<'_>, allowed: JsonTypes, column: &mut ColumnBuilder) -> Parsed<()> {
        if self.common && cell::read_common(cursor, column)? {
            return Ok(());
        }
        self.read_any(cursor, allowed, column)
    }

    fn read_any(&self, cursor: &mut Cursor<'_>, allowed: JsonTypes, column: &mut ColumnBuilder) -> Parsed<()> {
        let start = cursor.at;
        if let (LeafKind::Any, ColumnBuilder::Json(bytes)) = (&self.kind, &mut *column) {
            write_compact(cursor, bytes.buffer(), Lone::Escape)?;
            bytes.end_value();
            return Ok(());
        }
        let is_put = match cursor.peek() {
            b'"' => {
                let text = cursor.string()?;
                allowed.contains(JsonType::String) && self.put_text(text, allowed, column)?
            }
            b't' => {
                cursor.word("true")?;
                allowed.contains(JsonType::Bool) && put_bool(true, column)
            }
            b'f' => {
                cursor.word("false")?;
                allowed.contains(JsonType::Bool) && put_bool(false, column)
            }
            b'n' => {
                cursor.word("null")?;
                allowed.contains(JsonType::Null) && self.nothing(column, true).map(|()| true)?
            }
            b'{' | b'[' => false,
            _ => {
                let number = cursor.number()?;
                let json_type = if number.integer {
                    JsonType::Int
                } else {
                    JsonType::Decimal
                };
                allowed.contains(json_type) && self.put_number(number, column)
            }
        };
        if is_put {
            return Ok(());
        }
        Err(misfit(cursor, start, &self.kind.name(), allowed))
    }

    /// Adds what a null or a missing value becomes.
    pub fn nothing(&self, column: &mut ColumnBuilder, is_null: bool) -> Parsed<()> {
        if let (LeafKind::Any, true, ColumnBuilder::Json(bytes)) = (&self.kind, is_null, &mut *column) {
            bytes.push(b"null");
            return Ok(());
        }
        let default = if is_null { &self.on_null } else { &self.on_missing };
        fill(default.as_ref(), column)
    }

    fn put_number(&self, number: Number<'_>, column: &mut ColumnBuilder) -> bool {
        match (&self.kind, column) {
            (LeafKind::String, ColumnBuilder::String(bytes)) => {
                bytes.push(number.text);
                true
            }
            (LeafKind::BigDecimal, ColumnBuilder::String(bytes)) => {
                let fits = number.is_decimal();
                if fits {
                    number.write_text(bytes.buffer());
                    bytes.end_value();
                }
                fits
            }
            (LeafKind::InstantNumber(power), ColumnBuilder::Instant(values)) => {
                push(values, number.to_scaled_i64(*power))
            }
            (LeafKind::BigInteger | LeafKind::Decimal(_), column) => {
                let (precision, scale, exact) = self.digits();
                put_unscaled(number.to_unscaled(precision, scale, exact), column)
            }
            (_, column) => {
                // An int has no negative zero.
                let negative_zero = is_negative_zero(&number) && !number.integer;
                put_real(TextNumber::Json(number), negative_zero, column)
                    .unwrap_or_else(|| put_whole(number.to_scaled_i64(0), column))
            }
        }
    }

    fn put_text(&self, string: RawString<'_>, allowed: JsonTypes, column: &mut ColumnBuilder) -> Parsed<bool> {
        Ok(match (&self.kind, column) {
            (LeafKind::String, ColumnBuilder::String(bytes)) => {
                push_text(string, bytes);
                true
            }
            (LeafKind::Bool, column) => {
                let word = with_text(string, |text| {
                    let text = text.trim_matches(|char| char <= ' ');
                    let is = |word: &str| text.eq_ignore_ascii_case(word);
                    match (is("true"), is("false"), is("null")) {
                        (true, _, _) => Some(Some(true)),
                        (_, true, _) => Some(Some(false)),
                        (_, _, true) => Some(None),
                        _ => None,
                    }
                });
                match word {
                    Some(Some(value)) => put_bool(value, column),
                    Some(None) if allowed.contains(JsonType::Null) => self.nothing(column, true).map(|()| true)?,
                    _ => false,
                }
            }
            (LeafKind::Char, ColumnBuilder::Char(values)) => push(values, only_unit(string)),
            (LeafKind::Instant(format), ColumnBuilder::Instant(values)) => {
                push(values, with_text(string, |text| times::instant(format, text)))
            }
            (LeafKind::LocalDate(format), ColumnBuilder::LocalDate(values)) => {
                push(values, with_text(string, |text| times::local_date(format, text)))
            }
            (LeafKind::InstantOf(reader), ColumnBuilder::Instant(values)) => {
                push(values, with_text(string, |text| reader.instant(text)))
            }
            (LeafKind::LocalDateOf(reader), ColumnBuilder::LocalDate(values)) => {
                push(values, with_text(string, |text| reader.local_date(text)))
            }
            (LeafKind::Float | LeafKind::Double, column) => {
                let put = with_text(string, |text| {
                    let number = real(text)?;
                    let negative_zero = matches!(&number, TextNumber::Json(number) if is_negative_zero(number));
                    put_real(number, negative_zero, column)
                });
                put.unwrap_or(false)
            }
            (_, column) => {
                let decimals = allowed.contains(JsonType::Decimal);
                with_text(string, |text| Some(self.put_number_text(text, decimals, column))).unwrap_or(false)
            }
        })
    }

    /// Reads a number from a text, which has no blanks around it.
    fn put_number_text(&self, text: &str, decimals: bool, column: &mut ColumnBuilder) -> bool {
        let (negative, digits) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let is_whole = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        let is_decimal = digits
            .first()
            .is_some_and(|first| first.is_ascii_digit() || *first == b'.')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b".+-eE".contains(&byte))
            && text.parse::<f64>().is_ok();
        if !(is_whole || decimals && is_decimal) {
            return false;
        }
        let Some(decimal) = Decimal::of(digits) else {
            return false;
        };
        match (&self.kind, column) {
            (LeafKind::BigDecimal, ColumnBuilder::String(bytes)) => {
                let fits = decimal.is_java();
                if fits {
                    decimal.write(negative, bytes.buffer());
                    bytes.end_value();
                }
                fits
            }
            (LeafKind::InstantNumber(power), ColumnBuilder::Instant(values)) => {
                push(values, decimal.to_scaled_i64(negative, *power))
            }
            (LeafKind::BigInteger | LeafKind::Decimal(_), column) => {
                let (precision, scale, exact) = self.digits();
                put_unscaled(decimal.to_unscaled(negative, precision, scale, exact), column)
            }
            (_, column) => put_whole(decimal.to_scaled_i64(negative, 0), column),
        }
    }

    /// The digits of the column of decimals, how many are behind the point, and whether all of a number are kept.
    fn digits(&self) -> (u8, i8, bool) {
        match self.kind {
            LeafKind::Decimal(Digits { precision, scale }) => (precision, scale, true),
            _ => (DECIMAL256_MAX_PRECISION, 0, false),
        }
    }
}

impl Default {
    fn new(kind: &LeafKind, literal: &Literal) -> Result<Self> {
        let default = Default {
            kind: kind.of_literals(),
            json: literal.to_json()?.into(),
        };
        let column = ColumnBuilder::new(&kind.column_type());
        let mut column = column.ok_or_else(|| Error::internal(format!("no column of {}", kind.column_type())))?;
        match fill(Some(&default), &mut column) {
            Ok(()) => Ok(default),
            Err(fault) => Err(Error::invalid(format!(
                "the value for null or for what is missing: {}",
                fault.reason
            ))),
        }
    }
}

/// Adds the value, or null where there is none.
fn fill(default: Option<&Default>, column: &mut ColumnBuilder) -> Parsed<()> {
    let Some(default) = default else {
        column.push_null();
        return Ok(());
    };
    // Few bytes of a record can ask for a long text very often.
    if column.bytes() + default.json.len() > i32::MAX as usize {
        return Err(Fault::new("the values of its batch are more than 2 GiB".to_owned()));
    }
    let leaf = Leaf {
        kind: default.kind.clone(),
        common: false,
        on_null: None,
        on_missing: None,
    };
    let allowed = JsonTypes::ALL.without(JsonType::Null);
    leaf.read_any(&mut Cursor::new(&default.json), allowed, column)
}

fn push<T: Copy + core::default::Default>(values: &mut Values<T>, value: Option<T>) -> bool {
    if let Some(value) = value {
        values.push(value);
    }
    value.is_some()
}

fn put_bool(value: bool, column: &mut ColumnBuilder) -> bool {
    match column {
        ColumnBuilder::Boolean(values) => values.push(value),
        ColumnBuilder::String(bytes) => Bytes::push(bytes, if value { b"true" } else { b"false" }),
        _ => return false,
    }
    true
}

fn is_negative_zero(number: &Number<'_>) -> bool {
    number.negative && number.exact && number.mantissa == 0
}

/// None for a column of anything but floats and doubles.
fn put_real(number: TextNumber<'_>, negative_zero: bool, column: &mut ColumnBuilder) -> Option<bool> {
    match column {
        ColumnBuilder::Double(values) if negative_zero => values.push(-0.0),
        ColumnBuilder::Float(values) if negative_zero => values.push(-0.0),
        ColumnBuilder::Double(values) => values.push(number.to_f64()),
        ColumnBuilder::Float(values) => values.push(number.to_f32()),
        _ => return None,
    }
    Some(true)
}

fn put_whole(value: Option<i64>, column: &mut ColumnBuilder) -> bool {
    let Some(value) = value else { return false };
    match column {
        // As Jackson reads bytes: those above 127 are the ones of the same bits.
        ColumnBuilder::Byte(values) => push(values, (-128..256).contains(&value).then_some(value as i8)),
        ColumnBuilder::Short(values) => push(values, i16::try_from(value).ok()),
        ColumnBuilder::Int(values) => push(values, i32::try_from(value).ok()),
        ColumnBuilder::Long(values) => push(values, Some(value)),
        _ => false,
    }
}

/// A number as Java's `Double.parseDouble` reads it; hexadecimal ones excepted.
fn real(text: &str) -> Option<TextNumber<'_>> {
    let text = text.trim_matches(|char| char <= ' ');
    if matches!(text, "+NaN" | "-NaN") {
        return TextNumber::of("NaN");
    }
    TextNumber::of(text).or_else(|| TextNumber::of(text.strip_suffix(['f', 'F', 'd', 'D'])?).filter(|_| text.len() > 1))
}

fn put_unscaled(unscaled: Option<i256>, column: &mut ColumnBuilder) -> bool {
    match column {
        ColumnBuilder::Decimal128(values, ..) => push(values, unscaled.and_then(i256::to_i128)),
        ColumnBuilder::Decimal256(values, ..) => push(values, unscaled),
        _ => false,
    }
}

/// The UTF-16 unit of a text of one.
fn only_unit(string: RawString<'_>) -> Option<u16> {
    // Half of a pair is a unit.
    if let [b'\\', b'u', digits @ ..] = string.raw
        && digits.len() == 4
    {
        return u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok();
    }
    with_text(string, |text| {
        let mut units = text.encode_utf16();
        let unit = units.next()?;
        units.next().is_none().then_some(unit)
    })
}

/// The fault of a value that does not fit, or of what is no JSON to begin with.
#[cold]
pub(super) fn misfit(cursor: &mut Cursor<'_>, start: usize, expected: &str, allowed: JsonTypes) -> Box<Fault> {
    match cell::shown(cursor, start) {
        Ok(shown) => Fault::new(format!("{shown} does not fit: expected {expected}, one of {allowed}")),
        Err(fault) => fault,
    }
}
