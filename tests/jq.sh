#!/bin/bash
# What api_ps_write prints is what the real jq prints, to the byte: by hand,
# then many texts made up at random.
. tests/lib.sh

command -v jq >/dev/null || {
	echo 'skipped: no jq here'
	exit 0
}
driver=$BUILD/tests/drive_api_ps
[ -x "$driver" ] || make -s BUILD="$make_build" "${driver#"$PWD"/}" || exit 1

# jq up to 1.6 makes a double of every number. Later ones keep the digits as
# they were sent: integers are exact, as ours are, and "1.50" stays, which ours
# does not. So reals are compared with the old ones, large integers with the
# new ones.
case $(jq --version) in
jq-1.[3-6] | jq-1.[3-6][!0-9]*) reals=reals ;;
*) reals= ;;
esac

# as_jq NAME: the lines of $TMP/in, each a JSON text
as_jq() {
	jq . <"$TMP/in" >"$TMP/wanted" || fail "$1: jq failed"
	"$driver" <"$TMP/in" >"$TMP/got" || fail "$1: the driver failed"
	same "$1" "$TMP/wanted" "$TMP/got"
}

# nested DEPTH
nested() {
	awk -v n="$1" 'BEGIN { while (i++ < n) s = s "["
		while (j++ < n) s = s "]"
		print s }'
}

i=0
while [ $i -lt 256 ]; do
	printf '"\\u%04x", "a\\u%04Xb"\n' $i $i | sed 's/.*/[&]/'
	i=$((i + 1))
done >"$TMP/in"
as_jq 'every escape from \u0000 to \u00ff'

printf '["\177", "\302\200\302\205\302\255\302\240", "\342\200\250\342\200\251"]
["\360\237\230\200", "\\ud83d\\ude00", "\\uDBFF\\uDFFF", "\357\273\277", "\\ufffe"]
["<>&/\\/'"'"'", "\\u003c\\u003e\\u0026", "\\\\u003c", "\\"\\\\\\""]\n' >"$TMP/in"
as_jq 'DEL, separators, astral letters, what Go escapes'

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
nested 257 >"$TMP/in"
status 'no deeper' 1 "$driver" <"$TMP/in"

if [ -n "$reals" ]; then
	cat >"$TMP/in" <<'END'
[0.0, -0.0, 1.0, 1.5, 0.1, 1e2, 1E+2, 123456789.123456789, 4.35, 5e-324]
[0.0001, 0.00001, 0.000012345, 1.25e-4, 3e-4, 1e15, 1e16, 1e17, 1.5e16]
[1.5e17, 1.7e308, 1.7976931348623157e308, 3.14e20, 1.2345e25, 2.2250738585072014e-308]
18446744073709551616
[1, 36893488147419103232, 2.5]
END
	as_jq 'reals, and integers beyond 64 bits'
else
	echo '[9007199254740993, 9223372036854775807, -9223372036854775808]' \
		>"$TMP/in"
	as_jq 'integers beyond 2^53'
fi

for seed in 1 2 3 4 5; do
	# shellcheck disable=SC2086 # none or one word
	"$driver" random $seed 2000 $reals >"$TMP/in"
	as_jq "2000 random texts, seed $seed"
done

finish
