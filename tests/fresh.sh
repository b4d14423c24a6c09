#!/bin/bash
# On a fresh Debian, an ordinary user with sudo (or root) runs the README's
# `make demo` and `make check` on the last commit.
# usage: tests/fresh.sh [SUITE [user|root]]	(bookworm user)
set -u
. tests/chroot.sh
suite=${1:-bookworm}
who=${2:-user}
root=$work/$suite

chroot_make "$root" "$suite" make,git,ca-certificates,sudo
echo 'user ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/user"
chroot_clone "$root" "$who"
chroot_run "$root" "$who" 'cd ollama-memtrace && make demo && make check'
