//! The C interface: conversion only.
//!
//! One file holds every pointer conversion ([`pointer`]), every other one is a C type and its functions. Each exported
//! function runs its body in [`pointer::run`], which catches panics, gives the status and makes the error.
//!
//! # Safety
//!
//! What every caller promises, and the `SAFETY` comments of the exported functions refer to: a pointer is NULL or
//! valid for what the function's comment says it is; a handle came from this interface and is not freed during the
//! call; a text of length 0 is terminated, any other one has its length. NULL is always checked for.
//!
//! `include/topictable.h` is generated from these files; what their comments say is what a C programmer reads.

#![allow(clippy::doc_markdown, reason = "the comments are those of the C header")]
#![allow(clippy::missing_safety_doc, reason = "one promise for all, above")]
#![allow(dead_code, reason = "constants and enumerations are for the C header")]
#![allow(non_camel_case_types, reason = "the names are those of the C header")]
#![allow(unsafe_code, reason = "the border to C")]

mod aggregation;
mod avro;
mod calendars;
mod change;
mod columns;
mod consume;
mod csv;
mod error;
mod feed;
mod file;
mod function;
mod join;
mod levels;
mod logs;
mod operation;
mod order;
mod parser;
mod partitioned;
mod pointer;
mod produce;
mod produce_csv;
mod produce_protobuf;
mod protobuf;
mod publish;
mod serializer;
mod session;
mod snapshot_when;
mod source;
mod spec;
mod subscription;
mod table;
mod topics;
mod update_by;
mod version;
