//! Record batches into files.
//!
//! A file is written beside its place and put there when it is whole, so that who reads it finds the old one or the new
//! one.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::{RecordBatch, RecordBatchWriter};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::kind::format_of;
use crate::error::{Error, Result};
use crate::format::{Encoder, EncoderContext, PayloadBuffer, encoder};
use crate::spec::{
    CsvOutput, FileFormat, FileOptions, FileOutput, JAVA_CLASS, ProduceCsv, ProduceSpec, Properties, Role,
};

/// Rows on their way into a file.
type Batches<'a> = &'a mut dyn Iterator<Item = Result<RecordBatch>>;

/// Writes rows to the file at a path, in the format that its name or the options say.
pub(crate) fn write(path: &str, output: &FileOutput, schema: &SchemaRef, batches: Batches<'_>) -> Result<()> {
    let format = format_of(
        path,
        &FileOptions {
            format: output.format,
            ..FileOptions::default()
        },
    )?;
    if output.compression.is_some() && format != FileFormat::Parquet {
        let message = format!("a compression can be stated for Parquet only, and the file is written as {format}");
        return Err(Error::invalid(message).with("option", "compression"));
    }
    match format {
        FileFormat::Csv => write_csv(path, &CsvOutput::default(), schema, batches),
        FileFormat::Parquet => {
            let properties = WriterProperties::builder().set_compression(compression(output.compression.as_deref())?);
            in_place(path, |file| {
                let writer = ArrowWriter::try_new(file, marked(schema), Some(properties.build()));
                all(path, schema, batches, writer.map_err(|error| unwritten(path, &error))?)
            })
        }
        FileFormat::Arrow if path.ends_with(".arrows") => in_place(path, |file| {
            let writer = StreamWriter::try_new(file, &marked(schema)).map_err(|error| unwritten(path, &error))?;
            all(path, schema, batches, writer)
        }),
        FileFormat::Arrow => in_place(path, |file| {
            let writer = FileWriter::try_new(file, &marked(schema)).map_err(|error| unwritten(path, &error))?;
            all(path, schema, batches, writer)
        }),
        FileFormat::JsonLines => Err(Error::unsupported(format!(
            "files of JSON lines are not written: expected CSV, Arrow or Parquet for {path:?}"
        ))
        .with("file", path)),
    }
}

/// Writes rows to a CSV file with a header.
pub(crate) fn write_csv(path: &str, output: &CsvOutput, schema: &SchemaRef, batches: Batches<'_>) -> Result<()> {
    let mut csv = ProduceCsv::all();
    csv.delimiter = output.delimiter;
    csv.null = Some(output.null.clone());
    let context = EncoderContext {
        role: Role::Value,
        topic: None,
        has_topic_column: false,
        properties: &Properties::new(),
    };
    let encoder = encoder(&ProduceSpec::Csv(csv), schema, context)?;
    let mut encoder = encoder.ok_or_else(|| Error::internal("there is no encoder of CSV"))?;
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    in_place(path, |file| {
        let written = |result: io::Result<()>| result.map_err(|error| unwritten(path, &error));
        written(writeln!(file, "{}", names.join(&output.delimiter.to_string())))?;
        for batch in batches {
            written(file.write_all(&lines(&mut *encoder, &batch?)?))?;
        }
        Ok(())
    })
}

/// The rows of a batch, each with its line end.
fn lines(encoder: &mut dyn Encoder, batch: &RecordBatch) -> Result<Vec<u8>> {
    let columns: Vec<_> = encoder
        .columns()
        .iter()
        .map(|column| batch.column(*column).clone())
        .collect();
    let (mut rows, mut bad) = (PayloadBuffer::default(), Vec::new());
    encoder.encode(&columns, batch.num_rows(), &mut rows, &mut bad);
    if let Some(bad) = bad.first() {
        let field = bad.field.as_deref().unwrap_or_default();
        return Err(
            Error::invalid(format!("column {field:?} cannot be written: {}", bad.reason)).with("column", field),
        );
    }
    let mut lines = Vec::new();
    for row in rows.iter() {
        lines.extend_from_slice(row.unwrap_or_default());
        lines.push(b'\n');
    }
    Ok(lines)
}

/// Writes all batches of a file, with what is [`marked`].
fn all(path: &str, schema: &SchemaRef, batches: Batches<'_>, mut writer: impl RecordBatchWriter) -> Result<()> {
    let schema = marked(schema);
    for batch in batches {
        let batch = RecordBatch::try_new(schema.clone(), batch?.columns().to_vec())?;
        writer.write(&batch).map_err(|error| unwritten(path, &error))?;
    }
    writer.close().map_err(|error| unwritten(path, &error))
}

/// The columns with characters marked as such: numbers of 16 bits without a sign would be read as numbers.
fn marked(schema: &SchemaRef) -> SchemaRef {
    let field = |field: &FieldRef| -> FieldRef {
        if *field.data_type() != DataType::UInt16 {
            return field.clone();
        }
        let metadata = HashMap::from([(JAVA_CLASS.to_owned(), "char".to_owned())]);
        Arc::new(Field::clone(field).with_metadata(metadata))
    };
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

fn compression(name: Option<&str>) -> Result<Compression> {
    let name = name.unwrap_or("SNAPPY");
    Ok(match name.to_ascii_uppercase().as_str() {
        "UNCOMPRESSED" => Compression::UNCOMPRESSED,
        "SNAPPY" => Compression::SNAPPY,
        "GZIP" => Compression::GZIP(parquet::basic::GzipLevel::default()),
        "LZ4" | "LZ4_RAW" => Compression::LZ4_RAW,
        "ZSTD" => Compression::ZSTD(parquet::basic::ZstdLevel::default()),
        _ => {
            let known = "UNCOMPRESSED, SNAPPY, GZIP, LZ4_RAW or ZSTD";
            return Err(
                Error::unsupported(format!("files are not compressed by {name:?}: expected {known}"))
                    .with("option", "compression"),
            );
        }
    })
}

/// Has a file written beside its place, and puts it there.
fn in_place(path: &str, write: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let beside = PathBuf::from(format!("{path}.{}-{number}.part", process::id()));
    let written = write_to(&beside, path, write)
        .and_then(|()| fs::rename(&beside, Path::new(path)).map_err(|error| unwritten(path, &error)));
    if written.is_err() {
        // What is left of it is of no use; that it cannot be taken away says nothing new.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_to(beside: &Path, path: &str, write: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    let file = File::create(beside).map_err(|error| unwritten(path, &error))?;
    let mut file = BufWriter::new(file);
    write(&mut file)?;
    file.flush().map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &str, error: &impl std::fmt::Display) -> Error {
    Error::invalid(format!("file {path:?} cannot be written: {error}")).with("file", path)
}
