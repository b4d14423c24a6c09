#!/bin/bash
# The mock Ollama of other tests: it answers and fails as its options say, and
# its scenario leaves nothing behind.
. tests/lib.sh

server=
scenario=
trap 'stop_server; kill $scenario 2>/dev/null; rm -rf "$TMP"' EXIT

stop_server() {
	[ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null
	server=
}

# serve [OPTION ...]: start it, and set url
serve() {
	stop_server
	: >"$TMP/port"
	"$BUILD/standin/ollama_server" "$@" >"$TMP/port" &
	server=$!
	wait_for 10 test -s "$TMP/port" || fail "no port: $*"
	url=http://127.0.0.1:$(cat "$TMP/port")
}

# says NAME WANTED: the last command wrote WANTED to $TMP/out
says() {
	if [ "$(cat "$TMP/out")" = "$2" ]; then
		pass "$1"
	else
		fail "$1: not \"$2\": $(head -c 200 "$TMP/out")"
	fi
}

serve --count "$TMP/count" --version 9.8.7
status 'two requests over one connection' 0 \
	curl -s "$url/api/version" "$url/api/version" -w '%{num_connects}'
says 'and the second did not connect again' \
	'{"version":"9.8.7"}1{"version":"9.8.7"}0'
status 'the models' 0 curl -s "$url/api/ps"
cp "$TMP/out" "$TMP/models"
status 'HTTP/1.0' 0 curl -s -0 "$url/api/ps"
same 'and the same models' "$TMP/models" "$TMP/out"
status 'another path' 22 curl -sf "$url/nothing"
printf 'GET %s\n' /api/version /api/version /api/ps /api/ps /nothing \
	>"$TMP/wanted"
same 'each request is counted' "$TMP/wanted" "$TMP/count"

echo '{"models":[]}' >"$TMP/ps"
serve --ps "$TMP/ps"
status 'an answer of our own' 0 curl -s "$url/api/ps"
same 'is that of the file' "$TMP/ps" "$TMP/out"
echo '{"models":[null]}' >"$TMP/ps"
status 'a new one' 0 curl -s "$url/api/ps"
same 'is there at the next request' "$TMP/ps" "$TMP/out"

serve --mode chunked
status 'chunked' 0 curl -s "$url/api/ps"
same 'with the same body' "$TMP/models" "$TMP/out"
for mode in hang-accept hang-connect hang-headers hang-body; do
	serve --mode $mode
	status "$mode" 28 curl -s -m 0.3 "$url/api/ps"
done
head -c $(($(wc -c <"$TMP/models") / 2)) "$TMP/models" >"$TMP/half"
same 'half the body' "$TMP/half" "$TMP/out"
serve --mode close
curl -s "$url/api/ps"
# An empty reply or a reset, whichever the client sees first.
check 'close' grep -qx '5[26]' <<<$?
serve --mode error
status 'error' 0 curl -s -w '%{http_code}' "$url/api/ps"
says 'is a 500 with JSON' '{"error":"something broke"}500'
serve --mode html
status 'html' 0 curl -s -w '%{content_type}' -o /dev/null "$url/api/ps"
says 'is HTML' text/html
serve --mode redirect --to http://127.0.0.1:1/
status 'redirect' 0 curl -s -w '%{http_code} %{redirect_url}' "$url/api/ps"
says 'is a 302' '302 http://127.0.0.1:1/'
serve --mode huge
"$BUILD/standin/ollama_server" --mode nonsense 2>/dev/null
check 'a mode that is none' test $? -eq 2
if curl -s "$url/api/ps" 2>/dev/null | head -c 20000000 | wc -c |
	grep -q 20000000; then
	pass 'huge does not end at 20 MB'
else
	fail 'huge ends early'
fi
serve --mode slow
status 'slow gives a byte at a time' 28 curl -s -m 0.3 "$url/api/version"
stop_server

# children: print the scenario's children, except the one it waits with
children() {
	ps -axo pid=,ppid=,command= | awk -v parent="$scenario" \
		'$2 == parent && $3 == "/usr/local/bin/ollama" { print $1 }'
}
children_are() { [ "$(children | wc -l)" -eq "$1" ]; }

# gone PID ...: all these processes have ended
gone() {
	local pid
	for pid in "$@"; do
		! kill -0 "$pid" 2>/dev/null || return 1
	done
}

export STANDIN_MIB=150
STANDIN_LOG=$TMP/log tests/standin/scenario.sh 3 >"$TMP/host" 2>"$TMP/err" &
scenario=$!
check 'it says where it is' wait_for 10 grep -q STANDIN_TABLE "$TMP/host"
# shellcheck source=/dev/null
. "$TMP/host"
export STANDIN_TABLE
check 'its client answers' tests/standin/bin/ollama ps
check 'its server answers' curl -sf "$OLLAMA_HOST/api/ps"
check 'it ends well' wait $scenario
printf '%s\n' '0 ' '1 elm:27b-mlx' '2 oak:14b-mlx elm:27b-mlx' \
	'1 oak:14b-mlx' >"$TMP/wanted"
same 'one model, two at once, the other' "$TMP/wanted" "$TMP/log"
check 'it says nothing else' test ! -s "$TMP/err"
check 'no server is left' test "$(curl -s -o /dev/null -w '%{http_code}' \
	"$OLLAMA_HOST/api/ps")" = 000
check 'no file is left' test ! -e "$(dirname "$STANDIN_TABLE")"

tests/standin/scenario.sh 60 >"$TMP/host" 2>"$TMP/err" &
scenario=$!
check 'it starts again, with a runner' wait_for 20 children_are 2
left=$(children)
kill $scenario
wait $scenario
check 'SIGTERM ends it' test $? -eq 143
# shellcheck disable=SC2086 # a list
check 'and what it started' gone $left

finish
