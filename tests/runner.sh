#!/bin/bash
# tests/run.sh: what it counts, what it lists at the end, and how a test that
# hangs is ended with all that it has started.
. tests/lib.sh

script() {
	printf '%s\n' '. tests/lib.sh' "$2" finish >"$TMP/$1.sh"
}
script good 'pass one; pass two'
script bad 'pass one; fail two; fail three'
script skips 'echo "skipped: no moon"; exit 0'
script silent 'exit 0'
script hangs "pass one; exec 9>'$TMP/fifo'; sleep 300 & sleep 300"
# All that has it open is gone when the reader sees its end.
mkfifo "$TMP/fifo"
(cat "$TMP/fifo" && : >"$TMP/gone") &
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
status 'a run without' 0 "$BASH" tests/run.sh "$TMP/good.sh"
check 'lists nothing' test "$(grep -c here: "$TMP/out")" -eq 0
finish
