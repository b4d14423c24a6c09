#!/bin/bash
# For a Mac: do the collectors print what the documented commands print on this
# machine? Run both several times, and report what is the same and what differs,
# section by section and row by row. Exit status 0: all that could be compared
# is the same; 1: something differs.
# usage: tests/macos-selfcheck.sh [FOLDER-OF-THE-PROGRAMS [OLLAMA-URL]]
set -u
cd "$(dirname "$0")/.." || exit 2
programs=${1:-build}
url=${2:-http://127.0.0.1:11434}
work=$(mktemp -d "${TMPDIR:-/tmp}/memtrace-selfcheck.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
differences=0

# Apple's awk and sed stop at bytes that are invalid in the locale, so they get
# C. ps and our programs keep the user's locale.
awk() {
	LC_ALL=C command awk "$@"
}
sed() {
	LC_ALL=C command sed "$@"
}
cut() {
	LC_ALL=C command cut "$@"
}

say() {
	printf '%s\n' "$*"
}

differs() {
	differences=$((differences + 1))
	say "DIFFERS  $*"
}

[ -x "$programs/proctrace" ] || make all || exit 2
say "system   $(uname -srm)$(sw_vers 2>/dev/null |
	awk -F ':[ \t]*' '{ printf ", %s", $2 }')"
say "user     $(id -u), locale ${LC_ALL:-${LC_CTYPE:-${LANG:-none}}}"

# ---- Processes: all of them, without the guide's filter.

# The guide's awk, without its pattern and the time.
rows() {
	awk '{
		pid=$1; ppid=$2; comm=$3; rss=$4; vsz=$5
		$1=$2=$3=$4=$5=""
		sub(/^ +/, "", $0)
		print pid "\t" ppid "\t" comm "\t" rss "\t" vsz "\t" $0 }'
}

# Compare three lists, of which the second is ours: what is the same in the
# other two must be the same in ours. rss and vsz change all the time. They are
# the first two adjacent numbers after the ppid, because a blank in comm shifts
# them.
# shellcheck disable=SC2016
compare='
function take(line, i, n, field, rest) {
	n = split(line, field, /[ \t]/)
	for (i = 4; i < n; i++)
		if (field[i] ~ /^[0-9]+$/ && field[i + 1] ~ /^[0-9]+$/)
			break
	rss = vsz = ""
	if (i < n) {
		rss = field[i]
		vsz = field[i + 1]
		field[i] = field[i + 1] = "#"
	}
	rest = ""
	for (i = 1; i <= n; i++)
		rest = rest " " field[i]
	pid = field[1]
	return rest
}
function between(value, a, b) {
	return value >= (a < b ? a : b) && value <= (a < b ? b : a)
}
FILENAME == uids { owner[$1] = $2; next }
FILENAME == before {
	old[take($0)] = 1
	was[pid] = take($0)
	rss_was[pid] = rss + 0
	vsz_was[pid] = vsz + 0
	sequence[++length_of_before] = pid
	next
}
FILENAME == ours {
	our[take($0)] = 1
	is[pid] = take($0)
	rss_is[pid] = rss + 0
	vsz_is[pid] = vsz + 0
	our_sequence[++length_of_ours] = pid
	next
}
{
	now = take($0)
	if (was[pid] != now)
		next	# it came, went or changed in between
	stays[pid] = 1
	if (pid in is) {
		both[pid] = 1
		if (is[pid] == now)
			same++
		else {
			different++
			print "DIFFERS  process " pid
			print "     ps " now
			print "   ours" is[pid]
		}
		if (between(rss_is[pid], rss_was[pid], rss + 0) &&
		    between(vsz_is[pid], vsz_was[pid], vsz + 0))
			sizes++
	} else if (self != 0 && owner[pid] != self)
		others++
	else {
		missing++
		print "DIFFERS  process " pid " is not in ours"
		print "     ps " now
	}
}
END {
	for (i = 1; i <= length_of_before; i++)
		if (sequence[i] in both)
			a = a " " sequence[i]
	for (i = 1; i <= length_of_ours; i++)
		if (our_sequence[i] in both)
			b = b " " our_sequence[i]
	if (a != b) {
		order = 1
		print "DIFFERS  the order"
		print "     ps" a
		print "   ours" b
	}
	if (same + different == 0)
		print "DIFFERS  there is nothing to compare"
	printf "rows     %d the same, %d differ, %d missing; " \
	    "%d of other users, which only ps can read\n", \
	    same, different, missing, others
	printf "sizes    %d of %d lie between those of ps\n", sizes, \
	    same + different
	exit (different + missing + order > 0 || same + different == 0)
}'

processes() {
	ps -axo pid=,uid= >"$work/uids"
	ps -axo pid=,ppid=,comm=,rss=,vsz=,command= | rows >"$work/before"
	"$programs/proctrace" -q -s native -n 1 -m . -o "$work/ours.tsv" ||
		differs "proctrace -s native: exit $?"
	ps -axo pid=,ppid=,comm=,rss=,vsz=,command= | rows >"$work/after"
	sed 1d "$work/ours.tsv" | cut -f 2- >"$work/ours"
	rm -f "$work/ours.tsv"
	awk -v uids="$work/uids" -v before="$work/before" \
		-v ours="$work/ours" -v self="$(id -u)" "$compare" \
		"$work/uids" "$work/before" "$work/ours" "$work/after" ||
		differences=$((differences + 1))
}

say
say '== proctrace: every process, ps before and after ours'
processes
processes
processes
say '== proctrace -s auto'
if "$programs/proctrace" -s auto -i 0.2 -n 5 -m . -o "$work/auto.tsv" \
	2>"$work/said"; then
	if grep -qE 'using (ps|the kernel)' "$work/said"; then
		differs "$(grep -E 'using (ps|the kernel)' "$work/said")"
	else
		say 'auto     native took over'
	fi
else
	differs "proctrace -s auto: exit $?"
	cat "$work/said"
fi

# ---- What proctrace -w adds, and the commands that also show it. They run at
# other moments, so the user compares them; nothing here counts as different.

footprints() {
	local pid name now most gpu
	"$programs/proctrace" -q -w -s native -n 1 -o "$work/wide.tsv" ||
		differs "proctrace -w: exit $?"
	# For processes of other users these are empty.
	awk -F '\t' 'NR > 1 && $(NF - 2) != "" {
		gpu = $NF == "" ? "unknown" : sprintf("%.3f GiB", $NF / 1048576)
		printf "%s %s %.3f %.3f %s\n", $2, $4, $(NF - 2) / 1048576,
		    $(NF - 1) / 1048576, gpu }' "$work/wide.tsv" >"$work/wide"
	rm -f "$work/wide.tsv"
	while read -r pid name now most gpu; do
		say "runner   $pid $name: footprint $now GiB, at most $most" \
			"GiB, GPU $gpu"
		say "   footprint: $(footprint -p "$pid" 2>&1 |
			sed -n 's/.*Footprint: *//p' | head -n 1)"
		say "   top: $(top -l 1 -stats pid,mem -pid "$pid" 2>&1 |
			awk -v pid="$pid" '$1 == pid { print $2 }')"
	done <"$work/wide"
	[ -s "$work/wide" ] || say 'runner   none of this user: load a model first'
}

say
say '== proctrace -w: our footprint, then what footprint and top say'
footprints

# ---- The system: a block of the guide's loop before and after our block.

# cut_block FILE NAME: write its sections to $work/NAME.SECTION.
cut_block() {
	rm -f "$work/$2".*
	awk -v to="$work/$2." '
		/^=====/ { section = "" }
		/^Mach Virtual Memory Statistics/ { section = "vm_stat" }
		/^The system has [0-9]/ { section = "memory_pressure" }
		/^vm\.swapusage:/ { section = "swapusage" }
		/^(kern\.memory|iogpu|vm\.compr|hw\.)/ { section = "sysctl" }
		/^NAME / { section = "ollama-ps" }
		/^[{[]/ { section = "api-ps" }
		section != "" { print > (to section) }' "$1"
	# The empty line at the end of the block belongs to no section.
	for section in "$work/$2".*; do
		[ -e "$section" ] || continue
		awk '{ line[NR] = $0 }
			END {
				n = NR
				if (n > 0 && line[n] == "")
					n--
				for (i = 1; i <= n; i++)
					print line[i]
			}' "$section" >"$work/cut" && mv "$work/cut" "$section"
	done
}

# form FILE: print the lines without numbers; for vm_stat with their lengths.
form() {
	awk '/^Mach Virtual/ { columns = 1 }
		{
			n = length($0)
			gsub(/[0-9]+/, "N")
			if (columns) {
				gsub(/ +N/, " N")
				print n ": " $0
			} else
				print
		}' "$1"
}

section() {
	local name=$1 side like=
	for side in before after ours; do
		rm -f "$work/$side.form"
		[ ! -e "$work/$side.$name" ] ||
			form "$work/$side.$name" >"$work/$side.form"
	done
	if [ ! -e "$work/ours.form" ] && [ ! -e "$work/before.form" ]; then
		say "absent   $name: neither the command nor we have it"
		return
	fi
	if [ ! -e "$work/ours.form" ] || [ ! -e "$work/before.form" ]; then
		differs "$name: $([ -e "$work/ours.form" ] &&
			echo 'only ours' || echo 'only the command') has it"
		return
	fi
	for side in before after; do
		cmp -s "$work/$side.form" "$work/ours.form" && like=$side
	done
	if [ -n "$like" ]; then
		say "same     $name: $(awk 'FNR == NR { line[FNR] = $0; next }
			line[FNR] == $0 { same++ }
			END { printf "%d lines have the same form, %d the " \
				"same numbers", FNR, same }' \
			"$work/$like.$name" "$work/ours.$name")"
		return
	fi
	if ! grep -qvxF -f "$work/before.form" "$work/ours.form"; then
		say "stays    $name: -s auto stays with the command, whose lines" \
			'we have but for these:'
		grep -vxF -f "$work/ours.form" "$work/before.form" |
			sed 's/^/   /'
		return
	fi
	differs "$name:"
	diff "$work/before.$name" "$work/ours.$name" | sed 's/^/   /' |
		head -n 40
}

say
say '== systrace: each section, the commands before and after ours'
# loop NAME: write a block of the loop, with the section of a wide trace.
loop() {
	rm -f "$work/loop"
	"$BASH" tests/loops/system-loop.sh "$work/loop" 1 0 "$url" 2>/dev/null
	sysctl kern.memorystatus_vm_pressure_level iogpu.wired_limit_mb \
		vm.compressor_pool_size vm.compressor_input_bytes \
		hw.memsize_usable >>"$work/loop" 2>/dev/null
	cut_block "$work/loop" "$1"
}
loop before
# Without Ollama systrace says so, and there is nothing to compare.
"$programs/systrace" -w -q -s native -n 1 -u "$url" -o "$work/block" \
	2>"$work/said" ||
	differs "systrace -s native: exit $?"
cut_block "$work/block" ours
loop after
for name in vm_stat memory_pressure swapusage ollama-ps api-ps sysctl; do
	section "$name"
done
say '== systrace -s auto'
if "$programs/systrace" -w -s auto -i 0.5 -n 3 -u "$url" -o "$work/auto.log" \
	2>"$work/said"; then
	grep 'unknown output format' "$work/said" | sed 's/^/stays    /'
	cut_block "$work/auto.log" ours
	for name in vm_stat memory_pressure swapusage sysctl; do
		[ ! -e "$work/before.$name" ] || [ -e "$work/ours.$name" ] ||
			differs "systrace -s auto left out $name"
	done
	say 'auto     ran'
else
	differs "systrace -s auto: exit $?"
	cat "$work/said"
fi

say
if [ "$differences" -eq 0 ]; then
	say 'All that could be compared is the same.'
else
	say "$differences differences: please attach this output to an issue."
fi
[ "$differences" -eq 0 ]
