#!/bin/bash
# Print the formula of a release tarball.
# usage: packaging/homebrew/fill.sh FILE.tar.gz HOMEPAGE URL
set -euo pipefail
if [ -z "$2" ] || [ -z "$3" ]; then
	echo 'formula: HOMEPAGE=https://... and URL=https://.../FILE.tar.gz' \
		'must be given' >&2
	exit 2
fi
if command -v sha256sum >/dev/null; then
	sum=$(sha256sum <"$1")
else
	sum=$(shasum -a 256 <"$1")
fi
sed -e '1d' -e "s|@HOMEPAGE@|$2|" -e "s|@URL@|$3|" \
	-e "s|@SHA256@|${sum%% *}|" packaging/homebrew/ollama-memtrace.rb
