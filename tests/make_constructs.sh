#!/bin/bash
# macOS has GNU make 3.81, bash 3.2 and BSD's tools. This looks for constructs
# that only newer or GNU tools know. It first checks that it can find each.
. tests/lib.sh

# NAME, a tab, an extended regular expression, a tab, a line that it must match.
cat >"$TMP/make.list" <<'EOF'
!= (4.0)	^[A-Za-z_][A-Za-z_0-9]*[[:blank:]]*!=	OS != uname -s
::= (4.0)	^[A-Za-z_][A-Za-z_0-9]*[[:blank:]]*::+=	A ::= b
.ONESHELL (3.82)	^\.ONESHELL	.ONESHELL:
.RECIPEPREFIX (3.82)	\.RECIPEPREFIX	.RECIPEPREFIX = >
.SHELLFLAGS (3.82)	\.SHELLFLAGS	.SHELLFLAGS = -ec
.SHELLSTATUS (4.2)	\.SHELLSTATUS	ifeq ($(.SHELLSTATUS),0)
.NOTINTERMEDIATE (4.4)	^\.NOTINTERMEDIATE	.NOTINTERMEDIATE: a
.WAIT (4.4)	[[:blank:]]\.WAIT	all: a .WAIT b
.EXTRA_PREREQS (4.3)	\.EXTRA_PREREQS	.EXTRA_PREREQS = a
grouped targets (4.3)	^[^#[:blank:]][^#]*&:	a b &: c
$(file (4.0)	\$[({]file[[:blank:]]	$(file >a,b)
$(let (4.4)	\$[({]let[[:blank:]]	$(let a,b,c)
$(intcmp (4.4)	\$[({]intcmp[[:blank:]]	$(intcmp 1,2,a)
$(guile (4.0)	\$[({]guile[[:blank:]]	$(guile 1)
undefine (3.82)	^[[:blank:]]*(override )?undefine[[:blank:]]	undefine A
define = (3.82)	^[[:blank:]]*(override |export )?define[[:blank:]]+[^=[:blank:]]+[[:blank:]]*[:+?]?=	define A =
private (3.82)	^[^#[:blank:]][^#]*:[[:blank:]]*private[[:blank:]]	a: private B = c
load (4.0)	^-?load[[:blank:]]	load x.so
output sync (4.0)	MAKE\).*(--output-sync|[[:blank:]]-O)	$(MAKE) -Oline
EOF
cat >"$TMP/bash.list" <<'EOF'
associative arrays (4.0)	(declare|local|typeset|readonly)[[:blank:]]+-[a-zA-Z]*A	local -A map
name references (4.3)	(declare|local|typeset)[[:blank:]]+-[a-zA-Z]*n	local -n ref=x
global declare (4.2)	(declare|typeset)[[:blank:]]+-[a-zA-Z]*g	declare -g x
mapfile (4.0)	(^|[^a-z_])(mapfile|readarray)([^a-z_]|$)	mapfile -t a <b
coproc (4.0)	(^|[;&|][[:blank:]]*|[[:blank:]])coproc[[:blank:]]	coproc cat
upper and lower case (4.0)	\$\{[A-Za-z_0-9]+(\[[^]]*\])?(,|\^)	echo "${name,,}"
transformation (4.4)	\$\{[A-Za-z_0-9]+(\[[^]]*\])?@	echo "${name@Q}"
negative index (4.2)	\$\{[A-Za-z_0-9]+\[-	echo "${a[-1]}"
&>> (4.0)	&>>	ls &>>log
|& (4.0)	\|&	make |& tee log
;& (4.0)	;;?&	a) b ;;&
a descriptor by name (4.1)	\{[A-Za-z_]+\}[<>]	exec {fd}>file
the time in printf (4.2)	printf[^|;]*%\([^)]*\)T	printf '%(%s)T' -1
-v tests (4.2)	\[\[?[[:blank:]]+(![[:blank:]]+)?-v[[:blank:]]	[ -v name ]
wait -n (4.3)	(^|[^a-z_])wait[[:blank:]]+-n	wait -n
globstar, lastpipe (4.0, 4.2)	shopt[[:blank:]].*(globstar|lastpipe|inherit_errexit)	shopt -s globstar
read -N, -i (4.0)	(^|[^a-z_])read[[:blank:]]+(-[a-z]+[[:blank:]]+)*-[a-z]*[Ni]	read -N 1 x
newer variables	\$\{?(BASHPID|EPOCH(SECONDS|REALTIME)|SRANDOM)	echo $EPOCHSECONDS
padded sequences (4.0)	\{0[0-9]+\.\.	for i in {01..10}; do
steps in sequences (4.0)	\{[0-9a-z]+\.\.[0-9a-z]+\.\.	for i in {1..9..2}; do
EOF
# In sed and grep, an option word without E and F precedes the expression.
cat >"$TMP/tools.list" <<'EOF'
awk: a line that ends in ? (gawk)	[^$]\?[[:blank:]]*$	x = a > b ?
awk: {N} (not mawk)	((sub\(|match\(|split\(|~|awk)[^|]*|^[[:blank:]]*!?)/[^/|]*\{[0-9]+,?[0-9]*\}	sub(/^([^ ]* ){3}/, "")
sed, grep: \| \+ \? (GNU)	(sed|grep)[[:blank:]]+(-[A-DG-Za-z]+[[:blank:]]+)*('[^']*|"[^"]*)\\[|+?]	grep -c 'a\|b'
sed, grep: \b \w \s \< (GNU)	(sed|grep)[[:blank:]][^|;]*\\[bwWsS<>]	grep -oE '\bxml'
cat -A (GNU)	cat[[:blank:]]+-[a-zA-Z]*A	diff a b | cat -A
cmp -n (differs)	cmp[[:blank:]]+-[a-z]*n	cmp -n 100 a b
date -d (GNU)	date[[:blank:]]+(-u[[:blank:]]+)?(-d|--date)	date -u -d @0
find -printf (GNU)	find[[:blank:]].*-printf	find . -printf '%p'
grep -P (GNU)	grep[[:blank:]]+-[a-zA-Z]*P	grep -qP '\d'
head -n 0 (not BSD)	head[[:blank:]]+-n[[:blank:]]*0([^0-9]|$)	head -n 0 file
readlink -f (macOS 12.3)	readlink[[:blank:]]+-[a-z]*f	readlink -f link
sed -i without a suffix (GNU)	sed[[:blank:]]+(-[a-zA-Z]+[[:blank:]]+)*-i[[:blank:]]	sed -i 's/a/b/' file
stat -c (GNU)	stat[[:blank:]]+-[a-zA-Z]*c	stat -c %s file
xargs -r (GNU)	xargs[[:blank:]]+(-[a-z0][[:blank:]]+)*-[a-z0]*r	xargs -0 -r rm
EOF

# find_in LIST FILE ...: print the constructs in these files, except in
# comments.
find_in() {
	local list=$1 name expression line
	shift
	while IFS=$(printf '\t') read -r name expression line; do
		grep -nHE -- "$expression" "$@" |
			grep -vE '^[^:]*:[0-9]+:[[:blank:]]*#' |
			name=$name awk '{ print $0 "   <- " ENVIRON["name"] }'
	done <"$list"
}

# With set -u, "${a[@]}" of an empty array stops bash before 4.4. So a script
# must check the length of the array, or use "${a[@]+...}".
unguarded() {
	awk '{
		line = $0
		while (match(line, /"\$\{[A-Za-z_0-9]+\[[@*]\]\}"/)) {
			name = substr(line, RSTART + 3, RLENGTH - 8)
			before = substr(line, RSTART - 1, 1)
			if (before != "+")
				used[FILENAME "\t" name] = FNR
			line = substr(line, RSTART + RLENGTH)
		}
		line = $0
		while (match(line, /\$\{#[A-Za-z_0-9]+\[[@*]\]\}/)) {
			asked[FILENAME "\t" substr(line, RSTART + 3, \
			    RLENGTH - 7)] = 1
			line = substr(line, RSTART + RLENGTH)
		}
	}
	END {
		for (key in used)
			if (!(key in asked))
				print key ": line " used[key]
	}' "$@"
}

# proven NAME: each expression of the list matches its example.
proven() {
	local name expression line
	while IFS=$(printf '\t') read -r name expression line; do
		printf '%s\n' "$line" >"$TMP/example"
		check "finds $1's $name" grep -qE -- "$expression" "$TMP/example"
	done <"$TMP/$1.list"
}

# none COMMAND [ARG ...]: passes when the command prints nothing.
none() {
	"$@" | tee "$TMP/found"
	[ ! -s "$TMP/found" ]
}

proven make
proven bash
proven tools
# shellcheck disable=SC2016
for example in 'run "${args[@]}"' 'x=("${args[@]}" "${#other[@]}")'; do
	printf '%s\n' "$example" >"$TMP/example"
	check "finds the unguarded array of $example" \
		grep -q args <(unguarded "$TMP/example")
done
# shellcheck disable=SC2016
printf '%s\n' '[ ${#a[@]} -eq 0 ] || run "${a[@]}" ${b[@]+"${b[@]}"}' \
	>"$TMP/example"
check 'passes over guarded arrays' none unguarded "$TMP/example"

# These two files list the constructs; they do not use them.
find . -path ./build -prune -o -path ./.git -prune -o \
	\( -name Makefile -o -name '*.mk' \) -type f -print >"$TMP/makefiles"
find tests collectors packaging .ci -type f -print | while read -r file; do
	case $file in
	tests/make_constructs.sh | tests/lint.sh) continue ;;
	*.sh | *.bash) echo "$file" ;;
	*.*) ;;
	*) head -n 1 "$file" | grep -qaE '^#!.*(/|env )(ba)?sh' && echo "$file" ;;
	esac
done >"$TMP/scripts"
check 'there are makefiles' [ -s "$TMP/makefiles" ]
check 'there are scripts' [ -s "$TMP/scripts" ]
# The names have no blanks.
# shellcheck disable=SC2046
check 'the makefiles need nothing above GNU make 3.81' \
	none find_in "$TMP/make.list" $(cat "$TMP/makefiles")
# shellcheck disable=SC2046
check 'the scripts need nothing above bash 3.2' \
	none find_in "$TMP/bash.list" $(cat "$TMP/scripts")
# shellcheck disable=SC2046
check 'the scripts need no tool but those of BSD' none find_in \
	"$TMP/tools.list" $(cat "$TMP/scripts" "$TMP/makefiles") \
	$(find tests render -name '*.awk' -o -name '*.sed')
# shellcheck disable=SC2046
check 'no script may meet an empty array' none unguarded $(cat "$TMP/scripts")
finish
