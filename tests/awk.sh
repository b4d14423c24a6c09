#!/bin/bash
# process_tsv_add_line converts a line of ps as the action of the guide's awk
# filter does, to the byte, with every awk that is installed. The filter's
# pattern is left out, because a line that does not match has no row.
. tests/lib.sh

driver=$BUILD/tests/drive_process_tsv
[ -x "$driver" ] || make -s BUILD="$make_build" "${driver#"$PWD"/}" || exit 1
ts=2026-05-14T09:25:00Z

# shellcheck disable=SC2016 # awk's own $
action='{
pid=$1; ppid=$2; comm=$3; rss=$4; vsz=$5;
$1=$2=$3=$4=$5="";
sub(/^ +/, "", $0);
print ts "\t" pid "\t" ppid "\t" comm "\t" rss "\t" vsz "\t" $0
}'

# as_awk NAME: compare the lines of $TMP/in. Some awks of macOS stop at bytes
# that are invalid in the locale, but not in the C locale. busybox's awk takes
# more bytes for blanks than POSIX allows, so it gets no such lines.
as_awk() {
	local awk in
	for awk in awk gawk mawk original-awk 'busybox awk'; do
		command -v "${awk% *}" >/dev/null || continue
		in=$TMP/in
		if [ "$(printf 'a\rb\n' | $awk '{ print NF }')" -ne 1 ]; then
			in=$TMP/in.less
			tr -d '\r\v\f' <"$TMP/in" >"$in"
		fi
		"$driver" rows "$ts" <"$in" >"$TMP/got" ||
			fail "$1: the driver failed"
		$awk -v ts="$ts" "$action" <"$in" >"$TMP/wanted" 2>"$TMP/err" ||
			LC_ALL=C $awk -v ts="$ts" "$action" <"$in" \
				>"$TMP/wanted"
		same "$1, $awk" "$TMP/wanted" "$TMP/got"
	done
}

cat >"$TMP/in" <<'END'
  612     1 /usr/local/bin/o   18240 411530112 /usr/local/bin/ollama serve
91077   612 /Applications/Ol 7340544 448210944 /Applications/Ollama.app/Contents/Resources/ollama runner --model nemo:12b --port 50312
  733     1 /Users/al moe/.v  402112 436011008 /Users/al moe/.venv/bin/python3 -m mlx_lm.server
  734     1 a b c d e f g h  402112 436011008 a b c d e f g h i
  735     1 (ollama)              0        0 (ollama)
END
as_awk 'lines of macOS'

printf '%s\n' '    7     2 tmux: server         1200    9000 tmux: server  runner' \
	'    8     2 ollama <defunct>        0       0 [ollama] <defunct>' \
	'    9     2                      512    1024 empty comm' \
	'   10     2                      512    1024' \
	'   11     2 12345                512    1024 12345  67' >"$TMP/in"
as_awk 'lines of Linux, a comm empty or a number'

printf '%s\n' '' ' ' '       ' '1' ' 1' '1 2' '1 2 3' '1 2 3 4' '1 2 3 4 5' \
	'1 2 3 4 5 ' '1 2 3 4 5 6' '     1 2 3 4 5 6     ' >"$TMP/in"
as_awk 'fewer than five fields'

printf '1 2 c 3 4 a  b   c    d\n1 2 c 3 4  lead\n1 2 c 3 4 trail   \n' >"$TMP/in"
printf '1 2 c 3 4 a\tb \t c\t\n\t1\t2\tc\t3\t4\tcmd\n' >>"$TMP/in"
as_awk 'runs of blanks and tabs'

printf '1 2 c 3 4 a\rb\r\n1 2 c 3 4 a\vb\fc\n1 2 c 3 4 a\302\240b \302\240 c\n' \
	>"$TMP/in"
printf '1 2 \377\376 3 4 \303( \377  x\n1 2 c 3 4 \\t \\n %%s &\n' >>"$TMP/in"
as_awk 'what only looks like a blank, and bytes that are no letters'

awk 'BEGIN { printf "1 2 c 3 4"; for (i = 0; i < 20000; i++) printf "  word%d", i
	print "" }' >"$TMP/in"
as_awk 'a very long command'

printf '1 2 c 3 4 no line end' >"$TMP/in"
as_awk 'a last line without its end'

for seed in 1 2 3; do
	"$driver" random $seed 3000 >"$TMP/in"
	as_awk "3000 odd lines, seed $seed"
done

finish
