#!/bin/bash
# What README.md shows is what the programs make of a scenario: the picture,
# and the report that it quotes. The commands that the documents name exist.
# With GENERATE=1 the picture is drawn anew.
. tests/lib.sh

scenario=tests/fixtures/scenarios/switch-overlap
check 'the example can be drawn' "$BUILD/memgraph" $scenario.tsv \
	$scenario.log "$TMP/example.svg"
[ -z "${GENERATE:-}" ] || cp "$TMP/example.svg" docs/example.svg
same 'docs/example.svg is of today' docs/example.svg "$TMP/example.svg"

check 'the report can be made' "$BUILD/memgraph" -t report $scenario.tsv \
	$scenario.log "$TMP/report.md"
awk '/^```/ { quoting = /markdown/; next } quoting && NF' README.md \
	>"$TMP/quoted"
check 'README quotes a report' [ -s "$TMP/quoted" ]
grep -vxFf "$TMP/report.md" "$TMP/quoted" >"$TMP/strange"
same 'and does so to the letter' /dev/null "$TMP/strange"

make help | awk '{ print $2 }' >"$TMP/targets"
grep -ohE '(^|`)make [a-z][a-z-]+' README.md docs/*.md |
	awk '{ print $2 }' | sort -u >"$TMP/named"
grep -vxFf "$TMP/targets" "$TMP/named" >"$TMP/strange"
same 'every "make TARGET" in the documents exists' /dev/null "$TMP/strange"

finish
