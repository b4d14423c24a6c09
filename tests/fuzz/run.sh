#!/bin/bash
# Fuzz each target for a while, two at a time, from its corpus. A find makes
# this fail, and stays in $BUILD/fuzz/finds/TARGET.
# usage: tests/fuzz/run.sh TARGET ...	(BUILD, SECONDS_EACH, FUZZ_SEED)
set -u
build=${BUILD:-build}/fuzz
seconds=${SECONDS_EACH:-60}
seed=${FUZZ_SEED:-0} # 0: another walk each time
UBSAN_OPTIONS=print_stacktrace=1
export UBSAN_OPTIONS
# The renderer reads files: use a file system in memory, if there is one.
# libFuzzer exits without removing them.
folder=${TMPDIR:-/tmp}
[ ! -w /dev/shm ] || folder=/dev/shm
TMPDIR=$(mktemp -d "$folder/memtrace-fuzz.XXXXXX") || exit 1
trap 'rm -rf "$TMPDIR"' EXIT
export TMPDIR

fuzz() {
	local name=$1 status
	local grown=$build/corpus/$name finds=$build/finds/$name log=$build/$name.log
	local old=tests/fuzz/finds/$name
	mkdir -p "$grown" "$finds"
	[ -d "$old" ] || old=
	# New inputs stay in the build folder.
	# shellcheck disable=SC2086 # empty or one folder
	"$build/fuzz_$name" -dict="tests/fuzz/$name.dict" \
		-artifact_prefix="$finds/" -max_total_time="$seconds" \
		-timeout=10 -rss_limit_mb=1024 -max_len=16384 \
		-seed="$seed" \
		-print_final_stats=1 "$grown" "tests/fuzz/corpus/$name" $old \
		>"$log" 2>&1
	status=$?
	if [ "$status" -eq 0 ]; then
		sed -n "s/^stat::number_of_executed_units: */$name: runs: /p" "$log"
		return 0
	fi
	printf '%s: FOUND SOMETHING, exit %d\n' "$name" "$status"
	grep -vE '^#[0-9]+|^INFO|^stat::' "$log" | head -60
	return 1
}

# half NUMBER TARGET ...: run every second target.
half() {
	local i=0 want=$1 failed=0 name
	shift
	for name in "$@"; do
		i=$((1 - i))
		[ "$i" -ne "$want" ] || fuzz "$name" || failed=1
	done
	return $failed
}

half 1 "$@" &
other=$!
half 0 "$@"
status=$?
wait "$other" && [ "$status" -eq 0 ]
