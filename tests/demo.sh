#!/bin/bash
# Record about ten seconds with memtrace and draw them: `make demo`. If Ollama
# answers, it is traced. Otherwise a mock server switches models, with runners
# that allocate real memory.
# usage: tests/demo.sh [SECONDS]
set -u
seconds=${1:-10}
build=${BUILD:-build}
told=$(mktemp "${TMPDIR:-/tmp}/memtrace-demo.XXXXXX") || exit 1
standin=

clean_up() {
	[ -z "$standin" ] || kill "$standin" 2>/dev/null
	wait
	rm -f "$told"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# systrace finds the server as it would without this script.
answers() {
	"$build/systrace" -q -s native -n 1 -o - 2>/dev/null | grep -q '^{'
}

if answers; then
	echo "Ollama is running: tracing it for $seconds seconds."
	echo 'Run a model in another terminal to see it load.'
else
	echo "Ollama is not running: a mock server switches models for" \
		"$seconds seconds."
	# It must outlive the last sample.
	BUILD=$build "$BASH" tests/standin/scenario.sh $((seconds + 2)) \
		>"$told" &
	standin=$!
	until grep -q '^STANDIN_TABLE=' "$told"; do
		kill -0 "$standin" 2>/dev/null || {
			echo 'demo: the mock server does not start' >&2
			exit 1
		}
		sleep 0.05
	done
	OLLAMA_HOST=$(sed -n 's/^OLLAMA_HOST=//p' "$told")
	export OLLAMA_HOST
fi

# Without a terminal memtrace prints the report, which is also in a file.
"$build/memtrace" -i 0.5 -- sleep "$seconds" >/dev/null
