#!/bin/bash
# Servers that redirect systrace, or send more than the machine has memory for.
# loops_system.sh tests other failures.
. tests/lib.sh

servers=
pid=
export no_proxy='*'
stop() {
	local one
	for one in $servers $pid; do
		kill "$one" 2>/dev/null
	done
	rm -rf "$TMP"
}
trap stop EXIT

# server NAME [OPTION ...]: start a mock server; $port is its port.
server() {
	local name=$1
	shift
	rm -f "$TMP/$name.port"
	"$BUILD/standin/ollama_server" --count "$TMP/$name.count" "$@" \
		>"$TMP/$name.port" &
	servers="$servers $!"
	wait_for 10 test -s "$TMP/$name.port" || fail "no server: $name"
	port=$(cat "$TMP/$name.port")
}

## redirects: to another host, another port, a file, the server itself
server other
other=$port
for to in "http://localhost:$other/api/ps" "http://127.0.0.1:$other/api/ps" \
	"//127.0.0.1:$other/api/ps" "file:///etc/passwd" /api/version; do
	server redirect --mode redirect --to "$to"
	rm -f "$TMP/log" "$TMP/redirect.count"
	status "to $to" 0 "$BUILD/systrace" -q -s native -n 2 -i 0.01 \
		-u "http://127.0.0.1:$port" -o "$TMP/log"
	check "to $to: nobody else was asked" [ ! -e "$TMP/other.count" ]
	check "to $to: the server was asked once a sample" \
		[ "$(grep -c 'GET /api/ps' "$TMP/redirect.count")" -eq 2 ]
	check "to $to: no answer is no models" \
		[ "$(grep -c '^[N{]' "$TMP/log")" -eq 0 ]
	check "to $to: the rest is there" \
		[ "$(grep -c '^vm.swapusage' "$TMP/log")" -eq 2 ]
	check "to $to: said once" [ "$(wc -l <"$TMP/err")" -eq 1 ]
done
# The other server would have logged the request.
curl -s "http://127.0.0.1:$other/api/ps" >/dev/null
check 'who asks is counted' [ -s "$TMP/other.count" ]

## 10 GB for every request: memory stays bounded
server huge --mode huge
"$BUILD/systrace" -s native -i 0.001 -u "http://127.0.0.1:$port" \
	-o "$TMP/huge.log" 2>"$TMP/huge.err" &
pid=$!
asked() {
	[ -e "$TMP/huge.count" ] && [ "$(wc -l <"$TMP/huge.count")" -ge 20 ]
}
check 'huge: it goes on asking' wait_for 60 asked
if ! grep -q __asan_init "$BUILD/systrace" && [ -r "/proc/$pid/status" ]; then
	peak=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status")
	check "huge: peak memory is bounded ($peak KiB)" [ "$peak" -lt 32768 ]
fi
kill $pid
wait $pid
check 'huge: a good end' [ $? -eq 0 ]
pid=
check 'huge: said once' [ "$(grep -c 'too long' "$TMP/huge.err")" -eq 1 ]
check 'huge: nothing of it in the log' \
	[ "$(grep -c 'models' "$TMP/huge.log")" -eq 0 ]

## a name server that does not answer: neither a sample nor the end is delayed
# An older libcurl waits for its resolver.
quick() {
	[ -f "$BUILD/shims/resolver.so" ] &&
		! grep -q __asan_init "$BUILD/systrace" &&
		pkg-config --atleast-version=7.87 libcurl
}
if quick; then
	name=http://ollama.example:11434
	slow() {
		rm -f "$TMP/slow.log" "$TMP/report"
		LD_PRELOAD=$BUILD/shims/resolver.so RESOLVER_SLEEP=20 \
			SHIM_REPORT=$TMP/report exec "$BUILD/systrace" \
			-s native -u "$name" -o "$TMP/slow.log" "$@" \
			2>"$TMP/err"
	}
	asked() {
		[ -s "$TMP/report" ]
	}
	SECONDS=0
	(slow -n 1)
	check 'slow name: exit 0' [ $? -eq 0 ]
	check "slow name: two seconds, not $SECONDS" [ $SECONDS -le 9 ]
	check 'slow name: the resolver was asked' \
		grep -qx 'asked for ollama.example' "$TMP/report"
	check 'slow name: the memory is there' \
		[ "$(grep -c '^vm.swapusage' "$TMP/slow.log")" -eq 1 ]
	check 'slow name: said' grep -q "no Ollama at ${name#http://} (.*); recording" \
		"$TMP/err"
	(slow -n 3 -i 3)
	check 'slow name: none is late' grep -q ' 0 late, 0 lost' "$TMP/err"
	check 'slow name: three samples' \
		[ "$(grep -c '^=====' "$TMP/slow.log")" -eq 3 ]
	rm -f "$TMP/report"
	slow &
	pid=$!
	check 'slow name: it is being resolved' wait_for 20 asked
	SECONDS=0
	kill $pid
	wait $pid
	check 'slow name: a signal ends it well' [ $? -eq 0 ]
	check "slow name: and soon, not after $SECONDS s" [ $SECONDS -le 9 ]
	pid=
	# The resolver's thread ends by itself.
	LD_PRELOAD=$BUILD/shims/resolver.so RESOLVER_SLEEP=3 \
		SHIM_REPORT=$TMP/report "$BUILD/systrace" -q -s native \
		-u "$name" -n 4 -i 3 -o "$TMP/slow.log" 2>"$TMP/err"
	check 'slow name: resolvers that end later do no harm' [ $? -eq 0 ]
	check 'slow name: they did end' \
		grep -q '^no answer' "$TMP/report"
else
	echo 'skipped: names that are not resolved (libcurl, or no shims)'
fi

finish
