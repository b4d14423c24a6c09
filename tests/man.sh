#!/bin/bash
# Run every command in the manual pages ("$ ..."), on the example traces of the
# (5) pages, and check that every option has an entry.
. tests/lib.sh

# literal PAGE: print the last literal block of its EXAMPLES, which is a trace.
literal() {
	awk '/^\.Sh / { examples = /EXAMPLES/ }
	/^\.Ed/ { inside = 0 }
	inside { print }
	examples && /^\.Bd -literal/ { inside = 1 }' "$1"
}

# commands PAGE: print one command per line, with \001 for its line ends.
commands() {
	awk '
	function put() { if (command != "") print command; command = "" }
	/^\.Dl \$ / { sub(/^\.Dl \$ /, ""); command = $0; put() }
	/^\.Bd -literal/ { inside = 1; next }
	/^\.Ed/ { inside = 0; put() }
	inside && /^\$ / { put(); command = substr($0, 3); next }
	inside && command != "" { command = command "\001" $0 }
	' "$1" | sed -e 's/\\e/\\/g' -e 's/\\(dq/"/g' -e 's/\\&//g'
}

# shown PAGE: print what a reader sees.
shown() {
	! command -v mandoc >/dev/null ||
		mandoc -T ascii -O width=200 "$1" | sed $'s/.\010//g'
}

# endless COMMAND: it is a recorder that only a signal stops soon.
endless() {
	case $1 in
	*'|'*) return 1 ;;
	proctrace* | systrace*) ! [[ $1 =~ \ -n\  ]] ;;
	memtrace) true ;;
	*) return 1 ;;
	esac
}

# record_and_stop COMMAND: run it, and stop it when its file is not empty.
record_and_stop() {
	local pid status
	touch "$TMP/before"
	"$BASH" -c "exec $1" &
	pid=$!
	wait_for 20 recorded
	status=$?
	kill -TERM "$pid" 2>/dev/null
	wait "$pid" && return $status
}

recorded() {
	[ -n "$(find . -type f ! -name machine.txt -size +0 \
		-newer "$TMP/before")" ]
}

literal docs/memtrace-process.5 >"$TMP/run.tsv"
literal docs/memtrace-system.5 >"$TMP/run.log"
check 'the example traces are read without a problem' \
	"$BUILD/memgraph" --strict "$TMP/run.tsv" "$TMP/run.log" "$TMP/run.svg"

# A process that matches, so that every recorder has something to record.
(exec -a 'ollama runner' sleep 120) &
runner=$!

# A mock for `ollama run`.
mkdir "$TMP/bin"
cat >"$TMP/bin/ollama" <<'EOF'
#!/bin/sh
[ "$1" != run ] || sleep 1
EOF
chmod +x "$TMP/bin/ollama"

root=$PWD
: >"$TMP/broken"
for page in docs/*.[15]; do
	name=$(basename "$page")
	mkdir "$TMP/$name"
	cp "$TMP/run.tsv" "$TMP/run.log" "$TMP/$name"
	(
		cd "$TMP/$name" || exit
		cp run.tsv ollama-process-memtrace-20260514-092500.tsv
		cp run.log system-memtrace-20260514-092500.log
		mkdir -p ollama-memtrace/20260514-092500
		cp ./*-memtrace-* ollama-memtrace/20260514-092500
	)
	command -v groff >/dev/null && groff -mdoc -T utf8 -rLL=78n "$page" \
		2>&1 >/dev/null | grep 'break line' >"$TMP/broken"
	same "$name fits into 80 columns" /dev/null "$TMP/broken"
	shown "$page" >"$TMP/shown"
	commands "$page" >"$TMP/commands"
	while IFS= read -r command; do
		command=$(printf '%s' "$command" | tr '\001' '\n')
		[ ! -s "$TMP/shown" ] || check "$name shows: $command" \
			grep -qF -e "\$ ${command%%$'\n'*}" "$TMP/shown"
		cd "$TMP/$name" || exit
		PATH=$BUILD:$TMP/bin:$PATH
		if endless "$command"; then
			check "$name: $command" record_and_stop "$command"
		else
			check "$name: $command" \
				"$BASH" -o pipefail -c "$command" </dev/null
		fi
		cd "$root" || exit
	done <"$TMP/commands"
done

kill "$runner"

# The claims of SECURITY CONSIDERATIONS about the picture and the table.
pid=0
{
	cat "$TMP/run.tsv"
	while IFS= read -r command; do
		printf '%s\t%d\t1\tx\t2048\t4096\t%s\n' 2026-05-14T09:25:02Z \
			$((pid += 1)) "$command"
	done <<-EOF
		/usr/bin/ollama run qwen3:8b HIDDEN
		/usr/bin/ollama runner --model /m/sha256-00 --api-key HIDDEN
		/opt/llama-server --model /m/a.gguf --api-key HIDDEN
		python3 -m mlx_lm.server --api-key=HIDDEN --model a/b
		vim HIDDEN runner
		env TOKEN=HIDDEN ollama serve
	EOF
} >"$TMP/secret.tsv"
check 'a trace with secrets is drawn' \
	"$BUILD/memgraph" "$TMP/secret.tsv" "$TMP/run.log" "$TMP/secret.svg"
check 'and made a table' "$BUILD/memgraph" -t tsv "$TMP/secret.tsv" \
	"$TMP/run.log" "$TMP/secret.table"
check 'and reported on' "$BUILD/memgraph" -t report "$TMP/secret.tsv" \
	"$TMP/run.log" "$TMP/secret.md"
check 'all of its processes are in it' grep -q 'pid 6,' "$TMP/secret.svg"
status 'picture, table and report hold no other arguments' 1 \
	grep HIDDEN "$TMP/secret.svg" "$TMP/secret.table" "$TMP/secret.md"

# --help and the page have the same options.
for program in proctrace systrace memgraph memtrace; do
	"$BUILD/$program" --help | grep -o -e ' --[a-z][a-z]*' | tr -d ' ' |
		sort -u >"$TMP/help"
	sed -n 's/^\.It .*Fl -\([a-z]*\).*/--\1/p' "docs/$program.1" |
		sort -u >"$TMP/page"
	same "$program.1 has the options of --help" "$TMP/help" "$TMP/page"
done

finish
