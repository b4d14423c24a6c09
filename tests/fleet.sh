#!/bin/bash
# The outputs for Prometheus, in the real Prometheus and node_exporter on
# loopback, with the files that docs/fleet.md shows.
. tests/lib.sh

for tool in curl jq prometheus prometheus-node-exporter promtool; do
	command -v $tool >/dev/null || {
		echo "skipped: no $tool"
		exit 0
	}
done
memgraph=$BUILD/memgraph
fixtures=tests/fixtures
pids=
trap 'kill $pids 2>/dev/null; wait; rm -rf "$TMP"' EXIT
export no_proxy='*'
export OLLAMA_HOST=127.0.0.1:1

# block NAME: print the text that docs/fleet.md shows for this file
block() {
	awk -v name="$1\`" 'index($0, name) { near = 1 }
		/^```/ && inside { exit }
		/^```/ && near { inside = 1; next }
		inside { print }' docs/fleet.md
}

# serve PATH COMMAND ...: start COMMAND with an address on loopback as its last
# argument, and wait until PATH can be fetched. Sets $server, its pid, and $url.
serve() {
	local path=$1 tries=10 port
	shift
	while [ $((tries -= 1)) -gt 0 ]; do
		port=$((20000 + RANDOM))
		"$@" "--web.listen-address=127.0.0.1:$port" \
			>"$TMP/server" 2>&1 &
		server=$!
		pids="$pids $server"
		url=http://127.0.0.1:$port
		# If another program has the port, this one exits.
		wait_for 20 answers $server "$url$path" &&
			kill -0 $server 2>/dev/null && return
	done
	fail "$1 does not start: $(tail -n 3 "$TMP/server")"
	finish
	exit 1
}

answers() {
	! kill -0 "$1" 2>/dev/null || curl -sf "$2" >/dev/null
}

# stop: end the last server
stop() {
	kill "$server"
	wait "$server" 2>/dev/null
}

# query EXPRESSION [TIME]: print Prometheus's answer
query() {
	curl -sG --data-urlencode "query=$1" ${2:+-d "time=$2"} \
		"$prometheus/api/v1/query"
}

# start DATA: start Prometheus with the blocks in DATA; sets $prometheus
start() {
	serve /-/ready prometheus "--config.file=$TMP/prometheus.yml" \
		"--storage.tsdb.path=$1" --storage.tsdb.retention.time=100y
	prometheus=$url
}

# as_text: convert OpenMetrics to the text format, which promtool can lint: no
# times, no units, and _total in the head of a counter.
as_text() {
	awk '/^# (UNIT|EOF)/ { next }
		/^# TYPE .* counter$/ { counter = $3 }
		/^#/ && $3 == counter { $3 = $3 "_total" }
		!/^#/ { sub(/ [^ ]*$/, "") }
		{ print }'
}

## the formats

python=
for name in python3 /usr/bin/python3; do
	! $name -c 'import prometheus_client' 2>/dev/null || python=$name
done
[ -n "$python" ] || echo 'skipped: no python3-prometheus-client; nothing strict'
for pair in scenarios/wide-mlx scenarios/clock-jump odd/pid-reused \
	odd/command-hostile; do
	status "$pair" 0 "$memgraph" -t openmetrics -o "$TMP/run.om" \
		$fixtures/$pair.tsv $fixtures/$pair.log
	as_text <"$TMP/run.om" >"$TMP/text"
	check "$pair: the linter" promtool check metrics <"$TMP/text"
	# That library orders times with a fraction wrongly.
	[ -z "$python" ] || check "$pair: a strict reader" $python -c '
from prometheus_client.openmetrics.parser import text_fd_to_metric_families
import sys
for family in text_fd_to_metric_families(sys.stdin): pass' <"$TMP/run.om"
	"$memgraph" -t textfile -o "$TMP/x.prom" \
		$fixtures/$pair.tsv $fixtures/$pair.log
	check "$pair: the linter, newest" promtool check metrics <"$TMP/x.prom"
done

## Prometheus has the values of -t tsv

# wanted TABLE: print name, pid, model, time and value of each line
wanted() {
	tail -n +2 "$1" | jq -Rr 'split("\t") |
		(.[0] | capture("^(?<s>[^.Z]*)(\\.(?<f>[0-9]+))?Z$") |
		    (.s + "Z" | fromdateiso8601) +
		    ((.f // "0") | tonumber) / 1000) as $time |
		[(.[1] | sub("_percent$"; "_ratio") | sub("_us$"; "_seconds")),
		    .[2], .[3], $time,
		    (.[1] as $name | .[4] | tonumber |
			if $name | endswith("_percent") then . / 100
			elif $name | endswith("_us") then . / 1000000
			else . end)] | @tsv' | LC_ALL=C sort
}

# got: print the same from the answer to a query
got() {
	jq -r '.data.result[] | .metric as $m | .values[] |
		[($m.__name__ | sub("^memtrace_"; "") | sub("_total$"; "")),
		    $m.pid // "", $m.model // "", .[0],
		    (.[1] | tonumber)] | @tsv' | LC_ALL=C sort
}

cat >"$TMP/prometheus.yml" <<-'EOF'
	scrape_configs: []
EOF
for pair in odd/seconds-fractional scenarios/clock-jump scenarios/wide-mlx; do
	"$memgraph" -t openmetrics -o "$TMP/run.om" $fixtures/$pair.tsv \
		$fixtures/$pair.log
	"$memgraph" -t tsv -o "$TMP/table" $fixtures/$pair.tsv \
		$fixtures/$pair.log
	rm -rf "$TMP/data"
	check "$pair: blocks" promtool tsdb create-blocks-from openmetrics \
		"$TMP/run.om" "$TMP/data"
	start "$TMP/data"
	wanted "$TMP/table" >"$TMP/wanted"
	query '{__name__=~"memtrace_.+"}[1d]' \
		"$(cut -f 4 "$TMP/wanted" | sort -n | tail -n 1)" |
		got >"$TMP/got"
	check "$pair: there are values" test -s "$TMP/wanted"
	same "$pair: Prometheus has what -t tsv has" "$TMP/wanted" "$TMP/got"
	stop
done

## Prometheus scrapes node_exporter

mkdir "$TMP/nodes"
pair=$fixtures/scenarios/wide-mlx
"$memgraph" -t textfile -o "$TMP/nodes/memtrace.prom" $pair.tsv $pair.log
serve /metrics prometheus-node-exporter --collector.disable-defaults \
	--collector.textfile "--collector.textfile.directory=$TMP/nodes"
exporter=$url
# values: sort the values, and print all numbers in the same form. An empty
# label equals no label.
values() {
	sed -e '/^memtrace_/!d' -e 's/ \([^ ]*\)$/	\1/' |
		jq -Rr 'split("\t") | (.[0] | capture(
			"^(?<name>[^{]*)(\\{(?<labels>.*)\\})?$") |
			[.name, ((.labels // "") | split(",") | sort)[]] |
			map(select(endswith("=\"\"") | not)) | join(" ")) + " " + (.[1] | tonumber | tostring)' |
		LC_ALL=C sort
}
values <"$TMP/nodes/memtrace.prom" >"$TMP/wanted"
curl -s "$exporter/metrics" >"$TMP/scrape"
values <"$TMP/scrape" >"$TMP/got"
check 'there are values' test -s "$TMP/wanted"
same 'node_exporter has what memgraph wrote' "$TMP/wanted" "$TMP/got"
check 'and no fault with it' grep -qx 'node_textfile_scrape_error 0' \
	"$TMP/scrape"
check 'and its help' grep -qx \
	'# HELP memtrace_wired_bytes Memory that cannot be paged out.' \
	"$TMP/scrape"

block prometheus.yml | sed -e "s/'mac-1:9100', 'mac-2:9100'/${exporter#*//}/" \
	-e 's/15s/1s/' >"$TMP/prometheus.yml"
block memtrace.rules.yml >"$TMP/memtrace.rules.yml"
check 'the configuration' promtool check config "$TMP/prometheus.yml"
start "$TMP/live"
# scraped EXPRESSION: the expression has a value
scraped() {
	query "$1" | jq -e '.data.result | length > 0'
}
check 'Prometheus scrapes it' wait_for 20 scraped memtrace_memory_bytes
check 'with the labels' scraped \
	'memtrace_gpu_bytes{job="ollama",role="runner",model="gemma4:27b-mlx"}'
rm "$TMP/nodes/memtrace.prom"

# memtrace runs, and logrotate moves its logs.
(exec -a 'ollama runner --model seen' sleep 600) &
pids="$pids $!"
cd "$TMP" || exit 1
"$BUILD/memtrace" -i 0.2 -o run --textfile nodes/memtrace.prom \
	>/dev/null 2>"$TMP/err" </dev/null &
memtrace=$!
pids="$pids $memtrace"
check 'what memtrace has is scraped' wait_for 20 scraped \
	'memtrace_rss_bytes{role="runner",model="seen"}'
errors=0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	curl -s "$exporter/metrics" >"$TMP/scrape"
	grep -q '^memtrace_memory_bytes ' "$TMP/scrape" &&
		grep -qx 'node_textfile_scrape_error 0' "$TMP/scrape" ||
		errors=$((errors + 1))
done
check 'and always whole' test $errors -eq 0
: >"$TMP/mark"
renewed() { [ "$TMP/nodes/memtrace.prom" -nt "$TMP/mark" ]; }
check 'it is renewed' wait_for 20 renewed
mv run/system-memtrace-*.log moved.log
check 'a moved log is begun anew' wait_for 20 eval '[ -s run/*.log ]'
: >"$TMP/mark"
check 'and it is renewed from there on' wait_for 20 renewed
kill $memtrace
wait $memtrace
check 'it ends well' test $? -eq 0
check 'and leaves no old values' test ! -e nodes/memtrace.prom
check 'which Prometheus does not have any more' wait_for 20 eval \
	'! scraped memtrace_memory_bytes'
cd "$OLDPWD" || exit 1

## logs that are moved while they are written

if command -v logrotate >/dev/null; then
	mkdir -p "$TMP/var/ollama-memtrace/1"
	chmod 700 "$TMP/var" "$TMP/var/ollama-memtrace" \
		"$TMP/var/ollama-memtrace/1"
	{
		echo create # Debian's default
		block /etc/logrotate.d/memtrace |
			sed "s:/var/lib/memtrace:$TMP/var:"
	} >"$TMP/rotate.conf"
	chmod 600 "$TMP/rotate.conf"
	cd "$TMP/var/ollama-memtrace/1" || exit 1
	"$BUILD/proctrace" -q -w -i 0.02 -n 300 \
		-o ollama-process-memtrace-1.tsv 2>"$TMP/err" &
	process=$!
	"$BUILD/systrace" -q -w -i 0.02 -n 300 -s native \
		-o system-memtrace-1.log 2>>"$TMP/err" &
	system=$!
	pids="$pids $process $system"
	turns=0
	while kill -0 $process 2>/dev/null || kill -0 $system 2>/dev/null; do
		logrotate -f -s "$TMP/state" "$TMP/rotate.conf" \
			>>"$TMP/rotated" 2>&1 || {
			fail "logrotate: $(tail -n 3 "$TMP/rotated")"
			break
		}
		turns=$((turns + 1))
		[ $turns -lt 6 ] || break
		sleep 0.5
	done
	wait $process
	check 'proctrace has lost nothing' test $? -eq 0
	wait $system
	check 'systrace has lost nothing' test $? -eq 0
	check 'the logs were moved often' test $turns -ge 4
	: >machine.txt
	(cd "$OLDPWD" && block .gz) >"$TMP/join"
	status 'the logs can be joined' 0 \
		env "PATH=$BUILD:$PATH" "$BASH" -e "$TMP/join"
	grep '^=====' all.log >"$TMP/times"
	check 'the system samples are in order' sort -c "$TMP/times"
	check 'and each is there once' test "$(wc -l <"$TMP/times")" -eq 300
	grep -v '^ts	' all.tsv | cut -f 1 >"$TMP/times"
	check 'the process samples are in order' sort -c "$TMP/times"
	check 'and each is there once' \
		test "$(sort -u "$TMP/times" | wc -l)" -eq 300
	gunzip ./*.gz
	for log in *.tsv* *.log*; do
		check "$log is whole" "$memgraph" --strict -t tsv -o /dev/null \
			"$log"
	done
	cd "$OLDPWD" || exit 1
else
	echo 'skipped: no logrotate'
fi

## old folders

mkdir -p "$TMP/runs/ollama-memtrace/old/graphs" "$TMP/runs/ollama-memtrace/new"
touch -t 202001010000 "$TMP/runs/ollama-memtrace/old" "$TMP/runs"/*
block 'crontab -e' | sed -e 's/^0 4 [*] [*] [*] //' \
	-e "s:/var/lib/memtrace:$TMP/runs:" >"$TMP/cron"
status 'old folders can be removed' 0 sh "$TMP/cron"
check 'and no others' test "$(ls "$TMP/runs/ollama-memtrace")" = new

## each rule, once where it holds and once where it does not

cat >"$TMP/rules.test.yml" <<'EOF'
rule_files: [memtrace.rules.yml]
evaluation_interval: 15s
tests:
  - interval: 15s
    input_series:
      - series: up{job="ollama",instance="good"}
        values: 1x60
      - series: memtrace_memory_bytes{job="ollama",instance="good"}
        values: 1x60
      - series: memtrace_rss_bytes{instance="good",role="runner",pid="1"}
        values: 1x60
      - series: memtrace_rss_bytes{instance="good",role="foreign",pid="2"}
        values: 1x60
      - series: memtrace_free_ratio{instance="good"}
        values: 0.1x60
      - series: memtrace_pressure_level{instance="good"}
        values: 2x60
      - series: node_textfile_mtime_seconds{instance="good",file="/n/memtrace.prom"}
        values: 0+15x60
      - series: memtrace_rss_bytes{instance="two",role="runner",pid="1"}
        values: 1x60
      - series: memtrace_rss_bytes{instance="two",role="runner",pid="2"}
        values: 1x60
      - series: memtrace_free_ratio{instance="low"}
        values: 0.09x60
      - series: memtrace_pressure_level{instance="critical"}
        values: 4x60
      - series: node_textfile_mtime_seconds{instance="hangs",file="/n/memtrace.prom"}
        values: 0x60
      - series: up{job="ollama",instance="ended"}
        values: 1x60
    alert_rule_test:
      - eval_time: 45s
        alertname: OllamaRunnersOverlap
      - eval_time: 10m
        alertname: OllamaRunnersOverlap
        exp_alerts:
          - exp_labels: {instance: two}
            exp_annotations: {summary: 2 runners at once on two}
      - eval_time: 45s
        alertname: OllamaMemoryLow
      - eval_time: 10m
        alertname: OllamaMemoryLow
        exp_alerts:
          - exp_labels: {instance: low}
            exp_annotations: {summary: memory is short on low}
          - exp_labels: {instance: critical}
            exp_annotations: {summary: memory is short on critical}
      - eval_time: 4m
        alertname: OllamaNotRecorded
      - eval_time: 10m
        alertname: OllamaNotRecorded
        exp_alerts:
          - exp_labels: {instance: hangs, file: /n/memtrace.prom}
            exp_annotations: {summary: memtrace does not record on hangs}
          - exp_labels: {instance: ended, job: ollama}
            exp_annotations: {summary: memtrace does not record on ended}
EOF
check 'the rules' promtool check rules "$TMP/memtrace.rules.yml"
check 'what they hold for' promtool test rules "$TMP/rules.test.yml"

## the units

block memtrace.service | sed "s:/usr/bin/memtrace:$BUILD/memtrace:" \
	>"$TMP/memtrace.service"
if command -v systemd-analyze >/dev/null; then
	status 'the unit of systemd' 0 systemd-analyze verify \
		"$TMP/memtrace.service"
	same 'nothing in it is ignored' /dev/null "$TMP/err"
else
	echo 'skipped: no systemd-analyze'
fi
block memtrace.plist >"$TMP/memtrace.plist"
[ -z "$python" ] || check 'the job of launchd' $python -c '
import plistlib, sys
job = plistlib.load(open(sys.argv[1], "rb"))
sys.exit(job["ProgramArguments"][1] != "--textfile")' "$TMP/memtrace.plist"

finish
