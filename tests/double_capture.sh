#!/bin/bash
# One story, recorded twice at the same time: by the documented loops and by the
# collectors. Both reports have the same findings, although no two samples are
# from the same moment.
. tests/lib.sh

BUILD=$BUILD "$BASH" tests/standin/scenario.sh 12 >"$TMP/told" &
until grep -q '^STANDIN_TABLE=' "$TMP/told"; do
	kill -0 $! 2>/dev/null || break
	sleep 0.02
done
OLLAMA_HOST=$(sed -n 's/^OLLAMA_HOST=//p' "$TMP/told")
STANDIN_TABLE=$(sed -n 's/^STANDIN_TABLE=//p' "$TMP/told")
export OLLAMA_HOST STANDIN_TABLE
PATH=$PWD/tests/standin/bin:$PATH

"$BASH" tests/loops/process-loop.sh "$TMP/loops.tsv" 12 1 &
"$BASH" tests/loops/system-loop.sh "$TMP/loops.log" 12 1 "http://$OLLAMA_HOST" &
"$BUILD/proctrace" -q -n 12 -o "$TMP/ours.tsv" &
"$BUILD/systrace" -q -i 1 -n 12 -o "$TMP/ours.log" 2>"$TMP/said" &
wait

# found NAME: print the answers, and the runners with their models.
found() {
	check "$1: no line is a problem" "$BUILD/memgraph" --strict -t report \
		"$TMP/$1.tsv" "$TMP/$1.log" "$TMP/$1.md"
	awk -F '|' '/^####/ { print } /^\| *[0-9]/ { print $2, $3 }' \
		"$TMP/$1.md" | tr -s ' ' >"$TMP/$1.found"
}

found loops
found ours
# On a busy machine one of the two may have a gap during a load, and then no
# answer to question 4.
skip='^$'
! grep -q '^ 4\. .* not recorded' "$TMP"/*.found || skip='^ 4\. '
for name in loops ours; do
	grep -v "$skip" "$TMP/$name.found" >"$TMP/$name.answers"
done
check 'two models are seen' grep -q '^ *1\. .*\*\*yes\*\*' "$TMP/ours.found"
same 'the findings are the same' "$TMP/loops.answers" "$TMP/ours.answers"
finish
