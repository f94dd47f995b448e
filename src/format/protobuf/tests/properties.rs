//! Random schemas and messages, against prost-reflect's own reading of them.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use proptest::prelude::*;
use protox::prost::Message;
use protox::prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage, Value};

use super::super::encode::tests::encoded;
use super::super::{descriptor, layout};
use super::{decode, proto3};
use crate::spec::Protobuf;

/// A cell, as both readers have it.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    /// The bits, so that NaN equals itself.
    Float(u64),
    Bytes(Vec<u8>),
    List(Vec<Cell>),
    Map(Vec<(Cell, Cell)>),
}

const SCALARS: [&str; 16] = [
    "int32", "uint32", "sint32", "fixed32", "sfixed32", "int64", "uint64", "sint64", "fixed64", "sfixed64", "float",
    "double", "bool", "string", "bytes", "E",
];

/// A field of a message of a level; those of level 0 have no messages.
fn field(level: usize) -> BoxedStrategy<(String, String)> {
    let labels = prop::sample::select(vec!["", "optional ", "repeated "]);
    let scalar = (labels.clone(), prop::sample::select(&SCALARS[..]))
        .prop_map(|(label, kind)| (label.to_owned(), kind.to_owned()));
    let keys = prop::sample::select(vec!["int32", "uint64", "sint32", "bool", "string", "fixed64"]);
    let map = (keys, prop::sample::select(&SCALARS[..]))
        .prop_map(|(key, value)| (String::new(), format!("map<{key},{value}>")));
    if level == 0 {
        return prop_oneof![6 => scalar, 1 => map].boxed();
    }
    let message =
        (labels, 0..2_usize).prop_map(move |(label, other)| (label.to_owned(), format!("L{}{other}", level - 1)));
    prop_oneof![4 => scalar, 1 => map, 4 => message].boxed()
}

/// Messages of some levels, two of each; each may use those of the level below.
fn schema() -> impl Strategy<Value = String> {
    let message = |level: usize, name: String| {
        (prop::collection::vec((field(level), any::<bool>()), 1..6), 1..20_u32).prop_map(move |(fields, first)| {
            let mut plain = String::new();
            let mut oneof = String::new();
            for (position, ((label, kind), grouped)) in fields.iter().enumerate() {
                let number = first + 7 * position as u32;
                let text = format!("{label}{kind} f{position} = {number}; ");
                if *grouped && label.is_empty() && !kind.starts_with("map") {
                    oneof.push_str(&text);
                } else {
                    plain.push_str(&text);
                }
            }
            let oneof = if oneof.is_empty() {
                oneof
            } else {
                format!("oneof o {{ {oneof} }}")
            };
            format!("message {name} {{ {plain} {oneof} }} ")
        })
    };
    let enums = Just("enum E { A = 0; B = 1; C = -5; D = 300; } ".to_owned());
    let all = (0..3_usize).flat_map(|level| [(level, 0), (level, 1)]);
    let messages: Vec<_> = all
        .map(|(level, other)| message(level, format!("L{level}{other}")).boxed())
        .collect();
    (messages, enums).prop_map(|(messages, enums)| messages.concat() + &enums)
}

/// Numbers that messages are made of, one after another.
struct Source<'a>(&'a [u64], usize);

impl Source<'_> {
    fn next(&mut self) -> u64 {
        self.1 += 1;
        self.0[self.1 % self.0.len()].rotate_left(self.1 as u32 / 7)
    }
}

fn scalar(kind: &Kind, source: &mut Source<'_>) -> Value {
    let bits = source.next();
    let small = bits >> (bits % 60);
    match kind {
        Kind::Double => Value::F64(f64::from_bits(bits)),
        Kind::Float => Value::F32(f32::from_bits(bits as u32)),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(small as i32),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(small as i64),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(small as u32),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(small),
        Kind::Bool => Value::Bool(bits.is_multiple_of(2)),
        Kind::String => Value::String(
            "aé😀xyzuvw0123"
                .chars()
                .skip(bits as usize % 5)
                .take(small as usize % 12)
                .collect(),
        ),
        Kind::Bytes => Value::Bytes(bits.to_le_bytes()[..bits as usize % 9].to_vec().into()),
        Kind::Enum(_) => Value::EnumNumber([0, 1, -5, 300, 7, -1][bits as usize % 6]),
        Kind::Message(message) => Value::Message(filled(message, source)),
    }
}

fn map_key(kind: &Kind, source: &mut Source<'_>) -> MapKey {
    match scalar(kind, source) {
        Value::Bool(key) => MapKey::Bool(key),
        Value::I32(key) => MapKey::I32(key),
        Value::I64(key) => MapKey::I64(key),
        Value::U32(key) => MapKey::U32(key),
        Value::U64(key) => MapKey::U64(key),
        Value::String(key) => MapKey::String(key),
        other => panic!("no key: {other:?}"),
    }
}

fn filled(message: &MessageDescriptor, source: &mut Source<'_>) -> DynamicMessage {
    let mut value = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let count = source.next() as usize % 4;
        if count == 0 {
            continue;
        }
        let content = if field.is_map() {
            let Kind::Message(entry) = field.kind() else {
                panic!("a map has entries")
            };
            let (key, inner) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
            Value::Map(
                (0..count)
                    .map(|_| (map_key(&key, source), scalar(&inner, source)))
                    .collect(),
            )
        } else if field.is_list() {
            Value::List((0..count).map(|_| scalar(&field.kind(), source)).collect())
        } else {
            scalar(&field.kind(), source)
        };
        value.set_field(&field, content);
    }
    value
}

fn plain(value: &Value, kind: &Kind) -> Cell {
    match value {
        Value::Bool(value) => Cell::Bool(*value),
        Value::I32(value) => Cell::Int(i64::from(*value)),
        Value::U32(value) => Cell::Int(i64::from(*value as i32)),
        Value::I64(value) => Cell::Int(*value),
        Value::U64(value) => Cell::Int(*value as i64),
        Value::F32(value) => Cell::Float(u64::from(value.to_bits())),
        Value::F64(value) => Cell::Float(value.to_bits()),
        Value::String(value) => Cell::Bytes(value.as_bytes().to_vec()),
        Value::Bytes(value) => Cell::Bytes(value.to_vec()),
        Value::EnumNumber(number) => {
            let Kind::Enum(names) = kind else { panic!("an enum") };
            let name = names.get_value(*number).map(|value| value.name().to_owned());
            Cell::Bytes(
                name.unwrap_or_else(|| format!("UNKNOWN_ENUM_VALUE_E_{number}"))
                    .into_bytes(),
            )
        }
        other => panic!("no scalar: {other:?}"),
    }
}

/// The cells of a message, or of one that is not there, by the mirrored API's rules.
fn cells(message: &MessageDescriptor, value: Option<&DynamicMessage>) -> Vec<Cell> {
    layout::ordered(message, false)
        .iter()
        .flat_map(|field| field_cells(field, value))
        .collect()
}

fn field_cells(field: &FieldDescriptor, value: Option<&DynamicMessage>) -> Vec<Cell> {
    let content = value.map(|value| value.get_field(field).into_owned());
    match (field.kind(), content) {
        (Kind::Message(entry), content) if field.is_map() => {
            let (key, inner) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
            let entry = |(map_key, value): (&MapKey, &Value)| {
                (plain(&Value::from(map_key.clone()), &key), plain(value, &inner))
            };
            vec![content.map_or(Cell::Null, |content| {
                Cell::Map(sorted(content.as_map().expect("a map").iter().map(entry).collect()))
            })]
        }
        (Kind::Message(inside), content) if field.is_list() => {
            let width = cells(&inside, None).len();
            let Some(content) = content else {
                return vec![Cell::Null; width];
            };
            let mut lists = vec![Vec::new(); width];
            for item in content.as_list().expect("a list") {
                let row = cells(&inside, item.as_message());
                lists.iter_mut().zip(row).for_each(|(list, cell)| list.push(cell));
            }
            lists.into_iter().map(Cell::List).collect()
        }
        (Kind::Message(inside), content) => {
            let there = value.is_some_and(|value| value.has_field(field));
            cells(&inside, content.as_ref().filter(|_| there).and_then(Value::as_message))
        }
        (_, None) => vec![Cell::Null],
        (kind, Some(content)) if field.is_list() => {
            let items = content.as_list().expect("a list").iter();
            vec![Cell::List(items.map(|item| plain(item, &kind)).collect())]
        }
        (kind, Some(content)) => {
            let there = !field.supports_presence() || value.is_some_and(|value| value.has_field(field));
            vec![if there { plain(&content, &kind) } else { Cell::Null }]
        }
    }
}

fn sorted(mut entries: Vec<(Cell, Cell)>) -> Vec<(Cell, Cell)> {
    entries.sort_by_key(|(key, _)| format!("{key:?}"));
    entries
}

fn arrow_cell(array: &ArrayRef, row: usize) -> Cell {
    use arrow_schema::DataType;
    if array.is_null(row) {
        return Cell::Null;
    }
    let all = |array: &ArrayRef| (0..array.len()).map(|row| arrow_cell(array, row)).collect::<Vec<_>>();
    match array.data_type() {
        DataType::Boolean => Cell::Bool(array.as_boolean().value(row)),
        DataType::Int32 => Cell::Int(i64::from(array.as_primitive::<Int32Type>().value(row))),
        DataType::Int64 => Cell::Int(array.as_primitive::<Int64Type>().value(row)),
        DataType::Float32 => Cell::Float(u64::from(array.as_primitive::<Float32Type>().value(row).to_bits())),
        DataType::Float64 => Cell::Float(array.as_primitive::<Float64Type>().value(row).to_bits()),
        DataType::Utf8 => Cell::Bytes(array.as_string::<i32>().value(row).as_bytes().to_vec()),
        DataType::Binary => Cell::Bytes(array.as_binary::<i32>().value(row).to_vec()),
        DataType::List(_) => Cell::List(all(&array.as_list::<i32>().value(row))),
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            let pairs = all(entries.column(0)).into_iter().zip(all(entries.column(1)));
            Cell::Map(sorted(pairs.collect()))
        }
        other => panic!("no type of these columns: {other}"),
    }
}

fn check(spec: &Protobuf, messages: &[DynamicMessage], payloads: Vec<Vec<u8>>) {
    let (_, arrays, bad) = decode(spec, &payloads.into_iter().map(Some).collect::<Vec<_>>());
    assert!(bad.is_empty(), "{bad:?}");
    for (row, message) in messages.iter().enumerate() {
        let found: Vec<Cell> = arrays.iter().map(|array| arrow_cell(array, row)).collect();
        assert_eq!(found, cells(&message.descriptor(), Some(message)), "{message}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn as_another_reader_reads_it(
        text in schema(),
        numbers in prop::collection::vec(any::<u64>(), 97),
        rows in 1_usize..6,
    ) {
        let spec = proto3(&text).message("L20");
        let message = descriptor::message(&spec).expect("a good schema");
        let mut source = Source(&numbers, 0);
        let messages: Vec<DynamicMessage> = (0..rows).map(|_| filled(&message, &mut source)).collect();
        check(&spec, &messages, messages.iter().map(Message::encode_to_vec).collect());
    }

    /// What is written of the columns says the same as what they were read from, to another reader too.
    #[test]
    fn what_is_read_is_written_as_it_was(
        text in schema(),
        numbers in prop::collection::vec(any::<u64>(), 97),
        rows in 1_usize..6,
    ) {
        let spec = proto3(&text).message("L20");
        let message = descriptor::message(&spec).expect("a good schema");
        let mut source = Source(&numbers, 0);
        let messages: Vec<DynamicMessage> = (0..rows).map(|_| filled(&message, &mut source)).collect();
        let records: Vec<Option<Vec<u8>>> = messages.iter().map(|message| Some(message.encode_to_vec())).collect();
        let (columns, arrays, _) = decode(&spec, &records);
        prop_assume!(!columns.is_empty());
        let written = encoded(&spec, &columns, &arrays);
        for (message, payload) in messages.iter().zip(&written) {
            let read = DynamicMessage::decode(message.descriptor(), &**payload).expect("a message");
            prop_assert_eq!(cells(&message.descriptor(), Some(&read)), cells(&message.descriptor(), Some(message)));
        }
        check(&spec, &messages, written);
    }

    /// Two messages one after another are one, put together.
    #[test]
    fn messages_put_together(
        text in schema(),
        numbers in prop::collection::vec(any::<u64>(), 97),
    ) {
        let spec = proto3(&text).message("L20");
        let message = descriptor::message(&spec).expect("a good schema");
        let mut source = Source(&numbers, 0);
        let payload: Vec<u8> = (0..3).flat_map(|_| filled(&message, &mut source).encode_to_vec()).collect();
        let together = DynamicMessage::decode(message, &*payload).expect("a message");
        check(&spec, &[together], vec![payload]);
    }

    /// Whatever the bytes are, they are read exactly when the other reader can read them.
    #[test]
    fn any_bytes(
        text in schema(),
        numbers in prop::collection::vec(any::<u64>(), 97),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let spec = proto3(&text).message("L20");
        let message = descriptor::message(&spec).expect("a good schema");
        let mut payload = filled(&message, &mut Source(&numbers, 0)).encode_to_vec();
        prop_assume!(!payload.is_empty());
        let at = at.index(payload.len());
        payload[at] = byte;
        let (_, arrays, bad) = decode(&spec, &[Some(payload.clone())]);
        match DynamicMessage::decode(message.clone(), &*payload) {
            Ok(value) if bad.is_empty() => {
                let found: Vec<Cell> = arrays.iter().map(|array| arrow_cell(array, 0)).collect();
                prop_assert_eq!(found, cells(&message, Some(&value)));
            }
            // That reader refuses what is written in another form; the mirrored API takes it for an unknown field.
            _ => {}
        }
    }
}
