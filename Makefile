# ollama-memtrace: three small programs, three folders, two arrows:
#	collectors/ -> formats/ <- render/
# GNU make 3.81 (Apple's) is enough. `make help` lists the targets.

VERSION = 0.1.0
RELEASE = ollama-memtrace-$(VERSION)
PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
DATADIR = $(PREFIX)/share
MANDIR = $(DATADIR)/man
BASHCOMPDIR = $(DATADIR)/bash-completion/completions
ZSHCOMPDIR = $(DATADIR)/zsh/site-functions
FISHCOMPDIR = $(DATADIR)/fish/vendor_completions.d
DESTDIR =
BUILD = build
BASH = bash
ifneq (1,$(words $(BUILD)))
$(error BUILD is "$(BUILD)": make needs a path without blanks)
endif

OS := $(shell uname -s | tr A-Z a-z)
# The systems with their own files, collectors/*_SYSTEM.c. BACKEND is the one to
# build. On any other system it is none, which uses only the documented
# commands.
SYSTEMS = linux darwin none
BACKEND = $(firstword $(filter $(OS),$(SYSTEMS)) none)
PKG_CONFIG ?= pkg-config

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpedantic -Wpointer-arith -Wwrite-strings
CFLAGS ?= -O2 -g
# CI sets -Werror. A newer compiler's warnings must not stop a user's build.
WERROR =
CPPFLAGS_linux = -D_GNU_SOURCE
CPPFLAGS_darwin = -D_DARWIN_C_SOURCE
# Without this macro glibc hides POSIX; elsewhere it is harmless.
CPPFLAGS_none = -D_GNU_SOURCE

# These are expanded only when needed, so `make help` needs no libraries. The
# "||" is for macOS: its SDK has libcurl and libxml2 without .pc files, and
# pkg-config may be missing. -isystem hides the warnings in check.h.
XML_CFLAGS = $(shell $(PKG_CONFIG) --cflags libxml-2.0 2>/dev/null || \
	xml2-config --cflags 2>/dev/null)
XML_LIBS = $(shell $(PKG_CONFIG) --libs libxml-2.0 2>/dev/null || echo -lxml2)
CURL_LIBS = $(shell $(PKG_CONFIG) --libs libcurl 2>/dev/null || echo -lcurl)
JANSSON_CFLAGS = $(shell $(PKG_CONFIG) --cflags jansson 2>/dev/null)
JANSSON_LIBS = $(shell $(PKG_CONFIG) --libs jansson 2>/dev/null || \
	echo -ljansson)
CHECK_CFLAGS = $(patsubst -I%,-isystem %,\
	$(shell $(PKG_CONFIG) --cflags check 2>/dev/null))
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check 2>/dev/null || echo -lcheck)

ALL_CPPFLAGS = -I. -I$(BUILD)/generated -DVERSION='"$(VERSION)"' \
	$(CPPFLAGS_$(BACKEND)) $(CPPFLAGS)
LINT_CPPFLAGS = -I$(BUILD)/generated $(CPPFLAGS_$(BACKEND)) $(XML_CFLAGS) \
	$(JANSSON_CFLAGS)
ALL_CFLAGS = -std=c11 $(WARN) $(WERROR) $(CFLAGS) -MMD -MP

# Print one line per recipe. V=1 prints the commands, and -s prints nothing.
V =
say = $(if $(filter 1,$(V)),,@$(if $(findstring s,$(filter-out --%,$(firstword \
	-$(MAKEFLAGS)))),:,echo '$(1)'); )

# The libraries leave out mains and the backends of other systems.
MAINS = collectors/proctrace.c collectors/systrace.c render/memgraph.c
BACKENDS = $(wildcard $(SYSTEMS:%=collectors/*_%.c))
FORMATS = $(wildcard formats/*.c)
COLLECTORS = $(filter-out $(MAINS) $(BACKENDS),$(wildcard collectors/*.c)) \
	$(filter %_$(BACKEND).c,$(BACKENDS))
RENDER = $(filter-out $(MAINS),$(wildcard render/*.c render/*/*.c))
CHECKS = $(wildcard tests/check_*.c)
DRIVERS = $(wildcard tests/drive_*.c) # programs that test scripts run

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
PROGRAMS = $(BUILD)/proctrace $(BUILD)/systrace $(BUILD)/memgraph
INSTALLED = $(PROGRAMS) $(BUILD)/memtrace
CHECK_PROGRAMS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(CHECKS))
DRIVER_PROGRAMS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(DRIVERS))
# The mock Ollama: each file in tests/standin is a program.
STANDINS = $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/standin/*.c))
BENCHES = $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
# Every tests/*.sh is a test, except these.
TOOLS = tests/lib.sh tests/run.sh tests/deps.sh tests/demo.sh tests/lint.sh \
	tests/valgrind.sh tests/macos-selfcheck.sh
SCRIPTS = $(filter-out $(TOOLS),$(wildcard tests/*.sh))
MAN1 = $(wildcard docs/*.1)
MAN5 = $(wildcard docs/*.5)
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer

all: $(INSTALLED) ## build the programs

$(BUILD)/proctrace: $(call obj,collectors/proctrace.c) \
    $(BUILD)/libcollectors.a $(BUILD)/libformats.a
	$(call say,LD $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/systrace: $(call obj,collectors/systrace.c) \
    $(BUILD)/libcollectors.a $(BUILD)/libformats.a
	$(call say,LD $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
	    $(CURL_LIBS) $(JANSSON_LIBS)

$(BUILD)/memgraph: $(call obj,render/memgraph.c) \
    $(BUILD)/librender.a $(BUILD)/libformats.a
	$(call say,LD $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ \
	    -pthread $(XML_LIBS) $(JANSSON_LIBS)

$(BUILD)/memtrace: collectors/memtrace
	@mkdir -p $(@D)
	$(call say,CP $@)cp $< $@ && chmod 755 $@

$(BUILD)/libformats.a: $(call obj,$(FORMATS))
$(BUILD)/libcollectors.a: $(call obj,$(COLLECTORS)) $(BUILD)/backend
$(BUILD)/librender.a: $(call obj,$(RENDER))
$(BUILD)/lib%.a:
	@rm -f $@
	$(call say,AR $@)$(AR) qcs $@ $(filter %.o,$^)

# If the backend has changed, rebuild the library.
$(BUILD)/backend: always
	@mkdir -p $(@D)
	@echo $(BACKEND) | cmp -s - $@ || echo $(BACKEND) >$@

$(BUILD)/obj/render/%.o: EXTRA_CFLAGS = $(XML_CFLAGS) $(JANSSON_CFLAGS)
$(BUILD)/obj/formats/%.o: EXTRA_CFLAGS = $(JANSSON_CFLAGS)
$(BUILD)/obj/collectors/%.o: EXTRA_CFLAGS = $(JANSSON_CFLAGS)
$(BUILD)/obj/%.o: %.c | $(BUILD)/ready
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(EXTRA_CFLAGS) \
	    -c -o $@ $<

# Before compiling, check that the compiler and the headers are installed.
$(BUILD)/ready:
	@mkdir -p $(@D)
	@printf '#include <%s>\n' curl/curl.h jansson.h libxml/tree.h | \
	    $(CC) $(CPPFLAGS) $(XML_CFLAGS) $(JANSSON_CFLAGS) -E - \
	    2>$@ >/dev/null || { cat $@ >&2; echo 'Something to build with is' \
	    'missing: `make deps` installs it.' >&2; exit 1; }

# The script of the graph, as bytes for C.
$(BUILD)/obj/render/graph/script.o: $(BUILD)/generated/graph_script.inc
$(BUILD)/generated/graph_script.inc: render/graph/graph.js \
    render/graph/graph.awk
	@mkdir -p $(@D)
	$(call say,GEN $@)awk -f render/graph/graph.awk render/graph/graph.js | \
	    od -An -v -tx1 | sed 's/\([0-9a-f][0-9a-f]\)/0x\1,/g' > $@

# The two tests of the log readers share a file.
$(BUILD)/tests/check_load $(BUILD)/tests/check_load_system: tests/loading.c
$(BUILD)/tests/%: tests/%.c $(BUILD)/libcollectors.a $(BUILD)/librender.a \
    $(BUILD)/libformats.a
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(XML_CFLAGS) \
	    $(JANSSON_CFLAGS) $(CHECK_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.a,$^) \
	    -pthread $(CHECK_LIBS) $(XML_LIBS) $(CURL_LIBS) $(JANSSON_LIBS)

$(BUILD)/standin/%: tests/standin/%.c
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) \
	    -o $@ $<

$(BUILD)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) \
	    -o $@ $<

demo-built: $(INSTALLED) $(STANDINS)
	@:

quick-built: $(INSTALLED) $(CHECK_PROGRAMS) $(DRIVER_PROGRAMS)

tests-built: quick-built $(STANDINS)

# A second make runs the tests, so that it finds what deps has installed.
check: ## install what is missing, build, run every test
	@$(BASH) tests/deps.sh build check
	@$(MAKE) --no-print-directory test

test: tests-built ## run every test, install nothing
	@BUILD=$(BUILD) $(BASH) tests/run.sh $(CHECK_PROGRAMS) $(SCRIPTS)

quick: quick-built ## run the tests that take seconds and no other programs
	@BUILD=$(BUILD) $(BASH) tests/run.sh $(CHECK_PROGRAMS) $(addprefix \
	    tests/,awk.sh cases.sh cli_memgraph.sh golden.sh report.sh)

asan: ## run every test with AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory test BUILD=$(BUILD)/asan \
	    CFLAGS='-O1 -g $(SANITIZE)'

valgrind: tests-built ## run the unit programs and memgraph under valgrind
	@BUILD=$(BUILD) $(BASH) tests/valgrind.sh $(CHECK_PROGRAMS)

golden: all ## renew the goldens and show what changed
	@GENERATE=1 BUILD=$(BUILD) $(BASH) tests/golden.sh
	@GENERATE=1 BUILD=$(BUILD) $(BASH) tests/readme.sh
	@git --no-pager diff --stat -- tests docs
	@git --no-pager diff -- tests docs

bench: $(PROGRAMS) $(STANDINS) $(BENCHES) ## compare speed with the loops and scripts
	@BUILD=$(BUILD) $(BASH) tests/bench/bench.sh

lint: all ## check formatting, C, man pages, spelling, scripts
	@CLANG_FLAGS='$(LINT_CPPFLAGS)' BUILD=$(BUILD) $(BASH) tests/lint.sh

demo: ## install what is missing, build, record ten seconds, draw
	@$(BASH) tests/deps.sh build
	@$(MAKE) --no-print-directory demo-built
	@BUILD=$(BUILD) $(BASH) tests/demo.sh

deps: ## install what is missing to build, test and lint
	@$(BASH) tests/deps.sh build check lint

# BSD install applies the umask to folders, and sudo may keep the user's umask.
# bash and fish look for completions under the name of each program.
COMPLETIONS = packaging/completions
NAMES = $(INSTALLED:$(BUILD)/%=%)
install: all ## install it (PREFIX, DESTDIR)
	umask 022 && install -d "$(DESTDIR)$(BINDIR)" \
	    "$(DESTDIR)$(MANDIR)/man1" "$(DESTDIR)$(MANDIR)/man5" \
	    "$(DESTDIR)$(BASHCOMPDIR)" "$(DESTDIR)$(ZSHCOMPDIR)" \
	    "$(DESTDIR)$(FISHCOMPDIR)"
	install -m 755 $(INSTALLED) "$(DESTDIR)$(BINDIR)"
	install -m 644 $(MAN1) "$(DESTDIR)$(MANDIR)/man1"
	install -m 644 $(MAN5) "$(DESTDIR)$(MANDIR)/man5"
	install -m 644 $(COMPLETIONS)/_memtrace "$(DESTDIR)$(ZSHCOMPDIR)"
	for name in $(NAMES); do \
	    install -m 644 $(COMPLETIONS)/memtrace.bash \
	        "$(DESTDIR)$(BASHCOMPDIR)/$$name" && \
	    install -m 644 $(COMPLETIONS)/memtrace.fish \
	        "$(DESTDIR)$(FISHCOMPDIR)/$$name.fish" || exit 1; done

uninstall: ## remove what install has installed
	rm -f $(NAMES:%="$(DESTDIR)$(BINDIR)/%") \
	    $(MAN1:docs/%="$(DESTDIR)$(MANDIR)/man1/%") \
	    $(MAN5:docs/%="$(DESTDIR)$(MANDIR)/man5/%") \
	    $(NAMES:%="$(DESTDIR)$(BASHCOMPDIR)/%") \
	    "$(DESTDIR)$(ZSHCOMPDIR)/_memtrace" \
	    $(NAMES:%="$(DESTDIR)$(FISHCOMPDIR)/%.fish")

dist: $(BUILD)/$(RELEASE).tar.gz ## make a tarball of the last commit
$(BUILD)/$(RELEASE).tar.gz: always
	@mkdir -p $(@D)
	$(BASH) packaging/dist.sh $(RELEASE) >$@

# The user must set HOMEPAGE and URL, the address of the tarball.
HOMEPAGE =
URL =
formula: $(BUILD)/ollama-memtrace.rb ## make Homebrew's formula for that tarball (HOMEPAGE, URL)
	@echo $<
$(BUILD)/ollama-memtrace.rb: dist
	@$(BASH) packaging/homebrew/fill.sh $(BUILD)/$(RELEASE).tar.gz \
	    '$(HOMEPAGE)' '$(URL)' >$@

TESTS = test
distcheck: dist ## build, test (TESTS=quick: less), install, uninstall it
	@MAKE='$(MAKE)' TESTS='$(TESTS)' $(BASH) packaging/distcheck.sh $(RELEASE) \
	    $(BUILD)/$(RELEASE).tar.gz

clean: ## remove the build folder
	rm -rf $(BUILD)

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { \
	    printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

include tests/darwin/darwin.mk $(wildcard tests/*.mk)

.PHONY: all always asan bench check clean demo demo-built deps dist distcheck \
    formula golden help install lint quick quick-built test \
    tests-built uninstall valgrind
.SECONDARY:
.DELETE_ON_ERROR:

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d \
    $(BUILD)/tests/*.d)
