#!/bin/bash
# Render every pair of logs NAME.tsv and NAME.log under tests/fixtures, and
# compare with the goldens beside it:
#	NAME.svg NAME.lines.svg NAME.table.tsv NAME.report.md NAME.openmetrics
#	NAME.prom	each only if it exists
#	NAME.problems	standard error, and the exit status if it is not 0;
#			without this file there must be neither
# tests/fixtures/compare/BEFORE+AFTER.md is a comparison of two scenarios,
# followed by the messages of each condition of --fail-if.
# The picture is that of --static, because the script has its own file.
# GENERATE=1 renews the goldens; `make golden` shows what changed.
. tests/lib.sh

generate=${GENERATE:-}
xmllint=1
command -v xmllint >/dev/null || {
	xmllint=
	echo 'skipped: no xmllint, so nothing but the goldens is looked at'
}
types='svg table.tsv openmetrics'
"$BUILD/memgraph" --help | grep -q '^ .* report:' && types="$types report.md"

# render PAIR SUFFIX OUT [NAME=VALUE ...]: messages and exit status go to
# OUT.problems.
render() {
	local type='svg --static' pair=$1 out=$3 status
	case $2 in
	whole) type=svg ;;
	lines.svg) type='svg --static --lines' ;;
	table.tsv) type=tsv ;;
	report.md) type=report ;;
	prom) type=textfile ;;
	openmetrics) type=$2 ;;
	esac
	shift 3
	# shellcheck disable=SC2086 # words
	env "$@" "$BUILD/memgraph" -t $type "$pair.tsv" "$pair.log" >"$out" \
		2>"$out.problems"
	status=$?
	[ "$status" -eq 0 ] || echo "exit $status" >>"$out.problems"
}

# compare PAIR SUFFIX: compare with the golden, in three environments.
compare() {
	local place golden=$1.$2
	if [ -n "$generate" ]; then
		render "$1" "$2" "$TMP/new"
		cp "$TMP/new" "$golden"
	fi
	for place in C:UTC C.UTF-8:Asia/Tokyo de_DE.UTF-8:America/St_Johns; do
		render "$1" "$2" "$TMP/new" "LC_ALL=${place%%:*}" \
			"TZ=${place#*:}"
		same "$golden, $place" "$golden" "$TMP/new"
	done
}

# problems PAIR: compare the messages, which do not depend on the output.
problems() {
	local suffix
	: >"$TMP/nothing"
	for suffix in $types; do
		render "$1" "$suffix" "$TMP/all"
		[ -z "$generate" ] || [ "$suffix" != svg ] ||
			if [ -s "$TMP/all.problems" ]; then
				cp "$TMP/all.problems" "$1.problems"
			else
				rm -f "$1.problems"
			fi
		if [ -f "$1.problems" ]; then
			same "$1.problems, $suffix" "$1.problems" \
				"$TMP/all.problems"
		else
			same "$1 has no problem, $suffix" "$TMP/nothing" \
				"$TMP/all.problems"
		fi
	done
	if [ -n "$xmllint" ]; then
		for suffix in svg whole; do
			render "$1" $suffix "$TMP/all"
			[ ! -s "$TMP/all" ] ||
				check "$1 is well-formed, $suffix" \
					xmllint --noout "$TMP/all"
		done
	fi
}

# compared BEFORE AFTER OUT [NAME=VALUE ...]: write the comparison to OUT
compared() {
	local scenarios=tests/fixtures/scenarios before=$1 after=$2 out=$3
	shift 3
	env "$@" "$BUILD/memgraph" -t compare \
		"$scenarios/$before.tsv,$scenarios/$before.log" \
		"$scenarios/$after.tsv,$scenarios/$after.log" \
		--fail-if overlap --fail-if several --fail-if orphan \
		--fail-if low --fail-if critical --fail-if 'free<20%' \
		--fail-if 'wired>36G' --fail-if 'swap-growth>1G' \
		--fail-if 'footprint>30G' --fail-if 'late>5%' >"$out" 2>&1
	echo "exit $?" >>"$out"
}

for golden in tests/fixtures/compare/*.md; do
	pair=$(basename "$golden" .md)
	[ -z "$generate" ] || compared "${pair%+*}" "${pair#*+}" "$golden"
	for place in C:UTC C.UTF-8:Asia/Tokyo de_DE.UTF-8:America/St_Johns; do
		compared "${pair%+*}" "${pair#*+}" "$TMP/new" \
			"LC_ALL=${place%%:*}" "TZ=${place#*:}"
		same "$golden, $place" "$golden" "$TMP/new"
	done
done

# The handmade logs are what their script makes.
mkdir "$TMP/odd"
check 'tests/fixtures/odd/make.sh runs' \
	"$BASH" tests/fixtures/odd/make.sh "$TMP/odd"
for made in "$TMP"/odd/*; do
	same "$(basename "$made") is as it was made" \
		"tests/fixtures/odd/$(basename "$made")" "$made"
done

find tests/fixtures -name '*.tsv' ! -name '*.table.tsv' | sort >"$TMP/list"
while read -r tsv; do
	pair=${tsv%.tsv}
	[ -f "$pair.log" ] || continue
	problems "$pair"
	for suffix in $types lines.svg prom; do
		[ -f "$pair.$suffix" ] && compare "$pair" "$suffix"
	done
done <"$TMP/list"

finish
