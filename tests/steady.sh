#!/bin/bash
# The steady state: the collectors start no process, take no memory from the
# system, and do not grow. proctrace also allocates nothing. STEADY=all records
# 100,000 samples with each program, which takes minutes.
. tests/lib.sh

WORD=ollama-steady-test-$$
sleeper=
server=
export no_proxy='*'
stop() {
	[ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null
	[ -z "$server" ] || kill "$server" 2>/dev/null
	rm -rf "$TMP"
}
trap stop EXIT
[ -f "$BUILD/shims/alloc.so" ] || {
	echo 'skipped: no shims here (they are for glibc)'
	exit 0
}
if grep -q __asan_init "$BUILD/proctrace"; then
	echo 'skipped: the sanitizer has the allocator'
	exit 0
fi
(exec -a $WORD sleep 600) &
sleeper=$!
# Each answer differs from the previous one.
"$BUILD/standin/ollama_server" --mode busy >"$TMP/port" &
server=$!
wait_for 10 test -s "$TMP/port"
url=http://127.0.0.1:$(cat "$TMP/port")
alloc=$BUILD/shims/alloc.so
clock=$BUILD/shims/clock.so
proctrace=("$BUILD/proctrace" -q -w -s native -m "$WORD")
systrace=("$BUILD/systrace" -w -q -s native -u "$url")
command=("${proctrace[@]}")
# Never empty: bash 3.2 fails on an empty array.
: ${#proctrace[@]} ${#systrace[@]} ${#command[@]}

# choose PROGRAM: set its command.
choose() {
	command=("${proctrace[@]}")
	[ "$1" = proctrace ] || command=("${systrace[@]}")
}

## no allocation between samples 50 and 1000
LD_PRELOAD="$alloc $clock" CLOCK_FAST=1 SHIM_REPORT=$TMP/report ALLOC_FROM=50 \
	ALLOC_TO=1000 "${proctrace[@]}" -i 1 -n 1001 -o "$TMP/proctrace.log"
check 'proctrace: 1001 samples' [ $? -eq 0 ]
check 'proctrace: it did allocate, before' \
	grep -q '^allocations [1-9]' "$TMP/report"
check 'proctrace: no allocation after the first samples' \
	grep -qx 'between 0 0' "$TMP/report"
[ -z "${VERBOSE:-}" ] || cat "$TMP/report"

## no process, no memory from the kernel
if strace -f -o /dev/null true 2>/dev/null; then
	for program in proctrace systrace; do
		choose $program
		strace -f -o "$TMP/trace" "${command[@]}" -i 0.002 -n 300 \
			-o "$TMP/$program.log"
		# From the hundredth write of a sample on.
		awk '/ write\(/ { n++ } n >= 100 && n < 290' "$TMP/trace" \
			>"$TMP/steady"
		check "$program: there is a steady state" [ -s "$TMP/steady" ]
		for call in clone fork vfork execve brk mmap mremap munmap; do
			# shellcheck disable=SC2016
			check "$program: no $call" eval \
				'! grep -qE "^[0-9]+ +$call[0-9]*\(" \
				"$TMP/steady"'
		done
	done
else
	echo 'skipped: system calls (no strace)'
fi

[ "${STEADY:-}" = all ] || {
	finish
	exit
}

## 100,000 samples: as large at the end as at the start
# The clock runs ahead, so that no sample has to be waited for.
# Use the exact count: VmRSS can be wrong by some pages per processor.
rss() {
	awk '/^Rss:/ { print $2 }' "/proc/$1/smaps_rollup"
}
for program in proctrace systrace; do
	choose $program
	mkfifo "$TMP/fifo"
	# The reader counts, and stops reading twice, so that we can measure.
	# Without -n the program cannot have ended before that.
	LD_PRELOAD=$clock CLOCK_FAST=1 "${command[@]}" -i 1 -o "$TMP/fifo" &
	pid=$!
	exec 9<"$TMP/fifo"
	head -c 100000 <&9 >/dev/null
	early=$(rss $pid)
	awk -v program=$program '
		program == "proctrace" || /^=====/ { n++ }
		n >= 100000 { exit }' <&9
	late=$(rss $pid)
	kill $pid
	cat <&9 >/dev/null
	exec 9<&-
	wait $pid
	check "$program: 100000 samples (exit $?)" [ $? -eq 0 ]
	# New processes may appear, which takes memory once. A leak of 16 bytes
	# per sample is 1600 KiB.
	check "$program: $early KiB at the start, $late at the end" \
		[ "$late" -le $((early + 512)) ]
	rm "$TMP/fifo"
done

finish
