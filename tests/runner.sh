#!/bin/bash
# tests/run.sh: its counts and its list at the end. A test that hangs, or is
# running at Ctrl-C, ends with all its processes.
. tests/lib.sh

script() {
	printf '%s\n' '. tests/lib.sh' "$2" finish >"$TMP/$1.sh"
}
script good 'pass one; pass two'
script bad 'pass one; fail two; fail three'
script skips 'echo "skipped: no moon"; exit 0'
script silent 'exit 0'
script hangs "pass one; exec 9>'$TMP/fifo'; echo hanging >&9
	sleep 300 & sleep 300"
# When the reader sees the end, all processes that had it open have ended.
mkfifo "$TMP/fifo"
(cat "$TMP/fifo" >"$TMP/told" && : >"$TMP/gone") &
status 'a run with failures' 1 env TEST_SECONDS=1 "$BASH" tests/run.sh \
	"$TMP/good.sh" "$TMP/bad.sh" "$TMP/skips.sh" "$TMP/silent.sh" \
	"$TMP/hangs.sh"
sed -n '/^skipped here/,$p' "$TMP/out" >"$TMP/end"
cat >"$TMP/wanted" <<'EOF'
skipped here:
  skips: skipped: no moon

failed here:
  bad: 2
  silent: 1
  hangs: 1

3 passed, 4 failed
EOF
same 'the end' "$TMP/wanted" "$TMP/end"
check 'why it was ended' grep -qx 'ended after 1 s' "$TMP/out"
check 'what it has started is gone' wait_for 5 test -e "$TMP/gone"

# Ctrl-C: run it like a job at a terminal, so that all of it gets the signal.
set -m
"$BASH" tests/run.sh "$TMP/hangs.sh" "$TMP/good.sh" >"$TMP/out" &
run=$!
set +m
cat "$TMP/fifo" >"$TMP/told" &
reader=$!
wait_for 20 grep -q hanging "$TMP/told"
kill -INT -- -$run
wait $run
check 'Ctrl-C ends it' [ $? -eq 130 ]
check 'and the test' wait $reader
check 'without another one' [ ! -s "$TMP/out" ]

status 'a run without' 0 "$BASH" tests/run.sh "$TMP/good.sh"
check 'lists nothing' test "$(grep -c here: "$TMP/out")" -eq 0
finish
