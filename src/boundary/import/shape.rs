//! What the structures of the Arrow C data interface must look like, and whether they do.

use std::ffi::{CStr, c_char, c_void};
use std::slice;

use arrow_array::ffi::FFI_ArrowArray;
use arrow_schema::ffi::FFI_ArrowSchema;

use crate::error::{Error, Result};

/// The layout of a column and of what is inside it.
#[derive(Debug)]
pub(super) struct Shape {
    /// Where it is, for messages: names with dots between them.
    path: String,
    layout: Layout,
    children: Vec<Shape>,
    dictionary: Option<Box<Shape>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Layout {
    Null,
    /// Values of so many bits.
    Fixed {
        bits: u64,
    },
    /// Values of any length, by offsets of so many bytes.
    Bytes {
        offset: usize,
    },
    /// Lists of any length, by offsets of so many bytes.
    List {
        offset: usize,
    },
    /// Lists of one length.
    FixedList {
        size: u64,
    },
    Struct,
}

/// `struct ArrowSchema`.
#[repr(C)]
struct RawSchema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut RawSchema,
    dictionary: *mut RawSchema,
    release: *const c_void,
    private_data: *mut c_void,
}

/// `struct ArrowArray`.
#[repr(C)]
struct RawArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut RawArray,
    dictionary: *mut RawArray,
    release: *const c_void,
    private_data: *mut c_void,
}

/// Types may be nested this deep.
const MAX_DEPTH: usize = 64;

/// No array has more values: their bytes could not be addressed.
const MAX_VALUES: i64 = 1 << 40;

impl Shape {
    /// The shape of a batch that this schema describes.
    ///
    /// # Safety
    /// The schema is not released, and what it points to follows the interface's rules of memory.
    pub unsafe fn of_schema(schema: *const FFI_ArrowSchema) -> Result<Self> {
        // SAFETY: the caller's promise; both are the structure of the interface.
        let shape = unsafe { Shape::of(schema.cast::<RawSchema>(), "", 0) }?;
        if shape.layout != Layout::Struct {
            return Err(Error::invalid(
                "the schema of an Arrow stream must be a struct of columns (+s)",
            ));
        }
        Ok(shape)
    }

    /// The shape of an array that this schema describes.
    ///
    /// # Safety
    /// As for `of_schema`.
    pub unsafe fn of_array(schema: *const FFI_ArrowSchema) -> Result<Self> {
        // SAFETY: the caller's promise; both are the structure of the interface.
        unsafe { Shape::of(schema.cast::<RawSchema>(), "", 0) }
    }

    /// Checks that an array has this shape.
    ///
    /// # Safety
    /// As for `check_batch`.
    pub unsafe fn check_array(&self, array: *const FFI_ArrowArray) -> Result<()> {
        // SAFETY: the caller's promise; both are the structure of the interface.
        unsafe { self.check(array.cast::<RawArray>(), 0) }
    }

    /// # Safety
    /// As for `of_schema`, or the pointer is NULL.
    unsafe fn of(schema: *const RawSchema, parent: &str, depth: usize) -> Result<Self> {
        // SAFETY: the caller's promise.
        let schema = unsafe { schema.as_ref() }
            .ok_or_else(|| Error::invalid(format!("the Arrow schema has a NULL child inside {parent:?}")))?;
        // SAFETY: the caller's promise: texts are NULL or terminated.
        let (format, name) = unsafe { (text(schema.format, parent), text(schema.name, parent)) };
        let name = name?.unwrap_or_default();
        let path = if parent.is_empty() {
            name.to_owned()
        } else {
            format!("{parent}.{name}")
        };
        let broken = |reason: &str| Error::invalid(format!("column {path:?} of the Arrow schema {reason}"));
        let format = format?.ok_or_else(|| broken("has no format"))?;
        if depth > MAX_DEPTH {
            return Err(broken(&format!("is nested deeper than {MAX_DEPTH}")));
        }
        let layout = Layout::of(format).ok_or_else(|| {
            Error::unsupported(format!(
                "column {path:?} of the Arrow schema has the format {format:?}, which is not known"
            ))
            .with("column", &path)
        })?;
        // SAFETY: the caller's promise.
        let children = unsafe { pointers(schema.children, schema.n_children) };
        let children = children.ok_or_else(|| broken("has no children where it should"))?;
        let expected = match layout {
            Layout::Struct => children.len(),
            Layout::List { .. } | Layout::FixedList { .. } => 1,
            Layout::Null | Layout::Fixed { .. } | Layout::Bytes { .. } => 0,
        };
        if children.len() != expected {
            return Err(broken(&format!("has {} children, expected {expected}", children.len())));
        }
        let children = children
            .iter()
            // SAFETY: the caller's promise.
            .map(|child| unsafe { Shape::of(child.cast_const(), &path, depth + 1) })
            .collect::<Result<_>>()?;
        let dictionary = if schema.dictionary.is_null() {
            None
        } else {
            // SAFETY: the caller's promise.
            Some(Box::new(unsafe { Shape::of(schema.dictionary, &path, depth + 1) }?))
        };
        Ok(Shape {
            path,
            layout,
            children,
            dictionary,
        })
    }

    /// Checks that a batch has this shape.
    ///
    /// # Safety
    /// The array is not released, and what it points to follows the interface's rules of memory.
    pub unsafe fn check_batch(&self, array: *const FFI_ArrowArray) -> Result<()> {
        let array = array.cast::<RawArray>();
        // SAFETY: the caller's promise; both are the structure of the interface.
        unsafe {
            self.check(array, 0)?;
            // SAFETY: the check has found it to be there.
            if (*array).null_count > 0 {
                return Err(self.broken("has rows that are null as a whole"));
            }
        }
        Ok(())
    }

    /// Checks an array that must have at least `least` values.
    ///
    /// # Safety
    /// As for `check_batch`, or the pointer is NULL.
    unsafe fn check(&self, array: *const RawArray, least: u64) -> Result<()> {
        // SAFETY: the caller's promise.
        let array = unsafe { array.as_ref() }.ok_or_else(|| self.broken("has a NULL array"))?;
        let in_range = |number: i64| (0..=MAX_VALUES).contains(&number);
        if !in_range(array.length) || !in_range(array.offset) || !(-1..=array.length).contains(&array.null_count) {
            return Err(self.broken(&format!(
                "has length {}, offset {} and null count {}, which cannot be",
                array.length, array.offset, array.null_count
            )));
        }
        let values = (array.offset + array.length) as u64;
        if (array.length as u64) < least {
            return Err(self.broken(&format!("has {} values, expected at least {least}", array.length)));
        }
        // SAFETY: the caller's promise.
        let (buffers, children) = unsafe {
            (
                pointers(array.buffers, array.n_buffers),
                pointers(array.children, array.n_children),
            )
        };
        let (Some(buffers), Some(children)) = (buffers, children) else {
            return Err(self.broken("has no buffers or children where it should"));
        };
        let expected = self.layout.buffers();
        if buffers.len() != expected || children.len() != self.children.len() {
            return Err(self.broken(&format!(
                "has {} buffers and {} children, expected {expected} and {}",
                buffers.len(),
                children.len(),
                self.children.len()
            )));
        }
        if expected > 0 && buffers[0].is_null() && array.null_count > 0 {
            return Err(self.broken("has nulls but no validity buffer"));
        }
        // SAFETY: the buffers have the number that the layout has.
        let inner = unsafe { self.check_buffers(buffers, array.offset as u64, values) }?;
        for (shape, child) in self.children.iter().zip(children) {
            // SAFETY: the caller's promise.
            unsafe { shape.check(child.cast_const(), inner) }?;
        }
        match (&self.dictionary, array.dictionary.is_null()) {
            // SAFETY: the caller's promise.
            (Some(shape), false) => unsafe { shape.check(array.dictionary, 0) },
            (None, true) => Ok(()),
            _ => Err(self.broken("has a dictionary in the schema or in the array, but not in both")),
        }
    }

    /// Checks what the buffers must hold for `values` values; gives how many values each child must have.
    ///
    /// # Safety
    /// The buffers are those of the layout, and follow the interface's rules.
    unsafe fn check_buffers(&self, buffers: &[*const c_void], first: u64, values: u64) -> Result<u64> {
        match self.layout {
            Layout::Null => Ok(0),
            Layout::Struct => Ok(values),
            Layout::FixedList { size } => Ok(values.saturating_mul(size)),
            Layout::Fixed { .. } if values > 0 && buffers[1].is_null() => Err(self.broken("has no values buffer")),
            Layout::Fixed { bits } if values.checked_mul(bits).is_none_or(|bits| bits / 8 > isize::MAX as u64) => {
                Err(self.broken("has more values than memory can hold"))
            }
            Layout::Fixed { .. } => Ok(0),
            Layout::Bytes { offset } | Layout::List { offset } => {
                // SAFETY: the caller's promise.
                let end = unsafe { self.check_offsets(buffers[1], offset, first, values) }?;
                if matches!(self.layout, Layout::Bytes { .. }) && end > 0 && buffers[2].is_null() {
                    return Err(self.broken("has no bytes buffer"));
                }
                Ok(end)
            }
        }
    }

    /// Checks the first and the last offset, from which lengths are computed; gives the last one.
    ///
    /// # Safety
    /// The buffer is NULL or has an offset for each value and one more.
    unsafe fn check_offsets(&self, buffer: *const c_void, size: usize, first: u64, values: u64) -> Result<u64> {
        if buffer.is_null() {
            return if values == 0 {
                Ok(0)
            } else {
                Err(self.broken("has no offsets buffer"))
            };
        }
        if !buffer.addr().is_multiple_of(size) {
            return Err(self.broken("has an offsets buffer that is not aligned"));
        }
        let offset = |position: u64| {
            // SAFETY: aligned, as was checked, and within the buffer by the caller's promise.
            unsafe {
                match size {
                    4 => i64::from(*buffer.cast::<i32>().add(position as usize)),
                    _ => *buffer.cast::<i64>().add(position as usize),
                }
            }
        };
        let (begin, end) = (offset(first), offset(values));
        if begin < 0 || end < begin || end > MAX_VALUES {
            return Err(self.broken(&format!("has offsets from {begin} to {end}, which cannot be")));
        }
        Ok(end as u64)
    }

    fn broken(&self, reason: &str) -> Error {
        let what = if self.path.is_empty() {
            "a batch".to_owned()
        } else {
            format!("column {:?}", self.path)
        };
        Error::invalid(format!("{what} of the Arrow stream {reason}")).with("column", &self.path)
    }
}

impl Layout {
    /// The layout of a format string; none for one that is not known.
    fn of(format: &str) -> Option<Self> {
        let fixed = |bits| Some(Layout::Fixed { bits });
        match format {
            "n" => Some(Layout::Null),
            "b" => fixed(1),
            "c" | "C" => fixed(8),
            "s" | "S" | "e" => fixed(16),
            "i" | "I" | "f" | "tdD" | "tts" | "ttm" | "tiM" => fixed(32),
            "l" | "L" | "g" | "tdm" | "ttu" | "ttn" | "tDs" | "tDm" | "tDu" | "tDn" | "tiD" => fixed(64),
            "tin" => fixed(128),
            "z" | "u" => Some(Layout::Bytes { offset: 4 }),
            "Z" | "U" => Some(Layout::Bytes { offset: 8 }),
            "+l" | "+m" => Some(Layout::List { offset: 4 }),
            "+L" => Some(Layout::List { offset: 8 }),
            "+s" => Some(Layout::Struct),
            _ => {
                let (kind, parameters) = format.split_once(':')?;
                match kind {
                    "tss" | "tsm" | "tsu" | "tsn" => fixed(64),
                    "w" => parameters
                        .parse::<i32>()
                        .ok()
                        .filter(|size| *size > 0)
                        .and_then(|size| fixed(size as u64 * 8)),
                    "+w" => parameters
                        .parse::<i32>()
                        .ok()
                        .filter(|size| *size >= 0)
                        .map(|size| Layout::FixedList { size: size as u64 }),
                    "d" => match parameters.split(',').collect::<Vec<_>>()[..] {
                        [_, _] => fixed(128),
                        [_, _, bits] => bits
                            .parse()
                            .ok()
                            .filter(|bits| [32, 64, 128, 256].contains(bits))
                            .and_then(fixed),
                        _ => None,
                    },
                    _ => None,
                }
            }
        }
    }

    fn buffers(self) -> usize {
        match self {
            Layout::Null => 0,
            Layout::Struct | Layout::FixedList { .. } => 1,
            Layout::Fixed { .. } | Layout::List { .. } => 2,
            Layout::Bytes { .. } => 3,
        }
    }
}

/// # Safety
/// The pointer is NULL or to a terminated text.
unsafe fn text<'a>(pointer: *const c_char, parent: &str) -> Result<Option<&'a str>> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    let text = unsafe { CStr::from_ptr(pointer) }.to_str();
    text.map(Some).map_err(|_| {
        Error::invalid(format!(
            "a name or format in {parent:?} of the Arrow schema is not UTF-8"
        ))
    })
}

/// An array of pointers; none when its number or the array itself cannot be.
///
/// # Safety
/// The pointer is NULL or to so many pointers.
unsafe fn pointers<'a, T>(pointer: *mut T, len: i64) -> Option<&'a [T]> {
    match (len, pointer.is_null()) {
        (0, _) => Some(&[]),
        (1..=1_000_000, false) => {
            // SAFETY: the caller's promise.
            Some(unsafe { slice::from_raw_parts(pointer, len as usize) })
        }
        _ => None,
    }
}
