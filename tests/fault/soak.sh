#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests of faults at length: KILLS kills (1,000) of import and check, every call failed in turn, power lost before every
# call, and CAMPAIGN (1,000) commands at random with faults among them. Says how long each took; ends with 1 if any failed.
set -u
cd "$(dirname "$0")/../.." || exit 2
failed=0
part() { # name, command
	name=$1; shift
	start=$(date +%s)
	"$@" || failed=1
	echo "== $name: $(($(date +%s) - start)) s"
}
part "kills" env KILLS="${KILLS:-1000}" lua5.4 tests/fault/kill_test.lua
part "campaign" env CAMPAIGN="${CAMPAIGN:-1000}" lua5.4 tests/fault/campaign_test.lua
part "loss of power" env EVERY=1 lua5.4 tests/fault/power_test.lua
part "failing calls" env EVERY=1 lua5.4 tests/fault/io_test.lua
[ $failed = 0 ] && echo "soak: all as promised" || { echo "soak: FAILED"; exit 1; }
