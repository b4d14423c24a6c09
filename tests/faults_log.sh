#!/bin/bash
# The log when the disk is full for a while, the program is killed, the machine
# crashes, the clock is set, or -o is not a new regular file.
. tests/lib.sh

WORD=ollama-faults-test-$$
sleeper=
server=
export no_proxy='*'
export ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-}
stop() {
	[ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null
	[ -z "$server" ] || kill "$server" 2>/dev/null
	umount "$TMP/disk" 2>/dev/null
	rm -rf "$TMP"
}
trap stop EXIT
(exec -a $WORD sleep 300) &
sleeper=$!
"$BUILD/standin/ollama_server" >"$TMP/port" &
server=$!
wait_for 10 test -s "$TMP/port"
url=http://127.0.0.1:$(cat "$TMP/port")
proctrace=("$BUILD/proctrace" -s native -m "$WORD")
systrace=("$BUILD/systrace" -s native -u "$url")
command=("${proctrace[@]}")
# Never empty: bash 3.2 fails on an empty array.
: ${#proctrace[@]} ${#systrace[@]} ${#command[@]}

# Print the lines that are not rows. The killing program may be in the log, too.
odd_rows() {
	# shellcheck disable=SC2016
	awk -F '\t' 'NF != 7 ||
		$7 !~ /^('$WORD' 300|command|.*drive_kill .*killed.tsv)$/ {
			n++
		} END { print n + 0 }' "$1"
}
more_than() {
	[ "$(wc -c <"$2")" -gt "$1" ]
}
said_lost() {
	grep -q 'No space left' "$1"
}

## a full disk that has space again
mkdir "$TMP/disk"
if mount -t tmpfs -o size=64k tmpfs "$TMP/disk" 2>/dev/null; then
	for program in proctrace systrace; do
		log=$TMP/disk/$program
		dd if=/dev/zero of="$TMP/disk/ballast" bs=1024 count=40 \
			2>/dev/null
		if [ $program = proctrace ]; then
			command=("${proctrace[@]}")
		else
			command=("${systrace[@]}")
		fi
		: >"$TMP/err"
		"${command[@]}" -i 0.001 -o "$log" 2>"$TMP/err" &
		pid=$!
		check "$program: the disk is full" \
			wait_for 30 said_lost "$TMP/err"
		full=$(wc -c <"$log")
		rm "$TMP/disk/ballast"
		check "$program: it goes on when there is room" \
			wait_for 30 more_than "$full" "$log"
		kill $pid
		wait $pid
		check "$program: exit 1 (not $?)" [ $? -eq 1 ]
		check "$program: said once" \
			[ "$(grep -c 'No space' "$TMP/err")" -eq 1 ]
		check "$program: counted" grep -q '[1-9][0-9]* lost$' "$TMP/err"
		check "$program: the end is whole" [ -z "$(tail -c 1 "$log")" ]
		cp "$log" "$TMP/$program.full"
		rm "$log"
	done
	check 'proctrace: whole rows' [ "$(odd_rows "$TMP/proctrace.full")" -eq 0 ]
	check 'systrace: whole blocks' [ \
		"$(grep -c '^===== ' "$TMP/systrace.full")" -eq \
		"$(grep -c '^}$' "$TMP/systrace.full")" ]
	umount "$TMP/disk"
else
	echo 'skipped: a full disk (no tmpfs may be mounted here)'
fi

## killed at random times; the next run ends the incomplete line
runs=1000 most_us=9000
# A sanitizer starts slowly.
grep -q __asan_init "$BUILD/proctrace" && runs=100 most_us=90000
log=$TMP/killed.tsv
check "killed $runs times" "$BUILD/tests/drive_kill" $runs 20260514 $most_us \
	"$log" "${proctrace[@]}" -q -i 0.001 -o "$log"
torn=$(sed -n 's/^torn \([0-9]*\) .*/\1/p' "$TMP/check.out")
# Half of the runs wrote something; two in a row make at least one line.
check 'it wrote' [ "$(wc -l <"$log")" -ge $((runs / 4)) ]
status 'it is still a log' 0 "${proctrace[@]}" -q -n 1 -o "$log"
check "no line is torn but $torn" [ "$(odd_rows "$log")" -le "$torn" ]
check 'one header' [ "$(grep -c '^ts' "$log")" -eq 1 ]
log=$TMP/killed.log
check 'systrace killed 100 times' "$BUILD/tests/drive_kill" 100 7 40000 \
	"$log" "${systrace[@]}" -q -i 0.001 -o "$log"
status 'it is still a log' 0 "${systrace[@]}" -q -n 1 -o "$log"
check 'no mark within a line' [ "$(grep -c '=====' "$log")" -eq \
	"$(grep -c '^===== [-0-9TZ:.]* =====$' "$log")" ]

## a crash of the machine: what was flushed is there
shim=$BUILD/shims/unsynced.so
if [ -f "$shim" ]; then
	# The header comes with the first sample. The eighth is incomplete.
	LD_PRELOAD=$shim UNSYNCED_KILL=8 "${proctrace[@]}" -q --sync -n 20 \
		-i 0.001 -o "$TMP/synced" 2>/dev/null
	check '--sync: killed' [ $? -eq 137 ]
	check '--sync: all but the sample under way' \
		[ "$(wc -l <"$TMP/synced")" -eq 8 ]
	check '--sync: whole rows' [ "$(odd_rows "$TMP/synced")" -eq 0 ]
	LD_PRELOAD=$shim UNSYNCED_KILL=8 "${systrace[@]}" -q --sync -n 20 \
		-i 0.001 -o "$TMP/synced.log" 2>/dev/null
	check '--sync: seven blocks' \
		[ "$(grep -c '^=====' "$TMP/synced.log")" -eq 7 ]
	LD_PRELOAD=$shim UNSYNCED_KILL=8 "${proctrace[@]}" -q -n 20 -i 0.001 \
		-o "$TMP/unsynced" 2>/dev/null
	check 'without --sync all of it may be lost' [ ! -s "$TMP/unsynced" ]
fi

## the clock is set: the grid stays, the times follow
shim=$BUILD/shims/clock.so
if [ -f "$shim" ]; then
	# The clock is read once before the first sample, once for each sample,
	# and in systrace once more when the server has answered.
	for program in proctrace systrace; do
		command=("${proctrace[@]}")
		steps=0,0,3600,-7200,86400,-3
		[ $program = proctrace ] || {
			command=("${systrace[@]}")
			steps=0,0,0,3600,0,-7200,0,86400,0,-3
		}
		LD_PRELOAD=$shim CLOCK_FAST=1 CLOCK_WALL=1700000000000 \
			CLOCK_STEPS=$steps "${command[@]}" \
			-i 10 -n 5 -o "$TMP/put.$program" 2>"$TMP/err"
		check "$program: put: exit 0 (not $?)" [ $? -eq 0 ]
		check "$program: put: nothing late, nothing lost" \
			grep -q ': 5 samples.* 0 late, 0 lost$' "$TMP/err"
		grep -oE '20[0-9]{2}-[0-9-]*T[0-9:]*Z' "$TMP/put.$program" \
			>"$TMP/times"
		printf '%s\n' 2023-11-14T22:13:20Z 2023-11-14T23:13:30Z \
			2023-11-14T21:13:40Z 2023-11-15T21:13:50Z \
			2023-11-15T21:13:57Z >"$TMP/wanted"
		same "$program: put: the times follow" "$TMP/wanted" \
			"$TMP/times"
		# A sample that is a little late there gets the time of the next
		# one.
		LD_PRELOAD=$shim CLOCK_FAST=1 CLOCK_WALL=1700000000960 \
			"${command[@]}" -i 1 -n 2 -o "$TMP/edge.$program" \
			2>"$TMP/err"
		grep -oE '20[0-9]{2}-[0-9-]*T[0-9:]*Z' "$TMP/edge.$program" \
			>"$TMP/times"
		printf '%s\n' 2023-11-14T22:13:21Z 2023-11-14T22:13:22Z \
			>"$TMP/wanted"
		same "$program: no grid at the end of a second" "$TMP/wanted" \
			"$TMP/times"
		check "$program: nor is it late" grep -q ' 0 late, 0 lost$' \
			"$TMP/err"
	done
else
	echo 'skipped: clock and crash (no shims here; they are for glibc)'
fi

## stopped for a while: ticks are counted as late and left out
# No two samples are closer than the grid allows, except the first.
"${proctrace[@]}" -i 0.02 -o "$TMP/stopped" 2>"$TMP/err" &
pid=$!
wait_for 20 more_than 300 "$TMP/stopped"
kill -s STOP $pid
before=$(wc -l <"$TMP/stopped")
sleep 0.5 # how long it is stopped is what counts here
kill -s CONT $pid
size=$(wc -c <"$TMP/stopped")
wait_for 20 more_than $((size + 300)) "$TMP/stopped"
kill $pid
wait $pid
check 'stopped: exit 0' [ $? -eq 0 ]
late=$(sed -n 's/.*; \([0-9]*\) late.*/\1/p' "$TMP/err")
check "stopped: $late late are about as many as were missed" [ "$late" -ge 20 ]
samples=$(($(wc -l <"$TMP/stopped") - 1))
# The wall clock is not set here, so the times are between start and end.
# shellcheck disable=SC2016
check 'stopped: none were made up for' awk -F '\t' -v late="$late" '
	NR > 1 { split(substr($1, 12), t, /[:Z]/)
		now = t[1] * 3600 + t[2] * 60 + t[3]
		if (NR == 2) first = now
		n++ }
	END { if (now < first) now += 86400
		exit n + late > (now - first) / 0.02 + 2 }' "$TMP/stopped"
check 'stopped: samples before and after' [ "$samples" -gt "$before" ]

## -o is a link, a folder; the umask
ln -s "$TMP/target" "$TMP/link"
for program in proctrace systrace; do
	command=("${proctrace[@]}")
	[ $program = proctrace ] || command=("${systrace[@]}")
	rm -f "$TMP/target"
	status "$program: a link to nothing" 0 "${command[@]}" -q -n 1 \
		-o "$TMP/link"
	check "$program: what it points to is made" [ -s "$TMP/target" ]
	size=$(wc -c <"$TMP/target")
	status "$program: a link to a log" 0 "${command[@]}" -q -n 1 \
		-o "$TMP/link"
	check "$program: it is followed" more_than "$size" "$TMP/target"
	check "$program: and stays a link" [ -L "$TMP/link" ]
	mkdir -p "$TMP/folder"
	status "$program: a folder" 1 "${command[@]}" -q -n 1 -o "$TMP/folder"
	check "$program: it says so" grep -q 'folder: Is a directory' \
		"$TMP/err"
	ln -sf "$TMP/none/x" "$TMP/lost"
	status "$program: a link to nowhere" 1 "${command[@]}" -n 1 \
		-o "$TMP/lost"
	for mask in 077:600 022:644 002:664; do
		rm -f "$TMP/masked"
		(umask ${mask%:*} && exec "${command[@]}" -q -n 1 \
			-o "$TMP/masked")
		check "$program: umask ${mask%:*}" \
			[ -n "$(find "$TMP/masked" -perm ${mask#*:})" ]
	done
done

## a pipe without a reader
for program in proctrace systrace; do
	command=("${proctrace[@]}")
	[ $program = proctrace ] || command=("${systrace[@]}")
	"${command[@]}" -q -i 0.001 -o - 2>"$TMP/err" | head -n 2 >"$TMP/out"
	check "$program: a closed pipe is a good end" \
		[ "${PIPESTATUS[0]}" -eq 0 ]
	# macOS reports what the process list cannot read.
	check "$program: no message" \
		[ -z "$(grep -v 'only ps can read' "$TMP/err")" ]
done

finish
