#!/bin/bash
# `make first-run` writes docs/first-run.md, a transcript of a first run on a
# fresh Debian without Ollama. The output of apt-get and make is left out.
set -u
. tests/chroot.sh
root=$work/root

# at_terminal COMMAND [TYPE]: print what an ordinary user sees on 90 columns.
# The command is in a file, because it would otherwise be in the trace. TYPE is
# a pipe from a command that types; the screen is in the file "screen".
at_terminal() {
	printf '\n$ %s\n' "$1"
	printf '%s\n' 'cd ollama-memtrace && stty cols 90' "$1" \
		>"$root/home/user/typed"
	chroot_run "$root" user "${2:-} script -qefc 'sh typed' screen" </dev/null
}

# tidy: print what stays on the screen, which is the last state of the status
# line. Lines of tools become one.
tidy() {
	awk '
	function tools(said) {
		if (said != last)
			print "[" said "]"
		last = said
	}
	{
		gsub(/\r$/, "")
		n = split($0, part, /\r\033\[K/)
		line = part[n]
		if (n > 1 && line == "")
			line = part[n - 1] "\n"
	}
	/^deps: / { print; tools("apt-get installs them"); next }
	/^(CC|AR|LD|CP|GEN|install|umask) / {
		tools("make compiles the programs"); next
	}
	/^([$] |.*Ollama)/ { last = "" }
	last == "" { print line }'
}

chroot_make "$root" bookworm make,git,ca-certificates,sudo >&2
echo 'user ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/user"
chroot_clone "$root" user
cat <<'EOF'
# A first run

What you see on a fresh Debian, on a terminal of 90 columns, with the sources
in `ollama-memtrace`. There is no Ollama, so `make demo` starts a mock server.
On a desktop the last line is a command that opens the picture. Lines in square
brackets stand for what other programs print. `make first-run` makes this page.

```
EOF
{
	at_terminal 'make demo'
	at_terminal 'build/memtrace --bundle --redact' \
		'{ until grep -qs y/N screen; do sleep 0.1; done; echo y; } |'
	at_terminal 'build/memtrace -- sleep 2'
} | tidy | sed 1d
echo '```'
