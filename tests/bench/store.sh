#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures the store: against plain SQLite, against judging from a file, and how much memory a portfolio takes.
#   tests/bench/store.sh BUILD PORTFOLIO.ndjson        STORE_DOCS=20000: how many of them are put one by one
set -eu
build=$1 portfolio=$2
here=$(dirname "$0")
. "$here/lib.sh"

room=$build/bench.room
rm -rf "$room"; mkdir -p "$room"
trap 'rm -rf "$room"' EXIT
options="--policies $here/policies"
peak() { # kB, of a command and its workers, the largest of them
	/usr/bin/time -f %M -o "$room/peak" "$@" >/dev/null 2>&1 || true
	tail -1 "$room/peak"
}
"$build/store_bench" "$portfolio" "$here/policies/schema.lua" "$room" "${STORE_DOCS:-20000}" > "$build/bench.store"
: > "$build/bench.stored"
for round in 1 2 3; do
	rm -f "$room"/s.db*
	echo "import $(seconds "$build/plumb" import $options --store "$room/s.db" "$portfolio")" >> "$build/bench.stored"
	cp "$room/s.db" "$room/new.db"
	echo "file $(seconds "$build/plumb" check $options --as-of 2026-06-30 "$portfolio")" >> "$build/bench.stored"
	echo "unkept $(seconds "$build/plumb" check $options --as-of 2026-06-30 --store "$room/s.db")" >> "$build/bench.stored"
	echo "first $(seconds "$build/plumb" check $options --store "$room/s.db")" >> "$build/bench.stored"
	echo "again $(seconds "$build/plumb" check $options --store "$room/s.db")" >> "$build/bench.stored"
done
head -"$(($(wc -l < "$portfolio") / 10))" "$portfolio" > "$room/tenth.ndjson"
for size in tenth whole; do
	[ $size = tenth ] && input=$room/tenth.ndjson || input=$portfolio
	echo "import_$size $(peak "$build/plumb" import $options --store "$room/$size.db" "$input")" >> "$build/bench.stored"
	echo "check_$size $(peak "$build/plumb" check $options --store "$room/$size.db")" >> "$build/bench.stored"
done
s=$build/bench.store d=$build/bench.stored
echo
printf '%-34s %14s %14s %8s   %s\n' "the store" plumb SQLite ratio wanted
row "puts of $(most bytes_1k "$s") bytes, 1/s" "$(most store_1k "$s")" "$(most sqlite_1k "$s")" ">= 0.8"
row "  the same, with a log's rows" "$(most store_1k "$s")" "$(most sqlite_log_1k "$s")" ""
row "puts of $(most bytes_whole "$s") bytes, 1/s" "$(most store_whole "$s")" "$(most sqlite_whole "$s")" ">= 0.8"
row "  the same, with a log's rows" "$(most store_whole "$s")" "$(most sqlite_log_whole "$s")" ""
printf '%-34s %14s %14s %8s   %s\n' "" stored "from a file" ratio wanted
row "judging, nothing kept, 1/s" "$(least unkept "$d" | awk '{print 1 / $1}')" "$(least file "$d" | awk '{print 1 / $1}')" ">= 0.8"
row "judging, all findings stay, 1/s" "$(least again "$d" | awk '{print 1 / $1}')" "$(least file "$d" | awk '{print 1 / $1}')" ">= 0.8"
row "judging, all findings new, 1/s" "$(least first "$d" | awk '{print 1 / $1}')" "$(least file "$d" | awk '{print 1 / $1}')" ""
printf '%-34s %14s %14s %8s   %s\n' "import of $(wc -l < "$portfolio") projects, s" "$(least import "$d")" - - "< 15"
printf '%-34s %14s %14s %8s   %s\n' "" whole "a tenth" ratio wanted
row "peak memory of import, kB" "$(least import_whole "$d")" "$(least import_tenth "$d")" "1"
row "peak memory of check, kB" "$(least check_whole "$d")" "$(least check_tenth "$d")" "1"
