//! Specs of Protobuf messages.

use std::collections::BTreeSet;
use std::ffi::{c_char, c_void};

use super::error::tt_error;
use super::operation::texts;
use super::pointer::{array, optional_text, sized, text};
use super::spec::{make, read_mapping, tt_mapping, tt_spec};
use crate::error::{Error, Result};
use crate::spec::{Protobuf, ProtobufFields, ProtobufProtocol, ProtobufSchema, Spec};

/// A .proto file.
#[repr(C)]
pub struct tt_proto_file {
    /// The path that imports have for it.
    pub path: *const c_char,
    /// Its text.
    pub text: *const c_char,
    /// The bytes of the path, or 0 when it is terminated.
    pub path_len: usize,
    /// The bytes of the text, or 0 when it is terminated.
    pub text_len: usize,
}

/// How a payload holds a Protobuf message.
#[repr(i32)]
pub enum tt_protocol {
    /// As Confluent's serializers write it: a zero byte, the id of the schema and the position of the message in it,
    /// then the message.
    TT_SERDES = 1,
    /// The message alone.
    TT_RAW = 2,
}

/// What tt_protobuf_spec is told. Initialise it with TT_PROTOBUF_OPTIONS_INIT; zero means the default. One of `subject`,
/// `files` and `descriptors` says where the message is described.
///
/// A field is named by its path: the names of the fields that lead to it, with slashes between them. Lists of fields
/// hold terminated paths, paths with /* behind them for everything below, or * for all fields.
#[repr(C)]
pub struct tt_protobuf_options {
    /// The size of this structure.
    pub size: usize,
    /// A subject of the registry that the property schema.registry.url names.
    pub subject: *const c_char,
    /// The bytes of the subject, or 0 when it is terminated.
    pub subject_len: usize,
    /// The version of the subject; 0 for the latest.
    pub version: i32,
    /// TT_SERDES (the default) or TT_RAW.
    pub protocol: i32,
    /// The file with the message, and those that are imported. Google's own need not be there.
    pub files: *const tt_proto_file,
    /// How many files there are.
    pub files_len: usize,
    /// An encoded google.protobuf.FileDescriptorSet; the message is looked for in its last file.
    pub descriptors: *const c_void,
    /// Its bytes.
    pub descriptors_len: usize,
    /// The message: its full name, or its name in the package of the file. The first message of the file by default.
    pub message: *const c_char,
    /// The bytes of the message's name, or 0 when it is terminated.
    pub message_len: usize,
    /// Patterns of the fields to take: /a/b is the field and what leads to it, /a/* everything below a too. NULL for all
    /// fields.
    pub include: *const *const c_char,
    /// How many patterns there are.
    pub include_len: usize,
    /// Fields that are left out.
    pub exclude: *const *const c_char,
    /// How many there are.
    pub exclude_len: usize,
    /// Fields of a well-known type, such as google.protobuf.Timestamp, that are read field by field.
    pub as_recursive: *const *const c_char,
    /// How many there are.
    pub as_recursive_len: usize,
    /// Maps that are read as two lists.
    pub as_repeated: *const *const c_char,
    /// How many there are.
    pub as_repeated_len: usize,
    /// The columns of fields, where they are not the path with _ between the names.
    pub names: *const tt_mapping,
    /// How many there are.
    pub names_len: usize,
}

/// A spec that makes columns of the fields of a Protobuf message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tt_protobuf_spec(
    options: *const tt_protobuf_options,
    spec: *mut *mut tt_spec,
    error: *mut *mut tt_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        make(spec, error, || {
            let options = sized(options, "options")?;
            let Described {
                schema,
                message,
                protocol,
                fields,
            } = read(options)?;
            let schema = schema.ok_or_else(undescribed)?;
            Ok(Spec::protobuf(Protobuf {
                schema,
                message,
                protocol,
                fields,
            }))
        })
    }
}

/// What options say of a message.
pub(super) struct Described {
    /// None where they say nothing of it.
    pub schema: Option<ProtobufSchema>,
    pub message: Option<String>,
    pub protocol: ProtobufProtocol,
    pub fields: ProtobufFields,
}

/// # Safety
/// The pointers inside are NULL or valid.
pub(super) unsafe fn read(options: &tt_protobuf_options) -> Result<Described> {
    // SAFETY: the caller's promise.
    let (schema, message) = unsafe {
        (
            schema(options)?,
            optional_text(options.message, options.message_len, "options.message")?,
        )
    };
    Ok(Described {
        schema,
        message: message.map(str::to_owned),
        protocol: protocol(options.protocol)?,
        // SAFETY: as above.
        fields: unsafe { fields(options)? },
    })
}

fn undescribed() -> Error {
    Error::invalid(
        "the message is described nowhere or twice: expected one of options.subject, options.files and \
         options.descriptors",
    )
    .with("argument", "options")
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn schema(options: &tt_protobuf_options) -> Result<Option<ProtobufSchema>> {
    // SAFETY: the caller's promise.
    let (subject, files, descriptors) = unsafe {
        (
            optional_text(options.subject, options.subject_len, "options.subject")?,
            array(options.files, options.files_len, "options.files")?,
            array(
                options.descriptors.cast::<u8>(),
                options.descriptors_len,
                "options.descriptors",
            )?,
        )
    };
    match (subject, files, descriptors) {
        (None, [], []) => Ok(None),
        (Some(subject), [], []) => Ok(Some(ProtobufSchema::Subject {
            subject: subject.to_owned(),
            version: (options.version != 0).then_some(options.version),
        })),
        (None, [_, ..], []) => {
            let read = |(index, file): (usize, &tt_proto_file)| {
                // SAFETY: the caller's promise.
                let (path, content) = unsafe {
                    (
                        text(file.path, file.path_len, &format!("options.files[{index}].path"))?,
                        text(file.text, file.text_len, &format!("options.files[{index}].text"))?,
                    )
                };
                Ok((path.to_owned(), content.to_owned()))
            };
            let files: Vec<(String, String)> = files.iter().enumerate().map(read).collect::<Result<_>>()?;
            Ok(Some(ProtobufSchema::Files {
                root: files[0].0.clone(),
                files: files.into_iter().collect(),
                oneofs_first: false,
            }))
        }
        (None, [], [_, ..]) => Ok(Some(Protobuf::descriptors(descriptors).schema)),
        _ => Err(undescribed()),
    }
}

fn protocol(code: i32) -> Result<ProtobufProtocol> {
    match code {
        0 | 1 => Ok(ProtobufProtocol::Serdes),
        2 => Ok(ProtobufProtocol::Raw),
        _ => Err(
            Error::invalid(format!("{code} is no protocol: expected TT_SERDES (1) or TT_RAW (2)"))
                .with("argument", "options.protocol"),
        ),
    }
}

/// # Safety
/// The pointers inside are NULL or valid.
unsafe fn fields(options: &tt_protobuf_options) -> Result<ProtobufFields> {
    let set = |pointer: *const *const c_char, len: usize, name: &str| -> Result<BTreeSet<String>> {
        // SAFETY: the caller's promise.
        Ok(unsafe { texts(pointer, len, name) }?.into_iter().collect())
    };
    let include = set(options.include, options.include_len, "options.include")?;
    Ok(ProtobufFields {
        include: (options.include_len > 0).then_some(include),
        exclude: set(options.exclude, options.exclude_len, "options.exclude")?,
        as_recursive: set(options.as_recursive, options.as_recursive_len, "options.as_recursive")?,
        as_byte_string: BTreeSet::new(),
        as_repeated: set(options.as_repeated, options.as_repeated_len, "options.as_repeated")?,
        // SAFETY: the caller's promise.
        names: unsafe {
            read_mapping(
                array(options.names, options.names_len, "options.names")?,
                "options.names",
            )?
        },
    })
}
