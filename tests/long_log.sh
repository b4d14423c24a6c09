#!/bin/bash
# A month of system samples with one bad moment: the picture and the report show
# that moment and nothing else.
. tests/lib.sh

memgraph=$BUILD/memgraph
head -n 1 tests/fixtures/odd/vm-stat-48.tsv >"$TMP/none.tsv"

# month N ...: a sample for every five minutes of February. In samples N ... the
# compressor is large and little memory is free.
month() {
	awk -v numbers="$*" 'BEGIN {
		n = split(numbers, list)
		for (i = 1; i <= n; i++)
			bad[list[i]] = 1
		for (i = 0; i < 28 * 288; i++) {
			printf "===== 2026-02-%02dT%02d:%02d:00Z =====\n",
			    i / 288 + 1, i / 12 % 24, i % 12 * 5
			print "Mach Virtual Memory Statistics: " \
			    "(page size of 16384 bytes)"
			printf "Pages free: %d.\nPages active: 1000000.\n",
			    i in bad ? 5000 : 1000000
			print "Pages inactive: 1000000.\nPages speculative: 0."
			printf "Pages occupied by compressor: %d.\n",
			    i in bad ? 2600000 : 200000
			printf "System-wide memory free percentage: %d%%\n",
			    i in bad ? 12 : 60
		}
	}'
}

# pressure LEVEL: print how many rectangles have this level, and their total
# width.
pressure() {
	sed -n "s/.*<rect class=\"pressure $1\".* width=\"\([0-9.]*\)\".*/\1/p" \
		"$TMP/x.svg" | awk '{ sum += $1 } END { print NR, sum + 0 }'
}

month 4000 >"$TMP/month.log"
"$memgraph" --static "$TMP/none.tsv" "$TMP/month.log" "$TMP/x.svg"
check 'one bad sample is one pixel of the ribbon' \
	test "$(pressure warn)" = '1 1'
check 'on a month that is normal' test "$(pressure normal)" = '1 652'
check 'its title has that moment alone' grep -qF \
	'estimated: warn, 2026-02-14 21:20:00 UTC</title>' "$TMP/x.svg"
check 'so has the band' grep -qF \
	'below 30 %: 12 %, 2026-02-14 21:20:00 UTC</title>' "$TMP/x.svg"
printf '2026-02-%s:00:00Z\t7\t1\tollama\t%s\t9\tollama runner --model a\n' \
	02T03 5000 09T03 9000 09T04 8000 >"$TMP/run.tsv"
"$memgraph" --static "$TMP/run.tsv" "$TMP/month.log" "$TMP/x.svg"
check 'the time of a peak has its day' \
	grep -q 'peak RSS 8.8 MiB at 2026-02-09 03:00:00, ' "$TMP/x.svg"
check 'so has the first sample of a runner' \
	grep -q ', first seen 2026-02-02 03:00:00, ' "$TMP/x.svg"

# Every second sample is bad: more changes than pixels.
# shellcheck disable=SC2046 # words
month $(seq 1 2 8063) >"$TMP/month.log"
"$memgraph" --static "$TMP/none.tsv" "$TMP/month.log" "$TMP/x.svg"
check 'the worse covers all pixels that have both' \
	test "$(pressure warn | cut -d . -f 1)" = '1 651'
# shellcheck disable=SC2046 # words
month $(seq 1 36 8063) >"$TMP/month.log"
"$memgraph" --static "$TMP/none.tsv" "$TMP/month.log" "$TMP/x.svg"
check 'a ribbon has at most 200 rectangles' \
	test "$(grep -c '<rect class="pressure' "$TMP/x.svg")" -le 200

# Years.
printf '%s\t7\t1\tollama\t5000\t9\tollama serve\n' 2024-01-10T03:00:00Z \
	2025-06-01T03:00:00Z >"$TMP/years.tsv"
: >"$TMP/none.log"
"$memgraph" --static "$TMP/years.tsv" "$TMP/none.log" "$TMP/x.svg"
check 'over more than a year a tick has its year' \
	grep -q '>2024-[01][0-9]-[0-9][0-9]</text>' "$TMP/x.svg"
check 'and UTC keeps away from it' grep -qE '<text x="7[3-9][0-9.]*" [^>]*>UTC<' "$TMP/x.svg"

# Two threads read large files, but not pipes: with the same results.
awk 'BEGIN {
	for (i = 0; i < 40000; i++)
		printf "2026-02-%02dT%02d:%02d:00Z\t7\t1\tollama\t%d\t9\t%s\n",
		    i / 1440 + 1, i / 60 % 24, i % 60, i, "ollama serve"
	print "bad"
}' >"$TMP/large.tsv"
{
	month 4000
	echo '===== when? ====='
} >"$TMP/large.log"
for name in tsv log; do
	check "the $name is large" \
		test "$(wc -c <"$TMP/large.$name")" -ge 1048576
done
"$memgraph" -t tsv "$TMP/large.tsv" "$TMP/large.log" >"$TMP/files" 2>&1
"$memgraph" -t tsv <(cat "$TMP/large.tsv") <(cat "$TMP/large.log") 2>&1 |
	sed "s,^/dev/fd/[0-9]*:40001,$TMP/large.tsv:40001,
	s,^/dev/fd/[0-9]*:,$TMP/large.log:," >"$TMP/pipes"
same 'large logs, read at once and in turn' "$TMP/pipes" "$TMP/files"
check 'the problem in the process log comes first' \
	grep -qF "large.tsv:40001: " <(head -n 1 "$TMP/files")

finish
