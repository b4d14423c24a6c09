#!/bin/bash
# Homebrew's formula, filled in for a tarball: Ruby can read it, it has the
# fields in the order that `brew audit` requires, and its test passes after an
# install.
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL

VERSION=$(sed -n 's/^VERSION = //p' Makefile)
export VERSION
url=https://example.org/ollama-memtrace-$VERSION.tar.gz
echo tarball >"$TMP/tarball"
fill() {
	"$BASH" packaging/homebrew/fill.sh "$TMP/tarball" "$@" \
		>"$TMP/ollama-memtrace.rb"
}
check 'it is filled in' fill https://example.org "$url"
status 'but not without an address' 2 fill https://example.org ''
status 'nor with one that is none' 2 fill example.org "$url"
status 'nor without a tarball' 2 fill https://example.org https://example.org
mkdir "$TMP/build"
status 'make formula without them' 2 "${MAKE:-make}" -o dist formula \
	BUILD="$TMP/build"
check 'leaves nothing' test ! -e "$TMP/build/ollama-memtrace.rb"
fill https://example.org "$url"
status 'nothing is left out' 1 grep @ "$TMP/ollama-memtrace.rb"
status 'no line is too long' 1 grep -E '.{119}' "$TMP/ollama-memtrace.rb"

command -v ruby >/dev/null || {
	echo 'skipped: no ruby'
	finish
	exit
}
check 'ruby -c' ruby -wc "$TMP/ollama-memtrace.rb"
mkdir "$TMP/bin"
# Install from the folder with these objects.
printf '#!/bin/sh\nexec %s "$@" BUILD="%s"\n' "$(type -P "${MAKE:-make}")" \
	"$make_build" >"$TMP/bin/make"
chmod +x "$TMP/bin/make"
PATH=$TMP/bin:$PATH check 'installed, and its test run' ruby \
	tests/formula/formula.rb "$TMP/ollama-memtrace.rb" "$TMP/cellar"
cp "$TMP/check.out" "$TMP/said"
cat >"$TMP/wanted" <<-EOF
	homepage https://example.org
	url $url
	sha256 $(printf 'tarball\n' | ruby -r digest -e \
		'print Digest::SHA256.hexdigest(STDIN.read)')
	license MIT
	depends_on {"pkgconf"=>:build}
	depends_on jansson
	uses_from_macos curl
	uses_from_macos libxml2
EOF
sed -n -e 's/ => /=>/' -e 2,9p "$TMP/said" >"$TMP/got"
same 'its fields, in order' "$TMP/wanted" "$TMP/got"
check 'desc: a capital, no article, no full stop, no name, 80 characters' \
	grep -qE '^desc [B-Z].{0,78}[^.]$' "$TMP/said"
check 'the completion of bash is where Homebrew has it' \
	test -s "$TMP/cellar/etc/bash_completion.d/memgraph"

finish
