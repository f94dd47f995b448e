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

#![allow(non_camel_case_types)]
#![allow(clippy::missing_safety_doc)]
#![allow(unsafe_code)]

mod arrow;
mod consume;
mod error;
mod operation;
mod pointer;
mod session;
mod spec;
mod table;
mod version;
