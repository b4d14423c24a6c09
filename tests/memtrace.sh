#!/bin/bash
# The command line of memtrace: its files, messages and exit status. No process
# of it must be left.
# shellcheck disable=SC2016 # other shells expand these
. tests/lib.sh

scenario=$PWD/tests/standin/scenario.sh
# In a folder named after this project, which the trace must not show.
mkdir "$TMP/ollama-memtrace.d"
cp "$BUILD/memtrace" "$BUILD/proctrace" "$BUILD/systrace" "$BUILD/memgraph" \
	"$TMP/ollama-memtrace.d"
memtrace=("$TMP/ollama-memtrace.d/memtrace" -i 0.2)
[ "${#memtrace[@]}" -gt 0 ] || exit 1 # never empty: bash 3.2
background=
started=
reader=
trap 'kill $background $started $reader 2>/dev/null; wait; rm -rf "$TMP"' EXIT
export no_proxy='*'
# Nothing listens on port 1.
export OLLAMA_HOST=127.0.0.1:1
export STANDIN_MIB=150

says() {
	grep -q -e "$1" "$TMP/err"
}

# lines NUMBER PATTERN FILE: this many lines match
lines() {
	[ "$(grep -c -e "$2" "$3")" -eq "$1" ]
}

# left NUMBER DIR: DIR contains this many files and folders
left() {
	[ "$(find "$2" -mindepth 1 | wc -l)" -eq "$1" ]
}

# descendants PID: print their pids, one a line
descendants() {
	ps -axo pid=,ppid=,stat= | awk -v root="$1" '
	{ parent[$1] = $2; stat[$1] = $3 }
	END {
		for (pid in parent) {
			up = parent[pid]
			while (up != root && up in parent)
				up = parent[up]
			if (up == root && stat[pid] !~ /^Z/)
				print pid
		}
	}'
}

# named NAME PID ...: print the pids of those with this name
named() {
	local name=$1 pid
	shift
	for pid in "$@"; do
		case $(ps -o comm= -p "$pid") in
		"$name" | */"$name") echo "$pid" ;;
		esac
	done
}

# both PID ...: both recorders are among these processes
both() {
	[ -n "$(named proctrace "$@")" ] && [ -n "$(named systrace "$@")" ]
}

gone() {
	case $(ps -o stat= -p "$1") in
	'' | Z*) ;;
	*) false ;;
	esac
}

# launch DIR [COMMAND ...]: start memtrace in its own process group, like a job
# at a terminal. Sets $started, and $reader, which ends when all its processes
# have ended, because each has descriptor 3 open.
launch() {
	local dir=$1
	shift
	: >"$TMP/out"
	rm -f "$TMP/life"
	mkfifo "$TMP/life"
	cat <"$TMP/life" &
	reader=$!
	set -m
	"${memtrace[@]}" -o "$dir" -- "$@" >"$TMP/out" 2>"$TMP/err" \
		</dev/null 3>"$TMP/life" &
	started=$!
	set +m
}

# start DIR [COMMAND ...]: launch, and wait until COMMAND has printed "ready" or
# there is a sample. Sets $theirs, the pids of all its processes.
start() {
	local dir=$1
	launch "$@"
	shift
	if [ $# -gt 0 ]; then
		wait_for 20 grep -q ready "$TMP/out"
	else
		wait_for 20 sampled "$dir"
	fi
	theirs=$(descendants "$started")
	# shellcheck disable=SC2086 # a list
	check "$dir: both record" both $theirs
}

created() {
	[ "$(find "$1" -name '*.log' | wc -l)" -eq 1 ]
}

sampled() {
	cat "$1"/*.log | grep -q =====
}

# ends STATUS: memtrace ends with this status, and so do all its processes
ends() {
	local got
	wait "$started" 2>/dev/null
	got=$?
	started=
	check "it ends with $1" test $got -eq "$1"
	check 'nothing is left running' wait_for 20 gone "$reader"
}

# drawn DIR: DIR has the traces, graph and report of one run, and nothing else
drawn() {
	local place
	place=$(cd "$1" && pwd)
	check "$1: a process trace" grep -q '^ts' \
		"$1"/ollama-process-memtrace-*.tsv
	check "$1: a system trace" grep -q ===== "$1"/system-memtrace-*.log
	check "$1: a graph" test -s "$1/graphs/rss-and-system-memory.svg"
	check "$1: a description of the machine" grep -q '^memgraph [0-9]' \
		"$1/machine.txt"
	check "$1: nothing else" left 6 "$1"
	check "$1: it says where the graph is" \
		says "^  picture  $place/graphs/rss-and-system-memory.svg$"
	check "$1: and the report" says "^  report   $place/report.md$"
	check "$1: and the traces" says "^  traces   $place/ollama-.*\\.tsv$"
	check "$1: the headline is before them" grep -qF \
		"**$(sed -n '/^$/{n;p;q;}' "$TMP/err")**" "$1/report.md"
	grep -vxFf "$TMP/out" "$1/report.md" >"$TMP/missing"
	same "$1: the report is printed" /dev/null "$TMP/missing"
}

# newest: print the folder of the last run
newest() {
	local run
	for run in ollama-memtrace/*; do :; done
	echo "$run"
}

mkdir "$TMP/here"
cd "$TMP/here" || exit 1

## help, version and messages without a recording
for option in -h --help; do
	status "$option" 0 "${memtrace[@]}" $option
	check "$option on stdout" grep -q '^usage: memtrace ' "$TMP/out"
	check "$option: 80 columns" test -z "$(awk 'length > 80' "$TMP/out")"
	check "$option: nothing on stderr" test ! -s "$TMP/err"
done
for option in -V --version; do
	status "$option" 0 "${memtrace[@]}" $option
	check "$option on stdout" grep -qE '^memtrace [0-9.]+$' "$TMP/out"
done
for option in -x --nonsense -o --output --output= --after --after=x \
	'--after 5' '--after 08 true' '--interval' --redact --open=yes --textfile \
	'--textfile x' \
	'--bundle a b'; do
	# shellcheck disable=SC2086 # words
	status "usage: $option" 2 "${memtrace[@]}" $option
	check "usage: $option: stderr" says \
		"^memtrace: '.*; try 'memtrace --help'$"
	check "usage: $option: stdout" test ! -s "$TMP/out"
done
status 'no such command' 127 "${memtrace[@]}" -- no-such-command
check 'is named' says "^memtrace: 'no-such-command': command not found$"
echo >"$TMP/file"
for dir in "$TMP/file" "$TMP/file/x"; do
	status 'a folder that is none' 1 "${memtrace[@]}" -o "$dir" -- touch x
	check 'is named' says "$dir"
done
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 555 "$TMP/closed"
	status 'a closed folder' 1 "${memtrace[@]}" -o "$TMP/closed" -- touch x
	check 'is named' says "$TMP/closed"
fi
cp "$BUILD/memtrace" "$TMP/memtrace"
status 'without the others' 1 env PATH=/usr/bin:/bin "$TMP/memtrace" touch x
check 'it names who is missing' says 'proctrace is not on PATH'
status 'an interval that is none' 2 "${memtrace[@]}" -i 0 touch x
check 'is named' says "'0': not an interval"
check 'none of these ran or left anything' left 0 .
status 'with the others on PATH' 0 env PATH="$BUILD:$PATH" "$TMP/memtrace" \
	-i 0.2 -o path true
drawn path
status 'a command that cannot be run' 126 "${memtrace[@]}" -- "$TMP/file"
check 'is named' says "$TMP/file"
rm -r ollama-memtrace

## a whole run, with the mock server. It holds the pipe open while it runs.
mkfifo "$TMP/alive"
"$BASH" "$scenario" 6 >"$TMP/host" 3>"$TMP/alive" &
background=$!
exec 4<"$TMP/alive"
wait_for 20 grep -q STANDIN_TABLE "$TMP/host"
OLLAMA_HOST=$(sed -n 's/^OLLAMA_HOST=//p' "$TMP/host")
"${memtrace[@]}" -- cat <&4 >"$TMP/out" 2>"$TMP/err"
check 'a switch of models' test $? -eq 0
exec 4<&-
wait "$background"
background=
OLLAMA_HOST=127.0.0.1:1
drawn "$(newest)"
check 'the server'"'"'s version is there' grep -q '"version":' \
	"$(newest)/machine.txt"
check 'one line is reported before the end' lines 1 '^memtrace: ' "$TMP/err"
for model in elm:27b-mlx oak:14b-mlx; do
	check "$model is in the report" grep -q "^|.*$model" "$TMP/out"
done
check 'that they overlapped is too' grep -q \
	'^| 1[.] .* | [*][*]yes[*][*] ' "$TMP/out"

# For the rest, one runner runs all the time.
(exec -a 'ollama runner --model seen' sleep 300) &
background=$!

# suite NAME: test processes and signals
suite() {
	mkdir "$TMP/$1"
	cd "$TMP/$1" || exit 1

	## a command
	echo 'from stdin' | "${memtrace[@]}" sh -c 'cat; pwd; echo said >&2
		exit 3' - ollama runner >"$TMP/out" 2>"$TMP/err"
	check "$1: the exit status is the command's" test $? -eq 3
	drawn "$(newest)"
	check 'it says where it records, and until when' says \
		'^memtrace: recording to ollama-memtrace/[0-9-]* until sh ends$'
	check 'and that there is no Ollama' says \
		'no Ollama at 127.0.0.1:1 (connection refused); recording'
	printf '%s\n' 'from stdin' "$PWD" >"$TMP/wanted"
	head -n 2 "$TMP/out" >"$TMP/got"
	same 'the command reads, and runs where we are' "$TMP/wanted" "$TMP/got"
	check 'its messages are there' says '^said$'
	check 'a process sample was taken' grep -q 'runner --model seen' \
		ollama-memtrace/*/*.tsv
	check 'we are not in it' lines 0 'memtrace .*exit 3' \
		ollama-memtrace/*/*.tsv
	check 'nor is our path' lines 0 'ollama-memtrace\.d' \
		ollama-memtrace/*/*.tsv
	check 'system samples were taken, also after it' test \
		"$(grep -c ===== ollama-memtrace/*/*.log)" -ge 2

	set -- printf '<%s>\n' 'a  b' '' '*' "it's" '"$HOME"' '\n' $'two\nlines' -o
	"$@" >"$TMP/wanted"
	status 'a folder and arguments with blanks' 0 "${memtrace[@]}" \
		-o 'a folder' "$@"
	head -n "$(wc -l <"$TMP/wanted")" "$TMP/out" >"$TMP/got"
	same 'the arguments come as they are' "$TMP/wanted" "$TMP/got"
	drawn 'a folder'
	status 'the same folder again' 1 "${memtrace[@]}" -o 'a folder' touch x
	check 'is named' says "'a folder': the folder is not empty; name another one"
	check 'and left as it is' left 6 'a folder'
	check 'nothing was run' test ! -e x
	mkdir empty
	status 'an empty folder' 0 "${memtrace[@]}" -oempty true
	drawn empty
	status 'a folder with a dash in front' 0 "${memtrace[@]}" --output=-d \
		true
	drawn ./-d
	status 'the environment of the command' 0 "${memtrace[@]}" -o env env
	check 'has nothing of ours' lines 0 '^MEMTRACE' "$TMP/out"
	status 'a command that is killed' 137 "${memtrace[@]}" -o killed \
		sh -c 'kill -KILL $$'
	check 'the shell does not talk of it' lines 0 Killed "$TMP/err"
	"${memtrace[@]}" -o mute sh -c 'exit 5' >"$TMP/out" 2>&-
	check 'standard error closed: the status is the command'"'"'s' \
		test $? -eq 5
	check "its graph is drawn" [ -s mute/graphs/rss-and-system-memory.svg ]
	"${memtrace[@]}" -o closed sh -c 'exit 4' >"$TMP/out" 2>"$TMP/err" <&-
	check 'no standard input' test $? -eq 4

	## signals to the group, like Ctrl-C at a terminal
	start waits
	kill -INT -- "-$started"
	ends 0
	drawn waits
	for signal in $stops; do
		start "waits-$signal"
		kill "-$signal" "$started"
		ends 0
		drawn "waits-$signal"
	done
	start impatient
	# In a container nobody may reap the processes of the group.
	tries=300
	while [ $((tries -= 1)) -gt 0 ] && kill -INT -- "-$started"; do
		sleep 0.01
	done 2>/dev/null
	ends 0
	drawn impatient
	start waits-KILL
	kill -KILL "$started"
	ends 137
	# At once, while everything starts
	for signal in $stops KILL; do
		launch "early-$signal"
		wait_for 20 created "early-$signal"
		kill "-$signal" "$started"
		wait "$started" 2>/dev/null
		check "early $signal: nothing is left running" \
			wait_for 20 gone "$reader"
		launch "early-$signal-2" sh -c 'echo ready; exec sleep 300'
		wait_for 20 created "early-$signal-2"
		target=$started
		[ "$signal" != INT ] || target=-$started
		kill "-$signal" -- "$target"
		wait "$started" 2>/dev/null
		check "early $signal with a command: nothing is left running" \
			wait_for 20 gone "$reader"
	done
	start interrupted sh -c 'echo ready; exec sleep 300'
	kill -INT -- "-$started"
	ends 130
	drawn interrupted
	# Signals that end memtrace: a second process draws the graph.
	for signal in TERM:143 HUP:129 KILL:137; do
		case " $stops KILL " in
		*" ${signal%:*} "*) ;;
		*) continue ;;
		esac
		start "to-$signal" sh -c 'echo ready; exec sleep 300'
		kill "-${signal%:*}" "$started"
		ends "${signal#*:}"
		check 'there is a graph' test -s \
			"to-$signal/graphs/rss-and-system-memory.svg"
		check 'and nothing else' left 6 "to-$signal"
	done
	start survives "$BASH" -c 'trap "echo heard" INT; echo ready
		until [ -e go ]; do sleep 0.05; done; exit 7'
	kill -INT -- "-$started"
	check 'a command that goes on after Ctrl-C' wait_for 20 grep -q \
		heard "$TMP/out"
	# shellcheck disable=SC2086 # a list
	check 'is recorded further' both $theirs
	: >go
	ends 7
	drawn survives

	## recorders that end by themselves
	mkfifo pipe
	for name in proctrace systrace; do
		start "no-$name" sh -c 'echo ready; read -r line <pipe; exit 5'
		# shellcheck disable=SC2046,SC2086 # a list
		kill -KILL $(named $name $theirs)
		check "it says that $name ended early" \
			wait_for 20 says "$name ended early"
		echo >pipe
		ends 5
		drawn "no-$name"
		start "waits-no-$name"
		# shellcheck disable=SC2046,SC2086 # a list
		kill -KILL $(named $name $theirs)
		check "it says that $name ended early" \
			wait_for 20 says "$name ended early"
		kill "$started"
		ends 1
	done
	start waits-neither
	for name in proctrace systrace; do
		# shellcheck disable=SC2046,SC2086 # a list
		kill -KILL $(named $name $theirs)
	done
	ends 1
	check 'it says that systrace ended early' says "systrace ended early"
	drawn waits-neither
}

suite here-is-a-shell
# Like macOS: sh is bash, and there is no setsid.
mkdir "$TMP/tools"
for tool in awk cat date dirname env grep ls mkdir mkfifo printf ps readlink rm \
	rmdir sed sleep tail touch true uname wc; do
	ln -s "$(type -P $tool)" "$TMP/tools/$tool"
done
ln -s "$BASH" "$TMP/tools/sh"
memtrace=(env PATH="$TMP/tools" sh "$BUILD/memtrace" -i 0.2)
suite as-on-macos
# Other shells, by hand: TEST_SHELLS='/bin/zsh /bin/dash'. A link named sh
# makes busybox a shell.
ln -s "$(type -P setsid)" "$TMP/tools/setsid"
for shell in ${TEST_SHELLS:-}; do
	ln -sf "$shell" "$TMP/tools/sh"
	suite "${shell##*/}"
done

# No ps, like in a small container
rm "$TMP/tools/ps"
mkdir "$TMP/no-ps"
cd "$TMP/no-ps" || exit 1
status 'without ps' 3 "${memtrace[@]}" sh -c 'exit 3'
drawn "$(newest)"
start waits
kill -INT -- "-$started"
ends 0
drawn waits
start killed sh -c 'echo ready; exec sleep 300'
kill "$started"
ends 143

memtrace=("$BUILD/memtrace" -i 0.2)
cd "$TMP/here" || exit 1

## what opens the picture
mkdir "$TMP/a  'b"
cd "$TMP/a  'b" || exit 1
mkdir "$TMP/desk"
for opener in open xdg-open; do
	cat >"$TMP/desk/$opener" <<-EOF
		#!/bin/sh
		printf '%s\n' $opener "\$@" >"$TMP/opened.new"
		mv "$TMP/opened.new" "$TMP/opened"
	EOF
done
printf '#!/bin/sh\n[ $# -gt 0 ] || exec echo "$SYSTEM"\nexec %s "$@"\n' \
	"$(type -P uname)" >"$TMP/desk/uname"
chmod +x "$TMP/desk"/*
for system in Linux Darwin; do
	opener=xdg-open
	[ $system = Linux ] || opener=open
	picture=$PWD/$system' d/graphs/rss-and-system-memory.svg'
	status "--open on $system" 0 env SYSTEM=$system \
		PATH="$TMP/desk:$PATH" "${memtrace[@]}" --open -o "$system d" true
	printf '%s\n' $opener "$picture" >"$TMP/wanted"
	check 'it opens the picture' \
		wait_for 20 cmp -s "$TMP/wanted" "$TMP/opened"
	check 'the last line opens it, too' test \
		"$(tail -n 1 "$TMP/err")" = "  $opener '$picture'"
done
# For once, date prints the second of another run.
mkdir -p ollama-memtrace/20260514-092500
cat >"$TMP/desk/date" <<-EOF
	#!/bin/sh
	! mkdir "$TMP/once" 2>/dev/null || exec echo 20260514-092500
	exec $(type -P date) "\$@"
EOF
chmod +x "$TMP/desk/date"
status 'a second run in the same second' 0 env SYSTEM=Linux \
	PATH="$TMP/desk:$PATH" "${memtrace[@]}" true
rm "$TMP/desk/date"
check 'gets its own folder' left 0 ollama-memtrace/20260514-092500
drawn "$(newest)"
rm "$TMP/desk/xdg-open" "$TMP/opened"
ln -sf "$TMP/desk/uname" "$TMP/desk/open" "$TMP/tools"
status '--open on Linux without xdg-open' 0 env SYSTEM=Linux PATH="$TMP/tools" \
	sh "$BUILD/memtrace" -i 0.2 --open -o browser true
check 'the last line says what opens it' test \
	"$(tail -n 1 "$TMP/err")" = '  Open the picture in a browser.'
check 'nothing was opened' test ! -e "$TMP/opened"
sed -n 's/^\$ \([^ ]*\).*/\1/p' 'Linux d/machine.txt' | sort -u |
	grep -vxE 'cat|curl|date|grep|memgraph|ollama|proctrace' |
	grep -vxE 'sw_vers|sysctl|systrace|uname' >"$TMP/strange"
same 'no other command describes the machine' /dev/null "$TMP/strange"
for host in 127.0.0.1 http://127.0.0.1; do
	status "OLLAMA_HOST=$host" 0 env OLLAMA_HOST=$host "${memtrace[@]}" \
		-o "at ${host%%:*}" true
done
check 'the port is 11434' grep -q ' 127.0.0.1:11434/api/version$' \
	'at 127.0.0.1/machine.txt'
check 'but not with a scheme' grep -q ' http://127.0.0.1/api/version$' \
	'at http/machine.txt'
head -n 1 'Linux d'/*.tsv >"$TMP/header"
check 'the traces are wide' grep -q 'command.footprint_kb' "$TMP/header"
status '--narrow' 0 "${memtrace[@]}" --narrow -o narrow true
head -n 1 narrow/*.tsv >"$TMP/header"
check 'they are as of the loops' grep -q 'command$' "$TMP/header"
status '--after' 0 "${memtrace[@]}" --after 2 -o after true
awk -F '\t' 'NR > 1 { print $1 }' after/*.tsv | sort -u >"$TMP/times"
check 'it goes on recording' test "$(wc -l <"$TMP/times")" -ge 8
mkdir 'nodes of ollama'
status '--textfile' 0 "${memtrace[@]}" -o textfile \
	--textfile 'nodes of ollama/x.prom' sh -c 'i=0
		until [ -s "$1" ] || [ $((i += 1)) -gt 200 ]; do sleep 0.1; done
		ls "${1%/*}"; cat "$1"' - 'nodes of ollama/x.prom'
drawn textfile
check 'it has the newest values' grep -q \
	'^memtrace_rss_bytes{pid="[0-9]*",role="runner",model="seen"} [0-9]*$' \
	"$TMP/out"
check 'and is whole' grep -q '^memtrace_memory_bytes [0-9]*$' "$TMP/out"
check 'it is there as long as it is new' left 0 'nodes of ollama'
check 'what writes it is not in the trace' lines 0 'memgraph.*textfile' \
	textfile/*.tsv
status 'another suffix' 2 "${memtrace[@]}" --textfile x.txt touch x
check 'is named' says "'x.txt': does not end in .prom"
for folder in nowhere "$TMP/file"; do
	status "--textfile in $folder" 1 "${memtrace[@]}" \
		--textfile "$folder/x.prom" -o "not begun" touch x
	check 'is named' says "$folder/x.prom': its folder does not exist"
	check 'and nothing is recorded' test ! -e "not begun"
done
cd "$TMP/here" || exit 1

## at a terminal
# at COLUMNS OPTION ...: run memtrace on a terminal, type Ctrl-C when it has
# shown how much memory is free, and write the screen to $TMP/screen
at() {
	local columns=$1
	shift
	: >"$TMP/screen"
	rm -f "$TMP/keys"
	mkfifo "$TMP/keys"
	set -m
	"$BUILD/tests/drive_terminal" "$columns" "$BUILD/memtrace" \
		-i 0.2 "$@" <"$TMP/keys" >"$TMP/screen" &
	started=$!
	set +m
	exec 7>"$TMP/keys"
	check 'the line is there' wait_for 20 grep -qE \
		'[0-9]:[0-9][0-9]  (seen [0-9]|.*runners!)' \
		"$TMP/screen"
	printf '\003' >&7
	wait $started
	check 'Ctrl-C ends it' test $? -eq 0
	exec 7>&-
	started=
	# The terminal adds the ^C.
	tr '\r' '\n' <"$TMP/screen" |
		sed -e "s/$(printf '\033')\[K//g" -e 's/\^C//' >"$TMP/err"
}
for columns in 100 40; do
	at $columns -o "at $columns"
	: >"$TMP/out"
	# Or more than one, if this machine runs models.
	check 'the model is there' grep -qE \
		'^[0-9:]+  (seen [0-9.]+ [MK]iB|.*runners!)' "$TMP/err"
	check 'no line of it is too long' test -z "$(sed -n \
		-e 's/…/./g' -e '/^[0-9:][0-9:]*  /p' "$TMP/err" |
		awk "length >= $columns")"
	check 'the report is not' lines 0 '^### ' "$TMP/err"
	check 'the end is' says '^  picture  /'
	check 'the last line opens the graph' sh -c \
		"grep . '$TMP/err' | tail -n 1 | grep -qE '^  (.*svg.$|Open )'"
	check 'what keeps the line is not in the trace' lines 0 \
		'memgraph.*follow' "at $columns"/*.tsv
	check 'the report is in its file' grep -q '^### ' "at $columns/report.md"
done
at 100 --report -o reported
check '--report prints it' says '^### '
"$BUILD/tests/drive_terminal" 100 "$BUILD/memtrace" -i 0.2 -o quiet -- \
	sh -c 'sleep 1; echo said' </dev/null >"$TMP/screen"
check 'the line is not in the way of a command' lines 0 \
	'free.*said' "$TMP/screen"
tr '\r' '\n' <"$TMP/screen" | sed -n '/^said/,$p' >"$TMP/err"
tr '\r' '\n' <"$TMP/screen" | sed '/^said/q' >"$TMP/before"
check 'while it runs' lines 0 'free [0-9]' "$TMP/before"

## --bundle
secret=$PWD/secret
(exec -a "ollama runner --api-key HIDDEN --model /Users/jo/x" sleep 300) &
background="$background $!"
"${memtrace[@]}" -o "$secret" true >/dev/null 2>&1
status 'a bundle that is not wanted' 1 "${memtrace[@]}" --bundle secret \
	<<<'n'
check 'its command lines are shown' grep -q '^  ollama runner --api-key HIDDEN' \
	"$TMP/out"
check 'nothing is packed' test ! -e secret.tar.gz
status 'nobody to ask' 1 "${memtrace[@]}" --bundle secret </dev/null
check 'nothing is packed then' test ! -e secret.tar.gz
status 'no such folder' 1 "${memtrace[@]}" --bundle nowhere
check 'is named' says nowhere
status 'a folder without a run' 1 "${memtrace[@]}" --bundle "$TMP/links"
status 'a bundle' 0 "${memtrace[@]}" --bundle secret <<<'y'
tar -xzf secret.tar.gz -C "$TMP"
check 'it is all of the run' diff -r secret "$TMP/secret"
check 'nobody is named in it' lines 0 "$(id -un) *$(id -gn)x" \
	<(tar -tvzf secret.tar.gz)
status 'another one' 1 "${memtrace[@]}" --bundle secret <<<'y'
check 'overwrites nothing' says "'.*/secret.tar.gz': exists already; move"
rm -r "$TMP/secret" secret.tar.gz
cp -R secret copy
status 'one without secrets' 0 "${memtrace[@]}" --bundle --redact secret/ \
	<<<'y'
check 'it says what was replaced' says 'replaced in .*: .*--api-key'
check 'it shows what is in it' grep -q \
	'^  ollama runner --api-key REDACTED --model ~/x' "$TMP/out"
tar -xzf secret.tar.gz -C "$TMP"
check 'nothing of the secrets is in it' test -z "$(grep -rlE \
	'HIDDEN|/Users/jo' "$TMP/secret")"
check 'the same files are' test "$(cd secret && find . | sort)" = \
	"$(cd "$TMP/secret" && find . | sort)"
check 'the run is as it was' diff -r secret copy
mkdir runs
cp -R secret runs/20260514-092500
cp -R secret runs/20260515-092500
status 'of several runs' 0 "${memtrace[@]}" --bundle runs <<<'y'
check 'the newest is packed' test -s runs/20260515-092500.tar.gz

cp -R secret idle
for log in idle/*.tsv; do
	sed 1q "secret/${log#*/}" >"$log"
done
status 'a run without a process' 0 "${memtrace[@]}" --bundle idle <<<'y'
check 'it says that there are no command lines' grep -qx '  none' "$TMP/out"

## through a link
mkdir "$TMP/links"
ln -s "$BUILD/memtrace" "$TMP/links/absolute"
ln -s absolute "$TMP/links/relative"
ln -s links/relative "$TMP/far"
status 'a link elsewhere' 0 env PATH=/usr/bin:/bin "$TMP/far" -V
status 'a link on PATH' 0 env PATH="$TMP/links:/usr/bin:/bin" relative -V

## a slow ps: the command waits for it
mkdir "$TMP/slow"
printf '#!/bin/sh\nsleep 1\nexec %s "$@"\n' "$(type -P ps)" >"$TMP/slow/ps"
chmod +x "$TMP/slow/ps"
status 'both first samples are there before the command' 0 \
	env PATH="$TMP/slow:$PATH" "${memtrace[@]}" -o slow sh -c \
	'grep -q "runner --model seen" slow/*.tsv && grep -q ===== slow/*.log'

## recorders that do not start, a graph that cannot be drawn
# without NAME ...: make links to the programs, except that these fail
without() {
	rm -rf "${TMP:?}/bin"
	mkdir "$TMP/bin"
	ln -s "$BUILD/proctrace" "$BUILD/systrace" "$BUILD/memgraph" \
		"$TMP/bin"
	cp "$BUILD/memtrace" "$TMP/bin"
	for name in "$@"; do
		rm "$TMP/bin/$name"
		printf '#!/bin/sh\n[ "$1" = -q ] && exit 3\n:\n' \
			>"$TMP/bin/$name"
		chmod +x "$TMP/bin/$name"
	done
}
for name in proctrace systrace; do
	without $name
	status "without $name" 6 "$TMP/bin/memtrace" -i 0.2 -o "without-$name" \
		sh -c 'exit 6'
	check 'is reported' says "$name ended early"
	check 'no other tool is heard' lines 0 'memtrace[: ].*\(cannot\|No such\)' \
		"$TMP/err"
	check 'and drawn' test -s "without-$name/graphs/rss-and-system-memory.svg"
	check 'and no empty trace is left' left 5 "without-$name"
done
without proctrace systrace
status 'without both' 1 "$TMP/bin/memtrace" -o neither touch x
check 'the command is not run' test ! -e x
check 'which is reported' says "'touch': not started"
check 'and nothing is left' test ! -e neither
# A recorder that hangs. Time runs faster for memtrace.
printf '#!/bin/sh\n[ "$1" = -q ] || exit 0\nexec %s 300\n' \
	"$(type -P sleep)" >"$TMP/bin/proctrace"
ln -s "$BUILD/systrace" "$TMP/bin/systrace.link"
mv "$TMP/bin/systrace.link" "$TMP/bin/systrace"
ln -s "$(type -P true)" "$TMP/bin/sleep"
status 'no first sample for 30 seconds' 6 env PATH="$TMP/bin:$PATH" "$TMP/bin/memtrace" \
	-i 0.2 -o late sh -c 'exit 6'
# One whose clock has been set back.
without systrace
cat >"$TMP/bin/systrace" <<'EOF'
#!/bin/sh
while [ "$1" = -q ] && [ $((n += 1)) -lt 100 ]; do
	echo "===== 2001-01-01T00:00:$((n + 100))Z ====="
	sleep 0.1
done >>"$6"
EOF
status 'a clock that was set back' 6 "$TMP/bin/memtrace" -i 0.2 -o back \
	sh -c 'exit 6'
check 'does not keep it waiting' lines 0 'systrace ended early' "$TMP/err"
without memgraph
status 'without a graph' 6 "$TMP/bin/memtrace" -i 0.2 -o undrawn sh -c 'exit 6'
check 'the traces are there' sampled undrawn

## a server that hangs
"$BUILD/standin/ollama_server" --mode hang-accept >"$TMP/port" &
server=$!
background="$background $server"
wait_for 20 test -s "$TMP/port"
OLLAMA_HOST=127.0.0.1:$(cat "$TMP/port")
# A block takes two seconds. So one has begun when the command ends.
mkfifo pipe
start hangs sh -c 'echo ready; read -r line <pipe
	date -u "+ended %Y-%m-%dT%H:%M:%SZ"; exit 8'
echo >pipe
ends 8
drawn hangs
check 'another block begins after the command has ended' awk '
	$1 == "ended" { ended = $2 }
	$1 == "=====" { last = $2 }
	END { exit !(ended != "" && last > ended) }' "$TMP/out" hangs/*.log

cd / || exit 1
finish
