#!/bin/bash
# `make pressure`: run proctrace and the guide's loop side by side, with a
# sample per second each, in a cgroup that is short of memory, with busy
# processors. Print how many samples each took on time, and the longest gap.
# This is a measurement, not a test. It needs writable cgroups, so mostly root.
#	PRESSURE_SECONDS=120 PRESSURE_MIB=6 PRESSURE_HELD=3
# One process holds PRESSURE_HELD of the MiB. The programs are copies, because
# the pages of the system's programs count where they were first used. The group
# cannot use more memory than PRESSURE_MIB.
set -u
build=${BUILD:-build}
case $build in
/*) ;;
*) build=$PWD/$build ;;
esac
seconds=${PRESSURE_SECONDS:-120}
mib=${PRESSURE_MIB:-6}
held=${PRESSURE_HELD:-3}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/memtrace-pressure.XXXXXX") || exit 1
group=
last=
clean_up() {
	local pid tries=50
	exec 2>/dev/null # bash tells of each that is killed
	if [ -n "$group" ]; then
		while grep -q . "$group/cgroup.procs" && [ $tries -gt 0 ]; do
			while read -r pid; do
				kill -s KILL "$pid" 2>/dev/null
			done <"$group/cgroup.procs"
			tries=$((tries - 1))
			sleep 0.1
		done
		rmdir "$group"
	fi
	rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

make_group() {
	local root
	if [ -w /sys/fs/cgroup/memory ]; then
		root=/sys/fs/cgroup/memory
	elif grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null &&
		[ -w /sys/fs/cgroup ]; then
		root=/sys/fs/cgroup
		echo +memory >"$root/cgroup.subtree_control" || return
	else
		return 1
	fi
	mkdir "$root/memtrace-pressure.$$" || return
	group=$root/memtrace-pressure.$$
	if [ -e "$group/memory.limit_in_bytes" ]; then
		echo $((mib * 1048576)) >"$group/memory.limit_in_bytes"
	else
		echo $((mib * 1048576)) >"$group/memory.max"
		echo 0 >"$group/memory.swap.max" 2>/dev/null
	fi
}

# inside COMMAND ...: start it in the group, in the background; $last is its
# pid.
inside() {
	(
		echo 0 >"$group/cgroup.procs"
		exec "$@"
	) 2>>"$tmp/said" &
	last=$!
}

# Read a file larger than the group's memory over and over, which evicts
# whatever can be evicted, the code of programs first.
thrash() {
	while :; do
		cat "$1" >/dev/null
	done
}

spin() {
	while :; do :; done
}

# from FILE: print the times of its samples, in seconds.
from() {
	# shellcheck disable=SC2016
	awk -F '\t' '$4 == "sleep" { print $1 }' "$1" | date -u -f - +%s 2>/dev/null
}

# row NAME FILE: print how many of the due samples were taken.
row() {
	from "$2" | awk -v name="$1" -v due="$seconds" '
		NR == 1 { first = $1 }
		$1 >= first + due { exit }
		NR > 1 && $1 - last > gap { gap = $1 - last }
		{ last = $1; n++ }
		END { printf "| %s | %d of %d (%.1f %%) | %d s |\n", name,
			n, due, 100 * n / due, gap }'
}

# Print how many processes of the group the kernel has killed.
killed() {
	cat "$group/memory.oom_control" "$group/memory.events" 2>/dev/null |
		awk '$1 == "oom_kill" { n = $2 } END { print n + 0 }'
}

make_group || {
	echo 'pressure: no memory cgroup may be made here' >&2
	exit 1
}
# own PROGRAM ...: copy the programs; the copies are not in memory.
own() {
	local program
	mkdir -p "$tmp/bin"
	for program; do
		cp "$program" "$tmp/bin/"
		dd of="$tmp/bin/${program##*/}" oflag=nocache \
			conv=notrunc,fdatasync count=0 2>/dev/null
	done
}

own "$build/proctrace" "$(command -v bash)" "$(command -v ps)" \
	"$(command -v awk)" "$(command -v date)" "$(command -v sleep)" \
	"$(command -v cat)"
PATH=$tmp/bin:$PATH
mkfifo "$tmp/fifo"
exec 8<>"$tmp/fifo" # open, and never read from
dd if=/dev/zero of="$tmp/ballast" bs=1048576 count=$((mib * 3)) 2>/dev/null
inside dd if=/dev/zero of="$tmp/fifo" bs=$((held * 1048576)) count=1
inside sleep 98765
inside "$tmp/bin/proctrace" -s native -m 'sleep 98765' -i 1 \
	-d "$seconds" -o "$tmp/ours.tsv"
ours=$last
# The loop, which looks for the same word.
sed 's/\[o\]llama|\[m\]lx|\[r\]unner/[s]leep 98765/' tests/loops/process-loop.sh \
	>"$tmp/loop.sh"
inside "$tmp/bin/bash" "$tmp/loop.sh" "$tmp/loop.tsv" "$seconds" 1
inside "$tmp/bin/bash" -c "$(declare -f thrash); thrash '$tmp/ballast'"
inside "$tmp/bin/bash" -c "$(declare -f spin); spin"
wait "$ours"
printf '%s MiB, of which %s are held, for %s s; proctrace says: %s\n\n' "$mib" \
	"$held" "$seconds" \
	"$(grep -o '[0-9]* samples.*' "$tmp/said" | sed 's/ to .*;/;/')"
echo '| | samples | longest silence |'
echo '| --- | --- | --- |'
row proctrace "$tmp/ours.tsv"
row 'the loop' "$tmp/loop.tsv"
printf '\nkilled by the kernel meanwhile: %s\n' "$(killed)"
