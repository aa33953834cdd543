# precis: build, test, measure. `make demo` and `make check` are all a newcomer needs.
SHELL := /bin/bash
CC ?= gcc
PREFIX ?= /usr/local
BUILD ?= build
OPT ?= -O2 -g
WARN := -std=c17 -Wall -Wextra -Wshadow -Wconversion -Werror
CPPFLAGS += -D_GNU_SOURCE -Isrc -Iinclude
LDLIBS := -lhts -lyajl -ldeflate -lz -lpthread -lm
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

SOURCES := $(sort $(wildcard src/*/*.c))
LIBRARY_SOURCES := $(filter-out src/cli/%,$(SOURCES))
CLI_SOURCES := $(filter src/cli/%,$(SOURCES))
KB_FILES := $(sort $(shell find kb -name '*.tsv'))
objects = $(patsubst src/%.c,$(1)/%.o,$(2))

.PHONY: all demo check bench fuzz fault cov shape install clean deps
all: precis

precis: $(BUILD)/precis
	@cp -f $< $@

# One rule set for each flavour of the build: $(1) = folder, $(2) = extra flags.
define flavour
$(1)/%.o: src/%.c
	@mkdir -p $$(@D)
	$$(CC) $$(CPPFLAGS) $$(WARN) $(2) -MMD -MP -c $$< -o $$@
$(1)/kb/embedded.o: src/kb/embedded.S $(BUILD)/kb.img
	@mkdir -p $$(@D)
	$$(CC) -DKB_IMAGE_PATH='"$(BUILD)/kb.img"' -c $$< -o $$@
$(1)/libprecis.a: $(call objects,$(1),$(LIBRARY_SOURCES)) $(1)/kb/embedded.o
	@rm -f $$@
	ar rcs $$@ $$^
$(1)/precis: $(call objects,$(1),$(CLI_SOURCES)) $(1)/libprecis.a
	$$(CC) $(2) $$^ $$(LDLIBS) -o $$@
endef

$(eval $(call flavour,$(BUILD),$(OPT)))
$(eval $(call flavour,$(BUILD)/asan,-O1 -g $(SANITIZE)))

KBC_OBJECTS := $(addprefix $(BUILD)/,base/status.o base/memory.o base/text.o base/file.o base/map.o \
	base/tsv.o kb/compile.o)
$(BUILD)/kbc: tools/kbc.c $(KBC_OBJECTS)
	$(CC) $(CPPFLAGS) $(WARN) $(OPT) $^ -ldeflate -o $@
$(BUILD)/kb.img: $(BUILD)/kbc $(KB_FILES)
	$(BUILD)/kbc kb $@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

clean:
	rm -rf $(BUILD) precis
