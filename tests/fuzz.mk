# Fuzzing: tests/fuzz/fuzz_NAME.c is a target, tests/fuzz/corpus/NAME its seeds,
# tests/fuzz/finds/NAME the inputs that once failed, tests/fuzz/NAME.dict its
# words.

FUZZ_SECONDS = 60
FUZZ_CC = clang
FUZZ_TARGETS = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SHARED = tests/fuzz/property.c tests/fuzz/rendering.c
FUZZ_LIBS = $(BUILD)/librender.a $(BUILD)/libcollectors.a \
	$(BUILD)/libformats.a
FUZZ_LINK = -pthread $(XML_LIBS) $(CURL_LIBS) $(JANSSON_LIBS)
FUZZ_CFLAGS = -O1 -g -fsanitize=fuzzer-no-link $(SANITIZE)
FUZZ_COVERAGE = -fprofile-instr-generate -fcoverage-mapping

$(BUILD)/obj/tests/%.o: EXTRA_CFLAGS = $(XML_CFLAGS) $(JANSSON_CFLAGS)

# Each target is built twice: with libFuzzer's main, and with a main that replays
# files, which any compiler can build.
$(BUILD)/fuzz_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(call obj,$(FUZZ_SHARED)) \
    $(FUZZ_LIBS)
	$(call say,LD $@)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) \
	    -o $@ $^ $(FUZZ_LINK)
$(BUILD)/replay_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o \
    $(BUILD)/obj/tests/fuzz/replay.o $(call obj,$(FUZZ_SHARED)) $(FUZZ_LIBS)
	$(call say,LD $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(FUZZ_LINK)

$(BUILD)/every_byte: $(BUILD)/obj/tests/fuzz/every_byte.o \
    $(call obj,$(FUZZ_SHARED)) $(FUZZ_LIBS)
	$(call say,LD $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(FUZZ_LINK)

FUZZERS = $(FUZZ_TARGETS:%=$(BUILD)/fuzz_%)
REPLAYS = $(FUZZ_TARGETS:%=$(BUILD)/replay_%)
fuzzers-built: $(FUZZERS)
replays-built: $(REPLAYS) $(BUILD)/every_byte

# The tests replay with sanitizers, because reading one byte too far shows
# nowhere else.
ifeq (,$(findstring -fsanitize,$(CFLAGS)))
tests-built: sanitized-replays
sanitized-replays:
	@$(MAKE) --no-print-directory replays-built BUILD=$(BUILD)/asan \
	    CFLAGS='-O1 -g $(SANITIZE)'
else
tests-built: replays-built
endif

fuzz: ## fuzz each target for FUZZ_SECONDS, two at a time
	@$(MAKE) --no-print-directory fuzzers-built BUILD=$(BUILD)/fuzz \
	    CC=$(FUZZ_CC) CFLAGS='$(FUZZ_CFLAGS)'
	@BUILD=$(BUILD) SECONDS_EACH=$(FUZZ_SECONDS) $(BASH) tests/fuzz/run.sh \
	    $(FUZZ_TARGETS)

fuzz-coverage: ## count the lines that the corpora reach, by file
	@$(MAKE) --no-print-directory replays-built BUILD=$(BUILD)/coverage \
	    CC=$(FUZZ_CC) CFLAGS='-O1 -g $(FUZZ_COVERAGE)'
	@BUILD=$(BUILD)/coverage $(BASH) tests/fuzz/coverage.sh $(FUZZ_TARGETS)

every-byte: ## run memgraph on logs cut and changed at each byte
	@$(MAKE) --no-print-directory replays-built BUILD=$(BUILD)/asan \
	    CFLAGS='-O1 -g $(SANITIZE)'
	@EVERY_BYTE=all BUILD=$(BUILD)/asan $(BASH) tests/every_byte.sh

.PHONY: every-byte fuzz fuzz-coverage fuzzers-built replays-built \
    sanitized-replays

-include $(wildcard $(BUILD)/obj/tests/fuzz/*.d)
