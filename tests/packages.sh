#!/bin/bash
# Debian's package of the last commit. An ordinary user without a network builds
# it in a fresh chroot, and lintian checks it. Another chroot installs, uses and
# removes it.
# usage: tests/packages.sh [SUITE ...]	(bookworm trixie)
set -eu
. tests/chroot.sh

# shellcheck disable=SC2016 # for the shell in the chroot
used='
	set -e
	mkdir traces && cd traces
	memtrace -o out -- sleep 1 >report.md
	proctrace -q -n 2 -i 0.1 -m . -o p.tsv
	systrace -q -n 2 -i 0.1 -o s.log
	memgraph --strict p.tsv s.log graph.svg
	grep -q "<svg" graph.svg
	for name in memtrace proctrace systrace memgraph; do
		test -s /usr/share/man/man1/$name.1.gz
		. /usr/share/bash-completion/completions/$name
		complete -p $name
	done
	cd .. && rm -r traces
	cd /usr/share/doc/ollama-memtrace
	for page in README.md docs/*.md; do
		grep -o "](\([^)#]*\)" "$page" | cut -c 3- |
			grep -v "^https*:" | while read -r link; do
			test -e "$(dirname "$page")/$link" ||
				{ echo "$page: dead link: $link"; exit 1; }
		done
	done'
# shellcheck disable=SC2016
removed='
	dpkg -L ollama-memtrace >files
	apt-get -q -y purge ollama-memtrace
	while read -r file; do
		test -d "$file" || test ! -e "$file" || { echo "left: $file"; exit 1; }
	done <files
	test ! -e /usr/share/doc/ollama-memtrace'

[ $# -gt 0 ] || set -- bookworm trixie
for suite; do
	printf -- '-- %s\n' "$suite"
	root=$work/$suite
	chroot_make "$root" "$suite" ca-certificates
	cp -a "$root" "$root-clean"
	chroot_clone "$root" user
	chroot_run "$root" root 'cd ~user/ollama-memtrace && apt-get -q update &&
		apt-get -q -y --no-install-recommends install dpkg-dev lintian &&
		apt-get -q -y --no-install-recommends build-dep .'
	chroot_run --net "$root" user 'cd ollama-memtrace &&
		dpkg-buildpackage -us -uc &&
		lintian --fail-on error,warning ../*.changes'
	cp "$root"/home/user/ollama-memtrace_*.deb "$root-clean/root/"
	rm -rf --one-file-system "$root"
	root=$root-clean
	chroot_run "$root" root 'apt-get -q update &&
		apt-get -q -y --no-install-recommends install ./*.deb'
	chroot_run --net "$root" user "$used"
	chroot_run "$root" root "$removed"
	rm -rf --one-file-system "$root"
done
echo "$me: good"
