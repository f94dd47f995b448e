//! Compressed record batches.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use zstd::zstd_safe::DCtx;

use super::reader::{Fault, Reader};

/// How the records of a batch are compressed; its numbers are the protocol's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}

/// The most bytes that a record batch may have when it is not compressed any more: a few compressed bytes can stand for
/// more than the memory holds.
pub(super) const MOST: usize = 512 << 20;

const TOO_LARGE: Fault = "its records take more than 512 MiB when they are not compressed";

/// What snappy's blocks follow in the framing of the library that Java's client uses.
const FRAMED_SNAPPY: [u8; 8] = *b"\x82SNAPPY\0";

/// Takes the compression off, with memory that is kept.
pub(super) struct Decompressor {
    /// The most bytes that a batch may have then.
    most: usize,
    snappy: snap::raw::Decoder,
    zstd: Option<DCtx<'static>>,
}

impl Codec {
    /// That of a batch's attributes; none when it is not compressed.
    pub fn of(attributes: i16) -> Result<Option<Self>, Fault> {
        Ok(match attributes & 7 {
            0 => None,
            1 => Some(Codec::Gzip),
            2 => Some(Codec::Snappy),
            3 => Some(Codec::Lz4),
            4 => Some(Codec::Zstd),
            _ => return Err("its compression is not known"),
        })
    }
}

impl Decompressor {
    pub fn new(most: usize) -> Self {
        Decompressor {
            most,
            snappy: snap::raw::Decoder::new(),
            zstd: None,
        }
    }

    /// Appends what `input` holds to `output`.
    pub fn append(&mut self, codec: Codec, input: &[u8], output: &mut Vec<u8>) -> Result<(), Fault> {
        match codec {
            Codec::Gzip => read(MultiGzDecoder::new(input), output, self.most, "it is not gzip"),
            Codec::Snappy => self.append_snappy(input, output),
            Codec::Lz4 => read(FrameDecoder::new(input), output, self.most, "it is not lz4"),
            Codec::Zstd => {
                let context = self.zstd.get_or_insert_with(DCtx::create);
                read(
                    zstd::stream::read::Decoder::with_context(input, context),
                    output,
                    self.most,
                    "it is not zstd",
                )
            }
        }
    }

    fn append_snappy(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<(), Fault> {
        if !input.starts_with(&FRAMED_SNAPPY) {
            return self.append_block(input, output, self.most);
        }
        let before = output.len();
        let mut blocks = Reader::new(input, FRAMED_SNAPPY.len());
        // The version, and the oldest one that can read it.
        blocks.skip(8)?;
        while blocks.remaining() > 0 {
            let len = usize::try_from(blocks.i32()?).map_err(|_| "a length in it is negative")?;
            let block = &input[blocks.range(len)?];
            self.append_block(block, output, self.most - (output.len() - before))?;
        }
        Ok(())
    }

    fn append_block(&mut self, block: &[u8], output: &mut Vec<u8>, most: usize) -> Result<(), Fault> {
        let not_snappy = |_| "it is not snappy";
        let len = snap::raw::decompress_len(block).map_err(not_snappy)?;
        if len > most {
            return Err(TOO_LARGE);
        }
        // No byte of snappy stands for more than 64.
        if len / 64 > block.len() {
            return Err("it is not snappy");
        }
        let before = output.len();
        output.resize(before + len, 0);
        self.snappy
            .decompress(block, &mut output[before..])
            .map(drop)
            .map_err(not_snappy)
    }
}

/// Appends all that `input` gives.
fn read(input: impl Read, output: &mut Vec<u8>, most: usize, fault: Fault) -> Result<(), Fault> {
    let read = input.take(most as u64 + 1).read_to_end(output).map_err(|_| fault)?;
    if read > most { Err(TOO_LARGE) } else { Ok(()) }
}
