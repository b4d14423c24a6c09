#!/bin/bash
# Record about ten seconds with memtrace and draw them: `make demo`. An Ollama
# that answers is traced as it is; without one a stand-in switches models, with
# runners that really take memory.
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

# What systrace is told is what it would find by itself.
answers() {
	"$build/systrace" -q -s native -n 1 -o - 2>/dev/null | grep -q '^{'
}

if answers; then
	echo "An Ollama answers: tracing it for $seconds seconds."
	echo 'Run a model in another terminal to see it load.'
else
	echo "No Ollama answers: a stand-in switches models for $seconds" \
		'seconds.'
	# It is still there for the last sample.
	BUILD=$build "$BASH" tests/standin/scenario.sh $((seconds + 2)) \
		>"$told" &
	standin=$!
	until grep -q '^STANDIN_TABLE=' "$told"; do
		kill -0 "$standin" 2>/dev/null || {
			echo 'demo: the stand-in does not start' >&2
			exit 1
		}
		sleep 0.05
	done
	OLLAMA_HOST=$(sed -n 's/^OLLAMA_HOST=//p' "$told")
	export OLLAMA_HOST
fi

# The report would go there; it is in a file as well.
"$build/memtrace" -i 0.5 -- sleep "$seconds" >/dev/null
