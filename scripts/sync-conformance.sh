#!/usr/bin/env bash
# Brings conformance cases from another folder: scripts/sync-conformance.sh FOLDER. Cases that are here and not there
# stay.
set -euo pipefail
from=${1:?usage: scripts/sync-conformance.sh FOLDER}
to=$(cd "$(dirname "$0")/.." && pwd)/tests/conformance/cases
mkdir -p "$to"
cp -R "$from"/. "$to"/
chmod -R u+w "$to"
git -C "$to" status --short . | sed 's/^/conformance: /'
