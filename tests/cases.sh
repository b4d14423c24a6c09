#!/bin/bash
# Small logs that memgraph once got wrong: tests/fixtures/cases/NAME has p.tsv,
# s.log and right.txt. Lines of right.txt:
#	# TEXT		what is right, and why
#	+ A|B		the report, the picture or the messages contain A or B
#	- TEXT		none of them contains TEXT
# A run of blanks counts as one blank.
. tests/lib.sh

# Cases that memgraph still gets wrong.
pending=''

# says A|B|...: the output of memgraph contains one of these.
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
