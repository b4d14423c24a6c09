#!/bin/bash
# The unit programs and memgraph under valgrind. `make valgrind`.
# usage: tests/valgrind.sh CHECK-PROGRAM ...
. tests/lib.sh

command -v valgrind >/dev/null || {
	echo 'skipped: no valgrind'
	exit 0
}

# grind COMMAND [ARG ...]: exits with 99 when valgrind found something.
grind() {
	valgrind --quiet --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect "$@"
}

# One process, so that valgrind sees it all.
for program in "$@"; do
	CK_FORK=no CK_DEFAULT_TIMEOUT=0 check "$(basename "$program")" \
		grind "$program"
done
for tsv in tests/fixtures/*.tsv tests/fixtures/*/*.tsv; do
	log=${tsv%.tsv}.log
	[ -f "$log" ] || continue
	for type in svg tsv; do
		grind "$BUILD/memgraph" -t $type "$tsv" "$log" \
			>/dev/null 2>"$TMP/err"
		case $? in
		99) fail "memgraph -t $type $tsv" && cat "$TMP/err" ;;
		*) pass "memgraph -t $type $tsv" ;;
		esac
	done
done

finish
