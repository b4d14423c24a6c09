#!/bin/bash
# Each allocation fails once, in its own run. The program prints a message
# and exits with 1, or does without the memory. It never crashes, leaks, cuts
# off a log, or leaves something out of a picture. FAULTS=all tries every
# allocation, even if there are thousands.
. tests/lib.sh

shim=$BUILD/shims/alloc.so
drive=$BUILD/tests/drive_faults
log=$TMP/log
server=
sleeper=
export TMP no_proxy='*'
# shellcheck disable=SC2154 # set by the loop
trap 'for pid in $server $sleeper; do kill "$pid" 2>/dev/null; done
	rm -rf "$TMP"' EXIT
[ -f "$shim" ] || {
	echo 'skipped: no shims here (they are for glibc)'
	exit 0
}
if grep -q __asan_init "$BUILD/proctrace"; then
	echo 'skipped: the sanitizer has the allocator'
	exit 0
fi
stride=9
many=101
[ "${FAULTS:-}" != all ] || stride=1 many=9

# each NAME LEAST-FAILED OPTION ...: drive_faults finds nothing wrong, and at
# least LEAST-FAILED of the failures end the run.
each() {
	local name=$1 least=$2 count
	shift 2
	check "$name" "$drive" "$@"
	cp "$TMP/check.out" "$TMP/said"
	count=$(sed -n 's/^runs .* failed \([0-9]*\) .*/\1/p' "$TMP/said")
	check "$name: fails with a message" [ "${count:-0}" -ge "$least" ]
	[ -z "${VERBOSE:-}" ] || sed 's/^/    /' "$TMP/said"
}


# All allocations from the Nth on fail ("%+"), or only the Nth. glibc's
# setlocale then leaks; ignore that.
for which in % %+; do
	for source in native tool; do
		each "proctrace -s $source, $which" 20 -c -x 16 -o "$log" \
			-t rows "$shim" ALLOC_FAIL=$which "$BUILD/proctrace" -q \
			-w -s $source -n 2 -i 0.001 -o "$log"
	done
done
# One process, and an expression for which regexec allocates. If that fails, the
# row is not left out silently. glibc's regcomp then leaks; ignore that.
(exec -a "faults-alloc-$$" sleep 600) &
sleeper=$!
for source in native tool; do
	each "proctrace -s $source -m" 10 -m -s "$stride" -o "$log" -t rows \
		"$shim" ALLOC_FAIL=% "$BUILD/proctrace" -q -s $source -n 2 \
		-i 0.001 -m "(x|faults)-alloc-$$" -o "$log"
done

"$BUILD/standin/ollama_server" >"$TMP/port" &
server=$!
wait_for 10 test -s "$TMP/port"
url=http://127.0.0.1:$(cat "$TMP/port")
# Leave out OpenSSL, which allocates three thousand blocks at its start. libcurl
# has to free them.
export ALLOC_SKIP=libcrypto
each 'systrace -s native' 20 -c -x 16 -o "$log" -t blocks "$shim" \
	ALLOC_FAIL=% "$BUILD/systrace" -q -s native -n 2 -i 0.001 -u "$url" \
	-o "$log"
# Without memory libcurl gets no answer, which is reported; recording continues.
check "systrace: libcurl can do without an answer" \
	grep -q "^survived systrace" "$TMP/said"
each 'systrace -s native, all' 5 -s "$stride" -c -x 16 -o "$log" -t blocks \
	"$shim" ALLOC_FAIL=%+ "$BUILD/systrace" -q -s native -n 2 -i 0.001 \
	-u "$url" -o "$log"
unset ALLOC_SKIP
each 'systrace -s native, in OpenSSL' 0 -f 7 -s "$many" -o "$log" -t blocks \
	"$shim" ALLOC_FAIL=% "$BUILD/systrace" -q -s native -n 2 -i 0.001 \
	-u "$url" -o "$log"
PATH=$PWD/tests/standin/bin:$PATH each 'systrace -s tool' 8 -c -o "$log" \
	-t blocks "$shim" ALLOC_FAIL=% "$BUILD/systrace" -q -s tool -n 2 \
	-i 0.001 -u "$url" -o "$log"

fixture=tests/fixtures/odd/vm-stat-48
out=$TMP/folder/out
mkdir "$TMP/folder"
for type in tsv openmetrics report; do
	each "memgraph -t $type" 80 -c -o "$out" -t output "$shim" \
		ALLOC_FAIL=% "$BUILD/memgraph" -t $type $fixture.tsv \
		$fixture.log "$out"
done
each 'memgraph -t compare' 80 -c -o "$out" -t output "$shim" ALLOC_FAIL=% \
	"$BUILD/memgraph" -t compare $fixture.tsv,$fixture.log $fixture.tsv "$out"
each 'memgraph' 100 -s "$((stride * 3 - 2))" -c -o "$out" -t output "$shim" \
	ALLOC_FAIL=% "$BUILD/memgraph" $fixture.tsv $fixture.log "$out"
each 'memgraph, all' 5 -s "$many" -c -o "$out" -t output "$shim" \
	ALLOC_FAIL=%+ "$BUILD/memgraph" $fixture.tsv $fixture.log "$out"
check 'memgraph: nothing is left' [ -z "$(ls -A "$TMP/folder")" ]

finish
