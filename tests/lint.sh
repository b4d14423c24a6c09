#!/bin/bash
# `make lint`: all checks that do not run the programs.
# shellcheck disable=SC2016,SC2046,SC2086 # no file name has a blank
. tests/lib.sh

# have TOOL NAME: return 0, or print that the check NAME is skipped.
have() {
	command -v "$1" >/dev/null || {
		printf 'skipped: %s (no %s)\n' "$2" "$1"
		return 1
	}
}

# none NAME COMMAND [ARG ...]: passes when the command prints nothing.
none() {
	local name=$1
	shift
	"$@" >"$TMP/none" 2>&1
	if [ -s "$TMP/none" ]; then
		fail "$name"
		sed 's/^/    /' "$TMP/none" | head -40
	else
		pass "$name"
	fi
}

ours() {
	git ls-files --cached --others --exclude-standard -- "$@" |
		while IFS= read -r file; do
			[ ! -f "$file" ] || printf '%s\n' "$file"
		done
}

# C. The headers that other systems' files include are missing here.
formatted() {
	clang-format --dry-run -Werror $(ours '*.c' '*.h')
}
tidy() {
	local status
	ours 'collectors/*.c' 'formats/*.c' 'render/*.c' |
		grep -v '_darwin\.c$' |
		xargs -P 2 -n 4 sh -c 'flags=$1
			shift
			clang-tidy --quiet "$@" -- -std=c11 -I. \
			    -DVERSION=\"0\" $flags 2>/dev/null' \
			sh "${CLANG_FLAGS:-}" >"$TMP/tidy"
	status=$?
	grep -E '(error|warning):' "$TMP/tidy" | sort -u
	return $status
}
checked() {
	cppcheck --quiet --error-exitcode=1 --std=c11 -I. '-DVERSION="0"' \
		--enable=warning,performance,portability --inline-suppr \
		--suppress=missingInclude '-D__has_feature(x)=0' \
		$(ours 'collectors/*.c' 'formats/*.c' 'render/*.c' |
			grep -v '_darwin\.c$')
}
have clang-format 'clang-format' && check 'clang-format' formatted
have clang-tidy 'clang-tidy' && check 'clang-tidy' tidy
have cppcheck 'cppcheck' && check 'cppcheck' checked

# Manual pages. This machine may lack the pages of other projects.
pages() {
	mandoc -T lint -W style "$@" 2>&1 |
		grep -v -e 'referenced manual not found' -e 'mandoc\.db'
}
own_references() {
	sed -n 's/^\.Xr \([a-z-]*\) \([15]\).*/\1.\2/p' "$@" | sort -u |
		grep -e trace -e memgraph | while IFS= read -r page; do
		[ -f "docs/$page" ] || echo "no page $page"
	done
}
have mandoc 'mandoc' && none 'mandoc' pages $(ours 'docs/*.[15]')
none 'references between the manual pages' \
	own_references $(ours 'docs/*.[15]')

# British spelling. tests/words.txt has the words that are in no dictionary.
misspelt() {
	{
		echo 'personal_ws-1.1 en 0 utf-8'
		cat tests/words.txt
	} >"$TMP/words"
	awk -f tests/prose.awk "$@" | aspell --lang=en_GB --mode=none \
		--personal="$TMP/words" list | sort -u
}
spelt=$(ours README.md 'docs/*.md' 'docs/*.[15]' 'collectors/*.[ch]' \
	'formats/*.[ch]' 'render/*.[ch]')
if have aspell 'spelling'; then
	if aspell dump dicts | grep -qx en_GB; then
		none 'spelling' misspelt $spelt
	else
		echo 'skipped: spelling (no en_GB for aspell)'
	fi
fi

# Links in the documents to files of the repository.
dead_links() {
	local file link
	for file in "$@"; do
		grep -o '](\([^)#]*\)' "$file" | sed 's/^](//' |
			grep -v '^https\{0,1\}:' | while IFS= read -r link; do
			[ -e "$(dirname "$file")/$link" ] ||
				echo "$file: $link"
		done
	done
}
none 'links in the documents' dead_links $(ours '*.md')

# Scripts. make_constructs.sh checks that bash 3.2 and GNU make 3.81 are enough.
have shellcheck 'shellcheck' &&
	check 'shellcheck' shellcheck $(ours '*.sh' '*.bash' .ci/run collectors/memtrace)

# The house: three folders, two arrows.
none 'no OS conditionals outside the OS files' sh -c \
	"grep -nE '__APPLE__|__linux__' \$(git ls-files 'collectors/*.[ch]' \
	'formats/*.[ch]' 'render/*.[ch]') | grep -vE '_(darwin|linux)\.[ch]:'"
none 'the arrows: formats/ knows neither side' \
	grep -nE '#include "(collectors|render)/' $(ours 'formats/*.[ch]')
none 'the arrows: render/ does not know collectors/' \
	grep -nE '#include "collectors/' $(ours 'render/*.[ch]')
none 'the arrows: collectors/ does not know render/' \
	grep -nE '#include "render/' $(ours 'collectors/*.[ch]')
# Inside render/: load and findings include trace; graph, report and compare
# include findings.
inner_arrows() {
	grep -nE '#include "render/(load|findings|graph|report|compare)/' \
		$(ours 'render/trace/*.[ch]')
	grep -nE '#include "render/(findings|graph|report|compare)/' \
		$(ours 'render/load/*.[ch]')
	grep -nE '#include "render/(load|graph|report|compare)/' \
		$(ours 'render/findings/*.[ch]')
	grep -nE '#include "render/(load|report|compare)/' \
		$(ours 'render/graph/*.[ch]')
	grep -nE '#include "render/(load|graph|compare)/' \
		$(ours 'render/report/*.[ch]')
	grep -nE '#include "render/(load|graph|report)/' \
		$(ours 'render/compare/*.[ch]')
}
none 'the arrows inside render/' inner_arrows
none 'no header of render/ above 120 lines' \
	awk 'FNR == 121 { print FILENAME }' $(ours 'render/*.h')
none 'libxml2 is for render/graph/svg.c alone' sh -c \
	"grep -ln 'libxml/' \$(git ls-files '*.[ch]') |
	grep -vE '^(render/graph/svg\.[ch]|tests/.*)\$'"
none 'only record.c and memgraph.c print, and only mains exit' sh -c \
	"grep -nE '(^|[^a-z_])(printf|puts|putchar|perror|errx?|warnx?|exit) ?\(' \
	\$(git ls-files 'collectors/*.c' 'formats/*.c' 'render/*.c' |
	grep -vE '(record|memgraph)\.c\$')"

finish
