#!/bin/bash
# The graph in a real browser: does it answer to the pointer and the keyboard
# with what memgraph's own table says, alone and inside a page, and is it as
# an image what --static draws? tests/browser/driver.js has the checks.
. tests/lib.sh

for browser in "${CHROMIUM:-chromium}" chromium-browser google-chrome \
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' ''; do
	command -v "$browser" >/dev/null && break
done
[ -n "$browser" ] || {
	echo 'skipped: no chromium'
	exit 0
}

# browse OUT [OPTION ...] URL: what it says is in OUT.err.
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

# quiet NAME OUT: nothing on the console of a page.
quiet() {
	if grep ':CONSOLE' "$2.err" >"$TMP/console"; then
		fail "$1: the console is not empty"
		head -5 "$TMP/console" | sed 's/^/    /'
	else
		pass "$1: the console is empty"
	fi
}

# logs NAME: NAME.tsv and NAME.log of the story on standard input.
logs() {
	cat >"$TMP/$1.story"
	awk -v process="$TMP/$1.tsv" -v system_log="$TMP/$1.log" \
		-f tests/scenario.awk "$TMP/$1.story"
}

cases=
# graph NAME [OPTION ...]: as a document, in a page, static, and as a table.
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
		printf '<title>A page</title>\n<h1>A page</h1>\n'
		cat "$TMP/$name.svg"
		printf '<p>and so on\n'
	} >"$TMP/$name.html"
}

# try FILE WHAT [MOMENTS]: one more case for the driver.
try() {
	local table
	table=$(sed -e 's/[\\"]/\\&/g' -e 's/	/\\t/g' -e 's/$/\\n/' \
		"$TMP/${1%.*}.table" | tr -d '\n')
	cases="$cases{\"src\":\"$1\",\"what\":\"$2\",\"moments\":\"${3:-}\",
\"table\":\"$table\"},
"
}

# still NAME: is the image of the one that of the other?
still() {
	cases="$cases{\"src\":\"$1.svg\",\"still\":\"$1-static.svg\"},
"
}

# The script as the Makefile puts it in.
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
# Only what is left out of the picture.
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
graph none

every='legible pointing hiding zooming typing'
for kind in svg html; do
	try switch.$kind "$every" '2026-05-14T09:28:50Z 2026-05-14T09:25:25Z
		2026-05-14T09:29:02Z 2026-05-14T09:29:53Z 2026-05-14T09:25:00Z'
	try gap.$kind "$every" '2026-05-14T09:26:38Z 2026-05-14T09:27:05Z
		2026-05-14T09:27:00Z 2026-05-14T09:29:30Z 2026-05-14T09:30:07Z
		2026-05-14T09:30:37Z 2026-05-14T09:30:48Z 2026-05-14T09:31:39Z'
done
try long.svg 'legible long'
try brief.svg 'legible brief'
try ten.svg 'legible little'
try once.svg 'legible little'
try crowd.svg 'legible little'
try empty.svg 'little'
try none.svg 'little'
try level.svg 'legible long'
try years.svg 'legible little'
try midnight.svg 'legible midnight' '2026-05-14T23:59:29Z 2026-05-15T00:01:00Z'
try days.svg 'legible days little' '2026-05-14T12:10:00Z 2026-05-16T23:10:00Z'
still switch
still crowd
{
	printf '<!DOCTYPE html>\n<meta charset="utf-8">\n<body>\n<script>\n'
	printf 'const CASES = ['
	printf '%s' "$cases" | tr '\n\t' '  '
	printf '];\n'
	cat tests/browser/driver.js
	printf '</script>\n'
} >"$TMP/driver.html"

check 'the browser runs the driver' browse "$TMP/driver" \
	--virtual-time-budget=100000 --dump-dom "file://$TMP/driver.html"
quiet 'all graphs' "$TMP/driver"
check 'the driver comes to its end' grep -q '^end of findings' "$TMP/driver"
while IFS= read -r finding; do
	case $finding in
	'ok '*) pass "${finding#ok }" ;;
	'not ok '*) fail "${finding#not ok }" ;;
	esac
done <"$TMP/driver"

# By itself, as a double click in a file manager opens it.
browse "$TMP/alone" --dump-dom "file://$TMP/switch.svg"
quiet 'by itself' "$TMP/alone"
check 'by itself it has a cursor' grep -q 'id="cursor"' "$TMP/alone"
for name in switch switch-static; do
	browse "$TMP/shot" --window-size=1200,900 \
		--screenshot="$TMP/$name.png" "file://$TMP/$name.svg"
done
same 'at rest it looks like the static one' "$TMP/switch-static.png" \
	"$TMP/switch.png"
status 'the static one has no script' 1 grep -qi '<script' \
	"$TMP/switch-static.svg"
status 'nor any handler' 1 grep -qi ' on[a-z]*=' "$TMP/switch-static.svg"
check 'the script is below 8000 bytes' test "$(script_bytes switch)" -lt 8000

finish
