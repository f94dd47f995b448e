//! What a model may not say.

use std::collections::HashSet;

use super::{DateTimeFormat, JsonType, Kind, ObjectField, Value, fold_case};
use crate::error::{Error, Result};

/// Values may be inside of values this deep.
const MAX_DEPTH: usize = 100;

impl Value {
    /// Refuses what the mirrored API's builders refuse, in its words. The error tells the place in the document as the
    /// detail `pointer`.
    pub(crate) fn check(&self) -> Result<()> {
        self.check_at("", 0)
    }

    fn check_at(&self, place: &str, depth: usize) -> Result<()> {
        let refuse = |reason: String| Err(refusal(reason, place));
        if depth == MAX_DEPTH {
            return refuse(format!("values are inside of values more than {MAX_DEPTH} times"));
        }
        if let Kind::Instant(DateTimeFormat::Pattern(pattern)) | Kind::LocalDate(DateTimeFormat::Pattern(pattern)) =
            &self.kind
        {
            let checked = pattern.elements(matches!(self.kind, Kind::Instant(_)));
            checked.map_err(|reason| refusal(reason, place))?;
        }
        let (allowed, universe) = (self.allowed, self.kind.universe());
        if allowed.is_empty() {
            return refuse("allowedTypes is empty".to_owned());
        }
        if allowed.without(JsonType::Null).is_empty() {
            return refuse("allowedTypes is only accepting NULL".to_owned());
        }
        if allowed.contains(JsonType::Decimal) && !allowed.contains(JsonType::Int) {
            return refuse("allowedTypes is accepting DECIMAL but not INT".to_owned());
        }
        if !allowed.is_within(universe) {
            return refuse(format!("Unexpected allowedTypes={allowed}, universe={universe}"));
        }
        if (self.on_null.is_some() || self.on_missing.is_some()) && !self.kind.has_literals() {
            return refuse("only a scalar or a typed object has values for null and for what is missing".to_owned());
        }
        if self.on_null.is_some() && !allowed.contains(JsonType::Null) {
            return refuse("onNull set, but NULL is not allowed".to_owned());
        }
        if self.on_missing.is_some() && !self.allow_missing {
            return refuse("onMissing set, but allowMissing is false".to_owned());
        }
        self.check_inside(place, depth)
    }

    fn check_inside(&self, place: &str, depth: usize) -> Result<()> {
        let name = self.kind.name();
        let at = |value: &Value, part: &str| value.check_at(&format!("{place}/{name}/{part}"), depth + 1);
        match &self.kind {
            Kind::Array(element) => at(element, "element"),
            Kind::Object { fields, .. } => {
                check_names(fields, place)?;
                let field = |(index, field): (usize, &ObjectField)| at(&field.value, &format!("fields/{index}/value"));
                fields.iter().enumerate().try_for_each(field)
            }
            Kind::Entries { key, value } => {
                if !key.allowed.contains(JsonType::String) {
                    return Err(refusal("key argument must support STRING".to_owned(), place));
                }
                if !key.kind.has_literals() && !matches!(key.kind, Kind::Skip | Kind::Any) {
                    return Err(refusal("a key is a scalar".to_owned(), place));
                }
                at(key, "key")?;
                at(value, "value")
            }
            Kind::Tuple(values) => {
                let part = |index| format!("values/{index}/value");
                (0..values.len()).try_for_each(|index| at(&values[index].value, &part(index)))
            }
            Kind::TypedObject {
                type_field,
                shared_fields,
                objects,
                ..
            } => {
                if !matches!(type_field.value.kind, Kind::String) {
                    let reason = "Only string-valued type fields are currently supported";
                    return Err(refusal(reason.to_owned(), place));
                }
                at(&type_field.value, "type_field/value")?;
                check_names(shared_fields.as_deref().unwrap_or_default(), place)?;
                for (index, field) in shared_fields.iter().flatten().enumerate() {
                    at(&field.value, &format!("shared_fields/{index}/value"))?;
                }
                let mut names = HashSet::new();
                for (index, object) in objects.iter().enumerate() {
                    if !names.insert(&object.name) {
                        return Err(refusal(format!("two objects for the type '{}'", object.name), place));
                    }
                    if !matches!(object.value.kind, Kind::Object { .. }) {
                        let reason = format!("what the type '{}' stands for is no object", object.name);
                        return Err(refusal(reason, place));
                    }
                    at(&object.value, &format!("objects/{index}/value"))?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Refuses fields with a name in common. A field that is there twice, equal in everything, is one field.
fn check_names(fields: &[ObjectField], place: &str) -> Result<()> {
    let any_case = fields.iter().any(|field| !field.case_sensitive);
    let key = |name: &str, any_case: bool| if any_case { fold_case(name) } else { name.to_owned() };
    let mut seen = HashSet::new();
    for (index, field) in fields.iter().enumerate() {
        let mut own = HashSet::new();
        if let Some(name) = field.names().find(|name| !own.insert(key(name, !field.case_sensitive))) {
            let reason = format!("name and aliases must be non-overlapping, found '{name}' overlaps");
            return Err(refusal(reason, place));
        }
        if fields[..index].contains(field) {
            continue;
        }
        for (position, name) in field.names().enumerate() {
            if !seen.insert(key(name, any_case)) {
                let what = if position == 0 { "name" } else { "alias" };
                return Err(refusal(format!("Found overlapping field {what} '{name}'"), place));
            }
        }
    }
    Ok(())
}

fn refusal(reason: String, place: &str) -> Error {
    if place.is_empty() {
        return Error::invalid(reason);
    }
    Error::invalid(format!("{reason} (of the value at {place})")).with("pointer", place)
}
