//! Deephaven, as a program of its own.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::measure::Measured;
use crate::{COLUMNS, registry};

/// What the peer's engine needs to run outside its server.
const OPTIONS: [&str; 9] = [
    "-Xmx6g",
    "-XX:+UnlockDiagnosticVMOptions",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-exports=java.management/sun.management=ALL-UNNAMED",
    "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
    "-DLoggerFactory.silenceOnProcessEnvironment=true",
    "-Dlogback.configurationFile=logback-minimal.xml",
    "-Dstdout.toLogBuffer=false",
    "-Dstderr.toLogBuffer=false",
];

/// One measurement; none when there are no jars.
pub fn run(bootstrap: &str, shape: &str, rows: usize) -> Option<Measured> {
    let jars = PathBuf::from(env::var_os("DEEPHAVEN_JARS")?);
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/publish/Peer.java");
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
        .args([bootstrap, &registry(), shape, &rows.to_string()])
        .args(COLUMNS)
        .stderr(Stdio::inherit())
        .output()
        .expect("java");
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().last().unwrap_or_default();
    Some(Measured::of_line(last).unwrap_or_else(|| panic!("the peer said {said:?}")))
}
