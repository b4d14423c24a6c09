#!/bin/bash
# The command line of proctrace: options, the log file, signals, and failing
# writes. It lists the processes of this machine.
. tests/lib.sh

PROCTRACE=$BUILD/proctrace
HEADER=$(printf 'ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand')
sleeper=
trap '[ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null; rm -rf "$TMP"' EXIT
# A process that matches.
WORD=ollama-cli-test-$$
(exec -a $WORD sleep 300) &
sleeper=$!

has() {
	grep -qF -- "$1" "$2"
}
without() {
	! has "$@"
}
no_file() {
	[ ! -e "$1" ]
}
empty() {
	[ ! -s "$1" ]
}
lines() {
	[ "$(wc -l <"$2")" -eq "$1" ]
}

# The command line
status "--help" 0 "$PROCTRACE" --help
check "--help goes to standard output" has "usage: proctrace" "$TMP/out"
check "--help says the exit statuses" has "Exit status:" "$TMP/out"
check "--help says the default pattern" has "ollama|mlx|runner" "$TMP/out"
check "--help fits 80 columns" awk 'length > 80 { exit 1 }' "$TMP/out"
check "--help says nothing else" empty "$TMP/err"
status "-V" 0 "$PROCTRACE" -V
check "-V is name and version" grep -qx 'proctrace [0-9.]*' "$TMP/out"
cd "$TMP" || exit 1
for bad in "-i 0" "-i x" "-i 1e99" "-n -1" "-n 0" "-d 0" "-s x" "-m" "-u x" \
	"word" "--nope" "-m (" "-o"; do
	# shellcheck disable=SC2086 # these are words
	status "usage: $bad" 2 "$PROCTRACE" $bad
	check "usage: $bad: one line" lines 1 "$TMP/err"
	check "usage: $bad: nothing on standard output" empty "$TMP/out"
done
# Messages contain these, and a terminal would obey them.
status "a pattern with an escape" 2 "$PROCTRACE" -m $'\033[31m('
check "it is reported" has "'?[31m(': " "$TMP/err"
check "without the escape" without $'\033' "$TMP/err"
status "a file with an escape" 1 "$PROCTRACE" -n 1 -o $'/nonex\033[31m/x'
check "it is reported" has '/nonex?[31m/x: No such file' "$TMP/err"
check "without the escape" without $'\033' "$TMP/err"
check "usage errors make no log" no_file "$TMP"/ollama-process-memtrace-*

# The log
status "a log of the default name" 0 "$PROCTRACE" -n 1
default=$(echo ollama-process-memtrace-*)
check "its name is the loop's" grep -qxE \
	'ollama-process-memtrace-[0-9]{8}-[0-9]{6}\.tsv' <<<"$default"
check "it begins with the header" [ "$(head -n 1 "$default")" = "$HEADER" ]
check "it has the row" has "$WORD 300" "$default"
check "a line says where, and how to stop" has "stop with Ctrl-C" "$TMP/err"
check "a summary says how it went" has ": 1 sample, " "$TMP/err"
check "and no more than that" lines 2 "$TMP/err"
status "-q" 0 "$PROCTRACE" -q -n 2 -i 0.01 -o quiet.tsv
check "-q says nothing" empty "$TMP/err"
check "-q writes nothing to standard output" empty "$TMP/out"

# The BSDs' script takes the command as words.
at_terminal() {
	if script -qec true /dev/null >/dev/null 2>&1; then
		script -qec "$*" /dev/null
	else
		script -q /dev/null "$@"
	fi </dev/null
}
at_terminal "$PROCTRACE" -n 3 -i 0.25 -o terminal.tsv >"$TMP/out" 2>&1
check "a terminal gets a status line" has ' processes, ' "$TMP/out"
at_terminal "$PROCTRACE" -n 3 -i 0.25 -o - >"$TMP/out" 2>&1
check "one that gets the rows does" has "$WORD 300" "$TMP/out"
check "and no status line" without ' processes, ' "$TMP/out"

for source in auto native tool; do
	status "-s $source" 0 "$PROCTRACE" -q -s $source -m $WORD -n 3 \
		-i 0.05 -o $source.tsv
	check "-s $source: header and three rows" lines 4 $source.tsv
	# shellcheck disable=SC2016
	check "-s $source: milliseconds below a second" awk -F '\t' 'NR > 1 &&
		$1 !~ /^....-..-..T..:..:..\.[0-9][0-9][0-9]Z$/ { exit 1 }' \
		$source.tsv
done
# shellcheck disable=SC2016 # for that shell
status "standard output that is closed" 1 sh -c '"$0" -q -n 1 -o - >&-' \
	"$PROCTRACE"
check "is a loss" has "Bad file descriptor" "$TMP/err"
# shellcheck disable=SC2016
status "--help to nowhere" 1 sh -c '"$0" --help >&-' "$PROCTRACE"
status "standard output" 0 "$PROCTRACE" -q -m $WORD -n 1 -o -
check "its header" has "$HEADER" "$TMP/out"
check "header and one row" lines 2 "$TMP/out"
status "its own row is not there" 0 "$PROCTRACE" -q -n 1 -m 'proctrace.*-o own' \
	-o own.tsv
check "a log without rows has its header" [ "$(cat own.tsv)" = "$HEADER" ]
status "nor with -s tool" 0 "$PROCTRACE" -q -s tool -n 1 \
	-m 'proctrace.*-o own' -o own.tsv
check "and a header is not written twice" [ "$(cat own.tsv)" = "$HEADER" ]
# shellcheck disable=SC2016 # the shell's pid, which proctrace takes over
status "nor that of the ps that it starts" 0 sh -c \
	'exec "$0" -q -s tool -n 1 -m "^ *[0-9]+ +$$ .*ps -axo" -o own.tsv' \
	"$PROCTRACE"
check "is in the log" [ "$(cat own.tsv)" = "$HEADER" ]
status "-m is extended and sees the whole line" 0 "$PROCTRACE" -q -n 1 \
	-m "^ *$sleeper +[0-9]+ .*(nope|$WORD) 300\$" -o ere.tsv
check "one row" lines 2 ere.tsv
status "-d" 0 "$PROCTRACE" -q -m $WORD -d 0.2 -i 0.1 -o duration.tsv
check "-d: two samples at most" [ "$(wc -l <duration.tsv)" -le 3 ]

# An existing log
printf '%s\nrow' "$HEADER" >torn.tsv
status "a torn log" 0 "$PROCTRACE" -q -m $WORD -n 1 -o torn.tsv
check "is closed first" [ "$(sed -n 2p torn.tsv)" = row ]
check "and has one header" [ "$(grep -c '^ts' torn.tsv)" -eq 1 ]
check "and the row" has "$WORD 300" torn.tsv
printf 'ts\tpid\tpp' >torn.tsv
status "a torn header is no log" 1 "$PROCTRACE" -q -m $WORD -n 1 -o torn.tsv
for header in "-e $HEADER" '-e ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand'; do
	printf '%s\n' "$header" >old.tsv
	status "an old header" 0 "$PROCTRACE" -q -m $WORD -n 1 -o old.tsv
	check "stays" [ "$(head -n 1 old.tsv)" = "$header" ]
	check "and nothing is added but rows" lines 2 old.tsv
done
echo "my diary" >diary
cp diary diary.before
status "a file of another kind" 1 "$PROCTRACE" -n 1 -o diary
check "is refused with its name" has "diary: not a log of this kind" "$TMP/err"
same "and left alone" diary.before diary
status "a folder" 1 "$PROCTRACE" -n 1 -o .
status "no folder" 1 "$PROCTRACE" -n 1 -o none/log.tsv
check "says which" has "none/log.tsv: No such file" "$TMP/err"
mkdir folder
"$PROCTRACE" -m $WORD -i 0.02 -o folder/log.tsv 2>"$TMP/err" &
pid=$!
wait_for 20 has "$WORD 300" folder/log.tsv
rm -r folder
wait_for 20 has "was moved or deleted; cannot start a new one" "$TMP/err"
kill $pid
wait $pid
check "a folder that is deleted meanwhile: exit 1" [ $? -eq 1 ]
ln -s real.tsv link.tsv
status "a link" 0 "$PROCTRACE" -q -n 1 -o link.tsv
check "is followed" has "$HEADER" real.tsv
(umask 027 && "$PROCTRACE" -q -n 1 -o umask.tsv)
check "the umask holds" [ -n "$(find umask.tsv -perm 640)" ]

# -w: the columns of ps do not change, and three more follow
WIDE=$(printf '%s\tfootprint_kb\tfootprint_max_kb\tgpu_kb' "$HEADER")
for source in auto native tool; do
	status "-w -s $source" 0 "$PROCTRACE" -q -w -s $source -m "$WORD 300" \
		-n 2 -i 0.05 -o wide.$source
	"$PROCTRACE" -q -s $source -m "$WORD 300" -n 2 -i 0.05 -o narrow.$source
	check "-w -s $source: its header" [ "$(head -n 1 wide.$source)" = "$WIDE" ]
	# shellcheck disable=SC2016
	check "-w -s $source: ten columns, numbers or nothing" awk -F '\t' '
		NF != 10 || (NR > 1 && $8 $9 $10 !~ /^[0-9]*$/) { exit 1 }
		END { if (NR != 3) exit 1 }' wide.$source
	cut -f 2-7 wide.$source >first
	cut -f 2-7 narrow.$source >narrow
	same "-w -s $source: seven columns as without it" narrow first
done
# Compare with the system's own numbers, if another program can read them.
if [ -r "/proc/$sleeper/status" ]; then
	awk '/^(RssAnon|RssShmem|VmSwap):/ { kib += $2 } END { print kib }' \
		"/proc/$sleeper/status" >kib
	for source in auto native tool; do
		sed 1d wide.$source | cut -f 8 | sort -u >footprint
		same "-w -s $source: the footprint is that of /proc" kib \
			footprint
	done
	check "no lifetime maximum on Linux" [ -z "$(sed 1d wide.native | cut -f 9 |
		tr -d '\n')" ]
	[ -e /dev/dri ] || check "no GPU, no GPU memory" \
		[ -z "$(sed 1d wide.native | cut -f 10 | tr -d '\n')" ]
fi
cp wide.native before
status "a narrow sample after wide ones" 1 "$PROCTRACE" -n 1 -o wide.native
check "is refused" has "wide.native: was begun with -w" "$TMP/err"
same "and the log left alone" before wide.native
cp narrow.native before
status "a wide sample after narrow ones" 1 "$PROCTRACE" -w -n 1 -o narrow.native
check "is refused" has "narrow.native: was begun without -w" "$TMP/err"
same "and the log left alone" before narrow.native
status "a wide sample after wide ones" 0 "$PROCTRACE" -q --wide -n 1 \
	-m "$WORD 300" -o wide.native
check "is one row more" lines 4 wide.native

# Signals
started() {
	has "$WORD" "$1"
}
for signal in $stops; do
	"$PROCTRACE" -m $WORD -i 0.02 -o "signal.$signal" 2>"$TMP/err" &
	pid=$!
	wait_for 20 started "signal.$signal"
	kill -s "$signal" $pid
	wait $pid
	check "SIG$signal ends it well" [ $? -eq 0 ]
	check "SIG$signal: summary" has "0 lost" "$TMP/err"
	check "SIG$signal: whole lines" [ -z "$(tail -c 1 "signal.$signal")" ]
done
# Stopped and continued: missed samples are late and are not caught up.
"$PROCTRACE" -m $WORD -i 0.01 -o stopped.tsv 2>"$TMP/err" &
pid=$!
wait_for 20 started stopped.tsv
kill -s STOP $pid
sleep 0.3
kill -s CONT $pid
longer() {
	[ "$(wc -l <stopped.tsv)" -gt 20 ]
}
wait_for 20 longer
kill $pid
wait $pid
check "stopped for a while" [ $? -eq 0 ]
late=$(sed -n 's/.* \([0-9]*\) late.*/\1/p' "$TMP/err")
check "ticks were counted as late" [ "$late" -ge 5 ]

# Writing
set -o pipefail
"$PROCTRACE" -q -m $WORD -i 0.01 -o - 2>"$TMP/err" | head -n 3 >"$TMP/out"
check "a closed pipe ends it well" [ $? -eq 0 ]
check "what was read is whole" lines 3 "$TMP/out"
check "without a message" empty "$TMP/err"
set +o pipefail
mkfifo full.fifo
# shellcheck disable=SC2217 # it must not read
sleep 100 >/dev/null <full.fifo &
reader=$!
"$PROCTRACE" -q -m . -i 0.001 -o full.fifo 2>"$TMP/err" &
pid=$!
stuck() {
	# A pipe takes 64 KiB. If we cannot see that it is full, wait instead.
	awk '/^wchar/ { exit $2 < 61440 }' "/proc/$pid/io" 2>/dev/null
}
wait_for 1 stuck
kill $pid
wait $pid
check "a reader that does not read cannot keep it" [ $? -le 1 ]
kill $reader
if [ -c /dev/full ]; then
	status "a full device" 1 "$PROCTRACE" -n 3 -i 0.01 -m $WORD -o /dev/full
	check "lost, said once" [ "$(grep -c 'No space' "$TMP/err")" -eq 1 ]
	check "lost, counted" has "3 lost" "$TMP/err"
	status "a full device, -q" 1 "$PROCTRACE" -q -n 1 -m $WORD -o /dev/full
	check "-q does not hide a loss" has "No space" "$TMP/err"
fi
(
	ulimit -f 1
	exec "$PROCTRACE" -m "^ *($sleeper|$$) " -n 40 -i 0.01 -o limit.tsv \
		2>"$TMP/err"
)
check "a limited file: exit 1" [ $? -eq 1 ]
# shellcheck disable=SC2016
check "a limited file holds whole samples, of two rows" awk -F '\t' '
	NF != 7 { bad++ }
	NR > 1 { rows[$1]++ }
	END { for (ts in rows) bad += rows[ts] != 2
		exit bad > 0 || NR < 3 }' limit.tsv
if mkdir disk && mount -t tmpfs -o size=16k tmpfs disk 2>/dev/null; then
	status "a full disk" 1 "$PROCTRACE" -m $WORD -i 0.001 -n 400 \
		-o disk/log.tsv
	check "whole lines" [ -z "$(tail -c 1 disk/log.tsv)" ]
	# shellcheck disable=SC2016
	check "whole rows" awk -F '\t' 'NF != 7 { exit 1 }' disk/log.tsv
	check "rows up to there" has "$WORD 300" disk/log.tsv
	umount disk
fi
status "--sync" 0 "$PROCTRACE" -q --sync -m $WORD -n 2 -i 0.01 -o sync.tsv
check "--sync: rows" lines 3 sync.tsv

# The same rows with few descriptors, or none to keep open
if [ -r /proc/self/status ]; then
	for files in 20 70 100; do
		(
			ulimit -n $files
			exec "$PROCTRACE" -q -s native -m $WORD -n 3 -i 0.01 \
				-o files.$files
		)
		check "$files descriptors: exit 0" [ $? -eq 0 ]
		check "$files descriptors: rows" lines 4 files.$files
	done
	(
		ulimit -n 4
		exec "$PROCTRACE" -s native -m $WORD -n 1 -o files.4
	) 2>"$TMP/err"
	check "no descriptors at all: not silently empty" [ $? -eq 1 ]
	if command -v prlimit >/dev/null; then
		"$PROCTRACE" -s native -m $WORD -i 0.02 -o later.tsv \
			2>"$TMP/err" &
		pid=$!
		wait_for 20 started later.tsv
		prlimit --pid $pid --nofile=30:30
		(exec -a $WORD-2 sleep 300) &
		second=$!
		check "descriptors that run out later: it sees the next" \
			wait_for 20 has "$WORD-2 300" later.tsv
		kill $pid $second
		wait $pid
		check "and has lost nothing" [ $? -eq 0 ]
	fi
	# A sanitizer starts threads and takes memory.
	if ! grep -q __asan_init "$PROCTRACE" &&
		strace -o /dev/null true 2>/dev/null; then
		# Only the names of calls: arguments vary.
		strace -f -o trace.all "$PROCTRACE" -q -s native -m $WORD \
			-n 50 -i 0.01 -o strace.tsv
		sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' trace.all >trace
		check "-s native starts no process" \
			[ "$(grep -cE 'fork|clone|exec' trace)" -eq 1 ]
		check "one write a sample" [ "$(grep -cx write trace)" -eq 50 ]
		# The second half is the steady state.
		awk '$0 == "write" { n++ } n >= 25 && n < 50' trace >steady
		check "the steady state takes no memory" \
			[ "$(grep -cE 'brk|mmap|mremap' steady)" -eq 0 ]
	fi
fi
finish
