#!/bin/bash
# make install puts programs, pages and completions in their places, and make
# uninstall removes all of them.
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL

make=${MAKE:-make}
dest="$TMP/a folder"
prefix='/opt/Memory Trace'

umask 077
check 'install' "$make" install BUILD="$make_build" DESTDIR="$dest" \
	PREFIX="$prefix"
umask 022
(cd "$dest$prefix" && find . -type f | LC_ALL=C sort) >"$TMP/got"
cat >"$TMP/wanted" <<-EOF
	./bin/memgraph
	./bin/memtrace
	./bin/proctrace
	./bin/systrace
	./share/bash-completion/completions/memgraph
	./share/bash-completion/completions/memtrace
	./share/bash-completion/completions/proctrace
	./share/bash-completion/completions/systrace
	./share/fish/vendor_completions.d/memgraph.fish
	./share/fish/vendor_completions.d/memtrace.fish
	./share/fish/vendor_completions.d/proctrace.fish
	./share/fish/vendor_completions.d/systrace.fish
	./share/man/man1/memgraph.1
	./share/man/man1/memtrace.1
	./share/man/man1/proctrace.1
	./share/man/man1/systrace.1
	./share/man/man5/memtrace-process.5
	./share/man/man5/memtrace-system.5
	./share/zsh/site-functions/_memtrace
EOF
same 'what is installed' "$TMP/wanted" "$TMP/got"
find "$dest" -type d ! -perm 755 >"$TMP/closed"
same 'others can reach it' /dev/null "$TMP/closed"
for program in proctrace systrace memgraph memtrace; do
	check "$program runs from there" "$dest$prefix/bin/$program" --version
done
check 'uninstall' "$make" uninstall BUILD="$make_build" DESTDIR="$dest" \
	PREFIX="$prefix"
find "$dest" -type f >"$TMP/left"
same 'nothing is left' /dev/null "$TMP/left"

finish
