# SPDX-License-Identifier: MIT
# `make` explains itself. Layers are static libraries, lowest first; a layer sees only those before it.

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
CXX     ?= g++
OPT     ?= -O3 -g
SAN     ?=
PACKAGES := lua5.4 libuv simdjson jansson msgpack libseccomp libutf8proc libsodium sqlite3
ARCH    := $(if $(filter x86_64,$(shell uname -m)),-mpopcnt)
WARN    := -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wvla -Wwrite-strings -Wundef
CWARN   := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
CPPFLAGS += -D_GNU_SOURCE -Icore -I$(BUILD)/gen $(shell pkg-config --cflags-only-I $(PACKAGES) 2>/dev/null)
CFLAGS  += -std=c17 $(CWARN) $(OPT) $(ARCH) $(SAN) -fno-strict-aliasing -ffunction-sections
CXXFLAGS += -std=c++17 $(WARN) $(OPT) $(SAN) -fno-exceptions -fno-rtti
# Linked in whole, from Debian's own archives: calls into Lua are the inner loop, and each shared library costs every
# worker a part of its start. simdjson has no archive.
LIBS    := -l:liblua5.4.a -l:libuv_a.a -l:libjansson.a -l:libmsgpackc.a -l:libseccomp.a -l:libutf8proc.a -l:libsodium.a \
           -l:libcsv.a -l:libsqlite3.a -lsimdjson -lpthread -lm -ldl
LDFLAGS += $(SAN) -Wl,--as-needed -Wl,--gc-sections

LAYERS  := base json model engine work input store report app cli
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
store_EXTRA  := $(BUILD)/obj/gen/store_migrations.c.o
app_EXTRA    := $(BUILD)/obj/gen/library.c.o
cli_EXTRA    := $(BUILD)/obj/gen/manual_pages.c.o
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

# What the program carries inside: the schema as JSON, the Lua modules, the library of policies, the store's migrations, the manual.
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
$(BUILD)/gen/store_migrations.c: $(wildcard core/store/migrations/*.sql) scripts/dev/embed.lua
	@mkdir -p $(@D)
	@lua5.4 scripts/dev/embed.lua store_migrations --tree core/store/migrations > $@
$(BUILD)/gen/manual_pages.c: $(wildcard docs/manual/*/*.md) scripts/dev/embed.lua
	@mkdir -p $(@D)
	@lua5.4 scripts/dev/embed.lua manual_pages --tree docs/manual > $@

PLUMB := $(BUILD)/plumb
$(PLUMB): $(BUILD)/obj/cli/main.c.o $(call upto,cli)
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call upto,cli) -Wl,--end-group $(LIBS)

# Unit tests: tests/unit/<layer>/<name>_test.c, one program a file, linked to its layer and those below.
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/*_test.c))
define UNIT_RULES
$(BUILD)/unit/$(1)/%: tests/unit/$(1)/%.c $$(wildcard tests/unit/$(1)/*.h) $$(call upto,$(1))
	@mkdir -p $$(@D)
	@$$(CC) $$(CPPFLAGS) $$(CFLAGS) -Wno-missing-prototypes $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $$(call upto,$(1)) -Wl,--end-group $$(LIBS) -lcmocka -lstdc++
endef
$(foreach l,$(LAYERS),$(eval $(call UNIT_RULES,$(l))))

.PHONY: help setup build build-tests run test check golden soak check-asan check-ubsan bench fuzz fuzzers lint install clean
help: ## explain the targets
	@echo "plumb judges sales projects by a company's standards. Targets:"
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# The first make on a bare machine has no compiler yet: install what is missing, then start over with the tools there.
setup: ## install the missing Debian packages (says which; nothing when all is there)
	@scripts/setup.sh tests

build: $(PLUMB) ## build the program: build/plumb

SAMPLE := $(BUILD)/portfolio.ndjson
AS_OF  := 2026-06-30
$(SAMPLE): $(wildcard scripts/sample_*.lua)
	@mkdir -p $(@D)
	@lua5.4 scripts/sample_portfolio.lua > $@

# The sample portfolio as of today, twice: the second time something has happened since.
TODAY := $(shell date +%F)
STORE := $(BUILD)/sample.db
show = echo; echo "$$ plumb $(1)"; $(PLUMB) $(1)

run: ## set up, build, keep the sample portfolio in a store, judge it there, and again after a week's changes
	@scripts/setup.sh
	@$(MAKE) --no-print-directory -j2 $(PLUMB)
	@rm -f $(STORE) $(STORE)-wal $(STORE)-shm
	@lua5.4 scripts/sample_portfolio.lua 300 $(TODAY) 1 > $(BUILD)/monday.ndjson
	@lua5.4 scripts/sample_portfolio.lua 300 $(TODAY) 2 > $(BUILD)/friday.ndjson
	@export PLUMB_STORE=$(STORE); set -e; judged() { [ $$1 -le 1 ] || exit $$1; }; \
	$(call show,import $(BUILD)/monday.ndjson); \
	$(call show,check --limit 3) || judged $$?; \
	$(call show,import --reason weekly $(BUILD)/friday.ndjson); \
	$(call show,check --limit 3) || judged $$?

test: ## set up, build and pass all tests; the last line is "N passed, N failed"
	@scripts/setup.sh tests
	@$(MAKE) --no-print-directory -j2 build-tests
	@$(MAKE) --no-print-directory check

LUA_TESTS := $(wildcard tests/unit/lua/*_test.lua)
CLI_TESTS := $(wildcard tests/cli/*_test.lua)
FAULT_TESTS := $(wildcard tests/fault/*_test.lua)
# What makes the system fail under the real program. A sanitizer wants to be loaded first itself.
SHIM := $(if $(SAN),,$(BUILD)/io_shim.so)
$(BUILD)/io_shim.so: tests/fault/io_shim.c
	@mkdir -p $(@D)
	@$(CC) -std=gnu17 -D_GNU_SOURCE $(WARN) $(OPT) -shared -fPIC -o $@ $< -ldl
build-tests: $(PLUMB) $(UNIT_TESTS) $(SAMPLE) $(SHIM)
check: build-tests ## pass all tests, with what is installed
	@PLUMB=$(PLUMB) SAMPLE=$(SAMPLE) PLUMB_SLOW=$(or $(PLUMB_SLOW),1) lua5.4 scripts/dev/run_tests.lua \
		"lua5.4 scripts/dev/check_layers.lua" $(UNIT_TESTS) $(LUA_TESTS:%="lua5.4 %") \
		"$(PLUMB) test --policies policies" "$(PLUMB) test --policies docs/examples/gmpp" $(CLI_TESTS:%="lua5.4 %") $(FAULT_TESTS:%="lua5.4 %")
# The answers to the usual mistakes of policy authors (tests/golden/mistakes/): read the difference before it is committed.
golden: $(PLUMB) ## write the golden answers to mistakes anew, and show what changed
	@PLUMB=$(PLUMB) PLUMB_GOLDEN=write lua5.4 tests/cli/mistakes_test.lua
	@git --no-pager diff --stat tests/golden

unit-%:
	@$(MAKE) --no-print-directory -j2 $(filter $(BUILD)/unit/$*/%,$(UNIT_TESTS))
	@lua5.4 scripts/dev/run_tests.lua $(filter $(BUILD)/unit/$*/%,$(UNIT_TESTS))

soak: $(PLUMB) $(SHIM) ## kill, cut the power and fail every call: thousands of times, an hour or so
	@PLUMB=$(PLUMB) tests/fault/soak.sh

check-asan: ## all tests under AddressSanitizer
	@$(MAKE) --no-print-directory BUILD=build-asan OPT="-O1 -g" SAN="-fsanitize=address -fno-omit-frame-pointer" build-tests
	@$(MAKE) --no-print-directory BUILD=build-asan OPT="-O1 -g" SAN="-fsanitize=address -fno-omit-frame-pointer" PLUMB_SLOW=4 check
check-ubsan: ## all tests under UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory BUILD=build-ubsan OPT="-O1 -g" SAN="-fsanitize=undefined -fno-sanitize-recover=undefined" build-tests
	@$(MAKE) --no-print-directory BUILD=build-ubsan OPT="-O1 -g" SAN="-fsanitize=undefined -fno-sanitize-recover=undefined" PLUMB_SLOW=4 check

bench: build $(BUILD)/bench $(BUILD)/store_bench ## measure against plain Lua in one run (tests/bench/README.md)
	@tests/bench/run.sh $(BUILD)
$(BUILD)/bench: tests/bench/bench.c $(call upto,engine)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call upto,engine) -Wl,--end-group $(LIBS) -lstdc++

$(BUILD)/store_bench: tests/bench/store_bench.c $(call upto,store)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call upto,store) -Wl,--end-group $(LIBS) -lstdc++

# Fuzzers: clang's libFuzzer over each tests/fuzz/*_fuzz.c, FUZZ_SECONDS each.
FUZZ_SECONDS ?= 60
fuzz: ## run every fuzzer for FUZZ_SECONDS (60)
	@$(MAKE) --no-print-directory -j2 BUILD=build-fuzz CC=clang CXX=clang++ OPT="-O1 -g" SAN="-fsanitize=fuzzer-no-link,address" fuzzers
	@for f in build-fuzz/fuzz/*; do echo "== $$f"; $$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 2>&1 | tail -3 || exit 1; done
fuzzers: $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
$(BUILD)/fuzz/%: tests/fuzz/%.c $(call upto,input)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-missing-prototypes -c -o $@.o $<
	@$(CXX) -fsanitize=fuzzer,address -o $@ $@.o -Wl,--start-group $(call upto,input) -Wl,--end-group $(LIBS)
	@rm -f $@.o

lint: ## static checks: cppcheck over the C sources, luac over the Lua
	@cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem --suppress=uninitStructMember --suppress=ctuuninitvar --suppress=uninitvar --suppress=nullPointerRedundantCheck --suppress=pointerSize --suppress=internalAstError -Icore core/*/*.c
	@for f in $$(find lua policies scripts tests -name '*.lua'); do luac5.4 -p $$f || exit 1; done

install: build ## install to PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(PLUMB) $(DESTDIR)$(PREFIX)/bin/plumb
	$(PLUMB) help --man > $(DESTDIR)$(PREFIX)/share/man/man1/plumb.1
	for shell in bash zsh fish; do \
		case $$shell in bash) d=share/bash-completion/completions/plumb;; zsh) d=share/zsh/site-functions/_plumb;; fish) d=share/fish/vendor_completions.d/plumb.fish;; esac; \
		install -d $(DESTDIR)$(PREFIX)/$$(dirname $$d); $(PLUMB) completion $$shell > $(DESTDIR)$(PREFIX)/$$d; done

clean: ## remove what was built
	rm -rf $(BUILD) build-asan build-ubsan build-fuzz

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
