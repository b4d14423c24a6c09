#!/bin/bash
# More runners than there is room for: those with a colour, the largest, have
# their bars and their marks on the time axis; small ones are left out.
. tests/lib.sh

memgraph=$BUILD/memgraph
system=tests/fixtures/odd/vm-stat-48.log

# crowd N LARGE: a runner starts every ten seconds and stays for ten minutes;
# the LARGE ones in the middle grow large.
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
bars() {
	grep -c '<rect.* class="runner"' "$TMP/x.svg"
}
# pid N: the bar of that runner.
pid() {
	grep -q "class=\"runner\".*<title>m[0-9]*  $1," "$TMP/x.svg"
}
check 'the largest of 70 runners has a bar' pid 1038
check 'so have the other large ones' eval 'pid 1037 && pid 1036'
check 'what is left out is said' grep -q '>[0-9]* runners not drawn<' \
	"$TMP/x.svg"
check 'there are bars of others, too' test "$(bars)" -gt 3
colour=$(sed -n 's/.*<path id="rss-1038".* stroke="\([^"]*\)".*/\1/p' \
	"$TMP/x.svg")
check 'and marks of its colour' test "$(grep -c \
	"<path [^>]*class=\"at [a-z]*\"[^>]*\"$colour\"" "$TMP/x.svg")" -eq 2

# As many large ones as there are lanes, all at the same time.
crowd 70 8 >"$TMP/run.tsv"
"$memgraph" --static "$TMP/run.tsv" $system "$TMP/x.svg"
for i in 1036 1037 1038 1039 1040 1041 1042 1043; do
	check "each of the eight largest has a bar: $i" pid $i
done

# Bars of a lane never cover each other.
sed -n 's/.*<rect x="\([^"]*\)" y="\([^"]*\)" width="\([^"]*\)".* class="runner".*/\2 \1 \3/p' \
	"$TMP/x.svg" | sort -k1,1n -k2,2n >"$TMP/bars"
check 'bars are found' test -s "$TMP/bars"
# shellcheck disable=SC2016 # of awk
check 'none covers another' awk '$1 == y && $2 < end { exit 1 }
	{ y = $1; end = $2 + $3 }' "$TMP/bars"

# over_bars SVG: how many labels reach over another bar of their lane.
over_bars() {
	# shellcheck disable=SC2016 # of awk
	sed -nE 's/.*<rect x="([^"]*)" y="([^"]*)" width="([^"]*)".* class="(runner|listed)".*/bar \2 \1 \3/p
		s/.*<text x="([^"]*)" y="([^"]*)".* class="at" [^>]*>([^<]*)<.*/label \2 \1 \3/p' \
		"$1" | awk '$1 == "bar" { y[n] = $2; from[n] = $3
			to[n++] = $3 + $4; next }
		{ text = $0; sub(/^[^ ]* [^ ]* [^ ]* /, "", text)
		  for (i = 0; i < n; i++)
			over += y[i] == $2 + 3 && from[i] > $3 + .01 &&
			    from[i] < $3 + length(text) * 6.6 }
		END { print over + 0 }'
}
check 'no label of many is over the bar of another' \
	test "$(over_bars "$TMP/x.svg")" -eq 0
replaced=tests/fixtures/scenarios/all-replaced
"$memgraph" --static $replaced.tsv $replaced.log "$TMP/x.svg"
check 'nor is one of a model that was listed before another' \
	test "$(over_bars "$TMP/x.svg")" -eq 0

# Models listed one after another, sooner than there is room for their labels.
awk -v system_log="$TMP/soon.log" 'BEGIN {
	OFS = "\t"
	for (s = 0; s <= 720; s += 10) {
		time = sprintf("2026-03-08T09:%02d:%02dZ", s / 60, s % 60)
		print time, 7, 1, "ollama", 900, 5000, "ollama serve"
		n = s < 40 ? 1 : s < 70 ? 2 : s < 120 ? 3 : 4
		printf "===== %s =====\n{\"models\":[{\"name\":\"gemma%d:27b-mlx\"," \
		    "\"size\":14500000000}]}\n\n", time, n >system_log
	}
}' >"$TMP/soon.tsv"
"$memgraph" --static "$TMP/soon.tsv" "$TMP/soon.log" "$TMP/x.svg"
check 'what has room keeps its size' \
	grep -q ' class="at" [^>]*>gemma2:27b-mlx  14 GB<' "$TMP/x.svg"
check 'what loses its size for another keeps its name' \
	grep -q ' class="at" [^>]*>gemma1:27b-mlx<' "$TMP/x.svg"
check 'and is not over that' test "$(over_bars "$TMP/x.svg")" -eq 0

# Two that come and go all the time: overlaps beyond what can be drawn one by
# one, over a third that stays. The bar of that is hatched to its end.
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
# Of the processor's time: each bar looks at its own overlaps alone. With the
# sanitizers it needs three times as much.
seconds=3
grep -q __asan_init "$memgraph" && seconds=10
# shellcheck disable=SC2016 # of sh
check "43000 overlaps are drawn in $seconds seconds, and wide" \
	sh -c 'ulimit -t "$1"; shift; exec "$@"' sh $seconds "$memgraph" \
	--static --width 10000 "$TMP/run.tsv" "$TMP/empty.log" "$TMP/wide.svg"
"$memgraph" --static "$TMP/run.tsv" "$TMP/empty.log" "$TMP/x.svg"
sed -n 's/^<rect x="\([^"]*\)" y="416" width="\([^"]*\)".*url(#hatch).*/\1 \2/p' \
	"$TMP/x.svg" >"$TMP/hatches"
# shellcheck disable=SC2016 # of awk
check 'they reach over the bar' awk 'NR == 1 && $1 > 65 { exit 1 }
	END { exit !($1 + $2 > 790) }' "$TMP/hatches"
# shellcheck disable=SC2016 # of awk
check 'and none covers another' awk '$1 < end - .01 { exit 1 }
	{ end = $1 + $2 }' "$TMP/hatches"

finish
