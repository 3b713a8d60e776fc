# yicha: `make` builds, `make test` passes the tests, `make demo` shows the main job. `make help` lists the rest.
# CC=clang-14 builds with clang; SAN=1 with sanitizers; V=1 shows commands.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
ifeq ($(origin CC),default)
CC := gcc
endif
SAN ?=
VARIANT := $(notdir $(CC))$(if $(SAN),-san)$(if $(COVER),-cover)$(if $(FUZZ),-fuzz)
B ?= build
O := $(B)/obj/$(VARIANT)
G := $(B)/gen
PREFIX ?= /usr/local
DESTDIR ?=
Q := $(if $(V),,@)
VERSION := 0.1.0

PKGS := sqlite3 libpq yaml-0.1 libidn2 openssl zlib liblzma libzstd libmariadb hiredis xlsxwriter freetype2 fontconfig
# Inflates in half the time of zlib; without it zlib does.
ISAL := $(shell pkg-config --exists libisal 2>/dev/null && echo libisal)
# Unpacks RAR; without it what is packed in one is told. Linked statically: the shared one brings libxml2 and ICU along.
ARCHIVE := $(shell d=$$(pkg-config --variable=libdir libarchive 2>/dev/null) && [ -f "$$d/libarchive.a" ] && echo "$$d/libarchive.a")
# It may open neither charsets nor time zones: src/format/rar_codec_archive.c has what it calls instead.
UNRAR := $(O)/libunrar.a
CLANG := $(findstring clang,$(CC))
WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Walloca -Wformat=2 -Wundef \
	-Wwrite-strings -Wpointer-arith -Wimplicit-fallthrough -Wno-missing-field-initializers -Werror \
	$(if $(CLANG),,-Wduplicated-cond -Wlogical-op -Wjump-misses-init)
HARD := -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fno-common -fPIE \
	-ftrivial-auto-var-init=zero \
	$(if $(CLANG),-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang)
, := ,
OPT := $(if $(SAN)$(FUZZ),-O1 -fsanitize=address$(,)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer $(if $(CLANG),,-Wno-format-truncation),$(if \
	$(COVER),-O0 --coverage -Wno-format-truncation,-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$(if $(CLANG),2,3)))
ALLFLAGS = -std=gnu2x -g $(OPT) $(HOT) $(WARN) $(HARD) -D_GNU_SOURCE -DYICHA_VERSION='"$(VERSION)"' -include src/base/banned.h \
	-Isrc -I$(G) -I. $(PKG_CFLAGS) $(CFLAGS)
LINK = $(CC) $(OPT) -pie -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)

SRC := $(filter-out src/format/inflater_$(if $(ISAL),zlib,isal).c src/format/rar_codec_$(if $(ARCHIVE),none,archive).c,$(sort $(shell find src -name '*.c')))
GEN := facts.c collectors.c commands.c zh.c style.c charset.c tables.c
OBJ := $(SRC:%.c=$(O)/%.o) $(GEN:%.c=$(O)/gen/%.o)
LIB := $(O)/libyicha.a
TESTS := $(patsubst %.c,$(O)/%,$(sort $(shell find test -name '*_test.c')))
FUZZERS := $(patsubst fuzz/%.c,%,$(sort $(wildcard fuzz/*.c)))
BENCHES := $(patsubst %.c,$(O)/%,$(sort $(wildcard bench/*.c)))

ifneq ($(filter-out help clean deps lint test demo bench bench-loop bench-data format,$(or $(MAKECMDGOALS),all)),)
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) $(ISAL) $(if $(ARCHIVE),libarchive) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) $(ISAL) 2>/dev/null) $(if $(ARCHIVE),$(UNRAR) -lz) -lbz2 -lpthread
endif

.PHONY: all help deps test unit replay fuzz cover lint format demo bench install clean build
all: ## build build/yicha
	$(Q)tools/deps check build
	$(Q)$(MAKE) build
build: $(B)/yicha
# Compared, not timed: a build with sanitizers leaves a younger file here.
ifneq ($(ARCHIVE),)
$(LIB): | $(UNRAR)
$(UNRAR): $(ARCHIVE)
	$(Q)mkdir -p $(@D) && objcopy --redefine-sym iconv_open=rar_codec_no_charset --redefine-sym mktime=rar_codec_no_time $< $@
endif
$(B)/yicha: $(O)/yicha FORCE
	$(Q)cmp -s $< $@ || { cp -f $< $@.new && mv -f $@.new $@; }
.PHONY: FORCE
$(O)/yicha: $(O)/src/cmd/main.o $(LIB)
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS)
$(LIB): $(filter-out $(O)/src/cmd/main.o,$(OBJ))
	$(Q)rm -f $@ && ar rcs $@ $^

# Generated tables: never committed, made from the folders' contents.
$(G)/stamp: tools/generate tools/charset_table.c $(shell find src checks catalogue po -type f 2>/dev/null | grep -v '[.][ch]$$') \
		$(shell find src -type d)
	$(Q)CC="$(CC)" tools/generate $(G) && touch $@
$(addprefix $(G)/,$(GEN)): $(G)/stamp ;
$(OBJ): | $(G)/stamp
$(O)/%.o: %.c
	$(Q)mkdir -p $(@D) && $(CC) $(ALLFLAGS) -MMD -MP -c -o $@ $<
# Every byte of an inspected file goes through these.
$(if $(SAN)$(FUZZ)$(COVER),,$(O)/src/detect/%.o $(O)/src/ident/%.o): HOT := -O3
$(O)/gen/%.o: $(G)/%.c
	$(Q)mkdir -p $(@D) && $(CC) $(ALLFLAGS) -MMD -MP -c -o $@ $<

deps: ## install what the build and the tests need (root), or print the command
	$(Q)tools/deps install build test
test: ## set up, build, pass all tests; ends with "N passed, N failed"
	$(Q)tools/deps install build test demo $(if $(CI),browser clean)
	$(Q)B=$(B) demo/fetch
	$(Q)$(MAKE) build $(if $(SAN),SAN=1)
	$(Q)$(MAKE) unit-build $(if $(SAN),SAN=1)
	$(Q)B=$(B) O=$(O) G=$(G) CC=$(CC) tools/test all
.PHONY: unit-build
unit-build: $(TESTS) $(O)/test/collect_one $(O)/test/unpack_one $(O)/test/ledger/deadline_batch $(FUZZERS:%=$(O)/fuzz/%)
unit: build unit-build ## unit tests only (T=folder or folder/file picks)
	$(Q)B=$(B) O=$(O) G=$(G) CC=$(CC) tools/test unit $(T)
replay: unit-build ## replay the fuzz corpora
	$(Q)B=$(B) O=$(O) G=$(G) CC=$(CC) tools/test replay $(T)
$(O)/test/%: $(O)/test/%.o $(O)/test/tap.o $(LIB)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(PKG_LIBS)
# What the tests of a folder share is its lab.c.
$(O)/test/collect/web_test: $(O)/test/net/lab.o
$(foreach l,$(wildcard test/*/lab.c),$(eval $(filter $(O)/$(dir $(l))%,$(TESTS)): $(l:%.c=$(O)/%.o)))
$(O)/fuzz/%: $(O)/fuzz/%.o $(if $(FUZZ),,$(O)/test/replay_main.o) $(LIB)
	$(Q)$(LINK) $(if $(FUZZ),-fsanitize=fuzzer) -o $@ $^ $(PKG_LIBS)
.PRECIOUS: $(O)/%.o
fuzz: ## fuzz one target: make fuzz T=html S=60
	$(Q)tools/deps check fuzz && $(MAKE) CC=clang-14 FUZZ=1 CFLAGS=-fsanitize=fuzzer-no-link $(B)/obj/clang-14-fuzz/fuzz/$(T)
	$(Q)mkdir -p fuzz/corpus/$(T) $(B)/fuzz/$(T) && $(B)/obj/clang-14-fuzz/fuzz/$(T) -max_total_time=$(or $(S),60) \
		-artifact_prefix=$(B)/fuzz/ $(B)/fuzz/$(T) fuzz/corpus/$(T)
cover: ## line coverage of every parser under tests and corpora
	$(Q)$(MAKE) COVER=1 build unit-build && B=$(B) O=$(B)/obj/$(VARIANT)-cover tools/cover
lint: ## floor plan, banned functions, format, purity, generated tables
	$(Q)B=$(B) O=$(O) CC=$(CC) tools/lint
format: ## clang-format all C
	$(Q)clang-format-14 -i $$(find src test fuzz bench -name '*.[ch]')
demo: ## inspect the demo estate: build/demo/report.html
	$(Q)tools/deps install build demo
	$(Q)$(MAKE) build
	$(Q)B=$(B) SEED=$(SEED) demo/run
bench: ## measure against peers, ratios printed
	$(Q)tools/deps install build bench
	$(Q)$(MAKE) bench-build && B=$(B) O=$(O) bench/run
.PHONY: bench-build bench-loop bench-data
bench-loop: ## measure the procedure's engines beside their floors
	$(Q)tools/deps install build bench
	$(Q)$(MAKE) bench-build && B=$(B) O=$(O) bench/loop
bench-data: ## measure the finding of personal data beside ripgrep and its floors
	$(Q)tools/deps install build bench
	$(Q)$(MAKE) bench-build && B=$(B) O=$(O) bench/data
bench-build: build $(BENCHES)
$(O)/bench/%: $(O)/bench/%.o $(LIB)
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS) $(shell pkg-config --libs libcurl 2>/dev/null)
install: build ## install program, checks, catalogue, man page, completions under PREFIX
	$(Q)B=$(B) G=$(G) DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) tools/install
help: ## this list
	$(Q)sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20
clean: ## remove build/
	$(Q)rm -rf $(B)

-include $(OBJ:.o=.d) $(wildcard $(O)/test/*.d $(O)/test/*/*.d) $(BENCHES:=.d) $(FUZZERS:%=$(O)/fuzz/%.d)
