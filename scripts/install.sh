#!/usr/bin/env bash
# Installs what `make build` made: scripts/install.sh PREFIX. DESTDIR is put in front of all paths that are written.
# TOPICTABLE_LIBRARY_DIR is where the library is (target/release); with --c only what C and C++ programs need is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

only_c=
[ "${1:-}" = --c ] && only_c=1 && shift
prefix=${1:?usage: scripts/install.sh [--c] PREFIX}
# The package files name it for good.
prefix=$(realpath -m "$prefix")
library=${TOPICTABLE_LIBRARY_DIR:-target/release}
to=${DESTDIR:-}$prefix
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
private_libs="-lpthread -ldl -lm"

[ -e "$library/libtopictable.a" ] || { echo "$library/libtopictable.a is missing: run 'make build' first" >&2; exit 1; }

mkdir -p "$to"/include/topictable "$to"/lib/pkgconfig "$to"/lib/cmake/topictable
install -m 644 include/topictable.h bindings/cpp/topictable.hpp "$to/include/"
install -m 644 bindings/cpp/topictable/*.hpp "$to/include/topictable/"
install -m 644 "$library/libtopictable.a" "$to/lib/"
if [ -e "$library/libtopictable.dylib" ]; then
    install -m 755 "$library/libtopictable.dylib" "$to/lib/"
    private_libs="-framework CoreFoundation -framework Security -lm"
else
    # Programs are linked with the first name, look for the second, and find the third.
    install -m 755 "$library/libtopictable.so" "$to/lib/libtopictable.so.$version"
    ln -sfn "libtopictable.so.$version" "$to/lib/libtopictable.so.0"
    ln -sfn libtopictable.so.0 "$to/lib/libtopictable.so"
fi
fill_in() { # NAME FOLDER
    sed -e "s|@PREFIX@|$prefix|g" -e "s|@VERSION@|$version|g" -e "s|@PRIVATE_LIBS@|$private_libs|g" \
        "bindings/c/$1.in" >"$to/lib/$2/$1"
}
fill_in topictable.pc pkgconfig
fill_in topictable-config.cmake cmake/topictable
fill_in topictable-config-version.cmake cmake/topictable
[ -z "$only_c" ] || exit 0

mkdir -p "$to"/bin "$to"/share/topictable/lib
install -m 755 bin/topictable "$to/bin/"
install -m 644 bindings/groovy/target/lib/*.jar "$to/share/topictable/lib/"
