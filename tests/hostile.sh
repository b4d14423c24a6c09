#!/bin/bash
# Inputs made to break memgraph: too long, too many, beyond the range of numbers
# and times, and not files at all. Time and memory stay bounded, and problems
# are reported.
. tests/lib.sh

memgraph=$BUILD/memgraph
bounded=$BUILD/tests/drive_bounded
good=tests/fixtures/odd/vm-stat-48
seconds=120
# The sanitizers need memory for freed blocks and shadow bytes.
times=1
if grep -q __asan_init "$memgraph"; then
	times=3
	ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=8
	export ASAN_OPTIONS
fi
xmllint=
command -v xmllint >/dev/null && xmllint=1

# draws NAME MIB PROCESS.tsv SYSTEM.log [MOST-KB]: memgraph makes all three
# outputs, each within MIB of memory, and the graph within MOST-KB.
draws() {
	local type mib=$(($2 * times))
	for type in tsv report svg; do
		rm -f "$TMP/drawn"
		status "$1, $type" 0 "$bounded" $seconds "$mib" "$memgraph" \
			-t $type "$3" "$4" "$TMP/drawn"
	done
	check "$1: a graph of at most ${5:-400} kB" \
		test "$(wc -c <"$TMP/drawn")" -le $((${5:-400} * 1000))
	[ -z "$xmllint" ] ||
		check "$1: well-formed" xmllint --noout "$TMP/drawn"
}

# said NAME TEXT: the messages of the last run contain TEXT.
said() {
	check "$1" grep -qF "$2" "$TMP/err"
}

# refuses NAME MIB TEXT PROCESS.tsv SYSTEM.log: memgraph prints only this
# message and makes no output.
refuses() {
	rm -f "$TMP/refused"
	status "$1" 1 "$bounded" $seconds $(($2 * times)) "$memgraph" "$4" \
		"$5" "$TMP/refused"
	said "$1: says why" "$3"
	check "$1: leaves no output" test ! -e "$TMP/refused"
}

# block N: print the Nth block of the good system log, counted from 1.
block() {
	awk -v n="$1" '/^=====/ { b++ } b == n' $good.log
}

## A line of 100 MB between good lines.

head -c 104857600 /dev/zero | tr '\0' x >"$TMP/x"
{
	head -n 3 $good.tsv
	cat "$TMP/x"
	echo
	tail -n 1 $good.tsv
} >"$TMP/long.tsv"
draws 'a row of 100 MB' 60 "$TMP/long.tsv" $good.log
said 'a row of 100 MB is named' "long.tsv:4: the line is longer than 4 MiB"
"$memgraph" -t tsv "$TMP/long.tsv" $good.log >"$TMP/table" 2>/dev/null
check 'the row after it is read' grep -q "^$(tail -n 1 $good.tsv | cut -f 1)$(
	printf '\trss_bytes\t')" "$TMP/table"
rm "$TMP/long.tsv"

for json in no yes; do
	{
		block 1
		[ $json = no ] || printf '{"models":["'
		cat "$TMP/x"
		[ $json = no ] || printf '"]}'
		echo
		block 2
	} >"$TMP/long.log"
	draws "a line of 100 MB in a block, JSON: $json" 80 $good.tsv \
		"$TMP/long.log"
	said "such a block is named, JSON: $json" \
		'long.log:1: the block is longer than 16 MiB'
	check "the block after it is read, JSON: $json" \
		grep -q 'id="wired"' "$TMP/drawn"
done
rm "$TMP/long.log" "$TMP/x"

## 100,000 processes: at once, one after another, with one pid, with impossible
## pids.

# many AWK-CODE: print rows with AWK-CODE, for i from 1 to 100,000.
many() {
	awk "BEGIN { for (i = 1; i <= 100000; i++) { $1 } }"
}
runner='/usr/bin/ollama runner --model m%d --port 1'
row="Z\\t%.0f\\t1\\tollama\\t%d\\t%d\\t$runner\\n"

many "printf \"2026-03-08T21:14:05$row\", i, i, i, i" >"$TMP/at-once.tsv"
draws '100,000 pids at once' 150 "$TMP/at-once.tsv" $good.log
many "printf \"2026-03-08T21:%02d:%02d$row\", i / 6000, i / 100 % 60, i, i, i, i" \
	>"$TMP/after.tsv"
draws '100,000 pids one after another' 150 "$TMP/after.tsv" $good.log
many "printf \"2026-03-08T21:14:05$row\", 7, i, i, i" >"$TMP/one.tsv"
draws '100,000 processes of one pid' 150 "$TMP/one.tsv" $good.log
many "printf \"2026-03-08T21:14:05$row\", i * 4294967296, i, i, i" \
	>"$TMP/high.tsv"
status 'pids of more than 32 bits' 0 "$memgraph" "$TMP/high.tsv" $good.log
said 'are no pids' \
	'high.tsv:1: pid is not a whole number below 2^32 (to line 100000)'

# 100,000 models, half of them new in each block.
for second in 5 6; do
	printf '===== 2026-03-08T21:14:0%dZ =====\n{"models":[\n' $second
	many "printf \"{\\\"name\\\":\\\"m%d\\\",\\\"size\\\":%d},\\n\", i * (i % 2 ? 1 : $second), i"
	printf '{}]}\n\n'
done >"$TMP/models.log"
draws '100,000 models' 250 "$TMP/after.tsv" "$TMP/models.log"
rm "$TMP"/*.tsv "$TMP/models.log"

## The logs that need most memory for their size, 20 MB in rows of 200 bytes: a
## new pid in each row, a title that alternates, and two runners of which one is
## missing in every other sample.

path=/Applications/Ollama.app/Contents/Resources/ollama
blob=/Users/jo/.ollama/models/blobs/sha256-0123456789abcdef
row="Z\\t%d\\t1\\tollama\\t%d\\t400000000\\t$path runner --ollama-engine \
--model $blob --port 5123%d\\n"
clock='i / 3600 % 24, i / 60 % 60, i % 60'
many "printf \"2026-03-08T21:%02d:%02d$row\", i / 6000, i / 100 % 60, i, i, 4" \
	>"$TMP/most.tsv"
draws 'memory: a pid for each row' 21 "$TMP/most.tsv" $good.log
many "printf \"2026-03-%02dT%02d:%02d:%02d$row\", 8 + i / 86400, $clock, 7, i, \
	i % 2" >"$TMP/most.tsv"
draws 'memory: a title that alternates' 16 "$TMP/most.tsv" $good.log
many "k = i; i = int(k / 3) * 2 + (k % 3 == 2)
	printf \"2026-03-%02dT%02d:%02d:%02d$row\", 8 + i / 86400, $clock, \
	    k % 3 == 2 ? 7 : 7 + k % 3, k, k % 3 == 1
	i = k" >"$TMP/most.tsv"
draws 'memory: an overlap every other sample' 18 "$TMP/most.tsv" $good.log
rm "$TMP/most.tsv"

## Times at both ends, numbers beyond 64 bits.

# at TIME ...: make a pair of logs with samples at these times.
at() {
	local time
	for time in "$@"; do
		printf '%s\t7\t1\tollama\t2048\t4096\tollama serve\n' "$time" >&3
		printf '===== %s =====\n' "$time"
		block 1 | sed 1d
	done 3>"$TMP/at.tsv" >"$TMP/at.log"
}

at 0000-01-01T00:00:00Z 9999-12-31T23:59:60Z
draws 'from the year 0 to 9999' 40 "$TMP/at.tsv" "$TMP/at.log" 100
at 9999-12-31T23:59:59.999-23:59 0000-01-01T00:00:00.000+23:59 \
	2026-03-08T21:14:05Z 2026-03-08T21:14:05.001Z
draws 'back from beyond the year 9999' 40 "$TMP/at.tsv" "$TMP/at.log" 100
at 10000-01-01T00:00:00Z -001-01-01T00:00:00Z 2026-13-08T21:14:05Z
refuses 'times that are none' 40 'at.tsv:1: ts is not a time' "$TMP/at.tsv" \
	"$TMP/at.log"
said 'a mark with no time' \
	'at.log:1: expected a line like ===== 2026-05-14T09:25:00Z ====='

huge=18446744073709551616
printf '2026-03-08T21:14:05Z\t%s\t%s\tollama\t%s\t%s\tollama serve\n' \
	$huge 1 5 5 7 $huge 5 5 7 1 $huge 5 7 1 5 $huge 7 1 2048 \
	99999999999999999999999999 7 1 2048 4096 >"$TMP/huge.tsv"
sed "s/[0-9]\\{5,\\}\\([ .,]\\)/$huge\\1/" $good.log >"$TMP/huge.log"
status 'numbers beyond 64 bits' 0 "$bounded" $seconds $((40 * times)) \
	"$memgraph" -t tsv "$TMP/huge.tsv" "$TMP/huge.log" "$TMP/table"
for line in 1:pid 2:ppid 3:rss_kb; do
	said "beyond 64 bits: ${line#*:}" "huge.tsv:${line%:*}: ${line#*:} "
done
said 'and the same of the next lines' '2^54 (to line 5)'
said 'beyond 64 bits: the counters' \
	'huge.log:3: vm_stat: expected a whole number'
check 'what can be read is there' grep -q 'rss_bytes	7		2097152$' \
	"$TMP/table"
check 'what cannot be read is not' \
	sh -c "! grep -qE '1844674407|	wired_bytes|	free_bytes' '$TMP/table'"

## Inputs that are not files of lines.

# A sparse file of 10 GB; not every file system can do that. On Linux's tmpfs,
# reading holes allocates no pages, either.
zeros=$TMP/zeros
if [ -w /dev/shm ]; then
	zeros=$(mktemp /dev/shm/memtrace-test.XXXXXX)
	trap 'rm -rf "$TMP" "$zeros"' EXIT
fi
if dd if=/dev/zero of="$zeros" bs=1 count=1 seek=10737418239 2>/dev/null &&
	[ "$(du -k "$zeros" | cut -f 1)" -lt 100000 ]; then
	refuses '10 GB of zero bytes' 60 'no usable sample' "$zeros" "$zeros"
	said 'zero bytes: no row' "$zeros:1: the line is longer than 4 MiB"
	said 'zero bytes: no block' "$zeros:1: the block is longer than 16 MiB"
else
	echo 'skipped: 10 GB of zero bytes (no sparse files here)'
fi
rm -f "$zeros"

refuses 'a folder for the process log' 40 "$TMP: Is a directory" "$TMP" \
	$good.log
refuses 'a folder for the system log' 40 "$TMP: Is a directory" $good.tsv \
	"$TMP"
refuses 'no process log' 40 'nothing: No such file' "$TMP/nothing" $good.log
refuses 'no system log' 40 'nothing: No such file' $good.tsv "$TMP/nothing"
refuses 'nothing in either' 40 'no usable sample' /dev/null /dev/null

# FIFOs are read to the end, like files.
mkfifo "$TMP/tsv" "$TMP/log"
cat $good.tsv >"$TMP/tsv" &
writers=$!
cat $good.log >"$TMP/log" &
writers="$writers $!"
status 'two FIFOs' 0 "$bounded" $seconds $((40 * times)) "$memgraph" \
	"$TMP/tsv" "$TMP/log" "$TMP/fifo.svg"
# shellcheck disable=SC2086 # without a reader they would wait forever
kill $writers 2>/dev/null
wait
"$memgraph" $good.tsv $good.log >"$TMP/file.svg"
same 'FIFOs are read as files are' "$TMP/file.svg" "$TMP/fifo.svg"
# memgraph waits for a FIFO without a writer, like any other program.
status 'a FIFO that nobody writes to' 124 "$bounded" 1 $((40 * times)) \
	"$memgraph" "$TMP/tsv" $good.log "$TMP/waited.svg"
check 'interrupted, it leaves no output' test ! -e "$TMP/waited.svg"

## The output is written to the given place, and nowhere else.

ln -s loop "$TMP/loop"
status 'an output that is a link to itself' 1 "$memgraph" $good.tsv $good.log \
	"$TMP/loop"
said 'it is reported' 'loop: Too many levels of symbolic links'
echo kept >"$TMP/target"
ln -s target "$TMP/link"
status 'an output through a link' 0 "$memgraph" $good.tsv $good.log \
	"$TMP/link"
check 'the link stays' test -L "$TMP/link"
same 'its target is the graph' "$TMP/file.svg" "$TMP/target"
check 'nothing else is left' \
	sh -c "! ls '$TMP' | grep -E '^(target|link|loop)[.]'"

finish
