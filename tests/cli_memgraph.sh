#!/bin/bash
# The command line of memgraph: options, exit statuses, inputs and OUTPUT of
# every kind. golden.sh tests what it draws.
. tests/lib.sh

memgraph=$BUILD/memgraph
good=tests/fixtures/odd/vm-stat-48
bad=tests/fixtures/odd/problems-many
empty=tests/fixtures/odd/inputs-empty
"$memgraph" $good.tsv $good.log >"$TMP/wanted.svg" || exit 1
work=$TMP/work
mkdir "$work"

# said NAME TEXT: standard error of the last status contains TEXT.
said() {
	check "$1" grep -qF -e "$2" "$TMP/err"
}

# quiet NAME: standard error of the last status is empty.
quiet() {
	check "$1" test ! -s "$TMP/err"
}

# left NAME FILE ...: $work contains these files and no others. Empty it.
left() {
	local name=$1
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" >"$TMP/names.wanted"
	[ $# -gt 0 ] || : >"$TMP/names.wanted"
	(cd "$work" && find . -mindepth 1 | sed 's|^\./||' | sort) \
		>"$TMP/names"
	same "$name" "$TMP/names.wanted" "$TMP/names"
	rm -rf "$work"
	mkdir "$work"
}

mode() {
	# shellcheck disable=SC2012 # stat differs between systems
	ls -l "$1" | cut -c 1-10
}

## Options.

status '--help is asked for' 0 "$memgraph" --help
check '--help is on standard output' grep -q '^usage: memgraph' "$TMP/out"
quiet '--help says nothing else'
status '-h is --help' 0 "$memgraph" -h
status '--version is asked for' 0 "$memgraph" --version
check '--version has a number' grep -Eq '^memgraph [0-9]+\.[0-9]+' "$TMP/out"
status '-V is --version' 0 "$memgraph" -V

for wrong in '' "$good.tsv $good.log $work/x $work/y" \
	"$good.tsv $good.log $work/x -o $work/y" "$good.log - -o $work/y" \
	"-x $good.tsv $good.log" "--nonsense $good.tsv $good.log" \
	"-t png $good.tsv $good.log" "$good.tsv $good.log -t" \
	"--type= $good.tsv $good.log"; do
	# shellcheck disable=SC2086 # words
	status "wrong usage: '$wrong'" 2 "$memgraph" $wrong
	said "and what to do: '$wrong'" "; try 'memgraph --help'"
	check "nothing is on standard output: '$wrong'" test ! -s "$TMP/out"
done
left 'wrong usage writes nothing'
status 'an unknown letter among others' 2 "$memgraph" -xV "$good.tsv" \
	"$good.log"
said 'it is named' "memgraph: '-x': unknown option; try"
status 'an argument too many' 2 "$memgraph" --static=yes "$good.tsv" \
	"$good.log"
said 'it is reported' "memgraph: '--static=yes': takes no argument; try"

status '-t svg' 0 "$memgraph" -t svg $good.tsv $good.log
same '-t svg is what comes without it' "$TMP/wanted.svg" "$TMP/out"
status '-t tsv' 0 "$memgraph" -t tsv $good.tsv $good.log
same '-t tsv is the table' $good.table.tsv "$TMP/out"
status '--type=tsv' 0 "$memgraph" --type=tsv $good.tsv $good.log
same '--type=tsv is the table' $good.table.tsv "$TMP/out"

check 'the picture has a script' grep -q '<script' "$TMP/wanted.svg"
status '--static' 0 "$memgraph" --static $good.tsv $good.log
check '--static has none' bash -c "! grep -q -i -e '<script' -e onload '$TMP/out'"
status '--lines' 0 "$memgraph" --lines $good.tsv $good.log
check 'the system is in layers, and not with --lines' test \
	"$(grep -c 'class="layer"' "$TMP/wanted.svg")" -gt 4 -a \
	"$(grep -c 'class="layer"' "$TMP/out")" -eq 0
style='@media (prefers-color-scheme:dark)'
check 'the picture knows dark pages' grep -qF "$style" "$TMP/wanted.svg"
for theme in light:#ffffff dark:#0d1117; do
	status "--theme ${theme%:*}" 0 "$memgraph" --theme "${theme%:*}" \
		$good.tsv $good.log
	check "${theme%:*} is for any page" bash -c "! grep -qF '$style' '$TMP/out'"
	check "it is ${theme#*:}" grep -q \
		"id=\"background\" .* fill=\"${theme#*:}\"" "$TMP/out"
done
status 'the lowest width' 0 "$memgraph" --width 720 $good.tsv $good.log
status 'the greatest width' 0 "$memgraph" --width=10000 $good.tsv $good.log
for wrong in '--width 719' '--width 10001' '--width 1e3' '--width -1200' \
	'--low 0' '--low 101' '--low x' '--theme red' --title --low; do
	# shellcheck disable=SC2086 # words
	status "wrong usage: $wrong" 2 "$memgraph" $good.tsv $good.log $wrong
done
status 'an empty title' 0 "$memgraph" --title '' $good.tsv $good.log
same 'is the usual one' "$TMP/wanted.svg" "$TMP/out"
long=$(printf '%0500d' 0)
for width in 720 1200; do
	"$memgraph" --static --width $width --title "$long" $good.tsv \
		$good.log >"$TMP/long.svg"
	check "a long title is cut with a mark, $width" \
		grep -q '>0\{40,90\}…</text></g>$' "$TMP/long.svg"
	check "and is whole in the picture's own, $width" \
		grep -q "id=\"graph-title\">$long<" "$TMP/long.svg"
done
status 'a title' 0 "$memgraph" --title "$(printf 'a <b> & \001\377"')" \
	$good.tsv $good.log
check 'its markup is escaped' grep -q 'a &lt;b&gt; &amp; ' "$TMP/out"

cp $good.tsv "$work/-p.tsv"
cp $good.log "$work/-s.log"
status 'files behind --' 0 bash -c \
	"cd '$work' && '$memgraph' -- -p.tsv -s.log -o.svg"
same 'files that begin with a dash' "$TMP/wanted.svg" "$work/-o.svg"
rm "$work"/-*

## Problems.

status '--strict with nothing wrong' 0 "$memgraph" --strict $good.tsv $good.log
quiet '--strict says nothing then'
status 'problems are no failure' 0 "$memgraph" $bad.tsv $bad.log
check 'ten problems and their number' test "$(wc -l <"$TMP/err")" -eq 11
said 'the first with file and line' "$bad.tsv:14: rss_kb or vsz_kb is not a whole number below 2^54"
said 'the number of the others' '3 more'
cp "$TMP/out" "$TMP/bad.svg"
status '--strict with problems' 1 "$memgraph" --strict $bad.tsv $bad.log \
	"$work/x.svg"
same '--strict writes all the same' "$TMP/bad.svg" "$work/x.svg"
left 'and leaves nothing else' x.svg

status 'nothing usable' 1 "$memgraph" $empty.tsv $empty.log "$work/x.svg"
said 'no usable sample is reported' 'no usable sample'
left 'nothing usable leaves no OUTPUT'
echo old >"$work/x.svg"
status 'nothing usable over an old OUTPUT' 1 "$memgraph" $empty.tsv \
	$empty.log "$work/x.svg"
check 'the old OUTPUT is untouched' grep -qx old "$work/x.svg"
left 'and alone' x.svg

# panels NAME WANTED PROCESS SYSTEM: this many panels have only a line of text.
panels() {
	status "$1" 0 "$memgraph" "$3" "$4"
	check "$1: nothing in a panel" test \
		"$(grep -c 'class="nothing"' "$TMP/out")" -eq "$2"
	check "$1: both panels" test \
		"$(grep -cE '<g id="(processes|system)"' "$TMP/out")" -eq 2
}
panels 'both logs' 0 $good.tsv $good.log
panels 'no process sample' 1 $empty.tsv $good.log
panels 'no system sample' 1 $good.tsv $empty.log
printf '2026-03-08T21:14:05Z\t7\t1\t(ollama)\t0\t0\t(ollama)\n' >"$TMP/p.tsv"
panels 'nothing but placeholders' 1 "$TMP/p.tsv" $good.log
printf '===== 2026-03-08T21:14:05Z =====\n\n' >"$TMP/s.log"
panels 'blocks without a section' 1 $good.tsv "$TMP/s.log"

## Inputs.

for input in missing.tsv "$work" $good.tsv/below; do
	status "PROCESS is $input" 1 "$memgraph" "$input" $good.log "$work/x"
	said "PROCESS is named: $input" "memgraph: $input: "
	status "SYSTEM is $input" 1 "$memgraph" $good.tsv "$input" "$work/x"
	said "SYSTEM is named: $input" "memgraph: $input: "
done
left 'an input that fails leaves no OUTPUT'
status 'an empty name' 1 "$memgraph" '' $good.log
status 'both are /dev/null' 1 "$memgraph" /dev/null /dev/null
said 'there is no sample in it' 'no usable sample'
status 'one is /dev/null' 0 "$memgraph" /dev/null $good.log

status 'logs in the other order' 0 "$memgraph" $good.log $good.tsv
same 'are the same' "$TMP/wanted.svg" "$TMP/out"
status 'in the other order, and a pipe' 0 "$memgraph" $good.log \
	<(cat $good.tsv)
same 'a pipe is what the other is not' "$TMP/wanted.svg" "$TMP/out"
for log in $good.tsv $good.log; do
	"$memgraph" "$log" /dev/null >"$TMP/alone.svg"
	status "$log alone" 0 "$memgraph" "$log"
	same "$log alone is drawn as beside nothing" "$TMP/alone.svg" \
		"$TMP/out"
	for output in "$work/x.svg" "-o $work/x" "--output=$work/x.md"; do
		# shellcheck disable=SC2086 # words
		status "$log alone, and $output" 0 "$memgraph" "$log" $output
	done
	left "$log alone has an OUTPUT" x x.md x.svg
done
status 'a log alone, and a log that is not there' 1 "$memgraph" $good.tsv \
	"$work/missing.log"
said 'which is named' "memgraph: $work/missing.log: "

# run FOLDER: make a folder like a run of memtrace
run() {
	mkdir -p "$1"
	cp $good.tsv "$1/ollama-process-memtrace-${1##*/}.tsv"
	cp $good.log "$1/system-memtrace-${1##*/}.log"
}
runs="$TMP/all runs"
mkdir "$runs"
status 'a folder with nothing in it' 1 "$memgraph" "$runs" "$work/x.svg"
said 'is named' "memgraph: $runs: contains no trace and no run of memtrace"
run "$runs/ollama-memtrace/20260514-092500"
status 'a folder in which memtrace ran' 0 "$memgraph" "$runs"
same 'is that run, too' "$TMP/wanted.svg" "$TMP/out"
rm -r "$runs/ollama-memtrace/20260514-092500"
status 'one whose runs are gone' 1 "$memgraph" "$runs"
said 'is named as well' "memgraph: $runs: contains no trace and no run"
run "$runs/20260514-092500"
status 'a folder with a run in it' 0 "$memgraph" "$runs"
same 'is that run' "$TMP/wanted.svg" "$TMP/out"
mkdir "$runs/20260515-000000" "$runs/zz"
cp $bad.tsv "$runs/20260515-000000/ollama-process-memtrace-x.tsv"
cp $bad.log "$runs/20260515-000000/system-memtrace-x.log"
status 'a folder with two' 0 "$memgraph" "$runs"
same 'is the newer' "$TMP/bad.svg" "$TMP/out"
status 'a run itself' 0 "$memgraph" "$runs/20260514-092500" "$work/x.svg"
same 'is drawn' "$TMP/wanted.svg" "$work/x.svg"
cp $good.tsv "$runs/20260515-000000/ollama-process-memtrace-y.tsv"
cp $good.log "$runs/20260515-000000/system-memtrace-y.log"
status 'of the traces in one folder' 0 "$memgraph" "$runs/"
same 'the newest are drawn' "$TMP/wanted.svg" "$TMP/out"
rm "$runs/20260514-092500"/*.tsv
"$memgraph" $good.log >"$TMP/alone.svg"
status 'a run with one trace' 0 "$memgraph" "$runs/20260514-092500"
same 'is that trace' "$TMP/alone.svg" "$TMP/out"
left 'that is all' x.svg

mkfifo "$TMP/p.fifo" "$TMP/s.fifo"
cat $good.tsv >"$TMP/p.fifo" &
cat $good.log >"$TMP/s.fifo" &
status 'inputs are pipes' 0 "$memgraph" "$TMP/p.fifo" "$TMP/s.fifo"
wait
same 'pipes are read whole' "$TMP/wanted.svg" "$TMP/out"

gzip -c $good.tsv >"$TMP/p.gz"
gzip -c $good.log >"$TMP/s.gz"
status 'inputs are compressed' 1 "$memgraph" "$TMP/p.gz" "$TMP/s.gz"
said 'so is the process trace' \
	"$TMP/p.gz:1: this file is compressed; decompress it first"
said 'so is the system trace' \
	"$TMP/s.gz:1: this file is compressed; decompress it first"
said 'they have no sample' "memgraph: no usable sample in $TMP/p.gz and"
check 'that is all' test "$(wc -l <"$TMP/err")" -eq 3

head -c 20000000 /dev/zero >"$TMP/zeros"
status 'both are zeros' 1 "$memgraph" "$TMP/zeros" "$TMP/zeros"
rm "$TMP/zeros"

## The machine.

# machine NAME WANTED: the report's line about $TMP/machine.txt
machine() {
	status "$1" 0 "$memgraph" -t report --machine "$TMP/machine.txt" \
		$good.tsv $good.log
	sed -n 's/; [0-9]* s with [0-9]* process samples.*//p' "$TMP/out" \
		>"$TMP/got"
	printf '%s\n' "$2" >"$TMP/wanted"
	same "$1 in the report" "$TMP/wanted" "$TMP/got"
	"$memgraph" --machine "$TMP/machine.txt" $good.tsv $good.log |
		sed -n 's/.*id="span"[^>]*>\([^<]*\).*/\1/p' >"$TMP/got"
	check "$1 in the picture" grep -qF " · ${2%; local*}" "$TMP/got"
	check "$1 fits" test "$(wc -m <"$TMP/got")" -le 120
}
printf '$ %s\n' 'sw_vers' >"$TMP/machine.txt"
printf '%s:\t\t%s\n' ProductName macOS ProductVersion 26.1 BuildVersion 25B78 \
	>>"$TMP/machine.txt"
cat >>"$TMP/machine.txt" <<'END'
$ sysctl machdep.cpu.brand_string hw.memsize
machdep.cpu.brand_string: Apple M4 Max
hw.memsize: 68719476736
$ date +%z
-0330
$ curl -s 127.0.0.1:11434/api/version
{"version":"0.14.2"}
$ ollama --version
ollama version is 0.14.2
Warning: client version is 0.13.0
END
machine 'a Mac' 'macOS 26.1, Apple M4 Max, 24 GiB, Ollama 0.14.2; local time is UTC-0330'
cat >"$TMP/machine.txt" <<'END'
NAME="Debian GNU/Linux"
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
model name	: AMD EPYC 7R13 Processor
MemTotal:       32611380 kB
Warning: could not connect to a running Ollama instance
Warning: client version is 0.13.0
END
machine Linux 'Debian GNU/Linux 12, AMD EPYC 7R13 Processor, 24 GiB, Ollama 0.13.0'
head -c 300000 /dev/zero | tr '\0' '\377' >"$TMP/machine.txt"
machine 'what is no text' '24 GiB'
status 'no such machine' 1 "$memgraph" --machine "$work/no" $good.tsv
said 'it is named' "memgraph: $work/no: "
run "$TMP/a run"
echo 'machdep.cpu.brand_string: Apple M9' >"$TMP/a run/machine.txt"
status 'a machine beside a run' 0 "$memgraph" -t report "$TMP/a run"
check 'is in its report' grep -q '^Apple M9, 24 GiB; ' "$TMP/out"

## The status line.

status '-t status' 0 "$memgraph" -t status $good.log $good.tsv
check 'is one line' test "$(wc -l <"$TMP/out")" -eq 1
check 'of a recording that has ended' grep -q '^00:10 (ended)  ' "$TMP/out"
cp "$TMP/out" "$TMP/status"
quiet 'and no more'
status 'of a folder' 0 "$memgraph" -t status "$TMP/a run"
same 'it is that of its run' "$TMP/status" "$TMP/out"
status 'nothing to say' 1 "$memgraph" -t status $empty.tsv $empty.log
# Of long logs only the beginning and the end are read. All of it would take
# more than a second of CPU time.
head -n 3 $good.tsv >"$TMP/long.tsv"
sed -n '1,/^=====.*:10Z/p' $good.log >"$TMP/long.log"
for kind in tsv log; do
	dd if=/dev/null of="$TMP/long.$kind" bs=1 seek=16000000000 2>/dev/null
	tail -n +2 "$good.$kind" >>"$TMP/long.$kind"
done
# shellcheck disable=SC2016 # for the inner shell
status '-t status of logs of 16 GB' 0 bash -c 'ulimit -t 1; exec "$@"' - \
	"$memgraph" -t status "$TMP/long.tsv" "$TMP/long.log"
check 'is as of short ones' grep -q "^00:10 (ended)  $(cut -c 16- \
	"$TMP/status")" "$TMP/out"
rm "$TMP/long.tsv" "$TMP/long.log"
for columns in 40 100; do
	status "at a terminal of $columns columns" 0 \
		"$BUILD/tests/drive_terminal" $columns "$memgraph" -t status \
		$good.tsv $good.log
	check 'it fits' test "$(tr -d '\r\n' <"$TMP/out" |
		wc -m)" -lt $columns
done
"$memgraph" --follow "$TMP/a run" >"$TMP/followed" &
following=$!
check '--follow says it again' wait_for 20 sh -c "[ \$(wc -l <'$TMP/followed') -ge 2 ]"
kill $following
wait $following 2>/dev/null
check 'until a signal ends it' test $? -eq 143
head -n 1 "$TMP/followed" >"$TMP/got"
same '--follow says what -t status does' "$TMP/status" "$TMP/got"

## Without secrets.

{
	cat $good.tsv
	printf '%s\t%d\t1\tx\t2048\t4096\t%s\n' 2026-03-08T21:14:05Z 9 \
		"$HOME/bin/x --api-key HIDDEN --url http://a:HIDDEN@b/" \
		2026-03-08T21:14:05Z 10 'TOKEN=HIDDEN ollama serve'
} >"$TMP/secret.tsv"
status '-t redacted' 0 "$memgraph" -t redacted "$TMP/secret.tsv" "$work/x.md"
check 'has every row' test "$(wc -l <"$work/x.md")" -eq \
	"$(wc -l <"$TMP/secret.tsv")"
check 'no secret, and no home folder' bash -c "! grep -q -e HIDDEN \
	-e '$HOME' '$work/x.md'"
said 'it says what was replaced' \
	"replaced in $TMP/secret.tsv: home folders, --api-key, a login in a"
left 'and one file is written' x.md
status '-t redacted' 0 "$memgraph" -t redacted $good.tsv "$work/x.md"
said 'or that nothing was' "nothing replaced in $good.tsv"
rm "$work/x.md"

## OUTPUT.

status 'OUTPUT is -' 0 "$memgraph" $good.tsv $good.log -
same '- is standard output' "$TMP/wanted.svg" "$TMP/out"
status 'OUTPUT is a file' 0 "$memgraph" $good.tsv $good.log "$work/x.svg"
same 'a file' "$TMP/wanted.svg" "$work/x.svg"
quiet 'success is silent'
check 'and has nothing on standard output' test ! -s "$TMP/out"
left 'a file is one file' x.svg

status 'OUTPUT in new folders' 0 "$memgraph" $good.tsv $good.log \
	"$work/a/b//c/x.svg"
same 'new folders' "$TMP/wanted.svg" "$work/a/b/c/x.svg"
left 'the folders are made' a a/b a/b/c a/b/c/x.svg
p=$PWD
status 'OUTPUT without a folder' 0 bash -c \
	"cd '$work' && '$memgraph' '$p/$good.tsv' '$p/$good.log' x.svg"
left 'it is in the current one' x.svg

for output in '' "$work" "$work/" "$good.tsv/x.svg"; do
	status "OUTPUT is '$output'" 1 "$memgraph" $good.tsv $good.log \
		"$output"
	said "OUTPUT is named: '$output'" "memgraph: $output: "
done
left 'an OUTPUT that cannot be leaves nothing'

umask 027
"$memgraph" $good.tsv $good.log "$work/x.svg"
check 'the mode is that of umask 027' test "$(mode "$work/x.svg")" = -rw-r-----
umask 077
rm "$work/x.svg"
"$memgraph" $good.tsv $good.log "$work/x.svg"
check 'the mode is that of umask 077' test "$(mode "$work/x.svg")" = -rw-------
umask 022
chmod 604 "$work/x.svg"
"$memgraph" $bad.tsv $bad.log "$work/x.svg" 2>/dev/null
same 'an old OUTPUT is replaced' "$TMP/bad.svg" "$work/x.svg"
check 'and keeps its mode' test "$(mode "$work/x.svg")" = -rw----r--

ln -s x.svg "$work/link.svg"
status 'OUTPUT is a symbolic link' 0 "$memgraph" $good.tsv $good.log \
	"$work/link.svg"
same 'it is followed' "$TMP/wanted.svg" "$work/x.svg"
check 'and stays' test -L "$work/link.svg"
left 'nothing else is there' link.svg x.svg

mkdir "$work/new"
ln -s new/y.svg "$work/a.svg"
ln -s "$work/a.svg" "$work/b.svg"
status 'OUTPUT is a link to no file yet' 0 "$memgraph" $good.tsv $good.log \
	"$work/b.svg"
same 'the file is made where it leads to' "$TMP/wanted.svg" "$work/new/y.svg"
check 'and the links stay' test -L "$work/b.svg" -a -L "$work/a.svg"
left 'nothing else is there' a.svg b.svg new new/y.svg
ln -s loop.svg "$work/loop.svg"
status 'OUTPUT is a link to itself' 1 "$memgraph" $good.tsv $good.log \
	"$work/loop.svg"
left 'it is not replaced' loop.svg

mkfifo "$work/fifo"
cat "$work/fifo" >"$TMP/piped" &
status 'OUTPUT is a pipe' 0 "$memgraph" $good.tsv $good.log "$work/fifo"
wait
same 'all of it came through' "$TMP/wanted.svg" "$TMP/piped"
check 'and it is still a pipe' test -p "$work/fifo"
left 'nothing else is there' fifo

# A picture never overwrites a trace, for instance after "memgraph *.tsv *.log"
# with three files.
cp $good.tsv "$work/p.tsv"
cp $good.log "$work/s.log"
status 'OUTPUT is a process log' 1 "$memgraph" $good.tsv $good.log \
	"$work/p.tsv"
said 'and it is reported' "memgraph: $work/p.tsv: "
same 'it is untouched' $good.tsv "$work/p.tsv"
status 'OUTPUT is a system log' 1 "$memgraph" $good.tsv $good.log \
	"$work/s.log"
same 'it is untouched, too' $good.log "$work/s.log"
printf '===== 2026-05-14T09:2\nPages free: 5.\n' >"$work/torn.log"
status 'OUTPUT is a system log whose first mark is torn' 1 "$memgraph" \
	$good.tsv $good.log "$work/torn.log"
check 'it is untouched' grep -q '^Pages free' "$work/torn.log"
rm "$work/torn.log"
left 'and nothing else is there' p.tsv s.log
# Nor does it overwrite a trace that does not begin like a log.
{
	echo
	cat $good.log
} >"$TMP/odd.log"
cp "$TMP/odd.log" "$work/s.log"
ln "$work/s.log" "$work/link"
status 'OUTPUT is an input' 1 "$memgraph" $good.tsv "$work/s.log" "$work/link"
said 'and that is reported' "memgraph: $work/link: "
same 'it is left as it is' "$TMP/odd.log" "$work/s.log"
left 'and nothing is beside it' link s.log

## What cannot be written.

# cannot NAME FOLDER COMMAND [ARG ...]: OUTPUT, FOLDER/x.svg, cannot be written.
cannot() {
	local name=$1 folder=$2
	shift 2
	status "$name" 1 "$@"
	said "$name: OUTPUT is named" "memgraph: $folder/x.svg: "
	check "$name: nothing is left" test -z "$(ls -A "$folder")"
	echo old >"$folder/x.svg"
	status "$name, over an old OUTPUT" 1 "$@"
	check "$name: the old one is untouched" \
		test "$(cat "$folder/x.svg")" = old
	check "$name: it is alone" test "$(ls -A "$folder")" = x.svg
	rm "$folder/x.svg"
}

# shellcheck disable=SC2016 # for the inner shell
cannot 'a file that must not grow' "$work" bash -c \
	'trap "" XFSZ; ulimit -f 4; exec "$@"' - \
	"$memgraph" $good.tsv $good.log "$work/x.svg"
# Without the trap above, a signal ends it in the middle of OUTPUT, like Ctrl-C.
echo old >"$work/x.svg"
# shellcheck disable=SC2016 # for the inner shell
status 'a signal while OUTPUT is written' $((128 + $(kill -l XFSZ))) bash -c \
	'ulimit -c 0; ulimit -f 4; "$@"; exit $?' - \
	"$memgraph" $good.tsv $good.log "$work/x.svg"
check 'the old OUTPUT is untouched' grep -qx old "$work/x.svg"
left 'and nothing is beside it' x.svg
mkdir "$TMP/small"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=8k none "$TMP/small" \
	2>/dev/null; then
	cannot 'a full disk' "$TMP/small" \
		"$memgraph" $good.tsv $good.log "$TMP/small/x.svg"
	umount "$TMP/small"
else
	echo 'skipped: no small file system without root'
fi
if [ "$(id -u)" -eq 0 ]; then
	echo 'skipped: root may write into any folder'
else
	mkdir "$TMP/locked"
	chmod 500 "$TMP/locked"
	status 'a folder that is locked' 1 "$memgraph" $good.tsv $good.log \
		"$TMP/locked/x.svg"
fi
if [ -c /dev/full ]; then
	status 'OUTPUT is a full device' 1 "$memgraph" $good.tsv $good.log \
		/dev/full
	said 'the device is named' 'memgraph: /dev/full: '
	for option in '' '-t tsv' --help --version; do
		# shellcheck disable=SC2016,SC2086 # for the inner shell; words
		status "standard output is full: '$option'" 1 bash -c \
			'exec "$@" >/dev/full' - "$memgraph" $option \
			$good.tsv $good.log
	done
else
	echo 'skipped: no /dev/full'
fi
# shellcheck disable=SC2016 # for the inner shell
status 'standard output is closed' 1 bash -c 'exec "$@" >&-' - \
	"$memgraph" $good.tsv $good.log
said 'that is reported' 'memgraph: standard output: '

finish
