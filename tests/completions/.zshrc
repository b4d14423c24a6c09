# zsh writes the completions that it would list to $ASKED.
fpath=("$COMPLETIONS" $fpath)
autoload -Uz compinit
compinit -u -D
compadd() {
	local -a found
	[[ -n ${(M)@:#-[OAD]} ]] || {
		builtin compadd -O found "$@"
		print -rl -- ${(Q)found} >>$ASKED
	}
	builtin compadd "$@"
}
finished() {
	print DONE
}
comppostfuncs=(finished)
PROMPT='READY>'
