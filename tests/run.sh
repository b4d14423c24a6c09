#!/bin/bash
# Run unit programs (with check) and test scripts (with lib.sh), one after
# another. Print a line for a test that passes, and all output of a test that
# fails. The last line is the sum, "N passed, N failed". A test fails if it
# prints no count, unless it says that it is skipped. A test that takes
# TEST_SECONDS (600) is killed and fails. List what was skipped and what failed
# at the end.
# usage: tests/run.sh PROGRAM-OR-SCRIPT ...
set -u
export BUILD="${BUILD:-build}"
# check's default limit, 4 s of wall clock, is too short for a busy machine.
export CK_DEFAULT_TIMEOUT="${CK_DEFAULT_TIMEOUT:-120}"
log=$(mktemp "${TMPDIR:-/tmp}/memtrace-run.XXXXXX") || exit 1
skips=$(mktemp "${TMPDIR:-/tmp}/memtrace-run.XXXXXX") || exit 1
failures=$(mktemp "${TMPDIR:-/tmp}/memtrace-run.XXXXXX") || exit 1
trap 'rm -f "$log" "$skips" "$failures"' EXIT
passed=0
failed=0

# unit_counts and script_counts: print "PASSED FAILED" from $log, or nothing.
unit_counts() {
	sed -n 's/^[0-9]*%: Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\)$/\1 \2 \3/p' \
		"$log" | awk '{ bad += $2 + $3; good += $1 - $2 - $3 }
		END { if (NR > 0) print good, bad }'
}

script_counts() {
	sed -n "s/^$1: \([0-9]*\) passed, \([0-9]*\) failed\$/\1 \2/p" "$log" |
		tail -n 1
}

# Tests must not inherit ignored or blocked signals.
around=$BUILD/tests/drive_signals
[ -x "$around" ] || make -s BUILD="$BUILD" "$around" || exit 2

# run COMMAND ...: run one test.
run() {
	"$around" "${TEST_SECONDS:-600}" "$@" >"$log" 2>&1 </dev/null
	status=$?
}

for test in "$@"; do
	name=$(basename "$test" .sh)
	case $test in
	*.sh)
		run "$BASH" "$test"
		counts=$(script_counts "$name")
		;;
	*)
		run "$test"
		counts=$(unit_counts)
		;;
	esac
	grep -E '^([a-z_-]+: )?skipped' "$log" | sed "s/^/$name: /" >>"$skips"
	good=${counts%% *}
	bad=${counts##* }
	if [ -z "$counts" ]; then
		good=0
		bad=1
		[ "$status" -eq 0 ] && grep -qE '^([a-z_-]+: )?skipped' "$log" &&
			bad=0
	elif [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
	[ "$bad" -eq 0 ] || {
		printf -- '---- %s: exit %d\n' "$name" "$status"
		cut -b -500 "$log"
		printf -- '----\n'
		printf '  %s: %d\n' "$name" "$bad" >>"$failures"
	}
	printf '%-24s %5d passed, %d failed\n' "$name" "$good" "$bad"
done
[ ! -s "$skips" ] || {
	printf '\nskipped here:\n'
	sed 's/^/  /' "$skips"
}
[ ! -s "$failures" ] || {
	printf '\nfailed here:\n'
	cat "$failures"
}
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
