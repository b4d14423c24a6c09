# What bash completes: bash ask.bash FILE WORD ... [THE WORD UNDER THE CURSOR]
# shellcheck disable=SC1090
. "$1"
shift
function=$(complete -p "$1" | sed 's/.* -F \([^ ]*\).*/\1/')
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
"$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"}
