#!/bin/bash
# Install what is missing to build, test, lint or cross-compile, with apt-get or
# Homebrew. If nothing is missing, run nothing, so that neither network nor root
# is needed.
# usage: tests/deps.sh build|check|lint|cross|ci ...
set -u

# GROUP KIND NAME APT BREW; "-": part of the system (on macOS, of Xcode's
# command line tools). Without a tool of group ci, tests are skipped.
needs='
build compiler cc gcc,libc6-dev -
build command make make -
build command pkg-config pkg-config pkgconf
build module libcurl libcurl4-openssl-dev -
build module libxml-2.0 libxml2-dev -
build module jansson libjansson-dev jansson
check module check check check
check command awk mawk -
check command curl curl -
check command git git -
check command jq jq jq
check command ps procps -
check command xmllint libxml2-utils -
lint command aspell aspell,aspell-en -
lint command clang clang -
lint command clang-format clang-format clang-format
lint command clang-tidy clang-tidy -
lint command cppcheck cppcheck cppcheck
lint command mandoc mandoc -
lint command shellcheck shellcheck shellcheck
cross command npm npm node
ci command busybox busybox -
ci command chromium chromium -
ci command debootstrap debootstrap -
ci command dpkg-source dpkg-dev -
ci command fish fish -
ci fuzzer libFuzzer libclang-rt-dev -
ci command logrotate logrotate -
ci command original-awk original-awk -
ci command prometheus prometheus -
ci command prometheus-node-exporter prometheus-node-exporter -
ci python prometheus_client python3-prometheus-client -
ci command ruby ruby -
ci command strace strace -
ci command valgrind valgrind -
ci command zsh zsh -
'

compiles() {
	echo '#include <stdio.h>' | cc -E - >/dev/null 2>&1
}

# Without recommended packages, clang lacks its runtime library.
fuzzes() {
	printf '%s\n' '#include <stddef.h>' \
		'int LLVMFuzzerTestOneInput(const char *p, size_t n)' \
		'{ return p == NULL && n > 0; }' |
		clang -fsanitize=fuzzer,address -x c -o /dev/null - 2>/dev/null
}

# there KIND NAME: it is installed
there() {
	case $1 in
	compiler) compiles ;;
	fuzzer) fuzzes ;;
	command) command -v "$2" >/dev/null ;;
	python) python3 -c "import $2" 2>/dev/null ||
		/usr/bin/python3 -c "import $2" 2>/dev/null ;;
	module) pkg-config --exists "$2" 2>/dev/null ;;
	esac
}

# by_hand MESSAGE: tell the user what to do, and exit.
by_hand() {
	printf 'deps: missing: %s\ndeps: %s\n' "${packages[*]}" "$1" >&2
	exit 1
}

# missing APT-OR-BREW-COLUMN GROUP ...: print the missing packages, one a line
missing() {
	local column=$1 group kind name apt brew package
	shift
	while read -r group kind name apt brew; do
		case " $* " in *" $group "*) ;; *) continue ;; esac
		[ -n "$group" ] || continue
		package=$apt
		[ "$column" = brew ] && package=$brew
		[ "$package" = - ] && continue
		there "$kind" "$name" || printf '%s\n' "$package"
	done <<-EOF | tr ',' '\n'
	$needs
	EOF
}

# look APT-OR-BREW GROUP ...: set packages to the missing packages
look() {
	local package
	packages=()
	while read -r package; do
		packages+=("$package")
	done < <(missing "$@")
}

if [ "$(uname -s)" = Darwin ]; then
	manager=brew
	compiles || {
		echo 'deps: no C compiler: run xcode-select --install' >&2
		exit 1
	}
else
	manager=apt
fi
look $manager "$@"
[ ${#packages[@]} -gt 0 ] || exit 0

if [ $manager = brew ]; then
	command -v brew >/dev/null ||
		by_hand 'Homebrew (https://brew.sh) would install it'
	install="brew install ${packages[*]}"
	sudo=
else
	command -v apt-get >/dev/null ||
		by_hand 'no apt-get here, and these are the names of Debian'
	install="export DEBIAN_FRONTEND=noninteractive
apt-get -q update &&
apt-get -q -y --no-install-recommends install ${packages[*]}"
	sudo=sudo
	if [ "$(id -u)" -eq 0 ]; then
		sudo=
	elif ! command -v sudo >/dev/null; then
		by_hand "not root and no sudo; as root:
$install"
	fi
fi
echo "deps: installing ${packages[*]}"
$sudo sh -c "$install" || exit 1
look $manager "$@"
[ ${#packages[@]} -eq 0 ] || {
	echo "deps: still missing: ${packages[*]}" >&2
	exit 1
}
