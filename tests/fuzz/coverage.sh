#!/bin/bash
# Count the lines of the readers, the parsers and the renderer that the corpora
# reach.
# usage: tests/fuzz/coverage.sh TARGET ...	(BUILD: a build for coverage)
set -eu
build=${BUILD:?}
files=$(ls formats/*.c render/*.c render/*/*.c collectors/match.c \
	collectors/meminfo.c collectors/proc[ap]*.c)

# These tools must match the compiler, so use those in its folder.
tool() {
	"${CC:-clang}" -print-prog-name="$1"
}

# replay TARGET: replay its seeds and finds, and count lines.
replay() {
	local finds=tests/fuzz/finds/$1
	[ -d "$finds" ] || finds=
	# shellcheck disable=SC2086 # empty or one folder
	LLVM_PROFILE_FILE=$build/$1.profraw "$build/replay_$1" \
		"tests/fuzz/corpus/$1" $finds >/dev/null
}

# words PREFIX SUFFIX TARGET ...
words() {
	local prefix=$1 suffix=$2
	shift 2
	local name
	for name in "$@"; do
		echo "$prefix$name$suffix"
	done
}

for name in "$@"; do
	replay "$name"
done
# shellcheck disable=SC2046,SC2086 # no file name has a blank in it
{
	"$(tool llvm-profdata)" merge -o "$build/all.profdata" \
		$(words "$build/" .profraw "$@")
	"$(tool llvm-cov)" report -instr-profile="$build/all.profdata" \
		"$build/replay_$1" $(words "-object $build/replay_" '' "$@") \
		$files >"$build/report"
}
awk '{ sub(/^.*\//, "", $1) }
	$1 == "TOTAL" || $1 ~ /\.c$/ {
		printf "%-24s %6d lines, %5d not reached, %7s\n", $1, $8, $9, $10
	}' "$build/report"
