# What graph.js is to a browser, in fewer bytes: no comments, no blanks that
# nothing needs, and one or two letters for each name that is the script's own.
# A name is its own if it is neither in the first list below nor anywhere a
# property, but for those of the second list. No comment stands beside code, no
# regular expression has a slash in brackets, and every statement ends in ";" or
# "}".
BEGIN {
	split("const let if else for while of in new return null true false " \
	    "Math Number Date Map Set DOMPoint document " \
	    "window visualViewport", list, " ")
	for (i in list)
		known[list[i]] = 1
	split("area cols drags half high ink low name off panel runs unit yOf", \
	    list, " ")
	for (i in list)
		own[list[i]] = 1
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_"
}
!/^[ \t]*\/\// {
	code = code $0 "\n"
}

# The end of a literal that begins at the start of s with its quote, or of a
# template's text up to "${".
function literal(s, quote,    i, c) {
	for (i = 2; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\")
			i++
		else if (c == quote)
			return i
		else if (quote == "`" && substr(s, i, 2) == "${")
			return i + 1
	}
	return i
}
function add(length_) {
	tokens[++n] = substr(code, 1, length_)
	code = substr(code, length_ + 1)
}
function opens(s) {
	return s ~ /^[`}]/ && substr(s, length(s) - 1) == "${"
}
function is_name(s) {
	return s ~ /^[A-Za-z_$][A-Za-z_$0-9]*$/
}
function short(    s, i) {
	do {
		i = names++
		s = i < 54 ? substr(letters, i + 1, 1) : \
		    substr(letters, int(i / 54), 1) \
		    substr(letters, i % 54 + 1, 1)
	} while (s in known || s in seen)
	return s
}
# In templates code is between "${" and "}".
function read_tokens(    c, end, level, depth) {
	while (code != "") {
		c = substr(code, 1, 1)
		if (c ~ /[ \t\n]/)
			code = substr(code, 2)
		else if (c == "\"" || c == "`" ||
		    c == "}" && level > 0 && depth[level] == 0) {
			level -= c == "}"
			end = literal(code, c == "}" ? "`" : c)
			add(end)
			if (opens(tokens[n]))
				depth[++level] = 0
		} else if (c == "/" && tokens[n] ~ /^([(,:?+]|=>?)$/)
			add(literal(code, c))
		else if (match(code, /^[A-Za-z_$0-9]+/))
			add(RLENGTH)
		else {
			depth[level] += (c == "{") - (c == "}")
			add(1 + (code ~ /^(=>|\+\+|--)/))
		}
	}
}
function emit(s) {
	if (last ~ /[A-Za-z_$0-9]$/ && s ~ /^[A-Za-z_$0-9]/ || \
	    last ~ /[-+]$/ && s ~ /^[-+]/)
		printf " "
	printf "%s", s
	last = s
}

END {
	read_tokens()
	for (i = 1; i <= n; i++) {
		s = tokens[i]
		if (is_name(s) && !(s in own) && (tokens[i - 1] == "." && \
		    tokens[i - 2] != "." || tokens[i + 1] == ":" && \
		    tokens[i - 1] ~ /^[{,]$/))
			known[s] = 1
		if (length(s) == 1)
			seen[s] = 1
	}
	for (i = 1; i <= n; i++) {
		s = tokens[i]
		if (s == "(" && is_name(tokens[i + 1]) && tokens[i + 2] == ")" && tokens[i + 3] == "=>") {
			skip[i + 2] = 1
			continue
		}
		if (i in skip || s == ";" && tokens[i + 1] == "}")
			continue
		if (s == "const")
			s = "let"
		# Declarations one after another are one.
		level -= s ~ /^[])}]/
		if (s ~ /^[[({]$/ || opens(s))
			declares[++level] = 0
		if (s == "let")
			declares[level] = 1
		if (s == ";" && declares[level] && tokens[i + 1] ~ /^(let|const)$/) {
			s = ","
			skip[i + 1] = 1
		} else if (s == ";")
			declares[level] = 0
		if (is_name(s) && !(s in known) && length(s) > 1) {
			if (!(s in name))
				name[s] = short()
			s = name[s]
		}
		emit(s)
	}
	printf "\n"
}
