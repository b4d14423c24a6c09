#!/bin/bash
# Record about ten seconds and draw them: `make demo`. An Ollama that answers
# is traced as it is; without one a stand-in switches models, with runners
# that really take memory.
# usage: tests/demo.sh [SECONDS]
set -u
seconds=${1:-10}
build=${BUILD:-build}
stamp=$(date +%Y%m%d-%H%M%S)
process=graphs/ollama-process-memtrace-$stamp.tsv
system=graphs/system-memtrace-$stamp.log
graph=graphs/rss-and-system-memory.svg
told=$(mktemp "${TMPDIR:-/tmp}/memtrace-demo.XXXXXX") || exit 1
pids=

clean_up() {
	local pid
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
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

mkdir -p graphs || {
	echo 'demo: traces and graph go to ./graphs; copy the sources to a' \
		'folder that can be written' >&2
	exit 1
}
if answers; then
	echo "An Ollama answers: tracing it for $seconds seconds."
	echo 'Run a model in another terminal to see it load.'
else
	echo "No Ollama answers: a stand-in switches models for $seconds" \
		'seconds.'
	BUILD=$build "$BASH" tests/standin/scenario.sh "$seconds" >"$told" &
	pids=$!
	until grep -q '^STANDIN_TABLE=' "$told"; do
		kill -0 "$pids" 2>/dev/null || {
			echo 'demo: the stand-in does not start' >&2
			exit 1
		}
		sleep 0.05
	done
	OLLAMA_HOST=$(sed -n 's/^OLLAMA_HOST=//p' "$told")
	export OLLAMA_HOST
fi

# Only one of the two may have the line of a terminal.
"$build/systrace" -q -i 0.5 -d "$seconds" -o "$system" &
recording=$!
pids="$pids $recording"
"$build/proctrace" -i 0.25 -d "$seconds" -o "$process" || exit 1
wait "$recording" || exit 1

"$build/memgraph" "$process" "$system" "$graph" || exit 1
printf '\nTraces: %s\n        %s\nGraph:  %s (open it in a browser)\n' \
	"$process" "$system" "$PWD/$graph"
