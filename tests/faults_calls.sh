#!/bin/bash
# System calls fail. An incomplete sample is removed, reported once and counted,
# and recording continues. An interrupted call has no effect. An existing OUTPUT
# does not change.
. tests/lib.sh

# Another checkout may be tested at the same time.
WORD=ollama-calls-test-$$
shim=$BUILD/shims/calls.so
drive=$BUILD/tests/drive_faults
log=$TMP/log
sleeper=
server=
export TMP no_proxy='*'
# A sanitizer wants to be the first library; here it may come second.
export ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-}
stop() {
	[ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null
	[ -z "$server" ] || kill "$server" 2>/dev/null
	rm -rf "$TMP"
}
trap stop EXIT
[ -f "$shim" ] || {
	echo 'skipped: no shims here (they are for glibc)'
	exit 0
}
(exec -a $WORD sleep 300) &
sleeper=$!
"$BUILD/standin/ollama_server" >"$TMP/port" &
server=$!
wait_for 10 test -s "$TMP/port"
url=http://127.0.0.1:$(cat "$TMP/port")

proctrace=("$BUILD/proctrace" -q -s native --sync -m "$WORD" -n 3
	-i 0.001 -o "$log")
systrace=("$BUILD/systrace" -q -s native --sync -n 3 -i 0.001 -u "$url"
	-o "$log")
fixture=tests/fixtures/odd/vm-stat-48
out=$TMP/folder/out
memgraph=("$BUILD/memgraph" "$fixture.tsv" "$fixture.log" "$out")
# Never empty: bash 3.2 fails on an empty array.
: ${#proctrace[@]} ${#systrace[@]} ${#memgraph[@]}

# with CALLS COMMAND ...: run the command with these failures; stderr in
# $TMP/err.
with() {
	local rules=$1
	shift
	SHIM_REPORT=$TMP/report CALLS=$rules LD_PRELOAD=$shim "$@" \
		2>"$TMP/err" >"$TMP/out"
}

lines() {
	[ "$(wc -l <"$2")" -eq "$1" ]
}

## interrupted or partial calls have no effect
for rule in open:%:EINTR read:%:EINTR pread:%:EINTR write:%:EINTR \
	write:%:EINTR:5 write:%:short fsync:%:EINTR close:%:EINTR; do
	check "proctrace: $rule" "$drive" -e -l 30 -o "$log" -t rows "$shim" \
		CALLS=$rule "${proctrace[@]}"
	check "systrace: $rule" "$drive" -e -l 30 -o "$log" -t blocks \
		"$shim" CALLS=$rule "${systrace[@]}"
done

# The reads for this process, after those for any number of others.
aimed=0
for rule in open:%:EINTR read:%:EINTR pread:%:EINTR pread:%:EINTR:5 \
	close:%:EINTR; do
	check "proctrace reads the process: $rule" env \
		CALLS_FILE=/proc/$sleeper/ "$drive" -e -o "$log" -t rows \
		"$shim" CALLS=$rule "${proctrace[@]}"
	aimed=$((aimed + $(sed -n 's/^runs \([0-9]*\) .*/\1/p' \
		"$TMP/check.out")))
done
check "$aimed such calls were interrupted" [ "$aimed" -ge 9 ]

## any failure: a message, and only whole samples
for rule in open:%:EMFILE open:%:EACCES open:%:EMFILE:0 pread:%:EIO \
	write:%:ENOSPC write:%:EIO write:%:EDQUOT:0 fsync:%:EIO \
	ftruncate:%:EIO close:%:EIO lseek:%:EIO; do
	check "proctrace: $rule" "$drive" -l 30 -o "$log" -t rows "$shim" \
		CALLS=$rule "${proctrace[@]}"
	check "systrace: $rule" "$drive" -l 30 -o "$log" -t blocks "$shim" \
		CALLS=$rule "${systrace[@]}"
done

## an incomplete sample is removed, reported once and counted
# The first write has the header and the first sample.
proctrace=("$BUILD/proctrace" -s native --sync -m "$WORD" -n 5
	-i 0.001 -o "$log")
for error in ENOSPC EIO EDQUOT EFBIG; do
	rm -f "$log"
	with "write:3:short,write:4:$error,write:5:short,write:6:$error" \
		"${proctrace[@]}"
	check "$error: exit 1 (not $?)" [ $? -eq 1 ]
	check "$error: three rows and the header" lines 4 "$log"
	# shellcheck disable=SC2016
	check "$error: whole rows" \
		awk -F '\t' 'NF != 7 { exit 1 }' "$log"
	check "$error: said once" [ "$(grep -c 'sample lost' "$TMP/err")" -eq 1 ]
	check "$error: counted" grep -q ' 2 lost$' "$TMP/err"
done
# If it cannot be removed, the incomplete part gets its own line.
rm -f "$log"
with 'write:3:short,write:4:ENOSPC,ftruncate:1:EIO' "${proctrace[@]}"
check 'not taken back: exit 1' [ $? -eq 1 ]
check 'not taken back: the row after it is whole' lines 6 "$log"
# shellcheck disable=SC2016
check 'not taken back: one torn line' [ "$(awk -F '\t' 'NF != 7 ||
	$7 !~ /^'$WORD'/ { n++ } END { print n - 1 }' "$log")" -eq 1 ]
# At first no sample can be written, then all can.
rm -f "$log"
with write:1:ENOSPC:3 "${proctrace[@]}"
check 'room again: exit 1' [ $? -eq 1 ]
check 'room again: the header came late' \
	[ "$(head -c 4 "$log")" = "$(printf 'ts\tp')" ]
check 'room again: two rows' lines 3 "$log"
check 'room again: counted' grep -q ' 3 lost$' "$TMP/err"
rm -f "$log"
with fsync:2:EIO:2 "${proctrace[@]}"
check 'not on the disk: exit 1' [ $? -eq 1 ]
check 'not on the disk: said once' \
	[ "$(grep -c 'Input/output error' "$TMP/err")" -eq 1 ]
rm -f "$log"
with fsync:1:EIO:0 "$BUILD/proctrace" -s native -n 2 -i 0.001 -o "$log"
check 'without --sync nothing is synced' [ $? -eq 0 ]

## memory cannot be locked: recording continues
rm -f "$log"
with mlockall:1:ENOMEM:0 "${proctrace[@]}"
check 'not locked: exit 0' [ $? -eq 0 ]
check 'not locked: it was tried once' grep -q '^mlockall 1$' "$TMP/report"
check 'not locked: no message' \
	[ "$(grep -Evc ': (recording to|5 samples)' "$TMP/err")" -eq 0 ]
rm -f "$TMP/report"
with mlockall:1:ENOMEM "$BUILD/proctrace" -n 2 -i 0.001 -o "$log"
check 'not before the first samples are done' [ ! -e "$TMP/report" ]

## killed in the middle of a write: one incomplete line, which the next run ends
rm -f "$log"
with write:3:kill "${proctrace[@]}" 2>/dev/null
check 'killed: the end is torn' [ -n "$(tail -c 1 "$log")" ]
status 'killed: appended to' 0 "${proctrace[@]}"
check 'killed: all lines end' [ -z "$(tail -c 1 "$log")" ]
# shellcheck disable=SC2016
check 'killed: one torn line' [ "$(awk -F '\t' 'NF != 7 ||
	$7 !~ /^('$WORD'.*|command)$/ { n++ } END { print n + 0 }' \
	"$log")" -eq 1 ]
rm -f "$log"
with write:2:kill "${systrace[@]}" 2>/dev/null
status 'killed: a block' 0 "${systrace[@]}"
check 'killed: marks begin lines' [ "$(grep -c '^===== ' "$log")" -eq 5 ]

## memgraph: a message, exit 1, an unchanged OUTPUT. It first reads the start of
## both logs, to see which is which; these reads may fail.
mkdir "$TMP/folder"
for rule in open:%:EINTR read:%:EINTR read:%:short write:%:EINTR \
	write:%:short close:%:EINTR; do
	check "memgraph: $rule" "$drive" -e -o "$out" -t output "$shim" \
		CALLS=$rule "${memgraph[@]}"
done
for rule in open:%:EMFILE open:%:EACCES read:%:EIO write:%:ENOSPC write:%:EIO \
	write:%:EDQUOT rename:%:EACCES; do
	check "memgraph: $rule" "$drive" -o "$out" -t output "$shim" \
		CALLS=$rule "${memgraph[@]}"
done
echo 'an old picture' >"$out"
cp "$out" "$TMP/old"
for rule in read:3:EIO write:1:ENOSPC 'write:1:short,write:2:EIO' \
	rename:1:ENOSPC close:6:EIO; do
	with "$rule" "${memgraph[@]}"
	check "memgraph: $rule: exit 1 (not $?)" [ $? -eq 1 ]
	check "memgraph: $rule: one line" lines 1 "$TMP/err"
	check "memgraph: $rule: a name and a reason" \
		grep -qE '^memgraph: .*/.*: [A-Z]' "$TMP/err"
	same "memgraph: $rule: the old one is there" "$TMP/old" "$out"
	check "memgraph: $rule: and nothing else" \
		[ "$(ls -A "$TMP/folder")" = out ]
done
with write:1:EIO "$BUILD/memgraph" $fixture.tsv $fixture.log
check 'memgraph: standard output fails' [ $? -eq 1 ]
check 'memgraph: it is named' grep -q 'standard output' "$TMP/err"

finish
