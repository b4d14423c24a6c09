# Libraries that make things go wrong: tests/shims/NAME.c is one for
# LD_PRELOAD. Without sanitizers, whatever the programs are built with; for
# glibc, so where the system is another there are none, and their tests say so.
ifeq ($(OS),linux)
SHIMS = $(patsubst tests/%.c,$(BUILD)/%.so,$(wildcard tests/shims/*.c))
endif
SHIM_CFLAGS = -O1 -g
TOOLS += tests/pressure.sh

$(BUILD)/shims/%.so: tests/shims/%.c tests/shims/shim.h
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) -D_GNU_SOURCE -std=c11 $(WARN) \
	    $(WERROR) $(SHIM_CFLAGS) -fPIC -shared -fno-builtin-malloc -o $@ $< -ldl -pthread

tests-built: $(SHIMS)

faults: tests-built ## every allocation fails once; make check tries some
	@FAULTS=all BUILD=$(BUILD) $(BASH) tests/faults_alloc.sh

pressure: $(PROGRAMS) ## proctrace and the loop where memory and CPU are short
	@BUILD=$(BUILD) $(BASH) tests/pressure.sh

.PHONY: faults pressure
