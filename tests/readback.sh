#!/bin/bash
# Read lines, layers, rates, bars and words back from pictures (readback.awk),
# and compare them with the table of -t tsv, and the pressure levels with the
# report.
. tests/lib.sh

# back NAME PAIR [OPTION ...]: check the pair, and count the checks.
back() {
	local name=$1 pair=$2 line
	shift 2
	"$BUILD/memgraph" --static "$@" "$pair.tsv" "$pair.log" \
		>"$TMP/back.svg" 2>/dev/null
	"$BUILD/memgraph" -t tsv "$pair.tsv" "$pair.log" >"$TMP/back.tsv" \
		2>/dev/null
	awk -f tests/readback.awk "$TMP/back.svg" "$TMP/back.tsv" \
		>"$TMP/back" || fail "$name: awk failed"
	while read -r line; do
		case $line in
		'ok '*) pass "$name: ${line#ok }" ;;
		*) fail "$name: ${line#not ok }" ;;
		esac
	done <"$TMP/back"
}

# has NAME COUNT PATTERN: the last pair had this many checks of this kind.
has() {
	check "$1" test "$(grep -c "$3" "$TMP/back")" -eq "$2"
}

# levels NAME PAIR: the times of pressure above normal equal the report's, and
# critical is drawn over warn.
levels() {
	"$BUILD/memgraph" --static "$2.tsv" "$2.log" |
		sed -n 's/.*class="pressure \([a-z]*\)".*<title>[^0-9]*[0-9-]* \([0-9:]*\) – \([0-9:]*\) .*/\1 \2 \3/p' |
		grep -v normal >"$TMP/drawn"
	"$BUILD/memgraph" -t report "$2.tsv" "$2.log" |
		sed -n 's/^- \([a-z]*\): \([0-9:]*\) to \([0-9:]*\) .*/\1 \2 \3/p' |
		grep -E '^(warn|critical) ' | sort >"$TMP/told"
	check "$1: there are levels" test -s "$TMP/told"
	cut -d ' ' -f 1 "$TMP/drawn" >"$TMP/order"
	check "$1: critical is drawn last" sort -rc "$TMP/order"
	sort "$TMP/drawn" >"$TMP/sorted"
	same "$1: levels of pressure" "$TMP/told" "$TMP/sorted"
}

for name in switch-overlap pushed-out stalled-sampling nothing-happens \
	low-without-pressure restarts grows-and-leaves clean-switch; do
	pair=tests/fixtures/scenarios/$name
	back "$name" "$pair"
	has "$name: all layers" 6 '^ok layer'
	back "$name, --lines" "$pair" --lines
	has "$name: all lines" 5 '^ok line [^rf]\|^ok line free'
	back "$name, wide" "$pair" --width 3000
done
for name in switch-overlap pushed-out pressure-without-low; do
	levels "$name" tests/fixtures/scenarios/$name
done
back 'one sample' tests/fixtures/scenarios/one-sample
has 'one sample: all layers' 6 '^ok layer'

# without PATTERN FROM TO: remove the line from these blocks of the scenario.
without() {
	awk -v pattern="$1" -v from="$2" -v to="$3" '
	/^=====/ { n++ }
	!(n >= from && n <= to && $0 ~ pattern)' \
		tests/fixtures/scenarios/switch-overlap.log >"$TMP/cut.log"
	cp tests/fixtures/scenarios/switch-overlap.tsv "$TMP/cut.tsv"
}
without '^Anonymous' 30 36
back 'a counter is missing for a while' "$TMP/cut"
has 'there are layers with a gap' 6 '^ok layer'
without '^Anonymous' 1 99999
back 'a counter is always missing' "$TMP/cut"
has 'then there are lines' 0 'layer'
has 'all of them' 5 '^ok line [^rf]\|^ok line free'
without '^vm.swapusage' 1 99999
back 'no swap' "$TMP/cut"
has 'no swap: five layers' 5 '^ok layer'
without '^Pages wired' 20 20
back 'one block lacks one' "$TMP/cut"

# Wide logs: the kernel's own level, a limit for the GPU.
awk '{ print } /^vm.swapusage/ {
	n++
	print "kern.memorystatus_vm_pressure_level: " \
	    (n > 46 && n < 50 ? 4 : n > 44 && n < 52 ? 2 : 1)
	print "iogpu.wired_limit_mb: 49152"
}' tests/fixtures/scenarios/switch-overlap.log >"$TMP/cut.log"
levels 'wide' "$TMP/cut"
"$BUILD/memgraph" --static "$TMP/cut.tsv" "$TMP/cut.log" >"$TMP/cut.svg"
check 'wide: nothing is estimated' bash -c "! grep estimated '$TMP/cut.svg'"
check 'wide: the limit has a line' grep -q 'wired limit .*>48 GiB<' \
	"$TMP/cut.svg"

# Long wide logs in which everything jumps, with gaps.
awk -v process="$TMP/long.tsv" -v system_log="$TMP/long.log" '
function jump(most) {
	seed = (seed * 16807) % 2147483647
	return seed % most
}
BEGIN {
	seed = 7
	for (i = 0; i < 4000; i++) {
		s += i % 997 == 996 ? 600 : 5
		time = sprintf("2026-05-14T%02d:%02d:%02dZ", s / 3600,
		    s % 3600 / 60, s % 60)
		for (pid = 101; pid < 103; pid++)
			printf "%s\t%d\t1\tollama\t%d\t9\tollama runner " \
			    "--model m%d\t%d\t%d\t\n", time, pid,
			    jump(20000000), pid, jump(30000000),
			    40000000 >process
		print "===== " time " =====" >system_log
		print "Mach Virtual Memory Statistics: (page size of 16384" \
		    " bytes)" >system_log
		free = jump(900000)
		printf "Pages free: %d.\nPages active: 9.\n", free >system_log
		if (i % 50 > 2)
			printf "Pages wired down: %d.\n", jump(900000) >system_log
		printf "File-backed pages: %d.\nAnonymous pages: %d.\n",
		    jump(900000), jump(900000) >system_log
		printf "Pages occupied by compressor: %d.\n", jump(500000) \
		    >system_log
		print "The system has 68719476736 (4194304 pages with a page" \
		    " size of 16384)." >system_log
		printf "System-wide memory free percentage: %d%%\n",
		    jump(100) >system_log
		printf "vm.swapusage: total = 4096.00M  used = %d.00M  free" \
		    " = 0.00M\n", jump(4096) >system_log
	}
}' </dev/null
back 'long' "$TMP/long"
has 'long: all layers' 7 '^ok layer'
has 'long: both lines of each process' 4 '^ok line [rf][so][so]'
back 'long, --lines' "$TMP/long" --lines
back 'long, wide' "$TMP/long" --width 5000

# readback.awk finds each of these errors.
awk -F '\t' 'BEGIN { OFS = FS } $2 == "anonymous_bytes" && ++n == 40 {
	$5 = sprintf("%.0f", $5 + 2e9) } { print }' "$TMP/back.tsv" >"$TMP/off.tsv"
"$BUILD/memgraph" --static --width 5000 "$TMP/long.tsv" "$TMP/long.log" \
	>"$TMP/back.svg"
check 'a value that is off is found' test "$(awk -f tests/readback.awk \
	"$TMP/back.svg" "$TMP/off.tsv" | grep -c '^not ok')" -gt 0

finish
