#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures plumb and plain Lua 5.4 over the same portfolio, on one core, in one run; prints both and the ratio.
#   tests/bench/run.sh BUILD        PORTFOLIO=file.ndjson: a generated bench portfolio (100,000 documents)
set -eu
build=$1
portfolio=${PORTFOLIO:-}
here=$(dirname "$0")
if [ -z "$portfolio" ]; then
	gen=${PLUMB_SHARED:-../shared}/samples/gen.mjs
	[ -e "$gen" ] || { echo "bench: give PORTFOLIO=file.ndjson (no generator at $gen)" >&2; exit 2; }
	portfolio=$build/bench.ndjson
	[ -s "$portfolio" ] || node "$gen" "${DOCS:-100000}" > "$portfolio"
fi
. "$here/lib.sh"
one="taskset -c 1"
: > "$build/bench.plumb"; : > "$build/bench.plain"; : > "$build/bench.files"
for round in 1 2 3; do # in turn, and the best of each: what else the machine does slows either
	$one "$build/bench" "$portfolio" "$here/policies" >> "$build/bench.plumb"
	$one lua5.4 "$here/plain.lua" "$portfolio" >> "$build/bench.plain"
	echo "plumb $(seconds $one "$build/plumb" check "$portfolio" --policies "$here/policies" --as-of 2026-06-30 --workers 1)" >> "$build/bench.files"
	echo "plain $(seconds $one lua5.4 "$here/plain.lua" "$portfolio" file)" >> "$build/bench.files"
done
head -1 "$portfolio" > "$build/bench.one"
twenty() { for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	"$build/plumb" check "$build/bench.one" --policies "$here/policies" --as-of 2026-06-30 --format json || [ $? -le 1 ]; done; }
start_plumb=$(for round in 1 2 3; do echo "start $(seconds twenty)"; done > "$build/bench.start"; least start "$build/bench.start" | awk '{print $1 / 20}')
printf '%-34s %14s %14s %8s   %s\n' measure plumb "plain Lua" ratio wanted
p=$build/bench.plumb l=$build/bench.plain f=$build/bench.files
row "JSON to 20 verdicts, documents/s" "$(most json_to_verdicts "$p")" "$(most json_to_verdicts "$l")" ">= 2"
row "in memory, evaluations/s" "$(most in_memory "$p")" "$(most in_memory "$l")" ">= 1"
row "NDJSON file, s" "$(least plumb "$f")" "$(least plain "$f")" "<= 0.5"
row "one rule changed, s" "$(least changed_rule "$p")" "$(least changed_rule "$l")" "< 1"
printf '%-34s %14s %14s %8s   %s\n' "start to verdict, ms" "$(echo "$start_plumb" | awk '{printf "%.1f", $1 * 1000}')" - - "< 12"
printf '%-34s %14s %14s %8s   %s\n' "resident record / JSON text" "$(most resident_share "$p")" - - "<= 1"
if [ "$(grep counts "$p" | sort -u)" = "$(grep counts "$l" | sort -u)" ]; then
	echo "violations of the 20 rules: the same ($(grep counts "$p" | sort -u | cut -d' ' -f2-))"
else
	echo "violations DIFFER:"; grep counts "$build/bench.plumb" "$build/bench.plain"; exit 1
fi
"$here/store.sh" "$build" "$portfolio"
