#!/bin/bash
# The completions, as installed, in the shells that are on this machine: all
# options of --help, and the values of each argument. packaging/completions has
# a file per shell.
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL

here=$PWD/tests/completions
dest=$TMP/installed
check 'install' "${MAKE:-make}" install BUILD="$make_build" DESTDIR= \
	PREFIX="$dest"
mkdir "$TMP/home" "$TMP/folder" "$TMP/folder/sub"
: >"$TMP/folder/a file"
cd "$TMP/folder" || exit
PATH=$dest/bin:$PATH
HOME=$TMP/home
export HOME
unset XDG_CONFIG_HOME XDG_DATA_HOME ZDOTDIR

# ask_SHELL PROGRAM [WORD ...] WORD: print the completions of the last word.
ask_bash() {
	"$BASH" "$here/ask.bash" \
		"$dest/share/bash-completion/completions/$1" "$@"
}
ask_zsh() {
	ASKED=$TMP/asked
	export ASKED
	: >"$ASKED"
	COMPLETIONS=$dest/share/zsh/site-functions ZDOTDIR=$here TERM=vt100 \
		zsh -f "$here/type.zsh" "$*	" zsh -d -i
	grep -vx -e - "$ASKED" # its own
}
# shellcheck disable=SC2016 # for fish
ask_fish() {
	XDG_DATA_DIRS=$dest/share fish -c 'complete -C "$argv"' "$*" |
		cut -f 1
}

# expect SHELL PROGRAM [WORD ...] WORD: its completions are those in wanted.
expect() {
	local shell=$1
	shift
	"ask_$shell" "$@" | sed -e 's/^--[a-z]*=//' -e 's/\/$//' -e '/^$/d' |
		LC_ALL=C sort -u >"$TMP/got"
	LC_ALL=C sort -u "$TMP/wanted" >"$TMP/sorted"
	same "$shell: $*" "$TMP/sorted" "$TMP/got"
}

# may_be NAME: print the values of an argument with this name in --help.
may_be() {
	case $1 in
	DIR) echo sub ;;
	FILE) printf '%s\n' 'a file' sub ;;
	SOURCE) printf '%s\n' auto native tool ;;
	THEME) printf '%s\n' auto light dark ;;
	TYPE) sed -n 's/^ .*  \(TYPE  *\)\{0,1\}\([a-z]*\): .*/\2/p' \
		"$TMP/help" ;;
	CONDITION) sed -n '/--fail-if/,/--follow/{/^  /p;}' "$TMP/help" |
		tr '\n' ' ' | sed 's/.*repeated\. *//; s/ -f, .*//' |
		sed -e 's/, */ /g' -e 's/ or / /' -e "s/'//g" |
		tr -s ' ' '\n' ;;
	ERE | PERCENT | PX | SAMPLES | SECONDS | TEXT | URL) ;;
	*) fail "completions: what is $1? tests/completions.sh asks" >&2 ;;
	esac
}

shells=bash
for shell in zsh fish; do
	if command -v "$shell" >/dev/null; then
		shells="$shells $shell"
	else
		echo "skipped: no $shell"
	fi
done

for program in proctrace systrace memgraph memtrace; do
	"$program" --help >"$TMP/help"
	sed -n 's/^  *\(-.\), --.*/\1/p' "$TMP/help" >"$TMP/short"
	grep -oE '^ +(-., )?--[a-z-]+' "$TMP/help" | grep -o -e '--.*' \
		>"$TMP/long"
	check "$program --help has options" test -s "$TMP/long"
	sed -nE 's/^ +(-., )?(--[a-z-]+) ([A-Z]+)( .*|$)/\2 \3/p' "$TMP/help" \
		>"$TMP/arguments"
	for shell in $shells; do
		cat "$TMP/short" "$TMP/long" >"$TMP/wanted"
		expect "$shell" "$program" -
		while read -r option argument; do
			may_be "$argument" >"$TMP/wanted"
			expect "$shell" "$program" "$option" ''
		done <"$TMP/arguments"
	done
done

# The programs accept the values.
for shell in $shells; do
	for option in 'proctrace -s' 'systrace --source' 'memgraph -t' \
		'memgraph --fail-if' 'memgraph --theme'; do
		# shellcheck disable=SC2086 # two words
		"ask_$shell" $option '' >"$TMP/values"
		while read -r value; do
			# shellcheck disable=SC2086 # two words
			check "$shell: $option $value" $option "$value" \
				--version
		done <"$TMP/values"
	done
	printf '%s\n' 'a file' sub >"$TMP/wanted"
	expect "$shell" memgraph ''
	: >"$TMP/wanted"
	expect "$shell" memgraph --width x
	echo svg >"$TMP/wanted"
	words=--type=sv
	[ "$shell" = bash ] && words='--type = sv'
	# shellcheck disable=SC2086 # three words
	expect "$shell" memgraph $words
	check "$shell: memtrace -- COMMAND" \
		grep -qx xargs <("ask_$shell" memtrace -o sub -- xarg)
done

# On a terminal bash splits the words itself.
# shellcheck disable=SC2016 # for that bash
printf '%s\n' "PS1='READY>'" '. "$dest/share/bash-completion/completions/memgraph"' \
	'memgraph() { if [ $1 = --help ]; then command memgraph --help' \
	'else echo "$*" >"$HOME/typed"; echo DONE; fi; }' >"$HOME/rc"
typed() {
	dest=$dest TERM=dumb zsh -f "$here/type.zsh" "$1" \
		"$BASH" --noprofile --rcfile "$HOME/rc" -i
}
if command -v zsh >/dev/null; then
	check 'bash on a terminal' typed \
		$'memgraph --th\t d\t --type=ts\t --fail-if fr\t --str\t a\t\r'
	echo '--theme dark --type=tsv --fail-if free<10% --strict a file' >"$TMP/wanted"
	same 'completes these words' "$TMP/wanted" "$HOME/typed"
fi

finish
