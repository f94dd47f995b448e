//! The schemas of topics, in a registry, and records of them.

use std::env;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::Shape;

pub const AVRO: &str = r#"{"type":"record","name":"Trade","fields":[{"name":"Sym","type":"string"},
    {"name":"Price","type":"double"},{"name":"Qty","type":"int"},{"name":"Side","type":"string"},
    {"name":"Id","type":"long"},{"name":"Time","type":{"type":"long","logicalType":"timestamp-millis"}}]}"#;

const PROTOBUF: &str = "syntax = \"proto3\";
    message Trade { string Sym = 1; double Price = 2; int32 Qty = 3; string Side = 4; int64 Id = 5; int64 Time = 6; }";

/// The subject of a shape's schema.
pub fn subject(shape: Shape) -> String {
    format!("bench-{}", shape.name())
}

/// Where the registry is.
pub fn registry() -> String {
    env::var("TOPICTABLE_REGISTRY").expect("run by `make bench-ingest`, which starts a registry")
}

/// Registers the schema of a shape and gives the bytes with which its records begin; none for a shape without one.
pub fn prefix(shape: Shape) -> Vec<u8> {
    let schema = match shape {
        Shape::Avro => json!({"schema": AVRO}),
        Shape::Protobuf => json!({"schema": PROTOBUF, "schemaType": "PROTOBUF"}),
        _ => return Vec::new(),
    };
    let id = post(&format!("/subjects/{}/versions", subject(shape)), &schema)["id"].as_u64();
    let id = u32::try_from(id.expect("the registry gives an id")).expect("an id of four bytes");
    let mut prefix = vec![0];
    prefix.extend(id.to_be_bytes());
    if shape == Shape::Protobuf {
        // The first message of the file.
        prefix.push(0);
    }
    prefix
}

/// One trade behind the prefix.
pub fn record(shape: Shape, prefix: &[u8], (symbol, price, quantity, side, id, time): Trade<'_>) -> Vec<u8> {
    let mut record = prefix.to_vec();
    let out = &mut record;
    if shape == Shape::Avro {
        zigzag(out, symbol.len() as i64);
        out.extend(symbol.as_bytes());
        out.extend(price.to_le_bytes());
        zigzag(out, quantity);
        zigzag(out, side.len() as i64);
        out.extend(side.as_bytes());
        zigzag(out, id);
        zigzag(out, time);
    } else {
        out.extend([0x0A, symbol.len() as u8]);
        out.extend(symbol.as_bytes());
        out.push(0x11);
        out.extend(price.to_le_bytes());
        out.push(0x18);
        varint(out, quantity as u64);
        out.extend([0x22, side.len() as u8]);
        out.extend(side.as_bytes());
        out.push(0x28);
        varint(out, id as u64);
        out.push(0x30);
        varint(out, time as u64);
    }
    record
}

/// Symbol, price, quantity, side, id, time.
pub type Trade<'a> = (&'a str, f64, i64, &'a str, i64, i64);

fn zigzag(out: &mut Vec<u8>, value: i64) {
    varint(out, (value << 1 ^ value >> 63) as u64);
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Sends JSON to the registry and gives its answer.
fn post(path: &str, body: &Value) -> Value {
    let url = registry();
    let address = url
        .strip_prefix("http://")
        .expect("the registry of the development stack");
    let (host, base) = address.split_once('/').expect("the path of its Confluent API");
    let body = body.to_string();
    let mut connection = TcpStream::connect(host).expect("the registry is there");
    let request = format!(
        "POST /{base}{path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/vnd.schemaregistry.v1+json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(request.as_bytes()).expect("the registry listens");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("the registry answers");
    let (_, answer) = answer.split_once("\r\n\r\n").expect("an answer of HTTP");
    serde_json::from_str(answer).unwrap_or_else(|error| panic!("{answer}: {error}"))
}
