# Type KEYS into a shell on a terminal: zsh -f type.zsh KEYS COMMAND [ARG ...].
# The shell's prompt is READY>. After the keys it prints DONE.
zmodload zsh/zpty zsh/zselect
keys=$1
shift

# await TEXT: for 30 seconds
await() {
	local seen= part= i
	for ((i = 0; i < 1500; i++)); do
		zpty -r -t shell part && seen+=$part
		[[ $seen == *$1* ]] && return
		zselect -t 2
	done
	print -r -- "no $1 in: $seen"
	exit 1
}

zpty shell "${(q)@}"
await 'READY>'
zpty -w -n shell "$keys"
await DONE
zpty -d shell
