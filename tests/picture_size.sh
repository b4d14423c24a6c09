#!/bin/bash
# Only the width limits the picture's size: the logs that are hardest to draw
# stay below 400 kB at 1200 pixels, and in proportion at other widths.
. tests/lib.sh

# worst SAMPLES PROCESSES LIFE APART: make both logs. A sample has PROCESSES
# processes. Each lives for LIFE samples, then another takes its place. Each is
# missing from every APARTth sample. Every number jumps.
worst() {
	awk -v samples="$1" -v processes="$2" -v life="$3" -v apart="$4" \
		-v process="$TMP/worst.tsv" -v system_log="$TMP/worst.log" '
	function time(ms) {
		return sprintf("2026-05-%02dT%02d:%02d:%02d.%03dZ",
		    1 + int(ms / 86400000), int(ms / 3600000) % 24,
		    int(ms / 60000) % 60, int(ms / 1000) % 60, ms % 1000)
	}
	function jump(most) {
		seed = (seed * 16807) % 2147483647
		return seed % most
	}
	BEGIN {
		seed = 7
		printf "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand\n" >process
		for (i = 0; i < samples; i++) {
			ms += i % 3 == 0 ? 4000 : 1000
			for (k = 0; k < processes; k++) {
				if (apart > 0 && (i + k) % apart == 0)
					continue
				n = k + processes * int((i + k) / life)
				printf "%s\t%d\t1\tollama\t%d\t9\tollama " \
				    "runner --model organisation/m%d\n",
				    time(ms), 100 + n, jump(60000000), n >process
			}
			printf "===== %s =====\n", time(ms) >system_log
			print "Mach Virtual Memory Statistics: (page size of " \
			    "16384 bytes)" >system_log
			low = i % 2
			printf "Pages free: %d.\nPages active: %d.\n",
			    jump(9000), (low ? 5000 : 1000000) >system_log
			printf "Pages inactive: %d.\nPages speculative: 0.\n",
			    (low ? 9 : 1000000) >system_log
			printf "Pages wired down: %d.\n", jump(900000) >system_log
			printf "File-backed pages: %d.\n", jump(90000) >system_log
			printf "Anonymous pages: %d.\n", jump(90000) >system_log
			printf "Decompressions: %d.\n",
			    (in_all += jump(9000)) >system_log
			printf "Compressions: %d.\n",
			    (out_all += jump(9000)) >system_log
			printf "Swapins: %d.\nSwapouts: %d.\n",
			    (swapped_in += jump(9000)),
			    (swapped_out += jump(9000)) >system_log
			printf "Pages occupied by compressor: %d.\n",
			    jump(900) + (low ? 2600000 : 0) >system_log
			printf "System-wide memory free percentage: %d%%\n",
			    (low ? jump(30) : 30 + jump(70)) >system_log
			printf "vm.swapusage: total = 4096.00M  used = %d.00M" \
			    "  free = 0.00M\n", jump(4096) >system_log
			printf "{\"models\":[" >system_log
			for (k = 0; k < 3; k++)
				printf "%s{\"name\":\"organisation/m%d\"," \
				    "\"size\":%d}", (k > 0 ? "," : ""), i * 3 + k,
				    jump(2000000000) >system_log
			print "]}" >system_log
		}
	}' </dev/null
}

# drawn NAME WIDTH: print the size of the picture.
drawn() {
	local bytes
	"$BUILD/memgraph" --width "$2" "$TMP/worst.tsv" "$TMP/worst.log" \
		"$TMP/worst.svg"
	bytes=$(wc -c <"$TMP/worst.svg")
	check "$1, $2 wide: $((bytes)) bytes" \
		test "$bytes" -lt $((400000 * $2 / 1200))
}

worst 180 60 99999 0
drawn 'short, each point' 1200
worst 1400 60 99999 2
drawn 'every other sample lacks a process' 1200
worst 3000 60 99999 7
drawn 'all lines jump, and break now and then' 1200
drawn 'all lines jump, and break now and then' 3000
worst 5000 8 3 0
drawn 'other runners after each three samples' 1200
drawn 'other runners after each three samples' 3000
worst 2500 9 500 5
drawn 'long runners that overlap now and then' 1200

finish
