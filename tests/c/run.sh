#!/usr/bin/env bash
# Tests of the C interface against a real broker: run by `make test-c`, or with a broker's address as
#     TOPICTABLE_BOOTSTRAP=host:port tests/c/run.sh [PROGRAM...]
#
# Every program in this folder and in tests/cpp and every example runs (a) plain, (b) with the address and
# undefined-behaviour sanitizers, where leaks count, (c) under valgrind. The last two see into the library's allocations
# as well.
# Their topics are filled from records.jsonl. An example must print exactly what expected/ says.
# TOPICTABLE_LIBRARY_DIR is where the library is, when that is not target/debug.
set -euo pipefail
cd "$(dirname "$0")/../.."

here=tests/c
library=$(realpath -m "${TOPICTABLE_LIBRARY_DIR:-target/debug}")
export CC=${CC:-gcc} CXX=${CXX:-g++}
# What a program needs that carries the library inside; `make install` puts the same into the package files.
export PRIVATE_LIBS="-lpthread -ldl -lm"

strict=(-Wall -Wextra -Werror -Iinclude -Ibindings/cpp)
sanitizers=(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
link=("-L$library" -ltopictable "-Wl,-rpath,$library" -pthread)
valgrind=(valgrind --quiet --fair-sched=yes --leak-check=full --show-leak-kinds=definite
    --errors-for-leak-kinds=definite --error-exitcode=9)
# Seconds after which a program hangs.
declare -A bound=([plain]=60 [sanitized]=90 [valgrind]=180)

topics=(pairs:1 types:1 trees:1 objects:1 csv:1 msgpack:1 trades:1 parts:3 binary:1 bad:1 garbage:1 short:1 words:1 ticks:1 quotes:1 sales:1 avro:1
    messages:1 lines:1)
json_columns=(Boolean:boolean Byte:byte Char:char Short:short Int:int Long:long Float:float Double:double
    String:string Instant:instant)

fail() { echo "tests/c: $*" >&2; exit 1; }

# --- what must be there ---------------------------------------------------------------------

[[ -n ${TOPICTABLE_BOOTSTRAP:-} ]] || fail "TOPICTABLE_BOOTSTRAP is not set: run \`make test-c\`"
[[ $(uname -s) == Linux ]] || fail "these tests need Linux, for valgrind and nm -D"
for file in "$library"/libtopictable.{so,a}; do
    [[ -e $file ]] || fail "$file is missing: run \`cargo build\`"
done
# Programs look for the library by the name that it has been given.
ln -sfn libtopictable.so "$library/libtopictable.so.0"
for tool in "$CC" "$CXX" nm cmake pkg-config; do
    command -v "$tool" >/dev/null || fail "$tool was not found: install it"
done
if ! command -v valgrind >/dev/null; then
    [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || fail "valgrind was not found: install it"
    echo "tests/c: valgrind was not found: installing it with apt-get"
    { apt-get -qq update && apt-get -qq install -y valgrind; } >/dev/null || fail "valgrind cannot be installed"
fi

work=$(mktemp -d)
# Jobs are process groups of their own, so that what they have started ends with them.
set -m
end() {
    local pids pid
    pids=$(jobs -p)
    for pid in $pids; do kill -- "-$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    # A feed takes a moment to end.
    for pid in $pids; do
        for _ in {1..40}; do kill -0 -- "-$pid" 2>/dev/null || break; sleep 0.05; done
    done
    rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo 'int main(void) { return 0; }' >"$work/nothing.c"
"$CC" "${sanitizers[@]}" "$work/nothing.c" -o "$work/nothing" 2>/dev/null && "$work/nothing" ||
    fail "$CC has no working address and undefined-behaviour sanitizers: install libasan and libubsan"

# --- jobs -----------------------------------------------------------------------------------

# job NAME MODE COMMAND...: runs a command, and leaves one line, after which the output follows if it failed. A
# program of which there is expected output must print that.
job() {
    local name=$1 mode=$2 file=$work/$1.$2 status begin=${EPOCHREALTIME/./} reason=
    shift 2
    # The first command of a function that fails ends it, but not this function.
    set +e
    (set -e && "$@") >"$file.out" 2>"$file.err" </dev/null
    status=$?
    set -e
    local ms=$(((${EPOCHREALTIME/./} - begin) / 1000))
    case $status in
        0) ;;
        124 | 137) reason="did not end within ${bound[$mode]-the} s" ;;
        *) reason="status $status" ;;
    esac
    local expected=$here/expected/$name.txt
    if [[ -z $reason && -n ${bound[$mode]-} && -e $expected ]]; then
        diff -u --label expected --label printed "$expected" "$file.out" >"$file.diff" || reason="unexpected output"
    fi
    {
        printf '%-4s  %-14s %-10s %3d.%d s%s\n' "$([[ -z $reason ]] && echo ok || echo FAIL)" "$name" "$mode" \
            $((ms / 1000)) $((ms % 1000 / 100)) "${reason:+: $reason}"
        if [[ -n $reason ]]; then
            sed 's/^/      /' "$file.err" "$([[ -e $file.diff ]] && echo "$file.diff" || echo "$file.out")"
        fi
    } >"$file.report"
    mv "$file.report" "$file.done"
}

failed=0
missing=0
report() {
    local file
    for file in "$work"/*.done; do
        [[ -e $file ]] || continue
        cat "$file"
        missing=$((missing - 1))
        [[ $(head -c 4 "$file") == FAIL ]] && failed=1
        rm "$file"
    done
}

# As many jobs at once as there are processors.
running=0
slots=$(nproc)
start() {
    if ((running >= slots)); then
        wait -n || true
        running=$((running - 1))
        report
    fi
    # The shell's own word on a program that crashed is said by the report too.
    job "$@" 2>/dev/null &
    running=$((running + 1))
    missing=$((missing + 1))
}

finish() {
    while ((running > 0)); do
        wait -n || true
        running=$((running - 1))
        report
    done
}

# --- checks that run no program ---------------------------------------------------------------

# The header compiles alone, also with every initial value, as C and as C++.
check_header() {
    {
        echo '#include <topictable.h>'
        echo 'extern int used(const tt_session_options *, const tt_consume_options *, const tt_snapshot_options *,'
        echo '                const tt_subscribe_options *);'
        echo 'int main(void) {'
        echo '    tt_session_options a = TT_SESSION_OPTIONS_INIT; tt_consume_options b = TT_CONSUME_OPTIONS_INIT;'
        echo '    tt_snapshot_options c = TT_SNAPSHOT_OPTIONS_INIT; tt_subscribe_options d = TT_SUBSCRIBE_OPTIONS_INIT;'
        echo '    return used(&a, &b, &c, &d); }'
    } >"$work/initial.c"
    echo '#include <topictable.h>' >"$work/alone.c"
    echo '#include <topictable.hpp>' >"$work/alone.cpp"
    "$CXX" -std=c++17 "${strict[@]}" -fsyntax-only "$work/alone.cpp"
    local source
    for source in alone initial; do
        "$CC" -std=c11 -Wpedantic "${strict[@]}" -fsyntax-only "$work/$source.c"
        "$CXX" -std=c++17 "${strict[@]}" -fsyntax-only -x c++ "$work/$source.c"
    done
}

# The functions of the header are the exported symbols: none is missing, none is unmentioned, and nothing else, such as
# a function of librdkafka, is visible to clash with a program's own.
check_symbols() {
    "$CC" -E -P -Iinclude "$work/alone.c" | grep -oE '\btt_[a-z0-9_]+ *\(' | tr -d ' (' | sort -u >"$work/declared"
    nm -D --defined-only "$library/libtopictable.so" | awk '{ print $3 }' | grep -v '^Java_topictable_' |
        sort -u >"$work/exported"
    [[ -s $work/declared ]] && diff -u --label "the header" --label "the library" "$work/declared" "$work/exported"
}

# A program that carries the library inside.
check_static() {
    # shellcheck disable=SC2086 # several words
    "$CC" -std=c11 -pthread "${strict[@]}" "$here/nulls.c" "$library/libtopictable.a" $PRIVATE_LIBS -o "$work/static"
    ! ldd "$work/static" | grep topictable || { echo "it loads the shared library"; return 1; }
    timeout --foreground -k 5 60 "$work/static"
}

# changes for changes.c, changes_cpp for changes.cpp
name_of() {
    local name
    name=$(basename "$1" .c)
    echo "${name/.cpp/_cpp}"
}

compile() {
    local source=$1 name compiler=("$CC" -std=c11)
    name=$(name_of "$source")
    [[ $source != *.cpp ]] || compiler=("$CXX" -std=c++17)
    compiler+=(-Wpedantic -g -O1 "${strict[@]}")
    "${compiler[@]}" "$source" "${link[@]}" -o "$work/$name" &&
        "${compiler[@]}" "${sanitizers[@]}" "$source" "${link[@]}" -o "$work/$name.sanitized"
}

# --- topics ---------------------------------------------------------------------------------

export TOPICTABLE_PREFIX="c-$(date +%s)-$$-"

fill() {
    local creates=() topic
    for topic in "${topics[@]}"; do creates+=(--create "$TOPICTABLE_PREFIX$topic"); done
    sed "s/^{\"topic\": *\"@/{\"topic\":\"$TOPICTABLE_PREFIX/" "$here/records.jsonl" tests/fixtures/walkthrough.jsonl |
        bin/devstack feed --bootstrap "$TOPICTABLE_BOOTSTRAP" "${creates[@]}"
}

# Records that keep coming, for threads.c and changes.c.
tick() {
    local digit
    for digit in 0 1 2 3 4 5 6 7 8 9; do
        printf '{"topic":"%sticks","value":{"hex":"%016x"}}\n' "$TOPICTABLE_PREFIX" $digit
    done | bin/devstack feed --bootstrap "$TOPICTABLE_BOOTSTRAP" --rate 500 --loop
}

# --- everything -----------------------------------------------------------------------------

sources=()
for source in "$here"/*.c tests/cpp/*.cpp bindings/c/examples/*.c bindings/cpp/examples/*.cpp; do
    [[ $# -eq 0 || " $* " == *" $(name_of "$source") "* ]] && sources+=("$source")
done
[[ ${#sources[@]} -gt 0 ]] || fail "there is no program called $*"

fill >"$work/fill.log" 2>&1 &
fill_pid=$!

for source in "${sources[@]}"; do
    compile "$source" >"$work/compile.log" 2>&1 || { cat "$work/compile.log"; fail "$source does not compile"; }
done
wait "$fill_pid" || { cat "$work/fill.log"; fail "the topics cannot be filled"; }

tick >"$work/tick.log" 2>&1 &
tick_pid=$!

# The slow ones first.
for mode in valgrind sanitized plain; do
    for source in "${sources[@]}"; do
        name=$(name_of "$source")
        program=("$work/$name")
        case $mode in
            valgrind) program=("${valgrind[@]}" "$work/$name") ;;
            sanitized) program=("$work/$name.sanitized") ;;
        esac
        arguments=()
        case $name in
            consume_print) arguments=("$TOPICTABLE_BOOTSTRAP" "${TOPICTABLE_PREFIX}words" 6) ;;
            follow_changes) arguments=("$TOPICTABLE_BOOTSTRAP" "${TOPICTABLE_PREFIX}words" 6 6) ;;
            mirror) arguments=("$TOPICTABLE_BOOTSTRAP" "${TOPICTABLE_PREFIX}words" 6) ;;
            changes_cpp) arguments=("$TOPICTABLE_BOOTSTRAP" "${TOPICTABLE_PREFIX}trades" 6) ;;
            partitions | partitions_cpp) arguments=("$TOPICTABLE_BOOTSTRAP" "${TOPICTABLE_PREFIX}parts" 6) ;;
            ring_cpp) arguments=("$TOPICTABLE_BOOTSTRAP" "${TOPICTABLE_PREFIX}words" 3 5) ;;
            walkthrough) arguments=("$TOPICTABLE_BOOTSTRAP" "$TOPICTABLE_PREFIX"{quotes,sales} 6 8) ;;
            json_arrow) arguments=("$TOPICTABLE_BOOTSTRAP" "${TOPICTABLE_PREFIX}types" 6 "${json_columns[@]}") ;;
        esac
        start "$name" "$mode" timeout --foreground -k 5 "${bound[$mode]}" "${program[@]}" "${arguments[@]}"
    done
done
if [[ $# -eq 0 ]]; then
    echo '#include <topictable.h>' >"$work/alone.c"
    start header compile check_header
    start header symbols check_symbols
    start nulls static check_static
    start package install "$here/package.sh" "$library" "$work/package"
fi
finish

((missing == 0)) || fail "$missing results are missing: is there room in $work?"
kill -0 "$tick_pid" 2>/dev/null || { cat "$work/tick.log"; fail "the feed of \"ticks\" has ended"; }
exit "$failed"
