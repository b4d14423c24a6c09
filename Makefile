# ollama-memtrace: three small programs, three folders, two arrows:
#	collectors/ -> formats/ <- render/
# GNU make 3.81 (Apple's) is enough. `make help` says what there is.

VERSION = 0.1.0
PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
BUILD = build

OS := $(shell uname -s | tr A-Z a-z)
PKG_CONFIG ?= pkg-config

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpedantic -Wpointer-arith -Wwrite-strings
CFLAGS ?= -O2 -g
# WERROR=-Werror in CI: a newer compiler's new warning stops no user's build.
WERROR =
CPPFLAGS_linux = -D_GNU_SOURCE
CPPFLAGS_darwin = -D_DARWIN_C_SOURCE

# What a program links is asked once and lazily: `make help` needs nothing.
# The macOS SDK has libcurl and libxml2 without .pc files, hence the "||".
XML_CFLAGS = $(shell $(PKG_CONFIG) --cflags libxml-2.0 2>/dev/null || \
	xml2-config --cflags)
XML_LIBS = $(shell $(PKG_CONFIG) --libs libxml-2.0 2>/dev/null || echo -lxml2)
CURL_LIBS = $(shell $(PKG_CONFIG) --libs libcurl 2>/dev/null || echo -lcurl)
JANSSON_CFLAGS = $(shell $(PKG_CONFIG) --cflags jansson)
JANSSON_LIBS = $(shell $(PKG_CONFIG) --libs jansson)
CHECK_CFLAGS = $(shell $(PKG_CONFIG) --cflags check)
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)

ALL_CPPFLAGS = -I. -DVERSION='"$(VERSION)"' $(CPPFLAGS_$(OS)) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 $(WARN) $(WERROR) $(CFLAGS) -MMD -MP

# A main is not in its folder's library, nor is another system's backend.
MAINS = collectors/proctrace.c collectors/systrace.c render/memgraph.c
BACKENDS = $(wildcard collectors/*_linux.c collectors/*_darwin.c)
FORMATS = $(wildcard formats/*.c)
COLLECTORS = $(filter-out $(MAINS) $(BACKENDS),$(wildcard collectors/*.c)) \
	$(filter %_$(OS).c,$(BACKENDS))
RENDER = $(filter-out $(MAINS),$(wildcard render/*.c))
CHECKS = $(wildcard tests/check_*.c)

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
PROGRAMS = $(BUILD)/proctrace $(BUILD)/systrace $(BUILD)/memgraph
CHECK_PROGRAMS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(CHECKS))

all: $(PROGRAMS)

$(BUILD)/proctrace: $(call obj,collectors/proctrace.c) \
    $(BUILD)/libcollectors.a $(BUILD)/libformats.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/systrace: $(call obj,collectors/systrace.c) \
    $(BUILD)/libcollectors.a $(BUILD)/libformats.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(CURL_LIBS) $(JANSSON_LIBS)

$(BUILD)/memgraph: $(call obj,render/memgraph.c) \
    $(BUILD)/librender.a $(BUILD)/libformats.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(XML_LIBS) $(JANSSON_LIBS)

$(BUILD)/libformats.a: $(call obj,$(FORMATS))
$(BUILD)/libcollectors.a: $(call obj,$(COLLECTORS))
$(BUILD)/librender.a: $(call obj,$(RENDER))
$(BUILD)/lib%.a:
	rm -f $@
	ar rcs $@ $^

$(BUILD)/obj/render/%.o: EXTRA_CFLAGS = $(XML_CFLAGS) $(JANSSON_CFLAGS)
$(BUILD)/obj/formats/%.o: EXTRA_CFLAGS = $(JANSSON_CFLAGS)
$(BUILD)/obj/collectors/%.o: EXTRA_CFLAGS = $(JANSSON_CFLAGS)
$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(EXTRA_CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: tests/%.c $(BUILD)/librender.a $(BUILD)/libcollectors.a \
    $(BUILD)/libformats.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(XML_CFLAGS) $(JANSSON_CFLAGS) \
	    $(CHECK_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.a,$^) \
	    $(CHECK_LIBS) $(XML_LIBS) $(CURL_LIBS) $(JANSSON_LIBS)

clean:
	rm -rf $(BUILD)

.PHONY: all clean
.SECONDARY:
.DELETE_ON_ERROR:

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/tests/*.d)
