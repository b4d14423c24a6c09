#!/bin/bash
# Link this machine's headers of libcurl, libxml2, jansson and check into
# FOLDER, so that a cross compiler finds them without the other headers of this
# system.
# usage: CC=... XML_CFLAGS=... JANSSON_CFLAGS=... CHECK_CFLAGS=... \
#	tests/darwin/stage.sh FOLDER
set -eu
folder=$1
rm -rf "$folder"
mkdir -p "$folder"

# where HEADER: print the path at which the compiler finds it.
where() {
	# The flags are words.
	# shellcheck disable=SC2086
	echo "#include <$1>" |
		"${CC:-cc}" ${XML_CFLAGS:-} ${JANSSON_CFLAGS:-} \
			${CHECK_CFLAGS:-} -M -x c - |
		awk -v name="/$1" '{
			for (i = 1; i <= NF; i++) {
				at = length($i) - length(name) + 1
				if (at > 0 && substr($i, at) == name) {
					print $i
					found = 1
					exit
				}
			}
		}
		END { exit !found }'
}

for header in curl/curl.h libxml/tree.h; do
	path=$(where "$header") || {
		echo "stage.sh: no $header" >&2
		exit 1
	}
	ln -s "$(dirname "$path")" "$folder/$(dirname "$header")"
done
for header in jansson.h jansson_config.h check.h check_stdint.h; do
	path=$(where "$header") || {
		echo "stage.sh: no $header" >&2
		exit 1
	}
	ln -s "$path" "$folder/$header"
done
# Debian's libxml2 names ICU's converters in its own headers.
path=$(where unicode/ucnv.h) &&
	ln -s "$(dirname "$path")" "$folder/unicode"
exit 0
