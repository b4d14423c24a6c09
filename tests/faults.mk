# Libraries that make calls fail: tests/shims/NAME.c is one for LD_PRELOAD. They
# are built without sanitizers, and only for glibc. On other systems the tests
# that need them are skipped.
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

faults: tests-built ## fail every allocation once (make check: some)
	@FAULTS=all BUILD=$(BUILD) $(BASH) tests/faults_alloc.sh

pressure: $(PROGRAMS) ## proctrace and the loop when memory and CPU are short
	@BUILD=$(BUILD) $(BASH) tests/pressure.sh

.PHONY: faults pressure
