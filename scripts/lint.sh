#!/usr/bin/env bash
# Checks that no compiler makes: scripts can be parsed, and files stay short enough to be read.
set -euo pipefail
cd "$(dirname "$0")/.."

LONGEST=600
status=0

while read -r script; do
    bash -n "$script" || status=1
done < <(git ls-files | while read -r file; do head -n 1 "$file" 2>/dev/null | grep -aq '^#!.*sh' && echo "$file"; done)

while read -r file; do
    lines=$(grep -cvE '^\s*(//|\*|/\*|#|$)' "$file" || true)
    if [ "$lines" -gt "$LONGEST" ]; then
        echo "$file has $lines lines of code: one concept a file, $LONGEST lines at most" >&2
        status=1
    fi
done < <(git ls-files '*.rs' '*.java' '*.c' '*.h' '*.cpp' '*.hpp' '*.sh' | grep -v '^include/topictable.h$')

exit $status
