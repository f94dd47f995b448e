//! Deephaven's engine, in a program of its own.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the engine needs to run outside its server.
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

/// Runs a program from its source, a path in `benches`, with the jars in the folder of `DEEPHAVEN_JARS`, and gives what it
/// prints; none when there are no jars.
pub fn run(source: &str, arguments: impl IntoIterator<Item = String>) -> Option<String> {
    let jars = PathBuf::from(env::var_os("DEEPHAVEN_JARS")?);
    let directives = jars.join("dh-compiler-directives.txt");
    let options = jars.join("dh-default.vmoptions");
    let output = Command::new("java")
        .args(OPTIONS)
        .arg(format!("-XX:CompilerDirectivesFile={}", directives.display()))
        .arg(format!("-XX:VMOptionsFile={}", options.display()))
        .arg("-cp")
        .arg(jars.join("*"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(source))
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .expect("java");
    assert!(output.status.success(), "the peer failed");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
