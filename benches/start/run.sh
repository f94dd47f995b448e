#!/usr/bin/env bash
# How long a C program takes from its start to its first row, with the broker up: run by `make bench-start`.
# ROUNDS (30) is how often it is started.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${ROUNDS:-30}
library=$PWD/target/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -Wall -Wextra -Werror -Iinclude benches/start/first_row.c \
    "-L$library" -ltopictable "-Wl,-rpath,$library" -o "$work/first_row"
# Programs look for the library by the name that it has been given.
ln -sfn libtopictable.so "$library/libtopictable.so.0"

topic=bench-start-$$
for word in one two three; do
    printf '{"topic":"%s","value":{"utf8":"%s"}}\n' "$topic" "$word"
done | bin/devstack feed --bootstrap "$TOPICTABLE_BOOTSTRAP" --create "$topic:1" 2>"$work/feed" || { cat "$work/feed" >&2; exit 1; }

# The time before the program is there, then what it says.
for ((round = 0; round < rounds; round++)); do
    start=${EPOCHREALTIME/[.,]/}
    printf '%s ' "$start" >>"$work/times"
    "$work/first_row" "$TOPICTABLE_BOOTSTRAP" "$topic" >>"$work/times"
done

# column(from, to): milliseconds between two columns, in ascending order
column() { awk -v from="$1" -v to="$2" '{ printf "%.1f\n", ($to - $from) / 1000 }' "$work/times" | sort -n; }
# The most of so many per cent of them.
at() { awk -v share="$1" '{ value[NR] = $1 } END { rank = int(NR * share / 100 + 0.999999); print value[rank] }'; }

echo "a C program, $rounds starts, one topic with three records; milliseconds"
printf '%-34s%10s%10s%10s\n' "" p50 p90 most
while read -r from to what; do
    printf '%-34s%10s%10s%10s\n' "$what" "$(column "$from" "$to" | at 50)" "$(column "$from" "$to" | at 90)" \
        "$(column "$from" "$to" | at 100)"
done <<'COLUMNS'
1 5 start to first row
1 2   start to main
2 3   opening the session
3 4   making the table
4 5   waiting for the row
5 6 closing
COLUMNS
