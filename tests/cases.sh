#!/bin/bash
# Small logs that were once answered wrongly: tests/fixtures/cases/NAME with
# p.tsv, s.log and right.txt. In right.txt
#	# TEXT		says what is right and why
#	+ A|B		A or B is in the report, the picture or the messages
#	- TEXT		is in none of them
# Runs of blanks count as one.
. tests/lib.sh

# Not answered rightly yet.
pending=''

# says A|B|...: one of them is in what memgraph wrote.
says() {
	local rest=$1 one
	while [ -n "$rest" ]; do
		one=${rest%%|*}
		[ "$one" = "$rest" ] && rest= || rest=${rest#*|}
		case $1 in
		\|*) one=$1 rest= ;; # a row of a table
		esac
		grep -qF -e "$one" "$TMP/all" && return 0
	done
	return 1
}

lacks() {
	! says "$1"
}

for folder in tests/fixtures/cases/*/; do
	name=$(basename "$folder")
	for type in report svg; do
		"$BUILD/memgraph" -t "$type" "$folder/p.tsv" "$folder/s.log"
	done 2>&1 | sed 's/  */ /g' >"$TMP/all"
	case " $pending " in
	*" $name "*) continue ;;
	esac
	while read -r sign text; do
		case $sign in
		+) check "$name: $text" says "$text" ;;
		-) check "$name: not $text" lacks "$text" ;;
		esac
	done <"$folder/right.txt"
done

finish
