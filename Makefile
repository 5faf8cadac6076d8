# SPDX-License-Identifier: MIT
# `make` explains itself. Layers are static libraries, lowest first; a layer sees only those before it.

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
CXX     ?= g++
OPT     ?= -O2 -g
SAN     ?=
PACKAGES := lua5.4 libuv simdjson jansson msgpack libseccomp libutf8proc libsodium
ARCH    := $(if $(filter x86_64,$(shell uname -m)),-mpopcnt)
WARN    := -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wvla -Wwrite-strings -Wundef
CWARN   := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
CPPFLAGS += -D_GNU_SOURCE -Icore -I$(BUILD)/gen $(shell pkg-config --cflags-only-I $(PACKAGES) 2>/dev/null)
CFLAGS  += -std=c17 $(CWARN) $(OPT) $(ARCH) $(SAN) -fno-strict-aliasing -ffunction-sections
CXXFLAGS += -std=c++17 $(WARN) $(OPT) $(SAN) -fno-exceptions -fno-rtti
# Lua is linked in whole: calls into it are the inner loop, and a worker starts sooner.
LIBS    := -l:liblua5.4.a $(filter-out -llua5.4,$(shell pkg-config --libs $(PACKAGES) 2>/dev/null)) -lcsv -lm -ldl
LDFLAGS += $(SAN) -Wl,--as-needed -Wl,--gc-sections

LAYERS  := base json model engine work input report app cli
lib      = $(patsubst %,$(BUILD)/lib%.a,$(1))
# the libraries of layer $(1) and of all below it, highest first, as the linker wants them
upto     = $(call lib,$(shell echo $(LAYERS) | tr ' ' '\n' | sed '/^$(1)$$/q' | tac))

.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:

define LAYER_RULES
$(1)_SRC := $$(wildcard core/$(1)/*.c core/$(1)/*.cpp)
$(1)_OBJ := $$(patsubst core/%,$$(BUILD)/obj/%.o,$$($(1)_SRC)) $$($(1)_EXTRA)
$$(call lib,$(1)): $$($(1)_OBJ)
	@rm -f $$@; ar rcs $$@ $$^
endef

model_EXTRA  := $(BUILD)/obj/gen/schema_data.c.o
engine_EXTRA := $(BUILD)/obj/gen/lua_modules.c.o
app_EXTRA    := $(BUILD)/obj/gen/library.c.o
$(foreach l,$(LAYERS),$(eval $(call LAYER_RULES,$(l))))

$(BUILD)/obj/%.c.o: core/%.c Makefile
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/obj/%.cpp.o: core/%.cpp Makefile
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	@$(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/obj/gen/%.c.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# What the program carries inside: the schema as JSON, the Lua modules, the library of policies.
$(BUILD)/gen/schema_data.c: $(wildcard lua/schema/*.lua) lua/schema.lua scripts/dev/embed.lua scripts/dev/schema.lua
	@mkdir -p $(@D)
	@lua5.4 scripts/dev/schema.lua > $(BUILD)/gen/schema.json
	@lua5.4 scripts/dev/embed.lua schema_data schema.json=$(BUILD)/gen/schema.json > $@
$(BUILD)/gen/lua_modules.c: $(wildcard lua/*.lua lua/*/*.lua) scripts/dev/embed.lua
	@mkdir -p $(@D)
	@lua5.4 scripts/dev/embed.lua lua_modules --lua lua --luacheck > $@
$(BUILD)/gen/library.c: $(shell find policies -type f 2>/dev/null) scripts/dev/embed.lua
	@mkdir -p $(@D)
	@lua5.4 scripts/dev/embed.lua library --tree policies > $@

PLUMB := $(BUILD)/plumb
$(PLUMB): $(BUILD)/obj/cli/main.c.o $(call upto,cli)
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call upto,cli) -Wl,--end-group $(LIBS)

# Unit tests: tests/unit/<layer>/<name>_test.c, one program a file, linked to its layer and those below.
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/*_test.c))
define UNIT_RULES
$(BUILD)/unit/$(1)/%: tests/unit/$(1)/%.c $$(call upto,$(1))
	@mkdir -p $$(@D)
	@$$(CC) $$(CPPFLAGS) $$(CFLAGS) -Wno-missing-prototypes $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $$(call upto,$(1)) -Wl,--end-group $$(LIBS) -lcmocka -lstdc++
endef
$(foreach l,$(LAYERS),$(eval $(call UNIT_RULES,$(l))))

.PHONY: help build unit
help: ## explain the targets
	@echo "plumb: make targets"
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(PLUMB) ## build the program (build/plumb)

unit: $(UNIT_TESTS) ## build and run the unit tests of every layer
	@status=0; for t in $(UNIT_TESTS); do $$t || status=1; done; exit $$status
unit-%: ; @$(MAKE) --no-print-directory unit UNIT_TESTS="$(filter $(BUILD)/unit/$*/%,$(UNIT_TESTS))"

clean: ## remove what was built
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
