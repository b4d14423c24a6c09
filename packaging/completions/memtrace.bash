# Completion of memtrace, proctrace, systrace and memgraph for bash 3.2 and
# newer. Options and their values are read from --help. What FILE, DIR, THEME
# and CONDITION complete to is written here.

_ollama_memtrace() {
	local IFS=$'\n' current=$2 previous=$3 options='' argument='' values=''
	local line short long inside='' i
	local conditions='overlap several orphan low critical free<10% wired>50G'
	local option='^ +((-[A-Za-z]), )?(--[a-z-]+)( ([A-Z]+))?(.*)$'
	local value='^ *([a-z]+)(: |  )' # "svg: the graph", "tool    the ..."

	conditions="$conditions swap-growth>1G footprint>30G late>5%"
	# In --option=value the "=" is a word.
	[ "$current" != = ] || current=
	[ "$previous" != = ] || previous=${COMP_WORDS[COMP_CWORD - 2]}
	while IFS= read -r line; do
		if [[ $line =~ $option ]]; then
			short=${BASH_REMATCH[2]}
			long=${BASH_REMATCH[3]}
			line=${BASH_REMATCH[6]}
			options=$options$short$IFS$long$IFS
			inside=
			case $previous in
			"$short" | "$long")
				inside=1
				argument=${BASH_REMATCH[5]}
				;;
			esac
		elif [ -z "$line" ]; then
			inside=
		fi
		[ -z "$inside" ] || ! [[ $line =~ $value ]] ||
			values=$values${BASH_REMATCH[1]}$IFS
	done < <("${1/#\~/$HOME}" --help 2>/dev/null)

	case $argument,${1##*/},$current in
	FILE,*) set -- -f ;;
	DIR,*) set -- -d ;;
	CONDITION,*) set -- -W "${conditions// /$IFS}" ;;
	THEME,*) set -- -W "auto${IFS}light${IFS}dark" ;;
	[A-Z]*) set -- -W "$values" ;;
	,memgraph,[!-]* | ,memgraph,) set -- -f ;;
	,memtrace,[!-]*) set -- -c -d ;;
	*) set -- -W "$options" ;;
	esac
	# The command that memtrace runs.
	for ((i = 1; i < COMP_CWORD; i++)); do
		[ "${COMP_WORDS[i]}" = -- ] || continue
		set -- -c -f
		declare -F _command_offset >/dev/null || break
		_command_offset $((i + 1))
		return
	done
	# shellcheck disable=SC2207 # no mapfile in bash 3.2
	COMPREPLY=($(compgen "$@" -- "$current"))
}
complete -o filenames -F _ollama_memtrace memtrace proctrace systrace memgraph
