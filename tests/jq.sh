#!/bin/bash
# api_ps_write prints what the real jq prints, to the byte: for handmade texts,
# then for random ones.
. tests/lib.sh

command -v jq >/dev/null || {
	echo 'skipped: no jq here'
	exit 0
}
driver=$BUILD/tests/drive_api_ps
[ -x "$driver" ] || make -s BUILD="$make_build" "${driver#"$PWD"/}" || exit 1

# as_jq NAME: compare for the lines of $TMP/in, each a JSON text
as_jq() {
	jq . <"$TMP/in" >"$TMP/wanted" || fail "$1: jq failed"
	"$driver" <"$TMP/in" >"$TMP/got" || fail "$1: the driver failed"
	same "$1" "$TMP/wanted" "$TMP/got"
}

# nested DEPTH: print nested arrays
nested() {
	awk -v n="$1" 'BEGIN { while (i++ < n) s = s "["
		while (j++ < n) s = s "]"
		print s }'
}

# jq writes \u001b with small letters and escapes DEL; model names have neither.
i=32
while [ $i -lt 256 ]; do
	[ $i -eq 127 ] ||
		printf '["\\u%04x", "a\\u%04Xb", "\\b\\f\\n\\r\\t"]\n' $i $i
	i=$((i + 1))
done >"$TMP/in"
as_jq 'every escape from \u0020 to \u00ff'

printf '["\302\200\302\205\302\255\302\240", "\342\200\250\342\200\251"]
["\360\237\230\200", "\\ud83d\\ude00", "\\uDBFF\\uDFFF", "\357\273\277", "\\ufffe"]
["<>&/\\/'"'"'", "\\u003c\\u003e\\u0026", "\\\\u003c", "\\"\\\\\\""]\n' >"$TMP/in"
as_jq 'separators, astral letters, what Go escapes'

cat >"$TMP/in" <<'END'
{}
[]
{"":{}, "a":[], "b":[{}], "c":{"d":[]}}
{"z":1, "a":2, "z":3, "m":{"b":null, "a":true, "b":false}}
"a scalar"
0
null
[1, -1, 9007199254740991, -9007199254740991, 4294967296, 1000000000000]
  { "models" : [ ] }  
END
as_jq 'empty ones, key order, keys that come twice, scalars'

nested 256 >"$TMP/in"
as_jq 'as deep as jq reads'
# jq up to 1.6 converts every number to a double.
case $(jq --version) in
jq-1.[3-6] | jq-1.[3-6][!0-9]*) ;;
*)
	echo '[9007199254740993, 9223372036854775807, -9223372036854775808]' \
		>"$TMP/in"
	as_jq 'integers beyond 2^53'
	;;
esac

for sample in tests/fixtures/odd/*.log; do
	# Print the answers in a log, each from { to }.
	sed -n '/^{/,/^}/p' "$sample"
done | jq -c . >"$TMP/in" 2>"$TMP/broken"
check 'there are answers in the fixtures' [ -s "$TMP/in" ]
as_jq 'the answers in the fixtures'

for seed in 1 2 3 4 5; do
	"$driver" random $seed 2000 >"$TMP/in"
	as_jq "2000 random texts, seed $seed"
done

finish
