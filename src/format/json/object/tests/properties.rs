//! Models and records that nobody wrote by hand, against a reader that is as plain as can be.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::spec::object::{Kind, fold_case};

/// What a value becomes in each column, or nothing for a bad record. Lists are texts of what is in them.
fn expected(value: &Value, json: Option<&Json>, width: usize) -> Option<Vec<String>> {
    let nothing =
        |literal: &Option<crate::spec::object::Literal>| literal.is_none().then(|| vec!["null".to_owned(); width]);
    match json {
        None if !value.allow_missing => return None,
        Some(Json::Null) if !value.allowed.contains(JsonType::Null) => return None,
        _ => {}
    }
    fn part(value: &Value, json: Option<&Json>) -> Option<Vec<String>> {
        expected(value, json, columns(value))
    }
    Some(match (&value.kind, json) {
        (Kind::Skip, None) => vec![],
        (Kind::Skip, Some(json)) => value.allowed.contains(type_of(json)).then(Vec::new)?,
        (
            Kind::Object {
                fields,
                allow_unknown_fields,
            },
            json,
        ) => {
            let members = match json {
                None | Some(Json::Null) => None,
                Some(Json::Object(members)) => Some(members),
                _ => return None,
            };
            let named = |name: &str| {
                fields.iter().position(|field| {
                    field
                        .names()
                        .any(|known| known == name || !field.case_sensitive && fold_case(known) == fold_case(name))
                })
            };
            if !allow_unknown_fields && members.is_some_and(|members| members.keys().any(|name| named(name).is_none()))
            {
                return None;
            }
            let mut cells = vec![];
            for (index, field) in fields.iter().enumerate() {
                let mut found = members
                    .iter()
                    .flat_map(|members| members.iter())
                    .filter(|(name, _)| named(name) == Some(index));
                let value_of = match json {
                    Some(Json::Null) => Some(&Json::Null),
                    _ => found.next().map(|(_, value)| value),
                };
                if found.next().is_some() && field.repeated == RepeatedBehavior::Error {
                    return None;
                }
                cells.extend(part(&field.value, value_of)?);
            }
            cells
        }
        (Kind::Tuple(values), None | Some(Json::Null)) => {
            let cells = values
                .iter()
                .map(|named| part(&named.value, json))
                .collect::<Option<Vec<_>>>()?;
            cells.concat()
        }
        (Kind::Tuple(values), Some(Json::Array(items))) if values.len() == items.len() => {
            let pairs = values.iter().zip(items);
            let cells = pairs
                .map(|(named, item)| part(&named.value, Some(item)))
                .collect::<Option<Vec<_>>>()?;
            cells.concat()
        }
        (Kind::Array(_) | Kind::Entries { .. }, None | Some(Json::Null)) => vec!["null".to_owned(); width],
        (Kind::Array(element), Some(Json::Array(items))) => {
            lists(items.iter().map(|item| part(element, Some(item))), columns(element))?
        }
        (Kind::Entries { key, value }, Some(Json::Object(members))) => {
            let entry = |(name, json): (&String, &Json)| {
                Some([part(key, Some(&Json::String(name.clone())))?, part(value, Some(json))?].concat())
            };
            lists(members.iter().map(entry), columns(key) + columns(value))?
        }
        (_, None) => nothing(&value.on_missing)?,
        (_, Some(Json::Null)) => nothing(&value.on_null)?,
        (_, Some(json)) if !value.allowed.contains(type_of(json)) => return None,
        (Kind::String, Some(Json::String(text))) => vec![format!("{text:?}")],
        (Kind::String, Some(json)) => vec![format!("{:?}", json.to_string())],
        (Kind::Bool, Some(Json::Bool(value))) => vec![value.to_string()],
        (Kind::Bool, Some(Json::String(text))) => match text.trim().to_lowercase().as_str() {
            "true" => vec!["true".to_owned()],
            "false" => vec!["false".to_owned()],
            _ => return None,
        },
        (Kind::Int, Some(Json::Number(number))) => vec![i32::try_from(number.as_i64()?).ok()?.to_string()],
        (Kind::Int, Some(Json::String(text))) => vec![text.parse::<i32>().ok()?.to_string()],
        (Kind::Long, Some(Json::Number(number))) => vec![number.as_i64()?.to_string()],
        (Kind::Double, Some(Json::Number(number))) => vec![format!("{:?}", number.as_f64()?)],
        (Kind::Double, Some(Json::String(text))) => vec![format!("{:?}", text.parse::<f64>().ok()?)],
        _ => return None,
    })
}

fn lists(items: impl Iterator<Item = Option<Vec<String>>>, width: usize) -> Option<Vec<String>> {
    let items = items.collect::<Option<Vec<_>>>()?;
    let list = |column: usize| {
        let cells: Vec<&str> = items.iter().map(|item| item[column].as_str()).collect();
        format!("[{}]", cells.join(", "))
    };
    Some((0..width).map(list).collect())
}

fn columns(value: &Value) -> usize {
    decoder(value).columns().len()
}

fn type_of(json: &Json) -> JsonType {
    match json {
        Json::Null => JsonType::Null,
        Json::Bool(_) => JsonType::Bool,
        Json::Number(number) if number.is_f64() => JsonType::Decimal,
        Json::Number(_) => JsonType::Int,
        Json::String(_) => JsonType::String,
        Json::Array(_) => JsonType::Array,
        Json::Object(_) => JsonType::Object,
    }
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "B", "name", "some.longer~name/with", "x y"]).prop_map(str::to_owned)
}

fn model() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::string()),
        Just(Value::bool()),
        Just(Value::int()),
        Just(Value::long()),
        Just(Value::double()),
        Just(Value::skipped()),
        Just(Value::int().skip()),
    ];
    let scalar = (scalar, 0..6).prop_map(|(value, how)| match how {
        0 => value.strict(),
        1 if !matches!(value.kind, Kind::Skip | Kind::Long) => value.lenient(),
        _ => value,
    });
    scalar.prop_recursive(3, 12, 3, |inner| {
        let field = (inner.clone(), any::<bool>(), any::<bool>());
        let object = prop::collection::btree_map(name(), field, 0..4);
        let object = (object, prop::bool::weighted(0.2)).prop_map(|(fields, closed)| {
            // In any case there is one of them only.
            let mut folded = std::collections::HashSet::new();
            let fields = fields
                .into_iter()
                .filter(|(name, _)| folded.insert(fold_case(name)))
                .map(|(name, (value, case_sensitive, use_first))| {
                    let repeated = if use_first {
                        RepeatedBehavior::UseFirst
                    } else {
                        RepeatedBehavior::Error
                    };
                    ObjectField::new(name, value)
                        .case_sensitive(case_sensitive)
                        .repeated(repeated)
                });
            Value::object(fields).allow_unknown_fields(!closed)
        });
        prop_oneof![
            4 => object,
            1 => inner.clone().prop_map(Value::array),
            1 => inner.clone().prop_map(Value::entries),
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Value::tuple),
            1 => inner.prop_map(|value| value.array().strict()),
        ]
    })
}

/// A record that fits the model more often than not.
fn record(value: &Value) -> BoxedStrategy<Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1e9f64..1e9).prop_map(Json::from),
        prop::sample::select(vec!["", "5", "true", "x\"\n", "ü"]).prop_map(Json::from),
        Just(Json::Array(vec![])),
    ];
    let fitting: BoxedStrategy<Json> = match &value.kind {
        Kind::Object { fields, .. } => {
            let member = |field: &ObjectField| {
                let name = field.name.clone();
                prop::option::weighted(0.9, record(&field.value)).prop_map(move |json| (name.clone(), json))
            };
            let others = prop::collection::vec((name(), scalar.clone()), 0..2);
            let members = fields.iter().map(member).collect::<Vec<_>>();
            (members, others)
                .prop_map(|(members, others)| {
                    let present = members.into_iter().filter_map(|(name, json)| Some((name, json?)));
                    Json::Object(present.chain(others).collect())
                })
                .boxed()
        }
        Kind::Array(element) => prop::collection::vec(record(element), 0..4)
            .prop_map(Json::Array)
            .boxed(),
        Kind::Entries { value, .. } => prop::collection::vec((name(), record(value)), 0..4)
            .prop_map(|members| Json::Object(members.into_iter().collect()))
            .boxed(),
        Kind::Tuple(values) => {
            let items: Vec<_> = values.iter().map(|named| record(&named.value)).collect();
            items.prop_map(Json::Array).boxed()
        }
        Kind::String => any::<String>().prop_map(Json::from).boxed(),
        Kind::Bool => any::<bool>().prop_map(Json::from).boxed(),
        Kind::Double => (-1e9f64..1e9).prop_map(Json::from).boxed(),
        _ => any::<i32>().prop_map(Json::from).boxed(),
    };
    prop_oneof![30 => fitting, 1 => Just(Json::Null), 1 => scalar].boxed()
}

proptest! {
    #[test]
    fn every_record_gives_what_a_plain_reader_gives(
        (value, records) in model().prop_flat_map(|value| {
            let records = prop::collection::vec(record(&value), 1..6);
            (Just(value), records)
        })
    ) {
        let texts_of: Vec<String> = records.iter().map(Json::to_string).collect();
        let payloads: Vec<Option<&[u8]>> = texts_of.iter().map(|text| Some(text.as_bytes())).collect();
        let (cells, bad) = decode(&mut decoder(&value), &payloads);
        let width = columns(&value);
        for (row, json) in records.iter().enumerate() {
            let found: Option<Vec<String>> = if bad.iter().any(|bad| bad.index == row) {
                None
            } else {
                Some(cells.iter().map(|column| texts(column)[row].clone()).collect())
            };
            prop_assert_eq!(found, expected(&value, Some(json), width), "{}", &texts_of[row]);
        }
        // A fault says where it is.
        for bad in &bad {
            if let Some(pointer) = &bad.field {
                prop_assert!(pointer.starts_with('/'));
            }
        }
    }

    #[test]
    fn a_bad_record_costs_only_itself(
        value in model(),
        records in prop::collection::vec(("[\\[\\]{},:\"ab0-9.ent rulfs]{0,40}", any::<bool>()), 1..8),
        cut in prop::collection::vec(any::<prop::sample::Index>(), 8),
        good in model().prop_flat_map(|value| record(&value)),
    ) {
        let good = good.to_string();
        let texts_of: Vec<String> = records
            .iter()
            .zip(cut)
            .map(|((text, is_good), cut)| match is_good {
                true => good.chars().take(cut.index(good.len() + 1)).collect(),
                false => text.clone(),
            })
            .collect();
        let payloads: Vec<Option<&[u8]>> = texts_of
            .iter()
            .map(|text| (text != "null").then_some(text.as_bytes()))
            .collect();
        check_rollback(&mut decoder(&value), || Box::new(decoder(&value)), &payloads)?;
    }

    #[test]
    fn a_good_record_cut_anywhere_leaves_nothing(
        (value, records) in model().prop_flat_map(|value| {
            let records = prop::collection::vec(record(&value), 1..6);
            (Just(value), records)
        }),
        cut in prop::collection::vec(any::<prop::sample::Index>(), 6),
    ) {
        let texts_of: Vec<String> = records.iter().map(Json::to_string).collect();
        let payloads: Vec<Option<&[u8]>> = texts_of
            .iter()
            .zip(&cut)
            .flat_map(|(text, cut)| [Some(text.as_bytes()), Some(&text.as_bytes()[..cut.index(text.len())]), None])
            .collect();
        check_rollback(&mut decoder(&value), || Box::new(decoder(&value)), &payloads)?;
    }
}
