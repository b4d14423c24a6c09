#!/bin/bash
# memgraph makes the pictures and the report of README.md from the scenarios,
# and every make target in the documents exists. GENERATE=1 renews pictures and
# report.
. tests/lib.sh

# example NAME SCENARIO [OPTION ...]: memgraph makes docs/NAME from this
# scenario.
example() {
	local name=$1 logs=tests/fixtures/scenarios/$2
	shift 2
	check "$name can be made" \
		"$BUILD/memgraph" "$@" "$logs.tsv" "$logs.log" "$TMP/$name"
	[ -z "${GENERATE:-}" ] || cp "$TMP/$name" "docs/$name"
	same "docs/$name is up to date" "docs/$name" "$TMP/$name"
	check "README.md shows docs/$name" grep -q "](docs/$name)" README.md
}

example example.svg switch-overlap
example example-mlx.svg wide-mlx
example example-report.md switch-overlap -t report

make help | awk '{ print $2 }' >"$TMP/targets"
grep -ohE '(^|`)make [a-z][a-z-]+' README.md docs/*.md |
	awk '{ print $2 }' | sort -u >"$TMP/named"
grep -vxFf "$TMP/targets" "$TMP/named" >"$TMP/strange"
same 'every "make TARGET" in the documents exists' /dev/null "$TMP/strange"

finish
