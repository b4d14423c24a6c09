#!/bin/bash
# The messages of make and tests/deps.sh when a tool or library is missing.
# shellcheck disable=SC2016 # other shells expand these
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

make=${MAKE:-make}
said() {
	grep -qF -- "$1" "$TMP/err"
}

## make
# Twice: make looks again for what was missing.
for cc in no-such-compiler 'cc -nostdinc' 'cc -nostdinc'; do
	status "CC=$cc" 2 "$make" BUILD="$TMP/build" CC="$cc" all
	check 'says what to do' said '`make deps`'
done
status 'a BUILD with a blank' 2 "$make" BUILD='a b' help
check 'is named' said '"a b"'
"$make" -n V=1 BUILD="$TMP/build" PKG_CONFIG=no-such-program tests-built \
	>"$TMP/commands" 2>"$TMP/err"
for library in curl jansson xml2 check; do
	check "linked without pkg-config: $library" grep -q -- "-l$library" \
		"$TMP/commands"
done
check 'and no message is about that' test ! -s "$TMP/err"
printf '#!/bin/sh\necho -I/opt/check/include\n' >"$TMP/pkg-config"
chmod +x "$TMP/pkg-config"
"$make" -n V=1 BUILD="$TMP/build" PKG_CONFIG="$TMP/pkg-config" \
	"$TMP/build/tests/check_text" >"$TMP/commands"
check 'check.h is a header of the system' grep -q \
	' -isystem /opt/check/include ' "$TMP/commands"

# A package sets its own tools and flags in the environment.
CC=its-cc AR=its-ar PKG_CONFIG=its-pkg-config CPPFLAGS=-DITS CFLAGS=-O7 \
	LDFLAGS=-Wl,its "$make" -n V=1 BUILD="$TMP/build" all \
	>"$TMP/commands" 2>"$TMP/err"
awk '{ sub(/^[ \t]+/, "") } !sub(/\\$/, "") { print line $0; line = ""; next }
	{ line = line $0 }' "$TMP/commands" >"$TMP/lines"
grep -E '^(cc|gcc|clang|ar|pkg-config) ' "$TMP/lines" >"$TMP/others"
same 'no other compiler or archiver runs' /dev/null "$TMP/others"
check 'the archiver runs' grep -q '^its-ar ' "$TMP/lines"
grep '^its-cc .* -c -o ' "$TMP/lines" | grep -v -- '-DITS .* -O7 ' \
	>"$TMP/others"
same 'objects have CPPFLAGS and CFLAGS' /dev/null "$TMP/others"
grep '^its-cc .* -o ' "$TMP/lines" | grep -v -- ' -c -o ' \
	>"$TMP/linked"
check 'programs are linked' grep -q -- '-o .*/memgraph ' "$TMP/linked"
grep -v -- '-O7 .*-Wl,its ' "$TMP/linked" >"$TMP/others"
same 'programs have CFLAGS and LDFLAGS' /dev/null "$TMP/others"

# make prints a line for each file, or the commands, or nothing.
# compile NAME FLAG ...: the output of make goes to $TMP/NAME.said.
compile() {
	local name=$1
	shift
	status "make $*" 0 "$make" --no-print-directory "$@" \
		BUILD="$TMP/$name" CC=: "$TMP/$name/obj/formats/span.o"
	cp "$TMP/out" "$TMP/$name.said"
}
compile short V=
compile long V=1
compile silent -s
echo 'CC formats/span.c' >"$TMP/wanted"
same 'a line for a file' "$TMP/wanted" "$TMP/short.said"
check 'V=1: the command' grep -q '^: -I' "$TMP/long.said"
check '-s: nothing' test ! -s "$TMP/silent.said"

## deps
# with TOOL ...: put links to only these tools on PATH
with() {
	local tool
	rm -rf "${TMP:?}/bin"
	mkdir "$TMP/bin"
	for tool in tr cat "$@"; do
		ln -s "$(type -P "$tool")" "$TMP/bin/"
	done
}
# stand_in NAME COMMAND
stand_in() {
	printf '#!/bin/sh\n%s\n' "$2" >"$TMP/bin/$1"
	chmod +x "$TMP/bin/$1"
}
deps() {
	PATH=$TMP/bin "$BASH" tests/deps.sh build
}
with cc
stand_in uname 'echo Darwin'
status 'a Mac without Homebrew' 1 deps
check 'what is missing' said 'missing: pkgconf jansson'
check 'and where it is from' said https://brew.sh
with
stand_in uname 'echo Darwin'
status 'a Mac without a compiler' 1 deps
check 'what to run' said 'xcode-select --install'
with cc
stand_in uname 'echo Linux'
status 'no apt-get' 1 deps
check 'what is missing' said 'missing: make pkg-config libcurl'
stand_in apt-get 'echo "apt-get $*" >>"$0.ran"; exit 100'
stand_in id 'echo 1000'
status 'not root and no sudo' 1 deps
check 'the whole of it: update' said 'apt-get -q update'
check 'the whole of it: install' said \
	'install make pkg-config libcurl4-openssl-dev libxml2-dev libjansson-dev'
check 'nothing is run' test ! -e "$TMP/bin/apt-get.ran"
stand_in sudo 'exec "$@"'
ln -s "$(type -P sh)" "$TMP/bin/"
status 'with sudo, and no network' 1 deps
check 'nothing is installed then' test \
	"$(cat "$TMP/bin/apt-get.ran")" = 'apt-get -q update'

finish
