//! What a user asks for, as plain data.
//!
//! Everything here can be written as JSON (the form in which Java sends it), refuses unknown fields, and knows
//! nothing of Kafka clients or tables. Meaning is given by the module that a specification is for.

mod aggregation;
pub mod aggregations;
mod avro;
mod common;
mod consume;
mod csv;
mod csv_specs;
mod file;
mod filter;
mod java_class;
mod java_enum;
mod join;
pub mod object;
mod operation;
mod options;
mod parser;
mod produce;
mod produce_avro;
mod produce_csv;
mod produce_protobuf;
mod protobuf;
mod publish;
mod publish_options;
mod raw;
mod reserved;
mod serializer;
mod sort;
mod types;
mod update_by;
mod value;
mod variables;

pub use aggregation::Aggregation;
pub use avro::{Avro, AvroEncoding, AvroSchema};
pub(crate) use common::CommonColumns;
pub use consume::{Consume, Offsets, Partitions, TableType};
pub use csv::Csv;
pub use csv_specs::{CsvOutput, CsvParser, CsvSpecs};
pub use file::{FileFormat, FileOptions, FileOutput};
pub use filter::FilterSpec;
pub(crate) use java_class::java_class;
pub(crate) use java_enum::JavaEnum;
pub use join::SnapshotWhenOptions;
pub(crate) use join::{Matching, PairOperation};
pub(crate) use operation::TableOperation;
pub use options::End;
pub(crate) use options::{ConsumeOptions, Fetcher, HeaderColumn, OnError, SimpleEncoding};
#[cfg(test)]
pub(crate) use options::{HEADER_COLUMN, HEADER_TYPE};
pub use parser::{Parsed, Parser, SharedParser};
pub use produce::{ProduceJson, ProduceSpec};
pub use produce_avro::ProduceAvro;
pub(crate) use produce_avro::{LATEST, ProduceSchema};
pub use produce_csv::ProduceCsv;
pub use produce_protobuf::ProduceProtobuf;
pub use protobuf::{Protobuf, ProtobufFields, ProtobufProtocol, ProtobufSchema};
pub use publish::Publish;
#[cfg(test)]
pub(crate) use publish_options::PUBLISHED_HEADER;
pub(crate) use publish_options::PublishOptions;
pub(crate) use raw::{deserialized, is_serializer, raw_column, serialized};
pub(crate) use reserved::is_reserved;
pub use serializer::{Serialized, Serializer, SharedSerializer};
pub use sort::SortColumn;
pub use types::ColumnType;
pub(crate) use types::{
    EXTENSION_NAME, JAVA_CLASS, JSON_EXTENSION, JSON_NODE, OBJECT, OBJECT_EXTENSION, digest_field, has_own_digits,
    instant, is_big_integer, is_digest, is_table, table_field, values_of_object,
};
pub use update_by::{BadDataBehavior, Decay, DeltaControl, OperationControl, UpdateByOperation, Window};
pub use value::{ColumnSpec, Spec, field};
pub(crate) use value::{Role, SimpleColumn, schema};
pub(crate) use variables::{Constant, Variables};

/// Settings by name, as a Kafka client takes them.
pub type Properties = std::collections::BTreeMap<String, String>;

#[cfg(test)]
mod tests;
