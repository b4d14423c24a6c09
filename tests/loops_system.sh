#!/bin/bash
# systrace and the guide's loop, with mock commands and a mock server, write the
# same blocks except for the time.
. tests/lib.sh

servers=
trap 'stop_servers; rm -rf "$TMP"' EXIT
export no_proxy='*'
unset OLLAMA_HOST
real_path=$PATH

# server NAME [OPTION ...]: start a mock server. Its port is in $TMP/NAME.port,
# and its URL in $url.
server() {
	local name=$1
	shift
	rm -f "$TMP/$name.port"
	"$BUILD/standin/ollama_server" "$@" >"$TMP/$name.port" \
		2>"$TMP/$name.err" &
	servers="$servers $!"
	wait_for 10 test -s "$TMP/$name.port" || fail "no server: $name"
	url=http://127.0.0.1:$(cat "$TMP/$name.port")
}

stop_servers() {
	local pid
	for pid in $servers; do
		kill "$pid"
		wait "$pid"
	done 2>/dev/null
	servers=
}

# command_is NAME SCRIPT: make a mock command that counts its runs.
command_is() {
	printf '#!/bin/bash\necho "%s" >>"%s"\n%s\n' "$1" "$TMP/runs" "$2" \
		>"$TMP/bin/$1"
	chmod +x "$TMP/bin/$1"
}

# The five commands print our format with different numbers.
commands() {
	rm -rf "${TMP:?}/bin"
	mkdir "$TMP/bin"
	: >"$TMP/runs"
	"$BUILD/systrace" -q -s native -n 1 -u "$url" -o - 2>"$TMP/err" |
		sed -n '2,$p' | awk -v to="$TMP" '
		/^The system has/ { file = to "/memory_pressure.out" }
		/^Mach/ { file = to "/vm_stat.out" }
		/^vm.swapusage/ { file = to "/sysctl.out" }
		/^NAME/ { exit }
		{ print >file }'
	sed -i.bak '2,$s/[0-9]\.$/1./' "$TMP/vm_stat.out"
	sed -i.bak '2,$s/[0-9] $/1 /' "$TMP/memory_pressure.out"
	echo 'vm.swapusage: total = 1024.00M  used = 1.25M  free = 1022.75M  ' \
		>"$TMP/sysctl.out"
	command_is vm_stat "cat '$TMP/vm_stat.out'"
	command_is memory_pressure "cat '$TMP/memory_pressure.out'"
	command_is sysctl "cat '$TMP/sysctl.out'"
	command_is ollama "curl -sf \"\$OLLAMA_HOST/api/ps\" >/dev/null &&
		cat '$TMP/table'"
	PATH=$TMP/bin:$real_path
}

# The models, and their documented table, written by hand.
write_models() {
	cat >"$TMP/ps.json" <<-'END'
	{"models":[{"name":"elm:8b","model":"elm:8b","size":5900000000,"digest":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","details":{"parent_model":"","format":"gguf","family":"elm","families":["elm","\u003cb\u0026c\u003e"],"parameter_size":"8.0B","quantization_level":"Q4_K_M"},"expires_at":"2318-01-02T03:04:05.678901234+01:00","size_vram":5900000000,"context_length":4096},{"name":"willow/bigger:70b-mlx","model":"willow/bigger:70b-mlx","size":42500000000,"digest":"fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210","details":{"parent_model":"","format":"safetensors","family":"","families":null,"parameter_size":"","quantization_level":""},"expires_at":"2001-01-01T00:00:00Z","size_vram":34000000000,"context_length":131072}]}
	END
	cp "$TMP/ps.json" "$TMP/models.json"
	tr '~' ' ' >"$TMP/table" <<-'END'
	NAME~~~~~~~~~~~~~~~~~~~~~ID~~~~~~~~~~~~~~SIZE~~~~~~PROCESSOR~~~~~~~~~~CONTEXT~~~~UNTIL~~~~~~~
	elm:8b~~~~~~~~~~~~~~~~~~~0123456789ab~~~~5.9~GB~~~~100%~GPU~~~~~~~~~~~4096~~~~~~~Forever~~~~~~~~
	willow/bigger:70b-mlx~~~~fedcba987654~~~~42~GB~~~~~20%/80%~CPU/GPU~~~~131072~~~~~Stopping...~~~~
	END
}

# Remove the time of each block, which must be valid.
unmarked() {
	sed -E 's/^===== [0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{3})?Z =====$/MARK/' "$1"
}

# same_as_loop NAME: compare a block of the loop with a block of -s tool.
same_as_loop() {
	rm -f "$TMP/loop.log" "$TMP/tool.log"
	OLLAMA_HOST=$url "$BASH" tests/loops/system-loop.sh "$TMP/loop.log" 1 0 \
		"$url" 2>"$TMP/loop.err"
	status "$1: systrace ends" 0 \
		"$BUILD/systrace" -q -s tool -n 1 -u "$url" -o "$TMP/tool.log"
	unmarked "$TMP/loop.log" >"$TMP/loop.txt"
	unmarked "$TMP/tool.log" >"$TMP/tool.txt"
	check "$1: a mark" grep -qx MARK "$TMP/tool.txt"
	same "$1: the block of the loop" "$TMP/loop.txt" "$TMP/tool.txt"
}

json() {
	sed -n '/^{/,/^}/p' "$1"
}

# How often a command was run, or a path requested.
count_is() {
	[ "$(grep -cx -- "$1" "$2")" -eq "$3" ]
}

lines_with() {
	[ "$(grep -c -- "$1" "$2")" -eq "$3" ]
}

at_least() {
	[ "$(grep -c -- "$1" "$2")" -ge "$3" ]
}

write_models
server main --ps "$TMP/ps.json" --count "$TMP/requests"
commands

## tool: writes what the loop writes
: >"$TMP/runs"
same_as_loop 'all commands'
printf '%s\n' vm_stat memory_pressure sysctl ollama >"$TMP/order"
tail -n 4 "$TMP/runs" >"$TMP/order.got"
same 'the memory is looked at first' "$TMP/order" "$TMP/order.got"

command_is vm_stat 'exit 1'
command_is memory_pressure 'echo "The system has"; exit 1'
command_is sysctl 'echo "sysctl: unknown oid" >&2; exit 1'
same_as_loop 'commands that fail'
rm "$TMP/bin/vm_stat" "$TMP/bin/ollama"
same_as_loop 'commands that are missing'
check 'a missing command is reported once' \
	lines_with 'vm_stat was not found on PATH' "$TMP/err" 1
commands

for models in '{"models":[]}' '{}' 'null' '[1,"x"]' '"text"' \
	'{"error":"no"}' 'not json' ''; do
	printf '%s' "$models" >"$TMP/ps.json"
	same_as_loop "the answer $models"
done
write_models

## native: jq's JSON and the documented table, from one request
: >"$TMP/requests"
status 'native ends' 0 "$BUILD/systrace" -q -s native -n 3 -i 0.01 \
	-u "$url" -o "$TMP/native.log"
check 'one request for a sample' count_is 'GET /api/ps' "$TMP/requests" 3
check 'one for the version' count_is 'GET /api/version' "$TMP/requests" 1
rm -f "$TMP/native.log"
"$BUILD/systrace" -q -s native -n 1 -u "$url" -o "$TMP/native.log"
curl -s "$url/api/ps" | jq . >"$TMP/jq.json"
json "$TMP/native.log" >"$TMP/native.json"
same "native: jq's JSON" "$TMP/jq.json" "$TMP/native.json"
sed -n '/^NAME/,/^{/p' "$TMP/native.log" | sed '$d' >"$TMP/native.table"
same 'native: the documented table' "$TMP/table" "$TMP/native.table"
check 'native: the block ends with an empty line' \
	test -z "$(tail -n 1 "$TMP/native.log")"

echo '{"models":[]}' >"$TMP/ps.json"
"$BUILD/systrace" -q -s native -n 1 -u "$url" -o - 2>"$TMP/err" |
	sed -n '/^NAME/,$p' >"$TMP/got"
printf '%s\n' 'NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL ' \
	'{' '  "models": []' '}' '' >"$TMP/wanted"
same 'native: no models' "$TMP/wanted" "$TMP/got"
# CONTEXT came with 0.9.7, RUNNER with 0.40. If the version is unknown and no
# model is loaded, CONTEXT is shown.
for version in 0.9.6: 0.3.11: 0.9.7-rc1:CONTEXT 0.10.0:CONTEXT \
	0.34.2:CONTEXT 0.40.0:CONTEXT.RUNNER 1.0.0:CONTEXT.RUNNER \
	0.0.0:CONTEXT x:CONTEXT; do
	server old --ps "$TMP/ps.json" --version "${version%:*}"
	"$BUILD/systrace" -q -s native -n 1 -u "$url" -o - 2>"$TMP/err" |
		sed -n '/^NAME/s/  */ /gp' >"$TMP/got"
	columns=${version#*:}
	echo "NAME ID SIZE PROCESSOR ${columns/./ }${columns:+ }UNTIL " \
		>"$TMP/wanted"
	same "native: the columns with ${version%:*}" "$TMP/wanted" "$TMP/got"
done

# Without a version and without context lengths, the server is old.
sed 's/,"context_length":[0-9]*//g' "$TMP/models.json" >"$TMP/ps.json"
server old --ps "$TMP/ps.json" --version 0.0.0
"$BUILD/systrace" -q -s native -n 1 -u "$url" -o "$TMP/version.log"
check 'native: no lengths, no CONTEXT' \
	lines_with '^NAME.*CONTEXT' "$TMP/version.log" 0

# JSON without a list of models makes no table, as in Ollama's client.
for models in '[1]' '"text"' '1'; do
	echo "$models" >"$TMP/ps.json"
	echo "$models" | jq . >"$TMP/wanted"
	echo >>"$TMP/wanted"
	"$BUILD/systrace" -q -s native -n 1 -u "$url" -o - 2>"$TMP/err" |
		sed -n '/^vm.swapusage/,$p' | sed 1d >"$TMP/got"
	same "native: the answer $models" "$TMP/wanted" "$TMP/got"
done

# Short answers that would make a section too long.
indents() {
	awk 'BEGIN { for (i = 0; i < 200; i++) printf "["
		for (i = 0; i < 100000; i++) printf "1,"
		printf "1"
		for (i = 0; i < 200; i++) printf "]" }'
}
padding() {
	awk 'BEGIN { printf "{\"models\":[{\"name\":\""
		for (i = 0; i < 100000; i++) printf "x"
		printf "\"}"
		for (i = 0; i < 100000; i++) printf ",{}"
		printf "]}" }'
}
for kind in indents padding; do
	$kind >"$TMP/ps.json"
	rm -f "$TMP/long.log"
	status "native: too many $kind" 0 "$BUILD/systrace" -q -s native \
		-n 2 -i 0.01 -u "$url" -o "$TMP/long.log"
	check "native: too many $kind: no section" \
		lines_with '^[N{[]' "$TMP/long.log" 0
	check "native: too many $kind: said once" \
		lines_with 'too long' "$TMP/err" 1
done
write_models

# The answer stays the same while the clock advances.
printf '{"models":[{"name":"m","expires_at":"%s"}]}' \
	"$(jq -n -r 'now + 3 | floor | todate')" >"$TMP/ps.json"
url=http://127.0.0.1:$(cat "$TMP/main.port")
"$BUILD/systrace" -q -s native -i 0.02 -u "$url" -o "$TMP/until.log" &
pid=$!
check 'native: UNTIL is ahead' wait_for 20 \
	at_least '^m .*second.* from now' "$TMP/until.log" 1
check 'native: UNTIL is over' wait_for 20 \
	at_least '^m .*Stopping' "$TMP/until.log" 1
kill -TERM $pid
wait $pid
write_models

## native: all failures of a server
modes='hang-accept hang-connect hang-headers hang-body huge html error
	redirect close slow chunked'
for mode in $modes; do
	server "$mode" --ps "$TMP/ps.json" --mode "$mode"
	"$BUILD/systrace" -q -s native -n 2 -i 0.01 -u "$url" \
		-o "$TMP/$mode.log" 2>"$TMP/$mode.said" &
	eval "pid_${mode//-/_}=\$!"
done
for mode in $modes; do
	eval "wait \$pid_${mode//-/_}"
	check "$mode: exit 0 (not $?)" test $? -eq 0
	log=$TMP/$mode.log
	check "$mode: two marks" lines_with '^=====' "$log" 2
	check "$mode: vm_stat" lines_with '^Mach' "$log" 2
	check "$mode: memory_pressure" lines_with '^System-wide' "$log" 2
	check "$mode: swap" lines_with '^vm.swapusage' "$log" 2
	tables=0 said=1 answers=0
	case $mode in
	error) answers=2 said=0 ;;
	chunked) answers=2 tables=2 said=0 ;;
	esac
	check "$mode: $tables tables" lines_with '^NAME' "$log" $tables
	check "$mode: $answers answers" lines_with '^{' "$log" $answers
	check "$mode: said $said times" \
		lines_with '^systrace: no Ollama at ' "$TMP/$mode.said" $said
	unmarked "$log" | tail -n 1 >"$TMP/got"
	echo >"$TMP/wanted"
	same "$mode: the last block is whole" "$TMP/wanted" "$TMP/got"
done

## a server that hangs delays -s tool and auto by their deadline, not longer
server hang --mode hang-accept
commands
for source in tool auto; do
	status "$source: a hanging server" 0 "$BUILD/systrace" -q \
		-s $source -n 1 -u "$url" -o "$TMP/hang-$source.log"
	check "$source: the memory is there" \
		lines_with '^vm.swapusage' "$TMP/hang-$source.log" 1
	check "$source: nothing of Ollama" \
		lines_with '^[N{]' "$TMP/hang-$source.log" 0
	check "$source: it is reported" grep -qE 'in time|no answer' "$TMP/err"
done

## auto: native takes over if the format is the same
url=http://127.0.0.1:$(cat "$TMP/main.port")
commands
: >"$TMP/runs"
status 'auto ends' 0 "$BUILD/systrace" -q -n 3 -i 0.01 -u "$url" \
	-o "$TMP/auto.log"
sort "$TMP/order" >"$TMP/wanted"
sort "$TMP/runs" >"$TMP/got"
same 'auto: each command is run once' "$TMP/wanted" "$TMP/got"
check 'auto: nothing to say' test ! -s "$TMP/err"
check 'auto: the first block is of the commands' \
	lines_with '  used = 1.25M' "$TMP/auto.log" 1
check 'auto: the tables are the same' \
	lines_with '^elm:8b  .*Forever        $' "$TMP/auto.log" 3
json "$TMP/auto.log" >"$TMP/got"
cat "$TMP/jq.json" "$TMP/jq.json" "$TMP/jq.json" >"$TMP/wanted"
same 'auto: the answers are the same' "$TMP/wanted" "$TMP/got"

## auto: with a client of 0.40, too, nothing is started after the comparison
sed 's/"context_length":4096/&,"runner":"llamacpp"/
	s/"context_length":131072/&,"runner":"mlx"/' "$TMP/models.json" \
	>"$TMP/ps.json"
cp "$TMP/table" "$TMP/table.old"
awk '{ at = NR == 1 ? "RUNNER" : NR == 2 ? "llamacpp" : "mlx" }
	{ printf "%s%-12s%s\n", substr($0, 1, 81), at, substr($0, 82) }' \
	"$TMP/table.old" >"$TMP/table"
: >"$TMP/runs"
: >"$TMP/requests"
status 'auto with RUNNER ends' 0 "$BUILD/systrace" -q -n 3 -i 0.01 -u "$url" \
	-o "$TMP/runner.log"
check 'RUNNER: the client is run once' count_is ollama "$TMP/runs" 1
check 'RUNNER: nothing to say' test ! -s "$TMP/err"
check 'RUNNER: no version is asked for' \
	count_is 'GET /api/version' "$TMP/requests" 0
cat "$TMP/table" "$TMP/table" "$TMP/table" >"$TMP/wanted"
sed -n '/^NAME/,/^{/p' "$TMP/runner.log" | grep -v '^{' >"$TMP/got"
same 'RUNNER: the tables are the same' "$TMP/wanted" "$TMP/got"
cp "$TMP/table.old" "$TMP/table"
write_models

## auto: a client that hangs takes two seconds, and the table stays
command_is ollama 'exec sleep 30'
status 'a hanging client' 0 "$BUILD/systrace" -q -n 2 -i 0.01 -u "$url" \
	-o "$TMP/client.log"
check 'a hanging client: both answers' lines_with '^{' "$TMP/client.log" 2
check 'a hanging client: both tables' lines_with '^NAME' "$TMP/client.log" 2
commands

## auto: if models change while the client runs, the comparison does not count
# Each run of the client prints its table and then replaces the only model.
# shellcheck disable=SC2016 # for the client
command_is ollama 'echo "NAME ID UNTIL"
	echo "{\"models\":[{\"name\":\"$(wc -l <"'"$TMP/runs"'" |
		tr 0-9 a-j)\"}]}" >"'"$TMP/ps.json"'"'
: >"$TMP/runs"
status 'changing models' 0 "$BUILD/systrace" -q -n 6 -i 0.01 -u "$url" \
	-o "$TMP/changing.log"
check 'changing models: the client goes on' count_is ollama "$TMP/runs" 6
check 'changing models: nothing to say' test ! -s "$TMP/err"
write_models
commands

## auto: a command with a different format is used until it is gone
echo 'Pages of another kind:                          7.' >>"$TMP/vm_stat.out"
sed -i.bak 's/UNTIL/UNTIL LATER/' "$TMP/table"
rm -f "$TMP/auto.log"
"$BUILD/systrace" -q -i 0.01 -u "$url" -o "$TMP/auto.log" 2>"$TMP/err" &
pid=$!
check 'it stays' wait_for 20 at_least '^Pages of another' "$TMP/auto.log" 5
check 'it stays' wait_for 20 at_least 'UNTIL LATER' "$TMP/auto.log" 5
rm "$TMP/bin/vm_stat"
marks=$(grep -c '^=====' "$TMP/auto.log")
check 'native steps in' wait_for 20 at_least '^=====' "$TMP/auto.log" \
	$((marks + 5))
kill -TERM $pid
wait $pid
check 'it ends well' test $? -eq 0
check 'every block has a vm_stat' test \
	"$(grep -c '^Mach' "$TMP/auto.log")" -eq \
	"$(grep -c '^=====' "$TMP/auto.log")"
check 'once for vm_stat' lines_with 'vm_stat: unknown' "$TMP/err" 1
check 'once for ollama ps' lines_with 'ollama ps: unknown' "$TMP/err" 1
check 'nothing else' lines_with '' "$TMP/err" 2
write_models

## the server stops and restarts as another version
stop_servers
server gone --ps "$TMP/ps.json" --version 0.9.6
port=${url##*:}
log=$TMP/gone.log
"$BUILD/systrace" -q -s native -i 0.01 -u "$url" -o "$log" 2>"$TMP/err" &
pid=$!
check 'the server is there' wait_for 20 at_least '^{' "$log" 2
stop_servers
check 'the server is gone' wait_for 20 at_least '^systrace: no Ollama at ' "$TMP/err" 1
server gone --ps "$TMP/ps.json" --version 0.9.7 --port "$port"
check 'it is back' wait_for 20 at_least '^NAME.*CONTEXT' "$log" 2
stop_servers
check 'it is gone again' wait_for 20 at_least '^systrace: no Ollama at ' "$TMP/err" 2
kill -TERM $pid
wait $pid
check 'and systrace ends well' test $? -eq 0
check 'each time is reported once' lines_with '^systrace: no Ollama at ' "$TMP/err" 2

finish
