//! The decoders: ours, and those that others have written.

use std::sync::Arc;

use apache_avro::Schema as AvroSchema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;
use arrow_array::{BinaryArray, RecordBatch};
use arrow_avro::schema::{AvroSchema as ArrowAvroSchema, SchemaStore};
use arrow_json::ReaderBuilder as JsonReader;
use arrow_schema::Schema;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use ptars_core::{PtarsConfig, binary_array_to_record_batch_direct};
use serde::de::DeserializeOwned;
use topictable::{Properties, RecordDecoder, Spec};

use crate::measure::Subject;
use crate::records::{Encoded, RECORDS};

/// This library. Every record must fit.
pub fn ours(records: Encoded, spec: &Spec) -> Subject {
    let mut decoder = RecordDecoder::of_values(spec, &Properties::new()).expect("the specification is right");
    Subject::new("topictable", records, move |records| {
        let places = records.places.iter().cloned().map(Some);
        let decoded = decoder
            .decode_in_place(&records.bytes, places)
            .expect("the batch is small");
        assert!(decoded.bad.is_empty(), "{:?}", decoded.bad[0]);
        decoded.rows
    })
}

pub fn arrow_json(records: Encoded, schema: Arc<Schema>) -> Subject {
    let reader = JsonReader::new(schema).with_batch_size(RECORDS);
    let mut decoder = reader.build_decoder().expect("arrow-json takes the schema");
    Subject::new("arrow-json", records, move |records| {
        let read = decoder.decode(&records.bytes).expect("arrow-json takes the records");
        assert_eq!(read, records.bytes.len());
        full(decoder.flush().expect("arrow-json makes a batch"))
    })
}

pub fn sonic_rs<T: DeserializeOwned + 'static>(records: Encoded) -> Subject {
    Subject::new("sonic-rs to structs", records, |records| {
        let read = |record| sonic_rs::from_slice(record).expect("sonic-rs takes the records");
        records.iter().map(read).collect::<Vec<T>>()
    })
}

pub fn arrow_avro(records: Encoded, schema: &str) -> Subject {
    let mut store = SchemaStore::new();
    store
        .register(ArrowAvroSchema::new(schema.to_owned()))
        .expect("arrow-avro takes the schema");
    let reader = arrow_avro::reader::ReaderBuilder::new();
    let reader = reader.with_batch_size(RECORDS).with_writer_schema_store(store);
    let mut decoder = reader.build_decoder().expect("arrow-avro makes a decoder");
    Subject::new("arrow-avro", records, move |records| {
        let read = decoder.decode(&records.bytes).expect("arrow-avro takes the records");
        assert_eq!(read, records.bytes.len());
        full(decoder.flush().expect("arrow-avro makes a batch"))
    })
}

/// The bare datum, to values of its own.
pub fn apache_avro(records: Encoded, schema: AvroSchema) -> Subject {
    Subject::new("apache-avro to values", records, move |records| {
        let reader = GenericDatumReader::builder(&schema)
            .build()
            .expect("apache-avro takes the schema");
        let read = |mut record: &[u8]| reader.read_value(&mut record);
        let read = records.iter().map(read).collect::<Result<Vec<Value>, _>>();
        read.expect("apache-avro takes the records")
    })
}

pub fn ptars(records: Encoded, message: MessageDescriptor) -> Subject {
    let config = PtarsConfig::default();
    Subject::new("ptars", records, move |records| {
        // It takes an array of Arrow only.
        let array = BinaryArray::from_iter_values(records.iter());
        full(binary_array_to_record_batch_direct(&array, &message, &config).ok())
    })
}

pub fn prost_reflect(records: Encoded, message: MessageDescriptor) -> Subject {
    Subject::new("prost-reflect, dynamic", records, move |records| {
        let read = |record| DynamicMessage::decode(message.clone(), record);
        let read = records.iter().map(read).collect::<Result<Vec<_>, _>>();
        read.expect("prost-reflect takes the records")
    })
}

pub fn prost<T: prost::Message + Default + 'static>(records: Encoded) -> Subject {
    Subject::new("prost to structs", records, |records| {
        let read = records.iter().map(T::decode).collect::<Result<Vec<_>, _>>();
        read.expect("prost takes the records")
    })
}

/// The only message of a file.
pub fn message(proto: &str) -> MessageDescriptor {
    let file = protox_file(proto);
    let pool = DescriptorPool::from_file_descriptor_set(file).expect("the descriptor is right");
    let message = pool.all_messages().next();
    message.expect("the file has a message")
}

fn protox_file(proto: &str) -> prost_reflect::prost_types::FileDescriptorSet {
    let mut resolver = protox::file::ChainFileResolver::new();
    resolver.add(Memory(proto.to_owned()));
    let mut compiler = protox::Compiler::with_file_resolver(resolver);
    compiler.open_file("m.proto").expect("the file is right");
    compiler.file_descriptor_set()
}

struct Memory(String);

impl protox::file::FileResolver for Memory {
    fn open_file(&self, name: &str) -> Result<protox::file::File, protox::Error> {
        protox::file::File::from_source(name, &self.0)
    }
}

fn full(batch: Option<RecordBatch>) -> RecordBatch {
    let batch = batch.expect("there is a batch");
    assert_eq!(batch.num_rows(), RECORDS);
    batch
}
