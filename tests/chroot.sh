# fresh.sh and packages.sh source this. It makes a fresh Debian with
# debootstrap, in a chroot with its own mount and PID namespaces. It uses the
# mirror, keys and proxies of this machine's apt. $work holds everything, and is
# removed at exit.
me=$(basename "$0" .sh)

skip() {
	echo "$me: skipped: $*"
	exit 0
}
[ "$(id -u)" -eq 0 ] || skip 'this needs root'
command -v debootstrap >/dev/null || skip 'there is no debootstrap'
unshare --mount --pid --fork true 2>/dev/null || skip 'no namespaces here'
# The first address of Debian in apt's configuration, in either format.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
	/etc/apt/sources.list.d/*.sources 2>/dev/null |
	sed -n -e 's/^deb  *\(\[[^]]*\] *\)\{0,1\}\([a-z]*:[^ ]*\) .*/\2/p' \
		-e 's/^URIs: *\([^ ]*\).*/\1/p' |
	grep -m 1 -E 'debian/?$') || skip 'apt has no mirror of Debian'
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
[ -z "${http_proxy:-}" ] || export http_proxy

work=$(mktemp -d "${TMPDIR:-/tmp}/memtrace-$me.XXXXXX") || exit 1
running=
# All mounts are in the namespaces, and end with their first processes.
clean_up() {
	set +e
	[ -z "$running" ] || kill -KILL "$running" 2>/dev/null
	wait
	rm -rf --one-file-system "$work" 2>/dev/null && return
	sleep 2 # for the last processes
	rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
chmod 755 "$work" # ordinary users go through it

# in_namespaces [OPTION] SCRIPT [ARG ...]: OPTION is for unshare, or empty.
in_namespaces() {
	local option=$1 script=$2
	shift 2
	# shellcheck disable=SC2086 # it may be empty
	unshare --mount --pid --fork --mount-proc --kill-child $option \
		sh -ec "$script" sh "$@" &
	running=$!
	wait "$running"
}

# chroot_make FOLDER SUITE PACKAGES: create it, with an ordinary user "user".
chroot_make() {
	local root=$1 folder
	# debootstrap also mounts.
	# shellcheck disable=SC2016 # for that shell
	in_namespaces '' 'debootstrap --variant=minbase --include="$3" \
		"$2" "$1" "$4"' "$@" "$mirror" >"$work/out" 2>&1 || {
		tail -n 20 "$work/out"
		echo "$me: debootstrap failed"
		exit 1
	}
	# A package may bring the configuration of apt that is written below,
	# and would ask whether to replace it.
	printf '%s\n' force-confold force-unsafe-io \
		>"$root/etc/dpkg/dpkg.cfg.d/memtrace"
	cp /etc/resolv.conf /etc/hosts /etc/hostname "$root/etc/"
	for folder in apt.conf.d auth.conf.d keyrings trusted.gpg.d; do
		[ ! -d "/etc/apt/$folder" ] ||
			cp -R "/etc/apt/$folder/." "$root/etc/apt/$folder/"
	done
	chroot "$root" useradd --create-home --shell /bin/bash user || exit 1
}

# chroot_clone FOLDER USER: clone the last commit into the user's home.
chroot_clone() {
	local home
	home=$(chroot "$1" sh -c "echo ~$2")
	# By URL, because with a path git would hard-link our files.
	git clone -q "file://$PWD" "$1$home/ollama-memtrace" || exit 1
	chroot "$1" chown -R "$2:" "$home"
}

# chroot_run [--net] FOLDER USER COMMAND: with --net only loopback is there.
chroot_run() {
	local net=
	[ "$1" != --net ] || {
		net=$1
		shift
	}
	# shellcheck disable=SC2016
	in_namespaces "$net" '
		[ -z "$4" ] || ip link set lo up
		mount -t proc proc "$1/proc"
		mount -t sysfs sysfs "$1/sys"
		mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
		mount -t tmpfs tmpfs "$1/dev/shm"
		exec env -i PATH="$PATH" LANG=C.UTF-8 TERM=dumb \
			chroot "$1" su - "$2" -c "$3"' "$@" "$net"
}
