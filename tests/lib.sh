# The test scripts source this; bash 3.2 is enough. A script calls `check` and
# `same` as often as needed, and `finish` at the end.
set -u
# macOS before 15 lacks C.UTF-8, and some Linux systems lack en_US.UTF-8.
LC_ALL=${TEST_LOCALE:-$(locale -a 2>/dev/null | LC_ALL=C sort |
	grep -iE '^(C|en_US)\.utf-?8$' | head -n 1)}
LC_ALL=${LC_ALL:-C.UTF-8}
TZ=UTC
export LC_ALL TZ BUILD
BUILD=${BUILD:-build}
case $BUILD in
/*) ;;
*) BUILD=$PWD/$BUILD ;;
esac
# For make, which cannot handle blanks in the path of the checkout.
# shellcheck disable=SC2034 # for scripts that source this
make_build=${BUILD#"$PWD"/}
TMP=$(mktemp -d "${TMPDIR:-/tmp}/memtrace-test.XXXXXX") || exit 1
passed=0
failed=0
trap 'rm -rf "$TMP"' EXIT
# TEST_AWK=NAME: use NAME as awk.
[ -z "${TEST_AWK:-}" ] || {
	mkdir "$TMP/test-awk"
	ln -s "$(type -P "$TEST_AWK")" "$TMP/test-awk/awk" || exit 1
	PATH=$TMP/test-awk:$PATH
}

pass() {
	passed=$((passed + 1))
	[ -z "${VERBOSE:-}" ] || printf 'ok - %s\n' "$1"
}

fail() {
	failed=$((failed + 1))
	printf 'not ok - %s\n' "$1"
}

# check NAME COMMAND [ARG ...]: passes when the command exits 0.
check() {
	local name=$1
	shift
	if "$@" >"$TMP/check.out" 2>&1; then
		pass "$name"
	else
		fail "$name (exit $?: $*)"
		sed 's/^/    /' "$TMP/check.out" | head -40
	fi
}

# same NAME EXPECTED ACTUAL: passes when the files are equal to the byte.
same() {
	if cmp -s "$2" "$3"; then
		pass "$1"
	else
		fail "$1: $2 and $3 differ"
		diff -u "$2" "$3" | cat -vet | head -40 | sed 's/^/    /'
	fi
}

# status NAME WANTED COMMAND [ARG ...]: passes when it exits with that status.
# What it printed is in $TMP/out and $TMP/err.
status() {
	local name=$1 wanted=$2 got
	shift 2
	"$@" >"$TMP/out" 2>"$TMP/err"
	got=$?
	if [ "$got" -eq "$wanted" ]; then
		pass "$name"
	else
		fail "$name: exit $got, not $wanted: $*"
		head -20 "$TMP/err" | sed 's/^/    /'
	fi
}

# The signals that end a recording. If SIGHUP is ignored, as under nohup, a
# shell cannot change that.
# shellcheck disable=SC2034 # for scripts that source this
stops='INT TERM HUP'
# shellcheck disable=SC2034
if { sh -c 'kill -HUP $$; :'; } 2>/dev/null; then
	stops='INT TERM'
fi

# wait_for SECONDS COMMAND [ARG ...]: wait until it succeeds; return 1 if it
# never does.
wait_for() {
	local tries=$(($1 * 50))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.02
	done
}

finish() {
	printf '%s: %d passed, %d failed\n' "$(basename "$0" .sh)" "$passed" \
		"$failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
