#!/bin/bash
# The command line of systrace: options, files, signals, full disks.
# shellcheck disable=SC2016 # other shells expand these
. tests/lib.sh

systrace=$BUILD/systrace
server_pid=
trap 'stop_server; rm -rf "$TMP"' EXIT
export no_proxy='*'
unset OLLAMA_HOST
# Nothing listens on port 1.
nobody=http://127.0.0.1:1
mark='^===== [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z =====$'
fine='^===== [0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z =====$'

stop_server() {
	[ -z "$server_pid" ] || kill "$server_pid"
	server_pid=
}

marks_are() {
	[ "$(grep -cE "$mark" "$1")" -eq "$2" ]
}

marks_at_least() {
	[ "$(grep -cE "$fine|$mark" "$1")" -ge "$2" ]
}

lines_with() {
	[ "$(grep -c -- "$1" "$2")" -eq "$3" ]
}

says() {
	grep -q -- "$1" "$TMP/err"
}

native() {
	"$systrace" -q -s native -u "$nobody" "$@"
}

## help, version and messages without a recording
for option in -h --help; do
	status "$option" 0 "$systrace" $option
	check "$option on stdout" grep -q '^usage: systrace ' "$TMP/out"
	check "$option names -u" grep -q -- '-u, --url URL' "$TMP/out"
	check "$option: 80 columns" test \
		-z "$(awk 'length > 80' "$TMP/out")"
	check "$option: nothing on stderr" test ! -s "$TMP/err"
done
for option in -V --version; do
	status "$option" 0 "$systrace" $option
	check "$option on stdout" grep -qE '^systrace [0-9.]+$' "$TMP/out"
done
if [ -c /dev/full ]; then
	status 'a help that cannot be written' 1 \
		sh -c 'exec "$1" --help >/dev/full' - "$systrace"
fi

## usage
cd "$TMP" || exit 1
for options in -x --nonsense '-n 0' '-n x' '-n -1' '-i 0' '-i x' '-i -1' \
	'-d 0' '-s maybe' 'file' '-n' '-u' '-m x' '-u ftp://host' \
	'-u file:///etc/passwd'; do
	# shellcheck disable=SC2086
	status "usage: $options" 2 "$systrace" $options
	check "usage: $options: stderr" test -s "$TMP/err"
	check "usage: $options: stdout" test ! -s "$TMP/out"
done
# Messages contain these, and a terminal would obey them.
esc=$(printf '\033')
without_esc() {
	! grep -q "$esc" "$TMP/err"
}
status 'a URL with an escape' 2 "$systrace" -u $'ftp://\033[31mx'
check 'it is reported' says "^systrace: 'ftp://?\[31mx': not an http.*; try"
check 'without the escape' without_esc
status 'a file with an escape' 1 native -n 1 -o $'/nonex\033[31m/x'
check 'it is reported' says '/nonex?\[31m/x: No such file'
check 'without the escape' without_esc
status 'an escape in the path' 2 "$systrace" -u $'http://127.0.0.1:1/\033[32m'
check 'it is reported' says "127.0.0.1:1/?\[32m': not an http"
check 'without the escape' without_esc
check 'no log is left by them' test -z "$(find . -name '*.log')"

## the log
status 'a file' 0 native -n 1 -o a.log
check 'one block' marks_are a.log 1
check 'it ends with an empty line' test -z "$(tail -n 1 a.log)"
check 'errors are printed, -q or not' says \
	"no Ollama at ${nobody#http://} (connection refused); recording system"
status 'long options' 0 "$systrace" --quiet --source=native --samples=1 \
	--url "$nobody" --output b.log --interval 0.5 --duration 30
check 'below a second marks have milliseconds' grep -qE "$fine" b.log
status 'a file again' 0 native -n 2 -i 1 -o a.log
check 'it is appended to' marks_are a.log 3
status 'standard output' 0 native -n 1 -o -
check 'a block on standard output' marks_are "$TMP/out" 1
status 'without -q' 0 "$systrace" -s native -u "$nobody" -n 1 -o c.log
check 'it says what is written where' says 'c\.log'
check 'it says how to stop' says 'Ctrl-C'
check 'it says what came of it' says ': 1 sample, .*0 late, 0 lost'
status 'an existing empty file' 0 bash -c ': >empty.log &&
	"$1" -q -s native -u "$2" -n 1 -o empty.log' - "$systrace" "$nobody"
check 'is a new log' marks_are empty.log 1
status 'a duration' 0 native -i 0.01 -d 0.2 -o d.log
check 'more than one sample' marks_at_least d.log 2

mkdir default
(cd default && native -n 1 2>/dev/null)
check 'the default name' test 1 -eq "$(find default -type f | grep -cE \
	'^default/system-memtrace-[0-9]{8}-[0-9]{6}\.log$')"
check 'nothing else is made' test 1 -eq "$(find default -type f | wc -l)"
mkdir zone
(cd zone && TZ=XXX-12 native -n 1 2>/dev/null)
name=$(cd default && echo ./*)
away=$(cd zone && echo ./*)
check 'the default name is in local time' test "${name%????????}" != \
	"${away%????????}"

## wide: on Linux the kernel's lines follow the others
pressure=/proc/pressure/memory
if cat $pressure >before.txt 2>/dev/null; then
	status 'wide' 0 native -w -n 1 -o wide.log
	cat $pressure >after.txt
	grep ' avg10=' wide.log >now.txt
	for when in before now after; do
		sed 's/[0-9.]*$//; s/=[0-9.]* /= /g' $when.txt >$when.form
	done
	same 'wide: the lines of the kernel' before.form now.form
	check 'wide: their totals' eval "paste before.txt now.txt after.txt |
		awk '{ gsub(/total=/, \"\") }
			\$5 + 0 > \$10 + 0 || \$10 + 0 > \$15 + 0 { exit 1 }'"
	tail -n 3 wide.log >end.txt
	echo >>now.txt
	same 'wide: they end the block' now.txt end.txt
	# Each block shows what it has.
	status 'wide, to a narrow log' 0 native --wide -n 1 -o c.log
	status 'narrow, to a wide log' 0 native -n 1 -o wide.log
	check 'a log may have both' lines_with '^some avg10=' c.log 1
	check 'and both ways' lines_with '^some avg10=' wide.log 1
	check 'whole blocks' marks_are wide.log 2
fi

## files that are not our logs
printf 'ts\tpid\n' >other.log
cp other.log other.before
status 'a file that is no system log' 1 native -n 1 -o other.log
check 'is named' says 'other\.log'
same 'is not touched' other.before other.log
printf '=====\nTitle\n=====\n' >title.log
cp title.log title.before
status 'a file with a title like a mark' 1 native -n 1 -o title.log
check 'is named' says 'title\.log'
same 'is not touched' title.before title.log
mkdir folder
status 'a folder' 1 native -n 1 -o folder
check 'is named' says 'folder'
status 'a folder that is not there' 1 native -n 1 -o nowhere/x.log
check 'is named' says 'nowhere/x\.log'

## an incomplete last line is ended first
head -c 100 a.log >torn.log
cp torn.log torn.before
status 'a torn log' 0 native -n 1 -o torn.log
head -c 100 torn.log >torn.kept
same 'what was there stays' torn.before torn.kept
check 'the marks begin lines' marks_are torn.log 2

## the server's address
"$BUILD/standin/ollama_server" --count asked >port 2>/dev/null &
server_pid=$!
wait_for 10 test -s port
port=$(cat port)
OLLAMA_HOST=127.0.0.1:$port "$systrace" -q -s native -n 1 -o host.log
check 'OLLAMA_HOST' lines_with '^NAME' host.log 1
OLLAMA_HOST=" '0.0.0.0:$port' " "$systrace" -q -s native -n 1 -o zero.log
check 'OLLAMA_HOST as it is served' lines_with '^NAME' zero.log 1
OLLAMA_HOST=$nobody "$systrace" -q -s native -n 1 -o url.log \
	-u "http://localhost:$port/"
check '-u is stronger' lines_with '^NAME' url.log 1
OLLAMA_HOST="http://127.0.0.1:$port/nowhere" "$systrace" -q -s native -n 1 \
	-o path.log 2>/dev/null
check 'the path is part of it' lines_with '^NAME' path.log 0
# A request to a missing proxy would fail.
for host in 127.0.0.1 localhost; do
	no_proxy='' http_proxy=$nobody "$systrace" -q -s native -n 1 \
		-u "http://$host:$port" -o "proxy.$host.log" 2>"$TMP/err"
	check "$host is asked without a proxy" lines_with '^NAME' \
		"proxy.$host.log" 1
done
no_proxy='' http_proxy=http://127.0.0.1:$port "$systrace" -q -s native -n 1 \
	-u http://10.255.255.255:11434 -o proxy.log 2>"$TMP/err"
check 'another machine is asked through it' grep -qx \
	'GET http://10.255.255.255:11434/api/ps' asked
mkdir bin
printf '#!/bin/sh\necho "asked $OLLAMA_HOST"\n' >bin/ollama
chmod +x bin/ollama
PATH=$PWD/bin:$PATH "$systrace" -q -s tool -n 1 -o tool.log \
	-u "127.0.0.1:$port" 2>/dev/null
check 'ollama ps asks the same server' lines_with \
	"^asked http://127.0.0.1:$port\$" tool.log 1
status 'an OLLAMA_HOST that is no URL' 2 env OLLAMA_HOST=ftp://x \
	"$systrace" -q -n 1 -o -
check 'the message says where it comes from' \
	says "^systrace: OLLAMA_HOST 'ftp://x': not an http or https URL$"

## signals: the current block is completed, and the exit status is 0
for signal in $stops; do
	"$systrace" -s native -i 0.01 -u "http://127.0.0.1:$port" \
		-o "$signal.log" 2>"$TMP/err" &
	pid=$!
	check "$signal: it runs" wait_for 20 marks_at_least "$signal.log" 2
	kill "-$signal" $pid
	wait $pid
	check "$signal: exit 0 (not $?)" test $? -eq 0
	check "$signal: the end is whole" test -z "$(tail -n 1 "$signal.log")"
	check "$signal: a summary" says '0 lost'
	check "$signal: all blocks are whole" test \
		"$(grep -c '^Mach' "$signal.log")" -eq \
		"$(grep -c '^}' "$signal.log")"
done

# The signal does not cut off the output of a running command.
printf '#!/bin/sh\n: >started; while [ ! -e go ]; do sleep 0.05; done
echo "vm_stat was here"\n' >bin/vm_stat
chmod +x bin/vm_stat
PATH=$PWD/bin:$PATH "$systrace" -q -s tool -i 30 -o slow.log \
	-u "127.0.0.1:$port" 2>/dev/null &
pid=$!
check 'a command is under way' wait_for 20 test -e started
kill -TERM $pid
: >go
wait $pid
check 'it ends well' test $? -eq 0
check 'its output is there' lines_with '^vm_stat was here' slow.log 1
check 'and the block is whole' test -z "$(tail -n 1 slow.log)"

## a pipe without a reader
native -i 0.01 -o - 2>"$TMP/err" | head -n 1 >"$TMP/out"
check 'a closed pipe is a good end' test "${PIPESTATUS[0]}" -eq 0
check 'and no message is about it' test 0 -eq "$(grep -c -i pipe "$TMP/err")"

## a full disk: samples are lost, none is incomplete, and recording continues
if [ -c /dev/full ]; then
	status 'a full disk' 1 native -n 3 -i 0.01 -o /dev/full
	check 'said once' lines_with 'No space left' "$TMP/err" 1
fi
block=$(wc -c <a.log)
kib=$((block / 1024 + 1))
bash -c 'ulimit -f "$1"; shift; exec "$@"' - $kib "$systrace" -s native \
	-u "$nobody" -n 9 -i 0.01 -o limit.log 2>"$TMP/err"
check 'a file at its limit: exit 1 (not $?)' test $? -eq 1
check 'lost samples are counted' says '[1-9][0-9]* lost'
check 'what is there is whole' test -z "$(tail -n 1 limit.log)"
check 'each of its blocks' test "$(grep -c '^=====' limit.log)" -eq \
	"$(grep -c '^vm.swapusage' limit.log)"

## only sysctl uses the user's decimal point
comma=$(locale -a 2>/dev/null | grep -iE '^(de|fr|it)_.*\.utf-?8$' | head -n 1)
if [ -n "$comma" ]; then
	LC_ALL=$comma native -n 1 -o comma.log 2>/dev/null
	check 'a decimal comma' grep -q \
		'^vm.swapusage: total = [0-9]*,[0-9][0-9]M' comma.log
fi

finish
