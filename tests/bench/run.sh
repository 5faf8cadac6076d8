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
one="taskset -c 1"
seconds() { # wall seconds of a command
	start=$(date +%s.%N); "$@" >/dev/null 2>&1 || [ $? -le 1 ]; end=$(date +%s.%N)
	echo "$start $end" | awk '{printf "%.3f", $2 - $1}'
}
$one "$build/bench" "$portfolio" "$here/policies" > "$build/bench.plumb"
$one lua5.4 "$here/plain.lua" "$portfolio" > "$build/bench.plain"
file_plumb=$(seconds $one "$build/plumb" check "$portfolio" --policies "$here/policies" --as-of 2026-06-30 --workers 1)
file_plain=$(seconds $one lua5.4 "$here/plain.lua" "$portfolio" file)
head -1 "$portfolio" > "$build/bench.one"
twenty() { for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	"$build/plumb" check "$build/bench.one" --policies "$here/policies" --as-of 2026-06-30 --format json || [ $? -le 1 ]; done; }
start_plumb=$(seconds twenty | awk '{print $1 / 20}')
plumb() { awk -v k="$1" '$1 == k {print $2}' "$build/bench.plumb"; }
plain() { awk -v k="$1" '$1 == k {print $2}' "$build/bench.plain"; }
row() { awk -v n="$1" -v a="$2" -v b="$3" -v w="$4" 'BEGIN {printf "%-34s %14s %14s %8.2f   %s\n", n, a, b, a / b, w}'; }
printf '%-34s %14s %14s %8s   %s\n' measure plumb "plain Lua" ratio wanted
row "JSON to 20 verdicts, documents/s" "$(plumb json_to_verdicts)" "$(plain json_to_verdicts)" ">= 2"
row "in memory, evaluations/s" "$(plumb in_memory)" "$(plain in_memory)" ">= 1"
row "NDJSON file, s" "$file_plumb" "$file_plain" "<= 0.5"
row "one rule changed, s" "$(plumb changed_rule)" "$(plain changed_rule)" "< 1"
printf '%-34s %14s %14s %8s   %s\n' "start to verdict, ms" "$(echo "$start_plumb" | awk '{printf "%.1f", $1 * 1000}')" - - "< 12"
printf '%-34s %14s %14s %8s   %s\n' "resident record / JSON text" "$(plumb resident_share)" - - "<= 1"
if [ "$(grep counts "$build/bench.plumb")" = "$(grep counts "$build/bench.plain")" ]; then
	echo "violations of the 20 rules: the same ($(grep counts "$build/bench.plumb" | cut -d' ' -f2-))"
else
	echo "violations DIFFER:"; grep counts "$build/bench.plumb" "$build/bench.plain"; exit 1
fi
