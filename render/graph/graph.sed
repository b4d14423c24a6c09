# What graph.js is to a browser, in fewer bytes: no comments, no indentation,
# no blanks beside operators and brackets. A comment has its line for itself, a
# string ends in the line it begins in and has no quotes of another kind in it,
# a regular expression has no blank, and nothing has a "~".
s/^[[:space:]]*//
/^\/\//d
/^$/d
# The blanks of strings, and that of "+ +", are to stay.
:quoted
s/^\(\([^"]*"[^"]*"\)*[^"]*"[^" ]*\) /\1~/
t quoted
:template
s/^\(\([^`]*`[^`]*`\)*[^`]*`[^` ]*\) /\1~/
t template
s/\([-+]\) \([-+]\)/\1~\2/g
s/ *\([][(){}>=+*/%:;,?&|-]\) */\1/g
s/~/ /g
