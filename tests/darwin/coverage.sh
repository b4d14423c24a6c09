#!/bin/bash
# Run the tests on the simulated kernel and print the share of lines that they
# ran in each FILE. Fail below 90 percent.
# usage: tests/darwin/coverage.sh BUILD-FOLDER FILE ...
set -eu
build=$1
shift
find "$build" -name '*.gcda' -exec rm -f {} +
for program in "$build"/check_*; do
	said=$("$program" 2>&1) || {
		echo "$said"
		exit 1
	}
done
status=0
for file in "$@"; do
	share=$(gcov -n -o "$build/obj/$(dirname "$file")" "$file" |
		sed -n "/^File '${file//\//\\/}'/{n;s/^Lines executed:\([0-9.]*\)% of \([0-9]*\)\$/\1 \2/p;}")
	printf '%s: %s%% of %s lines\n' "$file" "${share% *}" "${share#* }"
	# A file without counts was not run.
	case ${share%%.*} in
	9[0-9] | 100) ;;
	*) status=1 ;;
	esac
done
[ "$status" -eq 0 ] || echo 'below 90 %' >&2
exit "$status"
