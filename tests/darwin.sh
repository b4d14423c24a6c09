#!/bin/bash
# The macOS files, unchanged, on a simulated kernel (tests/darwin): alone, in
# whole programs, and their coverage. This needs Linux, whose libc does not
# define the simulated calls.
. tests/lib.sh

[ "$(uname -s)" = Linux ] || {
	echo 'skipped: the simulated kernel is for Linux'
	exit 0
}
# Drop the options of the make that may have started this.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
FIX=$PWD/tests/darwin/fixtures
SIM=$BUILD/darwin
run_make() {
	make -s BUILD="$make_build" CC="${CC:-cc}" "$@"
}

check 'built with the simulated headers, sizes and offsets agree' \
	run_make WERROR="${WERROR:-}" darwin-built
[ "$failed" -eq 0 ] || {
	finish
	exit 1
}
for program in "$SIM"/check_*; do
	check "$(basename "$program")" "$program"
done

# A mock ps: it adds a line to $TMP/ran, and prints the newest of $TMP/ps.1 to
# ps.N, where N is how often the process table was read. If the newest is
# ps.N.fails, it fails.
mkdir "$TMP/bin" "$TMP/only"
cat >"$TMP/bin/ps" <<'EOF'
#!/bin/sh
case $* in
*uid=*) exec cat "$TMP/uids" ;;
esac
echo "$*" >>"$TMP/ran"
n=$(cat "$SIMULATED_KERNEL_READS" 2>/dev/null || echo 1)
while [ ! -e "$TMP/ps.$n" ] && [ ! -e "$TMP/ps.$n.fails" ]; do
	n=$((n - 1))
	[ "$n" -gt 0 ] || exit 9
done
[ -e "$TMP/ps.$n" ] || exit 1
cat "$TMP/ps.$n"
EOF
chmod +x "$TMP/bin/ps"
export TMP SIMULATED_KERNEL_READS="$TMP/reads"
export SIMULATED_KERNEL="$TMP/kernel"

# Apply the guide's filter to the lines of ps in these files, without the time.
pattern='ollama|mlx|runner'
guide() {
	cat "$@" | awk -v pattern="$pattern" '$0 ~ pattern {
		pid=$1; ppid=$2; comm=$3; rss=$4; vsz=$5
		$1=$2=$3=$4=$5=""
		sub(/^ +/, "", $0)
		print pid "\t" ppid "\t" comm "\t" rss "\t" vsz "\t" $0 }'
}

# record SAMPLES [OPTION ...]: proctrace's rows go to $TMP/rows, without the
# time, and its messages to $TMP/said. $ran is how often ps ran.
record() {
	local samples=$1
	shift
	rm -f "$TMP/ran" "$TMP/reads" "$TMP/log"
	PATH="$TMP/bin:$PATH" "$SIM/proctrace" -i 0.02 -n "$samples" \
		-o "$TMP/log" "$@" 2>"$TMP/said"
	recorded=$?
	sed '1d' "$TMP/log" | cut -f 2- >"$TMP/rows"
	ran=0
	[ ! -e "$TMP/ran" ] || ran=$(wc -l <"$TMP/ran" | tr -d ' ')
}

# expect NAME RUNS-OF-PS FILE ...: the rows are those of the files, one file per
# sample.
expect() {
	local name=$1 runs=$2
	shift 2
	guide "$@" >"$TMP/expected"
	same "$name: the rows" "$TMP/expected" "$TMP/rows"
	check "$name: ps ran $runs times, not $ran" [ "$ran" -eq "$runs" ]
	check "$name: exit 0" [ "$recorded" -eq 0 ]
}

said() {
	grep -q "$1" "$TMP/said"
}

silent_about() {
	! grep -q "$1" "$TMP/said"
}

S=$FIX/session.ps
reset() {
	rm -f "$TMP"/ps.*
	cp "$FIX/session.kernel" "$TMP/kernel"
	cp "$S" "$TMP/ps.1"
}

reset
record 6
expect 'a login session' 1 "$S" "$S" "$S" "$S" "$S" "$S"
check 'a login session: nothing to say' silent_about 'ps'
check 'ps is called as documented' \
	grep -qx -- '-axo pid=,ppid=,comm=,rss=,vsz=,command=' "$TMP/ran"

record 3 -s tool
expect 'tool' 3 "$S" "$S" "$S"
record 3 -s tool --sync
expect 'flushed to the medium' 3 "$S" "$S" "$S"
record 3 -s native
expect 'native' 0 "$S" "$S" "$S"
check 'native: what it cannot read is reported once' \
	[ "$(grep -c 'only ps can read have no rows' "$TMP/said")" -eq 1 ]

# -w: the columns of ps do not change, and three more follow in each row.
wide() { # NAME: $TMP/log has the kernel's numbers
	sed 1d "$TMP/log" | cut -f 2,8- | sort -u >"$TMP/wide"
	same "$1: the columns that ps does not have" "$TMP/footprints" "$TMP/wide"
	cut -f 1-6 "$TMP/rows" >"$TMP/narrow"
	mv "$TMP/narrow" "$TMP/rows"
}
awk '/^process/ { pid = $2 }
	/^\tfootprint/ { printf "%d\t%d\t%d\t", pid, $2 / 1024, $3 / 1024 }
	/^\tgraphics/ { print int(($2 + $3 + $4 + $5) / 1024) }' \
	"$FIX/session.kernel" | sort >"$TMP/footprints"
record 4 -w
wide 'wide'
expect 'wide' 1 "$S" "$S" "$S" "$S"
check 'wide: the header' [ "$(head -n 1 "$TMP/log" | cut -f 8-)" = \
	"$(printf 'footprint_kb\tfootprint_max_kb\tgpu_kb')" ]
check 'wide: nothing to say' silent_about 'cannot be read'
record 3 -w -s tool
wide 'wide, tool'
expect 'wide, tool' 3 "$S" "$S" "$S"
record 3 -w -s native
wide 'wide, native'
expect 'wide, native' 0 "$S" "$S" "$S"

# No process is started once native has taken over.
if command -v strace >/dev/null 2>&1; then
	rm -f "$TMP/reads" "$TMP/log"
	PATH="$TMP/bin:$PATH" ASAN_OPTIONS=detect_leaks=0 strace -f -qq \
		-e trace=execve -o "$TMP/strace" "$SIM/proctrace" -q -i 0.02 \
		-n 20 -o "$TMP/log" 2>/dev/null
	check 'a login session: all that is started is for one ps' \
		[ "$(grep -c '/ps", \["ps"' "$TMP/strace")" -eq 1 ]
	sed -n '/\/ps", \["ps"/,$p' "$TMP/strace" | grep -c 'execve' \
		>"$TMP/after"
	PATH="$TMP/bin:$PATH" ASAN_OPTIONS=detect_leaks=0 strace -f -qq \
		-e trace=execve -o "$TMP/strace" "$SIM/proctrace" -q -i 0.02 \
		-n 2 -o "$TMP/log" 2>/dev/null
	sed -n '/\/ps", \["ps"/,$p' "$TMP/strace" | grep -c 'execve' \
		>"$TMP/before"
	same 'a login session: 20 samples start what 2 start' "$TMP/before" \
		"$TMP/after"
else
	echo 'skipped: strace is not there'
fi

# ps prints a different command: ps is used, which is reported once.
reset
sed 's/hidden/--hidden/' "$S" >"$TMP/ps.1"
record 6
expect 'a mismatch' 6 "$S" "$S" "$S" "$S" "$S" "$S"
check 'a mismatch is reported once' \
	[ "$(grep -c 'using ps: our list differs from it for pid 412' \
		"$TMP/said")" -eq 1 ]

# Processes of other users start and exit. The table is read twice for the first
# sample and once for each later one: sample K shows what reading K + 1 sees.
foreign() { # NAME COMMAND ...: like the session, and one of root's
	local name=$1
	shift
	grep -A 100 '^process' "$FIX/session.kernel"
	echo "process 900 1 0 -1 1778800000.0 $name"
	for arg; do echo "	arg $arg"; done
	echo "	memory 1048576 2097152"
}
cat "$S" - >"$TMP/with-ollama.ps" <<'EOF'
  900     1 /usr/local/bin/o   1024     2048 /usr/local/bin/ollama serve
EOF
reset
{
	echo 'moment 5'
	foreign ollama /usr/local/bin/ollama serve
	echo 'moment 8'
	grep -A 100 '^process' "$FIX/session.kernel"
} >>"$TMP/kernel"
cp "$TMP/with-ollama.ps" "$TMP/ps.5"
cp "$S" "$TMP/ps.8"
record 9
W=$TMP/with-ollama.ps
expect "another user's Ollama" 4 "$S" "$S" "$S" "$W" "$W" "$W" "$S" "$S" "$S"

# Its other columns cannot be read: they are empty, which is reported once.
reset
{
	echo 'moment 4'
	foreign ollama /usr/local/bin/ollama serve
} >>"$TMP/kernel"
cp "$TMP/with-ollama.ps" "$TMP/ps.4"
record 6 -w
# shellcheck disable=SC2016
check "another user's Ollama has empty columns" \
	[ "$(awk -F '\t' '$2 == 900 { print $8 $9 $10 "x", NF }' "$TMP/log" |
		sort -u)" = 'x 10' ]
check "another user's Ollama: said once" \
	[ "$(grep -c 'pid 900: its footprint cannot be read' "$TMP/said")" -eq 1 ]

# ps runs once for a process that does not match.
reset
{
	echo 'moment 5'
	foreign backupd /usr/libexec/backupd
} >>"$TMP/kernel"
record 8
expect "another user's process" 2 "$S" "$S" "$S" "$S" "$S" "$S" "$S" "$S"

# ps fails when it is needed: record what can be read, and run ps again.
reset
{
	echo 'moment 5'
	foreign ollama /usr/local/bin/ollama serve
} >>"$TMP/kernel"
touch "$TMP/ps.5.fails"
cp "$W" "$TMP/ps.7"
record 7
expect 'ps fails' 5 "$S" "$S" "$S" "$S" "$S" "$W" "$W"
check 'ps fails: missing rows are said once' \
	[ "$(grep -c 'ps failed: .* have no rows' "$TMP/said")" -eq 1 ]

# ps never works: use system calls without a comparison, and report it.
reset
rm "$TMP/ps.1"
touch "$TMP/ps.1.fails"
record 5
guide "$S" "$S" "$S" "$S" "$S" >"$TMP/expected"
same 'no ps that works: the rows' "$TMP/expected" "$TMP/rows"
check 'no ps that works is reported' said 'without comparing it with ps'

# The table cannot be read twice: two samples are lost.
reset
rm "$TMP/ps.1"
echo 'fail table EPERM 2' >>"$TMP/kernel"
record 3 -s native
guide "$S" >"$TMP/expected"
same 'no table: two samples are lost, the next is not' "$TMP/expected" \
	"$TMP/rows"
check 'no table: exit 1' [ "$recorded" -eq 1 ]

# A call fails between the two lists that ps is compared with.
reset
echo 'fail arguments EIO 1' >>"$TMP/kernel"
record 3
expect 'arguments fail while ps is compared' 1 "$S" "$S" "$S"

# A zombie has printed as <defunct> since macOS 13, and by its name before.
zombie() { # RELEASE NAME
	reset
	{
		echo "release $1"
		cat "$FIX/session.kernel"
		echo 'process 640 1 501 -1 1778800000.0 ollama'
		echo '	zombie'
	} >"$TMP/kernel"
	awk -v name="$2" '{ print }
		/^  530 / { printf "  640     1 %-16s      0        0 %s\n", name, name }' \
		"$S" >"$TMP/ps.1"
	record 3 -m "$pattern"
	expect "a zombie of Darwin $1" 1 "$TMP/ps.1" "$TMP/ps.1" "$TMP/ps.1"
}
pattern='ollama|defunct'
zombie 21.6.0 '(ollama)'
zombie 22.1.0 '<defunct>'
pattern='ollama|mlx|runner'

# Odd argument areas, after the filter.
for locale in C.UTF-8 C; do
	reset
	cp "$FIX/odd.kernel" "$TMP/kernel"
	odd=$FIX/odd.ps
	[ "$locale" != C ] || odd=$FIX/odd-c.ps
	cp "$odd" "$TMP/ps.1"
	LC_ALL=$locale record 4
	LC_ALL=$locale expect "odd areas ($locale)" 1 "$odd" "$odd" "$odd" "$odd"
done

# ps sets the whole locale at once: if one category is missing, all stays C.
cp "$FIX/odd-c.ps" "$TMP/ps.1"
{ LC_ALL='' LC_CTYPE=C.UTF-8 LC_TIME=xx_XX record 4; } 2>/dev/null
LC_ALL=C expect 'a category that is not there' 1 "$odd" "$odd" "$odd" "$odd"

# The system trace. Mock commands print what such a Mac would print. Like
# sysctl, they print the lines of the given names, and fail for an unknown name.
tool() { # NAME FILE ...
	local name=$1
	shift
	cat "$@" >"$TMP/$name.out"
	cat >"$TMP/bin/$name" <<EOF
#!/bin/sh
echo "$name \$*" >>"\$TMP/ran"
[ \$# -gt 0 ] || exec cat "$TMP/$name.out"
code=0
for name; do
	grep "^\$name: " "$TMP/$name.out" || code=1
done
exit \$code
EOF
	chmod +x "$TMP/bin/$name"
}

# blocks NAME N VM_STAT MEMORY_PRESSURE SWAPUSAGE [SYSCTL]: compare N samples
# with these files; with SYSCTL they are wide.
blocks() {
	local name=$1 n=$2 i
	shift 2
	tool vm_stat "$1"
	tool memory_pressure "$2"
	tool sysctl "${@:3}"
	rm -f "$TMP/ran" "$TMP/log"
	PATH="$TMP/bin:$PATH" "$SIM/systrace" ${4:+-w} -i 0.02 -n "$n" -o "$TMP/log" \
		-u http://127.0.0.1:9 2>"$TMP/said"
	for ((i = 0; i < n; i++)); do
		echo '===== TS ====='
		cat "$@"
		echo
	done >"$TMP/expected"
	sed 's/^===== .* =====$/===== TS =====/' "$TMP/log" >"$TMP/blocks"
	same "$name: the blocks" "$TMP/expected" "$TMP/blocks"
}

# ran TOOL TIMES: the mock TOOL ran this often
ran() {
	[ "$(grep -c "^$1 " "$TMP/ran")" -eq "$2" ]
}

# a_mac LAYOUT: simulate a Mac whose vm_stat is $FIX/session.vm_stat-LAYOUT.
a_mac() {
	reset
	[ "$1" = 48 ] || echo 'vm-count 62' >>"$TMP/kernel"
	[ "$1" != tagged ] ||
		echo 'number hw.optional.arm.FEAT_MTE2 4 1' >>"$TMP/kernel"
	tool vm_stat "$FIX/session.vm_stat-$1"
}

for layout in 48 53 tagged; do
	a_mac $layout
	blocks "$layout" 5 "$FIX/session.vm_stat-$layout" \
		"$FIX/session.memory_pressure" "$FIX/session.swapusage"
	for name in vm_stat memory_pressure sysctl; do
		check "$layout: $name ran once" ran "$name" 1
	done
	# Without the commands: no output shows the width.
	"$SIM/systrace" -q -s native -n 1 -o - -u http://127.0.0.1:9 \
		2>/dev/null | sed -n '/^Mach/,/^The system/p' |
		sed '$d' >"$TMP/vm_stat"
	same "$layout: -s native" "$FIX/session.vm_stat-$layout" "$TMP/vm_stat"
done

# What a wide trace adds; that sysctl also runs only once.
reset
M=$FIX/session.memory_pressure W=$FIX/session.swapusage Y=$FIX/session.sysctl
blocks 'wide' 5 "$FIX/session.vm_stat-48" "$M" "$W" "$Y"
check 'wide: sysctl ran twice' ran sysctl 2
check 'wide: as documented' grep -qx "sysctl $(sed 's/:.*//' "$Y" |
	paste -s -d ' ' -)" "$TMP/ran"
check 'wide: nothing to say' silent_about 'sysctl'
# An old release: neither side has this name, and the others still agree.
grep -v 'iogpu' "$FIX/session.kernel" >"$TMP/kernel"
grep -v 'iogpu' "$Y" >"$TMP/old"
blocks 'wide, without a name' 5 "$FIX/session.vm_stat-48" "$M" "$W" "$TMP/old"
check 'wide, without a name: sysctl ran twice' ran sysctl 2
check 'wide, without a name: nothing to say' silent_about 'sysctl'
# A number that only sysctl may read: the command is used.
blocks 'wide, refused' 5 "$FIX/session.vm_stat-48" "$M" "$W" "$Y"
check 'wide, refused: sysctl ran for each sample' ran sysctl 6
check 'wide, refused: said once' [ "$(grep -c \
	'sysctl kern.memorystatus_vm_pressure_level ...: unknown output' \
	"$TMP/said")" -eq 1 ]

# A line that native does not know.
a_mac 53
{
	cat "$FIX/session.vm_stat-53"
	printf '%-35s %16s.\n' 'Pages of tomorrow:' 8
} >"$TMP/tomorrow"
blocks 'a new line' 4 "$TMP/tomorrow" "$FIX/session.memory_pressure" \
	"$FIX/session.swapusage"
check 'a new line: vm_stat is asked each time' \
	[ "$(grep -c '^vm_stat' "$TMP/ran")" -ge 4 ]
check 'a new line: memory_pressure is not' ran memory_pressure 1
check 'a new line: it is reported once' \
	[ "$(grep -c 'vm_stat: unknown output' "$TMP/said")" -eq 1 ]

# Without encryption the line ends in two blanks.
sed 's/(encrypted)$//' "$FIX/session.swapusage" >"$TMP/swap"
sed 's/^\(swap .*\) 1$/\1 0/' "$FIX/session.kernel" >"$TMP/kernel"
blocks 'swap without encryption' 3 "$FIX/session.vm_stat-48" \
	"$FIX/session.memory_pressure" "$TMP/swap"
check 'swap without encryption: sysctl ran once' ran sysctl 1

# The kernel refuses: the command is used for this section.
reset
echo 'fail vm.swapusage EPERM' >>"$TMP/kernel"
blocks 'no swap from the kernel' 3 "$FIX/session.vm_stat-48" \
	"$FIX/session.memory_pressure" "$FIX/session.swapusage"
check 'no swap from the kernel: the others are native' ran vm_stat 1

# The self-check, on a Mac that agrees with us and on a Mac that does not. It
# must not pass because it compares nothing.
selfcheck() { # NAME WANTED-STATUS
	local name=$1 wanted=$2
	rm -f "$TMP/reads"
	PATH="$TMP/bin:$PATH" "$BASH" tests/macos-selfcheck.sh "$SIM" \
		http://127.0.0.1:9 >"$TMP/self" 2>&1
	status=$?
	check "self-check: $name: exit $wanted, not $status" \
		[ "$status" -eq "$wanted" ]
	[ "$status" -eq "$wanted" ] || cat "$TMP/self"
}

shows() {
	grep -qF "$1" "$TMP/self"
}

printf '#!/bin/sh\necho 501\n' >"$TMP/bin/id"
chmod +x "$TMP/bin/id"
awk '/^process/ { print $2, $4 }' "$FIX/session.kernel" >"$TMP/uids"
# Like Apple's, these may stop in another locale.
for name in awk sed cut; do
	# shellcheck disable=SC2016 # for that shell
	printf '#!/bin/sh\n[ "$LC_ALL" = C ] || exit 2\nexec %s "$@"\n' \
		"$(type -P $name)" >"$TMP/bin/$name"
	chmod +x "$TMP/bin/$name"
done
# What the two print for pid 512.
cat >"$TMP/bin/footprint" <<'EOF'
#!/bin/sh
[ "$*" = '-p 512' ] && printf '%s\n' '=====' \
	'ollama [512]: 64-bit    Footprint: 30 GB (16384 bytes per page)' '====='
EOF
cat >"$TMP/bin/top" <<'EOF'
#!/bin/sh
[ "$*" = '-l 1 -stats pid,mem -pid 512' ] && printf '%s\n' 'Processes: 512' '' \
	'PID  MEM' '512  30G'
EOF
chmod +x "$TMP/bin/footprint" "$TMP/bin/top"
reset
tool sysctl "$W" "$Y"
tool memory_pressure "$FIX/session.memory_pressure"
for layout in 48 53 tagged; do
	a_mac $layout
	selfcheck "a Mac like ours, $layout" 0
	check "self-check: the rows ($layout)" shows \
		'rows     6 the same, 0 differ, 0 missing; 3 of other users'
	check "self-check: the sizes ($layout)" shows \
		'sizes    6 of 6 lie between those of ps'
	n=$(wc -l <"$FIX/session.vm_stat-$layout" | tr -d ' ')
	for line in "vm_stat: $n" 'memory_pressure: 28' 'swapusage: 1' \
		'sysctl: 5'; do
		check "self-check: $line ($layout)" shows "same     $line lines\
 have the same form, ${line##* } the same numbers"
	done
	check "self-check: the footprint of a runner ($layout)" shows "\
runner   512 /Applications/Ol: footprint 30.000 GiB, at most 31.000 GiB, \
GPU 29.002 GiB"
	grep -A 2 '^runner   512' "$TMP/self" | sed 1d >"$TMP/beside"
	printf '   footprint: 30 GB (16384 bytes per page)\n   top: 30G\n' \
		>"$TMP/expected"
	same "self-check: what the two print ($layout)" "$TMP/expected" \
		"$TMP/beside"
	check "self-check: all runners ($layout)" \
		[ "$(grep -c '^runner' "$TMP/self")" -eq 4 ]
	check "self-check: auto ($layout)" shows 'auto     native took over'
done

a_mac 53
tool vm_stat "$TMP/tomorrow"
selfcheck 'a new line' 0
check 'self-check: vm_stat stays' shows 'stays    vm_stat'
check 'self-check: the new line is shown' shows 'Pages of tomorrow'
tool vm_stat "$FIX/session.vm_stat-48"
selfcheck 'another width than the kernel counts' 1
a_mac 48

sed 's/hidden/--hidden/' "$S" >"$TMP/ps.1"
selfcheck 'another command' 1
check 'self-check: it names the process' shows 'DIFFERS  process 412'
check 'self-check: auto stays' shows 'using ps:'
grep -v '^  430 ' "$S" >"$TMP/ps.1"
sed '/^process 512/,/memory/d' "$FIX/session.kernel" >"$TMP/kernel"
selfcheck 'a process that we do not see' 1
check 'self-check: it is named' shows 'DIFFERS  process 512 is not in ours'

reset
sort -k 1,1nr "$S" >"$TMP/ps.1"
selfcheck 'another order' 1
check 'self-check: the order' shows 'DIFFERS  the order'

reset
sed 's/pages with/frames with/' "$FIX/session.memory_pressure" >"$TMP/other"
tool memory_pressure "$TMP/other"
tool vm_stat "$FIX/session.vm_stat-48"
selfcheck 'another memory_pressure' 1
check 'self-check: the line is shown' shows 'frames with'
tool memory_pressure /dev/null
selfcheck 'no memory_pressure' 1
check 'self-check: only ours' shows 'memory_pressure: only ours has it'

# The link stubs of the cross build list exactly the functions that are called.
# Parts of jansson are macros or inline. All calls of check are macros, so its
# stub is left out.
cat collectors/*.c formats/*.c render/*.c render/*/*.c tests/*.c |
	grep -oE '[A-Za-z_0-9]+ *\(' |
	grep -E '^(curl_(easy|free|global|multi|url)[a-z_]*|json_[a-z_]+|xml[A-Z][A-Za-z]+) *\(' |
	sed -e 's/[ (]*$//' -e 's/^json_decref$/json_delete/' |
	grep -vE '^json_(is_[a-z]+|typeof|error_code)$' | sort -u >"$TMP/called"
sed -n 's/^ *- _//p' tests/darwin/tbd/lib[jx]*.tbd \
	tests/darwin/tbd/libcurl.tbd | sort -u >"$TMP/listed"
same 'the link stubs list what is called' "$TMP/called" "$TMP/listed"

run_make darwin-coverage >"$TMP/coverage" 2>&1
check 'coverage of each macOS file is at least 90 %' [ $? -eq 0 ]
grep '%' "$TMP/coverage"

finish
