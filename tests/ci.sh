#!/bin/bash
# Run the script, the baseline and the workflow of docs/ci.md in a test project,
# step by step as CI would. Each recording is replaced by that of an imagined
# Mac, so that nothing depends on this machine.
. tests/lib.sh

PATH=$TMP/bin:$BUILD:$PATH
SCENARIOS=$PWD/tests/fixtures/scenarios
GITHUB_STEP_SUMMARY=$TMP/summary
OLLAMA_HOST=127.0.0.1:1
export PATH SCENARIOS GITHUB_STEP_SUMMARY OLLAMA_HOST SCENARIO BUILD
mkdir -p "$TMP/bin" "$TMP/project/tests"

cat >"$TMP/bin/ollama" <<'END'
#!/bin/sh
echo "$*" >>asked
END
# memtrace -o DIR ..., or --bundle
cat >"$TMP/bin/memtrace" <<'END'
#!/bin/sh
"$BUILD/memtrace" "$@" || exit
[ "$1" = -o ] || exit 0
cp "$SCENARIOS/$SCENARIO.tsv" "$2"/ollama-process-memtrace-*.tsv
cp "$SCENARIOS/$SCENARIO.log" "$2"/system-memtrace-*.log
memgraph -t report "$2" "$2/report.md"
END
chmod +x "$TMP/bin/ollama" "$TMP/bin/memtrace"

# block N: print the Nth block of sh
block() {
	awk -v wanted="$1" '/^```/ { inside = 0 }
		inside && n == wanted
		/^```sh$/ { n++; inside = 1 }' docs/ci.md
}
# steps: write what the workflow runs to step-1, step-2, ...
steps() {
	awk -v out="$TMP/step-" '
	inside && !/^          / { inside = 0 }
	inside { print substr($0, 11) >(out n) }
	/^        run: \|$/ { n++; inside = 1; next }
	/^        run: / { n++; sub(/^        run: /, ""); print >(out n) }
	' docs/ci.md
}

block 1 >"$TMP/project/tests/models.sh"
block 2 >"$TMP/baseline"
block 3 >"$TMP/redact"
steps
# The messages that the page shows.
grep "^memgraph: --fail-if" docs/ci.md >"$TMP/page"
cd "$TMP/project" || exit

# step N WANTED: step N exits with this status
step() {
	check "step $1 is there" test -s "$TMP/step-$1"
	status "$SCENARIO, step $1" "$2" \
		"$BASH" -e -o pipefail "$TMP/step-$1"
}

SCENARIO=switch-waits
status 'the baseline' 0 "$BASH" -e "$TMP/baseline"
printf '%s\n' "run gemma3:4b Why is the sky blue?" \
	"run qwen3:8b Why is the sea salty?" >"$TMP/wanted"
same 'runs the models' "$TMP/wanted" asked
trace=$(ls memory/baseline/*.tsv)
sed '2s/$/ --api-key HIDDEN/' "$trace" >edited
cp edited "$trace"
status 'nothing is replaced without a yes' 1 \
	"$BASH" -e "$TMP/redact" </dev/null
check 'or removed' cmp edited "$trace"
echo y >yes
status 'the secrets of the baseline' 0 "$BASH" -e "$TMP/redact" <yes
status 'are replaced' 1 grep HIDDEN "$trace"
check 'and no archive is left' test "$(ls memory)" = baseline
for SCENARIO in switch-waits switch-overlap; do
	rm -rf memory/now memory/compared.md "$GITHUB_STEP_SUMMARY"
	step 1 0
	step 2 0
	if [ $SCENARIO = switch-waits ]; then
		step 3 0
		check 'no message' test ! -s "$TMP/err"
	else
		step 3 3
		grep -e overlap: -e wired "$TMP/err" >"$TMP/got"
		same 'the page shows what is printed' "$TMP/page" "$TMP/got"
	fi
	step 4 0
	same "$SCENARIO is shown" memory/compared.md "$GITHUB_STEP_SUMMARY"
done
rm memory/compared.md
step 4 0
check 'there are no more steps' test ! -e "$TMP/step-5"
echo changed >>memory/baseline/report.md
step 1 1

finish
