#!/bin/bash
# The graph in a real browser, alone and inside a page, narrow and wide:
# pointer, fingers and keyboard must show the values of memgraph's table, and as
# an image it must equal what --static draws. tests/browser/checks.js has the
# checks.
. tests/lib.sh

for browser in "${CHROMIUM:-chromium}" chromium-browser google-chrome \
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' ''; do
	command -v "$browser" >/dev/null && break
done
[ -n "$browser" ] || {
	echo 'skipped: no chromium'
	exit 0
}

# browse OUT [OPTION ...] URL: its messages are in OUT.err.
browse() {
	local out=$1
	shift
	"$browser" --headless --no-sandbox --disable-gpu --disable-quic \
		--no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --hide-scrollbars \
		--disable-dev-shm-usage --allow-file-access-from-files \
		--enable-logging=stderr --v=0 --force-device-scale-factor=1 \
		--user-data-dir="$TMP/profile" "$@" >"$out" 2>"$out.err"
}

# quiet NAME OUT: the page printed nothing on its console.
quiet() {
	if grep ':CONSOLE' "$2.err" >"$TMP/console"; then
		fail "$1: the console is not empty"
		head -5 "$TMP/console" | sed 's/^/    /'
	else
		pass "$1: the console is empty"
	fi
}

# logs NAME: make NAME.tsv and NAME.log from the story on standard input.
logs() {
	cat >"$TMP/$1.story"
	awk -v process="$TMP/$1.tsv" -v system_log="$TMP/$1.log" \
		-f tests/scenario.awk "$TMP/$1.story"
}

cases=
# graph NAME [OPTION ...]: make a document, a page, a static picture, a table.
graph() {
	local name=$1
	shift
	check "$name is drawn" "$BUILD/memgraph" "$@" "$TMP/$name.tsv" \
		"$TMP/$name.log" "$TMP/$name.svg"
	check "$name is drawn static" "$BUILD/memgraph" "$@" --static \
		"$TMP/$name.tsv" "$TMP/$name.log" "$TMP/$name-static.svg"
	check "$name is a table" "$BUILD/memgraph" -t tsv "$TMP/$name.tsv" \
		"$TMP/$name.log" "$TMP/$name.table"
	{
		printf '<!DOCTYPE html>\n<meta charset="utf-8">\n'
		printf '<title>A page</title>\n<style>body{margin:0}</style>\n'
		printf '<h1>A page</h1>\n'
		sed 1d "$TMP/$name.svg"
		printf '<p>and so on\n'
	} >"$TMP/$name.html"
}

# case_of FILE WHAT [MOMENTS [LIKE [WIDTH]]]: add a case for the driver.
case_of() {
	cases="$cases{\"src\":\"$1\",\"what\":\"$2\",\"moments\":\"${3:-}\",
\"like\":\"${4:-}\",\"width\":\"${5:-}\""
}

# try ...: add a case with the table of the same logs.
try() {
	local table
	table=$(sed -e 's/[\\"]/\\&/g' -e 's/	/\\t/g' -e 's/$/\\n/' \
		"$TMP/${1%.*}.table" | tr -d '\n')
	case_of "$@"
	cases="$cases,\"table\":\"$table\"},
"
}

# image FILE WHAT LIKE: compare the pixels of both.
image() {
	case_of "$1" "$2" '' "$3"
	cases="$cases},
"
}

# The script as the Makefile embeds it.
script_bytes() {
	sed -n '/<script>/,/<\/script>/p' "$TMP/$1.svg" | sed '1d;$d' | wc -c
}

logs switch <tests/scenarios/switch-overlap.story
logs gap <tests/browser/gap.story
logs long <<'EOF'
start 2026-05-14T09:25:00Z
length 8000
memory 64
base 5 12
serve 1218
runner 64901 1218 gemma4:27b-mlx 26 580 1020 5010
runner 65377 1218 qwen3.8:35b-mlx 33 4050 4580 7890
loaded gemma4:27b-mlx 27 1000 4050
stall 5900 6000
EOF
logs brief <<'EOF'
start 2026-05-14T09:25:00Z
length 1401
memory 64
base 5 12
runner 64901 1218 gemma4:27b-mlx 26 300 310 601
runner 65377 1218 qwen3.8:35b-mlx 3 600 610 900
runner 65401 1218 llama3.2:3b 2 1000 1000 1001
runner 65402 1218 phi5:4b 2 1010 1010 1011
loaded llama3.2:3b 2 1000 1001
squeeze 46 1000 1001
EOF
logs ten <<'EOF'
start 2026-05-14T09:25:00Z
length 11
memory 64
base 5 12
runner 64901 1218 gemma4:27b-mlx 26 2 4 8
EOF
logs once <<'EOF'
start 2026-05-14T09:25:00Z
length 1
memory 64
base 5 12
serve 1218
runner 64901 1218 gemma4:27b-mlx 26 0 0 9
EOF
awk 'BEGIN {
	long = "hf.co/someone/Qwen3-Coder-480B-A35B-Instruct-1M:UD-Q4_K_XL"
	print "start 2026-05-14T09:25:00Z\nlength 700\nmemory 96\nbase 5 12"
	for (i = 0; i < 40; i++)
		print "runner", 3000 + i, 1218, "model" i ":7b", 2 + i % 5,
		    10 + i * 12, 14 + i * 12, 21 + i * 12
	for (i = 0; i < 8; i++)
		print "runner", 4000 + i, 1218, long "-" i, 3 + i,
		    500 + i * 9, 510 + i * 9, 690 - i * 3
	for (i = 0; i < 4; i++)
		print "loaded", long "-" i, 4 + i, 520 + i * 20, 640 + i * 10
	for (i = 0; i < 20; i++)
		print "row", 5000 + i, "ollama", 90000 + i * 999, i, 700 - i,
		    "ollama run", long
}' | logs crowd
logs cjk <<'EOF'
start 2026-05-14T09:25:00Z
length 601
memory 64
base 5 12
serve 1218
runner 64901 1218 通义千问模型二十七亿参数版本:27b 26 10 40 200
runner 65377 1218 通义千问模型三十五亿参数版本:35b 33 180 220 590
loaded 通义千问模型三十五亿参数版本:35b 33 200 590
EOF
logs level <<'EOF'
start 2026-05-14T09:25:00Z
length 3900
memory 64
base 5 12
row 7 ollama 9000000 0 3900 ollama serve
lost vm_stat 0 3900
lost pressure 0 3900
lost swap 0 3900
EOF
printf '===== 2026-05-14T09:25:00Z =====\n\n' >"$TMP/days.log"
cp "$TMP/days.log" "$TMP/none.log"
awk 'BEGIN {
	OFS = "\t"
	print "ts", "pid", "ppid", "comm", "rss_kb", "vsz_kb", "command"
	for (h = 0; h < 80; h++)
		print sprintf("2026-05-%dT%02d:10:00Z", 14 + int(h / 24),
		    h % 24), 7, 1, "ollama", 1000000 + h * 4096, 9, "ollama serve"
}' >"$TMP/days.tsv"
awk 'BEGIN {
	OFS = "\t"
	print "ts", "pid", "ppid", "comm", "rss_kb", "vsz_kb", "command"
	for (m = 0; m < 40; m++)
		print sprintf("%d-%02d-17T09:10:00Z", 2023 + int(m / 12),
		    m % 12 + 1), 7, 1, "ollama", 1000000 + m * 4096, 9, "ollama serve"
}' >"$TMP/years.tsv"
printf '===== 2025-05-14T09:25:00Z =====\n\n' >"$TMP/years.log"
awk -v process="$TMP/month.tsv" -v system_log="$TMP/month.log" 'BEGIN {
	print "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand" >process
	for (s = 0; s < 30 * 86400; s += 600) {
		time = sprintf("2026-04-%02dT%02d:%02d:00Z", 1 + s / 86400,
		    s / 3600 % 24, s / 60 % 60)
		printf "%s\t7\t1\tollama\t48000\t9\tollama serve\n",
		    time >process
		if (s % 30000 < 16000)
			printf "%s\t%d\t7\tollama\t%d\t9\tollama runner " \
			    "--model qwen3.8:35b-mlx\n", time,
			    1000 + s / 30000, 30000000 + s % 7000 * 400 >process
		if (s % 70000 < 30000)
			printf "%s\t%d\t7\tollama\t%d\t9\tollama runner " \
			    "--model gemma4:27b\n", time, 3000 + s / 70000,
			    20000000 + s % 900 * 400 >process
		print "===== " time " =====" >system_log
		printf "Mach Virtual Memory Statistics: (page size of 16384 " \
		    "bytes)\nPages free: %d.\nPages wired down: %d.\n",
		    s % 9100 * 90, 500000 + s % 5100 * 90 >system_log
		print "File-backed pages: 200000.\nAnonymous pages: 700000." \
		    "\nPages occupied by compressor: 90000." >system_log
		printf "System-wide memory free percentage: %d%%\n",
		    s % 7700 / 77 >system_log
	}
}' </dev/null
# Only what the picture leaves out.
awk 'BEGIN {
	OFS = "\t"
	print "ts", "pid", "ppid", "comm", "rss_kb", "vsz_kb", "command"
	print "2026-05-14T09:25:00Z", 7, 1, "(ollama)", 0, 0, "(ollama)"
}' >"$TMP/none.tsv"
cp tests/fixtures/odd/processes-header-only.tsv "$TMP/empty.tsv"
cp tests/fixtures/odd/processes-header-only.log "$TMP/empty.log"
for kind in tsv log; do # over midnight
	sed -e 's/2026-05-14T09:2\([5-9]\)/2026-05-14T23:5\1/' \
		-e 's/2026-05-14T09:3\([01]\)/2026-05-15T00:0\1/' \
		"$TMP/switch.$kind" >"$TMP/midnight.$kind"
done
graph switch
graph midnight
graph gap
graph long
graph brief
graph ten --width 720
graph once
graph crowd --theme dark --title 'A title of one'"'"'s own & more'
graph empty
graph level
graph days
graph years
graph cjk
graph month
graph none


# Pictures with the ticks of other pictures: a part of the time, a process
# alone, a counter alone.
awk -F '\t' 'NR == 1 || $1 >= "2026-05-14T09:28:20Z" &&
	$1 <= "2026-05-14T09:29:30Z"' "$TMP/switch.tsv" >"$TMP/part.tsv"
awk '/^=====/ { on = $2 >= "2026-05-14T09:28:20Z" &&
	$2 <= "2026-05-14T09:29:30Z" } on' "$TMP/switch.log" >"$TMP/part.log"
graph part
awk -F '\t' 'NR == 1 || $2 == 64901' "$TMP/switch.tsv" >"$TMP/alone.tsv"
grep -e '^=====' -e 'occupied by compressor' -e '^Mach' "$TMP/switch.log" \
	>"$TMP/alone.log"
graph alone --lines
for name in wide-mlx restarts all-replaced stalled-sampling clock-jump \
	only-process nothing-happens pushed-out; do
	cp tests/fixtures/scenarios/$name.tsv tests/fixtures/scenarios/$name.log \
		"$TMP"
	graph $name
	try $name.svg 'legible little'
done

every='legible pointing hiding zooming touching typing'
for kind in svg html; do
	try switch.$kind "$every" '2026-05-14T09:28:50Z 2026-05-14T09:25:25Z
		2026-05-14T09:29:02Z 2026-05-14T09:29:53Z 2026-05-14T09:25:00Z'
done
try gap.svg "${every/hiding /}" '2026-05-14T09:26:38Z 2026-05-14T09:27:05Z
	2026-05-14T09:27:00Z 2026-05-14T09:29:30Z 2026-05-14T09:30:07Z
	2026-05-14T09:30:37Z 2026-05-14T09:30:48Z 2026-05-14T09:31:39Z'
try long.svg 'legible long'
try brief.svg 'legible brief'
for name in once crowd empty none level years cjk month; do
	try $name.svg 'legible little'
done
try ten.svg little
try midnight.svg 'legible dated' '2026-05-14T23:59:29Z 2026-05-15T00:01:00Z'
try days.svg 'legible dated little' '2026-05-14T12:10:00Z 2026-05-16T23:10:00Z'
for width in 390 880 1600; do
	try switch.html fluid '' '' $width
	try switch.svg fluid '' '' $width
done
ends='alone-static.svg #processes~.axis~[text-anchor=end] .scales~[text-anchor=end]'
try switch.svg ticks '2026-05-14T09:28:20Z 2026-05-14T09:29:30Z' \
	'part-static.svg #time-axis~text .scales~[text-anchor=middle]'
try switch.svg ticks '' \
	"$ends .model-0"
try switch.svg ticks '' \
	"${ends/processes/system} #compressor"
image switch.svg still switch-static.svg
image crowd.svg still crowd-static.svg
if command -v rsvg-convert >/dev/null; then
	check 'another renderer draws it' rsvg-convert -o "$TMP/rsvg.png" \
		"$TMP/switch.svg"
	image switch.svg rendered rsvg.png
fi
{
	printf '<!DOCTYPE html>\n<meta charset="utf-8">\n<body>\n<script>\n'
	printf 'const CASES = ['
	printf '%s' "$cases" | tr '\n\t' '  '
	printf '];\n'
	cat tests/browser/checks.js tests/browser/driver.js
	printf '</script>\n'
} >"$TMP/driver.html"

check 'the browser runs the driver' browse "$TMP/driver" \
	--virtual-time-budget=200000 --dump-dom "file://$TMP/driver.html"
quiet 'all graphs' "$TMP/driver"
check 'the driver comes to its end' grep -q '^end of findings' "$TMP/driver"
while IFS= read -r finding; do
	case $finding in
	'ok '*) pass "${finding#ok }" ;;
	'not ok '*) fail "${finding#not ok }" ;;
	esac
done <"$TMP/driver"

# shot NAME FILE: take a screenshot of the page.
shot() {
	browse "$TMP/shot" --window-size=900,700 \
		--screenshot="$TMP/$1.png" "file://$TMP/$2"
}

# Alone, as a file manager opens it.
browse "$TMP/alone" --dump-dom "file://$TMP/switch.svg"
quiet 'by itself' "$TMP/alone"
check 'by itself it is alive' grep -q 'class="memgraph live"' "$TMP/alone"

# As an image it follows the page's colour scheme.
"$BUILD/memgraph" --theme dark "$TMP/switch.tsv" "$TMP/switch.log" \
	"$TMP/dark.svg"
for scheme in light dark; do
	for image in switch dark; do
		printf '<!DOCTYPE html>\n<style>:root{color-scheme:%s}%s</style>\n' \
			$scheme 'body{margin:0;background:gray}' \
			>"$TMP/$image-$scheme.html"
		printf '<img src="%s.svg">\n' $image >>"$TMP/$image-$scheme.html"
		shot $image-$scheme $image-$scheme.html
	done
done
same 'on a dark page it is the dark one' "$TMP/dark-dark.png" \
	"$TMP/switch-dark.png"
status 'on a light page it is not' 1 cmp -s "$TMP/dark-light.png" \
	"$TMP/switch-light.png"

# pages CSS: print how many sheets of paper a picture in a page takes.
pages() {
	{
		printf '<!DOCTYPE html>\n<meta charset="utf-8">\n<style>%s' "$1"
		printf 'body{margin:0}svg{display:block}</style>\n'
		sed 1d "$TMP/switch.svg"
	} >"$TMP/print.html"
	browse "$TMP/printed" --no-pdf-header-footer \
		--print-to-pdf="$TMP/print.pdf" "file://$TMP/print.html"
	sed -n 's/.*\/Count \([0-9]*\).*/\1/p' "$TMP/print.pdf"
}
check 'printed upright it is one page' test \
	"$(pages '@page{size:A4 portrait}')" -eq 1
check 'printed across, too' test "$(pages '@page{size:A4 landscape}')" -eq 1
check 'without what is only for a screen' grep -q \
	'@media print{[^@]*#tools{display:none}' "$TMP/switch.svg"

status 'nothing moves by itself' 1 grep -qiE 'animat|transition' \
	"$TMP/switch.svg"
status 'the static one has no script' 1 grep -qi '<script' \
	"$TMP/switch-static.svg"
status 'nor what is for it' 1 grep -qi -e 'id="tools"' -e ' on[a-z]*=' \
	"$TMP/switch-static.svg"
check 'the script is below 10000 bytes' test "$(script_bytes switch)" -lt 10000
check 'and is not missing' test "$(script_bytes switch)" -gt 5000

finish
