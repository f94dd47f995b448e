//! How long decoders take for a record: ours beside those of others, on the same records, from memory, on one thread.
//!
//! Run by `make bench-decode`; `ROUNDS` is how often each decodes, in turn. The best round counts. `ONLY` is a part of the
//! titles of those that are wanted, such as `Avro`.

mod measure;
mod records;
mod subjects;

use std::sync::Arc;

use apache_avro::Schema as AvroSchema;
use arrow_schema::DataType::{Boolean, Float64, Int32, Int64, Utf8};
use arrow_schema::{DataType, Field, Schema};
use measure::compare;
use prost::Message;
use records::{Encoded, Longs, Trade, avro, json, single_object};
use serde::Serialize;
use serde::de::DeserializeOwned;
use topictable::{Avro, AvroEncoding, Protobuf, Spec, field};

fn main() {
    let rounds = std::env::var("ROUNDS").map_or(50, |rounds| rounds.parse().expect("ROUNDS is a number"));
    let trade = [
        ("sym", Utf8),
        ("venue", Utf8),
        ("price", Float64),
        ("size", Int32),
        ("id", Int64),
        ("time", Int64),
        ("buy", Boolean),
    ];
    let longs: Vec<(&str, DataType)> = Longs::FIELDS.iter().map(|name| (*name, Int64)).collect();
    all(
        "trades of 7 fields",
        &Trade::all(),
        &trade,
        Trade::AVRO,
        Trade::PROTO,
        rounds,
    );
    all(
        "20 longs",
        &Longs::all(),
        &longs,
        &Longs::avro(),
        &Longs::proto(),
        rounds,
    );
}

fn all<T>(title: &str, records: &[T], columns: &[(&str, DataType)], avro_schema: &str, proto: &str, rounds: usize)
where
    T: Serialize + DeserializeOwned + Message + Default + 'static,
{
    let fields = columns
        .iter()
        .map(|(name, data_type)| Field::new(*name, data_type.clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let spec = Spec::json(columns.iter().map(|(name, data_type)| field(*name, data_type.clone())));
    let encoded = || Encoded::of(records, json);
    let subjects = vec![
        subjects::ours(encoded(), &spec),
        subjects::arrow_json(encoded(), schema),
        subjects::sonic_rs::<T>(encoded()),
    ];
    compare(&format!("JSON, {title}"), subjects, rounds);

    let parsed = AvroSchema::parse_str(avro_schema).expect("the schema is right");
    let encoded = || Encoded::of(records, single_object(&parsed));
    let ours = Spec::avro(Avro::text(avro_schema).encoding(AvroEncoding::SingleObject));
    let subjects = vec![
        subjects::ours(encoded(), &ours),
        subjects::arrow_avro(encoded(), avro_schema),
        subjects::apache_avro(Encoded::of(records, avro(&parsed)), parsed.clone()),
    ];
    compare(&format!("Avro, {title}"), subjects, rounds);

    let message = subjects::message(proto);
    let encoded = || Encoded::of(records, Message::encode_to_vec);
    let ours = Spec::protobuf(Protobuf::text("m.proto", proto).raw());
    let subjects = vec![
        subjects::ours(encoded(), &ours),
        subjects::ptars(encoded(), message.clone()),
        subjects::prost_reflect(encoded(), message),
        subjects::prost::<T>(encoded()),
    ];
    compare(&format!("Protobuf, {title}"), subjects, rounds);
}
