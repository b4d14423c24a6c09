#!/bin/bash
# The two commands of the README on a fresh Debian: a chroot made by
# debootstrap, with mount and PID namespaces of its own, in which an ordinary
# user with sudo (or root) runs `make demo` and `make check` on the last
# commit. Mirror, keys and proxies are those of this machine's apt.
# usage: tests/fresh.sh [SUITE [user|root]]	(bookworm user)
set -u
suite=${1:-bookworm}
who=${2:-user}

skip() {
	echo "fresh: skipped: $*"
	exit 0
}
[ "$(id -u)" -eq 0 ] || skip 'this needs root'
command -v debootstrap >/dev/null || skip 'there is no debootstrap'
unshare --mount --pid --fork true 2>/dev/null || skip 'no namespaces here'
# The first address that apt has for Debian itself, in either format.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
	/etc/apt/sources.list.d/*.sources 2>/dev/null |
	sed -n -e 's/^deb  *\(\[[^]]*\] *\)\{0,1\}\([a-z]*:[^ ]*\) .*/\2/p' \
		-e 's/^URIs: *\([^ ]*\).*/\1/p' |
	grep -m 1 -E 'debian/?$') || skip 'apt has no mirror of Debian'
root=$(mktemp -d "${TMPDIR:-/tmp}/memtrace-fresh.XXXXXX") || exit 1
# With the namespaces all mounts are gone, so only files are left.
trap 'rm -rf --one-file-system "$root"' EXIT
chmod 755 "$root" # it will be /
trap 'exit 130' INT TERM

debootstrap --variant=minbase \
	--include=make,git,ca-certificates,sudo,adduser \
	"$suite" "$root" "$mirror" >"$root.log" 2>&1 || {
	tail -n 20 "$root.log"
	rm -f "$root.log"
	echo "fresh: debootstrap failed"
	exit 1
}
rm -f "$root.log"
cp /etc/resolv.conf "$root/etc/resolv.conf"
for folder in apt.conf.d auth.conf.d keyrings trusted.gpg.d; do
	[ ! -d /etc/apt/$folder ] ||
		cp -R /etc/apt/$folder/. "$root/etc/apt/$folder/" 2>/dev/null
done
git clone -q . "$root/project" || exit 1
# shellcheck disable=SC2016 # for the shell in the chroot
inside='set -e
	home=/root
	if [ "$1" = user ]; then
		adduser --disabled-password --gecos "" someone >/dev/null
		echo "someone ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/someone
		home=/home/someone
	fi
	mv /project "$home/ollama-memtrace"
	[ "$1" = root ] || chown -R someone "$home/ollama-memtrace"
	cd "$home/ollama-memtrace"
	commands="make demo && make check"
	if [ "$1" = root ]; then
		sh -c "$commands"
	else
		su someone -c "$commands"
	fi'
# shellcheck disable=SC2016
unshare --mount --pid --fork --kill-child sh -c '
	mount -t proc proc "$1/proc" &&
	mount -t sysfs sysfs "$1/sys" &&
	mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts" &&
	mount -t tmpfs tmpfs "$1/dev/shm" &&
	exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		LANG=C.UTF-8 TERM=dumb chroot "$1" sh -c "$2" sh "$3"
	' sh "$root" "$inside" "$who"
