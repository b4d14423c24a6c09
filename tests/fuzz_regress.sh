#!/bin/bash
# Replay every seed of the fuzz targets, and every input that once failed, with
# sanitizers.
. tests/lib.sh

# `make tests-built` builds this; a build of make asan can be used as it is.
built=$BUILD/asan
[ -x "$BUILD/replay_text" ] && built=$BUILD
TMPDIR=$TMP
UBSAN_OPTIONS=print_stacktrace=1
export TMPDIR UBSAN_OPTIONS

for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	name=${name#fuzz_}
	check "$name: its corpus" "$built/replay_$name" \
		"tests/fuzz/corpus/$name"
	[ ! -d "tests/fuzz/finds/$name" ] ||
		check "$name: what was found" "$built/replay_$name" \
			"tests/fuzz/finds/$name"
done

# A failure names the property and the input.
status 'no input is an error' 2 "$built/replay_text" "$TMP/nothing"
check 'it says which input' grep -q "$TMP/nothing" "$TMP/err"

finish
