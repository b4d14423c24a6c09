#!/bin/bash
# Test a release tarball without git: unpack, build, test (make $TESTS), install
# and uninstall it. No file may be left, and the unpacked tree must make the
# same tarball.
# usage: packaging/distcheck.sh NAME-VERSION FILE.tar.gz
set -euo pipefail
name=$1
file=$2
make=${MAKE:-make}
work=$(mktemp -d "${TMPDIR:-/tmp}/memtrace-distcheck.XXXXXX")
trap 'rm -rf "$work"' EXIT

die() {
	echo "distcheck: $*" >&2
	exit 1
}

mkdir "$work/bin" "$work/fresh"
printf '#!/bin/sh\nexit 127\n' >"$work/bin/git"
chmod +x "$work/bin/git"
export PATH="$work/bin:$PATH"
cp "$file" "$work/given.tar.gz"
tar -xzf "$file" -C "$work/fresh"
tar -xzf "$file" -C "$work"
cd "$work/$name"
"$make" BUILD=build all
"$make" BUILD=build "$TESTS"

dest=$work/dest
mkdir -p "$dest/usr/bin"
echo other >"$dest/usr/bin/other"
installed() {
	(cd "$dest" && find . ! -type d | LC_ALL=C sort)
}
installed >"$work/before"
"$make" BUILD=build DESTDIR="$dest" PREFIX=/usr install
for program in proctrace systrace memgraph memtrace; do
	[ "$("$dest/usr/bin/$program" --version)" = \
		"$program ${name##*-}" ] || die "$program has another version"
done
"$make" BUILD=build DESTDIR="$dest" PREFIX=/usr uninstall
installed | diff "$work/before" - || die 'uninstall leaves files'

"$make" BUILD=build dist
cmp "build/$name.tar.gz" "$work/given.tar.gz"
"$make" BUILD=build clean
(cd "$work/fresh/$name" && find .) | LC_ALL=C sort >"$work/files"
find . | LC_ALL=C sort | diff "$work/files" - || die 'make clean leaves files'
echo "distcheck: $name is good"
