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
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
[ -z "${http_proxy:-}" ] || export http_proxy

root=$(mktemp -d "${TMPDIR:-/tmp}/memtrace-fresh.XXXXXX") || exit 1
running=
# All mounts are in the namespace, and go with its first process.
clean_up() {
	[ -z "$running" ] || kill -KILL "$running" 2>/dev/null
	wait
	rm -rf --one-file-system "$root" 2>/dev/null && return
	sleep 2 # for its last processes
	rm -rf --one-file-system "$root"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
chmod 755 "$root" # it will be /

# in_namespace SCRIPT: its arguments are the folder, suite, user and mirror.
in_namespace() {
	unshare --mount --pid --fork --mount-proc --kill-child \
		sh -ec "$1" sh "$root" "$suite" "$who" "$mirror" &
	running=$!
	wait "$running"
}

# debootstrap mounts, too.
# shellcheck disable=SC2016 # for that shell
in_namespace 'debootstrap --variant=minbase \
	--include=make,git,ca-certificates,sudo "$2" "$1" "$4"' \
	>"$root/debootstrap.out" 2>&1 || {
	tail -n 20 "$root/debootstrap.out"
	echo 'fresh: debootstrap failed'
	exit 1
}
rm "$root/debootstrap.out"
cp /etc/resolv.conf /etc/hosts /etc/hostname "$root/etc/"
for folder in apt.conf.d auth.conf.d keyrings trusted.gpg.d; do
	[ ! -d "/etc/apt/$folder" ] ||
		cp -R "/etc/apt/$folder/." "$root/etc/apt/$folder/"
done
home=/root
if [ "$who" = user ]; then
	home=/home/user
	chroot "$root" useradd --create-home --shell /bin/bash user || exit 1
	echo 'user ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/user"
fi
# By an address, because a path would give it our own files as hard links.
git clone -q "file://$PWD" "$root$home/ollama-memtrace" || exit 1
chroot "$root" chown -R "$who:" "$home"
# shellcheck disable=SC2016
in_namespace '
	mount -t proc proc "$1/proc"
	mount -t sysfs sysfs "$1/sys"
	mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
	mount -t tmpfs tmpfs "$1/dev/shm"
	exec env -i PATH="$PATH" LANG=C.UTF-8 TERM=dumb chroot "$1" su - "$3" -c \
		"cd ollama-memtrace && make demo && make check"'
