#!/bin/bash
# The command line of memgraph -t compare and --fail-if: runs, conditions, exit
# statuses. golden.sh tests what is written, and ci.sh tests docs/ci.md.
# shellcheck disable=SC2016 # backticks of Markdown
. tests/lib.sh

memgraph=$BUILD/memgraph
before=$PWD/tests/fixtures/scenarios/switch-overlap
after=$PWD/tests/fixtures/scenarios/switch-waits
"$memgraph" -t compare "$before.tsv,$before.log" "$after.tsv,$after.log" \
	>"$TMP/wanted" || exit 1

said() {
	check "$1" grep -qxF -e "$2" "$TMP/err"
}

## Runs.

# run NAME LOGS: make a folder like memtrace's
run() {
	mkdir -p "$1"
	cp "$2.tsv" "$1/ollama-process-memtrace-${1##*/}.tsv"
	cp "$2.log" "$1/system-memtrace-${1##*/}.log"
}
cd "$TMP" || exit
run a/20260514-092500 "$before"
run b/20260515-092500 "$after"
run 'b/20260514-080000' "$before"
for pair in "a b" "a/20260514-092500 b/20260515-092500" \
	"$before.log,$before.tsv b"; do
	# shellcheck disable=SC2086 # two words
	status "compare $pair" 0 "$memgraph" -t compare $pair
	same "compare $pair is the same" wanted out
done
status 'pipes' 0 "$memgraph" -t compare \
	"/dev/fd/3,/dev/fd/4" b 3<"$before.tsv" 4<"$before.log"
same 'pipes are the same' wanted out
for output in new/x.md '-o new/x.md'; do
	# shellcheck disable=SC2086 # words
	status "OUTPUT: $output" 0 "$memgraph" -t compare a b $output
	same "is written: $output" wanted new/x.md
	rm new/x.md
done
status 'both runs are one log' 0 "$memgraph" -t compare "$before.log" \
	"$before.log"
check 'a log has no runners' grep -q '^| overlaps of runners .* not recorded ' \
	out
echo 'machdep.cpu.brand_string: Apple M9' >b/20260515-092500/machine.txt
status 'a machine' 0 "$memgraph" -t compare a b
check 'is named' grep -q '^- After: .*, machine Apple M9, 64 GiB$' out
check 'of that run alone' grep -q '^- Before: .*, machine 64 GiB$' out
blob=${before%/*}/blob-inferred
status 'an inferred name' 0 "$memgraph" -t compare "$blob.tsv,$blob.log" \
	"$blob.tsv"
check 'is that name' grep -q '^| `llama3.3:8b` peak RSS ' out
# size KIB: print a runner of this size
size() {
	printf '2026-05-14T09:00:00Z\t7\t1\tollama\t%d\t9\t%s\n' "$1" \
		'ollama runner --model a'
}
status 'sizes that hardly differ' 0 "$memgraph" -t compare \
	<(size 1000) <(size 2024)
check 'are neither better nor worse' grep -q '^| `a` peak RSS .* +1.0 MiB |$' out
status 'sizes that differ' 0 "$memgraph" -t compare <(size 1000) \
	<(size 1001000)
check 'are' grep -q '^| `a` peak RSS .* +977 MiB, worse |$' out

# together SECOND ...: two runners are there at these seconds.
together() {
	local s
	size 1000
	for s in "$@"; do
		printf '2026-05-14T09:00:0%sZ\t%d\t1\tollama\t9\t9\t%s\n' \
			"$s" 7 'ollama runner --model a' \
			"$s" 8 'ollama runner --model b'
	done
}
status 'an overlap that one sample saw' 0 "$memgraph" -t compare \
	<(together 1) <(together 1 2 3)
check 'has no length' grep -q '; the runners overlap for 2 s (1 sample before)' \
	out

# time_of NAME BEFORE AFTER ROW [LOG]: compare the row of the time in overlaps;
# these are the last seconds.
time_of() {
	together 1 2 3 4 "$2" >before.tsv
	together 1 2 3 4 "$3" >after.tsv
	"$memgraph" -t compare before.tsv "after.tsv${5+,$5}" >out 2>err
	sed -n 's/^| time in overlaps *//p' out | tr -s ' ' >got
	echo "$4" >right
	same "times: $1" right got
}
time_of 'jitter' 4.999 5.001 '| 3.9 s | 4 s | none |'
time_of 'an interval, and jitter' 4.999 6.001 '| 3.9 s | 5 s | +1 s |'
time_of 'two intervals' 4.9 6.9 '| 3.9 s | 5.9 s | +2 s, worse |'
time_of 'fewer' 6.9 4.9 '| 5.9 s | 3.9 s | -2 s, better |'
for s in 0 3 6; do
	printf '===== 2026-05-14T09:00:0%dZ =====\n\n%s\n\n' "$s" \
		'total = 2048.00M  used = 0.00M  free = 2048.00M'
done >s.log
time_of 'the longer interval counts' 4.9 6.9 '| 3.9 s | 5.9 s | +2 s |' s.log

for wrong in a 'a b c d' 'a b -o x y' 'a b x -o y'; do
	# shellcheck disable=SC2086 # words
	status "wrong usage: $wrong" 2 "$memgraph" -t compare $wrong
done
status 'BEFORE is not there' 1 "$memgraph" -t compare no.tsv,no.log b
said 'it is named' 'memgraph: no.tsv: No such file or directory'
status 'nor is AFTER' 1 "$memgraph" -t compare a "$after.tsv,no.log"
said 'that is named' 'memgraph: no.log: No such file or directory'
: >empty
status 'AFTER has no sample' 1 "$memgraph" -t compare a empty x.md
said 'it is named, too' 'memgraph: no usable sample in empty'
cp "$after.tsv" p.tsv
cp "$after.log" s.log
status 'OUTPUT is an input' 1 "$memgraph" -t compare a p.tsv,s.log s.log
same 'which stays' "$after.log" s.log
check 'no OUTPUT is left' test ! -e x.md -a ! -e new/x.md

## Conditions.

# fails CONDITION REASON: CONDITION holds for the run in a, which has an overlap
fails() {
	status "fails: $1" 3 "$memgraph" -t report a --fail-if "$1"
	printf 'memgraph: --fail-if %s: %s\n' "$1" "$2" >reason
	same "says why: $1" reason err
	check "has written the report: $1" grep -q '^### Ollama' out
}
# passes CONDITION: it does not hold for that run
passes() {
	status "passes: $1" 0 "$memgraph" -t report a --fail-if "$1"
	check "says nothing: $1" test ! -s err
}
fails overlap 'overlaps of runners: 1, time in overlaps: 45 s'
fails low 'times free memory was low: 1, lowest free memory: 3 %'
fails critical 'samples at pressure level critical: 4, time at pressure level '\
'critical: 15 s, estimated from vm_stat'
fails 'free<4%' 'lowest free memory: 3 %'
passes 'free<3%'
fails 'wired>54G' 'peak wired: 54.82 GiB'
fails 'wired>56130M' 'peak wired: 54.82 GiB'
passes 'wired>55G'
passes 'wired>1T'
fails 'swap-growth>9050000K' 'swap growth: 8.64 GiB'
passes 'swap-growth>9G'
fails 'footprint>30G' 'largest footprint: not recorded'
passes several
passes orphan
passes 'late>0%'
status 'AFTER is judged' 3 "$memgraph" -t compare b a --fail-if low
status 'not BEFORE' 0 "$memgraph" -t compare a b --fail-if low
status '--low matters' 3 "$memgraph" -t compare a b --low 50 --fail-if low
said 'and is reported' "memgraph: --fail-if low: times free memory was low: 1, \
lowest free memory: 42 %"
status 'two conditions' 3 "$memgraph" -t report a --fail-if overlap \
	--fail-if orphan --fail-if low
check 'each that fails is reported' test "$(wc -l <err)" -eq 2
status '--strict is for the input' 1 "$memgraph" --strict -t report \
	<(cat "$before.tsv"; echo x) "$before.log" --fail-if overlap

wide=${before%/*}/wide-mlx
status 'a footprint' 3 "$memgraph" -t report "$wide.tsv" "$wide.log" \
	--fail-if 'footprint>33G' --fail-if several
said 'that the kernel saw' \
	'memgraph: --fail-if footprint>33G: largest footprint: 33.50 GiB'
said 'several models' \
	'memgraph: --fail-if several: times several models were listed: 1'
wide=${before%/*}/wide-half
status 'not each footprint' 3 "$memgraph" -t report "$wide.tsv" "$wide.log" \
	--fail-if 'footprint>1T'
said 'so it is unknown' \
	'memgraph: --fail-if footprint>1T: largest footprint: not recorded'
# row SECOND PID [FOOTPRINT MAX GPU]: print a row of a wide log
row() {
	printf '2026-05-14T09:00:%02dZ\t%d\t1\tollama\t9\t9\t%s' "$1" "$2" \
		"ollama runner --model $2"
	printf '\t%s\t%s\t%s\n' "${3-}" "${4-}" "${5-}"
}
for second in 0 1 2 3; do
	row $second 7 800 900 1
done >p.tsv
row 3 8 >>p.tsv
status 'a runner that has just started' 3 "$memgraph" -t report p.tsv \
	--fail-if 'footprint>1K'
said 'may lack one' \
	'memgraph: --fail-if footprint>1K: largest footprint: 0.9 MiB'
orphan=${before%/*}/orphan
status 'an orphan' 3 "$memgraph" -t report "$orphan.tsv" --fail-if orphan
said 'is counted' 'memgraph: --fail-if orphan: orphaned runners: 1'
status 'a pause over a change' 3 "$memgraph" -t report \
	"${before%/*}/stalled-sampling.tsv" --fail-if overlap
said 'may hide an overlap' \
	'memgraph: --fail-if overlap: overlaps of runners: not recorded'
head -n 1 "$orphan.tsv" >p.tsv
status 'a log in which no process matched' 0 "$memgraph" -t report p.tsv \
	"$orphan.log" --fail-if overlap --fail-if orphan \
	--fail-if 'footprint>1K'
status 'and one that is empty' 3 "$memgraph" -t report empty "$orphan.log" \
	--fail-if 'footprint>1K'
said 'is not recorded' \
	'memgraph: --fail-if footprint>1K: largest footprint: not recorded'
printf '2026-05-14T09:00:00Z\t7\t1\tollama\t9\t9\tollama serve\n' >p.tsv
status 'a log of a server alone' 0 "$memgraph" -t compare p.tsv p.tsv \
	--fail-if 'footprint>1K'
check 'has no runner' grep -q '^| largest footprint .* no runner .* unknown |$' \
	out
status 'a single sample' 3 "$memgraph" -t report \
	"${before%/*}/one-sample.tsv" --fail-if overlap
said 'has no start' \
	'memgraph: --fail-if overlap: overlaps of runners: not recorded'

# part NAME REASON [OPTION ...]: it passes with what is in s.log
part() {
	local name=$1 reason=$2
	shift 2
	status "$name" 0 "$memgraph" -t report "$after.tsv" s.log "$@"
	printf '%s\n' "$reason" >right
	same "$name: says so" right err
}
awk '/^=====/ { n++ } !(n > 9 && /free percentage|^Pages/)' "$after.log" >s.log
part 'a part of the samples' \
	'memgraph: --fail-if free<4%: passes, recorded in 9 of 84 system samples
memgraph: --fail-if low: passes, recorded in 9 of 84 system samples
memgraph: --fail-if critical: passes, recorded in 9 of 84 system samples
memgraph: --fail-if wired>55G: passes, recorded in 9 of 84 system samples' \
	--fail-if 'free<4%' --fail-if low --fail-if critical \
	--fail-if 'wired>55G' --fail-if several
awk '/^=====/ { n++ } n < 9 || n > 20 && n < 50' "$after.log" >s.log
part 'a gap, and the end' 'memgraph: --fail-if several: passes, with no system '\
'sample for 4 min 4 s' --fail-if several

# late NAME WANTED PROCESS-SECONDS SYSTEM-SECONDS: for samples at these seconds
late() {
	local s
	: >p.tsv
	: >s.log
	for s in $3; do
		printf '2026-05-14T09:00:%02dZ\t7\t1\tollama\t9\t9\t%s\n' \
			"$s" 'ollama serve' >>p.tsv
	done
	for s in $4; do
		printf '===== 2026-05-14T09:00:%02dZ =====\n\n%s\n\n' "$s" \
			'total = 2048.00M  used = 0.00M  free = 2048.00M' \
			>>s.log
	done
	"$memgraph" -t report p.tsv s.log --fail-if 'late>0%' >out 2>err
	sed 's/.*missed: //' err >got
	[ -z "$2" ] && : >right || echo "$2" >right
	same "late: $1" right got
}
late 'none' '' '0 1 2 3 4' '0 5 10'
late 'one of ten' '10 %' '0 1 2 3 4 5 7 8 9' '0 2 4 6 8'
late 'later by half' '20 %' '0 4 8 15 16' '0 4 8 12 16'
late 'the worse log counts' '20 %' '0 1 2 3 4 5 6 7 8' '0 2 6 8'
late 'a pause of both' '50 %' '0 1 2 8 9' '0 1 2 8 9'
late 'perhaps no process matched' '' '0 1 2 8 9' '0 1 2 3 4 5 6 7 8 9'
late 'only a system log' '20 %' '' '0 1 3 4'
late 'only two samples' 'not recorded' '0 1' ''

for wrong in 'wired=a number' 'wired>' 'wired>G' 'wired>-1G' 'overlap>1' \
	overlaps swap '' 'wired>50G '; do
	status "wrong usage: '$wrong'" 2 "$memgraph" -t report a \
		--fail-if "$wrong"
	check "it is named: '$wrong'" grep -qF "memgraph: '$wrong': " err
done
# needs CONDITION REASON
needs() {
	status "wrong: $1" 2 "$memgraph" -t report a --fail-if "$1"
	check "says why: $1" grep -qF "memgraph: '$1': $2" err
}
for wrong in 'wired>54.8G' 'wired>50' 'wired>50g' 'wired>5%'; do
	needs "$wrong" 'the limit is a whole number and K, M, G or T'
done
for wrong in 'free<10' 'free<2.5%' 'late>5G'; do
	needs "$wrong" 'the limit is a whole number and %'
done
needs wired "needs > and a limit, in quotes: 'wired>50G'"
needs 'wired<50G' "needs > and a limit, in quotes: 'wired>50G'"
needs 'free>10%' "needs < and a limit, in quotes: 'free<10%'"
for type in svg tsv status redacted; do
	status "not with -t $type" 2 "$memgraph" -t $type a --fail-if overlap
done
many=$(printf ' --fail-if several%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
# shellcheck disable=SC2086 # words
status 'sixteen conditions' 0 "$memgraph" -t report a $many
# shellcheck disable=SC2086 # words
status 'one too many' 2 "$memgraph" -t report a $many --fail-if several
finish
