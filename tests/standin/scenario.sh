#!/bin/bash
# Simulate a model switch: a server, a runner that loads model A, then a runner
# that loads model B while A still runs, then B alone. Print variables for the
# caller's shell:
#	OLLAMA_HOST=127.0.0.1:PORT
#	STANDIN_TABLE=FILE	for bin/ollama: its current table
# It removes everything at the end, even after a signal.
# usage: scenario.sh [SECONDS]
#	STANDIN_LOG: a file that gets a line for each change: the number of
#	runners, then the models
#	BUILD (build), STANDIN_MIB (600, or what the machine can spare; 150-900)
set -u
duration=${1:-10}
programs=${BUILD:-build}/standin
case $programs in
/*) ;;
*) programs=$PWD/$programs ;;
esac
dir=$(mktemp -d "${TMPDIR:-/tmp}/standin-ollama.XXXXXX") || exit 1
pids=' ' # of what runs now
server=

# stop PID ...: end these processes and wait for them
stop() {
	local pid
	for pid in "$@"; do
		kill "$pid" 2>/dev/null
	done
	for pid in "$@"; do
		wait "$pid" 2>/dev/null
		pids=${pids/ $pid / }
	done
}

clean_up() {
	trap '' INT TERM HUP
	# shellcheck disable=SC2086 # a list
	stop $pids
	rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# until_share SHARE: wait until this share of the duration has passed. A signal
# ends the wait.
passed=0
until_share() {
	local length
	length=$(awk -v d="$duration" -v from="$passed" -v to="$1" \
		'BEGIN { print d * (to - from) }')
	passed=$1
	sleep "$length" &
	pids="$pids$! "
	wait $!
	pids=${pids/ $! / }
}

# scaled SHARE: print this share of the duration, in seconds
scaled() {
	awk -v d="$duration" -v share="$1" 'BEGIN { print d * share }'
}

# model_json NAME DIGEST-PART BYTES
model_json() {
	printf '{"name":"%s","model":"%s","size":%s,"digest":"%s",' \
		"$1" "$1" "$3" "$2$2$2$2$2"
	printf '"details":{"parent_model":"","format":"safetensors",'
	printf '"family":"","families":null,"parameter_size":"",'
	printf '"quantization_level":"nvfp4"},'
	printf '"expires_at":"2318-08-24T13:17:05.5Z","size_vram":%s,' "$3"
	printf '"context_length":32768}'
}

# runners: print how many of the started processes are running
runners() {
	local pid n=0
	for pid in $pids; do
		[ "$pid" = "$server" ] || ! kill -0 "$pid" 2>/dev/null ||
			n=$((n + 1))
	done
	echo $n
}

# phase JSON TABLE-ROW ...: set the answers of the server and the client
phase() {
	local json=$1
	shift
	printf '{"models":[%s]}' "$json" >"$dir/ps.new"
	{
		if [ $# -eq 0 ]; then
			echo 'NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL '
		else
			echo 'NAME           ID              SIZE      PROCESSOR    CONTEXT    UNTIL   '
			printf '%s\n' "$@"
		fi
	} >"$dir/table.new"
	mv "$dir/ps.new" "$dir/ps"
	mv "$dir/table.new" "$dir/table"
	[ -z "${STANDIN_LOG:-}" ] ||
		printf '%s\n' "$(runners) ${*/%  */}" >>"$STANDIN_LOG"
}

# run_as NAME FILE PROGRAM [ARG ...]: run it under another name, and remember
# its pid. The link is needed because Linux takes the short name from the file.
run_as() {
	local name=$1 out=$2 program=$3
	shift 3
	mkdir -p "$dir/$program"
	ln -sf "$programs/$program" "$dir/$program/ollama"
	(exec -a "$name" "$dir/$program/ollama" "$@") >"$out" 2>&1 </dev/null &
	started=$!
	pids="$pids$started "
}

# load NAME PORT MIB SHARE: start a runner that loads for SHARE of the duration
load() {
	export STANDIN_MIB=$3 STANDIN_RAMP_SECONDS STANDIN_HOLD_SECONDS
	STANDIN_RAMP_SECONDS=$(scaled "$4")
	# Longer than the scenario, but not forever.
	STANDIN_HOLD_SECONDS=$((${duration%.*} + 30))
	run_as /usr/local/bin/ollama /dev/null runner \
		runner --mlx-engine --model "$1" --port "$2"
}

# A quarter of the free memory, at most 600 MiB.
spare_mib() {
	local spare=600 available
	if [ -r /proc/meminfo ]; then
		available=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' \
			/proc/meminfo)
		[ $((available / 4)) -ge $spare ] || spare=$((available / 4))
	fi
	echo "$spare"
}

mib=${STANDIN_MIB:-$(spare_mib)}
a=$(model_json elm:27b-mlx 3f1c0d9e8b7a4 $((mib * 1048576)))
b=$(model_json oak:14b-mlx a0b1c2d3e4f50 $((mib * 786432)))
printf -v row_a '%-15s%-16s%-10s%-13s%-11s%-11s' elm:27b-mlx 3f1c0d9e8b7a \
	"$((mib * 1048576 / 1000000)) MB" '100% GPU' 32768 Forever
printf -v row_b '%-15s%-16s%-10s%-13s%-11s%-11s' oak:14b-mlx a0b1c2d3e4f5 \
	"$((mib * 786432 / 1000000)) MB" '100% GPU' 32768 Forever

phase ''
export STANDIN_PS=$dir/ps
run_as /usr/local/bin/ollama "$dir/port" ollama_server serve
server=$started
until [ -s "$dir/port" ]; do
	kill -0 "$server" 2>/dev/null || {
		cat "$dir/port" >&2
		echo 'scenario.sh: the server does not start' >&2
		exit 1
	}
	sleep 0.02
done
printf 'OLLAMA_HOST=127.0.0.1:%s\nSTANDIN_TABLE=%s\n' "$(cat "$dir/port")" \
	"$dir/table"

until_share 0.05
load elm:27b-mlx 49301 "$mib" 0.25
runner_a=$started
until_share 0.3
phase "$a" "$row_a"
until_share 0.5
load oak:14b-mlx 49302 $((mib * 3 / 4)) 0.15
until_share 0.65
phase "$b,$a" "$row_b" "$row_a"
until_share 0.85
stop "$runner_a"
phase "$b" "$row_b"
until_share 1
