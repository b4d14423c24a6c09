#!/bin/bash
# The story of each scenario makes its logs, and the same recording in another
# form (an echo that printed -e, a comm with a blank, CRLF) has the same report.
# golden.sh compares the reports with the goldens.
. tests/lib.sh

for story in tests/scenarios/*.story; do
	name=$(basename "$story" .story)
	golden=tests/fixtures/scenarios/$name
	awk -v process="$TMP/made.tsv" -v system_log="$TMP/made.log" \
		-f tests/scenario.awk "$story"
	same "$name.tsv is as its story" "$golden.tsv" "$TMP/made.tsv"
	same "$name.log is as its story" "$golden.log" "$TMP/made.log"
done

# as_golden NAME FORM: compare the report of the logs in $TMP with the golden.
as_golden() {
	"$BUILD/memgraph" -t report "$TMP/other.tsv" "$TMP/other.log" \
		>"$TMP/other.md" 2>"$TMP/other.err"
	same "$1, $2" "tests/fixtures/scenarios/$1.report.md" "$TMP/other.md"
	check "$1, $2: no message" test ! -s "$TMP/other.err"
}

for name in switch-overlap orphan blob-inferred; do
	pair=tests/fixtures/scenarios/$name
	cat "$pair.log" >"$TMP/other.log" # cp would keep it read-only

	sed '1s/^/-e /' "$pair.tsv" >"$TMP/other.tsv"
	as_golden "$name" 'header with -e'

	# awk prints the fields that it takes for rss and vsz; the real ones
	# follow.
	awk -F '\t' 'BEGIN { OFS = FS }
		NR > 1 && $4 != "(ollama)" {
			$7 = $6 " " $7; $6 = $5; $5 = "doe/Ol"; $4 = "/Users/jo"
		} { print }' "$pair.tsv" >"$TMP/other.tsv"
	as_golden "$name" 'columns shifted'

	awk '{ printf "%s\r\n", $0 }' "$pair.tsv" >"$TMP/other.tsv"
	awk '{ printf "%s\r\n", $0 }' "$pair.log" >"$TMP/other.log"
	as_golden "$name" 'CRLF'

	for log in tsv log; do
		{ printf '\357\273\277'; cat "$pair.$log"; } >"$TMP/other.$log"
	done
	as_golden "$name" 'a byte order mark'
done

pair=tests/fixtures/scenarios/low-without-pressure
"$BUILD/memgraph" -t report --low 20 "$pair.tsv" "$pair.log" >"$TMP/low.md"
check '--low moves the line' grep -q 'never below 20 %' "$TMP/low.md"
check '--low: nothing is low any more' sh -c "! grep -q '^Below' '$TMP/low.md'"
pair=tests/fixtures/scenarios/switch-overlap
"$BUILD/memgraph" -t report --low 2 "$pair.tsv" "$pair.log" >"$TMP/low.md"
check '--low: what is close to zero stays close to zero' \
	grep -q '^| 3.* | [*][*]yes[*][*] ' "$TMP/low.md"

pair=tests/fixtures/scenarios/pushed-out
sed '/vm.swapusage/d' "$pair.log" >"$TMP/noswap.log"
"$BUILD/memgraph" -t report "$pair.tsv" "$TMP/noswap.log" >"$TMP/noswap.md"
check 'pushed out, and what swap did is not known' grep -q \
	'the compressor rose by 11.13 GiB and swap used was not recorded' \
	"$TMP/noswap.md"
pair=tests/fixtures/scenarios/switch-overlap

bands() {
	"$BUILD/memgraph" --static "$1.tsv" "$1.log" | grep -c 'class="overlap"'
}
check 'an overlap has a band' test "$(bands "$pair")" -eq 1
check 'its words are those of the report' eval \
	"'$BUILD/memgraph' --static '$pair.tsv' '$pair.log' |
		grep -q '>both alive, 45 s<'"
check 'where the clock was set back the picture claims none either' \
	test "$(bands tests/fixtures/scenarios/clock-jump)" -eq 0

# line NAME [OPTION ...]: print the line under the picture's title.
line() {
	local pair=tests/fixtures/scenarios/$1
	shift
	"$BUILD/memgraph" --static "$@" "$pair.tsv" "$pair.log" |
		grep 'id="span"'
}
for width in 720 1200; do
	check "the picture says that the clock was set back, $width" eval \
		"line clock-jump --width $width |
			grep -q ' clock set back<'"
done
check 'and does not where it was not' \
	eval '! line switch-overlap | grep -e "set back" -e order'

# joined NAME SED: append to both logs of a scenario copies that SED has
# changed.
joined() {
	local suffix pair=tests/fixtures/scenarios/$1
	for suffix in tsv log; do
		{ cat "$pair.$suffix"; sed "$2" "$pair.$suffix"; } \
			>"$TMP/joined.$suffix"
	done
	"$BUILD/memgraph" -t report "$TMP/joined.tsv" "$TMP/joined.log" \
		>"$TMP/joined.md"
	"$BUILD/memgraph" --static "$TMP/joined.tsv" "$TMP/joined.log" \
		>"$TMP/joined.svg"
}
# without_sampling REPORT: print it without the section about sampling.
without_sampling() {
	awk '/^<details>/ { skip = /Gaps and joins/ } NF && !skip' "$1"
}
joined clean-switch ''
without_sampling tests/fixtures/scenarios/clean-switch.report.md >"$TMP/once"
without_sampling "$TMP/joined.md" >"$TMP/twice"
same 'a recording that is there twice counts once' "$TMP/once" "$TMP/twice"
for log in process system; do
	check "and the report names the $log log" grep -q \
		"^- The $log log holds the same recording more than once" \
		"$TMP/joined.md"
done
check 'it is no seam' sh -c "! grep -q seam '$TMP/joined.svg'"
joined clean-switch 's/2026-05-14T/2026-05-13T/'
check 'an older recording after it is reported as one' grep -q \
	'another recording begins in both logs, made earlier or at the same time' \
	"$TMP/joined.md"
check 'its seam is in both panels' test \
	"$(grep -c 'class="seam"' "$TMP/joined.svg")" -eq 2
joined clean-switch 's/2026-05-14T/2026-05-15T/'
check 'and so is one of the day after' grep -q \
	'another recording begins in the process log\.' "$TMP/joined.md"
check 'the time between them is no pause of the machine' eval \
	"! grep asleep '$TMP/joined.md' &&
		grep '^- No system sample.*; another recording begins after it' \
			'$TMP/joined.md'"
sed 's/2026-05-14T/2026-05-15T/' "$pair.log" >"$TMP/next.log"
"$BUILD/memgraph" -t report "$pair.tsv" "$TMP/next.log" >"$TMP/next.md"
check 'logs of different days are reported' \
	grep -q '^- The two logs do not overlap in time' "$TMP/next.md"
printf '%s\t5\t1\tollama\t10\t20\tollama serve\n' \
	2026-05-14T09:25:00Z >"$TMP/one.tsv"
printf '===== 2026-05-14T09:25:01Z =====\nvm.swapusage: %s\n\n' \
	'total = 1.00M  used = 0.00M  free = 1.00M  (encrypted)' >"$TMP/one.log"
# shellcheck disable=SC2016 # for that shell
check 'a sample of each a second apart belongs together' sh -c \
	'! "$1" -t report "$2.tsv" "$2.log" | grep -q "do not overlap"' \
	sh "$BUILD/memgraph" "$TMP/one"
# Two samples show no interval: 15 s apart or less is no gap.
for second in 15 16; do
	sed "p; s/00Z/${second}Z/" "$TMP/one.tsv" >"$TMP/two.tsv"
	sed "s/25:01Z/25:${second}Z/" "$TMP/one.log" |
		cat "$TMP/one.log" - >"$TMP/two.log"
	for type in report svg; do
		"$BUILD/memgraph" -t "$type" "$TMP/two.tsv" "$TMP/two.log"
	done >"$TMP/two.$second"
done
check 'two samples: the report knows a gap' eval \
	"! grep '^- No process' '$TMP/two.15' &&
		grep '^- No process' '$TMP/two.16'"
check 'two samples: and so does the picture' eval \
	"! grep 'id=\"rss.* d=\"M[^\"]*M' '$TMP/two.15' &&
		grep 'id=\"rss.* d=\"M[^\"]*M' '$TMP/two.16'"
check 'a seam where the clock was set back' test "$("$BUILD/memgraph" --static \
	tests/fixtures/scenarios/clock-jump.tsv \
	tests/fixtures/scenarios/clock-jump.log |
	grep -c '<title>the clock was set back; from here on 1 min')" -eq 2

one=tests/fixtures/scenarios/one-sample
check 'the description has the time of the only sample' eval \
	"'$BUILD/memgraph' --static '$one.tsv' '$one.log' |
		grep '<desc' | grep -qv ' – .* UTC'"
check 'a wide picture has more ticks' test "$("$BUILD/memgraph" --static \
	--width 10000 tests/fixtures/scenarios/switch-overlap.tsv \
	tests/fixtures/scenarios/switch-overlap.log |
	grep -c '<text .*>[0-9][0-9]:[0-9][0-9]\(:[0-9][0-9]\)*</text>')" -gt 16
mkdir "$TMP/folder"
cp "$one.tsv" "$TMP/folder/-"
check 'a trace with the name - does not stop standard output' eval \
	"(cd '$TMP/folder' && '$BUILD/memgraph' -t report ./- '$PWD/$one.log')"

# A system log that ends while runners continue: the answers hold until then.
sed '/^===== 2026-05-14T10:02:/,$d' tests/fixtures/scenarios/clean-switch.log \
	>"$TMP/cut.log"
"$BUILD/memgraph" -t report tests/fixtures/scenarios/clean-switch.tsv \
	"$TMP/cut.log" >"$TMP/cut.md"
check 'free memory is answered until the system log ends' grep -q \
	'^| 3.* | no until 10:01:55 ' "$TMP/cut.md"
check 'so are the compressor and swap' test \
	"$(grep -c '^| 5.* | no until 10:01:55 ' "$TMP/cut.md")" -eq 2
check 'and so is a load' grep -q \
	'^- Wired memory was not recorded for 1 of 2 starts' "$TMP/cut.md"
sed -n '/^===== 2026-05-14T10:03:/,$p' \
	tests/fixtures/scenarios/clean-switch.log >"$TMP/rest.log"
for half in cut:until\ 10:01:55 rest:from\ 10:03:00\ on; do
	check "the headline says ${half#*:}" eval "'$BUILD/memgraph' -t report \
		tests/fixtures/scenarios/clean-switch.tsv '$TMP/${half%%:*}.log' |
		grep -q '^[*].* stayed at [0-9]* %.* ${half#*:}[.][*]'"
done
awk -F '\t' '$1 < "2026-05-14T10:03:00Z" || $1 == "ts"' \
	tests/fixtures/scenarios/clean-switch.tsv >"$TMP/short.tsv"
"$BUILD/memgraph" -t report "$TMP/short.tsv" \
	tests/fixtures/scenarios/clean-switch.log >"$TMP/short.md"
check 'and until when the processes were recorded' \
	grep -q '^[*].*, never two at once until 10:02:59; ' "$TMP/short.md"
check 'and so does the first answer' \
	grep -q 'exited? *| no until 10:02:59 ' "$TMP/short.md"

# brief NAME END: a runner until second END, and a runner from second 3600 on.
brief() {
	printf '%s\n' 'start 2026-05-14T09:25:00Z' 'length 7200' 'memory 64' \
		'base 5 12' "runner 101 1 a:1 9 100 110 $2" \
		'runner 102 1 b:1 9 3600 3610 7000' >"$TMP/$1.story"
	awk -v process="$TMP/$1.tsv" -v system_log="$TMP/$1.log" \
		-f tests/scenario.awk "$TMP/$1.story"
}
printf '%s\n' 'start 2026-05-14T09:25:00Z' 'length 900' 'memory 64' 'base 5 12' \
	'runner 101 1 a:1 9 10 20 800' 'runner 102 1 b:1 9 100 110 800' \
	'runner 103 1 c:1 2 400 401 403' >"$TMP/three.story"
awk -v process="$TMP/three.tsv" -v system_log="$TMP/three.log" \
	-f tests/scenario.awk "$TMP/three.story"
"$BUILD/memgraph" -t report "$TMP/three.tsv" "$TMP/three.log" >"$TMP/three.md"
check 'three seconds with a third runner do not last for all of the overlap' \
	grep -q '^[*][*]Up to 3 runners alive together for 11 min 39 s; ' \
	"$TMP/three.md"
printf '%s\n' 'runner 104 1 d:1 2 500 501 800' 'runner 105 1 e:1 2 600 601 800' |
	cat "$TMP/three.story" - >"$TMP/five.story"
awk -v process="$TMP/five.tsv" -v system_log="$TMP/five.log" \
	-f tests/scenario.awk "$TMP/five.story"
check 'of five runners, three starts are told' eval \
	"'$BUILD/memgraph' -t report '$TMP/five.tsv' '$TMP/five.log' |
		grep -q '^> 1 more runner was alive in this interval[.]$'"
brief seconds 3603
brief sample 3601
brief none 3600
check 'three seconds of two hours have a band' \
	test "$(bands "$TMP/seconds")" -eq 1
check 'so has what one sample saw' test "$(bands "$TMP/sample")" -eq 1
check 'runners that only follow each other have none' \
	test "$(bands "$TMP/none")" -eq 0
check 'a band is wide enough to be seen' sh -c "'$BUILD/memgraph' --static \
	'$TMP/sample.tsv' '$TMP/sample.log' |
	grep -q 'class=\"overlap\".* width=\"3\"'"
for name in '' "$TMP/none" tests/fixtures/scenarios/only-system; do
	pair=${name:-tests/fixtures/scenarios/switch-overlap}
	"$BUILD/memgraph" -t report "$pair.tsv" "$pair.log" |
		sed -n 's/^[*][*]\(.*\)\.[*][*]$/\1/p' >"$TMP/first"
	"$BUILD/memgraph" "$pair.tsv" "$pair.log" |
		sed -n 's/.*id="graph-title">\(.*\)<.*/\1/p' >"$TMP/headline"
	same "the headline is what the report says first, $pair" "$TMP/first" \
		"$TMP/headline"
done
pair=tests/fixtures/scenarios/switch-overlap

# headline NAME: print the headline for the logs NAME in $TMP.
headline() {
	"$BUILD/memgraph" -t report "$TMP/$1.tsv" "$TMP/$1.log" \
		>"$TMP/$1.md" 2>/dev/null
	sed -n 's/^[*][*]\(.*\)\.[*][*]$/\1/p' "$TMP/$1.md"
}
# level NAME LEVEL COUNT: this many blocks have this level.
level() {
	cat "$pair.tsv" >"$TMP/$1.tsv"
	awk -v level="$2" -v count="$3" '{ print } /^=====/ && n++ < count {
		print "kern.memorystatus_vm_pressure_level: " level
	}' "$pair.log" >"$TMP/$1.log"
}
pair=tests/fixtures/scenarios/nothing-happens
level once 4 1
check 'a critical sample is in the headline' eval \
	"headline once | grep -q ' 78 %, pressure critical in 1 sample$'"
level warn 2 99
check 'a lower level is not' eval '! headline warn | grep pressure'
pair=tests/fixtures/scenarios/switch-overlap
level swap 4 99
check 'nor how long, beside what was swapped' eval \
	"headline swap | grep -q ', 8.6 GiB swapped, pressure critical$'"
check 'nor an estimate' eval "! grep '^[*][*].*critical' '$pair.report.md'"

# A log with only a header counts as recorded.
for name in header torn empty; do
	cat "$pair.log" >"$TMP/$name.log"
	head -n 1 "$pair.tsv" >"$TMP/$name.tsv"
done
head -n 2 "$pair.tsv" | tail -n 1 | cut -c 1-30 >>"$TMP/torn.tsv"
: >"$TMP/empty.tsv"
check 'no process matched' eval "headline header | grep '^No process matched;'"
check 'what a torn log has is unknown' eval \
	"headline torn | grep '^No process could be read;'"
check 'and so is what an empty log has' eval \
	"headline empty | grep '^No process was recorded;'"

# Many runners: a row for each model, and the largest runners.
{
	printf '%s\n' 'start 2026-05-14T09:25:00Z' 'length 1200' 'memory 64' \
		'base 5 12' 'serve 1218'
	for i in 0 1 2 3 4 5 6 7 8 9 10 11; do
		printf 'runner %d 1218 %s:1 %d %d %d %d\n' $((200 + i)) \
			"$([ $((i % 3)) -eq 0 ] && echo a || echo b)" \
			$((i + 1)) $((i * 95 + 9)) $((i * 95 + 19)) \
			$((i * 95 + 89))
	done
} >"$TMP/many.story"
awk -v process="$TMP/many.tsv" -v system_log="$TMP/many.log" \
	-f tests/scenario.awk "$TMP/many.story"
headline many >/dev/null
sed 's/  */ /g' "$TMP/many.md" >"$TMP/rows"
# shellcheck disable=SC2016 # code spans
for row in '`b:1` | 8 | 12.06 GiB | 09:26:44 | 09:43:53 | 10 min 32 s |' \
	'`a:1` | 4 | 10.06 GiB | 09:25:09 | 09:40:43 | 5 min 16 s |' \
	'211 | `b:1` | 12.06 GiB | 09:43:12 | 09:42:34 | 09:43:53 | 1 min'; do
	check "of many runners: $row" grep -qF "| $row" "$TMP/rows"
done
check 'five of many runners' test \
	"$(grep -c '^| *2[0-9][0-9] | ' "$TMP/many.md")" -eq 5
check 'the total is printed' grep -q '^The 5 largest of 12 runners:$' \
	"$TMP/many.md"

# folded FILE: print what is visible while all is folded.
folded() {
	awk '/^<details>/ { print; inside = 1 } !inside
		/^<.details>/ { inside = 0 }' "$1"
}
for golden in tests/fixtures/scenarios/*.report.md; do
	folded "$golden" >"$TMP/folded"
	check "$golden has at most 25 lines, folded" \
		test "$(wc -l <"$TMP/folded")" -le 25
	check "$golden: each fold ends" test \
		"$(grep -c '^<details>' "$golden")" -eq \
		"$(grep -c '^</details>$' "$golden")"
	check "$golden: a blank stands before %" eval "! grep '[0-9]%' '$golden'"
done

# The report says what is missing, and cuts no names.
stalled=tests/fixtures/scenarios/stalled-sampling
"$BUILD/memgraph" --static $stalled.tsv $stalled.log >"$TMP/stalled.svg"
check 'a time without samples has a stripe and words' test "$(grep -cE \
	'>(no (process|system) samples|14:01:40 to 14:02:45)<' \
	"$TMP/stalled.svg")" -ge 2
check 'where samples lack at no time there is none' eval \
	"! '$BUILD/memgraph' --static '$pair.tsv' '$pair.log' |
		grep -q 'class=\"gap\"'"
long=hf.co/organisation/DeepSeek-R1-Distill-Qwen-32B-abliterated-GGUF:UD-Q4_K_XL
printf '%s\t5\t1\tollama\t90000\t20\tollama runner --model %s\n' \
	2026-05-14T09:25:00Z "$long" >"$TMP/long.tsv"
check 'a long name is whole in the report' eval \
	"'$BUILD/memgraph' -t report '$TMP/long.tsv' '$TMP/one.log' |
		grep -qF '\`$long\`'"

# Runners from long before and after.
printf '%s\t7\t1\tollama\t9000\t9\tollama runner --model a\n' \
	2025-01-01T00:00:00Z 2027-01-01T00:00:00Z >"$TMP/other.tsv"
"$BUILD/memgraph" -t report "$TMP/other.tsv" "$pair.log" >"$TMP/far.md"
check 'runners at other times say nothing of memory close to zero' \
	grep -q '^| 3.* | not recorded ' "$TMP/far.md"
check 'nor of memory that is low' \
	grep -q ' % free[.] No process sample was taken at that time[.] ' "$TMP/far.md"
check 'where no runner is claimed to be missing' \
	sh -c "! grep -iq 'no runner was seen then' '$TMP/far.md'"

finish
