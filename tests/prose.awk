# Print the words of documents, manual pages and comments in C for a spell
# checker, without code, names with signs or digits, and words in capitals.
# usage: awk -f tests/prose.awk FILE ...

# words TEXT: print its words.
function words(text, count, word, i) {
	gsub(/`[^`]*`/, " ", text)
	gsub(/\]\([^)]*\)/, " ", text)
	gsub(/"[^" ]*"/, " ", text)
	count = split(text, word, /[ \t]+/)
	for (i = 1; i <= count; i++) {
		gsub(/^[^A-Za-z]+|[^A-Za-z]+$/, "", word[i])
		sub(/'s$/, "", word[i])
		if (word[i] ~ /^[A-Za-z]?[a-z]+('[a-z]+|-[a-z]+)*$/)
			print word[i]
	}
}

FNR == 1 {
	kind = FILENAME
	sub(/.*\./, "", kind)
	inside = 0
}
kind == "md" {
	if (/^ *```/)
		inside = !inside
	else if (!inside && !/^    [^ ]/)
		words($0)
}
kind ~ /^[15]$/ {
	if (/^\.Bd -literal/)
		inside = 1
	else if (/^\.Ed/)
		inside = 0
	else if (!inside && !/^\./)
		words($0)
}
# "/*" in a string would count as a comment. A tab begins code.
kind ~ /^[ch]$/ {
	line = $0
	while (inside || (begin = index(line, "/*"))) {
		if (!inside) {
			line = substr(line, begin + 2)
			inside = 1
		}
		end = index(line, "*/")
		text = end ? substr(line, 1, end - 1) : line
		if (text !~ /^ *\*\t/)
			words(text)
		if (!end)
			break
		line = substr(line, end + 2)
		inside = 0
	}
}
