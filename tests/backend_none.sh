#!/bin/bash
# The backend `none`: the test double gives the same bytes everywhere, and only
# to who asks for it. GENERATE=1 writes tests/fixtures/none anew.
. tests/lib.sh

# Not the options of the make that may have started this.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES MEMTRACE_NONE OLLAMA_HOST
export no_proxy='*'
fixture=tests/fixtures/none/canned
none=$make_build/none
refusal="built without this system's calls (the backend is none)"
run_make() {
	make -s BUILD="$none" CC="${CC:-cc}" WERROR="${WERROR:-}" \
		CFLAGS="${CFLAGS:--O1 -g}" "$@" "$none/proctrace" "$none/systrace"
}

# backend_is NAME MAKE-OPTION ...: what such a make builds.
backend_is() {
	local name=$1
	shift
	run_make "$@" && [ "$(cat "$none/backend")" = "$name" ]
}

check 'builds where the system is not known' backend_is none OS=plan9
check 'and wherever it is asked for' backend_is none BACKEND=none
[ "$failed" -eq 0 ] || {
	finish
	exit 1
}

# record LOCALE PROGRAM OPTION ...: one sample, at a time of our own. Nothing
# listens on port 1.
record() {
	local locale=$1 program=$2
	shift 2
	[ "$program" = proctrace ] || set -- -u http://127.0.0.1:1 "$@"
	env LC_ALL="$locale" TZ=Asia/Tokyo \
		"$none/$program" -n 1 -o - "$@" 2>"$TMP/err" |
		sed 's/20[0-9-]*T[0-9:]*Z/2026-05-14T09:25:00Z/'
}

said() {
	grep -qF -- "$1" "$TMP/err"
}

## the double
export MEMTRACE_NONE=canned
for pair in proctrace:tsv systrace:log; do
	program=${pair%:*}
	golden=$fixture.${pair#*:}
	record C.UTF-8 "$program" -s native >"$TMP/golden"
	[ -z "${GENERATE:-}" ] || cp "$TMP/golden" "$golden"
	same "$program" "$golden" "$TMP/golden"
	for locale in C de_DE.UTF-8; do
		record $locale "$program" -q -s native |
			sed 's/\([0-9]\),\([0-9]\)/\1.\2/g' >"$TMP/there"
		same "$program, $locale" "$golden" "$TMP/there"
	done
done
record C proctrace -s native -m '^9000003' >"$TMP/sleep"
check 'what does not match is there, too' grep -q 'sleep 1000$' "$TMP/sleep"
check '--sync' "$none/proctrace" -q --sync -s native -n 1 -o "$TMP/synced.tsv"
# No ps shows these processes: -s auto does not believe in them.
record C proctrace -m canned -n 5 -i 0.01 >"$TMP/auto"
check 'auto: ps wins' test -z "$(grep /canned/ "$TMP/auto")"

## a log that is to be real
for wanted in '' real; do
	export MEMTRACE_NONE=$wanted
	status "refused, MEMTRACE_NONE='$wanted'" 1 "$none/proctrace" -q \
		-s native -n 1 -o "$TMP/real.tsv"
	cp "$TMP/out" "$TMP/real"
	cp "$TMP/err" "$TMP/why"
	status 'by systrace, too' 1 "$none/systrace" -q -s native -n 1 \
		-o "$TMP/real.log"
	cat "$TMP/err" >>"$TMP/why"
	printf 'proctrace: %s\nsystrace: %s\n' "$refusal" "$refusal" \
		>"$TMP/wanted"
	same 'with the reason' "$TMP/wanted" "$TMP/why"
	check 'before there is a file' \
		test ! -e "$TMP/real.tsv" -a ! -e "$TMP/real.log"
done
unset MEMTRACE_NONE

## auto: the documented commands, or nothing
mkdir "$TMP/bin" "$TMP/no-bin"
cat >"$TMP/bin/ps" <<'EOF'
#!/bin/sh
echo '   77     1 ollama            123    456 /usr/bin/ollama serve'
EOF
cat >"$TMP/bin/sysctl" <<'EOF'
#!/bin/sh
echo 'vm.swapusage: total = 1.00M  used = 0.00M  free = 1.00M  (encrypted)'
EOF
chmod +x "$TMP/bin/ps" "$TMP/bin/sysctl"
# auto PROGRAM PATH OPTION ...: three samples without any times.
auto() {
	local path=$2 program=$1
	shift 2
	[ "$program" = proctrace ] || set -- -u http://127.0.0.1:1 "$@"
	(PATH=$path && exec "$none/$program" -q -n 3 -i 0.01 -o - "$@") \
		2>"$TMP/err" >"$TMP/raw"
	code=$?
	sed 's/20[0-9-]*T[0-9:.]*Z/TS/' "$TMP/raw" >"$TMP/auto"
}
row='TS	77	1	ollama	123	456	/usr/bin/ollama serve'
auto proctrace "$TMP/bin"
printf '%s\n' 'ts	pid	ppid	comm	rss_kb	vsz_kb	command' "$row" "$row" \
	"$row" >"$TMP/wanted"
same 'proctrace stays with ps' "$TMP/wanted" "$TMP/auto"
check 'and says so once' test "$(cat "$TMP/err")" = \
	"proctrace: staying with ps: $refusal"
auto proctrace "$TMP/no-bin"
check 'proctrace without ps records nothing' test "$code" -eq 1
check 'and says why' said "$refusal"
swap=$("$TMP/bin/sysctl")
block="===== TS =====
$swap
"
auto systrace "$TMP/bin"
printf '%s\n' "$block" "$block" "$block" >"$TMP/wanted"
same 'systrace stays with what there is' "$TMP/wanted" "$TMP/auto"
check 'and says so' said "memory_pressure and sysctl: $refusal"
auto systrace "$TMP/no-bin"
check 'systrace without commands: nothing of the memory' test \
	"$(sort -u "$TMP/auto")" = "$(printf '\n===== TS =====')"

finish
