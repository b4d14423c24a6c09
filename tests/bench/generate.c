/*
 * Makes a large pair of logs from a seed, for `make bench`:
 *	generate SEED ROWS BLOCKS PROCESS.tsv SYSTEM.log [busy]
 * Rows are as the guide's loop writes them on a Mac: 40 processes a second, a
 * few of which come and go, with long command lines. A block comes every five
 * seconds, or as many as it takes. On a busy machine distances are irregular,
 * more processes come and go, and models are used, so that the times at which
 * they expire move. The same arguments, the same bytes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PROCESSES = 40 };

static uint64_t state;
static int busy;

static uint64_t
next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void
put_time(char out[32], time_t t)
{
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static void
put_rows(FILE *f, uint64_t rows, time_t t)
{
	struct {
		unsigned pid, model;
		uint64_t rss;
	} p[PROCESSES];
	unsigned i, pid = 4000;
	uint64_t row = 0;
	char ts[32];

	for (i = 0; i < PROCESSES; i++) {
		p[i].pid = pid += 7;
		p[i].model = i;
		p[i].rss = next_random() % 20000000 + 100000;
	}
	fputs("ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand\n", f);
	for (; row < rows; t++) {
		if (busy && next_random() % 3 == 0)
			t += 3;
		put_time(ts, t);
		for (i = 0; i < PROCESSES && row < rows; i++, row++) {
			/* One in a thousand samples another one takes over. */
			if (next_random() % (busy ? 800 : 40000) == 0)
				p[i].pid = pid += 7;
			p[i].rss += next_random() % 2001;
			p[i].rss -= p[i].rss > 2000 ? 1000 : 0;
			fprintf(f,
			    "%s\t%u\t1218\t/Applications/Ol\t%llu\t%llu\t"
			    "/Applications/Ollama.app/Contents/Resources/"
			    "ollama runner --mlx-engine --model family%u:%ub-mlx"
			    " --port %u\n",
			    ts, p[i].pid, (unsigned long long)p[i].rss,
			    (unsigned long long)(435299680 + p[i].rss),
			    p[i].model, p[i].model + 4, 50000 + p[i].model);
		}
	}
}

static void
put_model(
    FILE *f, const char *name, uint64_t size, time_t until, const char *comma)
{
	char ts[32];

	put_time(ts, until);
	fprintf(f,
	    "    {\n      \"name\": \"%s\",\n      \"model\": \"%s\",\n"
	    "      \"size\": %llu,\n      \"digest\": \"%064llx\",\n"
	    "      \"details\": {\n        \"parent_model\": \"\",\n"
	    "        \"format\": \"safetensors\",\n"
	    "        \"family\": \"\",\n        \"families\": null,\n"
	    "        \"parameter_size\": \"\",\n"
	    "        \"quantization_level\": \"nvfp4\"\n      },\n"
	    "      \"expires_at\": \"%.19s.123456+02:00\",\n"
	    "      \"size_vram\": %llu,\n      \"context_length\": 8192\n"
	    "    }%s\n",
	    name, name, (unsigned long long)size, (unsigned long long)size, ts,
	    (unsigned long long)size, comma);
}

static void
put_block(FILE *f, time_t t, uint64_t wired, uint64_t free_pages,
    uint64_t compressor, unsigned models)
{
	static const char *const labels[] = {"Pages free:", "Pages active:",
	    "Pages inactive:", "Pages speculative:", "Pages throttled:",
	    "Pages wired down:", "Pages purgeable:", "\"Translation faults\":",
	    "Pages copy-on-write:", "Pages zero filled:", "Pages reactivated:",
	    "Pages purged:", "File-backed pages:", "Anonymous pages:",
	    "Pages stored in compressor:", "Pages occupied by compressor:",
	    "Decompressions:", "Compressions:", "Pageins:", "Pageouts:",
	    "Swapins:", "Swapouts:"};
	char ts[32];
	unsigned i;

	put_time(ts, t);
	fprintf(f,
	    "===== %s =====\nMach Virtual Memory Statistics: "
	    "(page size of 16384 bytes)\n",
	    ts);
	for (i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		uint64_t value = next_random() % 900000000;

		if (i == 0)
			value = free_pages;
		else if (i == 5)
			value = wired;
		else if (i == 15)
			value = compressor;
		fprintf(
		    f, "%-30s %16llu.\n", labels[i], (unsigned long long)value);
	}
	fprintf(f,
	    "The system has 68719476736 (4194304 pages with a page size of "
	    "16384).\n\nStats: \nPages free: %llu \nPages purgeable: 21000 \n"
	    "Pages purged: 3232980 \n\nSwap I/O:\nSwapins: 0 \nSwapouts: 0 \n"
	    "\nPage Q counts:\nPages active: 408944 \nPages inactive: 377488 "
	    "\nPages speculative: 3360 \nPages throttled: 0 \nPages wired "
	    "down: %llu \n\nCompressor Stats:\nPages used by compressor: %llu "
	    "\nPages decompressed: 12319037 \nPages compressed: 27010022 \n\n"
	    "File I/O:\nPageins: 76117151 \nPageouts: 2996313 \n\n"
	    "System-wide memory free percentage: %llu%%\n"
	    "vm.swapusage: total = 2048.00M  used = %llu.50M  free = 863.50M  "
	    "(encrypted)\n",
	    (unsigned long long)free_pages, (unsigned long long)wired,
	    (unsigned long long)compressor,
	    (unsigned long long)(free_pages * 100 / 4194304),
	    (unsigned long long)(compressor / 1000));
	fputs("NAME             ID              SIZE      PROCESSOR    CONTEXT"
	      "    UNTIL              \n",
	    f);
	for (i = 0; i < models; i++)
		fprintf(f,
		    "family%u:%ub-mlx    07bd1f170855    2.7 GB    100%% GPU"
		    "     8192       4 minutes from now    \n",
		    i, i + 4);
	fprintf(f, "{\n  \"models\": [%s\n", models == 0 ? "]" : "");
	for (i = 0; i < models; i++) {
		char name[32];

		snprintf(name, sizeof name, "family%u:%ub-mlx", i, i + 4);
		put_model(f, name, 2686878533U + i, busy ? t + 300 : 1778751000,
		    i + 1 < models ? "," : "");
	}
	fputs(models == 0 ? "}\n\n" : "  ]\n}\n\n", f);
}

int
main(int argc, char *argv[])
{
	const time_t start = 1778750700;
	uint64_t rows, blocks, i, wired = 900000, free_pages = 1500000;
	uint64_t compressor = 200000;
	unsigned models = 0;
	double step;
	FILE *f;

	busy = argc == 7 && strcmp(argv[6], "busy") == 0;
	if (argc != 6 && !busy) {
		fprintf(stderr,
		    "usage: generate SEED ROWS BLOCKS TSV LOG [busy]\n");
		return 2;
	}
	state = strtoull(argv[1], NULL, 10) | 1;
	rows = strtoull(argv[2], NULL, 10);
	blocks = strtoull(argv[3], NULL, 10);
	f = fopen(argv[4], "w");
	if (f == NULL)
		return 1;
	put_rows(f, rows, start);
	if (fclose(f) != 0)
		return 1;
	f = fopen(argv[5], "w");
	if (f == NULL)
		return 1;
	step = blocks > 0 ? (double)rows / PROCESSES / (double)blocks : 5;
	for (i = 0; i < blocks; i++) {
		wired += next_random() % 4001;
		wired -= wired > 2000 ? 2000 : 0;
		free_pages += next_random() % 8001;
		free_pages -= free_pages > 4000 ? 4000 : 0;
		if (free_pages > 3000000)
			free_pages = 3000000;
		compressor += next_random() % 201;
		compressor -= compressor > 100 ? 100 : 0;
		if (next_random() % 100 == 0)
			models = (unsigned)(next_random() % 4);
		put_block(f, start + (time_t)((double)i * step), wired,
		    free_pages, compressor, models);
	}
	return fclose(f) != 0;
}
