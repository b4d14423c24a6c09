#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/role.h"

#define APP "/Applications/Ollama.app/Contents/Resources/"
/* A runner, but not Ollama's. */
#define ROLE_FOREIGN (enum role)(ROLE_RUNNER + 64)
#define BLOB \
	"sha256-41f0c2b8e7d9a6534c1b0f2e3d4c5b6a79880716253443526170f9e8d7c6b5a4"

/* Every kind of command line that a process trace has been seen to hold. */
static const struct {
	const char *command;
	enum role role;
	const char *model;
	const char *program;
	const char *task;
} lines[] = {
    /* Ollama itself */
    {"/Applications/Ollama.app/Contents/MacOS/Ollama hidden", ROLE_OTHER, "",
	"Ollama", ""},
    {APP "ollama serve", ROLE_SERVER, "", "ollama", "serve"},
    {"/usr/local/bin/ollama serve", ROLE_SERVER, "", "ollama", "serve"},
    {"/opt/homebrew/opt/ollama/bin/ollama serve", ROLE_SERVER, "", "ollama",
	"serve"},
    {"ollama serve", ROLE_SERVER, "", "ollama", "serve"},
    {"ollama run fable:4b --verbose why is it", ROLE_CLIENT, "fable:4b",
	"ollama", "run"},
    {"ollama run --verbose fable:4b", ROLE_CLIENT, "fable:4b", "ollama", "run"},
    {"ollama run --keepalive 5m --think=high fable:4b hi", ROLE_CLIENT,
	"fable:4b", "ollama", "run"},
    {"ollama run --verbose", ROLE_CLIENT, "", "ollama", "run"},
    {"ollama start", ROLE_SERVER, "", "ollama", "start"},
    {"/nix/store/x-ollama-0.21.0/bin/.ollama-wrapped serve", ROLE_SERVER, "",
	"ollama", "serve"},
    {"/nix/store/x/bin/.ollama-wrapped runner --ollama-engine --model /x/" BLOB,
	ROLE_RUNNER, BLOB, "ollama", ""},
    {APP "ollama-mlx runner --image-engine --model x/image:bf16 --port 1",
	ROLE_RUNNER, "x/image:bf16", "ollama-mlx", ""},
    {"ollama ps", ROLE_CLIENT, "", "ollama", "ps"},
    {"ollama", ROLE_OTHER, "", "ollama", ""},
    {"ollama --version", ROLE_OTHER, "", "ollama", ""},
    {"./ollama-linux-amd64 serve", ROLE_SERVER, "", "ollama-linux-amd64",
	"serve"},
    {"/Applications/AnythingLLM.app/Contents/Resources/ollama/llm serve",
	ROLE_SERVER, "", "llm", "serve"},
    {"/Applications/AnythingLLM.app/Contents/Resources/ollama/llm runner "
     "--model /Users/mo/Library/Application Support/anythingllm-desktop/storage/"
     "models/ollama/blobs/" BLOB " --port 1",
	ROLE_RUNNER, BLOB, "llm", ""},
    {"/x/bin/python3 /opt/homebrew/bin/llm chat -m mlx-community/opal",
	ROLE_OTHER, "", "llm", ""},
    {"/home/mo/ipex/ollama-lib runner --model /x/" BLOB, ROLE_RUNNER, BLOB,
	"ollama-lib", ""},
    /* its runners, by generation */
    {APP "ollama runner --mlx-engine --model fable:4b-mlx --port 51122",
	ROLE_RUNNER, "fable:4b-mlx", "ollama", ""},
    {APP "ollama runner --ollama-engine --model /Users/mo/.ollama/models/blobs"
	 "/" BLOB " --port 49520",
	ROLE_RUNNER, BLOB, "ollama", ""},
    {"/usr/local/bin/ollama runner --model "
     "/usr/share/ollama/.ollama/models/blobs/" BLOB " --ctx-size 8192",
	ROLE_RUNNER, BLOB, "ollama", ""},
    {"/tmp/ollama300/runners/metal/ollama_llama_server --model /x/" BLOB
     " --ctx-size 2048",
	ROLE_RUNNER, BLOB, "ollama_llama_server", ""},
    {APP "llama-server --model /Users/mo/.ollama/models/blobs/" BLOB
	 " --port 62923 --host 127.0.0.1 --no-webui -c 65536",
	ROLE_RUNNER, BLOB, "llama-server", ""},
    {"/opt/homebrew/bin/llama-server --model /Users/mo/own/tale.gguf",
	ROLE_FOREIGN, "tale.gguf", "llama-server", ""},
    {"/opt/homebrew/bin/llama-server -m tale.gguf", ROLE_FOREIGN, "tale.gguf",
	"llama-server", ""},
    {"ollama runner --model=fable:4b --port 1", ROLE_RUNNER, "fable:4b",
	"ollama", ""},
    {"ollama runner --port 1 --model", ROLE_OTHER, "", "ollama runner", ""},
    {"ollama runner", ROLE_OTHER, "", "ollama runner", ""},
    {"ollama runner --model /a/b/", ROLE_RUNNER, "b", "ollama", ""},
    {"ollama runner --model /", ROLE_OTHER, "", "ollama runner", ""},
    /* it looks for GPUs */
    {"/usr/local/bin/ollama runner --ollama-engine --port 4", ROLE_OTHER, "",
	"ollama runner", ""},
    {"/usr/local/bin/ollama gpu-discover --lib-dir /x", ROLE_OTHER, "",
	"ollama gpu-discover", ""},
    {"/usr/lib/ollama/llama-server --list-devices --port 4", ROLE_OTHER, "",
	"llama-server", ""},
    {"llama-server --port 4 --host 127.0.0.1 --verbose", ROLE_OTHER, "",
	"llama-server", ""},
    {APP "llama-quantize /x/a /x/b", ROLE_OTHER, "", "llama-quantize", ""},
    {"llama-server --spec-draft-model /x/d --model /x/" BLOB, ROLE_RUNNER, BLOB,
	"llama-server", ""},
    /* other programs that match */
    {"python -m mlx_lm.server --model mo/opal-7b", ROLE_FOREIGN, "mo/opal-7b",
	"mlx_lm.server", ""},
    {"/opt/homebrew/Cellar/python@3.12/3.12.9/Frameworks/Python.framework/"
     "Versions/3.12/Resources/Python.app/Contents/MacOS/Python -m "
     "mlx_lm.server --model /Users/mo/models/opal --port 8080",
	ROLE_FOREIGN, "opal", "mlx_lm.server", ""},
    {"/Users/jo doe/.venv/bin/python3 -m mlx_lm.server --port 8080",
	ROLE_FOREIGN, "", "mlx_lm.server", ""},
    {"/usr/bin/python3 /home/mo/.venv/bin/mlx_lm.generate --model opal",
	ROLE_FOREIGN, "opal", "mlx_lm.generate", ""},
    {"python3 -m mlx_notebook", ROLE_OTHER, "", "mlx_notebook", ""},
    {"python3 train_mlx.py", ROLE_OTHER, "", "train_mlx.py", ""},
    {"/Users/mo/.venv/bin/python -u -m mlx_vlm.server --port 8111 --model "
     "models/ocr/OCR-1.6 --trust-remote-code",
	ROLE_FOREIGN, "models/ocr/OCR-1.6", "mlx_vlm.server", ""},
    {"python3.12 -X dev -Bum mlx_lm server --model mo/opal", ROLE_FOREIGN,
	"mo/opal", "mlx_lm", ""},
    {"/Users/mo/.venv/bin/python3.12 -u -m vllm_mlx.cli serve "
     "/Volumes/models/Opal-4bit --port 8000",
	ROLE_FOREIGN, "Opal-4bit", "vllm_mlx.cli", ""},
    {"/Users/mo/uv/tools/rapid-mlx/bin/python3.12 /Users/mo/.local/bin/rapid-mlx "
     "serve opal-dwq --port 8001",
	ROLE_FOREIGN, "opal-dwq", "rapid-mlx", ""},
    {"/opt/vllm/bin/python /opt/vllm/bin/vllm serve mo/opal --port 8000",
	ROLE_FOREIGN, "mo/opal", "vllm", ""},
    {"python -m vllm.entrypoints.openai.api_server --model mo/opal",
	ROLE_FOREIGN, "mo/opal", "vllm.entrypoints.openai.api_server", ""},
    {"/usr/bin/python3 /opt/homebrew/opt/omlx/bin/omlx serve --model-dir /m",
	ROLE_FOREIGN, "", "omlx", ""},
    {"/usr/bin/python3 /opt/homebrew/bin/omlx serve --model-dir /m --model opal",
	ROLE_FOREIGN, "opal", "omlx", ""},
    {"vllm-mlx serve --model mo/opal", ROLE_FOREIGN, "mo/opal", "vllm-mlx", ""},
    {"/x/Python.app/Contents/MacOS/Python /x/bin/dflash-serve --model mo/opal",
	ROLE_FOREIGN, "mo/opal", "dflash-serve", ""},
    {"/x/bin/python3 -m mlx_lm.server --model /Users/mo/.cache/huggingface/hub/"
     "models--mlx-community--Opal-4bit/snapshots/cfcade7221ccd128 --port 1",
	ROLE_FOREIGN, "mlx-community--Opal-4bit", "mlx_lm.server", ""},
    {"mlx_lm.server --model /hub/models--mo--opal/", ROLE_FOREIGN, "mo--opal",
	"mlx_lm.server", ""},
    {"llama-server --model /hub/models--mo--opal/snapshots/cfc/opal.gguf",
	ROLE_FOREIGN, "opal.gguf", "llama-server", ""},
    {"mlx_lm.server --model /Users/mo/snapshots/opal", ROLE_FOREIGN, "opal",
	"mlx_lm.server", ""},
    {"python3 /x/bin/mlx.launch -n 2 generate.py --model mo/opal", ROLE_OTHER,
	"", "mlx.launch", ""},
    {"/Applications/oMLX.app/Contents/MacOS/python3 -m omlx.cli serve "
     "--base-path /Users/mo/.omlx --port 8000",
	ROLE_FOREIGN, "", "omlx.cli", ""},
    {"python -m vmlx_engine.cli serve /m/Opal", ROLE_FOREIGN, "Opal",
	"vmlx_engine.cli", ""},
    {"/x/bin/python3 /x/bin/mlx-openai-server launch --model-path mo/opal "
     "--model-type lm",
	ROLE_FOREIGN, "mo/opal", "mlx-openai-server", ""},
    {"mlx-serve serve --port 11235", ROLE_FOREIGN, "", "mlx-serve", ""},
    {"/x/bin/python3 /x/bin/vllm serve mlx-community/Opal-4bit --runner pooling",
	ROLE_FOREIGN, "mlx-community/Opal-4bit", "vllm", ""},
    {"vllm bench serve --model mlx-community/Opal-4bit", ROLE_OTHER, "", "vllm",
	""},
    {"python3 -m vllm.entrypoints.openai.api_server --model /m/runner/opal",
	ROLE_FOREIGN, "opal", "vllm.entrypoints.openai.api_server", ""},
    {"python -m vllm_mlx.server --model mo/opal", ROLE_FOREIGN, "mo/opal",
	"vllm_mlx.server", ""},
    {"/opt/homebrew/bin/omlx launch opencode --model opal", ROLE_OTHER, "",
	"omlx", ""},
    {"optiq serve --model mlx-community/opal", ROLE_FOREIGN,
	"mlx-community/opal", "optiq", ""},
    {"afm mlx -m mlx-community/opal", ROLE_FOREIGN, "mlx-community/opal", "afm",
	""},
    {".build/release/SwiftLM --model mlx-community/opal", ROLE_FOREIGN,
	"mlx-community/opal", "SwiftLM", ""},
    {"uv run mlx_lm.server --model mo/opal", ROLE_OTHER, "", "uv", ""},
    {"python3 -c import mlx", ROLE_OTHER, "", "python3", ""},
    {"python3 -", ROLE_OTHER, "", "python3", ""},
    {"python3 -X", ROLE_OTHER, "", "python3", ""},
    {"/bin/bash /Users/mo/ollama-loop.sh 5", ROLE_OTHER, "", "ollama-loop.sh",
	""},
    {"com.docker.llama-server --model /m/model.gguf --port 1", ROLE_FOREIGN,
	"model.gguf", "com.docker.llama-server", ""},
    {"llama-server -hf mo/opal-GGUF", ROLE_FOREIGN, "mo/opal-GGUF",
	"llama-server", ""},
    /* Ollama does not start these, not even for its blobs. */
    {"llama-cli -m /Users/mo/.ollama/models/blobs/" BLOB " -ngl 99",
	ROLE_FOREIGN, BLOB, "llama-cli", ""},
    {"llama-bench --help", ROLE_OTHER, "", "llama-bench", ""},
    {"python3 -m sglang.launch_server --model-path /m/runner/opal",
	ROLE_FOREIGN, "opal", "sglang.launch_server", ""},
    {"gmlx serve opal.gguf --port 8080", ROLE_FOREIGN, "opal.gguf", "gmlx", ""},
    {"omlx-server", ROLE_FOREIGN, "", "omlx-server", ""},
    {"/Applications/LM Studio.app/Contents/MacOS/LM Studio --mlx", ROLE_OTHER,
	"", "LM Studio", ""},
    {"/Applications/Sub Cast.app/Contents/Resources/llama-server --model "
     "/Users/al moe/Library/Application Support/sub/tale.gguf --port 1",
	ROLE_FOREIGN, "tale.gguf", "llama-server", ""},
    {"/Applications/Quail.app/Contents/Resources/llama-server --models-preset "
     "/Users/mo/presets.ini --port 8080",
	ROLE_OTHER, "", "llama-server", ""},
    {"/Applications/Sub.app/Contents/Resources/whisper-server -m /x/llama.bin",
	ROLE_OTHER, "", "Sub", ""},
    {"/Applications/Ollama.app/Contents/Frameworks/Squirrel.framework/"
     "Resources/ShipIt com.electron.ollama.ShipIt /Users/mo/x.plist",
	ROLE_OTHER, "", "Ollama", ""},
    {"grep llama-server", ROLE_OTHER, "", "grep", ""},
    {"vim notes-about-ollama runner.md", ROLE_OTHER, "", "vim", ""},
    {"/opt/x/runner --log=/a/b", ROLE_OTHER, "", "runner", ""},
    {"/bin/sh -c ollama serve", ROLE_OTHER, "", "sh", ""},
    {"tail -f /Users/mo/.ollama/logs/server.log", ROLE_OTHER, "", "tail", ""},
    /* what ps prints when it cannot read the arguments */
    {"(ollama)", ROLE_PLACEHOLDER, "", "(ollama)", ""},
    {"[ollama]", ROLE_PLACEHOLDER, "", "[ollama]", ""},
    {"<defunct>", ROLE_PLACEHOLDER, "", "<defunct>", ""},
    {"[ollama] <defunct>", ROLE_PLACEHOLDER, "", "[ollama] <defunct>", ""},
    {"(ollama) serve", ROLE_OTHER, "", "(ollama)", ""},
    {"(", ROLE_OTHER, "", "(", ""},
    {"", ROLE_OTHER, "", "", ""},
    {"/", ROLE_OTHER, "", "", ""},
    {"/ /", ROLE_OTHER, "", "", ""},
};

static void
is(struct span got, const char *wanted, const char *what, const char *command)
{
	ck_assert_msg(span_is(got, wanted), "%s of \"%s\": \"%.*s\"", what,
	    command, (int)got.n, got.p);
}

START_TEST(tells_what_it_is)
{
	const char *command = lines[_i].command;
	struct role_of r;

	role_of(span_of(command), &r);
	ck_assert_msg(r.role + 64 * (unsigned)r.foreign == lines[_i].role,
	    "\"%s\" is a %s%s", command, r.foreign ? "foreign " : "",
	    role_name(r.role));
	is(r.model, lines[_i].model, "model", command);
	is(r.program, lines[_i].program, "program", command);
	is(r.task, lines[_i].task, "task", command);
}
END_TEST

static void
is_inside(struct span s, struct span command)
{
	if (s.n > 0) {
		ck_assert(s.p >= command.p);
		ck_assert(s.p + s.n <= command.p + command.n);
	}
}

/* Whatever the words: the spans point into the command line. */
START_TEST(points_into_the_command)
{
	static const char *const words[] = {"ollama", "runner", "--model",
	    "--model=", "--model=/", "/", "//", "/a/bin/", "serve", "-m", "(",
	    ")", "<defunct>", "python", "mlx_lm.server", "/b.app/c", ".app/",
	    "-", "=", " ", "\t", "", "\xff", "d/e", "/snapshots/", "models--"};
	const unsigned n = sizeof words / sizeof words[0];
	char command[256];
	unsigned long seed = 20260514;
	int round, i;

	for (round = 0; round < 20000; round++) {
		struct role_of r;
		struct span s;
		char *exact;

		command[0] = '\0';
		for (i = round % 7; i > 0; i--) {
			seed = (seed * 1103515245UL + 12345UL) & 0x7fffffff;
			strcat(command, words[seed / 65536 % n]);
			if (seed & 4096)
				strcat(command, " ");
		}
		/* A copy with nothing after it, for the sanitizer. */
		s.n = strlen(command);
		exact = malloc(s.n + 1 - (s.n > 0));
		ck_assert_ptr_nonnull(exact);
		memcpy(exact, command, s.n);
		s.p = exact;
		role_of(s, &r);
		ck_assert_ptr_nonnull(role_name(r.role));
		is_inside(r.model, s);
		is_inside(r.program, s);
		is_inside(r.task, s);
		free(exact);
	}
}
END_TEST

START_TEST(has_a_name_for_each)
{
	ck_assert_str_eq(role_name(ROLE_RUNNER), "runner");
	ck_assert_str_eq(role_name(ROLE_SERVER), "server");
	ck_assert_str_eq(role_name(ROLE_CLIENT), "client");
	ck_assert_str_eq(role_name(ROLE_OTHER), "other");
	ck_assert_str_eq(role_name(ROLE_PLACEHOLDER), "placeholder");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("role");
	TCase *tc = tcase_create("role");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tc, tells_what_it_is, 0, (int)(sizeof lines / sizeof lines[0]));
	tcase_add_test(tc, points_into_the_command);
	tcase_add_test(tc, has_a_name_for_each);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
