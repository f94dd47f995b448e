#!/usr/bin/env bash
# Feeds the topic of a guide's script and shows the script's tables. Run by `make demo`, beside a broker.
# DEMO_FOR=10s ends it by itself.
set -euo pipefail
cd "$(dirname "$0")/.."

script=tests/conformance/cases/guide-json-spec/script.groovy
symbols=(AAPL TSLA GOOG MSFT)
records() {
    for i in $(seq 0 199); do
        printf '{"topic":"orders","value":{"utf8":"{\\"symbol\\":\\"%s\\",\\"price\\":%d.%02d,\\"qty\\":%d}"}}\n' \
            "${symbols[i % 4]}" $((100 + i * 7 % 50)) $((i * 13 % 100)) $((1 + i * 11 % 90))
    done
}

# The script reads what is sent after it has begun, from a topic that must be there by then.
bin/devstack feed --bootstrap "$TOPICTABLE_BOOTSTRAP" --create orders:1 </dev/null
bin/devstack feed --bootstrap "$TOPICTABLE_BOOTSTRAP" --rate 50 --loop < <(records) &
feed=$!
# The feed ends before its broker does.
trap 'kill "$feed" 2>/dev/null; wait "$feed" 2>/dev/null || true' EXIT

printf '\n%s\n\n' "$(cat "$script")"
bin/topictable run "$script" --set "bootstrap.servers=$TOPICTABLE_BOOTSTRAP" ${DEMO_FOR:+--for "$DEMO_FOR"}
