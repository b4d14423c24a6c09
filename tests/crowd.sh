#!/bin/bash
# More models than rows: the largest models have a row, with a bar for each of
# their runs, and a line counts the others.
. tests/lib.sh

memgraph=$BUILD/memgraph
system=tests/fixtures/odd/vm-stat-48.log

# crowd N LARGE: a runner starts every ten seconds and runs for ten minutes. The
# LARGE runners in the middle grow.
crowd() {
	awk -v n="$1" -v large="$2" 'BEGIN {
		OFS = "\t"
		for (s = 0; s < n + 62; s++)
			for (i = 1; i <= n; i++) {
				if (s < i || s > i + 60)
					continue
				rss = i > n / 2 && i <= n / 2 + large ? \
				    4e6 + i : 10000
				print sprintf("2026-03-08T%02d:%02d:%02dZ",
				    9 + s / 360, s / 6 % 60, s % 6 * 10),
				    1000 + i, 1, "ollama", rss, 5000000,
				    "ollama runner --model m" i
			}
	}'
}

crowd 70 3 >"$TMP/run.tsv"
"$memgraph" --static "$TMP/run.tsv" $system "$TMP/x.svg"
# pid N: the bar of runner N.
pid() {
	grep -q "class=\"runner [^>]*><title>m[0-9]*, pid $1," "$TMP/x.svg"
}
check 'the largest of 70 runners has a bar' pid 1038
check 'so have the other large ones' eval 'pid 1037 && pid 1036'
check 'there are eight rows' test \
	"$(grep -c 'class="legend" data-for=".model-' "$TMP/x.svg")" -eq 8
check 'what is left out is named' grep -q '>and 63 smaller models<' "$TMP/x.svg"
colour=$(sed -n 's/.*<path id="rss-1038".* stroke="\([^"]*\)".*/\1/p' \
	"$TMP/x.svg")
check 'and a bar of its colour' grep -q \
	"class=\"runner .*fill=\"$colour\"><title>m38," "$TMP/x.svg"
check 'the others are grey' test "$(sed -n \
	's/.*<path id="rss-1009" class="series other".* stroke="\([^"]*\)".*/\1/p' \
	"$TMP/x.svg")" = '#868e99'

# As many large models as rows, all at the same time.
crowd 70 8 >"$TMP/run.tsv"
"$memgraph" --static "$TMP/run.tsv" $system "$TMP/x.svg"
for i in 1036 1037 1038 1039 1040 1041 1042 1043; do
	check "each of the eight largest has a bar: $i" pid $i
done
check 'in order of appearance' test "$(sed -n \
	's/.*class="runner model-\([0-9]\)".*<title>m\([0-9]*\),.*/\1\2/p' \
	"$TMP/x.svg" | tr '\n' ' ')" = '036 137 238 339 440 541 642 743 '

# Runs of one model at the same time: each has a lane, and no bar covers
# another.
sed 's/--model m[0-9]*/--model m/' "$TMP/run.tsv" >"$TMP/one.tsv"
"$memgraph" --static "$TMP/one.tsv" $system "$TMP/x.svg"
sed -n 's/.*<rect class="runner[^"]*" x="\([^"]*\)" y="\([^"]*\)" width="\([^"]*\)".*/\2 \1 \3/p' \
	"$TMP/x.svg" | sort -k1,1n -k2,2n >"$TMP/bars"
check 'there are two lanes' test "$(cut -d ' ' -f 1 "$TMP/bars" | sort -u |
	wc -l)" -eq 2
# shellcheck disable=SC2016 # for awk
check 'none covers another' awk '$1 == y && $2 < end { exit 1 }
	{ y = $1; end = $2 + $3 }' "$TMP/bars"
check 'the number of runs is shown' grep -q '>[^<]*, 70 runs<' "$TMP/x.svg"

# Two runners start and exit all the time while a third runs: more overlaps than
# can be drawn. Bands join, from the first sample of the third to its last.
awk 'BEGIN {
	OFS = "\t"
	for (s = 0; s < 86000; s++)
		for (i = 1; i < 2 + s % 2; i++)
			print sprintf("2026-03-08T%02d:%02d:%02dZ", s / 3600,
			    s / 60 % 60, s % 60), (i > 1 ? 1000 + s : 7), 1,
			    "ollama", (i > 1 ? 100 : 900), 5000000,
			    "ollama runner --model m"
}' >"$TMP/run.tsv"
printf '===== 2026-03-08T00:00:00Z =====\n\n' >"$TMP/empty.log"
# CPU time: each bar looks only at its own overlaps. With sanitizers this takes
# three times as long.
seconds=3
grep -q __asan_init "$memgraph" && seconds=10
# shellcheck disable=SC2016 # for sh
check "43000 overlaps are drawn in $seconds seconds, and wide" \
	sh -c 'ulimit -t "$1"; shift; exec "$@"' sh $seconds "$memgraph" \
	--static --width 10000 "$TMP/run.tsv" "$TMP/empty.log" "$TMP/wide.svg"
"$memgraph" --static "$TMP/run.tsv" "$TMP/empty.log" "$TMP/x.svg"
sed -n 's/.*<rect class="overlap" x="\([^"]*\)" y="[^"]*" width="\([^"]*\)".*/\1 \2/p' \
	"$TMP/x.svg" >"$TMP/bands"
# shellcheck disable=SC2016 # for awk
check 'they reach over the plot' awk 'NR == 1 && $1 > 50 { exit 1 }
	END { exit !($1 + $2 > 690) }' "$TMP/bands"
# shellcheck disable=SC2016 # for awk
check 'and none covers another' awk '$1 < end - .01 { exit 1 }
	{ end = $1 + $2 }' "$TMP/bands"

# More gaps than can be drawn: the longest has a label, so it is drawn.
awk 'BEGIN {
	OFS = "\t"
	for (s = 0; s < 3600; s++)
		if (s % 60 < 48 && (s < 2000 || s >= 2040))
			print sprintf("2026-03-08T09:%02d:%02dZ", s / 60,
			    s % 60), 7, 1, "ollama", 900, 5000000,
			    "ollama serve"
}' >"$TMP/run.tsv"
"$memgraph" --static "$TMP/run.tsv" "$TMP/x.svg"
check 'not all of 61 gaps are drawn' test \
	"$(grep -c '<rect class="gap"' "$TMP/x.svg")" -lt 45
check 'but the longest' grep -q \
	'"gap".*<title>no process samples 09:33:19 to 09:34:00<' "$TMP/x.svg"

finish
