# precis: build, test, measure. `make demo` and `make check` are all a newcomer needs.
SHELL := /bin/bash
# `make V=1` shows whole command lines.
ifdef V
say = @:
else
Q := @
say = @echo "  $(1)"
endif
ifeq ($(origin CC),default)
CC := gcc
endif
CLANG ?= clang-14
PREFIX ?= /usr/local
BUILD ?= build
OPT ?= -O2 -g
FUZZ_SECONDS ?= 60
WARN := -std=c17 -Wall -Wextra -Wshadow -Wconversion -Werror
# gcc lets a jump pass a local with AUTO, whose release then frees garbage; clang refuses by itself.
JUMPS := $(if $(findstring clang,$(CC)),,-Wjump-misses-init)
CPPFLAGS += -D_GNU_SOURCE -Isrc -Iinclude
LDLIBS := -lhts -lyajl -ldeflate -lz -lzstd -lpthread -lm
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
VERSION := $(shell sed -n 's/^\#define PRECIS_VERSION "\(.*\)"/\1/p' src/base/version.h 2>/dev/null)

SOURCES := $(sort $(wildcard src/*/*.c))
LIBRARY_SOURCES := $(filter-out src/cli/%,$(SOURCES))
CLI_SOURCES := $(filter src/cli/%,$(SOURCES))
KB_FILES := $(sort $(shell find kb -name '*.tsv'))
UNIT_TESTS := $(patsubst tests/unit/%.c,%,$(sort $(wildcard tests/unit/*/*_test.c)))
# What several test programs link: files of tests/unit with a header of their own, except those that
# the tests include as text (fake_source.c takes the place of a part of the library).
TEST_HELPERS := $(patsubst %.h,%,$(sort $(wildcard tests/unit/*/*.h)))
TEST_INCLUDED := $(shell sed -n 's/^\#include "\(.*\.c\)"/\1/p' tests/unit/*/*.c | sort -u)
TEST_HELPERS := $(filter-out $(addprefix %/,$(TEST_INCLUDED)),\
	$(foreach h,$(TEST_HELPERS),$(wildcard $(h).c)))
FUZZERS := $(patsubst fuzz/%.c,%,$(filter-out fuzz/fuzz_common.c,$(sort $(wildcard fuzz/fuzz_*.c))))
TEST_INCLUDES := $(addprefix -I,$(sort $(wildcard tests/unit/genome)))
objects = $(patsubst src/%.c,$(1)/%.o,$(2))

.PHONY: all demo check check-fhir check-slurm bench bench-truth fuzz fault cov shape cppcheck valgrind format tests \
	install clean deps
all: precis

precis: $(BUILD)/precis
	@cp -f $< $@.part && mv -f $@.part $@

# One rule set for each flavour of the build: $(1) = folder, $(2) = extra flags, $(3) = compiler.
# libtests.a stands behind libprecis.a in a group: a test that includes fake_source.c keeps its own.
define flavour
$(1)/%.o: src/%.c
	@mkdir -p $$(@D)
	$$(call say,cc $$@)
	$$(Q)$(3) $$(CPPFLAGS) $$(WARN) $(2) -MMD -MP -c $$< -o $$@
$(1)/kb/embedded.o: src/kb/embedded.S $(BUILD)/kb.img
	@mkdir -p $$(@D)
	$$(call say,cc $$@)
	$$(Q)$(3) -DKB_IMAGE_PATH='"$(BUILD)/kb.img"' -c $$< -o $$@
$(1)/libprecis.a: $(call objects,$(1),$(LIBRARY_SOURCES)) $(1)/kb/embedded.o
	@rm -f $$@
	$$(call say,ar $$@)
	$$(Q)ar rcs $$@ $$^
$(1)/libcli.a: $(call objects,$(1),$(filter-out src/cli/main.c,$(CLI_SOURCES)))
	@rm -f $$@
	$$(call say,ar $$@)
	$$(Q)ar rcs $$@ $$^
$(1)/precis: $(call objects,$(1),$(CLI_SOURCES)) $(1)/libprecis.a
	$$(call say,ld $$@)
	$$(Q)$(3) $(2) $$^ $$(LDLIBS) -o $$@
$(1)/tests/%.o: tests/unit/%.c
	@mkdir -p $$(@D)
	$$(call say,cc $$@)
	$$(Q)$(3) $$(CPPFLAGS) $$(TEST_INCLUDES) $$(WARN) $(2) -MMD -MP -c $$< -o $$@
$(1)/libtests.a: $(patsubst tests/unit/%.c,$(1)/tests/%.o,$(TEST_HELPERS))
	@rm -f $$@
	$$(call say,ar $$@)
	$$(Q)ar rcs $$@ $$^
$(1)/tests/%_test: $(1)/tests/%_test.o $(1)/libcli.a $(1)/libprecis.a $(1)/libtests.a
	$$(call say,ld $$@)
	$$(Q)$(3) $(2) $$< -Wl,--start-group $(1)/libcli.a $(1)/libprecis.a $(1)/libtests.a \
	  -Wl,--end-group -lcmocka $$(LDLIBS) -o $$@
$(1)/tools/%: tests/tools/%.c $(1)/libprecis.a $(1)/libcli.a
	@mkdir -p $$(@D)
	$$(call say,ld $$@)
	$$(Q)$(3) $$(CPPFLAGS) $$(WARN) $(2) $$< -Wl,--start-group $(1)/libcli.a $(1)/libprecis.a \
	  -Wl,--end-group $$(LDLIBS) -o $$@
endef

# The fuzz targets: $(1) = folder, $(2) = flags of the library, $(3) = compiler, $(4) = flags of the
# targets themselves (a replaying main, or libFuzzer's).
define fuzz_flavour
$(1)/fuzz/%.o: fuzz/%.c
	@mkdir -p $$(@D)
	$$(call say,cc $$@)
	$$(Q)$(3) $$(CPPFLAGS) $$(TEST_INCLUDES) $$(WARN) $(2) $(4) -MMD -MP -c $$< -o $$@
$(1)/fuzz/fuzz_%: $(1)/fuzz/fuzz_%.o $(1)/fuzz/fuzz_common.o $(1)/libprecis.a $(1)/libtests.a
	$$(call say,ld $$@)
	$$(Q)$(3) $(2) $(4) $$(filter %.o,$$^) -Wl,--start-group $(1)/libprecis.a $(1)/libtests.a \
	  -Wl,--end-group $$(LDLIBS) -o $$@
endef

ASAN := $(BUILD)/asan
FUZZ := $(BUILD)/fuzz
COV := $(BUILD)/cov
$(eval $(call flavour,$(BUILD),$(OPT) $(JUMPS),$(CC)))
$(eval $(call flavour,$(ASAN),-O1 -g $(SANITIZE) $(JUMPS),$(CC)))
$(eval $(call flavour,$(COV),-O0 -g --coverage,$(CC)))
$(eval $(call flavour,$(FUZZ),-O1 -g $(SANITIZE) -fsanitize=fuzzer-no-link,$(CLANG)))
$(eval $(call fuzz_flavour,$(ASAN),-O1 -g $(SANITIZE),$(CC),-DFUZZ_REPLAY))
$(eval $(call fuzz_flavour,$(FUZZ),-O1 -g $(SANITIZE),$(CLANG),-fsanitize=fuzzer))
.SECONDARY:

KBC_OBJECTS := $(addprefix $(BUILD)/,base/status.o base/memory.o base/text.o base/file.o base/map.o \
	base/tsv.o kb/compile.o)
$(BUILD)/kbc: tools/kbc.c $(KBC_OBJECTS)
	$(call say,ld $@)
	$(Q)$(CC) $(CPPFLAGS) $(WARN) $(OPT) $^ -ldeflate -o $@
$(BUILD)/kb.img: $(BUILD)/kbc $(KB_FILES)
	$(BUILD)/kbc kb $@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# What the two commands need from Debian; does nothing when it is all there.
deps:
	@tools/install_deps.sh check

demo:
	@tools/install_deps.sh build
	@$(MAKE) --no-print-directory precis
	@tools/demo.sh

# Every program of tests/unit (with the sanitizers), for use by hand too: `make tests`.
tests: $(addprefix $(ASAN)/tests/,$(UNIT_TESTS))

# The recursive calls let the dependencies arrive before anything is compiled; a test that does not
# compile (-k) is counted as failed by check.py.
CHECK_GOALS = tests $(ASAN)/precis $(addprefix $(ASAN)/fuzz/,$(FUZZERS)) \
	$(addprefix $(ASAN)/tools/,fault_cli)
check:
	@tools/install_deps.sh check
	@$(MAKE) --no-print-directory precis
	@$(MAKE) --no-print-directory -k $(CHECK_GOALS) || true
	@python3 tools/check.py --build $(ASAN) --precis ./precis

# FHIR bundles in the official validator; downloads it once (build/fhir), skips when it cannot.
check-fhir:
	@tools/install_deps.sh fhir || true
	@$(MAKE) --no-print-directory precis
	@BUILD=$(BUILD) tests/fhir/run.sh

check-slurm:
	@tools/install_deps.sh slurm
	@$(MAKE) --no-print-directory precis
	@tests/slurm/run.sh

bench:
	@tools/install_deps.sh bench
	@$(MAKE) --no-print-directory precis $(BUILD)/gen_cohort $(BUILD)/bench_pk
	@bench/run.sh

# Warfarin formulas against the doses that people really needed; needs ../shared.
bench-truth:
	@$(MAKE) --no-print-directory precis
	@PRECIS=./precis python3 tests/e2e/truth_warfarin.py --print

$(BUILD)/gen_cohort: bench/gen_cohort.c $(BUILD)/libprecis.a
	$(call say,ld $@)
	$(Q)$(CC) $(CPPFLAGS) $(WARN) $(OPT) $^ $(LDLIBS) -o $@

# Small programs that measure one thing; bench/run.sh runs those that are there.
$(BUILD)/bench_%: bench/bench_%.c $(BUILD)/libprecis.a
	$(call say,ld $@)
	$(Q)$(CC) $(CPPFLAGS) $(WARN) $(OPT) $^ $(LDLIBS) -o $@

fuzz:
	@tools/install_deps.sh fuzz
	@$(MAKE) --no-print-directory $(addprefix $(FUZZ)/fuzz/,$(FUZZERS))
	@tools/fuzz.sh $(FUZZ)/fuzz $(FUZZ_SECONDS)

# Each allocation and each write of whole commands fails once, without a limit on their number.
fault:
	@$(MAKE) --no-print-directory $(ASAN)/tools/fault_cli tests
	@python3 tools/check.py --build $(ASAN) --precis ./precis --only unit
	@$(ASAN)/tools/fault_cli --all

cov:
	@tools/install_deps.sh cov
	@$(MAKE) --no-print-directory $(addprefix $(COV)/tests/,$(UNIT_TESTS)) $(COV)/precis
	@tools/cov.sh $(COV)

shape: precis
	@python3 tools/shape.py --build $(BUILD)

format:
	@tools/install_deps.sh format
	clang-format-14 -i src/*/*.[ch] include/*.h tests/*/*.[ch] tests/unit/*/*.[ch] fuzz/*.[ch] \
	  bench/*.c tools/*.c

# Without uninitvar: it does not follow values through out-parameters; `make valgrind` does.
cppcheck:
	@tools/install_deps.sh cov
	cppcheck --std=c11 --language=c --enable=warning,portability --inline-suppr --suppress=duplicateAssignExpression \
	  --suppress=missingIncludeSystem --suppress=uninitvar --suppress=ctuuninitvar \
	  --suppress=internalAstError:src/genome/hts_source.c --suppress=comparePointers:src/kb/kb.c \
	  --error-exitcode=1 --quiet -D_GNU_SOURCE -Isrc -Iinclude src

valgrind:
	@tools/install_deps.sh cov
	@$(MAKE) --no-print-directory precis $(addprefix $(BUILD)/tests/,$(UNIT_TESTS))
	@tools/valgrind.sh $(BUILD)

install: precis $(BUILD)/libprecis.a
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig \
	  $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 precis $(DESTDIR)$(PREFIX)/bin/precis
	install -m 644 $(BUILD)/libprecis.a $(DESTDIR)$(PREFIX)/lib/libprecis.a
	install -m 644 include/precis.h $(DESTDIR)$(PREFIX)/include/precis.h
	install -m 644 docs/man/precis.1 $(DESTDIR)$(PREFIX)/share/man/man1/precis.1
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' precis.pc.in \
	  >$(DESTDIR)$(PREFIX)/lib/pkgconfig/precis.pc

clean:
	rm -rf $(BUILD) precis
