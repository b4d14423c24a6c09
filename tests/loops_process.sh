#!/bin/bash
# The documented loop, -s tool and -s native print the same rows, to the byte
# except for ts, for the same sleeping mock processes.
. tests/lib.sh

[ -r /proc/self/status ] || {
	echo "loops_process: skipped, no /proc here"
	exit 0
}

SLEEPER=$TMP/sleeper
${CC:-cc} -o "$SLEEPER" tests/sleeper.c || exit 1
pids=
# shellcheck disable=SC2154 # set by the loop
trap 'for pid in $pids; do kill "$pid" 2>/dev/null; done; rm -rf "$TMP"' EXIT

count=0
# stand_in [VARIABLE=VALUE ...] -- ARGV0 [ARG ...]: start a sleeping process.
stand_in() {
	count=$((count + 1))
	(
		while [ "$1" != -- ]; do
			# shellcheck disable=SC2163 # it is VARIABLE=VALUE
			export "$1"
			shift
		done
		name=$2
		shift 2
		export SLEEPER_READY=$TMP/ready.$count
		exec -a "$name" "${BINARY:-$SLEEPER}" "$@"
	) &
	pids="$pids $!"
}

long=$(head -c 100000 /dev/zero | tr '\0' x)
wide=$(printf '模%.0s' $(seq 30000))

# Command lines of Ollama and similar programs
stand_in -- ollama serve
stand_in -- /usr/local/bin/ollama runner --mlx-engine --model qwen9:4b-mlx \
	--port 50011
stand_in -- /usr/lib/ollama/llama-server --model \
	/var/ollama/.ollama/models/blobs/sha256-0f1e2d --port 40001 -c 8192
stand_in -- python3 -m mlx_lm.server --model=org/name
stand_in -- Ollama hidden
stand_in SLEEPER_MIB=150 -- ollama runner --model large

# Arguments of every kind
stand_in -- "/home/jo doe/ollama" "a  b" "" "c" "" ""
stand_in -- "" ollama " " x
stand_in -- "ollama " "trailing "
stand_in -- ollama $'tab\there' $'line\nend' $'\001\033[31m\177' '\ back'
stand_in -- ollama 'ünïcödé' '模型' '🦙' $'e\xcc\x81' $'zero\xe2\x80\x8bwidth'
stand_in -- ollama $'\xff\xfe' $'\x01late' $'\xc3' 'späť'
stand_in -- ollama $'\xe4bc' $'caf\xc3\xa9' $'\xc3\x28' $'\xf0\x9f\xa6'
stand_in -- ollama $'\xed\xa0\x80' $'\xc0\xaf' $'\xf4\x90\x80\x80' \
	$'\xc2\x85' $'\xee\x80\x80' $'\xef\xbf\xbf' $'\xf3\xb0\x80\x80' \
	$'\xe0\x80\x80' $'\xef\xbb\xbf'
stand_in -- ollama "$long"
stand_in -- ollama "ü$long" end
stand_in -- ollama "$wide"

# Names
stand_in SLEEPER_COMM="ollama: a b" -- other
stand_in SLEEPER_COMM=") R 1 (mlx" -- other
stand_in SLEEPER_COMM=$'mlx\\ \t\n(x' -- other
stand_in SLEEPER_COMM='mlx模型模型' -- other
stand_in SLEEPER_COMM=$'mlx\xff\xc3' -- other
stand_in SLEEPER_COMM="runner 12 34 5" -- other
stand_in SLEEPER_COMM=" mlx " -- other
stand_in SLEEPER_COMM="ollama" SLEEPER_EMPTY=1 -- wiped
stand_in SLEEPER_COMM="" -- ollama with a name of its file
stand_in SLEEPER_TITLE="ollama: title " -- a b c d e
stand_in SLEEPER_TITLE=$'ollama:\ttitle\n' -- a b c d e f g h
stand_in SLEEPER_COMM="mlx zombie" SLEEPER_ZOMBIE=1 -- other
stand_in SLEEPER_COMM=$'mlx\xc3z' SLEEPER_ZOMBIE=1 -- other
cp "$SLEEPER" "$TMP/a runner's file"
BINARY="$TMP/a runner's file" stand_in -- plain

all_ready() {
	local i
	for ((i = 1; i <= count; i++)); do
		[ -e "$TMP/ready.$i" ] || return 1
	done
}
wait_for 20 all_ready || {
	echo "the stand-ins do not start"
	exit 1
}
cat "$TMP"/ready.* | sort -n >"$TMP/pids"

# rows LOG: print the rows of these processes, without the time. Others may
# match.
rows() {
	awk -F '\t' 'NR == FNR { ours[$1] = 1; next } $2 in ours' \
		"$TMP/pids" "$1" | cut -f 2-
}

compare() {
	local locale=$1 source
	export LC_ALL=$locale
	tests/loops/process-loop.sh "$TMP/loop.tsv"
	for source in tool native; do
		check "$locale: -s $source runs" \
			"$BUILD/proctrace" -q -n 1 -s $source -o "$TMP/$source.tsv"
	done
	check "$locale: -s auto runs" "$BUILD/proctrace" -n 5 -i 0.02 -s auto \
		-o "$TMP/auto.tsv"
	if grep staying "$TMP/check.out" >"$TMP/why"; then
		fail "$locale: auto $(cat "$TMP/why")"
	else
		pass "$locale: auto trusts native"
	fi
	LC_ALL=C
	rows "$TMP/loop.tsv" >"$TMP/loop.rows"
	check "$locale: the loop saw them" [ "$(wc -l <"$TMP/loop.rows")" -ge 30 ]
	for source in tool native; do
		rows "$TMP/$source.tsv" >"$TMP/$source.rows"
		same "$locale: rows of -s $source" "$TMP/loop.rows" \
			"$TMP/$source.rows"
	done
	rows "$TMP/auto.tsv" | sort | uniq -c | awk '{ print $1 }' | sort -u \
		>"$TMP/times"
	echo 5 >"$TMP/five"
	same "$locale: each row five times with -s auto" "$TMP/five" "$TMP/times"
	head -n 1 "$TMP/loop.tsv" >"$TMP/loop.head"
	head -n 1 "$TMP/native.tsv" >"$TMP/native.head"
	same "$locale: the header" "$TMP/loop.head" "$TMP/native.head"
	# shellcheck disable=SC2016 # for awk
	check "$locale: the time is the loop's" awk -F '\t' 'NR > 1 &&
		$1 !~ /^[0-9]+-[0-9][0-9]-[0-9][0-9]T[0-9:]+Z$/ { exit 1 }' \
		"$TMP/native.tsv"
	rm -f "$TMP"/*.tsv
}

compare C
compare C.UTF-8
for locale in de_DE.UTF-8 de_DE.utf8 de_DE.ISO-8859-1 de_DE.iso88591; do
	if locale -a 2>/dev/null | grep -qx "$locale"; then
		compare "$locale"
	fi
done
finish
