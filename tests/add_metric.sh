#!/bin/bash
# Follow docs/hacking.md, "Add a metric", in a copy of the sources: a row in
# each of two files puts the number into the table and the picture.
. tests/lib.sh

copy=$TMP/copy
mkdir "$copy"
cp -R Makefile formats render collectors "$copy"
mkdir "$copy/tests"
cp -R tests/darwin tests/*.mk "$copy/tests"
built() {
	(cd "$copy" && make BUILD="$TMP/build" CFLAGS=-O0 WERROR=-Werror \
		"$TMP/build/memgraph" >"$TMP/make.out" 2>&1)
}

pair=tests/fixtures/odd/vm-stat-48
# add FILE BEFORE ROW: add the row before the first line that matches BEFORE.
add() {
	awk -v row="$3" -v before="$2" '!added && $0 ~ before {
			print row
			added = 1
		}
		{ print }' "$copy/$1" >"$TMP/new"
	cp "$TMP/new" "$copy/$1"
}
# 1. A field of vm_stat under another name, at the end.
awk '/^#define TRACE_EACH_METRIC/, /^$/ {
		if ($0 == "")
			print "\tX(SPARE, \"spare_bytes\", PAGES, PURGEABLE)\n"
		else if ($0 ~ /\\$/)
			print
		else
			print $0 " \\"
		next
	}
	{ print }' render/trace/metric.h >"$copy/render/trace/metric.h"
# 2. Its line.
add render/graph/lines.c '^\};$' \
	'    {TRACE_SPARE, "spare", "to spare", "5 2", 1, INK_LOW},'
awk '/\{TRACE_SPARE/ { n++ } END { exit n != 1 }' \
	"$copy/render/graph/lines.c" || fail 'the row of the line is in place'
check 'two rows are enough to build it' built
sed 30q "$TMP/make.out" | grep -E 'error:|warning:'

"$TMP/build/memgraph" -t tsv "$pair.tsv" "$pair.log" >"$TMP/table"
check 'it is in the table' grep -q 'spare_bytes' "$TMP/table"
grep -v 'spare_bytes' "$TMP/table" >"$TMP/rest"
same 'and nothing else is other' "$pair.table.tsv" "$TMP/rest"
"$TMP/build/memgraph" --static --lines "$pair.tsv" "$pair.log" >"$TMP/x.svg"
check 'it is drawn' grep -q '<path id="spare" ' "$TMP/x.svg"
check 'with its name' grep -q '>to spare ' "$TMP/x.svg"
check 'beside what was there' grep -q '<path id="wired" ' "$TMP/x.svg"

finish
