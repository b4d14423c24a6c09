#!/bin/bash
# The backend `none`, for unknown systems: it records the documented commands,
# and -s native fails.
. tests/lib.sh

# Drop the options of the make that may have started this.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES OLLAMA_HOST
export no_proxy='*'
none=$make_build/none

# backend_is NAME MAKE-OPTION ...: make with these options builds backend NAME.
backend_is() {
	local name=$1
	shift
	make -s BUILD="$none" CC="${CC:-cc}" WERROR="${WERROR:-}" \
		CFLAGS="${CFLAGS:--O1 -g}" "$@" "$none/proctrace" \
		"$none/systrace" && [ "$(cat "$none/backend")" = "$name" ]
}

check 'builds where the system is not known' backend_is none OS=plan9
check 'and wherever it is asked for' backend_is none BACKEND=none
[ "$failed" -eq 0 ] || {
	finish
	exit 1
}

mkdir "$TMP/bin"
cat >"$TMP/bin/ps" <<'END'
#!/bin/sh
echo '   77     1 ollama            123    456 /usr/bin/ollama serve'
END
cat >"$TMP/bin/sysctl" <<'END'
#!/bin/sh
echo 'vm.swapusage: total = 1.00M  used = 0.00M  free = 1.00M  (encrypted)'
END
chmod +x "$TMP/bin/ps" "$TMP/bin/sysctl"
printf '%s\n' 'ts	pid	ppid	comm	rss_kb	vsz_kb	command' \
	'TS	77	1	ollama	123	456	/usr/bin/ollama serve' \
	'TS	77	1	ollama	123	456	/usr/bin/ollama serve' >"$TMP/proctrace"
printf '===== TS =====\n%s\n\n' "$("$TMP/bin/sysctl")" \
	"$("$TMP/bin/sysctl")" >"$TMP/systrace"

# Nothing listens on port 1.
for program in proctrace systrace; do
	command=("$none/$program" -q -n 2 -i 0.01)
	[ $program = proctrace ] || command+=(-u http://127.0.0.1:1)
	: ${#command[@]} # never empty, which bash 3.2 could not take
	for source in tool auto; do
		status "$program -s $source" 0 env PATH="$TMP/bin" \
			"${command[@]}" -s $source -o -
		sed 's/20[0-9-]*T[0-9:.]*Z/TS/' "$TMP/out" >"$TMP/got"
		same "$program -s $source: the command's output" \
			"$TMP/$program" "$TMP/got"
	done
	check "$program -s auto: it is reported" grep -q \
		"^$program: .*no system calls for" "$TMP/err"
	status "$program -s native fails" 1 "${command[@]}" -s native \
		-o "$TMP/log"
	check "$program -s native: and says why" grep -q \
		"^$program: .*no system calls for .* on this system" "$TMP/err"
	check "$program -s native: before there is a file" test ! -e "$TMP/log"
done

finish
