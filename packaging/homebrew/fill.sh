#!/bin/bash
# Print the formula of a release tarball.
# usage: packaging/homebrew/fill.sh FILE.tar.gz HOMEPAGE URL
set -euo pipefail
case "$2 $3" in
https://?*\ https://?*.tar.gz) ;;
*)
	echo 'formula: HOMEPAGE=https://... and URL=https://.../FILE.tar.gz' \
		'must be given' >&2
	exit 2
	;;
esac
if command -v sha256sum >/dev/null; then
	sum=$(sha256sum <"$1")
else
	sum=$(shasum -a 256 <"$1")
fi
sed -e '1d' -e "s|@HOMEPAGE@|$2|" -e "s|@URL@|$3|" \
	-e "s|@SHA256@|${sum%% *}|" packaging/homebrew/ollama-memtrace.rb
