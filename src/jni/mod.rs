//! The natives of the Java class `topictable.NativeBridge`: conversion only.
//!
//! Java sends requests as documents and gets documents back (see `boundary::request`); cells it reads from direct
//! buffers over a view's memory. No thread of this library is ever attached to the JVM, and no Java object is made
//! here but byte arrays and buffers.

#![allow(unsafe_code, reason = "the border to Java")]

use jni::errors::ThrowRuntimeExAndDefault;
use jni::objects::{JByteArray, JByteBuffer, JClass};
use jni::sys::{jint, jlong};
use jni::{Env, EnvUnowned};

use crate::boundary;

type JniResult<T> = jni::errors::Result<T>;

/// `static native byte[] version()`: the version of the library.
#[unsafe(no_mangle)]
pub extern "system" fn Java_topictable_NativeBridge_version<'l>(
    mut env: EnvUnowned<'l>,
    _class: JClass<'l>,
) -> JByteArray<'l> {
    env.with_env(|env| env.byte_array_from_slice(env!("CARGO_PKG_VERSION").as_bytes()))
        .resolve::<ThrowRuntimeExAndDefault>()
}

/// `static native byte[] call(long handle, byte[] request, byte[] payload)`: answers a request.
#[unsafe(no_mangle)]
pub extern "system" fn Java_topictable_NativeBridge_call<'l>(
    mut env: EnvUnowned<'l>,
    _class: JClass<'l>,
    handle: jlong,
    request: JByteArray<'l>,
    payload: JByteArray<'l>,
) -> JByteArray<'l> {
    env.with_env(|env| -> JniResult<_> {
        let request = env.convert_byte_array(&request)?;
        let payload = if payload.is_null() {
            Vec::new()
        } else {
            env.convert_byte_array(&payload)?
        };
        env.byte_array_from_slice(&boundary::call(handle as u64, &request, &payload))
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

/// `static native ByteBuffer buffer(long view, int piece, int column, int which)`: the memory of a column's piece that
/// was loaded before; `which` is 0 for the validity, 1 for values or ends, 2 for bytes, and three more for each of what is
/// inside, in Arrow's order. Null when there is none. The view's handle must be held as long as the buffer is used.
#[unsafe(no_mangle)]
pub extern "system" fn Java_topictable_NativeBridge_buffer<'l>(
    mut env: EnvUnowned<'l>,
    _class: JClass<'l>,
    view: jlong,
    piece: jint,
    column: jint,
    which: jint,
) -> JByteBuffer<'l> {
    env.with_env(|env| -> JniResult<_> {
        let buffers = boundary::view(view as u64).and_then(|view| view.buffers(piece as usize, column as usize));
        let buffer = buffers
            .ok()
            .and_then(|buffers| buffers.get(which as usize).cloned().flatten());
        match buffer {
            Some(buffer) if !buffer.is_empty() => direct(env, buffer.as_ptr(), buffer.len()),
            _ => Ok(JByteBuffer::null()),
        }
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

/// `static native ByteBuffer version(long table)`: eight bytes that hold the table's version, which grows with every
/// change. The table's handle must be held as long as the buffer is used.
#[unsafe(no_mangle)]
pub extern "system" fn Java_topictable_NativeBridge_clock<'l>(
    mut env: EnvUnowned<'l>,
    _class: JClass<'l>,
    table: jlong,
) -> JByteBuffer<'l> {
    env.with_env(|env| -> JniResult<_> {
        match boundary::table(table as u64) {
            Ok(table) => direct(env, table.version_cell().as_ptr().cast(), size_of::<u64>()),
            Err(_) => Ok(JByteBuffer::null()),
        }
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

/// `static native boolean release(long handle)`: forgets a handle; false when it was forgotten before.
#[unsafe(no_mangle)]
pub extern "system" fn Java_topictable_NativeBridge_release<'l>(
    mut env: EnvUnowned<'l>,
    _class: JClass<'l>,
    handle: jlong,
) -> bool {
    env.with_env(|_| -> JniResult<_> { Ok(boundary::guard(|| Ok(boundary::release(handle as u64))).unwrap_or(false)) })
        .resolve::<ThrowRuntimeExAndDefault>()
}

/// A buffer over memory that Java only reads.
fn direct<'l>(env: &mut Env<'l>, address: *const u8, len: usize) -> JniResult<JByteBuffer<'l>> {
    // SAFETY: the memory belongs to a view or a table; the Java class `Handle` keeps that from being released while
    // it is read, and hands out read-only buffers.
    unsafe { env.new_direct_byte_buffer(address.cast_mut(), len) }
}
