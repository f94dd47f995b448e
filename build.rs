//! Keeps `include/topictable.h` in step with `src/capi`.

use std::path::Path;
use std::{env, fs};

fn main() {
    for path in ["src/capi", "cbindgen.toml", "include/topictable.h"] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rerun-if-env-changed=TOPICTABLE_UPDATE_HEADER");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // Programs look for the library by this name; it changes with the ABI.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libtopictable.so.0");
    }
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let root = Path::new(&root);
    let header = root.join("include/topictable.h");
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml is readable");
    let mut builder = cbindgen::Builder::new().with_config(config);
    let files = [
        "error",
        "version",
        "logs",
        "spec",
        "avro",
        "csv",
        "protobuf",
        "parser",
        "session",
        "consume",
        "topics",
        "table",
        "source",
        "feed",
        "produce",
        "produce_csv",
        "produce_protobuf",
        "serializer",
        "publish",
        "columns",
        "function",
        "calendars",
        "aggregation",
        "join",
        "levels",
        "order",
        "update_by",
        "snapshot_when",
        "partitioned",
        "file",
        "subscription",
        "change",
    ];
    for file in files {
        builder = builder.with_src(root.join(format!("src/capi/{file}.rs")));
    }
    let mut generated = Vec::new();
    builder
        .generate()
        .expect("src/capi can be parsed")
        .write(&mut generated);
    if env::var_os("TOPICTABLE_UPDATE_HEADER").is_some() {
        fs::write(&header, &generated).expect("include/topictable.h can be written");
    } else if fs::read(&header).ok().as_deref() != Some(&generated) {
        println!("cargo::error=include/topictable.h does not match src/capi: run `make header` and commit the result");
    }
}
