#!/usr/bin/env bash
# Prints the folder of Deephaven's jars, for benchmarks beside it: from its wheel, installed once into the cache.
# Needs Python 3.9 to 3.13 with venv, and PyPI.
set -euo pipefail

version=42.7
cache=${TOPICTABLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/topictable}
wheel=$cache/deephaven-$version

if [ ! -e "$wheel/complete" ]; then
    echo "installing Deephaven $version into $wheel (some 400 MB)" >&2
    rm -rf "$wheel"
    mkdir -p "$cache"
    python3 -m venv "$wheel" >&2
    "$wheel/bin/pip" install --quiet "deephaven-server==$version" >&2
    touch "$wheel/complete"
fi
for jars in "$wheel"/lib/python3*/site-packages/deephaven_server/jars; do
    [ -d "$jars" ] || { echo "$jars is not there: expected the jars of the wheel" >&2; exit 1; }
    echo "$jars"
done
