//! The records that are decoded: trades of seven fields, and twenty whole numbers.

use std::ops::Range;

use apache_avro::Schema;
use apache_avro::writer::datum::GenericDatumWriter;
use serde::{Deserialize, Serialize};

/// Records of a batch, as a fetched Kafka batch has them.
pub const RECORDS: usize = 8192;

#[derive(Clone, PartialEq, Deserialize, Serialize, prost::Message)]
pub struct Trade {
    #[prost(string, tag = "1")]
    pub sym: String,
    #[prost(string, tag = "2")]
    pub venue: String,
    #[prost(double, tag = "3")]
    pub price: f64,
    #[prost(int32, tag = "4")]
    pub size: i32,
    #[prost(int64, tag = "5")]
    pub id: i64,
    #[prost(int64, tag = "6")]
    pub time: i64,
    #[prost(bool, tag = "7")]
    pub buy: bool,
}

macro_rules! longs {
    ($($tag:literal $name:ident),*) => {
        #[derive(Clone, PartialEq, Deserialize, Serialize, prost::Message)]
        pub struct Longs {
            $(#[prost(int64, tag = $tag)] pub $name: i64,)*
        }

        impl Longs {
            pub const FIELDS: &[&str] = &[$(stringify!($name)),*];

            fn of(mut value: impl FnMut() -> i64) -> Self {
                Longs { $($name: value()),* }
            }
        }
    };
}

longs!("1" n1, "2" n2, "3" n3, "4" n4, "5" n5, "6" n6, "7" n7, "8" n8, "9" n9, "10" n10, "11" n11, "12" n12,
    "13" n13, "14" n14, "15" n15, "16" n16, "17" n17, "18" n18, "19" n19, "20" n20);

impl Trade {
    pub const AVRO: &str = r#"{"type":"record","name":"Trade","fields":[
        {"name":"sym","type":"string"},{"name":"venue","type":"string"},{"name":"price","type":"double"},
        {"name":"size","type":"int"},{"name":"id","type":"long"},{"name":"time","type":"long"},
        {"name":"buy","type":"boolean"}]}"#;
    pub const PROTO: &str = "syntax = \"proto3\";
        message Trade {
            string sym = 1; string venue = 2; double price = 3; int32 size = 4; int64 id = 5; int64 time = 6;
            bool buy = 7;
        }";

    pub fn all() -> Vec<Trade> {
        let mut random = Random(1);
        let trade = |row: i64| Trade {
            sym: ["AAPL", "TSLA", "GOOG", "MSFT", "BRK.B"][random.below(5)].to_owned(),
            venue: ["XNAS", "XNYS", "BATS"][random.below(3)].to_owned(),
            price: random.below(100_000) as f64 / 100.0,
            size: random.below(5_000) as i32,
            id: 100_000_000 + row,
            time: 1_700_000_000_000 + 7 * row,
            buy: random.below(2) == 0,
        };
        (0..RECORDS as i64).map(trade).collect()
    }
}

impl Longs {
    pub fn all() -> Vec<Longs> {
        let mut random = Random(2);
        (0..RECORDS)
            .map(|_| Longs::of(|| random.next() as i64 >> (random.next() % 60)))
            .collect()
    }

    pub fn avro() -> String {
        let fields = Longs::FIELDS
            .iter()
            .map(|name| format!(r#"{{"name":"{name}","type":"long"}}"#));
        let fields: Vec<String> = fields.collect();
        format!(r#"{{"type":"record","name":"Longs","fields":[{}]}}"#, fields.join(","))
    }

    pub fn proto() -> String {
        let fields = Longs::FIELDS
            .iter()
            .zip(1..)
            .map(|(name, tag)| format!("int64 {name} = {tag};"));
        let fields: Vec<String> = fields.collect();
        format!("syntax = \"proto3\"; message Longs {{ {} }}", fields.join(" "))
    }
}

/// Records one after another in memory.
pub struct Encoded {
    pub bytes: Vec<u8>,
    pub places: Vec<Range<usize>>,
}

impl Encoded {
    pub fn of<T>(records: &[T], encode: impl Fn(&T) -> Vec<u8>) -> Self {
        let mut bytes = Vec::new();
        let place = |record| {
            let start = bytes.len();
            bytes.extend(encode(record));
            start..bytes.len()
        };
        let places = records.iter().map(place).collect();
        Encoded { bytes, places }
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.places.iter().map(|place| &self.bytes[place.clone()])
    }
}

pub fn json<T: Serialize>(record: &T) -> Vec<u8> {
    serde_json::to_vec(record).expect("records are JSON")
}

pub fn avro<T: Serialize>(schema: &Schema) -> impl Fn(&T) -> Vec<u8> {
    move |record| {
        let value = apache_avro::to_value(record).and_then(|value| value.resolve(schema));
        let value = value.expect("records have the schema");
        let writer = GenericDatumWriter::builder(schema)
            .build()
            .expect("the schema is right");
        writer.write_value_to_vec(value).expect("records can be written")
    }
}

/// The datum behind the marker and the fingerprint of the single-object encoding.
pub fn single_object<T: Serialize>(schema: &Schema) -> impl Fn(&T) -> Vec<u8> {
    let fingerprint = schema.fingerprint::<apache_avro::rabin::Rabin>();
    let datum = avro::<T>(schema);
    move |record| {
        let mut bytes = vec![0xC3, 0x01];
        bytes.extend(&fingerprint.bytes);
        bytes.extend(datum(record));
        bytes
    }
}

/// The same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: u64) -> usize {
        (self.next() % end) as usize
    }
}
