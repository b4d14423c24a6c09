#!/bin/bash
# `make pressure`: proctrace and the guide's loop side by side, a sample a
# second each, in a group of processes that may use little memory and is made
# to use more of it all the time, with the processors busy. Prints how many
# samples each took on time, and the longest it was silent. A measurement, not
# a test. Needs cgroups that may be written, so mostly root.
#	PRESSURE_SECONDS=120 PRESSURE_MIB=6 PRESSURE_HELD=3
# PRESSURE_HELD of the MiB are held by somebody who never gives them back. The
# programs are copies of their own, since pages of the system's ones are counted
# where they were first used.
# Bounded: the group cannot use more memory than that, nor two processors for
# longer than that.
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

# inside COMMAND ...: in the group, in the background; $last is its pid.
inside() {
	(
		echo 0 >"$group/cgroup.procs"
		exec "$@"
	) 2>>"$tmp/said" &
	last=$!
}

# Reads a file that is larger than the group's memory, over and over: all that
# can be dropped is dropped, the code of programs first.
thrash() {
	while :; do
		cat "$1" >/dev/null
	done
}

spin() {
	while :; do :; done
}

# from FILE: the times of the samples in it, as seconds.
from() {
	# shellcheck disable=SC2016
	awk -F '\t' '$4 == "sleep" { print $1 }' "$1" | date -u -f - +%s 2>/dev/null
}

# row NAME FILE: of the samples that were due, those that were taken.
row() {
	from "$2" | awk -v name="$1" -v due="$seconds" '
		NR == 1 { first = $1 }
		$1 >= first + due { exit }
		NR > 1 && $1 - last > gap { gap = $1 - last }
		{ last = $1; n++ }
		END { printf "| %s | %d of %d (%.1f %%) | %d s |\n", name,
			n, due, 100 * n / due, gap }'
}

# How many processes of the group the kernel has killed for want of memory.
killed() {
	cat "$group/memory.oom_control" "$group/memory.events" 2>/dev/null |
		awk '$1 == "oom_kill" { n = $2 } END { print n + 0 }'
}

make_group || {
	echo 'pressure: no memory cgroup may be made here' >&2
	exit 1
}
# own PROGRAM ...: copies that are not in memory.
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
# The loop, with the same word to look for.
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
