# SPDX-License-Identifier: MIT
# What run.sh and store.sh measure and print with. Result files have lines "name value"; of several the best counts.
seconds() { # wall seconds of a command
	start=$(date +%s.%N); "$@" >/dev/null 2>&1 || [ $? -le 1 ]; end=$(date +%s.%N)
	echo "$start $end" | awk '{printf "%.3f", $2 - $1}'
}
least() { awk -v k="$1" '$1 == k && (!n++ || $2 < m) {m = $2} END {print m}' "$2"; }
most() { awk -v k="$1" '$1 == k && $2 > m {m = $2} END {print m}' "$2"; }
row() { awk -v n="$1" -v a="$2" -v b="$3" -v w="$4" 'BEGIN {printf "%-34s %14s %14s %8.2f   %s\n", n, a, b, a / b, w}'; }
