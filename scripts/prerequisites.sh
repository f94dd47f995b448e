#!/usr/bin/env bash
# Says by name what is missing on this machine, all at once, before anything is built.
set -euo pipefail

missing=()
need() { # COMMAND WHAT
    command -v "$1" >/dev/null || missing+=("$1: $2")
}

need cargo "Rust, from https://rustup.rs; rust-toolchain.toml has the version"
need cc "a C compiler, such as gcc"
need c++ "a C++ compiler, such as g++"
need make "GNU make"
need perl "Perl 5, for the build of OpenSSL"
need mvn "Maven 3.8 or newer"
need "${JAVA_HOME:+$JAVA_HOME/bin/}javac" "a JDK 17 or newer"

if [ ${#missing[@]} -gt 0 ]; then
    echo "this build needs what was not found:" >&2
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
fi
