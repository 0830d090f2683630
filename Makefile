# SPDX-License-Identifier: MIT
# xinzhan 心站: `make help` lists the targets. Settings may stand in config.mk.
-include config.mk

VARIANT ?= release
BUILD   ?= build/$(VARIANT)
PREFIX  ?= /usr/local
VERSION := 0.1.0
MAKEFLAGS += -r
Q       ?= @

CC      ?= cc
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wpointer-arith -Wwrite-strings -Wvla -Wundef -Wformat=2 \
	   -Wno-format-nonliteral -Werror=format-security \
	   -Wno-missing-field-initializers
# 32-bit machines: large files, years after 2038, and (x86) an FPU that does
# not round twice, so that figures are the same everywhere.
WIDE    := -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64
ifneq ($(filter i386-% i486-% i586-% i686-%,$(shell $(CC) -dumpmachine 2>/dev/null)),)
FPU     := -msse2 -mfpmath=sse
endif
HARDEN  := -fPIE -fstack-protector-strong
LDHARD  := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack
FLAGS.release := -O2 -g -D_FORTIFY_SOURCE=2
FLAGS.debug   := -O0 -g3
FLAGS.san     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined \
		 -fno-omit-frame-pointer -DARENA_SMALL
# A child that leaves by _exit would leave its counts behind.
FLAGS.cov     := -O0 -g --coverage -D_exit=exit -D_Exit=exit
GCOV    ?= $(if $(findstring clang,$(CC)),llvm-cov gcov,gcov)
ifeq ($(FLAGS.$(VARIANT)),)
$(error VARIANT is one of release debug san cov)
endif

# Libraries: pkg-config where it knows them, plain -l elsewhere.
LIBS := ncursesw lmdb yaml-0.1 libsodium libpcre2-8 jansson
PC    = $(shell pkg-config $(1) $(2) 2>/dev/null || echo $(3))
CFLAGS  ?=
CFLAGS_ALL  = -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE $(WIDE) \
	      -DXINZHAN_VERSION='"$(VERSION)"' -I. $(WARN) $(HARDEN) $(FPU) $(FLAGS.$(VARIANT)) \
	      $(filter-out -D%,$(call PC,--cflags,$(LIBS),)) $(CFLAGS)
LDFLAGS_ALL = $(LDHARD) $(FPU) $(FLAGS.$(VARIANT)) $(LDFLAGS)
LIBS.store     = $(call PC,--libs,lmdb,-llmdb) $(call PC,--libs,libsodium,-lsodium)
LIBS.forms     = $(LIBS.store) $(call PC,--libs,yaml-0.1,-lyaml) \
		 $(call PC,--libs,jansson,-ljansson) $(call PC,--libs,libpcre2-8,-lpcre2-8) -lm
# Loaded when a spreadsheet is written; as which file, says the one linked to.
LIBS.templates = $(LIBS.forms) -ldl
XLSX = $(or $(shell readelf -d "$$($(CC) -print-file-name=libxlsxwriter.so)" 2>/dev/null | sed -n 's/.*soname: \[\(.*\)\]/\1/p'),libxlsxwriter.so)
ARCHIVE = $(or $(shell readelf -d "$$($(CC) -print-file-name=libarchive.so)" 2>/dev/null | sed -n 's/.*soname: \[\(.*\)\]/\1/p'),libarchive.so)
LIBS.tui       = $(LIBS.templates) $(call PC,--libs,ncursesw,-lncursesw)

FLOORS := store forms templates tui
SRC.store     := $(wildcard store/*.c)
SRC.forms     := $(wildcard forms/*.c)
SRC.templates := $(wildcard templates/*.c templates/writers/*.c)
SRC.tui       := $(wildcard tui/*.c tui/views/*.c tui/widgets/*.c tui/commands/*.c)
EMBED.forms     := $(sort $(wildcard forms/std/*.yaml forms/std/lists/*.yaml forms/maps/*.yaml forms/demo/*.yaml))
EMBED.templates := $(sort $(wildcard templates/std/*.yaml))
PO := $(wildcard po/en.po po/en.d/*.po)

obj = $(patsubst %.c,$(BUILD)/%.o,$(1))
OBJ.store     := $(call obj,$(SRC.store)) $(BUILD)/gen/po.o
OBJ.forms     := $(call obj,$(SRC.forms)) $(BUILD)/gen/embed_forms.o
OBJ.templates := $(call obj,$(SRC.templates)) $(BUILD)/gen/embed_templates.o
OBJ.tui       := $(call obj,$(SRC.tui))
OBJ           := $(foreach f,$(FLOORS),$(OBJ.$(f)))
PROGRAM := $(BUILD)/xinzhan

.PHONY: all demo check units goldens faults soak bench fuzz coverage floors lint format deps install uninstall dist clean help check-deps
.DEFAULT_GOAL := all

all: check-deps ## build the program (VARIANT=release|debug|san|cov)
	$(Q)$(MAKE) --no-print-directory $(PROGRAM)

$(PROGRAM): $(OBJ) $(BUILD)/main.o
	@echo "  LINK $@"
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS.tui)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC   $<"
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# It hands a time_t to its library, which has the machine's own.
$(BUILD)/templates/writers/xlsx.o: WIDE := -D_FILE_OFFSET_BITS=64
$(BUILD)/templates/writers/xlsx_library.o: WIDE := -D_FILE_OFFSET_BITS=64 -DXLSX_LIBRARY='"$(XLSX)"'

$(BUILD)/templates/bundle.o: CFLAGS_ALL += -DARCHIVE_LIBRARY='"$(ARCHIVE)"'

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(Q)$(CC) $(CFLAGS_ALL) -c -o $@ $<

# Messages and shipped files are compiled in.
$(BUILD)/gen/po.c: $(PO) po/po.awk
	@mkdir -p $(@D)
	@echo "  GEN  $@"
	$(Q)LC_ALL=C awk -f po/po.awk $(PO) > $@.tmp && mv $@.tmp $@

# The list of names is a dependency too: a removed file must leave the table.
$(BUILD)/gen/embed_%.c: FORCE
	@mkdir -p $(@D)
	$(Q)LC_ALL=C sh forms/embed.sh $* $(EMBED.$*) > $@.tmp
	$(Q)if cmp -s $@.tmp $@; then rm $@.tmp; else echo "  GEN  $@"; mv $@.tmp $@; fi
.PHONY: FORCE
.SECONDARY:

-include $(OBJ:.o=.d) $(BUILD)/main.d

# --- what is missing ---------------------------------------------------------
DEB_BUILD := pkg-config libncurses-dev liblmdb-dev libyaml-dev libsodium-dev \
	     libpcre2-dev libjansson-dev libxlsxwriter-dev libarchive-dev
DEB_CHECK := libcmocka-dev libvterm-dev python3 python3-openpyxl python3-lmdb python3-nacl libxml2-utils minisign tmux strace locales-all

check-deps:
	@for h in curses.h lmdb.h yaml.h sodium.h pcre2.h jansson.h xlsxwriter.h archive.h; do \
		echo "#define PCRE2_CODE_UNIT_WIDTH 8"; echo "#include <$$h>"; done | \
		$(CC) $$(pkg-config --cflags $(LIBS) 2>/dev/null) -fsyntax-only -xc - 2>/dev/null || \
		$(MAKE) --no-print-directory deps DEB_CHECK=

deps: ## install the packages that are missing (apt-get)
	@sh tests/deps.sh $(DEB_BUILD) $(DEB_CHECK)

# --- tests ----------------------------------------------------------------------
TESTS.store     := $(wildcard tests/store/*_test.c)
TESTS.forms     := $(wildcard tests/forms/*_test.c)
TESTS.templates := $(wildcard tests/templates/*_test.c)
TESTS.tui       := $(wildcard tests/tui/*_test.c)
FUZZERS := yaml json expr record xlsform pages import
REPLAYS := $(FUZZERS:%=$(BUILD)/tests/fuzz/%_replay)
UNITS := $(foreach f,$(FLOORS),$(if $(TESTS.$(f)),$(BUILD)/tests/$(f)_tests))

# A floor's test program links its own floor and those under it, no more.
below.store     := store
below.forms     := store forms
below.templates := store forms templates
below.tui       := store forms templates tui
define unit_program
$(BUILD)/tests/$(1)_tests: $$(call obj,$$(TESTS.$(1)) tests/test.c) $$(foreach f,$$(below.$(1)),$$(OBJ.$$(f)))
	@echo "  LINK $$@"
	$$(Q)$$(CC) $$(LDFLAGS_ALL) -o $$@ $$^ $$(LIBS.$(1)) -lcmocka
-include $$(patsubst %.c,$$(BUILD)/%.d,$$(TESTS.$(1)) tests/test.c)
endef
$(foreach f,$(FLOORS),$(eval $(call unit_program,$(f))))

# What the scripts are told: the program, its objects, the compiler.
PLACE = XINZHAN="$(abspath $(PROGRAM))" BUILD="$(abspath $(BUILD))" CC='$(CC)'

check: ## every test, on a fresh machine too (T='record.*' picks units, BLESS=1 rewrites goldens)
	@sh tests/deps.sh $(DEB_BUILD) $(DEB_CHECK)
	$(Q)$(MAKE) --no-print-directory $(PROGRAM) $(UNITS) $(REPLAYS)
	$(Q)$(MAKE) --no-print-directory floors units goldens
	$(Q)$(MAKE) --no-print-directory faults LEVEL=check

units: $(UNITS) ## unit tests
	$(Q)for t in $(UNITS); do echo "== $$t"; T='$(T)' XINZHAN_SOURCE="$(CURDIR)" $$t || exit 1; done

goldens: $(PROGRAM) $(REPLAYS) ## golden screens, reports, messages
	$(Q)$(PLACE) BLESS='$(BLESS)' sh tests/run.sh tests/goldens/*.sh

# LEVEL: how often each fault is tried, tests/faults/README.md: check (seconds),
# nightly, release; TRIALS=n says it for all. F: one of them, e.g. F=cut.
LEVEL ?= nightly
faults: $(PROGRAM) ## kill -9, power cuts, no memory, full disks, thieves (LEVEL=release, TRIALS=n, F=cut)
	$(Q)$(PLACE) LEVEL='$(LEVEL)' TRIALS='$(TRIALS)' sh tests/run.sh tests/faults/$(or $(F),*).sh

soak: $(PROGRAM) ## four processes on one store for HOURS=24
	$(Q)$(MAKE) --no-print-directory faults F=many TRIALS=$$(($(or $(HOURS),24) * 3600))

bench: $(PROGRAM) ## figures beside a floor measured in the same run
	$(Q)$(PLACE) sh tests/bench/bench.sh

# The fuzzers are built apart, by clang: libFuzzer is part of it.
FUZZ_SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined
fuzz: ## a minute of fuzzing: F=yaml|json|expr|record|xlsform|pages|import (all: each a minute)
	@command -v clang >/dev/null || { echo "make fuzz needs clang" >&2; exit 1; }
	$(Q)$(MAKE) --no-print-directory VARIANT=debug BUILD=$(BUILD)/fuzz CC=clang \
		CFLAGS='-O1 $(FUZZ_SAN) -fsanitize=fuzzer-no-link' LDFLAGS='$(FUZZ_SAN)' \
		$(patsubst %,$(BUILD)/fuzz/tests/fuzz/%_fuzz,$(or $(F),$(FUZZERS)))
	$(Q)F='$(or $(F),$(FUZZERS))' BUILD="$(abspath $(BUILD))/fuzz" SECONDS_EACH=$(or $(SECONDS_EACH),60) sh tests/fuzz/fuzz.sh

$(BUILD)/tests/fuzz/%_fuzz: $(BUILD)/tests/fuzz/%_fuzz.o $(OBJ.store) $(OBJ.forms)
	@echo "  LINK $@"
	$(Q)$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(LIBS.forms)

$(BUILD)/tests/fuzz/%_replay: $(BUILD)/tests/fuzz/%_fuzz.o $(BUILD)/tests/fuzz/replay.o $(OBJ.store) $(OBJ.forms)
	@echo "  LINK $@"
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS.forms)
-include $(FUZZERS:%=$(BUILD)/tests/fuzz/%_fuzz.d) $(BUILD)/tests/fuzz/replay.d

coverage: ## lines of code that units, goldens and faults run (F=store: one floor)
ifneq ($(VARIANT),cov)
	$(Q)$(MAKE) --no-print-directory VARIANT=cov $@
else
	$(Q)find $(BUILD) -name '*.gcda' -exec rm -f {} + 2>/dev/null || :
	$(Q)$(MAKE) --no-print-directory units goldens
	$(Q)$(MAKE) --no-print-directory faults LEVEL=check F='[!t]*'
	$(Q)BUILD=$(BUILD) GCOV='$(GCOV)' sh tests/coverage.sh $(or $(F),$(FLOORS))
endif

floors: ## who may include whom
	$(Q)sh tests/floors.sh

# Hand-written: not the generated tables.
TIDY = main.c $(filter-out %_table.c,$(foreach f,$(FLOORS),$(SRC.$(f)) $(wildcard $(f)/*.h $(f)/*/*.h)))

lint: $(PROGRAM) ## format check, cppcheck, shipped YAML
	$(Q)clang-format --dry-run -Werror $(TIDY)
	$(Q)cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr --enable=warning,portability --suppress=duplicateAssignExpression --library=tests/cppcheck.cfg -I. main.c $(foreach f,$(FLOORS),$(SRC.$(f)))
	$(Q)$(PROGRAM) lint --strict forms/std/*.yaml forms/std/lists/*.yaml templates/std/*.yaml

format: ## rewrite white space
	$(Q)clang-format -i $(TIDY) $(wildcard tests/*.[ch] tests/*/*.[ch])

# --- use -------------------------------------------------------------------------
demo: all ## a sample station with its reports, then the desk
	$(Q)$(PROGRAM) demo demo
	$(Q)if [ -t 0 ] && [ -t 1 ]; then \
		$(PROGRAM) --data demo/store --user demo; fi

install: all ## PREFIX=/usr/local DESTDIR=
	install -D -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/xinzhan"
	install -D -m 644 xinzhan.1 "$(DESTDIR)$(PREFIX)/share/man/man1/xinzhan.1"
	install -D -m 644 forms/forms.5 "$(DESTDIR)$(PREFIX)/share/man/man5/xinzhan-forms.5"
	install -D -m 644 templates/templates.5 "$(DESTDIR)$(PREFIX)/share/man/man5/xinzhan-templates.5"
	for f in LICENSE README.md README.zh.md CHANGELOG.md; do \
		install -D -m 644 $$f "$(DESTDIR)$(PREFIX)/share/doc/xinzhan/$$f"; done

uninstall: ## what install put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/xinzhan" "$(DESTDIR)$(PREFIX)/share/man/man1/xinzhan.1" \
		"$(DESTDIR)$(PREFIX)/share/man/man5/xinzhan-forms.5" \
		"$(DESTDIR)$(PREFIX)/share/man/man5/xinzhan-templates.5"
	rm -rf "$(DESTDIR)$(PREFIX)/share/doc/xinzhan"

dist: ## a source archive
	git archive --format=tar.gz --prefix=xinzhan-$(VERSION)/ -o xinzhan-$(VERSION).tar.gz HEAD

clean: ## remove build/ and demo/
	rm -rf build demo

help: ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | awk -F':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'
