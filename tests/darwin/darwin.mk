# Test the macOS files without a Mac; see docs/hacking-macos.md. The Makefile
# includes this file and defines FORMATS, WARN and so on.
DARWIN = tests/darwin
DARWIN_BUILD = $(BUILD)/darwin
DARWIN_FILES = $(wildcard collectors/*_darwin.c)
DARWIN_COLLECTORS = $(filter-out $(MAINS) $(BACKENDS),\
	$(wildcard collectors/*.c)) $(DARWIN_FILES)
DARWIN_KERNEL = $(addprefix $(DARWIN)/,kernel.c kernel_load.c kernel_task.c \
	kernel_vm.c vis.c)
DARWIN_HARNESS = $(DARWIN)/harness.c $(DARWIN)/lists.c
DARWIN_CHECKS = $(wildcard $(DARWIN)/check_*.c)

# The simulated kernel: its headers come before the system's. It is built with
# sanitizers, except for darwin-coverage.
DARWIN_CFLAGS = -O1 -g $(SANITIZE)
darwin_obj = $(patsubst %.c,$(DARWIN_BUILD)/obj/%.o,$(1))
DARWIN_CHECK_PROGRAMS = \
	$(patsubst $(DARWIN)/%.c,$(DARWIN_BUILD)/%,$(DARWIN_CHECKS))
DARWIN_PROGRAMS = $(DARWIN_BUILD)/proctrace $(DARWIN_BUILD)/systrace
# Allocations of the project's own files pass through harness.c.
DARWIN_WRAP = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

$(DARWIN_BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) -I$(DARWIN) -I$(DARWIN)/include \
	    $(ALL_CPPFLAGS) -std=c11 $(WARN) $(WERROR) $(DARWIN_CFLAGS) \
	    -MMD -MP $(JANSSON_CFLAGS) $(CHECK_CFLAGS) -c -o $@ $<

$(DARWIN_BUILD)/libdarwin.a: $(call darwin_obj,$(DARWIN_COLLECTORS) \
    $(FORMATS) $(DARWIN_KERNEL))
	@rm -f $@
	$(call say,AR $@)$(AR) rcs $@ $^

$(DARWIN_CHECK_PROGRAMS): $(DARWIN_BUILD)/%: \
    $(DARWIN_BUILD)/obj/$(DARWIN)/%.o $(call darwin_obj,$(DARWIN_HARNESS)) \
    $(DARWIN_BUILD)/libdarwin.a
	$(call say,LD $@)$(CC) $(DARWIN_CFLAGS) $(DARWIN_WRAP) -o $@ $^ $(CHECK_LIBS)

$(DARWIN_PROGRAMS): $(DARWIN_BUILD)/%: $(DARWIN_BUILD)/obj/collectors/%.o \
    $(DARWIN_BUILD)/libdarwin.a
	$(call say,LD $@)$(CC) $(DARWIN_CFLAGS) -o $@ $^ $(CURL_LIBS) $(JANSSON_LIBS)

# Sizes and offsets, for each number of words of struct vm_statistics64.
DARWIN_LAYOUTS = $(foreach words,38 40 62,$(DARWIN_BUILD)/layout-$(words).o)
$(DARWIN_BUILD)/layout-%.o: $(DARWIN)/layout.c $(DARWIN)/include/mach/mach.h
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) -I$(DARWIN)/include $(ALL_CPPFLAGS) \
	    -DSIMULATED_VM_WORDS=$* -std=c11 $(WARN) $(WERROR) -c -o $@ $<

darwin-built: $(DARWIN_CHECK_PROGRAMS) $(DARWIN_PROGRAMS) $(DARWIN_LAYOUTS)

darwin-check: ## test the macOS files on a simulated kernel
	@BUILD=$(BUILD) CC='$(CC)' $(BASH) tests/darwin.sh

# gcc, because coverage.sh cannot read clang's format.
DARWIN_COVERAGE = $(BUILD)/darwin-coverage
darwin-coverage: ## count the lines of the macOS files that the tests run
	@$(MAKE) --no-print-directory darwin-covered BUILD=$(DARWIN_COVERAGE) \
	    CC=gcc DARWIN_CFLAGS='-O0 -g --coverage'
	@$(BASH) $(DARWIN)/coverage.sh $(DARWIN_COVERAGE)/darwin $(DARWIN_FILES)
darwin-covered: $(DARWIN_CHECK_PROGRAMS)

.PHONY: darwin-built darwin-check darwin-coverage darwin-covered

include $(DARWIN)/cross.mk
-include $(wildcard $(DARWIN_BUILD)/obj/*/*.d $(DARWIN_BUILD)/obj/*/*/*.d)
