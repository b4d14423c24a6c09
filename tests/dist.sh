#!/bin/bash
# The release tarball: the same bytes from every user, umask, clock and source,
# with all files of the commit.
. tests/lib.sh

version=$(sed -n 's/^VERSION = //p' Makefile)
check "debian/changelog begins with $version" \
	sh -c "sed 1q debian/changelog | grep -F '($version)'"

[ -f MANIFEST ] || git rev-parse HEAD >/dev/null 2>&1 || {
	echo 'skipped: neither a commit nor a MANIFEST'
	finish
	exit
}
dist=$PWD/packaging/dist.sh
# tarball FILE: make FILE as the Makefile does.
tarball() {
	"$BASH" "$dist" ollama-memtrace-1 >"$TMP/$1"
}
check 'a tarball' tarball one.tar.gz
umask 077
TZ=Asia/Tokyo check 'and another' tarball two.tar.gz
same 'are equal' "$TMP/one.tar.gz" "$TMP/two.tar.gz"
umask 022

mkdir "$TMP/a folder" "$TMP/tree"
[ -f MANIFEST ] || git archive HEAD | tar -xf - -C "$TMP/tree"
cd "$TMP/a folder" || exit
check 'tar reads it' tar -xpf "$TMP/one.tar.gz"
cd ollama-memtrace-1 || exit
find . ! -type d | sed 's/^\.\///' | grep -v MANIFEST | LC_ALL=C sort \
	>"$TMP/unpacked"
sed 1d MANIFEST | cut -d ' ' -f 2 | LC_ALL=C sort >"$TMP/named"
same 'MANIFEST names its files' "$TMP/named" "$TMP/unpacked"
# Like diff -r, which cannot compare dangling links.
contents() {
	find . -type f ! -name MANIFEST -print | LC_ALL=C sort | xargs cksum
	find . -type l -print | LC_ALL=C sort | while read -r link; do
		echo "$link: $(readlink "$link")"
	done
}
[ ! -f "$TMP/tree/Makefile" ] || {
	(cd "$TMP/tree" && contents) >"$TMP/committed"
	contents >"$TMP/packed"
	same 'they are those of the commit' "$TMP/committed" "$TMP/packed"
}
check 'programs can be run' [ -x collectors/memtrace ]
find . -type f -newer MANIFEST >"$TMP/newer"
same 'all files have one time' /dev/null "$TMP/newer"

stand_in=$TMP/bin
mkdir "$stand_in"
printf '#!/bin/sh\nexit 127\n' >"$stand_in/git"
chmod +x "$stand_in/git"
PATH=$stand_in:$PATH
echo other >other
check 'a tarball of the tarball' tarball three.tar.gz
same 'is equal, without git' "$TMP/one.tar.gz" "$TMP/three.tar.gz"
rm README.md
incomplete() {
	! tarball four.tar.gz 2>"$TMP/err" && grep -q README.md "$TMP/err"
}
check 'no tarball where a file is missing' incomplete

finish
