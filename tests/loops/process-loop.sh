#!/bin/bash
# The documented loop of the process trace, with a limit of samples. proctrace
# must write the same. usage: process-loop.sh OUT [SAMPLES] [SECONDS]
OUT=$1
SAMPLES=${2:-1}
SECONDS_APART=${3:-1}
echo -e "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand" >"$OUT"
for ((i = 0; i < SAMPLES; i++)); do
	ts=$(date -u +"%Y-%m-%dT%H:%M:%SZ")
	ps -axo pid=,ppid=,comm=,rss=,vsz=,command= |
		awk -v ts="$ts" '
	/[o]llama|[m]lx|[r]unner/ {
	pid=$1; ppid=$2; comm=$3; rss=$4; vsz=$5;
	$1=$2=$3=$4=$5="";
	sub(/^ +/, "", $0);
	print ts "\t" pid "\t" ppid "\t" comm "\t" rss "\t" vsz "\t" $0
	}
	' >>"$OUT"
	[ $((i + 1)) -lt "$SAMPLES" ] && sleep "$SECONDS_APART"
done
exit 0
