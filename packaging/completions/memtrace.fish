# Completion of memtrace, proctrace, systrace and memgraph for fish, installed
# under each of these names. Options and their values are read from --help. What
# FILE, DIR, THEME and CONDITION complete to is written here.

set -l program (string replace -r '.*/(.*)\.fish' '$1' (status filename))
set -l pattern '^ +(-(?<short>\w), )?--(?<long>[a-z-]+)( (?<argument>[A-Z]+))?(?<text>.*)'
set -l short
set -l long
set -l argument
set -l text
set -l option
set -l inside
set -l with_argument

for line in ($program --help 2>/dev/null)
    if string match -qr $pattern -- $line
        set option -c $program -l $long
        set -q short[1]; and set -a option -s $short
        set inside $argument
        set -q argument[1]; and set -a with_argument -$short --$long
        switch "$argument"
            case ''
            case FILE
                set -a option -r -F
            case DIR
                set -a option -x -a '(__fish_complete_directories)'
            case THEME
                set -a option -x -a 'auto light dark'
            case CONDITION
                set -a option -x -a "overlap several orphan low critical \
                    'free<10%' 'wired>50G' 'swap-growth>1G' \
                    'footprint>30G' 'late>5%'"
            case '*'
                set -a option -x
        end
        complete $option -d (string trim -- $text)
    else if test -z "$line"
        set inside
    end
    # "svg: the graph", "tool    the documented commands"
    set -q inside[1]; or continue
    set -l value (string match -rg '^(?:.* [A-Z]+)? +([a-z]+)(?:: |  )' -- $line)
    and complete $option -a $value
end

switch $program
    case memgraph
    case memtrace
        # The first option must have one dash, or fish takes it for its own.
        complete -c memtrace -x \
            -a "(__fish_complete_subcommand -o $with_argument)"
    case '*'
        complete -c $program -f
end
