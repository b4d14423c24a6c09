#!/bin/bash
# `make valgrind`: run the unit programs and memgraph under valgrind.
# usage: tests/valgrind.sh CHECK-PROGRAM ...
. tests/lib.sh

command -v valgrind >/dev/null || {
	echo 'skipped: no valgrind'
	exit 0
}

# clean NAME COMMAND [ARG ...]: passes when valgrind reports nothing, whatever
# the exit status: under valgrind a posix_spawn of a missing program seems to
# succeed.
clean() {
	local name=$1
	shift
	rm -f "$TMP"/grind.*
	valgrind --quiet --log-file="$TMP/grind.%p" --leak-check=full \
		--errors-for-leak-kinds=definite,indirect "$@" \
		>"$TMP/out" 2>&1 </dev/null
	cat "$TMP"/grind.* >"$TMP/grinds"
	same "$name" /dev/null "$TMP/grinds"
}

for program in "$@"; do
	CK_DEFAULT_TIMEOUT=300 clean "$(basename "$program")" "$program"
done
for tsv in tests/fixtures/*.tsv tests/fixtures/*/*.tsv; do
	log=${tsv%.tsv}.log
	[ -f "$log" ] || continue
	for type in svg tsv report; do
		clean "memgraph -t $type $tsv" \
			"$BUILD/memgraph" -t $type "$tsv" "$log"
	done
	clean "memgraph -t compare $tsv" "$BUILD/memgraph" -t compare \
		"$tsv" "$tsv,$log" --fail-if 'late>5%'
done

finish
