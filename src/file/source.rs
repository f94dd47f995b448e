//! Where the bytes of a file come from.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};

/// The name that stands for standard input.
pub(super) const STDIN: &str = "-";

/// How far a file is read.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    bytes: AtomicU64,
    size: Option<u64>,
}

impl Progress {
    /// Bytes that were read.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// How many there are; none for what has no end that is known.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    fn add(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// For a file that is not read in the order of its bytes: so many of its rows were read.
    pub fn set_share(&self, rows: u64, of: u64) {
        let size = self.size.unwrap_or_default();
        let share = u128::from(size) * u128::from(rows) / u128::from(of.max(1));
        self.bytes.store(share as u64, Ordering::Relaxed);
    }
}

/// An open file, or standard input.
#[derive(Debug)]
pub(super) enum Input {
    File(File),
    Stdin(io::Stdin),
}

/// A file that counts what is read of it.
#[derive(Debug)]
pub(super) struct Source {
    pub input: Input,
    progress: Arc<Progress>,
}

impl Source {
    /// Opens the file at a path, or standard input.
    pub fn open(path: &str) -> Result<Self> {
        if path == STDIN {
            return Ok(Source {
                input: Input::Stdin(io::stdin()),
                progress: Arc::default(),
            });
        }
        let file = File::open(path).map_err(|error| unopened(path, &error))?;
        let about = file.metadata().map_err(|error| unopened(path, &error))?;
        if about.is_dir() {
            return Err(Error::invalid(format!("{path:?} is a directory: expected a file")).with("file", path));
        }
        Ok(Source {
            // The size of a pipe is 0.
            progress: Arc::new(Progress {
                bytes: AtomicU64::new(0),
                size: about.is_file().then_some(about.len()),
            }),
            input: Input::File(file),
        })
    }

    pub fn progress(&self) -> Arc<Progress> {
        self.progress.clone()
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.input {
            Input::File(file) => file.read(into),
            Input::Stdin(stdin) => stdin.lock().read(into),
        }?;
        self.progress.add(read);
        Ok(read)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.input {
            Input::File(file) => file.seek(to),
            Input::Stdin(_) => Err(io::ErrorKind::NotSeekable.into()),
        }
    }
}

fn unopened(path: &str, error: &io::Error) -> Error {
    let error = match error.kind() {
        io::ErrorKind::NotFound => {
            let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
            let missing = folder.filter(|folder| !folder.exists());
            Error::not_found(match missing {
                Some(folder) => format!("file {path:?} does not exist: there is no directory {folder:?}"),
                None => format!("file {path:?} does not exist"),
            })
        }
        _ => Error::invalid(format!("file {path:?} cannot be opened: {error}")),
    };
    error.with("file", path)
}

/// The error of a file that cannot be read on.
pub(super) fn unread(path: &str, error: &impl std::fmt::Display) -> Error {
    Error::invalid(format!("{} cannot be read: {error}", name(path))).with("file", path)
}

/// What a file is called in messages.
pub(super) fn name(path: &str) -> String {
    if path == STDIN {
        "standard input".to_owned()
    } else {
        format!("file {path:?}")
    }
}
