#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| topictable::fuzzing::fetch(data));
