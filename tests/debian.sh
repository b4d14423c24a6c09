#!/bin/bash
# Debian's source package has the files of the checkout, but no recordings and
# nothing that was built.
. tests/lib.sh

command -v dpkg-source >/dev/null || {
	echo 'skipped: no dpkg-source'
	exit
}

# With the name that `git clone` gives it, which is also that of the recordings.
tree=$TMP/ollama-memtrace
mkdir -p "$tree/debian" "$tree/docs"
# Not what dpkg-buildpackage has left there.
cp -R debian/changelog debian/control debian/source "$tree/debian"
cp docs/linux.md "$tree/docs"
find "$TMP"/ollama-memtrace ! -type d | sed "s|^$TMP/||" | LC_ALL=C sort \
	>"$TMP/wanted"
for file in .git/config build/memtrace graphs/x.svg docs/x.o \
	ollama-memtrace/20260514-092500/report.md ollama-memtrace/x.tar.gz; do
	mkdir -p "$tree/${file%/*}"
	echo >"$tree/$file"
done
cd "$TMP" || exit
check 'a source package' dpkg-source -b ollama-memtrace
tar -tf ollama-memtrace_*.tar.xz | grep -v '/$' | LC_ALL=C sort >"$TMP/got"
same 'has only sources' "$TMP/wanted" "$TMP/got"

finish
