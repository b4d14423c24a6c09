#!/bin/bash
# Logs cut at each byte, and with each byte replaced by hostile values, for
# every output of memgraph: the output is well-formed or missing, and nothing
# hangs. The sanitizers are on.
#
# All bytes with EVERY_BYTE=all, which `make every-byte` sets; else every 40th.
. tests/lib.sh

# `make tests-built` builds this; a build of make asan can be used as it is.
driver=$BUILD/asan/every_byte
[ -x "$BUILD/every_byte" ] && driver=$BUILD/every_byte
step=40
[ "${EVERY_BYTE:-}" != all ] || step=1
TMPDIR=$TMP
if [ -w /dev/shm ]; then
	TMPDIR=$(mktemp -d /dev/shm/memtrace-test.XXXXXX)
	trap 'rm -rf "$TMP" "$TMPDIR"' EXIT
fi
# Shorter allocation traces save a fifth of the time.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1:malloc_context_size=3
UBSAN_OPTIONS=print_stacktrace=1
export TMPDIR ASAN_OPTIONS UBSAN_OPTIONS

# take NAME ROWS BLOCKS [AWK-CONDITION]: copy the first rows and blocks of a
# fixture, and only the lines of its log for which the condition holds.
take() {
	awk "NR <= $2" "tests/fixtures/odd/$1.tsv" >"$TMP/$1.tsv"
	awk "/^=====/ { block++ } block <= $3 && (${4:-1})" \
		"tests/fixtures/odd/$1.log" >"$TMP/$1.log"
	pairs="$pairs $1"
}

# Each layout once; only the first has what they share. The counters of vm_stat
# and memory_pressure that memgraph does not use are left out.
pairs=
some='!/^(Pageins|Pageouts|Swap|Pages (purg|thr|copy|zero|rea|stored|de|comp)|Comp.*[0-9]|Decomp|Anon|File-|"Tr)/'
take vm-stat-48 5 2 "$some"
take vm-stat-43-10-lines 0 1 'NR < 14'
take vm-stat-53-tagged 0 1 '/^(=|Mach|Pages (free|wired|occ|tag)|Bytes|Tagged)/'
take pressure-q 0 2 '/^(=|The|System)/'
take swap-comma 0 1 '/^(=|vm)/'
take swap-no-name 0 1 '/^(=|total)/'
take table-tabs 0 1 '/^(=|NAME|[a-z])/'
take table-no-context 0 1 '/^(=|NAME|[a-z]*:)/'
take json-one-line 3 1 '/^(=|NAME|\{|[a-z]*:)/'
take line-ends-crlf 3 1 '/^(=|Mach|Pages (free|occ)|The|System|vm)/'
take comm-shifted 4 0
take header-echo 3 0
take seconds-fractional 4 1 '/^=/'
take pid-reused 8 0

# run PAIR FIRST: try half of the bytes.
run() {
	"$driver" "$2" $((step * 2)) "$TMP/$1.tsv" "$TMP/$1.log" \
		>"$TMP/$1.$2.out" 2>&1
}

# half FIRST: run all pairs; failures go to $TMP/failed.
half() {
	local pair
	for pair in $pairs; do
		run "$pair" "$1" || echo "$pair.$1" >>"$TMP/failed"
	done
}

: >"$TMP/failed"
half 0 &
half "$step"
wait
for pair in $pairs; do
	for first in 0 "$step"; do
		if grep -qx "$pair.$first" "$TMP/failed"; then
			fail "$pair"
			tail -n 30 "$TMP/$pair.$first.out" | sed 's/^/    /'
		else
			pass "$pair"
		fi
	done
done
cat "$TMP"/*.out | awk '/^[0-9]+ variants/ { all += $1; drawn += $3 }
	END { print all " variants, " drawn " of them drawn" }'

# It can fail: a missing input is found.
status 'an input that cannot be read is reported' 2 "$driver" 0 1 \
	"$TMP/nothing" "$TMP/nothing"

finish
