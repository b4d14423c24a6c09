#!/bin/bash
# No text of a picture leaves it or covers other text; a browser measures them.
# Pictures of many kinds, at the smallest, the default and a large width.
. tests/lib.sh

for browser in "${CHROMIUM:-chromium}" chromium-browser google-chrome \
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' ''; do
	command -v "$browser" >/dev/null && break
done
[ -n "$browser" ] || {
	echo 'skipped: no chromium'
	exit 0
}

page=$TMP/page.html
# draw NAME TSV LOG: draw the logs at each width.
draw() {
	local width
	for width in 720 880 1600; do
		printf '<div id="%s, %d">\n' "$1" "$width"
		"$BUILD/memgraph" --static --theme light --width $width \
			"$2" "$3" 2>/dev/null | sed 1d
		echo '</div>'
	done >>"$page"
}
# story NAME: draw the story on standard input.
story() {
	cat >"$TMP/story"
	awk -v process="$TMP/x.tsv" -v system_log="$TMP/x.log" \
		-f tests/scenario.awk "$TMP/story"
	draw "$1" "$TMP/x.tsv" "$TMP/x.log"
}

echo '<!DOCTYPE html><meta charset="utf-8"><title>Boxes</title>' >"$page"
for pair in tests/fixtures/scenarios/*.tsv tests/fixtures/odd/command-hostile.tsv \
	tests/fixtures/odd/swap-beyond.tsv; do
	draw "$(basename "$pair" .tsv)" "$pair" "${pair%.tsv}.log"
done
twin=hf.co/organisation/DeepSeek-R1-Distill-Qwen
story 'long names' <<END
start 2026-05-14T09:25:00Z
length 300
memory 512
base 5 12
serve 1218
runner 301 1218 $twin-32B-abliterated-GGUF:UD-Q4_K_XL 20 28 35 60
runner 302 1218 $twin-14B-abliterated-GGUF:UD-Q4_K_XL 9 50 55 280
runner 303 1218 通义千问:三十二亿参数 370 150 280 300
END
{
	printf '%s\n' 'start 2026-05-14T09:25:00Z' 'length 900' 'memory 128' \
		'base 5 12' 'serve 1218'
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		echo "runner $((300 + i)) 1218 model$i:7b $i $((i * 60))" \
			"$((i * 60 + 9)) $((i * 60 + 150))"
		echo "row $((400 + i)) ollama 23000 $((i * 20))" \
			"$((i * 20 + 50)) ollama run model$i"
	done
} | story 'a crowd'
cat >>"$page" <<'END'
<pre id="said"></pre><script>
let said = "";
for (const div of document.querySelectorAll("div")) {
	const svg = div.querySelector("svg");
	const whole = svg.getBoundingClientRect();
	const texts = [...svg.querySelectorAll("text")].map((e) =>
		({ words: e.textContent, at: e.getBoundingClientRect() }))
		.filter((t) => t.at.width > 0);
	texts.forEach(({ words, at }, i) => {
		if (at.left < whole.left || at.right > whole.right ||
		    at.bottom > whole.bottom) {
			said += `${div.id}: outside: ${words}\n`;
		}
		for (const other of texts.slice(i + 1)) {
			const x = Math.min(at.right, other.at.right) -
				Math.max(at.left, other.at.left);
			const y = Math.min(at.bottom, other.at.bottom) -
				Math.max(at.top, other.at.top);
			// Boxes are higher than their letters.
			if (x > 1 && y > 4.5) {
				said += `${div.id}: ${words} / ${other.words}\n`;
			}
		}
	});
	said += `looked at ${texts.length > 9 ? "one" : "none"}\n`;
}
document.querySelector("#said").textContent = said;
</script>
END
"$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$TMP/profile" \
	--no-first-run --disable-background-networking \
	--disable-component-update --disable-sync --virtual-time-budget=30000 \
	--dump-dom "file://$page" 2>/dev/null |
	sed -n '/<pre id="said">/,/<\/pre>/p' |
	sed -e 's/<pre id="said">//' -e '/<\/pre>/d' >"$TMP/said"
check 'each picture is looked at' test \
	"$(grep -c '^looked at one' "$TMP/said")" -eq "$(grep -c '^<div' "$page")"
: >"$TMP/nothing"
grep -v '^looked at' "$TMP/said" >"$TMP/wrong"
same 'no text is outside, or over other text' "$TMP/nothing" "$TMP/wrong"

finish
