#!/bin/bash
# Print a release tarball of the last commit or, in an unpacked tarball, of the
# files in its MANIFEST. The same files give the same bytes: git, user, umask
# and clock do not matter. GNU's and BSD's tar share no options for that, so
# this makes the archive (POSIX's ustar) itself.
# usage: packaging/dist.sh NAME-VERSION >FILE.tar.gz
set -euo pipefail
name=$1
export LC_ALL=C
work=$(mktemp -d "${TMPDIR:-/tmp}/memtrace-dist.XXXXXX")
trap 'rm -rf "$work"' EXIT

# MANIFEST: the time of the commit, then mode (or "link") and path of each file.
if [ -f MANIFEST ]; then
	ln -s "$PWD" "$work/tree"
else
	mkdir "$work/tree"
	git -c core.autocrlf=false archive HEAD | tar -xf - -C "$work/tree"
	{
		git log -1 --format=%ct
		git ls-tree -r HEAD | awk -F '\t' '{ sub(/ .*/, "", $1)
			print ($1 == 120000 ? "link" : substr($1, 4)), $2 }'
	} >"$work/tree/MANIFEST"
fi
cd "$work"
{ echo 644 MANIFEST; sed 1d tree/MANIFEST; } >files

awk '$1 != "link" { print "tree/" $2 }' files | xargs wc -c |
	awk '$2 != "total"' >sizes
awk '$1 == "link" { print "tree/" $2 }' files | while read -r link; do
	echo "0 $link $(readlink "$link")"
done >>sizes

# Each header goes into its own file, after the padding of the previous file.
awk -v name="$name" -v time="$(sed 1q tree/MANIFEST)" '
function field(text, width) {
	while (length(text) < width)
		text = text nul
	return text
}
function pad(n) {
	while (n-- > 0)
		printf "%c", 0 >part
}
BEGIN {
	nul = "\001" # in a string
	for (i = 32; i < 127; i++)
		code[sprintf("%c", i)] = i
	none = field("0000000", 8)
}
FILENAME == "sizes" {
	size[$2] = $1
	target[$2] = $3
	next
}
{
	path = name "/" $2
	file = "tree/" $2
	link = $1 == "link"
	if ($1 !~ /^(644|755|link)$/ || NF != 2 || length(path) > 100) {
		print "dist: cannot pack " $0 >"/dev/stderr"
		exit failed = 1
	}
	before = field(path, 100) field("0000" (link ? 777 : $1), 8) \
	    none none field(sprintf("%011o", size[file]), 12) \
	    field(sprintf("%011o", time), 12)
	after = (link ? 2 : 0) field(target[file], 100) field("ustar", 6) \
	    "00" field("root", 32) field("root", 32) none none field("", 167)
	header = before "        " after
	sum = 0
	for (i = 1; i <= 512; i++)
		sum += code[substr(header, i, 1)]
	header = before field(sprintf("%06o", sum), 7) " " after
	part = "part" FNR
	pad(padding)
	for (i = 1; i <= 512; i++)
		if (substr(header, i, 1) == nul)
			pad(1)
		else
			printf "%s", substr(header, i, 1) >part
	close(part)
	print part
	if (!link)
		print file
	padding = (512 - size[file] % 512) % 512
}
END {
	if (failed)
		exit 1
	part = "end"
	pad(padding + 1024)
	print part
}' sizes files >parts
xargs cat <parts | gzip -9n
