#!/bin/bash
# The report of wide logs: compared with narrow logs of the same minutes, with
# the kernel's lines elsewhere in their blocks, and with what Linux adds.
. tests/lib.sh

kernel='^(kern[.]|iogpu[.]|vm[.]compressor|hw[.])'
# report NAME: print the report of the logs NAME in $TMP.
report() {
	"$BUILD/memgraph" -t report "$TMP/$1.tsv" "$TMP/$1.log" >"$TMP/$1.md" \
		2>"$TMP/$1.err"
	check "$1: no message" test ! -s "$TMP/$1.err"
}
# answers FILE: print the answers, and everything without a footprint or level.
answers() {
	awk '/^#|^</ { on = /^#### [124][.]/ }
		/^[|] [1-5][.] / {
			gsub(/ +/, " ")
			sub(/; pressure up to [^|]* [|]/, " |")
			print
		}
		on || /^Lowest/ || /^- Swap/ || /^- Paged/' "$1"
}

for name in wide-mlx wide-gguf wide-half; do
	pair=tests/fixtures/scenarios/$name
	cut -f 1-7 "$pair.tsv" >"$TMP/narrow.tsv"
	grep -Ev "$kernel" "$pair.log" >"$TMP/narrow.log"
	report narrow
	answers "$pair.report.md" >"$TMP/wide.answers"
	answers "$TMP/narrow.md" >"$TMP/narrow.answers"
	same "$name: narrow logs give the same answers" "$TMP/wide.answers" \
		"$TMP/narrow.answers"
	check "$name: and say nothing of what they lack" sh -c \
		"! grep -Ei 'footprint (at|of)|GPU \||recorded\)|NULL' \
			'$TMP/narrow.md'"
	for view in "$pair" "$TMP/narrow"; do
		"$BUILD/memgraph" -t tsv "$view.tsv" "$view.log"
	done | sort >"$TMP/tables"
	"$BUILD/memgraph" -t tsv "$TMP/narrow.tsv" "$TMP/narrow.log" | sort \
		>"$TMP/narrow.table"
	uniq -d "$TMP/tables" | sort >"$TMP/both"
	sort -u "$TMP/narrow.table" >"$TMP/narrow.lines"
	same "$name: each number of the narrow table is in the wide one" \
		"$TMP/narrow.lines" "$TMP/both"

	# First in a block, and in another order; the last of two lines counts.
	cat "$pair.tsv" >"$TMP/moved.tsv" # cp would keep it read-only
	awk -v kernel="$kernel" 'function put() {
			for (; lines > 0; lines--)
				print line[lines]
			printf "%s", rest
			rest = ""
		}
		/^=====/ { put(); print; next }
		$0 ~ kernel { line[++lines] = $0; next }
		{ rest = rest $0 "\n" }
		END { put() }' "$pair.log" >"$TMP/moved.log"
	report moved
	same "$name: the kernel's lines may stand anywhere" \
		"$pair.report.md" "$TMP/moved.md"
done

# Linux: some tasks wait for a tenth of the time, all tasks for less.
pair=tests/fixtures/scenarios/nothing-happens
cat "$pair.tsv" >"$TMP/linux.tsv"
awk '{ print }
	/^=====/ {
		printf "some avg10=0.00 avg60=0.00 avg300=0.00 total=%d\n", \
		    n * 500000 + (n > 9 ? 2000000 : 0)
		printf "full avg10=0.00 avg60=0.00 avg300=0.00 total=%d\n", \
		    n++ * 100000
	}' "$pair.log" >"$TMP/linux.log"
report linux
line='- Waiting for memory: some tasks for 13 s (at most 50 % of the time, at'
line="$line 17:00:50); all tasks for 2.3 s."
check 'how long tasks waited for memory' grep -qxF -e "$line" "$TMP/linux.md"
grep -vxF -e "$line" "$TMP/linux.md" >"$TMP/rest.md"
same 'and nothing else is other' "$pair.report.md" "$TMP/rest.md"
sed '/^full/d' "$TMP/linux.log" >"$TMP/some.log"
cat "$TMP/linux.tsv" >"$TMP/some.tsv"
report some
check 'or that it is not known of all of them' grep -q \
	'; all tasks not recorded[.]$' "$TMP/some.md"

finish
