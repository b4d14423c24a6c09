#!/bin/bash
# `make bench`: compare the cost of the programs with what they replace, as
# ratios of pairs that run in turn. Nothing here passes or fails. This takes
# some minutes and 1 GB in BENCH_TMP (default /tmp). BENCH_ROWS and BENCH_SIZES
# make it smaller.
set -u
build=${BUILD:-build}
case $build in
/*) ;;
*) build=$PWD/$build ;;
esac
rows=${BENCH_ROWS:-5000000}
sizes=${BENCH_SIZES-100 500 2000}
loops=$PWD/tests/loops
export LC_ALL=C
tmp=$(mktemp -d "${BENCH_TMP:-/tmp}/memtrace-bench.XXXXXX") || exit 1
crowd=
server=
clean_up() {
	exec 9>&-
	[ -z "$server" ] || kill "$server" 2>/dev/null
	wait
	rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# row WHAT GOAL RESULT [UNIT]: print a line of the table.
row() {
	printf '| %s | %s | %s |\n' "$1" "$3" "$2"
}

# ratio WHAT GOAL PAIRS-ARGUMENTS...: print A/B, its spread, and both medians.
ratio() {
	local what=$1 goal=$2 line
	shift 2
	line=$("$build/bench/pairs" "$@") || line='- - - - - -'
	# shellcheck disable=SC2086
	set -- $line
	row "$what" "$goal" "**$1** ($2 to $3); $4 and $5 ms"
	peak=$6
}

machine() {
	local cpu
	cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1)
	[ -n "$cpu" ] || cpu=$(sysctl -n machdep.cpu.brand_string 2>/dev/null)
	printf '%s, %s processors, %s %s\n\n' "${cpu:-unknown processor}" \
		"$(getconf _NPROCESSORS_ONLN)" "$(uname -s)" "$(uname -r)"
}

renderer() {
	local input svg
	"$build/bench/generate" 7 "$rows" $((rows / 56)) "$tmp/big.tsv" \
		"$tmp/big.log" || return
	input=$(cat "$tmp/big.tsv" "$tmp/big.log" | wc -c)
	cat "$tmp/big.tsv" "$tmp/big.log" >/dev/null
	ratio "memgraph / \`wc -l\`, $((input / 1000000)) MB, $rows rows" \
		'at most 4' -f wall \
		"$build/memgraph $tmp/big.tsv $tmp/big.log $tmp/big.svg" \
		"wc -l $tmp/big.tsv $tmp/big.log"
	svg=$(wc -c <"$tmp/big.svg")
	row 'memgraph peak memory / input' 'at most 0.15' \
		"**$(awk -v p="$peak" -v i="$input" \
			'BEGIN { printf "%.3f", p * 1024 / i }')**; $peak KiB"
	row 'SVG of it' 'under 400 kB' "**$((svg / 1000)) kB**"
	ratio "memgraph / reading the bytes once (\`cat\`)" 'the limit: 1' \
		-f wall "$build/memgraph $tmp/big.tsv $tmp/big.log $tmp/big.svg" \
		"cat $tmp/big.tsv $tmp/big.log"
	if command -v mawk >/dev/null; then
		ratio "CPU of memgraph / \`mawk\` summing one column" \
			'at most 1.3' -f cpu -n 3 \
			"$build/memgraph $tmp/big.tsv $tmp/big.log $tmp/big.svg" \
			"mawk -F '\\t' '{ s += \$5 } END { print s }' $tmp/big.tsv"
	fi
	rm -f "$tmp/big.tsv" "$tmp/big.log"
	busy
}

# Irregular intervals, processes that change, and models that are in use.
busy() {
	local input
	"$build/bench/generate" 7 $((rows / 5)) $((rows / 280)) "$tmp/busy.tsv" \
		"$tmp/busy.log" busy || return
	input=$(cat "$tmp/busy.tsv" "$tmp/busy.log" | wc -c)
	ratio "of a busy machine: memgraph / \`wc -l\`, $((input / 1000000)) MB" \
		'at most 4' -f wall \
		"$build/memgraph $tmp/busy.tsv $tmp/busy.log $tmp/busy.svg" \
		"wc -l $tmp/busy.tsv $tmp/busy.log"
	row 'its peak memory / input' 'at most 0.15' \
		"**$(awk -v p="$peak" -v i="$input" \
			'BEGIN { printf "%.3f", p * 1024 / i }')**; $peak KiB"
	row 'SVG of it' 'under 400 kB' \
		"**$(($(wc -c <"$tmp/busy.svg") / 1000)) kB**"
	if command -v mawk >/dev/null; then
		ratio "of a busy machine: CPU of memgraph / \`mawk\`" \
			'at most 1.3' -f cpu -n 3 \
			"$build/memgraph $tmp/busy.tsv $tmp/busy.log $tmp/busy.svg" \
			"mawk -F '\\t' '{ s += \$5 } END { print s }' $tmp/busy.tsv"
	fi
	rm -f "$tmp/busy.tsv" "$tmp/busy.log"
}

# wide MEMBERS: measure the cost of -w for each row. Without a DRM device
# (/dev/dri) proctrace does not look at the descriptors of processes.
wide() {
	local command="$build/proctrace -q -s native -m field-trial -i 0.02"
	command="$command -n 200 -o /dev/null"
	# shellcheck disable=SC2046
	set -- "$1" $("$build/bench/pairs" -n 5 -f cpu "$command -w" "$command")
	row "proctrace -w, for each of $1 rows of a sample" 'at most 10 us' \
		"**$(awk -v n="$1" -v a="$5" -v b="$6" 'BEGIN {
			printf "%.1f us", (a - b) * 1000 / (200 * n) }')**"
}

processes() {
	local size here
	for size in $sizes; do
		here=$(ps -ax | wc -l)
		mkfifo "$tmp/crowd.in"
		"$build/bench/crowd" $((size > here ? size - here : 1)) \
			<"$tmp/crowd.in" >"$tmp/crowd.out" &
		crowd=$!
		exec 9>"$tmp/crowd.in"
		until grep -q . "$tmp/crowd.out"; do
			sleep 0.1
		done
		ratio "proctrace / loop, CPU per sample, $size processes" \
			'at most 0.067' -n 5 -f cpu -p 20 \
			"$build/proctrace -q -s native -i 0.02 -n 200 -o /dev/null" \
			"bash $loops/process-loop.sh /dev/null 10 0"
		proctrace_peak=$peak
		wide $((size > here ? size - here : 1))
		ratio "command lines and names read, nothing else / loop" \
			'the limit' -n 5 -f cpu -p 20 \
			"$build/bench/floor 200 0.02 2" \
			"bash $loops/process-loop.sh /dev/null 10 0"
		ratio "command lines read, nothing else / loop" 'the limit' \
			-n 5 -f cpu -p 20 "$build/bench/floor 200 0.02 1" \
			"bash $loops/process-loop.sh /dev/null 10 0"
		exec 9>&-
		wait "$crowd"
		rm -f "$tmp/crowd.in" "$tmp/crowd.out"
	done
	row 'proctrace peak memory, at most processes' 'at most 3 MB' \
		"**$proctrace_peak KiB**"
	cp "$build/proctrace" "$tmp/stripped"
	strip "$tmp/stripped"
	row 'proctrace stripped' 'under 80 kB' \
		"**$(($(wc -c <"$tmp/stripped") / 1000)) kB**"
}

# The five commands of the system loop as compiled programs.
stand_ins() {
	local name
	mkdir -p "$tmp/bin" "$tmp/print"
	for name in vm_stat memory_pressure sysctl ollama; do
		ln -s "$build/bench/print" "$tmp/bin/$name"
	done
	tests/standin/bin/vm_stat >"$tmp/print/vm_stat"
	tests/standin/bin/memory_pressure >"$tmp/print/memory_pressure"
	tests/standin/bin/sysctl vm.swapusage >"$tmp/print/sysctl"
	tests/standin/bin/ollama ps >"$tmp/print/ollama"
	export PRINT_DIR=$tmp/print
	: >"$tmp/port"
	"$build/standin/ollama_server" >"$tmp/port" &
	server=$!
	until grep -q . "$tmp/port"; do
		sleep 0.1
	done
	url=http://127.0.0.1:$(cat "$tmp/port")
}

# late PROGRAM ARGUMENTS...: count the late samples of 1000, at 100 a second.
late() {
	"$@" -i 0.01 -n 1000 -o "$tmp/late" 2>&1 >/dev/null |
		sed -n 's/.* \([0-9][0-9]*\) late.*/\1/p' | tail -1
	rm -f "$tmp/late"
}

machine
echo '| what | measured: median ratio (least to greatest); medians | goal |'
echo '| --- | --- | --- |'
renderer
[ -z "$sizes" ] || processes
stand_ins
ratio 'systrace / loop, CPU per sample' 'at most 0.05' -n 5 -f cpu -p 20 \
	"$build/systrace -q -s native -u $url -i 0.01 -n 200 -o /dev/null" \
	"PATH=$tmp/bin:\$PATH bash $loops/system-loop.sh /dev/null 10 0 $url; true"
row 'systrace peak memory' 'at most 14 MB' "**$peak KiB**"
narrow="$build/systrace -q -s native -u $url -i 0.01 -n 500 -o /dev/null"
ratio 'systrace -w / systrace, CPU per sample' 'at most 1.05' -n 15 -f cpu \
	"$narrow -w" "$narrow"
row 'proctrace at 100 samples a second: late of 1000' 'under 20' \
	"**$(late "$build/proctrace" -s native)**"
row 'systrace at 100 samples a second: late of 1000' 'under 20' \
	"**$(late "$build/systrace" -s native -u "$url")**"
