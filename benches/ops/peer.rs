//! The peer, as a program of its own.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::{Results, Sizes, read};

/// What the peer's engine needs to run outside its server.
const OPTIONS: [&str; 9] = [
    "-Xmx10g",
    "-XX:+UnlockDiagnosticVMOptions",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-exports=java.management/sun.management=ALL-UNNAMED",
    "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
    "-DLoggerFactory.silenceOnProcessEnvironment=true",
    "-Dlogback.configurationFile=logback-minimal.xml",
    "-Dstdout.toLogBuffer=false",
    "-Dstderr.toLogBuffer=false",
];

/// Measures the operations there; none when there are no jars.
pub fn measure(sizes: Sizes, names: &[String]) -> Option<Results> {
    let Some(jars) = env::var_os("DEEPHAVEN_JARS") else {
        eprintln!("DEEPHAVEN_JARS is not set: the peer is not measured");
        return None;
    };
    let jars = PathBuf::from(jars);
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/ops/Peer.java");
    let output = Command::new("java")
        .args(OPTIONS)
        .arg(format!(
            "-XX:CompilerDirectivesFile={}",
            jars.join("dh-compiler-directives.txt").display()
        ))
        .arg(format!(
            "-XX:VMOptionsFile={}",
            jars.join("dh-default.vmoptions").display()
        ))
        .arg("-cp")
        .arg(jars.join("*"))
        .arg(source)
        .args([sizes.rows, sizes.rounds, sizes.cycles].map(|number| number.to_string()))
        .args(names)
        .stderr(Stdio::inherit())
        .output()
        .expect("java");
    assert!(output.status.success(), "the peer failed");
    Some(read(&String::from_utf8_lossy(&output.stdout)))
}
